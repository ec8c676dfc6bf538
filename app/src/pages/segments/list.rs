//! All saved segments, each with its count as of today.

use domain::document::Kind;
use domain::money::Money;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::format;
use crate::locales::{segments as words, t, use_lang};
use crate::routes::Page;
use crate::state::{use_documents, use_engine, use_money};
use crate::ui::button::{ButtonKind, LinkButton};
use crate::ui::feedback::{EmptyState, Skeleton};
use crate::ui::icon::Glyph;
use crate::ui::surface::{Card, PageHead};

/// The list.
#[component]
pub fn SegmentsPage() -> impl IntoView {
    let documents = use_documents();
    let ready = documents.ready();
    let segments = documents.list(Kind::Segment);
    let ids = Memo::new(move |_| {
        let segments = segments.read();
        let mut named: Vec<(String, String)> = segments
            .iter()
            .map(|segment| (segment.text("name").to_string(), segment.id.clone()))
            .collect();
        named.sort();
        named.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    });
    view! {
        <PageHead title=t(words::title) note=t(words::lead)>
            <LinkButton href=Page::SegmentOf(String::new()).path() kind=ButtonKind::Primary icon=Glyph::Plus>
                {t(words::new_segment)}
            </LinkButton>
        </PageHead>
        {move || {
            if !ready.get() {
                return view! { <Skeleton lines=6 /> }.into_any();
            }
            if ids.read().is_empty() {
                return view! {
                    <EmptyState glyph=Glyph::Segment title=t(words::empty) text=t(words::empty_lead)>
                        <LinkButton href=Page::SegmentOf(String::new()).path() kind=ButtonKind::Primary>
                            {t(words::new_segment)}
                        </LinkButton>
                    </EmptyState>
                    <Examples />
                }
                    .into_any();
            }
            view! {
                <div class="table-frame" tabindex="0" role="region" aria-label=t(words::title)>
                    <table class="table segment-table">
                        <thead>
                            <tr>
                                <th scope="col">{t(words::name)}</th>
                                <th scope="col">{t(words::query)}</th>
                                <th scope="col" class="numeric">{t(words::customers)}</th>
                                <th scope="col" class="numeric">{t(words::share)}</th>
                                <th scope="col" class="numeric">{t(words::net_spend)}</th>
                                <th scope="col" class="numeric">{t(words::reach_sms)}</th>
                                <th scope="col" class="numeric">{t(words::reach_email)}</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || ids.get() key=|id| id.clone() let:id>
                                <SegmentRow id=id />
                            </For>
                        </tbody>
                    </table>
                </div>
                <Examples />
            }
                .into_any()
        }}
    }
    .into_any()
}

#[component]
fn SegmentRow(id: String) -> impl IntoView {
    let lang = use_lang();
    let money = use_money();
    let documents = use_documents();
    let (name, query) = (
        documents.text(id.clone(), "name"),
        documents.text(id.clone(), "query"),
    );
    let preview = use_engine().preview(query);
    let number = move |of: fn(&domain::wire::engine::Answer) -> i64| {
        move || {
            preview
                .answer
                .read()
                .as_ref()
                .map_or("…".into(), |answer| format::count(of(answer)))
        }
    };
    let shown = move || match name.get() {
        name if name.is_empty() => words::unnamed(lang.get()).to_string(),
        name => name,
    };
    let rule = move || match query.get() {
        query if query.is_empty() => words::everybody(lang.get()).to_string(),
        query => query,
    };
    let share = move || {
        preview
            .answer
            .read()
            .as_ref()
            .map_or("…".into(), |answer| format::percent(answer.share))
    };
    let spent = move || {
        preview.answer.read().as_ref().map_or("…".into(), |answer| {
            money.read().round(Money(answer.sums.spent_minor))
        })
    };
    view! {
        <tr class:is-stale=preview.stale>
            <th scope="row"><A href=Page::Segment(id).path()>{shown}</A></th>
            <td><code class="segment-rule">{rule}</code></td>
            <td class="numeric">{number(|answer| answer.sums.customers.into())}</td>
            <td class="numeric">{share}</td>
            <td class="numeric">{spent}</td>
            <td class="numeric">{number(|answer| answer.sums.reach.sms.into())}</td>
            <td class="numeric">{number(|answer| answer.sums.reach.email.into())}</td>
        </tr>
    }
}

/// Rules to begin with.
#[component]
fn Examples() -> impl IntoView {
    let examples = [
        (
            words::example_dormant as crate::locales::Word,
            "lifecycle_stage IN ('DORMANT', 'CHURNED') AND rfm_monetary >= 4",
        ),
        (
            words::example_one_time,
            "number_of_orders = 1 AND last_order_date < -60d",
        ),
        (words::example_loyal, "lifecycle_stage = 'LOYAL'"),
        (
            words::example_birthday,
            "anniversary(date: 'birthday') BETWEEN today AND +30d",
        ),
    ];
    view! {
        <Card title=t(words::examples) class="examples">
            <ul class="example-list">
                {examples
                    .into_iter()
                    .map(|(name, query)| {
                        view! {
                            <li>
                                <A href=Page::SegmentOf(query.into()).path()>{t(name)}</A>
                                <code>{query}</code>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Card>
    }
}
