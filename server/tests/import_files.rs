//! Files as people send them: every known export, the dirt in them, and files that are broken.

#![allow(clippy::unwrap_used)] // a test that cannot go on stops

mod support;

use domain::wire::import::{Batch, BatchState, Choice, OrdersPushed, Preview, Sniffed};
use serde_json::json;
use server::db::Store;
use server::jobs::import::run::{Job, begin, carry_out, preview};
use support::{Client, Server};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/fixtures/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

struct Desk {
    server: Server,
    client: Client,
    shop: i64,
}

fn desk(currency: &str) -> Desk {
    let server = Server::start();
    let shop = server.shop("S", currency, "Asia/Shanghai");
    let client = server.owner();
    Desk {
        server,
        client,
        shop,
    }
}

impl Desk {
    /// Imports bytes under a name, straight from the disk as the command line does; the problem's code where it fails.
    fn import(&self, name: &str, bytes: &[u8]) -> Result<Batch, String> {
        self.import_as(name, bytes, &Choice::default())
    }

    fn import_as(&self, name: &str, bytes: &[u8], choice: &Choice) -> Result<Batch, String> {
        let path = self.server.folder.path().join("file-under-test");
        std::fs::write(&path, bytes).unwrap();
        let state = &self.server.state;
        let shop = state
            .store
            .read_now(|conn| server::db::shops::shop(conn, &state.clock, self.shop))
            .unwrap();
        let job = Job {
            store: &state.store,
            clock: &state.clock,
            shop: &shop,
            path: &path,
            file_name: name,
            choice,
            user: None,
        };
        let code =
            |failure: server::failure::Failure| failure.code().unwrap_or("failed").to_owned();
        let seen: Preview = preview(&job, &|_| {}).map_err(code)?;
        let batch = begin(&job).map_err(code)?;
        let (batch, _) = carry_out(&job, batch.id, &|_| {}).map_err(code)?;
        assert_eq!(batch.state, BatchState::Done);
        assert_eq!(
            batch.rows_read,
            batch.rows_imported + batch.rows_updated + batch.rows_unchanged + batch.rows_rejected,
            "the sum closes"
        );
        assert_eq!(
            Some(&seen),
            batch.summary.as_ref(),
            "the preview told the truth"
        );
        Ok(batch)
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        self.server
            .state
            .store
            .read_now(|conn| {
                let mut query = conn.prepare(sql)?;
                let rows = query.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    }

    fn orders(&self) -> Vec<String> {
        self.rows(
            "SELECT order_number || ' ' || coalesce(c.key, '-') || ' ' || o.state || ' ' || refund_state || ' ' || amount_minor
                || '+' || shipping_minor || '-' || refunded_minor || ' ' || valid
             FROM shop_order o LEFT JOIN customer c ON c.id = o.customer_id ORDER BY order_number",
        )
    }
}

#[test]
fn all_four_ages_of_the_taobao_export_say_the_same() {
    for name in ["early", "2017", "2018", "2020s"] {
        let desk = desk("CNY");
        let batch = desk
            .import(
                "ExportOrderList201905151650.csv",
                &fixture(&format!("taobao_orders_{name}.csv")),
            )
            .unwrap();
        assert_eq!(batch.preset.as_deref(), Some("TAOBAO_ORDERS"), "{name}");
        assert_eq!((batch.rows_read, batch.rows_rejected), (5, 0), "{name}");
        // The early export has no column for refunds.
        let third = if name == "early" {
            "NONE 6000+0-0"
        } else {
            "PARTIAL 8000+0-2000"
        };
        assert_eq!(
            desk.orders(),
            [
                "1234567890123450011 松果甲 COMPLETED NONE 9900+1000-0 1".to_owned(),
                "1234567890123450012 松果乙 UNPAID NONE 5000+0-0 0".to_owned(),
                format!("1234567890123450013 - SHIPPED {third} 1"),
                "1234567890123450014 松果甲 COMPLETED NONE 100+0-0 0".to_owned(),
                "1234567890123450015 松果丙 CLOSED_UNPAID NONE 3000+0-0 0".to_owned(),
            ],
            "{name}"
        );
        assert_eq!(
            desk.rows("SELECT key || ' ' || region || ' ' || city || ' ' || coalesce(phone, '-') FROM customer LEFT JOIN contact ON customer_id = id ORDER BY key"),
            ["松果丙 浙江省 杭州市 13900000005", "松果乙 广东省 深圳市 13900000002", "松果甲 浙江省 宁波市 13900000001"]
        );
        // 2019-05-15 16:50 in Shanghai, from the name.
        assert_eq!(
            desk.rows("SELECT DISTINCT cast(snapshot_at AS TEXT) FROM shop_order"),
            ["1557910200"]
        );
        assert!(
            desk.rows("SELECT 'x' FROM consent").is_empty(),
            "a purchase is no consent"
        );
    }
}

#[test]
fn a_newer_snapshot_wins_and_an_older_one_changes_nothing() {
    newer_and_older_snapshots(&desk("CNY"), |_| ());
}

/// Programs before this one wrote down each row that a batch made; a store of theirs is brought up to date when it is opened.
#[test]
fn imports_of_older_programs_are_taken_back_as_well() {
    newer_and_older_snapshots(&desk("CNY"), |desk| {
        let made = "SELECT batch_id || kind || first_id || '-' || last_id FROM batch_made";
        let before = desk.rows(made);
        let store = &desk.server.state.store;
        let written = store.write_now(|tx| {
            Ok(tx.execute_batch(
                "WITH RECURSIVE made(batch, kind, id, last) AS (
                    SELECT batch_id, kind, first_id, last_id FROM batch_made
                    UNION ALL SELECT batch, kind, id + 1, last FROM made WHERE id < last)
                 INSERT INTO batch_image (batch_id, kind, row_id) SELECT batch, kind, id FROM made;
                 DROP TABLE batch_made;
                 PRAGMA user_version = 2;",
            )?)
        });
        written.unwrap();
        Store::open(store.folder()).unwrap();
        assert_eq!(desk.rows(made), before);
        assert!(!before.is_empty());
        let left = "SELECT 'x' FROM batch_image WHERE before IS NULL";
        assert!(desk.rows(left).is_empty());
    });
}

/// `between` is called after each import.
fn newer_and_older_snapshots(desk: &Desk, between: impl Fn(&Desk)) {
    let text = String::from_utf8(fixture("taobao_orders_2020s.csv")).unwrap();
    let paid = text.replace("等待买家付款", "交易成功");
    desk.import("ExportOrderList201905151650.csv", text.as_bytes())
        .unwrap();
    between(desk);
    let older = desk
        .import("ExportOrderList201905141650.csv", paid.as_bytes())
        .unwrap();
    between(desk);
    assert_eq!((older.rows_updated, older.rows_unchanged), (0, 5));
    let newer = desk
        .import("ExportOrderList201905161650.csv", paid.as_bytes())
        .unwrap();
    between(desk);
    assert_eq!((newer.rows_updated, newer.rows_unchanged), (1, 4));
    let undo = |id: i64| {
        server::jobs::import::undo::undo(&desk.server.state.store, &desk.server.state.clock, id)
    };
    let before = desk.orders();
    assert!(before[1].contains("COMPLETED"));
    let refused = undo(older.id - 1).unwrap_err();
    assert_eq!(refused.code(), Some("import.changed_later"));
    undo(newer.id).unwrap();
    assert!(desk.orders()[1].contains("UNPAID"));
    undo(older.id - 1).unwrap();
    assert!(desk.orders().is_empty() && desk.rows("SELECT key FROM customer").is_empty());
    for table in ["product", "batch_image", "batch_made"] {
        assert!(
            desk.rows(&format!("SELECT 'x' FROM {table}")).is_empty(),
            "{table}"
        );
    }
}

/// Later rows of a Shopify order say nothing but their line: without the first one they are no order of nothing.
#[test]
fn an_order_whose_first_row_cannot_land_does_not_land_by_its_other_rows() {
    let desk = desk("CNY");
    let file = |currency: &str, total: &str| {
        format!(
            "Name,Email,Financial Status,Paid at,Currency,Shipping,Total,Created at,Lineitem sku,Lineitem name,Lineitem quantity,Lineitem price
#1,a@example.com,paid,2026-05-01 10:00:00 +0800,{currency},0,{total},2026-05-01 10:00:00 +0800,p1,p1,1,10
#1,a@example.com,,,,,,,p2,p2,1,20
#2,b@example.com,paid,2026-05-01 10:00:00 +0800,CNY,0,5,2026-05-01 10:00:00 +0800,p1,p1,1,5
"
        )
    };
    let whole = desk.import("o.csv", file("CNY", "30").as_bytes()).unwrap();
    assert_eq!((whole.orders_new, whole.rows_rejected), (2, 0));
    let before = desk.orders();
    for (currency, total, code) in [
        ("USD", "30", "row.other_currency"),
        ("CNY", "oops", "row.bad_money"),
    ] {
        let batch = desk
            .import("o.csv", file(currency, total).as_bytes())
            .unwrap();
        let rejects = batch.summary.unwrap().rejects;
        let found: Vec<(&str, u64)> = rejects
            .iter()
            .map(|kind| (kind.code.as_str(), kind.rows))
            .collect();
        let mut expected = vec![(code, 1), ("row.order_refused", 1)];
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!(batch.rows_unchanged, 1);
        assert_eq!(desk.orders(), before);
    }
}

#[test]
fn items_join_their_orders_whichever_comes_first() {
    let lines = "SELECT order_number || ' ' || p.key || ' ' || l.quantity || ' ' || l.amount_minor || ' ' || l.real
        FROM order_line l JOIN shop_order o ON o.id = l.order_id JOIN product p ON p.id = l.product_id
        WHERE order_number LIKE '%11' OR order_number LIKE '%13' ORDER BY order_number, ordinal";
    let mut seen = Vec::new();
    for items_first in [true, false] {
        let desk = desk("CNY");
        let orders = fixture("taobao_orders_2018.csv");
        if !items_first {
            desk.import("o.csv", &orders).unwrap();
        }
        let classic = desk
            .import("i.csv", &fixture("taobao_items_classic.csv"))
            .unwrap();
        assert_eq!(classic.preset.as_deref(), Some("TAOBAO_ITEMS"));
        desk.import("j.csv", &fixture("taobao_items_2020s.csv"))
            .unwrap();
        if items_first {
            desk.import("o.csv", &orders).unwrap();
        } else {
            let orphans = classic
                .summary
                .unwrap()
                .facts
                .iter()
                .find(|fact| fact.code == "orphan_items")
                .map(|fact| fact.count);
            assert_eq!(orphans, Some(1));
        }
        assert_eq!(
            desk.import("i.csv", &fixture("taobao_items_classic.csv"))
                .unwrap()
                .rows_unchanged,
            4
        );
        seen.push(desk.rows(lines));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(
        seen[0],
        [
            "1234567890123450011 SG-01 1 5898 1",
            "1234567890123450011 SG-02 1 3999 1",
            "1234567890123450011 SG-G 2 3 0",
            "1234567890123450013 SG-03 1 4000 1",
            "1234567890123450013 SG-03 1 4000 1",
        ]
    );
}

#[test]
fn shopify_gives_order_fields_on_the_first_row_only() {
    let desk = desk("GBP");
    let batch = desk
        .import("orders_export.csv", &fixture("shopify_orders.csv"))
        .unwrap();
    assert_eq!(batch.preset.as_deref(), Some("SHOPIFY_ORDERS"));
    assert_eq!(
        desk.orders(),
        [
            "#1001 ann@example.com SHIPPED NONE 3000+500-0 1",
            "#1002 bob@example.com PAID PARTIAL 2000+0-500 1",
            "#1003 - UNPAID NONE 2000+0-0 0",
        ]
    );
    assert_eq!(
        desk.rows("SELECT key || ' ' || status FROM consent JOIN customer c ON c.id = customer_id"),
        ["ann@example.com SUBSCRIBED"]
    );
    assert_eq!(
        desk.rows("SELECT key FROM product ORDER BY key"),
        ["PO-1", "PS-1"]
    );
}

#[test]
fn jd_repeats_the_orders_amount_and_pinduoduo_leaves_the_time_out() {
    let jd = desk("CNY");
    let batch = jd.import("jd.csv", &fixture("jd_orders.csv")).unwrap();
    assert_eq!(batch.summary.unwrap().rejects[0].code, "row.split_parent");
    assert_eq!(jd.orders(), ["7001 jd_pine COMPLETED NONE 10000+0-0 1"]);
    assert_eq!(
        jd.rows("SELECT group_concat(amount_minor) FROM order_line"),
        ["5000,5000"]
    );
    let pdd = desk("CNY");
    pdd.import("pdd.csv", &fixture("pinduoduo_orders.csv"))
        .unwrap();
    assert_eq!(
        pdd.orders(),
        [
            "260501-123456789012345 - COMPLETED NONE 3850+0-0 1",
            "260502-123456789012345 - CLOSED_REFUNDED FULL 3850+0-3850 0",
        ]
    );
}

#[test]
fn dirt_is_cleaned_and_what_cannot_be_is_listed() {
    let desk = desk("CNY");
    let batch = desk.import("dirt.csv", &fixture("dirt.csv")).unwrap();
    assert_eq!(
        desk.orders(),
        [
            "A1 123 PAID NONE 123450+0-0 1",
            "A2 124 PAID NONE 9900+0-0 1",
            "A3 125 PAID NONE 1250+0-0 1",
            "A8 - PAID NONE 500+0-0 1"
        ]
    );
    let rejects = desk.rows(&format!("SELECT line || ' ' || code || ' ' || coalesce(column_name, '') FROM rejected_row WHERE batch_id = {} ORDER BY line", batch.id));
    assert_eq!(
        rejects,
        [
            "6 row.time_out_of_range 付款时间",
            "7 row.bad_money 实付金额",
            "8 row.damaged_id 订单编号",
            "9 row.formula 城市",
            "11 row.bad_time 付款时间",
            "12 row.too_many_cells ",
        ]
    );
    let csv = desk
        .client
        .get(&format!("/api/imports/{}/rejects.csv", batch.id))
        .text();
    assert!(csv.contains(",'=cmd|"), "{csv}");
}

#[test]
fn a_broken_file_gets_a_code_and_writes_nothing() {
    let whole = "订单编号,会员号,付款时间,实付金额\nA1,1,2026-05-01,5\nA2,2,2026-05-01,5\n";
    let columns = format!(
        "{}\n{}\n",
        vec!["x"; 3_000].join(","),
        vec!["1"; 3_000].join(",")
    );
    let million = "a,".repeat(1_000_000);
    let huge = format!("{whole}A3,\"{}\",2026-05-01,5\n", "x".repeat(3_000_000));
    let ids: String = (1..9)
        .map(|at| format!("12345678901234{at}000,{at},2026-05-01,5\n"))
        .collect();
    let rounded = format!("订单编号,会员号,付款时间,实付金额\n{ids}");
    let cut_gbk = {
        let (bytes, _, _) = encoding_rs::GB18030
            .encode("订单编号,会员号,付款时间,实付金额,城市\nA1,甲,2026-05-01,5,杭州\nA2,乙");
        bytes.into_owned()
    };
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("empty", Vec::new(), "import.empty"),
        (
            "headings only",
            "订单编号,会员号,付款时间,实付金额\n".into(),
            "import.no_rows",
        ),
        (
            "binary",
            (0..4000u32).map(|at| (at * 7 % 251) as u8).collect(),
            "import.not_text",
        ),
        (
            "png",
            [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 64]].concat(),
            "import.not_text",
        ),
        (
            "old xls",
            [&[0xd0u8, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat(),
            "import.old_excel",
        ),
        (
            "half a zip",
            [b"PK\x03\x04".as_slice(), &[1; 600]].concat(),
            "import.cut_off",
        ),
        (
            "cut in a row",
            whole.as_bytes()[..whole.len() - 8].to_vec(),
            "import.cut_off",
        ),
        ("cut in a character", cut_gbk, "import.cut_off"),
        (
            "many columns",
            columns.into_bytes(),
            "import.too_many_columns",
        ),
        (
            "a million columns",
            million.into_bytes(),
            "import.huge_cell",
        ),
        ("huge cell", huge.into_bytes(), "import.huge_cell"),
        ("rounded ids", rounded.into_bytes(), "import.damaged_ids"),
        (
            "no time",
            "订单编号,会员号,实付金额\nA1,1,5\n".into(),
            "import.no_time",
        ),
        (
            "no amount",
            "订单编号,会员号,付款时间\nA1,1,2026-05-01\n".into(),
            "import.no_amount",
        ),
        (
            "nothing lands",
            "订单编号,付款时间,实付金额\nA1,soon,5\n".into(),
            "import.nothing_lands",
        ),
    ];
    let desk = desk("CNY");
    for (name, bytes, code) in cases {
        assert_eq!(desk.import(name, &bytes).unwrap_err(), code, "{name}");
    }
    for table in [
        "shop_order",
        "customer",
        "product",
        "rejected_row",
        "batch_image",
        "batch_made",
    ] {
        assert_eq!(
            desk.rows(&format!("SELECT cast(count(*) AS TEXT) FROM {table}")),
            ["0"],
            "{table}"
        );
    }
}

#[test]
fn other_encodings_and_delimiters_read_the_same() {
    let text = "订单编号\t会员号\t付款时间\t实付金额\nA1\t甲\t2026-05-01 10:00\t5\n";
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let bare: Vec<u8> = "order id,client,date,total\nA1,ann,2026-05-01 10:00,5\n"
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    let html = format!(
        "<html><meta charset=utf-8><table><tr><th>{}</th></tr><tr><td>{}</td></tr></table></html>",
        "订单编号</th><th>会员号</th><th>付款时间</th><th>实付金额",
        "A1</td><td><b>甲</b></td><td>2026-05-01 10:00</td><td>5"
    );
    for (name, bytes) in [
        ("tabs", text.as_bytes().to_vec()),
        ("utf-16", wide),
        ("utf-16 without mark", bare),
        ("semicolons", text.replace('\t', ";").into_bytes()),
        ("gbk", encoding_rs::GB18030.encode(text).0.into_owned()),
        ("fake xls", html.into_bytes()),
    ] {
        let desk = desk("CNY");
        desk.import(name, &bytes).unwrap();
        let orders = desk.orders();
        assert!(
            orders.len() == 1 && orders[0].ends_with("PAID NONE 500+0-0 1"),
            "{name}: {orders:?}"
        );
    }
}

#[test]
fn a_file_goes_in_over_http_with_preview_progress_and_undo() {
    let desk = desk("CNY");
    let client = &desk.client;
    let sniffed: Sniffed = client
        .upload(
            &format!(
                "/api/imports?shop={}&name=ExportOrderList201905151650.csv",
                desk.shop
            ),
            fixture("taobao_orders_2018.csv"),
        )
        .json();
    assert_eq!(sniffed.preset.as_deref(), Some("TAOBAO_ORDERS"));
    assert!(sniffed.problems.is_empty() && sniffed.sample.len() == 5);
    let seen: Preview = client
        .post(
            &format!("/api/imports/{}/preview", sniffed.upload),
            &json!({}),
        )
        .json();
    assert_eq!(
        (seen.rows_imported, seen.orders_valid, seen.orders_anonymous),
        (5, 2, 1)
    );
    assert!(desk.orders().is_empty(), "a preview writes nothing");
    let batch: Batch = client
        .post(&format!("/api/imports/{}/run", sniffed.upload), &json!({}))
        .json();
    let mut now = batch.clone();
    for _ in 0..200 {
        now = client.get(&format!("/api/imports/{}", batch.id)).json();
        if now.state != BatchState::Running {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!((now.state, now.rows_imported), (BatchState::Done, 5));
    let list: Vec<Batch> = client
        .get(&format!("/api/imports?shop={}", desk.shop))
        .json();
    assert_eq!(list.len(), 1);
    let undone: Batch = client
        .post(&format!("/api/imports/{}/undo", batch.id), &json!({}))
        .json();
    assert_eq!(undone.state, BatchState::Undone);
    assert!(desk.orders().is_empty());
    let answer = client.upload(
        &format!("/api/imports?shop={}&name=x", desk.shop),
        Vec::new(),
    );
    assert_eq!(answer.problem(), (422, "import.empty".into()));
    let saved = client.post(
        "/api/mappings",
        &json!({"name": "our till", "mapping": sniffed.mapping}),
    );
    assert_eq!(saved.status, 200);
}

#[test]
fn orders_sent_as_json_land_once() {
    let desk = desk("CNY");
    let push = json!({"shop": desk.shop, "orders": [
        {"number": "J1", "buyer": "ann", "paid_at": 1_794_000_000, "amount_minor": 900, "lines": [{"product": "p-1", "quantity": 1}, {"product": "P-1", "quantity": 2}]},
        {"number": "J2", "buyer": "a**n", "created_at": 1_794_000_000, "amount_minor": 100},
        {"number": "", "paid_at": 1_794_000_000}
    ]});
    let first: OrdersPushed = desk.client.post("/api/orders", &push).json();
    assert_eq!(
        (
            first.imported,
            first.updated,
            first.unchanged,
            first.rejected.len()
        ),
        (2, 0, 0, 1)
    );
    assert_eq!(
        desk.orders(),
        ["J1 ann PAID NONE 900+0-0 1", "J2 - UNPAID NONE 100+0-0 0"]
    );
    let again: OrdersPushed = desk.client.post("/api/orders", &push).json();
    assert_eq!(
        (again.unchanged, again.facts_revision),
        (2, first.facts_revision)
    );
}

#[test]
fn a_workbook_of_several_sheets_asks_which_and_numeric_ids_are_refused() {
    let desk = desk("CNY");
    let book = fixture("three_sheets.xlsx");
    assert_eq!(
        desk.import("b.xlsx", &book).unwrap_err(),
        "import.choose_sheet"
    );
    let sniffed: Sniffed = desk
        .client
        .upload(
            &format!("/api/imports?shop={}&name=b.xlsx", desk.shop),
            book.clone(),
        )
        .json();
    let presets: Vec<(&str, Option<&str>)> = sniffed
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.preset.as_deref()))
        .collect();
    assert_eq!(
        presets,
        [
            ("说明", None),
            ("订单报表", Some("TAOBAO_ORDERS")),
            ("销售明细", Some("TAOBAO_ITEMS"))
        ]
    );
    let choose = |name: &str| Choice {
        sheet: Some(name.into()),
        ..Choice::default()
    };
    desk.import_as("b.xlsx", &book, &choose("订单报表"))
        .unwrap();
    desk.import_as("b.xlsx", &book, &choose("销售明细"))
        .unwrap();
    assert_eq!(
        desk.orders(),
        [
            "1234567890123450021 松果甲 COMPLETED NONE 5950+0-0 1",
            "1234567890123450022 松果乙 COMPLETED NONE 2000+0-0 1"
        ]
    );
    assert_eq!(desk.rows("SELECT key FROM product"), ["松果霜"]);
    assert_eq!(
        desk.rows("SELECT region || city FROM customer WHERE key = '松果甲'"),
        ["浙江省杭州市"]
    );
    assert_eq!(
        desk.rows("SELECT cast(paid_at - created_at AS TEXT) FROM shop_order"),
        ["60", "60"]
    );
    assert_eq!(
        desk.import("n.xlsx", &fixture("numeric_ids.xlsx"))
            .unwrap_err(),
        "import.damaged_ids"
    );
    let half = &book[..book.len() / 2];
    assert_eq!(desk.import("h.xlsx", half).unwrap_err(), "import.cut_off");
    let bomb = gzip(&vec![b'a'; 8 * 1024 * 1024]);
    assert_eq!(desk.import("b.gz", &bomb).unwrap_err(), "import.huge_cell");
    let packed = gzip(&fixture("taobao_orders_2018.csv"));
    assert_eq!(
        desk.import("c.gz", &packed[..packed.len() - 20])
            .unwrap_err(),
        "import.cut_off"
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}
