//! Keys that work everywhere: `g` and a letter goes to a page, `?` shows them all.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::navigation::places;
use crate::locales::{shell as words, t};
use crate::platform::now_ms;
use crate::routes::use_go;
use crate::ui::Dialog;

/// Whether the person is writing: then letters are letters.
fn writing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || target
                .closest("dialog, [contenteditable]")
                .is_ok_and(|found| found.is_some())
    })
}

/// Listens for the keys and shows the help.
#[component]
pub fn Keys() -> impl IntoView {
    let help = RwSignal::new(false);
    let go = use_go();
    let g_at = StoredValue::new(0.0f64);
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || writing(&event) {
            return;
        }
        let key = event.key();
        let after_g = now_ms() - g_at.get_value() < 1_200.0;
        let place = places()
            .into_iter()
            .find(|(.., letter)| key.len() == 1 && key.starts_with(*letter));
        match (key.as_str(), place) {
            ("?", _) => help.set(true),
            (_, Some((page, ..))) if after_g => {
                event.prevent_default();
                g_at.set_value(0.0);
                go(page);
            }
            ("g", _) => g_at.set_value(now_ms()),
            _ => {}
        }
    });
    on_cleanup(move || listener.remove());
    view! {
        <Dialog open=help title=t(words::help)>
            <p>{t(words::help_go)}</p>
            <dl class="keys">
                {places()
                    .map(|(_, word, _, letter)| {
                        view! { <div><dt><kbd>"g"</kbd>" "<kbd>{letter.to_string()}</kbd></dt><dd>{t(word)}</dd></div> }
                    })
                    .collect_view()}
                <div><dt><kbd>"?"</kbd></dt><dd>{t(words::help_help)}</dd></div>
                <div><dt><kbd>"Esc"</kbd></dt><dd>{t(words::help_escape)}</dd></div>
            </dl>
        </Dialog>
    }
}
