//! Sends what is due: leases rows, asks the one rule, records the intent, calls the channel, records the outcome.
//!
//! A row whose intent is on the disk is never sent again by itself. What this machine acts out or writes to a file is
//! finished after a crash; what a mail server may have taken becomes unknown, and a person decides.

mod carry;
mod decide;

use std::time::Duration;

use domain::campaign::State;
use domain::campaign::status::Command;
use domain::message::Carrier;
use domain::wire::sync::Event;
use tokio::time::Instant;

use self::carry::{
    act_out, hand_over, record_mail, settle_intents, write_audience_file, written_to_file,
};
use self::decide::{Here, Round, decide};
use crate::channel::content::Prepared;
use crate::channel::refusal::Tokens;
use crate::channel::smtp::Smtp;
use crate::clock::zone;
use crate::db::campaigns::{self, Run, Wave};
use crate::db::{ledger, shops};
use crate::failure::Failure;
use crate::jobs::monitor;
use crate::state::AppState;

/// How long a lease holds.
const LEASE_SECONDS: i64 = 120;

/// Mails handed over in one second at most.
const MAILS_A_SECOND: u32 = 50;

/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_millis(1_000);

/// Starts the worker of a serving process.
pub fn start(state: &AppState) {
    tokio::spawn(run(state.clone()));
}

async fn run(state: AppState) {
    while let Err(failure) = recover(&state).await {
        tracing::error!("sending cannot resume: {failure}");
        tokio::time::sleep(REST * 10).await;
    }
    loop {
        let rested = state.wake_sender.notified();
        match tick(&state).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(failure) => tracing::error!("sending: {failure}"),
        }
        let _ = tokio::time::timeout(REST, rested).await;
    }
}

/// Puts right what a worker that died left behind. Only for the start, when no other worker lives.
pub async fn recover(state: &AppState) -> Result<(), Failure> {
    let now = state.clock.now();
    let touched = state
        .store
        .write(move |tx| {
            ledger::release_all(tx)?;
            let mut touched = Vec::new();
            for campaign in ledger::list_interrupted(tx)? {
                settle_intents(tx, &campaign, now)?;
                let shop = campaigns::run(tx, &campaign)?.shop;
                touched.push((campaign, shop, shops::bump_facts_revision(tx, shop)?));
            }
            Ok(touched)
        })
        .await?;
    for (campaign, shop, revision) in touched {
        state.announce(Event::Facts { shop, revision });
        state.announce(Event::Live { campaign });
    }
    Ok(())
}

/// Does what is due now, at most one lease of each wave. Answers whether there may be more at once.
pub async fn tick(state: &AppState) -> Result<bool, Failure> {
    let running = state
        .store
        .read(|connection| campaigns::list_runs(connection, &[State::Running]))
        .await?;
    let mut worked = false;
    for campaign in running {
        let (id, clock) = (campaign.clone(), state.clock.clone());
        let (run, waves, time_zone) = state
            .store
            .read(move |connection| {
                let run = campaigns::run(connection, &id)?;
                let waves = campaigns::list_waves(connection, &id)?;
                let time_zone = shops::shop(connection, &clock, run.shop)?.time_zone;
                Ok((run, waves, time_zone))
            })
            .await?;
        let here = Here {
            zone: zone(&time_zone).unwrap_or_default(),
        };
        for wave in waves {
            worked |= send_wave(state, &run, &wave, here).await?;
        }
        finish(state, &campaign).await?;
    }
    Ok(worked)
}

/// Moves a campaign on once nothing is left to send and nothing is left to decide.
async fn finish(state: &AppState, campaign: &str) -> Result<(), Failure> {
    let id = campaign.to_owned();
    let settled = state
        .store
        .read(move |connection| Ok(ledger::count_unsettled(connection, &id)? == 0))
        .await?;
    if settled {
        monitor::advance(state, campaign, Command::FinishSending, None).await?;
    }
    Ok(())
}

/// Sends one lease of a wave. Answers whether it did something.
async fn send_wave(state: &AppState, run: &Run, wave: &Wave, here: Here) -> Result<bool, Failure> {
    let now = state.clock.now();
    if wave.send_at > now || !run.frozen.hours.hold(here.local(now)) {
        return Ok(false);
    }
    let id = wave.id;
    if state
        .store
        .read(move |connection| ledger::is_done(connection, id))
        .await?
    {
        return Ok(false);
    }
    let smtp = match wave.carrier {
        Carrier::Smtp => match ready_mail_server(state).await {
            Some(smtp) => Some(smtp),
            None => return Ok(false),
        },
        Carrier::Simulator | Carrier::AudienceFile => None,
    };
    let (lease_size, chunk_size) = if smtp.is_some() {
        (64, 8)
    } else {
        (1_000, 1_000)
    };
    let owner = format!("{}", std::process::id());
    let leased = state
        .store
        .write(move |tx| ledger::lease(tx, id, &owner, now, now + LEASE_SECONDS, lease_size))
        .await?;
    let worked = !leased.is_empty();
    let round = Round {
        tokens: Tokens::of(&state.store).await?,
        prepared: Prepared::of(wave.medium, &wave.content),
        excluded: monitor::newly_excluded(state, run).await?,
        run: run.clone(),
        wave: wave.clone(),
        here,
    };
    let mut left = leased.as_slice();
    while !left.is_empty() {
        let (chunk, rest) = left.split_at(left.len().min(chunk_size));
        left = rest;
        let began = Instant::now();
        if !send_chunk(state, &round, smtp.as_ref(), chunk).await? {
            let rest = left.to_vec();
            state
                .store
                .write(move |tx| ledger::release(tx, &rest))
                .await?;
            break;
        }
        state.announce(Event::Live {
            campaign: run.campaign.clone(),
        });
        if smtp.is_some() {
            let pause = Duration::from_secs(1) * chunk.len() as u32 / MAILS_A_SECOND;
            tokio::time::sleep(pause.saturating_sub(began.elapsed())).await;
        }
    }
    if worked && wave.carrier == Carrier::AudienceFile {
        write_audience_file(state, wave.id).await?;
    }
    Ok(worked)
}

async fn ready_mail_server(state: &AppState) -> Option<Smtp> {
    let smtp = match Smtp::of(&state.settings) {
        Ok(smtp) => smtp,
        Err(failure) => {
            tracing::warn!("mails wait: {failure}");
            return None;
        }
    };
    if smtp.answers().await {
        return Some(smtp);
    }
    tracing::warn!("mails wait: the mail server does not answer");
    tokio::time::sleep(REST).await;
    None
}

/// Decides, records the intents, calls the channel and records the outcomes of some rows. Answers false when the
/// campaign is no longer running.
async fn send_chunk(
    state: &AppState,
    round: &Round,
    smtp: Option<&Smtp>,
    rows: &[i64],
) -> Result<bool, Failure> {
    let now = state.clock.now();
    let (deciding, public_url) = (round.clone(), state.settings.public_url.clone());
    let rows = rows.to_vec();
    let decided = state
        .store
        .write(move |tx| decide(tx, &deciding, &rows, now, &public_url))
        .await?;
    let Some(messages) = decided else {
        return Ok(false);
    };
    // From here on the intents are on the disk.
    let outcomes = match smtp {
        Some(smtp) => hand_over(smtp, &messages).await,
        None => Vec::new(),
    };
    let (done, now) = (round.clone(), state.clock.now());
    let shop = round.run.shop;
    let known = state
        .store
        .write(move |tx| {
            for (place, message) in messages.iter().enumerate() {
                match (done.wave.carrier, outcomes.get(place)) {
                    (Carrier::Simulator, _) => {
                        act_out(
                            tx,
                            &done.run,
                            &done.wave,
                            message.ledger,
                            message.customer,
                            now,
                        )?;
                    }
                    (Carrier::AudienceFile, _) => {
                        ledger::record_outcome(tx, message.ledger, &written_to_file(), now)?;
                    }
                    (Carrier::Smtp, Some(outcome)) => {
                        record_mail(tx, &done.run, message, outcome, now)?;
                    }
                    (Carrier::Smtp, None) => {}
                }
            }
            // Segments may ask who got a message. They hear of it when the wave is through: each time, all facts of the
            // shop are frozen anew.
            if ledger::is_done(tx, done.wave.id)? {
                return Ok(Some(shops::bump_facts_revision(tx, shop)?));
            }
            Ok(None)
        })
        .await?;
    if let Some(revision) = known {
        state.announce(Event::Facts { shop, revision });
    }
    Ok(true)
}
