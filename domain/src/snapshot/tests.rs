//! Bytes of snapshots: whole, cut, changed, hostile, patched and sampled.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::{
    Activity, BadSnapshot, Builder, CustomerFacts, Decoder, EventFacts, LineFacts, OrderFacts,
    ProductFacts, ShopFacts, Snapshot, Subscription, Unpacked, Unpacker, frame, patch_between,
    sample_of,
};
use crate::customer_base::customer_base;
use crate::day::Day;
use crate::lifecycle::Setting;
use crate::message::Medium;
use crate::order::State;
use crate::segment::{Context, Engine, parse};

#[derive(Clone, Debug)]
pub(crate) struct Customer {
    region: usize,
    birthday: Option<i32>,
    added: Option<i32>,
    tags: Vec<usize>,
    sms: usize,
    orders: Vec<Order>,
    refunds: Vec<(i32, i64)>,
    /// Campaign, activity, day.
    events: Vec<(usize, usize, i32)>,
}

#[derive(Clone, Debug)]
struct Order {
    day: i32,
    at: i64,
    hour: Option<u8>,
    refunded: i64,
    state: usize,
    valid: bool,
    channel: usize,
    lines: Vec<(u32, i64, i64)>,
}

const REGIONS: [&str; 4] = ["", "浙江", "江苏", "上海"];
const TAGS: [&str; 3] = ["vip", "老客", "new"];
const CHANNELS: [&str; 3] = ["app", "web", "店"];
const CAMPAIGNS: [&str; 3] = ["c-1", "c-2", "c-3"];

prop_compose! {
    fn orders()(
        day in 19_000i32..20_500,
        at in 0i64..3,
        hour in prop::option::of(0u8..24),
        refunded in prop_oneof![3 => Just(0i64), 1 => Just(-1i64), 1 => 1i64..900],
        state in 0..State::ALL.len(),
        valid in prop::bool::weighted(0.8),
        channel in 0..CHANNELS.len(),
        lines in prop::collection::vec((0u32..7, 1i64..4, prop_oneof![3 => Just(9_900i64), 1 => 1i64..90_000]), 0..4),
    ) -> Order {
        Order { day, at, hour, refunded, state, valid, channel, lines }
    }
}

prop_compose! {
    fn customers()(
        region in 0..REGIONS.len(),
        birthday in prop::option::of(-9_000i32..12_000),
        added in prop::option::of(18_900i32..20_500),
        tags in prop::collection::vec(0..TAGS.len(), 0..3),
        sms in 0usize..4,
        orders in prop::collection::vec(orders(), 0..5),
        refunds in prop::collection::vec((19_000i32..20_500, 1i64..5_000), 0..2),
        events in prop::collection::vec((0..CAMPAIGNS.len(), 0..Activity::ALL.len(), 20_000i32..20_500), 0..3),
    ) -> Customer {
        Customer { region, birthday, added, tags, sms, orders, refunds, events }
    }
}

/// As bytes; with these products, in this order.
pub(crate) fn frozen(customers: &[Customer], products: &[u32], revision: u64) -> Vec<u8> {
    let mut builder = Builder::new(ShopFacts {
        decimals: 2,
        revision,
    });
    let mut numbers = [0; 7];
    for product in products {
        let id = format!("P{product}");
        numbers[*product as usize] = builder.product(ProductFacts {
            id: &id,
            title: "面膜",
            category: ["", "a", "b"]
                .get(*product as usize % 3)
                .copied()
                .filter(|text| !text.is_empty()),
            tags: &["x", "y"][..*product as usize % 3 % 2],
            lifespan_days: (product % 2 == 0).then_some(30),
        });
    }
    for customer in customers {
        let tags: Vec<&str> = customer.tags.iter().map(|tag| TAGS[*tag]).collect();
        builder.customer(CustomerFacts {
            region: Some(REGIONS[customer.region]).filter(|text| !text.is_empty()),
            birthday: customer.birthday.map(Day),
            added: customer.added.map(Day),
            tags: &tags,
            sms: Subscription::ALL[customer.sms],
            ..CustomerFacts::default()
        });
        for order in &customer.orders {
            let lines: Vec<LineFacts> = order
                .lines
                .iter()
                .filter(|(product, ..)| products.contains(product))
                .map(|(product, quantity, price)| LineFacts {
                    product: numbers[*product as usize],
                    quantity: *quantity,
                    amount_minor: quantity * price,
                    real: *price > 9,
                })
                .collect();
            let amount_minor = lines.iter().map(|line| line.amount_minor).sum();
            builder.order(OrderFacts {
                day: Day(order.day),
                at: i64::from(order.day) * 86_400 + order.at,
                hour: order.hour,
                amount_minor,
                refunded_minor: if order.refunded < 0 {
                    amount_minor
                } else {
                    order.refunded
                },
                state: State::ALL[order.state],
                valid: order.valid,
                channel: Some(CHANNELS[order.channel]),
                lines: &lines,
            });
        }
        for (day, amount) in &customer.refunds {
            builder.refund(Day(*day), *amount);
        }
        for (campaign, activity, day) in &customer.events {
            builder.event(EventFacts {
                campaign: CAMPAIGNS[*campaign],
                activity: Activity::ALL[*activity],
                medium: Medium::ALL[*activity % 3],
                day: Day(*day),
            });
        }
    }
    builder.anonymous_order(Day(20_000), 500);
    builder.encode()
}

pub(crate) const PRODUCTS: [u32; 6] = [0, 1, 2, 3, 4, 5];

/// Customers with orders, often more than a block of them.
pub(crate) fn many() -> impl Strategy<Value = Vec<Customer>> {
    prop_oneof![
        3 => prop::collection::vec(customers(), 0..30),
        1 => prop::collection::vec(customers(), 60..140),
    ]
}

const QUERIES: [&str; 9] = [
    "products_purchased(category: 'a', count: >= 2)",
    "customer_region = '浙江' OR customer_tags CONTAINS 'vip'",
    "orders_placed(status: 'ANY', channel: 'web')",
    "purchase_sequence(first: 'P1', then: 'P2')",
    "product_runs_out(category: 'b', date: >= -90d)",
    "product_cycle(stage: IN ('OBSERVE', 'BUY'))",
    "product_cycle(category: 'b', stage: 'USE')",
    "campaign_activity(id: 'c-2', event: IN ('SENT', 'HELD_OUT'), date: >= -200d)",
    "birthday IS NOT NULL AND customer_added_date >= -900d",
];

/// What the facts say, in words that do not depend on how they are held.
fn told(snapshot: Snapshot) -> Vec<String> {
    let setting = Setting::default();
    let engine = Engine::new(Arc::new(snapshot), Day(20_400), setting);
    let mut told: Vec<String> = QUERIES
        .iter()
        .map(|text| {
            let query = parse(text).unwrap();
            format!("{:?}", engine.answer(&query, &Context::default()).unwrap())
        })
        .collect();
    told.push(format!("{:?}", customer_base(&engine).unwrap()));
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_that_come_piece_by_piece_are_the_same_snapshot(
        customers in many(),
        pieces in prop::collection::vec(1usize..5_000, 1..9),
    ) {
        let bytes = frozen(&customers, &PRODUCTS, 7);
        let whole = Snapshot::decode(&bytes).unwrap();
        prop_assert_eq!(whole.customers() as usize, customers.len());
        prop_assert_eq!(whole.revision(), 7);
        let mut decoder = Decoder::new(u64::MAX);
        let mut rest = &bytes[..];
        for piece in pieces.iter().cycle() {
            let (now, later) = rest.split_at(rest.len().min(*piece));
            decoder.push(now).unwrap();
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(decoder.finish().unwrap(), whole);
    }

    #[test]
    fn blocks_unpacked_elsewhere_in_any_order_are_the_same_snapshot(
        customers in many(),
        piece in 1usize..5_000,
        order in any::<u64>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = frozen(&customers, &PRODUCTS, 7);
        let mut decoder = Decoder::new(u64::MAX);
        let mut blocks = Vec::new();
        for piece in bytes.chunks(piece) {
            blocks.extend(decoder.take(piece).unwrap());
        }
        blocks.sort_by_key(|block| (block.place as u64 + 1).wrapping_mul(order | 1));
        let elsewhere = Unpacker::new(decoder.head()).unwrap();
        for block in &blocks {
            let travelling = elsewhere.unpack(&block.bytes).unwrap().to_bytes();
            let arrived = Unpacked::from_bytes(&travelling).unwrap();
            prop_assert_eq!(arrived.to_bytes(), &travelling[..]);
            prop_assert!(Unpacked::from_bytes(&travelling[..cut.index(travelling.len())]).is_err());
            decoder.add(block.place, arrived).unwrap();
            // No block counts twice.
            let again = Unpacked::from_bytes(&travelling).unwrap();
            prop_assert!(decoder.add(block.place, again).is_err());
        }
        prop_assert_eq!(decoder.finish().unwrap(), Snapshot::decode(&bytes).unwrap());
    }

    #[test]
    fn cut_or_changed_bytes_are_refused(customers in many(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let bytes = frozen(&customers, &PRODUCTS, 1);
        let at = at.index(bytes.len());
        prop_assert!(Snapshot::decode(&bytes[..at]).is_err());
        let mut changed = bytes.clone();
        changed[at] ^= 1 << bit;
        prop_assert!(Snapshot::decode(&changed).is_err());
        let mut longer = bytes;
        longer.push(0);
        prop_assert!(Snapshot::decode(&longer).is_err());
    }

    #[test]
    fn hostile_bytes_with_right_checksums_do_no_harm(
        customers in many(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = frozen(&customers, &PRODUCTS, 1);
        for (at, byte) in changes {
            let at = 8 + at.index(bytes.len() - 8);
            bytes[at] = byte;
        }
        if let Ok(snapshot) = Snapshot::decode(&frame::mended(&bytes)) {
            told(snapshot);
        }
    }

    #[test]
    fn a_patched_snapshot_says_what_the_newer_one_says(
        before in many(),
        changed in prop::collection::vec((any::<prop::sample::Index>(), orders(), 0..REGIONS.len(), 0..CAMPAIGNS.len()), 0..9),
        more in prop::collection::vec(customers(), 0..80),
        turned in any::<bool>(),
    ) {
        let mut after = before.clone();
        for (at, order, region, campaign) in changed {
            if !after.is_empty() {
                let at = at.index(after.len());
                after[at].orders.push(order);
                after[at].region = region;
                after[at].events.insert(0, (campaign, 0, 20_400));
            }
        }
        after.extend(more);
        let mut products: Vec<u32> = (0..7).collect();
        if turned {
            products.reverse();
        }
        let (older, newer) = (frozen(&before, &PRODUCTS, 1), frozen(&after, &products, 2));
        let whole = Snapshot::decode(&newer).unwrap();
        // Where it does not save anything there is none; the smaller stores are mostly of that kind.
        if let Some(patch) = patch_between(&older, &newer).unwrap() {
            let mut decoder = Decoder::patched(u64::MAX, &patch).unwrap();
            decoder.push(&older).unwrap();
            let patched = decoder.finish().unwrap();
            prop_assert_eq!(&patched, &whole);
            let mut other = Decoder::patched(u64::MAX, &patch).unwrap();
            let refused = other.push(&newer).and_then(|()| other.finish().map(|_| ()));
            prop_assert!(refused.is_err() || older == newer);
        }
    }

    #[test]
    fn a_sample_is_the_snapshot_of_every_nth_customer(customers in many(), every in 1u32..9) {
        let bytes = frozen(&customers, &PRODUCTS, 3);
        let some: Vec<Customer> = customers.iter().step_by(every as usize).cloned().collect();
        let sample = Snapshot::decode(&sample_of(&bytes, every).unwrap()).unwrap();
        let direct = Snapshot::decode(&frozen(&some, &PRODUCTS, 3)).unwrap();
        prop_assert_eq!(sample.customers(), direct.customers());
        let engines = [sample, direct].map(|one| {
            Engine::new(Arc::new(one), Day(20_400), Setting::default())
        });
        for text in QUERIES {
            let query = parse(text).unwrap();
            let [one, other] = engines.each_ref().map(|engine| {
                let answer = engine.answer(&query, &Context::default()).unwrap();
                (answer.sums, answer.spreads.lifecycle)
            });
            prop_assert_eq!(one, other, "{}", text);
        }
    }
}

#[test]
fn a_small_change_is_a_small_patch() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(customers(), 400..401);
    let before = strategy.new_tree(&mut runner).unwrap().current();
    let mut after = before.clone();
    after[170].region = (after[170].region + 1) % REGIONS.len();
    after.push(before[0].clone());
    let (older, newer) = (frozen(&before, &PRODUCTS, 1), frozen(&after, &PRODUCTS, 2));
    let patch = patch_between(&older, &newer).unwrap().unwrap();
    assert!(
        patch.len() * 4 < newer.len(),
        "{} {}",
        patch.len(),
        newer.len()
    );
    let mut decoder = Decoder::patched(u64::MAX, &patch).unwrap();
    decoder.push(&older).unwrap();
    assert_eq!(decoder.finish().unwrap(), Snapshot::decode(&newer).unwrap());
    // Customers who went away cannot be patched.
    assert_eq!(patch_between(&newer, &older), Ok(None));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_held() {
    let bytes = frozen(&[], &PRODUCTS, 1);
    let mut decoder = Decoder::new(1 << 20);
    let refused = decoder.push(&bytes);
    assert!(matches!(
        refused,
        Err(BadSnapshot::TooLarge { customers: 0, .. })
    ));
}

#[test]
fn foreign_and_old_bytes_are_told_apart() {
    let mut bytes = frozen(&[], &PRODUCTS, 1);
    assert_eq!(Snapshot::decode(b"PK\x03\x04"), Err(BadSnapshot::Foreign));
    assert_eq!(
        Snapshot::decode(b"PK\x03\x04 and more"),
        Err(BadSnapshot::Foreign)
    );
    assert_eq!(Snapshot::decode(b""), Err(BadSnapshot::Foreign));
    assert_eq!(Snapshot::decode(b"HUITOU"), Err(BadSnapshot::Damaged));
    bytes[6] = 99;
    assert_eq!(
        Snapshot::decode(&bytes),
        Err(BadSnapshot::OtherVersion {
            found: 99,
            wanted: 3
        })
    );
}
