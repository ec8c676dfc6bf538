//! A campaign's commands, live numbers and report on the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::campaign::checkpoint::{CheckpointState, GroupCount};
pub use crate::campaign::readiness::Readiness;
pub use crate::campaign::status::State;
pub use crate::effect::report::{Effect, Good, Hour, Report, Row, RowScope, Sold, Verdict};
pub use crate::message::Medium;
pub use crate::message::sms::Distribution;
pub use crate::sending::Tally;

/// `GET /api/campaigns/{id}/readiness`: the list as the server sees it, with counts of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadinessAnswer {
    /// The list.
    pub readiness: Readiness,
    /// How many people each group holds.
    pub counts: BTreeMap<String, GroupCount>,
    /// What the messages would cost, in minor units.
    pub cost_minor: i64,
    /// Of which facts this is true.
    pub facts_revision: i64,
}

/// `GET /api/campaigns/{id}/lengths`: each group's text messages, measured over its members as they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lengths {
    /// The groups that are written to by text message, in their order.
    pub groups: Vec<GroupLengths>,
    /// Of which facts this is true.
    pub facts_revision: i64,
}

/// One group's text messages, measured over its members.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLengths {
    /// The group's id.
    pub group: String,
    /// Members whom a text message reaches. Each one's text is measured: who of them is held out is not known yet.
    pub people: u64,
    /// How many of them will be written to.
    pub to_send: u64,
    /// Their messages.
    pub messages: Distribution,
    /// How many are told the fallback, by the variable's name.
    pub fallbacks: BTreeMap<String, u64>,
    /// For how many the text has a gap; to them nothing is sent.
    pub unresolved: u64,
    /// What the messages cost, in minor units: the measured ones' part that will be sent, rounded up.
    pub cost_minor: i64,
}

/// `POST /api/campaigns/{id}/approve`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approve {
    /// The change up to which the approver had seen the document; a newer one refuses the approval.
    pub seen: u64,
    /// Why it is sent although a health light is red.
    #[serde(default)]
    pub reason: String,
}

/// The answer to every command of a campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Commanded {
    /// The state from now on.
    pub state: State,
    /// The ledger's sum.
    pub tally: Tally,
    /// The change log reaches this far: fetch what is new.
    pub upto: u64,
}

/// `POST /api/campaigns/{id}/test-send`: one message to an own address, outside the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestSend {
    /// The group whose content is sent.
    pub group: String,
    /// A mail address, or a phone number.
    pub to: String,
}

/// The answer: what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestSent {
    /// A mail's subject.
    pub subject: String,
    /// The text as it left.
    pub body: String,
    /// Text message segments; 1 for a mail.
    pub segments: u64,
    /// What the channel answered.
    pub receipt: String,
}

/// `GET /api/campaigns/{id}/live`: the numbers while it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Live {
    /// The campaign's document id.
    pub campaign: String,
    /// Its state.
    pub state: State,
    /// How new the orders are, in seconds since 1970.
    pub as_of: i64,
    /// When the window ends.
    pub window_ends_at: Option<i64>,
    /// The ledger's sum.
    pub tally: Tally,
    /// Whether planned = sent + suppressed + held out + failed + unknown + pending.
    pub closes: bool,
    /// Each group's numbers.
    pub groups: Vec<LiveGroup>,
    /// Orders and amount hour by hour.
    pub hours: Vec<Hour>,
    /// What was hoped for in all, in minor units.
    pub target_amount_minor: Option<i64>,
    /// The orders that were hoped for.
    pub target_orders: Option<i64>,
}

/// One group while it runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its medium.
    pub medium: Medium,
    /// When it leaves, in seconds since 1970.
    pub send_at: i64,
    /// Its part of the ledger.
    pub tally: Tally,
    /// Messages that arrived.
    pub delivered: u64,
    /// People who opted out.
    pub opted_out: u64,
    /// Ordered: paid and unpaid.
    pub ordered: Sold,
    /// Ordered and not paid.
    pub unpaid: Sold,
    /// Paid.
    pub paid: Sold,
    /// Refunded, in minor units.
    pub refunded_minor: i64,
    /// Paying buyers ÷ assigned.
    pub conversion: Option<f64>,
    /// The same of the holdout.
    pub holdout_conversion: Option<f64>,
    /// The share that was expected to pay.
    pub expected_conversion: Option<f64>,
    /// What its messages cost, in minor units.
    pub cost_minor: i64,
}

/// `GET /api/campaigns/{id}/unknown`: messages that may have left or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownList {
    /// The messages, the oldest first.
    pub messages: Vec<UnknownMessage>,
    /// How many there are in all.
    pub total: u64,
}

/// A message that may have left or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownMessage {
    /// Its row in the ledger.
    pub ledger: i64,
    /// The customer's number.
    pub customer: i64,
    /// The customer, masked.
    pub masked: String,
    /// The group's name.
    pub group: String,
    /// When it was handed to the channel.
    pub intent_at: Option<i64>,
}

/// `POST /api/campaigns/{id}/unknown`: what a person found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideUnknown {
    /// The rows of the ledger; empty for all of the campaign.
    pub ledger: Vec<i64>,
    /// What became of them.
    pub decision: UnknownDecision,
}

/// What became of a message whose fate was unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnknownDecision {
    /// It left.
    Sent,
    /// It did not leave, and is left at that.
    Failed,
    /// It did not leave, and shall.
    SendAgain,
}

impl UnknownDecision {
    /// The ledger's state after the decision.
    pub fn state(self) -> crate::sending::LedgerState {
        match self {
            UnknownDecision::Sent => crate::sending::LedgerState::Sent,
            UnknownDecision::Failed => crate::sending::LedgerState::Failed,
            UnknownDecision::SendAgain => crate::sending::LedgerState::Pending,
        }
    }
}

impl Live {
    /// The live numbers that a report amounts to, so that both say the same of the same moment. Tallies by group
    /// come from the ledger.
    pub fn of_report(
        report: &Report,
        state: State,
        groups: &[crate::effect::report::GroupPlan],
        tallies: &BTreeMap<String, Tally>,
    ) -> Live {
        let live_group = |row: &Row| {
            let RowScope::Group {
                id,
                name,
                medium,
                expected_conversion,
            } = &row.scope
            else {
                return None;
            };
            let plan = groups.iter().find(|plan| plan.id == *id);
            Some(LiveGroup {
                id: id.clone(),
                name: name.clone(),
                medium: *medium,
                send_at: plan.map_or(0, |plan| plan.planned_at),
                tally: tallies.get(id).cloned().unwrap_or_default(),
                delivered: row.delivered,
                opted_out: row.opted_out,
                ordered: row.ordered,
                unpaid: row.unpaid,
                paid: row.paid,
                refunded_minor: row.refunded_minor,
                conversion: row.conversion,
                holdout_conversion: row.effect.as_ref().and_then(|one| one.control.share()),
                expected_conversion: *expected_conversion,
                cost_minor: row.cost_minor,
            })
        };
        Live {
            campaign: report.campaign.clone(),
            state,
            as_of: report.as_of,
            window_ends_at: Some(report.window_until),
            closes: report.tally.closes(),
            tally: report.tally.clone(),
            groups: report.rows.iter().filter_map(live_group).collect(),
            hours: report.hours.clone(),
            target_amount_minor: report.target.amount_minor,
            target_orders: report.target.orders,
        }
    }
}
