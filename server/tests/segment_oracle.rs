//! The engine against an independent translation of each query to SQL, on generated stores and queries.

#![allow(clippy::unwrap_used)] // a test that cannot go on stops

mod oracle;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::day::Day;
use domain::lifecycle::{Preset, Setting};
use domain::segment::{Attribute, Context, Engine, Function, parse};
use oracle::{query, shop, sql};
use proptest::prelude::*;

const SETTINGS: [Setting; 2] = [
    Setting::Fixed {
        preset: Preset::Food,
    },
    Setting::Chosen {
        a: 20,
        b: 50,
        c: 200,
    },
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn engine_and_sql_find_the_same_customers(
        shop in shop::shops(),
        queries in prop::collection::vec(query::texts(), 8),
        as_of in (shop::FIRST_DAY..shop::FIRST_DAY + 40, shop::FIRST_DAY - 5..shop::LAST_DAY + 60),
        setting in prop::sample::select(&SETTINGS[..]),
    ) {
        let snapshot = Arc::new(shop.snapshot());
        let connection = shop.tables();
        let segments: BTreeMap<_, _> = query::SAVED
            .iter()
            .map(|(name, text)| ((*name).to_owned(), parse(text).unwrap()))
            .collect();
        let context = Context { ids: shop.ids(), segments };
        for as_of in [as_of.0, as_of.1].map(Day) {
            let engine = Engine::new(snapshot.clone(), as_of, setting);
            sql::prepare(&connection, as_of, engine.thresholds());
            for text in &queries {
                let query = parse(text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
                let members: Vec<u32> = engine.members(&query, &context).unwrap().rows().collect();
                let (statement, found) = sql::members(&connection, &query, as_of, &context.segments);
                prop_assert_eq!(&members, &found, "{} as of {}\n{}\n{:#?}", text, as_of, statement, shop);
                let answer = engine.answer(&query, &context).unwrap();
                let sums = sql::sums(&connection, &found);
                prop_assert_eq!((answer.sums.spent_minor, answer.sums.orders), sums, "{}", text);
                for row in 0..snapshot.customers() {
                    let explanation = engine.explain(&query, row, &context).unwrap();
                    prop_assert_eq!(explanation.holds, members.contains(&row));
                }
            }
        }
    }
}

/// Blocks of customers are 65,536: here the same few customers come again and again, far beyond one block.
#[test]
fn a_store_of_several_blocks_finds_each_customer_again() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let shop = loop {
        let shop = shop::shops().new_tree(&mut runner).unwrap().current();
        if shop.len() >= 5 {
            break shop;
        }
    };
    let times = 150_000 / shop.len();
    let as_of = Day(shop::LAST_DAY);
    let [once, many] = [1, times].map(|times| {
        let snapshot = Arc::new(shop.snapshot_of(times));
        Engine::new(snapshot, as_of, SETTINGS[0])
    });
    let context = Context {
        ids: shop.ids(),
        segments: query::SAVED
            .iter()
            .map(|(name, text)| ((*name).to_owned(), parse(text).unwrap()))
            .collect(),
    };
    for _ in 0..150 {
        let text = query::texts().new_tree(&mut runner).unwrap().current();
        // Ids name one row, and scores of equal shares of customers are the same only where shares are whole.
        if text.contains("customer_id") || text.contains("rfm_") {
            continue;
        }
        let query = parse(&text).unwrap();
        let few = once.members(&query, &context).unwrap();
        let all = many.members(&query, &context).unwrap();
        assert_eq!(all.count(), few.count() * times as u32, "{text}");
        let len = shop.len() as u32;
        let differs = all.rows().find(|row| !few.contains(row % len));
        assert_eq!(differs, None, "{text}");
        let (one, other) = (once.sums(&few), many.sums(&all));
        assert_eq!(other.spent_minor, one.spent_minor * times as i64, "{text}");
        assert_eq!(other.orders, one.orders * times as u64, "{text}");
    }
}

#[test]
fn the_generated_queries_mention_everything_there_is() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut texts = String::new();
    for _ in 0..2_000 {
        texts += &query::texts().new_tree(&mut runner).unwrap().current();
        texts.push('\n');
    }
    for attribute in Attribute::ALL {
        assert!(texts.contains(attribute.code()), "{}", attribute.code());
    }
    for function in Function::ALL {
        for (parameter, _) in function.parameters() {
            assert!(
                texts.contains(&format!("{}: ", parameter.code())),
                "{}",
                parameter.code()
            );
        }
    }
    assert!(texts.contains("anniversary"));
}
