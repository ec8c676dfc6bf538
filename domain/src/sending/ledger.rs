//! What became of each message, and whether the sum closes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Reason;

/// What became of one message: the state of one row of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LedgerState {
    /// Planned, and nobody works on it.
    Pending,
    /// A worker holds it.
    Leased,
    /// The worker is about to hand it to the channel.
    Intent,
    /// The channel took it.
    Sent,
    /// It is never sent, for a reason.
    Suppressed,
    /// Never meant to be sent: the holdout.
    HeldOut,
    /// The channel refused it.
    Failed,
    /// It may have left or not; a person decides.
    Unknown,
}

/// Who moves a row of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mover {
    /// The sending worker.
    Worker,
    /// A person who looked at the channel.
    Person,
}

impl LedgerState {
    /// All states.
    pub const ALL: [LedgerState; 8] = [
        LedgerState::Pending,
        LedgerState::Leased,
        LedgerState::Intent,
        LedgerState::Sent,
        LedgerState::Suppressed,
        LedgerState::HeldOut,
        LedgerState::Failed,
        LedgerState::Unknown,
    ];

    /// The code as the ledger stores it.
    pub fn code(self) -> &'static str {
        match self {
            LedgerState::Pending => "PENDING",
            LedgerState::Leased => "LEASED",
            LedgerState::Intent => "INTENT",
            LedgerState::Sent => "SENT",
            LedgerState::Suppressed => "SUPPRESSED",
            LedgerState::HeldOut => "HELD_OUT",
            LedgerState::Failed => "FAILED",
            LedgerState::Unknown => "UNKNOWN",
        }
    }

    /// The state that a code of the ledger means.
    pub fn from_code(code: &str) -> Option<LedgerState> {
        LedgerState::ALL
            .into_iter()
            .find(|state| state.code() == code)
    }

    /// Whether a row may go from this state to `next`. Nothing leads from an intent back to pending but a
    /// person's decision, so that no message is sent twice by itself.
    ///
    /// ```
    /// use domain::sending::{LedgerState::*, Mover};
    /// assert!(Intent.may_become(Unknown, Mover::Worker));
    /// assert!(!Unknown.may_become(Pending, Mover::Worker));
    /// assert!(Unknown.may_become(Pending, Mover::Person));
    /// ```
    pub fn may_become(self, next: LedgerState, mover: Mover) -> bool {
        use LedgerState::{Failed, HeldOut, Intent, Leased, Pending, Sent, Suppressed, Unknown};
        let legal: &[LedgerState] = match (self, mover) {
            (Pending, Mover::Worker) => &[Leased, Suppressed],
            (Leased, Mover::Worker) => &[Pending, Intent, Suppressed],
            (Intent, Mover::Worker) => &[Sent, Failed, Unknown],
            (Pending, Mover::Person) => &[Suppressed],
            (Unknown, Mover::Person) => &[Sent, Failed, Pending],
            (Sent | Suppressed | HeldOut | Failed | Unknown | Leased | Intent, _) => &[],
        };
        legal.contains(&next)
    }
}

/// The sum of a ledger: what was planned and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// All rows.
    pub planned: u64,
    /// Taken by the channel.
    pub sent: u64,
    /// Never sent, by reason.
    pub suppressed: BTreeMap<Reason, u64>,
    /// The holdout.
    pub held_out: u64,
    /// Refused by the channel.
    pub failed: u64,
    /// Left to a person.
    pub unknown: u64,
    /// Still to come, or in a worker's hands.
    pub pending: u64,
}

impl Tally {
    /// Adds `count` rows in one state. A suppressed row without a readable reason counts as suppressed by hand.
    pub fn add(&mut self, state: LedgerState, reason: Option<Reason>, count: u64) {
        self.planned += count;
        match state {
            LedgerState::Pending | LedgerState::Leased | LedgerState::Intent => {
                self.pending += count;
            }
            LedgerState::Sent => self.sent += count,
            LedgerState::Suppressed => {
                *self
                    .suppressed
                    .entry(reason.unwrap_or(Reason::Suppressed))
                    .or_default() += count;
            }
            LedgerState::HeldOut => self.held_out += count,
            LedgerState::Failed => self.failed += count,
            LedgerState::Unknown => self.unknown += count,
        }
    }

    /// All suppressed rows.
    pub fn suppressed_total(&self) -> u64 {
        self.suppressed.values().sum()
    }

    /// Whether planned = sent + suppressed + held out + failed + unknown + pending.
    pub fn closes(&self) -> bool {
        let parts = self.sent
            + self.suppressed_total()
            + self.held_out
            + self.failed
            + self.unknown
            + self.pending;
        self.planned == parts
    }

    /// The tally of two ledgers together.
    #[must_use]
    pub fn plus(mut self, other: &Tally) -> Tally {
        self.planned += other.planned;
        self.sent += other.sent;
        self.held_out += other.held_out;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.pending += other.pending;
        for (reason, count) in &other.suppressed {
            *self.suppressed.entry(*reason).or_default() += count;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_has_left_never_returns_to_the_queue_by_itself() {
        for state in LedgerState::ALL {
            for next in [LedgerState::Pending, LedgerState::Leased] {
                let legal = state.may_become(next, Mover::Worker);
                let unsent = matches!(state, LedgerState::Pending | LedgerState::Leased);
                assert!(!legal || unsent, "{state:?} → {next:?}");
            }
            assert_eq!(LedgerState::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
    }

    proptest! {
        #[test]
        fn the_sum_closes_whatever_happens(rows in prop::collection::vec((0usize..8, 0usize..11, 0u64..1000), 0..50)) {
            let mut tally = Tally::default();
            for (state, reason, count) in rows {
                tally.add(LedgerState::ALL[state], Some(Reason::ALL[reason]), count);
            }
            prop_assert!(tally.closes());
            prop_assert!(tally.clone().plus(&tally).closes());
        }
    }
}
