//! Whether a campaign suits repeat customers, and which.

use serde::{Deserialize, Serialize};

use crate::document::reading::Reader;

/// The specialist's decision (A10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decision {
    /// It suits them.
    Go,
    /// It suits some of them.
    Partly,
    /// It does not suit them; later steps are closed.
    NoGo,
}

/// The decision and its reasons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// The decision, once taken.
    pub decision: Option<Decision>,
    /// Reasons from the list, as codes.
    pub reasons: Vec<String>,
    /// Reasons in words.
    pub note: String,
}

impl Fit {
    pub(super) fn read(read: Reader<'_>) -> Fit {
        Fit {
            decision: read.code("fit.decision"),
            reasons: read.texts("fit.reasons"),
            note: read.text("fit.note"),
        }
    }
}

/// Who is thought to fit and who is not, written before the segment builder opens (A17).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hypothesis {
    /// Whom it suits.
    pub suits: String,
    /// Whom it does not suit.
    pub suits_not: String,
}

impl Hypothesis {
    pub(super) fn read(read: Reader<'_>) -> Hypothesis {
        Hypothesis {
            suits: read.text("hypothesis.suits"),
            suits_not: read.text("hypothesis.suits_not"),
        }
    }

    /// Whether there is one.
    pub fn is_written(&self) -> bool {
        !self.suits.trim().is_empty()
    }
}
