//! Gathers customers into blocks and writes them as they fill up.

use super::NO_DAY;
use super::block::{
    ADDED, BIRTHDAY, BLOCK, Block, FACTS, LINE, LIST_OF, LISTED, LISTS, ORDER, REFUNDED,
};
use super::frame;
use super::head::{Bounds, Head};
use super::pack::Raw;

/// A block that is being filled.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    pub orders_of: Vec<u32>,
    pub listed_of: [Vec<u32>; LISTS],
    pub lines_of: Vec<u32>,
    pub facts: [Vec<i64>; FACTS],
    pub orders: [Vec<i64>; ORDER],
    pub lines: [Vec<i64>; LINE],
    pub listed: [Vec<i64>; LISTED],
}

/// Where a customer's facts begin in a block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub customer: usize,
    pub order: usize,
    pub line: usize,
    pub listed: [usize; LISTS],
}

impl Place {
    /// Where the facts of the next customer begin.
    pub fn next(self, block: &Block) -> Place {
        let count = |counts: &[u32]| counts.get(self.customer).map_or(0, |count| *count as usize);
        let orders = count(&block.orders_of);
        let lines = &block.lines_of[self.order..self.order + orders];
        let mut listed = self.listed;
        for (at, of) in listed.iter_mut().zip(&block.listed_of) {
            *at += count(of);
        }
        Place {
            customer: self.customer + 1,
            order: self.order + orders,
            line: self.line + lines.iter().map(|count| *count as usize).sum::<usize>(),
            listed,
        }
    }
}

impl Filling {
    /// Adds a customer of a block.
    pub fn copy(&mut self, block: &Block, from: Place) {
        fn columns<const N: usize>(
            into: &mut [Vec<i64>; N],
            of: &[Raw; N],
            from: usize,
            to: usize,
        ) {
            for (into, of) in into.iter_mut().zip(of) {
                into.extend((from..to).map(|at| of.get(at)));
            }
        }
        let to = from.next(block);
        self.orders_of.push(block.orders_of[from.customer]);
        for (into, of) in self.listed_of.iter_mut().zip(&block.listed_of) {
            into.push(of[from.customer]);
        }
        self.lines_of
            .extend_from_slice(&block.lines_of[from.order..to.order]);
        columns(&mut self.facts, &block.facts, from.customer, to.customer);
        columns(&mut self.orders, &block.orders, from.order, to.order);
        columns(&mut self.lines, &block.lines, from.line, to.line);
        for ((into, of), list) in self.listed.iter_mut().zip(&block.listed).zip(LIST_OF) {
            into.extend((from.listed[list]..to.listed[list]).map(|at| of.get(at)));
        }
    }

    pub fn customers(&self) -> usize {
        self.orders_of.len()
    }

    /// What was gathered, as a block; the filling is empty afterwards.
    pub fn take(&mut self) -> Block {
        let all = std::mem::take(self);
        Block {
            orders_of: all.orders_of,
            listed_of: all.listed_of,
            lines_of: all.lines_of,
            facts: all.facts.map(Raw::of),
            orders: all.orders.map(Raw::of),
            lines: all.lines.map(Raw::of),
            listed: all.listed.map(Raw::of),
        }
    }
}

/// Writes blocks, and knows at the end what the head must say.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub filling: Filling,
    /// Totals and bounds so far.
    head: Head,
    facts: [Option<Bounds>; FACTS],
    order: [Option<Bounds>; ORDER],
    line: [Option<Bounds>; LINE],
    list: [Option<Bounds>; LISTED],
    /// A block that is not encoded yet.
    full: Option<FullBlock>,
    /// Frames that are ready.
    ready: Vec<u8>,
    seal: u64,
}

/// Facts of many customers that only have to be encoded, which may happen beside other work.
#[derive(Debug)]
pub struct FullBlock {
    block: Block,
    products: usize,
}

/// What became of a [`FullBlock`].
#[derive(Debug)]
pub struct EncodedBlock(Vec<u8>);

impl FullBlock {
    /// Encodes it.
    pub fn encode(self) -> EncodedBlock {
        let mut body = Vec::new();
        self.block.encode(&mut body, self.products);
        EncodedBlock(body)
    }
}

/// The parts around the blocks, which are known only at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// What stands before the blocks.
    pub head: Vec<u8>,
    /// What stands after all blocks that were taken before.
    pub tail: Vec<u8>,
}

impl Writer {
    /// Writes the block where it is full. To be called after each customer.
    pub fn after_customer(&mut self, products: usize) {
        if self.filling.customers() >= BLOCK {
            self.flush(products);
        }
    }

    /// The block that became full; whoever takes it puts it back encoded before the next one is full.
    pub fn take_full(&mut self) -> Option<FullBlock> {
        self.full.take()
    }

    /// Takes an encoded block, in the order in which they became full.
    pub fn put(&mut self, block: &EncodedBlock) {
        let sum = frame::write(&mut self.ready, frame::BLOCK, &block.0);
        self.seal = frame::sealed(self.seal, sum);
    }

    fn encode_full(&mut self) {
        if let Some(full) = self.full.take() {
            self.put(&full.encode());
        }
    }

    fn flush(&mut self, products: usize) {
        self.encode_full();
        let block = self.filling.take();
        debug_assert!(block.is_whole());
        let head = &mut self.head;
        head.customers += block.customers() as u64;
        head.orders += block.lines_of.len() as u64;
        head.lines += block.lines[0].len() as u64;
        for (all, of) in head.listed.iter_mut().zip(&block.listed_of) {
            *all += of.iter().map(|count| u64::from(*count)).sum::<u64>();
        }
        let refunded = block.orders[REFUNDED].iter().filter(|part| *part != 0);
        head.refunded += refunded.count() as u64;
        let most = block.orders_of.iter().copied().max().unwrap_or(0);
        head.most_orders = head.most_orders.max(u64::from(most));
        for (at, (bounds, raw)) in self.facts.iter_mut().zip(&block.facts).enumerate() {
            if at == ADDED || at == BIRTHDAY {
                let known = raw.iter().filter(|day| *day != NO_DAY);
                known.for_each(|day| widen(bounds, (day, day)));
            } else if let Some(found) = raw.bounds() {
                widen(bounds, found);
            }
        }
        let rest = self.order.iter_mut().zip(&block.orders);
        let rest = rest.chain(self.line.iter_mut().zip(&block.lines));
        let rest = rest.chain(self.list.iter_mut().zip(&block.listed));
        for (bounds, raw) in rest {
            if let Some(found) = raw.bounds() {
                widen(bounds, found);
            }
        }
        self.full = Some(FullBlock { block, products });
    }

    /// Frames of blocks that are ready; each is given once.
    pub fn take_ready(&mut self) -> Vec<u8> {
        self.encode_full();
        std::mem::take(&mut self.ready)
    }

    /// The rest. `told` knows all of the head but totals and bounds.
    pub fn finish(mut self, told: Head) -> Finished {
        if self.filling.customers() > 0 {
            self.flush(told.products.ids.len());
        }
        let or_zero = |bounds: Option<Bounds>| bounds.unwrap_or((0, 0));
        let head = Head {
            customers: self.head.customers,
            orders: self.head.orders,
            lines: self.head.lines,
            listed: self.head.listed,
            refunded: self.head.refunded,
            most_orders: self.head.most_orders,
            facts: self.facts.map(or_zero),
            order: self.order.map(or_zero),
            line: self.line.map(or_zero),
            list: self.list.map(or_zero),
            ..told
        };
        self.close(&head)
    }

    /// The rest, under a head that says something else than what was written: a patch.
    pub fn finish_as(mut self, head: Head) -> Finished {
        if self.filling.customers() > 0 {
            self.flush(head.products.ids.len());
        }
        self.close(&head)
    }

    fn close(mut self, head: &Head) -> Finished {
        self.encode_full();
        let mut body = Vec::new();
        head.encode(&mut body);
        let mut start = frame::start();
        let sum = frame::write(&mut start, frame::HEAD, &body);
        let seal = frame::sealed(self.seal, sum);
        let mut tail = self.ready;
        frame::write(&mut tail, frame::END, &seal.to_le_bytes());
        Finished { head: start, tail }
    }
}

fn widen(bounds: &mut Option<Bounds>, (least, most): Bounds) {
    *bounds = Some(match bounds {
        None => (least, most),
        Some((low, high)) => ((*low).min(least), (*high).max(most)),
    });
}
