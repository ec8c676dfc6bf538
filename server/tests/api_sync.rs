//! Edits, changes and events over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

mod support;

use std::time::{Duration, Instant};

use domain::document::{Change, Edit, Kind};
use domain::wire::sync::{Changes, Event, PushEdits, Pushed};
use serde_json::{Value, json};
use support::{Client, Server};

fn edit(id: &str, path: &str, value: Value) -> Edit {
    Edit {
        id: id.into(),
        document: "c-1".into(),
        kind: Kind::Campaign,
        shop: None,
        path: path.into(),
        value,
        base: 0,
    }
}

fn push(client: &Client, edits: Vec<Edit>) -> Pushed {
    client.post("/api/edits", &PushEdits { edits }).json()
}

#[test]
fn an_edit_is_agreed_to_once_however_often_it_is_sent() {
    let server = Server::start();
    let owner = server.owner();
    let first = push(&owner, vec![edit("e1", "name", json!("Spring"))]);
    let again = push(&owner, vec![edit("e1", "name", json!("Spring"))]);
    assert_eq!(first, again);
    assert_eq!(
        (first.changes[0].seq, first.changes[0].by.as_str()),
        (1, "Owner")
    );
    push(
        &owner,
        vec![
            edit("e2", "name", json!("Summer")),
            edit("e3", "origin", json!("CRM_LED")),
        ],
    );
    let changes: Changes = owner.get("/api/changes?since=0").json();
    let seqs: Vec<u64> = changes.changes.iter().map(|change| change.seq).collect();
    assert_eq!((seqs, changes.upto, changes.more), (vec![2, 3], 3, false));
    let history: Vec<Change> = owner.get("/api/documents/c-1/history?path=name").json();
    let values: Vec<&Value> = history.iter().map(|change| &change.edit.value).collect();
    assert_eq!(values, [&json!("Spring"), &json!("Summer")]);
}

#[test]
fn what_can_never_be_agreed_to_is_refused_with_a_code_and_the_rest_goes_on() {
    let server = Server::start();
    let owner = server.owner();
    let other_kind = Edit {
        kind: Kind::Segment,
        ..edit("e5", "name", json!(1))
    };
    let other_shop = Edit {
        document: "c-2".into(),
        shop: Some(77),
        ..edit("e6", "name", json!(1))
    };
    let pushed = push(
        &owner,
        vec![
            edit("e1", "name", json!("ok")),
            edit("e2", "status.state", json!("APPROVED")),
            edit("e3", "a..b", json!(1)),
            edit("e4", "note", json!("x".repeat(300_000))),
            other_kind,
            other_shop,
            edit("e7", "note", json!("ok")),
        ],
    );
    let codes: Vec<(&str, &str)> = pushed
        .refused
        .iter()
        .map(|refused| (refused.edit.as_str(), refused.code.as_str()))
        .collect();
    assert_eq!(
        codes,
        [
            ("e2", "edit.server_field"),
            ("e3", "edit.malformed"),
            ("e4", "edit.too_large"),
            ("e5", "edit.other_document"),
            ("e6", "edit.unknown_shop"),
        ]
    );
    assert_eq!(pushed.changes.len(), 2);
}

#[test]
fn changes_come_in_pages() {
    let server = Server::start();
    let owner = server.owner();
    for part in 0..3 {
        let edits =
            (0..300).map(|n| edit(&format!("e{part}-{n}"), &format!("f{part}-{n}"), json!(n)));
        push(&owner, edits.collect());
    }
    let (mut since, mut seen) = (0, 0);
    loop {
        let page: Changes = owner.get(&format!("/api/changes?since={since}")).json();
        seen += page.changes.len();
        since = page.upto;
        if !page.more {
            break;
        }
    }
    assert_eq!((seen, since), (900, 900));
}

#[test]
fn another_screen_hears_of_a_change_at_once() {
    let server = Server::start();
    assert_eq!(server.nobody().get("/api/events").status, 401);
    let owner = server.owner();
    let mut events = owner
        .lines("/api/events")
        .filter_map(|line| line.strip_prefix("data: ").map(str::to_owned))
        .map(|data| serde_json::from_str::<Event>(&data).unwrap());
    assert_eq!(events.next(), Some(Event::Changed { upto: 0 }));
    let start = Instant::now();
    push(&server.owner(), vec![edit("e1", "name", json!("Spring"))]);
    assert_eq!(events.next(), Some(Event::Changed { upto: 1 }));
    assert!(start.elapsed() < Duration::from_secs(2));
}
