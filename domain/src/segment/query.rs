//! The tree of a segment.

use crate::day::Day;
use crate::money::Decimal;

use super::attribute::Attribute;
use super::function::{Function, Parameter};
use super::parse::{ParseError, parse};

/// A checked segment. The empty one is everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    rule: Option<Rule>,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// All of them hold; two or more, none of them an `And`.
    And(Vec<Rule>),
    /// One of them holds; two or more, none of them an `Or`.
    Or(Vec<Rule>),
    /// It does not hold.
    Not(Box<Rule>),
    /// A leaf.
    Clause(Clause),
}

/// A leaf of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// A test of an attribute.
    Attribute {
        /// Of what.
        attribute: Attribute,
        /// The test.
        test: Test,
    },
    /// Whether there are such things.
    Function {
        /// Of what.
        function: Function,
        /// What must hold of the thing; each parameter at most once, in the order of [`Parameter`].
        parameters: Vec<(Parameter, Test)>,
        /// `false` asks for those who have no such thing.
        holds: bool,
    },
    /// A test of the next yearly return of a day.
    Anniversary {
        /// Of which day.
        of: Occasion,
        /// The test: `=` or `BETWEEN`.
        test: Test,
    },
}

/// A day that returns every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// The day of birth.
    Birthday,
    /// The day of the first paid order.
    FirstOrder,
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// A comparison.
    Compare(Operator, Value),
    /// Both ends included.
    Between(Value, Value),
    /// One of a list, or none of it.
    In {
        /// None of it.
        not: bool,
        /// The list, not empty.
        values: Vec<Value>,
    },
    /// A part of a text, or an element of a set.
    Contains {
        /// Without it.
        not: bool,
        /// The part.
        text: String,
    },
    /// Whether there is no value.
    Null {
        /// Whether there is one.
        not: bool,
    },
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// A value in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, without zeros at its end.
    Number(Decimal),
    /// A text.
    Text(String),
    /// A day.
    Day(DayValue),
    /// A length of time.
    Span(Span),
}

/// A day, written out or counted from the as-of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayValue {
    /// `2026-11-11`
    On(Day),
    /// `today`
    Today,
    /// `yesterday`
    Yesterday,
    /// `-30d`
    Offset(Offset),
}

/// A step from the as-of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// Into the past.
    pub back: bool,
    /// How far.
    pub span: Span,
}

/// A length of time: `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `d`
    Day,
    /// `w`
    Week,
    /// `m`, by calendar
    Month,
    /// `y`, by calendar
    Year,
}

impl Query {
    /// The query that is everybody.
    pub fn everybody() -> Query {
        Query::default()
    }

    /// The top of the tree; none for everybody.
    pub fn rule(&self) -> Option<&Rule> {
        self.rule.as_ref()
    }

    /// A query of a tree that was put together by hand: checked, and brought into its one form.
    pub fn from_rule(rule: Option<Rule>) -> Result<Query, ParseError> {
        match rule {
            None => Ok(Query::everybody()),
            Some(rule) => parse(&rule.to_string()),
        }
    }

    /// For the parser, which has checked the rule.
    pub(super) fn checked(rule: Option<Rule>) -> Query {
        Query { rule }
    }

    /// The clauses of the top-level AND chain; the whole query where it is no chain.
    pub fn steps(&self) -> &[Rule] {
        match &self.rule {
            None => &[],
            Some(Rule::And(rules)) => rules,
            Some(rule) => std::slice::from_ref(rule),
        }
    }

    /// Every leaf, from left to right.
    pub fn clauses(&self) -> Vec<&Clause> {
        fn collect<'a>(rule: &'a Rule, into: &mut Vec<&'a Clause>) {
            match rule {
                Rule::And(rules) | Rule::Or(rules) => {
                    rules.iter().for_each(|rule| collect(rule, into));
                }
                Rule::Not(rule) => collect(rule, into),
                Rule::Clause(clause) => into.push(clause),
            }
        }
        let mut clauses = Vec::new();
        if let Some(rule) = &self.rule {
            collect(rule, &mut clauses);
        }
        clauses
    }

    /// Those who are in both.
    #[must_use]
    pub fn and(&self, other: &Query) -> Query {
        let rules = [self, other]
            .into_iter()
            .filter_map(|query| query.rule.clone());
        Query {
            rule: Rule::all(rules.collect()),
        }
    }
}

impl Rule {
    /// All of these; chains within chains become one. None for an empty list.
    pub fn all(rules: Vec<Rule>) -> Option<Rule> {
        let mut flat = Vec::with_capacity(rules.len());
        for rule in rules {
            match rule {
                Rule::And(inner) => flat.extend(inner),
                rule => flat.push(rule),
            }
        }
        if flat.len() > 1 {
            Some(Rule::And(flat))
        } else {
            flat.pop()
        }
    }

    /// One of these; chains within chains become one. None for an empty list.
    pub fn any(rules: Vec<Rule>) -> Option<Rule> {
        let mut flat = Vec::with_capacity(rules.len());
        for rule in rules {
            match rule {
                Rule::Or(inner) => flat.extend(inner),
                rule => flat.push(rule),
            }
        }
        if flat.len() > 1 {
            Some(Rule::Or(flat))
        } else {
            flat.pop()
        }
    }
}

impl DayValue {
    /// The day that is meant.
    pub fn on(self, as_of: Day) -> Day {
        match self {
            DayValue::On(day) => day,
            DayValue::Today => as_of,
            DayValue::Yesterday => as_of.plus_days(-1),
            DayValue::Offset(offset) => {
                let count = i64::from(offset.span.count);
                let signed = if offset.back { -count } else { count };
                offset.span.unit.after(as_of, signed)
            }
        }
    }
}

impl Span {
    /// The day so much later.
    pub fn after(self, day: Day) -> Day {
        self.unit.after(day, i64::from(self.count))
    }
}

impl Unit {
    fn after(self, day: Day, count: i64) -> Day {
        match self {
            Unit::Day => day.plus_days(count),
            Unit::Week => day.plus_days(count * 7),
            Unit::Month => day.plus_months(count),
            Unit::Year => day.plus_months(count * 12),
        }
    }
}

/// The shop's own ids of customers that a query mentions, each once; the server knows their rows.
pub fn customer_ids(query: &Query) -> Vec<&str> {
    mentioned(query, Attribute::CustomerId)
}

/// The saved segments that a query mentions, each once.
pub fn segment_names(query: &Query) -> Vec<&str> {
    mentioned(query, Attribute::CustomerSegments)
}

fn mentioned(query: &Query, of: Attribute) -> Vec<&str> {
    let mut texts = Vec::new();
    for clause in query.clauses() {
        if let Clause::Attribute { attribute, test } = clause
            && *attribute == of
        {
            match test {
                Test::Compare(_, Value::Text(text)) | Test::Contains { text, .. } => {
                    texts.push(text.as_str());
                }
                Test::In { values, .. } => {
                    texts.extend(values.iter().filter_map(|value| match value {
                        Value::Text(text) => Some(text.as_str()),
                        _ => None,
                    }))
                }
                _ => {}
            }
        }
    }
    texts.sort_unstable();
    texts.dedup();
    texts
}
