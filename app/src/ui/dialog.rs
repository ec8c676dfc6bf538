//! Something in front of the page: the browser's own dialog keeps the focus in it and gives it back.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::button::IconButton;
use super::icon::Glyph;
use super::{element_id, is_second_press};
use crate::locales::{t, ui as words};

/// Puts the focus into what is to be filled in first; without a field it stays.
fn focus_first_field(dialog: &web_sys::HtmlDialogElement) {
    let field = dialog.query_selector(
        ".dialog-body :is(input:not([type=radio], [type=checkbox], [type=hidden]), textarea, select):not(:disabled)",
    );
    if let Ok(Some(field)) = field {
        let _ = field.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// A dialog in the middle. Its content is made anew each time it opens.
#[component]
pub fn Dialog(
    /// Whether it is open; set it.
    open: RwSignal<bool>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// Wider.
    #[prop(optional)]
    wide: bool,
    /// What stands in it; buttons go into `<div class="dialog-buttons">`, the deed last.
    children: ChildrenFn,
) -> impl IntoView {
    view! { <Front open title class=if wide { "dialog dialog-wide" } else { "dialog" } children /> }
}

/// A dialog at the side, for long things beside the page.
#[component]
pub fn Drawer(
    /// Whether it is open; set it.
    open: RwSignal<bool>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// What stands in it.
    children: ChildrenFn,
) -> impl IntoView {
    view! { <Front open title class="dialog drawer" children /> }
}

#[component]
fn Front(
    open: RwSignal<bool>,
    title: Signal<String>,
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = element_id();
    // The second press of a double click must not fall through to the backdrop and close what the first one opened.
    let opened_ms = StoredValue::new(0.0);
    let labelled_by = title_id.clone();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else {
            return;
        };
        if open.get() && !dialog.open() {
            opened_ms.set_value(js_sys::Date::now());
            // It stands in the document, so that it can be shown.
            let _ = dialog.show_modal();
            // The browser would begin with the button that closes it. What is asked is made in the meantime.
            request_animation_frame(move || focus_first_field(&dialog));
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let outside = move |event: web_sys::MouseEvent| {
        let on_backdrop = event
            .target()
            .zip(event.current_target())
            .is_some_and(|(hit, own)| hit == own);
        if on_backdrop && !is_second_press(opened_ms.get_value()) {
            open.set(false);
        }
    };
    view! {
        <dialog node_ref=dialog class=class aria-labelledby=labelled_by on:close=move |_| open.set(false) on:mousedown=outside>
            <div class="dialog-inside">
                <header class="dialog-head">
                    <h2 id=title_id>{title}</h2>
                    <IconButton label=t(words::close) glyph=Glyph::Close on_press=move |()| open.set(false) />
                </header>
                <div class="dialog-body">
                    <Show when=move || open.get()>{children()}</Show>
                </div>
            </div>
        </dialog>
    }
}
