//! What opens at a button: a menu of deeds, or the definition of a number.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::element_id;
use super::icon::{Glyph, Icon};

/// Puts a popover below its button, within the window.
fn place(button: &web_sys::Element, panel: &web_sys::HtmlElement) {
    let at = button.get_bounding_client_rect();
    let size = panel.get_bounding_client_rect();
    let number = |value: Result<wasm_bindgen::JsValue, wasm_bindgen::JsValue>| {
        value.ok().and_then(|value| value.as_f64())
    };
    let width = number(window().inner_width()).unwrap_or(size.width());
    let height = number(window().inner_height()).unwrap_or(size.height());
    let below = at.bottom() + 6.0;
    let top = if below + size.height() > height - 8.0 && at.top() > size.height() + 14.0 {
        at.top() - size.height() - 6.0
    } else {
        below
    };
    let left = at.left().min(width - size.width() - 8.0).max(8.0);
    let style = panel.style();
    for (name, value) in [("top", top), ("left", left)] {
        // A style that is refused leaves the panel in the corner, still readable.
        let _ = style.set_property(name, &format!("{value}px"));
    }
}

/// A button and what opens at it: the browser's own popover, closed by Escape or a press elsewhere.
#[component]
fn Popover(
    button: impl Fn() -> AnyView + 'static,
    button_class: &'static str,
    button_label: Signal<String>,
    panel_class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let id = element_id();
    let open = RwSignal::new(false);
    let (handle, panel) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());
    let toggled = move |event: web_sys::Event| {
        let state = js_sys::Reflect::get(&event, &"newState".into())
            .ok()
            .and_then(|state| state.as_string());
        let now = state.as_deref() == Some("open");
        open.set(now);
        if let (true, Some(handle), Some(panel)) =
            (now, handle.get_untracked(), panel.get_untracked())
        {
            request_animation_frame(move || place(handle.unchecked_ref(), panel.unchecked_ref()));
        }
    };
    view! {
        <button
            type="button"
            node_ref=handle
            class=button_class
            popovertarget=id.clone()
            aria-label=move || Some(button_label.get()).filter(|label| !label.is_empty())
            aria-expanded=move || if open.get() { "true" } else { "false" }
        >
            {button()}
        </button>
        <div node_ref=panel id=id popover="auto" class=panel_class on:toggle=toggled>
            <Show when=move || open.get()>{children()}</Show>
        </div>
    }
}

/// A button that opens a list of deeds; fill it with [`MenuItem`].
#[component]
pub fn Menu(
    /// Read aloud, where the button shows no words.
    #[prop(optional, into)]
    label: Signal<String>,
    /// The button's class.
    #[prop(default = "icon-button")]
    class: &'static str,
    /// What the button shows.
    #[prop(optional, into)]
    button: Option<ViewFn>,
    /// The deeds.
    children: ChildrenFn,
) -> impl IntoView {
    let show = move || match &button {
        Some(button) => button.run(),
        None => view! { <Icon glyph=Glyph::More /> }.into_any(),
    };
    view! {
        <Popover button=show button_class=class button_label=label panel_class="popover menu">
            {children()}
        </Popover>
    }
}

/// One deed of a menu.
#[component]
pub fn MenuItem(
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Whether it is the one chosen now.
    #[prop(optional, into)]
    chosen: Signal<bool>,
    /// Takes something away.
    #[prop(optional)]
    danger: bool,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let press = move |event: web_sys::MouseEvent| {
        let item = event
            .current_target()
            .and_then(|item| item.dyn_into::<web_sys::Element>().ok());
        let panel = item.and_then(|item| item.closest("[popover]").ok().flatten());
        if let Some(panel) = panel.and_then(|panel| panel.dyn_into::<web_sys::HtmlElement>().ok()) {
            // It is open, since something in it was pressed.
            let _ = panel.hide_popover();
        }
        on_press.run(());
    };
    view! {
        <button
            type="button"
            class="menu-item"
            class:is-danger=danger
            aria-current=move || chosen.get().then_some("true")
            on:click=press
        >
            {icon.map(|glyph| view! { <Icon glyph /> })}
            <span class="menu-words">{children()}</span>
            {move || chosen.get().then(|| view! { <Icon glyph=Glyph::Check /> })}
        </button>
    }
}

/// A small `i` at a number or a word: it opens what is meant by it.
#[component]
pub fn Definition(
    /// What is defined; read aloud.
    #[prop(into)]
    of: Signal<String>,
    /// The definition.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <Popover
            button=|| view! { <Icon glyph=Glyph::Info /> }.into_any()
            button_class="definition"
            button_label=Signal::derive(move || format!("{} ⓘ", of.get()))
            panel_class="popover definition-text"
        >
            <strong>{of}</strong>
            <p>{text}</p>
        </Popover>
    }
}
