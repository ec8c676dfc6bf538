//! Reads what a campaign's report is made of: its ledger, the orders of the people in it, and what they bought.

use std::collections::{BTreeMap, HashMap};

use domain::effect::report::{
    GroupPlan, Inputs, LedgerRow, OrderFacts, OrderLineFacts, ProductFacts, Target, Touch,
};
use domain::message::Medium;
use domain::sending::{LedgerState, Reason};
use rusqlite::{Connection, params};

use super::campaigns::{Run, list_waves};
use crate::failure::Failure;

/// Everything the report of a campaign is made of, as it is known at `as_of`.
pub fn read_inputs(connection: &Connection, run: &Run, as_of: i64) -> Result<Inputs, Failure> {
    let decimals = connection.query_row(
        "SELECT decimals FROM shop WHERE id = ?1",
        [run.shop],
        |row| row.get(0),
    )?;
    let groups = read_groups(connection, run)?;
    let ledger = read_ledger(connection, &run.campaign, as_of)?;
    let from = groups
        .iter()
        .map(|group| group.planned_at)
        .min()
        .unwrap_or(run.approved_at);
    let campaign = &run.frozen.campaign;
    let mut products = BTreeMap::new();
    let mut orders = read_orders(connection, run, from)?;
    read_lines(connection, run, from, &mut orders, &mut products)?;
    Ok(Inputs {
        campaign: run.campaign.clone(),
        name: campaign.name.clone(),
        groups,
        ledger,
        orders: orders.into_values().collect(),
        other_touches: read_other_touches(connection, run, from)?,
        campaign_products: find_products(connection, run.shop, &campaign.brief.products)?,
        products,
        window_until: run.window_ends_at,
        as_of,
        target: Target {
            amount_minor: campaign.brief.target_amount_minor,
            orders: campaign.brief.target_orders,
            budget_minor: campaign.brief.budget_minor,
        },
        sms_price_ten_thousandths: run.frozen.brand.sms_price_ten_thousandths,
        decimals,
    })
}

/// How new the orders of a shop are: when the newest file, or the newest order sent in, said so.
pub fn orders_as_of(connection: &Connection, shop: i64) -> Result<Option<i64>, Failure> {
    Ok(connection.query_row(
        "SELECT max(snapshot_at) FROM shop_order WHERE shop_id = ?1",
        [shop],
        |row| row.get(0),
    )?)
}

fn read_groups(connection: &Connection, run: &Run) -> Result<Vec<GroupPlan>, Failure> {
    let waves = list_waves(connection, &run.campaign)?;
    let plan = |group: &domain::campaign::Group| {
        let first = waves
            .iter()
            .filter(|wave| wave.group == group.id)
            .min_by_key(|wave| wave.number);
        GroupPlan {
            id: group.id.clone(),
            name: group.name.clone(),
            medium: first.map_or(Medium::Platform, |wave| wave.medium),
            planned_at: first.map_or(run.approved_at, |wave| wave.send_at),
            expected_conversion: group.expected_conversion,
        }
    };
    Ok(run.frozen.campaign.groups.iter().map(plan).collect())
}

fn read_ledger(
    connection: &Connection,
    campaign: &str,
    as_of: i64,
) -> Result<Vec<LedgerRow>, Failure> {
    let mut seen: HashMap<i64, [bool; 4]> = HashMap::new();
    let mut events = connection
        .prepare_cached("SELECT ledger_id, kind FROM event WHERE campaign_id = ?1 AND at <= ?2")?;
    let mut rows = events.query(params![campaign, as_of])?;
    while let Some(row) = rows.next()? {
        let kind: String = row.get(1)?;
        let marks = seen.entry(row.get(0)?).or_default();
        for (mark, name) in marks
            .iter_mut()
            .zip(["DELIVERED", "OPENED", "CLICKED", "UNSUBSCRIBED"])
        {
            *mark |= kind == name;
        }
    }
    let mut query = connection.prepare_cached(
        "SELECT l.id, l.customer_id, l.group_id, w.number, l.state, l.reason, l.done_at, l.units, w.carrier
         FROM ledger l JOIN wave w ON w.id = l.wave_id WHERE l.campaign_id = ?1 ORDER BY l.id",
    )?;
    let mut rows = query.query([campaign])?;
    let mut ledger = Vec::new();
    while let Some(row) = rows.next()? {
        let (state, reason): (String, Option<String>) = (row.get(4)?, row.get(5)?);
        let state = LedgerState::from_code(&state)
            .ok_or_else(|| Failure::Internal(format!("the ledger holds the state {state}")))?;
        let carrier: String = row.get(8)?;
        let marks = seen
            .get(&row.get::<_, i64>(0)?)
            .copied()
            .unwrap_or_default();
        let sent = state == LedgerState::Sent;
        ledger.push(LedgerRow {
            customer: row.get(1)?,
            group: row.get(2)?,
            wave: row.get(3)?,
            state,
            reason: reason.as_deref().and_then(Reason::from_code),
            sent_at: if sent { row.get(6)? } else { None },
            units: row.get(7)?,
            // A mail server and a platform's console tell no more than that they took it.
            delivered: marks[0] || (sent && carrier != "SIMULATOR"),
            opened: marks[1],
            clicked: marks[2],
            opted_out: marks[3],
        });
    }
    Ok(ledger)
}

/// The people of a campaign, each once.
const PEOPLE: &str = "SELECT DISTINCT customer_id FROM ledger WHERE campaign_id = ?1";

fn read_orders(
    connection: &Connection,
    run: &Run,
    from: i64,
) -> Result<BTreeMap<i64, OrderFacts>, Failure> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT id, customer_id, created_at, paid_at, amount_minor, refunded_minor
         FROM shop_order
         WHERE customer_id IN ({PEOPLE}) AND coalesce(paid_at, created_at) >= ?2 AND shop_id = ?3"
    ))?;
    let mut rows = query.query(params![run.campaign, from, run.shop])?;
    let mut orders = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let order = OrderFacts {
            customer: row.get(1)?,
            created_at: row.get(2)?,
            paid_at: row.get(3)?,
            amount_minor: row.get(4)?,
            refunded_minor: row.get(5)?,
            refunded_later_minor: 0,
            lines: Vec::new(),
        };
        orders.insert(row.get(0)?, order);
    }
    Ok(orders)
}

fn read_lines(
    connection: &Connection,
    run: &Run,
    from: i64,
    orders: &mut BTreeMap<i64, OrderFacts>,
    products: &mut BTreeMap<i64, ProductFacts>,
) -> Result<(), Failure> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT n.order_id, n.product_id, n.quantity, n.amount_minor, p.spelling, p.title
         FROM shop_order o JOIN order_line n ON n.order_id = o.id JOIN product p ON p.id = n.product_id
         WHERE o.customer_id IN ({PEOPLE}) AND coalesce(o.paid_at, o.created_at) >= ?2 AND o.shop_id = ?3
           AND n.real = 1"
    ))?;
    let mut rows = query.query(params![run.campaign, from, run.shop])?;
    while let Some(row) = rows.next()? {
        let Some(order) = orders.get_mut(&row.get(0)?) else {
            continue;
        };
        let product: i64 = row.get(1)?;
        order.lines.push(OrderLineFacts {
            product,
            quantity: row.get(2)?,
            amount_minor: row.get(3)?,
        });
        if let std::collections::btree_map::Entry::Vacant(place) = products.entry(product) {
            place.insert(ProductFacts {
                key: row.get(4)?,
                title: row.get(5)?,
            });
        }
    }
    Ok(())
}

fn read_other_touches(
    connection: &Connection,
    run: &Run,
    from: i64,
) -> Result<Vec<Touch>, Failure> {
    let mut query = connection.prepare_cached(&format!(
        "SELECT customer_id, done_at FROM ledger
         WHERE customer_id IN ({PEOPLE}) AND campaign_id <> ?1 AND state = 'SENT' AND done_at >= ?2 AND done_at < ?3"
    ))?;
    let week = domain::effect::report::ATTRIBUTION_DAYS * 86_400;
    let rows = query.query_map(
        params![run.campaign, from - week, run.window_ends_at],
        |row| {
            Ok(Touch {
                customer: row.get(0)?,
                at: row.get(1)?,
            })
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn find_products(connection: &Connection, shop: i64, keys: &[String]) -> Result<Vec<i64>, Failure> {
    let mut query =
        connection.prepare_cached("SELECT id FROM product WHERE shop_id = ?1 AND key = ?2")?;
    let mut found = Vec::new();
    for key in keys {
        let mut rows = query.query(params![shop, key.trim().to_uppercase()])?;
        if let Some(row) = rows.next()? {
            found.push(row.get(0)?);
        }
    }
    Ok(found)
}

/// An order that a report counts, as the list below it shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedOrder {
    /// The order's number.
    pub number: String,
    /// The shop's own id of the customer.
    pub customer_key: String,
    /// The group.
    pub group: String,
    /// Whether the customer was held out.
    pub held_out: bool,
    /// When it was placed.
    pub created_at: Option<i64>,
    /// When it was paid.
    pub paid_at: Option<i64>,
    /// Goods paid, or to be paid.
    pub amount_minor: i64,
    /// Of that, paid back.
    pub refunded_minor: i64,
}

/// The newest orders of a campaign's people within its window, at most `count`.
pub fn list_orders(
    connection: &Connection,
    run: &Run,
    from: i64,
    count: i64,
) -> Result<Vec<CountedOrder>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT o.order_number, c.key, l.group_id, l.state = 'HELD_OUT', o.created_at, o.paid_at, o.amount_minor, o.refunded_minor
         FROM (SELECT customer_id, min(group_id) AS group_id, max(state) AS state FROM ledger
               WHERE campaign_id = ?1 GROUP BY customer_id) l
         JOIN shop_order o ON o.customer_id = l.customer_id JOIN customer c ON c.id = o.customer_id
         WHERE coalesce(o.paid_at, o.created_at) >= ?2 AND coalesce(o.paid_at, o.created_at) < ?3
         ORDER BY coalesce(o.paid_at, o.created_at) DESC, o.id DESC LIMIT ?4",
    )?;
    let rows = query.query_map(
        params![run.campaign, from, run.window_ends_at, count],
        |row| {
            Ok(CountedOrder {
                number: row.get(0)?,
                customer_key: row.get(1)?,
                group: row.get(2)?,
                held_out: row.get(3)?,
                created_at: row.get(4)?,
                paid_at: row.get(5)?,
                amount_minor: row.get(6)?,
                refunded_minor: row.get(7)?,
            })
        },
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
