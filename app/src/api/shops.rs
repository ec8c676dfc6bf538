//! Shops and their customers.

use std::collections::HashMap;

use domain::wire::session::{ChangeShop, NewShop, Shop};
use serde::{Deserialize, Serialize};

use super::{Answer, put, send};

/// Makes a shop.
pub async fn add_shop(shop: &NewShop) -> Answer<Shop> {
    send("/api/shops", shop).await
}

/// Changes a shop; what is left out stays as it is.
pub async fn change_shop(shop: i64, change: &ChangeShop) -> Answer<Shop> {
    put(&format!("/api/shops/{shop}"), change).await
}

#[derive(Serialize)]
struct Ids<'a> {
    ids: &'a [String],
}

/// The rows of customers in one snapshot.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Resolved {
    /// Row by the shop's own id of the buyer; an unknown id is absent.
    #[serde(default)]
    pub rows: HashMap<String, u32>,
}

/// Turns ids of buyers into row numbers of the snapshot.
pub async fn resolve_customers(shop: i64, ids: &[String]) -> Answer<Resolved> {
    send(
        &format!("/api/shops/{shop}/customers/resolve"),
        &Ids { ids },
    )
    .await
}
