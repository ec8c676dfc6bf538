//! Orders, refunds and lines in the one canonical form that every source is brought to.

use std::sync::Arc;

use super::line;
use crate::money::Money;
use crate::order::{Payment, RefundState, State};
use crate::wire::import::{Fact, FileProblem};

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
    pub channel: Option<Arc<str>>,
    /// Where it went.
    pub country: Option<Arc<str>>,
    /// Where it went.
    pub region: Option<Arc<str>>,
    /// Where it went.
    pub city: Option<Arc<str>>,
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
    pub buyers: Vec<Arc<str>>,
    /// Products.
    pub products: Vec<Product>,
    /// What is worth knowing.
    pub facts: Vec<Fact>,
    /// Problems of the file as a whole.
    pub problems: Vec<FileProblem>,
}
