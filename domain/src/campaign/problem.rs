//! What a campaign lacks: a code, the field to look at, and facts for the words.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What is wrong or missing. The page has the words and the remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The campaign has no name.
    NameMissing,
    /// Nobody has said who began it.
    OriginMissing,
    /// It has no type.
    TypeMissing,
    /// The brief has no purpose.
    PurposeMissing,
    /// The brief has no offer.
    OfferMissing,
    /// The brief has no start.
    StartMissing,
    /// The brief has no end.
    EndMissing,
    /// It ends before it starts.
    EndsBeforeStart,
    /// Preheating begins after the start.
    PreheatAfterStart,
    /// There is no budget.
    BudgetMissing,
    /// There is no target to hold the result against.
    TargetMissing,
    /// Operations have not handed the brief over.
    BriefNotSubmitted,
    /// There is no selling point.
    NoSellingPoint,
    /// A selling point has no text.
    PointTextMissing,
    /// No group cites a selling point.
    PointUncited,
    /// Nobody has decided whether it suits repeat customers.
    FitMissing,
    /// The fit decision has neither a reason nor a note.
    FitReasonMissing,
    /// It was decided that it does not suit repeat customers; later steps are closed.
    NoGo,
    /// There is no hypothesis of whom it suits.
    HypothesisMissing,
    /// There is no scope: all customers are looked at.
    ScopeMissing,
    /// There is no group.
    NoGroup,
    /// A group has no name.
    GroupNameMissing,
    /// A group has no rule: it takes everybody whom no group before it took.
    GroupQueryMissing,
    /// A group has nobody in it.
    GroupEmpty,
    /// A group has no medium.
    MediumMissing,
    /// The carrier cannot take the medium.
    CarrierCannotTake,
    /// A group has no objective.
    ObjectiveMissing,
    /// A group has no offer.
    GroupOfferMissing,
    /// A group cites no selling point.
    GroupCitesNoPoint,
    /// A group has no expected conversion.
    ExpectedConversionMissing,
    /// A group's holdout share lies outside 0 to one half.
    HoldoutShareOutside,
    /// A group is too small for a holdout to say anything.
    GroupTooSmallForHoldout,
    /// A holdout would have fewer than 100 customers.
    HoldoutTooSmall,
    /// A group has no holdout: the report can attribute, not prove.
    NoHoldout,
    /// A group has no time to send.
    SendAtMissing,
    /// A group's time to send lies outside the legal hours; `next` is the next legal time.
    SendOutsideHours,
    /// A group's time to send has passed.
    SendAtPassed,
    /// A group's time to send lies after the campaign's end.
    SendAfterEnd,
    /// A mail has no subject.
    SubjectMissing,
    /// There is nothing to say yet.
    BodyMissing,
    /// The text has a finding that forbids sending; `finding` is its code.
    ContentFinding,
    /// Two groups read nearly the same; `other` is the other group's name.
    SimilarBodies,
    /// Text messages need the brand's signature.
    SignatureMissing,
    /// Nobody of the audience can be reached by the chosen media.
    NobodyReachable,
    /// The messages cost more than the budget.
    OverBudget,
    /// The budget is nothing.
    BudgetZero,
    /// Nobody has approved it.
    NotApproved,
    /// It has not been started.
    NotStarted,
    /// Sending is stopped.
    Stopped,
    /// Messages are still waiting to be sent.
    StillSending,
    /// Messages whose fate is unknown wait for a person.
    UnknownMessages,
    /// More than one message in ten failed.
    ManyFailed,
    /// Opt-outs reached half a percent of the delivered.
    ManyOptOuts,
    /// A step before this one is not done; `step` is its number.
    StepBefore,
    /// The window is still open.
    WindowOpen,
    /// Nothing is written about what was learned.
    EvaluationMissing,
    /// The hypothesis is neither confirmed nor refuted.
    HypothesisOpen,
    /// The evaluation is not saved.
    EvaluationNotSaved,
    /// It was cancelled.
    Cancelled,
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Worth knowing.
    Advice,
    /// Worth mending; does not stop anything.
    Warning,
    /// Must be mended first.
    Blocks,
}

/// One problem of a campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What is wrong.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The field to look at.
    pub path: String,
    /// Facts for the words.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub args: Map<String, Value>,
}

impl Problem {
    /// A problem that must be mended first.
    pub fn blocks(code: Code, path: impl Into<String>) -> Problem {
        Problem::new(code, Severity::Blocks, path)
    }

    /// A problem worth mending.
    pub fn warns(code: Code, path: impl Into<String>) -> Problem {
        Problem::new(code, Severity::Warning, path)
    }

    /// Something worth knowing.
    pub fn advises(code: Code, path: impl Into<String>) -> Problem {
        Problem::new(code, Severity::Advice, path)
    }

    fn new(code: Code, severity: Severity, path: impl Into<String>) -> Problem {
        Problem {
            code,
            severity,
            path: path.into(),
            args: Map::new(),
        }
    }

    /// The same with a fact for the words.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.args.insert(name.to_owned(), value.into());
        self
    }
}

/// Whether any problem of a list must be mended first.
pub fn any_blocks(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| problem.severity == Severity::Blocks)
}
