//! The numbers at the top of the customer base, each with its definition.

use domain::money::Money;
use domain::wire::engine::CustomerBase;
use leptos::prelude::*;

use super::Base;
use crate::format::{self, MoneyStyle};
use crate::locales::{Lang, Word, customers as words, fill, t, use_lang};
use crate::state::use_money;
use crate::ui::surface::Stat;

type Write = fn(&CustomerBase, &MoneyStyle, Lang) -> (String, String);

/// Label, definition, and how the number and the note below it are written.
const FIGURES: &[(Word, Word, Write)] = &[
    (words::customers, words::def_customers, |base, _, _| {
        (format::count(base.sums.customers.into()), String::new())
    }),
    (words::buyers, words::def_buyers, |base, _, lang| {
        let share = format::part(base.sums.buyers.into(), base.sums.customers.into());
        (
            format::count(base.sums.buyers.into()),
            fill(words::of_all(lang), &[("share", &share)]),
        )
    }),
    (words::net_spend, words::def_net_spend, |base, money, _| {
        (money.round(Money(base.sums.spent_minor)), String::new())
    }),
    (words::orders, words::def_orders, |base, money, lang| {
        let note = (base.anonymous_orders > 0).then(|| {
            let orders = format::count(base.anonymous_orders as i64);
            let paid = money.round(Money(base.anonymous_minor));
            let pairs = [("orders", orders.as_str()), ("money", paid.as_str())];
            format!(
                "{} {}",
                words::anonymous(lang),
                fill(words::anonymous_note(lang), &pairs)
            )
        });
        (
            format::count(base.sums.orders as i64),
            note.unwrap_or_default(),
        )
    }),
    (words::aov, words::def_aov, |base, money, _| {
        (amount(base.sums.aov_minor, money), String::new())
    }),
    (words::per_buyer, words::def_per_buyer, |base, money, _| {
        (
            amount(base.sums.spend_per_buyer_minor, money),
            String::new(),
        )
    }),
    (words::repeat_rate, words::def_repeat, |base, _, _| {
        share_of(&base.repeat_year)
    }),
    (words::return_rate, words::def_return, |base, _, _| {
        share_of(&base.return_month)
    }),
    (words::old_share, words::def_old, |base, _, _| {
        share_of(&base.old_buyers_month)
    }),
    (words::interval, words::def_interval, |base, _, lang| {
        let value = base.intervals.median_half_days.map_or("–".into(), |half| {
            if half % 2 == 0 {
                format::days(i64::from(half / 2), lang)
            } else {
                format!(
                    "{} {}",
                    format::decimal(f64::from(half) / 2.0, 1),
                    words::days(lang)
                )
            }
        });
        (value, String::new())
    }),
];

fn amount(minor: Option<i64>, money: &MoneyStyle) -> String {
    minor.map_or("–".into(), |minor| money.full(Money(minor)))
}

fn share_of(
    (whole, part): &(domain::wire::engine::Bar, domain::wire::engine::Bar),
) -> (String, String) {
    let (part, whole) = (i64::from(part.customers), i64::from(whole.customers));
    (
        format::part(part, whole),
        format!("{} / {}", format::count(part), format::count(whole)),
    )
}

/// The numbers.
#[component]
pub fn Figures(base: Base) -> impl IntoView {
    let lang = use_lang();
    let money = use_money();
    view! {
        <div class="stats">
            {FIGURES
                .iter()
                .map(|(label, definition, write)| {
                    let written = Memo::new(move |_| {
                        let base = base.read();
                        base.as_ref().map(|base| write(base, &money.read(), lang.get())).unwrap_or_default()
                    });
                    view! {
                        <Stat
                            label=t(*label)
                            value=Signal::derive(move || written.read().0.clone())
                            note=Signal::derive(move || written.read().1.clone())
                            definition=t(*definition)
                        />
                    }
                })
                .collect_view()}
        </div>
    }
}
