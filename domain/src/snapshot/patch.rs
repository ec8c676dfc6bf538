//! What an import changed in a snapshot: the customers who are new or have other facts than before, and the lists.
//!
//! A patch is applied to the very bytes it was made for, while they are decoded. It may change and add customers; where
//! some went away, only the whole can be sent.

use std::collections::HashMap;

use super::block::{self, BLOCK, Block, CITY, COUNTRY, GENDER, LIST_OF, REGION, TAGS};
use super::decode::{BadSnapshot, Frames, Part};
use super::frame;
use super::head::Head;
use super::pack::{Raw, Reader, pack, varint};
use super::unpack::read_block;
use super::write::{Filling, Place, Writer};

type Read<T> = Result<T, BadSnapshot>;

/// A patch, and how far it has been applied.
#[derive(Debug)]
pub(crate) struct Patch {
    /// The seal of the bytes that it changes.
    pub base: u64,
    /// The seal of what comes out.
    pub seal: u64,
    /// The head of what comes out.
    pub head: Head,
    /// The rows that it has facts of, ascending.
    rows: Vec<u32>,
    blocks: Vec<Block>,
    /// The next of `rows`, and where its facts are.
    next: usize,
    at: (usize, Place),
    /// Rows that came by.
    passed: u32,
    renumbering: Renumbering,
    filling: Filling,
}

/// New numbers of texts and products, by the old ones; none where they stay.
#[derive(Debug, Default)]
struct Renumbering {
    facts: [Option<Vec<i64>>; 4],
    kinds: Option<Vec<i64>>,
    products: Option<Vec<i64>>,
    tags: Option<Vec<i64>>,
    campaigns: Option<Vec<i64>>,
}

const RENUMBERED: [usize; 4] = [COUNTRY, REGION, CITY, GENDER];

impl Renumbering {
    fn between(old: &Head, new: &Head) -> Read<Renumbering> {
        let missing = BadSnapshot::Inconsistent("lists of a patch");
        fn numbers<T: Clone + Eq + std::hash::Hash>(
            old: &[T],
            new: &[T],
        ) -> Option<Option<Vec<i64>>> {
            if new.starts_with(old) {
                return Some(None);
            }
            let places: HashMap<&T, i64> = new.iter().zip(0..).collect();
            let number = |one: &T| places.get(one).copied();
            old.iter()
                .map(number)
                .collect::<Option<Vec<i64>>>()
                .map(Some)
        }
        let (of, to) = (&old.texts, &new.texts);
        let facts = [
            numbers(&of.countries, &to.countries),
            numbers(&of.regions, &to.regions),
            numbers(&of.cities, &to.cities),
            numbers(&of.genders, &to.genders),
        ];
        let mut renumbering = Renumbering::default();
        for (into, found) in renumbering.facts.iter_mut().zip(facts) {
            *into = found.ok_or(missing)?;
        }
        let kinds = |head: &Head| -> Vec<(u8, String)> {
            let channel = |number: &u32| head.texts.channels.get(*number as usize).cloned();
            let kinds = head.texts.kinds.iter();
            kinds
                .map(|(state, number)| (*state, channel(number).unwrap_or_default()))
                .collect()
        };
        renumbering.kinds = numbers(&kinds(old), &kinds(new)).ok_or(missing)?;
        let keys = |head: &Head| -> Vec<String> {
            let ids = head.products.ids.iter();
            ids.map(|id| id.to_uppercase()).collect()
        };
        renumbering.products = numbers(&keys(old), &keys(new)).ok_or(missing)?;
        renumbering.tags = numbers(&of.tags, &to.tags).ok_or(missing)?;
        renumbering.campaigns = numbers(&of.campaigns, &to.campaigns).ok_or(missing)?;
        Ok(renumbering)
    }

    fn apply(&self, block: &mut Block) -> Read<()> {
        fn renumber(raw: &mut Raw, numbers: Option<&Vec<i64>>) -> Read<()> {
            if let Some(numbers) = numbers {
                let number = |code: i64| numbers.get(usize::try_from(code).ok()?).copied();
                let renumbered = raw.iter().map(number).collect::<Option<Vec<i64>>>();
                *raw = Raw::of(renumbered.ok_or(BadSnapshot::Inconsistent("lists of a patch"))?);
            }
            Ok(())
        }
        for (at, numbers) in RENUMBERED.into_iter().zip(&self.facts) {
            renumber(&mut block.facts[at], numbers.as_ref())?;
        }
        renumber(&mut block.orders[block::KIND], self.kinds.as_ref())?;
        let products = self.products.as_ref();
        renumber(&mut block.lines[block::PRODUCT], products)?;
        renumber(&mut block.listed[block::OPEN_PRODUCT], products)?;
        let campaigns = self.campaigns.as_ref();
        renumber(&mut block.listed[block::EVENT_CAMPAIGN], campaigns)?;
        // The tags of a customer stand in the order of their numbers.
        if self.tags.is_some() {
            renumber(&mut block.listed[block::TAG], self.tags.as_ref())?;
            let mut tags: Vec<i64> = block.listed[block::TAG].iter().collect();
            let mut from = 0;
            for count in &block.listed_of[TAGS] {
                let to = from + *count as usize;
                if let Some(own) = tags.get_mut(from..to) {
                    own.sort_unstable();
                }
                from = to;
            }
            block.listed[block::TAG] = Raw::of(tags);
        }
        Ok(())
    }
}

impl Patch {
    /// The patch of these bytes.
    pub fn decode(bytes: &[u8]) -> Read<Patch> {
        frame::check_start(bytes)?;
        let rest = bytes.get(frame::START..).unwrap_or_default();
        let start = frame::read(rest)?.ok_or(BadSnapshot::Damaged)?;
        if start.kind != frame::PATCH {
            return Err(BadSnapshot::Inconsistent("frames of a patch"));
        }
        let mut reader = Reader { rest: start.body };
        let (base, seal) = (fixed(&mut reader)?, fixed(&mut reader)?);
        let count = reader.varint()?;
        let mut frames = Frames::default();
        frames.push(&frame::start());
        frames.push(rest.get(start.length..).unwrap_or_default());
        let mut head = None;
        let mut blocks = Vec::new();
        while let Some(part) = frames.next()? {
            match (part, &head) {
                (Part::Head(found, _), None) => head = Some(found),
                (Part::Block(bytes), Some(head)) => blocks.push(read_block(&bytes, head)?),
                (Part::End, _) => {}
                _ => return Err(BadSnapshot::Inconsistent("frames of a patch")),
            }
        }
        frames.end()?;
        let head = *head.ok_or(BadSnapshot::Inconsistent("frames of a patch"))?;
        let customers: usize = blocks.iter().map(Block::customers).sum();
        if customers as u64 != count || count > head.customers {
            return Err(BadSnapshot::Inconsistent("rows of a patch"));
        }
        let (distances, _) = reader.counts(customers)?;
        let mut rows = Vec::with_capacity(customers);
        let mut next = 0u32;
        for distance in distances {
            let row = next.checked_add(distance);
            let row = row.filter(|row| u64::from(*row) < head.customers);
            let row = row.ok_or(BadSnapshot::Inconsistent("rows of a patch"))?;
            rows.push(row);
            next = row + 1;
        }
        Ok(Patch {
            base,
            seal,
            head,
            rows,
            blocks,
            next: 0,
            at: (0, Place::default()),
            passed: 0,
            renumbering: Renumbering::default(),
            filling: Filling::default(),
        })
    }

    /// Before the first block of the bytes that are changed, with their head.
    pub fn begin(&mut self, base: &Head) -> Read<()> {
        self.renumbering = Renumbering::between(base, &self.head)?;
        Ok(())
    }

    /// Changes a block of the base; calls back with blocks that are full.
    pub fn apply(&mut self, mut block: Block, full: &mut dyn FnMut(Block) -> Read<()>) -> Read<()> {
        self.renumbering.apply(&mut block)?;
        let mut place = Place::default();
        for _ in 0..block.customers() {
            if self.rows.get(self.next) == Some(&self.passed) {
                self.put_next();
            } else {
                self.filling.copy(&block, place);
            }
            place = place.next(&block);
            self.passed += 1;
            self.hand_over(full)?;
        }
        Ok(())
    }

    /// After the last block of the base: customers who are new.
    pub fn finish(&mut self, full: &mut dyn FnMut(Block) -> Read<()>) -> Read<()> {
        while let Some(row) = self.rows.get(self.next) {
            if *row != self.passed {
                return Err(BadSnapshot::Inconsistent("rows of a patch"));
            }
            self.put_next();
            self.passed += 1;
            self.hand_over(full)?;
        }
        if self.filling.customers() > 0 {
            full(self.filling.take())?;
        }
        Ok(())
    }

    fn put_next(&mut self) {
        self.next += 1;
        while let Some(block) = self.blocks.get(self.at.0) {
            if self.at.1.customer < block.customers() {
                self.filling.copy(block, self.at.1);
                self.at.1 = self.at.1.next(block);
                return;
            }
            self.at = (self.at.0 + 1, Place::default());
        }
    }

    fn hand_over(&mut self, full: &mut dyn FnMut(Block) -> Read<()>) -> Read<()> {
        if self.filling.customers() >= BLOCK {
            full(self.filling.take())?;
        }
        Ok(())
    }
}

fn fixed(reader: &mut Reader<'_>) -> Read<u64> {
    let bytes = reader.take(8)?.first_chunk::<8>();
    Ok(u64::from_le_bytes(*bytes.ok_or(BadSnapshot::Damaged)?))
}

/// Reads whole bytes of a snapshot block by block.
pub(super) struct Blocks<'a> {
    rest: &'a [u8],
    pub head: Head,
    frames: Frames,
}

impl<'a> Blocks<'a> {
    pub fn of(bytes: &'a [u8]) -> Read<Blocks<'a>> {
        let mut frames = Frames::default();
        let mut rest = bytes;
        loop {
            if let Some(part) = frames.next()? {
                let Part::Head(head, _) = part else {
                    return Err(BadSnapshot::Inconsistent("frames"));
                };
                return Ok(Blocks {
                    rest,
                    head: *head,
                    frames,
                });
            }
            Blocks::feed(&mut frames, &mut rest)?;
        }
    }

    fn feed(frames: &mut Frames, rest: &mut &'a [u8]) -> Read<()> {
        /// So much at a time.
        const PIECE: usize = 1 << 20;
        if rest.is_empty() {
            frames.end()?;
        }
        let (piece, later) = rest.split_at(rest.len().min(PIECE));
        frames.push(piece);
        *rest = later;
        Ok(())
    }

    /// The next block; none after the last.
    pub fn next(&mut self) -> Read<Option<Block>> {
        loop {
            match self.frames.next()? {
                Some(Part::Block(bytes)) => return read_block(&bytes, &self.head).map(Some),
                Some(Part::Head(..)) => return Err(BadSnapshot::Inconsistent("frames")),
                Some(Part::End) => return Ok(None),
                None if self.frames.has_ended() => return Ok(None),
                None => Blocks::feed(&mut self.frames, &mut self.rest)?,
            }
        }
    }

    fn seal(&self) -> Read<u64> {
        self.frames.end()
    }
}

/// The patch that makes the newer of two snapshots of the older, both given as bytes. The customers of the older must be
/// the first of the newer, in the same order; the caller knows. None where the patch would not save anything.
///
/// # Errors
/// Where one of the two is not a snapshot.
pub fn patch_between(older: &[u8], newer: &[u8]) -> Result<Option<Vec<u8>>, BadSnapshot> {
    let (mut old, mut new) = (Blocks::of(older)?, Blocks::of(newer)?);
    if old.head.customers > new.head.customers {
        return Ok(None);
    }
    let Ok(renumbering) = Renumbering::between(&old.head, &new.head) else {
        // A product or a text is no longer known.
        return Ok(None);
    };
    let products = new.head.products.ids.len();
    let mut writer = Writer::default();
    let mut frames = Vec::new();
    let mut distances = Vec::new();
    let (mut row, mut next_row) = (0u32, 0u32);
    while let Some(of_new) = new.next()? {
        let of_old = match old.next()? {
            Some(mut block) => {
                renumbering.apply(&mut block)?;
                block
            }
            None => Block::default(),
        };
        let (mut at_old, mut at_new) = (Place::default(), Place::default());
        for customer in 0..of_new.customers() {
            let known = customer < of_old.customers();
            if !known || !same(&of_old, at_old, &of_new, at_new) {
                writer.filling.copy(&of_new, at_new);
                writer.after_customer(products);
                frames.append(&mut writer.take_ready());
                distances.push(i64::from(row - next_row));
                next_row = row + 1;
            }
            row += 1;
            at_new = at_new.next(&of_new);
            if known {
                at_old = at_old.next(&of_old);
            }
        }
    }
    if old.next()?.is_some() {
        return Ok(None);
    }
    let (base, seal) = (old.seal()?, new.seal()?);
    let mut body = Vec::new();
    body.extend_from_slice(&base.to_le_bytes());
    body.extend_from_slice(&seal.to_le_bytes());
    varint(&mut body, distances.len() as u64);
    pack(&mut body, &Raw::of(distances));
    // The head says what comes out, not what the patch holds.
    let finished = writer.finish_as(new.head.clone());
    let mut patch = frame::start();
    frame::write(&mut patch, frame::PATCH, &body);
    patch.extend_from_slice(finished.head.get(frame::START..).unwrap_or_default());
    patch.append(&mut frames);
    patch.extend_from_slice(&finished.tail);
    Ok((patch.len() < newer.len() / 2).then_some(patch))
}

/// Whether a customer of one block has the same facts as one of another.
fn same(one: &Block, at: Place, other: &Block, there: Place) -> bool {
    let (to, until) = (at.next(one), there.next(other));
    let (orders, lines) = (to.order - at.order, to.line - at.line);
    let listed_of =
        |block: &Block, customer: usize| block.listed_of.each_ref().map(|of| of[customer]);
    let listed = listed_of(one, at.customer);
    if orders != until.order - there.order
        || lines != until.line - there.line
        || listed != listed_of(other, there.customer)
        || one.lines_of[at.order..to.order] != other.lines_of[there.order..until.order]
    {
        return false;
    }
    let every = |one: &[Raw], other: &[Raw], at: usize, there: usize, count: usize| {
        one.iter().zip(other).all(|(one, other)| {
            (0..count).all(|place| one.get(at + place) == other.get(there + place))
        })
    };
    let of_lists = one.listed.iter().zip(&other.listed).zip(LIST_OF);
    every(&one.facts, &other.facts, at.customer, there.customer, 1)
        && every(&one.orders, &other.orders, at.order, there.order, orders)
        && every(&one.lines, &other.lines, at.line, there.line, lines)
        && of_lists.into_iter().all(|((one, other), list)| {
            let (at, there) = (at.listed[list], there.listed[list]);
            (0..listed[list] as usize).all(|place| one.get(at + place) == other.get(there + place))
        })
}

/// One customer in `every` of a snapshot, the first and each so many rows later; as bytes. Row r of it is row r × `every`
/// of the whole.
///
/// # Errors
/// Where the bytes are not a snapshot.
pub fn sample_of(bytes: &[u8], every: u32) -> Result<Vec<u8>, BadSnapshot> {
    let mut blocks = Blocks::of(bytes)?;
    let products = blocks.head.products.ids.len();
    let mut writer = Writer::default();
    let mut frames = Vec::new();
    let mut row = 0u32;
    while let Some(block) = blocks.next()? {
        let mut place = Place::default();
        for _ in 0..block.customers() {
            if row.is_multiple_of(every.max(1)) {
                writer.filling.copy(&block, place);
                writer.after_customer(products);
                frames.append(&mut writer.take_ready());
            }
            row += 1;
            place = place.next(&block);
        }
    }
    let finished = writer.finish(blocks.head);
    let mut out = finished.head;
    out.append(&mut frames);
    out.extend_from_slice(&finished.tail);
    Ok(out)
}
