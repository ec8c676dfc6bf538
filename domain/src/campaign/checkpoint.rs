//! The nine checkpoints of a campaign in their seven stages: which are done, which are open, and what they lack.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::problem::{Code, Problem, any_blocks};
use super::{Campaign, Decision, Origin, State};
use crate::brand::Brand;
use crate::sending::{Hours, Tally};
use crate::wire::engine::Reach;

mod lacks;

pub(super) use lacks::{analysis, content, groups, plan};
use lacks::{follow_up, potential_customers, sending};

/// A step that a campaign is checked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Checkpoint {
    /// 1: the brief.
    Plan,
    /// 2: selling points and the fit decision.
    Analysis,
    /// 3: hypothesis and scope.
    PotentialCustomers,
    /// 4: groups and their strategy.
    Groups,
    /// 5: what each group reads.
    Content,
    /// 6: readiness, approval, sending.
    Send,
    /// 7: live numbers, reminders, a second wave.
    FollowUp,
    /// 8: until the window ends.
    Monitor,
    /// 9: the report and what was learned.
    Evaluate,
}

impl Checkpoint {
    /// All nine, in order.
    pub const ALL: [Checkpoint; 9] = [
        Checkpoint::Plan,
        Checkpoint::Analysis,
        Checkpoint::PotentialCustomers,
        Checkpoint::Groups,
        Checkpoint::Content,
        Checkpoint::Send,
        Checkpoint::FollowUp,
        Checkpoint::Monitor,
        Checkpoint::Evaluate,
    ];

    /// Its number, 1 to 9.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The checkpoint of a number.
    pub fn from_number(number: u8) -> Option<Checkpoint> {
        Checkpoint::ALL
            .into_iter()
            .find(|one| one.number() == number)
    }

    /// The stage that holds it, 1 to 7: the sixth holds 6 and 7, the seventh 8 and 9 (A03).
    ///
    /// ```
    /// use domain::campaign::checkpoint::Checkpoint;
    /// let stages: Vec<u8> = Checkpoint::ALL.iter().map(|one| one.stage()).collect();
    /// assert_eq!(stages, [1, 2, 3, 4, 5, 6, 6, 7, 7]);
    /// ```
    pub fn stage(self) -> u8 {
        match self {
            Checkpoint::Send | Checkpoint::FollowUp => 6,
            Checkpoint::Monitor | Checkpoint::Evaluate => 7,
            earlier => earlier.number(),
        }
    }
}

/// How a checkpoint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// Not to be worked on yet.
    Locked,
    /// To be worked on.
    Open,
    /// Done, but something wants looking at.
    Attention,
    /// Done.
    Done,
}

/// A checkpoint, how it stands and what it lacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckpointState {
    /// Which.
    pub checkpoint: Checkpoint,
    /// How it stands.
    pub standing: Standing,
    /// What it lacks; all of it, not the first.
    pub problems: Vec<Problem>,
}

/// How many people a group holds, by the engine's count before approval and by the ledger's after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCount {
    /// Members of the group, the holdout included.
    pub members: u64,
    /// Those of them whom the group's medium can reach.
    pub reachable: u64,
    /// The holdout.
    pub held_out: u64,
}

/// What a campaign's document alone does not say. What is not known is left out, and nothing is concluded from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The local time in the shop's zone.
    pub now: Option<NaiveDateTime>,
    /// When marketing may be sent.
    pub hours: Hours,
    /// The brand.
    pub brand: Brand,
    /// Whether the shop's customers are in China.
    pub in_china: bool,
    /// How many people each group holds, by the group's id.
    pub counts: BTreeMap<String, GroupCount>,
    /// Whom each medium reaches in the whole shop.
    pub reach: Option<Reach>,
    /// What all messages cost, in minor units.
    pub cost_minor: Option<i64>,
    /// The ledger's sum, once there is one.
    pub tally: Option<Tally>,
    /// Messages that arrived.
    pub delivered: u64,
    /// Customers who opted out.
    pub opted_out: u64,
    /// Whether the window has ended.
    pub window_closed: bool,
}

/// All nine checkpoints, in order.
pub fn checkpoints(campaign: &Campaign, facts: &Facts) -> [CheckpointState; 9] {
    let state = State::of(campaign);
    let mut before: Vec<(Checkpoint, Standing)> = Vec::with_capacity(9);
    Checkpoint::ALL.map(|checkpoint| {
        let mut problems = problems_of(checkpoint, campaign, facts, state);
        let lock = lock_of(checkpoint, campaign, state, &before);
        let done = lock.is_none() && is_done(checkpoint, campaign, facts, state, &problems);
        let standing = match (&lock, done) {
            (Some(_), _) => Standing::Locked,
            (None, true) if problems.is_empty() => Standing::Done,
            (None, true) => Standing::Attention,
            (None, false) => Standing::Open,
        };
        if let Some(lock) = lock {
            problems = vec![lock];
        }
        before.push((checkpoint, standing));
        CheckpointState {
            checkpoint,
            standing,
            problems,
        }
    })
}

/// Why a checkpoint cannot be worked on yet.
fn lock_of(
    checkpoint: Checkpoint,
    campaign: &Campaign,
    state: State,
    before: &[(Checkpoint, Standing)],
) -> Option<Problem> {
    if checkpoint == Checkpoint::Plan {
        return None;
    }
    if state == State::Cancelled {
        return Some(Problem::blocks(Code::Cancelled, "status.state"));
    }
    let stands = |step: Checkpoint, standings: &[Standing]| {
        before
            .iter()
            .any(|(one, standing)| *one == step && standings.contains(standing))
    };
    let is_done = |step: Checkpoint| stands(step, &[Standing::Done, Standing::Attention]);
    let waits_for = |step: Checkpoint, path: &str| {
        (!is_done(step))
            .then(|| Problem::blocks(Code::StepBefore, path).with("step", step.number()))
    };
    if !state.is_frozen() {
        if campaign.origin != Some(Origin::CrmLed) && !campaign.brief.submitted {
            return Some(Problem::blocks(Code::BriefNotSubmitted, "brief.submitted"));
        }
        let is_no_go = campaign.fit.decision == Some(Decision::NoGo);
        if checkpoint > Checkpoint::Analysis && is_no_go {
            return Some(Problem::blocks(Code::NoGo, "fit.decision"));
        }
    }
    match checkpoint {
        Checkpoint::Plan | Checkpoint::Analysis => None,
        _ if checkpoint < Checkpoint::Send && state.is_frozen() => None,
        Checkpoint::PotentialCustomers => waits_for(Checkpoint::Analysis, "fit.decision"),
        Checkpoint::Groups if !campaign.hypothesis.is_written() => {
            Some(Problem::blocks(Code::HypothesisMissing, "hypothesis.suits"))
        }
        Checkpoint::Groups => waits_for(Checkpoint::PotentialCustomers, "scope.query"),
        Checkpoint::Content if campaign.groups.is_empty() => {
            Some(Problem::blocks(Code::NoGroup, "groups"))
        }
        Checkpoint::Content if stands(Checkpoint::Groups, &[Standing::Locked]) => {
            waits_for(Checkpoint::Groups, "groups")
        }
        Checkpoint::Content => None,
        Checkpoint::Send if state.is_frozen() => None,
        Checkpoint::Send => waits_for(Checkpoint::Groups, "groups")
            .or_else(|| waits_for(Checkpoint::Content, "groups")),
        Checkpoint::FollowUp | Checkpoint::Monitor => {
            (!state.has_run()).then(|| Problem::blocks(Code::NotStarted, "status.state"))
        }
        Checkpoint::Evaluate => {
            (!state.is_sent()).then(|| Problem::blocks(Code::StillSending, "status.state"))
        }
    }
}

fn is_done(
    checkpoint: Checkpoint,
    campaign: &Campaign,
    facts: &Facts,
    state: State,
    problems: &[Problem],
) -> bool {
    match checkpoint {
        Checkpoint::Send => state.is_sent(),
        Checkpoint::FollowUp => state.is_sent() && !any_blocks(problems),
        Checkpoint::Monitor => {
            matches!(state, State::Evaluated | State::Closed)
                || (state == State::Monitoring && facts.window_closed)
        }
        Checkpoint::Evaluate => {
            matches!(state, State::Evaluated | State::Closed) || campaign.evaluation.saved
        }
        _ => !any_blocks(problems),
    }
}

fn problems_of(
    checkpoint: Checkpoint,
    campaign: &Campaign,
    facts: &Facts,
    state: State,
) -> Vec<Problem> {
    match checkpoint {
        Checkpoint::Plan => plan(campaign),
        Checkpoint::Analysis => analysis(campaign),
        Checkpoint::PotentialCustomers => potential_customers(campaign),
        Checkpoint::Groups => groups(campaign, facts, state),
        Checkpoint::Content => content(campaign, facts),
        Checkpoint::Send => sending(state, facts),
        Checkpoint::FollowUp => follow_up(facts),
        Checkpoint::Monitor if facts.window_closed => Vec::new(),
        Checkpoint::Monitor => vec![Problem::advises(Code::WindowOpen, "status.window_ends_at")],
        Checkpoint::Evaluate => {
            let mut problems = campaign.evaluation.check();
            if !campaign.evaluation.saved {
                problems.push(Problem::blocks(
                    Code::EvaluationNotSaved,
                    "evaluation.saved",
                ));
            }
            problems
        }
    }
}

#[cfg(test)]
mod tests;
