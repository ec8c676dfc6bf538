//! An import that is killed leaves nothing behind, and no file makes the reader panic.

#![allow(clippy::unwrap_used)] // a test that cannot go on stops

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::wire::session::{NewShop, Shop};
use proptest::prelude::*;
use rusqlite::Connection;
use server::clock::Clock;
use server::db::{Store, shops};
use server::jobs::import::run::sniff;
use server::jobs::import::source::Source;

fn make_shop(folder: &Path) -> Shop {
    let store = Store::open(folder).unwrap();
    let clock = Clock::system();
    let new = NewShop {
        name: "S".into(),
        platform: "OTHER".into(),
        currency: "CNY".into(),
        time_zone: "Asia/Shanghai".into(),
        pinned_day: None,
        settings: Default::default(),
    };
    let id = store
        .write_now(|tx| shops::insert_shop(tx, &new, 0))
        .unwrap();
    store
        .read_now(|conn| shops::shop(conn, &clock, id))
        .unwrap()
}

fn import(folder: &Path, file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huitou"));
    command
        .arg("import")
        .arg(file)
        .arg("--data")
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn count(folder: &Path, table: &str) -> i64 {
    let conn = Connection::open(folder.join("huitou.sqlite")).unwrap();
    conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
        row.get(0)
    })
    .unwrap()
}

#[test]
fn a_killed_import_leaves_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    make_shop(folder.path());
    let file = folder.path().join("orders.csv");
    let mut text = String::from("订单编号,会员号,付款时间,商品编号,数量,单价\n");
    let rows = 30_000;
    for row in 0..rows {
        text.push_str(&format!(
            "A{},m{},2026-05-01 10:00:00,P{},1,9.90\n",
            row / 2,
            row % 4_000,
            row % 300
        ));
    }
    std::fs::write(&file, text).unwrap();
    for wait_ms in [5, 40, 90, 160, 250, 400, 600, 900, 1_300] {
        let mut child = import(folder.path(), &file).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        child.kill().unwrap();
        child.wait().unwrap();
        let orders = count(folder.path(), "shop_order");
        assert!(
            orders == 0 || orders == rows / 2,
            "after {wait_ms} ms: {orders} orders"
        );
        let rest = count(folder.path(), "customer")
            + count(folder.path(), "product")
            + count(folder.path(), "batch_made");
        assert_eq!(orders == 0, rest == 0, "after {wait_ms} ms");
    }
    assert!(import(folder.path(), &file).status().unwrap().success());
    assert_eq!(count(folder.path(), "shop_order"), rows / 2);
    assert_eq!(count(folder.path(), "order_line"), rows);
}

fn read_whole(bytes: &[u8], name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let shop = Shop {
        id: 1,
        name: "S".into(),
        platform: "OTHER".into(),
        currency: "CNY".into(),
        decimals: 2,
        time_zone: "Asia/Shanghai".into(),
        pinned_day: None,
        today: domain::day::Day(20_000),
        facts_revision: 1,
        settings: Default::default(),
    };
    let _ = sniff(&path, name, &shop, None);
    if let Ok(source) = Source::open(&path) {
        let _ = source.each_row(None, &|_| {}, &mut |record| {
            let cells: usize = record.cells().map(str::len).sum();
            assert!(record.to_csv().len() >= cells);
            Ok(true)
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
        read_whole(&bytes, "x");
        read_whole(&[b"PK\x03\x04".as_slice(), &bytes, b"PK\x05\x06", &bytes].concat(), "x");
        read_whole(&[[0x1f, 0x8b, 8].as_slice(), &bytes].concat(), "x");
        read_whole(&[b"<html><table><tr><td>".as_slice(), &bytes].concat(), "x");
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[\"',;\t\r\n=a0-9￥订单号é]{0,400}", name in ".{0,20}") {
        read_whole(text.as_bytes(), &name);
    }

    #[test]
    fn no_damage_to_a_real_form_makes_the_reader_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        for name in ["taobao_orders_2018.csv", "dirt.csv"] {
            let mut bytes = std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            let place = at.index(bytes.len());
            bytes[place] = byte;
            read_whole(&bytes, name);
            bytes.truncate(cut.index(bytes.len()));
            read_whole(&bytes, name);
        }
    }
}
