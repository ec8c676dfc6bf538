//! Four warning lights, each with its remedy and the way there.

use domain::campaign::health::{Colour, Light, LightState};
use leptos::prelude::*;
use leptos_router::components::A;

use super::fields::t_string;
use crate::locales::{Lang, Word, campaign as words, campaigns, t, use_lang};
use crate::routes::Page;
use crate::state::campaigns::use_campaign;
use crate::ui::{Dialog, Glyph, Icon};

/// The words of a light: its name, what is well, what is not, and the remedy.
fn light_words(light: Light) -> (Word, Word, Word, Word) {
    match light {
        Light::MassSend => (
            campaigns::light_mass_send,
            campaigns::light_mass_send_ok,
            campaigns::light_mass_send_bad,
            campaigns::light_mass_send_cure,
        ),
        Light::NoSegments => (
            campaigns::light_no_segments,
            campaigns::light_no_segments_ok,
            campaigns::light_no_segments_bad,
            campaigns::light_no_segments_cure,
        ),
        Light::NoPreheat => (
            campaigns::light_no_preheat,
            campaigns::light_no_preheat_ok,
            campaigns::light_no_preheat_bad,
            campaigns::light_no_preheat_cure,
        ),
        Light::NoEffectAnalysis => (
            campaigns::light_no_effect,
            campaigns::light_no_effect_ok,
            campaigns::light_no_effect_bad,
            campaigns::light_no_effect_cure,
        ),
    }
}

fn colour_words(colour: Colour) -> (&'static str, Word) {
    match colour {
        Colour::Green => ("is-green", campaigns::light_green),
        Colour::Amber => ("is-amber", campaigns::light_amber),
        Colour::Red => ("is-red", campaigns::light_red),
    }
}

/// Four dots; a red one has another shape, and all of them words.
#[component]
pub fn Dots(#[prop(into)] lights: Signal<Vec<LightState>>) -> impl IntoView {
    let lang = use_lang();
    let said = move || {
        let lang = lang.get();
        let bad: Vec<String> = lights
            .read()
            .iter()
            .filter(|light| light.colour != Colour::Green)
            .map(|light| {
                format!(
                    "{}: {}",
                    light_words(light.light).0(lang),
                    colour_words(light.colour).1(lang)
                )
            })
            .collect();
        if bad.is_empty() {
            campaigns::all_lights_green(lang).to_string()
        } else {
            bad.join(", ")
        }
    };
    view! {
        <span class="lights" title=said>
            {move || lights.get().into_iter().map(|light| {
                view! { <span class=format!("light {}", colour_words(light.colour).0) aria-hidden="true"></span> }
            }).collect_view()}
            <span class="visually-hidden">{said}</span>
        </span>
    }
}

/// The lights of the open campaign; pressing them shows the remedies.
#[component]
pub fn HealthLights() -> impl IntoView {
    let open = use_campaign();
    let shown = RwSignal::new(false);
    let lights = open.lights;
    view! {
        <button type="button" class="button button-quiet health-button" on:click=move |_| shown.set(true)>
            <Dots lights=lights />
            <span class="button-words">{t(campaigns::health)}</span>
        </button>
        <Dialog open=shown title=t_string(words::health_title)>
            <p class="lead">{t(words::health_lead)}</p>
            <Remedies shown />
        </Dialog>
    }
}

#[component]
fn Remedies(shown: RwSignal<bool>) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let line = move |light: LightState, lang: Lang| {
        let (name, well, not_well, cure) = light_words(light.light);
        let (class, colour) = colour_words(light.colour);
        let is_well = light.colour == Colour::Green;
        let href = Page::Checkpoint(open.id.get(), light.remedy.number()).path();
        let cure = (!is_well).then(|| view! { <A href=href on:click=move |_| shown.set(false)>{cure(lang)}<Icon glyph=Glyph::Right /></A> });
        view! {
            <li class="remedy">
                <span class=format!("light {class}") aria-hidden="true"></span>
                <div>
                    <p><strong>{name(lang)}</strong>" · "{colour(lang)}</p>
                    <p class="quiet">{if is_well { well(lang) } else { not_well(lang) }}</p>
                    {cure}
                </div>
            </li>
        }
    };
    view! { <ul class="remedies">{move || open.lights.get().into_iter().map(|light| line(light, lang.get())).collect_view()}</ul> }
}
