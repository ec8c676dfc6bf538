//! An order while its rows come in.

use std::iter::Flatten;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

use hashbrown::HashMap;

use crate::money::Money;
use crate::order::RefundState;
use crate::order_import::mapping::{Field, Row};
use crate::order_import::{cell, identity};

/// Texts that come again and again, each kept once.
#[derive(Default)]
pub(super) struct Texts {
    at: HashMap<Arc<str>, u32>,
    pub(super) list: Vec<Arc<str>>,
}

impl Texts {
    pub(super) fn keep(&mut self, text: &str) -> u32 {
        if let Some(at) = self.at.get(text) {
            return *at;
        }
        let at = self.list.len() as u32;
        let text: Arc<str> = text.into();
        self.at.insert(Arc::clone(&text), at);
        self.list.push(text);
        at
    }

    pub(super) fn text(&self, at: Option<u32>) -> Option<Arc<str>> {
        at.and_then(|at| self.list.get(at as usize)).cloned()
    }
}

/// The order's own amounts, as a row says them.
#[derive(Clone, Copy, Default)]
pub(super) struct Amounts {
    pub(super) total: Option<Money>,
    pub(super) goods: Option<Money>,
    pub(super) paid: Option<Money>,
    pub(super) shipping: Option<Money>,
    pub(super) refunded: Option<Money>,
}

impl Amounts {
    /// What was paid, or is to be paid.
    pub(super) fn own(&self) -> Option<Money> {
        self.paid.or(self.total).or(self.goods)
    }
}

/// What one row says of its order; texts are kept elsewhere and stand here by their number.
pub(super) struct Said {
    pub(super) buyer: Option<u32>,
    pub(super) created_at: Option<i64>,
    pub(super) paid_at: Option<i64>,
    pub(super) cancelled: bool,
    pub(super) state: Option<u32>,
    pub(super) fulfilment: Option<u32>,
    pub(super) after_sale: Option<RefundState>,
    pub(super) amounts: Amounts,
    pub(super) country: Option<u32>,
    pub(super) region: Option<u32>,
    pub(super) city: Option<u32>,
    pub(super) channel: Option<u32>,
}

/// An order as its rows have told it so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) number: String,
    pub(super) buyer: Option<u32>,
    pub(super) cancellation: bool,
    pub(super) state: Option<u32>,
    pub(super) closed_minor: i64,
    pub(super) mixed: bool,
    pub(super) fulfilment: Option<u32>,
    pub(super) after_sale: Option<RefundState>,
    pub(super) created_at: Option<i64>,
    pub(super) paid_at: Option<i64>,
    pub(super) cancelled: bool,
    pub(super) amounts: Amounts,
    pub(super) returned: i64,
    pub(super) channel: Option<u32>,
    pub(super) country: Option<u32>,
    pub(super) region: Option<u32>,
    pub(super) city: Option<u32>,
    pub(super) lines: Vec<DraftLine>,
    pub(super) title_only: bool,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) accepts_marketing: Option<bool>,
    pub(super) rows: u64,
}

/// Drafts by their number. Very many lie in pieces: none is moved when more come, and each piece is free again as soon as
/// orders were made of it.
#[derive(Default)]
pub(super) struct Drafts {
    pieces: Vec<Vec<Draft>>,
}

/// Drafts of a piece.
const PIECE: usize = 1 << 12;

impl Drafts {
    pub(super) fn len(&self) -> usize {
        let last = self.pieces.last().map_or(0, Vec::len);
        self.pieces.len().saturating_sub(1) * PIECE + last
    }

    pub(super) fn push(&mut self, draft: Draft) {
        if self.len().is_multiple_of(PIECE) {
            self.pieces.push(Vec::with_capacity(PIECE));
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(draft);
        }
    }
}

impl Index<u32> for Drafts {
    type Output = Draft;

    fn index(&self, at: u32) -> &Draft {
        &self.pieces[at as usize / PIECE][at as usize % PIECE]
    }
}

impl IndexMut<u32> for Drafts {
    fn index_mut(&mut self, at: u32) -> &mut Draft {
        &mut self.pieces[at as usize / PIECE][at as usize % PIECE]
    }
}

impl IntoIterator for Drafts {
    type Item = Draft;
    type IntoIter = Flatten<std::vec::IntoIter<Vec<Draft>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

/// A line of it.
pub(super) struct DraftLine {
    pub(super) product: u32,
    pub(super) quantity: i64,
    pub(super) weight: i64,
    pub(super) paid: Option<i64>,
    pub(super) state: Option<u32>,
    pub(super) refunded: bool,
    pub(super) real: bool,
}

impl Draft {
    /// Takes in one more row. What an earlier row said stays.
    pub(super) fn hear(&mut self, said: &Said) {
        self.rows += 1;
        self.buyer = self.buyer.or(said.buyer);
        self.created_at = self.created_at.or(said.created_at);
        self.paid_at = self.paid_at.or(said.paid_at);
        self.cancelled |= said.cancelled;
        self.mixed |= self.state.is_some() && said.state.is_some() && self.state != said.state;
        self.state = self.state.or(said.state);
        self.fulfilment = self.fulfilment.or(said.fulfilment);
        // The order's own amounts stand on every row, or on the first: they count once.
        let (own, row) = (&mut self.amounts, said.amounts);
        own.total = own.total.or(row.total);
        own.goods = own.goods.or(row.goods);
        own.paid = own.paid.or(row.paid);
        own.shipping = own.shipping.or(row.shipping);
        if let Some(more) = row.refunded {
            own.refunded = Some(own.refunded.unwrap_or_default() + Money(more.0.abs()));
        }
        self.country = self.country.or(said.country);
        self.region = self.region.or(said.region);
        self.city = self.city.or(said.city);
        self.channel = self.channel.or(said.channel);
        self.after_sale = self.after_sale.max(said.after_sale);
    }

    /// Name and addresses, read only until one row has them.
    pub(super) fn hear_of_buyer<'r>(&mut self, of: &impl Fn(Field) -> &'r str) {
        if self.name.is_none() {
            self.name = identity::name(of(Field::Name));
        }
        if self.phone.is_none() {
            self.phone = identity::phone(of(Field::Phone));
        }
        if self.email.is_none() {
            self.email = identity::email(of(Field::Email));
        }
        self.accepts_marketing = self
            .accepts_marketing
            .or(cell::yes(of(Field::AcceptsMarketing)));
    }

    /// Puts a line to the order, or to what came back of it.
    pub(super) fn add_line(&mut self, line: DraftLine, said: &Said, row: Row, is_return: bool) {
        if is_return {
            self.returned += line.size().abs();
            return;
        }
        self.title_only = row == Row::Order;
        if self.lines.is_empty() {
            // Most orders have one or two.
            self.lines.reserve_exact(1);
        }
        self.lines.push(DraftLine {
            state: said.state,
            refunded: row != Row::Order && said.after_sale == Some(RefundState::Full),
            ..line
        });
    }
}

impl DraftLine {
    /// What was paid for it, or what it weighs, in minor units.
    pub(super) fn size(&self) -> i64 {
        self.paid.unwrap_or(self.weight)
    }

    /// Whether it takes something back.
    pub(super) fn is_negative(&self) -> bool {
        self.quantity < 0 || self.weight < 0 || self.paid.is_some_and(|paid| paid < 0)
    }
}
