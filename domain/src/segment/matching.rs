//! The functions of the language over one customer's orders.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::snapshot::{STATE_MASK, Snapshot, TIED, VALID};

use super::function::Parameter;
use super::query::{Operator, Span, Test, Value};
use super::range::Ranges;

type Parameters = [(Parameter, Test)];

fn test_of(parameters: &Parameters, wanted: Parameter) -> Option<&Test> {
    let found = parameters
        .iter()
        .find(|(parameter, _)| *parameter == wanted);
    found.map(|(_, test)| test)
}

fn text_of(parameters: &Parameters, wanted: Parameter) -> Option<&str> {
    match test_of(parameters, wanted)? {
        Test::Compare(_, Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// Things that were found with a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// Orders, or sequences.
    pub count: i64,
    pub quantity: i64,
    pub amount: i64,
    pub days: Option<(i32, i32)>,
}

impl Found {
    fn on(&mut self, day: i32) {
        let (first, last) = self.days.unwrap_or((day, day));
        self.days = Some((first.min(day), last.max(day)));
    }
}

/// Which texts of a list pass a test. The empty text is the missing one and passes none.
pub(super) fn passing(texts: &[String], test: &Test, fold: bool) -> Vec<bool> {
    let form = |text: &str| {
        if fold {
            text.to_uppercase()
        } else {
            text.to_owned()
        }
    };
    let value = |value: &Value| match value {
        Value::Text(text) => form(text),
        _ => String::new(),
    };
    let test: Box<dyn Fn(&str) -> bool> = match test {
        Test::Compare(operator, right) => {
            let (right, equal) = (value(right), *operator == Operator::Equal);
            Box::new(move |text| (text == right) == equal)
        }
        Test::In { not, values } => {
            let mut list: Vec<String> = values.iter().map(value).collect();
            list.sort_unstable();
            let not = *not;
            Box::new(move |text| list.binary_search_by(|one| one.as_str().cmp(text)).is_ok() != not)
        }
        Test::Contains { not, text: part } => {
            let (part, not) = (form(part), *not);
            Box::new(move |text| text.contains(&part) != not)
        }
        Test::Between(..) | Test::Null { .. } => Box::new(|_| false),
    };
    texts
        .iter()
        .map(|text| !text.is_empty() && test(&form(text)))
        .collect()
}

/// The products that pass tests of id, title, category and tag; none where there is no such test.
struct Wanted(Option<Vec<bool>>);

impl Wanted {
    fn of(snapshot: &Snapshot, tests: [Option<&Test>; 4]) -> Wanted {
        let products = &snapshot.products;
        let [id, title, category, tag] = tests;
        let mut wanted: Option<Vec<bool>> = None;
        let mut narrow = |passing: Vec<bool>| match &mut wanted {
            None => wanted = Some(passing),
            Some(before) => before
                .iter_mut()
                .zip(passing)
                .for_each(|(one, other)| *one &= other),
        };
        if let Some(test) = id {
            narrow(passing(&products.ids, test, true));
        }
        if let Some(test) = title {
            narrow(passing(&products.titles, test, false));
        }
        if let Some(test) = category {
            let categories = passing(&products.categories, test, false);
            narrow(
                products
                    .category
                    .iter()
                    .map(|code| categories[code as usize])
                    .collect(),
            );
        }
        if let Some(test) = tag {
            let tags_of = |product: usize| {
                let (from, to) = (products.tags_from[product], products.tags_from[product + 1]);
                (from as usize..to as usize).map(|at| products.tag_codes.get(at) as usize)
            };
            // A set passes `!=` and NOT IN when it has tags and none of them is meant.
            let (positive, negated) = match test {
                Test::Compare(Operator::NotEqual, value) => {
                    (Test::Compare(Operator::Equal, value.clone()), true)
                }
                test => (test.clone(), false),
            };
            let tags = passing(&products.tags, &positive, false);
            let passes = |product: usize| {
                let has = tags_of(product).any(|tag| tags[tag]);
                if negated {
                    !has && tags_of(product).next().is_some()
                } else {
                    has
                }
            };
            narrow((0..products.ids.len()).map(passes).collect());
        }
        Wanted(wanted)
    }

    #[inline]
    fn has(&self, product: usize) -> bool {
        self.0.as_ref().is_none_or(|wanted| wanted[product])
    }

    /// The customers who may have bought one of them; none when that saves nothing.
    fn buyers(&self, snapshot: &Snapshot) -> Option<Bitmap> {
        let wanted = self.0.as_ref()?;
        let chosen = || {
            wanted
                .iter()
                .enumerate()
                .filter(|(_, wanted)| **wanted)
                .map(|(at, _)| at)
        };
        let postings: usize = chosen()
            .map(|product| snapshot.buyers.rows(product).len())
            .sum();
        if postings > snapshot.customers() as usize / 2 {
            return None;
        }
        let rows = chosen().flat_map(|product| snapshot.buyers.rows(product).iter().copied());
        Some(Bitmap::from_rows(snapshot.customers(), rows))
    }
}

/// The rows of `candidates` (everybody where there are none) that pass; the others take `otherwise`.
fn among(
    snapshot: &Snapshot,
    candidates: Option<Bitmap>,
    otherwise: bool,
    mut passes: impl FnMut(usize) -> bool,
) -> Bitmap {
    match candidates {
        None => Bitmap::from_fn(snapshot.customers(), passes),
        Some(candidates) => {
            let passing = candidates.rows().filter(|row| passes(*row as usize));
            let mut members = Bitmap::from_rows(snapshot.customers(), passing);
            if otherwise {
                let mut others = candidates.clone();
                others.complement();
                members.add(&others);
            }
            members
        }
    }
}

/// `products_purchased`.
pub(super) struct Purchases<'a> {
    snapshot: &'a Snapshot,
    as_of: Day,
    wanted: Wanted,
    dates: Ranges,
    count: Ranges,
    quantity: Ranges,
    amount: Ranges,
    per: Option<Per>,
}

#[derive(Clone, Copy, PartialEq)]
enum Per {
    Category,
    Product,
}

impl<'a> Purchases<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Purchases<'a> {
        use Parameter::{Amount, Category, Count, Date, Id, Quantity, Tag, Title};
        let test = |wanted| test_of(parameters, wanted);
        let money = 10i64.pow(snapshot.decimals());
        let all = |test: Option<&Test>, unit| {
            test.map_or_else(Ranges::all, |test| Ranges::of_numbers(test, unit))
        };
        Purchases {
            snapshot,
            as_of,
            wanted: Wanted::of(snapshot, [test(Id), test(Title), test(Category), test(Tag)]),
            dates: dates(test(Date), as_of),
            count: counts(test(Count)),
            quantity: all(test(Quantity), 1),
            amount: all(test(Amount), money),
            per: match text_of(parameters, Parameter::Per) {
                Some("category") => Some(Per::Category),
                Some(_) => Some(Per::Product),
                None => None,
            },
        }
    }

    pub fn members(&self) -> Bitmap {
        let candidates = self.wanted.buyers(self.snapshot);
        let otherwise = self.per.is_none() && self.passes(Found::default());
        let mut scratch = Vec::new();
        among(self.snapshot, candidates, otherwise, |row| match self.per {
            None => self.passes(self.found(row)),
            Some(per) => self.passes_within(row, per, &mut scratch),
        })
    }

    fn passes(&self, found: Found) -> bool {
        self.count.contain(found.count)
            && self.quantity.contain(found.quantity)
            && self.amount.contain(found.amount)
    }

    #[inline]
    fn each_line(&self, row: usize, mut line_of: impl FnMut(usize, i32, usize, usize)) {
        let snapshot = self.snapshot;
        for order in snapshot.visible_orders(row, self.as_of) {
            let day = snapshot.orders.day.get(order);
            if snapshot.orders.state.get(order) & VALID == 0 || !self.dates.contain(day) {
                continue;
            }
            for line in snapshot.lines_of(order) {
                let product = snapshot.lines.product.get(line) as usize;
                if self.wanted.has(product) && snapshot.lines.real.get(line) != 0 {
                    line_of(order, day as i32, line, product);
                }
            }
        }
    }

    pub fn found(&self, row: usize) -> Found {
        let mut found = Found::default();
        let mut last = usize::MAX;
        self.each_line(row, |order, day, line, _| {
            found.count += i64::from(order != last);
            last = order;
            found.quantity += self.snapshot.lines.quantity.get(line);
            found.amount += self.snapshot.lines.amount.get(line);
            found.on(day);
        });
        found
    }

    fn passes_within(&self, row: usize, per: Per, lines: &mut Vec<(i64, usize, usize)>) -> bool {
        lines.clear();
        self.each_line(row, |order, _, line, product| {
            let key = match per {
                Per::Product => product as i64,
                Per::Category => self.snapshot.products.category.get(product),
            };
            // Category 0 is the missing one.
            if per == Per::Product || key != 0 {
                lines.push((key, order, line));
            }
        });
        lines.sort_unstable();
        lines.chunk_by(|one, other| one.0 == other.0).any(|same| {
            let mut found = Found::default();
            let mut last = usize::MAX;
            for (_, order, line) in same {
                found.count += i64::from(*order != last);
                last = *order;
                found.quantity += self.snapshot.lines.quantity.get(*line);
                found.amount += self.snapshot.lines.amount.get(*line);
            }
            self.passes(found)
        })
    }
}

/// `orders_placed`.
pub(super) struct Placed<'a> {
    snapshot: &'a Snapshot,
    as_of: Day,
    /// By state code; none: paid orders.
    states: Option<[bool; 16]>,
    channels: Option<Vec<bool>>,
    dates: Ranges,
    amount: Ranges,
    count: Ranges,
    sum: Ranges,
}

impl<'a> Placed<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Placed<'a> {
        let test = |wanted| test_of(parameters, wanted);
        let money = 10i64.pow(snapshot.decimals());
        let all = |test: Option<&Test>| {
            test.map_or_else(Ranges::all, |test| Ranges::of_numbers(test, money))
        };
        let channels = test(Parameter::Channel);
        Placed {
            snapshot,
            as_of,
            states: test(Parameter::Status).map(states),
            channels: channels.map(|test| passing(&snapshot.orders.channels, test, false)),
            dates: dates(test(Parameter::Date), as_of),
            amount: all(test(Parameter::Amount)),
            count: counts(test(Parameter::Count)),
            sum: all(test(Parameter::SumAmount)),
        }
    }

    pub fn members(&self) -> Bitmap {
        Bitmap::from_fn(self.snapshot.customers(), |row| {
            let found = self.found(row);
            self.count.contain(found.count) && self.sum.contain(found.amount)
        })
    }

    pub fn found(&self, row: usize) -> Found {
        let orders = &self.snapshot.orders;
        let mut found = Found::default();
        for order in self.snapshot.visible_orders(row, self.as_of) {
            let state = orders.state.get(order);
            let counts = match &self.states {
                None => state & VALID != 0,
                Some(states) => states[(state & STATE_MASK) as usize],
            };
            let day = orders.day.get(order);
            if !counts || !self.dates.contain(day) {
                continue;
            }
            let amount = orders.amount.get(order);
            let comes_from = |channels: &Vec<bool>| channels[orders.channel.get(order) as usize];
            if self.amount.contain(amount) && self.channels.as_ref().is_none_or(comes_from) {
                found.count += 1;
                found.amount += amount;
                found.on(day as i32);
            }
        }
        found
    }
}

fn states(test: &Test) -> [bool; 16] {
    let mut states = [false; 16];
    let codes = crate::order::State::ALL.map(|state| state.code().to_owned());
    let any = Value::Text("ANY".to_owned());
    // No order is in another state than any.
    if *test == Test::Compare(Operator::NotEqual, any.clone()) {
        return states;
    }
    let all = match test {
        Test::Compare(Operator::Equal, value) => *value == any,
        Test::In { values, .. } => values.contains(&any),
        _ => false,
    };
    for (at, passes) in passing(&codes, test, true).into_iter().enumerate() {
        states[at] = passes || all;
    }
    states
}

/// `purchase_sequence`.
pub(super) struct Sequence<'a> {
    snapshot: &'a Snapshot,
    as_of: Day,
    first: Wanted,
    then: Wanted,
    within: Option<Span>,
    dates: Ranges,
}

impl<'a> Sequence<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Sequence<'a> {
        use Parameter::{Date, First, FirstCategory, Then, ThenCategory, Within};
        let test = |wanted| test_of(parameters, wanted);
        Sequence {
            snapshot,
            as_of,
            first: Wanted::of(snapshot, [test(First), None, test(FirstCategory), None]),
            then: Wanted::of(snapshot, [test(Then), None, test(ThenCategory), None]),
            within: match test(Within) {
                Some(Test::Compare(_, Value::Span(span))) => Some(*span),
                _ => None,
            },
            dates: dates(test(Date), as_of),
        }
    }

    pub fn members(&self) -> Bitmap {
        let candidates = self
            .first
            .buyers(self.snapshot)
            .or_else(|| self.then.buyers(self.snapshot));
        let mut scratch = Vec::new();
        among(self.snapshot, candidates, false, |row| {
            self.found(row, &mut scratch).count > 0
        })
    }

    /// How many first purchases are followed, and the days of those.
    pub fn found(&self, row: usize, next_then: &mut Vec<usize>) -> Found {
        let orders = self.snapshot.visible_orders(row, self.as_of);
        let has = |wanted: &Wanted, order: usize| {
            self.snapshot.orders.state.get(order) & VALID != 0
                && self.snapshot.lines_of(order).any(|line| {
                    wanted.has(self.snapshot.lines.product.get(line) as usize)
                        && self.snapshot.lines.real.get(line) != 0
                })
        };
        // For each order, the nearest at or after it that has the later product.
        next_then.clear();
        next_then.resize(orders.len() + 1, usize::MAX);
        for order in orders.clone().rev() {
            let at = order - orders.start;
            next_then[at] = if has(&self.then, order) {
                order
            } else {
                next_then[at + 1]
            };
        }
        let mut found = Found::default();
        // The first order after those paid at the same instant as this one.
        let mut later = orders.end;
        for order in orders.clone().rev() {
            let is_tied =
                order + 1 < orders.end && self.snapshot.orders.state.get(order + 1) & TIED != 0;
            if !is_tied {
                later = order + 1;
            }
            let then = next_then[later - orders.start];
            let day = self.snapshot.orders.day.get(order);
            if then == usize::MAX || !self.dates.contain(day) {
                continue;
            }
            let day = Day(day as i32);
            let soon = self.within.is_none_or(|within| {
                self.snapshot.orders.day.get(then) <= i64::from(within.after(day).0)
            });
            if soon && has(&self.first, order) {
                found.count += 1;
                found.on(day.0);
            }
        }
        found
    }
}

fn dates(test: Option<&Test>, as_of: Day) -> Ranges {
    test.map_or_else(Ranges::all, |test| Ranges::of_days(test, as_of))
}

fn counts(test: Option<&Test>) -> Ranges {
    test.map_or_else(Ranges::some, |test| Ranges::of_numbers(test, 1))
}
