//! Sends what is due: leases rows, asks the one rule, records the intent, calls the channel, records the outcome.
//!
//! A row whose intent is on the disk is never sent again by itself. What this machine acts out or writes to a file is
//! finished after a crash; what a mail server may have taken becomes unknown, and a person decides.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use domain::campaign::State;
use domain::campaign::status::Command;
use domain::message::template::Reader;
use domain::message::{Carrier, Medium};
use domain::sending::{Facts, Reason, Verdict, may_send};
use domain::wire::sync::Event;
use rusqlite::Transaction;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::channel::content::Prepared;
use crate::channel::refusal::Tokens;
use crate::channel::simulator::{Fate, fate};
use crate::channel::smtp::Smtp;
use crate::channel::{Message, audience_file, usable_address};
use crate::clock::{local_day, zone};
use crate::db::campaigns::{self, Run, Wave};
use crate::db::events::{self, EventKind};
use crate::db::ledger::{self, Leased, Outcome};
use crate::db::shops;
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
            let interrupted = ledger::list_interrupted(tx)?;
            for campaign in &interrupted {
                settle_intents(tx, campaign, now)?;
            }
            Ok(interrupted)
        })
        .await?;
    for campaign in touched {
        state.announce(Event::Live { campaign });
    }
    Ok(())
}

fn settle_intents(tx: &Transaction, campaign: &str, now: i64) -> Result<(), Failure> {
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

/// The clock of the place where the shop is.
#[derive(Clone, Copy)]
struct Here {
    zone: Tz,
}

impl Here {
    fn local(self, at: i64) -> NaiveDateTime {
        let instant = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
        self.zone
            .from_utc_datetime(&instant.naive_utc())
            .naive_local()
    }

    fn midnight(self, at: i64) -> i64 {
        let start = self.local(at).date().and_time(chrono::NaiveTime::MIN);
        self.zone
            .from_local_datetime(&start)
            .earliest()
            .map_or(at, |instant| instant.timestamp())
    }
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
        .read(move |connection| ledger::count_open(connection, id))
        .await?
        == 0
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

/// What all messages of one lease share.
#[derive(Clone)]
struct Round {
    run: Run,
    wave: Wave,
    here: Here,
    prepared: Prepared,
    tokens: Tokens,
    excluded: HashSet<i64>,
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
    state
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
            Ok(())
        })
        .await?;
    Ok(true)
}

/// Asks the one rule for each row, and records intents and refusals. `None` when the campaign is not running now.
fn decide(
    tx: &Transaction,
    round: &Round,
    rows: &[i64],
    now: i64,
    public_url: &str,
) -> Result<Option<Vec<Message>>, Failure> {
    let state = campaigns::run(tx, &round.run.campaign)?.state;
    if state != State::Running {
        ledger::release(tx, rows)?;
        if state.is_sent() || state == State::Cancelled {
            let whose = ledger::Whose::Campaign(&round.run.campaign);
            ledger::suppress_pending(tx, whose, Reason::CampaignOver, now)?;
        }
        return Ok(None);
    }
    let medium = round.wave.medium;
    let midnight = round.here.midnight(now);
    let mut leased = ledger::read_leased(tx, rows, medium, midnight, now - 30 * 86_400)?;
    if round.prepared.is_personal() {
        ledger::read_last_purchases(tx, &mut leased)?;
    }
    let mut messages = Vec::new();
    for row in leased {
        let address = usable_address(medium, row.address.as_deref());
        let facts = Facts {
            campaign: state,
            medium,
            local: round.here.local(now),
            hours: round.run.frozen.hours,
            consent: row.consent,
            suppression: row.suppression,
            has_address: address.is_some(),
            held_out: false,
            excluded: round.excluded.contains(&row.customer),
            sent_in_campaign: row.sent_in_campaign,
            sent_today: row.sent_today,
            sent_in_30_days: row.sent_in_30_days,
            caps: round.run.frozen.caps,
        };
        match may_send(&facts) {
            Verdict::Deny(reason) => ledger::record_suppressed(tx, row.id, reason, now)?,
            Verdict::Wait(_) => ledger::release(tx, &[row.id])?,
            Verdict::Allow => match fill(round, &row, address, now, public_url) {
                Some(message) => {
                    ledger::record_intent(tx, row.id, message.units, now)?;
                    messages.push(message);
                }
                None => {
                    ledger::record_suppressed(tx, row.id, Reason::UnresolvedVariable, now)?;
                }
            },
        }
    }
    Ok(Some(messages))
}

fn fill(
    round: &Round,
    row: &Leased,
    address: Option<String>,
    now: i64,
    public_url: &str,
) -> Option<Message> {
    let refuse_url = format!("{public_url}/u/{}", round.tokens.token(row.id));
    let today = local_day(now, round.here.zone);
    let reader = Reader {
        name: row.name.as_deref(),
        last_product: row.last_product.as_deref(),
        city: row.city.as_deref(),
        days_since_last: row.last_day.map(|day| i64::from(today.0 - day)),
        shop: Some(&round.run.frozen.shop_name),
    };
    let filled = round
        .prepared
        .fill(&round.run.frozen.brand, &reader, &refuse_url)
        .ok()?;
    Some(Message {
        ledger: row.id,
        campaign: round.run.campaign.clone(),
        wave_number: round.wave.number,
        customer: row.customer,
        medium: round.wave.medium,
        address,
        subject: filled.subject,
        text: filled.text,
        html: filled.html,
        refuse_url,
        units: filled.units,
    })
}

/// Hands mails over, some at a time; the outcomes stand in the order of the mails.
async fn hand_over(smtp: &Smtp, messages: &[Message]) -> Vec<Outcome> {
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

fn record_mail(
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

fn written_to_file() -> Outcome {
    Outcome::Sent {
        receipt: "audience file".into(),
    }
}

/// Acts a message out. The same row always has the same fate, so that doing it again after a crash changes nothing.
fn act_out(
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
async fn write_audience_file(state: &AppState, wave: i64) -> Result<(), Failure> {
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
