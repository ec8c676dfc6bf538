//! What each group is to get: objective, offer, selling points, carrier, time, and what is expected of it.

use leptos::prelude::*;
use serde_json::json;

use super::fields::{CodeField, Place, ShareField, TextField, TimeField, entry, t_string};
use super::names;
use crate::format::count;
use crate::locales::{campaign_content as words, campaigns, fill, t, use_lang};
use crate::state::campaigns::use_campaign;
use crate::ui::{Card, Checkbox};

/// One row a group; an empty cell blocks approval.
#[component]
pub fn Strategy() -> impl IntoView {
    let open = use_campaign();
    let ids = Memo::new(move |_| {
        open.campaign
            .read()
            .groups
            .iter()
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !ids.read().is_empty()>
            <Card title=t_string(words::strategy)>
                <p class="lead">{t(words::matrix_lead)}</p>
                <ol class="entries">
                    <For each=move || ids.get() key=|id| id.clone() children=|id| view! { <StrategyRow id /> } />
                </ol>
            </Card>
        </Show>
    }
}

#[component]
fn StrategyRow(id: String) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let at = |part: &str| entry("groups", &id, part);
    let name = open.text(at("name"));
    let people = {
        let id = id.clone();
        Memo::new(move |_| {
            let answer = open.waterfall.answer.read();
            answer.as_ref().and_then(|waterfall| {
                waterfall
                    .groups
                    .iter()
                    .find(|cut| cut.id == id)
                    .map(|cut| cut.to_send)
            })
        })
    };
    let share = open.field(at("expected_conversion"));
    let means = move || {
        let people = f64::from(people.get()?);
        let share = share.read().as_f64()?;
        let buyers = count((people * share).round() as i64);
        Some(fill(
            words::expected_means(lang.get()),
            &[("people", &buyers)],
        ))
    };
    view! {
        <li class="entry">
            <div class="entry-head">
                <span class="entry-name">{name}</span>
                <span class="quiet">{t(words::people)}" "{move || people.get().map_or("–".to_string(), |people| count(i64::from(people)))}</span>
            </div>
            <div class="form-grid strategy-grid">
                <TextField path=at("objective") label=words::objective placeholder=words::objective_hint rows=2 />
                <TextField path=at("offer") label=words::offer placeholder=words::offer_hint rows=2 />
                <Cited id=id.clone() />
            </div>
            <div class="form-grid">
                <TimeField path=at("send_at") label=words::send_at hint=words::send_at_hint />
                <CodeField path=at("carrier") label=words::carrier codes=&names::CARRIERS otherwise="SIMULATOR" />
                <div>
                    <ShareField path=at("expected_conversion") label=words::expected hint=words::expected_hint />
                    <p class="field-hint means">{means}</p>
                </div>
            </div>
        </li>
    }
}

/// The selling points a group is told.
#[component]
fn Cited(id: String) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let path = entry("groups", &id, "points");
    let cited = {
        let id = id.clone();
        Memo::new(move |_| {
            open.campaign
                .read()
                .group(&id)
                .map(|group| group.points.clone())
                .unwrap_or_default()
        })
    };
    let points = Memo::new(move |_| {
        open.campaign
            .read()
            .points
            .iter()
            .map(|point| (point.id.clone(), point.text.clone(), point.kind))
            .collect::<Vec<_>>()
    });
    let one = {
        let path = path.clone();
        move |(point, text, kind): (String, String, Option<domain::campaign::points::PointKind>)| {
            let (held, ticked, path) = (point.clone(), point, path.clone());
            let label = Signal::derive(move || {
                let kind = kind.map_or(campaigns::unnamed(lang.get()), |kind| {
                    names::point_kind(kind)(lang.get())
                });
                if text.trim().is_empty() {
                    kind.to_string()
                } else {
                    text.clone()
                }
            });
            view! {
                <Checkbox
                    label
                    on=Signal::derive(move || cited.read().contains(&held))
                    on_change=move |on| {
                        let mut list = cited.get_untracked();
                        list.retain(|one| *one != ticked);
                        if on {
                            list.push(ticked.clone());
                        }
                        open.edit(path.clone(), json!(list));
                    }
                    disabled=open.frozen
                />
            }
        }
    };
    view! {
        <Place path=path>
            <fieldset class="ticks">
                <legend>{t(words::points)}</legend>
                <Show when=move || !points.read().is_empty() fallback=move || view! { <p class="quiet">{t(words::points_missing)}</p> }>
                    <div class="tick-list tick-column">
                        <For each=move || points.get() key=|(id, text, kind)| (id.clone(), text.clone(), kind.map(|kind| kind as u8)) children=one.clone() />
                    </div>
                </Show>
            </fieldset>
        </Place>
    }
}
