//! Whatever the bytes are, a decoder either refuses them or gives a snapshot that every question can be asked of.
//!
//! The first byte says what the others are: a snapshot as it is; a snapshot whose checksums are put right, so that what
//! is behind them is reached; a patch of a good snapshot; a patch with its checksums put right.
#![no_main]

use std::sync::{Arc, OnceLock};

use domain::customer_base::customer_base;
use domain::day::Day;
use domain::lifecycle::Setting;
use domain::segment::{Context, Engine, parse};
use domain::snapshot::{Decoder, Snapshot, mended};
use libfuzzer_sys::fuzz_target;

mod store;

/// Bytes of memory that a snapshot may say it needs.
const LIMIT: u64 = 128 << 20;

const QUERIES: &[&str] = &[
    "products_purchased(category: 'a', count: >= 2, amount: > 5)",
    "customer_region = '浙江' OR customer_tags CONTAINS 'vip'",
    "orders_placed(status: 'ANY', channel: 'web', sum_amount: > 100)",
    "purchase_sequence(first: 'P1', then: 'P2')",
    "product_runs_out(category: 'b', date: >= -90d)",
    "product_cycle(stage: IN ('OBSERVE', 'USE'))",
    "campaign_activity(event: 'SENT', count: >= 1)",
    "products_purchased(per: 'product', count: >= 2) AND average_order_value > 30",
];

fn decoded(mut decoder: Decoder, bytes: &[u8]) -> Option<Snapshot> {
    for piece in bytes.chunks(1 << 12) {
        decoder.push(piece).ok()?;
    }
    decoder.finish().ok()
}

fn asked(snapshot: Snapshot) {
    let engine = Engine::new(Arc::new(snapshot), Day(20_400), Setting::default());
    for text in QUERIES {
        if let Ok(query) = parse(text) {
            let _ = engine.answer(&query, &Context::default());
        }
    }
    let _ = customer_base(&engine);
}

fuzz_target!(|bytes: &[u8]| {
    static GOOD: OnceLock<Vec<u8>> = OnceLock::new();
    let Some((kind, bytes)) = bytes.split_first() else {
        return;
    };
    let found = match kind % 4 {
        0 => decoded(Decoder::new(LIMIT), bytes),
        1 => decoded(Decoder::new(LIMIT), &mended(bytes)),
        kind => {
            let patch = if kind == 2 {
                bytes.to_vec()
            } else {
                mended(bytes)
            };
            let good = GOOD.get_or_init(|| store::snapshot(store::OLDER));
            Decoder::patched(LIMIT, &patch)
                .ok()
                .and_then(|decoder| decoded(decoder, good))
        }
    };
    found.into_iter().for_each(asked);
});
