//! The way to the server: every request and its failure.

pub mod campaigns;
pub mod imports;
pub mod sending;
pub mod session;
pub mod shops;
pub mod sync;

use domain::wire::problem::Problem;
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// Why a request brought nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The server says what is wrong.
    #[error("{} ({})", .0.title, .0.code)]
    Problem(Problem),
    /// No server answered.
    #[error("no answer from the server")]
    Offline,
    /// The answer could not be read.
    #[error("the answer could not be read: {0}")]
    Unreadable(String),
}

impl Failure {
    /// The stable code, for `problems.rs`.
    pub fn code(&self) -> &str {
        match self {
            Failure::Problem(problem) => &problem.code,
            Failure::Offline => "page.offline",
            Failure::Unreadable(_) => "page.unreadable",
        }
    }

    /// Whether the person has to sign in again.
    pub fn signed_out(&self) -> bool {
        matches!(self, Failure::Problem(problem) if problem.status == 401)
    }

    /// Whether trying the same again later may help.
    pub fn passes(&self) -> bool {
        match self {
            Failure::Problem(problem) => problem.status >= 500 || problem.status == 429,
            Failure::Offline | Failure::Unreadable(_) => true,
        }
    }
}

/// What a request brings.
pub type Answer<T> = Result<T, Failure>;

/// Marks our own page on requests that change something, against forged ones from other sites.
const OUR_HEADER: (&str, &str) = ("x-huitou", "1");

fn unsafe_request(builder: RequestBuilder) -> RequestBuilder {
    builder
        .header(OUR_HEADER.0, OUR_HEADER.1)
        .credentials(web_sys::RequestCredentials::SameOrigin)
}

fn unreadable(error: impl ToString) -> Failure {
    Failure::Unreadable(error.to_string())
}

/// The response where it is a success, else its problem.
pub async fn checked(sent: Result<Response, gloo_net::Error>) -> Answer<Response> {
    let response = sent.map_err(|_| Failure::Offline)?;
    if response.ok() {
        return Ok(response);
    }
    let status = response.status();
    let text = response.text().await.unwrap_or_default();
    Err(match serde_json::from_str::<Problem>(&text) {
        Ok(problem) => Failure::Problem(problem),
        // A proxy or the service worker answers for a server that is away.
        Err(_) if matches!(status, 502..=504) => Failure::Offline,
        Err(_) => Failure::Problem(Problem {
            kind: "about:blank".into(),
            title: "The server answered with an error".into(),
            status,
            code: format!("http.{status}"),
            args: Default::default(),
        }),
    })
}

async fn read<T: DeserializeOwned>(sent: Result<Response, gloo_net::Error>) -> Answer<T> {
    let text = checked(sent).await?.text().await.map_err(unreadable)?;
    // Answers without a body are read as `null`.
    let text = if text.is_empty() { "null" } else { &text };
    serde_json::from_str(text).map_err(unreadable)
}

/// Fetches JSON.
pub async fn fetch<T: DeserializeOwned>(path: &str) -> Answer<T> {
    read(
        Request::get(path)
            .credentials(web_sys::RequestCredentials::SameOrigin)
            .send()
            .await,
    )
    .await
}

/// Sends JSON by POST and reads JSON.
pub async fn send<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    let request = unsafe_request(Request::post(path))
        .json(body)
        .map_err(unreadable)?;
    read(request.send().await).await
}

/// Sends a POST without a body and reads JSON.
pub async fn act<T: DeserializeOwned>(path: &str) -> Answer<T> {
    read(unsafe_request(Request::post(path)).send().await).await
}

/// Sends JSON by PUT and reads JSON.
pub async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    let request = unsafe_request(Request::put(path))
        .json(body)
        .map_err(unreadable)?;
    read(request.send().await).await
}

/// Sends a raw body (a file) by POST and reads JSON.
pub async fn send_raw<T: DeserializeOwned>(path: &str, body: impl Into<JsValue>) -> Answer<T> {
    let request = unsafe_request(Request::post(path))
        .header("content-type", "application/octet-stream")
        .body(body.into())
        .map_err(unreadable)?;
    read(request.send().await).await
}

/// A text as a part of an address.
pub fn encode(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}
