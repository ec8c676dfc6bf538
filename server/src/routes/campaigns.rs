//! A campaign's commands, live numbers, report, and what a person decides about messages of unknown fate.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::campaign::Campaign;
use domain::campaign::State as Standing;
use domain::campaign::status::Command;
use domain::document::Kind;
use domain::effect::report::Report;
use domain::mask;
use domain::message::template::Reader;
use domain::message::{Carrier, Medium};
use domain::sending::Tally;
use domain::wire::campaign::{
    Approve, Commanded, DecideUnknown, Live, ReadinessAnswer, TestSend, TestSent, UnknownDecision,
    UnknownList, UnknownMessage,
};
use domain::wire::session::Role;
use domain::wire::sync::Event;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::channel::content::Prepared;
use crate::channel::refusal::Tokens;
use crate::channel::smtp::Smtp;
use crate::channel::{Message, audience_file, usable_address};
use crate::db::campaigns::{self, Run};
use crate::db::ledger::Outcome;
use crate::db::{documents, effects, ledger, shops};
use crate::failure::Failure;
use crate::jobs::approve::{self, check_readiness, content_of, read_candidate, unknown_campaign};
use crate::jobs::monitor;
use crate::routes::session::Signed;
use crate::routes::{Body, Path, Query};
use crate::state::AppState;

mod report_page;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/campaigns/{id}/readiness", get(show_readiness))
        .route("/api/campaigns/{id}/approve", post(approve_campaign))
        .route("/api/campaigns/{id}/start", post(start_campaign))
        .route("/api/campaigns/{id}/stop", post(stop_campaign))
        .route("/api/campaigns/{id}/resume", post(resume_campaign))
        .route("/api/campaigns/{id}/cancel", post(cancel_campaign))
        .route("/api/campaigns/{id}/close", post(close_campaign))
        .route("/api/campaigns/{id}/live", get(show_live))
        .route("/api/campaigns/{id}/report", get(show_report))
        .route("/api/campaigns/{id}/report.csv", get(export_report_csv))
        .route("/api/campaigns/{id}/report.html", get(export_report_html))
        .route(
            "/api/campaigns/{id}/unknown",
            get(list_unknown).post(decide_unknown),
        )
        .route(
            "/api/campaigns/{id}/groups/{group}/audience.csv",
            get(export_audience),
        )
        .route("/api/campaigns/{id}/test-send", post(send_test))
}

/// Those who may let messages leave.
const SENDERS: [Role; 2] = [Role::Manager, Role::Crm];

async fn show_readiness(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<String>,
) -> Result<Json<ReadinessAnswer>, Failure> {
    let candidate = read_candidate(&state, &id).await?;
    Ok(Json(check_readiness(&state, &candidate).await?.0))
}

async fn approve_campaign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    Body(asked): Body<Approve>,
) -> Result<Json<Commanded>, Failure> {
    signed.require(&SENDERS)?;
    approve::approve(&state, &id, &signed.user, asked).await?;
    let commanded = commanded(&state, &id).await?;
    state.announce(Event::Changed {
        upto: commanded.upto,
    });
    Ok(Json(commanded))
}

async fn start_campaign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<Commanded>, Failure> {
    signed.require(&SENDERS)?;
    command(&state, &signed, &id, Command::Start).await
}

async fn stop_campaign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<Commanded>, Failure> {
    // Whoever sees that something goes wrong may stop it.
    command(&state, &signed, &id, Command::Stop).await
}

async fn resume_campaign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<Commanded>, Failure> {
    signed.require(&SENDERS)?;
    command(&state, &signed, &id, Command::Resume).await
}

async fn cancel_campaign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<Commanded>, Failure> {
    signed.require(&SENDERS)?;
    let asked = id.clone();
    let is_approved = state
        .store
        .read(move |connection| Ok(campaigns::find_run(connection, &asked)?.is_some()))
        .await?;
    if is_approved {
        return command(&state, &signed, &id, Command::Cancel).await;
    }
    let candidate = read_candidate(&state, &id).await?;
    let standing = Standing::of(&candidate.campaign);
    let next = standing.after(Command::Cancel).ok_or_else(|| {
        Failure::conflict(
            "campaign.wrong_state",
            "This cannot be done in the campaign's present state",
        )
        .with("state", standing.code())
    })?;
    let (user, now, shop) = (signed.user.id, state.clock.now(), candidate.shop.id);
    let upto = state
        .store
        .write(move |tx| {
            let value = json!(next.code());
            let kind = Kind::Campaign;
            let change = documents::append_server_edit(
                tx,
                &id,
                kind,
                Some(shop),
                "status.state",
                value,
                Some(user),
                now,
            )?;
            Ok(change.seq)
        })
        .await?;
    state.announce(Event::Changed { upto });
    Ok(Json(Commanded {
        state: next,
        tally: Tally::default(),
        upto,
    }))
}

/// Closes a campaign whose window has ended and whose lessons are saved.
async fn close_campaign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Json<Commanded>, Failure> {
    signed.require(&SENDERS)?;
    monitor::close_windows(&state).await?;
    let asked = id.clone();
    let (run, campaign) = state
        .store
        .read(move |connection| {
            let run = campaigns::run(connection, &asked)?;
            let fields = documents::find_fields(connection, &asked)?;
            Ok((run, Campaign::from_fields(&fields)))
        })
        .await?;
    if run.state == Standing::Monitoring && run.report.is_none() {
        return Err(Failure::conflict(
            "campaign.window_open",
            "The campaign's window is still open",
        )
        .with("window_ends_at", run.window_ends_at));
    }
    if !campaign.evaluation.saved {
        return Err(Failure::conflict(
            "campaign.evaluation_not_saved",
            "Save what was learned before closing the campaign",
        ));
    }
    if run.state == Standing::Monitoring {
        monitor::advance(&state, &id, Command::Evaluate, Some(signed.user.id)).await?;
    }
    command(&state, &signed, &id, Command::Close).await
}

async fn command(
    state: &AppState,
    signed: &Signed,
    id: &str,
    command: Command,
) -> Result<Json<Commanded>, Failure> {
    monitor::advance(state, id, command, Some(signed.user.id)).await?;
    Ok(Json(commanded(state, id).await?))
}

async fn commanded(state: &AppState, id: &str) -> Result<Commanded, Failure> {
    let id = id.to_owned();
    state
        .store
        .read(move |connection| {
            let tallies = ledger::tally_groups(connection, &id)?;
            Ok(Commanded {
                state: campaigns::run(connection, &id)?.state,
                tally: tallies.values().fold(Tally::default(), Tally::plus),
                upto: documents::newest_change(connection)?,
            })
        })
        .await
}

async fn show_live(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<String>,
) -> Result<Json<Live>, Failure> {
    let now = state.clock.now();
    let live = state
        .store
        .read(move |connection| {
            let run = campaigns::run(connection, &id)?;
            let inputs = effects::read_inputs(connection, &run, now)?;
            let tallies = ledger::tally_groups(connection, &id)?;
            let report = domain::effect::report::report(&inputs);
            let mut live = Live::of_report(&report, run.state, &inputs.groups, &tallies);
            live.as_of = effects::orders_as_of(connection, run.shop)?.map_or(now, |at| at.min(now));
            Ok(live)
        })
        .await?;
    Ok(Json(live))
}

/// A report, and what has become known since it was frozen.
#[derive(Serialize)]
pub struct ReportAnswer {
    #[serde(flatten)]
    report: Report,
    /// Orders and refunds that arrived after the final report was frozen; they do not change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<Correction>,
}

/// What arrived late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Paid orders that were not known.
    pub orders: i64,
    /// Their amount, in minor units.
    pub amount_minor: i64,
    /// Refunds that were not known, in minor units.
    pub refunded_minor: i64,
    /// Paid orders of the holdout that were not known.
    pub holdout_orders: i64,
}

/// The report: the frozen one once the window has closed, else the provisional one of now.
fn read_report(
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
    let correction = correction(&report, &current);
    Ok(ReportAnswer { report, correction })
}

fn correction(frozen: &Report, current: &Report) -> Option<Correction> {
    let holdout_orders = |report: &Report| {
        let is_holdout = |row: &&domain::wire::campaign::Row| {
            row.scope == domain::wire::campaign::RowScope::Holdout
        };
        report
            .rows
            .iter()
            .find(is_holdout)
            .map_or(0, |row| row.paid.orders as i64)
    };
    let (before, after) = (frozen.total()?, current.total()?);
    let correction = Correction {
        orders: after.paid.orders as i64 - before.paid.orders as i64,
        amount_minor: after.paid.amount_minor - before.paid.amount_minor,
        refunded_minor: after.refunded_minor - before.refunded_minor,
        holdout_orders: holdout_orders(current) - holdout_orders(frozen),
    };
    let nothing = Correction {
        orders: 0,
        amount_minor: 0,
        refunded_minor: 0,
        holdout_orders: 0,
    };
    (correction != nothing).then_some(correction)
}

async fn show_report(
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

/// In which language a file is made.
#[derive(Deserialize)]
struct InLanguage {
    #[serde(default)]
    lang: String,
}

async fn export_report_csv(
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

async fn export_report_html(
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

async fn report_page(
    state: &AppState,
    id: String,
    asked: InLanguage,
) -> Result<report_page::Page, Failure> {
    let (now, clock) = (state.clock.now(), state.clock.clone());
    state
        .store
        .read(move |connection| {
            let run = campaigns::run(connection, &id)?;
            let ReportAnswer { report, correction } = read_report(connection, &run, now)?;
            let from = report.window_from.unwrap_or(run.approved_at);
            Ok(report_page::Page {
                orders: effects::list_orders(connection, &run, from, 500)?,
                shop: shops::shop(connection, &clock, run.shop)?,
                in_chinese: !asked.lang.starts_with("en"),
                report,
                correction,
            })
        })
        .await
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

/// Messages shown at once; the total says how many there are.
const MOST_UNKNOWN: usize = 500;

async fn list_unknown(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<String>,
) -> Result<Json<UnknownList>, Failure> {
    let list = state
        .store
        .read(move |connection| {
            let run = campaigns::run(connection, &id)?;
            let rows = ledger::list_unknown(connection, &id)?;
            let name = |group: &str| {
                run.frozen
                    .campaign
                    .group(group)
                    .map_or_else(|| group.to_owned(), |one| one.name.clone())
            };
            let message = |row: &ledger::UnknownRow| UnknownMessage {
                ledger: row.id,
                customer: row.customer,
                masked: masked(row),
                group: name(&row.group),
                intent_at: row.intent_at,
            };
            Ok(UnknownList {
                messages: rows.iter().take(MOST_UNKNOWN).map(message).collect(),
                total: rows.len() as u64,
            })
        })
        .await?;
    Ok(Json(list))
}

/// A recipient, shown so that a person can find the message in the mail server's log and no more.
fn masked(row: &ledger::UnknownRow) -> String {
    match &row.address {
        Some(address) if address.contains('@') => mask::email(address),
        Some(address) => mask::phone(address),
        None => mask::buyer(&row.customer_key),
    }
}

async fn decide_unknown(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    Body(asked): Body<DecideUnknown>,
) -> Result<Json<Commanded>, Failure> {
    signed.require(&SENDERS)?;
    let (user, now, campaign) = (signed.user.id, state.clock.now(), id.clone());
    state
        .store
        .write(move |tx| {
            let run = campaigns::run(tx, &campaign)?;
            let is_over = !matches!(run.state, Standing::Running | Standing::Stopped);
            if is_over && asked.decision == UnknownDecision::SendAgain {
                return Err(Failure::conflict(
                    "campaign.wrong_state",
                    "The campaign sends no more messages",
                )
                .with("state", run.state.code()));
            }
            let rows = match asked.ledger.is_empty() {
                false => asked.ledger,
                true => ledger::list_unknown(tx, &campaign)?
                    .into_iter()
                    .map(|row| row.id)
                    .collect(),
            };
            let next = asked.decision.state();
            let decided = ledger::decide_unknown(tx, &campaign, &rows, next, user, now)?;
            let detail = json!({ "decision": next.code(), "rows": decided });
            campaigns::insert_audit(tx, user, "campaign.decide_unknown", &campaign, &detail, now)
        })
        .await?;
    state.announce(Event::Live {
        campaign: id.clone(),
    });
    state.wake_sender.notify_one();
    Ok(Json(commanded(&state, &id).await?))
}

async fn export_audience(
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

/// Sends one message to an own address, outside the ledger.
async fn send_test(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    Body(asked): Body<TestSend>,
) -> Result<Json<TestSent>, Failure> {
    signed.require(&SENDERS)?;
    let candidate = read_candidate(&state, &id).await?;
    let group = candidate
        .campaign
        .group(&asked.group)
        .ok_or_else(unknown_campaign)?;
    let medium = group.medium.unwrap_or(Medium::Platform);
    let address = usable_address(medium, Some(&asked.to));
    if medium.needs_address() && address.is_none() {
        return Err(Failure::unprocessable(
            "sending.bad_address",
            "This address cannot be written to",
        ));
    }
    let tokens = Tokens::of(&state.store).await?;
    let refuse_url = format!("{}/u/{}", state.settings.public_url, tokens.token(0));
    let reader = Reader {
        name: Some(&signed.user.name),
        last_product: Some("—"),
        city: Some("—"),
        days_since_last: Some(0),
        shop: Some(&candidate.shop.name),
    };
    let prepared = Prepared::of(medium, &content_of(group));
    let filled = prepared
        .fill(&candidate.brand, &reader, &refuse_url)
        .map_err(|unresolved| {
            Failure::unprocessable(
                "sending.unresolved_variable",
                "The text has variables without a value",
            )
            .with("names", unresolved.names)
        })?;
    let receipt = match group.carrier {
        Carrier::Simulator | Carrier::AudienceFile => "simulated".to_owned(),
        Carrier::Smtp => {
            let message = Message {
                ledger: 0,
                campaign: id,
                wave_number: state.clock.now(),
                customer: 0,
                medium,
                address,
                subject: filled.subject.clone(),
                text: filled.text.clone(),
                html: filled.html.clone(),
                refuse_url,
                units: filled.units,
            };
            match Smtp::of(&state.settings)?.send(&message).await {
                Outcome::Sent { receipt } => receipt,
                Outcome::Failed { reason } | Outcome::Unknown { reason } => {
                    return Err(Failure::unprocessable(
                        "sending.test_failed",
                        "The mail server did not take the test message",
                    )
                    .with("reason", reason));
                }
            }
        }
    };
    Ok(Json(TestSent {
        subject: filled.subject,
        body: filled.text,
        segments: filled.units.unsigned_abs(),
        receipt,
    }))
}
