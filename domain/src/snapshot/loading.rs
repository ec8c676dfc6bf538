//! A snapshot of which some blocks are there.

use std::collections::BTreeMap;

use super::block::{
    self, ADDED, BIRTHDAY, BLOCK, CITY, COUNTRY, EMAIL, EVENTS, FACTS, GENDER, LIST_OF, LISTED,
    LISTS, MEMBER_LEVEL, OPEN_LINES, PLATFORM, REFUNDS, REGION, SMS, TAGS,
};
use super::decode::BadSnapshot;
use super::head::{Bounds, Head};
use super::unpack::{Unpacked, Unpacker};
use super::{Column, Customers, Days, Events, Lines, OpenLines, Orders, Refunds, Snapshot};

type Read<T> = Result<T, BadSnapshot>;

/// A snapshot of which some blocks are there.
#[derive(Debug)]
pub(super) struct Loading {
    pub unpacker: Unpacker,
    customers: Customers,
    facts: [Column; FACTS],
    orders: Orders,
    lines: Vec<Lines>,
    /// Whose each thing of a list is, and its columns.
    list_rows: [Vec<u32>; LISTS],
    listed: [Column; LISTED],
    /// More than the sums of all amounts and quantities without their signs: none of them may leave 64 bits.
    sums: [i128; 5],
    /// Blocks that came before one that stands before them.
    waiting: BTreeMap<usize, Unpacked>,
}

impl Loading {
    pub fn new(head: Box<Head>) -> Loading {
        let unpacker = Unpacker::of(head);
        let head = &unpacker.head;
        let count = |number: u64| number as usize;
        let (customers, orders) = (count(head.customers), count(head.orders));
        let mut orders_from = Vec::with_capacity(customers + 1);
        orders_from.push(0);
        let order = |at: usize| Column::with_bounds(head.order[at], orders);
        Loading {
            customers: Customers {
                orders_from,
                ..Customers::default()
            },
            facts: std::array::from_fn(|at| match at {
                ADDED | BIRTHDAY => Days::with_bounds(head.facts[at], customers).column,
                at => Column::with_bounds(head.facts[at], customers),
            }),
            orders: Orders {
                row: Vec::with_capacity(orders),
                day: order(block::DAY),
                amount: order(block::AMOUNT),
                kind: Column::with_bounds(unpacker.kind_bounds(), orders),
                hour: order(block::HOUR),
                refunded_rows: Vec::with_capacity(count(head.refunded)),
                refunded: Vec::with_capacity(count(head.refunded)),
            },
            lines: Vec::with_capacity(customers.div_ceil(BLOCK)),
            list_rows: head.listed.map(|all| Vec::with_capacity(count(all))),
            listed: std::array::from_fn(|at| {
                Column::with_bounds(head.list[at], count(head.listed[LIST_OF[at]]))
            }),
            sums: [0; 5],
            waiting: BTreeMap::new(),
            unpacker,
        }
    }

    /// Takes a block by its place; those that come too early wait.
    pub fn add(&mut self, place: usize, block: Unpacked) -> Read<()> {
        if place < self.lines.len() || self.waiting.insert(place, block).is_some() {
            return Err(BadSnapshot::Inconsistent("frames"));
        }
        while let Some(next) = self.waiting.remove(&self.lines.len()) {
            self.append(next)?;
        }
        Ok(())
    }

    /// Takes the next block.
    pub fn append(&mut self, block: Unpacked) -> Read<()> {
        self.check(&block)?;
        let first_order = self.orders.day.len() as u32;
        let first_row = self.customers.count;
        self.customers.count += block.customers() as u32;
        let mut from = first_order;
        for (row, count) in block.orders_of.iter().enumerate() {
            from += count;
            self.customers.orders_from.push(from);
            let rows = std::iter::repeat_n(row as u16, *count as usize);
            self.orders.row.extend(rows);
        }
        let orders = &mut self.orders;
        let order = [
            &mut orders.day,
            &mut orders.kind,
            &mut orders.hour,
            &mut orders.amount,
        ];
        let columns = self.facts.iter_mut().zip(&block.facts);
        let columns = columns.chain(order.into_iter().zip(&block.orders));
        for (into, more) in columns.chain(self.listed.iter_mut().zip(&block.listed)) {
            if !into.append_column(more) {
                return Err(BadSnapshot::Inconsistent("columns"));
            }
        }
        let refunded = block.refunded_orders.iter();
        orders
            .refunded_rows
            .extend(refunded.map(|at| first_order + at));
        orders.refunded.extend_from_slice(&block.refunded);
        for (into, rows) in self.list_rows.iter_mut().zip(&block.list_rows) {
            into.extend(rows.iter().map(|row| first_row + row));
        }
        self.lines.push(block.lines);
        Ok(())
    }

    /// Whether there is room for the block in what the head told.
    fn check(&mut self, block: &Unpacked) -> Read<()> {
        let bad = BadSnapshot::Inconsistent;
        let head = &self.unpacker.head;
        let fits = |so_far: usize, more: usize, all: u64| (so_far + more) as u64 <= all;
        let so_far = self.customers.count as usize;
        let lists = self.list_rows.iter().zip(&block.list_rows).zip(head.listed);
        // All blocks but the last are full, so that a row tells its block.
        if !block.is_whole()
            || !so_far.is_multiple_of(BLOCK)
            || !fits(so_far, block.customers(), head.customers)
            || !fits(self.orders.day.len(), block.orders[0].len(), head.orders)
            || lists
                .into_iter()
                .any(|((held, more), all)| !fits(held.len(), more.len(), all))
        {
            return Err(bad("totals"));
        }
        for (sum, more) in self.sums.iter_mut().zip(block.sums) {
            *sum = sum.saturating_add(more);
            if *sum > i128::from(i64::MAX / 4) {
                return Err(bad("sums"));
            }
        }
        Ok(())
    }

    /// The snapshot, when all blocks are there.
    pub fn finish(self, seal: u64) -> Read<Snapshot> {
        let Loading {
            unpacker,
            mut customers,
            mut facts,
            orders,
            lines,
            mut list_rows,
            mut listed,
            waiting,
            ..
        } = self;
        let Unpacker { head, shelves, .. } = unpacker;
        let lines_in_all: usize = lines.iter().map(|lines| lines.row.len()).sum();
        let found = [
            u64::from(customers.count),
            orders.day.len() as u64,
            lines_in_all as u64,
            orders.refunded_rows.len() as u64,
        ];
        let told = [head.customers, head.orders, head.lines, head.refunded];
        let lists = list_rows.each_ref().map(|rows| rows.len() as u64);
        if found != told || lists != head.listed || !waiting.is_empty() {
            return Err(BadSnapshot::Inconsistent("totals"));
        }
        let mut take = |at: usize| std::mem::take(&mut facts[at]);
        let days = |(least, _): Bounds, column| Days {
            none: least - 1,
            column,
        };
        customers.added = days(head.facts[ADDED], take(ADDED));
        customers.birthday = days(head.facts[BIRTHDAY], take(BIRTHDAY));
        customers.country = take(COUNTRY);
        customers.region = take(REGION);
        customers.city = take(CITY);
        customers.gender = take(GENDER);
        customers.member_level = take(MEMBER_LEVEL);
        customers.email = take(EMAIL);
        customers.sms = take(SMS);
        customers.platform = take(PLATFORM);
        let mut rows_of = |list: usize| std::mem::take(&mut list_rows[list]);
        let mut column = |at: usize| std::mem::take(&mut listed[at]);
        customers.tag_rows = rows_of(TAGS);
        let tags = column(block::TAG);
        customers.tag_codes = (0..tags.len()).map(|at| tags.get(at) as u32).collect();
        Ok(Snapshot {
            revision: head.revision,
            decimals: head.decimals,
            customers,
            orders,
            order_days: head.order[block::DAY],
            lines,
            shelves,
            refunds: Refunds {
                rows: rows_of(REFUNDS),
                day: column(block::REFUND_DAY),
                amount: column(block::REFUND_AMOUNT),
            },
            open: OpenLines {
                rows: rows_of(OPEN_LINES),
                day: column(block::OPEN_DAY),
                product: column(block::OPEN_PRODUCT),
                closed: column(block::OPEN_CLOSED),
            },
            events: Events {
                rows: rows_of(EVENTS),
                day: column(block::EVENT_DAY),
                kind: column(block::EVENT_KIND),
                campaign: column(block::EVENT_CAMPAIGN),
                medium: column(block::EVENT_MEDIUM),
            },
            products: head.products,
            texts: head.texts,
            anonymous: head.anonymous,
            seal,
        })
    }
}
