//! What a campaign did is known to segments afterwards: who got it, who was held out, who bought.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod sending;
mod support;

use domain::wire::engine::Answer;
use sending::{
    DAY, WINDOW_END, add_customers, add_order, approve, approve_and_start, live, path, plan, work,
};
use serde_json::{Value, json};
use server::jobs::send;
use support::{Client, NOON, Server};

fn count(client: &Client, shop: i64, query: &str) -> u64 {
    let asked = json!({ "shop": shop, "query": query });
    let answer: Answer = client.post("/api/segments/evaluate", &asked).json();
    u64::from(answer.sums.customers)
}

/// A number that SQL finds in the store.
fn stored(server: &Server, sql: &str) -> u64 {
    let sql = sql.to_owned();
    let found = server
        .state
        .store
        .read_now(|connection| Ok(connection.query_row(&sql, [], |row| row.get::<_, i64>(0))?));
    found.unwrap().unsigned_abs()
}

fn revision(server: &Server) -> u64 {
    stored(server, "SELECT facts_revision FROM shop")
}

#[test]
fn segments_know_what_a_campaign_did() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 1_000);
    let owner = server.owner();
    approve_and_start(&owner, shop, &plan(DAY, "EMAIL", "SIMULATOR", 0.1));
    assert_eq!(count(&owner, shop, "campaign_activity(event: 'SENT')"), 0);
    work(&server.state);
    let tally = live(&owner)["tally"].clone();
    let sent = tally["sent"].as_u64().unwrap();
    assert!(sent > 850, "{tally}");
    for (query, expected) in [
        ("campaign_activity(event: 'SENT')", sent),
        (
            "campaign_activity(id: 'C1', event: 'SENT', date: today, count: 1)",
            sent,
        ),
        ("campaign_activity(id: 'c2')", 0),
        ("campaign_activity(event: 'HELD_OUT', count: 1)", 100),
        ("campaign_activity(event: 'DELIVERED')", sent),
        ("NOT campaign_activity()", 1_000 - sent - 100),
        ("campaign_activity(event: 'ORDERED')", 0),
    ] {
        assert_eq!(count(&owner, shop, query), expected, "{query}");
    }
    let midnight = NOON + 12 * 3_600;
    let clicks = stored(
        &server,
        &format!("SELECT count(*) FROM event WHERE kind = 'CLICKED' AND at < {midnight}"),
    );
    assert!(clicks > 0);
    assert_eq!(
        count(&owner, shop, "campaign_activity(event: 'CLICKED')"),
        clicks
    );
    let refused = stored(
        &server,
        "SELECT count(*) FROM event WHERE kind = 'UNSUBSCRIBED'",
    );
    assert_eq!(
        count(&owner, shop, "campaign_activity(event: 'UNSUBSCRIBED')"),
        refused
    );

    // Paid after the message and within the window: two of one customer, one of another; not before, not at the end, and
    // not of someone who was held out.
    let one = stored(
        &server,
        "SELECT min(customer_id) FROM ledger WHERE state = 'SENT'",
    ) as i64;
    let other = stored(
        &server,
        "SELECT max(customer_id) FROM ledger WHERE state = 'SENT'",
    ) as i64;
    let held_out = stored(
        &server,
        "SELECT min(customer_id) FROM ledger WHERE state = 'HELD_OUT'",
    ) as i64;
    for (customer, at) in [
        (one, NOON + 60),
        (one, WINDOW_END - 1),
        (one, NOON - 3_600),
        (other, NOON + 60),
        (other, WINDOW_END),
        (held_out, NOON + 60),
    ] {
        add_order(&server.state.store, shop, customer, at, 9_900);
    }
    server
        .state
        .store
        .write_now(|tx| Ok(tx.execute("UPDATE shop SET facts_revision = facts_revision + 1", [])?))
        .unwrap();
    server.state.clock.set(WINDOW_END + 3_600);
    assert_eq!(
        count(&owner, shop, "campaign_activity(event: 'ORDERED')"),
        2
    );
    assert_eq!(
        count(
            &owner,
            shop,
            "campaign_activity(event: 'ORDERED', count: 2)"
        ),
        1
    );
    assert_eq!(
        count(
            &owner,
            shop,
            "campaign_activity(event: 'ORDERED', date: yesterday)"
        ),
        1
    );
}

#[test]
fn a_campaign_that_is_stopped_half_way_is_remembered_as_far_as_it_went() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 1_500);
    let owner = server.owner();
    approve(&owner, shop, &plan(DAY, "SMS", "SIMULATOR", 0.0));
    let before = revision(&server);
    owner.post(&path("start"), &json!({})).json::<Value>();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    // One lease of a thousand.
    assert!(runtime.block_on(send::tick(&server.state)).unwrap());
    assert_eq!(
        revision(&server),
        before,
        "nothing is frozen anew while a wave is on its way"
    );
    owner.post(&path("stop"), &json!({})).json::<Value>();
    let sent = live(&owner)["tally"]["sent"].as_u64().unwrap();
    assert!(sent > 0 && sent <= 1_000);
    assert_eq!(
        count(&owner, shop, "campaign_activity(event: 'SENT')"),
        sent
    );
    owner.post(&path("resume"), &json!({})).json::<Value>();
    work(&server.state);
    let sent = live(&owner)["tally"]["sent"].as_u64().unwrap();
    assert!(sent > 1_000);
    assert_eq!(
        count(&owner, shop, "campaign_activity(event: 'SENT')"),
        sent
    );
}
