//! Checkpoint 1: the brief that everybody works from.

use leptos::prelude::*;
use serde_json::json;

use domain::wire::engine::Vocabulary;

use super::fields::{
    CodeField, CountField, MoneyField, Place, TextField, TimeField, t_filled, t_string,
};
use super::names;
use crate::locales::{campaign_plan as words, campaigns, t};
use crate::state::campaigns::use_campaign;
use crate::state::use_engine;
use crate::ui::{
    Banner, Button, ButtonKind, Card, Choice, Combobox, Field, Glyph, IconButton, Tone,
};

/// The brief.
#[component]
pub fn Plan() -> impl IntoView {
    let open = use_campaign();
    let zone = open.zone;
    view! {
        <Card title=t_string(words::brief)>
            <p class="lead">{t(words::brief_lead)}</p>
            <div class="form-grid">
                <TextField path="name" label=campaigns::new_name />
                <CodeField path="origin" label=words::origin codes=&names::ORIGINS />
                <CodeField path="type" label=words::kind codes=&names::KINDS />
                <CodeField path="scale" label=words::scale codes=&names::SCALES otherwise="PARTIAL" />
                <TextField path="event" label=words::event hint=words::event_hint />
            </div>
            <div class="form-grid form-grid-wide">
                <TextField path="brief.purpose" label=words::purpose placeholder=words::purpose_hint rows=2 />
                <TextField path="brief.offer" label=words::offer placeholder=words::offer_hint rows=2 />
            </div>
        </Card>
        <Card title=t_string(words::dates)>
            <p class="lead">{t_filled(words::dates_hint, move |_| [("zone", zone.get())])}</p>
            <div class="form-grid">
                <TimeField path="brief.preheat_from" label=words::preheat_from />
                <TimeField path="brief.start" label=words::start />
                <TimeField path="brief.end" label=words::end />
            </div>
        </Card>
        <Card title=t_string(words::targets)>
            <div class="form-grid">
                <MoneyField path="brief.target_amount" label=words::target_amount />
                <CountField path="brief.target_orders" label=words::target_orders />
                <MoneyField path="brief.budget_minor" label=words::budget hint=words::budget_hint />
            </div>
        </Card>
        <Card title=t_string(words::goods)>
            <Goods />
        </Card>
        <Card>
            <div class="form-grid form-grid-wide">
                <TextField path="brief.links" label=words::links placeholder=words::links_hint rows=2 />
                <TextField path="brief.risks" label=words::risks placeholder=words::risks_hint rows=2 />
            </div>
        </Card>
        <Submit />
    }
    .into_any()
}

/// The products that the campaign is about.
#[component]
fn Goods() -> impl IntoView {
    let open = use_campaign();
    let typed = RwSignal::new(String::new());
    let found = use_engine().suggest(Vocabulary::Products, typed, 8);
    let suggestions = Signal::derive(move || {
        let found = found.answer.get().unwrap_or_default();
        found
            .into_iter()
            .map(|one| {
                Choice::new(
                    one.text.clone(),
                    if one.title.is_empty() {
                        one.text
                    } else {
                        format!("{} · {}", one.title, one.text)
                    },
                )
            })
            .collect::<Vec<_>>()
    });
    let products = Memo::new(move |_| open.campaign.read().brief.products.clone());
    let add = move |id: String| {
        let id = id.trim().to_string();
        let mut list = products.get_untracked();
        if !id.is_empty() && !list.contains(&id) {
            list.push(id);
            open.edit("brief.products", json!(list));
        }
        typed.set(String::new());
    };
    let remove = move |id: &str| {
        let mut list = products.get_untracked();
        list.retain(|held| held != id);
        open.edit("brief.products", json!(list));
    };
    let chip = move |id: String| {
        let (name, gone) = (id.clone(), id.clone());
        view! {
            <li class="chip">
                <span>{id}</span>
                <IconButton
                    small=true
                    glyph=Glyph::Close
                    disabled=open.frozen
                    label=t_filled(words::goods_remove, move |_| [("name", name.clone())])
                    on_press=move |()| remove(&gone)
                />
            </li>
        }
    };
    view! {
        <Place path="brief.products">
            <Show
                when=move || !products.read().is_empty()
                fallback=move || view! { <p class="lead">{t(words::goods_none)}</p> }
            >
                <ul class="chips">
                    <For each=move || products.get() key=|id| id.clone() children=chip />
                </ul>
            </Show>
            <div class="add-line">
                <Field label=t_string(words::goods_add)>
                    <Combobox value=typed on_input=move |text| typed.set(text) on_pick=add suggestions disabled=open.frozen />
                </Field>
                <Button icon=Glyph::Plus disabled=open.frozen on_press=move |()| add(typed.get_untracked())>{t(words::goods_add)}</Button>
            </div>
        </Place>
    }
}

/// Handing the brief over opens the steps after it.
#[component]
fn Submit() -> impl IntoView {
    let open = use_campaign();
    let submitted = Memo::new(move |_| open.campaign.read().brief.submitted);
    let ready = Memo::new(move |_| {
        open.campaign
            .read()
            .brief
            .check()
            .iter()
            .all(|one| one.severity != domain::campaign::Severity::Blocks)
    });
    let ops_led =
        Memo::new(move |_| open.campaign.read().origin != Some(domain::campaign::Origin::CrmLed));
    view! {
        <Show when=move || ops_led.get()>
            <Place path="brief.submitted" class="submit-line">
                <Show
                    when=move || submitted.get()
                    fallback=move || view! {
                        <p class="lead">{t(words::submit_ops_hint)}</p>
                        <Button kind=ButtonKind::Primary icon=Glyph::Send disabled=Signal::derive(move || !ready.get() || open.frozen.get()) on_press=move |()| open.edit("brief.submitted", true)>
                            {t(words::submit)}
                        </Button>
                    }
                >
                    <Banner tone=Tone::Good>
                        <span>{t(words::submitted)}</span>
                        <Button small=true kind=ButtonKind::Quiet disabled=open.frozen on_press=move |()| open.edit("brief.submitted", false)>{t(words::take_back)}</Button>
                    </Banner>
                </Show>
            </Place>
        </Show>
    }
}
