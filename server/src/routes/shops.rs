//! The shops of the business.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::wire::session::Shop;

use crate::db::shops;
use crate::failure::Failure;
use crate::routes::session::Signed;
use crate::state::AppState;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/shops", get(list_shops))
}

async fn list_shops(State(state): State<AppState>, _: Signed) -> Result<Json<Vec<Shop>>, Failure> {
    let clock = state.clock.clone();
    let shops = state
        .store
        .read(move |conn| shops::list_shops(conn, &clock))
        .await?;
    Ok(Json(shops))
}
