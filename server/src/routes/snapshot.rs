//! The frozen facts of a shop, as bytes.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::failure::Failure;
use crate::jobs::snapshot::Sent;
use crate::routes::session::Signed;
use crate::routes::{Path, Query};
use crate::state::AppState;

/// The header that names the revision of the bytes.
pub const REVISION: &str = "x-huitou-revision";
/// The header that names the bytes that a patch changes; without it the answer is everything.
pub const BASE: &str = "x-huitou-base";

/// How many customers a sample may leave out for one.
const MOST_SPARSE: u32 = 1_000;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/shops/{shop}/snapshot", get(fetch_snapshot))
}

/// What the browser has, and how much it can hold.
#[derive(serde::Deserialize)]
struct Wanted {
    /// The seal of the bytes that the browser has, in hexadecimal digits.
    base: Option<String>,
    /// One customer in so many.
    sample: Option<u32>,
}

async fn fetch_snapshot(
    State(state): State<AppState>,
    _: Signed,
    Path(shop): Path<i64>,
    Query(wanted): Query<Wanted>,
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
    let (tag, revision) = (facts.tag.clone(), facts.revision());
    let base = wanted
        .base
        .as_deref()
        .and_then(|base| u64::from_str_radix(base, 16).ok());
    let every = wanted.sample.unwrap_or(1).clamp(1, MOST_SPARSE);
    // What is packed goes as it is; the texts in a patch are worth packing.
    let mut kind = "application/octet-stream";
    let mut response = if seen && every == 1 {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let sent = tokio::task::spawn_blocking(move || match every {
            1 => facts.since(base),
            every => facts.sample(every).map(Sent::Whole),
        });
        match sent.await.map_err(|_| Failure::Stopped)?? {
            Sent::Whole(bytes) => Body::from(bytes).into_response(),
            Sent::Patch(bytes) => {
                kind = "application/x-huitou-patch";
                let mut response = Body::from(bytes).into_response();
                if let Some(base) = &wanted.base
                    && let Ok(base) = HeaderValue::from_str(base)
                {
                    response.headers_mut().insert(BASE, base);
                }
                response
            }
        }
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    answer.insert(REVISION, HeaderValue::from(revision));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    Ok(response)
}
