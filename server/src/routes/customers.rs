//! One customer, masked; and where customers stand in a snapshot.

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::wire::customers::{Profile, Resolve, Resolved};
use serde::Deserialize;

use crate::db::customers;
use crate::failure::Failure;
use crate::routes::session::Signed;
use crate::routes::{Body, Path, Query};
use crate::state::AppState;

/// The most ids in one question.
const MOST_IDS: usize = 10_000;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route(
            "/api/shops/{shop}/customers/resolve",
            post(resolve_customers),
        )
        .route("/api/shops/{shop}/customers/{row}", get(show_customer))
}

async fn resolve_customers(
    State(state): State<AppState>,
    _: Signed,
    Path(shop): Path<i64>,
    Body(asked): Body<Resolve>,
) -> Result<Json<Resolved>, Failure> {
    if asked.ids.len() > MOST_IDS {
        return Err(
            Failure::unprocessable("customers.too_many", "Too many ids at once")
                .with("most", MOST_IDS),
        );
    }
    let facts = state.facts(shop).await?;
    let found = state
        .store
        .read(move |conn| customers::find_ids(conn, shop, &asked.ids))
        .await?;
    let rows = found
        .into_iter()
        .filter_map(|(key, id)| Some((key, facts.row_of(id)?)))
        .collect();
    Ok(Json(Resolved {
        rows,
        revision: facts.revision(),
    }))
}

#[derive(Deserialize)]
struct OfRevision {
    revision: Option<i64>,
}

async fn show_customer(
    State(state): State<AppState>,
    _: Signed,
    Path((shop, row)): Path<(i64, u32)>,
    Query(asked): Query<OfRevision>,
) -> Result<Json<Profile>, Failure> {
    let facts = state.facts(shop).await?;
    if let Some(revision) = asked.revision.filter(|asked| *asked != facts.revision()) {
        return Err(Failure::conflict(
            "snapshot.outdated",
            "The facts have changed since; load the newest and ask again",
        )
        .with("revision", revision)
        .with("newest", facts.revision()));
    }
    let unknown = || {
        Failure::missing("customer.unknown", "There is no customer in this row").with("row", row)
    };
    let customer = facts.customer_of(row).ok_or_else(unknown)?;
    let found = state
        .store
        .read(move |conn| customers::find_profile(conn, customer))
        .await?;
    let mut profile = found.ok_or_else(unknown)?;
    profile.row = row;
    profile.revision = facts.revision();
    Ok(Json(profile))
}
