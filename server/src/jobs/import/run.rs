//! Reads a file into orders, and writes them in one transaction, or in one that is thrown away for a preview.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use chrono::{MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use domain::order_import::canonical::Gathered;
use domain::order_import::fault::problem;
use domain::order_import::gather::{Context, Gather};
use domain::order_import::mapping::Mapping;
use domain::order_import::plan::Plan;
use domain::order_import::{guess, time};
use domain::wire::import::{
    Batch, Choice, Fact, FileProblem, Format, Preview, Progress, Reject, RejectCount, Sniffed,
    Stage,
};
use domain::wire::session::Shop;
use sha2::{Digest, Sha256};

use super::source::{Source, headings_of};
use super::{ahead, refused};
use crate::clock::{Clock, local_day, zone};
use crate::db::imports::NewBatch;
use crate::db::orders::{Delivery, Written};
use crate::db::{Store, imports, mappings, orders, shops};
use crate::failure::Failure;

/// Rows that could not land are kept up to this many; beyond it the file is not what the mapping says.
const MOST_REJECTS: usize = 200_000;
/// Examples shown of each kind of reject.
const EXAMPLES: usize = 5;

/// A file that is to be imported.
pub struct Job<'a> {
    /// The store.
    pub store: &'a Store,
    /// What time it is.
    pub clock: &'a Clock,
    /// The shop.
    pub shop: &'a Shop,
    /// Where the file lies.
    pub path: &'a Path,
    /// What the person calls it; its name may tell when it was made.
    pub file_name: &'a str,
    /// What the person chose.
    pub choice: &'a Choice,
    /// Who imports.
    pub user: Option<i64>,
}

/// Looks at a file; nothing is written.
pub fn sniff(
    path: &Path,
    file_name: &str,
    shop: &Shop,
    sheet: Option<&str>,
) -> Result<Sniffed, FileProblem> {
    let source = Source::open(path)?;
    let mut sniffed = Sniffed {
        upload: String::new(),
        shop: shop.id,
        file_name: file_name.into(),
        bytes: source.bytes,
        format: source.format,
        encoding: source.encoding,
        delimiter: source.delimiter,
        sheets: source.sheets.clone(),
        sheet: sheet.map(str::to_owned).or_else(|| source.sheet.clone()),
        headings: Vec::new(),
        preset: None,
        mapping: Mapping::default(),
        guesses: Vec::new(),
        sample: Vec::new(),
        snapshot_at: time::of_file_name(file_name).and_then(|local| china_or_shop(local, shop)),
        problems: Vec::new(),
    };
    if source.format == Format::Xlsx && sniffed.sheet.is_none() {
        sniffed.problems.push(problem("import.choose_sheet", &[]));
        return Ok(sniffed);
    }
    let head = source.head(sniffed.sheet.as_deref())?;
    if head.sample.is_empty() {
        return Err(problem("import.no_rows", &[]));
    }
    let found = guess::guess(&head.headings, &head.sample);
    if let Err(problems) = Plan::new(&found.mapping, &head.headings) {
        sniffed.problems.extend(problems);
    }
    sniffed.preset.clone_from(&found.mapping.preset);
    sniffed.mapping = found.mapping;
    sniffed.guesses = found.guesses;
    sniffed.headings = head.headings;
    sniffed.sample = head.sample;
    Ok(sniffed)
}

/// What an import of the file would do; the store is as it was afterwards.
pub fn preview(job: &Job, progress: &dyn Fn(Progress)) -> Result<Preview, Failure> {
    let reading = read(job, progress)?;
    let mut summary = reading.summary();
    if reading.blocked() {
        return Ok(summary);
    }
    let written = job
        .store
        .write_much_now(|tx| orders::rehearse(tx, &reading.delivery(job, None)))?;
    reading.add(&mut summary, &written);
    Ok(summary)
}

/// Imports the file whole, or not at all. The batch is written down first, so that it can be followed.
pub fn begin(job: &Job) -> Result<Batch, Failure> {
    let source = Source::open(job.path).map_err(|why| refused(&why))?;
    let (mapping, _) = mapping_of(job, &source)?;
    let digest = digest(job.path)?;
    let now = job.clock.now();
    job.store.write_now(|tx| {
        let id = imports::insert_batch(
            tx,
            &NewBatch {
                shop: job.shop.id,
                user: job.user,
                file_name: job.file_name,
                file_sha256: &digest,
                mapping: &mapping,
            },
            now,
        )?;
        imports::batch(tx, id)
    })
}

/// Carries out a batch that `begin` wrote down; answers it and the facts' revision after it.
pub fn carry_out(job: &Job, id: i64, progress: &dyn Fn(Progress)) -> Result<(Batch, i64), Failure> {
    match land(job, id, progress) {
        Ok(done) => Ok(done),
        Err(failure) => {
            let told = match &failure {
                Failure::Problem(inner) => FileProblem {
                    code: inner.code.clone(),
                    args: inner.args.clone(),
                    blocking: true,
                },
                _ => problem("import.failed", &[]),
            };
            let now = job.clock.now();
            job.store
                .write_now(|tx| imports::fail_batch(tx, id, &told, now))?;
            Err(failure)
        }
    }
}

fn land(job: &Job, id: i64, progress: &dyn Fn(Progress)) -> Result<(Batch, i64), Failure> {
    let reading = read(job, progress)?;
    if let Some(why) = reading.gathered.problems.first() {
        return Err(refused(why));
    }
    let total = reading.gathered.orders.len() as u64;
    job.store.write_much_now(|tx| {
        let written = orders::write(tx, &reading.delivery(job, Some(id)), &|done| {
            progress(Progress {
                stage: Stage::Writing,
                done,
                total,
                rows: reading.rows,
            });
        })?;
        let mut summary = reading.summary();
        reading.add(&mut summary, &written);
        imports::insert_rejects(tx, id, &reading.rejects)?;
        imports::finish_batch(tx, id, &summary, job.clock.now())?;
        let revision = if written.changed_anything() {
            shops::bump_facts_revision(tx, job.shop.id)?
        } else {
            job.shop.facts_revision
        };
        Ok((imports::batch(tx, id)?, revision))
    })
}

/// A file that has been read.
struct Reading {
    gathered: Gathered,
    rejects: Vec<Reject>,
    rows: u64,
    snapshot_at: i64,
    zone: Tz,
}

impl Reading {
    fn blocked(&self) -> bool {
        self.gathered.problems.iter().any(|one| one.blocking)
    }

    fn delivery<'a>(&'a self, job: &Job, batch: Option<i64>) -> Delivery<'a> {
        Delivery {
            shop: job.shop.id,
            zone: self.zone,
            batch,
            snapshot_at: self.snapshot_at,
            gathered: &self.gathered,
        }
    }

    /// What the file holds, without the store.
    fn summary(&self) -> Preview {
        let gathered = &self.gathered;
        let mut kinds: BTreeMap<&str, RejectCount> = BTreeMap::new();
        for reject in &self.rejects {
            let kind = kinds.entry(&reject.code).or_insert_with(|| RejectCount {
                code: reject.code.clone(),
                rows: 0,
                examples: Vec::new(),
            });
            kind.rows += 1;
            if kind.examples.len() < EXAMPLES {
                kind.examples.push(reject.clone());
            }
        }
        let moments = || {
            let orders = gathered.orders.iter().map(|order| order.at());
            orders.chain(gathered.refunds.iter().map(|refund| refund.at))
        };
        let day = |at: i64| local_day(at, self.zone);
        let (from, to) = (moments().min().map(day), moments().max().map(day));
        let valid = || {
            gathered
                .orders
                .iter()
                .filter(|order| order.is_valid_purchase())
        };
        Preview {
            rows_read: self.rows,
            rows_rejected: self.rejects.len() as u64,
            rejects: kinds.into_values().collect(),
            orders: gathered.orders.len() as u64,
            orders_valid: valid().count() as u64,
            orders_anonymous: gathered
                .orders
                .iter()
                .filter(|order| order.buyer.is_none())
                .count() as u64,
            customers: gathered.buyers.len() as u64,
            paid_minor: valid().map(|order| order.amount.0).sum(),
            refunds: gathered.refunds.len() as u64,
            refunds_minor: gathered.refunds.iter().map(|refund| refund.amount.0).sum(),
            from,
            to,
            facts: gathered.facts.clone(),
            problems: gathered.problems.clone(),
            ..Preview::default()
        }
    }

    fn add(&self, summary: &mut Preview, written: &Written) {
        summary.rows_imported = written.rows_imported;
        summary.rows_updated = written.rows_updated;
        summary.rows_unchanged = written.rows_unchanged;
        summary.orders_new = written.orders_new;
        summary.orders_changed = written.orders_changed;
        summary.customers_new = written.customers_new;
        for (code, count) in [
            ("orphan_items", written.orphan_items),
            ("older_than_stored", written.orders_older),
        ] {
            if count > 0 {
                summary.facts.push(Fact {
                    code: code.into(),
                    count,
                    examples: Vec::new(),
                });
            }
        }
    }
}

/// Why most of these rows cannot be imported.
fn commonest(rejects: &[Reject]) -> &str {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reject in rejects {
        *counts.entry(reject.code.as_str()).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or("", |(code, _)| code)
}

fn read(job: &Job, progress: &dyn Fn(Progress)) -> Result<Reading, Failure> {
    let source = Source::open(job.path).map_err(|why| refused(&why))?;
    let (mapping, sheet) = mapping_of(job, &source)?;
    let zone = zone(&job.shop.time_zone).unwrap_or(Tz::UTC);
    let now = job.clock.now();
    let shop_zone = |local: NaiveDateTime| in_zone(local, zone);
    let context = Context {
        currency: &job.shop.currency,
        decimals: job.shop.decimals,
        now,
        shop_zone: &shop_zone,
    };
    let head = source.head(sheet.as_deref()).map_err(|why| refused(&why))?;
    let plan = Plan::new(&mapping, &head.headings).map_err(|problems| {
        let why = problems.into_iter().next();
        refused(&why.unwrap_or_else(|| problem("import.failed", &[])))
    })?;
    let mut gather = Gather::new(&plan, &context);
    let mut rejects = Vec::new();
    let mut rows = 0u64;
    let mut width = 0;
    let counted = std::cell::Cell::new(0u64);
    let total = source.bytes;
    let heard = |done: u64| {
        progress(Progress {
            stage: Stage::Reading,
            done: done.min(total),
            total,
            rows: counted.get(),
        });
    };
    ahead::each_row(&source, sheet.as_deref(), &heard, &mut |record| {
        if width == 0 {
            width = headings_of(record)?.len();
            return Ok(true);
        }
        rows += 1;
        counted.set(rows);
        let spilled = (width..record.len()).find(|at| !record.cell(*at).trim().is_empty());
        let taken = match spilled {
            // A delimiter too many moves every later cell under the wrong heading.
            Some(at) => {
                gather.refuse(|at| record.cell(at));
                Err(("row.too_many_cells", None, record.cell(at).to_owned()))
            }
            None => gather.take(|at| record.cell(at)).map_err(|fault| {
                let column = fault
                    .field
                    .and_then(|field| plan.heading(field))
                    .map(str::to_owned);
                (fault.code, column, fault.value)
            }),
        };
        if let Err((code, column, value)) = taken {
            if rejects.len() >= MOST_REJECTS {
                return Err(problem(
                    "import.too_many_rejects",
                    &[
                        ("line", &record.line.to_string()),
                        ("reason", commonest(&rejects)),
                    ],
                ));
            }
            rejects.push(Reject {
                line: record.line,
                column,
                code: code.into(),
                value,
                raw: record.to_csv(),
            });
        }
        Ok(true)
    })
    .map_err(|why| refused(&why))?;
    if rows == 0 {
        return Err(refused(&problem("import.no_rows", &[])));
    }
    let mut gathered = gather.finish();
    if rejects.len() as u64 == rows && gathered.problems.is_empty() {
        let code = commonest(&rejects);
        let ids = code == "row.damaged_id";
        gathered.problems.push(if ids {
            problem("import.damaged_ids", &[])
        } else {
            problem("import.nothing_lands", &[("reason", code)])
        });
    }
    let made_at =
        time::of_file_name(job.file_name).and_then(|local| china_or_shop(local, job.shop));
    Ok(Reading {
        gathered,
        rejects,
        rows,
        snapshot_at: made_at.filter(|at| *at <= now + 86_400).unwrap_or(now),
        zone,
    })
}

/// The mapping that the person chose, or the preset's, or the guess; and the sheet.
fn mapping_of(job: &Job, source: &Source) -> Result<(Mapping, Option<String>), Failure> {
    let sheet = job.choice.sheet.clone().or_else(|| source.sheet.clone());
    if source.format == Format::Xlsx && sheet.is_none() {
        let names: Vec<&str> = source
            .sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .collect();
        return Err(refused(&problem(
            "import.choose_sheet",
            &[("sheets", &names.join(", "))],
        )));
    }
    if let Some(mapping) = &job.choice.mapping {
        return Ok((mapping.clone(), sheet));
    }
    if let Some(name) = &job.choice.mapping_name {
        let saved = job
            .store
            .read_now(|conn| mappings::find_mapping(conn, name))?;
        let saved = saved.ok_or_else(|| {
            Failure::missing("mapping.unknown", "There is no mapping of this name")
                .with("name", name.as_str())
        })?;
        return Ok((saved.mapping, sheet));
    }
    let head = source.head(sheet.as_deref()).map_err(|why| refused(&why))?;
    Ok((guess::guess(&head.headings, &head.sample).mapping, sheet))
}

/// Wall-clock time in a zone → unix seconds. Of an hour that comes twice the first is meant; one that never comes is
/// moved on by an hour.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<i64> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(time) | MappedLocalTime::Ambiguous(time, _) => {
            Some(time.timestamp())
        }
        MappedLocalTime::None => zone
            .from_local_datetime(&local.checked_add_signed(TimeDelta::hours(1))?)
            .earliest()
            .map(|time| time.timestamp()),
    }
}

/// The minute in a file's name is the shop's; China's platforms and their shops share one zone.
fn china_or_shop(local: NaiveDateTime, shop: &Shop) -> Option<i64> {
    in_zone(local, zone(&shop.time_zone)?)
}

fn digest(path: &Path) -> Result<String, Failure> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let got = file.read(&mut piece)?;
        if got == 0 {
            break;
        }
        hasher.update(piece.get(..got).unwrap_or_default());
    }
    Ok(hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_reason_stands_for_a_file_of_which_nothing_lands() {
        let reject = |code: &str| Reject {
            line: 1,
            column: None,
            code: code.into(),
            value: String::new(),
            raw: String::new(),
        };
        let rejects = ["row.no_time", "row.other_currency", "row.other_currency"].map(reject);
        assert_eq!(commonest(&rejects), "row.other_currency");
        assert_eq!(commonest(&rejects[..1]), "row.no_time");
        assert_eq!(commonest(&[]), "");
    }
}
