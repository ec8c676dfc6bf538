//! What is wrong with a rule, in words: what stood there, what could stand there, what was probably meant.

use domain::segment::{EvaluateError, Expected, ParseError, Reason};
use domain::wire::engine::QueryProblem;

use crate::locales::{Lang, fill, query as words};

/// Why a query has no answer, with its place in the text.
pub fn query_problem(problem: &QueryProblem, lang: Lang) -> String {
    match problem {
        QueryProblem::Parse { error, .. } => {
            let (line, column) = (error.line.to_string(), error.column.to_string());
            let place = fill(words::place(lang), &[("line", &line), ("column", &column)]);
            format!(
                "{place}{}{}",
                if lang == Lang::Zh { "：" } else { ": " },
                parse_error(error, lang)
            )
        }
        QueryProblem::Evaluate { error, .. } => evaluate_error(error, lang),
        QueryProblem::NotOpen => words::not_open(lang).into(),
        QueryProblem::NoSuchCustomer { .. } => words::no_such_customer(lang).into(),
    }
}

fn evaluate_error(error: &EvaluateError, lang: Lang) -> String {
    match error {
        EvaluateError::Stopped {} => words::given_up(lang).into(),
        EvaluateError::UnknownSegment { name, nearest } => {
            let mut text = fill(words::unknown_segment(lang), &[("name", name)]);
            if let Some(nearest) = nearest {
                text.push_str(separator(lang));
                text.push_str(&fill(words::did_you_mean(lang), &[("name", nearest)]));
            }
            text
        }
        EvaluateError::SegmentCircle { names } => fill(
            words::segment_circle(lang),
            &[("names", &names.join(" → "))],
        ),
    }
}

/// What is wrong with the text, without the place.
pub fn parse_error(error: &ParseError, lang: Lang) -> String {
    let found = if error.found.is_empty() {
        words::text_end(lang).to_string()
    } else {
        error.found.clone()
    };
    let found = found.as_str();
    let mut text = match &error.reason {
        Reason::Unexpected => fill(words::unexpected(lang), &[("found", found)]),
        Reason::UnknownAttribute => fill(words::unknown_attribute(lang), &[("found", found)]),
        Reason::UnknownFunction => fill(words::unknown_function(lang), &[("found", found)]),
        Reason::UnknownParameter { function } => fill(
            words::unknown_parameter(lang),
            &[("found", found), ("of", function)],
        ),
        Reason::RepeatedParameter => fill(words::repeated_parameter(lang), &[("found", found)]),
        Reason::NotTaken { by } => fill(words::not_taken(lang), &[("found", found), ("of", by)]),
        Reason::UnknownValue { of } => {
            fill(words::unknown_value(lang), &[("found", found), ("of", of)])
        }
        Reason::WrongType { of } => fill(words::wrong_type(lang), &[("found", found), ("of", of)]),
        Reason::UnfinishedText => words::unfinished_text(lang).into(),
        Reason::NotADay => fill(words::not_a_day(lang), &[("found", found)]),
        Reason::NumberTooLong => words::number_too_long(lang).into(),
        Reason::TooDeep => words::too_deep(lang).into(),
        Reason::TooLong => words::too_long(lang).into(),
    };
    if let Some(nearest) = &error.nearest {
        text.push_str(separator(lang));
        text.push_str(&fill(words::did_you_mean(lang), &[("name", nearest)]));
    } else if !error.expected.is_empty() {
        let list: Vec<String> = error
            .expected
            .iter()
            .take(8)
            .map(|one| expected(one, lang))
            .collect();
        let list = list.join(if lang == Lang::Zh { "、" } else { ", " });
        text.push_str(separator(lang));
        text.push_str(&fill(words::could_stand(lang), &[("list", &list)]));
    }
    text
}

fn separator(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "，" } else { "; " }
}

fn expected(one: &Expected, lang: Lang) -> String {
    match one {
        Expected::Word(word) => word.clone(),
        Expected::Known(text) => format!("'{text}'"),
        Expected::Attribute => words::an_attribute(lang).into(),
        Expected::Function => words::a_function(lang).into(),
        Expected::Number => words::a_number(lang).into(),
        Expected::Text => words::a_text(lang).into(),
        Expected::Day => words::a_day(lang).into(),
        Expected::Span => words::a_span(lang).into(),
        Expected::End => words::text_end(lang).into(),
    }
}
