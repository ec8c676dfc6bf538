//! One message to an own address, outside the ledger.

use axum::Json;
use axum::extract::State;
use domain::message::template::Reader;
use domain::message::{Carrier, Medium};
use domain::wire::campaign::{TestSend, TestSent};

use super::SENDERS;
use crate::channel::content::Prepared;
use crate::channel::refusal::Tokens;
use crate::channel::smtp::Smtp;
use crate::channel::{Message, usable_address};
use crate::db::ledger::Outcome;
use crate::failure::Failure;
use crate::jobs::approve::{content_of, read_candidate, unknown_campaign};
use crate::routes::session::Signed;
use crate::routes::{Body, Path};
use crate::state::AppState;

/// Sends one message to an own address, outside the ledger.
pub(super) async fn send_test(
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
