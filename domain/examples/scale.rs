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
            lifespan_days: Some(30),
        });
    }
    let mut lines = Vec::new();
    for _ in 0..customers {
        let region = format!("r{}", dice.below(31));
        builder.customer(CustomerFacts {
            region: Some(&region),
            gender: Some("f"),
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
                channel: Some(["app", "web", "pad"][dice.below(3) as usize]),
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
    if let Ok(file) = std::env::var("KEEP") {
        std::fs::write(file, &bytes)?;
    }
    let (decoded, took) = timed(|| Snapshot::decode(&bytes));
    println!("decode {took:?}");
    let snapshot = Arc::new(decoded?);
    let (engine, took) = timed(|| Engine::new(snapshot, Day(TODAY), Setting::default()));
    println!("engine {took:?}");
    for text in [
        "customer_region IN ('r1', 'r3', 'r5', 'r7', 'r9')",
        "amount_spent > 2000 AND last_order_date < -180d",
        "number_of_orders BETWEEN 3 AND 8",
        "products_purchased(category: 'c12', date: >= -90d, count: >= 2)",
        "NOT products_purchased(id: 'P-17')",
        "rfm_recency = 5 AND rfm_frequency = 5",
        "(member_level >= 3 OR amount_spent > 3000) AND NOT customer_region IN ('r1', 'r2', 'r3', 'r4') AND (sms_subscription_status = 'SUBSCRIBED' OR (email_subscription_status = 'SUBSCRIBED' AND products_purchased(category: 'c5', date: >= -180d)))",
        "average_order_value BETWEEN 150 AND 400 AND last_order_date BETWEEN -365d AND -181d",
        "products_purchased(id: 'P-3', date: <= -30d) AND NOT purchase_sequence(first: 'P-3', then: 'P-8', within: 30d)",
        "product_runs_out(id: 'P-5', date: BETWEEN today AND +6d)",
        "products_purchased(per: 'category', count: >= 3)",
        "customer_region NOT IN ('r1', 'r2', 'r3') AND gender IS NOT NULL AND member_level BETWEEN 1 AND 4 AND (sms_subscription_status = 'SUBSCRIBED' OR email_subscription_status = 'SUBSCRIBED') AND customer_added_date < -180d AND number_of_orders >= 2 AND last_order_date >= -365d AND orders_placed(date: >= -180d, sum_amount: > 500) AND products_purchased(category: 'c7', date: >= -365d, amount: >= 200) AND NOT products_purchased(id: 'P-1') AND orders_placed(channel: 'app')",
        "orders_placed(date: >= -180d, sum_amount: > 500)",
        "products_purchased(category: 'c7', date: >= -365d, amount: >= 200)",
        "NOT products_purchased(id: 'P-1')",
        "orders_placed(channel: 'app')",
        "orders_placed(date: >= -365d, count: >= 3)",
        "products_purchased(date: >= -90d, count: >= 2, per: 'category')",
    ] {
        let query = parse(text)?;
        let context = Context::default();
        let mut best = Duration::MAX;
        let mut count = 0;
        for _ in 0..7 {
            engine.forget();
            let (answer, took) = timed(|| engine.answer(&query, &context));
            best = best.min(took);
            count = answer.map_or(0, |answer| answer.sums.customers);
        }
        println!("{best:>12?} cold, {count:>8}  {text}");
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
