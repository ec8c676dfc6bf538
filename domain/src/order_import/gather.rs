//! Takes the rows of a file one by one and gathers them into orders of the canonical form.

mod draft;
mod finish;
mod row;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use hashbrown::{HashMap, HashSet};

use self::draft::{Draft, Drafts, Texts};
use super::canonical::Product;
use super::cell;
use super::fault::{Fault, fault};
use super::identity::{self, Buyer};
use super::mapping::{Field, Platform, Row};
use super::plan::Plan;
use super::status_words;

/// What reading needs to know of the shop and of now.
pub struct Context<'a> {
    /// ISO code of the shop's currency.
    pub currency: &'a str,
    /// Its minor digits.
    pub decimals: u32,
    /// Now, unix seconds: nothing can have been ordered after tomorrow.
    pub now: i64,
    /// Wall-clock time in the shop's zone → unix seconds.
    pub shop_zone: &'a dyn Fn(NaiveDateTime) -> Option<i64>,
}

/// Takes rows one by one.
pub struct Gather<'a> {
    plan: &'a Plan,
    context: &'a Context<'a>,
    drafts: Drafts,
    by_number: HashMap<String, u32>,
    last: Option<u32>,
    /// Numbers of orders of which no row has landed, and some could not.
    refused: HashSet<String>,
    texts: Texts,
    buyers: Texts,
    products: Vec<Product>,
    product_at: HashMap<String, u32>,
    spelling_at: HashMap<String, u32>,
    twins: HashMap<String, u32>,
    facts: BTreeMap<&'static str, (u64, Vec<String>)>,
    long_ids: u64,
    rounded_ids: u64,
    scientific_ids: u64,
}

impl<'a> Gather<'a> {
    /// Nothing gathered yet.
    pub fn new(plan: &'a Plan, context: &'a Context<'a>) -> Gather<'a> {
        Gather {
            plan,
            context,
            drafts: Drafts::default(),
            by_number: HashMap::new(),
            last: None,
            refused: HashSet::new(),
            texts: Texts::default(),
            buyers: Texts::default(),
            products: Vec::new(),
            product_at: HashMap::new(),
            spelling_at: HashMap::new(),
            twins: HashMap::new(),
            facts: BTreeMap::new(),
            long_ids: 0,
            rounded_ids: 0,
            scientific_ids: 0,
        }
    }

    /// Takes one row, or says why it cannot land. `cells` gives the cell of a column, empty where there is none.
    pub fn take<'r>(&mut self, cells: impl Fn(usize) -> &'r str) -> Result<(), Fault> {
        let plan = self.plan;
        let of = |field: Field| plan.column(field).map_or("", &cells);
        let taken = self.take_row(&of);
        if taken.is_err() {
            self.refuse(cells);
        }
        taken
    }

    /// Remembers the order of a row that cannot land. Rows of it that say nothing but their line do not land either, unless
    /// one has landed that says more.
    pub fn refuse<'r>(&mut self, cells: impl Fn(usize) -> &'r str) {
        let number = self.plan.column(Field::OrderNumber).map_or("", cells);
        if let Some(number) = cell::id(number)
            && !self.by_number.contains_key(number.as_ref())
        {
            self.refused.insert(number.into_owned());
        }
    }

    fn take_row<'r>(&mut self, of: &impl Fn(Field) -> &'r str) -> Result<(), Fault> {
        let plan = self.plan;
        row::check_text(of)?;
        self.check_currency(of)?;
        let mut created_at = self.moment(Field::CreatedAt, of(Field::CreatedAt))?;
        let paid_at = self.moment(Field::PaidAt, of(Field::PaidAt))?;
        let buyer = identity::buyer(
            plan.mapping().reading.platform,
            of(Field::Buyer),
            of(Field::Email),
            of(Field::Phone),
        );
        let amounts = self.read_amounts(of)?;
        let line = self.read_line(of)?;
        let number = match self.read_number(of)? {
            Some(number) => number,
            None => self.number_from_content(&buyer, paid_at.or(created_at), amounts.own()),
        };
        let cancellation = self.check_is_order(&number, of)?;
        let negative_line = line.as_ref().is_some_and(|line| line.is_negative());
        if negative_line && !cancellation && line.as_ref().is_none_or(|line| line.size() == 0) {
            return Err(fault(
                "row.adjustment",
                Field::Quantity,
                of(Field::Quantity),
            ));
        }
        let known = match self.last {
            Some(at) if self.drafts[at].number == number => Some(at),
            _ => self.by_number.get(&number).copied(),
        };
        let says_amounts = amounts.own().is_some() || !plan.has_own_amounts();
        if known.is_none() && !says_amounts && self.refused.contains(&number) {
            return Err(fault("row.order_refused", Field::OrderNumber, &number));
        }
        let is_timeless = created_at.is_none() && paid_at.is_none();
        if known.is_none() && is_timeless && plan.mapping().row != Row::Item {
            if plan.mapping().reading.platform == Platform::Pinduoduo {
                created_at = self.day_of_number(&number);
            }
            if created_at.is_none() {
                return Err(fault("row.no_time", Field::CreatedAt, of(Field::CreatedAt)));
            }
        }
        // Nothing stands in the way any more: the row lands.
        let state = self.keep(of(Field::State));
        let after_sale =
            cell::text(of(Field::AfterSale)).and_then(|word| status_words::after_sale(&word));
        let (region, city) = self.place(of);
        let said = draft::Said {
            buyer: self.keep_buyer(&buyer),
            created_at,
            paid_at,
            cancelled: cell::text(of(Field::CancelledAt)).is_some(),
            state,
            fulfilment: self.keep(of(Field::Fulfilment)),
            after_sale,
            amounts,
            country: self.keep(of(Field::Country)),
            region,
            city,
            channel: self.keep(of(Field::Channel)),
        };
        let at = known.unwrap_or_else(|| self.begin(number, cancellation));
        self.last = Some(at);
        let draft = &mut self.drafts[at];
        draft.hear(&said);
        draft.hear_of_buyer(of);
        if let Some(line) = line {
            let is_return = cancellation || negative_line;
            draft.add_line(line, &said, plan.mapping().row, is_return);
        }
        Ok(())
    }

    fn begin(&mut self, number: String, cancellation: bool) -> u32 {
        let at = self.drafts.len() as u32;
        self.by_number.insert(number.clone(), at);
        self.drafts.push(Draft {
            number,
            cancellation,
            ..Draft::default()
        });
        at
    }

    fn keep(&mut self, value: &str) -> Option<u32> {
        cell::text(value).map(|word| self.texts.keep(&word))
    }

    fn keep_buyer(&mut self, buyer: &Buyer) -> Option<u32> {
        match buyer {
            Buyer::Known(key) => Some(self.buyers.keep(key)),
            Buyer::Masked => {
                self.note("masked_buyers", None);
                None
            }
            Buyer::Absent => None,
        }
    }

    /// Counts something worth knowing.
    fn note(&mut self, code: &'static str, example: Option<&str>) {
        let (count, examples) = self.facts.entry(code).or_default();
        *count += 1;
        if let Some(example) = example
            && examples.len() < 8
            && !examples.iter().any(|one| one == example)
        {
            examples.push(example.to_owned());
        }
    }
}
