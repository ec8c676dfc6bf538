//! One of several, or yes and no.

use leptos::prelude::*;

use super::element_id;
use super::field::{Around, use_around};

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is said when it is chosen.
    pub value: String,
    /// Its words.
    pub label: String,
    /// More about it; shown on cards.
    pub note: String,
}

impl Choice {
    /// A choice without a note.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            value: value.into(),
            label: label.into(),
            note: String::new(),
        }
    }

    /// With a note.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Choice {
        Choice {
            note: note.into(),
            ..self
        }
    }
}

/// One of a list that opens.
#[component]
pub fn Select(
    /// What there is to choose.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// What was chosen.
    #[prop(into)]
    on_change: Callback<String>,
    /// Shown while nothing is chosen; without it the first is chosen.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Read aloud, where no field with a label is around it.
    #[prop(optional, into)]
    label: Signal<String>,
) -> impl IntoView {
    let Around {
        control,
        described_by,
        invalid,
    } = use_around();
    view! {
        <select
            class="input select"
            id=control
            disabled=disabled
            aria-label=move || Some(label.get()).filter(|label| !label.is_empty())
            aria-describedby=described_by
            aria-invalid=move || invalid.get().then_some("true")
            on:change:target=move |event| on_change.run(event.target().value())
        >
            {move || {
                let chosen = value.get();
                let known = choices.read().iter().any(|choice| choice.value == chosen);
                let empty = (!known).then(|| view! { <option value="" selected=true>{placeholder}</option> });
                let options = choices.get().into_iter().map(|choice| {
                    let selected = choice.value == chosen;
                    view! { <option value=choice.value selected=selected>{choice.label}</option> }
                });
                (empty, options.collect_view())
            }}
        </select>
    }
}

/// Yes or no, at once.
#[component]
pub fn Switch(
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// What it was switched to.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Whether it can be switched.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                prop:checked=on
                disabled=disabled
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span class="switch-track" aria-hidden="true"></span>
            <span>{label}</span>
        </label>
    }
}

/// Yes or no, as a part of something.
#[component]
pub fn Checkbox(
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is ticked.
    #[prop(into)]
    on: Signal<bool>,
    /// What it was changed to.
    #[prop(into)]
    on_change: Callback<bool>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="checkbox">
            <input
                type="checkbox"
                prop:checked=on
                disabled=disabled
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <span>{label}</span>
        </label>
    }
}

/// One of a few, each with a word about it.
#[component]
pub fn RadioCards(
    /// What it is about.
    #[prop(into)]
    legend: Signal<String>,
    /// What there is to choose.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// What was chosen.
    #[prop(into)]
    on_change: Callback<String>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! { <Radios legend choices value on_change disabled class="radio-cards" /> }
}

/// One of very few, in one line.
#[component]
pub fn Segmented(
    /// What it is about; read aloud.
    #[prop(into)]
    legend: Signal<String>,
    /// What there is to choose.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// What was chosen.
    #[prop(into)]
    on_change: Callback<String>,
    /// Whether it can be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! { <Radios legend choices value on_change disabled class="segmented" /> }
}

#[component]
fn Radios(
    legend: Signal<String>,
    choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    on_change: Callback<String>,
    disabled: Signal<bool>,
    class: &'static str,
) -> impl IntoView {
    let name = element_id();
    let card = move |choice: Choice| {
        let (this, name) = (choice.value.clone(), name.clone());
        let chosen = Memo::new(move |_| *value.read() == this);
        let note = (!choice.note.is_empty())
            .then(|| view! { <span class="radio-note">{choice.note}</span> });
        view! {
            <label class="radio" class:is-chosen=chosen>
                <input
                    type="radio"
                    name=name
                    value=choice.value
                    prop:checked=chosen
                    disabled=disabled
                    on:change:target=move |event| on_change.run(event.target().value())
                />
                <span class="radio-words"><span class="radio-label">{choice.label}</span>{note}</span>
            </label>
        }
    };
    view! {
        <fieldset class=class>
            <legend class:visually-hidden=class == "segmented">{legend}</legend>
            <div class="radio-list">{move || choices.get().into_iter().map(&card).collect_view()}</div>
        </fieldset>
    }
}
