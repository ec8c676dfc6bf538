//! What stands before the blocks: how much there will be, between which bounds, the texts and the products.

use super::Products;
use super::block::{FACTS, LINE, LISTED, LISTS, ORDER};
use super::decode::BadSnapshot;
use super::pack::{Raw, Reader, pack, texts, varint, zigzag};

/// Tags of all products together; more is no shop's.
const MOST_PRODUCT_TAGS: usize = 1 << 24;

/// The least and the greatest number of a column.
pub(crate) type Bounds = (i64, i64);

/// Lists of texts that customers, orders and events name by number; number 0 of all but tags and campaigns is the missing
/// text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Texts {
    pub countries: Vec<String>,
    pub regions: Vec<String>,
    pub cities: Vec<String>,
    pub genders: Vec<String>,
    pub tags: Vec<String>,
    pub channels: Vec<String>,
    /// Ids of campaigns that had events.
    pub campaigns: Vec<String>,
    /// Kinds of orders: state and marks (`VALID`, `TIED`), and the number of the channel.
    pub kinds: Vec<(u8, u32)>,
}

/// What stands before the blocks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Head {
    pub revision: u64,
    pub decimals: u32,
    pub customers: u64,
    pub orders: u64,
    pub lines: u64,
    /// How long each list beside the customers is.
    pub listed: [u64; LISTS],
    /// Orders of which something went back.
    pub refunded: u64,
    /// The most orders that one customer has.
    pub most_orders: u64,
    /// Bounds of the columns of customers (days without those that nobody knows), orders, lines and lists.
    pub facts: [Bounds; FACTS],
    pub order: [Bounds; ORDER],
    pub line: [Bounds; LINE],
    pub list: [Bounds; LISTED],
    pub texts: Texts,
    pub products: Products,
    /// Day, count and amount of paid orders without a usable buyer, a row a day, ascending.
    pub anonymous: Vec<(i32, u64, i64)>,
}

impl Head {
    pub fn encode(&self, out: &mut Vec<u8>) {
        varint(out, self.revision);
        varint(out, u64::from(self.decimals));
        for total in self.totals() {
            varint(out, total);
        }
        for (least, most) in self.bounds() {
            varint(out, zigzag(least));
            varint(out, zigzag(most));
        }
        let lists = &self.texts;
        for list in [
            &lists.countries,
            &lists.regions,
            &lists.cities,
            &lists.genders,
            &lists.tags,
            &lists.channels,
            &lists.campaigns,
        ] {
            texts(out, list);
        }
        varint(out, lists.kinds.len() as u64);
        for (state, channel) in &lists.kinds {
            out.push(*state);
            varint(out, u64::from(*channel));
        }
        self.products.encode(out);
        varint(out, self.anonymous.len() as u64);
        for (day, count, amount) in &self.anonymous {
            varint(out, zigzag(i64::from(*day)));
            varint(out, *count);
            varint(out, zigzag(*amount));
        }
    }

    pub fn decode(reader: &mut Reader<'_>) -> Result<Head, BadSnapshot> {
        let bad = BadSnapshot::Inconsistent;
        let mut head = Head {
            revision: reader.varint()?,
            ..Head::default()
        };
        head.decimals = u32::try_from(reader.varint()?)
            .ok()
            .filter(|decimals| *decimals <= 8)
            .ok_or(bad("decimals"))?;
        for total in head.totals_mut() {
            *total = reader.varint()?;
            // Rows are numbered by 32 bits.
            if *total > u64::from(u32::MAX) {
                return Err(bad("totals"));
            }
        }
        for bounds in head.bounds_mut() {
            *bounds = (reader.signed()?, reader.signed()?);
            if bounds.0 > bounds.1 {
                return Err(bad("bounds"));
            }
        }
        let lists = &mut head.texts;
        for list in [
            &mut lists.countries,
            &mut lists.regions,
            &mut lists.cities,
            &mut lists.genders,
            &mut lists.tags,
            &mut lists.channels,
            &mut lists.campaigns,
        ] {
            *list = reader.texts()?;
        }
        for _ in 0..reader.length()? {
            let (state, channel) = (reader.byte()?, reader.varint()?);
            let channel = u32::try_from(channel).map_err(|_| bad("channels"))?;
            lists.kinds.push((state, channel));
        }
        head.products = Products::decode(reader)?;
        let mut before = None;
        for _ in 0..reader.length()? {
            let day = i32::try_from(reader.signed()?).map_err(|_| bad("anonymous days"))?;
            if before.is_some_and(|before| before >= day) {
                return Err(bad("anonymous days"));
            }
            before = Some(day);
            head.anonymous
                .push((day, reader.varint()?, reader.signed()?));
        }
        Ok(head)
    }

    fn totals(&self) -> impl Iterator<Item = u64> + '_ {
        let counts = [
            self.customers,
            self.orders,
            self.lines,
            self.refunded,
            self.most_orders,
        ];
        counts.into_iter().chain(self.listed)
    }

    fn totals_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        let counts = [
            &mut self.customers,
            &mut self.orders,
            &mut self.lines,
            &mut self.refunded,
            &mut self.most_orders,
        ];
        counts.into_iter().chain(&mut self.listed)
    }

    fn bounds(&self) -> impl Iterator<Item = Bounds> + '_ {
        let both = self.facts.iter().chain(&self.order);
        both.chain(&self.line).chain(&self.list).copied()
    }

    fn bounds_mut(&mut self) -> impl Iterator<Item = &mut Bounds> {
        let both = self.facts.iter_mut().chain(&mut self.order);
        both.chain(&mut self.line).chain(&mut self.list)
    }
}

impl Products {
    fn encode(&self, out: &mut Vec<u8>) {
        for list in [&self.ids, &self.titles, &self.categories, &self.tags] {
            texts(out, list);
        }
        let tags_of: Vec<u32> = self
            .tags_from
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .collect();
        for cells in [&tags_of, &self.tag_codes, &self.category, &self.lifespan] {
            let raw = Raw::Narrow {
                base: 0,
                cells: cells.clone(),
            };
            pack(out, &raw);
        }
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Products, BadSnapshot> {
        let bad = BadSnapshot::Inconsistent;
        let (ids, titles) = (reader.texts()?, reader.texts()?);
        let (categories, tags) = (reader.texts()?, reader.texts()?);
        if ids.len() != titles.len() || categories.is_empty() {
            return Err(bad("products"));
        }
        let (tags_of, all) = reader.counts(ids.len())?;
        if all > MOST_PRODUCT_TAGS {
            return Err(bad("tags of products"));
        }
        let mut tags_from = Vec::with_capacity(ids.len() + 1);
        let mut so_far = 0;
        tags_from.push(so_far);
        for count in tags_of {
            so_far += count;
            tags_from.push(so_far);
        }
        let (tag_codes, _) = reader.counts(all)?;
        let (category, _) = reader.counts(ids.len())?;
        let (lifespan, _) = reader.counts(ids.len())?;
        if tag_codes.iter().any(|code| *code as usize >= tags.len())
            || category
                .iter()
                .any(|code| *code as usize >= categories.len())
        {
            return Err(bad("products"));
        }
        Ok(Products {
            ids,
            titles,
            category,
            categories,
            tags_from,
            tag_codes,
            tags,
            lifespan,
        })
    }
}
