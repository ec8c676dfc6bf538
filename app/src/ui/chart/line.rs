//! Lines over time.

use leptos::prelude::*;

use super::super::surface::Tone;
use super::{Twin, ticks};
use crate::format::short_count;
use crate::locales::use_lang;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name.
    pub label: String,
    /// Its values, one for each place; none where there is none.
    pub values: Vec<Option<f64>>,
    /// What it is about.
    pub tone: Tone,
    /// Drawn with dashes: expected, not measured.
    pub dashed: bool,
}

const WIDE: f64 = 1000.0;
const HIGH: f64 = 300.0;

/// The path of a line in a box of `WIDE` × `HIGH`; it is broken where values are missing.
fn path(values: &[Option<f64>], most: f64) -> String {
    let step = WIDE / values.len().saturating_sub(1).max(1) as f64;
    let mut path = String::new();
    let mut drawing = false;
    for (at, value) in values.iter().enumerate() {
        let Some(value) = value else {
            drawing = false;
            continue;
        };
        let (x, y) = (
            at as f64 * step,
            HIGH - if most > 0.0 { value / most * HIGH } else { 0.0 },
        );
        path.push_str(&format!("{}{x:.1} {y:.1}", if drawing { "L" } else { "M" }));
        drawing = true;
    }
    path
}

/// Lines over an order of places, such as days.
#[component]
pub fn LineChart(
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// The places from left to right.
    #[prop(into)]
    places: Signal<Vec<String>>,
    /// The lines.
    #[prop(into)]
    series: Signal<Vec<Series>>,
    /// Writes a value out; short numbers where it is left out.
    #[prop(optional, into)]
    write: Option<Callback<f64, String>>,
) -> impl IntoView {
    let lang = use_lang();
    let scale = Memo::new(move |_| {
        let series = series.read();
        ticks(
            series
                .iter()
                .flat_map(|line| &line.values)
                .flatten()
                .copied()
                .fold(0.0, f64::max),
            4,
        )
    });
    let most = move || scale.read().last().copied().unwrap_or(0.0);
    let written = move |value: f64| {
        write.map_or_else(|| short_count(value, lang.get()), |write| write.run(value))
    };
    let rows = Signal::derive(move || {
        let series = series.read();
        let places = places.read();
        let row = |(at, place): (usize, &String)| {
            let values = series.iter().map(|line| {
                line.values
                    .get(at)
                    .copied()
                    .flatten()
                    .map(written)
                    .unwrap_or_default()
            });
            std::iter::once(place.clone()).chain(values).collect()
        };
        places
            .iter()
            .enumerate()
            .map(row)
            .collect::<Vec<Vec<String>>>()
    });
    let heads = Signal::derive(move || {
        let series = series.read();
        std::iter::once(String::new())
            .chain(series.iter().map(|line| line.label.clone()))
            .collect::<Vec<_>>()
    });
    let shown_places = move || {
        let places = places.read();
        let every = places.len().div_ceil(8).max(1);
        places.iter().enumerate().filter(|(at, _)| at % every == 0).map(|(at, place)| {
            let left = at as f64 / places.len().saturating_sub(1).max(1) as f64 * 100.0;
            view! { <span style=format!("inset-inline-start: {left:.2}%")>{place.clone()}</span> }
        }).collect_view()
    };
    view! {
        <figure class="line-chart" aria-label=label>
            <ul class="legend" aria-hidden="true">
                {move || series.get().into_iter().map(|line| {
                    view! { <li class=line.tone.class() class:is-dashed=line.dashed><span class="legend-mark"></span>{line.label}</li> }
                }).collect_view()}
            </ul>
            <div class="plot" aria-hidden="true">
                <div class="axis">
                    {move || {
                        let top = most();
                        scale.get().into_iter().map(|tick| {
                            let share = if top > 0.0 { tick / top * 100.0 } else { 0.0 };
                            view! { <span class="axis-line" style=format!("inset-block-end: {share:.2}%")><span>{written(tick)}</span></span> }
                        }).collect_view()
                    }}
                </div>
                <svg viewBox=format!("0 0 {WIDE} {HIGH}") preserveAspectRatio="none">
                    {move || {
                        let top = most();
                        series.get().into_iter().map(|line| {
                            view! { <path class=format!("line {}", line.tone.class()) class:is-dashed=line.dashed d=path(&line.values, top) /> }
                        }).collect_view()
                    }}
                </svg>
                <div class="places">{shown_places}</div>
            </div>
            <Twin caption=label heads rows />
        </figure>
    }
}
