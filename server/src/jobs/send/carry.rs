//! Carries decided messages and records what became of them, each carrier in its way.

use domain::message::{Carrier, Medium};
use domain::sending::Reason;
use rusqlite::Transaction;
use tokio::task::JoinSet;

use crate::channel::simulator::{Fate, fate};
use crate::channel::smtp::Smtp;
use crate::channel::{Message, audience_file};
use crate::db::campaigns::{self, Run, Wave};
use crate::db::events::{self, EventKind};
use crate::db::ledger::{self, Outcome};
use crate::failure::Failure;
use crate::state::AppState;

/// Finishes what a worker that died had begun: what stayed on this machine is done, a mail becomes unknown.
pub(super) fn settle_intents(tx: &Transaction, campaign: &str, now: i64) -> Result<(), Failure> {
    let run = campaigns::run(tx, campaign)?;
    for wave in campaigns::list_waves(tx, campaign)? {
        for (row, customer) in ledger::list_intents(tx, wave.id)? {
            match wave.carrier {
                Carrier::Simulator => act_out(tx, &run, &wave, row, customer, now)?,
                Carrier::AudienceFile => {
                    ledger::record_outcome(tx, row, &written_to_file(), now)?;
                }
                Carrier::Smtp => {
                    let unknown = Outcome::Unknown {
                        reason: "INTERRUPTED".into(),
                    };
                    ledger::record_outcome(tx, row, &unknown, now)?;
                }
            }
        }
    }
    Ok(())
}

/// Hands mails over, some at a time; the outcomes stand in the order of the mails.
pub(super) async fn hand_over(smtp: &Smtp, messages: &[Message]) -> Vec<Outcome> {
    let mut lines = JoinSet::new();
    for (place, message) in messages.iter().enumerate() {
        let (smtp, message) = (smtp.clone(), message.clone());
        lines.spawn(async move { (place, smtp.send(&message).await) });
    }
    let lost = Outcome::Unknown {
        reason: "NO_ANSWER".into(),
    };
    let mut outcomes = vec![lost; messages.len()];
    while let Some(done) = lines.join_next().await {
        if let Ok((place, outcome)) = done {
            outcomes[place] = outcome;
        }
    }
    outcomes
}

pub(super) fn record_mail(
    tx: &Transaction,
    run: &Run,
    message: &Message,
    outcome: &Outcome,
    now: i64,
) -> Result<(), Failure> {
    ledger::record_outcome(tx, message.ledger, outcome, now)?;
    // The server said that there is no such mailbox.
    let gone = ["SMTP_550", "SMTP_551", "SMTP_553"];
    if let Outcome::Failed { reason } = outcome
        && gone.contains(&reason.as_str())
    {
        events::insert_event(tx, message.ledger, EventKind::Bounced, now)?;
        events::suppress_bounced(
            tx,
            run.shop,
            message.customer,
            Medium::Email,
            &run.campaign,
            now,
        )?;
    }
    Ok(())
}

pub(super) fn written_to_file() -> Outcome {
    Outcome::Sent {
        receipt: "audience file".into(),
    }
}

/// Acts a message out. The same row always has the same fate, so that doing it again after a crash changes nothing.
pub(super) fn act_out(
    tx: &Transaction,
    run: &Run,
    wave: &Wave,
    row: i64,
    customer: i64,
    now: i64,
) -> Result<(), Failure> {
    let Fate::Delivered {
        opened_after,
        clicked_after,
        refused_after,
    } = fate(&run.campaign, wave.number, customer, wave.medium)
    else {
        let failed = Outcome::Failed {
            reason: "SIMULATED".into(),
        };
        return ledger::record_outcome(tx, row, &failed, now);
    };
    let sent = Outcome::Sent {
        receipt: "simulated".into(),
    };
    ledger::record_outcome(tx, row, &sent, now)?;
    events::insert_event(tx, row, EventKind::Delivered, now)?;
    for (kind, after) in [
        (EventKind::Opened, opened_after),
        (EventKind::Clicked, clicked_after),
    ] {
        if let Some(after) = after {
            events::insert_event(tx, row, kind, now + after)?;
        }
    }
    if refused_after.is_some() {
        events::insert_event(tx, row, EventKind::Unsubscribed, now)?;
        events::opt_out(
            tx,
            run.shop,
            customer,
            wave.medium,
            Some(&run.campaign),
            now,
        )?;
        let whose = ledger::Whose::Customer(customer, wave.medium);
        ledger::suppress_pending(tx, whose, Reason::OptedOut, now)?;
    }
    Ok(())
}
/// Writes a wave's audience file anew from the ledger, all of it or nothing.
pub(super) async fn write_audience_file(state: &AppState, wave: i64) -> Result<(), Failure> {
    let keys = state
        .store
        .read(move |connection| ledger::list_sent_keys(connection, wave))
        .await?;
    let file = audience_file::audience_csv(keys.iter().map(String::as_str));
    let folder = state.store.folder().join("audiences");
    tokio::fs::create_dir_all(&folder).await?;
    let fresh = folder.join(format!("{wave}.new"));
    tokio::fs::write(&fresh, file).await?;
    tokio::fs::rename(fresh, folder.join(format!("{wave}.csv"))).await?;
    Ok(())
}
