//! The canonical text of a tree.

use std::fmt::{Display, Formatter, Result, Write};

use crate::money::Decimal;

use super::query::{
    Clause, DayValue, Occasion, Offset, Operator, Query, Rule, Span, Test, Unit, Value,
};

impl Display for Query {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        self.rule().map_or(Ok(()), |rule| rule.fmt(out))
    }
}

impl Display for Rule {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Rule::Or(rules) => joined(out, rules, " OR ", |out, rule| match rule {
                Rule::Or(_) => write!(out, "({rule})"),
                _ => rule.fmt(out),
            }),
            Rule::And(rules) => joined(out, rules, " AND ", |out, rule| match rule {
                Rule::Or(_) | Rule::And(_) => write!(out, "({rule})"),
                _ => rule.fmt(out),
            }),
            Rule::Not(rule) => match **rule {
                Rule::Or(_) | Rule::And(_) => write!(out, "NOT ({rule})"),
                _ => write!(out, "NOT {rule}"),
            },
            Rule::Clause(clause) => clause.fmt(out),
        }
    }
}

impl Display for Clause {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Clause::Attribute { attribute, test } => write!(out, "{} {test}", attribute.code()),
            Clause::Function {
                function,
                parameters,
                holds,
            } => {
                write!(out, "{}(", function.code())?;
                joined(out, parameters, ", ", |out, (parameter, test)| {
                    write!(out, "{}: ", parameter.code())?;
                    match test {
                        Test::Compare(Operator::Equal, value) => value.fmt(out),
                        test => test.fmt(out),
                    }
                })?;
                out.write_str(if *holds { ")" } else { ") = false" })
            }
            Clause::Anniversary { of, test } => {
                write!(out, "anniversary(date: '{}') {test}", of.code())
            }
        }
    }
}

impl Display for Test {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Test::Compare(operator, value) => write!(out, "{} {value}", operator.code()),
            Test::Between(low, high) => write!(out, "BETWEEN {low} AND {high}"),
            Test::In { not, values } => {
                out.write_str(if *not { "NOT IN (" } else { "IN (" })?;
                joined(out, values, ", ", |out, value| value.fmt(out))?;
                out.write_char(')')
            }
            Test::Contains { not, text } => {
                out.write_str(if *not { "NOT CONTAINS " } else { "CONTAINS " })?;
                quoted(out, text)
            }
            Test::Null { not } => out.write_str(if *not { "IS NOT NULL" } else { "IS NULL" }),
        }
    }
}

impl Display for Value {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Value::Number(number) => decimal(out, *number),
            Value::Text(text) => quoted(out, text),
            Value::Day(day) => day.fmt(out),
            Value::Span(span) => span.fmt(out),
        }
    }
}

impl Display for DayValue {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            DayValue::On(day) => day.fmt(out),
            DayValue::Today => out.write_str("today"),
            DayValue::Yesterday => out.write_str("yesterday"),
            DayValue::Offset(Offset { back, span }) => {
                write!(out, "{}{span}", if *back { '-' } else { '+' })
            }
        }
    }
}

impl Display for Span {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        write!(out, "{}{}", self.count, self.unit.code())
    }
}

impl Operator {
    /// The operator in a query.
    pub fn code(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::Greater => ">",
            Operator::AtLeast => ">=",
        }
    }
}

impl Unit {
    fn code(self) -> char {
        match self {
            Unit::Day => 'd',
            Unit::Week => 'w',
            Unit::Month => 'm',
            Unit::Year => 'y',
        }
    }
}

impl Occasion {
    /// The word in a query.
    pub fn code(self) -> &'static str {
        match self {
            Occasion::Birthday => "birthday",
            Occasion::FirstOrder => "first_order",
        }
    }
}

fn joined<T>(
    out: &mut Formatter<'_>,
    parts: &[T],
    between: &str,
    print: impl Fn(&mut Formatter<'_>, &T) -> Result,
) -> Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.write_str(between)?;
        }
        print(out, part)?;
    }
    Ok(())
}

fn quoted(out: &mut Formatter<'_>, text: &str) -> Result {
    out.write_char('\'')?;
    for letter in text.chars() {
        if matches!(letter, '\'' | '\\') {
            out.write_char('\\')?;
        }
        out.write_char(letter)?;
    }
    out.write_char('\'')
}

fn decimal(out: &mut Formatter<'_>, number: Decimal) -> Result {
    if number.digits < 0 {
        out.write_char('-')?;
    }
    let scale = number.scale as usize;
    let digits = format!(
        "{:0>width$}",
        number.digits.unsigned_abs(),
        width = scale + 1
    );
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    out.write_str(whole)?;
    if fraction.is_empty() {
        Ok(())
    } else {
        write!(out, ".{fraction}")
    }
}
