//! From text to a checked query.

mod cursor;
mod error;
mod expected;

use self::expected::{Place, clause_start, known, tests_of, values_of, word};
use super::attribute::{Attribute, Kind};
use super::function::{Function, Parameter};
use super::lex::{Piece, Token, next};
use super::nearest::nearest;
use super::query::{Clause, DayValue, Occasion, Offset, Operator, Query, Rule, Test, Value};

pub use self::error::{Expected, ParseError, Reason};

/// How deep parentheses and NOT may nest.
const DEEPEST: u32 = 64;
/// How long a text may be, in bytes.
const LONGEST: usize = 512 * 1024;

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
