//! Mappings that somebody saved and named.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, get};
use axum::{Json, Router};
use domain::wire::import::SavedMapping;

use crate::db::mappings;
use crate::failure::Failure;
use crate::routes::imports::ROLES;
use crate::routes::session::Signed;
use crate::routes::{Body, Path};
use crate::state::AppState;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/mappings", get(list_mappings).post(save_mapping))
        .route("/api/mappings/{mapping}", delete(delete_mapping))
}

async fn list_mappings(
    State(state): State<AppState>,
    _: Signed,
) -> Result<Json<Vec<SavedMapping>>, Failure> {
    Ok(Json(state.store.read(mappings::list_mappings).await?))
}

async fn save_mapping(
    State(state): State<AppState>,
    signed: Signed,
    Body(mut mapping): Body<SavedMapping>,
) -> Result<Json<SavedMapping>, Failure> {
    signed.require(&ROLES)?;
    mapping.name = mapping.name.trim().to_owned();
    if mapping.name.is_empty() || mapping.name.chars().count() > 100 {
        return Err(Failure::unprocessable(
            "mapping.no_name",
            "A mapping needs a name of at most 100 characters",
        ));
    }
    let now = state.clock.now();
    let saved = state
        .store
        .write(move |tx| mappings::save_mapping(tx, &mapping, now))
        .await?;
    Ok(Json(saved))
}

async fn delete_mapping(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    signed.require(&ROLES)?;
    let was = state
        .store
        .write(move |tx| mappings::delete_mapping(tx, id))
        .await?;
    if was {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::missing(
            "mapping.unknown",
            "There is no such mapping",
        ))
    }
}
