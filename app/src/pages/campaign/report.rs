//! The effect report: what was sent, what came of it, and what of that the messages brought about.

use domain::effect::Estimate;
use domain::money::Money;
use domain::wire::campaign::{Effect, Good, Report, Row, RowScope, Verdict};
use leptos::prelude::*;

use super::fields::t_string;
use super::intervals::{Interval, Intervals};
use super::names;
use crate::format::{self, MoneyStyle, count};
use crate::locales::{Lang, campaign_report as words, fill, t, use_lang};
use crate::state::campaigns::use_campaign;
use crate::state::live::{Fetched, use_report};
use crate::state::use_money;
use crate::ui::{
    Badge, Card, Column, Definition, EmptyState, Glyph, Icon, LinkButton, LoadFailed, Skeleton,
    Table, Tone,
};

/// The whole report.
#[component]
pub fn ReportPart() -> impl IntoView {
    let open = use_campaign();
    let ran = Memo::new(move |_| open.state.get().has_run());
    let report = use_report(open.id, ran.into());
    let numbers = Memo::new(move |_| report.numbers.get());
    let failed = move || report.failure.get().filter(|_| numbers.read().is_none());
    view! {
        <Show when=move || ran.get() fallback=move || view! { <EmptyState glyph=Glyph::Chart title=t(words::report_none) /> }>
            {move || failed().map(|failure| view! { <LoadFailed failure=Signal::stored(failure) on_retry=move |()| report.refresh() /> })}
            <Show when=move || numbers.read().is_some() fallback=move || view! { <Waiting report /> }>
                <Head numbers />
                <Verdicts numbers />
                <Target numbers />
                <Rows numbers />
                <Goods numbers />
            </Show>
        </Show>
    }
    .into_any()
}

type Numbers = Memo<Option<Report>>;

#[component]
fn Waiting(report: Fetched<Report>) -> impl IntoView {
    view! { <Show when=move || report.failure.read().is_none()><Skeleton lines=6 tall=true /></Show> }
}

#[component]
fn Head(numbers: Numbers) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let time = move |at: i64| format::local_time(&open.local(at), lang.get());
    let window = move || {
        let report = numbers.read();
        report.as_ref().map(|report| {
            let (from, to) = (
                report.window_from.map_or("–".into(), time),
                time(report.window_until),
            );
            fill(
                words::window_from_to(lang.get()),
                &[("from", &from), ("to", &to)],
            )
        })
    };
    let as_of = move || {
        numbers
            .read()
            .as_ref()
            .map(|report| fill(words::as_of(lang.get()), &[("when", &time(report.as_of))]))
    };
    let provisional = Memo::new(move |_| {
        numbers
            .read()
            .as_ref()
            .is_some_and(|report| report.provisional)
    });
    let until = move || {
        numbers.read().as_ref().map(|report| {
            fill(
                words::provisional_text(lang.get()),
                &[("when", &time(report.window_until))],
            )
        })
    };
    let path = move |form: &'static str| {
        Signal::derive(move || crate::state::live::report_path(&open.id.read(), form))
    };
    view! {
        <div class="report-head">
            <div>
                <p class="report-window">
                    <Show when=move || provisional.get() fallback=move || view! { <Badge tone=Tone::Good>{t(words::final_stamp)}</Badge> }>
                        <Badge tone=Tone::Warn>{t(words::provisional)}</Badge>
                    </Show>
                    <span>{t(words::window)}" "{window}</span>
                    <span class="quiet">{as_of}</span>
                </p>
                <Show when=move || provisional.get()><p class="quiet">{until}</p></Show>
                <p class="quiet">{t(words::report_lead)}</p>
            </div>
            <span class="deeds">
                <LinkButton small=true href=path("csv") icon=Glyph::Download download=true>{t(words::export_csv)}</LinkButton>
                <a class="button button-small" href=path("html") target="_blank" rel="external noopener">
                    <Icon glyph=Glyph::File /><span class="button-words">{t(words::export_html)}</span>
                </a>
            </span>
        </div>
    }
}

/// A difference of shares, in percentage points: `+1.23`, `−0.40`.
fn points(share: f64) -> String {
    let text = format::decimal(share * 100.0, 2);
    if share > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

fn signed_money(minor: f64, money: &MoneyStyle) -> String {
    let text = money.full(Money(minor.round() as i64));
    if minor > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// What may be said of buyers, in one honest sentence, and how sure it is.
fn sentence(effect: &Effect, buyers: u64, lang: Lang) -> (Tone, String, String) {
    let whole = |value: f64| count(value.round() as i64);
    let range = |lift: Estimate, word: fn(Lang) -> &'static str, size: f64| {
        let values = [
            ("points", lift_words(size, lang)),
            ("from", points(lift.low)),
            ("to", points(lift.high)),
        ];
        fill(
            word(lang),
            &values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str())),
        )
    };
    match (effect.verdict, effect.lift, effect.incremental_buyers) {
        (Verdict::Proven, Some(lift), Some(extra)) => {
            let first = fill(words::brought(lang), &[("people", &whole(extra.value))]);
            (
                Tone::Good,
                first,
                range(lift, words::brought_of, lift.value),
            )
        }
        (Verdict::ProvenLoss, Some(lift), _) => (
            Tone::Bad,
            range(lift, words::brought_less, lift.value.abs()),
            String::new(),
        ),
        (Verdict::NotProven | Verdict::TooSmall, Some(lift), extra) => {
            let people = extra.map(|extra| {
                let both = [
                    ("from", whole(extra.low)),
                    (
                        "to",
                        format!(
                            "{}{}",
                            if extra.high > 0.0 { "+" } else { "" },
                            whole(extra.high)
                        ),
                    ),
                ];
                fill(
                    words::no_proof_people(lang),
                    &both.each_ref().map(|(name, value)| (*name, value.as_str())),
                )
            });
            let both = [("from", points(lift.low)), ("to", points(lift.high))];
            let first = fill(
                words::no_proof(lang),
                &both.each_ref().map(|(name, value)| (*name, value.as_str())),
            );
            let tail = if effect.verdict == Verdict::TooSmall {
                words::too_small(lang).to_string()
            } else {
                people.unwrap_or_default()
            };
            (Tone::Plain, first, tail)
        }
        _ => {
            let detail = fill(
                words::no_holdout_detail(lang),
                &[("people", &count(i64::try_from(buyers).unwrap_or(i64::MAX)))],
            );
            (Tone::Plain, words::no_holdout(lang).into(), detail)
        }
    }
}

fn lift_words(share: f64, lang: Lang) -> String {
    fill(
        words::lift_points(lang),
        &[("points", &format::decimal(share * 100.0, 2))],
    )
}

fn money_sentence(effect: &Effect, money: &MoneyStyle, lang: Lang) -> String {
    let Some(spend) = effect.spend_lift_minor else {
        return String::new();
    };
    let (word, amount) = match effect.amount_verdict {
        Verdict::Proven => (
            words::money_brought as fn(Lang) -> &'static str,
            money.full(Money(spend.value.round() as i64)),
        ),
        // Of a group that is too small the sentence before speaks.
        Verdict::TooSmall if effect.verdict != Verdict::TooSmall => (
            words::money_too_few as fn(Lang) -> &'static str,
            String::new(),
        ),
        _ => (
            words::money_no_proof as fn(Lang) -> &'static str,
            String::new(),
        ),
    };
    let buyers = effect.treated.hits.min(effect.control.hits);
    let values = [
        (
            "buyers",
            format::count(i64::try_from(buyers).unwrap_or(i64::MAX)),
        ),
        ("amount", amount),
        ("from", signed_money(spend.low, money)),
        ("to", signed_money(spend.high, money)),
    ];
    fill(
        word(lang),
        &values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str())),
    )
}

#[component]
fn Verdicts(numbers: Numbers) -> impl IntoView {
    let (lang, money) = (use_lang(), use_money());
    let whole = move || {
        let report = numbers.read();
        let total = report.as_ref()?.total()?;
        let effect = total.effect.as_ref()?;
        let (tone, first, second) = sentence(effect, total.paid.buyers, lang.get());
        let third = money_sentence(effect, &money.read(), lang.get());
        Some(view! {
            <div class=format!("verdict {}", tone.class())>
                <p class="verdict-first">{first}</p>
                <p>{second}</p>
                <p>{third}</p>
            </div>
        })
    };
    let intervals = Signal::derive(move || {
        let report = numbers.read();
        let rows = report
            .as_ref()
            .map(|report| report.rows.as_slice())
            .unwrap_or_default();
        rows.iter()
            .filter_map(|row| interval(row, lang.get()))
            .collect::<Vec<_>>()
    });
    view! {
        <Card title=t_string(words::verdict)>
            {whole}
            <Intervals label=t_string(words::interval) intervals zero=words::zero />
            <p class="quiet">{t(words::sample_hint)}</p>
        </Card>
    }
}

fn interval(row: &Row, lang: Lang) -> Option<Interval> {
    let (label, is_total) = match &row.scope {
        RowScope::Group { name, .. } => (name.clone(), false),
        RowScope::Total => (words::row_total(lang).to_string(), true),
        _ => return None,
    };
    let effect = row.effect.as_ref()?;
    let tone = match effect.verdict {
        Verdict::Proven => Tone::Good,
        Verdict::ProvenLoss => Tone::Bad,
        _ => Tone::Plain,
    };
    let Some(lift) = effect.lift else {
        let words = words::no_holdout_short(lang).to_string();
        return Some(Interval {
            label,
            value: None,
            low: 0.0,
            high: 0.0,
            words,
            tone,
            is_total,
        });
    };
    let both = format!(
        "{} ({} … {})",
        points(lift.value),
        points(lift.low),
        points(lift.high),
    );
    let shares = [effect.treated, effect.control]
        .map(|part| part.share().map_or("–".into(), format::percent));
    let held = fill(
        crate::locales::campaign_send::against_holdout(lang),
        &[("share", &shares[1])],
    );
    let words = format!("{both} · {}, {held}", shares[0]);
    Some(Interval {
        label,
        value: Some(lift.value),
        low: lift.low,
        high: lift.high,
        words,
        tone,
        is_total,
    })
}

#[component]
fn Target(numbers: Numbers) -> impl IntoView {
    let (lang, money) = (use_lang(), use_money());
    let lines = move || {
        let report = numbers.read();
        let report = report.as_ref()?;
        let total = report.total()?;
        let lang = lang.get();
        let line =
            |word: fn(Lang) -> &'static str, reached: String, target: String, share: String| {
                view! {
                    <div class="number">
                        <dt>{word(lang)}</dt>
                        <dd>{reached}" / "{target}</dd>
                        <dd class="quiet">{fill(words::reached(lang), &[("share", &share)])}</dd>
                    </div>
                }
            };
        let style = money.read();
        let amount = report
            .target
            .amount_minor
            .filter(|target| *target > 0)
            .map(|target| {
                let paid = total.paid.amount_minor;
                line(
                    words::target_amount,
                    style.round(Money(paid)),
                    style.round(Money(target)),
                    format::part(paid, target),
                )
            });
        let orders = report
            .target
            .orders
            .filter(|target| *target > 0)
            .map(|target| {
                let paid = i64::try_from(total.paid.orders).unwrap_or(i64::MAX);
                line(
                    words::target_orders,
                    count(paid),
                    count(target),
                    format::part(paid, target),
                )
            });
        let overlap = report.overlap_share.filter(|share| *share > 0.0).map(|share| {
            view! { <p class="quiet">{fill(words::overlap(lang), &[("share", &format::percent(share))])}</p> }
        });
        Some(view! { <dl class="numbers">{amount}{orders}</dl>{overlap} })
    };
    let has = Memo::new(move |_| {
        let report = numbers.read();
        report.as_ref().is_some_and(|report| {
            report.target.amount_minor.is_some_and(|target| target > 0)
                || report.target.orders.is_some_and(|target| target > 0)
                || report.overlap_share.is_some_and(|share| share > 0.0)
        })
    });
    view! { <Show when=move || has.get()><Card title=t_string(words::against_target)>{lines}</Card></Show> }
}

fn row_name(row: &Row, lang: Lang) -> String {
    match &row.scope {
        RowScope::Group { name, .. } => name.clone(),
        RowScope::Wave { name, number, .. } => format!("{name} · {number}"),
        RowScope::Channel { medium } => names::medium(*medium)(lang).into(),
        RowScope::Total => words::row_total(lang).into(),
        RowScope::Holdout => words::row_holdout(lang).into(),
    }
}

fn dash(value: Option<String>) -> String {
    value.unwrap_or_else(|| "–".into())
}

#[component]
fn Rows(numbers: Numbers) -> impl IntoView {
    let (lang, money) = (use_lang(), use_money());
    // A wave or a channel that is the only one of its group says what the group already says.
    let rows = Signal::derive(move || {
        let report = numbers.read();
        let rows = report
            .as_ref()
            .map(|report| report.rows.as_slice())
            .unwrap_or_default();
        let channels = rows
            .iter()
            .filter(|row| matches!(row.scope, RowScope::Channel { .. }))
            .count();
        let later = rows
            .iter()
            .any(|row| matches!(row.scope, RowScope::Wave { number, .. } if number > 1));
        let shown = |row: &&Row| match row.scope {
            RowScope::Wave { .. } => later,
            RowScope::Channel { .. } => channels > 1,
            _ => true,
        };
        rows.iter().filter(shown).cloned().collect::<Vec<_>>()
    });
    let number = |number: u64| count(i64::try_from(number).unwrap_or(i64::MAX));
    let is_held = |row: &Row| row.scope == RowScope::Holdout;
    let amount = move |minor: i64| money.get().round(Money(minor));
    // The holdout gets no message: a zero there would look like a failure.
    let of_messages = move |row: &Row, value: u64| {
        if is_held(row) {
            "–".to_string()
        } else {
            number(value)
        }
    };
    let columns = vec![
        Column::new(t_string(words::group), move |row: &Row| {
            row_name(row, lang.get())
        }),
        Column::number(t_string(words::assigned), move |row: &Row| {
            number(row.targeted)
        }),
        Column::number(t_string(words::sent), move |row: &Row| {
            of_messages(row, row.sent)
        }),
        Column::number(t_string(words::delivered), move |row: &Row| {
            of_messages(row, row.delivered)
        }),
        Column::number(t_string(words::failed), move |row: &Row| {
            of_messages(row, row.failed)
        }),
        Column::number(t_string(words::opened), move |row: &Row| {
            dash(row.opened.map(number))
        }),
        Column::number(t_string(words::opt_out), move |row: &Row| {
            of_messages(row, row.opted_out)
        }),
        Column::number(t_string(words::ordered), move |row: &Row| {
            number(row.ordered.buyers)
        }),
        Column::number(t_string(words::unpaid), move |row: &Row| {
            number(row.unpaid.buyers)
        }),
        Column::number(t_string(words::paid), move |row: &Row| {
            number(row.paid.buyers)
        }),
        Column::number(t_string(words::paid_orders), move |row: &Row| {
            number(row.paid.orders)
        }),
        Column::number(t_string(words::net), move |row: &Row| {
            amount(row.paid.amount_minor - row.refunded_minor)
        }),
        Column::number(t_string(words::refunded), move |row: &Row| {
            amount(row.refunded_minor)
        }),
        Column::number(t_string(words::conversion), |row: &Row| {
            dash(row.conversion.map(format::percent))
        }),
        Column::number(t_string(words::aov), move |row: &Row| {
            dash(
                row.order_value_minor
                    .map(|minor| money.get().full(Money(minor))),
            )
        }),
        Column::number(t_string(words::per_buyer), move |row: &Row| {
            dash(
                row.spend_per_buyer_minor
                    .map(|minor| money.get().full(Money(minor))),
            )
        }),
        Column::number(t_string(words::cost), move |row: &Row| {
            if is_held(row) {
                "–".into()
            } else {
                money.get().full(Money(row.cost_minor))
            }
        }),
        Column::number(t_string(words::ratio), |row: &Row| {
            dash(
                row.revenue_to_cost
                    .map(|ratio| format!("1:{}", format::decimal(ratio, 1))),
            )
        }),
        Column::number(t_string(words::per_message), move |row: &Row| {
            dash(
                row.revenue_per_message_minor
                    .map(|minor| money.get().full(Money(minor.round() as i64))),
            )
        }),
        Column::number(t_string(words::incremental), |row: &Row| {
            let extra = row
                .effect
                .as_ref()
                .and_then(|effect| effect.incremental_buyers);
            dash(extra.map(|extra| {
                format!(
                    "{} ({} … {})",
                    count(extra.value.round() as i64),
                    count(extra.low.round() as i64),
                    count(extra.high.round() as i64)
                )
            }))
        }),
    ];
    view! {
        <Card title=t_string(words::table)>
            <Table caption=t_string(words::table) columns rows />
            <p class="quiet notes">
                <span>{t(words::ratio)}<Definition of=t_string(words::ratio) text=t_string(words::ratio_hint) /></span>
                <span>{t(words::opened)}<Definition of=t_string(words::opened) text=t_string(words::opened_hint) /></span>
            </p>
        </Card>
    }
}

#[component]
fn Goods(numbers: Numbers) -> impl IntoView {
    let (lang, money) = (use_lang(), use_money());
    let rows = Signal::derive(move || {
        let report = numbers.read();
        report
            .as_ref()
            .map(|report| report.goods.iter().take(30).cloned().collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let number = |number: u64| count(i64::try_from(number).unwrap_or(i64::MAX));
    let columns = vec![
        Column::new(t_string(words::product), move |good: &Good| {
            let of_campaign = good.is_of_campaign.then(|| view! { " " <Badge tone=Tone::Accent>{move || words::campaign_product(lang.get())}</Badge> });
            let title = if good.title.is_empty() {
                good.key.clone()
            } else {
                good.title.clone()
            };
            view! { <span>{title}</span>{of_campaign} }
        }),
        Column::number(t_string(words::buyers), move |good: &Good| {
            number(good.buyers)
        })
        .sorted_by(|one: &Good, other| one.buyers.cmp(&other.buyers)),
        Column::number(t_string(words::quantity), |good: &Good| {
            count(good.quantity)
        })
        .sorted_by(|one: &Good, other| one.quantity.cmp(&other.quantity)),
        Column::number(t_string(words::net), move |good: &Good| {
            money.get().round(Money(good.amount_minor))
        })
        .sorted_by(|one: &Good, other| one.amount_minor.cmp(&other.amount_minor)),
    ];
    let columns = StoredValue::new(columns);
    view! {
        <Show when=move || !rows.read().is_empty()>
            <Card title=t_string(words::goods)>
                <p class="lead">{t(words::goods_lead)}</p>
                <Table caption=t_string(words::goods) columns=columns.get_value() rows />
            </Card>
        </Show>
    }
}
