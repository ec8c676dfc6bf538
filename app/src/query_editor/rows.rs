//! The tree as rows: groups and clauses, indented by their depth.

use domain::segment::Attribute;
use domain::segment::Rule;
use domain::segment::edit::{Subject, node, with, with_added};
use leptos::prelude::*;

use super::Tree;
use super::clause::ClauseRow;
use crate::format;
use crate::locales::{Word, fill, query as words, t, use_lang};

/// One row; its identity is its place and what stands there, so that typing in it does not rebuild it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Row {
    /// Path of the node, the negation around it included.
    path: Vec<u32>,
    /// How deep it is indented.
    depth: usize,
    kind: RowKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum RowKind {
    Group,
    Clause,
    /// A negation of a negation: shown as text.
    ByHand,
}

fn list(rule: &Rule, path: &[u32], depth: usize, rows: &mut Vec<Row>) {
    let (inner, inner_path) = match rule {
        Rule::Not(inner) => (&**inner, [path, &[0]].concat()),
        _ => (rule, path.to_vec()),
    };
    let kind = match inner {
        Rule::And(_) | Rule::Or(_) => RowKind::Group,
        Rule::Clause(_) => RowKind::Clause,
        Rule::Not(_) => RowKind::ByHand,
    };
    rows.push(Row {
        path: path.to_vec(),
        depth,
        kind,
    });
    if let Rule::And(rules) | Rule::Or(rules) = inner {
        for (at, rule) in rules.iter().enumerate() {
            let child = [inner_path.as_slice(), &[at as u32]].concat();
            list(rule, &child, depth + 1, rows);
        }
    }
}

/// The clause that "add" begins with.
fn new_clause() -> Rule {
    Rule::Clause(Subject::Attribute(Attribute::LastOrderDate).first_clause())
}

/// All rows, and the way to add the first.
#[component]
pub fn Rows(
    tree: Tree,
    /// The text is no rule just now: no clauses does not mean everybody.
    waits: Signal<bool>,
) -> impl IntoView {
    let rows = Memo::new(move |_| {
        let mut rows = Vec::new();
        if let Some(rule) = &*tree.rule.read() {
            list(rule, &[], 0, &mut rows);
        }
        rows
    });
    let add = move |all: bool| {
        let rule = tree.rule.get_untracked();
        // Beside a group of the other kind, the new clause joins the whole.
        tree.change
            .run(Some(with_added(rule, &[], new_clause(), all)));
    };
    view! {
        <Show when=move || rows.read().is_empty() && !waits.get()>
            <p class="query-everybody">{t(words::everybody)}</p>
        </Show>
        <ol class="query-rows">
            <For each=move || rows.get() key=|row| row.clone() let:row>
                <li class="query-row" style=format!("--depth:{}", row.depth)>
                    {match row.kind {
                        RowKind::Group => view! { <GroupRow tree=tree path=row.path /> }.into_any(),
                        RowKind::Clause => view! { <ClauseRow tree=tree path=row.path /> }.into_any(),
                        RowKind::ByHand => view! { <ByHandRow tree=tree path=row.path /> }.into_any(),
                    }}
                </li>
            </For>
        </ol>
        <div class="query-add">
            <button type="button" class="button button-small" on:click=move |_| add(true)>
                {t(words::add_clause)}
            </button>
            <Show when=move || tree.rule.read().is_some()>
                <button type="button" class="button button-small button-quiet" on:click=move |_| add(false)>
                    {t(words::add_group)}
                </button>
            </Show>
        </div>
    }
}

/// How many customers a node holds for by itself.
#[component]
pub fn NodeCount(tree: Tree, path: Vec<u32>) -> impl IntoView {
    let lang = use_lang();
    let counted = Memo::new(move |_| tree.around.counts.read().get(&path).copied());
    view! {
        <span class="query-count num">
            {move || {
                counted
                    .get()
                    .map(|customers| {
                        let number = format::count(customers.into());
                        fill(words::count_here(lang.get()), &[("count", &number)])
                    })
            }}
        </span>
    }
}

/// Takes a node away.
#[component]
pub fn RemoveButton(tree: Tree, path: Vec<u32>) -> impl IntoView {
    let remove = move |_| {
        if let Some(rule) = tree.rule.get_untracked() {
            tree.change.run(with(rule, &path, None));
        }
    };
    view! {
        <button type="button" class="query-remove" aria-label=t(words::remove) title=t(words::remove) on:click=remove>
            "×"
        </button>
    }
}

/// Adds a clause beside a node: one that must hold as well, or one that may hold instead.
#[component]
pub fn JoinButton(tree: Tree, path: Vec<u32>, all: bool) -> impl IntoView {
    let add = move |_| {
        let added = with_added(tree.rule.get_untracked(), &path, new_clause(), all);
        tree.change.run(Some(added));
    };
    let (word, title): (Word, Word) = if all {
        (words::and_here, words::and_here_title)
    } else {
        (words::or_here, words::or_here_title)
    };
    view! {
        <button type="button" class="query-join" title=t(title) aria-label=t(title) on:click=add>
            {t(word)}
        </button>
    }
}

/// Turns a node around.
#[component]
pub fn NotToggle(tree: Tree, path: Vec<u32>) -> impl IntoView {
    let place = path.clone();
    let negated = Memo::new(move |_| {
        tree.rule
            .read()
            .as_ref()
            .and_then(|rule| node(rule, &place))
            .is_some_and(|rule| matches!(rule, Rule::Not(_)))
    });
    let toggle = move |_| {
        let Some(rule) = tree.rule.get_untracked() else {
            return;
        };
        let turned = match node(&rule, &path).cloned() {
            Some(Rule::Not(inner)) => *inner,
            Some(other) => Rule::Not(Box::new(other)),
            None => return,
        };
        tree.change.run(with(rule, &path, Some(turned)));
    };
    view! {
        <button
            type="button"
            class="query-not"
            aria-pressed=move || negated.get().to_string()
            title=t(words::toggle_not)
            on:click=toggle
        >
            {t(words::not)}
        </button>
    }
}

#[component]
fn GroupRow(tree: Tree, path: Vec<u32>) -> impl IntoView {
    let place = path.clone();
    let group = Memo::new(move |_| {
        let rule = tree.rule.read();
        match node(rule.as_ref()?, &place)? {
            Rule::Not(inner) => Some(((**inner).clone(), true)),
            other => Some((other.clone(), false)),
        }
    });
    let all = move || {
        group
            .read()
            .as_ref()
            .is_some_and(|(rule, _)| matches!(rule, Rule::And(_)))
    };
    let (change_path, add_path) = (path.clone(), path.clone());
    let change = move |event| {
        let all = event_target_value(&event) == "all";
        let (Some(rule), Some((held, negated))) =
            (tree.rule.get_untracked(), group.get_untracked())
        else {
            return;
        };
        let (Rule::And(rules) | Rule::Or(rules)) = held else {
            return;
        };
        let turned = if all {
            Rule::And(rules)
        } else {
            Rule::Or(rules)
        };
        let turned = if negated {
            Rule::Not(Box::new(turned))
        } else {
            turned
        };
        tree.change.run(with(rule, &change_path, Some(turned)));
    };
    let add = move |_| {
        let Some((_, negated)) = group.get_untracked() else {
            return;
        };
        let inner = if negated {
            [add_path.as_slice(), &[0]].concat()
        } else {
            add_path.clone()
        };
        let added = with_added(tree.rule.get_untracked(), &inner, new_clause(), all());
        tree.change.run(Some(added));
    };
    view! {
        <div class="query-group">
            <NotToggle tree=tree path=path.clone() />
            <select aria-label=t(words::operator) prop:value=move || if all() { "all" } else { "any" } on:change=change>
                <option value="all">{t(words::all_of)}</option>
                <option value="any">{t(words::any_of)}</option>
            </select>
            <button type="button" class="button button-small button-quiet" on:click=add>
                {t(words::add_clause)}
            </button>
            <NodeCount tree=tree path=path.clone() />
            <RemoveButton tree=tree path=path />
        </div>
    }
}

#[component]
fn ByHandRow(tree: Tree, path: Vec<u32>) -> impl IntoView {
    let place = path.clone();
    let text = Memo::new(move |_| {
        tree.rule
            .read()
            .as_ref()
            .and_then(|rule| node(rule, &place))
            .map(ToString::to_string)
            .unwrap_or_default()
    });
    view! {
        <div class="query-clause">
            <code>{text}</code>
            <span class="hint">{t(words::by_hand)}</span>
            <RemoveButton tree=tree path=path />
        </div>
    }
}
