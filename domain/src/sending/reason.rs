//! Why a message is never sent.

use serde::{Deserialize, Serialize};

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
