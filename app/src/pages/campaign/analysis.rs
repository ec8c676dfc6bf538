//! Checkpoint 2: what speaks for the campaign, and whether it suits repeat customers.

use leptos::prelude::*;
use leptos_router::components::A;
use serde_json::{Value, json};

use super::fields::{CardField, CodeField, Place, TextField, entry, t_filled, t_string};
use super::names;
use crate::locales::{Word, campaign_plan as words, fill, t, use_lang};
use crate::platform::new_entry_id;
use crate::routes::Page;
use crate::state::campaigns::use_campaign;
use crate::state::use_toasts;
use crate::ui::{Button, Card, Checkbox, EmptyState, Glyph, IconButton};

const DECISIONS: [(&str, Word, Word); 3] = [
    ("GO", words::fit_go, words::fit_go_hint),
    ("PARTLY", words::fit_partly, words::fit_partly_hint),
    ("NO_GO", words::fit_no_go, words::fit_no_go_hint),
];

/// Selling points and the fit decision.
#[component]
pub fn Analysis() -> impl IntoView {
    view! {
        <Points />
        <Fit />
    }
    .into_any()
}

/// Adds an entry at the end of a list.
pub fn add_entry(list: &str, ids: &[String], parts: &[(&str, Value)]) -> Vec<(String, Value)> {
    let id = new_entry_id();
    let rank = json!(ids.len() + 1);
    let ranks = ids
        .iter()
        .enumerate()
        .map(|(at, held)| (entry(list, held, "rank"), json!(at + 1)));
    let parts = parts
        .iter()
        .map(|(part, value)| (entry(list, &id, part), value.clone()));
    ranks
        .chain(parts)
        .chain([(entry(list, &id, "rank"), rank)])
        .collect()
}

/// The ranks after an entry went one place up or down.
pub fn moved(list: &str, ids: &[String], id: &str, by: isize) -> Vec<(String, Value)> {
    let mut order = ids.to_vec();
    if let Some(at) = order.iter().position(|held| held == id) {
        let to = at.saturating_add_signed(by).min(order.len() - 1);
        order.swap(at, to);
    }
    order
        .iter()
        .enumerate()
        .map(|(at, held)| (entry(list, held, "rank"), json!(at + 1)))
        .collect()
}

#[component]
fn Points() -> impl IntoView {
    let open = use_campaign();
    let ids = Memo::new(move |_| {
        open.campaign
            .read()
            .points
            .iter()
            .map(|point| point.id.clone())
            .collect::<Vec<_>>()
    });
    let add = move |()| {
        open.edit_many(add_entry(
            "points",
            &ids.get_untracked(),
            &[("kind", json!("PRICE")), ("text", json!(""))],
        ))
    };
    view! {
        <Card title=t_string(words::points)>
            <p class="lead">{t(words::points_lead)}</p>
            <Place path="points">
                <Show
                    when=move || !ids.read().is_empty()
                    fallback=move || view! { <EmptyState glyph=Glyph::Tag title=t(words::points_none_title) text=t(words::points_none_text) /> }
                >
                    <ol class="entries">
                        <For each=move || ids.get() key=|id| id.clone() children=move |id| view! { <OnePoint id ids /> } />
                    </ol>
                </Show>
                <Button icon=Glyph::Plus disabled=open.frozen on_press=add>{t(words::point_add)}</Button>
            </Place>
        </Card>
    }
}

#[component]
fn OnePoint(id: String, ids: Memo<Vec<String>>) -> impl IntoView {
    let open = use_campaign();
    let toasts = use_toasts();
    let lang = use_lang();
    let at = |part: &str| entry("points", &id, part);
    let text = open.text(at("text"));
    let cited = {
        let id = id.clone();
        Memo::new(move |_| {
            open.campaign
                .read()
                .groups
                .iter()
                .filter(|group| group.points.contains(&id))
                .count()
        })
    };
    let cited_words = Signal::derive(move || {
        let lang = lang.get();
        match cited.get() {
            0 => words::point_uncited(lang).to_string(),
            1 => words::point_cited_one(lang).to_string(),
            many => fill(words::point_cited(lang), &[("count", &many.to_string())]),
        }
    });
    let (up, down, gone) = (id.clone(), id.clone(), at("gone"));
    let (first, last) = (id.clone(), id.clone());
    let remove = move |()| {
        open.edit(gone.clone(), true);
        let gone = gone.clone();
        let undo = words::undo(lang.get_untracked());
        toasts.offer(
            words::point_removed(lang.get_untracked()),
            undo,
            move || open.edit(gone.clone(), Value::Null),
        );
    };
    view! {
        <li class="entry">
            <div class="form-grid point-grid">
                <TextField path=at("text") label=words::point_text placeholder=words::point_text_hint />
                <CodeField path=at("kind") label=words::point_kind codes=&names::POINT_KINDS />
                <TextField path=at("evidence") label=words::point_evidence placeholder=words::point_evidence_hint />
                <TextField path=at("target") label=words::point_target placeholder=words::point_target_hint />
            </div>
            <div class="entry-foot">
                <span class="quiet" class:is-warning=move || cited.get() == 0>{cited_words}</span>
                <span class="entry-deeds">
                    <IconButton small=true glyph=Glyph::Up label=t_string(words::point_up)
                        disabled=Signal::derive(move || open.frozen.get() || ids.read().first() == Some(&first))
                        on_press=move |()| open.edit_many(moved("points", &ids.get_untracked(), &up, -1)) />
                    <IconButton small=true glyph=Glyph::Down label=t_string(words::point_down)
                        disabled=Signal::derive(move || open.frozen.get() || ids.read().last() == Some(&last))
                        on_press=move |()| open.edit_many(moved("points", &ids.get_untracked(), &down, 1)) />
                    <IconButton small=true glyph=Glyph::Delete disabled=open.frozen
                        label=t_filled(words::point_remove, move |_| [("name", text.get())])
                        on_press=remove />
                </span>
            </div>
        </li>
    }
}

#[component]
fn Fit() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let reasons = Memo::new(move |_| open.campaign.read().fit.reasons.clone());
    let tick = move |code: &'static str, on: bool| {
        let mut list = reasons.get_untracked();
        list.retain(|held| held != code);
        if on {
            list.push(code.into());
        }
        open.edit("fit.reasons", json!(list));
    };
    let boxes = names::FIT_REASONS.map(|(code, word)| {
        view! {
            <Checkbox
                label=t_string(word)
                on=Signal::derive(move || reasons.read().iter().any(|held| held == code))
                on_change=move |on| tick(code, on)
                disabled=open.frozen
            />
        }
    });
    view! {
        <Card title=t_string(words::fit)>
            <p class="lead">{t(words::fit_lead)}</p>
            <p class="look">
                {t(words::look_at_data)}" "
                <A href=Page::Customers.path()>{t(words::open_customer_base)}</A>
                " · "
                <A href=Page::Segments.path()>{t(words::open_segments)}</A>
            </p>
            <CardField path="fit.decision" label=words::fit codes=&DECISIONS />
            <Place path="fit.reasons">
                <fieldset class="ticks">
                    <legend>{move || words::fit_reasons(lang.get())}</legend>
                    <div class="tick-list">{boxes.into_iter().collect_view()}</div>
                </fieldset>
            </Place>
            <TextField path="fit.note" label=words::fit_note placeholder=words::fit_note_hint rows=2 />
        </Card>
    }
}
