//! Edits on their way to the server, and changes on their way back.

use serde::{Deserialize, Serialize};

use crate::document::{Change, Edit};

/// `POST /api/edits`: edits of this device, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PushEdits {
    /// The edits; sending one twice is harmless.
    pub edits: Vec<Edit>,
}

/// The answer: each edit's change, in the order of the edits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pushed {
    /// What was agreed.
    pub changes: Vec<Change>,
    /// Edits that the server refuses for good, with the problem's code.
    pub refused: Vec<Refused>,
}

/// An edit that cannot be agreed to, such as one of a field that only the server writes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// The edit's id.
    pub edit: String,
    /// Why.
    pub code: String,
}

/// `GET /api/changes?since=N`: everything after N, oldest first, at most a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The changes; only the newest of each field where many were made.
    pub changes: Vec<Change>,
    /// Ask again from here.
    pub upto: u64,
    /// Whether there is more now.
    pub more: bool,
}

/// What `GET /api/events` (server-sent events) says, one JSON object a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The change log now reaches this far: fetch what is new.
    Changed {
        /// The newest change.
        upto: u64,
    },
    /// The facts of a shop changed: the snapshot of this revision is the newest.
    Facts {
        /// The shop.
        shop: i64,
        /// The revision.
        revision: i64,
    },
    /// A campaign's ledger or orders moved: fetch its live numbers.
    Live {
        /// The campaign.
        campaign: String,
    },
    /// An import moved on.
    Import {
        /// The batch.
        batch: i64,
    },
}
