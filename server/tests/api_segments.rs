//! Snapshot, segments and customers over HTTP, on a small shop.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

mod support;

use domain::snapshot::{Decoder, Snapshot};
use domain::wire::customers::{Profile, Resolved};
use domain::wire::engine::{Answer, Explanation};
use serde_json::json;
use server::db::shops;
use support::{Client, Server};

/// Three customers: Ann bought twice, Ben once and opted out, Cas never; and one order of nobody.
fn small_shop(server: &Server) -> i64 {
    let shop = server.shop("Pine", "CNY", "Asia/Shanghai");
    server
        .state
        .store
        .write_now(|tx| {
            tx.execute_batch(
                "INSERT INTO customer (id, shop_id, key, region) VALUES
                    (11, 1, 'ann_1988', 'Zhejiang'), (12, 1, 'ben', 'Hubei'), (15, 1, 'cas', NULL);
                 INSERT INTO contact VALUES (11, '安小明', '13812341234', 'ann@example.com'), (12, '本', '13912345678', NULL);
                 INSERT INTO consent VALUES (11, 'SMS', 'SUBSCRIBED', 'form', 0), (12, 'SMS', 'SUBSCRIBED', 'form', 0),
                    (11, 'EMAIL', 'SUBSCRIBED', 'form', 0);
                 INSERT INTO suppression (shop_id, customer_id, medium, reason, at) VALUES
                    (1, 12, NULL, 'OPTED_OUT', 0), (1, 11, 'EMAIL', 'BOUNCED', 0);
                 INSERT INTO product (id, shop_id, key, spelling, title, category) VALUES
                    (1, 1, 'M-1', 'm-1', 'Mask', 'mask'), (2, 1, 'S-1', 'S-1', 'Soap', 'soap');
                 INSERT INTO shop_order (id, shop_id, order_number, customer_id, state, paid_at, day, amount_minor,
                    refunded_minor, valid, channel, snapshot_at) VALUES
                    (1, 1, 'A1', 11, 'COMPLETED', 1700000000, 19675, 10000, 0, 1, 'web', 0),
                    (2, 1, 'A2', 11, 'PAID', 1790000000, 20717, 5050, 1000, 1, NULL, 0),
                    (3, 1, 'B1', 12, 'PAID', 1790000000, 20717, 700, 0, 1, NULL, 0),
                    (4, 1, 'C1', 15, 'UNPAID', NULL, 20717, 900, 0, 0, NULL, 0),
                    (5, 1, 'X1', NULL, 'PAID', 1790000000, 20717, 300, 0, 1, NULL, 0);
                 INSERT INTO order_line VALUES (1, 1, 1, 2, 10000, 1), (2, 1, 1, 1, 5050, 1), (2, 2, 2, 1, 0, 0),
                    (3, 1, 2, 1, 700, 1);",
            )?;
            shops::bump_facts_revision(tx, shop)
        })
        .unwrap();
    shop
}

fn evaluate(client: &Client, shop: i64, query: &str) -> Answer {
    client
        .post(
            "/api/segments/evaluate",
            &json!({"shop": shop, "query": query}),
        )
        .json()
}

#[test]
fn the_server_answers_a_segment() {
    let server = Server::start();
    let shop = small_shop(&server);
    let owner = server.owner();
    let everybody = evaluate(&owner, shop, "");
    assert_eq!(
        (everybody.all, everybody.sums.buyers, everybody.sums.orders),
        (3, 2, 3)
    );
    assert_eq!(
        (everybody.sums.paid_minor, everybody.sums.spent_minor),
        (15750, 14750)
    );
    let reach = everybody.sums.reach;
    assert_eq!(
        (reach.sms, reach.email, reach.platform),
        (1, 0, 2),
        "Ann bounced, Ben opted out of all"
    );
    for (query, customers) in [
        ("number_of_orders >= 2", 1),
        ("sms_subscription_status = 'UNSUBSCRIBED'", 1),
        ("email_subscription_status = 'INVALID'", 2),
        ("customer_id IN ('ann_1988', 'nobody')", 1),
        ("NOT customer_id = 'ann_1988'", 2),
        ("products_purchased(id: 'M-1', count: >= 2)", 1),
        ("orders_placed(channel: 'web')", 1),
        ("customer_region = 'Hubei' OR last_order_date IS NULL", 2),
    ] {
        assert_eq!(
            evaluate(&owner, shop, query).sums.customers,
            customers,
            "{query}"
        );
    }
}

#[test]
fn saved_segments_can_be_used_and_a_circle_is_named() {
    let server = Server::start();
    let shop = small_shop(&server);
    let owner = server.owner();
    let edit = |id: &str, document: &str, path: &str, value: &str| json!({"id": id, "document": document, "kind": "segment", "shop": shop, "path": path, "value": value, "base": 0});
    let edits = json!({"edits": [
        edit("1", "s1", "name", "Twice"), edit("2", "s1", "query", "number_of_orders >= 2 AND customer_id = 'ann_1988'"),
        edit("3", "s2", "name", "Ring"), edit("4", "s2", "query", "customer_segments CONTAINS 'Gnir'"),
        edit("5", "s3", "name", "Gnir"), edit("6", "s3", "query", "customer_segments CONTAINS 'Ring'"),
    ]});
    assert_eq!(owner.post("/api/edits", &edits).status, 200);
    assert_eq!(
        evaluate(&owner, shop, "customer_segments CONTAINS 'Twice'")
            .sums
            .customers,
        1
    );
    let ring = json!({"shop": shop, "query": "customer_segments CONTAINS 'Ring'"});
    assert_eq!(
        owner.post("/api/segments/evaluate", &ring).problem(),
        (422, "segment.segment_circle".into())
    );
}

#[test]
fn a_query_that_is_none_says_where_it_went_wrong() {
    let server = Server::start();
    let shop = small_shop(&server);
    let asked = json!({"shop": shop, "query": "amount_spent > 5\nAND amout_spent > 5"});
    let answer = server.owner().post("/api/segments/evaluate", &asked);
    assert_eq!(answer.problem(), (422, "segment.unknown_attribute".into()));
    let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let args = &problem["args"];
    assert_eq!((&args["line"], &args["column"]), (&json!(2), &json!(5)));
    assert_eq!(args["problem"]["error"]["nearest"], "amount_spent");
}

#[test]
fn the_snapshot_is_fetched_once_and_names_nobody() {
    let server = Server::start();
    let shop = small_shop(&server);
    let owner = server.owner();
    let path = format!("/api/shops/{shop}/snapshot");
    let plain = owner.get_with(&path, &[("accept-encoding", "identity")]);
    assert_eq!(plain.header("x-huitou-revision"), Some("2"));
    let snapshot = Snapshot::decode(&plain.body).unwrap();
    assert_eq!(
        (snapshot.customers(), snapshot.orders(), snapshot.revision()),
        (3, 4, 2)
    );
    let text = String::from_utf8_lossy(&plain.body).into_owned();
    for name in ["ann", "安", "13812341234", "ben", "A1"] {
        assert!(!text.contains(name), "{name}");
    }
    let tag = plain.header("etag").unwrap().to_owned();
    let again = owner.get_with(&path, &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(plain.header("content-encoding"), None);

    let base = format!("{path}?base={:016x}", snapshot.seal());
    server
        .state
        .store
        .write_now(|tx| shops::bump_facts_revision(tx, shop))
        .unwrap();
    let newer = owner.get_with(&base, &[("if-none-match", &tag)]);
    assert_eq!(
        (newer.status, newer.header("x-huitou-revision")),
        (200, Some("3"))
    );
    // Nobody changed: the patch is what makes the older bytes the newer.
    assert_eq!(
        newer.header("x-huitou-base").map(str::to_owned),
        Some(format!("{:016x}", snapshot.seal()))
    );
    let mut decoder = Decoder::patched(u64::MAX, &newer.body).unwrap();
    decoder.push(&plain.body).unwrap();
    assert_eq!(decoder.finish().unwrap().revision(), 3);
    let sample = owner.get(&format!("{path}?sample=2"));
    assert_eq!(Snapshot::decode(&sample.body).unwrap().customers(), 2);
    assert_eq!(
        owner.get("/api/shops/9/snapshot").problem(),
        (404, "shop.unknown".into())
    );
}

#[test]
fn a_customer_is_shown_masked_with_orders_and_explained() {
    let server = Server::start();
    let shop = small_shop(&server);
    let owner = server.owner();
    let asked = json!({"ids": ["cas", "ann_1988", "nobody"]});
    let resolved: Resolved = owner
        .post(&format!("/api/shops/{shop}/customers/resolve"), &asked)
        .json();
    let rows: Vec<(&str, u32)> = resolved
        .rows
        .iter()
        .map(|(id, row)| (id.as_str(), *row))
        .collect();
    assert_eq!(
        (rows, resolved.revision),
        (vec![("ann_1988", 0), ("cas", 2)], 2)
    );

    let answer = owner.get(&format!("/api/shops/{shop}/customers/0?revision=2"));
    assert!(!answer.text().contains("13812341234") && !answer.text().contains("小明"));
    let ann: Profile = answer.json();
    assert_eq!(
        (ann.id.as_str(), ann.name.as_deref()),
        ("a***8", Some("安*"))
    );
    assert_eq!(
        (ann.phone.as_deref(), ann.email.as_deref()),
        (Some("138****1234"), Some("a***@example.com"))
    );
    assert_eq!(
        (ann.email_status.as_str(), ann.sms_status.as_str()),
        ("INVALID", "SUBSCRIBED")
    );
    let orders: Vec<(&str, usize)> = ann
        .orders
        .iter()
        .map(|order| (order.number.as_str(), order.lines.len()))
        .collect();
    assert_eq!(orders, [("A2", 2), ("A1", 1)]);
    assert_eq!(
        owner
            .get(&format!("/api/shops/{shop}/customers/0?revision=1"))
            .problem(),
        (409, "snapshot.outdated".into())
    );
    assert_eq!(
        owner
            .get(&format!("/api/shops/{shop}/customers/3"))
            .problem(),
        (404, "customer.unknown".into())
    );

    let why: Explanation = owner
        .post(
            "/api/segments/explain",
            &json!({"shop": shop, "query": "number_of_orders = 1 OR amount_spent > 9000", "customer_id": "ann_1988"}),
        )
        .json();
    let truths: Vec<bool> = why.nodes.iter().map(|node| node.holds).collect();
    assert_eq!((why.holds, truths), (false, vec![false, false, false]));
}
