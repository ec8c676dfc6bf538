//! What could stand at a place of a query.

use super::Expected;
use crate::segment::attribute::Kind;

/// Where a test stands, which decides about its form.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// After an attribute: always an operator.
    Attribute,
    /// After a parameter's colon: an operator or a value alone; no NOT, no IS.
    Parameter,
    /// After a parameter's colon, where only a value makes sense.
    ValueOnly,
    /// After `anniversary(…)`: `=` or `BETWEEN`.
    Anniversary,
}

impl Place {
    /// Whether a value may stand alone.
    pub(super) fn takes_value(self) -> bool {
        matches!(self, Place::Parameter | Place::ValueOnly)
    }
}

pub(super) fn word(word: &str) -> Expected {
    Expected::Word(word.to_owned())
}

pub(super) fn known(list: &[&str]) -> Vec<Expected> {
    list.iter()
        .map(|text| Expected::Known((*text).to_owned()))
        .collect()
}

pub(super) fn clause_start() -> [Expected; 4] {
    [
        Expected::Attribute,
        Expected::Function,
        word("NOT"),
        word("("),
    ]
}

pub(super) fn values_of(kind: Kind) -> Vec<Expected> {
    match kind {
        Kind::Money | Kind::Number => vec![Expected::Number],
        Kind::Date => vec![Expected::Day],
        Kind::Choice(list) => known(list),
        Kind::Span => vec![Expected::Span],
        Kind::Text | Kind::Id | Kind::Set | Kind::Segments => vec![Expected::Text],
    }
}

pub(super) fn tests_of(kind: Kind, place: Place) -> Vec<Expected> {
    if place == Place::Anniversary {
        return vec![word("="), word("BETWEEN")];
    }
    if place == Place::ValueOnly {
        return values_of(kind);
    }
    let attribute = place == Place::Attribute;
    let mut expected = if attribute {
        Vec::new()
    } else {
        values_of(kind)
    };
    if kind.takes_equal() {
        expected.extend([word("="), word("!=")]);
    }
    if kind.is_ordered() {
        expected.extend(["<", "<=", ">", ">=", "BETWEEN"].map(word));
    }
    if attribute && (kind.takes_equal() || kind.takes_contains()) {
        expected.push(word("NOT"));
    }
    if kind.takes_equal() {
        expected.push(word("IN"));
    }
    if kind.takes_contains() {
        expected.push(word("CONTAINS"));
    }
    if attribute && kind.takes_null() {
        expected.push(word("IS"));
    }
    expected
}
