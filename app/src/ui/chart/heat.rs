//! A grid of cells, the fuller the darker.

use leptos::prelude::*;
use leptos_router::components::A;

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatCell {
    /// Its number.
    pub value: f64,
    /// Its number, written out.
    pub text: String,
    /// What it stands for, read aloud and shown as a tip.
    pub label: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// A table whose cells are shaded by their number; the numbers stand in it, so it reads as a table.
#[component]
pub fn HeatGrid(
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// What goes across.
    #[prop(into)]
    across: Signal<String>,
    /// What goes down.
    #[prop(into)]
    down: Signal<String>,
    /// Heads of the columns.
    #[prop(into)]
    columns: Signal<Vec<String>>,
    /// The rows from the top: a head, and a cell for each column.
    #[prop(into)]
    rows: Signal<Vec<(String, Vec<HeatCell>)>>,
) -> impl IntoView {
    let most = Memo::new(move |_| {
        let rows = rows.read();
        rows.iter()
            .flat_map(|(_, cells)| cells)
            .map(|cell| cell.value)
            .fold(0.0, f64::max)
    });
    let cell = move |cell: HeatCell| {
        // The square root lets small cells be told apart.
        let heat = if most.get() > 0.0 {
            (cell.value / most.get()).max(0.0).sqrt()
        } else {
            0.0
        };
        let style = format!("--heat: {:.3}", heat);
        let inside = match cell.href {
            Some(href) => {
                let said = format!("{}: {}", cell.label, cell.text);
                view! { <A href=href attr:class="heat-link" attr:title=cell.label attr:aria-label=said>{cell.text}</A> }.into_any()
            }
            None => {
                view! { <span class="heat-link" title=cell.label>{cell.text}</span> }.into_any()
            }
        };
        view! { <td class="heat-cell" class:is-hot=heat.gt(&0.55) style=style>{inside}</td> }
    };
    view! {
        <div class="heat-frame" tabindex="0" role="group" aria-label=label>
            <table class="heat-grid">
                <caption class="visually-hidden">{label}</caption>
                <thead>
                    <tr>
                        <td class="heat-corner"><span>{down}" ↓"</span><span>{across}" →"</span></td>
                        {move || columns.get().into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        rows.get().into_iter().map(|(head, cells)| {
                            let cells = cells.into_iter().map(cell).collect_view();
                            view! { <tr><th scope="row">{head}</th>{cells}</tr> }
                        }).collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
}
