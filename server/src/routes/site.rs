//! The built application, held inside the program, and the page for every address that the application itself knows.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::failure::Failure;
use crate::state::AppState;

/// What `cargo xtask build` wrote: hashed names below `assets/`, each file with `.br` and `.gz` beside it.
#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// The routes of this area: everything that no other route takes.
pub fn routes() -> Router<AppState> {
    Router::new().fallback(show_site)
}

async fn show_site(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Failure::problem(
            StatusCode::METHOD_NOT_ALLOWED,
            "path.method",
            "This path is only for reading",
        )
        .into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    if let Some(response) = file(path, request.headers()) {
        return response;
    }
    if is_address(path) {
        return file("index.html", request.headers()).unwrap_or_else(not_built);
    }
    Failure::missing("path.unknown", "There is nothing at this path").into_response()
}

/// Whether a path may be one that the application shows; a file's name, which is missing here, is not.
fn is_address(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    !["api", "assets", "u", "health"].contains(&first) && !last.contains('.')
}

fn not_built() -> Response {
    (
        StatusCode::NOT_FOUND,
        "The application was not built into this program: run `cargo xtask build`, then build the server again.",
    )
        .into_response()
}

/// A file of the site in the smallest form that the browser takes.
fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = Site::get(path)?;
    let tag = format!(
        "\"{}\"",
        crate::password::hex(&plain.metadata.sha256_hash()[..16])
    );
    let mut response = if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == tag.as_bytes())
    {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let (content, encoding) = smallest(path, plain, headers);
        let mut response = Body::from(content.data).into_response();
        if let Some(encoding) = encoding {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let kept = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(kind_of(path)),
    );
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    Some(response)
}

fn smallest(
    path: &str,
    plain: EmbeddedFile,
    headers: &HeaderMap,
) -> (EmbeddedFile, Option<&'static str>) {
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if takes(headers, encoding)
            && let Some(packed) = Site::get(&format!("{path}.{ending}"))
        {
            return (packed, Some(encoding));
        }
    }
    (plain, None)
}

/// Whether the browser takes an encoding: named in `Accept-Encoding`, and not with a weight of nothing.
pub fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let Some(accepted) = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    accepted.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next() == Some(encoding);
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .and_then(|weight| weight.parse::<f32>().ok());
        named && weight.is_none_or(|weight| weight > 0.0)
    })
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_not_an_address_of_the_application() {
        assert!(is_address("campaigns/c-1/groups"));
        assert!(is_address(""));
        assert!(!is_address("assets/app-0000/app.js"));
        assert!(!is_address("favicon.ico"));
        assert!(!is_address("api"));
    }

    #[test]
    fn encodings_are_taken_unless_refused() {
        let with = |text: &'static str| {
            HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(text))])
        };
        assert!(takes(&with("gzip, deflate, br"), "br"));
        assert!(takes(&with("br;q=0.5"), "br"));
        assert!(!takes(&with("br;q=0, gzip"), "br"));
        assert!(!takes(&with("gzip"), "br"));
        assert!(!takes(&HeaderMap::new(), "gzip"));
    }
}
