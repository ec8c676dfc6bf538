//! What the page asks the segment engine, and what the engine answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::lifecycle::{Setting, Thresholds};
use crate::message::Medium;
use crate::segment::{EvaluateError, ParseError};

/// The rows of the customers that a question mentions by the shop's own id; ids that are not here belong to nobody.
pub type Ids = BTreeMap<String, u32>;

/// How many questions the page can give up at a time: it shares so many numbers of 32 bits with the thread, and writes a
/// question's number into the place that is the rest of it by this.
pub const GIVEN_UP_SLOTS: u32 = 16;

/// What the page sends to the engine's thread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum ToEngine {
    /// Load this revision of a shop's facts; every later question is about it.
    Open {
        /// The contract of the page.
        contract: u32,
        /// The shop.
        shop: i64,
        /// The revision wanted; an older one may be opened while there is no network.
        revision: i64,
        /// One customer in so many, where the whole does not fit into this browser; 1 (or 0) is everybody.
        #[serde(default)]
        sample: u32,
    },
    /// Who is in the segment, and what are they worth?
    Answer {
        /// The question's number; only the newest answer counts.
        number: u64,
        /// The segment.
        question: Question,
    },
    /// Why is this customer in or out?
    Explain {
        /// The question's number.
        number: u64,
        /// The segment.
        question: Question,
        /// The customer.
        row: u32,
    },
    /// Some of the customers in the segment, in order of their rows.
    Members {
        /// The question's number.
        number: u64,
        /// The segment.
        question: Question,
        /// How many to leave out first.
        skip: u32,
        /// How many to give at most.
        limit: u32,
    },
    /// The waterfall of a campaign, down to its groups.
    Split {
        /// The question's number.
        number: u64,
        /// What `today`, saved segments and ids mean.
        surroundings: Surroundings,
        /// The campaign's rules.
        plan: Plan,
    },
    /// Texts that stand in the facts, to choose from while a clause is made.
    Suggest {
        /// The question's number.
        number: u64,
        /// Which texts.
        vocabulary: Vocabulary,
        /// What has been typed; found anywhere in the text, without regard to case.
        typed: String,
        /// How many to give at most.
        limit: u32,
    },
    /// The picture of the whole store.
    CustomerBase {
        /// The question's number.
        number: u64,
        /// What `today` means.
        surroundings: Surroundings,
    },
    /// How many customers each two of up to [`MOST_OVERLAPS`] segments share.
    Overlap {
        /// The question's number.
        number: u64,
        /// What `today`, saved segments and ids mean.
        surroundings: Surroundings,
        /// The segments, each with an id of the page's own.
        queries: Vec<NamedQuery>,
    },
    /// How a segment behaves: what it buys, when, and how it can be written to.
    Profile {
        /// The question's number.
        number: u64,
        /// The segment.
        question: Question,
    },
    /// Forgets what is kept of former questions, so that the next one is answered cold. For measuring; no answer.
    Forget {},
    /// How long a plain sum over so many bytes takes, and how much memory the thread has. For measuring.
    Measure {
        /// The question's number.
        number: u64,
        /// How many bytes to sum, 2³⁰ at most.
        bytes: u64,
    },
}

/// How many segments can be held against each other at once.
pub const MOST_OVERLAPS: usize = 12;

/// What stands around a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surroundings {
    /// The day that `today` means; what comes later has not happened.
    pub as_of: Day,
    /// How the thresholds of `lifecycle_stage` are had.
    #[serde(default)]
    pub lifecycle: Setting,
    /// Rows of the ids that are mentioned.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ids: Ids,
    /// Saved segments by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<String, String>,
}

/// A query and what stands around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The text of the segment.
    pub query: String,
    /// What `today`, saved segments and ids mean.
    #[serde(flatten)]
    pub surroundings: Surroundings,
}

/// What the engine's thread sends to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum FromEngine {
    /// The thread has started; nothing was lost that is sent from now on.
    Ready {
        /// The contract of the engine.
        contract: u32,
    },
    /// A question was given up before it was answered.
    Stopped {
        /// The question's number.
        number: u64,
    },
    /// The facts are loaded.
    Opened {
        /// The shop.
        shop: i64,
        /// The revision that was loaded.
        revision: i64,
        /// How many customers there are in what was loaded.
        customers: u32,
        /// One customer in so many was loaded; 1 is everybody.
        #[serde(default = "everybody")]
        sample: u32,
    },
    /// The facts are on their way.
    Loading {
        /// The shop.
        shop: i64,
        /// Bytes that are here.
        received: u64,
        /// Bytes in all; 0 while that is not known.
        total: u64,
    },
    /// The facts are more than this browser can hold; nothing was loaded.
    TooLarge {
        /// The shop.
        shop: i64,
        /// How many customers there are.
        customers: u32,
        /// Bytes of memory that they would need.
        needed: u64,
        /// Bytes of memory that may be used here.
        limit: u64,
        /// One customer in so many would fit.
        sample: u32,
    },
    /// The facts could not be loaded.
    NotOpened {
        /// The shop.
        shop: i64,
        /// A stable code, such as `snapshot.damaged` or `snapshot.offline`.
        code: String,
    },
    /// The answer of `ToEngine::Answer`.
    Answer {
        /// The question's number.
        number: u64,
        /// The answer.
        answer: Box<Answer>,
        /// What it cost.
        #[serde(default)]
        work: Work,
    },
    /// The answer of `ToEngine::Explain`.
    Explanation {
        /// The question's number.
        number: u64,
        /// The answer.
        explanation: Explanation,
    },
    /// The answer of `ToEngine::Members`.
    Members {
        /// The question's number.
        number: u64,
        /// Rows, ascending.
        rows: Vec<u32>,
        /// How many there are in all.
        total: u32,
    },
    /// The answer of `ToEngine::Split`.
    Split {
        /// The question's number.
        number: u64,
        /// The answer.
        waterfall: Waterfall,
    },
    /// The answer of `ToEngine::Suggest`.
    Suggestions {
        /// The question's number.
        number: u64,
        /// The texts.
        suggestions: Vec<Suggestion>,
    },
    /// The answer of `ToEngine::CustomerBase`.
    CustomerBase {
        /// The question's number.
        number: u64,
        /// The answer.
        base: Box<CustomerBase>,
    },
    /// The answer of `ToEngine::Overlap`.
    Overlap {
        /// The question's number.
        number: u64,
        /// The answer.
        overlap: Overlap,
    },
    /// The answer of `ToEngine::Profile`.
    Profile {
        /// The question's number.
        number: u64,
        /// The answer.
        profile: Box<Profile>,
    },
    /// The answer of `ToEngine::Measure`.
    Measured {
        /// The question's number.
        number: u64,
        /// Milliseconds that the sum took.
        sum_ms: f64,
        /// Bytes of memory that the thread's program has.
        memory: u64,
    },
    /// The question cannot be answered.
    Problem {
        /// The question's number.
        number: u64,
        /// Why not.
        problem: QueryProblem,
    },
}

fn everybody() -> u32 {
    1
}

/// What an answer cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Milliseconds in the engine, by the thread's own clock.
    pub ms: f64,
    /// Bytes of columns and bitmaps that were read or written for it, without what was kept from before.
    pub bytes: u64,
}

/// How segments overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// The ids, in the order of the question.
    pub ids: Vec<String>,
    /// `shared[i][j]`: customers in both; on the diagonal, in the segment itself.
    pub shared: Vec<Vec<u32>>,
    /// Customers in at least one of them.
    pub any: u32,
}

/// How a segment behaves. Only paid orders up to the as-of day count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Sums over the customers.
    pub sums: Sums,
    /// Minor digits of the shop's currency.
    pub decimals: u32,
    /// All customers of the shop.
    pub all: u32,
    /// Customers by score of recency, 1 to 5; those without a score are left out.
    pub recency: [u32; 5],
    /// Customers by score of frequency.
    pub frequency: [u32; 5],
    /// Customers by score of money spent.
    pub monetary: [u32; 5],
    /// Paid orders by weekday, Monday first.
    pub weekdays: [u64; 7],
    /// Paid orders by hour of the shop's day, 0 to 23; orders whose hour is not known are left out.
    pub hours: [u64; 24],
    /// The categories most bought, by customers: at most [`MOST_CATEGORIES`].
    pub categories: Vec<CategoryPart>,
    /// Customers by region (country where there are no regions), as in [`Spreads::regions`].
    pub regions: Vec<Bar>,
    /// Customers who have refused messages: unsubscribed, by medium.
    pub refused: Reach,
    /// How customers responded to earlier campaigns, by medium; media that nothing was sent by are left out.
    pub responses: Vec<Response>,
}

/// How customers responded to the messages of one medium: how many of them did so at least once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The medium.
    pub medium: Medium,
    /// Customers to whom a message was sent.
    pub sent: u32,
    /// Whom one reached.
    pub delivered: u32,
    /// Who opened one.
    pub opened: u32,
    /// Who followed its link.
    pub clicked: u32,
    /// Who bought after one, within the campaign's window.
    pub ordered: u32,
    /// Who refused further ones.
    pub unsubscribed: u32,
}

/// How many categories a profile names.
pub const MOST_CATEGORIES: usize = 12;

/// What a segment bought of one category.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryPart {
    /// The category; empty for products without one.
    pub category: String,
    /// Customers of the segment who bought of it.
    pub customers: u32,
    /// Customers of the whole shop who did.
    pub all_customers: u32,
    /// What the segment's lines of it amount to.
    pub amount_minor: i64,
}

/// A list of texts in the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vocabulary {
    /// `customer_country`.
    Countries,
    /// `customer_region`.
    Regions,
    /// `customer_city`.
    Cities,
    /// `gender`.
    Genders,
    /// `customer_tags`.
    CustomerTags,
    /// Product ids, each with its title.
    Products,
    /// Product titles.
    Titles,
    /// Product categories.
    Categories,
    /// Product tags.
    ProductTags,
    /// Channels of orders.
    Channels,
}

/// One text to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What goes into the query.
    pub text: String,
    /// What else helps to know it: a product's title; else empty.
    pub title: String,
}

/// Why a query has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QueryProblem {
    /// The text is not a query.
    #[error("{error}")]
    Parse {
        /// Where and why.
        error: ParseError,
        /// Which of a plan's texts: `scope`, `filters.<id>`, `exclusions.<id>`, `groups.<id>`, `segments.<name>`; empty for the question itself.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
    },
    /// The query is well formed, but cannot be evaluated.
    #[error("{error}")]
    Evaluate {
        /// Why.
        error: EvaluateError,
        /// Which of a plan's texts, as above.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        part: String,
    },
    /// No facts are loaded yet.
    #[error("no facts are loaded yet")]
    NotOpen,
    /// There is no customer with this row.
    #[error("there is no customer in row {row}")]
    NoSuchCustomer {
        /// The row.
        row: u32,
    },
}

/// One bar of a chart: how many customers, and the query that gives just these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// What the bar stands for: a code (`LOYAL`, `OTHER`, `NONE`), a name, or the bin's edges (`31-60`, `731-`).
    pub key: String,
    /// Customers in it.
    pub customers: u32,
    /// The sum of their `amount_spent`.
    pub spent_minor: i64,
    /// The canonical text that selects the bar out of everybody.
    pub query: String,
}

/// The spreads of a set of customers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spreads {
    /// Days since the last order; the last bar (`NONE`) is those without one.
    pub recency: Vec<Bar>,
    /// The 25 cells of recency × frequency, keys `5-1` (R-F); then `NONE`.
    pub rfm_grid: Vec<Bar>,
    /// The eleven groups.
    pub rfm_groups: Vec<Bar>,
    /// The seven stages.
    pub lifecycle: Vec<Bar>,
    /// The dearest regions (countries where the shop has no regions), then `OTHER` and `NONE`.
    pub regions: Vec<Bar>,
    /// The attribute that `regions` is about: `customer_region` or `customer_country`.
    pub regions_by: String,
    /// Member levels, ascending.
    pub member_levels: Vec<Bar>,
    /// Average order value in bands; then `NONE`.
    pub spend_bands: Vec<Bar>,
}

/// How many customers each medium can reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// By text message.
    pub sms: u32,
    /// By e-mail.
    pub email: u32,
    /// By the platform's own message.
    pub platform: u32,
}

impl Reach {
    /// How many one medium can reach.
    pub fn by(self, medium: Medium) -> u32 {
        match medium {
            Medium::Sms => self.sms,
            Medium::Email => self.email,
            Medium::Platform => self.platform,
        }
    }
}

/// Sums over a set of customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// How many.
    pub customers: u32,
    /// Those with a paid order.
    pub buyers: u32,
    /// Sum of `amount_spent`.
    pub spent_minor: i64,
    /// Sum of `amount_paid`.
    pub paid_minor: i64,
    /// Sum of `amount_refunded`.
    pub refunded_minor: i64,
    /// Sum of `number_of_orders`.
    pub orders: u64,
    /// `spent_minor` ÷ `orders`, rounded half away from zero; none without an order.
    pub aov_minor: Option<i64>,
    /// `spent_minor` ÷ `buyers`, rounded half away from zero; none without a buyer.
    pub spend_per_buyer_minor: Option<i64>,
    /// Who can be reached.
    pub reach: Reach,
}

/// What there is to know about a segment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The query in canonical form.
    pub query: String,
    /// The day that `today` meant.
    pub as_of: Option<Day>,
    /// All customers of the shop.
    pub all: u32,
    /// `customers` ÷ `all`, 0…1.
    pub share: f64,
    /// Sums over the customers in the segment.
    pub sums: Sums,
    /// Minor digits of the shop's currency.
    pub decimals: u32,
    /// Who they are.
    pub spreads: Spreads,
    /// The count after each clause of the top-level AND chain, in order: the waterfall.
    pub steps: Vec<Step>,
    /// Every node of the tree with its own count, depth first, the root first.
    pub nodes: Vec<NodeCount>,
}

/// One step of a waterfall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The clause in canonical form.
    pub text: String,
    /// Who is left after it and everything before it.
    pub customers: u32,
}

/// How many customers one node of the tree holds for, by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeCount {
    /// Child numbers from the root; empty for the root.
    pub path: Vec<u32>,
    /// The node in canonical form.
    pub text: String,
    /// For how many it holds.
    pub customers: u32,
}

/// Why one customer is in the segment or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The customer's row.
    pub row: u32,
    /// Whether the whole query holds.
    pub holds: bool,
    /// Every node of the tree, depth first, the root first.
    pub nodes: Vec<NodeTruth>,
}

/// Whether one node of the tree holds for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NodeTruth {
    /// Child numbers from the root; empty for the root.
    pub path: Vec<u32>,
    /// The node in canonical form.
    pub text: String,
    /// Whether it holds.
    pub holds: bool,
    /// For a clause: what is true of the customer.
    pub actual: Option<Actual>,
    /// For a clause about days: the day that was asked for, offsets counted out. Two of them for `BETWEEN`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Day>,
}

/// What is true of a customer where a clause asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actual {
    /// There is no value: every comparison is false.
    Missing,
    /// A whole number or an exact fraction.
    Number {
        /// Above the line.
        numerator: i64,
        /// Below the line; 1 for whole numbers.
        denominator: i64,
    },
    /// An amount; for an average, `minor` ÷ `over` exactly.
    Money {
        /// Minor units.
        minor: i64,
        /// What it is divided by; 1 for plain amounts.
        over: i64,
    },
    /// A day.
    Day {
        /// The day.
        day: Day,
    },
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// A set of texts.
    Texts {
        /// The texts.
        texts: Vec<String>,
    },
    /// The stages of product cycles in which the customer stands, each once.
    Stages {
        /// Their codes.
        codes: Vec<String>,
    },
    /// Things that a function found: orders or lines that match everything but what it asks of their sums.
    Found {
        /// How many orders (or events, or sequences).
        count: u64,
        /// Sum of quantities; lines only.
        quantity: Option<i64>,
        /// Sum of amounts.
        amount_minor: Option<i64>,
        /// First and last day of the things found.
        days: Option<(Day, Day)>,
    },
    /// Whether the customer is meant, for `customer_id` and `customer_segments`.
    Meant {
        /// Whether it is so.
        yes: bool,
    },
}

/// A campaign's rules, in the order in which they cut.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Who the theme is for.
    pub scope: String,
    /// All of these must hold; by rank.
    #[serde(default)]
    pub filters: Vec<NamedQuery>,
    /// None of these may hold; by rank. Who meets two counts for the first.
    #[serde(default)]
    pub exclusions: Vec<NamedQuery>,
    /// By priority: who meets two belongs to the first.
    #[serde(default)]
    pub groups: Vec<PlanGroup>,
}

/// One query of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedQuery {
    /// The id of its entry.
    pub id: String,
    /// The text.
    pub query: String,
}

/// One group of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanGroup {
    /// The id of its entry.
    pub id: String,
    /// The text.
    pub query: String,
    /// What it is to be reached by.
    pub medium: Medium,
    /// The share held out, 0 to one half.
    #[serde(default)]
    pub holdout_share: f64,
}

/// A waterfall that sums: what each step lost and left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Waterfall {
    /// All customers of the shop.
    pub total: u32,
    /// In the scope.
    pub scope: u32,
    /// After each filter: lost by it, and left.
    pub filters: Vec<Cut>,
    /// After each exclusion: lost by it (counted once, for the first that meets), and left.
    pub exclusions: Vec<Cut>,
    /// Left when all filters and exclusions have cut; `= Σ groups.chosen + ungrouped`.
    pub eligible: u32,
    /// The groups by priority.
    pub groups: Vec<GroupCut>,
    /// Eligible, but in no group.
    pub ungrouped: u32,
    /// Whom each medium reaches in the whole shop.
    #[serde(default)]
    pub reach: Reach,
}

/// What one rule cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The id of its entry.
    pub id: String,
    /// How many it took away.
    pub lost: u32,
    /// How many are left after it.
    pub left: u32,
}

/// One group of the waterfall: `chosen = unreachable + held_out + to_send`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCut {
    /// The id of its entry.
    pub id: String,
    /// Who meets the group's query among the eligible, whether or not an earlier group took them.
    pub matching: u32,
    /// Taken by an earlier group.
    pub taken: u32,
    /// In this group.
    pub chosen: u32,
    /// In this group, but its medium cannot reach them.
    pub unreachable: u32,
    /// Reachable, and held out; before approval as many as approval will hold out.
    pub held_out: u32,
    /// Reachable, and not held out.
    pub to_send: u32,
    /// Sums over the chosen.
    pub sums: Sums,
}

/// The picture of the whole store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerBase {
    /// The day of the picture.
    pub as_of: Day,
    /// Minor digits of the shop's currency.
    pub decimals: u32,
    /// Sums over everybody.
    pub sums: Sums,
    /// Who they are.
    pub spreads: Spreads,
    /// Where the lines of `lifecycle` stand, and why there.
    pub thresholds: Thresholds,
    /// For each threshold: of the silences that lasted so long, how many ended in a purchase within 90 days more.
    pub returns: Vec<Return>,
    /// Days between consecutive purchase days.
    pub intervals: Intervals,
    /// Reach by medium, each with its query.
    pub reach: Vec<Bar>,
    /// Bought once (`ONCE`), more than once (`AGAIN`), never (`NONE`).
    pub purchases: Vec<Bar>,
    /// Bought in the last 365 days (`BUYERS`); at least two orders in them (`AGAIN`). 复购率 is the second ÷ the first.
    pub repeat_year: (Bar, Bar),
    /// Bought in the last 30 days (`BUYERS`); of them, had also paid in the 365 days before (`OLD`).
    pub old_buyers_month: (Bar, Bar),
    /// Bought in the 30 days before the last 30 (`BUYERS`); of them, bought in the last 30 (`AGAIN`). 回购率 is the second ÷ the first.
    pub return_month: (Bar, Bar),
    /// Month by month.
    pub months: Vec<Month>,
    /// Paid orders without a usable buyer, in sales but not in customers.
    pub anonymous_orders: u64,
    /// What they paid.
    pub anonymous_minor: i64,
}

/// How often customers come back after a silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// How long the silence was.
    pub silent_days: u32,
    /// Silences of that length that are at least 90 days past.
    pub silences: u64,
    /// Those that ended in a purchase within the 90 days after.
    pub returned: u64,
}

/// The spread of the days between purchases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intervals {
    /// How many intervals.
    pub gaps: u64,
    /// How many customers have one.
    pub customers: u32,
    /// The median in half days, so that it is exact.
    pub median_half_days: Option<u32>,
    /// The 25th percentile in days (nearest rank, as all here).
    pub p25: Option<u32>,
    /// The 75th.
    pub p75: Option<u32>,
    /// The 80th.
    pub p80: Option<u32>,
    /// The 90th.
    pub p90: Option<u32>,
    /// The 95th.
    pub p95: Option<u32>,
    /// The histogram; each bar's customers are those whose own median lies in it, which is what its query gives.
    pub bars: Vec<IntervalBar>,
}

/// One bar of the interval histogram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntervalBar {
    /// Shortest interval in it, days.
    pub from: u32,
    /// Longest interval in it; none for the last bar.
    pub to: Option<u32>,
    /// How many intervals of all customers.
    pub gaps: u64,
    /// The customers whose median interval lies here, and their query.
    pub bar: Bar,
}

/// One calendar month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// Its first day.
    pub first: Day,
    /// Customers with a paid order in it; `key` is `2026-11`.
    pub buyers: Bar,
    /// Of them, those whose first order it was.
    pub new_buyers: u32,
    /// Paid orders of customers.
    pub orders: u64,
    /// What they paid, refunds taken off.
    pub sales_minor: i64,
    /// Paid orders without a usable buyer.
    pub anonymous_orders: u64,
    /// What these paid.
    pub anonymous_minor: i64,
}
