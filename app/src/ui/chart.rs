//! Charts: each can be read without being seen, by links with names or by a table that says the same.

mod bars;
mod heat;
mod line;
mod waterfall;

pub use bars::{BarChart, BarDatum, Histogram, Threshold};
pub use heat::{HeatCell, HeatGrid};
pub use line::{LineChart, Series};
pub use waterfall::{WaterfallChart, WaterfallStep};

use leptos::prelude::*;

/// The table that says the same as a picture, for those who do not see it.
#[component]
pub(super) fn Twin(
    /// What the chart shows.
    caption: Signal<String>,
    /// The heads of the columns.
    heads: Signal<Vec<String>>,
    /// The rows: the first cell of each names it.
    rows: Signal<Vec<Vec<String>>>,
) -> impl IntoView {
    view! {
        <div class="visually-hidden">
        <table>
            <caption>{caption}</caption>
            <thead>
                <tr>{move || heads.get().into_iter().map(|head| {
                    // The corner above the names of the rows heads nothing.
                    if head.is_empty() { view! { <td></td> }.into_any() } else { view! { <th scope="col">{head}</th> }.into_any() }
                }).collect_view()}</tr>
            </thead>
            <tbody>
                {move || {
                    rows.get().into_iter().map(|row| {
                        let mut cells = row.into_iter();
                        let name = cells.next().unwrap_or_default();
                        let cells = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
                        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
                    }).collect_view()
                }}
            </tbody>
        </table>
        </div>
    }
}

/// Round numbers from 0 to at least `most`, about `steps` of them.
pub(super) fn ticks(most: f64, steps: usize) -> Vec<f64> {
    if !(most.is_finite() && most > 0.0) {
        return vec![0.0];
    }
    let rough = most / steps.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let unit = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|unit| unit * power >= rough)
        .unwrap_or(10.0)
        * power;
    let many = (most / unit).ceil() as usize;
    (0..=many).map(|at| at as f64 * unit).collect()
}
