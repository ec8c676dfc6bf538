//! What can go wrong on a way through the server: a problem that the person can mend, or a failure that they cannot.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::wire::problem::Problem;
use serde_json::{Map, Value};

/// A problem for the person, or a failure of the machine. Passed on with `?`, logged at the edge only.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The person can mend it: answered with its code and facts.
    #[error("{}", said(.0))]
    Problem(Box<Problem>),
    /// The store failed.
    #[error("the store: {0}")]
    Store(#[from] rusqlite::Error),
    /// Something stored could not be read back.
    #[error("stored JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A file or a connection failed.
    #[error("input or output: {0}")]
    Io(#[from] std::io::Error),
    /// A task ended before it answered.
    #[error("a task was stopped")]
    Stopped,
    /// Anything else; the text is for the log, without anything personal.
    #[error("{0}")]
    Internal(String),
}

impl Failure {
    /// A problem with a stable code and a short English title.
    pub fn problem(status: StatusCode, code: &str, title: &str) -> Failure {
        Failure::Problem(Box::new(Problem {
            kind: "about:blank".into(),
            title: title.into(),
            status: status.as_u16(),
            code: code.into(),
            args: Map::new(),
        }))
    }

    /// A problem of the request itself: 422 with a code and a title.
    pub fn unprocessable(code: &str, title: &str) -> Failure {
        Failure::problem(StatusCode::UNPROCESSABLE_ENTITY, code, title)
    }

    /// Nothing of that name is here: 404.
    pub fn missing(code: &str, title: &str) -> Failure {
        Failure::problem(StatusCode::NOT_FOUND, code, title)
    }

    /// It cannot be done in the present state: 409.
    pub fn conflict(code: &str, title: &str) -> Failure {
        Failure::problem(StatusCode::CONFLICT, code, title)
    }

    /// Adds a fact to a problem; a failure stays as it is.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Failure {
        if let Failure::Problem(problem) = &mut self {
            problem.args.insert(name.into(), value.into());
        }
        self
    }

    /// The stable code of a problem.
    pub fn code(&self) -> Option<&str> {
        match self {
            Failure::Problem(problem) => Some(&problem.code),
            _ => None,
        }
    }
}

/// A problem as one English sentence for the terminal.
fn said(problem: &Problem) -> String {
    if problem.args.is_empty() {
        return problem.title.clone();
    }
    let facts: Vec<String> = problem
        .args
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => format!("{name}: {text}"),
            other => format!("{name}: {other}"),
        })
        .collect();
    format!("{} ({})", problem.title, facts.join(", "))
}

/// A failure on its way to the edge, where it is logged and given a request number.
#[derive(Clone)]
pub(crate) struct Unanswered(pub(crate) Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Failure::Problem(problem) = self {
            return answer(&problem);
        }
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Unanswered(Arc::new(self)));
        response
    }
}

/// A problem as a response.
pub(crate) fn answer(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, axum::Json(problem)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}
