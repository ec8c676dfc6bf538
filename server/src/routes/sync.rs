//! Edits of documents come in, changes go out.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::document::Change;
use domain::wire::sync::{Changes, Event, PushEdits, Pushed, Refused};
use serde::Deserialize;

use crate::db::documents::{self, Push, Writer};
use crate::failure::Failure;
use crate::routes::session::Signed;
use crate::routes::{Body, Path, Query};
use crate::state::AppState;

/// The most edits of one push; the device sends the rest in the next.
const MOST_EDITS: usize = 500;

/// The largest push: a device that was long without a network has much to tell.
const PUSH_BYTES: usize = 32 * 1024 * 1024;

/// Changes in one answer to a document's history.
const MOST_HISTORY: u32 = 500;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/api/edits",
            post(push_edits).layer(DefaultBodyLimit::max(PUSH_BYTES)),
        )
        .route("/api/changes", get(list_changes))
        .route("/api/documents/{document}/history", get(list_history))
}

async fn push_edits(
    State(state): State<AppState>,
    signed: Signed,
    Body(asked): Body<PushEdits>,
) -> Result<Json<Pushed>, Failure> {
    if asked.edits.len() > MOST_EDITS {
        return Err(Failure::problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            "edits.too_many",
            "Too many edits at once",
        )
        .with("most", MOST_EDITS));
    }
    let at = state.clock.now();
    let (pushed, before) = state
        .store
        .write(move |tx| {
            let before = documents::newest_change(tx)?;
            let writer = Writer {
                user: Some(signed.user.id),
                name: &signed.user.name,
            };
            let push = Push::new(&asked.edits, writer, at);
            let mut pushed = Pushed {
                changes: Vec::new(),
                refused: Vec::new(),
            };
            for edit in &asked.edits {
                match push.apply(tx, edit)? {
                    Ok(change) => pushed.changes.push(change),
                    Err(code) => pushed.refused.push(Refused {
                        edit: edit.id.clone(),
                        code: code.into(),
                    }),
                }
            }
            Ok((pushed, before))
        })
        .await?;
    let upto = pushed.changes.iter().map(|change| change.seq).max();
    if let Some(upto) = upto.filter(|upto| *upto > before) {
        state.announce(Event::Changed { upto });
    }
    Ok(Json(pushed))
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn list_changes(
    State(state): State<AppState>,
    _: Signed,
    Query(asked): Query<Since>,
) -> Result<Json<Changes>, Failure> {
    let changes = state
        .store
        .read(move |conn| {
            let (changes, more) = documents::list_changes(conn, asked.since, documents::PAGE)?;
            let upto = match changes.last() {
                Some(last) if more => last.seq,
                _ => documents::newest_change(conn)?.max(asked.since),
            };
            Ok(Changes {
                changes,
                upto,
                more,
            })
        })
        .await?;
    Ok(Json(changes))
}

#[derive(Deserialize)]
struct OfField {
    path: Option<String>,
}

async fn list_history(
    State(state): State<AppState>,
    _: Signed,
    Path(document): Path<String>,
    Query(asked): Query<OfField>,
) -> Result<Json<Vec<Change>>, Failure> {
    let history = state
        .store
        .read(move |conn| {
            documents::list_history(conn, &document, asked.path.as_deref(), MOST_HISTORY)
        })
        .await?;
    Ok(Json(history))
}
