//! From text to a checked query.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::attribute::{Attribute, Kind};
use super::function::{Function, Parameter};
use super::lex::{Bad, Piece, Token, next};
use super::nearest::nearest;
use super::query::{Clause, DayValue, Occasion, Offset, Operator, Query, Rule, Test, Value};

/// How deep parentheses and NOT may nest.
const DEEPEST: u32 = 64;
/// How long a text may be, in bytes.
const LONGEST: usize = 512 * 1024;

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

/// Reads a query.
///
/// ```
/// use domain::segment::parse;
/// let query = parse("amount_spent>99.50 and not(gender is null)").unwrap();
/// assert_eq!(query.to_string(), "amount_spent > 99.5 AND NOT gender IS NULL");
/// let error = parse("amout_spent > 5").unwrap_err();
/// assert_eq!(error.nearest.as_deref(), Some("amount_spent"));
/// ```
pub fn parse(text: &str) -> Result<Query, ParseError> {
    let mut parser = Parser {
        text,
        piece: next(text, 0),
        depth: 0,
    };
    if text.len() > LONGEST {
        return Err(parser.wrong(Reason::TooLong, Vec::new()));
    }
    if parser.piece.token == Token::End {
        return Ok(Query::everybody());
    }
    let rule = parser.or()?;
    if parser.piece.token != Token::End {
        return Err(parser.unexpected([word("AND"), word("OR"), Expected::End]));
    }
    Ok(Query::checked(Some(rule)))
}

struct Parser<'a> {
    text: &'a str,
    piece: Piece,
    depth: u32,
}

type Parsed<T> = Result<T, ParseError>;

fn word(word: &str) -> Expected {
    Expected::Word(word.to_owned())
}

fn known(list: &[&str]) -> Vec<Expected> {
    list.iter()
        .map(|text| Expected::Known((*text).to_owned()))
        .collect()
}

impl<'a> Parser<'a> {
    fn or(&mut self) -> Parsed<Rule> {
        let mut rules = vec![self.and()?];
        while self.take_word("OR") {
            rules.push(self.and()?);
        }
        self.chain(Rule::any(rules))
    }

    fn and(&mut self) -> Parsed<Rule> {
        let mut rules = vec![self.unary()?];
        while self.take_word("AND") {
            rules.push(self.unary()?);
        }
        self.chain(Rule::all(rules))
    }

    fn chain(&self, rule: Option<Rule>) -> Parsed<Rule> {
        rule.ok_or_else(|| self.unexpected(clause_start()))
    }

    fn unary(&mut self) -> Parsed<Rule> {
        let opens = self.piece.token == Token::Sign("(");
        if !opens && !self.is_word("NOT") {
            return self.clause().map(Rule::Clause);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong(Reason::TooDeep, Vec::new()));
        }
        self.step();
        let rule = if opens {
            let inner = self.or()?;
            if !self.take_sign(")") {
                return Err(self.unexpected([word("AND"), word("OR"), word(")")]));
            }
            inner
        } else {
            Rule::Not(Box::new(self.unary()?))
        };
        self.depth -= 1;
        Ok(rule)
    }

    fn clause(&mut self) -> Parsed<Clause> {
        if self.piece.token != Token::Word {
            return Err(self.unexpected(clause_start()));
        }
        let piece = self.piece.clone();
        let name = self.slice(&piece);
        self.step();
        if self.piece.token == Token::Sign("(") {
            if name == "anniversary" {
                return self.anniversary();
            }
            let Some(function) = Function::from_code(name) else {
                return Err(self.unknown_name(&piece, name, true));
            };
            return self.function(function);
        }
        let Some(attribute) = Attribute::from_code(name) else {
            let is_function = Function::from_code(name).is_some() || name == "anniversary";
            if is_function {
                return Err(self.unexpected([word("(")]));
            }
            return Err(self.unknown_name(&piece, name, false));
        };
        let test = self.test(attribute.code(), attribute.kind(), Place::Attribute)?;
        Ok(Clause::Attribute { attribute, test })
    }

    fn unknown_name(&self, piece: &Piece, name: &str, function: bool) -> ParseError {
        let functions = || {
            Function::ALL
                .iter()
                .map(|one| one.code())
                .chain(["anniversary"])
        };
        let attributes = || Attribute::ALL.iter().map(|one| one.code());
        let keywords = ["NOT"].into_iter();
        let (reason, expected, near) = if function {
            let near = nearest(name, functions().chain(keywords));
            (Reason::UnknownFunction, vec![Expected::Function], near)
        } else {
            let near = nearest(name, attributes().chain(functions()).chain(keywords));
            (Reason::UnknownAttribute, clause_start().to_vec(), near)
        };
        ParseError {
            nearest: near.map(str::to_owned),
            ..self.wrong_at(piece, reason, expected)
        }
    }

    fn anniversary(&mut self) -> Parsed<Clause> {
        self.step();
        if !self.is_exactly("date") {
            return Err(self.unexpected([word("date:")]));
        }
        self.step();
        self.expect(":")?;
        let kind = Kind::Choice(&["birthday", "first_order"]);
        let of = match self.value("anniversary", kind)? {
            Value::Text(text) if text == "birthday" => Occasion::Birthday,
            _ => Occasion::FirstOrder,
        };
        self.expect(")")?;
        let test = self.test("anniversary", Kind::Date, Place::Anniversary)?;
        Ok(Clause::Anniversary { of, test })
    }

    fn function(&mut self, function: Function) -> Parsed<Clause> {
        self.step();
        let mut parameters: Vec<(Parameter, Test)> = Vec::new();
        if !self.take_sign(")") {
            loop {
                let parameter = self.parameter(function, &parameters)?;
                parameters.push(parameter);
                if self.take_sign(")") {
                    break;
                }
                if !self.take_sign(",") {
                    return Err(self.unexpected([word(","), word(")")]));
                }
            }
        }
        parameters.sort_by_key(|(parameter, _)| *parameter);
        let mut holds = true;
        if self.take_sign("=") {
            holds = match () {
                () if self.take_word("true") => true,
                () if self.take_word("false") => false,
                () => return Err(self.unexpected([word("true"), word("false")])),
            };
        }
        Ok(Clause::Function {
            function,
            parameters,
            holds,
        })
    }

    fn parameter(
        &mut self,
        function: Function,
        before: &[(Parameter, Test)],
    ) -> Parsed<(Parameter, Test)> {
        let taken = function.parameters();
        let expected = || -> Vec<Expected> {
            let left = taken
                .iter()
                .filter(|(one, _)| !before.iter().any(|(other, _)| one == other));
            left.map(|(one, _)| word(&format!("{}:", one.code())))
                .collect()
        };
        if self.piece.token != Token::Word {
            return Err(self.unexpected_of(expected()));
        }
        let name = self.slice(&self.piece);
        let Some((parameter, kind)) = taken.iter().find(|(one, _)| one.code() == name) else {
            let near = nearest(name, taken.iter().map(|(one, _)| one.code()));
            let reason = Reason::UnknownParameter {
                function: function.code().to_owned(),
            };
            return Err(ParseError {
                nearest: near.map(str::to_owned),
                ..self.wrong(reason, expected())
            });
        };
        if before.iter().any(|(other, _)| other == parameter) {
            return Err(self.wrong(Reason::RepeatedParameter, expected()));
        }
        self.step();
        self.expect(":")?;
        let place = match parameter {
            Parameter::Per => Place::ValueOnly,
            Parameter::Tag => Place::Parameter,
            _ if *kind == Kind::Span => Place::ValueOnly,
            _ => Place::Parameter,
        };
        let test = self.test(parameter.code(), *kind, place)?;
        Ok((*parameter, test))
    }

    /// What follows an attribute's name or a parameter's colon.
    fn test(&mut self, of: &str, kind: Kind, place: Place) -> Parsed<Test> {
        if let Token::Sign(sign) = self.piece.token
            && let Some(operator) = operator(sign)
        {
            let equal = matches!(operator, Operator::Equal | Operator::NotEqual);
            let taken = match place {
                Place::Anniversary => operator == Operator::Equal,
                Place::ValueOnly => operator == Operator::Equal,
                _ if equal => kind.takes_equal(),
                _ => kind.is_ordered(),
            };
            if !taken {
                return Err(self.not_taken(of, kind, place));
            }
            self.step();
            return Ok(Test::Compare(operator, self.value(of, kind)?));
        }
        if place.takes_value() && !matches!(self.piece.token, Token::Word) {
            return Ok(Test::Compare(Operator::Equal, self.value(of, kind)?));
        }
        if self.is_word("BETWEEN") {
            if !kind.is_ordered() {
                return Err(self.not_taken(of, kind, place));
            }
            self.step();
            let low = self.value(of, kind)?;
            if !self.take_word("AND") {
                return Err(self.unexpected([word("AND")]));
            }
            return Ok(Test::Between(low, self.value(of, kind)?));
        }
        if self.is_word("IS") && place == Place::Attribute {
            if !kind.takes_null() {
                return Err(self.not_taken(of, kind, place));
            }
            self.step();
            let not = self.take_word("NOT");
            if !self.take_word("NULL") {
                let mut expected = vec![word("NULL")];
                if !not {
                    expected.insert(0, word("NOT"));
                }
                return Err(self.unexpected_of(expected));
            }
            return Ok(Test::Null { not });
        }
        let not = place == Place::Attribute
            && (kind.takes_equal() || kind.takes_contains())
            && self.take_word("NOT");
        let lists = matches!(place, Place::Attribute | Place::Parameter);
        if self.is_word("IN") && lists {
            if !kind.takes_equal() {
                return Err(self.not_taken(of, kind, place));
            }
            self.step();
            return Ok(Test::In {
                not,
                values: self.list(of, kind)?,
            });
        }
        if self.is_word("CONTAINS") && lists {
            if !kind.takes_contains() {
                return Err(self.not_taken(of, kind, place));
            }
            self.step();
            return match self.value(of, Kind::Text)? {
                Value::Text(text) => Ok(Test::Contains { not, text }),
                _ => Err(self.unexpected([Expected::Text])),
            };
        }
        if not {
            let mut expected = Vec::new();
            if kind.takes_equal() {
                expected.push(word("IN"));
            }
            if kind.takes_contains() {
                expected.push(word("CONTAINS"));
            }
            return Err(self.unexpected_of(expected));
        }
        if place.takes_value() {
            return Ok(Test::Compare(Operator::Equal, self.value(of, kind)?));
        }
        Err(self.unexpected_of(tests_of(kind, place)))
    }

    fn list(&mut self, of: &str, kind: Kind) -> Parsed<Vec<Value>> {
        self.expect("(")?;
        let mut values = vec![self.value(of, kind)?];
        while self.take_sign(",") {
            values.push(self.value(of, kind)?);
        }
        if !self.take_sign(")") {
            return Err(self.unexpected([word(","), word(")")]));
        }
        Ok(values)
    }

    fn value(&mut self, of: &str, kind: Kind) -> Parsed<Value> {
        let value = match (kind, &self.piece.token) {
            (_, Token::Bad(_)) => None,
            (Kind::Money | Kind::Number, Token::Number(number)) => Some(Value::Number(*number)),
            (Kind::Text | Kind::Id | Kind::Set | Kind::Segments, Token::Text(text)) => {
                Some(Value::Text(text.clone()))
            }
            (Kind::Choice(list), Token::Text(text)) => {
                let Some(choice) = list.iter().find(|one| one.eq_ignore_ascii_case(text)) else {
                    let reason = Reason::UnknownValue { of: of.to_owned() };
                    return Err(ParseError {
                        nearest: nearest(text, list.iter().copied()).map(str::to_owned),
                        ..self.wrong(reason, known(list))
                    });
                };
                Some(Value::Text((*choice).to_owned()))
            }
            (Kind::Date, Token::Day(day)) => Some(Value::Day(DayValue::On(*day))),
            (Kind::Date, Token::Offset { back, span }) => {
                Some(Value::Day(DayValue::Offset(Offset {
                    back: *back,
                    span: *span,
                })))
            }
            (Kind::Date, Token::Word) if self.is_word("today") => Some(Value::Day(DayValue::Today)),
            (Kind::Date, Token::Word) if self.is_word("yesterday") => {
                Some(Value::Day(DayValue::Yesterday))
            }
            (Kind::Span, Token::Span(span)) => Some(Value::Span(*span)),
            _ => None,
        };
        if let Some(value) = value {
            self.step();
            return Ok(value);
        }
        let is_value = matches!(
            self.piece.token,
            Token::Text(_)
                | Token::Number(_)
                | Token::Day(_)
                | Token::Offset { .. }
                | Token::Span(_)
        );
        let expected = values_of(kind);
        Err(if is_value {
            self.wrong(Reason::WrongType { of: of.to_owned() }, expected)
        } else {
            self.unexpected_of(expected)
        })
    }

    fn not_taken(&self, of: &str, kind: Kind, place: Place) -> ParseError {
        let reason = Reason::NotTaken { by: of.to_owned() };
        self.wrong(reason, tests_of(kind, place))
    }

    fn step(&mut self) {
        self.piece = next(self.text, self.piece.end);
    }

    fn slice(&self, piece: &Piece) -> &'a str {
        &self.text[piece.start..piece.end]
    }

    fn is_word(&self, word: &str) -> bool {
        self.piece.token == Token::Word && self.slice(&self.piece).eq_ignore_ascii_case(word)
    }

    fn is_exactly(&self, word: &str) -> bool {
        self.piece.token == Token::Word && self.slice(&self.piece) == word
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        if is {
            self.step();
        }
        is
    }

    fn take_sign(&mut self, sign: &'static str) -> bool {
        let is = self.piece.token == Token::Sign(sign);
        if is {
            self.step();
        }
        is
    }

    fn expect(&mut self, sign: &'static str) -> Parsed<()> {
        if self.take_sign(sign) {
            Ok(())
        } else {
            Err(self.unexpected([word(sign)]))
        }
    }

    fn unexpected(&self, expected: impl IntoIterator<Item = Expected>) -> ParseError {
        self.unexpected_of(expected.into_iter().collect())
    }

    fn unexpected_of(&self, expected: Vec<Expected>) -> ParseError {
        let reason = match self.piece.token {
            Token::Bad(Bad::UnfinishedText) => Reason::UnfinishedText,
            Token::Bad(Bad::NotADay) => Reason::NotADay,
            Token::Bad(Bad::NumberTooLong) => Reason::NumberTooLong,
            _ => Reason::Unexpected,
        };
        let mut error = self.wrong(reason, expected);
        if self.piece.token == Token::Word {
            let words = error.expected.iter().filter_map(|one| match one {
                Expected::Word(word) => Some(word.as_str()),
                _ => None,
            });
            error.nearest = nearest(self.slice(&self.piece), words).map(str::to_owned);
        }
        error
    }

    fn wrong(&self, reason: Reason, expected: Vec<Expected>) -> ParseError {
        self.wrong_at(&self.piece, reason, expected)
    }

    fn wrong_at(&self, piece: &Piece, reason: Reason, expected: Vec<Expected>) -> ParseError {
        let before = &self.text[..piece.start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let found = self.slice(piece);
        ParseError {
            line: count_lines(before),
            column: count(&before[line_start..]).saturating_add(1),
            start: count(before),
            length: count(found),
            found: found.chars().take(80).collect(),
            reason,
            expected,
            nearest: None,
        }
    }
}

/// Where a test stands, which decides about its form.
#[derive(Clone, Copy, PartialEq)]
enum Place {
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
    fn takes_value(self) -> bool {
        matches!(self, Place::Parameter | Place::ValueOnly)
    }
}

fn operator(sign: &str) -> Option<Operator> {
    Some(match sign {
        "=" => Operator::Equal,
        "!=" => Operator::NotEqual,
        "<" => Operator::Less,
        "<=" => Operator::AtMost,
        ">" => Operator::Greater,
        ">=" => Operator::AtLeast,
        _ => return None,
    })
}

fn clause_start() -> [Expected; 4] {
    [
        Expected::Attribute,
        Expected::Function,
        word("NOT"),
        word("("),
    ]
}

fn values_of(kind: Kind) -> Vec<Expected> {
    match kind {
        Kind::Money | Kind::Number => vec![Expected::Number],
        Kind::Date => vec![Expected::Day],
        Kind::Choice(list) => known(list),
        Kind::Span => vec![Expected::Span],
        Kind::Text | Kind::Id | Kind::Set | Kind::Segments => vec![Expected::Text],
    }
}

fn tests_of(kind: Kind, place: Place) -> Vec<Expected> {
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

fn count_lines(before: &str) -> u32 {
    let lines = before.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1)
}
