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
    // Cells stay where they are and change in place.
    type Links = Vec<Vec<Option<String>>>;
    let links: Memo<Links> = Memo::new(move |_| {
        let rows = rows.read();
        let of = |cells: &[HeatCell]| cells.iter().map(|cell| cell.href.clone()).collect();
        rows.iter().map(|(_, cells)| of(cells)).collect()
    });
    let of = move |row: usize, at: usize, read: fn(&HeatCell) -> String| {
        Memo::new(move |_| {
            let rows = rows.read();
            let cell = rows.get(row).and_then(|(_, cells)| cells.get(at));
            cell.map(read).unwrap_or_default()
        })
    };
    let cell = move |row: usize, at: usize, href: Option<String>| {
        // The square root lets small cells be told apart.
        let heat = Memo::new(move |_| {
            let rows = rows.read();
            let cell = rows.get(row).and_then(|(_, cells)| cells.get(at));
            let value = cell.map_or(0.0, |cell| cell.value);
            if most.get() > 0.0 {
                (value / most.get()).max(0.0).sqrt()
            } else {
                0.0
            }
        });
        let style = move || format!("--heat: {:.3}", heat.get());
        let text = of(row, at, |cell| cell.text.clone());
        let label = of(row, at, |cell| cell.label.clone());
        let inside = match href {
            Some(href) => {
                let said = of(row, at, |cell| format!("{}: {}", cell.label, cell.text));
                view! { <A href=href attr:class="heat-link" attr:title=label attr:aria-label=said>{text}</A> }.into_any()
            }
            None => view! { <span class="heat-link" title=label>{text}</span> }.into_any(),
        };
        view! { <td class="heat-cell" class:is-hot=move || heat.get().gt(&0.55) style=style>{inside}</td> }
    };
    // Short heads stand in a narrow column, so that the cells have room.
    let is_named = move || {
        let rows = rows.read();
        rows.iter().any(|(head, _)| head.chars().count() > 3)
    };
    view! {
        <p class="heat-axes"><span>{down}" ↓"</span><span>{across}" →"</span></p>
        <div class="heat-frame" tabindex="0" role="group" aria-label=label>
            <table class="heat-grid" class:is-named=is_named>
                <caption class="visually-hidden">{label}</caption>
                <thead>
                    <tr>
                        <td class="heat-corner"></td>
                        {move || columns.get().into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        links.get().into_iter().enumerate().map(|(row, links)| {
                            let head = Memo::new(move |_| rows.read().get(row).map(|(head, _)| head.clone()).unwrap_or_default());
                            let cells = links.into_iter().enumerate().map(|(at, href)| cell(row, at, href)).collect_view();
                            view! { <tr><th scope="row">{head}</th>{cells}</tr> }
                        }).collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
}
