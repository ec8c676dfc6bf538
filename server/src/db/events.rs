//! What came back: delivered, opened, clicked, refused. The same thing told twice is kept once.

use domain::message::Medium;
use rusqlite::{Connection, params};

use crate::failure::Failure;

/// What happened to a message after it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// It arrived.
    Delivered,
    /// It was loaded by the reader's program.
    Opened,
    /// Its link was followed.
    Clicked,
    /// The reader refused further messages.
    Unsubscribed,
    /// It came back.
    Bounced,
}

impl EventKind {
    /// The code as it is stored.
    pub fn code(self) -> &'static str {
        match self {
            EventKind::Delivered => "DELIVERED",
            EventKind::Opened => "OPENED",
            EventKind::Clicked => "CLICKED",
            EventKind::Unsubscribed => "UNSUBSCRIBED",
            EventKind::Bounced => "BOUNCED",
        }
    }
}

/// Writes down what happened to the message of a ledger row. Answers whether it was not known yet.
pub fn insert_event(
    connection: &Connection,
    ledger: i64,
    kind: EventKind,
    at: i64,
) -> Result<bool, Failure> {
    let new = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO event (campaign_id, group_id, ledger_id, customer_id, kind, at)
             SELECT campaign_id, group_id, id, customer_id, ?2, ?3 FROM ledger WHERE id = ?1",
        )?
        .execute(params![ledger, kind.code(), at])?;
    Ok(new > 0)
}

/// Takes a customer's consent for a medium back and puts them on the suppression list. Doing it twice changes nothing.
/// Answers whether anything changed.
pub fn opt_out(
    connection: &Connection,
    shop: i64,
    customer: i64,
    medium: Medium,
    campaign: Option<&str>,
    at: i64,
) -> Result<bool, Failure> {
    let changed = connection
        .prepare_cached(
            "INSERT INTO consent (customer_id, medium, status, how, at) VALUES (?1, ?2, 'UNSUBSCRIBED', ?3, ?4)
             ON CONFLICT (customer_id, medium) DO UPDATE SET status = 'UNSUBSCRIBED', how = excluded.how, at = excluded.at
             WHERE status <> 'UNSUBSCRIBED'",
        )?
        .execute(params![
            customer,
            medium.code(),
            campaign.map_or("OPT_OUT".to_owned(), |id| format!("OPT_OUT {id}")),
            at
        ])?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO suppression (shop_id, customer_id, medium, reason, campaign_id, at)
             VALUES (?1, ?2, ?3, 'OPTED_OUT', ?4, ?5)",
        )?
        .execute(params![shop, customer, medium.code(), campaign, at])?;
    Ok(changed > 0)
}

/// Puts an address that does not exist on the suppression list.
pub fn suppress_bounced(
    connection: &Connection,
    shop: i64,
    customer: i64,
    medium: Medium,
    campaign: &str,
    at: i64,
) -> Result<(), Failure> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO suppression (shop_id, customer_id, medium, reason, campaign_id, at)
             VALUES (?1, ?2, ?3, 'BOUNCED', ?4, ?5)",
        )?
        .execute(params![shop, customer, medium.code(), campaign, at])?;
    Ok(())
}
