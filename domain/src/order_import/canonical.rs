//! Rows gathered into orders of one canonical form.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use super::identity::{self, Buyer};
use super::mapping::{Clock, Field, Mapping, Platform, Row};
use super::status_words::{self, Meaning};
use super::time::{self, Moment};
use super::{cell, heading, line};
use crate::money::Money;
use crate::order::{Payment, RefundState, State};
use crate::wire::import::{Fact, FileProblem};

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

/// A mapping fitted to the headings of a file.
#[derive(Clone, Debug)]
pub struct Plan {
    mapping: Mapping,
    at: [Option<usize>; Field::ALL.len()],
}

impl Plan {
    /// Fits a mapping to headings, or says everything that stands in the way.
    pub fn new(mapping: &Mapping, headings: &[String]) -> Result<Plan, Vec<FileProblem>> {
        let keys: HashMap<String, usize> = headings
            .iter()
            .enumerate()
            .rev()
            .map(|(at, name)| (heading::key(name), at))
            .collect();
        let mut problems = Vec::new();
        let mut at = [None; Field::ALL.len()];
        for (field, name) in &mapping.columns {
            match keys.get(&heading::key(name)) {
                Some(column) => at[*field as usize] = Some(*column),
                None => problems.push(problem("import.heading_missing", &[("heading", name)])),
            }
        }
        let has = |fields: &[Field]| fields.iter().any(|field| at[*field as usize].is_some());
        if mapping.row == Row::Item {
            if !has(&[Field::OrderNumber]) {
                problems.push(problem("import.no_order_number", &[]));
            }
            if !has(&[Field::Product, Field::ProductCode, Field::Title]) {
                problems.push(problem("import.no_product", &[]));
            }
        } else {
            if !has(&[Field::CreatedAt, Field::PaidAt])
                && mapping.reading.platform != Platform::Pinduoduo
            {
                problems.push(problem("import.no_time", &[]));
            }
            if !has(&[
                Field::Paid,
                Field::Total,
                Field::Goods,
                Field::LinePaid,
                Field::UnitPrice,
            ]) {
                problems.push(problem("import.no_amount", &[]));
            }
        }
        if problems.is_empty() {
            Ok(Plan {
                mapping: mapping.clone(),
                at,
            })
        } else {
            Err(problems)
        }
    }

    /// The mapping.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The heading of a field.
    pub fn heading(&self, field: Field) -> Option<&str> {
        self.mapping.columns.get(&field).map(String::as_str)
    }

    fn column(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }
}

/// A problem of the file that stands in the way.
pub fn problem(code: &str, args: &[(&str, &str)]) -> FileProblem {
    FileProblem {
        code: code.into(),
        args: args
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
        blocking: true,
    }
}

/// Why a row cannot land.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// The field at fault.
    pub field: Option<Field>,
    /// What stood there.
    pub value: String,
}

fn fault(code: &'static str, field: Field, value: &str) -> Fault {
    Fault {
        code,
        field: Some(field),
        value: value.chars().take(200).collect(),
    }
}

/// A product as the file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Compares without regard to case: upper case.
    pub key: String,
    /// As first written.
    pub spelling: String,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: Option<String>,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which of [`Gathered::products`].
    pub product: u32,
    /// Pieces.
    pub quantity: i64,
    /// Paid for it.
    pub amount: Money,
    /// Its weight where the order's payment is shared: price × quantity.
    pub weight: i64,
    /// A product, and no gift or fee.
    pub real: bool,
}

/// How much a file knows of an order's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinesKnown {
    /// Nothing.
    No,
    /// Only a title, which a file of lines knows better.
    Title,
    /// All of them.
    All,
}

/// An order of canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its number; one made from the content begins with `~`.
    pub number: String,
    /// Which of [`Gathered::buyers`]; `None` for an anonymous order.
    pub buyer: Option<u32>,
    /// State.
    pub state: State,
    /// Refund state.
    pub refund_state: RefundState,
    /// Placed at.
    pub created_at: Option<i64>,
    /// Paid at.
    pub paid_at: Option<i64>,
    /// Goods, paid or to be paid.
    pub amount: Money,
    /// Shipping.
    pub shipping: Money,
    /// Paid back.
    pub refunded: Money,
    /// Where it came from.
    pub channel: Option<String>,
    /// Where it went.
    pub country: Option<String>,
    /// Where it went.
    pub region: Option<String>,
    /// Where it went.
    pub city: Option<String>,
    /// Lines.
    pub lines: Vec<Line>,
    /// How much of the lines is known.
    pub lines_known: LinesKnown,
    /// Buyer's name.
    pub name: Option<String>,
    /// Buyer's phone.
    pub phone: Option<String>,
    /// Buyer's e-mail address.
    pub email: Option<String>,
    /// What the buyer said about marketing e-mail.
    pub accepts_marketing: Option<bool>,
    /// Rows of the file that made it.
    pub rows: u64,
}

impl Order {
    /// When it counts: paid, else placed.
    pub fn at(&self) -> i64 {
        self.paid_at.or(self.created_at).unwrap_or(0)
    }

    /// Whether it is a valid purchase, with the lines it has.
    pub fn is_valid_purchase(&self) -> bool {
        Payment {
            state: self.state,
            paid: self.paid_at.is_some(),
            amount: self.amount,
            refunded: self.refunded,
            lines: self.lines.len(),
            real_lines: self.lines.iter().filter(|line| line.real).count(),
        }
        .is_valid_purchase()
    }

    /// Shares the order's amount among its lines by their weights.
    pub fn share_among_lines(&mut self) {
        let weights: Vec<i64> = self.lines.iter().map(|line| line.weight).collect();
        for (line, part) in self
            .lines
            .iter_mut()
            .zip(line::share(self.amount, &weights))
        {
            line.amount = part;
        }
    }
}

/// A refund that belongs to no order of the file, such as a cancellation with a number of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Its number.
    pub number: String,
    /// Which of [`Gathered::buyers`].
    pub buyer: Option<u32>,
    /// When.
    pub at: i64,
    /// How much.
    pub amount: Money,
    /// Rows of the file that made it.
    pub rows: u64,
}

/// Lines of an order that another file describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items {
    /// The order's number.
    pub number: String,
    /// The lines; where `paid_known`, their amounts are what was paid.
    pub lines: Vec<Line>,
    /// Whether the file says what was paid for each line.
    pub paid_known: bool,
    /// Paid back, as far as the lines say.
    pub refunded: Option<Money>,
    /// Rows of the file that made it.
    pub rows: u64,
}

/// Everything a file holds.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// Orders, in the order of the file.
    pub orders: Vec<Order>,
    /// Refunds that stand alone.
    pub refunds: Vec<Refund>,
    /// Lines for orders of another file.
    pub items: Vec<Items>,
    /// Keys of the buyers.
    pub buyers: Vec<String>,
    /// Products.
    pub products: Vec<Product>,
    /// What is worth knowing.
    pub facts: Vec<Fact>,
    /// Problems of the file as a whole.
    pub problems: Vec<FileProblem>,
}

/// Texts that come again and again, each kept once.
#[derive(Default)]
struct Texts {
    at: HashMap<String, u32>,
    list: Vec<String>,
}

impl Texts {
    fn keep(&mut self, text: &str) -> u32 {
        if let Some(at) = self.at.get(text) {
            return *at;
        }
        let at = self.list.len() as u32;
        self.at.insert(text.to_owned(), at);
        self.list.push(text.to_owned());
        at
    }

    fn text(&self, at: Option<u32>) -> Option<String> {
        at.and_then(|at| self.list.get(at as usize)).cloned()
    }
}

#[derive(Default)]
struct Draft {
    number: String,
    buyer: Option<u32>,
    cancellation: bool,
    state: Option<u32>,
    closed_minor: i64,
    mixed: bool,
    fulfilment: Option<u32>,
    after_sale: Option<RefundState>,
    created_at: Option<i64>,
    paid_at: Option<i64>,
    cancelled: bool,
    total: Option<Money>,
    goods: Option<Money>,
    paid: Option<Money>,
    shipping: Option<Money>,
    refunded: Option<Money>,
    returned: i64,
    channel: Option<u32>,
    country: Option<u32>,
    region: Option<u32>,
    city: Option<u32>,
    lines: Vec<DraftLine>,
    title_only: bool,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    accepts_marketing: Option<bool>,
    rows: u64,
}

struct DraftLine {
    product: u32,
    quantity: i64,
    weight: i64,
    paid: Option<i64>,
    state: Option<u32>,
    refunded: bool,
    real: bool,
}

/// Takes rows one by one.
pub struct Gather<'a> {
    plan: &'a Plan,
    context: &'a Context<'a>,
    drafts: Vec<Draft>,
    by_number: HashMap<String, u32>,
    last: Option<u32>,
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
            drafts: Vec::new(),
            by_number: HashMap::new(),
            last: None,
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
        for field in Field::ALL {
            let value = of(field);
            if value.is_empty() {
                continue;
            }
            if value.contains('=') && cell::is_formula(value) {
                return Err(fault("row.formula", field, value));
            }
            if value.contains('\u{fffd}') {
                return Err(fault("row.bad_text", field, value));
            }
        }
        let money = |field: Field| -> Result<Option<Money>, Fault> {
            let value = of(field);
            cell::money(value, self.context.decimals)
                .map_err(|_| fault("row.bad_money", field, value))
        };
        let reading = &plan.mapping.reading;
        let currency = cell::text(of(Field::Currency));
        if currency.is_some_and(|code| !code.eq_ignore_ascii_case(self.context.currency)) {
            return Err(fault(
                "row.other_currency",
                Field::Currency,
                of(Field::Currency),
            ));
        }
        // Who and when
        let created_at = self.moment(Field::CreatedAt, of(Field::CreatedAt))?;
        let paid_at = self.moment(Field::PaidAt, of(Field::PaidAt))?;
        let cancelled = cell::text(of(Field::CancelledAt)).is_some();
        let buyer = identity::buyer(
            reading.platform,
            of(Field::Buyer),
            of(Field::Email),
            of(Field::Phone),
        );
        // Money of the order
        let total = money(Field::Total)?;
        let goods = money(Field::Goods)?;
        let paid = money(Field::Paid)?;
        let shipping = money(Field::Shipping)?;
        let refunded = match cell::money(of(Field::Refunded), self.context.decimals) {
            Ok(amount) => amount,
            // `无退款申请` and the like
            Err(_) if !of(Field::Refunded).contains(|one: char| one.is_ascii_digit()) => None,
            Err(_) => return Err(fault("row.bad_money", Field::Refunded, of(Field::Refunded))),
        };
        let line = self.read_line(&of)?;
        // The number
        let given = cell::id(of(Field::OrderNumber));
        let number = match given {
            Some(number) => {
                if cell::is_scientific(&number) {
                    self.scientific_ids += 1;
                    return Err(fault("row.damaged_id", Field::OrderNumber, &number));
                }
                if number.len() >= 16 {
                    self.long_ids += 1;
                    self.rounded_ids += u64::from(cell::is_rounded(&number));
                }
                number.into_owned()
            }
            None if plan.column(Field::OrderNumber).is_some() => {
                return Err(fault("row.no_order_number", Field::OrderNumber, ""));
            }
            None => {
                let amount = paid.or(total).or(goods).map(|amount| amount.0);
                self.number_from_content(&buyer, paid_at.or(created_at), amount)
            }
        };
        let begins = |prefixes: &[String]| {
            prefixes.iter().any(|prefix| {
                number
                    .strip_prefix(prefix.as_str())
                    .is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
            })
        };
        if begins(&reading.ignored_prefixes) {
            return Err(fault("row.not_an_order", Field::OrderNumber, &number));
        }
        let cancellation = begins(&reading.cancellation_prefixes);
        let note = of(Field::Note);
        if reading.platform == Platform::Jd
            && note.contains("订单拆分为")
            && of(Field::State).contains("删除")
        {
            return Err(fault("row.split_parent", Field::Note, note));
        }
        let negative_line = line.as_ref().is_some_and(|line| {
            line.quantity < 0 || line.paid.is_some_and(|paid| paid < 0) || line.weight < 0
        });
        if negative_line && !cancellation {
            let size = line
                .as_ref()
                .map_or(0, |line| line.paid.unwrap_or(line.weight));
            if size == 0 {
                return Err(fault(
                    "row.adjustment",
                    Field::Quantity,
                    of(Field::Quantity),
                ));
            }
        }
        let known = match self.last {
            Some(at) if self.drafts[at as usize].number == number => Some(at),
            _ => self.by_number.get(&number).copied(),
        };
        let mut created_at = created_at;
        if known.is_none()
            && created_at.is_none()
            && paid_at.is_none()
            && plan.mapping.row != Row::Item
        {
            if reading.platform == Platform::Pinduoduo {
                created_at = self.day_of_number(&number);
            }
            if created_at.is_none() {
                return Err(fault("row.no_time", Field::CreatedAt, of(Field::CreatedAt)));
            }
        }
        let state = cell::text(of(Field::State)).map(|word| self.texts.keep(&word));
        let fulfilment = cell::text(of(Field::Fulfilment)).map(|word| self.texts.keep(&word));
        let after_sale =
            cell::text(of(Field::AfterSale)).and_then(|word| status_words::after_sale(&word));
        let (region, city) = self.place(&of);
        let country = cell::text(of(Field::Country)).map(|word| self.texts.keep(&word));
        let channel = cell::text(of(Field::Channel)).map(|word| self.texts.keep(&word));
        let buyer_at = match &buyer {
            Buyer::Known(key) => Some(self.buyers.keep(key)),
            Buyer::Masked => {
                self.note("masked_buyers", None);
                None
            }
            Buyer::Absent => None,
        };
        let at = known.unwrap_or_else(|| {
            let at = self.drafts.len() as u32;
            self.by_number.insert(number.clone(), at);
            self.drafts.push(Draft {
                number,
                cancellation,
                ..Draft::default()
            });
            at
        });
        self.last = Some(at);
        let draft = &mut self.drafts[at as usize];
        draft.rows += 1;
        draft.buyer = draft.buyer.or(buyer_at);
        draft.created_at = draft.created_at.or(created_at);
        draft.paid_at = draft.paid_at.or(paid_at);
        draft.cancelled |= cancelled;
        draft.mixed |= draft.state.is_some() && state.is_some() && draft.state != state;
        draft.state = draft.state.or(state);
        draft.fulfilment = draft.fulfilment.or(fulfilment);
        // The order's own amounts stand on every row, or on the first: they count once.
        draft.total = draft.total.or(total);
        draft.goods = draft.goods.or(goods);
        draft.paid = draft.paid.or(paid);
        draft.shipping = draft.shipping.or(shipping);
        if let Some(more) = refunded {
            draft.refunded = Some(draft.refunded.unwrap_or_default() + Money(more.0.abs()));
        }
        draft.country = draft.country.or(country);
        draft.region = draft.region.or(region);
        draft.city = draft.city.or(city);
        draft.channel = draft.channel.or(channel);
        if draft.name.is_none() {
            draft.name = identity::name(of(Field::Name));
        }
        if draft.phone.is_none() {
            draft.phone = identity::phone(of(Field::Phone));
        }
        if draft.email.is_none() {
            draft.email = identity::email(of(Field::Email));
        }
        draft.accepts_marketing = draft
            .accepts_marketing
            .or(cell::yes(of(Field::AcceptsMarketing)));
        if let Some(mut line) = line {
            line.state = state;
            line.refunded = plan.mapping.row != Row::Order && after_sale == Some(RefundState::Full);
            if cancellation || negative_line {
                draft.returned += line.paid.unwrap_or(line.weight).abs();
            } else {
                draft.title_only = plan.mapping.row == Row::Order;
                draft.lines.push(line);
            }
        }
        draft.after_sale = draft.after_sale.max(after_sale);
        Ok(())
    }

    fn moment(&self, field: Field, value: &str) -> Result<Option<i64>, Fault> {
        let read = time::read(value).map_err(|_| fault("row.bad_time", field, value))?;
        let at = match read {
            None => return Ok(None),
            Some(Moment::Instant(at)) => at,
            Some(Moment::Local(local)) => match self.plan.mapping.reading.clock {
                Clock::Shop => (self.context.shop_zone)(local)
                    .ok_or_else(|| fault("row.bad_time", field, value))?,
                Clock::China => local.and_utc().timestamp() - 8 * 3600,
                Clock::Utc => local.and_utc().timestamp(),
            },
        };
        // 2003-01-01, when the first of these platforms opened.
        if at < 1_041_379_200 - 86_400 || at > self.context.now + 86_400 {
            return Err(fault("row.time_out_of_range", field, value));
        }
        Ok(Some(at))
    }

    /// The day that a Pinduoduo number begins with: `YYMMDD-…`.
    fn day_of_number(&self, number: &str) -> Option<i64> {
        let (day, _) = number.split_once('-').filter(|(day, _)| day.len() == 6)?;
        match time::read(&format!("20{day}")) {
            Ok(Some(Moment::Local(local))) => Some(local.and_utc().timestamp() - 8 * 3600)
                .filter(|at| *at <= self.context.now + 86_400),
            _ => None,
        }
    }

    fn place<'r>(&mut self, of: &impl Fn(Field) -> &'r str) -> (Option<u32>, Option<u32>) {
        let mut region = cell::text(of(Field::Region)).map(|word| self.texts.keep(&word));
        let mut city = cell::text(of(Field::City)).map(|word| self.texts.keep(&word));
        if region.is_none()
            && let Some(address) = cell::text(of(Field::Address))
        {
            // Of an address only region and city are kept; `name，86-phone，address` ends with it.
            let address = address.rsplit('，').next().unwrap_or_default();
            let mut parts = address.split_whitespace();
            if let Some(first) = parts.next().filter(|part| part.chars().count() <= 12) {
                region = Some(self.texts.keep(first));
                if city.is_none() {
                    city = parts
                        .next()
                        .filter(|part| part.chars().count() <= 12)
                        .map(|part| self.texts.keep(part));
                }
            }
        }
        (region, city)
    }

    fn read_line<'r>(
        &mut self,
        of: &impl Fn(Field) -> &'r str,
    ) -> Result<Option<DraftLine>, Fault> {
        let row = self.plan.mapping.row;
        let title = cell::text(of(Field::Title)).unwrap_or_default();
        if row == Row::Order && (title.is_empty() || title.contains(['，', ',', ';', '；'])) {
            return Ok(None);
        }
        let spelling = cell::id(of(Field::Product))
            .or_else(|| cell::id(of(Field::ProductCode)))
            .or_else(|| (!title.is_empty()).then(|| title.clone()));
        let quantity = cell::quantity(of(Field::Quantity))
            .map_err(|_| fault("row.bad_quantity", Field::Quantity, of(Field::Quantity)))?
            .unwrap_or(1);
        let decimals = self.context.decimals;
        let price = cell::decimal(of(Field::UnitPrice))
            .map_err(|_| fault("row.bad_money", Field::UnitPrice, of(Field::UnitPrice)))?;
        let paid = cell::money(of(Field::LinePaid), decimals)
            .map_err(|_| fault("row.bad_money", Field::LinePaid, of(Field::LinePaid)))?;
        let discount = cell::money(of(Field::LineDiscount), decimals)
            .map_err(|_| {
                fault(
                    "row.bad_money",
                    Field::LineDiscount,
                    of(Field::LineDiscount),
                )
            })?
            .unwrap_or_default();
        let Some(spelling) = spelling else {
            return if row == Row::Order {
                Ok(None)
            } else {
                Err(fault("row.no_product", Field::Product, ""))
            };
        };
        let bad = || fault("row.bad_money", Field::UnitPrice, of(Field::UnitPrice));
        let gross = match price {
            None => None,
            Some(price) => Some(price.times(quantity, decimals).ok_or_else(bad)?),
        };
        let weight = gross.map_or(0, |gross| gross.0 - discount.0);
        let unit = match price {
            // Nothing is a product at price nothing, however low the bound of a gift stands.
            Some(price) if price.digits == 0 => Some(Money(i64::MIN)),
            Some(price) => price.times(1, decimals),
            None => None,
        };
        let gift_price = self.plan.mapping.reading.gift_price_minor;
        let real = line::is_product(&title, unit, gift_price);
        if !real {
            self.note("gift_and_fee_lines", None);
        }
        let category = cell::text(of(Field::Category));
        let product = match self.spelling_at.get(spelling.as_ref()) {
            Some(at) => *at,
            None => {
                let key = spelling.to_uppercase();
                let at = *self.product_at.entry(key.clone()).or_insert_with(|| {
                    self.products.push(Product {
                        key,
                        spelling: spelling.clone().into_owned(),
                        title: String::new(),
                        category: None,
                    });
                    self.products.len() as u32 - 1
                });
                self.spelling_at.insert(spelling.into_owned(), at);
                at
            }
        };
        let held = &mut self.products[product as usize];
        if held.title.is_empty() && !title.is_empty() && quantity > 0 {
            held.title = title.into_owned();
        }
        if held.category.is_none() {
            held.category = category.map(|word| word.into_owned());
        }
        Ok(Some(DraftLine {
            product,
            quantity,
            weight,
            paid: paid.map(|paid| paid.0),
            state: None,
            refunded: false,
            real,
        }))
    }

    /// A stable number for a row of a file that has none: the same content gives the same number, and the n-th of
    /// several equal rows stays the n-th.
    fn number_from_content(
        &mut self,
        buyer: &Buyer,
        at: Option<i64>,
        amount: Option<i64>,
    ) -> String {
        let who = match buyer {
            Buyer::Known(key) => key.as_str(),
            _ => "",
        };
        let amount = if self.plan.mapping.row == Row::Order {
            amount.unwrap_or_default()
        } else {
            0
        };
        let digest = Sha256::digest(format!("{who}\n{}\n{amount}", at.unwrap_or_default()));
        let mut number = String::with_capacity(30);
        number.push('~');
        for byte in digest.iter().take(12) {
            number.push_str(&format!("{byte:02x}"));
        }
        if self.plan.mapping.row == Row::Order {
            let count = self.twins.entry(number.clone()).or_insert(0);
            *count += 1;
            if *count > 1 {
                number = format!("{number}-{count}");
            }
        }
        number
    }

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

    /// All rows are in: makes the orders.
    pub fn finish(mut self) -> Gathered {
        let mut gathered = Gathered::default();
        if self.scientific_ids > 0 && self.scientific_ids > self.drafts.len() as u64
            || self.rounded_ids >= 3 && self.rounded_ids * 2 > self.long_ids
        {
            gathered.problems.push(problem("import.damaged_ids", &[]));
        }
        for draft in std::mem::take(&mut self.drafts) {
            self.count_repeats(&draft);
            if self.plan.mapping.row == Row::Item {
                gathered.items.push(self.items(draft));
            } else if draft.cancellation
                || (draft.lines.is_empty() && draft.returned > 0)
                || is_negative(&draft)
            {
                gathered.refunds.push(self.refund(draft));
            } else {
                gathered.orders.push(self.order(draft));
            }
        }
        gathered.buyers = self.buyers.list;
        gathered.products = self.products;
        gathered.facts = self
            .facts
            .into_iter()
            .map(|(code, (count, examples))| Fact {
                code: code.into(),
                count,
                examples,
            })
            .collect();
        gathered
    }

    /// Equal lines of one order are legal and kept; how many there are is worth knowing.
    fn count_repeats(&mut self, draft: &Draft) {
        let mut seen = HashSet::new();
        for line in &draft.lines {
            if !seen.insert((line.product, line.quantity, line.weight, line.paid)) {
                self.note("repeated_lines", None);
            }
        }
    }

    fn items(&mut self, draft: Draft) -> Items {
        let paid_known = draft.lines.iter().all(|line| line.paid.is_some());
        Items {
            lines: draft.lines.iter().map(finished_line).collect(),
            paid_known,
            refunded: draft.refunded,
            rows: draft.rows,
            number: draft.number,
        }
    }

    fn refund(&mut self, draft: Draft) -> Refund {
        let own = draft.paid.or(draft.total).or(draft.goods);
        let amount = if draft.returned > 0 {
            draft.returned
        } else {
            own.map_or(0, |own| own.0.abs())
        };
        Refund {
            number: draft.number,
            buyer: draft.buyer,
            at: draft.paid_at.or(draft.created_at).unwrap_or_default(),
            amount: Money(amount),
            rows: draft.rows,
        }
    }

    fn meaning(&mut self, draft: &mut Draft) -> Meaning {
        let reading = &self.plan.mapping.reading;
        let platform = reading.platform;
        let has_paid = draft.paid_at.is_some();
        let texts = &self.texts;
        let mean = |word: u32| {
            let text = texts.list.get(word as usize).map_or("", String::as_str);
            status_words::state(platform, text, has_paid)
        };
        let Some(first) = draft.state else {
            let state = if has_paid || reading.paid_when_created {
                State::Paid
            } else {
                State::Unpaid
            };
            return Meaning {
                state,
                refund: None,
            };
        };
        let mut meaning = mean(first);
        if draft.mixed {
            // Lines of one order in several states: an open one speaks for the order, closed ones went back.
            let closed =
                |state: State| matches!(state, State::ClosedUnpaid | State::ClosedRefunded);
            let open = draft
                .lines
                .iter()
                .filter_map(|line| line.state.map(mean))
                .find(|one| !closed(one.state));
            if let Some(open) = open {
                meaning = open;
                draft.closed_minor = draft
                    .lines
                    .iter()
                    .filter(|line| {
                        !line.refunded && line.state.is_some_and(|word| closed(mean(word).state))
                    })
                    .map(|line| line.paid.unwrap_or(line.weight))
                    .sum();
            }
        }
        if meaning.state == State::Unknown {
            let word = self.texts.text(draft.state).unwrap_or_default();
            self.note("unknown_states", Some(&word));
        }
        meaning
    }

    fn order(&mut self, mut draft: Draft) -> Order {
        let mut meaning = self.meaning(&mut draft);
        let fulfilled = self.texts.text(draft.fulfilment);
        if meaning.state == State::Paid
            && fulfilled.is_some_and(|word| word.eq_ignore_ascii_case("fulfilled"))
        {
            meaning.state = State::Shipped;
        }
        if draft.cancelled && meaning.state == State::Unpaid {
            meaning.state = State::ClosedUnpaid;
        }
        let was_paid = matches!(
            meaning.state,
            State::Paid
                | State::PartShipped
                | State::Shipped
                | State::Completed
                | State::ClosedRefunded
        );
        if draft.paid_at.is_none() && was_paid {
            draft.paid_at = draft.created_at;
            if self.plan.column(Field::PaidAt).is_some() {
                self.note("payment_times_assumed", None);
            }
        }
        let (amount, shipping) = self.amounts(&draft, meaning.state);
        let refunded = refunds(&draft, &meaning, amount);
        let refund_state = if refunded.0 > 0 && refunded >= amount {
            RefundState::Full
        } else if refunded.0 > 0 {
            RefundState::Partial
        } else if draft.after_sale == Some(RefundState::InProgress) {
            RefundState::InProgress
        } else {
            RefundState::None
        };
        if draft.state.is_none() && refund_state == RefundState::Full {
            meaning.state = State::ClosedRefunded;
        }
        if draft.buyer.is_none() {
            self.note("anonymous_orders", None);
        }
        let lines: Vec<Line> = draft.lines.iter().map(finished_line).collect();
        let lines_known = match (lines.is_empty(), draft.title_only) {
            (true, _) => LinesKnown::No,
            (false, true) => LinesKnown::Title,
            (false, false) => LinesKnown::All,
        };
        let mut order = Order {
            number: draft.number,
            buyer: draft.buyer,
            state: meaning.state,
            refund_state,
            created_at: draft.created_at,
            paid_at: draft.paid_at,
            amount,
            shipping,
            refunded,
            channel: self.texts.text(draft.channel),
            country: self.texts.text(draft.country),
            region: self.texts.text(draft.region),
            city: self.texts.text(draft.city),
            lines,
            lines_known,
            name: draft.name,
            phone: draft.phone,
            email: draft.email,
            accepts_marketing: draft.accepts_marketing,
            rows: draft.rows,
        };
        let sum: Money = order.lines.iter().map(|line| line.amount).sum();
        if sum != order.amount {
            order.share_among_lines();
        }
        match order.state {
            State::Unpaid | State::DepositPaid => self.note("unpaid_orders", None),
            State::ClosedUnpaid => self.note("closed_unpaid_orders", None),
            State::ClosedRefunded => self.note("refunded_orders", None),
            _ => {}
        }
        order
    }

    /// Goods and shipping, paid or to be paid.
    fn amounts(&self, draft: &Draft, state: State) -> (Money, Money) {
        let shipping = Money(draft.shipping.unwrap_or_default().0.max(0));
        let without = |whole: Money| Money((whole.0 - shipping.0).max(0));
        let sum: i64 = draft
            .lines
            .iter()
            .map(|line| line.paid.unwrap_or(line.weight))
            .sum();
        let to_pay = draft
            .total
            .map(without)
            .or(draft.goods)
            .unwrap_or(Money(if draft.title_only { 0 } else { sum }));
        let Some(mut paid) = draft.paid else {
            return (to_pay, shipping);
        };
        let reading = &self.plan.mapping.reading;
        if draft.paid_at.is_none() && paid.0 == 0 {
            return (to_pay, shipping);
        }
        if reading.platform == Platform::Taobao {
            // The export shows what is left of the payment after refunds.
            let back = draft.refunded.unwrap_or_default();
            let total = draft.total.unwrap_or_default();
            if back.0 > 0 && paid + back <= total {
                paid += back;
            } else if paid.0 == 0 && state == State::ClosedRefunded {
                paid = total;
            }
        }
        let goods = if reading.paid_includes_shipping {
            without(paid)
        } else {
            paid
        };
        (goods, shipping)
    }
}

/// A row whose own amount is below nothing is a refund.
fn is_negative(draft: &Draft) -> bool {
    let own = draft.paid.or(draft.total).or(draft.goods);
    draft.lines.is_empty() && own.is_some_and(|own| own.0 < 0)
}

fn refunds(draft: &Draft, meaning: &Meaning, amount: Money) -> Money {
    if matches!(
        meaning.state,
        State::Unpaid | State::ClosedUnpaid | State::DepositPaid
    ) {
        return Money::ZERO;
    }
    let back: i64 = draft
        .lines
        .iter()
        .filter(|line| line.refunded)
        .map(|line| line.paid.unwrap_or(line.weight))
        .sum();
    let known = draft.refunded.map_or(back, |given| given.0.max(back))
        + draft.returned
        + draft.closed_minor;
    let whole = meaning.refund == Some(RefundState::Full)
        || meaning.state == State::ClosedRefunded
        || (draft.after_sale == Some(RefundState::Full)
            && draft
                .lines
                .iter()
                .all(|line| line.refunded || draft.title_only));
    if whole && known == 0 {
        return amount;
    }
    Money(known.clamp(0, amount.0.max(0)))
}

fn finished_line(line: &DraftLine) -> Line {
    Line {
        product: line.product,
        quantity: line.quantity,
        amount: Money(line.paid.unwrap_or(line.weight)),
        weight: if line.weight > 0 {
            line.weight
        } else {
            line.paid.unwrap_or(0)
        },
        real: line.real,
    }
}
