//! Who is in a segment: count, money, reach, what is left after every clause, and the spreads.

use domain::money::Money;
use domain::wire::engine::{Answer, Bar};
use leptos::prelude::*;

use crate::bars::{drawn, grid_rows, own_name};
use crate::format::{self, MoneyStyle};
use crate::locales::{Lang, Word, fill, segments as words, t, trade, use_lang};
use crate::pages::facts::FactsState;
use crate::problems::query::query_problem;
use crate::state::{Preview, use_money};
use crate::ui::chart::{BarChart, HeatCell, HeatGrid, WaterfallChart, WaterfallStep};
use crate::ui::feedback::{Banner, Skeleton};
use crate::ui::surface::{Card, Stat, Tone};

type Write = fn(&Answer, &MoneyStyle) -> (String, String);

const FIGURES: &[(Word, Write)] = &[
    (words::customers, |answer, _| {
        let note = format!(
            "{} / {}",
            format::percent(answer.share),
            format::count(answer.all.into())
        );
        (format::count(answer.sums.customers.into()), note)
    }),
    (words::net_spend, |answer, money| {
        (money.round(Money(answer.sums.spent_minor)), String::new())
    }),
    (words::orders, |answer, _| {
        (format::count(answer.sums.orders as i64), String::new())
    }),
    (words::aov, |answer, money| {
        (amount(answer.sums.aov_minor, money), String::new())
    }),
    (words::per_buyer, |answer, money| {
        (
            amount(answer.sums.spend_per_buyer_minor, money),
            String::new(),
        )
    }),
    (words::reach_sms, |answer, _| {
        reached(answer.sums.reach.sms, answer)
    }),
    (words::reach_email, |answer, _| {
        reached(answer.sums.reach.email, answer)
    }),
    (words::reach_platform, |answer, _| {
        reached(answer.sums.reach.platform, answer)
    }),
];

fn amount(minor: Option<i64>, money: &MoneyStyle) -> String {
    minor.map_or("–".into(), |minor| money.full(Money(minor)))
}

fn reached(customers: u32, answer: &Answer) -> (String, String) {
    (
        format::count(customers.into()),
        format::part(customers.into(), answer.sums.customers.into()),
    )
}

/// The answer of a preview. Former numbers stay, dimmed, until new ones come.
#[component]
pub fn PreviewPanel(preview: Preview) -> impl IntoView {
    let lang = use_lang();
    let money = use_money();
    let answer = preview.answer;
    let problem = move || {
        preview.problem.get().map(|problem| {
            view! {
                <Banner tone=Tone::Warn>
                    <p>{query_problem(&problem, lang.get())}</p>
                </Banner>
            }
        })
    };
    let as_of = move || {
        let day = answer
            .read()
            .as_ref()
            .and_then(|answer| answer.as_of)
            .map(|day| format::day(day, lang.get()));
        day.map(|day| fill(words::updated_for(lang.get()), &[("day", &day)]))
            .unwrap_or_default()
    };
    let shop = crate::state::use_shop();
    let no_shop = Memo::new(move |_| shop.with(Option::is_none));
    view! {
        <section class="preview" aria-label=t(words::preview) class:is-stale=preview.stale>
            <FactsState counted=Signal::derive(move || answer.read().as_ref().map(|answer| answer.sums.customers)) />
            {problem}
            <Show when=move || answer.with(Option::is_some) fallback=move || (!no_shop.get()).then(|| view! { <Skeleton tall=true /> })>
                <div class="stats" aria-live="polite">
                    {FIGURES
                        .iter()
                        .map(|(label, write)| {
                            let written = Memo::new(move |_| {
                                let answer = answer.read();
                                answer.as_ref().map(|answer| write(answer, &money.read())).unwrap_or_default()
                            });
                            view! {
                                <Stat
                                    label=t(*label)
                                    value=Signal::derive(move || written.read().0.clone())
                                    note=Signal::derive(move || written.read().1.clone())
                                />
                            }
                        })
                        .collect_view()}
                </div>
                <StepsCard answer=answer />
                <div class="grid-cards">
                    <SpreadCard answer=answer title=words::recency read=|answer| &answer.spreads.recency name=trade::days_bar />
                    <SpreadCard
                        answer=answer
                        title=words::lifecycle
                        read=|answer| &answer.spreads.lifecycle
                        name=|key, lang| trade::bar(key, trade::stage, lang)
                    />
                    <GridCard answer=answer />
                    <SpreadCard
                        answer=answer
                        title=words::rfm_groups
                        read=|answer| &answer.spreads.rfm_groups
                        name=|key, lang| trade::bar(key, trade::rfm_group, lang)
                    />
                    <SpreadCard answer=answer title=words::bands read=|answer| &answer.spreads.spend_bands name=trade::band_bar />
                    <SpreadCard answer=answer title=words::regions read=|answer| &answer.spreads.regions name=own_name />
                    <SpreadCard answer=answer title=words::levels read=|answer| &answer.spreads.member_levels name=trade::level_bar />
                </div>
                <p class="card-note quiet">{as_of}</p>
            </Show>
        </section>
    }
}

#[component]
fn SpreadCard(
    answer: Signal<Option<Answer>>,
    title: Word,
    read: fn(&Answer) -> &[Bar],
    name: fn(&str, Lang) -> String,
) -> impl IntoView {
    let lang = use_lang();
    let bars = Signal::derive(move || {
        answer
            .read()
            .as_ref()
            .map(|answer| drawn(read(answer), answer.sums.customers, name, lang.get()))
            .unwrap_or_default()
    });
    view! {
        <Card title=t(title)>
            <BarChart label=t(title) bars=bars />
        </Card>
    }
}

#[component]
fn GridCard(answer: Signal<Option<Answer>>) -> impl IntoView {
    let lang = use_lang();
    let columns = Signal::stored((1..=5).map(|score| format!("F{score}")).collect::<Vec<_>>());
    let rows = Signal::derive(move || {
        let answer = answer.read();
        let rows = answer
            .as_ref()
            .map(|answer| grid_rows(&answer.spreads.rfm_grid, lang.get()))
            .unwrap_or_default();
        let plain = |cell: HeatCell| HeatCell { href: None, ..cell };
        rows.into_iter()
            .map(|(head, cells)| (head, cells.into_iter().map(plain).collect()))
            .collect::<Vec<_>>()
    });
    view! {
        <Card title=t(words::rfm)>
            <HeatGrid
                label=t(words::rfm)
                across=t(crate::locales::customers::frequency_axis)
                down=t(crate::locales::customers::recency_axis)
                columns=columns
                rows=rows
            />
        </Card>
    }
}

/// What every clause leaves.
#[component]
fn StepsCard(answer: Signal<Option<Answer>>) -> impl IntoView {
    let lang = use_lang();
    let steps = Signal::derive(move || {
        let answer = answer.read();
        let Some(answer) = answer.as_ref() else {
            return Vec::new();
        };
        let mut before = answer.all;
        let mut steps = vec![WaterfallStep {
            label: words::waterfall_all(lang.get()).into(),
            left: f64::from(answer.all),
            text: format::count(answer.all.into()),
            tone: Tone::Plain,
            ..WaterfallStep::default()
        }];
        for step in &answer.steps {
            let lost = before.saturating_sub(step.customers);
            steps.push(WaterfallStep {
                label: step.text.clone(),
                left: f64::from(step.customers),
                lost: f64::from(lost),
                text: format::count(step.customers.into()),
                lost_text: format::count(-i64::from(lost)),
                from: 0.0,
                tone: Tone::Accent,
            });
            before = step.customers;
        }
        steps
    });
    view! {
        <Card title=t(words::waterfall)>
            <WaterfallChart
                label=t(words::waterfall)
                step_head=t(words::query)
                left_head=t(words::customers)
                lost_head=t(words::share)
                steps=steps
            />
        </Card>
    }
}
