//! Orders and refunds as they are stored, compared, and kept for undoing.

use domain::money::Money;
use domain::order::{Payment, State};
use rusqlite::{
    CachedStatement, OptionalExtension, Statement, ToSql, Transaction, params, params_from_iter,
};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// A stored order, as it is compared and kept for undoing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredOrder {
    pub(super) customer: Option<i64>,
    pub(super) state: String,
    pub(super) refund_state: String,
    pub(super) created_at: Option<i64>,
    pub(super) paid_at: Option<i64>,
    pub(super) day: i32,
    pub(super) amount: i64,
    pub(super) shipping: i64,
    pub(super) refunded: i64,
    pub(super) valid: bool,
    pub(super) channel: Option<String>,
    pub(super) country: Option<String>,
    pub(super) region: Option<String>,
    pub(super) city: Option<String>,
    pub(super) lines: Vec<StoredLine>,
    pub(super) snapshot_at: i64,
    pub(super) batch: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredLine {
    pub(super) product: i64,
    pub(super) quantity: i64,
    pub(super) amount: i64,
    pub(super) real: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredRefund {
    pub(super) customer: Option<i64>,
    pub(super) day: i32,
    pub(super) at: i64,
    pub(super) amount: i64,
    pub(super) batch: Option<i64>,
}

impl StoredOrder {
    /// Its columns in the order in which it is written; the lines stand in a table of their own.
    fn values(&self) -> [&dyn ToSql; 16] {
        [
            &self.customer,
            &self.state,
            &self.refund_state,
            &self.created_at,
            &self.paid_at,
            &self.day,
            &self.amount,
            &self.shipping,
            &self.refunded,
            &self.valid,
            &self.channel,
            &self.country,
            &self.region,
            &self.city,
            &self.snapshot_at,
            &self.batch,
        ]
    }

    /// Whether it says the same, whoever brought it and when.
    pub(super) fn says_the_same_as(&self, stored: &StoredOrder) -> bool {
        let aligned = StoredOrder {
            snapshot_at: stored.snapshot_at,
            batch: stored.batch,
            ..self.clone()
        };
        aligned == *stored
    }

    /// Whether it is a valid purchase by what it says now.
    pub(super) fn is_valid_purchase(&self) -> bool {
        Payment {
            state: State::from_code(&self.state).unwrap_or(State::Unknown),
            paid: self.paid_at.is_some(),
            amount: Money(self.amount),
            refunded: Money(self.refunded),
            lines: self.lines.len(),
            real_lines: self.lines.iter().filter(|line| line.real).count(),
        }
        .is_valid_purchase()
    }
}

/// The order of a number, with its lines.
pub(super) fn find_order(
    tx: &Transaction,
    shop: i64,
    number: &str,
) -> Result<Option<(i64, StoredOrder)>, Failure> {
    let found = tx
        .prepare_cached(
            "SELECT id, customer_id, state, refund_state, created_at, paid_at, day, amount_minor, shipping_minor,
                refunded_minor, valid, channel, country, region, city, snapshot_at, batch_id
             FROM shop_order WHERE shop_id = ?1 AND order_number = ?2",
        )?
        .query_row(params![shop, number], |row| {
            let order = StoredOrder {
                customer: row.get(1)?,
                state: row.get(2)?,
                refund_state: row.get(3)?,
                created_at: row.get(4)?,
                paid_at: row.get(5)?,
                day: row.get(6)?,
                amount: row.get(7)?,
                shipping: row.get(8)?,
                refunded: row.get(9)?,
                valid: row.get(10)?,
                channel: row.get(11)?,
                country: row.get(12)?,
                region: row.get(13)?,
                city: row.get(14)?,
                lines: Vec::new(),
                snapshot_at: row.get(15)?,
                batch: row.get(16)?,
            };
            Ok((row.get::<_, i64>(0)?, order))
        })
        .optional()?;
    let Some((id, mut order)) = found else {
        return Ok(None);
    };
    order.lines = lines_of(tx, id)?;
    Ok(Some((id, order)))
}

fn lines_of(tx: &Transaction, order: i64) -> Result<Vec<StoredLine>, Failure> {
    let mut query = tx.prepare_cached(
        "SELECT product_id, quantity, amount_minor, real FROM order_line WHERE order_id = ?1 ORDER BY ordinal",
    )?;
    let lines = query.query_map([order], |row| {
        Ok(StoredLine {
            product: row.get(0)?,
            quantity: row.get(1)?,
            amount: row.get(2)?,
            real: row.get(3)?,
        })
    })?;
    Ok(lines.collect::<rusqlite::Result<_>>()?)
}

/// The statements that write new orders, ready for very many.
pub(super) struct Inserts<'a> {
    order: CachedStatement<'a>,
    line: CachedStatement<'a>,
}

impl<'a> Inserts<'a> {
    pub(super) fn new(tx: &'a Transaction) -> Result<Inserts<'a>, Failure> {
        Ok(Inserts {
            order: tx.prepare_cached(
                "INSERT INTO shop_order (customer_id, state, refund_state, created_at, paid_at, day, amount_minor, shipping_minor,
                    refunded_minor, valid, channel, country, region, city, snapshot_at, batch_id, shop_id, order_number)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            )?,
            line: insert_line(tx)?,
        })
    }

    /// Writes an order with its lines, and gives its id.
    pub(super) fn order(
        &mut self,
        shop: i64,
        number: &str,
        order: &StoredOrder,
    ) -> Result<i64, Failure> {
        let values = order.values().into_iter();
        let values = values.chain([&shop as &dyn ToSql, &number]);
        let id = self.order.insert(params_from_iter(values))?;
        insert_lines(&mut self.line, id, &order.lines)?;
        Ok(id)
    }
}

fn insert_line<'a>(tx: &'a Transaction) -> rusqlite::Result<CachedStatement<'a>> {
    tx.prepare_cached(
        "INSERT INTO order_line (order_id, ordinal, product_id, quantity, amount_minor, real)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
}

fn insert_lines(insert: &mut Statement, order: i64, lines: &[StoredLine]) -> Result<(), Failure> {
    for (ordinal, line) in (0i64..).zip(lines) {
        insert.execute(params![
            order,
            ordinal,
            line.product,
            line.quantity,
            line.amount,
            line.real
        ])?;
    }
    Ok(())
}

pub(super) fn update_order(
    tx: &Transaction,
    id: i64,
    order: &StoredOrder,
    lines: bool,
) -> Result<(), Failure> {
    let mut values = order.values().to_vec();
    values.push(&id);
    tx.prepare_cached(
        "UPDATE shop_order SET customer_id = ?1, state = ?2, refund_state = ?3, created_at = ?4, paid_at = ?5, day = ?6,
            amount_minor = ?7, shipping_minor = ?8, refunded_minor = ?9, valid = ?10, channel = ?11, country = ?12,
            region = ?13, city = ?14, snapshot_at = ?15, batch_id = ?16 WHERE id = ?17",
    )?
    .execute(values.as_slice())?;
    if lines {
        tx.prepare_cached("DELETE FROM order_line WHERE order_id = ?1")?
            .execute([id])?;
        insert_lines(&mut *insert_line(tx)?, id, &order.lines)?;
    }
    Ok(())
}

pub(super) fn update_refund(
    tx: &Transaction,
    id: i64,
    refund: &StoredRefund,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "UPDATE refund SET customer_id = ?2, day = ?3, at = ?4, amount_minor = ?5, batch_id = ?6 WHERE id = ?1",
    )?
    .execute(params![
        id,
        refund.customer,
        refund.day,
        refund.at,
        refund.amount,
        refund.batch
    ])?;
    Ok(())
}
