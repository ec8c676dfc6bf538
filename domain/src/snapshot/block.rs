//! The facts of some customers in a row, as they travel: 65,536 customers at a time, in the order of customers, orders and
//! lines.
//!
//! What can be told from something else is written as the difference from it: days from the order before, amounts of
//! orders from their lines, amounts of lines from the usual prices of their product. `pco` does the rest.

use std::collections::HashMap;

use super::NO_DAY;
use super::decode::BadSnapshot;
use super::head::Head;
use super::pack::{Growing, Raw, Reader, pack, varint};

/// How many customers are in each block but the last. Few in tests, so that small stores have several.
pub(crate) const BLOCK: usize = if cfg!(test) { 64 } else { 1 << 16 };

/// Columns with a row a customer.
pub(crate) const ADDED: usize = 0;
pub(crate) const COUNTRY: usize = 1;
pub(crate) const REGION: usize = 2;
pub(crate) const CITY: usize = 3;
pub(crate) const GENDER: usize = 4;
pub(crate) const BIRTHDAY: usize = 5;
pub(crate) const MEMBER_LEVEL: usize = 6;
pub(crate) const EMAIL: usize = 7;
pub(crate) const SMS: usize = 8;
pub(crate) const PLATFORM: usize = 9;
pub(crate) const FACTS: usize = 10;

/// Columns with a row an order.
pub(crate) const DAY: usize = 0;
pub(crate) const KIND: usize = 1;
pub(crate) const HOUR: usize = 2;
pub(crate) const AMOUNT: usize = 3;
pub(crate) const REFUNDED: usize = 4;
pub(crate) const ORDER: usize = 5;

/// Columns with a row an order line.
pub(crate) const PRODUCT: usize = 0;
pub(crate) const QUANTITY: usize = 1;
pub(crate) const LINE_AMOUNT: usize = 2;
pub(crate) const LINE: usize = 3;

/// Things of which most customers have none: lists beside the customers.
pub(crate) const REFUNDS: usize = 0;
pub(crate) const TAGS: usize = 1;
pub(crate) const OPEN_LINES: usize = 2;
pub(crate) const EVENTS: usize = 3;
pub(crate) const LISTS: usize = 4;

/// Columns with a row a refund without an order,
pub(crate) const REFUND_DAY: usize = 0;
pub(crate) const REFUND_AMOUNT: usize = 1;
/// a tag of a customer,
pub(crate) const TAG: usize = 2;
/// a line of an order that waits to be paid, or was closed unpaid,
pub(crate) const OPEN_DAY: usize = 3;
pub(crate) const OPEN_PRODUCT: usize = 4;
pub(crate) const OPEN_CLOSED: usize = 5;
/// an event of a campaign.
pub(crate) const EVENT_DAY: usize = 6;
pub(crate) const EVENT_KIND: usize = 7;
pub(crate) const EVENT_CAMPAIGN: usize = 8;
pub(crate) const EVENT_MEDIUM: usize = 9;
pub(crate) const LISTED: usize = 10;

/// The list of each of these columns.
pub(crate) const LIST_OF: [usize; LISTED] = [
    REFUNDS, REFUNDS, TAGS, OPEN_LINES, OPEN_LINES, OPEN_LINES, EVENTS, EVENTS, EVENTS, EVENTS,
];

/// Usual prices of one product that lines can name.
const MOST_PRICES: usize = 254;

/// The facts of some customers in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// How many orders, and how many things of each list, each customer has.
    pub orders_of: Vec<u32>,
    pub listed_of: [Vec<u32>; LISTS],
    /// How many lines each order has.
    pub lines_of: Vec<u32>,
    pub facts: [Raw; FACTS],
    pub orders: [Raw; ORDER],
    pub lines: [Raw; LINE],
    pub listed: [Raw; LISTED],
}

fn sum(counts: &[u32]) -> usize {
    counts.iter().map(|count| *count as usize).sum()
}

impl Block {
    pub fn customers(&self) -> usize {
        self.orders_of.len()
    }

    /// Adds the block to the bytes.
    pub fn encode(&self, out: &mut Vec<u8>, products: usize) {
        varint(out, self.customers() as u64);
        let counts = |counts: &[u32]| Raw::Narrow {
            base: 0,
            cells: counts.to_vec(),
        };
        pack(out, &counts(&self.orders_of));
        for one in &self.listed_of {
            pack(out, &counts(one));
        }
        pack(out, &counts(&self.lines_of));
        let (firsts, gaps) = self.days();
        pack(out, &Raw::of(firsts));
        pack(out, &Raw::of(gaps));
        pack(out, &Raw::of(self.added_before()));
        for one in &self.facts[ADDED + 1..] {
            pack(out, one);
        }
        pack(out, &self.orders[KIND]);
        pack(out, &self.orders[HOUR]);
        pack(out, &self.lines[PRODUCT]);
        pack(out, &self.lines[QUANTITY]);
        self.encode_line_amounts(out, products);
        pack(out, &Raw::of(self.beyond_lines()));
        let amounts = self.orders[AMOUNT].iter();
        let refunded = amounts.zip(self.orders[REFUNDED].iter());
        let marks = refunded.map(|(amount, refunded)| match refunded {
            0 => 0,
            full if full == amount => 1,
            part if part > 0 => part + 1,
            odd => odd,
        });
        pack(out, &Raw::of(marks.collect()));
        for one in &self.listed {
            pack(out, one);
        }
    }

    /// The block of these bytes. No list is longer than the head says that all of them together are.
    pub fn decode(reader: &mut Reader<'_>, head: &Head) -> Result<Block, BadSnapshot> {
        let bad = BadSnapshot::Inconsistent;
        let customers =
            usize::try_from(reader.varint()?).map_err(|_| bad("customers of a block"))?;
        if customers > BLOCK {
            return Err(bad("customers of a block"));
        }
        let (orders_of, orders) = reader.counts(customers)?;
        let within = |found: usize, all: u64| found as u64 <= all;
        if !within(orders, head.orders) {
            return Err(bad("counts of a block"));
        }
        let (mut listed_of, mut of_list) = ([const { Vec::new() }; LISTS], [0; LISTS]);
        for (list, all) in head.listed.iter().enumerate() {
            (listed_of[list], of_list[list]) = reader.counts(customers)?;
            if !within(of_list[list], *all) {
                return Err(bad("counts of a block"));
            }
        }
        let (lines_of, lines) = reader.counts(orders)?;
        if !within(lines, head.lines) {
            return Err(bad("lines of a block"));
        }
        let mut block = Block {
            orders_of,
            listed_of,
            lines_of,
            ..Block::default()
        };
        block.decode_days(reader, orders)?;
        block.facts[ADDED] = Raw::of(block.added(&reader.column(customers)?)?);
        for one in &mut block.facts[ADDED + 1..] {
            *one = reader.column(customers)?;
        }
        block.orders[KIND] = reader.column(orders)?;
        block.orders[HOUR] = reader.column(orders)?;
        block.lines[PRODUCT] = reader.column(lines)?;
        block.lines[QUANTITY] = reader.column(lines)?;
        block.decode_line_amounts(reader, head.products.ids.len())?;
        block.decode_order_amounts(reader, orders)?;
        for (one, list) in block.listed.iter_mut().zip(LIST_OF) {
            *one = reader.column(of_list[list])?;
        }
        Ok(block)
    }

    /// The first day of each customer who has one, and the days from each order to the next.
    fn days(&self) -> (Vec<i64>, Vec<i64>) {
        let day = &self.orders[DAY];
        let (mut firsts, mut gaps) = (Vec::new(), Vec::with_capacity(day.len()));
        let mut at = 0;
        for count in &self.orders_of {
            for place in 0..*count as usize {
                match place {
                    0 => firsts.push(day.get(at)),
                    _ => gaps.push(day.get(at) - day.get(at - 1)),
                }
                at += 1;
            }
        }
        (firsts, gaps)
    }

    fn decode_days(&mut self, reader: &mut Reader<'_>, orders: usize) -> Result<(), BadSnapshot> {
        let having = self.orders_of.iter().filter(|count| **count > 0).count();
        let firsts = reader.column(having)?;
        let gaps = reader.column(orders - having)?;
        let bad = BadSnapshot::Inconsistent("days");
        let mut days = Growing::new(orders);
        let (mut firsts, mut gaps) = (firsts.iter(), gaps.iter());
        for count in &self.orders_of {
            let mut day = 0i64;
            for place in 0..*count {
                let next = if place == 0 {
                    firsts.next()
                } else {
                    // Orders of a customer are in the order of their days.
                    let gap = gaps.next().filter(|gap| *gap >= 0);
                    gap.and_then(|gap| day.checked_add(gap))
                };
                day = next.ok_or(bad)?;
                days.push(day);
            }
        }
        self.orders[DAY] = days.done();
        Ok(())
    }

    /// The day of each customer's first order, 0 without one.
    fn first_days(&self) -> Vec<i64> {
        let mut at = 0;
        let first = |count: &u32| {
            let day = if *count > 0 {
                self.orders[DAY].get(at)
            } else {
                0
            };
            at += *count as usize;
            day
        };
        self.orders_of.iter().map(first).collect()
    }

    /// How long before the first order each customer was added, one more than that from 0 up; 0 where nobody knows.
    fn added_before(&self) -> Vec<i64> {
        let both = self.facts[ADDED].iter().zip(self.first_days());
        both.map(|(added, first)| match (added, first - added) {
            (NO_DAY, _) => 0,
            (_, before) if before >= 0 => before + 1,
            (_, before) => before,
        })
        .collect()
    }

    fn added(&self, before: &Raw) -> Result<Vec<i64>, BadSnapshot> {
        let both = before.iter().zip(self.first_days());
        both.map(|(before, first)| match before {
            0 => Some(NO_DAY),
            1.. => first.checked_sub(before - 1),
            _ => first.checked_sub(before),
        })
        .collect::<Option<Vec<i64>>>()
        .ok_or(BadSnapshot::Inconsistent("days added"))
    }

    /// For each line: which of the product's usual prices it has, or none. The prices stand before, the odd amounts after.
    fn encode_line_amounts(&self, out: &mut Vec<u8>, products: usize) {
        let [product, quantity, amount] = &self.lines;
        let price = |at: usize| {
            let (quantity, amount) = (quantity.get(at), amount.get(at));
            (quantity > 0 && amount >= 0 && amount % quantity == 0).then(|| amount / quantity)
        };
        let mut counts: HashMap<(i64, i64), u32> = HashMap::new();
        for at in 0..product.len() {
            if let Some(price) = price(at) {
                *counts.entry((product.get(at), price)).or_default() += 1;
            }
        }
        let mut usual: Vec<(i64, u32, i64)> = counts
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|((product, price), count)| (*product, u32::MAX - count, *price))
            .collect();
        usual.sort_unstable();
        let mut prices_of = vec![0u32; products];
        let mut prices = Vec::with_capacity(usual.len());
        let mut ranks: HashMap<(i64, i64), i64> = HashMap::with_capacity(usual.len());
        for (product, _, price) in usual {
            let known = usize::try_from(product)
                .ok()
                .and_then(|at| prices_of.get_mut(at));
            if let Some(known) = known
                && (*known as usize) < MOST_PRICES
            {
                *known += 1;
                ranks.insert((product, price), i64::from(*known));
                prices.push(price);
            }
        }
        let mut odd = Vec::new();
        let mut names = Vec::with_capacity(product.len());
        for at in 0..product.len() {
            let rank = price(at).and_then(|price| ranks.get(&(product.get(at), price)));
            names.push(rank.copied().unwrap_or(0));
            if rank.is_none() {
                odd.push(amount.get(at));
            }
        }
        varint(out, products as u64);
        pack(
            out,
            &Raw::Narrow {
                base: 0,
                cells: prices_of,
            },
        );
        for one in [prices, names, odd] {
            pack(out, &Raw::of(one));
        }
    }

    fn decode_line_amounts(
        &mut self,
        reader: &mut Reader<'_>,
        products: usize,
    ) -> Result<(), BadSnapshot> {
        let bad = BadSnapshot::Inconsistent("prices");
        let lines = self.lines[PRODUCT].len();
        let products = usize::try_from(reader.varint()?)
            .ok()
            .filter(|known| *known <= products)
            .ok_or(bad)?;
        let (prices_of, known) = reader.counts(products)?;
        if known > lines {
            return Err(bad);
        }
        let prices: Vec<i64> = reader.column(known)?.iter().collect();
        let names = reader.column(lines)?;
        let odd_count = names.iter().filter(|name| *name == 0).count();
        let odd = reader.column(odd_count)?;
        let mut before = Vec::with_capacity(products);
        let mut so_far = 0usize;
        for count in &prices_of {
            before.push(so_far);
            so_far += *count as usize;
        }
        let mut odd = odd.iter();
        let mut amounts = Growing::new(lines);
        let [product, quantity, _] = &self.lines;
        let facts = product.iter().zip(quantity.iter()).zip(names.iter());
        for ((product, quantity), name) in facts {
            if name == 0 {
                amounts.push(odd.next().ok_or(bad)?);
                continue;
            }
            let product = product as usize;
            let count = prices_of.get(product).copied().unwrap_or(0);
            if name < 0 || name > i64::from(count) {
                return Err(bad);
            }
            let place = before.get(product).map(|from| from + name as usize - 1);
            let price = *place.and_then(|place| prices.get(place)).ok_or(bad)?;
            // Mostly both are small, and their product cannot leave 64 bits.
            let amount = match (i32::try_from(price), i32::try_from(quantity)) {
                (Ok(price), Ok(quantity)) => i64::from(price) * i64::from(quantity),
                _ => price.checked_mul(quantity).ok_or(bad)?,
            };
            amounts.push(amount);
        }
        self.lines[LINE_AMOUNT] = amounts.done();
        Ok(())
    }

    /// What each order amounts to beyond its lines.
    fn beyond_lines(&self) -> Vec<i64> {
        let mut at = 0;
        let lines = self.lines_of.iter().zip(self.orders[AMOUNT].iter());
        lines
            .map(|(count, amount)| {
                let until = at + *count as usize;
                let sum: i64 = (at..until)
                    .map(|line| self.lines[LINE_AMOUNT].get(line))
                    .sum();
                at = until;
                amount - sum
            })
            .collect()
    }

    fn decode_order_amounts(
        &mut self,
        reader: &mut Reader<'_>,
        orders: usize,
    ) -> Result<(), BadSnapshot> {
        let bad = BadSnapshot::Inconsistent("amounts");
        let beyond = reader.column(orders)?;
        let marks = reader.column(orders)?;
        let (mut amounts, mut refunded) = (Growing::new(orders), Growing::new(orders));
        let mut of_lines = self.lines[LINE_AMOUNT].iter();
        let facts = self.lines_of.iter().zip(beyond.iter()).zip(marks.iter());
        for ((count, beyond), mark) in facts {
            let mut amount = beyond;
            for _ in 0..*count {
                amount = amount
                    .checked_add(of_lines.next().unwrap_or(0))
                    .ok_or(bad)?;
            }
            amounts.push(amount);
            refunded.push(match mark {
                1 => amount,
                part if part > 1 => part - 1,
                none_or_odd => none_or_odd,
            });
        }
        self.orders[AMOUNT] = amounts.done();
        self.orders[REFUNDED] = refunded.done();
        Ok(())
    }

    /// Checks that no list is longer or shorter than its counts say. For blocks that were put together here.
    pub fn is_whole(&self) -> bool {
        let customers = self.customers();
        let every = |columns: &[Raw], len: usize| columns.iter().all(|one| one.len() == len);
        let orders = sum(&self.orders_of);
        let lists = self.listed.iter().zip(LIST_OF);
        self.listed_of.iter().all(|one| one.len() == customers)
            && self.lines_of.len() == orders
            && every(&self.facts, customers)
            && every(&self.orders, orders)
            && every(&self.lines, sum(&self.lines_of))
            && lists
                .into_iter()
                .all(|(one, list)| one.len() == sum(&self.listed_of[list]))
    }
}
