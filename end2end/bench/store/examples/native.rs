//! How the engine does without a browser: `native FILE [QUERY…]`, where the file is a snapshot that `bench-store` or
//! `cargo xtask bench` left behind.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bench_store::AS_OF;
use domain::customer_base::customer_base;
use domain::lifecycle::Setting;
use domain::segment::{Context, Engine, parse};
use domain::snapshot::Snapshot;

/// How often each question is asked; the middle one counts.
const TIMES: usize = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let file = words.next().ok_or("name the file of a snapshot")?;
    let bytes = std::fs::read(file)?;
    let (snapshot, took) = timed(|| Snapshot::decode(&bytes));
    let snapshot = Arc::new(snapshot?);
    println!("{took:>12.2?}  decode {} customers", snapshot.customers());
    let (engine, took) = timed(|| Engine::new(snapshot, AS_OF, Setting::default()));
    println!("{took:>12.2?}  engine");
    let (base, took) = timed(|| customer_base(&engine));
    base?;
    println!("{took:>12.2?}  customer base");
    for text in words {
        let query = parse(&text)?;
        let mut found = 0;
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            engine.forget();
            let (answer, took) = timed(|| engine.answer(&query, &Context::default()));
            found = answer?.sums.customers;
            times.push(took);
        }
        times.sort_unstable();
        println!("{:>12.2?}  {found} customers  {text}", times[TIMES / 2]);
    }
    Ok(())
}

fn timed<T>(deed: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let done = deed();
    (done, started.elapsed())
}
