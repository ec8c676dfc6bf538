//! Changes to the tree of a segment, as a visual builder makes them: always from one whole tree to the next.

use super::attribute::{Attribute, Kind};
use super::function::{Function, Parameter};
use super::parse::parse;
use super::query::{Clause, DayValue, Occasion, Offset, Operator, Rule, Span, Test, Unit, Value};
use crate::money::Decimal;

/// How a value is asked for: the choices that stand in the middle of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A comparison.
    Compare(Operator),
    /// Both ends included.
    Between,
    /// One of a list.
    In,
    /// None of a list.
    NotIn,
    /// A part of a text, or an element of a set.
    Contains,
    /// Without it.
    ContainsNot,
    /// No value.
    Null,
    /// Some value.
    NotNull,
}

impl Form {
    /// The forms that an attribute takes, in the order in which a page offers them.
    pub fn of_attribute(kind: Kind) -> Vec<Form> {
        Form::all(kind, false)
    }

    /// The forms that a parameter takes. None of them asks for a missing value.
    pub fn of_parameter(parameter: Parameter, kind: Kind) -> Vec<Form> {
        match parameter {
            Parameter::Per => vec![Form::Compare(Operator::Equal)],
            _ => Form::all(kind, true),
        }
    }

    /// The forms that the yearly return of a day takes.
    pub fn of_anniversary() -> Vec<Form> {
        vec![Form::Between, Form::Compare(Operator::Equal)]
    }

    fn all(kind: Kind, of_parameter: bool) -> Vec<Form> {
        let mut forms = Vec::new();
        if kind.is_ordered() {
            let ordered = [
                Operator::AtLeast,
                Operator::Greater,
                Operator::AtMost,
                Operator::Less,
                Operator::Equal,
                Operator::NotEqual,
            ];
            forms.extend(ordered.map(Form::Compare));
            forms.push(Form::Between);
        } else if kind.takes_equal() {
            forms.extend([Operator::Equal, Operator::NotEqual].map(Form::Compare));
        }
        if kind.takes_equal() {
            forms.push(Form::In);
            if !of_parameter {
                forms.push(Form::NotIn);
            }
        }
        if kind.takes_contains() {
            forms.push(Form::Contains);
            if !of_parameter {
                forms.push(Form::ContainsNot);
            }
        }
        if kind.takes_null() && !of_parameter {
            forms.extend([Form::Null, Form::NotNull]);
        }
        if kind == Kind::Span {
            forms.push(Form::Compare(Operator::Equal));
        }
        forms
    }
}

impl Test {
    /// The form of this test.
    pub fn form(&self) -> Form {
        match self {
            Test::Compare(operator, _) => Form::Compare(*operator),
            Test::Between(..) => Form::Between,
            Test::In { not: false, .. } => Form::In,
            Test::In { not: true, .. } => Form::NotIn,
            Test::Contains { not: false, .. } => Form::Contains,
            Test::Contains { not: true, .. } => Form::ContainsNot,
            Test::Null { not: false } => Form::Null,
            Test::Null { not: true } => Form::NotNull,
        }
    }

    /// The values that stand in it, in order.
    pub fn values(&self) -> Vec<Value> {
        match self {
            Test::Compare(_, value) => vec![value.clone()],
            Test::Between(from, to) => vec![from.clone(), to.clone()],
            Test::In { values, .. } => values.clone(),
            Test::Contains { text, .. } => vec![Value::Text(text.clone())],
            Test::Null { .. } => Vec::new(),
        }
    }

    /// A test of this form with as many of these values as it takes, filled up from the kind's first value.
    pub fn of(kind: Kind, form: Form, values: &[Value]) -> Test {
        let value = |at: usize| {
            values
                .get(at)
                .or(values.last())
                .cloned()
                .unwrap_or_else(|| first_value(kind))
        };
        let text = |at: usize| match value(at) {
            Value::Text(text) => text,
            _ => String::new(),
        };
        let list = || {
            if values.is_empty() {
                vec![first_value(kind)]
            } else {
                values.to_vec()
            }
        };
        match form {
            Form::Compare(operator) => Test::Compare(operator, value(0)),
            Form::Between => Test::Between(value(0), value(1)),
            Form::In => Test::In {
                not: false,
                values: list(),
            },
            Form::NotIn => Test::In {
                not: true,
                values: list(),
            },
            Form::Contains => Test::Contains {
                not: false,
                text: text(0),
            },
            Form::ContainsNot => Test::Contains {
                not: true,
                text: text(0),
            },
            Form::Null => Test::Null { not: false },
            Form::NotNull => Test::Null { not: true },
        }
    }

    /// The test a builder begins with.
    pub fn first(kind: Kind) -> Test {
        let form = match kind {
            Kind::Date | Kind::Money | Kind::Number => Form::Compare(Operator::AtLeast),
            Kind::Set | Kind::Segments => Form::Contains,
            Kind::Choice(_) | Kind::Text | Kind::Id | Kind::Span => Form::Compare(Operator::Equal),
        };
        Test::of(kind, form, &[])
    }
}

/// The value a builder begins with.
fn first_value(kind: Kind) -> Value {
    match kind {
        Kind::Money => Value::Number(Decimal {
            digits: 100,
            scale: 0,
        }),
        Kind::Number => Value::Number(Decimal {
            digits: 1,
            scale: 0,
        }),
        Kind::Date => Value::Day(DayValue::Offset(Offset {
            back: true,
            span: Span {
                count: 90,
                unit: Unit::Day,
            },
        })),
        Kind::Span => Value::Span(Span {
            count: 30,
            unit: Unit::Day,
        }),
        Kind::Choice(words) => Value::Text(words.first().copied().unwrap_or_default().to_string()),
        Kind::Text | Kind::Set | Kind::Id | Kind::Segments => Value::Text(String::new()),
    }
}

impl Value {
    /// The value as a person types it into a field of its own: a text without quotes.
    pub fn typed(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// Reads what a person typed into a field for a value of this kind.
    pub fn from_typed(kind: Kind, typed: &str) -> Option<Value> {
        let carrier = match kind {
            Kind::Text | Kind::Set | Kind::Id | Kind::Segments | Kind::Choice(_) => {
                return Some(Value::Text(typed.to_string()));
            }
            // A clause that takes just this kind reads the value for us.
            Kind::Money => format!("amount_spent = {typed}"),
            Kind::Number => format!("overdue_ratio = {typed}"),
            Kind::Date => format!("last_order_date = {typed}"),
            Kind::Span => format!("purchase_sequence(first: 'a', then: 'b', within: {typed})"),
        };
        match parse(&carrier).ok()?.rule()? {
            Rule::Clause(Clause::Attribute {
                test: Test::Compare(_, value),
                ..
            }) => Some(value.clone()),
            Rule::Clause(Clause::Function { parameters, .. }) => {
                let within = parameters
                    .iter()
                    .find(|(parameter, _)| *parameter == Parameter::Within)?;
                within.1.values().pop()
            }
            _ => None,
        }
    }
}

/// The subject of a clause: what a builder offers in its first field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// An attribute.
    Attribute(Attribute),
    /// A function.
    Function(Function),
    /// The yearly return of a day.
    Anniversary,
}

impl Subject {
    /// The name in a query.
    pub fn code(self) -> &'static str {
        match self {
            Subject::Attribute(attribute) => attribute.code(),
            Subject::Function(function) => function.code(),
            Subject::Anniversary => "anniversary",
        }
    }

    /// The subject of a name.
    pub fn from_code(code: &str) -> Option<Subject> {
        Attribute::from_code(code)
            .map(Subject::Attribute)
            .or_else(|| Function::from_code(code).map(Subject::Function))
            .or_else(|| (code == "anniversary").then_some(Subject::Anniversary))
    }

    /// The clause a builder begins with.
    pub fn first_clause(self) -> Clause {
        match self {
            Subject::Attribute(attribute) => Clause::Attribute {
                attribute,
                test: Test::first(attribute.kind()),
            },
            Subject::Function(function) => Clause::Function {
                function,
                parameters: first_parameters(function),
                holds: true,
            },
            Subject::Anniversary => {
                let ahead = Offset {
                    back: false,
                    span: Span {
                        count: 30,
                        unit: Unit::Day,
                    },
                };
                let (from, to) = (
                    Value::Day(DayValue::Today),
                    Value::Day(DayValue::Offset(ahead)),
                );
                Clause::Anniversary {
                    of: Occasion::Birthday,
                    test: Test::Between(from, to),
                }
            }
        }
    }
}

impl Clause {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        match self {
            Clause::Attribute { attribute, .. } => Subject::Attribute(*attribute),
            Clause::Function { function, .. } => Subject::Function(*function),
            Clause::Anniversary { .. } => Subject::Anniversary,
        }
    }
}

fn first_parameters(function: Function) -> Vec<(Parameter, Test)> {
    let wanted: &[Parameter] = match function {
        Function::ProductsPurchased | Function::OrdersPlaced => &[Parameter::Date],
        Function::PurchaseSequence => &[Parameter::First, Parameter::Then, Parameter::Within],
        Function::ProductRunsOut => &[Parameter::Id],
        Function::ProductCycle => &[Parameter::Stage],
        Function::CampaignActivity => &[Parameter::Event, Parameter::Date],
    };
    let kinds = function
        .parameters()
        .iter()
        .filter(|(parameter, _)| wanted.contains(parameter));
    let mut parameters: Vec<_> = kinds
        .map(|(parameter, kind)| (*parameter, Test::first(*kind)))
        .collect();
    parameters.sort_by_key(|(parameter, _)| *parameter);
    parameters
}

/// The node at a path of child numbers.
pub fn node<'a>(rule: &'a Rule, path: &[u32]) -> Option<&'a Rule> {
    let Some((first, rest)) = path.split_first() else {
        return Some(rule);
    };
    match rule {
        Rule::And(rules) | Rule::Or(rules) => node(rules.get(*first as usize)?, rest),
        Rule::Not(inner) if *first == 0 => node(inner, rest),
        _ => None,
    }
}

/// The tree with another node at a path; without that node where `new` is none. A path that leads nowhere changes nothing.
pub fn with(rule: Rule, path: &[u32], new: Option<Rule>) -> Option<Rule> {
    let Some((first, rest)) = path.split_first() else {
        return new;
    };
    let at = *first as usize;
    match rule {
        Rule::And(rules) => Rule::all(with_child(rules, at, rest, new)),
        Rule::Or(rules) => Rule::any(with_child(rules, at, rest, new)),
        Rule::Not(inner) if at == 0 => {
            with(*inner, rest, new).map(|inner| Rule::Not(Box::new(inner)))
        }
        other => Some(other),
    }
}

fn with_child(rules: Vec<Rule>, at: usize, rest: &[u32], new: Option<Rule>) -> Vec<Rule> {
    let mut new = Some(new);
    let changed = rules.into_iter().enumerate().filter_map(|(place, rule)| {
        if place == at {
            with(rule, rest, new.take().flatten())
        } else {
            Some(rule)
        }
    });
    changed.collect()
}

/// The tree with one more node in the group at a path; a node that is no group becomes one with `all` or any.
pub fn with_added(rule: Option<Rule>, path: &[u32], added: Rule, all: bool) -> Rule {
    let Some(rule) = rule else {
        return added;
    };
    let Some(held) = node(&rule, path) else {
        return rule;
    };
    let grown = match held.clone() {
        Rule::And(mut rules) if all => {
            rules.push(added);
            Rule::And(rules)
        }
        Rule::Or(mut rules) if !all => {
            rules.push(added);
            Rule::Or(rules)
        }
        other if all => Rule::And(vec![other, added]),
        other => Rule::Or(vec![other, added]),
    };
    let kept = rule.clone();
    with(rule, path, Some(grown)).unwrap_or(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::query::Query;

    fn rule(text: &str) -> Rule {
        parse(text).unwrap().rule().unwrap().clone()
    }

    fn text(rule: Option<Rule>) -> String {
        Query::from_rule(rule).unwrap().to_string()
    }

    #[test]
    fn a_node_is_changed_removed_and_added_at_its_path() {
        let query = "number_of_orders > 1 AND (member_level = 2 OR NOT gender = 'F')";
        let other = rule("member_level = 3");
        assert_eq!(
            text(with(rule(query), &[1, 0], Some(other.clone()))),
            query.replace("= 2", "= 3")
        );
        assert_eq!(
            text(with(rule(query), &[1, 1], None)),
            "number_of_orders > 1 AND member_level = 2"
        );
        assert_eq!(text(with(rule(query), &[], None)), "");
        let grown = with_added(Some(rule(query)), &[1], other.clone(), false);
        assert_eq!(
            text(Some(grown)),
            query.replace("'F')", "'F' OR member_level = 3)")
        );
        assert_eq!(
            text(Some(with_added(None, &[], other, true))),
            "member_level = 3"
        );
        assert_eq!(
            node(&rule(query), &[1, 1, 0])
                .map(ToString::to_string)
                .as_deref(),
            Some("gender = 'F'")
        );
        assert_eq!(node(&rule(query), &[0, 0]), None);
    }

    #[test]
    fn every_first_clause_is_a_query() {
        let attributes = Attribute::ALL.iter().copied().map(Subject::Attribute);
        let functions = Function::ALL.into_iter().map(Subject::Function);
        for subject in attributes.chain(functions).chain([Subject::Anniversary]) {
            let first = subject.first_clause();
            assert_eq!(first.subject(), subject);
            let printed = text(Some(Rule::Clause(first)));
            assert!(parse(&printed).is_ok(), "{printed}");
            assert_eq!(Subject::from_code(subject.code()), Some(subject));
        }
    }

    #[test]
    fn every_form_of_every_attribute_is_a_query() {
        for attribute in Attribute::ALL {
            for form in Form::of_attribute(attribute.kind()) {
                let test = Test::of(attribute.kind(), form, &[]);
                assert_eq!(test.form(), form);
                text(Some(Rule::Clause(Clause::Attribute {
                    attribute: *attribute,
                    test,
                })));
            }
        }
        for function in Function::ALL {
            for (parameter, kind) in function.parameters() {
                for form in Form::of_parameter(*parameter, *kind) {
                    let test = Test::of(*kind, form, &[]);
                    let clause = Clause::Function {
                        function,
                        parameters: vec![(*parameter, test)],
                        holds: true,
                    };
                    let printed = Rule::Clause(clause).to_string();
                    assert!(Query::from_rule(Some(rule(&printed))).is_ok(), "{printed}");
                }
            }
        }
    }

    #[test]
    fn what_is_typed_is_read_by_the_language_itself() {
        for (kind, typed, printed) in [
            (Kind::Money, "99.50", "99.5"),
            (Kind::Date, "-90d", "-90d"),
            (Kind::Date, "today", "today"),
            (Kind::Span, "30d", "30d"),
            (Kind::Text, "O'Neill", "O'Neill"),
        ] {
            assert_eq!(
                Value::from_typed(kind, typed)
                    .map(|value| value.typed())
                    .as_deref(),
                Some(printed),
                "{typed}"
            );
        }
        assert_eq!(Value::from_typed(Kind::Money, "1 OR 2"), None);
        assert_eq!(Value::from_typed(Kind::Date, ""), None);
    }
}
