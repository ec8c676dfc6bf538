//! Why is this customer in or out?

use domain::money::Money;
use domain::segment::parse;
use domain::wire::engine::{Actual, Explanation, NodeTruth};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::format::{self, MoneyStyle};
use crate::locales::{Lang, Word, fill, segments as words, t, trade, use_lang};
use crate::problems;
use crate::state::{use_engine, use_money};
use crate::ui::button::Button;
use crate::ui::field::Field;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::input::TextInput;
use crate::ui::surface::{Badge, Card, Tone};

/// Asks for a customer and shows every clause with what is true of them.
#[component]
pub fn WhyCard(#[prop(into)] query: Signal<String>) -> impl IntoView {
    let lang = use_lang();
    let money = use_money();
    let engine = use_engine();
    let typed = RwSignal::new(String::new());
    let row = RwSignal::new(None::<u32>);
    let problem = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let asked = engine.explain(query, row);
    let inside = engine.members(query, 0u32, 4);
    let others = Memo::new(move |_| outside(&query.read()));
    let outside = engine.members(others, 0u32, 4);
    let ask = Callback::new(move |()| {
        let id = typed.get_untracked().trim().to_string();
        if id.is_empty() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match engine.find_customer(&id).await {
                Ok(found) => {
                    // A number such as the examples carry is understood as well.
                    let found = found.or_else(|| engine.row_numbered(&id));
                    row.set(found);
                    let unknown = found.is_none();
                    problem.set(if unknown {
                        words::why_unknown(lang.get_untracked()).into()
                    } else {
                        String::new()
                    });
                }
                Err(failure) => {
                    problem.set(problems::of_failure(&failure, lang.get_untracked()).what)
                }
            }
            busy.set(false);
        });
    });
    let samples = move || {
        let rows = |asked: Signal<Option<(Vec<u32>, u32)>>| {
            asked.get().map(|(rows, _)| rows).unwrap_or_default()
        };
        let inside = rows(inside.answer);
        let mut outside = rows(outside.answer);
        // Of a segment of everybody nobody is outside.
        outside.retain(|member| !inside.contains(member));
        let groups = [
            (words::why_in as Word, inside),
            (words::why_out as Word, outside),
        ];
        let groups = groups
            .into_iter()
            .filter(|(_, members)| !members.is_empty());
        let chips = |members: Vec<u32>| {
            members
                .into_iter()
                .map(|member| {
                    let name = move || {
                        fill(
                            words::sample_customer(lang.get()),
                            &[("row", &(member + 1).to_string())],
                        )
                    };
                    view! {
                        <button
                            type="button"
                            class="choice-chip"
                            aria-pressed=move || (row.get() == Some(member)).to_string()
                            on:click=move |_| row.set(Some(member))
                        >
                            {name}
                        </button>
                    }
                })
                .collect_view()
        };
        groups
            .map(|(label, members)| {
                view! {
                    <span class="why-group">
                        <span class="hint">{t(label)}</span>
                        {chips(members)}
                    </span>
                }
            })
            .collect_view()
    };
    view! {
        <Card title=t(words::why)>
            <form
                class="why-form"
                on:submit=move |event| {
                    event.prevent_default();
                    ask.run(());
                }
            >
                <Field label=t(words::why_field) hint=t(words::why_hint) problem=problem>
                    <TextInput value=typed on_input=Callback::new(move |text| typed.set(text)) />
                </Field>
                <Button submits=true busy=busy>{t(words::why_ask)}</Button>
            </form>
            <div class="why-samples">
                <span class="hint">{t(words::why_sample)}</span>
                {samples}
            </div>
            <div aria-live="polite" class:is-stale=move || asked.stale.get() && row.get().is_some()>
                {move || {
                    row.get()?;
                    asked.answer.get().map(|explanation| view! { <Reasons explanation=explanation money=money.get() /> })
                }}
            </div>
        </Card>
    }
}

/// Everybody who is not in the segment; the text itself while it is no rule.
fn outside(query: &str) -> String {
    match parse(query) {
        Ok(query) if query.rule().is_some() => format!("NOT ({query})"),
        _ => query.to_string(),
    }
}

#[component]
fn Reasons(explanation: Explanation, money: MoneyStyle) -> impl IntoView {
    let lang = use_lang();
    let holds = explanation.holds;
    let row = explanation.row;
    let head = move || {
        let lang = lang.get();
        let who = fill(
            words::sample_customer(lang),
            &[("row", &(row + 1).to_string())],
        );
        format!(
            "{who} · {}",
            if holds {
                words::why_in(lang)
            } else {
                words::why_out(lang)
            }
        )
    };
    let one = move |node: NodeTruth| {
        let depth = format!("--depth:{}", node.path.len());
        let (class, glyph) = if node.holds {
            ("why-node is-true", Glyph::Check)
        } else {
            ("why-node is-false", Glyph::Close)
        };
        let money = money.clone();
        let said = move || {
            let lang = lang.get();
            let actual = node.actual.as_ref().map(|value| {
                fill(
                    words::why_value(lang),
                    &[("value", &actual(value, &money, lang))],
                )
            });
            let days: Vec<String> = node
                .asked
                .iter()
                .map(|day| format::day(*day, lang))
                .collect();
            let days = days.join(" – ");
            let asked =
                (!days.is_empty()).then(|| fill(words::why_asked(lang), &[("days", &days)]));
            [actual, asked]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        };
        let truth = move || if node.holds { "✓" } else { "✗" };
        view! {
            <li class=class style=depth>
                <Icon glyph=glyph />
                <span class="visually-hidden">{truth}</span>
                <code>{node.text}</code>
                <span class="why-said">{said}</span>
            </li>
        }
    };
    view! {
        <p class="why-head">
            <Badge tone=if holds { Tone::Good } else { Tone::Warn }>{head}</Badge>
        </p>
        <ul class="why-list">{explanation.nodes.into_iter().map(one).collect_view()}</ul>
    }
}

/// What is true of the customer, written out.
fn actual(actual: &Actual, money: &MoneyStyle, lang: Lang) -> String {
    match actual {
        Actual::Missing => words::why_missing(lang).into(),
        Actual::Number {
            numerator,
            denominator: 1,
        } => format::count(*numerator),
        Actual::Number {
            numerator,
            denominator,
        } => format::decimal(*numerator as f64 / *denominator as f64, 3),
        Actual::Money { minor, over: 1 } => money.full(Money(*minor)),
        Actual::Money { minor, over } => {
            let (half, size) = (over / 2, minor.abs());
            let rounded = (size + half) / (*over).max(1);
            money.full(Money(if *minor < 0 { -rounded } else { rounded }))
        }
        Actual::Day { day } => format::day(*day, lang),
        Actual::Text { text } => {
            let word = trade::stage(text)
                .or_else(|| trade::rfm_group(text))
                .or_else(|| trade::subscription(text));
            word.map_or_else(|| text.clone(), |word| word(lang).to_string())
        }
        Actual::Texts { texts } => texts.join(", "),
        Actual::Stages { codes } => {
            let word = |code: &String| {
                trade::cycle_stage(code).map_or(code.clone(), |word| word(lang).to_string())
            };
            let words: Vec<String> = codes.iter().map(word).collect();
            words.join(", ")
        }
        Actual::Found {
            count,
            amount_minor,
            days,
            ..
        } => {
            let mut parts = vec![fill(
                words::why_found(lang),
                &[("count", &count.to_string())],
            )];
            parts.extend(amount_minor.map(|minor| money.full(Money(minor))));
            parts.extend(days.map(|(from, to)| {
                if from == to {
                    format::day(from, lang)
                } else {
                    format!("{} – {}", format::day(from, lang), format::day(to, lang))
                }
            }));
            parts.join(" · ")
        }
        Actual::Meant { yes } => if *yes { "✓" } else { "✗" }.into(),
    }
}
