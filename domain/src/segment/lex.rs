//! The words, numbers and signs of a text, each with its place.

use crate::day::Day;
use crate::money::Decimal;

use super::query::{Span, Unit};

/// A piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word,
    Text(String),
    Number(Decimal),
    Day(Day),
    Offset {
        back: bool,
        span: Span,
    },
    Span(Span),
    Sign(&'static str),
    /// Not a piece of any query; the reason is told when it is met.
    Bad(Bad),
    End,
}

/// Why a piece cannot be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bad {
    Letter,
    UnfinishedText,
    NotADay,
    NumberTooLong,
}

/// A token with its place in the text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub token: Token,
    /// Where it starts and ends, in bytes.
    pub start: usize,
    pub end: usize,
}

/// The next piece at or after a place.
pub(super) fn next(text: &str, from: usize) -> Piece {
    let rest = &text[from..];
    let skipped = rest.len()
        - rest
            .trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
            .len();
    let start = from + skipped;
    let rest = &text[start..];
    let (token, length) = match rest.chars().next() {
        None => (Token::End, 0),
        Some(quote @ ('\'' | '"')) => quoted(rest, quote),
        Some('0'..='9' | '-' | '+') => number(rest),
        Some(letter) if is_word(letter) => {
            let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
            (Token::Word, length)
        }
        Some(letter) => {
            let signs = ["!=", "<=", ">=", "<", ">", "=", "(", ")", ",", ":"];
            match signs.into_iter().find(|sign| rest.starts_with(sign)) {
                Some(sign) => (Token::Sign(sign), sign.len()),
                None => (Token::Bad(Bad::Letter), letter.len_utf8()),
            }
        }
    };
    Piece {
        token,
        start,
        end: start + length,
    }
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn quoted(rest: &str, quote: char) -> (Token, usize) {
    let mut text = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == quote {
            return (Token::Text(text), at + 1);
        }
        if letter == '\\' {
            match letters.next() {
                Some((_, escaped)) => text.push(escaped),
                None => break,
            }
        } else {
            text.push(letter);
        }
    }
    (Token::Bad(Bad::UnfinishedText), rest.len())
}

/// A number, a date, an offset or a span: whatever begins with a digit or a sign.
fn number(rest: &str) -> (Token, usize) {
    let bytes = rest.as_bytes();
    let signed = matches!(bytes[0], b'-' | b'+');
    let digits_from = usize::from(signed);
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let whole = digits(digits_from);
    if whole == 0 {
        return (Token::Bad(Bad::Letter), 1);
    }
    let mut end = digits_from + whole;
    // A run of letters glued to the digits belongs to the same piece.
    let glued = |from: usize| {
        rest[from..]
            .find(|letter| !is_word(letter))
            .unwrap_or(rest.len() - from)
    };
    if !signed && whole >= 4 && bytes.get(end) == Some(&b'-') && digits(end + 1) > 0 {
        let length = rest
            .find(|letter: char| !(is_word(letter) || letter == '-'))
            .unwrap_or(rest.len());
        return match rest[..length].parse() {
            Ok(day) => (Token::Day(day), length),
            Err(_) => (Token::Bad(Bad::NotADay), length),
        };
    }
    let unit = match rest[end..].chars().next() {
        Some('d' | 'D') => Some(Unit::Day),
        Some('w' | 'W') => Some(Unit::Week),
        Some('m' | 'M') => Some(Unit::Month),
        Some('y' | 'Y') => Some(Unit::Year),
        _ => None,
    };
    if let Some(unit) = unit
        && glued(end) == 1
    {
        let length = end + 1;
        // Eight digits of days are more than all days there are.
        let count = if whole > 8 {
            None
        } else {
            rest[digits_from..end].parse().ok()
        };
        return match count {
            None => (Token::Bad(Bad::NumberTooLong), length),
            Some(count) => {
                let span = Span { count, unit };
                let token = if signed {
                    Token::Offset {
                        back: bytes[0] == b'-',
                        span,
                    }
                } else {
                    Token::Span(span)
                };
                (token, length)
            }
        };
    }
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if fraction == 0 {
            return (Token::Bad(Bad::Letter), end + 1);
        }
        end += 1 + fraction;
    }
    let letters = glued(end);
    if letters > 0 {
        return (Token::Bad(Bad::Letter), end + letters);
    }
    match Decimal::parse(&rest[..end]) {
        Some(decimal) => (Token::Number(shortest(decimal)), end),
        None => (Token::Bad(Bad::NumberTooLong), end),
    }
}

/// The same number without zeros at its end.
fn shortest(mut decimal: Decimal) -> Decimal {
    while decimal.scale > 0 && decimal.digits % 10 == 0 {
        decimal.digits /= 10;
        decimal.scale -= 1;
    }
    decimal
}
