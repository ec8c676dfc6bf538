//! Controls for text, numbers, money and days. Each shows a value it is given and says what was typed.

use domain::money::Money;
use leptos::prelude::*;

use super::field::{Around, use_around};
use crate::format::{MoneyStyle, currency_sign};

/// A line of text.
#[component]
pub fn TextInput(
    /// What is shown.
    #[prop(into)]
    value: Signal<String>,
    /// What was typed, at every stroke.
    #[prop(into)]
    on_input: Callback<String>,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// `search`, `email`, `tel`, `url` or `text`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Whether it can be written in.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// At most so many characters.
    #[prop(optional)]
    most: Option<u32>,
) -> impl IntoView {
    let Around {
        control,
        described_by,
        invalid,
    } = use_around();
    view! {
        <input
            class="input"
            id=control
            type=kind
            prop:value=value
            placeholder=placeholder
            autocomplete=autocomplete.unwrap_or("off")
            maxlength=most
            disabled=disabled
            aria-describedby=described_by
            aria-invalid=move || invalid.get().then_some("true")
            on:input:target=move |event| on_input.run(event.target().value())
        />
    }
}

/// A password.
#[component]
pub fn PasswordInput(
    /// What is shown.
    #[prop(into)]
    value: Signal<String>,
    /// What was typed, at every stroke.
    #[prop(into)]
    on_input: Callback<String>,
    /// `current-password` or `new-password`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
) -> impl IntoView {
    view! { <TextInput value on_input kind="password" autocomplete /> }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// What is shown.
    #[prop(into)]
    value: Signal<String>,
    /// What was typed, at every stroke.
    #[prop(into)]
    on_input: Callback<String>,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// How many lines it shows at least; it grows with the text.
    #[prop(default = 3)]
    rows: u32,
    /// Signs of equal width.
    #[prop(optional)]
    code: bool,
    /// Whether it can be written in.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let Around {
        control,
        described_by,
        invalid,
    } = use_around();
    view! {
        <textarea
            class="input text-area"
            class:input-code=code
            id=control
            rows=rows
            prop:value=value
            placeholder=placeholder
            disabled=disabled
            spellcheck=if code { "false" } else { "true" }
            aria-describedby=described_by
            aria-invalid=move || invalid.get().then_some("true")
            on:input:target=move |event| on_input.run(event.target().value())
        ></textarea>
    }
}

/// A number; what cannot be read as one is not said, and marked.
#[component]
pub fn NumberInput(
    /// What is shown.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// What was typed, `None` where the field was emptied.
    #[prop(into)]
    on_change: Callback<Option<f64>>,
    /// The least.
    #[prop(optional)]
    least: Option<f64>,
    /// The most.
    #[prop(optional)]
    most: Option<f64>,
    /// What stands behind it, such as `%`.
    #[prop(optional, into)]
    unit: Signal<String>,
    /// Whether it can be written in.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let shown = Signal::derive(move || {
        value
            .get()
            .map(|number| number.to_string())
            .unwrap_or_default()
    });
    let read = move |text: &str| match text.trim() {
        "" => Some(None),
        text => {
            let number = text
                .replace(',', "")
                .parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())?;
            let fits =
                least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most);
            fits.then_some(Some(number))
        }
    };
    view! { <Parsed shown read on_change unit disabled /> }
}

/// An amount of money in major units; it is said in minor ones, exactly.
#[component]
pub fn MoneyInput(
    /// What is shown, in minor units.
    #[prop(into)]
    value: Signal<Option<i64>>,
    /// What was typed, in minor units; `None` where the field was emptied.
    #[prop(into)]
    on_change: Callback<Option<i64>>,
    /// How the shop writes money.
    #[prop(into)]
    style: Signal<MoneyStyle>,
    /// Whether it can be written in.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let shown = Signal::derive(move || {
        let decimals = style.read().decimals;
        value
            .get()
            .map(|minor| Money(minor).to_major(decimals))
            .unwrap_or_default()
    });
    let read = move |text: &str| match text.trim() {
        "" => Some(None),
        text => Money::parse_major(&text.replace(',', ""), style.read_untracked().decimals)
            .map(|money| Some(money.0)),
    };
    let unit = Signal::derive(move || currency_sign(&style.read().currency).trim().to_string());
    view! { <Parsed shown read on_change unit disabled before=true /> }
}

/// A text that is read as something else: said when it can be read, marked when not.
#[component]
fn Parsed<T: Send + Sync + 'static>(
    shown: Signal<String>,
    read: impl Fn(&str) -> Option<Option<T>> + Copy + Send + Sync + 'static,
    on_change: Callback<Option<T>>,
    unit: Signal<String>,
    disabled: Signal<bool>,
    #[prop(optional)] before: bool,
) -> impl IntoView {
    let Around {
        control,
        described_by,
        invalid,
    } = use_around();
    let unreadable = RwSignal::new(false);
    view! {
        <span class="input-with-unit" class:unit-before=before>
            <input
                class="input input-number"
                id=control
                type="text"
                inputmode="decimal"
                autocomplete="off"
                prop:value=shown
                disabled=disabled
                aria-describedby=described_by
                aria-invalid=move || (invalid.get() || unreadable.get()).then_some("true")
                on:change:target=move |event| {
                    match read(&event.target().value()) {
                        Some(value) => {
                            unreadable.set(false);
                            on_change.run(value);
                        }
                        None => unreadable.set(true),
                    }
                }
            />
            <span class="input-unit" hidden=move || unit.read().is_empty()>{unit}</span>
        </span>
    }
}

/// A day, `2026-11-11`.
#[component]
pub fn DateInput(
    /// What is shown.
    #[prop(into)]
    value: Signal<String>,
    /// What was chosen; empty where it was taken away.
    #[prop(into)]
    on_change: Callback<String>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! { <Moment kind="date" value on_change disabled /> }
}

/// A day and a time in the shop's zone, `2026-11-11T20:00`.
#[component]
pub fn DateTimeInput(
    /// What is shown.
    #[prop(into)]
    value: Signal<String>,
    /// What was chosen; empty where it was taken away.
    #[prop(into)]
    on_change: Callback<String>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! { <Moment kind="datetime-local" value on_change disabled /> }
}

#[component]
fn Moment(
    kind: &'static str,
    value: Signal<String>,
    on_change: Callback<String>,
    disabled: Signal<bool>,
) -> impl IntoView {
    let Around {
        control,
        described_by,
        invalid,
    } = use_around();
    view! {
        <input
            class="input input-moment"
            id=control
            type=kind
            prop:value=value
            disabled=disabled
            aria-describedby=described_by
            aria-invalid=move || invalid.get().then_some("true")
            on:change:target=move |event| on_change.run(event.target().value())
        />
    }
}
