//! Any tree prints to a text that reads back as the same tree; any text is read or refused, never a panic.

use proptest::prelude::*;

use crate::day::Day;
use crate::money::Decimal;
use crate::segment::{
    Attribute, Clause, DayValue, Function, Kind, Occasion, Offset, Operator, Parameter, Query,
    Rule, Span, Test, Unit, Value, parse,
};

fn operator() -> impl Strategy<Value = Operator> {
    prop::sample::select(vec![
        Operator::Equal,
        Operator::NotEqual,
        Operator::Less,
        Operator::AtMost,
        Operator::Greater,
        Operator::AtLeast,
    ])
}

fn equality() -> impl Strategy<Value = Operator> {
    prop::sample::select(vec![Operator::Equal, Operator::NotEqual])
}

fn span() -> impl Strategy<Value = Span> {
    let unit = prop::sample::select(vec![Unit::Day, Unit::Week, Unit::Month, Unit::Year]);
    (0u32..99_999_999, unit).prop_map(|(count, unit)| Span { count, unit })
}

fn number() -> impl Strategy<Value = Value> {
    (-999_999i64..999_999, 0u32..5).prop_map(|(mut digits, mut scale)| {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Value::Number(Decimal { digits, scale })
    })
}

fn value(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Money | Kind::Number => number().boxed(),
        Kind::Date => prop_oneof![
            (Day::MIN.0..Day::MAX.0).prop_map(|day| DayValue::On(Day(day))),
            Just(DayValue::Today),
            Just(DayValue::Yesterday),
            (any::<bool>(), span())
                .prop_map(|(back, span)| DayValue::Offset(Offset { back, span })),
        ]
        .prop_map(Value::Day)
        .boxed(),
        Kind::Choice(list) => prop::sample::select(list)
            .prop_map(|one| Value::Text(one.to_owned()))
            .boxed(),
        Kind::Span => span().prop_map(Value::Span).boxed(),
        _ => text().prop_map(Value::Text).boxed(),
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z'\"\\\\ ()面膜\n]{0,6}", any::<String>()]
}

fn test(kind: Kind, of_parameter: bool) -> BoxedStrategy<Test> {
    let mut forms: Vec<BoxedStrategy<Test>> = Vec::new();
    let compared = |operator: BoxedStrategy<Operator>| {
        (operator, value(kind))
            .prop_map(|(operator, value)| Test::Compare(operator, value))
            .boxed()
    };
    let not = if of_parameter {
        Just(false).boxed()
    } else {
        any::<bool>().boxed()
    };
    if kind == Kind::Span {
        return compared(Just(Operator::Equal).boxed());
    }
    if kind.is_ordered() {
        forms.push(compared(operator().boxed()));
        forms.push(
            (value(kind), value(kind))
                .prop_map(|(low, high)| Test::Between(low, high))
                .boxed(),
        );
    }
    if kind.takes_equal() {
        forms.push(compared(equality().boxed()));
        let values = prop::collection::vec(value(kind), 1..4);
        forms.push(
            (not.clone(), values)
                .prop_map(|(not, values)| Test::In { not, values })
                .boxed(),
        );
    }
    if kind.takes_contains() {
        forms.push(
            (not, text())
                .prop_map(|(not, text)| Test::Contains { not, text })
                .boxed(),
        );
    }
    if kind.takes_null() && !of_parameter {
        forms.push(any::<bool>().prop_map(|not| Test::Null { not }).boxed());
    }
    proptest::strategy::Union::new(forms).boxed()
}

fn clause() -> impl Strategy<Value = Clause> {
    let attribute = prop::sample::select(Attribute::ALL).prop_flat_map(|attribute| {
        test(attribute.kind(), false).prop_map(move |test| Clause::Attribute { attribute, test })
    });
    let function = prop::sample::select(&Function::ALL[..]).prop_flat_map(|function| {
        let parameters: Vec<_> = function
            .parameters()
            .iter()
            .map(|(parameter, kind)| {
                let parameter = *parameter;
                let test = match parameter {
                    Parameter::Per => value(*kind)
                        .prop_map(|value| Test::Compare(Operator::Equal, value))
                        .boxed(),
                    _ => test(*kind, true),
                };
                prop::option::of(test.prop_map(move |test| (parameter, test)))
            })
            .collect();
        (parameters, any::<bool>()).prop_map(move |(parameters, holds)| {
            let mut parameters: Vec<_> = parameters.into_iter().flatten().collect();
            parameters.sort_by_key(|(parameter, _)| *parameter);
            Clause::Function {
                function,
                parameters,
                holds,
            }
        })
    });
    let anniversary = (
        any::<bool>(),
        value(Kind::Date),
        prop::option::of(value(Kind::Date)),
    )
        .prop_map(|(birthday, low, high)| Clause::Anniversary {
            of: if birthday {
                Occasion::Birthday
            } else {
                Occasion::FirstOrder
            },
            test: match high {
                Some(high) => Test::Between(low, high),
                None => Test::Compare(Operator::Equal, low),
            },
        });
    prop_oneof![4 => attribute, 3 => function, 1 => anniversary]
}

fn rule() -> impl Strategy<Value = Rule> {
    clause()
        .prop_map(Rule::Clause)
        .prop_recursive(5, 20, 4, |inner| {
            let rules = prop::collection::vec(inner.clone(), 1..4);
            prop_oneof![
                rules.clone().prop_filter_map("empty", Rule::all),
                rules.prop_filter_map("empty", Rule::any),
                inner.prop_map(|rule| Rule::Not(Box::new(rule))),
            ]
        })
}

proptest! {
    #[test]
    fn a_tree_reads_back_from_its_text(rule in rule()) {
        let text = rule.to_string();
        let query = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(query.rule(), Some(&rule), "{}", text);
        prop_assert_eq!(query.to_string(), text);
        prop_assert_eq!(Query::from_rule(Some(rule)).unwrap(), query);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn any_mixture_of_pieces_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "gender", "=", "'f'", "AND", "OR", "NOT", "(", ")", "products_purchased", "id", ":", ",", "IN", "BETWEEN",
        "-30d", "30d", "2026-11-11", "5", ".5", "today", "IS", "NULL", "CONTAINS", "date", "anniversary", "+", "!",
    ]), 0..12)) {
        let text = pieces.join(" ");
        if let Ok(query) = parse(&text) {
            prop_assert_eq!(parse(&query.to_string()).unwrap(), query);
        }
    }
}
