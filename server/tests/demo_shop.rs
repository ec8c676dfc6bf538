//! The demo shop as a first start finds it: full, fresh, with two finished campaigns whose sums close.

use domain::effect::report::{Report, Verdict};
use domain::sending::Tally;
use server::db::{Store, campaigns, ledger};
use server::demo;

#[test]
fn a_first_start_finds_a_full_shop_and_a_second_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let today = "2026-11-22".parse().unwrap();
    assert!(demo::ensure(&store, today).unwrap());
    assert!(!demo::ensure(&store, today).unwrap());
    let count = |sql: &'static str| -> i64 {
        store
            .read_now(|conn| Ok(conn.query_row(sql, [], |row| row.get(0))?))
            .unwrap()
    };
    assert_eq!(count("SELECT count(*) FROM customer"), 20_000);
    assert!(count("SELECT count(*) FROM shop_order WHERE valid = 1") > 40_000);
    assert_eq!(
        count("SELECT max(day) FROM shop_order"),
        i64::from(domain::day::Day::from_ymd(2026, 11, 21).unwrap().0)
    );
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    for (campaign, verdict) in [
        ("demo-autumn-refill", Verdict::Proven),
        ("demo-wake-up", Verdict::NotProven),
    ] {
        let (run, tally) = store
            .read_now(|conn| {
                let tallies = ledger::tally_groups(conn, campaign)?;
                let all = tallies.values().fold(Tally::default(), Tally::plus);
                Ok((campaigns::run(conn, campaign)?, all))
            })
            .unwrap();
        let waterfall = &run.frozen.waterfall;
        let chosen: u32 = waterfall.groups.iter().map(|group| group.chosen).sum();
        assert_eq!(waterfall.eligible, chosen + waterfall.ungrouped);
        let planned: u32 = waterfall
            .groups
            .iter()
            .map(|group| group.held_out + group.to_send)
            .sum();
        assert!(
            tally.closes() && tally.planned == u64::from(planned),
            "{tally:?}"
        );
        let report: Report = serde_json::from_value(run.report.unwrap()).unwrap();
        let effect = report.total().and_then(|row| row.effect.clone()).unwrap();
        assert_eq!((report.provisional, effect.verdict), (false, verdict));
    }
}
