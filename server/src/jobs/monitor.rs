//! Watches campaigns until their window ends: moves their state, freezes the final report, and tells the screens when orders arrive.

use std::collections::HashSet;
use std::time::Duration;

use domain::campaign::State;
use domain::campaign::status::Command;
use domain::document::Kind;
use domain::effect::report::{Report, report};
use domain::sending::Reason;
use domain::wire::sync::Event;
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use tokio::sync::broadcast::error::RecvError;

use crate::db::campaigns::{self, Run};
use crate::db::{documents, effects, ledger, shops};
use crate::failure::Failure;
use crate::jobs::audience::{find_members, first_fates};
use crate::state::AppState;

/// How often the windows are looked at.
const EVERY: Duration = Duration::from_secs(5);

/// Starts the watch of a serving process.
pub fn start(state: &AppState) {
    tokio::spawn(watch_windows(state.clone()));
    tokio::spawn(watch_orders(state.clone()));
}

async fn watch_windows(state: AppState) {
    loop {
        if let Err(failure) = close_windows(&state).await {
            tracing::error!("closing windows: {failure}");
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Orders that arrive move the live numbers of the campaigns that are watched.
async fn watch_orders(state: AppState) {
    let mut heard = state.events.subscribe();
    loop {
        match heard.recv().await {
            Ok(Event::Facts { shop, .. }) => {
                let now = state.clock.now();
                let watched = state
                    .store
                    .read(move |conn| campaigns::list_watched(conn, shop, now))
                    .await;
                for campaign in watched.unwrap_or_default() {
                    state.announce(Event::Live { campaign });
                }
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Closes every window that has ended: what is still planned is given up, and the final report is frozen.
pub async fn close_windows(state: &AppState) -> Result<(), Failure> {
    let now = state.clock.now();
    let closed = state
        .store
        .write(move |tx| {
            let watched = [State::Running, State::Stopped, State::Monitoring];
            let (mut closed, mut facts) = (Vec::new(), Vec::new());
            for id in campaigns::list_runs(tx, &watched)? {
                let run = campaigns::run(tx, &id)?;
                if run.window_ends_at > now || run.report.is_some() {
                    continue;
                }
                if run.state != State::Monitoring {
                    ledger::suppress_pending(
                        tx,
                        ledger::Whose::Campaign(&id),
                        Reason::CampaignOver,
                        now,
                    )?;
                    move_on(tx, &run, Command::FinishSending, None, now)?;
                    facts.push((run.shop, shops::bump_facts_revision(tx, run.shop)?));
                }
                freeze(tx, &run, now)?;
                closed.push(id);
            }
            let upto = documents::newest_change(tx)?;
            Ok((closed, facts, upto))
        })
        .await?;
    let (closed, facts, upto) = closed;
    for (shop, revision) in facts {
        state.announce(Event::Facts { shop, revision });
    }
    for campaign in closed {
        state.announce(Event::Changed { upto });
        state.announce(Event::Live { campaign });
    }
    Ok(())
}

/// Freezes the final report of a run; one that is frozen stays.
pub fn freeze(connection: &Connection, run: &Run, as_of: i64) -> Result<(), Failure> {
    let last = make_report(connection, run, as_of)?;
    campaigns::freeze_report(connection, &run.campaign, &serde_json::to_value(last)?)
}

/// The report of a run as it is known now.
pub fn make_report(connection: &Connection, run: &Run, as_of: i64) -> Result<Report, Failure> {
    Ok(report(&effects::read_inputs(connection, run, as_of)?))
}

/// Moves a campaign by a command and tells the screens; the problem that this is not legal now where it is so.
pub async fn advance(
    state: &AppState,
    campaign: &str,
    command: Command,
    user: Option<i64>,
) -> Result<State, Failure> {
    let (id, now) = (campaign.to_owned(), state.clock.now());
    let (next, facts, upto) = state
        .store
        .write(move |tx| {
            let run = campaigns::run(tx, &id)?;
            let next = move_on(tx, &run, command, user, now)?;
            // What was sent before a stop becomes known to segments; else it does when a wave is through.
            let facts = match command {
                Command::Stop => Some((run.shop, shops::bump_facts_revision(tx, run.shop)?)),
                _ => None,
            };
            Ok((next, facts, documents::newest_change(tx)?))
        })
        .await?;
    state.announce(Event::Changed { upto });
    if let Some((shop, revision)) = facts {
        state.announce(Event::Facts { shop, revision });
    }
    state.announce(Event::Live {
        campaign: campaign.to_owned(),
    });
    state.wake_sender.notify_one();
    Ok(next)
}

/// Moves a run by a command, in the run and in the document that all screens see.
pub fn move_on(
    tx: &Transaction,
    run: &Run,
    command: Command,
    user: Option<i64>,
    now: i64,
) -> Result<State, Failure> {
    let next = run.state.after(command).ok_or_else(|| {
        Failure::conflict(
            "campaign.wrong_state",
            "This cannot be done in the campaign's present state",
        )
        .with("state", run.state.code())
    })?;
    campaigns::update_state(tx, &run.campaign, next)?;
    match command {
        Command::Start => {
            campaigns::update_started(tx, &run.campaign, now)?;
            write_status(tx, run, "status.started_at", now.into(), user, now)?;
        }
        Command::Cancel => {
            let whose = ledger::Whose::Campaign(&run.campaign);
            ledger::suppress_pending(tx, whose, Reason::CampaignOver, now)?;
        }
        Command::Close => write_status(tx, run, "status.closed_at", now.into(), user, now)?,
        _ => {}
    }
    write_status(tx, run, "status.state", next.code().into(), user, now)?;
    Ok(next)
}

/// Writes a field that only the server writes.
pub fn write_status(
    tx: &Transaction,
    run: &Run,
    path: &str,
    value: Value,
    user: Option<i64>,
    now: i64,
) -> Result<(), Failure> {
    documents::append_server_edit(
        tx,
        &run.campaign,
        Kind::Campaign,
        Some(run.shop),
        path,
        value,
        user,
        now,
    )?;
    Ok(())
}

/// The customers whom an exclusion came to hold for after the groups were frozen; exclusions only grow.
pub async fn newly_excluded(state: &AppState, run: &Run) -> Result<HashSet<i64>, Failure> {
    let queries: Vec<String> = run
        .frozen
        .campaign
        .plan()
        .exclusions
        .into_iter()
        .map(|one| one.query)
        .collect();
    // The first wave may still be on its way: more may have refused it or been out of its reach.
    let fates = first_fates(state, &run.frozen.campaign).await?;
    let mut excluded: HashSet<i64> = fates.into_keys().collect();
    if queries.is_empty() {
        return Ok(excluded);
    }
    let (clock, shop) = (state.clock.clone(), run.shop);
    let shop = state
        .store
        .read(move |connection| shops::shop(connection, &clock, shop))
        .await?;
    if shop.facts_revision != run.facts_revision {
        excluded.extend(find_members(state, &shop, queries).await?);
    }
    Ok(excluded)
}
