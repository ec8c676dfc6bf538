//! How a segment buys: when, what, how often, and who refuses messages.

use domain::message::Medium;
use domain::wire::engine::{Profile, Response};
use leptos::prelude::*;

use crate::format;
use crate::locales::{Lang, Word, fill, segments as words, t, trade, use_lang};
use crate::state::use_engine;
use crate::ui::chart::{BarChart, BarDatum, Histogram};
use crate::ui::feedback::Skeleton;
use crate::ui::surface::{Card, Stat};
use crate::ui::table::{Column, Table};

const WEEKDAYS: [Word; 7] = [
    words::monday,
    words::tuesday,
    words::wednesday,
    words::thursday,
    words::friday,
    words::saturday,
    words::sunday,
];

fn bar(label: String, count: u64, all: u64) -> BarDatum {
    BarDatum {
        label,
        value: count as f64,
        text: format::count(count as i64),
        note: format::part(count as i64, all as i64),
        ..BarDatum::default()
    }
}

fn weekdays(profile: &Profile, lang: Lang) -> Vec<BarDatum> {
    let all = profile.weekdays.iter().sum();
    let days = WEEKDAYS.iter().zip(profile.weekdays);
    days.map(|(name, count)| bar(name(lang).to_owned(), count, all))
        .collect()
}

fn hours(profile: &Profile, _: Lang) -> Vec<BarDatum> {
    let all = profile.hours.iter().sum();
    let hours = profile.hours.iter().enumerate();
    hours
        .map(|(hour, count)| bar(hour.to_string(), *count, all))
        .collect()
}

fn categories(profile: &Profile, lang: Lang) -> Vec<BarDatum> {
    let part = |category: &domain::wire::engine::CategoryPart| BarDatum {
        label: category.category.clone(),
        value: category.customers.into(),
        text: format::count(category.customers.into()),
        note: fill(
            words::category_note(lang),
            &[
                (
                    "share",
                    &format::part(category.customers.into(), profile.sums.customers.into()),
                ),
                (
                    "all",
                    &format::part(category.all_customers.into(), profile.all.into()),
                ),
            ],
        ),
        ..BarDatum::default()
    };
    profile.categories.iter().map(part).collect()
}

fn scores(counts: &[u32; 5], all: u32, lang: Lang) -> Vec<BarDatum> {
    let named = counts.iter().zip([1u32, 2, 3, 4, 5]).rev();
    named
        .map(|(count, score)| {
            let label = fill(words::score(lang), &[("score", &score.to_string())]);
            bar(label, (*count).into(), all.into())
        })
        .collect()
}

/// How they responded to earlier campaigns: a row a medium.
#[component]
fn Responses(profile: Signal<Option<Profile>>) -> impl IntoView {
    let lang = use_lang();
    let rows = Signal::derive(move || {
        let profile = profile.read();
        profile
            .as_ref()
            .map(|profile| profile.responses.clone())
            .unwrap_or_default()
    });
    let medium = move |response: &Response| {
        let code = response.medium.code();
        move || trade::medium(code).map_or(code, |word| word(lang.get()))
    };
    // Those who bought, opened and so on, with their share of those who got a message.
    let column = |head: Word, only_mail: bool, of: fn(&Response) -> u32| {
        let head = move || head(lang.get()).to_owned();
        Column::number(Signal::derive(head), move |response: &Response| {
            if only_mail && response.medium != Medium::Email {
                return "–".to_owned();
            }
            let share = format::part(of(response).into(), response.sent.into());
            format!("{} · {share}", format::count(of(response).into()))
        })
    };
    let columns = vec![
        Column::new(
            Signal::derive(move || words::medium(lang.get()).to_owned()),
            medium,
        ),
        Column::number(
            Signal::derive(move || trade::sent(lang.get()).to_owned()),
            |response: &Response| format::count(response.sent.into()),
        ),
        column(trade::delivered, false, |response| response.delivered),
        column(trade::opened, true, |response| response.opened),
        column(trade::clicked, true, |response| response.clicked),
        column(trade::ordered, false, |response| response.ordered),
        column(trade::refused, false, |response| response.unsubscribed),
    ];
    let columns = StoredValue::new(columns);
    view! {
        <Card title=t(words::responses)>
            <Show
                when=move || !rows.read().is_empty()
                fallback=move || view! { <p class="quiet">{t(words::no_responses)}</p> }
            >
                <p class="card-note quiet">{t(words::responses_lead)}</p>
                <Table caption=t(words::responses) columns=columns.get_value() rows=rows />
            </Show>
        </Card>
    }
    .into_any()
}

/// The profile of the customers of a query.
#[component]
pub fn ProfileCard(
    /// The query.
    #[prop(into)]
    query: Signal<String>,
) -> impl IntoView {
    let lang = use_lang();
    let asked = use_engine().profile(query);
    let profile = asked.answer;
    let read = move |read: fn(&Profile, Lang) -> Vec<BarDatum>| {
        Signal::derive(move || {
            let profile = profile.read();
            profile
                .as_ref()
                .map(|profile| read(profile, lang.get()))
                .unwrap_or_default()
        })
    };
    let known = Memo::new(move |_| {
        let profile = profile.read();
        profile
            .as_ref()
            .is_some_and(|profile| profile.hours.iter().any(|count| *count > 0))
    });
    let has_categories = Memo::new(move |_| {
        let profile = profile.read();
        profile
            .as_ref()
            .is_some_and(|profile| !profile.categories.is_empty())
    });
    let refused = move |of: fn(&Profile) -> u32| {
        Signal::derive(move || {
            let profile = profile.read();
            profile
                .as_ref()
                .map(|profile| format::count(of(profile).into()))
                .unwrap_or_default()
        })
    };
    let share = move |of: fn(&Profile) -> u32| {
        Signal::derive(move || {
            let profile = profile.read();
            let part =
                |profile: &Profile| format::part(of(profile).into(), profile.sums.customers.into());
            profile.as_ref().map(part).unwrap_or_default()
        })
    };
    view! {
        <section class="preview" aria-label=t(words::profile) class:is-stale=asked.stale>
            <Show when=move || profile.with(Option::is_some) fallback=|| view! { <Skeleton tall=true /> }>
                <p class="card-note quiet">{t(words::profile_lead)}</p>
                <div class="grid-cards">
                    <Card title=t(words::weekdays)>
                        <Histogram label=t(words::weekdays) bars=read(weekdays) />
                    </Card>
                    <Card title=t(words::hours)>
                        <Show when=move || known.get() fallback=move || view! { <p class="quiet">{t(words::hours_unknown)}</p> }>
                            <Histogram label=t(words::hours) bars=read(hours) />
                        </Show>
                    </Card>
                    <Card title=t(words::scores_r)>
                        <BarChart label=t(words::scores_r) bars=read(|profile, lang| scores(&profile.recency, profile.sums.customers, lang)) />
                    </Card>
                    <Card title=t(words::scores_f)>
                        <BarChart label=t(words::scores_f) bars=read(|profile, lang| scores(&profile.frequency, profile.sums.customers, lang)) />
                    </Card>
                    <Card title=t(words::scores_m)>
                        <BarChart label=t(words::scores_m) bars=read(|profile, lang| scores(&profile.monetary, profile.sums.customers, lang)) />
                    </Card>
                    <Card title=t(words::refused)>
                        <div class="stats">
                            <Stat label=t(trade::sms) value=refused(|profile| profile.refused.sms) note=share(|profile| profile.refused.sms) />
                            <Stat label=t(trade::email) value=refused(|profile| profile.refused.email) note=share(|profile| profile.refused.email) />
                        </div>
                    </Card>
                </div>
                <Card title=t(words::categories)>
                    <Show when=move || has_categories.get() fallback=move || view! { <p class="quiet">{t(words::no_categories)}</p> }>
                        <BarChart label=t(words::categories) bars=read(categories) />
                    </Show>
                </Card>
                <Responses profile=profile />
            </Show>
        </section>
    }
    .into_any()
}
