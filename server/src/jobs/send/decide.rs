//! Decides for each leased row whether it is sent now, and fills its message; intents and refusals are recorded in the
//! same transaction.

use std::collections::HashSet;

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use domain::campaign::State;
use domain::message::template::Reader;
use domain::sending::{Facts, Reason, Verdict, may_send};
use rusqlite::Transaction;

use crate::channel::content::Prepared;
use crate::channel::refusal::Tokens;
use crate::channel::{Message, usable_address};
use crate::clock::local_day;
use crate::db::campaigns::{self, Run, Wave};
use crate::db::ledger::{self, Leased};
use crate::failure::Failure;

/// The clock of the place where the shop is.
#[derive(Clone, Copy)]
pub(super) struct Here {
    pub(super) zone: Tz,
}

impl Here {
    pub(super) fn local(self, at: i64) -> NaiveDateTime {
        let instant = chrono::DateTime::from_timestamp(at, 0).unwrap_or_default();
        self.zone
            .from_utc_datetime(&instant.naive_utc())
            .naive_local()
    }

    pub(super) fn midnight(self, at: i64) -> i64 {
        let start = self.local(at).date().and_time(chrono::NaiveTime::MIN);
        self.zone
            .from_local_datetime(&start)
            .earliest()
            .map_or(at, |instant| instant.timestamp())
    }
}

/// What all messages of one lease share.
#[derive(Clone)]
pub(super) struct Round {
    pub(super) run: Run,
    pub(super) wave: Wave,
    pub(super) here: Here,
    pub(super) prepared: Prepared,
    pub(super) tokens: Tokens,
    pub(super) excluded: HashSet<i64>,
}

/// Asks the one rule for each row, and records intents and refusals. `None` when the campaign is not running now.
pub(super) fn decide(
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
