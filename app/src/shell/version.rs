//! Says when a new version of the application waits, and lets it take over when the person says so.

use leptos::prelude::*;

use crate::locales::{shell as words, use_lang};
use crate::state::use_toasts;

/// Watches for the sign that the page's starter gives (`boot.js`); the page that is open stays as it is until then.
pub fn watch_version() {
    let (lang, toasts) = (use_lang(), use_toasts());
    let offer = move || {
        let lang = lang.get_untracked();
        let text = format!(
            "{} · {}",
            words::new_version(lang),
            words::new_version_long(lang)
        );
        toasts.stay(text, words::reload(lang), || {
            announce("huitou:take-new-version")
        });
    };
    let root = document().document_element();
    if root.is_some_and(|root| root.has_attribute("data-new-version")) {
        offer();
    }
    let heard = window_event_listener_untyped("huitou:new-version", move |_| offer());
    on_cleanup(move || heard.remove());
}

/// Tells the page's starter something.
pub fn announce(name: &str) {
    if let Ok(event) = web_sys::Event::new(name) {
        // Nobody may cancel it.
        let _ = window().dispatch_event(&event);
    }
}
