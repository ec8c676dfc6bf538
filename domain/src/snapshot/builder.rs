//! Takes facts in, customer by customer, and freezes them.

use std::collections::{BTreeMap, HashMap};

use crate::day::Day;
use crate::order::State;

use super::column::{Column, Growing};
use super::{
    Customers, Lines, NO_DAY, Orders, Postings, Products, Refunds, Snapshot, Subscription, TIED,
    VALID,
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

/// Texts by number.
#[derive(Debug, Default)]
struct Texts {
    texts: Vec<String>,
    codes: HashMap<String, i64>,
}

impl Texts {
    /// With the missing text as number 0.
    fn with_missing() -> Texts {
        let mut texts = Texts::default();
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
    amount: i64,
    refunded: i64,
    state: i64,
    channel: i64,
    lines: (usize, usize),
}

/// Takes facts in. Products come first, then each customer followed by their orders and refunds. The row of a customer
/// is their place among all.
#[derive(Debug)]
pub struct Builder {
    shop: ShopFacts,
    products: Vec<(String, i64, Vec<i64>)>,
    titles: Vec<String>,
    product_codes: HashMap<String, u32>,
    categories: Texts,
    product_tags: Texts,
    count: u32,
    added: Growing,
    country: Growing,
    region: Growing,
    city: Growing,
    gender: Growing,
    birthday: Growing,
    member_level: Growing,
    email: Growing,
    sms: Growing,
    platform: Growing,
    countries: Texts,
    regions: Texts,
    cities: Texts,
    genders: Texts,
    tags: Texts,
    tag_codes: Growing,
    tags_from: Vec<u32>,
    tag_count: u32,
    orders_from: Vec<u32>,
    refunds_from: Vec<u32>,
    /// The added day of the customer at hand, which their orders may still give.
    adding: Option<Day>,
    waiting: Vec<Waiting>,
    waiting_lines: Vec<LineFacts>,
    day: Growing,
    amount: Growing,
    refunded: Growing,
    state: Growing,
    channel: Growing,
    channels: Texts,
    lines_from: Vec<u32>,
    order_count: u32,
    line_product: Growing,
    line_quantity: Growing,
    line_amount: Growing,
    line_real: Growing,
    line_count: u32,
    refund_day: Growing,
    refund_amount: Growing,
    refund_count: u32,
    anonymous: BTreeMap<i32, (u64, i64)>,
}

impl Builder {
    /// An empty builder.
    pub fn new(shop: ShopFacts) -> Builder {
        Builder {
            shop,
            products: Vec::new(),
            titles: Vec::new(),
            product_codes: HashMap::new(),
            categories: Texts::with_missing(),
            product_tags: Texts::default(),
            count: 0,
            added: Growing::default(),
            country: Growing::default(),
            region: Growing::default(),
            city: Growing::default(),
            gender: Growing::default(),
            birthday: Growing::default(),
            member_level: Growing::default(),
            email: Growing::default(),
            sms: Growing::default(),
            platform: Growing::default(),
            countries: Texts::with_missing(),
            regions: Texts::with_missing(),
            cities: Texts::with_missing(),
            genders: Texts::with_missing(),
            tags: Texts::default(),
            tag_codes: Growing::default(),
            tags_from: vec![0],
            tag_count: 0,
            orders_from: vec![0],
            refunds_from: vec![0],
            adding: None,
            waiting: Vec::new(),
            waiting_lines: Vec::new(),
            day: Growing::default(),
            amount: Growing::default(),
            refunded: Growing::default(),
            state: Growing::default(),
            channel: Growing::default(),
            channels: Texts::with_missing(),
            lines_from: vec![0],
            order_count: 0,
            line_product: Growing::default(),
            line_quantity: Growing::default(),
            line_amount: Growing::default(),
            line_real: Growing::default(),
            line_count: 0,
            refund_day: Growing::default(),
            refund_amount: Growing::default(),
            refund_count: 0,
            anonymous: BTreeMap::new(),
        }
    }

    /// Adds a product and gives its number; one whose id is known already keeps its number and its first facts.
    pub fn product(&mut self, facts: ProductFacts<'_>) -> u32 {
        let key = facts.id.to_uppercase();
        if let Some(code) = self.product_codes.get(&key) {
            return *code;
        }
        let code = self.products.len() as u32;
        let category = self.categories.code(facts.category.unwrap_or(""));
        let mut tags: Vec<i64> = facts
            .tags
            .iter()
            .map(|tag| self.product_tags.code(tag))
            .collect();
        tags.sort_unstable();
        tags.dedup();
        self.products.push((facts.id.to_owned(), category, tags));
        self.titles.push(facts.title.to_owned());
        self.product_codes.insert(key, code);
        code
    }

    /// Adds a customer and gives their row; orders and refunds that follow are theirs.
    pub fn customer(&mut self, facts: CustomerFacts<'_>) -> u32 {
        self.close_customer();
        let row = self.count;
        self.count += 1;
        self.adding = facts.added;
        self.country
            .push(self.countries.code(facts.country.unwrap_or("")));
        self.region
            .push(self.regions.code(facts.region.unwrap_or("")));
        self.city.push(self.cities.code(facts.city.unwrap_or("")));
        self.gender
            .push(self.genders.code(facts.gender.unwrap_or("")));
        self.birthday
            .push(facts.birthday.map_or(NO_DAY, |day| i64::from(day.0)));
        self.member_level.push(facts.member_level);
        self.email.push(facts.email as i64);
        self.sms.push(facts.sms as i64);
        self.platform.push(i64::from(facts.platform_reachable));
        let mut tags: Vec<i64> = facts.tags.iter().map(|tag| self.tags.code(tag)).collect();
        tags.sort_unstable();
        tags.dedup();
        self.tag_count += tags.len() as u32;
        tags.into_iter().for_each(|tag| self.tag_codes.push(tag));
        self.tags_from.push(self.tag_count);
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
        let known = self.products.len() as u32;
        let lines = facts.lines.iter().filter(|line| line.product < known);
        self.waiting_lines.extend(lines);
        self.waiting.push(Waiting {
            day: facts.day.0,
            at: facts.at,
            amount: facts.amount_minor,
            refunded: facts.refunded_minor,
            state: state_code(facts.state) | if facts.valid { VALID } else { 0 },
            channel: self.channels.code(facts.channel.unwrap_or("")),
            lines: (start, self.waiting_lines.len()),
        });
    }

    /// Adds a refund without an order of the customer added last.
    pub fn refund(&mut self, day: Day, amount_minor: i64) {
        if self.count > 0 {
            self.refund_day.push(i64::from(day.0));
            self.refund_amount.push(amount_minor);
            self.refund_count += 1;
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
        let mut orders = std::mem::take(&mut self.waiting);
        orders.sort_by_key(|order| (order.day, order.at));
        let first = orders.iter().map(|order| Day(order.day)).min();
        let added = self.adding.take().or(first);
        self.added
            .push(added.map_or(NO_DAY, |day| i64::from(day.0)));
        let mut before = None;
        for order in &orders {
            let instant = (order.day, order.at);
            let tied = if before == Some(instant) { TIED } else { 0 };
            before = Some(instant);
            self.day.push(i64::from(order.day));
            self.amount.push(order.amount);
            self.refunded.push(order.refunded);
            self.state.push(order.state | tied);
            self.channel.push(order.channel);
            for line in &self.waiting_lines[order.lines.0..order.lines.1] {
                self.line_product.push(i64::from(line.product));
                self.line_quantity.push(line.quantity);
                self.line_amount.push(line.amount_minor);
                self.line_real.push(i64::from(line.real));
                self.line_count += 1;
            }
            self.lines_from.push(self.line_count);
            self.order_count += 1;
        }
        self.orders_from.push(self.order_count);
        self.refunds_from.push(self.refund_count);
        self.waiting_lines.clear();
        orders.clear();
        self.waiting = orders;
    }

    /// Freezes the facts.
    pub fn finish(mut self) -> Snapshot {
        self.close_customer();
        let mut tags_from = vec![0];
        let mut tag_codes = Growing::default();
        let mut total = 0;
        for (_, _, tags) in &self.products {
            tags.iter().for_each(|tag| tag_codes.push(*tag));
            total += tags.len() as u32;
            tags_from.push(total);
        }
        let categories: Vec<i64> = self
            .products
            .iter()
            .map(|(_, category, _)| *category)
            .collect();
        let products = Products {
            ids: self.products.into_iter().map(|(id, _, _)| id).collect(),
            titles: self.titles,
            category: Column::of(&categories),
            categories: self.categories.texts,
            tags_from,
            tag_codes: tag_codes.pack(),
            tags: self.product_tags.texts,
        };
        let customers = Customers {
            count: self.count,
            added: self.added.pack(),
            country: self.country.pack(),
            region: self.region.pack(),
            city: self.city.pack(),
            gender: self.gender.pack(),
            birthday: self.birthday.pack(),
            member_level: self.member_level.pack(),
            email: self.email.pack(),
            sms: self.sms.pack(),
            platform: self.platform.pack(),
            orders_from: self.orders_from,
            refunds_from: self.refunds_from,
            tags_from: self.tags_from,
            tag_codes: self.tag_codes.pack(),
            countries: self.countries.texts,
            regions: self.regions.texts,
            cities: self.cities.texts,
            genders: self.genders.texts,
            tags: self.tags.texts,
        };
        let orders = Orders {
            day: self.day.pack(),
            amount: self.amount.pack(),
            refunded: self.refunded.pack(),
            state: self.state.pack(),
            channel: self.channel.pack(),
            channels: self.channels.texts,
            lines_from: self.lines_from,
        };
        let lines = Lines {
            product: self.line_product.pack(),
            quantity: self.line_quantity.pack(),
            amount: self.line_amount.pack(),
            real: self.line_real.pack(),
        };
        let refunds = Refunds {
            day: self.refund_day.pack(),
            amount: self.refund_amount.pack(),
        };
        let buyers = Postings::of(&customers, &orders, &lines, products.ids.len());
        Snapshot {
            revision: self.shop.revision,
            decimals: self.shop.decimals,
            customers,
            orders,
            lines,
            refunds,
            products,
            anonymous: self
                .anonymous
                .into_iter()
                .map(|(day, (count, amount))| (day, count, amount))
                .collect(),
            buyers,
        }
    }
}

/// The number of a state: its place in [`State::ALL`].
pub(crate) fn state_code(state: State) -> i64 {
    let place = State::ALL.iter().position(|one| *one == state);
    place.unwrap_or(0) as i64
}
