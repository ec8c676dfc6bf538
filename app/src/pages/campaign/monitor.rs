//! Checkpoint 8: each group against its holdout, hour by hour, until the window closes.

use domain::money::Money;
use domain::wire::campaign::{Live, LiveGroup};
use leptos::prelude::*;

use super::fields::t_string;
use super::ledger::Ledger;
use crate::format::{self, count};
use crate::locales::{
    Lang, Word, campaign_report as report_words, campaign_send as words, fill, t, use_lang,
};
use crate::platform::{now, zone};
use crate::state::campaigns::use_campaign;
use crate::state::use_money;
use crate::ui::{Card, Column, LineChart, LoadFailed, Series, Skeleton, Stat, Table, Tone};

/// The live board.
#[component]
pub fn Monitor() -> impl IntoView {
    let open = use_campaign();
    let live = open.live;
    let there = Memo::new(move |_| live.numbers.read().is_some());
    let failed = move || live.failure.get().filter(|_| !there.get());
    view! {
        {move || failed().map(|failure| view! { <LoadFailed failure=Signal::stored(failure) on_retry=move |()| live.refresh() /> })}
        <Show when=move || there.get() fallback=move || view! { <Show when=move || live.failure.read().is_none()><Skeleton tall=true /></Show> }>
            <Freshness />
            <Sums />
            <Board />
            <Curve />
        </Show>
        <Ledger />
    }
    .into_any()
}

/// How new the numbers are, and until when they count.
#[component]
pub fn Freshness() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let said = move || {
        let lang = lang.get();
        let live = open.live.numbers.read();
        let live = live.as_ref()?;
        let time = |at: i64| format::local_time(&open.local(at), lang);
        let as_of = fill(words::as_of(lang), &[("when", &time(live.as_of))]);
        let closes = live
            .window_ends_at
            .map(|end| fill(words::closes_at(lang), &[("when", &time(end))]));
        let is_over = live.window_ends_at.is_some_and(|end| end <= now());
        let state = if is_over {
            words::window_closed(lang)
        } else {
            words::window_open(lang)
        };
        Some((as_of, closes, state, is_over))
    };
    view! {
        <p class="freshness" role="status">
            {move || said().map(|(as_of, closes, state, is_over)| view! {
                <span class="live-dot" class:is-over=is_over aria-hidden="true"></span>
                <strong>{as_of}</strong>
                <span>{closes}</span>
                <span class="quiet">{state}</span>
            })}
        </p>
    }
}

fn number(number: u64) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn total(live: Option<&Live>, read: fn(&LiveGroup) -> u64) -> u64 {
    live.map_or(0, |live| live.groups.iter().map(read).sum())
}

fn assigned(group: &LiveGroup) -> u64 {
    group.tally.planned.saturating_sub(group.tally.held_out)
}

#[component]
fn Sums() -> impl IntoView {
    let open = use_campaign();
    let (lang, money) = (use_lang(), use_money());
    let numbers = open.live.numbers;
    let sum = move |read: fn(&LiveGroup) -> u64| total(numbers.read().as_ref(), read);
    let amount = move || {
        numbers.read().as_ref().map_or(0, |live| {
            live.groups
                .iter()
                .map(|group| group.paid.amount_minor)
                .sum::<i64>()
        })
    };
    let cost = move || {
        numbers.read().as_ref().map_or(0, |live| {
            live.groups
                .iter()
                .map(|group| group.cost_minor)
                .sum::<i64>()
        })
    };
    let of_target = Signal::derive(move || {
        let target = numbers
            .read()
            .as_ref()
            .and_then(|live| live.target_amount_minor)
            .filter(|target| *target > 0);
        target.map_or_else(String::new, |target| {
            fill(
                report_words::reached(lang.get()),
                &[("share", &format::part(amount(), target))],
            )
        })
    });
    let delivered = Signal::derive(move || {
        let (arrived, sent) = (sum(|group| group.delivered), sum(|group| group.tally.sent));
        format!(
            "{} {}",
            words::delivered(lang.get()),
            format::part(arrived as i64, sent as i64)
        )
    });
    let paid_share = Signal::derive(move || {
        format!(
            "{} {}",
            words::conversion(lang.get()),
            format::part(sum(|group| group.paid.buyers) as i64, sum(assigned) as i64)
        )
    });
    view! {
        <div class="stats-strip">
            <Stat label=t_string(words::sent) value=Signal::derive(move || number(sum(|group| group.tally.sent))) note=delivered />
            <Stat label=t_string(words::ordered) value=Signal::derive(move || number(sum(|group| group.ordered.buyers))) />
            <Stat label=t_string(words::unpaid) value=Signal::derive(move || number(sum(|group| group.unpaid.buyers))) />
            <Stat label=t_string(words::paid) value=Signal::derive(move || number(sum(|group| group.paid.buyers))) note=paid_share definition=t_string(words::conversion_hint) />
            <Stat label=t_string(words::amount) value=Signal::derive(move || money.read().round(Money(amount()))) note=of_target />
            <Stat label=t_string(report_words::cost) value=Signal::derive(move || money.read().full(Money(cost()))) />
            <Stat label=t_string(words::opt_out) value=Signal::derive(move || number(sum(|group| group.opted_out))) />
        </div>
    }
}

/// Two bars on one scale: those written to, and their holdout.
#[component]
fn AgainstHoldout(
    treated: Option<f64>,
    control: Option<f64>,
    expected: Option<f64>,
    most: f64,
    lang: Lang,
) -> impl IntoView {
    let width = |share: Option<f64>| {
        format!(
            "inline-size: {:.2}%",
            share.unwrap_or(0.0) / most.max(f64::MIN_POSITIVE) * 100.0
        )
    };
    let mark = expected.map(|expected| {
        let left = format!(
            "inset-inline-start: {:.2}%",
            (expected / most.max(f64::MIN_POSITIVE) * 100.0).min(100.0)
        );
        let said = format!("{} {}", words::expected(lang), format::percent(expected));
        view! { <span class="expected-mark" style=left title=said></span> }
    });
    let held = control.map_or("–".to_string(), format::percent);
    view! {
        <div class="against">
            <span class="against-bars" aria-hidden="true">
                <span class="against-bar is-treated" style=width(treated)></span>
                <span class="against-bar is-control" style=width(control)></span>
                {mark}
            </span>
            <span class="against-words">
                <strong>{treated.map_or("–".to_string(), format::percent)}</strong>
                <span class="quiet">{fill(words::against_holdout(lang), &[("share", &held)])}</span>
            </span>
        </div>
    }
}

#[component]
fn Board() -> impl IntoView {
    let open = use_campaign();
    let (lang, money) = (use_lang(), use_money());
    let rows = Signal::derive(move || {
        open.live
            .numbers
            .read()
            .as_ref()
            .map(|live| live.groups.clone())
            .unwrap_or_default()
    });
    let most = Memo::new(move |_| {
        let rows = rows.read();
        let shares = rows.iter().flat_map(|group| {
            [
                group.conversion,
                group.holdout_conversion,
                group.expected_conversion,
            ]
        });
        shares.flatten().fold(0.0, f64::max)
    });
    let column = |word: Word, read: fn(&LiveGroup) -> u64| {
        Column::number(t_string(word), move |group: &LiveGroup| number(read(group)))
            .sorted_by(move |one, other| read(one).cmp(&read(other)))
    };
    let columns = vec![
        Column::new(t_string(words::group), |group: &LiveGroup| {
            group.name.clone()
        }),
        column(words::assigned, assigned),
        column(words::sent, |group| group.tally.sent),
        column(words::delivered, |group| group.delivered),
        column(words::opt_out, |group| group.opted_out),
        column(words::ordered, |group| group.ordered.buyers),
        column(words::unpaid, |group| group.unpaid.buyers),
        column(words::paid, |group| group.paid.buyers),
        Column::number(t_string(words::amount), move |group: &LiveGroup| {
            money.get().round(Money(group.paid.amount_minor))
        })
        .sorted_by(|one: &LiveGroup, other| one.paid.amount_minor.cmp(&other.paid.amount_minor)),
        Column::number(t_string(words::refunded), move |group: &LiveGroup| {
            money.get().round(Money(group.refunded_minor))
        }),
        Column::new(t_string(words::conversion), move |group: &LiveGroup| {
            view! {
                <AgainstHoldout
                    treated=group.conversion
                    control=group.holdout_conversion
                    expected=group.expected_conversion
                    most=most.get()
                    lang=lang.get()
                />
            }
        }),
    ];
    view! {
        <Card title=t_string(words::live)>
            <p class="lead">{t(words::refreshed)}</p>
            <Table caption=t_string(words::live) columns rows />
        </Card>
    }
}

/// How those written to and those held out came to pay, hour by hour.
#[component]
fn Curve() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let hours = Memo::new(move |_| {
        open.live
            .numbers
            .read()
            .as_ref()
            .map(|live| live.hours.clone())
            .unwrap_or_default()
    });
    let places = Signal::derive(move || {
        let zone = open.zone.read();
        hours
            .read()
            .iter()
            .map(|hour| {
                zone::local(hour.at, &zone)
                    .map(|local| local.format("%m-%d %H:00").to_string())
                    .unwrap_or_default()
            })
            .collect::<Vec<_>>()
    });
    let series = Signal::derive(move || {
        let live = open.live.numbers.read();
        let treated = total(live.as_ref(), assigned).max(1) as f64;
        let held = total(live.as_ref(), |group| group.tally.held_out);
        let running = |read: fn(&domain::wire::campaign::Hour) -> u64, base: f64| {
            let mut sum = 0;
            hours
                .read()
                .iter()
                .map(|hour| {
                    sum += read(hour);
                    Some(sum as f64 / base)
                })
                .collect::<Vec<_>>()
        };
        let lang = lang.get();
        let mut lines = vec![Series {
            label: words::sent_groups(lang).into(),
            values: running(|hour| hour.paid_orders, treated),
            tone: Tone::Accent,
            dashed: false,
        }];
        if held > 0 {
            lines.push(Series {
                label: words::held_groups(lang).into(),
                values: running(|hour| hour.holdout_orders, held as f64),
                tone: Tone::Plain,
                dashed: false,
            });
        }
        lines
    });
    view! {
        <Show when=move || !hours.read().is_empty()>
            <Card title=t_string(words::by_hour)>
                <p class="lead">{t(words::by_hour_lead)}</p>
                <LineChart label=t(words::by_hour) places series write=Callback::new(format::percent) />
            </Card>
        </Show>
    }
}
