//! What an import would do, or did: counts that sum up, money, what is worth knowing, and the rows that cannot land.

use domain::money::Money;
use domain::wire::import::{FileProblem, Preview};
use leptos::prelude::*;

use crate::format;
use crate::locales::{Word, imports as words, t, use_lang};
use crate::problems;
use crate::state::use_money;
use crate::ui::{Banner, Card, Stat, Tone};

/// Problems of a file, each with its remedy.
#[component]
pub fn Problems(#[prop(into)] problems: Signal<Vec<FileProblem>>) -> impl IntoView {
    let lang = use_lang();
    let one = move |problem: FileProblem| {
        let said = Memo::new(move |_| problems::of_code(&problem.code, &problem.args, lang.get()));
        view! {
            <Banner tone=if problem.blocking { Tone::Bad } else { Tone::Warn }>
                <p>
                    <strong>{move || said.read().what.clone()}</strong>
                </p>
                <p>{move || said.read().remedy.clone()}</p>
            </Banner>
        }
    };
    view! { {move || problems.get().into_iter().map(one).collect_view()} }
}

type Write = fn(&Preview, &crate::format::MoneyStyle) -> String;

fn number(value: u64) -> String {
    format::count(value as i64)
}

const FIGURES: &[(Word, Write)] = &[
    (words::orders, |seen, _| number(seen.orders)),
    (words::orders_valid, |seen, _| number(seen.orders_valid)),
    (words::orders_anonymous, |seen, _| {
        number(seen.orders_anonymous)
    }),
    (words::customers, |seen, _| number(seen.customers)),
    (words::customers_new, |seen, _| number(seen.customers_new)),
    (words::paid, |seen, money| {
        money.full(Money(seen.paid_minor))
    }),
    (words::refunds, |seen, money| {
        if seen.refunds == 0 {
            "0".into()
        } else {
            format!(
                "{} · {}",
                number(seen.refunds),
                money.full(Money(seen.refunds_minor))
            )
        }
    }),
];

/// A row of the preview: its word, and how its number is read.
type Row = (Word, fn(&Preview) -> u64);

const ROWS: &[Row] = &[
    (words::rows_read, |seen| seen.rows_read),
    (words::rows_imported, |seen| seen.rows_imported),
    (words::rows_updated, |seen| seen.rows_updated),
    (words::rows_unchanged, |seen| seen.rows_unchanged),
    (words::rows_rejected, |seen| seen.rows_rejected),
];

/// The picture of a preview, or of a batch that is done.
#[component]
pub fn Outcome(seen: Preview) -> impl IntoView {
    let lang = use_lang();
    let money = use_money();
    let kept = StoredValue::new(seen.clone());
    let period = move || {
        let lang = lang.get();
        kept.with_value(|seen| match (seen.from, seen.to) {
            (Some(from), Some(to)) => {
                format!("{} – {}", format::day(from, lang), format::day(to, lang))
            }
            _ => "–".into(),
        })
    };
    let facts = seen.facts.clone();
    let rejects = seen.rejects.clone();
    let (any_facts, any_rejects) = (!facts.is_empty(), !rejects.is_empty());
    view! {
        <div class="stats">
            {FIGURES
                .iter()
                .map(|(label, write)| {
                    let value = Signal::derive(move || kept.with_value(|seen| write(seen, &money.read())));
                    view! { <Stat label=t(*label) value=value /> }
                })
                .collect_view()}
            <Stat label=t(words::period) value=Signal::derive(period) />
        </div>
        <Card title=t(words::rows) definition=t(words::sums_up)>
            <dl class="row-sums">
                {ROWS
                    .iter()
                    .map(|(label, read)| {
                        let rows = kept.with_value(read);
                        view! {
                            <div>
                                <dt>{t(*label)}</dt>
                                <dd class="num">{number(rows)}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Card>
        {any_facts.then(|| view! {
            <Card title=t(words::facts)>
                <ul class="fact-list">
                    {facts
                        .into_iter()
                        .map(|fact| {
                            let examples = fact.examples.join("、");
                            let said = move || {
                                words::fact(&fact.code).map_or_else(|| fact.code.clone(), |word| word(lang.get()).to_string())
                            };
                            view! {
                                <li>
                                    <span class="num">{number(fact.count)}</span>
                                    " "
                                    {said}
                                    " "
                                    <span class="hint">{examples}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </Card>
        })}
        {any_rejects.then(|| view! {
            <Card title=t(words::rejected_rows)>
                <div class="table-frame" tabindex="0" role="region" aria-label=t(words::rejected_rows)>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t(words::reason)}</th>
                                <th scope="col" class="numeric">{t(words::rows)}</th>
                                <th scope="col" class="numeric">{t(words::line)}</th>
                                <th scope="col">{t(words::column)}</th>
                                <th scope="col">{t(words::value)}</th>
                            </tr>
                        </thead>
                        <tbody>
                            {rejects
                                .into_iter()
                                .map(|count| {
                                    let code = count.code.clone();
                                    let said = move || problems::of_plain_code(&code, lang.get()).what;
                                    let first = count.examples.first().cloned();
                                    let line = first.as_ref().map(|one| one.line.to_string()).unwrap_or_default();
                                    let column = first.as_ref().and_then(|one| one.column.clone()).unwrap_or_default();
                                    let value = first.map(|one| one.value).unwrap_or_default();
                                    view! {
                                        <tr>
                                            <th scope="row">{said}</th>
                                            <td class="numeric">{number(count.rows)}</td>
                                            <td class="numeric">{line}</td>
                                            <td>{column}</td>
                                            <td class="cell-cut">{value}</td>
                                        </tr>
                                    }
                                })
                                .collect_view()}
                        </tbody>
                    </table>
                </div>
            </Card>
        })}
    }
}
