//! The customers that orders bring: who they are, since when, where they live, and what they allow.

use domain::order_import::canonical::Order;
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{Writer, owned};
use crate::failure::Failure;

/// What an import may change of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredCustomer {
    pub(super) added_day: Option<i32>,
    pub(super) country: Option<String>,
    pub(super) region: Option<String>,
    pub(super) city: Option<String>,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    pub(super) consent: Option<(String, String, i64)>,
}

/// What the orders of this delivery say of a customer.
#[derive(Default)]
pub(super) struct Seen<'a> {
    pub(super) first_day: Option<i32>,
    pub(super) latest: Option<&'a Order>,
    pub(super) changed: bool,
}

impl Writer<'_> {
    pub(super) fn find_customers(&mut self) -> Result<(), Failure> {
        let shop = self.delivery.shop;
        for key in &self.delivery.gathered.buyers {
            let found: Option<i64> = match self.knows_customers {
                true => self
                    .tx
                    .prepare_cached("SELECT id FROM customer WHERE shop_id = ?1 AND key = ?2")?
                    .query_row(params![shop, key], |row| row.get(0))
                    .optional()?,
                false => None,
            };
            let known = found.is_some();
            let id = match found {
                Some(id) => id,
                None => {
                    self.tx
                        .prepare_cached(
                            "INSERT INTO customer (shop_id, key, batch_id) VALUES (?1, ?2, ?3)",
                        )?
                        .execute(params![shop, key, self.delivery.batch])?;
                    let id = self.tx.last_insert_rowid();
                    self.images.made("customer", id);
                    self.written.customers_new += 1;
                    id
                }
            };
            self.customers.push((id, known));
        }
        Ok(())
    }

    pub(super) fn customer(&self, buyer: Option<u32>) -> Option<i64> {
        buyer
            .and_then(|at| self.customers.get(at as usize))
            .map(|(id, _)| *id)
    }

    /// First seen, where the latest order went, and how to reach them.
    pub(super) fn customers(&mut self) -> Result<(), Failure> {
        let mut seen: Vec<(u32, Seen)> = self.seen.drain().collect();
        seen.sort_by_key(|(buyer, _)| *buyer);
        for (buyer, seen) in seen {
            let Some((id, known)) = self.customers.get(buyer as usize).copied() else {
                continue;
            };
            if !seen.changed {
                continue;
            }
            let stored = if known {
                find_customer(self.tx, id)?
            } else {
                StoredCustomer::default()
            };
            let mut fresh = stored.clone();
            fresh.added_day = match (stored.added_day, seen.first_day) {
                (Some(known), Some(first)) => Some(known.min(first)),
                (known, first) => known.or(first),
            };
            if let Some(order) = seen.latest {
                if known {
                    if let Some(place) = latest_place(self.tx, id)? {
                        (fresh.country, fresh.region, fresh.city) = place;
                    }
                } else {
                    fresh.country = owned(&order.country);
                    fresh.region = owned(&order.region);
                    fresh.city = owned(&order.city);
                }
                let take = |new: &Option<String>, old: &mut Option<String>| {
                    if new.is_some() {
                        old.clone_from(new);
                    }
                };
                take(&order.name, &mut fresh.name);
                take(&order.phone, &mut fresh.phone);
                take(&order.email, &mut fresh.email);
                fresh.consent = consent(order, stored.consent.clone(), self.delivery.snapshot_at);
            }
            if fresh != stored {
                if known {
                    self.images.overwrites("customer", id, &stored)?;
                }
                update_customer(self.tx, id, &fresh, &stored)?;
            }
        }
        Ok(())
    }
}

/// What the buyer said about marketing e-mail. A purchase is no consent. Someone who unsubscribed here stays so; a
/// consent that came by import ends by import.
fn consent(
    order: &Order,
    stored: Option<(String, String, i64)>,
    snapshot_at: i64,
) -> Option<(String, String, i64)> {
    match (order.accepts_marketing, &stored) {
        (Some(true), None) => Some(("SUBSCRIBED".into(), "IMPORT".into(), snapshot_at)),
        (Some(false), Some((status, how, at)))
            if status == "SUBSCRIBED" && how == "IMPORT" && *at <= snapshot_at =>
        {
            Some(("UNSUBSCRIBED".into(), "IMPORT".into(), snapshot_at))
        }
        _ => stored,
    }
}

pub(super) fn find_customer(tx: &Transaction, id: i64) -> Result<StoredCustomer, Failure> {
    Ok(tx
        .prepare_cached(
            "SELECT c.added_day, c.country, c.region, c.city, t.name, t.phone, t.email, s.status, s.how, s.at
             FROM customer c LEFT JOIN contact t ON t.customer_id = c.id
             LEFT JOIN consent s ON s.customer_id = c.id AND s.medium = 'EMAIL' WHERE c.id = ?1",
        )?
        .query_row([id], |row| {
            let status: Option<String> = row.get(7)?;
            let consent = match status {
                Some(status) => Some((status, row.get(8)?, row.get(9)?)),
                None => None,
            };
            Ok(StoredCustomer {
                added_day: row.get(0)?,
                country: row.get(1)?,
                region: row.get(2)?,
                city: row.get(3)?,
                name: row.get(4)?,
                phone: row.get(5)?,
                email: row.get(6)?,
                consent,
            })
        })?)
}

pub(super) fn update_customer(
    tx: &Transaction,
    id: i64,
    fresh: &StoredCustomer,
    stored: &StoredCustomer,
) -> Result<(), Failure> {
    tx.prepare_cached(
        "UPDATE customer SET added_day = ?2, country = ?3, region = ?4, city = ?5 WHERE id = ?1",
    )?
    .execute(params![
        id,
        fresh.added_day,
        fresh.country,
        fresh.region,
        fresh.city
    ])?;
    if (&fresh.name, &fresh.phone, &fresh.email) != (&stored.name, &stored.phone, &stored.email) {
        tx.prepare_cached(
            "INSERT INTO contact (customer_id, name, phone, email) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (customer_id) DO UPDATE SET name = excluded.name, phone = excluded.phone, email = excluded.email",
        )?
        .execute(params![id, fresh.name, fresh.phone, fresh.email])?;
    }
    if fresh.consent != stored.consent {
        match &fresh.consent {
            Some((status, how, at)) => tx
                .prepare_cached(
                    "INSERT INTO consent (customer_id, medium, status, how, at) VALUES (?1, 'EMAIL', ?2, ?3, ?4)
                     ON CONFLICT (customer_id, medium) DO UPDATE
                     SET status = excluded.status, how = excluded.how, at = excluded.at",
                )?
                .execute(params![id, status, how, at])?,
            None => tx
                .prepare_cached("DELETE FROM consent WHERE customer_id = ?1 AND medium = 'EMAIL'")?
                .execute([id])?,
        };
    }
    Ok(())
}

pub(super) type Place = (Option<String>, Option<String>, Option<String>);

/// Where a customer's latest order with a place went.
pub(super) fn latest_place(tx: &Transaction, customer: i64) -> Result<Option<Place>, Failure> {
    Ok(tx
        .prepare_cached(
            "SELECT country, region, city FROM shop_order
             WHERE customer_id = ?1 AND (country IS NOT NULL OR region IS NOT NULL OR city IS NOT NULL)
             ORDER BY day DESC, coalesce(paid_at, created_at) DESC, id DESC LIMIT 1",
        )?
        .query_row([customer], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?)
}
