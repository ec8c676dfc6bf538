//! Texts of generated queries that have an answer, over every attribute and function.

use domain::segment::{Attribute, Function, Kind, Parameter};
use proptest::prelude::*;

use super::shop::{FIRST_DAY, LAST_DAY};

/// Saved segments that queries may use.
pub const SAVED: [(&str, &str); 3] = [
    ("vips", "customer_tags CONTAINS 'vip' OR member_level >= 3"),
    ("buyers", "number_of_orders >= 1"),
    (
        "both",
        "customer_segments CONTAINS 'vips' AND customer_segments CONTAINS 'buyers'",
    ),
];

const ORDERED: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];

fn one_of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    prop::sample::select(texts).prop_map(str::to_owned).boxed()
}

fn quoted(texts: Vec<&'static str>) -> BoxedStrategy<String> {
    prop::sample::select(texts)
        .prop_map(|text| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")))
        .boxed()
}

fn numbers() -> BoxedStrategy<String> {
    prop_oneof![
        3 => (0..6).prop_map(|number: i32| number.to_string()),
        1 => (-3..400).prop_map(|halves: i32| format!("{}", f64::from(halves) / 2.0)),
        1 => (0..100).prop_map(|cents: i32| format!("0.{cents:02}")),
    ]
    .boxed()
}

fn amounts() -> BoxedStrategy<String> {
    prop_oneof![
        2 => (0..60).prop_map(|quarters: i32| format!("{}", f64::from(quarters) * 2.5)),
        1 => (-20..200).prop_map(|number: i32| number.to_string()),
        1 => (0..9_999).prop_map(|mills: i32| format!("{}.{:03}", mills / 100, mills % 1_000)),
    ]
    .boxed()
}

fn days() -> BoxedStrategy<String> {
    prop_oneof![
        (FIRST_DAY..LAST_DAY).prop_map(|day| domain::day::Day(day).to_string()),
        (FIRST_DAY..FIRST_DAY + 12).prop_map(|day| domain::day::Day(day).to_string()),
        (0..14).prop_map(|count| format!("-{count}d")),
        Just("today".to_owned()),
        Just("yesterday".to_owned()),
        (0..400, any::<bool>())
            .prop_map(|(count, back)| format!("{}{count}d", if back { '-' } else { '+' })),
        (0..40, prop::sample::select(vec!['w', 'm']))
            .prop_map(|(count, unit)| format!("-{count}{unit}")),
        (0..3, any::<bool>())
            .prop_map(|(count, back)| format!("{}{count}y", if back { '-' } else { '+' })),
    ]
    .boxed()
}

fn attribute_texts(attribute: Attribute) -> Vec<&'static str> {
    match attribute {
        Attribute::CustomerCountry | Attribute::CustomerRegion | Attribute::CustomerCity => {
            vec![
                "浙江",
                "江",
                "Zhe",
                "zhe",
                "O'Neil \\ x",
                "'",
                "nowhere",
                "",
            ]
        }
        Attribute::Gender => vec!["f", "m", "F", "x"],
        Attribute::CustomerTags => vec!["vip", "老客", "a'b", "VIP", "vi"],
        Attribute::CustomerId => vec!["buyer-0", "buyer-1", "buyer-3", "nobody"],
        Attribute::CustomerSegments => vec!["vips", "buyers", "both"],
        _ => vec!["x"],
    }
}

fn parameter_texts(function: Function, parameter: Parameter) -> Vec<&'static str> {
    match parameter {
        Parameter::Id if function == Function::CampaignActivity => {
            vec!["autumn", "Autumn", "11-11", "none"]
        }
        Parameter::Id | Parameter::First | Parameter::Then => {
            vec!["A1", "a1", "B2", "c3", "d4", "E5", "none"]
        }
        Parameter::Title => vec!["面膜", "补水面膜", "Cream", "cream", "g"],
        Parameter::Category | Parameter::FirstCategory | Parameter::ThenCategory => {
            vec!["mask", "cream", "ma", "none"]
        }
        Parameter::Tag => vec!["hero", "new", "none"],
        Parameter::Channel => vec!["app", "web", "p"],
        _ => vec!["x"],
    }
}

fn values(kind: Kind, texts: Vec<&'static str>) -> BoxedStrategy<String> {
    match kind {
        Kind::Money => amounts(),
        Kind::Number => numbers(),
        Kind::Date => days(),
        Kind::Choice(list) => quoted(list.to_vec()),
        Kind::Span => prop_oneof![
            3 => (0..12).prop_map(|count: i32| format!("{count}d")),
            1 => (0..120).prop_map(|count: i32| format!("{count}d")),
            1 => (0..5, prop::sample::select(vec!['w', 'm', 'y']))
                .prop_map(|(count, unit)| format!("{count}{unit}")),
        ]
        .boxed(),
        Kind::Text | Kind::Set | Kind::Id | Kind::Segments => quoted(texts),
    }
}

/// What may follow an attribute; after a parameter's colon, what has no NOT and no IS.
fn tests(kind: Kind, texts: Vec<&'static str>, of_parameter: bool) -> BoxedStrategy<String> {
    let value = values(kind, texts.clone());
    let not = if of_parameter {
        one_of(&[""])
    } else {
        one_of(&["", "NOT "])
    };
    let mut forms: Vec<BoxedStrategy<String>> = Vec::new();
    if kind.is_ordered() {
        let compared = (prop::sample::select(&ORDERED[..]), value.clone());
        let compared = compared
            .prop_map(|(operator, value)| format!("{operator} {value}"))
            .boxed();
        forms.extend([compared.clone(), compared]);
        let both = (value.clone(), value.clone());
        forms.push(
            both.prop_map(|(low, high)| format!("BETWEEN {low} AND {high}"))
                .boxed(),
        );
    }
    if kind.takes_equal() {
        let equal = (one_of(&["=", "!="]), value.clone());
        forms.push(
            equal
                .prop_map(|(operator, value)| format!("{operator} {value}"))
                .boxed(),
        );
        let list = (not.clone(), prop::collection::vec(value, 1..4));
        forms.push(
            list.prop_map(|(not, list)| format!("{not}IN ({})", list.join(", ")))
                .boxed(),
        );
    }
    if kind.takes_contains() {
        let part = (not, quoted(texts));
        forms.push(
            part.prop_map(|(not, part)| format!("{not}CONTAINS {part}"))
                .boxed(),
        );
    }
    if kind.takes_null() && !of_parameter {
        forms.push(one_of(&["IS NULL", "IS NOT NULL"]));
    }
    proptest::strategy::Union::new(forms).boxed()
}

fn attribute_clauses() -> BoxedStrategy<String> {
    prop::sample::select(Attribute::ALL)
        .prop_flat_map(|attribute| {
            let test = tests(attribute.kind(), attribute_texts(attribute), false);
            test.prop_map(move |test| format!("{} {test}", attribute.code()))
        })
        .boxed()
}

fn function_clauses() -> BoxedStrategy<String> {
    prop::sample::select(&Function::ALL[..])
        .prop_flat_map(|function| {
            let parameters: Vec<BoxedStrategy<Option<String>>> = function
                .parameters()
                .iter()
                .map(|(parameter, kind)| {
                    let (code, texts) = (parameter.code(), parameter_texts(function, *parameter));
                    let test = match (parameter, kind) {
                        (Parameter::Per, _) | (_, Kind::Span) => values(*kind, texts),
                        _ => tests(*kind, texts, true),
                    };
                    let given = test.prop_map(move |test| format!("{code}: {test}"));
                    prop::option::weighted(0.35, given).boxed()
                })
                .collect();
            (parameters, one_of(&["", "", " = false"])).prop_map(move |(parameters, holds)| {
                let parameters: Vec<String> = parameters.into_iter().flatten().collect();
                format!("{}({}){holds}", function.code(), parameters.join(", "))
            })
        })
        .boxed()
}

fn anniversaries() -> BoxedStrategy<String> {
    let test = prop_oneof![
        days().prop_map(|day| format!("= {day}")),
        (0..200, 0..200).prop_map(|(from, more)| format!("BETWEEN +{from}d AND +{}d", from + more)),
    ];
    (one_of(&["birthday", "first_order"]), test)
        .prop_map(|(of, test)| format!("anniversary(date: '{of}') {test}"))
        .boxed()
}

/// Any query that has an answer.
pub fn texts() -> impl Strategy<Value = String> {
    let clause =
        prop_oneof![5 => attribute_clauses(), 4 => function_clauses(), 1 => anniversaries()];
    clause.prop_recursive(3, 8, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several
                .clone()
                .prop_map(|rules| format!("({})", rules.join(" AND "))),
            several.prop_map(|rules| format!("({})", rules.join(" OR "))),
            inner.prop_map(|rule| format!("NOT {rule}")),
        ]
    })
}
