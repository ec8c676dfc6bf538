//! Selling points: what speaks for the campaign, and which groups have been told.

use serde::{Deserialize, Serialize};

use super::Campaign;
use crate::document::reading::Reader;

/// What kind of reason to buy a selling point is (A11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PointKind {
    /// A price.
    Price,
    /// A gift.
    Gift,
    /// Something new.
    New,
    /// Something scarce.
    Scarcity,
    /// A service.
    Service,
    /// A story.
    Story,
}

/// One selling point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its id within the campaign.
    pub id: String,
    /// What it says.
    pub text: String,
    /// What kind of reason it is.
    pub kind: Option<PointKind>,
    /// What proves it.
    pub evidence: String,
    /// Which customers it speaks to.
    pub target: String,
}

pub(super) fn read(read: Reader<'_>) -> Vec<Point> {
    let one = |id: String| {
        let at = |part: &str| format!("points.{id}.{part}");
        Point {
            text: read.text(&at("text")),
            kind: read.code(&at("kind")),
            evidence: read.text(&at("evidence")),
            target: read.text(&at("target")),
            id,
        }
    };
    read.entries("points").into_iter().map(one).collect()
}

/// The selling points that no group cites.
pub fn uncited(campaign: &Campaign) -> Vec<&Point> {
    let cited = |point: &&Point| {
        let cites = |group: &super::Group| group.points.contains(&point.id);
        !campaign.groups.iter().any(cites)
    };
    campaign.points.iter().filter(cited).collect()
}
