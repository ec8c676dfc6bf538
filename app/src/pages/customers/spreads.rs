//! The spreads of the customer base: every bar opens the customers behind it as a segment.

use domain::money::Money;
use domain::wire::engine::{Bar, CustomerBase};
use leptos::prelude::*;

use super::Base;
use crate::bars::{data, grid_rows, interval_bars, interval_lines, thresholds_source};
use crate::format;
use crate::locales::{Lang, Word, customers as words, fill, t, trade, use_lang};
use crate::routes::Page;
use crate::state::use_money;
use crate::ui::chart::{BarChart, BarDatum, HeatGrid, Histogram, LineChart, Series};
use crate::ui::surface::{Card, Tone};

/// One bar chart of the picture.
#[component]
fn Spread(
    base: Base,
    #[prop(into)] title: Signal<String>,
    definition: Word,
    read: fn(&CustomerBase) -> &[Bar],
    name: fn(&str, Lang) -> String,
) -> impl IntoView {
    let lang = use_lang();
    let bars = Signal::derive(move || {
        base.read()
            .as_ref()
            .map(|base| data(read(base), base.sums.customers, name, lang.get()))
            .unwrap_or_default()
    });
    view! {
        <Card title=title definition=t(definition)>
            <BarChart label=title bars=bars />
        </Card>
    }
}

fn word(word: Word) -> Signal<String> {
    let lang = use_lang();
    Signal::derive(move || word(lang.get()).to_string())
}

/// All spreads.
#[component]
pub fn SpreadCards(base: Base) -> impl IntoView {
    let lang = use_lang();
    let places = Signal::derive(move || {
        let by_country = base
            .read()
            .as_ref()
            .is_some_and(|base| base.spreads.regions_by == "customer_country");
        let word: Word = if by_country {
            words::countries
        } else {
            words::regions
        };
        word(lang.get()).to_string()
    });
    view! {
        <div class="grid-cards">
            <LifecycleCard base=base />
            <GridCard base=base />
            <Spread
                base=base
                title=word(words::recency)
                definition=words::def_recency
                read=|base| &base.spreads.recency
                name=trade::days_bar
            />
            <IntervalCard base=base />
            <Spread
                base=base
                title=word(words::rfm_groups)
                definition=words::def_rfm_groups
                read=|base| &base.spreads.rfm_groups
                name=|key, lang| trade::bar(key, trade::rfm_group, lang)
            />
            <Spread
                base=base
                title=word(words::spend_bands)
                definition=words::def_spend_bands
                read=|base| &base.spreads.spend_bands
                name=trade::band_bar
            />
            <Spread
                base=base
                title=word(words::reach)
                definition=words::def_reach
                read=|base| &base.reach
                name=|key, lang| trade::bar(key, trade::medium, lang)
            />
            <Spread
                base=base
                title=word(words::purchases)
                definition=words::def_purchases
                read=|base| &base.purchases
                name=|key, lang| {
                    if key == "NONE" { trade::never_bought(lang).into() } else { trade::bar(key, trade::no_codes, lang) }
                }
            />
            <Spread
                base=base
                title=places
                definition=words::def_regions
                read=|base| &base.spreads.regions
                name=|key, lang| trade::bar(key, trade::no_codes, lang)
            />
            <Spread
                base=base
                title=word(words::levels)
                definition=words::def_levels
                read=|base| &base.spreads.member_levels
                name=trade::level_bar
            />
            <MonthCard base=base />
            <ReturnCard base=base />
        </div>
    }
}

/// Stages, with the lines between them and why they stand there.
#[component]
fn LifecycleCard(base: Base) -> impl IntoView {
    let lang = use_lang();
    let title = word(words::lifecycle);
    let bars = Signal::derive(move || {
        let name = |key: &str, lang| trade::bar(key, trade::stage, lang);
        base.read()
            .as_ref()
            .map(|base| {
                data(
                    &base.spreads.lifecycle,
                    base.sums.customers,
                    name,
                    lang.get(),
                )
            })
            .unwrap_or_default()
    });
    let lines = move || {
        let lang = lang.get();
        base.read().as_ref().map(|base| {
            let line = base.thresholds;
            let (a, b, c) = (line.a.to_string(), line.b.to_string(), line.c.to_string());
            let days = fill(words::thresholds(lang), &[("a", &a), ("b", &b), ("c", &c)]);
            (days, thresholds_source(&line.source, lang))
        })
    };
    view! {
        <Card title=title definition=t(words::def_lifecycle)>
            <BarChart label=title bars=bars />
            {move || {
                lines()
                    .map(|(days, source)| {
                        view! {
                            <p class="card-note">{days}</p>
                            <p class="card-note quiet">{source}</p>
                        }
                    })
            }}
        </Card>
    }
}

/// Recency against frequency.
#[component]
fn GridCard(base: Base) -> impl IntoView {
    let lang = use_lang();
    let title = word(words::rfm);
    let columns = Signal::stored((1..=5).map(|score| format!("F{score}")).collect::<Vec<_>>());
    let rows = Signal::derive(move || {
        base.read()
            .as_ref()
            .map(|base| grid_rows(&base.spreads.rfm_grid, lang.get()))
            .unwrap_or_default()
    });
    view! {
        <Card title=title definition=t(words::def_rfm)>
            <HeatGrid
                label=title
                across=word(words::frequency_axis)
                down=word(words::recency_axis)
                columns=columns
                rows=rows
            />
        </Card>
    }
}

/// Days between purchases, with the thresholds of the lifecycle.
#[component]
fn IntervalCard(base: Base) -> impl IntoView {
    let lang = use_lang();
    let title = word(words::gaps);
    let bars = Signal::derive(move || {
        let base = base.read();
        base.as_ref()
            .map(|base| interval_bars(base, lang.get()))
            .unwrap_or_default()
    });
    let thresholds = Signal::derive(move || {
        let base = base.read();
        base.as_ref().map(interval_lines).unwrap_or_default()
    });
    let quantiles = move || {
        base.read().as_ref().map(|base| {
            let of = &base.intervals;
            let text = |value: Option<u32>| value.map_or("–".into(), |days| days.to_string());
            let median = of.median_half_days.map_or("–".into(), |half| {
                format::decimal(f64::from(half) / 2.0, (half % 2) as usize)
            });
            let pairs = [
                ("p25", text(of.p25)),
                ("median", median),
                ("p75", text(of.p75)),
                ("p80", text(of.p80)),
                ("p90", text(of.p90)),
                ("p95", text(of.p95)),
            ];
            let pairs: Vec<(&str, &str)> = pairs
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            fill(words::quantiles(lang.get()), &pairs)
        })
    };
    view! {
        <Card title=title definition=t(words::def_gaps) class="card-wide">
            <Histogram label=title bars=bars thresholds=thresholds />
            <p class="card-note">{quantiles}</p>
        </Card>
    }
}

/// Buyers and new buyers, month by month.
#[component]
fn MonthCard(base: Base) -> impl IntoView {
    let lang = use_lang();
    let money = use_money();
    let title = word(words::months);
    let places = Signal::derive(move || {
        let base = base.read();
        base.as_ref()
            .map(|base| {
                base.months
                    .iter()
                    .map(|month| month.buyers.key.clone())
                    .collect()
            })
            .unwrap_or_default()
    });
    let series = Signal::derive(move || {
        let base = base.read();
        let Some(base) = base.as_ref() else {
            return Vec::new();
        };
        let line = |word: Word, tone, of: fn(&domain::wire::engine::Month) -> u32| Series {
            label: word(lang.get()).into(),
            values: base
                .months
                .iter()
                .map(|month| Some(f64::from(of(month))))
                .collect(),
            tone,
            dashed: false,
        };
        vec![
            line(words::buyers, Tone::Accent, |month| month.buyers.customers),
            line(words::new_buyers, Tone::Warn, |month| month.new_buyers),
        ]
    });
    let last = move || {
        let base = base.read();
        let month = base.as_ref()?.months.last()?;
        let href = Page::SegmentOf(month.buyers.query.clone()).path();
        let text = format!(
            "{} · {} {} · {} {}",
            month.buyers.key,
            words::buyers(lang.get()),
            format::count(month.buyers.customers.into()),
            words::sales(lang.get()),
            money
                .read()
                .round(Money(month.sales_minor + month.anonymous_minor)),
        );
        Some(view! { <a class="card-note" href=href>{text}</a> })
    };
    view! {
        <Card title=title definition=t(words::def_months) class="card-wide">
            <LineChart label=title places=places series=series />
            {last}
        </Card>
    }
}

/// How many come back after each silence.
#[component]
fn ReturnCard(base: Base) -> impl IntoView {
    let lang = use_lang();
    let title = word(words::returns);
    let bars = Signal::derive(move || {
        let base = base.read();
        let Some(base) = base.as_ref() else {
            return Vec::new();
        };
        let datum = |one: &domain::wire::engine::Return| {
            let lang = lang.get();
            let share = if one.silences == 0 {
                0.0
            } else {
                one.returned as f64 / one.silences as f64
            };
            let (returned, all) = (
                format::count(one.returned as i64),
                format::count(one.silences as i64),
            );
            BarDatum {
                label: fill(
                    words::after_days(lang),
                    &[("days", &one.silent_days.to_string())],
                ),
                value: share,
                text: format::part(one.returned as i64, one.silences as i64),
                note: fill(
                    words::silences(lang),
                    &[("returned", &returned), ("all", &all)],
                ),
                href: None,
                tone: Tone::Accent,
            }
        };
        base.returns.iter().map(datum).collect()
    });
    view! {
        <Card title=title definition=t(words::def_returns)>
            <BarChart label=title bars=bars />
        </Card>
    }
}
