//! The products that orders bring.

use domain::order_import::canonical::Product;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::Writer;
use crate::failure::Failure;

/// What an import may change of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredProduct {
    pub(super) title: String,
    pub(super) category: Option<String>,
}

impl Writer<'_> {
    pub(super) fn find_products(&mut self) -> Result<(), Failure> {
        let shop = self.delivery.shop;
        for product in &self.delivery.gathered.products {
            let found: Option<(i64, String, Option<String>)> = self
                .tx
                .prepare_cached(
                    "SELECT id, title, category FROM product WHERE shop_id = ?1 AND key = ?2",
                )?
                .query_row(params![shop, product.key], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })
                .optional()?;
            let id = match found {
                Some((id, title, category)) => {
                    self.complete_product(id, StoredProduct { title, category }, product)?;
                    id
                }
                None => {
                    self.tx
                        .prepare_cached(
                            "INSERT INTO product (shop_id, key, spelling, title, category, batch_id)
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        )?
                        .execute(params![
                            shop,
                            product.key,
                            product.spelling,
                            product.title,
                            product.category,
                            self.delivery.batch
                        ])?;
                    let id = self.tx.last_insert_rowid();
                    self.images.made("product", id);
                    id
                }
            };
            self.products.push(id);
        }
        Ok(())
    }

    /// Titles change over time; only what was missing is filled in.
    fn complete_product(
        &self,
        id: i64,
        stored: StoredProduct,
        product: &Product,
    ) -> Result<(), Failure> {
        let title = stored.title.is_empty() && !product.title.is_empty();
        let category = stored.category.is_none() && product.category.is_some();
        if !title && !category {
            return Ok(());
        }
        self.images.overwrites("product", id, &stored)?;
        self.tx
            .prepare_cached(
                "UPDATE product SET title = CASE WHEN title = '' THEN ?2 ELSE title END,
                    category = coalesce(category, ?3) WHERE id = ?1",
            )?
            .execute(params![id, product.title, product.category])?;
        Ok(())
    }

    pub(super) fn product(&self, at: u32) -> Result<i64, Failure> {
        self.products
            .get(at as usize)
            .copied()
            .ok_or_else(|| Failure::Internal("a line names no product".into()))
    }
}
