//! The words that messages avoid: a list to add to and take from.

use domain::brand::DEFAULT_AVOID_WORDS;
use leptos::prelude::*;
use serde_json::json;

use super::brand::BrandDocument;
use crate::locales::{fill, settings as words, t, ui as ui_words, use_lang};
use crate::state::use_toasts;
use crate::ui::{Button, ButtonKind, Card, Field, Glyph, IconButton, TextInput};

const PATH: &str = "avoid_words";

/// The words to avoid.
#[component]
pub fn AvoidWords(document: BrandDocument) -> impl IntoView {
    let lang = use_lang();
    let toasts = use_toasts();
    let list = Memo::new(move |_| document.brand.read().avoid_words.clone());
    let typed = RwSignal::new(String::new());
    let is_usual = Memo::new(move |_| list.read().iter().eq(DEFAULT_AVOID_WORDS.iter()));
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let mut words = list.get_untracked();
        for word in typed.get_untracked().split([',', '，', '、', ';', '；']) {
            let word = word.trim().to_string();
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        if words != list.get_untracked() {
            document.write(PATH, json!(words));
        }
        typed.set(String::new());
    };
    let remove = move |word: String| {
        let former = list.get_untracked();
        let rest: Vec<String> = former
            .iter()
            .filter(|held| **held != word)
            .cloned()
            .collect();
        document.write(PATH, json!(rest));
        let lang = lang.get_untracked();
        toasts.offer(
            fill(words::avoid_removed(lang), &[("word", &word)]),
            ui_words::undo(lang),
            move || document.write(PATH, json!(former)),
        );
    };
    let chip = move |word: String| {
        let label = {
            let word = word.clone();
            move || fill(words::avoid_remove(lang.get()), &[("word", &word)])
        };
        let gone = word.clone();
        view! {
            <li class="word-chip">
                <span>{word}</span>
                <IconButton small=true label=Signal::derive(label) glyph=Glyph::Close on_press=move |()| remove(gone.clone()) />
            </li>
        }
    };
    let restore = move || {
        let usual = move |()| document.write(PATH, json!(DEFAULT_AVOID_WORDS));
        view! {
            <Show when=move || !is_usual.get()>
                <Button small=true kind=ButtonKind::Quiet icon=Glyph::Undo on_press=usual>{t(words::avoid_restore)}</Button>
            </Show>
        }
        .into_any()
    };
    view! {
        <Card title=t(words::avoid) deeds=restore>
            <p class="settings-lead">{t(words::avoid_lead)}</p>
            <Show
                when=move || !list.read().is_empty()
                fallback=move || view! { <p class="settings-lead">{t(words::avoid_none)}</p> }
            >
                <ul class="word-chips" aria-label=t(words::avoid)>
                    <For each=move || list.get() key=|word| word.clone() children=chip />
                </ul>
            </Show>
            <form class="word-form" on:submit=add>
                <Field label=t(words::avoid_add) hint=t(words::avoid_add_hint)>
                    <TextInput value=typed on_input=move |text| typed.set(text) />
                </Field>
                <Button submits=true icon=Glyph::Plus disabled=Signal::derive(move || typed.read().trim().is_empty())>
                    {t(words::avoid_add_deed)}
                </Button>
            </form>
        </Card>
    }
}
