//! Approved campaigns: what was frozen, their waves, and their state.

use domain::brand::Brand;
use domain::campaign::{Campaign, State};
use domain::day::Day;
use domain::message::{Carrier, Medium};
use domain::sending::{Caps, Hours};
use domain::wire::engine::Waterfall;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;

/// Everything a campaign was approved with; later edits of the document, the brand or the shop do not touch it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// The campaign.
    pub campaign: Campaign,
    /// The brand's words.
    pub brand: Brand,
    /// The shop's name.
    pub shop_name: String,
    /// When marketing may be sent.
    pub hours: Hours,
    /// How often one customer may be written to.
    pub caps: Caps,
    /// How the audience came about; it sums.
    pub waterfall: Waterfall,
}

/// What a wave says, with its variables still in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// A mail's subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// A mail as HTML, where it is more than the text.
    pub html: String,
}

/// An approved campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The document's id.
    pub campaign: String,
    /// The shop.
    pub shop: i64,
    /// Where it stands.
    pub state: State,
    /// What was frozen.
    pub frozen: Frozen,
    /// The seed of the holdout.
    pub seed: String,
    /// The facts on which the groups were frozen.
    pub facts_revision: i64,
    /// The day that `today` meant.
    pub as_of: Day,
    /// When it was approved.
    pub approved_at: i64,
    /// When sending began.
    pub started_at: Option<i64>,
    /// The first instant that no longer counts.
    pub window_ends_at: i64,
    /// The final report, once the window has closed.
    pub report: Option<Value>,
}

/// One sending to a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    /// Its number in the store.
    pub id: i64,
    /// The campaign.
    pub campaign: String,
    /// The group.
    pub group: String,
    /// 1 for the first of the group.
    pub number: i64,
    /// How it travels.
    pub medium: Medium,
    /// Who carries it.
    pub carrier: Carrier,
    /// When it may begin.
    pub send_at: i64,
    /// What it says.
    pub content: Content,
}

/// Reads a code of an enum as it is stored; the type names the enum.
fn code<T: serde::de::DeserializeOwned>(text: String) -> Result<T, Failure> {
    Ok(serde_json::from_value(Value::String(text))?)
}

/// A campaign that has just been approved; `state` is `APPROVED`.
pub fn insert_run(
    connection: &Connection,
    run: &Run,
    approved_by: Option<i64>,
) -> Result<(), Failure> {
    connection.execute(
        "INSERT INTO campaign_run (campaign_id, shop_id, state, frozen, seed, facts_revision, as_of_day, approved_by,
             approved_at, started_at, window_ends_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            run.campaign,
            run.shop,
            run.state.code(),
            serde_json::to_string(&run.frozen)?,
            run.seed,
            run.facts_revision,
            run.as_of.0,
            approved_by,
            run.approved_at,
            run.started_at,
            run.window_ends_at,
        ],
    )?;
    Ok(())
}

/// The stored form of a run, before its JSON is read.
type Raw = (
    String,
    i64,
    String,
    String,
    String,
    i64,
    i32,
    i64,
    Option<i64>,
    i64,
    Option<String>,
);

const RUN_COLUMNS: &str = "campaign_id, shop_id, state, frozen, seed, facts_revision, as_of_day, approved_at, \
     started_at, window_ends_at, report";

fn raw_of(row: &Row) -> rusqlite::Result<Raw> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
        row.get(9)?,
        row.get(10)?,
    ))
}

fn run_of(raw: Raw) -> Result<Run, Failure> {
    let (
        campaign,
        shop,
        state,
        frozen,
        seed,
        facts_revision,
        as_of,
        approved_at,
        started_at,
        ends,
        report,
    ) = raw;
    Ok(Run {
        campaign,
        shop,
        state: code(state)?,
        frozen: serde_json::from_str(&frozen)?,
        seed,
        facts_revision,
        as_of: Day(as_of),
        approved_at,
        started_at,
        window_ends_at: ends,
        report: report
            .map(|report| serde_json::from_str(&report))
            .transpose()?,
    })
}

/// An approved campaign.
pub fn find_run(connection: &Connection, campaign: &str) -> Result<Option<Run>, Failure> {
    let sql = format!("SELECT {RUN_COLUMNS} FROM campaign_run WHERE campaign_id = ?1");
    let raw = connection
        .prepare_cached(&sql)?
        .query_row([campaign], raw_of)
        .optional()?;
    raw.map(run_of).transpose()
}

/// An approved campaign, or the problem that it has not been approved.
pub fn run(connection: &Connection, campaign: &str) -> Result<Run, Failure> {
    find_run(connection, campaign)?.ok_or_else(|| {
        Failure::conflict(
            "campaign.not_approved",
            "The campaign has not been approved",
        )
    })
}

/// The ids of all runs in one of these states.
pub fn list_runs(connection: &Connection, states: &[State]) -> Result<Vec<String>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT campaign_id, state FROM campaign_run ORDER BY approved_at, campaign_id",
    )?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let mut ids = Vec::new();
    for row in rows {
        let (id, state) = row?;
        if State::from_code(&state).is_some_and(|state| states.contains(&state)) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// The ids of a shop's runs whose window is open, so that an order that arrives moves them.
pub fn list_watched(connection: &Connection, shop: i64, now: i64) -> Result<Vec<String>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT campaign_id FROM campaign_run
         WHERE shop_id = ?1 AND (report IS NULL OR window_ends_at > ?2)
           AND state IN ('RUNNING', 'STOPPED', 'MONITORING')",
    )?;
    let ids = query.query_map(params![shop, now], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Moves a run to another state.
pub fn update_state(connection: &Connection, campaign: &str, state: State) -> Result<(), Failure> {
    connection.execute(
        "UPDATE campaign_run SET state = ?2 WHERE campaign_id = ?1",
        params![campaign, state.code()],
    )?;
    Ok(())
}

/// Notes when sending began.
pub fn update_started(connection: &Connection, campaign: &str, at: i64) -> Result<(), Failure> {
    connection.execute(
        "UPDATE campaign_run SET started_at = coalesce(started_at, ?2) WHERE campaign_id = ?1",
        params![campaign, at],
    )?;
    Ok(())
}

/// Freezes the final report; one that is frozen stays.
pub fn freeze_report(
    connection: &Connection,
    campaign: &str,
    report: &Value,
) -> Result<(), Failure> {
    connection.execute(
        "UPDATE campaign_run SET report = ?2 WHERE campaign_id = ?1 AND report IS NULL",
        params![campaign, serde_json::to_string(report)?],
    )?;
    Ok(())
}

/// A new wave; answers its number in the store.
pub fn insert_wave(connection: &Connection, wave: &Wave) -> Result<i64, Failure> {
    connection.execute(
        "INSERT INTO wave (campaign_id, group_id, number, medium, carrier, send_at, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            wave.campaign,
            wave.group,
            wave.number,
            wave.medium.code(),
            wave.carrier.code(),
            wave.send_at,
            serde_json::to_string(&wave.content)?,
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

/// The waves of a campaign, the earliest first.
pub fn list_waves(connection: &Connection, campaign: &str) -> Result<Vec<Wave>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT id, group_id, number, medium, carrier, send_at, content FROM wave
         WHERE campaign_id = ?1 ORDER BY send_at, id",
    )?;
    let mut rows = query.query([campaign])?;
    let mut waves = Vec::new();
    while let Some(row) = rows.next()? {
        let content: String = row.get(6)?;
        waves.push(Wave {
            id: row.get(0)?,
            campaign: campaign.to_owned(),
            group: row.get(1)?,
            number: row.get(2)?,
            medium: code(row.get(3)?)?,
            carrier: code(row.get(4)?)?,
            send_at: row.get(5)?,
            content: serde_json::from_str(&content)?,
        });
    }
    Ok(waves)
}

/// The newest change of a campaign's document that a person wrote.
pub fn newest_edit(connection: &Connection, document: &str) -> Result<u64, Failure> {
    let newest: i64 = connection.query_row(
        "SELECT coalesce(max(version), 0) FROM document_field WHERE document_id = ?1 AND path NOT LIKE 'status.%'",
        [document],
        |row| row.get(0),
    )?;
    Ok(newest.unsigned_abs())
}

/// Notes in the audit log what somebody decided.
pub fn insert_audit(
    connection: &Connection,
    user: i64,
    action: &str,
    subject: &str,
    detail: &Value,
    at: i64,
) -> Result<(), Failure> {
    connection.execute(
        "INSERT INTO audit (user_id, action, subject, detail, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![user, action, subject, detail.to_string(), at],
    )?;
    Ok(())
}
