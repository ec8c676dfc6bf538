//! The real data sets import whole. They lie beside the project; where they are absent, the test says so.

#![allow(clippy::unwrap_used)] // a test that cannot go on stops

use std::path::{Path, PathBuf};

use domain::wire::import::{Batch, Choice};
use domain::wire::session::{NewShop, Shop};
use server::clock::Clock;
use server::db::{Store, shops};
use server::jobs::import::run::{Job, begin, carry_out};
use tempfile::TempDir;

const NOW: i64 = 1_794_369_600;

fn data(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("SKIPPED: {} is absent", file.display());
    None
}

struct Desk {
    store: Store,
    clock: Clock,
    shop: Shop,
    _folder: TempDir,
}

fn desk(currency: &str, time_zone: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let clock = Clock::fixed(NOW);
    let new = NewShop {
        name: "S".into(),
        platform: "OTHER".into(),
        currency: currency.into(),
        time_zone: time_zone.into(),
        pinned_day: None,
        settings: Default::default(),
    };
    let id = store
        .write_now(|tx| shops::insert_shop(tx, &new, NOW))
        .unwrap();
    let shop = store
        .read_now(|conn| shops::shop(conn, &clock, id))
        .unwrap();
    Desk {
        store,
        clock,
        shop,
        _folder: folder,
    }
}

impl Desk {
    fn import(&self, path: &Path) -> Batch {
        let choice = Choice::default();
        let job = Job {
            store: &self.store,
            clock: &self.clock,
            shop: &self.shop,
            path,
            file_name: &path.file_name().unwrap().to_string_lossy(),
            choice: &choice,
            user: None,
        };
        let batch = begin(&job).unwrap();
        let (batch, _) = carry_out(&job, batch.id, &|_| {}).unwrap();
        assert_eq!(
            batch.rows_read,
            batch.rows_imported + batch.rows_updated + batch.rows_unchanged + batch.rows_rejected
        );
        batch
    }

    fn one<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        self.store
            .read_now(|conn| Ok(conn.query_row(sql, [], |row| row.get(0))?))
            .unwrap()
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        self.store
            .read_now(|conn| {
                let mut query = conn.prepare(sql)?;
                let rows = query.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    }
}

#[test]
fn online_retail_gives_the_worked_answers() {
    let Some(file) = data("online-retail/online_retail.csv.gz") else {
        return;
    };
    let desk = desk("GBP", "Europe/London");
    let started = std::time::Instant::now();
    let batch = desk.import(&file);
    eprintln!("took {:?}", started.elapsed());
    assert_eq!(batch.preset.as_deref(), Some("ONLINE_RETAIL"));
    assert_eq!(batch.rows_read, 541_909);
    let known = "FROM shop_order WHERE valid AND customer_id IS NOT NULL";
    assert_eq!(desk.one::<i64>(&format!("SELECT count(*) {known}")), 18_532);
    assert_eq!(
        desk.one::<i64>(&format!("SELECT count(DISTINCT customer_id) {known}")),
        4_338
    );
    assert_eq!(
        desk.one::<i64>(&format!("SELECT sum(amount_minor) {known}")),
        891_140_790
    );
    assert_eq!(
        desk.one::<i64>("SELECT count(*) FROM order_line l JOIN shop_order o ON o.id = l.order_id WHERE o.customer_id IS NOT NULL AND o.valid AND l.real"),
        397_884
    );
    assert_eq!(
        desk.one::<i64>("SELECT sum(amount_minor) FROM refund WHERE customer_id IS NOT NULL"),
        61_134_209
    );
    assert_eq!(
        desk.one::<i64>("SELECT count(DISTINCT customer_id) FROM refund"),
        1_589
    );
    assert_eq!(
        desk.one::<i64>("SELECT count(DISTINCT customer_id) FROM refund WHERE customer_id NOT IN (SELECT customer_id FROM shop_order WHERE valid AND customer_id IS NOT NULL)"),
        33
    );
    assert_eq!(desk.one::<i64>("SELECT count(*) FROM customer"), 4_372);
    assert!(
        desk.one::<i64>("SELECT count(*) FROM shop_order WHERE customer_id IS NULL AND valid")
            > 1_000
    );
    assert_eq!(
        desk.one::<i64>("SELECT count(*) FROM product WHERE key = '85123A'"),
        1
    );
    // Bad debts, and stock taken off without a price, are listed and no orders.
    let rejects = batch.summary.as_ref().unwrap().rejects.clone();
    let count = |code: &str| {
        rejects
            .iter()
            .find(|one| one.code == code)
            .map_or(0, |one| one.rows)
    };
    assert_eq!(
        (count("row.not_an_order"), count("row.adjustment")),
        (3, 1_336)
    );
    assert_eq!(batch.rows_rejected, 1_339);
    // The same file again changes nothing.
    let again = desk.import(&file);
    assert_eq!(
        (
            again.rows_imported,
            again.rows_updated,
            again.rows_unchanged
        ),
        (0, 0, 541_909 - 1_339)
    );
    // Taken back, nothing is left.
    server::jobs::import::undo::undo(&desk.store, &desk.clock, batch.id).unwrap();
    for table in [
        "shop_order",
        "order_line",
        "refund",
        "customer",
        "product",
        "contact",
        "consent",
    ] {
        assert_eq!(
            desk.one::<i64>(&format!("SELECT count(*) FROM {table}")),
            0,
            "{table}"
        );
    }
}

#[test]
fn a_workbook_and_its_gbk_twin_make_the_same_store() {
    let (Some(workbook), Some(text)) = (
        data("taobao-shop-2019h1/orders.xlsx"),
        data("taobao-shop-2019h1/orders.gbk.csv.gz"),
    ) else {
        return;
    };
    let whole = "SELECT order_number || '|' || coalesce(c.key, '') || '|' || state || refund_state || coalesce(paid_at, '') || '|' ||
        amount_minor || '|' || shipping_minor || '|' || refunded_minor || '|' || valid || coalesce(o.region, '') || coalesce(o.city, '') ||
        '|' || o.day || coalesce(c.region, '') || c.added_day
        FROM shop_order o LEFT JOIN customer c ON c.id = o.customer_id ORDER BY order_number";
    let first = desk("CNY", "Asia/Shanghai");
    let batch = first.import(&workbook);
    assert_eq!((batch.rows_read, batch.rows_rejected), (28_832, 0));
    let second = desk("CNY", "Asia/Shanghai");
    second.import(&text);
    let (one, two) = (first.rows(whole), second.rows(whole));
    assert_eq!(one.len(), 28_832);
    assert!(
        one == two,
        "the stores differ: {:?}",
        one.iter().zip(&two).find(|(a, b)| a != b)
    );
    assert_eq!(first.one::<i64>("SELECT count(*) FROM customer"), 25_948);
    assert_eq!(
        first.one::<i64>("SELECT count(*) FROM shop_order WHERE state = 'CLOSED_REFUNDED'"),
        1_040
    );
    // The twin in the same shop changes nothing.
    let twin = first.import(&text);
    assert_eq!(twin.rows_unchanged, 28_832);
}

#[test]
fn an_order_report_without_buyers_is_anonymous() {
    let Some(file) = data("tmall-2020-02/tmall_order_report.csv") else {
        return;
    };
    let desk = desk("CNY", "Asia/Shanghai");
    let batch = desk.import(&file);
    assert_eq!(batch.preset.as_deref(), Some("TMALL_ORDER_REPORT"));
    assert_eq!(
        (batch.rows_read, batch.rows_imported, batch.rows_rejected),
        (28_010, 28_010, 0)
    );
    assert_eq!(
        desk.one::<i64>("SELECT count(*) FROM shop_order WHERE customer_id IS NULL"),
        28_010
    );
    assert_eq!(
        desk.one::<i64>(
            "SELECT count(*) FROM shop_order WHERE state = 'UNPAID' AND paid_at IS NULL"
        ),
        3_923
    );
    assert_eq!(
        desk.one::<i64>("SELECT count(*) FROM shop_order WHERE state = 'CLOSED_REFUNDED'"),
        5_132
    );
    assert_eq!(
        desk.one::<i64>("SELECT count(*) FROM shop_order WHERE valid"),
        18_441 + 514
    );
    assert_eq!(desk.one::<i64>("SELECT count(*) FROM customer"), 0);
    assert_eq!(desk.import(&file).rows_unchanged, 28_010);
}
