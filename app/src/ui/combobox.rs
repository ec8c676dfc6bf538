//! A line of text with suggestions below it.

use leptos::prelude::*;

use super::choice::Choice;
use super::element_id;
use super::field::{Around, use_around};

/// A line of text with suggestions. Arrows move, Enter takes, Escape closes; anything may be typed.
#[component]
pub fn Combobox(
    /// What is shown.
    #[prop(into)]
    value: Signal<String>,
    /// What was typed or taken.
    #[prop(into)]
    on_input: Callback<String>,
    /// What fits; the page chooses them by what was typed.
    #[prop(into)]
    suggestions: Signal<Vec<Choice>>,
    /// A suggestion was taken.
    #[prop(optional, into)]
    on_pick: Option<Callback<String>>,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Signal<String>,
    /// Read aloud, where no field with a label is around it.
    #[prop(optional, into)]
    label: Signal<String>,
    /// Whether it can be written in.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let Around {
        control,
        described_by,
        invalid,
    } = use_around();
    let list = element_id();
    let option_id = {
        let list = list.clone();
        move |at: usize| format!("{list}-{at}")
    };
    let open = RwSignal::new(false);
    let at = RwSignal::new(None::<usize>);
    let shown = Memo::new(move |_| open.get() && !suggestions.read().is_empty());
    let take = move |choice: Choice| {
        open.set(false);
        at.set(None);
        on_input.run(choice.value.clone());
        if let Some(pick) = on_pick {
            pick.run(choice.value);
        }
    };
    let step = move |by: isize| {
        let many = suggestions.read_untracked().len() as isize;
        if many > 0 {
            open.set(true);
            let from = at
                .get_untracked()
                .map_or(if by > 0 { -1 } else { many }, |at| at as isize);
            at.set(Some((from + by).rem_euclid(many) as usize));
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            step(1);
        }
        "ArrowUp" => {
            event.prevent_default();
            step(-1);
        }
        "Enter" => {
            let chosen = at
                .get_untracked()
                .and_then(|at| suggestions.read_untracked().get(at).cloned());
            if let Some(choice) = chosen.filter(|_| shown.get_untracked()) {
                event.prevent_default();
                take(choice);
            }
        }
        "Escape" if shown.get_untracked() => {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
        }
        _ => {}
    };
    let active = {
        let option_id = option_id.clone();
        move || shown.get().then(|| at.get().map(&option_id)).flatten()
    };
    view! {
        <span class="combobox">
            <input
                class="input"
                id=control
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-label=move || Some(label.get()).filter(|label| !label.is_empty())
                aria-autocomplete="list"
                aria-expanded=move || if shown.get() { "true" } else { "false" }
                aria-controls=list.clone()
                aria-activedescendant=active
                aria-describedby=described_by
                aria-invalid=move || invalid.get().then_some("true")
                prop:value=value
                placeholder=placeholder
                disabled=disabled
                on:input:target=move |event| {
                    open.set(true);
                    at.set(None);
                    on_input.run(event.target().value());
                }
                on:focus=move |_| open.set(true)
                on:blur=move |_| open.set(false)
                on:keydown=on_key
            />
            <ul class="combobox-list" id=list role="listbox" aria-label=label hidden=move || !shown.get()>
                {move || {
                    suggestions.get().into_iter().enumerate().map(|(number, choice)| {
                        let id = option_id(number);
                        let taken = choice.clone();
                        let note = (!choice.note.is_empty()).then(|| view! { <span class="combobox-note">{choice.note}</span> });
                        view! {
                            <li
                                id=id
                                role="option"
                                class="combobox-option"
                                aria-selected=move || if at.get() == Some(number) { "true" } else { "false" }
                                // Before the blur that would close the list.
                                on:pointerdown=move |event| {
                                    event.prevent_default();
                                    take(taken.clone());
                                }
                            >
                                <span>{choice.label}</span>
                                {note}
                            </li>
                        }
                    }).collect_view()
                }}
            </ul>
        </span>
    }
}
