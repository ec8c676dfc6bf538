//! Segments answered by the server, for comparing and for machines; the page itself asks the engine.

use serde_json::{Value, json};

use super::{Answer, send};

/// The server's answer to a query.
pub async fn evaluate(shop: i64, query: &str, as_of: Option<&str>) -> Answer<Value> {
    send(
        "/api/segments/evaluate",
        &json!({"shop": shop, "query": query, "as_of": as_of}),
    )
    .await
}
