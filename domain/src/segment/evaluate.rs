//! From a clause to the set of its members, and what is kept of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::lifecycle::{Setting, Stage, Thresholds};
use crate::rfm::Group;
use crate::snapshot::{Cells, Column, Snapshot, Subscription};
use crate::wire::engine::Ids;

use super::answer::{Bands, levels};
use super::attribute::{Attribute, SUBSCRIPTION};
use super::campaign_activity::Activities;
use super::columns::Columns;
use super::function::{Function, Parameter};
use super::matching::passing;
use super::measures::Measures;
use super::orders_placed::Placed;
use super::product_cycle::Cycles;
use super::products_purchased::Purchases;
use super::purchase_sequence::Sequence;
use super::query::{Clause, Occasion, Operator, Query, Test, Value};
use super::range::{Ranges, ratio_passes};
use super::runs_out::RunsOut;
use super::tally::{Counter, Facts};
use super::walk::Evaluation;

/// Leaf sets that are kept, and how many bytes of them; when there are more, all are forgotten.
const KEPT_LEAVES: usize = 256;
const KEPT_BYTES: usize = 12 << 20;

/// Why a query has no members, not even none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum EvaluateError {
    /// Nobody waits for the answer any more.
    #[error("the question was given up")]
    Stopped {},
    /// No saved segment has this name.
    #[error("there is no saved segment '{name}'")]
    UnknownSegment {
        /// The name.
        name: String,
        /// The known name that was probably meant.
        nearest: Option<String>,
    },
    /// Saved segments use each other in a circle.
    #[error("these segments use each other in a circle: {}", names.join(" → "))]
    SegmentCircle {
        /// The names around the circle, the first again at the end.
        names: Vec<String>,
    },
}

/// What a query may mention beside the facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// Rows of customers by the shop's own id.
    pub ids: Ids,
    /// Saved segments by name.
    pub segments: BTreeMap<String, Query>,
}

/// Answers queries over one snapshot as of one day.
#[derive(Debug)]
pub struct Engine {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) as_of: Day,
    pub(super) columns: Columns,
    pub(super) bands: Bands,
    pub(super) levels: Vec<i64>,
    pub(super) counter: Counter,
    pub(super) reach: ReachSets,
    leaves: Mutex<HashMap<String, Arc<Bitmap>>>,
    pub(super) measures: Mutex<Measures>,
    /// Bytes that were read or written since somebody asked.
    touched: AtomicU64,
    /// Tells whether nobody waits for the answer any more.
    given_up: fn() -> bool,
}

/// Who can be reached, and who has bought.
#[derive(Debug)]
pub(super) struct ReachSets {
    pub sms: Bitmap,
    pub email: Bitmap,
    pub platform: Bitmap,
    pub buyers: Bitmap,
}

impl Engine {
    /// Computes what follows from the facts on this day.
    pub fn new(snapshot: Arc<Snapshot>, as_of: Day, lifecycle: Setting) -> Engine {
        let columns = Columns::of(&snapshot, as_of, lifecycle);
        let bands = Bands::of(&snapshot, &columns);
        let levels = levels(&snapshot);
        let counter = Counter::of(Facts {
            snapshot: &snapshot,
            columns: &columns,
            bands: &bands,
            levels: &levels,
            as_of: i64::from(as_of.0),
        });
        let all = snapshot.customers();
        let subscribed = Subscription::Subscribed as i64;
        let facts = &snapshot.customers;
        let reach = ReachSets {
            sms: facts.sms.within(all, &[(subscribed, subscribed)]),
            email: facts.email.within(all, &[(subscribed, subscribed)]),
            platform: facts.platform.within(all, &[(1, 1)]),
            buyers: columns.orders.within(all, &[(1, i64::MAX)]),
        };
        Engine {
            levels,
            snapshot,
            as_of,
            columns,
            bands,
            counter,
            reach,
            leaves: Mutex::default(),
            measures: Mutex::default(),
            touched: AtomicU64::new(0),
            given_up: || false,
        }
    }

    /// Asks `given_up` between the parts of a question, and stops where it holds.
    #[must_use]
    pub fn watched(self, given_up: fn() -> bool) -> Engine {
        Engine { given_up, ..self }
    }

    /// An error where nobody waits for the answer any more.
    pub(crate) fn go_on(&self) -> Result<(), EvaluateError> {
        if (self.given_up)() {
            return Err(EvaluateError::Stopped {});
        }
        Ok(())
    }

    /// The facts.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The day that `today` means.
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// The thresholds of `lifecycle_stage`.
    pub fn thresholds(&self) -> Thresholds {
        self.columns.thresholds
    }

    /// The customers for whom the query holds.
    pub fn members(&self, query: &Query, context: &Context) -> Result<Bitmap, EvaluateError> {
        let members = Evaluation::new(self, context).query(query)?;
        Ok(Arc::unwrap_or_clone(members))
    }

    /// Forgets the sets that are kept of former questions.
    pub fn forget(&self) {
        self.leaves
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        let mut measures = self.measures.lock().unwrap_or_else(PoisonError::into_inner);
        *measures = Measures::default();
        self.counter.forget();
    }

    pub(super) fn count(&self) -> u32 {
        self.snapshot.customers()
    }

    /// Notes that so many bytes were read or written.
    pub(super) fn touch(&self, bytes: usize) {
        self.touched.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Bytes of columns and bitmaps that were read or written since this was asked last.
    pub fn take_touched(&self) -> u64 {
        self.touched.swap(0, Ordering::Relaxed)
    }

    /// Bytes of a set.
    pub(super) fn set_bytes(&self) -> usize {
        self.count() as usize / 8
    }

    pub(super) fn leaf(&self, clause: &Clause, context: &Context) -> Arc<Bitmap> {
        let text = clause.to_string();
        let locked = || self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = locked().get(&text) {
            return kept.clone();
        }
        let members = Arc::new(self.evaluate_leaf(clause, context));
        let mut leaves = locked();
        if (leaves.len() + 1) * self.set_bytes() > KEPT_BYTES || leaves.len() >= KEPT_LEAVES {
            leaves.clear();
        }
        leaves.insert(text, members.clone());
        members
    }

    pub(super) fn evaluate_leaf(&self, clause: &Clause, context: &Context) -> Bitmap {
        self.touch(self.set_bytes());
        match clause {
            Clause::Attribute { attribute, test } => self.attribute(*attribute, test, context),
            Clause::Anniversary { of, test } => self.anniversary(*of, test),
            Clause::Function {
                function,
                parameters,
                holds,
            } => {
                let mut members = self.function(*function, parameters);
                if !holds {
                    members.complement();
                }
                members
            }
        }
    }

    fn function(&self, function: Function, parameters: &[(Parameter, Test)]) -> Bitmap {
        if let Some(members) = self.by_measure(function, parameters) {
            return members;
        }
        let (snapshot, as_of) = (&self.snapshot, self.as_of);
        let (members, bytes) = match function {
            Function::ProductsPurchased => Purchases::new(snapshot, as_of, parameters).members(),
            Function::OrdersPlaced => {
                Placed::new(snapshot, as_of, parameters).members(&self.columns)
            }
            Function::PurchaseSequence => Sequence::new(snapshot, as_of, parameters).members(),
            Function::ProductRunsOut => RunsOut::new(snapshot, as_of, parameters).members(),
            Function::ProductCycle => Cycles::new(snapshot, as_of, parameters).members(),
            Function::CampaignActivity => Activities::new(snapshot, as_of, parameters).members(),
        };
        self.touch(bytes);
        members
    }

    /// The day that returns every year.
    pub(super) fn occasion(&self, of: Occasion, row: usize) -> Option<Day> {
        let day = match of {
            Occasion::Birthday => self.snapshot.customers.birthday.get(row),
            Occasion::FirstOrder => self.columns.first_day(row),
        };
        day.map(|day| Day(day as i32))
    }

    fn anniversary(&self, of: Occasion, test: &Test) -> Bitmap {
        let days = Ranges::of_days(test, self.as_of);
        let passes = |day: i64| {
            let next = Day(day as i32).next_return(self.as_of);
            days.contain(i64::from(next.0))
        };
        let (least, column) = match of {
            Occasion::Birthday => self.snapshot.customers.birthday.parts(),
            Occasion::FirstOrder => (self.columns.first_known, &self.columns.first_day),
        };
        self.told_by(least, column, passes)
    }

    /// The rows whose number passes, where numbers below `least` are missing values. Each number is asked about once
    /// where there are few of them.
    fn told_by(&self, least: i64, column: &Column, passes: impl Fn(i64) -> bool) -> Bitmap {
        /// Numbers that are worth a list.
        const FEW: i64 = 1 << 17;
        self.touch(column.bytes());
        let most = match column.parts() {
            (base, Cells::Same(_)) => base,
            (base, Cells::U8(_)) => base + 0xff,
            (base, Cells::U16(_)) => base + 0xffff,
            (base, Cells::U32(_)) => base + i64::from(u32::MAX),
            (_, Cells::I64(_)) => i64::MAX,
        };
        if most.saturating_sub(least) > FEW {
            return Bitmap::from_fn(self.count(), |row| {
                let number = column.get(row);
                number >= least && passes(number)
            });
        }
        let passing: Vec<bool> = (least..=most).map(passes).collect();
        self.listed(least, column, &passing)
    }

    /// The rows whose number is marked in a list that begins with `least`; numbers that are not in it do not pass.
    fn listed(&self, least: i64, column: &Column, passing: &[bool]) -> Bitmap {
        /// More spans than this are slower than looking up each number.
        const MOST_SPANS: usize = 8;
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for (at, _) in passing.iter().enumerate().filter(|(_, passes)| **passes) {
            let number = least + at as i64;
            match spans.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => spans.push((number, number)),
            }
        }
        self.touch(column.bytes());
        if spans.len() <= MOST_SPANS {
            return column.within(self.count(), &spans);
        }
        Bitmap::from_fn(self.count(), |row| {
            let at = usize::try_from(column.get(row) - least).ok();
            at.and_then(|at| passing.get(at))
                .is_some_and(|passes| *passes)
        })
    }

    fn attribute(&self, attribute: Attribute, test: &Test, context: &Context) -> Bitmap {
        let (columns, facts) = (&self.columns, &self.snapshot.customers);
        let texts = &self.snapshot.texts;
        let money = 10i64.pow(self.snapshot.decimals());
        const ANY: i64 = i64::MIN;
        match attribute {
            Attribute::AmountSpent => self.whole(test, money, ANY, &columns.spent),
            Attribute::AmountPaid => self.summed(test, money),
            Attribute::AmountRefunded => self.whole(test, money, ANY, &columns.refunded),
            Attribute::NumberOfOrders => self.whole(test, 1, ANY, &columns.orders),
            Attribute::NumberOfPurchaseDays => self.whole(test, 1, ANY, &columns.purchase_days),
            Attribute::AverageOrderValue => self.average(test, money),
            Attribute::RefundRate => self.ratio(test, 1, |row| self.refund_rate(row)),
            // Zero is the missing value.
            Attribute::MedianDaysBetweenOrders => self.whole(test, 2, 1, &columns.median_half_days),
            Attribute::OverdueRatio => self.ratio(test, 1, |row| self.overdue_ratio(row)),
            Attribute::FirstOrderDate => self.days(test, columns.first_known, &columns.first_day),
            Attribute::LastOrderDate => self.days(test, columns.first_known, &columns.last_day),
            Attribute::CustomerAddedDate => {
                let (least, column) = facts.added.parts();
                self.days(test, least, column)
            }
            Attribute::Birthday => {
                let (least, column) = facts.birthday.parts();
                self.days(test, least, column)
            }
            Attribute::CustomerCountry => self.texts(test, &texts.countries, &facts.country),
            Attribute::CustomerRegion => self.texts(test, &texts.regions, &facts.region),
            Attribute::CustomerCity => self.texts(test, &texts.cities, &facts.city),
            Attribute::Gender => self.texts(test, &texts.genders, &facts.gender),
            Attribute::MemberLevel => self.whole(test, 1, ANY, &facts.member_level),
            Attribute::CustomerTags => self.tags(test),
            Attribute::CustomerId => self.ids(test, &context.ids),
            Attribute::EmailSubscriptionStatus => self.choice(test, SUBSCRIPTION, &facts.email),
            Attribute::SmsSubscriptionStatus => self.choice(test, SUBSCRIPTION, &facts.sms),
            Attribute::RfmRecency => self.whole(test, 1, 1, &columns.recency),
            Attribute::RfmFrequency => self.whole(test, 1, 1, &columns.frequency),
            Attribute::RfmMonetary => self.whole(test, 1, 1, &columns.monetary),
            Attribute::RfmGroup => self.choice(test, &Group::ALL.map(Group::code), &columns.group),
            Attribute::LifecycleStage => {
                self.choice(test, &Stage::ALL.map(Stage::code), &columns.stage)
            }
            // Evaluated as a node of its own, see `Evaluation::rule`.
            Attribute::CustomerSegments => Bitmap::none(self.count()),
        }
    }

    /// Refunded over paid; none without a payment.
    pub(super) fn refund_rate(&self, row: usize) -> Option<(i64, i64)> {
        let paid = self.columns.paid(row);
        (paid > 0).then(|| (self.columns.refunded.get(row), paid))
    }

    /// Silent days over the median gap, both doubled.
    pub(super) fn overdue_ratio(&self, row: usize) -> Option<(i64, i64)> {
        let median = self.columns.median_half_days.get(row);
        let silent = i64::from(self.as_of.0) - self.columns.last_day.get(row);
        (median > 0).then_some((silent * 2, median))
    }

    /// A test of a column in `unit`ths, in which numbers below `least` are missing values.
    fn whole(&self, test: &Test, unit: i64, least: i64, column: &Column) -> Bitmap {
        self.ranged(test, &Ranges::of_numbers(test, unit), least, column)
    }

    fn days(&self, test: &Test, least: i64, column: &Column) -> Bitmap {
        self.ranged(test, &Ranges::of_days(test, self.as_of), least, column)
    }

    fn ranged(&self, test: &Test, ranges: &Ranges, least: i64, column: &Column) -> Bitmap {
        self.touch(column.bytes());
        match test {
            Test::Null { not } => {
                let mut known = column.within(self.count(), &[(least, i64::MAX)]);
                if !not {
                    known.complement();
                }
                known
            }
            _ => column.within(self.count(), &ranges.from(least)),
        }
    }

    /// `amount_paid`, which is no column: mostly it is what was spent.
    fn summed(&self, test: &Test, unit: i64) -> Bitmap {
        self.touch(self.columns.spent.bytes() + self.columns.refunded.bytes());
        let ranges = Ranges::of_numbers(test, unit);
        match test {
            Test::Null { not: false } => Bitmap::none(self.count()),
            Test::Null { not: true } => Bitmap::all(self.count()),
            _ => Bitmap::from_fn(self.count(), |row| ranges.contain(self.columns.paid(row))),
        }
    }

    /// `average_order_value`, exactly.
    fn average(&self, test: &Test, money: i64) -> Bitmap {
        let (columns, all) = (&self.columns, self.count());
        let column = &columns.average;
        self.touch(column.bytes());
        if let Test::Null { not } = test {
            let mut buyers = self.reach.buyers.clone();
            if !not {
                buyers.complement();
            }
            return buyers;
        }
        let mut members = column.within(all, &Ranges::of_numbers(test, money * 2).from(i64::MIN));
        members.keep(&self.reach.buyers);
        // An average between two whole numbers is held as lying in their middle. That tells it from every whole number,
        // and from others but for those between the same two.
        let near = Ranges::odd_neighbours(test, money);
        if !near.is_empty() {
            for row in column.within(all, &near).rows() {
                let at = row as usize;
                let (spent, orders) = (columns.spent.get(at), columns.orders.get(at));
                if orders > 0 {
                    members.put(row, ratio_passes(test, spent, orders, money));
                }
            }
        }
        members
    }

    fn ratio(&self, test: &Test, unit: i64, value: impl Fn(usize) -> Option<(i64, i64)>) -> Bitmap {
        self.touch(self.count() as usize * 8);
        match test {
            Test::Null { not } => Bitmap::from_fn(self.count(), |row| value(row).is_some() == *not),
            _ => {
                // Most have none of it.
                let zero = ratio_passes(test, 0, 1, unit);
                Bitmap::from_fn(self.count(), |row| match value(row) {
                    None => false,
                    Some((0, _)) => zero,
                    Some((above, below)) => ratio_passes(test, above, below, unit),
                })
            }
        }
    }

    fn texts(&self, test: &Test, texts: &[String], column: &Column) -> Bitmap {
        match test {
            Test::Null { not } => {
                let mut missing = column.within(self.count(), &[(0, 0)]);
                if *not {
                    missing.complement();
                }
                missing
            }
            _ => self.listed(0, column, &passing(texts, test, false)),
        }
    }

    fn choice(&self, test: &Test, codes: &[&str], column: &Column) -> Bitmap {
        match test {
            Test::Null { not: false } => Bitmap::none(self.count()),
            Test::Null { not: true } => Bitmap::all(self.count()),
            _ => {
                let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
                self.listed(0, column, &passing(&codes, test, true))
            }
        }
    }

    fn tags(&self, test: &Test) -> Bitmap {
        let facts = &self.snapshot.customers;
        self.touch(facts.tag_rows.len() * 8);
        let having = || Bitmap::from_rows(self.count(), facts.tag_rows.iter().copied());
        match test {
            Test::Null { not } => {
                let mut having = having();
                if !not {
                    having.complement();
                }
                having
            }
            Test::Contains { not, text } => {
                let wanted = self.snapshot.texts.tags.iter().position(|tag| tag == text);
                let both = facts.tag_rows.iter().zip(&facts.tag_codes);
                let meant = both.filter(|(_, code)| Some(**code as usize) == wanted);
                let with = Bitmap::from_rows(self.count(), meant.map(|(row, _)| *row));
                if *not {
                    let mut without = having();
                    without.remove(&with);
                    without
                } else {
                    with
                }
            }
            _ => Bitmap::none(self.count()),
        }
    }

    fn ids(&self, test: &Test, ids: &Ids) -> Bitmap {
        let row = |value: &Value| match value {
            Value::Text(text) => ids.get(text).copied(),
            _ => None,
        };
        let (rows, not): (Vec<u32>, bool) = match test {
            Test::Compare(operator, value) => (
                row(value).into_iter().collect(),
                *operator == Operator::NotEqual,
            ),
            Test::In { not, values } => (values.iter().filter_map(row).collect(), *not),
            _ => (Vec::new(), false),
        };
        let mut members = Bitmap::from_rows(self.count(), rows);
        if not {
            members.complement();
        }
        members
    }
}
