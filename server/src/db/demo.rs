//! Writes the demo shop into an empty store, set by set.

use std::collections::HashMap;

use domain::brand::Brand;
use domain::campaign::Campaign;
use domain::document::{Fields, Kind};
use domain::message::Medium;
use domain::sending::{Caps, Hours, LedgerState, Reason};
use domain::wire::engine::{Cut, GroupCut, Sums, Waterfall};
use rusqlite::{Connection, Transaction, params};

use super::campaigns::{Content, Frozen};
use crate::channel::simulator::{Fate, fate};
use crate::demo::goods::ARTICLES;
use crate::demo::papers::Paper;
use crate::demo::past::{Run, seed_of};
use crate::demo::purchases::midnight;
use crate::demo::{Demo, SHOP_NAME};
use crate::failure::Failure;

/// Whether the store holds no shop yet.
pub fn is_empty(connection: &Connection) -> Result<bool, Failure> {
    let shops: i64 = connection.query_row("SELECT count(*) FROM shop", [], |row| row.get(0))?;
    Ok(shops == 0)
}

/// Writes everything; answers the shop's number.
pub fn write(transaction: &Transaction, demo: &Demo) -> Result<i64, Failure> {
    let born = midnight(demo.today.plus_days(-3 * 365));
    transaction.execute(
        "INSERT INTO shop (name, platform, currency, decimals, time_zone, created_at)
         VALUES (?1, 'TMALL', 'CNY', 2, 'Asia/Shanghai', ?2)",
        params![SHOP_NAME, born],
    )?;
    let shop = transaction.last_insert_rowid();
    let first_customer = next_id(transaction, "customer")?;
    write_people(transaction, demo, shop, first_customer)?;
    let first_product = write_products(transaction, shop)?;
    write_orders(transaction, demo, shop, first_customer, first_product)?;
    for paper in &demo.papers {
        write_paper(transaction, paper, shop)?;
    }
    for run in &demo.runs {
        write_run(transaction, run, demo, shop, first_customer)?;
    }
    Ok(shop)
}

fn next_id(transaction: &Transaction, table: &str) -> Result<i64, Failure> {
    let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {table}");
    Ok(transaction.query_row(&sql, [], |row| row.get(0))?)
}

fn write_people(
    transaction: &Transaction,
    demo: &Demo,
    shop: i64,
    first: i64,
) -> Result<(), Failure> {
    let mut seen: HashMap<usize, (i32, i64)> = HashMap::with_capacity(demo.people.len());
    for purchase in &demo.purchases {
        let entry = seen.entry(purchase.person).or_insert((i32::MAX, 0));
        entry.0 = entry.0.min(purchase.day().0);
        if purchase.valid() {
            entry.1 += purchase.amount_minor - purchase.refunded_minor;
        }
    }
    let mut customer = transaction.prepare(
        "INSERT INTO customer (id, shop_id, key, added_day, country, region, city, member_level, gender, birthday)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    let mut tag =
        transaction.prepare("INSERT INTO customer_tag (customer_id, tag) VALUES (?1, ?2)")?;
    let mut contact = transaction
        .prepare("INSERT INTO contact (customer_id, name, phone, email) VALUES (?1, ?2, ?3, ?4)")?;
    let mut consent = transaction.prepare(
        "INSERT INTO consent (customer_id, medium, status, how, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut suppression = transaction.prepare(
        "INSERT INTO suppression (shop_id, customer_id, medium, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, person) in demo.people.iter().enumerate() {
        let id = first + number as i64;
        let facts = seen.get(&number);
        // Who never ordered was seen somewhere between a month and two years ago.
        let added = facts.map_or(demo.today.0 - 30 - (number % 700) as i32, |(day, _)| *day);
        let spent = facts.map_or(0, |(_, spent)| *spent);
        let level = [20_000, 80_000, 200_000, 500_000]
            .iter()
            .filter(|edge| spent >= **edge)
            .count();
        let place = facts.map(|_| ("中国", person.region, person.city));
        customer.execute(params![
            id,
            shop,
            person.key,
            added,
            place.map(|place| place.0),
            place.map(|place| place.1),
            place.map(|place| place.2),
            level as i64,
            person.gender,
            person.birthday.map(|day| day.0),
        ])?;
        for one in &person.tags {
            tag.execute(params![id, one])?;
        }
        contact.execute(params![id, person.name, person.phone, person.email])?;
        let latest = midnight(demo.today) - 3_600;
        for one in &person.consents {
            let at =
                (midnight(domain::day::Day(added)) + one.days_after * 86_400 + 43_200).min(latest);
            consent.execute(params![id, one.medium, one.status, one.how, at])?;
        }
        for (medium, reason) in &person.suppressions {
            suppression.execute(params![shop, id, medium, reason, latest])?;
        }
    }
    Ok(())
}

fn write_products(transaction: &Transaction, shop: i64) -> Result<i64, Failure> {
    let first = next_id(transaction, "product")?;
    let mut product = transaction.prepare(
        "INSERT INTO product (id, shop_id, key, spelling, title, category, lifespan_days)
         VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)",
    )?;
    let mut tag =
        transaction.prepare("INSERT INTO product_tag (product_id, tag) VALUES (?1, ?2)")?;
    for (number, article) in ARTICLES.iter().enumerate() {
        let id = first + number as i64;
        product.execute(params![
            id,
            shop,
            article.key,
            article.title,
            article.category,
            article.lifespan_days
        ])?;
        for one in article.tags {
            tag.execute(params![id, one])?;
        }
    }
    Ok(first)
}

fn write_orders(
    transaction: &Transaction,
    demo: &Demo,
    shop: i64,
    first_customer: i64,
    first_product: i64,
) -> Result<(), Failure> {
    let first = next_id(transaction, "shop_order")?;
    let snapshot_at = midnight(demo.today);
    let mut order = transaction.prepare(
        "INSERT INTO shop_order (id, shop_id, order_number, customer_id, state, refund_state, created_at, paid_at,
             day, amount_minor, shipping_minor, refunded_minor, valid, channel, country, region, city, snapshot_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, '中国', ?15, ?16, ?17)",
    )?;
    let mut line = transaction.prepare(
        "INSERT INTO order_line (order_id, ordinal, product_id, quantity, amount_minor, real)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (number, purchase) in demo.purchases.iter().enumerate() {
        let id = first + number as i64;
        let person = &demo.people[purchase.person];
        order.execute(params![
            id,
            shop,
            format!("{}{:09}", purchase.created_at, 310_000_000 + number * 7 + 1),
            first_customer + purchase.person as i64,
            purchase.state,
            purchase.refund_state,
            purchase.created_at,
            purchase.paid_at,
            purchase.day().0,
            purchase.amount_minor,
            purchase.shipping_minor,
            purchase.refunded_minor,
            purchase.valid(),
            purchase.channel,
            person.region,
            person.city,
            snapshot_at,
        ])?;
        for (ordinal, one) in purchase.lines.iter().enumerate() {
            line.execute(params![
                id,
                ordinal as i64,
                first_product + one.article as i64,
                one.quantity,
                one.amount_minor,
                !ARTICLES[one.article].is_gift(),
            ])?;
        }
    }
    Ok(())
}

fn write_paper(transaction: &Transaction, paper: &Paper, shop: i64) -> Result<(), Failure> {
    let kind = match paper.kind {
        Kind::Campaign => "campaign",
        Kind::Segment => "segment",
        Kind::Brand => "brand",
        Kind::Template => "template",
    };
    let shop = paper.of_shop.then_some(shop);
    transaction.execute(
        "INSERT INTO document (id, kind, shop_id) VALUES (?1, ?2, ?3)",
        params![paper.id, kind, shop],
    )?;
    let mut change = transaction.prepare_cached(
        "INSERT INTO change (edit_id, document_id, kind, shop_id, path, value, base_version, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)",
    )?;
    let mut field = transaction.prepare_cached(
        "INSERT INTO document_field (document_id, path, value, version) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (path, value) in &paper.fields {
        let value = value.to_string();
        let edit = format!("demo:{}:{path}", paper.id);
        change.execute(params![edit, paper.id, kind, shop, path, value, paper.at])?;
        field.execute(params![
            paper.id,
            path,
            value,
            transaction.last_insert_rowid()
        ])?;
    }
    Ok(())
}

fn write_run(
    transaction: &Transaction,
    run: &Run,
    demo: &Demo,
    shop: i64,
    first_customer: i64,
) -> Result<(), Failure> {
    let paper = demo.papers.iter().find(|paper| paper.id == run.past.id);
    let fields: Fields = paper
        .map(|paper| paper.fields.iter().cloned().collect())
        .unwrap_or_default();
    let frozen = frozen(&fields, demo, run);
    transaction.execute(
        "INSERT INTO campaign_run (campaign_id, shop_id, state, frozen, seed, facts_revision, as_of_day,
             approved_at, started_at, window_ends_at)
         VALUES (?1, ?2, 'CLOSED', ?3, ?4, 1, ?5, ?6, ?7, ?8)",
        params![
            run.past.id,
            shop,
            serde_json::to_string(&frozen)?,
            seed_of(run.past),
            run.as_of.0,
            run.approved_at,
            midnight(run.start) + 9 * 3_600,
            midnight(run.end.plus_days(2)),
        ],
    )?;
    for (group, members) in run.past.groups.iter().zip(&run.groups) {
        let send_at = midnight(run.start) + group.hour * 3_600;
        let content = Content {
            subject: group.subject.into(),
            body: group.body.into(),
            html: String::new(),
        };
        transaction.execute(
            "INSERT INTO wave (campaign_id, group_id, number, medium, carrier, send_at, content)
             VALUES (?1, ?2, 1, ?3, 'SIMULATOR', ?4, ?5)",
            params![
                run.past.id,
                group.id,
                group.medium.code(),
                send_at,
                serde_json::to_string(&content)?
            ],
        )?;
        let wave = transaction.last_insert_rowid();
        for (place, (number, held_out)) in members.people.iter().enumerate() {
            let message = Sending {
                campaign: run.past.id,
                group: group.id,
                medium: group.medium,
                wave,
                shop,
                customer: first_customer + *number as i64,
                // Twenty a second, as the worker sends.
                at: send_at + place as i64 / 20,
            };
            message.write(transaction, *held_out)?;
        }
    }
    Ok(())
}

/// What the campaign was approved with.
fn frozen(fields: &Fields, demo: &Demo, run: &Run) -> Frozen {
    let cut = |id: &str, before: u32, left: u32| Cut {
        id: id.into(),
        lost: before - left,
        left,
    };
    let mut taken = 0;
    let mut groups = Vec::new();
    for (group, members) in run.past.groups.iter().zip(&run.groups) {
        let reachable = members.people.len() as u32;
        let held_out = members.people.iter().filter(|(_, out)| *out).count() as u32;
        let chosen = members.unreachable + reachable;
        taken += chosen;
        groups.push(GroupCut {
            id: group.id.into(),
            matching: members.matching,
            taken: members.matching - chosen,
            chosen,
            unreachable: members.unreachable,
            held_out,
            to_send: reachable - held_out,
            sums: Sums {
                customers: chosen,
                buyers: chosen,
                spent_minor: members.spent_minor,
                orders: members.orders,
                ..Sums::default()
            },
        });
    }
    Frozen {
        campaign: Campaign::from_fields(fields),
        brand: brand(demo),
        shop_name: SHOP_NAME.into(),
        hours: Hours::default(),
        caps: Caps::default(),
        waterfall: Waterfall {
            total: run.total,
            scope: run.scope,
            filters: vec![cut("f1", run.scope, run.filtered)],
            exclusions: vec![cut("x1", run.filtered, run.eligible)],
            eligible: run.eligible,
            groups,
            ungrouped: run.eligible - taken,
            ..Waterfall::default()
        },
    }
}

fn brand(demo: &Demo) -> Brand {
    let paper = demo.papers.iter().find(|paper| paper.kind == Kind::Brand);
    let fields: Fields = paper
        .map(|paper| paper.fields.iter().cloned().collect())
        .unwrap_or_default();
    Brand::from_fields(&fields)
}

/// One message of a finished campaign.
struct Sending<'a> {
    campaign: &'a str,
    group: &'a str,
    medium: Medium,
    wave: i64,
    shop: i64,
    customer: i64,
    at: i64,
}

impl Sending<'_> {
    fn write(&self, transaction: &Transaction, held_out: bool) -> Result<(), Failure> {
        let mut row = transaction.prepare_cached(
            "INSERT INTO ledger (wave_id, campaign_id, group_id, customer_id, state, reason, intent_at, done_at, receipt, units)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        let fate = fate(self.campaign, 1, self.customer, self.medium);
        let late_refusal = self.customer % 211 == 0;
        let (state, reason, receipt) = match fate {
            _ if held_out => (LedgerState::HeldOut, None, None),
            _ if late_refusal => (LedgerState::Suppressed, Some(Reason::OptedOut.code()), None),
            Fate::Failed => (LedgerState::Failed, Some("SIMULATED"), None),
            Fate::Delivered { .. } => (LedgerState::Sent, None, Some("simulated")),
        };
        let sent = state == LedgerState::Sent;
        let touched = matches!(state, LedgerState::Sent | LedgerState::Failed);
        row.execute(params![
            self.wave,
            self.campaign,
            self.group,
            self.customer,
            state.code(),
            reason,
            touched.then_some(self.at),
            (!held_out).then_some(self.at),
            receipt,
            i64::from(sent),
        ])?;
        let ledger = transaction.last_insert_rowid();
        let Fate::Delivered {
            opened_after,
            clicked_after,
            refused_after,
        } = fate
        else {
            return Ok(());
        };
        if !sent {
            return Ok(());
        }
        self.write_event(transaction, ledger, "DELIVERED", 3)?;
        let later = [
            ("OPENED", opened_after),
            ("CLICKED", clicked_after),
            ("UNSUBSCRIBED", refused_after),
        ];
        for (kind, after) in later {
            if let Some(after) = after {
                self.write_event(transaction, ledger, kind, after)?;
            }
        }
        if let Some(after) = refused_after {
            super::events::opt_out(
                transaction,
                self.shop,
                self.customer,
                self.medium,
                Some(self.campaign),
                self.at + after,
            )?;
        }
        Ok(())
    }

    fn write_event(
        &self,
        transaction: &Transaction,
        ledger: i64,
        kind: &str,
        after: i64,
    ) -> Result<(), Failure> {
        let mut event = transaction.prepare_cached(
            "INSERT INTO event (campaign_id, group_id, ledger_id, customer_id, kind, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        event.execute(params![
            self.campaign,
            self.group,
            ledger,
            self.customer,
            kind,
            self.at + after
        ])?;
        Ok(())
    }
}
