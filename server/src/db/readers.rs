//! What a message can say of its reader.

use rusqlite::{Connection, OptionalExtension};

use crate::failure::Failure;

/// What is known of one reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The name.
    pub name: Option<String>,
    /// The city of the last order.
    pub city: Option<String>,
    /// The last valid purchase.
    pub last: Option<LastPurchase>,
}

/// A customer's last valid purchase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastPurchase {
    /// Its local day.
    pub day: i32,
    /// The title of its first product.
    pub product: Option<String>,
}

/// What is known of a customer.
pub fn read_known(connection: &Connection, customer: i64) -> Result<Known, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT k.name, c.city FROM customer c LEFT JOIN contact k ON k.customer_id = c.id WHERE c.id = ?1",
    )?;
    let found: Option<(Option<String>, Option<String>)> = query
        .query_row([customer], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (name, city) = found.unwrap_or_default();
    Ok(Known {
        name,
        city,
        last: find_last_purchase(connection, customer)?,
    })
}

/// A customer's last valid purchase.
pub fn find_last_purchase(
    connection: &Connection,
    customer: i64,
) -> Result<Option<LastPurchase>, Failure> {
    let mut query = connection.prepare_cached(
        "SELECT o.day,
            (SELECT p.title FROM order_line n JOIN product p ON p.id = n.product_id
             WHERE n.order_id = o.id AND n.real = 1 ORDER BY n.ordinal LIMIT 1)
         FROM shop_order o WHERE o.customer_id = ?1 AND o.valid = 1 ORDER BY o.day DESC, o.id DESC LIMIT 1",
    )?;
    let found = query.query_row([customer], |row| {
        let title: Option<String> = row.get(1)?;
        Ok(LastPurchase {
            day: row.get(0)?,
            product: title.filter(|title| !title.trim().is_empty()),
        })
    });
    Ok(found.optional()?)
}
