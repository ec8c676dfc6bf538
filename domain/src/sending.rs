//! Who may be written to now, what becomes of a message, and whether the sum closes.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use crate::campaign::status::State as CampaignState;
use crate::message::Medium;

/// The hours of the day within which marketing may be sent, in minutes after midnight of the shop's zone (§3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The first legal minute.
    pub from_minute: u32,
    /// The first minute that is no longer legal.
    pub until_minute: u32,
}

impl Default for Hours {
    fn default() -> Hours {
        Hours {
            from_minute: 9 * 60,
            until_minute: 20 * 60 + 30,
        }
    }
}

impl Hours {
    /// Whether a message may leave at this local time.
    pub fn hold(self, local: NaiveDateTime) -> bool {
        let minute = local.hour() * 60 + local.minute();
        (self.from_minute..self.until_minute).contains(&minute)
    }

    /// The first local time at or after `local` at which a message may leave.
    ///
    /// ```
    /// use domain::{document::reading::local_time, sending::Hours};
    /// let next = Hours::default().next_legal(local_time("2026-11-11T20:30").unwrap());
    /// assert_eq!(next, local_time("2026-11-12T09:00").unwrap());
    /// ```
    pub fn next_legal(self, local: NaiveDateTime) -> NaiveDateTime {
        if self.hold(local) {
            return local;
        }
        let opens =
            NaiveTime::from_num_seconds_from_midnight_opt(self.from_minute.min(1439) * 60, 0)
                .unwrap_or(NaiveTime::MIN);
        let today = local.date().and_time(opens);
        if today > local {
            return today;
        }
        local
            .date()
            .checked_add_days(Days::new(1))
            .map_or(today, |day| day.and_time(opens))
    }
}

/// How often one customer may be written to, over all media (§3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    /// Messages of one campaign.
    pub per_campaign: u32,
    /// Marketing messages on one local day.
    pub per_day: u32,
    /// Marketing messages within 30 days.
    pub per_30_days: u32,
}

impl Default for Caps {
    fn default() -> Caps {
        Caps {
            per_campaign: 2,
            per_day: 1,
            per_30_days: 4,
        }
    }
}

/// What is known of a customer's permission for one medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Consent {
    /// Given.
    Subscribed,
    /// Refused or taken back.
    Unsubscribed,
    /// Never asked, or no record.
    #[default]
    Unknown,
}

/// Why a message is never sent; the ledger keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// The campaign was cancelled or closed before this message left.
    CampaignOver,
    /// The customer is on the suppression list, or took consent back.
    OptedOut,
    /// The address bounced or complained before, or was suppressed by hand.
    Suppressed,
    /// There is no consent for this medium on record.
    NoConsent,
    /// There is no address for this medium.
    NoAddress,
    /// The customer is kept out so that the effect can be measured.
    HeldOut,
    /// An exclusion came to hold after the groups were frozen.
    Excluded,
    /// The campaign has written to the customer as often as it may.
    CampaignCap,
    /// The customer had today's message.
    DayCap,
    /// The customer had the month's messages.
    MonthCap,
    /// A variable of the text has no value for this customer.
    UnresolvedVariable,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 11] = [
        Reason::CampaignOver,
        Reason::OptedOut,
        Reason::Suppressed,
        Reason::NoConsent,
        Reason::NoAddress,
        Reason::HeldOut,
        Reason::Excluded,
        Reason::CampaignCap,
        Reason::DayCap,
        Reason::MonthCap,
        Reason::UnresolvedVariable,
    ];

    /// The code as the ledger stores it.
    pub fn code(self) -> &'static str {
        match self {
            Reason::CampaignOver => "CAMPAIGN_OVER",
            Reason::OptedOut => "OPTED_OUT",
            Reason::Suppressed => "SUPPRESSED",
            Reason::NoConsent => "NO_CONSENT",
            Reason::NoAddress => "NO_ADDRESS",
            Reason::HeldOut => "HELD_OUT",
            Reason::Excluded => "EXCLUDED",
            Reason::CampaignCap => "CAMPAIGN_CAP",
            Reason::DayCap => "DAY_CAP",
            Reason::MonthCap => "MONTH_CAP",
            Reason::UnresolvedVariable => "UNRESOLVED_VARIABLE",
        }
    }

    /// The reason that a code of the ledger means.
    pub fn from_code(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Why a customer is on the suppression list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Suppression {
    /// Said no.
    OptedOut,
    /// The address does not exist.
    Bounced,
    /// Complained.
    Complained,
    /// Put there by a person.
    ByHand,
}

/// Everything the decision about one message rests on, at the instant of sending.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The campaign's state.
    pub campaign: CampaignState,
    /// The message's medium.
    pub medium: Medium,
    /// The local time in the shop's zone.
    pub local: NaiveDateTime,
    /// When marketing may be sent.
    pub hours: Hours,
    /// Consent for the medium.
    pub consent: Consent,
    /// The entry of the suppression list that covers the medium, if there is one.
    pub suppression: Option<Suppression>,
    /// Whether there is an address for the medium.
    pub has_address: bool,
    /// Whether the customer is in the holdout.
    pub held_out: bool,
    /// Whether an exclusion came to hold since the groups were frozen.
    pub excluded: bool,
    /// Messages this campaign has sent to the customer.
    pub sent_in_campaign: u32,
    /// Marketing messages the customer had today, of all campaigns.
    pub sent_today: u32,
    /// Marketing messages the customer had in the last 30 days, of all campaigns.
    pub sent_in_30_days: u32,
    /// The caps.
    pub caps: Caps,
}

/// The decision about one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Send it now.
    Allow,
    /// Never send it.
    Deny(Reason),
    /// Not now; the row stays pending.
    Wait(Wait),
}

/// Why a message is not sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The campaign is stopped or not started.
    NotRunning,
    /// It is outside the legal hours; `next` is the first legal local time.
    OutsideHours {
        /// The first local time at which it may leave.
        next: NaiveDateTime,
    },
}

/// The one rule of sending. What forbids a message for good is asked before what only delays it, and what protects
/// the customer before what protects the measurement.
pub fn may_send(facts: &Facts) -> Verdict {
    let denial = [
        (
            matches!(
                facts.campaign,
                CampaignState::Cancelled | CampaignState::Closed | CampaignState::Evaluated
            ),
            Reason::CampaignOver,
        ),
        (
            facts.suppression == Some(Suppression::OptedOut)
                || facts.consent == Consent::Unsubscribed,
            Reason::OptedOut,
        ),
        (facts.suppression.is_some(), Reason::Suppressed),
        (facts.held_out, Reason::HeldOut),
        (facts.excluded, Reason::Excluded),
        (
            facts.medium.needs_address() && !facts.has_address,
            Reason::NoAddress,
        ),
        (
            facts.medium.needs_address() && facts.consent != Consent::Subscribed,
            Reason::NoConsent,
        ),
        (
            facts.sent_in_campaign >= facts.caps.per_campaign,
            Reason::CampaignCap,
        ),
        (
            facts.sent_in_30_days >= facts.caps.per_30_days,
            Reason::MonthCap,
        ),
    ];
    if let Some((_, reason)) = denial.into_iter().find(|(holds, _)| *holds) {
        return Verdict::Deny(reason);
    }
    if facts.campaign != CampaignState::Running {
        return Verdict::Wait(Wait::NotRunning);
    }
    if !facts.hours.hold(facts.local) {
        let next = facts.hours.next_legal(facts.local);
        return Verdict::Wait(Wait::OutsideHours { next });
    }
    if facts.sent_today >= facts.caps.per_day {
        return Verdict::Deny(Reason::DayCap);
    }
    Verdict::Allow
}

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
    use crate::document::reading::local_time;
    use proptest::prelude::*;

    fn at(text: &str) -> NaiveDateTime {
        local_time(text).unwrap()
    }

    fn facts() -> Facts {
        Facts {
            campaign: CampaignState::Running,
            medium: Medium::Sms,
            local: at("2026-11-11T10:00"),
            hours: Hours::default(),
            consent: Consent::Subscribed,
            suppression: None,
            has_address: true,
            held_out: false,
            excluded: false,
            sent_in_campaign: 0,
            sent_today: 0,
            sent_in_30_days: 0,
            caps: Caps::default(),
        }
    }

    fn check(name: &str, change: impl Fn(&mut Facts), expected: Verdict) {
        let mut facts = facts();
        change(&mut facts);
        assert_eq!(may_send(&facts), expected, "{name}");
    }

    #[test]
    fn each_fact_decides_alone() {
        use Verdict::{Allow, Deny, Wait as Later};
        check("all is well", |_| {}, Allow);
        check(
            "opted out",
            |f| f.consent = Consent::Unsubscribed,
            Deny(Reason::OptedOut),
        );
        check(
            "never asked",
            |f| f.consent = Consent::Unknown,
            Deny(Reason::NoConsent),
        );
        check(
            "never asked, on the platform",
            |f| {
                f.consent = Consent::Unknown;
                f.has_address = false;
                f.medium = Medium::Platform;
            },
            Allow,
        );
        check(
            "opted out on the platform",
            |f| {
                f.consent = Consent::Unsubscribed;
                f.medium = Medium::Platform;
            },
            Deny(Reason::OptedOut),
        );
        check(
            "bounced",
            |f| f.suppression = Some(Suppression::Bounced),
            Deny(Reason::Suppressed),
        );
        check(
            "listed as opted out",
            |f| f.suppression = Some(Suppression::OptedOut),
            Deny(Reason::OptedOut),
        );
        check(
            "no phone",
            |f| f.has_address = false,
            Deny(Reason::NoAddress),
        );
        check(
            "in the holdout",
            |f| f.held_out = true,
            Deny(Reason::HeldOut),
        );
        check(
            "bought since",
            |f| f.excluded = true,
            Deny(Reason::Excluded),
        );
        check("second of the campaign", |f| f.sent_in_campaign = 1, Allow);
        check(
            "third of the campaign",
            |f| f.sent_in_campaign = 2,
            Deny(Reason::CampaignCap),
        );
        check(
            "second of the day",
            |f| f.sent_today = 1,
            Deny(Reason::DayCap),
        );
        check("fourth of the month", |f| f.sent_in_30_days = 3, Allow);
        check(
            "fifth of the month",
            |f| f.sent_in_30_days = 4,
            Deny(Reason::MonthCap),
        );
        check(
            "stopped",
            |f| f.campaign = CampaignState::Stopped,
            Later(Wait::NotRunning),
        );
        check(
            "cancelled",
            |f| f.campaign = CampaignState::Cancelled,
            Deny(Reason::CampaignOver),
        );
    }

    #[test]
    fn outside_the_hours_the_next_legal_time_is_named() {
        for (local, next) in [
            ("2026-11-11T08:59", Some("2026-11-11T09:00")),
            ("2026-11-11T09:00", None),
            ("2026-11-11T20:29", None),
            ("2026-11-11T20:30", Some("2026-11-12T09:00")),
            ("2026-12-31T23:59", Some("2027-01-01T09:00")),
        ] {
            let expected = next.map_or(Verdict::Allow, |next| {
                Verdict::Wait(Wait::OutsideHours { next: at(next) })
            });
            check(local, |f| f.local = at(local), expected);
        }
    }

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
