//! One clause: what it is about, and what is asked of it.

use domain::segment::edit::{Form, Subject, node, with};
use domain::segment::{Attribute, Kind};
use domain::segment::{Clause, Occasion, Rule, Test};
use domain::segment::{Function, Parameter};
use leptos::prelude::*;

use super::Tree;
use super::rows::{JoinButton, NodeCount, NotToggle, RemoveButton};
use super::test::TestEditor;
use crate::locales::{Word, query as words, t, use_lang};

/// The subjects by family, in the order in which people look for them.
const FAMILIES: &[(Word, &[&str])] = &[
    (
        words::family_dates,
        &[
            "last_order_date",
            "first_order_date",
            "customer_added_date",
            "birthday",
            "anniversary",
        ],
    ),
    (
        words::family_shopping,
        &[
            "amount_spent",
            "number_of_orders",
            "average_order_value",
            "number_of_purchase_days",
            "amount_paid",
            "amount_refunded",
            "refund_rate",
            "median_days_between_orders",
            "overdue_ratio",
        ],
    ),
    (
        words::family_behaviour,
        &[
            "products_purchased",
            "orders_placed",
            "purchase_sequence",
            "product_runs_out",
            "product_cycle",
            "campaign_activity",
        ],
    ),
    (
        words::family_value,
        &[
            "lifecycle_stage",
            "rfm_group",
            "rfm_recency",
            "rfm_frequency",
            "rfm_monetary",
            "customer_segments",
        ],
    ),
    (
        words::family_person,
        &[
            "customer_region",
            "customer_city",
            "customer_country",
            "member_level",
            "gender",
            "customer_tags",
            "customer_id",
        ],
    ),
    (
        words::family_reach,
        &["sms_subscription_status", "email_subscription_status"],
    ),
];

/// What the id of a campaign is called, which the language calls an id like others.
pub const CAMPAIGN: &str = "campaign";

/// The name of a function's parameter.
fn parameter_code(function: Function, parameter: Parameter) -> &'static str {
    match (function, parameter) {
        (Function::CampaignActivity, Parameter::Id) => CAMPAIGN,
        _ => parameter.code(),
    }
}

/// The name of something in the language; its code where we have no word.
pub fn named(code: &'static str) -> impl Fn() -> &'static str + Copy {
    let lang = use_lang();
    move || words::name(code).map_or(code, |word| word(lang.get()))
}

/// A clause with its negation, its count and its parts.
#[component]
pub fn ClauseRow(tree: Tree, path: Vec<u32>) -> impl IntoView {
    let place = path.clone();
    let held = Memo::new(move |_| {
        let rule = tree.rule.read();
        match node(rule.as_ref()?, &place)? {
            Rule::Not(inner) => match &**inner {
                Rule::Clause(clause) => Some((clause.clone(), true)),
                _ => None,
            },
            Rule::Clause(clause) => Some((clause.clone(), false)),
            _ => None,
        }
    });
    let put_path = path.clone();
    let put = Callback::new(move |clause: Clause| {
        let Some(rule) = tree.rule.get_untracked() else {
            return;
        };
        let negated = held.get_untracked().is_some_and(|(_, negated)| negated);
        let clause = Rule::Clause(clause);
        let new = if negated {
            Rule::Not(Box::new(clause))
        } else {
            clause
        };
        tree.change.run(with(rule, &put_path, Some(new)));
    });
    let subject = Memo::new(move |_| held.read().as_ref().map(|(clause, _)| clause.subject()));
    let clause = Memo::new(move |_| held.read().as_ref().map(|(clause, _)| clause.clone()));
    let choose = move |event| {
        if let Some(subject) = Subject::from_code(&event_target_value(&event)) {
            put.run(subject.first_clause());
        }
    };
    view! {
        <div class="query-clause">
            <NotToggle tree=tree path=path.clone() />
            <select
                class="query-subject"
                aria-label=t(words::attribute)
                prop:value=move || subject.get().map_or("", Subject::code)
                on:change=choose
            >
                {FAMILIES
                    .iter()
                    .map(|(family, codes)| {
                        view! {
                            <optgroup label=t(*family)>
                                {codes
                                    .iter()
                                    .map(|code| {
                                        let chosen = move || subject.get().is_some_and(|subject| subject.code() == *code);
                                        view! { <option value=*code selected=chosen>{named(code)}</option> }
                                    })
                                    .collect_view()}
                            </optgroup>
                        }
                    })
                    .collect_view()}
            </select>
            {move || {
                subject
                    .get()
                    .map(|subject| match subject {
                        Subject::Attribute(attribute) => {
                            view! { <AttributeParts tree=tree attribute=attribute clause=clause put=put /> }.into_any()
                        }
                        Subject::Function(function) => {
                            view! { <FunctionParts tree=tree function=function clause=clause put=put /> }.into_any()
                        }
                        Subject::Anniversary => view! { <AnniversaryParts tree=tree clause=clause put=put /> }.into_any(),
                    })
            }}
            <span class="query-deeds">
                <NodeCount tree=tree path=path.clone() />
                <JoinButton tree=tree path=path.clone() all=true />
                <JoinButton tree=tree path=path.clone() all=false />
                <RemoveButton tree=tree path=path />
            </span>
        </div>
    }
}

#[component]
fn AttributeParts(
    tree: Tree,
    attribute: Attribute,
    clause: Memo<Option<Clause>>,
    put: Callback<Clause>,
) -> impl IntoView {
    let test = Memo::new(move |_| match &*clause.read() {
        Some(Clause::Attribute { test, .. }) => test.clone(),
        _ => Test::first(attribute.kind()),
    });
    let change = Callback::new(move |test| put.run(Clause::Attribute { attribute, test }));
    view! {
        <TestEditor kind=attribute.kind() forms=Form::of_attribute(attribute.kind()) test=test change=change around=tree.around name=attribute.code() />
    }
}

#[component]
fn FunctionParts(
    tree: Tree,
    function: Function,
    clause: Memo<Option<Clause>>,
    put: Callback<Clause>,
) -> impl IntoView {
    let parts = Memo::new(move |_| match &*clause.read() {
        Some(Clause::Function {
            parameters, holds, ..
        }) => (parameters.clone(), *holds),
        _ => (Vec::new(), true),
    });
    let change = move |parameters: Vec<(Parameter, Test)>, holds: bool| {
        put.run(Clause::Function {
            function,
            parameters,
            holds,
        });
    };
    let present = Memo::new(move |_| {
        parts
            .read()
            .0
            .iter()
            .map(|(parameter, _)| *parameter)
            .collect::<Vec<_>>()
    });
    let free = move || {
        let present = present.get();
        let all = function.parameters().iter();
        all.filter(|(parameter, _)| !present.contains(parameter))
            .copied()
            .collect::<Vec<_>>()
    };
    let add = move |event| {
        let code = event_target_value(&event);
        let Some((parameter, kind)) = function
            .parameters()
            .iter()
            .find(|(parameter, _)| parameter.code() == code)
        else {
            return;
        };
        let (mut parameters, holds) = parts.get_untracked();
        parameters.push((*parameter, Test::first(*kind)));
        parameters.sort_by_key(|(parameter, _)| *parameter);
        change(parameters, holds);
    };
    let set_holds = move |event| {
        change(
            parts.get_untracked().0,
            event_target_value(&event) == "true",
        )
    };
    view! {
        <select aria-label=t(words::operator) prop:value=move || parts.read().1.to_string() on:change=set_holds>
            <option value="true">{t(words::happens)}</option>
            <option value="false">{t(words::happens_not)}</option>
        </select>
        <div class="query-parameters">
            <For each=move || present.get() key=|parameter| *parameter let:parameter>
                {
                    let kind = function
                        .parameters()
                        .iter()
                        .find(|(one, _)| *one == parameter)
                        .map_or(Kind::Text, |(_, kind)| *kind);
                    let test = Memo::new(move |_| {
                        let parts = parts.read();
                        let held = parts.0.iter().find(|(one, _)| *one == parameter);
                        held.map_or_else(|| Test::first(kind), |(_, test)| test.clone())
                    });
                    let put_test = Callback::new(move |new: Test| {
                        let (mut parameters, holds) = parts.get_untracked();
                        for (one, test) in &mut parameters {
                            if *one == parameter {
                                *test = new.clone();
                            }
                        }
                        change(parameters, holds);
                    });
                    let remove = move |_| {
                        let (mut parameters, holds) = parts.get_untracked();
                        parameters.retain(|(one, _)| *one != parameter);
                        change(parameters, holds);
                    };
                    view! {
                        <div class="query-parameter">
                            <span class="query-parameter-name">{named(parameter_code(function, parameter))}</span>
                            <TestEditor
                                kind=kind
                                forms=Form::of_parameter(parameter, kind)
                                test=test
                                change=put_test
                                around=tree.around
                                name=parameter_code(function, parameter)
                            />
                            <button type="button" class="query-remove" aria-label=t(words::remove) on:click=remove>
                                "×"
                            </button>
                        </div>
                    }
                }
            </For>
            <Show when=move || !free().is_empty()>
                <select class="query-add-parameter" aria-label=t(words::add_parameter) prop:value="" on:change=add>
                    <option value="">{t(words::add_parameter)}</option>
                    {move || {
                        free()
                            .into_iter()
                            .map(|(parameter, _)| {
                                view! { <option value=parameter.code()>{named(parameter_code(function, parameter))}</option> }
                            })
                            .collect_view()
                    }}
                </select>
            </Show>
        </div>
    }
}

#[component]
fn AnniversaryParts(
    tree: Tree,
    clause: Memo<Option<Clause>>,
    put: Callback<Clause>,
) -> impl IntoView {
    let parts = Memo::new(move |_| match &*clause.read() {
        Some(Clause::Anniversary { of, test }) => (*of, test.clone()),
        _ => (Occasion::Birthday, Test::first(Kind::Date)),
    });
    let test = Memo::new(move |_| parts.read().1.clone());
    let change = Callback::new(move |test| {
        put.run(Clause::Anniversary {
            of: parts.get_untracked().0,
            test,
        })
    });
    let choose = move |event| {
        let of = if event_target_value(&event) == "birthday" {
            Occasion::Birthday
        } else {
            Occasion::FirstOrder
        };
        put.run(Clause::Anniversary {
            of,
            test: parts.get_untracked().1,
        });
    };
    let chosen = move || {
        if parts.read().0 == Occasion::Birthday {
            "birthday"
        } else {
            "first_order"
        }
    };
    view! {
        <select aria-label=t(words::parameter) prop:value=chosen on:change=choose>
            <option value="birthday">{named("birthday")}</option>
            <option value="first_order">{named("first_order_date")}</option>
        </select>
        <TestEditor kind=Kind::Date forms=Form::of_anniversary() test=test change=change around=tree.around name="anniversary" />
    }
}
