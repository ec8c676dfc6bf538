//! Checkpoint 3: whom it suits, written before anyone looks; then the widest circle of customers, counted at once.

use domain::document::Kind;
use leptos::prelude::*;

use super::fields::{Place, TextField, t_string};
use super::rule::RuleField;
use crate::locales::{campaign_audience as words, campaign_plan as plan_words, t, use_lang};
use crate::pages::facts::FactsState;
use crate::pages::segments::PreviewPanel;
use crate::state::campaigns::use_campaign;
use crate::state::{use_documents, use_engine};
use crate::ui::{Banner, Button, Card, Choice, Select, Tone};

/// Hypothesis, scope, and what the scope holds.
#[component]
pub fn Potential() -> impl IntoView {
    let open = use_campaign();
    let written = Memo::new(move |_| open.campaign.read().hypothesis.is_written());
    let scope = open.text("scope.query");
    let preview = use_engine().preview(scope);
    let scoped = Memo::new(move |_| !scope.read().trim().is_empty());
    view! {
        <Card title=t_string(plan_words::hypothesis)>
            <p class="lead">{t(plan_words::hypothesis_lead)}</p>
            <div class="form-grid form-grid-wide">
                <TextField path="hypothesis.suits" label=plan_words::suits placeholder=plan_words::suits_hint rows=2 />
                <TextField path="hypothesis.suits_not" label=plan_words::suits_not placeholder=plan_words::suits_not_hint rows=2 />
            </div>
        </Card>
        <Show
            when=move || written.get()
            fallback=move || view! { <Banner tone=Tone::Accent><p>{t(plan_words::hypothesis_opens)}</p></Banner> }
        >
            <Card title=t_string(words::scope)>
                <p class="lead">{t(words::scope_lead)}</p>
                <Place path="scope.query">
                    <Starts />
                    <RuleField path="scope.query" label=words::scope_query />
                </Place>
            </Card>
            <Show when=move || scoped.get()>
                <h2 class="part-title">{t(words::picture)}</h2>
                <HypothesisBeside />
                <FactsState />
                <PreviewPanel preview />
            </Show>
        </Show>
    }
    .into_any()
}

/// What was thought, beside what is found.
#[component]
pub fn HypothesisBeside() -> impl IntoView {
    let open = use_campaign();
    let hypothesis = Memo::new(move |_| open.campaign.read().hypothesis.clone());
    view! {
        <Show when=move || hypothesis.read().is_written()>
            <aside class="beside" aria-label=t(words::hypothesis_beside)>
                <span class="beside-title">{t(words::hypothesis_beside)}</span>
                <dl>
                    <div><dt>{t(plan_words::suits)}</dt><dd>{move || hypothesis.read().suits.clone()}</dd></div>
                    <Show when=move || !hypothesis.read().suits_not.trim().is_empty()>
                        <div><dt>{t(plan_words::suits_not)}</dt><dd>{move || hypothesis.read().suits_not.clone()}</dd></div>
                    </Show>
                </dl>
            </aside>
        </Show>
    }
}

/// Ways to begin a scope: a saved segment, or everybody.
#[component]
fn Starts() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let segments = use_documents().list(Kind::Segment);
    let choices = Signal::derive(move || {
        segments
            .read()
            .iter()
            .map(|segment| Choice::new(segment.text("query"), segment.text("name")))
            .collect::<Vec<_>>()
    });
    let take = move |query: String| {
        if !query.is_empty() {
            open.edit("scope.query", query);
        }
    };
    view! {
        <Show when=move || !open.frozen.get()>
            <div class="starts">
                <Show when=move || !choices.read().is_empty()>
                    <Select
                        choices
                        value=Signal::stored(String::new())
                        on_change=take
                        label=t_string(words::use_segment)
                        placeholder=Signal::derive(move || words::choose_segment(lang.get()).to_string())
                    />
                </Show>
                <Button small=true on_press=move |()| open.edit("scope.query", domain::segment::EVERYBODY)>{t(words::all_customers)}</Button>
            </div>
        </Show>
    }
}
