//! What was learned, so that the next campaign of its kind begins with it.

use serde::{Deserialize, Serialize};

use super::problem::{Code, Problem};
use crate::document::reading::Reader;

/// What became of the hypothesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It held.
    Confirmed,
    /// It did not.
    Refuted,
    /// The numbers do not say.
    Open,
}

/// The evaluation (A35).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// What worked and stays.
    pub kept: String,
    /// What did not work.
    pub failed: String,
    /// Why.
    pub cause: String,
    /// What to do next time.
    pub next_action: String,
    /// What became of the hypothesis.
    pub hypothesis: Option<Outcome>,
    /// By which it is found again.
    pub tags: Vec<String>,
    /// Whether it is finished; a campaign closes only then.
    pub saved: bool,
}

impl Evaluation {
    pub(super) fn read(read: Reader<'_>) -> Evaluation {
        Evaluation {
            kept: read.text("evaluation.kept"),
            failed: read.text("evaluation.failed"),
            cause: read.text("evaluation.cause"),
            next_action: read.text("evaluation.next_action"),
            hypothesis: read.code("evaluation.hypothesis"),
            tags: read.texts("evaluation.tags"),
            saved: read.flag("evaluation.saved"),
        }
    }

    /// What it lacks before it can be saved: something kept or failed, and a next action.
    pub fn check(&self) -> Vec<Problem> {
        let empty = |text: &str| text.trim().is_empty();
        let mut problems = Vec::new();
        if empty(&self.kept) && empty(&self.failed) {
            problems.push(Problem::blocks(Code::EvaluationMissing, "evaluation.kept"));
        }
        if empty(&self.next_action) {
            problems.push(Problem::blocks(
                Code::EvaluationMissing,
                "evaluation.next_action",
            ));
        }
        if self.hypothesis.is_none() {
            problems.push(Problem::warns(
                Code::HypothesisOpen,
                "evaluation.hypothesis",
            ));
        }
        problems
    }
}
