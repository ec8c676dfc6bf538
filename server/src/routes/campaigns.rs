//! A campaign's commands and live numbers. Beside them: its report, its files, messages of unknown fate, test messages.

mod files;
mod report;
mod report_page;
mod test_send;
mod unknown;

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::campaign::Campaign;
use domain::campaign::State as Standing;
use domain::campaign::status::Command;
use domain::document::Kind;
use domain::sending::Tally;
use domain::wire::campaign::{Approve, Commanded, Lengths, Live, ReadinessAnswer};
use domain::wire::session::Role;
use domain::wire::sync::Event;
use serde_json::json;

use crate::db::{campaigns, documents, effects, ledger};
use crate::failure::Failure;
use crate::jobs::approve::{self, check_readiness, read_candidate};
use crate::jobs::audience::find_audience;
use crate::jobs::{lengths, monitor};
use crate::routes::session::Signed;
use crate::routes::{Body, Path};
use crate::state::AppState;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/campaigns/{id}/readiness", get(show_readiness))
        .route("/api/campaigns/{id}/lengths", get(show_lengths))
        .route("/api/campaigns/{id}/approve", post(approve_campaign))
        .route("/api/campaigns/{id}/start", post(start_campaign))
        .route("/api/campaigns/{id}/stop", post(stop_campaign))
        .route("/api/campaigns/{id}/resume", post(resume_campaign))
        .route("/api/campaigns/{id}/cancel", post(cancel_campaign))
        .route("/api/campaigns/{id}/close", post(close_campaign))
        .route("/api/campaigns/{id}/live", get(show_live))
        .route("/api/campaigns/{id}/report", get(report::show_report))
        .route(
            "/api/campaigns/{id}/report.csv",
            get(files::export_report_csv),
        )
        .route(
            "/api/campaigns/{id}/report.html",
            get(files::export_report_html),
        )
        .route(
            "/api/campaigns/{id}/unknown",
            get(unknown::list_unknown).post(unknown::decide_unknown),
        )
        .route(
            "/api/campaigns/{id}/groups/{group}/audience.csv",
            get(files::export_audience),
        )
        .route("/api/campaigns/{id}/test-send", post(test_send::send_test))
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

async fn show_lengths(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<String>,
) -> Result<Json<Lengths>, Failure> {
    let candidate = read_candidate(&state, &id).await?;
    let audience = find_audience(&state, &candidate.shop, &candidate.campaign).await?;
    Ok(Json(lengths::measure(&state, &candidate, &audience).await?))
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
