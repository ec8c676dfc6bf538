//! All rows are in: drafts become orders, refunds and lines for orders of another file.

use hashbrown::{HashMap, HashSet};

use super::Gather;
use super::draft::{Draft, DraftLine};
use crate::money::Money;
use crate::order::{RefundState, State};
use crate::order_import::canonical::{Gathered, Items, Line, LinesKnown, Order, Refund};
use crate::order_import::fault::problem;
use crate::order_import::mapping::{Field, Platform, Row};
use crate::order_import::status_words::{self, Meaning};
use crate::wire::import::Fact;

impl Gather<'_> {
    /// All rows are in: makes the orders.
    pub fn finish(mut self) -> Gathered {
        let mut gathered = Gathered::default();
        if self.scientific_ids > 0 && self.scientific_ids > self.drafts.len() as u64
            || self.rounded_ids >= 3 && self.rounded_ids * 2 > self.long_ids
        {
            gathered.problems.push(problem("import.damaged_ids", &[]));
        }
        // Nothing is looked for any more.
        self.by_number = HashMap::new();
        let drafts = std::mem::take(&mut self.drafts);
        match self.plan.mapping().row {
            Row::Item => gathered.items.reserve_exact(drafts.len()),
            _ => gathered.orders.reserve_exact(drafts.len()),
        }
        for draft in drafts {
            self.count_repeats(&draft);
            if self.plan.mapping().row == Row::Item {
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
        if draft.lines.len() < 2 {
            return;
        }
        let mut seen = HashSet::with_capacity(draft.lines.len());
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
            refunded: draft.amounts.refunded,
            rows: draft.rows,
            number: draft.number,
        }
    }

    fn refund(&mut self, draft: Draft) -> Refund {
        let own = draft.amounts.own();
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
        let reading = &self.plan.mapping().reading;
        let platform = reading.platform;
        let has_paid = draft.paid_at.is_some();
        let texts = &self.texts;
        let mean = |word: u32| {
            let text = texts.list.get(word as usize).map_or("", |text| text);
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
                    .map(DraftLine::size)
                    .sum();
            }
        }
        if meaning.state == State::Unknown {
            let word = self.texts.text(draft.state);
            self.note("unknown_states", Some(word.as_deref().unwrap_or("")));
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
        let shipping = Money(draft.amounts.shipping.unwrap_or_default().0.max(0));
        let without = |whole: Money| Money((whole.0 - shipping.0).max(0));
        let sum: i64 = draft.lines.iter().map(DraftLine::size).sum();
        let to_pay = draft
            .amounts
            .total
            .map(without)
            .or(draft.amounts.goods)
            .unwrap_or(Money(if draft.title_only { 0 } else { sum }));
        let Some(mut paid) = draft.amounts.paid else {
            return (to_pay, shipping);
        };
        let reading = &self.plan.mapping().reading;
        if draft.paid_at.is_none() && paid.0 == 0 {
            return (to_pay, shipping);
        }
        if reading.platform == Platform::Taobao {
            // The export shows what is left of the payment after refunds.
            let back = draft.amounts.refunded.unwrap_or_default();
            let total = draft.amounts.total.unwrap_or_default();
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
    let own = draft.amounts.own();
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
        .map(DraftLine::size)
        .sum();
    let known = draft
        .amounts
        .refunded
        .map_or(back, |given| given.0.max(back))
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
        amount: Money(line.size()),
        weight: if line.weight > 0 {
            line.weight
        } else {
            line.paid.unwrap_or(0)
        },
        real: line.real,
    }
}
