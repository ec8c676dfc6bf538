//! Differences with their 95 percent intervals on one scale, and a line at zero.

use leptos::prelude::*;

use crate::locales::{Word, use_lang};
use crate::ui::Tone;

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// What it is of.
    pub label: String,
    /// The difference; none where it cannot be known.
    pub value: Option<f64>,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// All of it in words.
    pub words: String,
    /// What may be said of it.
    pub tone: Tone,
    /// Stands for all of them.
    pub is_total: bool,
}

/// Intervals, one a line.
#[component]
pub fn Intervals(
    /// What they are; read aloud.
    label: Signal<String>,
    /// The intervals in order.
    intervals: Signal<Vec<Interval>>,
    /// The word at the line of zero.
    zero: Word,
) -> impl IntoView {
    let lang = use_lang();
    let range = Memo::new(move |_| {
        let intervals = intervals.read();
        let known = intervals.iter().filter(|one| one.value.is_some());
        let (low, high) = known.fold((0.0f64, 0.0f64), |(low, high), one| {
            (low.min(one.low), high.max(one.high))
        });
        let room = ((high - low) * 0.06).max(f64::MIN_POSITIVE);
        (low - room, high + room)
    });
    let place = move |value: f64| {
        let (low, high) = range.get();
        ((value - low) / (high - low) * 100.0).clamp(0.0, 100.0)
    };
    let one = move |interval: Interval| {
        let bar = interval.value.map(|value| {
            let (from, to, at) = (place(interval.low), place(interval.high), place(value));
            view! {
                <span class="interval-bar" style=format!("inset-inline-start: {from:.2}%; inline-size: {:.2}%", to - from)></span>
                <span class="interval-point" style=format!("inset-inline-start: {at:.2}%")></span>
            }
        });
        view! {
            <li class=format!("interval {}", interval.tone.class()) class:is-total=interval.is_total>
                <span class="interval-label">{interval.label}</span>
                <span class="interval-track" aria-hidden="true">
                    <span class="interval-zero" style=format!("inset-inline-start: {:.2}%", place(0.0))></span>
                    {bar}
                </span>
                <span class="interval-words">{interval.words}</span>
            </li>
        }
    };
    view! {
        <div class="intervals">
            <ul aria-label=label>{move || intervals.get().into_iter().map(one).collect_view()}</ul>
            <div class="interval-scale" aria-hidden="true">
                <span class="interval-scale-track">
                    <span style=move || format!("inset-inline-start: {:.2}%", place(0.0))>{move || zero(lang.get())}</span>
                </span>
            </div>
        </div>
    }
}
