//! Small stores with known answers.

use std::sync::Arc;

use proptest::prelude::*;

use crate::bitmap::Bitmap;
use crate::customer_base::customer_base;
use crate::day::Day;
use crate::lifecycle::{Preset, Setting};
use crate::message::Medium;
use crate::order::State;
use crate::segment::{Context, Counter, Engine, EvaluateError, LeftOut, parse, split};
use crate::snapshot::{
    Activity, Builder, CustomerFacts, EventFacts, LineFacts, OrderFacts, ProductFacts, ShopFacts,
    Snapshot, Subscription,
};
use crate::wire::engine::{
    Actual, Bar, FromEngine, NamedQuery, Plan, PlanGroup, Question, Response, Surroundings,
    ToEngine, Work,
};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

const FIXED: Setting = Setting::Fixed {
    preset: Preset::General,
};

fn order<'a>(
    text: &str,
    amount_minor: i64,
    state: State,
    lines: &'a [LineFacts],
) -> OrderFacts<'a> {
    OrderFacts {
        day: day(text),
        at: 0,
        hour: None,
        amount_minor,
        refunded_minor: 0,
        state,
        valid: state == State::Completed,
        channel: Some("app"),
        lines,
    }
}

/// Row 0 bought twice, row 1 once (and gave a part back), row 2 has an unpaid order, row 3 nothing at all.
fn small_shop() -> Snapshot {
    let mut builder = Builder::new(ShopFacts {
        decimals: 2,
        revision: 7,
    });
    let mask = builder.product(ProductFacts {
        id: "M-200",
        title: "补水面膜",
        category: Some("mask"),
        tags: &["hero"],
        lifespan_days: Some(30),
    });
    let cream = builder.product(ProductFacts {
        id: "c1",
        title: "Cream",
        category: Some("cream"),
        tags: &[],
        lifespan_days: None,
    });
    assert_eq!(
        builder.product(ProductFacts {
            id: "C1",
            ..ProductFacts::default()
        }),
        cream
    );
    let line = |product, quantity, amount_minor| LineFacts {
        product,
        quantity,
        amount_minor,
        real: true,
    };
    builder.customer(CustomerFacts {
        region: Some("浙江"),
        tags: &["vip", "old"],
        sms: Subscription::Subscribed,
        birthday: Some(day("1992-02-29")),
        member_level: 2,
        ..CustomerFacts::default()
    });
    builder.order(order(
        "2026-02-10",
        20_000,
        State::Completed,
        &[line(cream, 1, 15_000), line(mask, 1, 5_000)],
    ));
    builder.order(order(
        "2026-01-01",
        10_000,
        State::Completed,
        &[line(mask, 2, 10_000)],
    ));
    builder.customer(CustomerFacts {
        region: Some("江苏"),
        email: Subscription::Subscribed,
        ..CustomerFacts::default()
    });
    builder.order(OrderFacts {
        refunded_minor: 2_550,
        ..order(
            "2026-03-01",
            9_900,
            State::Completed,
            &[line(mask, 1, 9_900)],
        )
    });
    builder.refund(day("2026-03-05"), 50);
    builder.customer(CustomerFacts::default());
    builder.order(order(
        "2026-03-02",
        500,
        State::Unpaid,
        &[line(cream, 1, 500)],
    ));
    builder.customer(CustomerFacts {
        platform_reachable: true,
        ..CustomerFacts::default()
    });
    builder.anonymous_order(day("2026-02-11"), 777);
    builder.finish().unwrap()
}

fn engine(snapshot: Snapshot, as_of: &str) -> Engine {
    Engine::new(Arc::new(snapshot), day(as_of), FIXED)
}

fn context() -> Context {
    Context {
        ids: [("buyer-1".to_owned(), 1)].into(),
        segments: [
            ("vips", "customer_tags CONTAINS 'vip'"),
            ("a", "customer_segments CONTAINS 'b'"),
            ("b", "customer_segments CONTAINS 'a'"),
        ]
        .map(|(name, text)| (name.to_owned(), parse(text).unwrap()))
        .into(),
    }
}

fn rows(engine: &Engine, text: &str) -> Vec<u32> {
    let query = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let members = engine.members(&query, &context());
    members
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .rows()
        .collect()
}

#[test]
fn each_clause_finds_its_customers() {
    let engine = engine(small_shop(), "2026-03-10");
    for (text, expected) in [
        ("", &[0, 1, 2, 3][..]),
        ("amount_spent = 300", &[0]),
        ("amount_spent = 73", &[1]),
        ("amount_spent >= 0", &[0, 1, 2, 3]),
        ("amount_refunded = 26.00", &[1]),
        ("refund_rate > 0.26", &[1]),
        ("refund_rate IS NULL", &[2, 3]),
        ("NOT refund_rate = 0", &[1, 2, 3]),
        ("refund_rate != 0", &[1]),
        ("average_order_value = 150", &[0]),
        ("average_order_value < 1000", &[0, 1]),
        ("number_of_orders = 0", &[2, 3]),
        ("last_order_date < -20d", &[0]),
        ("NOT last_order_date >= -20d", &[0, 2, 3]),
        ("first_order_date = 2026-01-01", &[0]),
        ("median_days_between_orders = 40", &[0]),
        ("overdue_ratio = 0.7", &[0]),
        ("customer_added_date = 2026-03-02", &[2]),
        ("customer_added_date IS NULL", &[3]),
        ("customer_region IN ('浙江', '上海')", &[0]),
        ("customer_region NOT IN ('浙江')", &[1]),
        ("customer_region NOT CONTAINS '江'", &[]),
        ("customer_tags CONTAINS 'vip'", &[0]),
        ("customer_tags NOT CONTAINS 'nobody'", &[0]),
        ("NOT customer_tags CONTAINS 'vip'", &[1, 2, 3]),
        ("customer_tags IS NULL", &[1, 2, 3]),
        ("customer_id = 'buyer-1'", &[1]),
        ("customer_id != 'buyer-1'", &[0, 2, 3]),
        ("customer_id IN ('nobody')", &[]),
        ("customer_segments CONTAINS 'vips'", &[0]),
        ("customer_segments NOT CONTAINS 'vips'", &[1, 2, 3]),
        ("sms_subscription_status = 'subscribed'", &[0]),
        ("email_subscription_status != 'NOT_SUBSCRIBED'", &[1]),
        ("lifecycle_stage = 'ACTIVE'", &[0]),
        ("lifecycle_stage = 'NEW'", &[1]),
        ("lifecycle_stage = 'PROSPECT'", &[2, 3]),
        ("rfm_group = 'PROSPECTS'", &[2, 3]),
        ("rfm_recency = 3", &[1]),
        ("rfm_frequency IS NOT NULL", &[0, 1]),
        ("products_purchased()", &[0, 1]),
        ("products_purchased(id: 'm-200')", &[0, 1]),
        ("products_purchased(id: 'm-200', count: >= 2)", &[0]),
        ("products_purchased(id: 'm-200', count: 0)", &[2, 3]),
        ("products_purchased(id: 'm-200', quantity: 3)", &[0]),
        (
            "products_purchased(title: CONTAINS '面膜', amount: BETWEEN 99 AND 99)",
            &[1],
        ),
        ("products_purchased(tag: 'hero', date: <= 2026-01-31)", &[0]),
        ("products_purchased(count: 2, per: 'category')", &[0]),
        ("products_purchased(amount: 200, per: 'product')", &[]),
        ("orders_placed(status: 'UNPAID')", &[2]),
        ("orders_placed(status: 'ANY')", &[0, 1, 2]),
        ("orders_placed(amount: >= 150, channel: 'app')", &[0]),
        ("orders_placed(sum_amount: > 250)", &[0]),
        ("orders_placed(count: 0)", &[2, 3]),
        (
            "purchase_sequence(first: 'M-200', then: 'C1', within: 40d)",
            &[0],
        ),
        (
            "purchase_sequence(first: 'M-200', then: 'C1', within: 39d)",
            &[],
        ),
        ("purchase_sequence(first: 'C1', then: 'M-200')", &[]),
        (
            "purchase_sequence(first: 'A', then: 'B', within: 30d) = false AND products_purchased(id: 'M-200')",
            &[0, 1],
        ),
        ("anniversary(date: 'birthday') = 2027-02-28", &[0]),
        (
            "anniversary(date: 'first_order') BETWEEN +300d AND +400d",
            &[1],
        ),
    ] {
        assert_eq!(rows(&engine, text), expected, "{text}");
    }
}

fn event<'a>(campaign: &'a str, activity: Activity, text: &str) -> EventFacts<'a> {
    EventFacts {
        campaign,
        activity,
        medium: if campaign == "spring" {
            Medium::Email
        } else {
            Medium::Sms
        },
        day: day(text),
    }
}

/// One product of 30 days; who did what with it before 2026-03-31.
fn shop_of_one_product() -> Snapshot {
    let mut builder = Builder::new(ShopFacts {
        decimals: 2,
        revision: 1,
    });
    let serum = builder.product(ProductFacts {
        id: "S1",
        lifespan_days: Some(30),
        ..ProductFacts::default()
    });
    let lines = [LineFacts {
        product: serum,
        quantity: 1,
        amount_minor: 5_000,
        real: true,
    }];
    let customers: [&[(&str, State)]; 8] = [
        &[("2026-03-01", State::ClosedUnpaid)],
        &[("2026-02-28", State::ClosedUnpaid)],
        &[("2025-01-01", State::Unpaid)],
        &[
            ("2026-03-21", State::Completed),
            ("2026-03-25", State::ClosedUnpaid),
        ],
        &[
            ("2026-03-01", State::Completed),
            ("2026-03-30", State::DepositPaid),
        ],
        &[
            ("2025-01-01", State::Completed),
            ("2026-03-20", State::ClosedUnpaid),
        ],
        &[("2026-04-02", State::Unpaid)],
        &[("2026-03-20", State::ClosedRefunded)],
    ];
    for (row, orders) in customers.into_iter().enumerate() {
        builder.customer(CustomerFacts::default());
        for (day, state) in orders {
            builder.order(order(day, 5_000, *state, &lines));
        }
        if row < 2 {
            builder.event(event("spring", Activity::Sent, "2026-03-01"));
            builder.event(event("Summer", Activity::Sent, "2026-03-10"));
        }
        if row == 1 {
            builder.event(event("spring", Activity::Clicked, "2026-03-02"));
            builder.event(event("Summer", Activity::Opened, "2026-04-05"));
        }
        if row == 2 {
            builder.event(event("spring", Activity::HeldOut, "2026-03-01"));
        }
    }
    builder.finish().unwrap()
}

#[test]
fn an_open_order_counts_before_a_supply_and_a_supply_before_a_closed_order() {
    let engine = engine(shop_of_one_product(), "2026-03-31");
    for (text, expected) in [
        ("product_cycle(stage: 'OBSERVE')", &[0, 5][..]),
        ("product_cycle(stage: 'BUY')", &[2, 4]),
        ("product_cycle(stage: 'EXPERIENCE')", &[3]),
        ("product_cycle(stage: 'RUN_OUT')", &[]),
        ("product_cycle()", &[0, 2, 3, 4, 5]),
        ("product_cycle(id: 's1', stage: != 'BUY')", &[0, 3, 5]),
        ("product_cycle(id: 'S2')", &[]),
        ("product_cycle(stage: 'BUY') = false", &[0, 1, 3, 5, 6, 7]),
    ] {
        assert_eq!(rows(&engine, text), expected, "{text}");
    }
    let actual = |row: u32| {
        let query = parse("product_cycle(stage: 'USE')").unwrap();
        let explanation = engine.explain(&query, row, &context()).unwrap();
        explanation.nodes.into_iter().next().unwrap().actual
    };
    let stage = |code: &str| {
        Some(Actual::Stages {
            codes: vec![code.to_owned()],
        })
    };
    assert_eq!(actual(0), stage("OBSERVE"));
    assert_eq!(actual(4), stage("BUY"));
    assert_eq!(actual(7), Some(Actual::Missing));
}

#[test]
fn events_of_campaigns_are_counted() {
    let engine = engine(shop_of_one_product(), "2026-03-31");
    for (text, expected) in [
        ("campaign_activity()", &[0, 1, 2][..]),
        ("campaign_activity(event: 'SENT', count: 2)", &[0, 1]),
        ("campaign_activity(event: 'SENT', date: > 2026-03-10)", &[]),
        ("campaign_activity(event: 'SENT', date: >= -21d)", &[0, 1]),
        (
            "campaign_activity(id: 'SUMMER', event: IN ('SENT', 'CLICKED'), count: = 1)",
            &[0, 1],
        ),
        ("campaign_activity(id: 'spring', count: >= 2)", &[1]),
        // It has not happened yet.
        ("campaign_activity(event: 'OPENED')", &[]),
        (
            "campaign_activity(event: 'SENT', count: 0)",
            &[2, 3, 4, 5, 6, 7],
        ),
        (
            "NOT campaign_activity(id: != 'spring')",
            &[2, 3, 4, 5, 6, 7],
        ),
        ("campaign_activity(event: 'HELD_OUT')", &[2]),
    ] {
        assert_eq!(rows(&engine, text), expected, "{text}");
    }
    let query = parse("campaign_activity(id: 'spring')").unwrap();
    let explanation = engine.explain(&query, 1, &context()).unwrap();
    let found = Actual::Found {
        count: 2,
        quantity: None,
        amount_minor: None,
        days: Some((day("2026-03-01"), day("2026-03-02"))),
    };
    assert_eq!(explanation.nodes[0].actual, Some(found));

    // By customers: one of two who got the mail followed its link; what was opened later has not happened.
    let profile = engine.profile(&parse("").unwrap(), &context()).unwrap();
    let response = |medium| Response {
        medium,
        sent: 2,
        delivered: 0,
        opened: 0,
        clicked: u32::from(medium == Medium::Email),
        ordered: 0,
        unsubscribed: 0,
    };
    assert_eq!(
        profile.responses,
        [Medium::Sms, Medium::Email].map(response)
    );
    let profile = engine.profile(
        &parse("campaign_activity(event: 'CLICKED')").unwrap(),
        &context(),
    );
    assert_eq!(profile.unwrap().responses[0].sent, 1);
    let profile = engine.profile(
        &parse("campaign_activity(event: 'HELD_OUT')").unwrap(),
        &context(),
    );
    assert_eq!(profile.unwrap().responses, []);
}

#[test]
fn what_comes_after_the_day_has_not_happened() {
    let engine = engine(small_shop(), "2026-02-09");
    assert_eq!(rows(&engine, "number_of_orders = 1"), [0]);
    assert_eq!(rows(&engine, "products_purchased(id: 'C1')"), [0u32; 0]);
    assert_eq!(rows(&engine, "amount_refunded > 0"), [0u32; 0]);
    assert_eq!(rows(&engine, "last_order_date = 2026-01-01"), [0]);
}

#[test]
fn what_cannot_be_evaluated_says_why() {
    let engine = engine(small_shop(), "2026-03-10");
    let failure = |text: &str| {
        engine
            .members(&parse(text).unwrap(), &context())
            .unwrap_err()
    };
    assert_eq!(
        failure("customer_segments CONTAINS 'a'"),
        EvaluateError::SegmentCircle {
            names: ["a", "b", "a"].map(str::to_owned).to_vec()
        }
    );
    assert_eq!(
        failure("customer_segments CONTAINS 'vip'"),
        EvaluateError::UnknownSegment {
            name: "vip".into(),
            nearest: Some("vips".into())
        }
    );
}

#[test]
fn a_question_that_is_given_up_stops_and_leaves_the_next_one_whole() {
    use std::cell::Cell;
    thread_local! {
        /// Parts that are still done before the question is given up.
        static LEFT: Cell<u32> = const { Cell::new(u32::MAX) };
    }
    let given_up = || {
        let left = LEFT.get();
        LEFT.set(left.saturating_sub(1));
        left == 0
    };
    let number = 7;
    let question = Question {
        query: "number_of_orders >= 1 AND customer_region = '浙江'".into(),
        surroundings: Surroundings {
            as_of: day("2026-03-10"),
            lifecycle: FIXED,
            ids: std::collections::BTreeMap::new(),
            segments: std::collections::BTreeMap::new(),
        },
    };
    let surroundings = question.surroundings.clone();
    let mut whole = Counter::new(Arc::new(small_shop()));
    let mut counter = Counter::new(Arc::new(small_shop())).watched(given_up);
    for asked in [
        ToEngine::Answer {
            number,
            question: question.clone(),
        },
        ToEngine::Profile { number, question },
        ToEngine::CustomerBase {
            number,
            surroundings,
        },
    ] {
        // Wherever it is given up, it stops; and what was kept of it does the next one no harm, which has less work.
        let answer = |counter: &mut Counter| match counter.answer(&asked) {
            Some(FromEngine::Answer { answer, .. }) => Some(FromEngine::Answer {
                number,
                answer,
                work: Work::default(),
            }),
            other => other,
        };
        let expected = answer(&mut whole);
        let mut parts = 0;
        loop {
            counter.forget();
            LEFT.set(parts);
            let found = answer(&mut counter);
            if found == expected {
                break;
            }
            assert_eq!(found, Some(FromEngine::Stopped { number }));
            LEFT.set(u32::MAX);
            assert_eq!(answer(&mut counter), expected);
            parts += 1;
        }
        assert!(parts >= 3, "{parts}");
    }
}

#[test]
fn an_answer_sums_and_counts_every_node() {
    let engine = engine(small_shop(), "2026-03-10");
    let query =
        parse("number_of_orders >= 1 AND (customer_region = '江苏' OR customer_region = '上海')")
            .unwrap();
    let answer = engine.answer(&query, &context()).unwrap();
    assert_eq!(
        (answer.sums.customers, answer.all, answer.share),
        (1, 4, 0.25)
    );
    assert_eq!(
        (
            answer.sums.spent_minor,
            answer.sums.orders,
            answer.sums.aov_minor
        ),
        (7_300, 1, Some(7_300))
    );
    assert_eq!((answer.sums.reach.email, answer.sums.reach.sms), (1, 0));
    let steps: Vec<u32> = answer.steps.iter().map(|step| step.customers).collect();
    assert_eq!(steps, [2, 1]);
    let nodes: Vec<(Vec<u32>, u32)> = answer
        .nodes
        .into_iter()
        .map(|node| (node.path, node.customers))
        .collect();
    assert_eq!(
        nodes,
        [
            (vec![], 1),
            (vec![0], 2),
            (vec![1], 1),
            (vec![1, 0], 1),
            (vec![1, 1], 0)
        ]
    );
}

#[test]
fn an_explanation_gives_what_is_true_of_the_customer() {
    let engine = engine(small_shop(), "2026-03-10");
    let query = parse("last_order_date < -90d AND products_purchased(id: 'M-200')").unwrap();
    let explanation = engine.explain(&query, 0, &context()).unwrap();
    assert!(!explanation.holds);
    let leaf = &explanation.nodes[1];
    assert_eq!(
        (leaf.holds, &leaf.actual),
        (
            false,
            &Some(Actual::Day {
                day: day("2026-02-10")
            })
        )
    );
    assert_eq!(leaf.asked, [day("2025-12-10")]);
    let found = Actual::Found {
        count: 2,
        quantity: Some(3),
        amount_minor: Some(15_000),
        days: Some((day("2026-01-01"), day("2026-02-10"))),
    };
    assert_eq!(
        (explanation.nodes[2].holds, &explanation.nodes[2].actual),
        (true, &Some(found))
    );
}

#[test]
fn every_list_of_suggestions_begins_with_what_was_typed() {
    use crate::wire::engine::Vocabulary;
    let shop = small_shop();
    let texts = |vocabulary, typed: &str| -> Vec<String> {
        shop.suggest(vocabulary, typed, 10)
            .into_iter()
            .map(|one| one.text)
            .collect()
    };
    assert_eq!(texts(Vocabulary::Regions, "江"), ["江苏", "浙江"]);
    assert_eq!(texts(Vocabulary::Products, "面膜"), ["M-200"]);
    assert_eq!(texts(Vocabulary::Categories, ""), ["cream", "mask"]);
}

/// What a generated order holds: day, amount, refunded, state, product, quantity.
type Order = (i32, i64, i64, usize, u32, i64);

prop_compose! {
    fn shop()(
        customers in prop::collection::vec((prop::collection::vec((0i32..900, 1i64..90_000, 0i64..400, 0usize..10, 0u32..5, 1i64..4), 0..7), 0u8..4, 0u8..4, any::<bool>(), 0u8..20), 0..50),
        anonymous in prop::collection::vec((0i32..900, 1i64..900), 0..4),
    ) -> Snapshot {
        let mut builder = Builder::new(ShopFacts { decimals: 2, revision: 1 });
        for product in 0..5u8 {
            let id = format!("P{product}");
            let category = ["", "a", "b"][usize::from(product) % 3];
            builder.product(ProductFacts {
                id: &id,
                title: "t",
                category: Some(category).filter(|text| !text.is_empty()),
                tags: &["x"][..usize::from(product) % 2],
                lifespan_days: None,
            });
        }
        for (orders, sms, email, platform, region) in customers {
            let orders: Vec<Order> = orders;
            builder.customer(CustomerFacts {
                region: Some(format!("r{region}")).filter(|_| region > 0).as_deref(),
                sms: Subscription::ALL[usize::from(sms)],
                email: Subscription::ALL[usize::from(email)],
                platform_reachable: platform,
                member_level: i64::from(sms),
                tags: &["k"][..usize::from(platform)],
                ..CustomerFacts::default()
            });
            for (day, amount_minor, refunded_minor, state, product, quantity) in orders {
                let state = State::ALL[state];
                builder.order(OrderFacts {
                    day: Day(20_000 + day),
                    at: 0,
                    hour: None,
                    amount_minor: amount_minor + 500,
                    refunded_minor,
                    state,
                    valid: state.can_be_paid(),
                    channel: None,
                    lines: &[LineFacts { product, quantity, amount_minor, real: true }],
                });
            }
        }
        for (day, amount) in anonymous {
            builder.anonymous_order(Day(20_000 + day), amount);
        }
        builder.finish().unwrap()
    }
}

fn queries() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "number_of_orders >= 1",
        "number_of_orders >= 3",
        "last_order_date >= -200d",
        "customer_region = 'r1' OR customer_region = 'r2'",
        "products_purchased(category: 'a')",
        "NOT products_purchased(id: 'P1')",
        "amount_spent > 300",
        "customer_tags CONTAINS 'k'",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_waterfall_sums_and_nobody_is_in_two_groups(
        shop in shop(),
        scope in queries(),
        filters in prop::collection::vec(queries(), 0..3),
        exclusions in prop::collection::vec(queries(), 0..3),
        groups in prop::collection::vec((queries(), 0usize..3), 0..4),
    ) {
        let engine = Engine::new(Arc::new(shop), Day(20_900), FIXED);
        let named = |list: Vec<String>| -> Vec<NamedQuery> {
            list.into_iter().enumerate().map(|(at, query)| NamedQuery { id: at.to_string(), query }).collect()
        };
        let media = [Medium::Sms, Medium::Email, Medium::Platform];
        let plan = Plan {
            scope,
            filters: named(filters),
            exclusions: named(exclusions),
            groups: groups.into_iter().enumerate().map(|(at, (query, medium))| PlanGroup {
                id: at.to_string(),
                query,
                medium: media[medium],
                holdout_share: 0.1,
            }).collect(),
        };
        let all = engine.snapshot().customers();
        let everybody = Bitmap::all(all);
        let some = Bitmap::from_rows(all, everybody.rows().filter(|row| row % 5 == 0));
        let left_out = [LeftOut { id: "follows.HELD_OUT".into(), customers: some }];
        let mut cuts = vec![split(&engine, &plan, &Context::default(), &[], None).unwrap()];
        cuts.push(split(&engine, &plan, &Context::default(), &left_out, Some(&|_, row| row % 3 == 0)).unwrap());
        for cut in cuts {
            let steps = &cut.waterfall;
            let lost: u32 = steps.filters.iter().chain(&steps.exclusions).map(|cut| cut.lost).sum();
            prop_assert_eq!(steps.total, all);
            prop_assert_eq!(steps.scope, lost + steps.eligible);
            let chosen: u32 = steps.groups.iter().map(|group| group.chosen).sum();
            prop_assert_eq!(steps.eligible, chosen + steps.ungrouped);
            for (group, members) in steps.groups.iter().zip(&cut.groups) {
                prop_assert_eq!(group.matching, group.taken + group.chosen);
                prop_assert_eq!(group.chosen, group.unreachable + group.held_out + group.to_send);
                prop_assert_eq!(members.chosen.count(), group.chosen);
                prop_assert_eq!(members.unreachable.count(), group.unreachable);
                let parts = members.unreachable.count() + members.held_out.count() + members.to_send.count();
                prop_assert_eq!(parts, group.chosen);
            }
            for row in 0..all {
                let groups = cut.groups.iter().filter(|group| group.chosen.contains(row));
                prop_assert!(groups.count() <= 1);
            }
        }
    }

    #[test]
    fn every_bar_opens_as_just_its_customers(shop in shop(), as_of in 20_300i32..21_200) {
        let engine = Engine::new(Arc::new(shop), Day(as_of), FIXED);
        let base = customer_base(&engine).unwrap();
        let spreads = &base.spreads;
        let pairs = [&base.repeat_year, &base.old_buyers_month, &base.return_month];
        let bars = spreads.recency.iter()
            .chain(&spreads.rfm_grid)
            .chain(&spreads.rfm_groups)
            .chain(&spreads.lifecycle)
            .chain(&spreads.regions)
            .chain(&spreads.member_levels)
            .chain(&spreads.spend_bands)
            .chain(&base.purchases)
            .chain(base.reach.iter().filter(|bar| bar.key != "PLATFORM"))
            .chain(pairs.iter().flat_map(|pair| [&pair.0, &pair.1]))
            .chain(base.months.iter().map(|month| &month.buyers))
            .chain(base.intervals.bars.iter().map(|bar| &bar.bar));
        for bar in bars {
            let query = parse(&bar.query).unwrap();
            prop_assert_eq!(&query.to_string(), &bar.query);
            let answer = engine.answer(&query, &Context::default()).unwrap();
            prop_assert_eq!(answer.sums.customers, bar.customers, "{}", &bar.query);
            prop_assert_eq!(answer.sums.spent_minor, bar.spent_minor, "{}", &bar.query);
        }
        let count = |bars: &[Bar]| bars.iter().map(|bar| bar.customers).sum::<u32>();
        for bars in [&spreads.recency, &spreads.rfm_grid, &spreads.rfm_groups, &spreads.lifecycle, &spreads.regions,
            &spreads.member_levels, &spreads.spend_bands] {
            prop_assert_eq!(count(bars), base.sums.customers);
        }
    }
}
