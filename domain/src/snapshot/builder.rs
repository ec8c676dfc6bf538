//! Takes facts in, customer by customer, and freezes them.

use std::collections::{BTreeMap, HashMap};

use crate::day::Day;
use crate::message::Medium;
use crate::order::State;

use super::block::{
    ADDED, AMOUNT, BIRTHDAY, CITY, COUNTRY, DAY, EMAIL, EVENT_CAMPAIGN, EVENT_DAY, EVENT_KIND,
    EVENT_MEDIUM, EVENTS, GENDER, HOUR, KIND, LINE_AMOUNT, LISTS, MEMBER_LEVEL, OPEN_CLOSED,
    OPEN_DAY, OPEN_LINES, OPEN_PRODUCT, PLATFORM, PRODUCT, QUANTITY, REFUND_AMOUNT, REFUND_DAY,
    REFUNDED, REFUNDS, REGION, SMS, TAG, TAGS,
};
use super::head::Head;
use super::write::{EncodedBlock, FullBlock, Writer};
use super::{
    Activity, Finished, NO_DAY, NO_HOUR, Products, Snapshot, Subscription, TIED, Texts, VALID,
};

/// What holds for the whole shop.
#[derive(Clone, Copy, Debug)]
pub struct ShopFacts {
    /// Minor digits of the currency.
    pub decimals: u32,
    /// The revision of the facts.
    pub revision: u64,
}

/// A product.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProductFacts<'a> {
    /// The id as it was first written; ids compare without regard to case.
    pub id: &'a str,
    /// Its title; empty when unknown.
    pub title: &'a str,
    /// Its category.
    pub category: Option<&'a str>,
    /// Its tags.
    pub tags: &'a [&'a str],
    /// Days that one piece of it lasts; none where it does not run out or nobody knows.
    pub lifespan_days: Option<u32>,
}

/// A customer, without anything that identifies them.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerFacts<'a> {
    /// First seen; the day of the first order of any state when there is none.
    pub added: Option<Day>,
    /// Where the latest order went.
    pub country: Option<&'a str>,
    /// Where the latest order went.
    pub region: Option<&'a str>,
    /// Where the latest order went.
    pub city: Option<&'a str>,
    /// The shop's member level.
    pub member_level: i64,
    /// As imported.
    pub gender: Option<&'a str>,
    /// As imported.
    pub birthday: Option<Day>,
    /// Tags of the customer.
    pub tags: &'a [&'a str],
    /// Permission and address for e-mail.
    pub email: Subscription,
    /// Permission and number for text messages.
    pub sms: Subscription,
    /// Whether the platform's own message reaches.
    pub platform_reachable: bool,
}

/// An order of the customer pushed last.
#[derive(Clone, Copy, Debug)]
pub struct OrderFacts<'a> {
    /// Local day of payment, else of creation.
    pub day: Day,
    /// The instant of the same, in seconds; orders of one day are put in its order.
    pub at: i64,
    /// The hour of the shop's day, 0 to 23, where it is known.
    pub hour: Option<u8>,
    /// Goods paid (or to be paid).
    pub amount_minor: i64,
    /// What of it went back.
    pub refunded_minor: i64,
    /// The normal state.
    pub state: State,
    /// Whether it is a valid purchase.
    pub valid: bool,
    /// Where it came from.
    pub channel: Option<&'a str>,
    /// Its lines.
    pub lines: &'a [LineFacts],
}

/// A line of an order.
#[derive(Clone, Copy, Debug)]
pub struct LineFacts {
    /// What [`Builder::product`] gave; a line of any other product is left out.
    pub product: u32,
    /// How many.
    pub quantity: i64,
    /// The line's amount.
    pub amount_minor: i64,
    /// Whether it is a product line, no gift or fee.
    pub real: bool,
}

/// An event of a campaign.
#[derive(Clone, Copy, Debug)]
pub struct EventFacts<'a> {
    /// The campaign's id.
    pub campaign: &'a str,
    /// What happened.
    pub activity: Activity,
    /// How the message went, or would have gone.
    pub medium: Medium,
    /// The local day.
    pub day: Day,
}

/// Texts by number.
#[derive(Debug, Default)]
struct Numbered {
    texts: Vec<String>,
    codes: HashMap<String, i64>,
}

impl Numbered {
    /// With the missing text as number 0.
    fn with_missing() -> Numbered {
        let mut texts = Numbered::default();
        texts.code("");
        texts
    }

    fn code(&mut self, text: &str) -> i64 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        let code = self.texts.len() as i64;
        self.texts.push(text.to_owned());
        self.codes.insert(text.to_owned(), code);
        code
    }
}

/// An order of the customer at hand, not yet put in its place.
#[derive(Debug)]
struct Waiting {
    day: i32,
    at: i64,
    hour: i64,
    amount: i64,
    refunded: i64,
    state: u8,
    channel: u32,
    /// Its lines; of an order that was not paid for, those that tell of an interest.
    lines: (usize, usize),
    open: Option<Open>,
}

/// An order that was not paid for: whether it still waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Waiting,
    Closed,
}

impl Open {
    fn of(facts: &OrderFacts<'_>) -> Option<Open> {
        match facts.state {
            _ if facts.valid => None,
            State::Unpaid | State::DepositPaid => Some(Open::Waiting),
            State::ClosedUnpaid => Some(Open::Closed),
            _ => None,
        }
    }
}

/// Takes facts in. Products come first, then each customer followed by their orders, refunds and events. The row of a customer
/// is their place among all. Customers are encoded as they come, so that little more than their bytes is held; these can
/// be taken away from time to time ([`Builder::take_bytes`]).
#[derive(Debug)]
pub struct Builder {
    shop: ShopFacts,
    products: Products,
    product_codes: HashMap<String, u32>,
    categories: Numbered,
    product_tags: Numbered,
    count: u32,
    countries: Numbered,
    regions: Numbered,
    cities: Numbered,
    genders: Numbered,
    tags: Numbered,
    channels: Numbered,
    campaigns: Numbered,
    kinds: Vec<(u8, u32)>,
    kind_codes: HashMap<(u8, u32), i64>,
    /// The added day of the customer at hand, which their orders may still give.
    adding: Option<Day>,
    waiting: Vec<Waiting>,
    waiting_lines: Vec<LineFacts>,
    /// How many things of each list the customer at hand has.
    listed: [u32; LISTS],
    writer: Writer,
    anonymous: BTreeMap<i32, (u64, i64)>,
}

impl Builder {
    /// An empty builder.
    pub fn new(shop: ShopFacts) -> Builder {
        Builder {
            shop,
            products: Products {
                tags_from: vec![0],
                ..Products::default()
            },
            product_codes: HashMap::new(),
            categories: Numbered::with_missing(),
            product_tags: Numbered::default(),
            count: 0,
            countries: Numbered::with_missing(),
            regions: Numbered::with_missing(),
            cities: Numbered::with_missing(),
            genders: Numbered::with_missing(),
            tags: Numbered::default(),
            channels: Numbered::with_missing(),
            campaigns: Numbered::default(),
            kinds: Vec::new(),
            kind_codes: HashMap::new(),
            adding: None,
            waiting: Vec::new(),
            waiting_lines: Vec::new(),
            listed: [0; LISTS],
            writer: Writer::default(),
            anonymous: BTreeMap::new(),
        }
    }

    /// Adds a product and gives its number; one whose id is known already keeps its number and its first facts.
    pub fn product(&mut self, facts: ProductFacts<'_>) -> u32 {
        let key = facts.id.to_uppercase();
        if let Some(code) = self.product_codes.get(&key) {
            return *code;
        }
        let products = &mut self.products;
        let code = products.ids.len() as u32;
        let category = self.categories.code(facts.category.unwrap_or(""));
        products.category.push(category as u32);
        let mut tags: Vec<u32> = facts
            .tags
            .iter()
            .map(|tag| self.product_tags.code(tag) as u32)
            .collect();
        tags.sort_unstable();
        tags.dedup();
        products.tag_codes.extend(tags);
        products.tags_from.push(products.tag_codes.len() as u32);
        products.ids.push(facts.id.to_owned());
        products.titles.push(facts.title.to_owned());
        products.lifespan.push(facts.lifespan_days.unwrap_or(0));
        self.product_codes.insert(key, code);
        code
    }

    /// Adds a customer and gives their row; orders and refunds that follow are theirs.
    pub fn customer(&mut self, facts: CustomerFacts<'_>) -> u32 {
        self.close_customer();
        let row = self.count;
        self.count += 1;
        self.adding = facts.added;
        let into = &mut self.writer.filling;
        let mut put = |at: usize, value: i64| into.facts[at].push(value);
        put(COUNTRY, self.countries.code(facts.country.unwrap_or("")));
        put(REGION, self.regions.code(facts.region.unwrap_or("")));
        put(CITY, self.cities.code(facts.city.unwrap_or("")));
        put(GENDER, self.genders.code(facts.gender.unwrap_or("")));
        let birthday = facts.birthday.map_or(NO_DAY, |day| i64::from(day.0));
        put(BIRTHDAY, birthday);
        put(MEMBER_LEVEL, facts.member_level);
        put(EMAIL, facts.email as i64);
        put(SMS, facts.sms as i64);
        put(PLATFORM, i64::from(facts.platform_reachable));
        let mut tags: Vec<i64> = facts.tags.iter().map(|tag| self.tags.code(tag)).collect();
        tags.sort_unstable();
        tags.dedup();
        self.listed[TAGS] = tags.len() as u32;
        into.listed[TAG].extend(tags);
        row
    }

    /// Adds an order of the customer added last; before any customer it is an anonymous one.
    pub fn order(&mut self, facts: OrderFacts<'_>) {
        if self.count == 0 {
            if facts.valid {
                self.anonymous_order(facts.day, facts.amount_minor - facts.refunded_minor);
            }
            return;
        }
        let start = self.waiting_lines.len();
        let known = self.products.ids.len() as u32;
        let open = Open::of(&facts);
        // Gifts and fees are asked for by nobody, nor is what was bought and given back.
        let asked_for = facts.valid || open.is_some();
        let counts = |line: &&LineFacts| asked_for && line.real && line.product < known;
        self.waiting_lines
            .extend(facts.lines.iter().filter(counts).copied());
        let hour = facts.hour.map_or(NO_HOUR, i64::from);
        self.waiting.push(Waiting {
            day: facts.day.0,
            at: facts.at,
            hour: hour.min(NO_HOUR),
            amount: facts.amount_minor,
            refunded: facts.refunded_minor,
            state: state_code(facts.state) | if facts.valid { VALID } else { 0 },
            channel: self.channels.code(facts.channel.unwrap_or("")) as u32,
            lines: (start, self.waiting_lines.len()),
            open,
        });
    }

    /// Adds a refund without an order of the customer added last.
    pub fn refund(&mut self, day: Day, amount_minor: i64) {
        if self.count > 0 {
            let into = &mut self.writer.filling.listed;
            into[REFUND_DAY].push(i64::from(day.0));
            into[REFUND_AMOUNT].push(amount_minor);
            self.listed[REFUNDS] += 1;
        }
    }

    /// Adds an event of a campaign that the customer added last had a part in.
    pub fn event(&mut self, facts: EventFacts<'_>) {
        if self.count > 0 {
            let into = &mut self.writer.filling.listed;
            into[EVENT_DAY].push(i64::from(facts.day.0));
            into[EVENT_KIND].push(facts.activity as i64);
            into[EVENT_CAMPAIGN].push(self.campaigns.code(facts.campaign));
            into[EVENT_MEDIUM].push(facts.medium as i64);
            self.listed[EVENTS] += 1;
        }
    }

    /// Adds a paid order without a usable buyer: sales, but no customer.
    pub fn anonymous_order(&mut self, day: Day, net_minor: i64) {
        let entry = self.anonymous.entry(day.0).or_default();
        entry.0 += 1;
        entry.1 += net_minor;
    }

    fn close_customer(&mut self) {
        if self.count == 0 {
            return;
        }
        self.waiting.sort_by_key(|order| (order.day, order.at));
        let into = &mut self.writer.filling;
        let first = self.waiting.first().map(|order| Day(order.day));
        let added = self.adding.take().or(first);
        into.facts[ADDED].push(added.map_or(NO_DAY, |day| i64::from(day.0)));
        into.orders_of.push(self.waiting.len() as u32);
        let mut before = None;
        for order in self.waiting.drain(..) {
            let instant = (order.day, order.at);
            let tied = if before == Some(instant) { TIED } else { 0 };
            before = Some(instant);
            let kind = (order.state | tied, order.channel);
            let kinds = &mut self.kinds;
            let code = *self.kind_codes.entry(kind).or_insert_with(|| {
                kinds.push(kind);
                kinds.len() as i64 - 1
            });
            into.orders[DAY].push(i64::from(order.day));
            into.orders[KIND].push(code);
            into.orders[HOUR].push(order.hour);
            into.orders[AMOUNT].push(order.amount);
            into.orders[REFUNDED].push(order.refunded);
            let lines = &self.waiting_lines[order.lines.0..order.lines.1];
            if let Some(open) = order.open {
                for line in lines {
                    into.listed[OPEN_DAY].push(i64::from(order.day));
                    into.listed[OPEN_PRODUCT].push(i64::from(line.product));
                    into.listed[OPEN_CLOSED].push(i64::from(open == Open::Closed));
                }
                self.listed[OPEN_LINES] += lines.len() as u32;
                into.lines_of.push(0);
                continue;
            }
            into.lines_of.push(lines.len() as u32);
            for line in lines {
                into.lines[PRODUCT].push(i64::from(line.product));
                into.lines[QUANTITY].push(line.quantity);
                into.lines[LINE_AMOUNT].push(line.amount_minor);
            }
        }
        self.waiting_lines.clear();
        for (counts, count) in into.listed_of.iter_mut().zip(&mut self.listed) {
            counts.push(std::mem::take(count));
        }
        self.writer.after_customer(self.products.ids.len());
    }

    /// Encoded customers that are ready; they follow each other in the bytes, and each is given once.
    pub fn take_bytes(&mut self) -> Vec<u8> {
        self.writer.take_ready()
    }

    /// Customers who only have to be encoded, when there are enough of them. Whoever takes them gives them back encoded
    /// ([`Builder::give_back`]) before they ask again and before the end; left here, they are encoded when bytes are taken.
    pub fn take_full(&mut self) -> Option<FullBlock> {
        self.writer.take_full()
    }

    /// Takes customers back.
    pub fn give_back(&mut self, block: &EncodedBlock) {
        self.writer.put(block);
    }

    /// What stands before and after the bytes that were taken: together they are the snapshot.
    pub fn finish_bytes(mut self) -> Finished {
        self.close_customer();
        let head = Head {
            revision: self.shop.revision,
            decimals: self.shop.decimals,
            texts: Texts {
                countries: self.countries.texts,
                regions: self.regions.texts,
                cities: self.cities.texts,
                genders: self.genders.texts,
                tags: self.tags.texts,
                channels: self.channels.texts,
                campaigns: self.campaigns.texts,
                kinds: self.kinds,
            },
            products: Products {
                categories: self.categories.texts,
                tags: self.product_tags.texts,
                ..self.products
            },
            anonymous: self
                .anonymous
                .into_iter()
                .map(|(day, (count, amount))| (day, count, amount))
                .collect(),
            ..Head::default()
        };
        self.writer.finish(head)
    }

    /// The whole as bytes, where nothing was taken before.
    pub fn encode(mut self) -> Vec<u8> {
        let ready = self.take_bytes();
        let finished = self.finish_bytes();
        let mut bytes = finished.head;
        bytes.extend_from_slice(&ready);
        bytes.extend_from_slice(&finished.tail);
        bytes
    }

    /// Freezes the facts, where nothing was taken before.
    ///
    /// # Errors
    /// Where facts contradict each other, such as sums beyond 64 bits.
    pub fn finish(self) -> Result<Snapshot, super::BadSnapshot> {
        Snapshot::decode(&self.encode())
    }
}

/// The number of a state: its place in [`State::ALL`].
pub(crate) fn state_code(state: State) -> u8 {
    let place = State::ALL.iter().position(|one| *one == state);
    place.unwrap_or(0) as u8
}
