//! From all to the last: what each step took away and left.

use leptos::prelude::*;

use super::super::surface::Tone;

/// One step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaterfallStep {
    /// Its words.
    pub label: String,
    /// How many are left after it (or, for a part, how many are in it).
    pub left: f64,
    /// How many it took away; 0 for the first and for parts.
    pub lost: f64,
    /// `left`, written out.
    pub text: String,
    /// `lost`, written out; empty where nothing is to be said.
    pub lost_text: String,
    /// Where the bar begins, for parts of what was left before (groups side by side).
    pub from: f64,
    /// What it is about.
    pub tone: Tone,
}

/// A waterfall across: one line a step, each bar on the scale of the first. It is a table, and looks like a picture.
#[component]
pub fn WaterfallChart(
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// Head of the steps.
    #[prop(into)]
    step_head: Signal<String>,
    /// Head of what is left.
    #[prop(into)]
    left_head: Signal<String>,
    /// Head of what was lost.
    #[prop(into)]
    lost_head: Signal<String>,
    /// The steps in order.
    #[prop(into)]
    steps: Signal<Vec<WaterfallStep>>,
) -> impl IntoView {
    let most = Memo::new(move |_| {
        steps
            .read()
            .iter()
            .map(|step| step.from + step.left + step.lost)
            .fold(0.0, f64::max)
    });
    // Steps stay where they are and change in place.
    let count = Memo::new(move |_| steps.read().len());
    let of = move |at: usize, read: fn(&WaterfallStep) -> String| {
        Memo::new(move |_| steps.read().get(at).map(read).unwrap_or_default())
    };
    let span = move |at: usize, read: fn(&WaterfallStep) -> (f64, f64)| {
        Memo::new(move |_| {
            let (from, length) = steps.read().get(at).map(read).unwrap_or_default();
            let most = most.get();
            let share = |value: f64| {
                if most > 0.0 {
                    value / most * 100.0
                } else {
                    0.0
                }
            };
            format!(
                "inset-inline-start: {:.2}%; inline-size: {:.2}%",
                share(from),
                share(length)
            )
        })
    };
    let one = move |at: usize| {
        view! {
            <tr>
                <th scope="row">{of(at, |step| step.label.clone())}</th>
                <td class="waterfall-space" aria-hidden="true">
                    <span class="waterfall-track">
                        <span
                            class=of(at, |step| format!("waterfall-left {}", step.tone.class()))
                            style=span(at, |step| (step.from, step.left))
                        ></span>
                        <span class="waterfall-lost" style=span(at, |step| (step.from + step.left, step.lost))></span>
                    </span>
                </td>
                <td class="numeric waterfall-lost-text">{of(at, |step| step.lost_text.clone())}</td>
                <td class="numeric">{of(at, |step| step.text.clone())}</td>
            </tr>
        }
    };
    view! {
        <table class="waterfall">
            <caption class="visually-hidden">{label}</caption>
            <thead class="visually-hidden">
                <tr>
                    <th scope="col">{step_head}</th>
                    <td aria-hidden="true"></td>
                    <th scope="col">{lost_head}</th>
                    <th scope="col">{left_head}</th>
                </tr>
            </thead>
            <tbody>{move || (0..count.get()).map(one).collect_view()}</tbody>
        </table>
    }
}
