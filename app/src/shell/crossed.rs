//! Two people wrote the same field: both values, and a way back.

use leptos::prelude::*;
use serde_json::Value;

use crate::locales::{Lang, Word, crossed, fill, shell as words, t, use_lang};
use crate::state::{Crossed, use_documents};
use crate::ui::{Button, Glyph, Icon};

fn shown(value: &Value, lang: Lang) -> String {
    match value {
        Value::Null => words::empty_value(lang).into(),
        Value::String(text) if text.is_empty() => words::empty_value(lang).into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The field in words: what it belongs to where there are several of a kind, and its name.
fn named(path: &str, lang: Lang) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let within: Option<(Word, &str)> = match parts.as_slice() {
        ["groups", _, field] => Some((crossed::group, field)),
        ["points", _, field] => Some((crossed::point, field)),
        ["filters", _, field] => Some((crossed::filter, field)),
        ["exclusions", _, field] => Some((crossed::exclusion, field)),
        _ => None,
    };
    match within {
        Some((whole, field)) => {
            format!("{} · {}", whole(lang), crossed::entry_field(field)(lang))
        }
        None => crossed::field(path)(lang).into(),
    }
}

/// The notices, above the page, until each is answered.
#[component]
pub fn CrossedNotices() -> impl IntoView {
    let documents = use_documents();
    let lang = use_lang();
    let one = move |crossed: Crossed| {
        let seq = crossed.seq;
        let mine_stands = crossed.mine_stands;
        let sentence = {
            let crossed = crossed.clone();
            move || {
                let lang = lang.get();
                let by = crossed
                    .by
                    .clone()
                    .unwrap_or_else(|| words::someone(lang).into());
                let word = if crossed.mine_stands {
                    words::crossed_mine
                } else {
                    words::crossed_theirs
                };
                fill(
                    word(lang),
                    &[("by", &by), ("field", &named(&crossed.path, lang))],
                )
            }
        };
        let (mine, theirs) = (crossed.mine.clone(), crossed.theirs.clone());
        let take = if mine_stands {
            words::take_theirs
        } else {
            words::take_mine
        };
        view! {
            <li class="crossed">
                <Icon glyph=Glyph::Warning />
                <div class="crossed-words">
                    <p>{sentence}</p>
                    <dl>
                        <div><dt>{t(words::mine)}</dt><dd>{move || shown(&mine, lang.get())}</dd></div>
                        <div><dt>{t(words::theirs)}</dt><dd>{move || shown(&theirs, lang.get())}</dd></div>
                    </dl>
                </div>
                <Button small=true on_press=move |()| documents.take_back(&crossed)>{t(take)}</Button>
                <Button small=true on_press=move |()| documents.dismiss(seq)>{t(words::keep)}</Button>
            </li>
        }
    };
    view! {
        <div role="status" aria-label=t(words::crossed_title)>
            <ul class="crossed-list">
                <For each=move || documents.crossed().get() key=|crossed| crossed.seq children=one />
            </ul>
        </div>
    }
}
