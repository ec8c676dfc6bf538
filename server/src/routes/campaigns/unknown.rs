//! Messages that may have left or not: shown masked, and decided by a person.

use axum::Json;
use axum::extract::State;
use domain::campaign::State as Standing;
use domain::mask;
use domain::sending::LedgerState;
use domain::wire::campaign::{
    Commanded, DecideUnknown, UnknownDecision, UnknownList, UnknownMessage,
};
use domain::wire::sync::Event;
use serde_json::json;

use super::{SENDERS, commanded};
use crate::db::{campaigns, ledger, shops};
use crate::failure::Failure;
use crate::routes::session::Signed;
use crate::routes::{Body, Path};
use crate::state::AppState;

/// Messages shown at once; the total says how many there are.
const MOST_UNKNOWN: usize = 500;

pub(super) async fn list_unknown(
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

pub(super) async fn decide_unknown(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<String>,
    Body(asked): Body<DecideUnknown>,
) -> Result<Json<Commanded>, Failure> {
    signed.require(&SENDERS)?;
    let (user, now, campaign) = (signed.user.id, state.clock.now(), id.clone());
    let known = state
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
            campaigns::insert_audit(tx, user, "campaign.decide_unknown", &campaign, &detail, now)?;
            if decided == 0 || next != LedgerState::Sent {
                return Ok(None);
            }
            Ok(Some((run.shop, shops::bump_facts_revision(tx, run.shop)?)))
        })
        .await?;
    if let Some((shop, revision)) = known {
        state.announce(Event::Facts { shop, revision });
    }
    state.announce(Event::Live {
        campaign: id.clone(),
    });
    state.wake_sender.notify_one();
    Ok(Json(commanded(&state, &id).await?))
}
