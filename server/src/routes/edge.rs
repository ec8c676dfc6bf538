//! The edge of the server: request numbers and the one place where failures are logged, refusal of foreign writes, security headers.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::wire::problem::Problem;

use crate::failure::{Failure, Unanswered, answer};

/// The application sends this header with every write that has no JSON body; a foreign page cannot.
pub const OWN_HEADER: &str = "x-huitou";

static REQUESTS: AtomicU64 = AtomicU64::new(0);

/// Logs a failure and answers it with a fixed text and the request's number; internals stay inside.
pub async fn answer_failures(request: Request, next: Next) -> Response {
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed) + 1;
    let method = request.method().clone();
    // The path's own parts may name a person's token; the matched route never does.
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let Some(Unanswered(failure)) = response.extensions().get::<Unanswered>().cloned() else {
        return response;
    };
    tracing::error!(request = number, %method, route, "{failure}");
    let mut args = serde_json::Map::new();
    args.insert("request".into(), number.into());
    answer(&Problem {
        kind: "about:blank".into(),
        title: "The server failed".into(),
        status: StatusCode::INTERNAL_SERVER_ERROR.as_u16(),
        code: "server.failed".into(),
        args,
    })
}

/// Refuses writes below `/api` that another site's page could have caused.
pub async fn refuse_foreign_writes(request: Request, next: Next) -> Result<Response, Failure> {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || !request.uri().path().starts_with("/api/") || is_own(request.headers()) {
        return Ok(next.run(request).await);
    }
    Err(Failure::problem(
        StatusCode::FORBIDDEN,
        "request.foreign",
        "A write must come from this site, as JSON or with the header x-huitou",
    ))
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(origin) = text(header::ORIGIN) {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        if authority.is_none() || authority != text(header::HOST) {
            return false;
        }
    }
    let is_json = text(header::CONTENT_TYPE)
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    is_json || headers.contains_key(OWN_HEADER)
}

/// What the browser may load and run, on every answer.
pub async fn add_security_headers(request: Request, next: Next) -> Response {
    const HEADERS: [(&str, &str); 7] = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
             manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        // With the one above: only then may the page share memory with the engine's thread.
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        if !headers.contains_key(name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)], own: bool) {
        let map: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    header::HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        assert_eq!(is_own(&map), own, "{headers:?}");
    }

    #[test]
    fn a_write_is_own_when_no_foreign_page_could_have_sent_it() {
        let json = ("content-type", "application/json; charset=utf-8");
        let host = ("host", "127.0.0.1:8080");
        check(&[host, json], true);
        check(&[host, json, ("origin", "http://127.0.0.1:8080")], true);
        check(&[host, json, ("origin", "http://evil.example")], false);
        check(&[host, json, ("origin", "null")], false);
        check(&[host, ("content-type", "text/plain")], false);
        check(&[host], false);
        check(&[host, ("x-huitou", "1")], true);
        check(
            &[host, ("x-huitou", "1"), ("origin", "https://127.0.0.1:9")],
            false,
        );
    }
}
