//! One customer with orders, masked before it leaves here; and customers by the shop's own id.

use std::collections::BTreeMap;

use domain::day::Day;
use domain::mask;
use domain::order::State;
use domain::snapshot::Subscription;
use domain::wire::customers::{Profile, ProfileLine, ProfileOrder, ProfileRefund};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::db::facts;
use crate::failure::Failure;

/// Orders shown with a customer.
const MOST_ORDERS: usize = 200;

/// `customer.id` of buyers by the shop's own id; an unknown id is absent.
pub fn find_ids(
    conn: &Connection,
    shop: i64,
    keys: &[String],
) -> Result<BTreeMap<String, i64>, Failure> {
    let mut query = conn.prepare("SELECT id FROM customer WHERE shop_id = ?1 AND key = ?2")?;
    let mut found = BTreeMap::new();
    for key in keys {
        let id: Option<i64> = query
            .query_row(rusqlite::params![shop, key], |row| row.get(0))
            .optional()?;
        if let Some(id) = id {
            found.insert(key.clone(), id);
        }
    }
    Ok(found)
}

/// A customer as a person may see them. The row and the revision are the caller's to fill in, who has the snapshot.
pub fn find_profile(conn: &Connection, customer: i64) -> Result<Option<Profile>, Failure> {
    let found = conn
        .query_row(
            "SELECT c.key, p.name, p.phone, p.email, c.country, c.region, c.city, c.member_level, c.gender, c.added_day
             FROM customer c LEFT JOIN contact p ON p.customer_id = c.id WHERE c.id = ?1",
            [customer],
            profile_of,
        )
        .optional()?;
    let Some(mut profile) = found else {
        return Ok(None);
    };
    let (email, sms) = facts::find_standing(conn, customer)?;
    profile.email_status = status_text(email).into();
    profile.sms_status = status_text(sms).into();
    profile.tags = conn
        .prepare_cached("SELECT tag FROM customer_tag WHERE customer_id = ?1 ORDER BY tag")?
        .query_map([customer], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    profile.refunds = conn
        .prepare_cached(
            "SELECT number, day, amount_minor FROM refund WHERE customer_id = ?1 ORDER BY at DESC, id DESC",
        )?
        .query_map([customer], |row| {
            Ok(ProfileRefund {
                number: row.get(0)?,
                day: Day(row.get(1)?),
                amount_minor: row.get(2)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut orders = list_orders(conn, customer)?;
    profile.more_orders = orders.len() > MOST_ORDERS;
    orders.truncate(MOST_ORDERS);
    let mut lines = conn.prepare_cached(
        "SELECT p.spelling, p.title, l.quantity, l.amount_minor, l.real
         FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.order_id = ?1 ORDER BY l.ordinal",
    )?;
    for (id, mut order) in orders {
        order.lines = lines
            .query_map([id], |row| {
                Ok(ProfileLine {
                    product: row.get(0)?,
                    title: row.get(1)?,
                    quantity: row.get(2)?,
                    amount_minor: row.get(3)?,
                    real: row.get(4)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        profile.orders.push(order);
    }
    Ok(Some(profile))
}

fn status_text(subscription: Subscription) -> &'static str {
    match subscription {
        Subscription::Subscribed => "SUBSCRIBED",
        Subscription::Unsubscribed => "UNSUBSCRIBED",
        Subscription::NotSubscribed => "NOT_SUBSCRIBED",
        Subscription::Invalid => "INVALID",
    }
}

fn profile_of(row: &Row) -> rusqlite::Result<Profile> {
    let masked = |column: usize, mask: fn(&str) -> String| -> rusqlite::Result<Option<String>> {
        let text: Option<String> = row.get(column)?;
        Ok(text.filter(|text| !text.is_empty()).map(|text| mask(&text)))
    };
    Ok(Profile {
        row: 0,
        revision: 0,
        id: mask::buyer(row.get_ref(0)?.as_str()?),
        name: masked(1, mask::name)?,
        phone: masked(2, mask::phone)?,
        email: masked(3, mask::email)?,
        country: row.get(4)?,
        region: row.get(5)?,
        city: row.get(6)?,
        member_level: row.get(7)?,
        gender: row.get(8)?,
        added: row.get::<_, Option<i32>>(9)?.map(Day),
        tags: Vec::new(),
        email_status: String::new(),
        sms_status: String::new(),
        orders: Vec::new(),
        more_orders: false,
        refunds: Vec::new(),
    })
}

/// One more than is shown, the newest first.
fn list_orders(conn: &Connection, customer: i64) -> Result<Vec<(i64, ProfileOrder)>, Failure> {
    let mut query = conn.prepare_cached(
        "SELECT id, order_number, day, state, amount_minor, refunded_minor, valid, channel FROM shop_order
         WHERE customer_id = ?1 ORDER BY day DESC, coalesce(paid_at, created_at, 0) DESC, id DESC LIMIT ?2",
    )?;
    let most = i64::try_from(MOST_ORDERS + 1).unwrap_or(i64::MAX);
    let orders = query.query_map([customer, most], |row| {
        let order = ProfileOrder {
            number: row.get(1)?,
            day: Day(row.get(2)?),
            state: State::from_code(row.get_ref(3)?.as_str()?).unwrap_or(State::Unknown),
            amount_minor: row.get(4)?,
            refunded_minor: row.get(5)?,
            valid: row.get(6)?,
            channel: row.get(7)?,
            lines: Vec::new(),
        };
        Ok((row.get(0)?, order))
    })?;
    Ok(orders.collect::<rusqlite::Result<_>>()?)
}
