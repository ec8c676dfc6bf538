//! Whether a campaign may be approved: the list that is gone through before anything is sent (A28, A02).

use serde::{Deserialize, Serialize};

use super::checkpoint::{Facts, analysis, content, groups, plan};
use super::problem::{Code, Problem, any_blocks};
use super::{Campaign, Decision, State};
use crate::message::Medium;

/// What is asked of a campaign before it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Question {
    /// Is the brief whole?
    Brief,
    /// Is it decided that it suits repeat customers?
    Fit,
    /// Has each group its rule and strategy?
    Groups,
    /// Has each group something to read?
    Content,
    /// Can the audience be reached?
    Reach,
    /// Is the time legal?
    Hours,
    /// Is it paid for?
    Budget,
    /// Has the brand what the medium needs?
    Signature,
    /// Will the effect be measurable?
    Holdout,
}

impl Question {
    /// All, in the order of the list.
    pub const ALL: [Question; 9] = [
        Question::Brief,
        Question::Fit,
        Question::Groups,
        Question::Content,
        Question::Reach,
        Question::Hours,
        Question::Budget,
        Question::Signature,
        Question::Holdout,
    ];
}

/// The answer to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// Yes.
    Met,
    /// Yes, with a doubt.
    Doubtful,
    /// No.
    Unmet,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The question.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// Why not, or what is doubtful.
    pub problems: Vec<Problem>,
}

/// The whole list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    /// All lines, in order.
    pub lines: Vec<Line>,
}

impl Readiness {
    /// Whether nothing stands against approval.
    pub fn is_ready(&self) -> bool {
        self.lines.iter().all(|line| line.answer != Answer::Unmet)
    }

    /// What stands against approval.
    pub fn obstacles(&self) -> Vec<&Problem> {
        self.lines
            .iter()
            .filter(|line| line.answer == Answer::Unmet)
            .flat_map(|line| &line.problems)
            .filter(|problem| problem.severity == super::Severity::Blocks)
            .collect()
    }
}

/// Goes through the list.
pub fn readiness(campaign: &Campaign, facts: &Facts) -> Readiness {
    let state = State::of(campaign);
    let all_groups = groups(campaign, facts, state);
    let is_hours = |code: Code| {
        matches!(
            code,
            Code::SendAtMissing | Code::SendOutsideHours | Code::SendAtPassed | Code::SendAfterEnd
        )
    };
    let is_holdout = |code: Code| {
        matches!(
            code,
            Code::HoldoutTooSmall
                | Code::GroupTooSmallForHoldout
                | Code::NoHoldout
                | Code::HoldoutShareOutside
        )
    };
    let lines = Question::ALL.map(|question| {
        let problems: Vec<Problem> = match question {
            Question::Brief => plan(campaign),
            Question::Fit => fit(campaign),
            Question::Groups => all_groups
                .iter()
                .filter(|problem| !is_hours(problem.code) && !is_holdout(problem.code))
                .cloned()
                .collect(),
            Question::Content => content(campaign, facts),
            Question::Reach => reach(campaign, facts),
            Question::Hours => all_groups
                .iter()
                .filter(|problem| is_hours(problem.code))
                .cloned()
                .collect(),
            Question::Budget => budget(campaign, facts),
            Question::Signature => signature(campaign, facts),
            Question::Holdout => all_groups
                .iter()
                .filter(|problem| is_holdout(problem.code))
                .cloned()
                .collect(),
        };
        let answer = if any_blocks(&problems) {
            Answer::Unmet
        } else if problems.is_empty() {
            Answer::Met
        } else {
            Answer::Doubtful
        };
        Line {
            question,
            answer,
            problems,
        }
    });
    Readiness {
        lines: lines.into(),
    }
}

fn fit(campaign: &Campaign) -> Vec<Problem> {
    let mut problems = analysis(campaign);
    if campaign.fit.decision == Some(Decision::NoGo) {
        problems.push(Problem::blocks(Code::NoGo, "fit.decision"));
    }
    problems
}

fn reach(campaign: &Campaign, facts: &Facts) -> Vec<Problem> {
    let counted: Vec<u64> = campaign
        .groups
        .iter()
        .filter_map(|group| facts.counts.get(&group.id))
        .map(|count| count.reachable)
        .collect();
    if !counted.is_empty() && counted.iter().sum::<u64>() == 0 {
        return vec![Problem::blocks(Code::NobodyReachable, "groups")];
    }
    Vec::new()
}

/// Over budget is a doubt, a budget of nothing forbids (A15).
fn budget(campaign: &Campaign, facts: &Facts) -> Vec<Problem> {
    let path = "brief.budget_minor";
    match (campaign.brief.budget_minor, facts.cost_minor) {
        (Some(0), Some(cost)) if cost > 0 => vec![Problem::blocks(Code::BudgetZero, path)],
        (Some(budget), Some(cost)) if cost > budget => vec![
            Problem::warns(Code::OverBudget, path)
                .with("budget_minor", budget)
                .with("cost_minor", cost),
        ],
        (None, _) => vec![Problem::warns(Code::BudgetMissing, path)],
        _ => Vec::new(),
    }
}

fn signature(campaign: &Campaign, facts: &Facts) -> Vec<Problem> {
    let writes_sms = campaign
        .groups
        .iter()
        .any(|group| group.medium == Some(Medium::Sms));
    if writes_sms && facts.brand.signature.trim().is_empty() {
        return vec![Problem::blocks(Code::SignatureMissing, "brand.signature")];
    }
    Vec::new()
}
