//! Variables in a text: `{name|朋友}` is the customer's name, or 朋友 where there is none.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::brand::Brand;

/// Something a text can say of the brand or the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// How the brand addresses a customer.
    Salutation,
    /// What the brand calls its customers.
    FanName,
    /// The brand's claim.
    Slogan,
    /// The brand's imprint.
    Imprint,
    /// The customer's name.
    Name,
    /// The product the customer bought last.
    LastProduct,
    /// The city of the customer's last order.
    City,
    /// Days since the customer's last purchase.
    DaysSinceLast,
    /// The shop's name.
    Shop,
}

impl Variable {
    /// All variables, in the order the page offers them.
    pub const ALL: [Variable; 9] = [
        Variable::Salutation,
        Variable::FanName,
        Variable::Slogan,
        Variable::Imprint,
        Variable::Name,
        Variable::LastProduct,
        Variable::City,
        Variable::DaysSinceLast,
        Variable::Shop,
    ];

    /// How it is written between braces.
    pub fn name(self) -> &'static str {
        match self {
            Variable::Salutation => "salutation",
            Variable::FanName => "fan_name",
            Variable::Slogan => "slogan",
            Variable::Imprint => "imprint",
            Variable::Name => "name",
            Variable::LastProduct => "last_product",
            Variable::City => "city",
            Variable::DaysSinceLast => "days_since_last",
            Variable::Shop => "shop",
        }
    }

    /// The variable of a name.
    pub fn from_name(name: &str) -> Option<Variable> {
        Variable::ALL
            .into_iter()
            .find(|variable| variable.name() == name)
    }

    /// Whether every customer reads the same.
    pub fn is_of_brand(self) -> bool {
        matches!(
            self,
            Variable::Salutation
                | Variable::FanName
                | Variable::Slogan
                | Variable::Imprint
                | Variable::Shop
        )
    }

    /// Whether it carries the brand's imprint into the text (B19).
    pub fn is_imprint(self) -> bool {
        self.is_of_brand() && self != Variable::Shop
    }
}

/// One piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Said as it stands.
    Text(String),
    /// Said of the brand or the customer.
    Variable {
        /// What.
        variable: Variable,
        /// What to say where there is nothing.
        fallback: Option<String>,
        /// Where it stands, in bytes.
        range: Range<usize>,
    },
    /// Between braces, but no variable.
    NotAVariable {
        /// What stands between the braces.
        name: String,
        /// Where it stands, in bytes.
        range: Range<usize>,
    },
}

/// A text with its variables found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A text could not be filled: nothing to say in these places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("no value and no fallback for {}", names.join(", "))]
pub struct Unresolved {
    /// The names between the braces.
    pub names: Vec<String>,
}

/// What one message can say of its reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader<'a> {
    /// The name.
    pub name: Option<&'a str>,
    /// The product bought last.
    pub last_product: Option<&'a str>,
    /// The city of the last order.
    pub city: Option<&'a str>,
    /// Days since the last purchase.
    pub days_since_last: Option<i64>,
    /// The shop's name.
    pub shop: Option<&'a str>,
}

impl Template {
    /// Finds the variables of a text. A brace without its partner is text.
    pub fn parse(text: &str) -> Template {
        let mut pieces = Vec::new();
        let mut plain = 0;
        let mut from = 0;
        while let Some(open) = text[from..].find('{').map(|at| at + from) {
            let Some(close) = text[open..].find('}').map(|at| at + open) else {
                break;
            };
            let inner = &text[open + 1..close];
            if let Some(nested) = inner.rfind('{') {
                from = open + 1 + nested;
                continue;
            }
            if open > plain {
                pieces.push(Piece::Text(text[plain..open].to_owned()));
            }
            let range = open..close + 1;
            let (name, fallback) = match inner.split_once('|') {
                Some((name, fallback)) => (name.trim(), Some(fallback.to_owned())),
                None => (inner.trim(), None),
            };
            pieces.push(match Variable::from_name(name) {
                Some(variable) => Piece::Variable {
                    variable,
                    fallback,
                    range,
                },
                None => Piece::NotAVariable {
                    name: name.to_owned(),
                    range,
                },
            });
            plain = close + 1;
            from = plain;
        }
        if plain < text.len() {
            pieces.push(Piece::Text(text[plain..].to_owned()));
        }
        Template { pieces }
    }

    /// The text for one reader; every place without value and fallback is named.
    ///
    /// ```
    /// use domain::brand::Brand;
    /// use domain::message::template::{Reader, Template};
    /// let text = Template::parse("{name|朋友}，新品到店");
    /// assert_eq!(text.fill(&Brand::default(), &Reader::default()).unwrap(), "朋友，新品到店");
    /// ```
    ///
    /// # Errors
    /// [`Unresolved`] when a variable has neither value nor fallback, or is none; such a message is never sent.
    pub fn fill(&self, brand: &Brand, reader: &Reader<'_>) -> Result<String, Unresolved> {
        let mut text = String::new();
        let mut names = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::NotAVariable { name, .. } => names.push(name.clone()),
                Piece::Variable {
                    variable, fallback, ..
                } => match value(*variable, brand, reader).or_else(|| fallback.clone()) {
                    Some(value) => text.push_str(&value),
                    None => names.push(variable.name().to_owned()),
                },
            }
        }
        if names.is_empty() {
            Ok(text)
        } else {
            Err(Unresolved { names })
        }
    }

    /// The variables for which this reader is told the fallback, each once.
    pub fn fallbacks(&self, brand: &Brand, reader: &Reader<'_>) -> Vec<Variable> {
        let mut found = Vec::new();
        for piece in &self.pieces {
            if let Piece::Variable {
                variable,
                fallback: Some(_),
                ..
            } = piece
                && !found.contains(variable)
                && value(*variable, brand, reader).is_none()
            {
                found.push(*variable);
            }
        }
        found
    }

    /// Whether any variable of the customer stands in it, so that each reader's text is another.
    pub fn is_personal(&self) -> bool {
        self.pieces.iter().any(
            |piece| matches!(piece, Piece::Variable { variable, .. } if !variable.is_of_brand()),
        )
    }
}

/// What a variable says; an empty word says nothing.
pub(super) fn value(variable: Variable, brand: &Brand, reader: &Reader<'_>) -> Option<String> {
    let word = match variable {
        Variable::Salutation => Some(brand.salutation.as_str()),
        Variable::FanName => Some(brand.fan_name.as_str()),
        Variable::Slogan => Some(brand.slogan.as_str()),
        Variable::Imprint => Some(brand.imprint.as_str()),
        Variable::Name => reader.name,
        Variable::LastProduct => reader.last_product,
        Variable::City => reader.city,
        Variable::DaysSinceLast => return reader.days_since_last.map(|days| days.to_string()),
        Variable::Shop => reader.shop,
    };
    word.map(str::trim)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brand() -> Brand {
        Brand {
            salutation: "松果伙伴".into(),
            ..Brand::default()
        }
    }

    fn check(text: &str, expected: Result<&str, &[&str]>) {
        let reader = Reader {
            name: Some("张三"),
            city: Some(" "),
            ..Reader::default()
        };
        let filled = Template::parse(text).fill(&brand(), &reader);
        match expected {
            Ok(words) => assert_eq!(filled.unwrap(), words, "{text}"),
            Err(names) => assert_eq!(filled.unwrap_err().names, names, "{text}"),
        }
    }

    #[test]
    fn variables_take_their_value_then_their_fallback_then_block() {
        check("{salutation}，{name}好", Ok("松果伙伴，张三好"));
        check("{ name | 朋友 }好", Ok("张三好"));
        check("{city|贵地}", Ok("贵地"));
        check("{city|}", Ok(""));
        check("{city}", Err(&["city"]));
        check("{fan_name}{nam}", Err(&["fan_name", "nam"]));
        check("50% {off", Ok("50% {off"));
        check("}{name}{", Ok("}张三{"));
        check("{{name}}", Ok("{张三}"));
    }

    #[test]
    fn a_fallback_is_told_where_there_is_no_value() {
        let reader = Reader {
            name: Some("张三"),
            ..Reader::default()
        };
        let text = Template::parse("{name|朋友}{city|贵地}，{city|本地}{last_product}{slogan|好}");
        let found = text.fallbacks(&brand(), &reader);
        assert_eq!(found, [Variable::City, Variable::Slogan]);
    }

    proptest! {
        #[test]
        fn a_text_without_braces_is_said_as_it_stands(text in "[^{]{0,80}") {
            let filled = Template::parse(&text).fill(&brand(), &Reader::default());
            prop_assert_eq!(filled.unwrap(), text);
        }

        #[test]
        fn no_text_makes_the_parser_stumble(text in "[{}|a-z名😀]{0,60}") {
            let _ = Template::parse(&text);
        }
    }
}
