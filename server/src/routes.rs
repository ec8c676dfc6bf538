//! All routes, and what holds for every one of them.

pub mod campaigns;
pub mod customers;
pub mod edge;
pub mod events;
pub mod imports;
pub mod mappings;
pub mod openapi;
pub mod orders;
pub mod segments;
pub mod sending;
pub mod session;
pub mod shops;
pub mod site;
pub mod snapshot;
pub mod sync;
pub mod unsubscribe;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::get;
use serde::de::DeserializeOwned;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::failure::Failure;
use crate::state::AppState;

/// The largest JSON body; routes that take files set their own limit.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// Every route of the server. Each area merges its own `routes()` here.
pub fn router(state: AppState) -> Router {
    Router::new()
        .route("/health", get(async || "ok"))
        .merge(session::routes())
        .merge(imports::routes())
        .merge(mappings::routes())
        .merge(orders::routes())
        .merge(shops::routes())
        .merge(sync::routes())
        .merge(events::routes())
        .merge(snapshot::routes())
        .merge(customers::routes())
        .merge(segments::routes())
        .merge(openapi::routes())
        .merge(campaigns::routes())
        .merge(sending::routes())
        .merge(unsubscribe::routes())
        .route("/api/{*path}", axum::routing::any(unknown_path))
        .merge(site::routes())
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(edge::refuse_foreign_writes))
        .layer(middleware::from_fn(edge::answer_failures))
        // Snapshots are packed already.
        .layer(CompressionLayer::new().compress_when(
            DefaultPredicate::new().and(NotForContentType::const_new("application/octet-stream")),
        ))
        .layer(middleware::from_fn(edge::add_security_headers))
        .with_state(state)
}

async fn unknown_path() -> Failure {
    Failure::missing("path.unknown", "There is nothing at this path")
}

async fn wrong_method() -> Failure {
    Failure::problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "path.method",
        "This path does not take this method",
    )
}

/// A JSON body, refused with a problem where it is not what the route takes.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Failure> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(body)) => Ok(Body(body)),
            Err(why) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                "request.too_large",
                "The request is too large",
            )),
            Err(why) => Err(Failure::problem(
                StatusCode::BAD_REQUEST,
                "request.malformed",
                "The request's body is not what this path takes",
            )
            .with("detail", why.body_text())),
        }
    }
}

/// The query of an address (`?a=1`), refused with a problem where it is not what the route takes.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Query<T>, Failure> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Query(query)),
            Err(why) => Err(Failure::problem(
                StatusCode::BAD_REQUEST,
                "request.malformed",
                "The address's query is not what this path takes",
            )
            .with("detail", why.body_text())),
        }
    }
}

/// The parts of a path (`/shops/{shop}`), refused as unknown where they have not the right form.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Path<T>, Failure> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Path(path)),
            Err(_) => Err(unknown_path().await),
        }
    }
}
