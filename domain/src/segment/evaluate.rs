//! From a query to the set of its members.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::lifecycle::{Setting, Stage, Thresholds};
use crate::rfm::Group;
use crate::snapshot::{NO_DAY, Snapshot};
use crate::wire::engine::Ids;

use super::answer::{Bands, levels};
use super::attribute::{Attribute, Kind, SUBSCRIPTION};
use super::columns::{Columns, NO_ORDER};
use super::function::Function;
use super::matching::{Placed, Purchases, Sequence, passing};
use super::nearest::nearest;
use super::query::{Clause, Occasion, Operator, Query, Rule, Test, Value};
use super::range::{Ranges, ratio_passes};

/// Leaf sets that are kept; when there are more, all are forgotten.
const KEPT_LEAVES: usize = 256;

/// Why a query has no members, not even none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum EvaluateError {
    /// The facts that the function looks at are not recorded yet.
    #[error("{function} is not available yet")]
    NotAvailableYet {
        /// The function.
        function: String,
    },
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
    leaves: Mutex<HashMap<String, Arc<Bitmap>>>,
}

impl Engine {
    /// Computes what follows from the facts on this day.
    pub fn new(snapshot: Arc<Snapshot>, as_of: Day, lifecycle: Setting) -> Engine {
        let columns = Columns::of(&snapshot, as_of, lifecycle);
        let bands = Bands::of(&snapshot, &columns);
        Engine {
            levels: levels(&snapshot),
            snapshot,
            as_of,
            columns,
            bands,
            leaves: Mutex::default(),
        }
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
        Evaluation::new(self, context).query(query)
    }

    /// Forgets the sets that are kept of former questions.
    pub fn forget(&self) {
        self.leaves
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub(super) fn count(&self) -> u32 {
        self.snapshot.customers()
    }

    fn leaf(&self, clause: &Clause, context: &Context) -> Result<Arc<Bitmap>, EvaluateError> {
        let text = clause.to_string();
        let locked = || self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = locked().get(&text) {
            return Ok(kept.clone());
        }
        let members = Arc::new(self.evaluate_leaf(clause, context)?);
        let mut leaves = locked();
        if leaves.len() >= KEPT_LEAVES {
            leaves.clear();
        }
        leaves.insert(text, members.clone());
        Ok(members)
    }

    fn evaluate_leaf(&self, clause: &Clause, context: &Context) -> Result<Bitmap, EvaluateError> {
        Ok(match clause {
            Clause::Attribute { attribute, test } => self.attribute(*attribute, test, context),
            Clause::Anniversary { of, test } => {
                let days = Ranges::of_days(test, self.as_of);
                self.rows(|row| {
                    let next = self
                        .occasion(*of, row)
                        .map(|day| day.next_return(self.as_of));
                    next.is_some_and(|day| days.contain(i64::from(day.0)))
                })
            }
            Clause::Function {
                function,
                parameters,
                holds,
            } => {
                let mut members = match function {
                    Function::ProductsPurchased => {
                        Purchases::new(&self.snapshot, self.as_of, parameters).members()
                    }
                    Function::OrdersPlaced => {
                        Placed::new(&self.snapshot, self.as_of, parameters).members()
                    }
                    Function::PurchaseSequence => {
                        Sequence::new(&self.snapshot, self.as_of, parameters).members()
                    }
                    Function::ProductRunsOut
                    | Function::ProductCycle
                    | Function::CampaignActivity => {
                        return Err(EvaluateError::NotAvailableYet {
                            function: function.code().to_owned(),
                        });
                    }
                };
                if !holds {
                    members.complement();
                }
                members
            }
        })
    }

    /// The day that returns every year.
    pub(super) fn occasion(&self, of: Occasion, row: usize) -> Option<Day> {
        let day = match of {
            Occasion::Birthday => self.snapshot.customers.birthday.get(row),
            Occasion::FirstOrder => match self.columns.first_day[row] {
                NO_ORDER => NO_DAY,
                day => i64::from(day),
            },
        };
        (day != NO_DAY).then_some(Day(day as i32))
    }

    pub(super) fn rows(&self, holds: impl FnMut(usize) -> bool) -> Bitmap {
        Bitmap::from_fn(self.count(), holds)
    }

    fn attribute(&self, attribute: Attribute, test: &Test, context: &Context) -> Bitmap {
        let (columns, facts) = (&self.columns, &self.snapshot.customers);
        let money = 10i64.pow(self.snapshot.decimals());
        let bought = |row: usize| columns.orders[row] > 0;
        match attribute {
            Attribute::AmountSpent => self.whole(test, money, |row| Some(columns.spent(row))),
            Attribute::AmountPaid => self.whole(test, money, |row| Some(columns.paid[row])),
            Attribute::AmountRefunded => self.whole(test, money, |row| Some(columns.refunded[row])),
            Attribute::NumberOfOrders => {
                self.whole(test, 1, |row| Some(i64::from(columns.orders[row])))
            }
            Attribute::NumberOfPurchaseDays => {
                self.whole(test, 1, |row| Some(i64::from(columns.purchase_days[row])))
            }
            Attribute::AverageOrderValue => self.ratio(test, money, |row| {
                bought(row).then(|| (columns.spent(row), i64::from(columns.orders[row])))
            }),
            Attribute::RefundRate => self.ratio(test, 1, |row| self.refund_rate(row)),
            Attribute::MedianDaysBetweenOrders => self.whole(test, 2, |row| {
                let median = columns.median_half_days[row];
                (median > 0).then_some(i64::from(median))
            }),
            Attribute::OverdueRatio => self.ratio(test, 1, |row| self.overdue_ratio(row)),
            Attribute::FirstOrderDate => self.days(test, |row| {
                bought(row).then(|| i64::from(columns.first_day[row]))
            }),
            Attribute::LastOrderDate => self.days(test, |row| {
                bought(row).then(|| i64::from(columns.last_day[row]))
            }),
            Attribute::CustomerAddedDate => self.days(test, |row| some_day(facts.added.get(row))),
            Attribute::Birthday => self.days(test, |row| some_day(facts.birthday.get(row))),
            Attribute::CustomerCountry => {
                self.texts(test, &facts.countries, |row| facts.country.get(row))
            }
            Attribute::CustomerRegion => {
                self.texts(test, &facts.regions, |row| facts.region.get(row))
            }
            Attribute::CustomerCity => self.texts(test, &facts.cities, |row| facts.city.get(row)),
            Attribute::Gender => self.texts(test, &facts.genders, |row| facts.gender.get(row)),
            Attribute::MemberLevel => self.whole(test, 1, |row| Some(facts.member_level.get(row))),
            Attribute::CustomerTags => self.tags(test),
            Attribute::CustomerId => self.ids(test, &context.ids),
            Attribute::EmailSubscriptionStatus => {
                self.choice(test, SUBSCRIPTION, |row| facts.email.get(row))
            }
            Attribute::SmsSubscriptionStatus => {
                self.choice(test, SUBSCRIPTION, |row| facts.sms.get(row))
            }
            Attribute::RfmRecency => self.score(test, &columns.recency),
            Attribute::RfmFrequency => self.score(test, &columns.frequency),
            Attribute::RfmMonetary => self.score(test, &columns.monetary),
            Attribute::RfmGroup => {
                let codes = Group::ALL.map(Group::code);
                self.choice(test, &codes, |row| i64::from(columns.group[row]))
            }
            Attribute::LifecycleStage => {
                let codes = Stage::ALL.map(Stage::code);
                self.choice(test, &codes, |row| i64::from(columns.stage[row]))
            }
            // Evaluated as a node of its own, see `Evaluation::rule`.
            Attribute::CustomerSegments => Bitmap::none(self.count()),
        }
    }

    /// Refunded over paid; none without a payment.
    pub(super) fn refund_rate(&self, row: usize) -> Option<(i64, i64)> {
        let paid = self.columns.paid[row];
        (paid > 0).then(|| (self.columns.refunded[row], paid))
    }

    /// Silent days over the median gap, both doubled.
    pub(super) fn overdue_ratio(&self, row: usize) -> Option<(i64, i64)> {
        let median = i64::from(self.columns.median_half_days[row]);
        let silent = i64::from(self.as_of.0) - i64::from(self.columns.last_day[row]);
        (median > 0).then_some((silent * 2, median))
    }

    fn whole(&self, test: &Test, unit: i64, value: impl Fn(usize) -> Option<i64>) -> Bitmap {
        self.ranged(test, &Ranges::of_numbers(test, unit), value)
    }

    fn days(&self, test: &Test, value: impl Fn(usize) -> Option<i64>) -> Bitmap {
        self.ranged(test, &Ranges::of_days(test, self.as_of), value)
    }

    fn ranged(&self, test: &Test, ranges: &Ranges, value: impl Fn(usize) -> Option<i64>) -> Bitmap {
        match test {
            Test::Null { not } => self.rows(|row| value(row).is_some() == *not),
            _ => self.rows(|row| value(row).is_some_and(|value| ranges.contain(value))),
        }
    }

    fn ratio(&self, test: &Test, unit: i64, value: impl Fn(usize) -> Option<(i64, i64)>) -> Bitmap {
        match test {
            Test::Null { not } => self.rows(|row| value(row).is_some() == *not),
            _ => self.rows(|row| {
                value(row).is_some_and(|(above, below)| ratio_passes(test, above, below, unit))
            }),
        }
    }

    fn score(&self, test: &Test, scores: &[u8]) -> Bitmap {
        self.whole(test, 1, |row| {
            (scores[row] > 0).then(|| i64::from(scores[row]))
        })
    }

    fn texts(&self, test: &Test, texts: &[String], code: impl Fn(usize) -> i64) -> Bitmap {
        match test {
            Test::Null { not } => self.rows(|row| (code(row) != 0) == *not),
            _ => {
                let passing = passing(texts, test, false);
                self.rows(|row| passing[code(row) as usize])
            }
        }
    }

    fn choice(&self, test: &Test, codes: &[&str], code: impl Fn(usize) -> i64) -> Bitmap {
        match test {
            Test::Null { not } => self.rows(|_| *not),
            _ => {
                let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
                let passing = passing(&codes, test, true);
                self.rows(|row| passing[code(row) as usize])
            }
        }
    }

    fn tags(&self, test: &Test) -> Bitmap {
        let facts = &self.snapshot.customers;
        let has_tags = |row: usize| facts.tags_from[row] < facts.tags_from[row + 1];
        match test {
            Test::Null { not } => self.rows(|row| has_tags(row) == *not),
            Test::Contains { not, text } => {
                let wanted = facts.tags.iter().position(|tag| tag == text);
                self.rows(|row| {
                    let has = self.snapshot.tags_of(row).any(|tag| Some(tag) == wanted);
                    has_tags(row) && has != *not
                })
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

fn some_day(day: i64) -> Option<i64> {
    (day != NO_DAY).then_some(day)
}

/// One walk through a tree and the saved segments it uses.
pub(super) struct Evaluation<'a> {
    pub engine: &'a Engine,
    pub context: &'a Context,
    /// Names of the segments we are inside of.
    path: Vec<&'a str>,
    /// Segments that are done; each is evaluated once, however often it is used.
    done: HashMap<&'a str, Bitmap>,
}

impl<'a> Evaluation<'a> {
    pub fn new(engine: &'a Engine, context: &'a Context) -> Evaluation<'a> {
        Evaluation {
            engine,
            context,
            path: Vec::new(),
            done: HashMap::new(),
        }
    }

    pub fn query(&mut self, query: &Query) -> Result<Bitmap, EvaluateError> {
        match query.rule() {
            None => Ok(Bitmap::all(self.engine.count())),
            Some(rule) => self.rule(rule, &mut |_, _| {}),
        }
    }

    /// Evaluates a node; `seen` is told every node with its own members, children before their parents.
    pub fn rule(
        &mut self,
        rule: &Rule,
        seen: &mut dyn FnMut(&Rule, &Bitmap),
    ) -> Result<Bitmap, EvaluateError> {
        let members = match rule {
            Rule::And(rules) => {
                let mut members = Bitmap::all(self.engine.count());
                for rule in rules {
                    members.keep(&self.rule(rule, seen)?);
                }
                members
            }
            Rule::Or(rules) => {
                let mut members = Bitmap::none(self.engine.count());
                for rule in rules {
                    members.add(&self.rule(rule, seen)?);
                }
                members
            }
            Rule::Not(rule) => {
                let mut members = self.rule(rule, seen)?;
                members.complement();
                members
            }
            Rule::Clause(clause) => self.clause(clause)?,
        };
        seen(rule, &members);
        Ok(members)
    }

    fn clause(&mut self, clause: &Clause) -> Result<Bitmap, EvaluateError> {
        if let Clause::Attribute { attribute, test } = clause {
            match (attribute.kind(), test) {
                (Kind::Segments, Test::Contains { not, text }) => {
                    let mut members = self.segment(text)?;
                    if *not {
                        members.complement();
                    }
                    return Ok(members);
                }
                // What an id means comes with the question, so it cannot be kept.
                (Kind::Id, _) => return self.engine.evaluate_leaf(clause, self.context),
                _ => {}
            }
        }
        self.engine
            .leaf(clause, self.context)
            .map(|kept| Bitmap::clone(&kept))
    }

    fn segment(&mut self, name: &str) -> Result<Bitmap, EvaluateError> {
        if let Some(members) = self.done.get(name) {
            return Ok(members.clone());
        }
        let segments = &self.context.segments;
        let Some((name, query)) = segments.get_key_value(name) else {
            let near = nearest(name, segments.keys().map(String::as_str));
            return Err(EvaluateError::UnknownSegment {
                name: name.to_owned(),
                nearest: near.map(str::to_owned),
            });
        };
        if let Some(at) = self.path.iter().position(|one| one == name) {
            let around = self.path[at..].iter().copied().chain([name.as_str()]);
            return Err(EvaluateError::SegmentCircle {
                names: around.map(str::to_owned).collect(),
            });
        }
        self.path.push(name);
        let members = self.query(query)?;
        self.path.pop();
        self.done.insert(name, members.clone());
        Ok(members)
    }
}
