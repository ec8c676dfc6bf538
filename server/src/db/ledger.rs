//! The ledger: one row for each customer × wave, and its moves. A row leaves `INTENT` once and never by itself for the queue.

use std::collections::BTreeMap;

use domain::message::Medium;
use domain::sending::{Consent, LedgerState, Reason, Suppression, Tally};
use rusqlite::{Connection, OptionalExtension, params};

use crate::db::readers::find_last_purchase;
use crate::failure::Failure;

/// A row that a worker holds, with what it needs to decide and to send.
#[derive(Clone, Debug, PartialEq)]
pub struct Leased {
    /// The row.
    pub id: i64,
    /// The customer.
    pub customer: i64,
    /// Consent for the wave's medium.
    pub consent: Consent,
    /// The entry of the suppression list that covers the medium.
    pub suppression: Option<Suppression>,
    /// The address for the medium, as it is stored.
    pub address: Option<String>,
    /// The customer's name.
    pub name: Option<String>,
    /// The city of the last order.
    pub city: Option<String>,
    /// Messages this campaign has sent to the customer.
    pub sent_in_campaign: u32,
    /// Messages since the given midnight, of all campaigns.
    pub sent_today: u32,
    /// Messages in the last 30 days, of all campaigns.
    pub sent_in_30_days: u32,
    /// The local day of the last valid purchase.
    pub last_day: Option<i32>,
    /// The title of the product bought last.
    pub last_product: Option<String>,
}

/// Plans rows for a wave; who is held out is never sent to.
pub fn insert_rows(
    connection: &Connection,
    wave: i64,
    campaign: &str,
    group: &str,
    members: &[(i64, bool)],
) -> Result<(), Failure> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO ledger (wave_id, campaign_id, group_id, customer_id, state) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (customer, held_out) in members {
        let state = if *held_out {
            LedgerState::HeldOut
        } else {
            LedgerState::Pending
        };
        insert.execute(params![wave, campaign, group, customer, state.code()])?;
    }
    Ok(())
}

/// Leases pending rows of a wave to a worker, in the order they were planned; answers the rows.
pub fn lease(
    connection: &Connection,
    wave: i64,
    owner: &str,
    now: i64,
    until: i64,
    count: i64,
) -> Result<Vec<i64>, Failure> {
    let mut query = connection.prepare_cached(
        "UPDATE ledger SET state = 'LEASED', lease_owner = ?2, lease_until = ?4
         WHERE id IN (SELECT id FROM ledger WHERE wave_id = ?1
                        AND (state = 'PENDING' OR (state = 'LEASED' AND lease_until <= ?3))
                      ORDER BY id LIMIT ?5)
         RETURNING id",
    )?;
    let ids = query.query_map(params![wave, owner, now, until, count], |row| row.get(0))?;
    let mut ids: Vec<i64> = ids.collect::<rusqlite::Result<_>>()?;
    ids.sort_unstable();
    Ok(ids)
}

/// Gives rows back that a worker leased and did not touch.
pub fn release(connection: &Connection, ids: &[i64]) -> Result<(), Failure> {
    let mut update = connection.prepare_cached(
        "UPDATE ledger SET state = 'PENDING', lease_owner = NULL, lease_until = NULL
         WHERE id = ?1 AND state = 'LEASED'",
    )?;
    for id in ids {
        update.execute([id])?;
    }
    Ok(())
}

/// What is true now of the customers of leased rows; the same moment decides and records the intent.
pub fn read_leased(
    connection: &Connection,
    ids: &[i64],
    medium: Medium,
    midnight: i64,
    month_ago: i64,
) -> Result<Vec<Leased>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT l.customer_id, c.city, k.name, k.phone, k.email,
            (SELECT status FROM consent WHERE customer_id = l.customer_id AND medium = ?2),
            (SELECT reason FROM suppression WHERE customer_id = l.customer_id AND (medium IS NULL OR medium = ?2)
             ORDER BY reason = 'OPTED_OUT' DESC LIMIT 1),
            (SELECT count(*) FROM ledger p WHERE p.campaign_id = l.campaign_id AND p.customer_id = l.customer_id
               AND p.state IN ('INTENT', 'SENT', 'UNKNOWN')),
            (SELECT count(*) FROM ledger p WHERE p.customer_id = l.customer_id
               AND p.state IN ('INTENT', 'SENT', 'UNKNOWN') AND p.intent_at >= ?3),
            (SELECT count(*) FROM ledger p WHERE p.customer_id = l.customer_id
               AND p.state IN ('INTENT', 'SENT', 'UNKNOWN') AND p.intent_at >= ?4)
         FROM ledger l JOIN customer c ON c.id = l.customer_id LEFT JOIN contact k ON k.customer_id = c.id
         WHERE l.id = ?1 AND l.state = 'LEASED'",
    )?;
    let mut leased = Vec::with_capacity(ids.len());
    for id in ids {
        let row = query
            .query_row(params![id, medium.code(), midnight, month_ago], |row| {
                let address: Option<String> = match medium {
                    Medium::Sms => row.get(3)?,
                    Medium::Email => row.get(4)?,
                    Medium::Platform => None,
                };
                let consent: Option<String> = row.get(5)?;
                let suppression: Option<String> = row.get(6)?;
                Ok(Leased {
                    id: *id,
                    customer: row.get(0)?,
                    city: row.get(1)?,
                    name: row.get(2)?,
                    address,
                    consent: consent_of(consent.as_deref()),
                    suppression: suppression.as_deref().map(suppression_of),
                    sent_in_campaign: row.get(7)?,
                    sent_today: row.get(8)?,
                    sent_in_30_days: row.get(9)?,
                    last_day: None,
                    last_product: None,
                })
            })
            .optional()?;
        leased.extend(row);
    }
    Ok(leased)
}

/// Adds what a text may say of each customer's last purchase; asked only where a text does.
pub fn read_last_purchases(connection: &Connection, rows: &mut [Leased]) -> Result<(), Failure> {
    for row in rows {
        if let Some(last) = find_last_purchase(connection, row.customer)? {
            row.last_day = Some(last.day);
            row.last_product = last.product;
        }
    }
    Ok(())
}

/// Why a customer of a first wave is left out of the second, in the order in which it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FirstFate {
    /// Held out.
    HeldOut,
    /// Opted out, before the message or after it.
    OptedOut,
    /// Could not be reached.
    Failed,
}

/// The customers of a campaign whom no second wave may reach, each with the first reason that holds.
pub fn list_not_again(
    connection: &Connection,
    campaign: &str,
) -> Result<BTreeMap<i64, FirstFate>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT customer_id, CASE WHEN state = 'HELD_OUT' THEN 0 WHEN state = 'FAILED' THEN 2 ELSE 1 END
         FROM ledger WHERE campaign_id = ?1 AND (state IN ('HELD_OUT', 'FAILED') OR reason = 'OPTED_OUT')
         UNION ALL SELECT customer_id, 1 FROM suppression WHERE campaign_id = ?1 AND reason = 'OPTED_OUT'",
    )?;
    let rows = query.query_map([campaign], |row| {
        let fate = match row.get::<_, i64>(1)? {
            0 => FirstFate::HeldOut,
            1 => FirstFate::OptedOut,
            _ => FirstFate::Failed,
        };
        Ok((row.get::<_, i64>(0)?, fate))
    })?;
    let mut fates = BTreeMap::new();
    for row in rows {
        let (customer, fate) = row?;
        let first = fates.entry(customer).or_insert(fate);
        *first = fate.min(*first);
    }
    Ok(fates)
}

fn consent_of(code: Option<&str>) -> Consent {
    match code {
        Some("SUBSCRIBED") => Consent::Subscribed,
        Some("UNSUBSCRIBED") => Consent::Unsubscribed,
        _ => Consent::Unknown,
    }
}

fn suppression_of(code: &str) -> Suppression {
    match code {
        "OPTED_OUT" => Suppression::OptedOut,
        "BOUNCED" => Suppression::Bounced,
        "COMPLAINED" => Suppression::Complained,
        _ => Suppression::ByHand,
    }
}

/// Records that the worker is about to hand a row to the channel. Once this is committed, a row without an outcome is
/// never sent again by itself.
pub fn record_intent(connection: &Connection, id: i64, units: i64, at: i64) -> Result<(), Failure> {
    connection
        .prepare_cached(
            "UPDATE ledger SET state = 'INTENT', units = ?2, intent_at = ?3 WHERE id = ?1 AND state = 'LEASED'",
        )?
        .execute(params![id, units, at])?;
    Ok(())
}

/// Records that a row is never sent.
pub fn record_suppressed(
    connection: &Connection,
    id: i64,
    reason: Reason,
    at: i64,
) -> Result<(), Failure> {
    connection
        .prepare_cached(
            "UPDATE ledger SET state = 'SUPPRESSED', reason = ?2, done_at = ?3, lease_owner = NULL, lease_until = NULL
             WHERE id = ?1 AND state IN ('LEASED', 'PENDING')",
        )?
        .execute(params![id, reason.code(), at])?;
    Ok(())
}

/// Records what the channel answered to a row in `INTENT`: `Sent`, `Failed` or `Unknown`.
pub fn record_outcome(
    connection: &Connection,
    id: i64,
    outcome: &Outcome,
    at: i64,
) -> Result<(), Failure> {
    let (state, reason, receipt) = match outcome {
        Outcome::Sent { receipt } => (LedgerState::Sent, None, Some(receipt)),
        Outcome::Failed { reason } => (LedgerState::Failed, Some(reason), None),
        Outcome::Unknown { reason } => (LedgerState::Unknown, Some(reason), None),
    };
    connection
        .prepare_cached(
            "UPDATE ledger SET state = ?2, reason = ?3, receipt = ?4, done_at = ?5,
                 units = CASE ?2 WHEN 'FAILED' THEN 0 ELSE units END, lease_owner = NULL, lease_until = NULL
             WHERE id = ?1 AND state = 'INTENT'",
        )?
        .execute(params![id, state.code(), reason, receipt, at])?;
    Ok(())
}

/// What a channel answered to one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It took the message.
    Sent {
        /// Its words.
        receipt: String,
    },
    /// It refused the message.
    Failed {
        /// A code.
        reason: String,
    },
    /// It may have taken it or not.
    Unknown {
        /// A code.
        reason: String,
    },
}

/// Gives back what a worker that died held without having tried: only for the start, when no other worker lives.
pub fn release_all(connection: &Connection) -> Result<usize, Failure> {
    Ok(connection.execute(
        "UPDATE ledger SET state = 'PENDING', lease_owner = NULL, lease_until = NULL WHERE state = 'LEASED'",
        [],
    )?)
}

/// The rows that a worker that died was about to send, by wave: row and customer.
pub fn list_intents(connection: &Connection, wave: i64) -> Result<Vec<(i64, i64)>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT id, customer_id FROM ledger WHERE wave_id = ?1 AND state = 'INTENT' ORDER BY id",
    )?;
    let rows = query.query_map([wave], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The campaigns that have rows in `INTENT`.
pub fn list_interrupted(connection: &Connection) -> Result<Vec<String>, Failure> {
    let mut query = connection
        .prepare_cached("SELECT DISTINCT campaign_id FROM ledger WHERE state = 'INTENT'")?;
    let ids = query.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Cancels what is still planned, for one customer and medium or for a whole campaign.
pub fn suppress_pending(
    connection: &Connection,
    whose: Whose<'_>,
    reason: Reason,
    at: i64,
) -> Result<usize, Failure> {
    let changed = match whose {
        Whose::Campaign(campaign) => connection
            .prepare_cached(
                "UPDATE ledger SET state = 'SUPPRESSED', reason = ?2, done_at = ?3
                 WHERE campaign_id = ?1 AND state = 'PENDING'",
            )?
            .execute(params![campaign, reason.code(), at])?,
        Whose::Customer(customer, medium) => connection
            .prepare_cached(
                "UPDATE ledger SET state = 'SUPPRESSED', reason = ?3, done_at = ?4
                 WHERE customer_id = ?1 AND state = 'PENDING'
                   AND wave_id IN (SELECT id FROM wave WHERE medium = ?2)",
            )?
            .execute(params![customer, medium.code(), reason.code(), at])?,
    };
    Ok(changed)
}

/// Whose planned rows are meant.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// All of a campaign.
    Campaign(&'a str),
    /// One customer's, of one medium, in all campaigns.
    Customer(i64, Medium),
}

/// What became of the rows of a campaign, by group.
pub fn tally_groups(
    connection: &Connection,
    campaign: &str,
) -> Result<BTreeMap<String, Tally>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT group_id, state, reason, count(*) FROM ledger WHERE campaign_id = ?1 GROUP BY 1, 2, 3",
    )?;
    let mut rows = query.query([campaign])?;
    let mut groups: BTreeMap<String, Tally> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let state: String = row.get(1)?;
        let reason: Option<String> = row.get(2)?;
        let state = LedgerState::from_code(&state)
            .ok_or_else(|| Failure::Internal(format!("the ledger holds the state {state}")))?;
        groups.entry(row.get(0)?).or_default().add(
            state,
            reason.as_deref().and_then(Reason::from_code),
            row.get::<_, i64>(3)?.unsigned_abs(),
        );
    }
    Ok(groups)
}

/// Whether no row of a wave is still to come.
pub fn is_done(connection: &Connection, wave: i64) -> Result<bool, Failure> {
    Ok(connection
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM ledger WHERE wave_id = ?1 AND state IN ('PENDING', 'LEASED', 'INTENT'))",
        )?
        .query_row([wave], |row| row.get(0))?)
}

/// How many rows of a campaign still need a worker or a person.
pub fn count_unsettled(connection: &Connection, campaign: &str) -> Result<i64, Failure> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM ledger
             WHERE campaign_id = ?1 AND state IN ('PENDING', 'LEASED', 'INTENT', 'UNKNOWN')",
        )?
        .query_row([campaign], |row| row.get(0))?)
}

/// A row whose fate is unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownRow {
    /// The row.
    pub id: i64,
    /// The group.
    pub group: String,
    /// The customer.
    pub customer: i64,
    /// The shop's own id of the customer; mask it before it leaves.
    pub customer_key: String,
    /// The address as it is stored; mask it before it leaves.
    pub address: Option<String>,
    /// When the worker was about to send it.
    pub intent_at: Option<i64>,
}

/// The rows of a campaign whose fate is unknown.
pub fn list_unknown(connection: &Connection, campaign: &str) -> Result<Vec<UnknownRow>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT l.id, l.group_id, c.id, c.key, CASE w.medium WHEN 'SMS' THEN k.phone WHEN 'EMAIL' THEN k.email END,
            l.intent_at
         FROM ledger l JOIN wave w ON w.id = l.wave_id JOIN customer c ON c.id = l.customer_id
         LEFT JOIN contact k ON k.customer_id = c.id
         WHERE l.campaign_id = ?1 AND l.state = 'UNKNOWN' ORDER BY l.id",
    )?;
    let rows = query.query_map([campaign], |row| {
        Ok(UnknownRow {
            id: row.get(0)?,
            group: row.get(1)?,
            customer: row.get(2)?,
            customer_key: row.get(3)?,
            address: row.get(4)?,
            intent_at: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A person's decision about rows whose fate is unknown; rows of other campaigns or in other states stay as they are.
/// Answers how many were decided.
pub fn decide_unknown(
    connection: &Connection,
    campaign: &str,
    ids: &[i64],
    next: LedgerState,
    user: i64,
    at: i64,
) -> Result<usize, Failure> {
    let mut update = connection.prepare_cached(
        "UPDATE ledger SET state = ?3, decided_by = ?4, done_at = CASE ?3 WHEN 'PENDING' THEN NULL ELSE ?5 END,
             reason = CASE ?3 WHEN 'FAILED' THEN 'DECIDED' END,
             intent_at = CASE ?3 WHEN 'PENDING' THEN NULL ELSE intent_at END,
             units = CASE ?3 WHEN 'SENT' THEN units ELSE 0 END
         WHERE id = ?1 AND campaign_id = ?2 AND state = 'UNKNOWN'",
    )?;
    let mut decided = 0;
    for id in ids {
        decided += update.execute(params![id, campaign, next.code(), user, at])?;
    }
    Ok(decided)
}

/// The shop's own ids of the customers of a wave's rows that were sent, in order: an audience file.
pub fn list_sent_keys(connection: &Connection, wave: i64) -> Result<Vec<String>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT c.key FROM ledger l JOIN customer c ON c.id = l.customer_id
         WHERE l.wave_id = ?1 AND l.state = 'SENT' ORDER BY l.id",
    )?;
    let keys = query.query_map([wave], |row| row.get(0))?;
    Ok(keys.collect::<rusqlite::Result<_>>()?)
}

/// Whom a ledger row is for: shop, customer, medium, campaign.
pub fn find_recipient(
    connection: &Connection,
    id: i64,
) -> Result<Option<(i64, i64, Medium, String)>, Failure> {
    let found: Option<(i64, i64, String, String)> = connection
        .prepare_cached(
            "SELECT c.shop_id, c.id, w.medium, l.campaign_id
             FROM ledger l JOIN wave w ON w.id = l.wave_id JOIN customer c ON c.id = l.customer_id WHERE l.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    Ok(found.and_then(|(shop, customer, medium, campaign)| {
        let medium = Medium::ALL.into_iter().find(|one| one.code() == medium)?;
        Some((shop, customer, medium, campaign))
    }))
}
