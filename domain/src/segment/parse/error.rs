//! Why a text is not a query: where, what was wrong, and what could stand there.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{DEEPEST, LONGEST};

/// Why a text is not a query, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParseError {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// Where it starts in the text, in characters, from 0.
    pub start: u32,
    /// How many characters are concerned; 0 at the end of the text.
    pub length: u32,
    /// What stood there, cut to 80 characters; empty at the end of the text.
    pub found: String,
    /// What was wrong with it.
    pub reason: Reason,
    /// What could stand there.
    pub expected: Vec<Expected>,
    /// The known name that was probably meant.
    pub nearest: Option<String>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Something else must stand here.
    Unexpected,
    /// No attribute has this name.
    UnknownAttribute,
    /// No function has this name.
    UnknownFunction,
    /// The function has no such parameter.
    UnknownParameter {
        /// The function.
        function: String,
    },
    /// The parameter is given twice.
    RepeatedParameter,
    /// The attribute or parameter does not take this comparison.
    NotTaken {
        /// The attribute or parameter.
        by: String,
    },
    /// The attribute or parameter has no such value.
    UnknownValue {
        /// The attribute or parameter.
        of: String,
    },
    /// The value is of the wrong type.
    WrongType {
        /// The attribute or parameter.
        of: String,
    },
    /// The text has no closing quote.
    UnfinishedText,
    /// There is no such day.
    NotADay,
    /// The number has more digits than are held exactly.
    NumberTooLong,
    /// Parentheses or NOT nest too deep.
    TooDeep,
    /// The text is too long.
    TooLong,
}

/// What could stand at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "text", rename_all = "snake_case")]
pub enum Expected {
    /// This word or sign.
    Word(String),
    /// A known text, in quotes.
    Known(String),
    /// The name of an attribute.
    Attribute,
    /// The name of a function.
    Function,
    /// A number.
    Number,
    /// A text in quotes.
    Text,
    /// A day: `2026-11-11`, `today`, `-30d`.
    Day,
    /// A length of time: `30d`.
    Span,
    /// The end of the text.
    End,
}

impl fmt::Display for Expected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expected::Word(word) => out.write_str(word),
            Expected::Known(text) => write!(out, "'{text}'"),
            Expected::Attribute => out.write_str("an attribute"),
            Expected::Function => out.write_str("a function"),
            Expected::Number => out.write_str("a number"),
            Expected::Text => out.write_str("a text in quotes"),
            Expected::Day => out.write_str("a day such as 2026-11-11, today or -30d"),
            Expected::Span => out.write_str("a length of time such as 30d"),
            Expected::End => out.write_str("the end of the query"),
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}: ", self.line, self.column)?;
        let found = if self.found.is_empty() {
            "the query ends here".to_owned()
        } else {
            format!("found {}", self.found)
        };
        match &self.reason {
            Reason::Unexpected => write!(out, "{found}")?,
            Reason::UnknownAttribute => write!(out, "{found}, which is not an attribute")?,
            Reason::UnknownFunction => write!(out, "{found}, which is not a function")?,
            Reason::UnknownParameter { function } => {
                write!(out, "{found}, which is not a parameter of {function}")?;
            }
            Reason::RepeatedParameter => write!(out, "{found}, which is given twice")?,
            Reason::NotTaken { by } => write!(out, "{found}, which {by} does not take")?,
            Reason::UnknownValue { of } => write!(out, "{found}, which is not a value of {of}")?,
            Reason::WrongType { of } => write!(out, "{found}, which does not compare with {of}")?,
            Reason::UnfinishedText => write!(out, "{found}, a text without its closing quote")?,
            Reason::NotADay => write!(out, "{found}, which is not a day")?,
            Reason::NumberTooLong => write!(out, "{found}, which has too many digits")?,
            Reason::TooDeep => write!(out, "parentheses or NOT nest deeper than {DEEPEST}")?,
            Reason::TooLong => write!(out, "the query is longer than {LONGEST} bytes")?,
        }
        if let Some(nearest) = &self.nearest {
            write!(out, "; did you mean {nearest}?")?;
        }
        if !self.expected.is_empty() {
            let expected: Vec<String> = self.expected.iter().map(Expected::to_string).collect();
            write!(out, "; here could stand {}", expected.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for ParseError {}
