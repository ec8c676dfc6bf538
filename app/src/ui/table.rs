//! A dense table that can be sorted by its heads.

use std::cmp::Ordering;
use std::sync::Arc;

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

type Cell<T> = Arc<dyn Fn(&T) -> AnyView + Send + Sync>;
type Compare<T> = Arc<dyn Fn(&T, &T) -> Ordering + Send + Sync>;

/// A column: its head, what its cells show, how it sorts.
pub struct Column<T> {
    head: Signal<String>,
    numeric: bool,
    cell: Cell<T>,
    compare: Option<Compare<T>>,
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Column {
            head: self.head,
            numeric: self.numeric,
            cell: self.cell.clone(),
            compare: self.compare.clone(),
        }
    }
}

impl<T: 'static> Column<T> {
    /// A column of words.
    pub fn new<V: IntoAny + 'static>(
        head: impl Into<Signal<String>>,
        cell: impl Fn(&T) -> V + Send + Sync + 'static,
    ) -> Column<T> {
        Column {
            head: head.into(),
            numeric: false,
            cell: Arc::new(move |row| cell(row).into_any()),
            compare: None,
        }
    }

    /// A column of numbers, at the right.
    pub fn number<V: IntoAny + 'static>(
        head: impl Into<Signal<String>>,
        cell: impl Fn(&T) -> V + Send + Sync + 'static,
    ) -> Column<T> {
        Column {
            numeric: true,
            ..Column::new(head, cell)
        }
    }

    fn is_nameless(&self) -> bool {
        self.head.with_untracked(String::is_empty)
    }

    /// May be sorted by.
    #[must_use]
    pub fn sorted_by(
        self,
        compare: impl Fn(&T, &T) -> Ordering + Send + Sync + 'static,
    ) -> Column<T> {
        Column {
            compare: Some(Arc::new(compare)),
            ..self
        }
    }
}

/// A dense table. Where there may be no rows, the page shows an `EmptyState` instead.
#[component]
pub fn Table<T: Clone + Send + Sync + 'static>(
    /// What it holds; read aloud.
    #[prop(into)]
    caption: Signal<String>,
    /// Its columns.
    columns: Vec<Column<T>>,
    /// Its rows.
    #[prop(into)]
    rows: Signal<Vec<T>>,
    /// The column it is sorted by at first, and whether the largest stand first.
    #[prop(optional, into)]
    sort: Option<(usize, bool)>,
) -> impl IntoView {
    let sort = RwSignal::new(sort);
    let columns = StoredValue::new(columns);
    let ordered = move || {
        let mut rows = rows.get();
        if let Some((at, falling)) = sort.get()
            && let Some(compare) = columns
                .with_value(|columns| columns.get(at).and_then(|column| column.compare.clone()))
        {
            rows.sort_by(|one, other| {
                let order = compare(one, other);
                if falling { order.reverse() } else { order }
            });
        }
        rows
    };
    let press = move |at: usize| {
        sort.update(|sort| {
            *sort = match *sort {
                Some((held, falling)) if held == at => Some((at, !falling)),
                _ => Some((
                    at,
                    columns
                        .with_value(|columns| columns.get(at).is_some_and(|column| column.numeric)),
                )),
            };
        });
    };
    let head = move |(at, column): (usize, Column<T>)| {
        let order = move || match sort.get() {
            Some((held, falling)) if held == at => {
                Some(if falling { "descending" } else { "ascending" })
            }
            _ => None,
        };
        let inside = if column.compare.is_some() {
            view! {
                <button type="button" class="table-sort" on:click=move |_| press(at)>
                    {column.head}
                    {move || match order() {
                        Some("descending") => view! { <Icon glyph=Glyph::Down /> }.into_any(),
                        Some(_) => view! { <Icon glyph=Glyph::Up /> }.into_any(),
                        None => ().into_any(),
                    }}
                </button>
            }
            .into_any()
        } else {
            column.head.into_any()
        };
        // A column of deeds has no name, and a heading without words is none.
        if column.is_nameless() {
            return view! { <td></td> }.into_any();
        }
        view! { <th scope="col" class:numeric=column.numeric aria-sort=order>{inside}</th> }
            .into_any()
    };
    let row = move |row: T| {
        let cells = columns.with_value(|columns| {
            columns
                .iter()
                .map(|column| {
                    let inside = (column.cell)(&row);
                    view! { <td class:numeric=column.numeric>{inside}</td> }
                })
                .collect_view()
        });
        view! { <tr>{cells}</tr> }
    };
    let heads = columns
        .get_value()
        .into_iter()
        .enumerate()
        .map(head)
        .collect_view();
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=caption>
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{move || ordered().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
