//! Bytes back to a snapshot, as they arrive. Cut, foreign, old or hostile bytes are refused.

use crate::day::Day;
use crate::message::Medium;
use crate::order::State;

use super::block::{
    self, ADDED, BIRTHDAY, BLOCK, Block, CITY, COUNTRY, EMAIL, EVENTS, FACTS, GENDER, LIST_OF,
    LISTED, LISTS, MEMBER_LEVEL, OPEN_LINES, PLATFORM, REFUNDS, REGION, SMS, TAGS,
};
use super::frame;
use super::head::{Bounds, Head};
use super::pack::{Raw, Reader};
use super::patch::Patch;
use super::{
    Activity, Column, Customers, Days, Events, Lines, NO_DAY, NO_HOUR, OpenLines, Orders, Refunds,
    STATE_MASK, Shelves, Snapshot, Subscription, TIED, VALID,
};

/// Why bytes are not a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSnapshot {
    /// They are something else.
    #[error("these bytes are not a snapshot")]
    Foreign,
    /// They are of another version of the form.
    #[error("this snapshot has form {found}, and {wanted} is read here")]
    OtherVersion {
        /// The version found.
        found: u16,
        /// The version that can be read.
        wanted: u16,
    },
    /// Bytes are missing or changed.
    #[error("the snapshot is cut or damaged")]
    Damaged,
    /// The checksum holds, and yet the columns contradict each other.
    #[error("the snapshot contradicts itself in {0}")]
    Inconsistent(&'static str),
    /// A patch is for other bytes than these.
    #[error("the patch belongs to another snapshot")]
    OtherBase,
    /// It needs more memory than it may have.
    #[error("{customers} customers need {needed} bytes of memory, and {limit} may be used")]
    TooLarge {
        /// How many customers there are.
        customers: u32,
        /// Bytes of memory that they need.
        needed: u64,
        /// Bytes of memory that may be used.
        limit: u64,
    },
}

impl BadSnapshot {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            BadSnapshot::Foreign => "snapshot.foreign",
            BadSnapshot::OtherVersion { .. } => "snapshot.other_version",
            BadSnapshot::Damaged => "snapshot.damaged",
            BadSnapshot::Inconsistent(_) => "snapshot.inconsistent",
            BadSnapshot::OtherBase => "snapshot.other_base",
            BadSnapshot::TooLarge { .. } => "snapshot.too_large",
        }
    }
}

type Read<T> = Result<T, BadSnapshot>;

impl Snapshot {
    /// The snapshot of these bytes.
    pub fn decode(bytes: &[u8]) -> Result<Snapshot, BadSnapshot> {
        let mut decoder = Decoder::new(u64::MAX);
        decoder.push(bytes)?;
        decoder.finish()
    }
}

/// Takes the frames apart, as bytes arrive.
#[derive(Debug, Default)]
pub(super) struct Frames {
    /// Bytes, and how many of them are read already.
    held: Vec<u8>,
    read: usize,
    started: bool,
    seal: u64,
    head_sum: u64,
    ended: bool,
}

/// What a frame brings.
pub(super) enum Part {
    Head(Box<Head>),
    Block(Vec<u8>),
    End,
}

impl Frames {
    pub fn push(&mut self, bytes: &[u8]) {
        if self.read > self.held.len() / 2 {
            self.held.drain(..self.read);
            self.read = 0;
        }
        self.held.extend_from_slice(bytes);
    }

    /// The next whole frame's content; blocks are decoded by whoever knows the head.
    pub fn next(&mut self) -> Read<Option<Part>> {
        if !self.started {
            if self.held.len() < frame::START {
                return Ok(None);
            }
            frame::check_start(&self.held)?;
            self.read = frame::START;
            self.started = true;
        }
        let Some(found) = frame::read(self.held.get(self.read..).unwrap_or_default())? else {
            return Ok(None);
        };
        if self.ended {
            return Err(BadSnapshot::Inconsistent("length"));
        }
        let part = match found.kind {
            frame::HEAD => {
                let mut reader = Reader { rest: found.body };
                let head = Head::decode(&mut reader)?;
                if !reader.rest.is_empty() {
                    return Err(BadSnapshot::Inconsistent("head"));
                }
                self.head_sum = found.sum;
                Part::Head(Box::new(head))
            }
            frame::BLOCK => {
                self.seal = frame::sealed(self.seal, found.sum);
                Part::Block(found.body.to_vec())
            }
            frame::END => {
                self.seal = frame::sealed(self.seal, self.head_sum);
                if found.body != self.seal.to_le_bytes() {
                    return Err(BadSnapshot::Damaged);
                }
                self.ended = true;
                Part::End
            }
            _ => return Err(BadSnapshot::Inconsistent("frames")),
        };
        self.read += found.length;
        Ok(Some(part))
    }

    /// Whether the last frame was read.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// The seal of everything that was read; an error where something is missing, or more than that.
    pub fn end(&self) -> Read<u64> {
        match (self.started, self.ended, self.read == self.held.len()) {
            (true, true, true) => Ok(self.seal),
            (true, true, false) => Err(BadSnapshot::Inconsistent("length")),
            (false, ..) => {
                frame::check_start(&self.held)?;
                Err(BadSnapshot::Damaged)
            }
            _ => Err(BadSnapshot::Damaged),
        }
    }
}

/// A block of these bytes, which hold nothing else.
pub(super) fn read_block(bytes: &[u8], head: &Head) -> Read<Block> {
    let mut reader = Reader { rest: bytes };
    let block = Block::decode(&mut reader, head)?;
    if reader.rest.is_empty() {
        Ok(block)
    } else {
        Err(BadSnapshot::Inconsistent("length of a block"))
    }
}

/// Makes a snapshot of bytes as they arrive.
#[derive(Debug)]
pub struct Decoder {
    limit: u64,
    frames: Frames,
    patch: Option<Patch>,
    /// The head of the bytes themselves, where a patch has another.
    base: Option<Box<Head>>,
    loading: Option<Loading>,
}

impl Decoder {
    /// For bytes that need at most `limit` bytes of memory.
    pub fn new(limit: u64) -> Decoder {
        Decoder {
            limit,
            frames: Frames::default(),
            patch: None,
            base: None,
            loading: None,
        }
    }

    /// For bytes that are changed by a patch on the way.
    pub fn patched(limit: u64, patch: &[u8]) -> Result<Decoder, BadSnapshot> {
        Ok(Decoder {
            patch: Some(Patch::decode(patch)?),
            ..Decoder::new(limit)
        })
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), BadSnapshot> {
        self.frames.push(bytes);
        while let Some(part) = self.frames.next()? {
            match part {
                Part::Head(head) => self.begin(head)?,
                Part::Block(bytes) => self.block(&bytes)?,
                Part::End => {}
            }
        }
        Ok(())
    }

    fn begin(&mut self, head: Box<Head>) -> Read<()> {
        if self.loading.is_some() {
            return Err(BadSnapshot::Inconsistent("head"));
        }
        let told = match &mut self.patch {
            None => head,
            Some(patch) => {
                let told = Box::new(patch.head.clone());
                patch.begin(&head)?;
                self.base = Some(head);
                told
            }
        };
        check_head(&told)?;
        let needed = needed(&told);
        if needed > self.limit {
            return Err(BadSnapshot::TooLarge {
                customers: told.customers as u32,
                needed,
                limit: self.limit,
            });
        }
        self.loading = Some(Loading::new(told));
        Ok(())
    }

    fn block(&mut self, bytes: &[u8]) -> Read<()> {
        let Some(loading) = &mut self.loading else {
            return Err(BadSnapshot::Inconsistent("frames"));
        };
        match (&mut self.patch, &self.base) {
            (Some(patch), Some(base)) => {
                let block = read_block(bytes, base)?;
                patch.apply(block, &mut |block| loading.add(&block))
            }
            _ => {
                let block = read_block(bytes, &loading.head)?;
                loading.add(&block)
            }
        }
    }

    /// The seal of the bytes that were pushed, without the patch; of use when all of them were.
    pub fn seal(&self) -> u64 {
        self.frames.end().unwrap_or(0)
    }

    /// The snapshot, when all bytes were pushed.
    pub fn finish(mut self) -> Result<Snapshot, BadSnapshot> {
        let mut seal = self.frames.end()?;
        let mut loading = self
            .loading
            .take()
            .ok_or(BadSnapshot::Inconsistent("frames"))?;
        if let Some(mut patch) = self.patch.take() {
            if patch.base != seal {
                return Err(BadSnapshot::OtherBase);
            }
            patch.finish(&mut |block| loading.add(&block))?;
            seal = patch.seal;
        }
        loading.finish(seal)
    }
}

const DAYS: Bounds = (Day::MIN.0 as i64, Day::MAX.0 as i64);

/// Bytes of memory that a snapshot and its engine need.
pub(super) fn needed(head: &Head) -> u64 {
    let width = |(least, most): Bounds| match most.saturating_sub(least) {
        0 => 0,
        1..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8u64,
    };
    let widths = |bounds: &[Bounds]| bounds.iter().map(|one| width(*one)).sum::<u64>();
    /// What the engine makes of each customer.
    const DERIVED: u64 = 44;
    /// A block on its way in, and leaves that are kept.
    const AROUND: u64 = 48 << 20;
    let place = width((0, head.most_orders as i64));
    let product = width((0, head.products.ids.len() as i64)).max(2);
    let day = width(head.order[block::DAY]).max(2);
    let listed = head.list.iter().zip(LIST_OF);
    let listed = listed.map(|(bounds, list)| head.listed[list] * width(*bounds));
    head.customers * (widths(&head.facts) + 4 + DERIVED)
        + head.orders * (2 + widths(&head.order[..block::REFUNDED]))
        + head.refunded * 12
        + head.lines * (2 + day + place + product + widths(&head.line[block::QUANTITY..]))
        + head.listed.iter().sum::<u64>() * 8
        + listed.sum::<u64>()
        + AROUND
}

fn check_head(head: &Head) -> Read<()> {
    let bad = BadSnapshot::Inconsistent;
    let within = |(least, most): Bounds, (low, high): Bounds, name: &'static str| {
        if least < low || most > high {
            return Err(bad(name));
        }
        Ok(())
    };
    let codes = |bounds: Bounds, known: usize, name| within(bounds, (0, known as i64 - 1), name);
    let texts = &head.texts;
    let statuses = Subscription::ALL.len();
    within(head.facts[ADDED], DAYS, "days added")?;
    within(head.facts[BIRTHDAY], DAYS, "birthdays")?;
    within(head.order[block::DAY], DAYS, "days of orders")?;
    let list = |column: usize| head.list[column];
    within(list(block::REFUND_DAY), DAYS, "days of refunds")?;
    within(list(block::OPEN_DAY), DAYS, "days of orders")?;
    within(list(block::OPEN_CLOSED), (0, 1), "kinds of orders")?;
    within(list(block::EVENT_DAY), DAYS, "days of events")?;
    codes(list(block::EVENT_KIND), Activity::ALL.len(), "events")?;
    codes(list(block::EVENT_MEDIUM), Medium::ALL.len(), "media")?;
    for (list, column, known, name) in [
        (TAGS, block::TAG, texts.tags.len(), "tags"),
        (
            OPEN_LINES,
            block::OPEN_PRODUCT,
            head.products.ids.len(),
            "products of lines",
        ),
        (
            EVENTS,
            block::EVENT_CAMPAIGN,
            texts.campaigns.len(),
            "campaigns",
        ),
    ] {
        if head.listed[list] > 0 {
            codes(head.list[column], known, name)?;
        }
    }
    within(head.order[block::HOUR], (0, NO_HOUR), "hours")?;
    codes(head.facts[PLATFORM], 2, "reach")?;
    codes(head.facts[EMAIL], statuses, "subscriptions")?;
    codes(head.facts[SMS], statuses, "subscriptions")?;
    if head.customers > 0 {
        codes(head.facts[COUNTRY], texts.countries.len(), "countries")?;
        codes(head.facts[REGION], texts.regions.len(), "regions")?;
        codes(head.facts[CITY], texts.cities.len(), "cities")?;
        codes(head.facts[GENDER], texts.genders.len(), "genders")?;
    }
    if head.orders > 0 {
        codes(
            head.order[block::KIND],
            texts.kinds.len(),
            "kinds of orders",
        )?;
    }
    if head.lines > 0 {
        codes(
            head.line[block::PRODUCT],
            head.products.ids.len(),
            "products of lines",
        )?;
    }
    for (state, channel) in &texts.kinds {
        if usize::from(state & STATE_MASK) >= State::ALL.len()
            || state & !(STATE_MASK | VALID | TIED) != 0
            || *channel as usize >= texts.channels.len()
        {
            return Err(bad("kinds of orders"));
        }
    }
    Ok(())
}

/// Puts kinds of orders in order, valid ones last, by channel: so that most questions are about a span of them. Gives the
/// new numbers by the old ones.
fn in_order(kinds: &mut Vec<(u8, u32)>) -> Vec<i64> {
    let mut places: Vec<usize> = (0..kinds.len()).collect();
    places.sort_by_key(|place| {
        let (state, channel) = kinds[*place];
        (state & VALID, channel, state)
    });
    let mut numbers = vec![0; kinds.len()];
    for (number, place) in places.iter().enumerate() {
        numbers[*place] = number as i64;
    }
    *kinds = places.into_iter().map(|place| kinds[place]).collect();
    numbers
}

/// A snapshot of which some blocks are there.
#[derive(Debug)]
struct Loading {
    head: Box<Head>,
    customers: Customers,
    facts: [Column; FACTS],
    orders: Orders,
    lines: Vec<Lines>,
    shelves: Shelves,
    /// Whose each thing of a list is, and its columns.
    list_rows: [Vec<u32>; LISTS],
    listed: [Column; LISTED],
    /// Numbers of kinds in which those of one meaning stand beside each other, by the numbers of the head.
    kinds: Vec<i64>,
    /// More than the sums of all amounts and quantities without their signs: none of them may leave 64 bits.
    sums: [i128; 5],
}

impl Loading {
    fn new(mut head: Box<Head>) -> Loading {
        let kinds = in_order(&mut head.texts.kinds);
        let count = |number: u64| number as usize;
        let (customers, orders) = (count(head.customers), count(head.orders));
        let mut orders_from = Vec::with_capacity(customers + 1);
        orders_from.push(0);
        let days = |bounds| Days::with_bounds(bounds, customers);
        let order = |at: usize| Column::with_bounds(head.order[at], orders);
        Loading {
            customers: Customers {
                added: days(head.facts[ADDED]),
                birthday: days(head.facts[BIRTHDAY]),
                orders_from,
                ..Customers::default()
            },
            facts: std::array::from_fn(|at| match at {
                ADDED | BIRTHDAY => Column::default(),
                at => Column::with_bounds(head.facts[at], customers),
            }),
            orders: Orders {
                row: Vec::with_capacity(orders),
                day: order(block::DAY),
                amount: order(block::AMOUNT),
                kind: Column::with_bounds((0, kinds.len() as i64 - 1), orders),
                hour: order(block::HOUR),
                refunded_rows: Vec::with_capacity(count(head.refunded)),
                refunded: Vec::with_capacity(count(head.refunded)),
            },
            lines: Vec::with_capacity(customers.div_ceil(BLOCK)),
            shelves: Shelves::of(&head.products),
            list_rows: head.listed.map(|all| Vec::with_capacity(count(all))),
            listed: std::array::from_fn(|at| {
                Column::with_bounds(head.list[at], count(head.listed[LIST_OF[at]]))
            }),
            kinds,
            sums: [0; 5],
            head,
        }
    }

    fn add(&mut self, block: &Block) -> Read<()> {
        self.check(block)?;
        let first_order = self.orders.day.len();
        let first_row = self.customers.count;
        self.customers.count += block.customers() as u32;
        let mut from = first_order as u32;
        for (row, count) in block.orders_of.iter().enumerate() {
            from += count;
            self.customers.orders_from.push(from);
            let rows = std::iter::repeat_n(row as u16, *count as usize);
            self.orders.row.extend(rows);
        }
        self.customers.added.append(&block.facts[ADDED]);
        self.customers.birthday.append(&block.facts[BIRTHDAY]);
        for (at, column) in self.facts.iter_mut().enumerate() {
            if at != ADDED && at != BIRTHDAY {
                column.append(&block.facts[at]);
            }
        }
        self.orders.day.append(&block.orders[block::DAY]);
        self.orders.amount.append(&block.orders[block::AMOUNT]);
        let kinds = block.orders[block::KIND].iter();
        let kinds = kinds.map(|kind| self.kinds.get(kind as usize).copied().unwrap_or(0));
        self.orders.kind.append(&Raw::of(kinds.collect()));
        self.orders.hour.append(&block.orders[block::HOUR]);
        for (at, refunded) in block.orders[block::REFUNDED].iter().enumerate() {
            if refunded != 0 {
                self.orders.refunded_rows.push((first_order + at) as u32);
                self.orders.refunded.push(refunded);
            }
        }
        for (into, counts) in self.list_rows.iter_mut().zip(&block.listed_of) {
            for (row, count) in counts.iter().enumerate() {
                into.extend(std::iter::repeat_n(first_row + row as u32, *count as usize));
            }
        }
        for (into, raw) in self.listed.iter_mut().zip(&block.listed) {
            into.append(raw);
        }
        self.lines.push(Lines::of(block, &self.head, &self.shelves));
        Ok(())
    }

    /// Whether the block keeps to what the head told, so that nothing after it can go wrong.
    fn check(&mut self, block: &Block) -> Read<()> {
        let bad = BadSnapshot::Inconsistent;
        let head = &self.head;
        let fits = |so_far: usize, more: usize, all: u64| (so_far + more) as u64 <= all;
        let so_far = self.customers.count as usize;
        // All blocks but the last are full, so that a row tells its block.
        if !so_far.is_multiple_of(BLOCK)
            || !fits(so_far, block.customers(), head.customers)
            || !fits(self.orders.day.len(), block.lines_of.len(), head.orders)
            || block
                .listed
                .iter()
                .zip(LIST_OF)
                .any(|(one, list)| !fits(self.list_rows[list].len(), one.len(), head.listed[list]))
            || block
                .orders_of
                .iter()
                .any(|count| u64::from(*count) > head.most_orders)
        {
            return Err(bad("totals"));
        }
        let within = |raw: &Raw, (low, high): Bounds, name| match raw.bounds() {
            Some((least, most)) if least < low || most > high => Err(bad(name)),
            _ => Ok(()),
        };
        for (at, (raw, bounds)) in block.facts.iter().zip(head.facts).enumerate() {
            if at == ADDED || at == BIRTHDAY {
                let outside = |day: i64| day != NO_DAY && (day < bounds.0 || day > bounds.1);
                if raw.iter().any(outside) {
                    return Err(bad("days of customers"));
                }
            } else {
                within(raw, bounds, "customers")?;
            }
        }
        let rest = block.orders.iter().zip(head.order);
        let rest = rest.chain(block.lines.iter().zip(head.line));
        for (raw, bounds) in rest.chain(block.listed.iter().zip(head.list)) {
            within(raw, bounds, "bounds")?;
        }
        for (sum, raw) in self.sums.iter_mut().zip([
            &block.orders[block::AMOUNT],
            &block.orders[block::REFUNDED],
            &block.lines[block::QUANTITY],
            &block.lines[block::LINE_AMOUNT],
            &block.listed[block::REFUND_AMOUNT],
        ]) {
            *sum += raw.sum_at_most();
            if *sum > i128::from(i64::MAX / 4) {
                return Err(bad("sums"));
            }
        }
        Ok(())
    }

    fn finish(self, seal: u64) -> Read<Snapshot> {
        let Loading {
            head,
            mut customers,
            facts,
            orders,
            lines,
            shelves,
            mut list_rows,
            mut listed,
            ..
        } = self;
        let lines_in_all: usize = lines.iter().map(|lines| lines.row.len()).sum();
        let found = [
            u64::from(customers.count),
            orders.day.len() as u64,
            lines_in_all as u64,
            orders.refunded_rows.len() as u64,
        ];
        let told = [head.customers, head.orders, head.lines, head.refunded];
        let lists = list_rows.each_ref().map(|rows| rows.len() as u64);
        if found != told || lists != head.listed {
            return Err(BadSnapshot::Inconsistent("totals"));
        }
        let mut facts = facts;
        let mut take = |at: usize| std::mem::take(&mut facts[at]);
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
