//! What a campaign gives as files: its report as CSV or page, and audience files for a platform's own console.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::message::Carrier;
use serde::Deserialize;

use super::report::{ReportAnswer, read_report};
use super::report_page::Page;
use crate::channel::audience_file;
use crate::db::{campaigns, effects, ledger, shops};
use crate::failure::Failure;
use crate::routes::session::Signed;
use crate::routes::{Path, Query};
use crate::state::AppState;

/// In which language a file is made.
#[derive(Deserialize)]
pub(super) struct InLanguage {
    #[serde(default)]
    lang: String,
}

pub(super) async fn export_report_csv(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<String>,
    Query(asked): Query<InLanguage>,
) -> Result<Response, Failure> {
    let page = report_page(&state, id, asked).await?;
    Ok(file(
        "text/csv; charset=utf-8",
        "report.csv",
        page.csv().into_bytes(),
    ))
}

pub(super) async fn export_report_html(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<String>,
    Query(asked): Query<InLanguage>,
) -> Result<Response, Failure> {
    let page = report_page(&state, id, asked).await?;
    Ok(file(
        "text/html; charset=utf-8",
        "report.html",
        page.html().into_bytes(),
    ))
}

async fn report_page(state: &AppState, id: String, asked: InLanguage) -> Result<Page, Failure> {
    let (now, clock) = (state.clock.now(), state.clock.clone());
    state
        .store
        .read(move |connection| {
            let run = campaigns::run(connection, &id)?;
            let ReportAnswer { report, correction } = read_report(connection, &run, now)?;
            let from = report.window_from.unwrap_or(run.approved_at);
            Ok(Page {
                orders: effects::list_orders(connection, &run, from, 500)?,
                shop: shops::shop(connection, &clock, run.shop)?,
                in_chinese: !asked.lang.starts_with("en"),
                report,
                correction,
            })
        })
        .await
}

pub(super) async fn export_audience(
    State(state): State<AppState>,
    _: Signed,
    Path((id, group)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let keys = state
        .store
        .read(move |connection| {
            campaigns::run(connection, &id)?;
            let waves = campaigns::list_waves(connection, &id)?;
            let mut of_group = waves
                .iter()
                .filter(|wave| wave.group == group && wave.carrier == Carrier::AudienceFile)
                .peekable();
            if of_group.peek().is_none() {
                return Err(Failure::conflict(
                    "campaign.no_audience_file",
                    "This group is not sent by an audience file",
                ));
            }
            let mut keys = Vec::new();
            for wave in of_group {
                keys.extend(ledger::list_sent_keys(connection, wave.id)?);
            }
            Ok(keys)
        })
        .await?;
    let bytes = audience_file::audience_csv(keys.iter().map(String::as_str));
    Ok(file("text/csv; charset=utf-8", "audience.csv", bytes))
}

/// An answer that the browser keeps as a file.
fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
