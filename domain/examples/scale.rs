//! How the engine does on a large made-up store: `cargo run --release -p domain --example scale -- 1000000`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::customer_base::customer_base;
use domain::day::Day;
use domain::lifecycle::Setting;
use domain::order::State;
use domain::segment::{Context, Engine, parse};
use domain::snapshot::{
    Builder, CustomerFacts, LineFacts, OrderFacts, ProductFacts, ShopFacts, Snapshot, Subscription,
};

const TODAY: i32 = 20_700;

/// A small generator of the same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end
    }
}

/// Five orders a customer and two lines an order, on average.
fn store(customers: u64) -> Vec<u8> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut builder = Builder::new(ShopFacts {
        decimals: 2,
        revision: 1,
    });
    for product in 0..2_000u32 {
        let (id, category) = (format!("P-{product}"), format!("c{}", product % 40));
        builder.product(ProductFacts {
            id: &id,
            title: &id,
            category: Some(&category),
            tags: &[],
            lifespan_days: None,
        });
    }
    let mut lines = Vec::new();
    for _ in 0..customers {
        let region = format!("r{}", dice.below(31));
        builder.customer(CustomerFacts {
            region: Some(&region),
            sms: Subscription::ALL[dice.below(4) as usize],
            member_level: dice.below(5) as i64,
            ..CustomerFacts::default()
        });
        for _ in 0..1 + dice.below(5) + dice.below(5) {
            lines.clear();
            for _ in 0..1 + dice.below(3) {
                lines.push(LineFacts {
                    product: (dice.below(2_000) * dice.below(2_000) / 2_000) as u32,
                    quantity: 1 + dice.below(3) as i64,
                    amount_minor: 500 + dice.below(20_000) as i64,
                    real: true,
                });
            }
            let day = TODAY - dice.below(1_000) as i32;
            builder.order(OrderFacts {
                day: Day(day),
                at: i64::from(day) * 86_400 + dice.below(86_400) as i64,
                hour: None,
                amount_minor: lines.iter().map(|line| line.amount_minor).sum(),
                refunded_minor: 0,
                state: State::Completed,
                valid: dice.below(20) > 0,
                channel: None,
                lines: &lines,
            });
        }
    }
    builder.encode()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let customers = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(100_000);
    let (bytes, took) = timed(|| store(customers));
    println!(
        "build and encode {took:?}: {:.1} bytes a customer",
        bytes.len() as f64 / customers.max(1) as f64
    );
    let (decoded, took) = timed(|| Snapshot::decode(&bytes));
    println!("decode {took:?}");
    let snapshot = Arc::new(decoded?);
    let (engine, took) = timed(|| Engine::new(snapshot, Day(TODAY), Setting::default()));
    println!("engine {took:?}");
    for text in [
        "last_order_date < -90d",
        "last_order_date < -90d AND amount_spent > 500",
        "average_order_value > 150.5",
        "products_purchased(id: 'P-7', date: >= -90d)",
        "products_purchased(category: 'c3', count: >= 2)",
        "products_purchased(date: >= -90d, count: >= 2, per: 'category')",
        "orders_placed(date: >= -365d, count: >= 3)",
        "purchase_sequence(first: 'P-1', then: 'P-2', within: 90d)",
    ] {
        let query = parse(text)?;
        let (members, members_took) = timed(|| engine.members(&query, &Context::default()));
        let (_, answer_took) = timed(|| engine.answer(&query, &Context::default()));
        let count = members.map_or(0, |members| members.count());
        println!("{members_took:>12?} cold, {answer_took:>12?} answer, {count:>8}  {text}");
    }
    let (_, took) = timed(|| customer_base(&engine));
    println!("customer base {took:?}");
    Ok(())
}

fn timed<T>(deed: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let done = deed();
    (done, started.elapsed())
}
