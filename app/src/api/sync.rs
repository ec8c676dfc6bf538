//! Edits up, changes down.

use domain::document::Edit;
use domain::wire::sync::{Changes, PushEdits, Pushed};

use super::{Answer, fetch, send};

/// Sends edits, oldest first.
pub async fn push_edits(edits: Vec<Edit>) -> Answer<Pushed> {
    send("/api/edits", &PushEdits { edits }).await
}

/// Fetches the changes after a place in the log.
pub async fn changes_since(since: u64) -> Answer<Changes> {
    fetch(&format!("/api/changes?since={since}")).await
}
