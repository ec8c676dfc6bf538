//! Bars: across for names, upright for what lies in an order.

use leptos::prelude::*;
use leptos_router::components::A;

use super::super::surface::Tone;
use super::{Twin, ticks};
use crate::format::short_count;
use crate::locales::use_lang;

/// One bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarDatum {
    /// Its name.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// Its number, written out.
    pub text: String,
    /// A second number or a word, such as its share.
    pub note: String,
    /// Where it leads; a bar that leads nowhere is only a picture.
    pub href: Option<String>,
    /// What it is about.
    pub tone: Tone,
}

fn longest(bars: &[BarDatum]) -> f64 {
    bars.iter().map(|bar| bar.value).fold(0.0, f64::max)
}

fn share(value: f64, most: f64) -> f64 {
    if most > 0.0 {
        (value / most * 100.0).clamp(0.0, 100.0)
    } else {
        0.0
    }
}

/// Bars across, one a line: name, bar, number. A list of links (or lines) that reads like a table.
#[component]
pub fn BarChart(
    /// What it shows; read aloud.
    #[prop(into)]
    label: Signal<String>,
    /// The bars in order.
    #[prop(into)]
    bars: Signal<Vec<BarDatum>>,
) -> impl IntoView {
    // Bars stay where they are and change in place: they follow a slider.
    let links = Memo::new(move |_| {
        let bars = bars.read();
        bars.iter().map(|bar| bar.href.clone()).collect::<Vec<_>>()
    });
    let most = Memo::new(move |_| longest(&bars.read()));
    let of = move |at: usize, read: fn(&BarDatum) -> String| {
        Memo::new(move |_| bars.read().get(at).map(read).unwrap_or_default())
    };
    let one = move |(at, href): (usize, Option<String>)| {
        let width = Memo::new(move |_| {
            let value = bars.read().get(at).map_or(0.0, |bar| bar.value);
            format!("inline-size: {:.2}%", share(value, most.get()))
        });
        let tone = of(at, |bar| format!("bar {}", bar.tone.class()));
        let note = of(at, |bar| bar.note.clone());
        let inside = view! {
            <span class="bar-label">{of(at, |bar| bar.label.clone())}</span>
            <span class="bar-track" aria-hidden="true"><span class=tone style=width></span></span>
            <span class="bar-text">{of(at, |bar| bar.text.clone())}</span>
            <span class="bar-note" hidden=move || note.read().is_empty()>{note}</span>
        };
        match href {
            Some(href) => {
                view! { <li><A href=href attr:class="bar-line">{inside}</A></li> }.into_any()
            }
            None => view! { <li><span class="bar-line">{inside}</span></li> }.into_any(),
        }
    };
    view! {
        <ul class="bar-chart" aria-label=label>
            {move || links.get().into_iter().enumerate().map(one).collect_view()}
        </ul>
    }
    .into_any()
}

/// A line across a histogram, at the edge before a bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// How many bars (and parts of one) lie before it.
    pub at: f64,
    /// Its words.
    pub label: String,
}

/// Upright bars in an order, with lines where something changes.
#[component]
pub fn Histogram(
    /// What it shows; read aloud.
    #[prop(into)]
    label: Signal<String>,
    /// The bars in order.
    #[prop(into)]
    bars: Signal<Vec<BarDatum>>,
    /// The lines.
    #[prop(optional, into)]
    thresholds: Signal<Vec<Threshold>>,
) -> impl IntoView {
    let lang = use_lang();
    let scale = Memo::new(move |_| ticks(longest(&bars.read()), 4));
    let most = move || scale.read().last().copied().unwrap_or(0.0);
    let linked = Memo::new(move |_| bars.read().iter().any(|bar| bar.href.is_some()));
    let column = move |bar: BarDatum| {
        let height = format!("block-size: {:.2}%", share(bar.value, most()));
        let said = format!("{}: {} {}", bar.label, bar.text, bar.note);
        let inside = view! {
            <span class="column-space" aria-hidden="true"><span class=format!("column {}", bar.tone.class()) style=height></span></span>
            <span class="column-label" aria-hidden="true">{bar.label}</span>
        };
        match bar.href {
            Some(href) => {
                view! { <li><A href=href attr:class="column-line" attr:title=said.clone() attr:aria-label=said.clone()>{inside}</A></li> }.into_any()
            }
            None => view! { <li><span class="column-line" title=said>{inside}</span></li> }.into_any(),
        }
    };
    let line = move |threshold: Threshold| {
        let many = bars.read_untracked().len().max(1) as f64;
        let left = format!("inset-inline-start: {:.2}%", threshold.at / many * 100.0);
        view! { <span class="threshold" style=left><span class="threshold-label">{threshold.label}</span></span> }
    };
    let rows = Signal::derive(move || {
        let bars = bars.read();
        bars.iter()
            .map(|bar| vec![bar.label.clone(), bar.text.clone(), bar.note.clone()])
            .collect()
    });
    view! {
        <figure class="histogram" aria-label=label>
            <div class="plot">
                <div class="axis" aria-hidden="true">
                    {move || {
                        let top = most();
                        scale.get().into_iter().map(|tick| {
                            let bottom = format!("inset-block-end: {:.2}%", share(tick, top));
                            view! { <span class="axis-line" style=bottom><span>{short_count(tick, lang.get())}</span></span> }
                        }).collect_view()
                    }}
                </div>
                <ul class="columns" aria-hidden=move || (!linked.get()).then_some("true")>
                    {move || bars.get().into_iter().map(column).collect_view()}
                </ul>
                <div class="thresholds" aria-hidden="true">
                    {move || {
                        bars.track();
                        thresholds.get().into_iter().map(line).collect_view()
                    }}
                </div>
            </div>
            <Show when=move || !linked.get()>
                <Twin caption=label heads=Signal::stored(vec![String::new(), String::new(), String::new()]) rows />
            </Show>
        </figure>
    }
}
