//! A control with its label, a hint, and the problem that stands at it.

use leptos::context::Provider;
use leptos::prelude::*;

use super::element_id;
use super::icon::{Glyph, Icon};

/// What a control needs to know of the field around it.
#[derive(Clone)]
pub struct Around {
    /// The control's own id.
    pub control: String,
    /// Ids of what describes it.
    pub described_by: Signal<Option<String>>,
    /// Whether there is a problem.
    pub invalid: Signal<bool>,
}

/// The field around a control, or one that is not there.
pub fn use_around() -> Around {
    use_context::<Around>().unwrap_or_else(|| Around {
        control: element_id(),
        described_by: Signal::stored(None),
        invalid: Signal::stored(false),
    })
}

/// A control with its label, a hint, and the problem that stands at it.
#[component]
pub fn Field(
    /// What is to be written.
    #[prop(into)]
    label: Signal<String>,
    /// A word of help.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is wrong, and what to do; empty where nothing is.
    #[prop(optional, into)]
    problem: Signal<String>,
    /// What it holds is needed.
    #[prop(optional)]
    required: bool,
    /// The label is read aloud, but not shown.
    #[prop(optional)]
    hidden_label: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    let id = element_id();
    let (hint_id, problem_id) = (format!("{id}h"), format!("{id}p"));
    let described_by = {
        let (hint_id, problem_id) = (hint_id.clone(), problem_id.clone());
        Signal::derive(move || {
            let hint = (!hint.read().is_empty()).then_some(hint_id.as_str());
            let problem = (!problem.read().is_empty()).then_some(problem_id.as_str());
            let ids: Vec<&str> = [problem, hint].into_iter().flatten().collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        })
    };
    let invalid = Signal::derive(move || !problem.read().is_empty());
    let around = Around {
        control: id.clone(),
        described_by,
        invalid,
    };
    view! {
        <div class="field" class:has-problem=invalid>
            <label class="field-label" class:visually-hidden=hidden_label for=id>
                {label}
                {required.then(|| view! { <span class="field-required" aria-hidden="true">" *"</span> })}
            </label>
            // Only the control in this field may find it.
            <Provider value=around>{children()}</Provider>
            <p class="field-problem" id=problem_id hidden=move || !invalid.get()>
                <Icon glyph=Glyph::Problem />
                <span>{problem}</span>
            </p>
            <p class="field-hint" id=hint_id hidden=move || hint.read().is_empty()>{hint}</p>
        </div>
    }
}
