//! Bytes back to a snapshot, as they arrive. Cut, foreign, old or hostile bytes are refused.

use crate::day::Day;
use crate::message::Medium;
use crate::order::State;

use super::block::{
    self, ADDED, BIRTHDAY, CITY, COUNTRY, EMAIL, EVENTS, GENDER, LIST_OF, OPEN_LINES, PLATFORM,
    REGION, SMS, TAGS,
};
use super::frame;
use super::head::{Bounds, Head};
use super::loading::Loading;
use super::pack::Reader;
use super::patch::Patch;
use super::unpack::{Packed, Unpacked, read_block};
use super::{Activity, NO_HOUR, STATE_MASK, Snapshot, Subscription, TIED, VALID};

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
    /// With its bytes.
    Head(Box<Head>, Vec<u8>),
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
                Part::Head(Box::new(head), found.body.to_vec())
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

/// Makes a snapshot of bytes as they arrive.
///
/// Whoever has other threads lets them do the greater part of it: [`Decoder::take`] gives blocks as they came, an
/// [`Unpacker`] for the same [`Decoder::head`] unpacks each, and [`Decoder::add`] takes them in any order.
#[derive(Debug)]
pub struct Decoder {
    limit: u64,
    frames: Frames,
    patch: Option<Patch>,
    /// The head of the bytes themselves, where a patch has another.
    base: Option<Box<Head>>,
    head: Vec<u8>,
    /// How many blocks came.
    blocks: usize,
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
            head: Vec::new(),
            blocks: 0,
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
        while let Some(block) = self.next_block()? {
            let unpacked = self.unpack(&block)?;
            self.add(block.place, unpacked)?;
        }
        Ok(())
    }

    /// Takes the next bytes and gives the blocks that are whole with them, each to be unpacked by whoever has time and
    /// then added. There are none where a patch changes them: they are unpacked here.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Packed>, BadSnapshot> {
        self.frames.push(bytes);
        let mut blocks = Vec::new();
        while let Some(block) = self.next_block()? {
            blocks.push(block);
        }
        Ok(blocks)
    }

    /// The bytes of the head, for [`Unpacker::new`]; empty before they came, and where a patch has another.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Unpacks a block here.
    pub fn unpack(&self, block: &Packed) -> Result<Unpacked, BadSnapshot> {
        let loading = self.loading.as_ref();
        let loading = loading.ok_or(BadSnapshot::Inconsistent("frames"))?;
        loading.unpacker.unpack(&block.bytes)
    }

    /// Takes an unpacked block by its place.
    pub fn add(&mut self, place: usize, block: Unpacked) -> Result<(), BadSnapshot> {
        let loading = self.loading.as_mut();
        let loading = loading.ok_or(BadSnapshot::Inconsistent("frames"))?;
        loading.add(place, block)
    }

    /// The next block that no patch changes.
    fn next_block(&mut self) -> Read<Option<Packed>> {
        while let Some(part) = self.frames.next()? {
            match part {
                Part::Head(head, bytes) => self.begin(head, bytes)?,
                Part::Block(bytes) => {
                    let Some(loading) = &mut self.loading else {
                        return Err(BadSnapshot::Inconsistent("frames"));
                    };
                    if let (Some(patch), Some(base)) = (&mut self.patch, &self.base) {
                        let block = read_block(&bytes, base)?;
                        patch.apply(block, &mut |block| {
                            let unpacked = loading.unpacker.made_of(&block)?;
                            loading.append(unpacked)
                        })?;
                        continue;
                    }
                    self.blocks += 1;
                    let place = self.blocks - 1;
                    return Ok(Some(Packed { place, bytes }));
                }
                Part::End => {}
            }
        }
        Ok(None)
    }

    fn begin(&mut self, head: Box<Head>, bytes: Vec<u8>) -> Read<()> {
        if self.loading.is_some() {
            return Err(BadSnapshot::Inconsistent("head"));
        }
        let told = match &mut self.patch {
            None => {
                self.head = bytes;
                head
            }
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

    /// The seal of the bytes that were pushed, without the patch; of use when all of them were.
    pub fn seal(&self) -> u64 {
        self.frames.end().unwrap_or(0)
    }

    /// The snapshot, when all bytes were pushed and all blocks added.
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
            patch.finish(&mut |block| {
                let unpacked = loading.unpacker.made_of(&block)?;
                loading.append(unpacked)
            })?;
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

pub(super) fn check_head(head: &Head) -> Read<()> {
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
