//! Which texts, products and order lines a function of the language is about.

use crate::day::Day;
use crate::snapshot::{Either, Lines, Snapshot, gathered, places, scan};

use super::function::Parameter;
use super::query::{Operator, Test, Value};
use super::range::Ranges;

pub(super) type Parameters = [(Parameter, Test)];

pub(super) fn test_of(parameters: &Parameters, wanted: Parameter) -> Option<&Test> {
    let found = parameters
        .iter()
        .find(|(parameter, _)| *parameter == wanted);
    found.map(|(_, test)| test)
}

pub(super) fn text_of(parameters: &Parameters, wanted: Parameter) -> Option<&str> {
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
    pub fn on(&mut self, day: i32) {
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

/// The products that pass tests of id, title, category and tag, and the shelves they stand on.
pub(super) struct Wanted {
    /// By product; none where there is no such test.
    products: Option<Vec<bool>>,
    shelves: Vec<Shelf>,
    /// The wanted product, where it is one alone.
    only: Option<usize>,
}

/// A shelf with wanted products on it.
pub(super) struct Shelf {
    /// Its number.
    pub number: usize,
    which: Which,
}

/// Which products of a shelf are wanted.
enum Which {
    All,
    One(usize),
    Some,
}

impl Wanted {
    pub fn of(snapshot: &Snapshot, tests: [Option<&Test>; 4]) -> Wanted {
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
                    .map(|code| categories[*code as usize])
                    .collect(),
            );
        }
        if let Some(test) = tag {
            let tags_of = |product: usize| {
                let (from, to) = (products.tags_from[product], products.tags_from[product + 1]);
                let codes = products.tag_codes[from as usize..to as usize].iter();
                codes.map(|code| *code as usize)
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
        Wanted::among(snapshot, wanted)
    }

    /// Without those that `keep` refuses.
    pub fn only(self, snapshot: &Snapshot, keep: impl Fn(usize) -> bool) -> Wanted {
        let has = |product: usize| self.has(product) && keep(product);
        let products = (0..snapshot.products.ids.len()).map(has).collect();
        Wanted::among(snapshot, Some(products))
    }

    fn among(snapshot: &Snapshot, products: Option<Vec<bool>>) -> Wanted {
        let shelves = &snapshot.shelves;
        // Wanted and other products of each shelf, and one that is wanted.
        let mut found = vec![(0u32, 0u32, 0usize); shelves.count()];
        for product in 0..snapshot.products.ids.len() {
            let (wanted, others, one) = &mut found[shelves.of_product(product)];
            if products.as_ref().is_none_or(|products| products[product]) {
                *wanted += 1;
                *one = product;
            } else {
                *others += 1;
            }
        }
        let shelf = |(number, (wanted, others, one)): (usize, (u32, u32, usize))| {
            let which = match (wanted, others) {
                (0, _) => return None,
                (_, 0) => Which::All,
                (1, _) => Which::One(one),
                _ => Which::Some,
            };
            Some(Shelf { number, which })
        };
        let wanted: u32 = found.iter().map(|(wanted, ..)| wanted).sum();
        let only = found
            .iter()
            .find(|(of_shelf, ..)| *of_shelf == 1 && wanted == 1);
        Wanted {
            only: only.map(|(.., product)| *product),
            shelves: found.into_iter().enumerate().filter_map(shelf).collect(),
            products,
        }
    }

    /// Whether the product is wanted.
    #[inline]
    pub fn has(&self, product: usize) -> bool {
        let products = self.products.as_ref();
        products.is_none_or(|wanted| wanted.get(product).is_some_and(|wanted| *wanted))
    }

    /// The wanted product, where it is one alone.
    pub fn only_one(&self) -> Option<usize> {
        self.only
    }

    /// The shelves.
    pub fn shelves(&self) -> &[Shelf] {
        &self.shelves
    }
}

/// Finds the lines of wanted products on certain days.
pub(super) struct LineFilter {
    pub wanted: Wanted,
    /// Days above the least day of any order, both ends included; none where every day will do.
    days: Option<Vec<(i64, i64)>>,
    least_day: i64,
}

impl LineFilter {
    /// Lines up to the as-of day, of which the day lies in `dates`.
    pub fn new(snapshot: &Snapshot, as_of: Day, wanted: Wanted, dates: &Ranges) -> LineFilter {
        let (least, most) = snapshot.order_days;
        let spans = dates.between(least, most.min(i64::from(as_of.0)));
        let every = matches!(spans.as_slice(), [span] if *span == (least, most));
        let above = |(from, to): (i64, i64)| (from - least, to - least);
        LineFilter {
            wanted,
            days: (!every).then(|| spans.into_iter().map(above).collect()),
            least_day: least,
        }
    }

    /// The day of a line.
    pub fn day(&self, lines: &Lines, at: usize) -> i64 {
        self.least_day + i64::from(lines.day.get(at))
    }

    /// Whether every line of a shelf is wanted.
    pub fn takes_all(&self, shelf: &Shelf) -> bool {
        matches!(shelf.which, Which::All) && self.days.is_none()
    }

    /// Whether a line, which is on a wanted shelf, is wanted.
    #[inline]
    pub fn passes(&self, lines: &Lines, at: usize) -> bool {
        let day = i64::from(lines.day.get(at));
        let in_time =
            |days: &Vec<(i64, i64)>| days.iter().any(|(from, to)| *from <= day && day <= *to);
        self.wanted.has(lines.product.get(at) as usize) && self.days.as_ref().is_none_or(in_time)
    }

    /// Calls back with each wanted line of a shelf, in order. Gives how many bytes were read.
    #[inline]
    pub fn each(
        &self,
        lines: &Lines,
        shelf: &Shelf,
        scratch: &mut Vec<u64>,
        mut found: impl FnMut(usize),
    ) -> usize {
        let all = lines.shelf(shelf.number);
        if matches!(shelf.which, Which::All) && self.days.is_none() {
            all.clone().for_each(found);
            return all.len() * 2;
        }
        let bytes = self.mark(lines, shelf, scratch);
        for (at, word) in scratch.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                found(all.start + at * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
        bytes
    }

    /// The wanted lines of a shelf, in order. Gives how many bytes were read.
    pub fn find(
        &self,
        lines: &Lines,
        shelf: &Shelf,
        marks: &mut Vec<u64>,
        found: &mut Vec<u32>,
    ) -> usize {
        let all = lines.shelf(shelf.number);
        let first = all.start as u32;
        if self.takes_all(shelf) {
            found.clear();
            found.extend(first..all.end as u32);
            return 0;
        }
        let bytes = self.mark(lines, shelf, marks);
        places(marks, found);
        found.iter_mut().for_each(|line| *line += first);
        bytes
    }

    /// Marks the wanted lines of a shelf, from its first on.
    fn mark(&self, lines: &Lines, shelf: &Shelf, marks: &mut Vec<u64>) -> usize {
        fn within(
            cells: &Either,
            range: std::ops::Range<usize>,
            spans: &[(i64, i64)],
            marks: &mut [u64],
        ) {
            match cells {
                Either::Short(cells) => {
                    scan(&cells[range], &crate::snapshot::cut(0, spans), marks);
                }
                Either::Long(cells) => {
                    scan(&cells[range], &crate::snapshot::cut(0, spans), marks);
                }
            }
        }
        let range = lines.shelf(shelf.number);
        marks.clear();
        marks.resize(range.len().div_ceil(64), 0);
        let mut bytes = 0;
        match &shelf.which {
            Which::All => marks.fill(u64::MAX),
            Which::One(product) => {
                let span = (*product as i64, *product as i64);
                within(&lines.product, range.clone(), &[span], marks);
                bytes += range.len() * 2;
            }
            Which::Some => {
                for (at, word) in marks.iter_mut().enumerate() {
                    let mut flags = [0u8; 64];
                    let from = range.start + at * 64;
                    for (flag, line) in flags.iter_mut().zip(from..range.end) {
                        *flag = u8::from(self.wanted.has(lines.product.get(line) as usize));
                    }
                    *word = gathered(&flags);
                }
                bytes += range.len() * 2;
            }
        }
        if let Some(days) = &self.days {
            let mut in_time = vec![0; marks.len()];
            within(&lines.day, range.clone(), days, &mut in_time);
            marks
                .iter_mut()
                .zip(&in_time)
                .for_each(|(mark, also)| *mark &= also);
            bytes += range.len() * 2;
        }
        let over = range.len() % 64;
        if over != 0
            && let Some(last) = marks.last_mut()
        {
            *last &= (1 << over) - 1;
        }
        bytes
    }
}

pub(super) fn dates(test: Option<&Test>, as_of: Day) -> Ranges {
    test.map_or_else(Ranges::all, |test| Ranges::of_days(test, as_of))
}

pub(super) fn counts(test: Option<&Test>) -> Ranges {
    test.map_or_else(Ranges::some, |test| Ranges::of_numbers(test, 1))
}
