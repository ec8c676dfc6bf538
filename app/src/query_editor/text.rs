//! The rule as text, and what is wrong with it.

use domain::segment::{ParseError, parse};
use leptos::prelude::*;

use crate::locales::{fill, query as words, t, use_lang};
use crate::problems::query::parse_error;

/// A text area with the place and the reason of a mistake. Leaving it brings a right text into its one form.
#[component]
pub fn TextView(
    query: Signal<String>,
    on_change: Callback<String>,
    wrong: Memo<Option<ParseError>>,
    /// Folded away until it is asked for, or wrong.
    compact: bool,
) -> impl IntoView {
    let lang = use_lang();
    let area = NodeRef::<leptos::html::Textarea>::new();
    let settle = move |_| {
        let text = query.get_untracked();
        if let Ok(right) = parse(&text) {
            let right = right.to_string();
            if right != text {
                on_change.run(right);
            }
        }
    };
    let go_to = move |_| {
        let (Some(wrong), Some(area)) = (wrong.get_untracked(), area.get_untracked()) else {
            return;
        };
        let text = query.get_untracked();
        let (from, to) = (
            utf16_offset(&text, wrong.start),
            utf16_offset(&text, wrong.start + wrong.length),
        );
        // A browser that cannot place the cursor still has the words.
        let _ = area.focus();
        let _ = area.set_selection_range(from, to);
    };
    let inside = view! {
        <textarea
            node_ref=area
            aria-label=t(words::text_label)
            class="code"
            rows="3"
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            placeholder=t(words::text_hint)
            aria-invalid=move || wrong.read().is_some().to_string()
            prop:value=query
            on:input=move |event| on_change.run(event_target_value(&event))
            on:change=settle
        ></textarea>
        {move || {
            wrong
                .get()
                .map(|wrong| {
                    let (line, column) = (wrong.line.to_string(), wrong.column.to_string());
                    let place = fill(words::place(lang.get()), &[("line", &line), ("column", &column)]);
                    view! {
                        <div class="query-wrong" role="alert">
                            <button type="button" class="link" on:click=go_to>
                                {place}
                            </button>
                            <span>{parse_error(&wrong, lang.get())}</span>
                        </div>
                    }
                })
        }}
    };
    if !compact {
        return view! {
            <div class="query-text">
                <p class="query-text-label" aria-hidden="true">
                    {t(words::text_label)}
                </p>
                {inside}
            </div>
        }
        .into_any();
    }
    let fold = NodeRef::<leptos::html::Details>::new();
    Effect::new(move |_| {
        // It opens for a mistake, and is closed by the person alone: they may be typing in it.
        if let Some(fold) = fold.get()
            && wrong.read().is_some()
        {
            fold.set_open(true);
        }
    });
    view! {
        <details node_ref=fold class="query-text">
            <summary>{t(words::text_label)}</summary>
            {inside}
        </details>
    }
    .into_any()
}

/// Where a character stands as a browser counts: in UTF-16 units.
fn utf16_offset(text: &str, characters: u32) -> u32 {
    text.chars()
        .take(characters as usize)
        .map(|c| c.len_utf16() as u32)
        .sum()
}
