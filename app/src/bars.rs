//! From the engine's bars to the kit's: names, shares, and the segment that each one opens.

use domain::lifecycle::Source;
use domain::wire::engine::{Bar, CustomerBase, IntervalBar};

use crate::format;
use crate::locales::{Lang, customers as words, fill, trade};
use crate::routes::Page;
use crate::ui::chart::{BarDatum, HeatCell, Threshold};
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
        // Where the language has no word for it, the bar is only a picture.
        href: (!bar.query.is_empty()).then(|| Page::SegmentOf(bar.query.clone()).path()),
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

/// The intervals between purchases; each bar leads to the customers whose own median lies in it.
pub fn interval_bars(base: &CustomerBase, lang: Lang) -> Vec<BarDatum> {
    let datum = |bar: &IntervalBar| BarDatum {
        label: bar.from.to_string(),
        value: bar.gaps as f64,
        text: format::count(bar.gaps as i64),
        note: match bar.to {
            Some(to) => fill(
                trade::day_range(lang),
                &[("from", &bar.from.to_string()), ("to", &to.to_string())],
            ),
            None => fill(trade::days_over(lang), &[("from", &bar.from.to_string())]),
        },
        href: Some(Page::SegmentOf(bar.bar.query.clone()).path()),
        tone: Tone::Accent,
    };
    base.intervals.bars.iter().map(datum).collect()
}

/// The three lines of the lifecycle among the intervals.
pub fn interval_lines(base: &CustomerBase) -> Vec<Threshold> {
    let bars = &base.intervals.bars;
    let place = |days: u32| {
        let at = bars
            .iter()
            .position(|bar| bar.to.is_none_or(|to| days <= to))?;
        let bar = bars.get(at)?;
        let part = f64::from(days - bar.from + 1) / f64::from(bar.to? - bar.from + 1);
        Some(at as f64 + part)
    };
    let lines = base.thresholds;
    [("A", lines.a), ("B", lines.b), ("C", lines.c)]
        .into_iter()
        .filter_map(|(name, days)| {
            Some(Threshold {
                at: place(days)?,
                label: format!("{name} {days}"),
            })
        })
        .collect()
}

/// Why the three lines stand where they do.
pub fn thresholds_source(source: &Source, lang: Lang) -> String {
    match source {
        Source::Derived { gaps, customers } => {
            let (gaps, customers) = (
                format::count(*gaps as i64),
                format::count(i64::from(*customers)),
            );
            fill(
                words::thresholds_derived(lang),
                &[("gaps", &gaps), ("customers", &customers)],
            )
        }
        Source::TooFew { .. } => words::thresholds_fixed(lang).into(),
        Source::Fixed { .. } => words::thresholds_preset(lang).into(),
        Source::Chosen => words::thresholds_chosen(lang).into(),
    }
}
