//! A shop with a campaign ready to be approved, and a mail server that a test starts.

// Each test file uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rusqlite::params;
use serde_json::{Value, json};
use server::db::Store;
use server::jobs::send;
use server::state::AppState;

use super::support::{Client, NOON};

/// The campaign of these tests.
pub const CAMPAIGN: &str = "c1";

/// Its only day.
pub const DAY: &str = "2026-11-11";

/// The first instant after the window of a campaign that ends on [`DAY`]: 2026-11-13 00:00 in Shanghai.
pub const WINDOW_END: i64 = NOON + 36 * 3_600;

/// Sends until nothing more is due.
pub fn work(state: &AppState) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async { while send::tick(state).await.unwrap() {} });
}

/// Puts customers into a shop: key, phone, mail; all have agreed to text messages and mails.
pub fn add_customers(store: &Store, shop: i64, count: usize) {
    store
        .write_now(|tx| {
            for number in 1..=count as i64 {
                tx.execute(
                    "INSERT INTO customer (id, shop_id, key, added_day, country) VALUES (?1, ?2, ?3, 20000, '中国')",
                    params![number, shop, format!("b{number}")],
                )?;
                tx.execute(
                    "INSERT INTO contact (customer_id, name, phone, email) VALUES (?1, '王', ?2, ?3)",
                    params![number, format!("1990000{number:04}"), format!("b{number}@example.com")],
                )?;
                for medium in ["SMS", "EMAIL"] {
                    tx.execute(
                        "INSERT INTO consent (customer_id, medium, status, how, at) VALUES (?1, ?2, 'SUBSCRIBED', 'form', 1)",
                        params![number, medium],
                    )?;
                }
            }
            tx.execute("UPDATE shop SET facts_revision = facts_revision + 1 WHERE id = ?1", [shop])?;
            Ok(())
        })
        .expect("customers");
}

/// Adds a paid order of one customer straight into the store.
pub fn add_order(store: &Store, shop: i64, customer: i64, paid_at: i64, amount_minor: i64) {
    store
        .write_now(|tx| {
            tx.execute(
                "INSERT INTO shop_order (shop_id, order_number, customer_id, state, created_at, paid_at, day, amount_minor, valid, snapshot_at)
                 VALUES (?1, ?2, ?3, 'PAID', ?4, ?4, ?5, ?6, 1, ?4)",
                params![
                    shop,
                    format!("o{customer}-{paid_at}"),
                    customer,
                    paid_at,
                    (paid_at + 8 * 3_600).div_euclid(86_400),
                    amount_minor
                ],
            )?;
            Ok(())
        })
        .expect("an order");
}

/// A plan that is ready to be approved, with one group; `day` is its only day.
pub fn plan(day: &str, medium: &str, carrier: &str, holdout_share: f64) -> Vec<(String, Value)> {
    let mut fields = vec![
        ("name", json!("双十一")),
        ("origin", json!("CRM_LED")),
        ("type", json!("MEMBERS")),
        ("scale", json!("PARTIAL")),
        ("brief.purpose", json!("回购")),
        ("brief.offer", json!("满减")),
        ("brief.start", json!(format!("{day}T09:00"))),
        ("brief.end", json!(format!("{day}T23:59"))),
        ("brief.target_orders", json!(10)),
        ("brief.budget_minor", json!(100_000)),
        ("brief.submitted", json!(true)),
        ("points.p1.text", json!("满减")),
        ("points.p1.kind", json!("PRICE")),
        ("points.p1.rank", json!(1)),
        ("fit.decision", json!("GO")),
        ("fit.note", json!("合适")),
        ("hypothesis.suits", json!("老客")),
        ("scope.query", json!("customer_country = '中国'")),
        ("groups.g1.name", json!("全部")),
        ("groups.g1.query", json!("customer_country = '中国'")),
        ("groups.g1.rank", json!(1)),
        ("groups.g1.medium", json!(medium)),
        ("groups.g1.carrier", json!(carrier)),
        ("groups.g1.send_at", json!(format!("{day}T09:30"))),
        ("groups.g1.objective", json!("回购")),
        ("groups.g1.offer", json!("满减")),
        ("groups.g1.points", json!(["p1"])),
        ("groups.g1.expected_conversion", json!(0.1)),
        ("groups.g1.holdout_share", json!(holdout_share)),
        ("groups.g1.subject", json!("AD 给您的一封信")),
        ("groups.g1.body", json!("{salutation}，您好。{slogan}")),
    ];
    fields.sort_by_key(|(path, _)| *path);
    fields
        .into_iter()
        .map(|(path, value)| (path.to_owned(), value))
        .collect()
}

/// Writes fields of a document as a page does; answers how far the log reaches.
pub fn write(
    client: &Client,
    document: &str,
    kind: &str,
    shop: Option<i64>,
    fields: &[(String, Value)],
) -> u64 {
    let edits: Vec<Value> = fields
        .iter()
        .map(|(path, value)| {
            json!({
                "id": format!("e-{document}-{path}-{}", value.to_string().len()),
                "document": document, "kind": kind, "shop": shop, "path": path, "value": value, "base": 0
            })
        })
        .collect();
    let pushed: Value = client.post("/api/edits", &json!({ "edits": edits })).json();
    assert_eq!(pushed["refused"], json!([]), "{pushed}");
    let changes = pushed["changes"].as_array().expect("changes");
    changes
        .iter()
        .filter_map(|change| change["seq"].as_u64())
        .max()
        .unwrap_or(0)
}

/// Writes the brand and the plan, approves and starts the campaign.
pub fn approve_and_start(client: &Client, shop: i64, fields: &[(String, Value)]) {
    approve(client, shop, fields);
    let started: Value = client.post(&path("start"), &json!({})).json();
    assert_eq!(started["state"], "RUNNING");
}

/// Writes the brand.
pub fn write_brand(client: &Client) {
    let brand = [
        ("salutation", "小松鼠"),
        ("slogan", "把森林带回家"),
        ("signature", "松果家"),
    ]
    .map(|(path, text)| (path.to_owned(), json!(text)));
    write(client, "brand", "brand", None, &brand);
}

/// Writes the brand and the plan and approves the campaign.
pub fn approve(client: &Client, shop: i64, fields: &[(String, Value)]) {
    write_brand(client);
    let seen = write(client, CAMPAIGN, "campaign", Some(shop), fields);
    let approved: Value = client
        .post(&path("approve"), &json!({ "seen": seen }))
        .json();
    assert_eq!(approved["state"], "APPROVED", "{approved}");
}

/// A path below the campaign.
pub fn path(rest: &str) -> String {
    format!("/api/campaigns/{CAMPAIGN}/{rest}")
}

/// The live numbers; the sum closes whenever they are asked for.
pub fn live(client: &Client) -> Value {
    let live: Value = client.get(&path("live")).json();
    assert_eq!(live["closes"], json!(true), "{live}");
    live
}

/// A mail server of its own process; it ends with the value.
pub struct Sink {
    child: Child,
    /// Where it listens.
    pub port: u16,
    file: PathBuf,
}

impl Sink {
    /// Starts one that writes into a folder and thinks about each mail for a while.
    pub fn start(folder: &Path, delay_ms: u64) -> Sink {
        let file = folder.join("mails.jsonl");
        let program = std::env::current_exe().expect("this test");
        let examples = program
            .ancestors()
            .nth(2)
            .expect("the target folder")
            .join("examples");
        let program = examples.join("smtp_sink");
        // `cargo test` makes it, but not where one test alone was asked for.
        if !program.exists() {
            let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
            let made = Command::new(cargo)
                .args(["build", "--example", "smtp_sink"])
                .status();
            assert!(made.expect("cargo runs").success());
        }
        let mut child = Command::new(program)
            .arg(&file)
            .arg(delay_ms.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let mut said = String::new();
        let mut words = BufReader::new(child.stdout.take().expect("its words"));
        words.read_line(&mut said).expect("its port");
        Sink {
            child,
            port: said.trim().parse().expect("a port"),
            file,
        }
    }

    /// The mails it took: to whom, and the whole mail.
    pub fn mails(&self) -> Vec<(String, String)> {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        let mail = |line: &str| {
            let mail: Value = serde_json::from_str(line).expect("a line of JSON");
            let part = |name: &str| mail[name].as_str().unwrap_or_default().to_owned();
            (part("to"), part("mail"))
        };
        text.lines().map(mail).collect()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
