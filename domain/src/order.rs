//! What an order is: its state, its lines, and when it counts as a purchase.

use serde::{Deserialize, Serialize};

use crate::money::Money;

/// The normal form of every platform's order states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Placed, not paid.
    Unpaid,
    /// A staged presale of which only the deposit is paid.
    DepositPaid,
    /// Paid, not yet on its way.
    Paid,
    /// A part is on its way.
    PartShipped,
    /// On its way or delivered.
    Shipped,
    /// Received and confirmed.
    Completed,
    /// Closed before it was paid.
    ClosedUnpaid,
    /// Closed by a full refund.
    ClosedRefunded,
    /// Held by the platform.
    OnHold,
    /// A text that nobody has explained to us; never guessed.
    Unknown,
}

impl State {
    /// Every state, in the order of an order's life.
    pub const ALL: [State; 10] = [
        State::Unpaid,
        State::DepositPaid,
        State::Paid,
        State::PartShipped,
        State::Shipped,
        State::Completed,
        State::ClosedUnpaid,
        State::ClosedRefunded,
        State::OnHold,
        State::Unknown,
    ];

    /// The code that is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            State::Unpaid => "UNPAID",
            State::DepositPaid => "DEPOSIT_PAID",
            State::Paid => "PAID",
            State::PartShipped => "PART_SHIPPED",
            State::Shipped => "SHIPPED",
            State::Completed => "COMPLETED",
            State::ClosedUnpaid => "CLOSED_UNPAID",
            State::ClosedRefunded => "CLOSED_REFUNDED",
            State::OnHold => "ON_HOLD",
            State::Unknown => "UNKNOWN",
        }
    }

    /// The state of a stored code.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether an order in this state can be a purchase at all. `Unknown` and `OnHold` can: there the time of
    /// payment decides.
    pub fn can_be_paid(self) -> bool {
        !matches!(
            self,
            State::Unpaid | State::DepositPaid | State::ClosedUnpaid | State::ClosedRefunded
        )
    }
}

/// How much of an order went back.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefundState {
    /// Nothing.
    #[default]
    None,
    /// Asked for, not decided.
    InProgress,
    /// A part.
    Partial,
    /// All of it.
    Full,
}

impl RefundState {
    /// The code that is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            RefundState::None => "NONE",
            RefundState::InProgress => "IN_PROGRESS",
            RefundState::Partial => "PARTIAL",
            RefundState::Full => "FULL",
        }
    }

    /// The refund state of a stored code.
    pub fn from_code(code: &str) -> Option<RefundState> {
        [
            RefundState::None,
            RefundState::InProgress,
            RefundState::Partial,
            RefundState::Full,
        ]
        .into_iter()
        .find(|state| state.code() == code)
    }
}

/// What the rule of the valid purchase looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The state.
    pub state: State,
    /// Whether a time of payment is known.
    pub paid: bool,
    /// Goods paid.
    pub amount: Money,
    /// Of that, paid back.
    pub refunded: Money,
    /// How many lines are known, gifts and fees included; an order-level file knows none.
    pub lines: usize,
    /// How many of them are real products.
    pub real_lines: usize,
}

impl Payment {
    /// Whether this is a valid purchase: paid, not closed, something left after refunds, and at least one real product
    /// line. An order whose lines are not known counts as having real goods.
    ///
    /// ```
    /// use domain::{money::Money, order::{Payment, State}};
    /// let paid = Payment { state: State::Completed, paid: true, amount: Money(990), refunded: Money(0), lines: 0, real_lines: 0 };
    /// assert!(paid.is_valid_purchase());
    /// assert!(!Payment { refunded: Money(990), ..paid }.is_valid_purchase());
    /// assert!(!Payment { lines: 1, ..paid }.is_valid_purchase());
    /// ```
    pub fn is_valid_purchase(&self) -> bool {
        self.paid
            && self.state.can_be_paid()
            && self.amount > self.refunded
            && (self.lines == 0 || self.real_lines > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
        assert_eq!(State::from_code("paid"), None);
    }

    #[test]
    fn a_closed_or_unpaid_order_is_no_purchase() {
        let paid = Payment {
            state: State::Paid,
            paid: true,
            amount: Money(100),
            refunded: Money(40),
            lines: 2,
            real_lines: 1,
        };
        assert!(paid.is_valid_purchase());
        for state in [State::Unpaid, State::ClosedRefunded, State::DepositPaid] {
            assert!(!Payment { state, ..paid }.is_valid_purchase());
        }
        assert!(
            !Payment {
                paid: false,
                ..paid
            }
            .is_valid_purchase()
        );
    }
}
