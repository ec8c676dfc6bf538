//! A mapping for any file: its preset's, or a guess from headings and the first rows.

mod words;

use super::heading::key;
use super::mapping::{Field, Mapping, Row};
use super::{cell, preset, time};
use crate::wire::import::Guess;

/// Headings mapped to columns, and how sure we are of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The mapping.
    pub mapping: Mapping,
    /// Field by field, how sure.
    pub guesses: Vec<Guess>,
}

/// The preset's mapping, or a guess from headings and the first rows for a file that nobody knows.
pub fn guess(headings: &[String], sample: &[Vec<String>]) -> Found {
    if let Some(preset) = preset::recognise(headings) {
        let mapping = preset.mapping(headings);
        let guesses = mapping
            .columns
            .iter()
            .map(|(field, heading)| Guess {
                field: *field,
                heading: heading.clone(),
                confidence_share: 1.0,
            })
            .collect();
        return Found { mapping, guesses };
    }
    guess_words(headings, sample)
}

fn guess_words(headings: &[String], sample: &[Vec<String>]) -> Found {
    let mut mapping = Mapping::default();
    let mut guesses = Vec::new();
    let mut taken = vec![false; headings.len()];
    for (field, words) in words::WORDS {
        let mut best: Option<(usize, f64)> = None;
        for (at, heading) in headings.iter().enumerate() {
            if taken[at] {
                continue;
            }
            let name = key(heading);
            let likeness = words
                .iter()
                .map(|word| {
                    if name == *word {
                        0.95
                    } else if name.contains(word) && word.len() > 3 {
                        0.4 + 0.4 * word.len() as f64 / name.len() as f64
                    } else {
                        0.0
                    }
                })
                .fold(0.0, f64::max);
            // A heading that says it outright is believed even where the first rows are all dirt.
            let sure =
                likeness * evidence(*field, at, sample).max(if likeness > 0.9 { 0.4 } else { 0.0 });
            if sure >= 0.35 && best.is_none_or(|(_, other)| sure > other) {
                best = Some((at, sure));
            }
        }
        if let Some((at, sure)) = best {
            taken[at] = true;
            mapping.columns.insert(*field, headings[at].clone());
            guesses.push(Guess {
                field: *field,
                heading: headings[at].clone(),
                confidence_share: (sure * 100.0).round() / 100.0,
            });
        }
    }
    let has = |field: Field| mapping.columns.contains_key(&field);
    let product = has(Field::Product) || has(Field::Title) || has(Field::ProductCode);
    if product
        && (has(Field::UnitPrice) || has(Field::LinePaid) || repeats(&mapping, headings, sample))
    {
        mapping.row = Row::Line;
    }
    if !has(Field::State) && !has(Field::PaidAt) && has(Field::CreatedAt) {
        mapping.reading.paid_when_created = true;
    }
    if has(Field::Currency) || headings.iter().all(|heading| heading.is_ascii()) {
        mapping.reading.gift_price_minor = 0;
    }
    Found { mapping, guesses }
}

/// Whether the same order number comes twice in the sample.
fn repeats(mapping: &Mapping, headings: &[String], sample: &[Vec<String>]) -> bool {
    let number = mapping.columns.get(&Field::OrderNumber);
    let Some(at) = number.and_then(|name| headings.iter().position(|one| one == name)) else {
        return false;
    };
    let mut seen = std::collections::HashSet::new();
    sample
        .iter()
        .filter_map(|row| row.get(at))
        .any(|value| !value.is_empty() && !seen.insert(value))
}

/// How far the values of a column agree with the field, from 0 to 1.
fn evidence(field: Field, at: usize, sample: &[Vec<String>]) -> f64 {
    let values: Vec<&str> = sample
        .iter()
        .filter_map(|row| row.get(at).map(String::as_str))
        .filter(|value| cell::text(value).is_some())
        .collect();
    if values.is_empty() {
        return 0.8;
    }
    let fits = |value: &&&str| match field {
        Field::CreatedAt | Field::PaidAt | Field::CancelledAt => {
            matches!(time::read(value), Ok(Some(_)))
        }
        Field::Total
        | Field::Goods
        | Field::Paid
        | Field::Shipping
        | Field::Refunded
        | Field::UnitPrice
        | Field::LinePaid
        | Field::LineDiscount => {
            cell::decimal(value).is_ok()
                && !matches!(time::read(value), Ok(Some(time::Moment::Instant(_))))
        }
        Field::Quantity => cell::quantity(value).is_ok(),
        Field::Email => value.contains('@'),
        _ => true,
    };
    values.iter().filter(fits).count() as f64 / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order_import::heading::normalise;

    #[test]
    fn an_unknown_file_is_guessed_from_words_and_values() {
        let headings = normalise(["order id", "client", "Date", "amount", "note"]);
        let sample = vec![
            vec![
                "1".into(),
                "ann".into(),
                "2026-01-02".into(),
                "9.50".into(),
                "x".into(),
            ],
            vec![
                "2".into(),
                "bob".into(),
                "2026-01-03".into(),
                "8".into(),
                "".into(),
            ],
        ];
        let found = guess(&headings, &sample);
        let column = |field| found.mapping.columns.get(&field).map(String::as_str);
        assert_eq!(column(Field::OrderNumber), Some("order id"));
        assert_eq!(column(Field::Buyer), Some("client"));
        assert_eq!(column(Field::CreatedAt), Some("Date"));
        assert_eq!(column(Field::Total), Some("amount"));
        assert!(found.mapping.reading.paid_when_created);
        assert_eq!(found.mapping.row, Row::Order);
    }
}
