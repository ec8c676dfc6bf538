//! The editor of a segment's rule: a visual builder and the text, two views of one tree.

mod clause;
mod rows;
mod test;
mod text;

use std::collections::HashMap;

use domain::segment::{ParseError, parse};
use domain::segment::{Query, Rule};
use leptos::prelude::*;

use crate::locales::{query as words, t};
use rows::Rows;
use text::TextView;

/// What stands around the clauses: suggestions for values and the count of every node.
#[derive(Clone, Copy)]
pub struct Surroundings {
    /// Names of the saved segments.
    pub segments: Signal<Vec<String>>,
    /// How many customers each node of the tree holds for, by its path.
    pub counts: Signal<HashMap<Vec<u32>, u32>>,
}

impl Surroundings {
    /// Nothing to suggest and nothing counted.
    pub fn none() -> Surroundings {
        Surroundings {
            segments: Signal::stored(Vec::new()),
            counts: Signal::stored(HashMap::new()),
        }
    }
}

/// The tree as the builder holds it.
#[derive(Clone, Copy)]
struct Tree {
    /// The last text that was a query.
    rule: Memo<Option<Rule>>,
    /// Says what the tree is from now on.
    change: Callback<Option<Rule>>,
    around: Surroundings,
}

/// A rule that can be changed in the builder and as text. `on_change` gets every new text, wrong ones included.
#[component]
pub fn QueryEditor(
    /// The rule as text.
    #[prop(into)]
    query: Signal<String>,
    /// Called with the new text at every edit.
    #[prop(into)]
    on_change: Callback<String>,
    /// What this rule is, for those who cannot see it.
    #[prop(into)]
    label: Signal<String>,
    /// Suggestions and counts.
    #[prop(optional)]
    around: Option<Surroundings>,
    /// The text is folded away until it is asked for, or wrong: for pages with several rules.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let parsed: Memo<Result<Query, ParseError>> = Memo::new(move |_| parse(&query.read()));
    let rule = Memo::new(move |last: Option<&Option<Rule>>| match &*parsed.read() {
        Ok(query) => query.rule().cloned(),
        Err(_) => last.cloned().flatten(),
    });
    let wrong = Memo::new(move |_| parsed.read().as_ref().err().cloned());
    let change = Callback::new(move |rule: Option<Rule>| {
        let text = match Query::from_rule(rule.clone()) {
            Ok(query) => query.to_string(),
            // Half-filled clauses are shown as they are, so that they can be filled.
            Err(_) => rule.map(|rule| rule.to_string()).unwrap_or_default(),
        };
        on_change.run(text);
    });
    let tree = Tree {
        rule,
        change,
        around: around.unwrap_or_else(Surroundings::none),
    };
    view! {
        <div class="query-editor" role="group" aria-label=label>
            <div class="query-builder" class:waits=move || wrong.read().is_some()>
                <Rows tree=tree waits=Signal::derive(move || wrong.read().is_some()) />
                <Show when=move || wrong.read().is_some()>
                    <p class="query-waits">{t(words::builder_waits)}</p>
                </Show>
            </div>
            <TextView query=query on_change=on_change wrong=wrong compact=compact />
        </div>
    }
    .into_any()
}
