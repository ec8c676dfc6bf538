//! Parts of a page to go between, and the steps of a longer way.

use leptos::prelude::*;
use leptos_router::components::A;

use super::icon::{Glyph, Icon};

/// One part of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabItem {
    /// Where it is.
    pub href: String,
    /// Its words.
    pub label: String,
}

/// Parts of a page, each with an address of its own.
#[component]
pub fn Tabs(
    /// What they are parts of; read aloud.
    #[prop(into)]
    label: Signal<String>,
    /// The parts.
    #[prop(into)]
    items: Signal<Vec<TabItem>>,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {move || {
                items.get().into_iter().map(|item| {
                    view! { <A href=item.href exact=true attr:class="tab">{item.label}</A> }
                }).collect_view()
            }}
        </nav>
    }
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// To be done now.
    Open,
    /// Something in it is to be mended.
    Attention,
    /// Not to be entered yet.
    Locked,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it is.
    pub href: String,
    /// Its words.
    pub label: String,
    /// How far it has come.
    pub state: StepState,
    /// Whether it is the one shown.
    pub shown: bool,
    /// The state in words; read aloud.
    pub state_words: String,
}

/// The steps of a longer way.
#[component]
pub fn Stepper(
    /// What they are steps of; read aloud.
    #[prop(into)]
    label: Signal<String>,
    /// The steps in order.
    #[prop(into)]
    steps: Signal<Vec<Step>>,
) -> impl IntoView {
    let one = |(number, step): (usize, Step)| {
        let (class, mark) = match step.state {
            StepState::Done => (
                "step is-done",
                view! { <Icon glyph=Glyph::Check /> }.into_any(),
            ),
            StepState::Attention => (
                "step is-attention",
                view! { <Icon glyph=Glyph::Warning /> }.into_any(),
            ),
            StepState::Locked => (
                "step is-locked",
                view! { <Icon glyph=Glyph::Lock /> }.into_any(),
            ),
            StepState::Open => ("step", (number + 1).into_any()),
        };
        let inside = view! {
            <span class="step-mark">{mark}</span>
            <span class="step-label">{step.label}</span>
            <span class="visually-hidden">{step.state_words}</span>
        };
        let current = step.shown.then_some("step");
        view! { <li class=class><A href=step.href attr:class="step-link" attr:aria-current=current>{inside}</A></li> }
    };
    view! {
        <nav class="stepper" aria-label=label>
            <ol>{move || steps.get().into_iter().enumerate().map(one).collect_view()}</ol>
        </nav>
    }
}
