//! Who may be written to now, what becomes of a message, and whether the sum closes.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::campaign::status::State as CampaignState;
use crate::message::Medium;

mod caps;
mod ledger;
mod reason;

pub use caps::{Caps, Hours};
pub use ledger::{LedgerState, Mover, Tally};
pub use reason::Reason;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::reading::local_time;

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
}
