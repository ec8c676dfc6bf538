//! The frozen facts of a shop, as bytes.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::failure::Failure;
use crate::routes::Path;
use crate::routes::session::Signed;
use crate::routes::site::takes;
use crate::state::AppState;

/// The header that names the revision of the bytes.
pub const REVISION: &str = "x-huitou-revision";

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/shops/{shop}/snapshot", get(fetch_snapshot))
}

async fn fetch_snapshot(
    State(state): State<AppState>,
    _: Signed,
    Path(shop): Path<i64>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let facts = state.facts(shop).await?;
    let seen = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|tag| tag.trim().trim_start_matches("W/") == facts.tag)
        });
    let packed = takes(&headers, "br");
    let (tag, revision) = (facts.tag.clone(), facts.revision());
    let mut response = if seen {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = tokio::task::spawn_blocking(move || {
            if packed {
                facts.packed_bytes()
            } else {
                facts.bytes()
            }
        })
        .await
        .map_err(|_| Failure::Stopped)??;
        let mut response = Body::from(bytes).into_response();
        if packed {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    };
    let answer = response.headers_mut();
    answer.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(REVISION, HeaderValue::from(revision));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    Ok(response)
}
