//! Filters, exclusions and groups: whom the campaign is for, and what each part of them gets.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::document::reading::Reader;
use crate::message::{Carrier, Medium};

/// One filter on the scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Its id within the campaign.
    pub id: String,
    /// The text of a segment.
    pub query: String,
}

/// Why people are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExclusionReason {
    /// Bought the same or a similar product just now (A18).
    RecentBuyer,
    /// Has an open complaint.
    Complaint,
    /// Something else.
    Other,
}

/// People who are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Its id within the campaign.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Why.
    pub reason: ExclusionReason,
    /// The text of a segment.
    pub query: String,
}

/// One part of the audience, with its own content, channel and time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Its id within the campaign.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The text of a segment.
    pub query: String,
    /// How it is written to.
    pub medium: Option<Medium>,
    /// Who carries it; the simulator unless chosen otherwise.
    pub carrier: Carrier,
    /// When, in the shop's zone.
    pub send_at: Option<NaiveDateTime>,
    /// What it shall achieve.
    pub objective: String,
    /// What the group gets.
    pub offer: String,
    /// The selling points it is told.
    pub points: Vec<String>,
    /// The share that is expected to pay.
    pub expected_conversion: Option<f64>,
    /// The share kept out as holdout, 0 to one half; a tenth unless chosen otherwise.
    pub holdout_share: f64,
    /// The subject of a mail.
    pub subject: String,
    /// The text.
    pub body: String,
    /// The mail as HTML, where it is more than the text.
    pub html: String,
}

/// The holdout share of a group for which nobody chose one (§4.4).
pub const DEFAULT_HOLDOUT_SHARE: f64 = 0.1;

impl Group {
    /// The path of one of its fields.
    pub fn path(&self, part: &str) -> String {
        format!("groups.{}.{part}", self.id)
    }
}

pub(super) fn read_filters(read: Reader<'_>) -> Vec<Filter> {
    let one = |id: String| Filter {
        query: read.text(&format!("filters.{id}.query")),
        id,
    };
    read.entries("filters").into_iter().map(one).collect()
}

pub(super) fn read_exclusions(read: Reader<'_>) -> Vec<Exclusion> {
    let one = |id: String| {
        let at = |part: &str| format!("exclusions.{id}.{part}");
        Exclusion {
            name: read.text(&at("name")),
            reason: read.code(&at("reason")).unwrap_or(ExclusionReason::Other),
            query: read.text(&at("query")),
            id,
        }
    };
    read.entries("exclusions").into_iter().map(one).collect()
}

pub(super) fn read(read: Reader<'_>) -> Vec<Group> {
    let one = |id: String| {
        let at = |part: &str| format!("groups.{id}.{part}");
        Group {
            name: read.text(&at("name")),
            query: read.text(&at("query")),
            medium: read.code(&at("medium")),
            carrier: read.code(&at("carrier")).unwrap_or_default(),
            send_at: read.local_time(&at("send_at")),
            objective: read.text(&at("objective")),
            offer: read.text(&at("offer")),
            points: read.texts(&at("points")),
            expected_conversion: read.number(&at("expected_conversion")),
            holdout_share: read
                .number(&at("holdout_share"))
                .unwrap_or(DEFAULT_HOLDOUT_SHARE),
            subject: read.text(&at("subject")),
            body: read.text(&at("body")),
            html: read.text(&at("html")),
            id,
        }
    };
    read.entries("groups").into_iter().map(one).collect()
}
