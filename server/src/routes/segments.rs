//! Segments answered by the server, for machines and for comparing; a page asks its own engine.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use domain::day::Day;
use domain::wire::engine::{Answer, Explanation};
use serde::Deserialize;

use crate::db::customers;
use crate::failure::Failure;
use crate::jobs::snapshot::failure_of;
use crate::routes::Body;
use crate::routes::session::Signed;
use crate::state::AppState;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/segments/evaluate", post(evaluate_segment))
        .route("/api/segments/explain", post(explain_customer))
}

/// `POST /api/segments/evaluate`.
#[derive(Deserialize)]
struct Evaluate {
    shop: i64,
    query: String,
    #[serde(default)]
    as_of: Option<Day>,
}

async fn evaluate_segment(
    State(state): State<AppState>,
    _: Signed,
    Body(asked): Body<Evaluate>,
) -> Result<Json<Answer>, Failure> {
    let facts = state.facts(asked.shop).await?;
    let as_of = asked.as_of.unwrap_or(facts.shop.as_of());
    let answer = state
        .store
        .read(move |conn| facts.answer(conn, &asked.query, as_of))
        .await?;
    answer.map(Json).map_err(|problem| failure_of(&problem))
}

/// `POST /api/segments/explain`: the customer by the shop's own id, or by the row of the newest snapshot.
#[derive(Deserialize)]
struct Explain {
    shop: i64,
    query: String,
    #[serde(default)]
    as_of: Option<Day>,
    #[serde(default)]
    customer_id: Option<String>,
    #[serde(default)]
    row: Option<u32>,
}

async fn explain_customer(
    State(state): State<AppState>,
    _: Signed,
    Body(asked): Body<Explain>,
) -> Result<Json<Explanation>, Failure> {
    let facts = state.facts(asked.shop).await?;
    let as_of = asked.as_of.unwrap_or(facts.shop.as_of());
    let explained = state
        .store
        .read(move |conn| {
            let row = match (&asked.customer_id, asked.row) {
                (Some(id), _) => {
                    let found = customers::find_ids(conn, asked.shop, std::slice::from_ref(id))?;
                    found.get(id).and_then(|customer| facts.row_of(*customer))
                }
                (None, row) => row,
            };
            let row = row
                .ok_or_else(|| Failure::missing("customer.unknown", "There is no such customer"))?;
            facts.explain(conn, &asked.query, as_of, row)
        })
        .await?;
    explained.map(Json).map_err(|problem| failure_of(&problem))
}
