//! From the engine's bars to the kit's: names, shares, and the segment that each one opens.

use domain::wire::engine::Bar;

use crate::format;
use crate::locales::{Lang, trade};
use crate::routes::Page;
use crate::ui::chart::{BarDatum, HeatCell};
use crate::ui::surface::Tone;

/// Bars of customers with their share of `all`. Each leads to the segment of its query.
pub fn data(
    bars: &[Bar],
    all: u32,
    name: impl Fn(&str, Lang) -> String,
    lang: Lang,
) -> Vec<BarDatum> {
    let datum = |bar: &Bar| BarDatum {
        label: name(&bar.key, lang),
        value: f64::from(bar.customers),
        text: format::count(bar.customers.into()),
        note: format::part(bar.customers.into(), all.into()),
        href: Some(Page::SegmentOf(bar.query.clone()).path()),
        tone: if matches!(bar.key.as_str(), "NONE" | "OTHER") {
            Tone::Plain
        } else {
            Tone::Accent
        },
    };
    bars.iter().map(datum).collect()
}

/// The same, drawn only: for a preview, whose bars are parts of the query that is being written.
pub fn drawn(
    bars: &[Bar],
    all: u32,
    name: impl Fn(&str, Lang) -> String,
    lang: Lang,
) -> Vec<BarDatum> {
    data(bars, all, name, lang)
        .into_iter()
        .map(|bar| BarDatum { href: None, ..bar })
        .collect()
}

/// The 25 cells of recency (down, best first) and frequency (across).
pub fn grid_rows(bars: &[Bar], lang: Lang) -> Vec<(String, Vec<HeatCell>)> {
    let cell = |recency: u32, frequency: u32| {
        let key = format!("{recency}-{frequency}");
        let bar = bars.iter().find(|bar| bar.key == key);
        let customers = bar.map_or(0, |bar| bar.customers);
        HeatCell {
            value: customers.into(),
            text: format::short_count(customers.into(), lang),
            label: format!("R{recency} F{frequency}"),
            href: bar.map(|bar| Page::SegmentOf(bar.query.clone()).path()),
        }
    };
    let row = |recency| {
        (
            format!("R{recency}"),
            (1..=5).map(|frequency| cell(recency, frequency)).collect(),
        )
    };
    (1..=5).rev().map(row).collect()
}

/// The name of a band of money or any other key that names itself.
pub fn own_name(key: &str, lang: Lang) -> String {
    trade::bar(key, trade::no_codes, lang)
}
