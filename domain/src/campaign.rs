//! One plan with a start and an end, taken through nine checkpoints.

use serde::{Deserialize, Serialize};

use crate::document::Fields;
use crate::document::reading::Reader;

pub mod brief;
pub mod budget;
pub mod checkpoint;
pub mod evaluation;
pub mod fit;
pub mod groups;
pub mod health;
pub mod plan;
pub mod points;
pub mod problem;
pub mod readiness;
pub mod status;
pub mod suggestion;
pub mod window;

pub use brief::Brief;
pub use evaluation::Evaluation;
pub use fit::{Decision, Fit, Hypothesis};
pub use groups::{Exclusion, ExclusionReason, Filter, Group};
pub use points::Point;
pub use problem::{Code, Problem, Severity};
pub use status::{State, Status};

/// Who began the campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Origin {
    /// The shop's operations, following the platform's calendar (A04).
    OpsLed,
    /// The people who look after repeat customers, from what the data shows (A05).
    CrmLed,
}

/// What the campaign is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Type {
    /// An event of the platform, such as 11-11.
    PlatformEvent,
    /// A group-buy.
    GroupBuy,
    /// A new product.
    New,
    /// Clearing stock.
    Clearance,
    /// Something for members.
    Members,
    /// Waking dormant customers.
    WakeUp,
    /// The shop's anniversary.
    Anniversary,
}

impl Type {
    /// All types.
    pub const ALL: [Type; 7] = [
        Type::PlatformEvent,
        Type::GroupBuy,
        Type::New,
        Type::Clearance,
        Type::Members,
        Type::WakeUp,
        Type::Anniversary,
    ];
}

/// How large a part of the customers the campaign is for (A14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scale {
    /// All who fit.
    Full,
    /// A part.
    Partial,
    /// Less than one in twenty of the reachable.
    Niche,
}

/// A campaign as its document describes it; what nobody has written yet is missing, not wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its name.
    pub name: String,
    /// Who began it.
    pub origin: Option<Origin>,
    /// What it is about.
    #[serde(rename = "type")]
    pub kind: Option<Type>,
    /// How large a part of the customers it is for.
    pub scale: Option<Scale>,
    /// The calendar event's code, or nothing.
    pub event: String,
    /// The campaign of which this is the second wave, or nothing: who was held out of it, refused it or could not be
    /// reached by it is left out of this one, too (§4.6).
    #[serde(default)]
    pub follows: String,
    /// The brief.
    pub brief: Brief,
    /// The selling points, in order.
    pub points: Vec<Point>,
    /// Whether it suits repeat customers.
    pub fit: Fit,
    /// Who is thought to fit, before anyone looked.
    pub hypothesis: Hypothesis,
    /// The theme's scope, as the text of a segment.
    pub scope: String,
    /// Filters on the scope, all of which hold.
    pub filters: Vec<Filter>,
    /// Who is left out, and why.
    pub exclusions: Vec<Exclusion>,
    /// The groups; a customer belongs to the first that matches.
    pub groups: Vec<Group>,
    /// What the approver wrote.
    pub approval_note: String,
    /// What was learned.
    pub evaluation: Evaluation,
    /// What the server says of it.
    pub status: Status,
}

impl Campaign {
    /// The campaign that a document's fields describe.
    pub fn from_fields(fields: &Fields) -> Campaign {
        let read = Reader::new(fields);
        Campaign {
            name: read.text("name"),
            origin: read.code("origin"),
            kind: read.code("type"),
            scale: read.code("scale"),
            event: read.text("event"),
            follows: read.text("follows"),
            brief: Brief::read(read),
            points: points::read(read),
            fit: Fit::read(read),
            hypothesis: Hypothesis::read(read),
            scope: read.text("scope.query"),
            filters: groups::read_filters(read),
            exclusions: groups::read_exclusions(read),
            groups: groups::read(read),
            approval_note: read.text("approval.note"),
            evaluation: Evaluation::read(read),
            status: Status::read(read),
        }
    }

    /// The group with an id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// What makes two campaigns of one kind, so that the last one's lessons open with the next (A35): the
    /// calendar event where there is one, else the type.
    pub fn lesson_key(&self) -> Option<LessonKey> {
        let event = self.event.trim();
        if !event.is_empty() {
            return Some(LessonKey::Event(event.to_owned()));
        }
        self.kind.map(LessonKey::Type)
    }

    /// Whether the other campaign's lessons speak to this one: the same event, or the same type.
    pub fn learns_from(&self, other: &Campaign) -> bool {
        let same_event = !self.event.trim().is_empty() && self.event.trim() == other.event.trim();
        let same_type = self.kind.is_some() && self.kind == other.kind;
        other.evaluation.saved && (same_event || same_type)
    }
}

/// By what the lessons of former campaigns are found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LessonKey {
    /// The same calendar event.
    Event(String),
    /// The same type.
    Type(Type),
}
