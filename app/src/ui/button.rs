//! Buttons, and links that look like them.

use leptos::prelude::*;
use leptos_router::components::A;

use super::icon::{Glyph, Icon};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// With an edge.
    #[default]
    Plain,
    /// The one deed of the screen.
    Primary,
    /// Without an edge.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            ButtonKind::Plain => "button",
            ButtonKind::Primary => "button button-primary",
            ButtonKind::Quiet => "button button-quiet",
            ButtonKind::Danger => "button button-danger",
        }
    }
}

/// A button. Its words are a verb.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Smaller.
    #[prop(optional)]
    small: bool,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Whether it can be pressed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether its deed is on the way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Sends the form it stands in.
    #[prop(optional)]
    submits: bool,
    /// What it does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if submits { "submit" } else { "button" }
            class=kind.class()
            class:button-small=small
            class:is-busy=busy
            aria-busy=move || busy.get().then_some("true")
            disabled=move || disabled.get() || busy.get()
            on:click=move |_| {
                if let Some(press) = on_press {
                    press.run(());
                }
            }
        >
            {icon.map(|glyph| view! { <Icon glyph /> })}
            <span class="button-words">{children()}</span>
        </button>
    }
}

/// A button that shows only an icon; the label is read aloud and shown as a tip.
#[component]
pub fn IconButton(
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// Its icon.
    glyph: Glyph,
    /// Smaller.
    #[prop(optional)]
    small: bool,
    /// Whether it can be pressed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            class:button-small=small
            aria-label=label
            title=label
            disabled=disabled
            on:click=move |_| on_press.run(())
        >
            <Icon glyph />
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Smaller.
    #[prop(optional)]
    small: bool,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Leads to a file: the browser downloads it.
    #[prop(optional)]
    download: bool,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let class = if small {
        format!("{} button-small", kind.class())
    } else {
        kind.class().to_string()
    };
    let inside = view! {
        {icon.map(|glyph| view! { <Icon glyph /> })}
        <span class="button-words">{children()}</span>
    };
    if download {
        view! { <a class=class href=href download="" rel="external">{inside}</a> }.into_any()
    } else {
        view! { <A attr:class=class href=move || href.get()>{inside}</A> }.into_any()
    }
}
