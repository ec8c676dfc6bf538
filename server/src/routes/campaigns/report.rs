//! A campaign's report: the frozen one with what arrived later, or the provisional one of now.

use axum::Json;
use axum::extract::State;
use domain::effect::correction::Correction;
use domain::effect::report::Report;
use serde::Serialize;

use crate::db::campaigns::{self, Run};
use crate::failure::Failure;
use crate::jobs::monitor;
use crate::routes::Path;
use crate::routes::session::Signed;
use crate::state::AppState;

/// A report, and what has become known since it was frozen.
#[derive(Serialize)]
pub struct ReportAnswer {
    #[serde(flatten)]
    pub(super) report: Report,
    /// Orders and refunds that arrived after the final report was frozen; they do not change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) correction: Option<Correction>,
}

/// The report: the frozen one once the window has closed, else the provisional one of now.
pub(super) fn read_report(
    connection: &rusqlite::Connection,
    run: &Run,
    now: i64,
) -> Result<ReportAnswer, Failure> {
    let current = monitor::make_report(connection, run, now)?;
    let Some(frozen) = &run.report else {
        return Ok(ReportAnswer {
            report: current,
            correction: None,
        });
    };
    let report: Report = serde_json::from_value(frozen.clone())?;
    let correction = Correction::between(&report, &current);
    Ok(ReportAnswer { report, correction })
}

pub(super) async fn show_report(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<String>,
) -> Result<Json<ReportAnswer>, Failure> {
    let now = state.clock.now();
    let answer = state
        .store
        .read(move |connection| read_report(connection, &campaigns::run(connection, &id)?, now))
        .await?;
    Ok(Json(answer))
}
