//! `huitou segment QUERY`: who is in a segment, and what they are worth.

use clap::Args;
use domain::day::Day;
use domain::money::Money;
use domain::segment::ParseError;
use domain::wire::engine::{Answer, Bar, QueryProblem};
use domain::wire::session::Shop;

use crate::clock::Clock;
use crate::commands::shop::choose_shop;
use crate::commands::{DataFolder, say};
use crate::failure::Failure;
use crate::jobs::snapshot::{Snapshots, failure_of};

/// What `huitou segment` takes.
#[derive(Args)]
pub struct Segment {
    #[command(flatten)]
    folder: DataFolder,
    /// The text of the segment; an empty one is everybody.
    #[arg(allow_hyphen_values = true)]
    query: String,
    /// Number or name of the shop; may be left out where there is one.
    #[arg(long)]
    shop: Option<String>,
    /// The day that `today` means.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Answer as JSON, as the HTTP API does.
    #[arg(long)]
    json: bool,
}

impl Segment {
    /// Prints the answer, or where the query went wrong.
    pub fn run(self) -> Result<(), Failure> {
        let (store, clock) = (self.folder.store()?, Clock::system());
        let shop = store.read_now(|conn| choose_shop(conn, &clock, self.shop.as_deref()))?;
        let facts = Snapshots::default().newest(&store, &clock, shop.id)?;
        let as_of = self.as_of.unwrap_or(shop.as_of());
        match store.read_now(|conn| facts.answer(conn, &self.query, as_of))? {
            Ok(answer) if self.json => {
                say(&format!("{}\n", serde_json::to_string_pretty(&answer)?))?
            }
            Ok(answer) => say(&table(&answer, &shop))?,
            Err(problem) => {
                if self.json {
                    say(&format!("{}\n", serde_json::to_string_pretty(&problem)?))?;
                } else if let QueryProblem::Parse { error, part } = &problem
                    && part.is_empty()
                {
                    eprint!("{}", pointed(&self.query, error));
                }
                return Err(match problem {
                    QueryProblem::Parse { .. } => failure_without_facts(&problem),
                    other => failure_of(&other),
                });
            }
        }
        Ok(())
    }
}

/// The problem as one sentence; its facts stand in it already.
fn failure_without_facts(problem: &QueryProblem) -> Failure {
    Failure::unprocessable("segment.unreadable", &problem.to_string())
}

/// The line of the query that went wrong, with a mark under the place.
///
/// ```text
///   1 | amout_spent > 5
///     | ^^^^^^^^^^^
/// ```
fn pointed(query: &str, error: &ParseError) -> String {
    let line = query
        .split('\n')
        .nth(error.line.saturating_sub(1) as usize)
        .unwrap_or_default()
        .trim_end_matches('\r');
    let number = error.line.to_string();
    let before = line.chars().take(error.column.saturating_sub(1) as usize);
    // Chinese letters are two columns wide: a wide blank stands under each.
    let blank: String = before
        .map(|letter| match letter {
            '\t' => '\t',
            '\u{1100}'.. => '\u{3000}',
            _ => ' ',
        })
        .collect();
    let room = line.chars().count().saturating_sub(blank.chars().count());
    let marks: usize = line
        .chars()
        .skip(blank.chars().count())
        .take((error.length.max(1) as usize).min(room.max(1)))
        .map(|letter| if letter >= '\u{1100}' { 2 } else { 1 })
        .sum::<usize>()
        .max(1);
    format!(
        "  {number} | {line}\n  {} | {blank}{}\n",
        " ".repeat(number.len()),
        "^".repeat(marks)
    )
}

fn table(answer: &Answer, shop: &Shop) -> String {
    let money = |minor: i64| {
        format!(
            "{} {}",
            Money(minor).to_major(answer.decimals),
            shop.currency
        )
    };
    let optional = |minor: Option<i64>| minor.map_or_else(|| "–".to_owned(), money);
    let sums = &answer.sums;
    let day = answer.as_of.map(|day| day.to_string()).unwrap_or_default();
    let query = if answer.query.is_empty() {
        "everybody"
    } else {
        &answer.query
    };
    let mut out = format!("{query}\n{}, as of {day}\n\n", shop.name);
    let rows = [
        (
            "customers",
            format!(
                "{} of {} ({:.2} %)",
                sums.customers,
                answer.all,
                answer.share * 100.0
            ),
        ),
        ("buyers", sums.buyers.to_string()),
        ("amount spent", money(sums.spent_minor)),
        (
            "paid, refunded",
            format!("{}, {}", money(sums.paid_minor), money(sums.refunded_minor)),
        ),
        ("orders", sums.orders.to_string()),
        ("average order value", optional(sums.aov_minor)),
        ("spend per buyer", optional(sums.spend_per_buyer_minor)),
        ("reach by SMS", sums.reach.sms.to_string()),
        ("reach by e-mail", sums.reach.email.to_string()),
        ("reach by platform", sums.reach.platform.to_string()),
    ];
    for (name, value) in rows {
        out.push_str(&format!("{name:<22}{value}\n"));
    }
    if answer.steps.len() > 1 {
        out.push_str("\nafter each clause\n");
        for step in &answer.steps {
            out.push_str(&format!("{:>10}  {}\n", step.customers, step.text));
        }
    }
    let spreads = &answer.spreads;
    for (name, bars) in [
        ("days since the last order", &spreads.recency),
        ("lifecycle stage", &spreads.lifecycle),
        ("RFM group", &spreads.rfm_groups),
        ("average order value", &spreads.spend_bands),
        ("region", &spreads.regions),
    ] {
        out.push_str(&bars_of(name, bars));
    }
    out
}

fn bars_of(name: &str, bars: &[Bar]) -> String {
    const WIDTH: u32 = 30;
    let most = bars.iter().map(|bar| bar.customers).max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let mut out = format!("\n{name}\n");
    for bar in bars.iter().filter(|bar| bar.customers > 0) {
        let length = (u64::from(bar.customers) * u64::from(WIDTH)).div_ceil(u64::from(most));
        let drawn = "█".repeat(usize::try_from(length).unwrap_or(0));
        out.push_str(&format!("{:>10}  {:<20} {drawn}\n", bar.customers, bar.key));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::segment::parse;

    fn check(query: &str, expected: [&str; 2]) {
        let error = parse(query).unwrap_err();
        let shown = pointed(query, &error);
        assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_mark_stands_under_the_place() {
        check(
            "amout_spent > 5",
            ["  1 | amout_spent > 5", "    | ^^^^^^^^^^^"],
        );
        check("amount_spent > 5\n AND ", ["  2 |  AND ", "    |      ^"]);
        check(
            "customer_city = '杭州' amount_spent",
            [
                "  1 | customer_city = '杭州' amount_spent",
                "    |                  　　  ^^^^^^^^^^^^",
            ],
        );
    }
}
