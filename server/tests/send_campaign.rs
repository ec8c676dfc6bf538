//! A campaign from approval to its closing: frozen groups, the simulator, stops, refusals, late orders, the window, real mails.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod sending;
mod support;

use std::collections::HashSet;

use sending::{
    CAMPAIGN, DAY, Sink, WINDOW_END, add_customers, add_order, approve, approve_and_start, live,
    path, plan, work, write, write_brand,
};
use serde_json::{Value, json};
use server::jobs::monitor;
use server::state::{AppState, Settings};
use support::{NOON, Server};

fn close_windows(state: &AppState) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(monitor::close_windows(state)).unwrap();
}

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn a_simulated_campaign_runs_watches_and_closes() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 1_000);
    let owner = server.owner();
    let early = owner.post(&path("start"), &json!({})).problem();
    assert_eq!(early, (409, "campaign.not_approved".into()));
    approve(&owner, shop, &plan(DAY, "SMS", "SIMULATOR", 0.1));
    let tally = live(&owner)["tally"].clone();
    assert_eq!(
        (number(&tally["planned"]), number(&tally["held_out"])),
        (1_000, 100)
    );
    work(&server.state);
    assert_eq!(
        live(&owner)["tally"],
        tally,
        "nothing leaves before the start"
    );
    owner.post(&path("start"), &json!({})).json::<Value>();
    work(&server.state);
    let after = live(&owner);
    assert_eq!(after["state"], "MONITORING");
    let sent = number(&after["tally"]["sent"]);
    assert!(
        sent > 850 && number(&after["tally"]["pending"]) == 0,
        "{after}"
    );

    let open = owner.post(&path("close"), &json!({})).problem();
    assert_eq!(open, (409, "campaign.window_open".into()));
    add_order(&server.state.store, shop, 1, NOON + 60, 9_900);
    server.state.clock.set(NOON + 3_600);
    let report: Value = owner.get(&path("report")).json();
    assert_eq!(report["provisional"], json!(true));

    // Paid one second before the window's end counts, at its end no more.
    add_order(&server.state.store, shop, 2, WINDOW_END - 1, 5_000);
    add_order(&server.state.store, shop, 3, WINDOW_END, 5_000);
    server.state.clock.set(WINDOW_END);
    close_windows(&server.state);
    let report: Value = owner.get(&path("report")).json();
    assert_eq!(report["provisional"], json!(false));
    let orders = |report: &Value| -> u64 {
        let rows = report["rows"].as_array().unwrap();
        let of = |name: &str| {
            rows.iter().find(|row| row["row"] == name).unwrap()["paid"]["orders"].clone()
        };
        number(&of("TOTAL")) + number(&of("HOLDOUT"))
    };
    assert_eq!(orders(&report), 2, "{report}");
    add_order(&server.state.store, shop, 4, NOON + 120, 7_700);
    let late: Value = owner.get(&path("report")).json();
    assert_eq!(orders(&late), 2, "a frozen report stays");
    let correction = &late["correction"];
    let more =
        correction["orders"].as_i64().unwrap() + correction["holdout_orders"].as_i64().unwrap();
    assert_eq!(more, 1, "{correction}");

    let unsaved = owner.post(&path("close"), &json!({})).problem();
    assert_eq!(unsaved, (409, "campaign.evaluation_not_saved".into()));
    write(
        &owner,
        CAMPAIGN,
        "campaign",
        Some(shop),
        &[("evaluation.saved".into(), json!(true))],
    );
    let closed: Value = owner.post(&path("close"), &json!({})).json();
    assert_eq!(closed["state"], "CLOSED");
    for (file, words) in [
        ("report.csv", "付款人数"),
        ("report.csv?lang=en", "Paying buyers"),
        ("report.html", "付款人数"),
        ("report.html?lang=en", "Arrived after the report was frozen"),
    ] {
        let text = owner.get(&path(file)).text();
        assert!(text.contains(words), "{file}: {text}");
        assert!(
            !text.contains("1990000"),
            "no phone number leaves in {file}"
        );
    }
}

#[test]
fn approval_refuses_what_is_not_ready_or_not_seen_and_freezes_the_members() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 20);
    let owner = server.owner();
    write_brand(&owner);
    let mut fields = plan(DAY, "PLATFORM", "SIMULATOR", 0.0);
    let seen = write(&owner, CAMPAIGN, "campaign", Some(shop), &fields);
    let unseen = owner
        .post(&path("approve"), &json!({ "seen": seen - 1 }))
        .problem();
    assert_eq!(unseen, (409, "campaign.changed_since".into()));
    let without = [("groups.g1.objective".to_owned(), json!(""))];
    let seen = write(&owner, CAMPAIGN, "campaign", Some(shop), &without);
    let unready = owner
        .post(&path("approve"), &json!({ "seen": seen }))
        .problem();
    assert_eq!(unready, (409, "campaign.not_ready".into()));
    fields.retain(|(path, _)| path == "groups.g1.objective");
    fields[0].1 = json!("再次回购");
    let seen = write(&owner, CAMPAIGN, "campaign", Some(shop), &fields);
    owner
        .post(&path("approve"), &json!({ "seen": seen }))
        .json::<Value>();
    server
        .state
        .store
        .write_now(|tx| Ok(tx.execute("UPDATE customer SET country = 'x'", [])?))
        .unwrap();
    assert_eq!(number(&live(&owner)["tally"]["planned"]), 20);
}

#[test]
fn who_refuses_in_mid_send_is_not_written_to_and_a_stop_stops() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 10);
    let owner = server.owner();
    approve_and_start(&owner, shop, &plan(DAY, "SMS", "AUDIENCE_FILE", 0.0));
    owner.post(&path("stop"), &json!({})).json::<Value>();
    work(&server.state);
    assert_eq!(number(&live(&owner)["tally"]["pending"]), 10);
    server
        .state
        .store
        .write_now(|tx| {
            tx.execute(
                "UPDATE consent SET status = 'UNSUBSCRIBED' WHERE customer_id = 3",
                [],
            )?;
            tx.execute(
                "UPDATE contact SET phone = '199****0004' WHERE customer_id = 4",
                [],
            )?;
            tx.execute("UPDATE customer SET key = '=1+1' WHERE id = 5", [])?;
            Ok(())
        })
        .unwrap();
    owner.post(&path("resume"), &json!({})).json::<Value>();
    work(&server.state);
    let tally = live(&owner)["tally"].clone();
    assert_eq!(
        tally["suppressed"],
        json!({"OPTED_OUT": 1, "NO_ADDRESS": 1})
    );
    assert_eq!(number(&tally["sent"]), 8);
    let file = owner.get(&path("groups/g1/audience.csv")).text();
    assert_eq!(file.lines().count(), 9);
    assert!(
        file.starts_with("\u{feff}customer_id\r\n") && file.contains("\r\n'=1+1\r\n"),
        "{file}"
    );
    assert!(!file.contains("b3\r") && !file.contains("b4\r"));
}

#[test]
fn nothing_leaves_outside_the_legal_hours() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 5);
    let owner = server.owner();
    approve_and_start(&owner, shop, &plan(DAY, "SMS", "SIMULATOR", 0.0));
    server.state.clock.set(NOON + 9 * 3_600);
    work(&server.state);
    assert_eq!(number(&live(&owner)["tally"]["pending"]), 5);
    server.state.clock.set(NOON + 21 * 3_600);
    work(&server.state);
    assert_eq!(number(&live(&owner)["tally"]["pending"]), 0);
}

#[test]
fn mails_reach_a_real_server_and_one_click_ends_them() {
    let folder = tempfile::tempdir().unwrap();
    let sink = Sink::start(folder.path(), 0);
    let settings = Settings {
        public_url: "https://crm.example.com".into(),
        smtp_url: Some(format!("smtp://127.0.0.1:{}", sink.port)),
        smtp_from: Some("松果家 <news@example.com>".into()),
    };
    let server = Server::start_with(settings, |_| {});
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 12);
    server
        .state
        .store
        .write_now(|tx| {
            Ok(tx.execute(
                "UPDATE contact SET email = 'gone@example.com' WHERE customer_id = 7",
                [],
            )?)
        })
        .unwrap();
    let owner = server.owner();
    approve_and_start(&owner, shop, &plan(DAY, "EMAIL", "SMTP", 0.0));
    work(&server.state);
    let tally = live(&owner)["tally"].clone();
    assert_eq!(
        (number(&tally["sent"]), number(&tally["failed"])),
        (11, 1),
        "{tally}"
    );
    let mails = sink.mails();
    let people: HashSet<&String> = mails.iter().map(|(to, _)| to).collect();
    assert_eq!((mails.len(), people.len()), (11, 11));
    let (_, mail) = &mails[0];
    let flat = mail.replace("\r\n ", " ");
    assert!(
        flat.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"),
        "{flat}"
    );
    let token = flat
        .split("List-Unsubscribe: <https://crm.example.com/u/")
        .nth(1)
        .and_then(|rest| rest.split('>').next())
        .unwrap_or_else(|| panic!("{flat}"))
        .to_owned();

    let anybody = server.nobody();
    let consents = || -> i64 {
        let sql = "SELECT count(*) FROM consent WHERE medium = 'EMAIL' AND status = 'UNSUBSCRIBED'";
        server
            .state
            .store
            .read_now(|conn| Ok(conn.query_row(sql, [], |row| row.get(0))?))
            .unwrap()
    };
    assert_eq!(anybody.get(&format!("/u/{token}")).status, 200);
    assert_eq!(consents(), 0, "looking changes nothing");
    for _ in 0..2 {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let body = b"List-Unsubscribe=One-Click".to_vec();
        let answer = anybody.send("POST", &format!("/u/{token}"), &form, Some(body));
        assert_eq!(answer.status, 200);
    }
    assert_eq!(consents(), 1);
    assert_eq!(anybody.get("/u/0000").status, 404);
    assert_eq!(number(&live(&owner)["groups"][0]["opted_out"]), 1);
}

#[test]
fn mails_are_refused_until_a_mail_server_is_set_up() {
    let server = Server::start();
    let shop = server.shop("松果家", "CNY", "Asia/Shanghai");
    add_customers(&server.state.store, shop, 5);
    let owner = server.owner();
    let seen = write(
        &owner,
        CAMPAIGN,
        "campaign",
        Some(shop),
        &plan(DAY, "EMAIL", "SMTP", 0.0),
    );
    write_brand(&owner);
    let answer = owner
        .post(&path("approve"), &json!({ "seen": seen }))
        .problem();
    assert_eq!(answer, (422, "sending.smtp_not_set_up".into()));
}
