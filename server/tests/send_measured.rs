//! What a campaign shows before its approval: its holdouts, and its text messages measured over the real members.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod sending;
mod support;

use rusqlite::params;
use sending::{CAMPAIGN, DAY, add_customers, approve, live, path, plan, write, write_brand};
use serde_json::{Value, json};
use support::{Client, Server};

/// Writes the plan with this body and tells how far the log reaches.
fn write_body(owner: &Client, shop: i64, body: &str) -> u64 {
    let mut fields = plan(DAY, "SMS", "SIMULATOR", 0.1);
    for (path, value) in &mut fields {
        if path == "groups.g1.body" {
            *value = json!(body);
        }
    }
    write(owner, CAMPAIGN, "campaign", Some(shop), &fields)
}

#[test]
fn the_holdout_shown_before_approval_is_the_one_frozen() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 610);
    let owner = server.owner();
    write_brand(&owner);
    let seen = write_body(&owner, shop, "{salutation}，您好。{slogan}");
    let shown: Value = owner.get(&path("readiness")).json();
    assert_eq!(shown["counts"]["g1"]["held_out"], json!(100));
    let seen = json!({ "seen": seen });
    owner.post(&path("approve"), &seen).json::<Value>();
    assert_eq!(live(&owner)["tally"]["held_out"], json!(100));
}

#[test]
fn a_second_wave_never_reaches_the_first_ones_holdout_refusals_and_failures() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 610);
    let owner = server.owner();
    approve(&owner, shop, &plan(DAY, "SMS", "SIMULATOR", 0.1));
    let out = "WHERE id IN (SELECT id FROM ledger WHERE state = 'PENDING' ORDER BY id LIMIT";
    let moves = [
        format!("UPDATE ledger SET state = 'FAILED' {out} 3)"),
        format!("UPDATE ledger SET state = 'SUPPRESSED', reason = 'OPTED_OUT' {out} 2)"),
    ];
    server
        .state
        .store
        .write_now(move |tx| {
            for one in &moves {
                tx.execute(one, [])?;
            }
            Ok(())
        })
        .unwrap();
    let mut fields = plan(DAY, "SMS", "SIMULATOR", 0.1);
    fields.push(("follows".into(), json!(CAMPAIGN)));
    let seen = write(&owner, "c2", "campaign", Some(shop), &fields);
    let ready: Value = owner.get("/api/campaigns/c2/readiness").json();
    assert_eq!(ready["counts"]["g1"]["members"], json!(505));
    let approved = owner.post("/api/campaigns/c2/approve", &json!({ "seen": seen }));
    assert_eq!(approved.json::<Value>()["tally"]["planned"], json!(505));
    let lost: String = server
        .state
        .store
        .read_now(|connection| {
            let sql = "SELECT group_concat(json_extract(value, '$.id') || ' ' || json_extract(value, '$.lost'), ', ')
                 FROM campaign_run, json_each(frozen, '$.waterfall.exclusions') WHERE campaign_id = 'c2'";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    let expected = "follows.HELD_OUT 100, follows.OPTED_OUT 2, follows.FAILED 3";
    assert_eq!(lost, expected);
}

#[test]
fn text_messages_are_measured_over_the_members_as_they_stand() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 610);
    let names = [(1, String::new()), (2, "欧".repeat(60))];
    server
        .state
        .store
        .write_now(move |tx| {
            for (customer, name) in &names {
                tx.execute(
                    "UPDATE contact SET name = ?2 WHERE customer_id = ?1",
                    params![customer, name],
                )?;
            }
            Ok(())
        })
        .unwrap();
    let owner = server.owner();
    write_brand(&owner);
    write_body(&owner, shop, "{name|朋友}，您好。");
    let lengths: Value = owner.get(&path("lengths")).json();
    let group = &lengths["groups"][0];
    // 【松果家】, the name, four characters, 拒收请回复R.
    assert_eq!(
        group["messages"],
        json!({ "segments": { "1": 609, "2": 1 }, "lengths": { "16": 608, "17": 1, "75": 1 } })
    );
    assert_eq!(group["fallbacks"], json!({ "name": 1 }));
    assert_eq!(
        (&group["people"], &group["to_send"], &group["unresolved"]),
        (&json!(610), &json!(510), &json!(0))
    );
    // 611 segments of 0.045 yuan over 610 people, of whom 510 get theirs.
    assert_eq!(group["cost_minor"], json!(2_299));
    let ready: Value = owner.get(&path("readiness")).json();
    assert_eq!(ready["cost_minor"], json!(2_299));
}

#[test]
fn a_text_with_a_gap_is_not_billed() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 3);
    let owner = server.owner();
    write_brand(&owner);
    write_body(&owner, shop, "{last_product}到货了");
    let lengths: Value = owner.get(&path("lengths")).json();
    let group = &lengths["groups"][0];
    assert_eq!(group["unresolved"], json!(3));
    assert_eq!(group["cost_minor"], json!(0));
}
