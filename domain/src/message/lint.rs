//! What a text says that it should not, and what it lacks.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Medium;
use super::template::{Piece, Template};
use crate::brand::Brand;

mod similarity;
mod words;

pub use similarity::{SIMILAR, similar_pairs, similarity};

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A word that every other shop says too (B15).
    AvoidWord,
    /// A claim that needs evidence of scope, period and source (§3.7).
    ClaimNeedsEvidence,
    /// The advertising law forbids the word outright.
    ForbiddenWord,
    /// Nothing in the text is the brand's own (B19).
    NoImprint,
    /// 【】 stand in the body; they belong to the signature.
    SignatureBrackets,
    /// The text does not say how to refuse.
    OptOutMissing,
    /// A Chinese mail's subject does not begin with AD or 广告 (§3.8).
    SubjectPrefixMissing,
    /// Something between braces is no variable.
    UnknownVariable,
    /// The brand has no value for a variable, and there is no fallback.
    BrandWordMissing,
    /// A variable of the customer has no fallback for those of whom it is not known.
    NoFallback,
    /// A character that gateways may refuse.
    RareCharacter,
    /// The text is longer than gateways take.
    TooLong,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// Better mended.
    Warning,
    /// Not sent like this.
    Blocks,
}

/// Which text of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// A mail's subject.
    Subject,
    /// The body.
    Body,
}

/// A mending that one press makes: `range` of the text becomes `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What is replaced, in bytes of the part.
    pub range: Range<usize>,
    /// What stands there then.
    pub text: String,
}

impl Fix {
    /// The text with the mending made; unchanged where the range does not fit the text.
    pub fn apply(&self, text: &str) -> String {
        match (text.get(..self.range.start), text.get(self.range.end..)) {
            (Some(before), Some(after)) => format!("{before}{}{after}", self.text),
            _ => text.to_owned(),
        }
    }
}

/// One finding in a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What is wrong.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Which text.
    pub part: Part,
    /// Where, in bytes of the part; `None` for the whole.
    pub range: Option<Range<usize>>,
    /// Facts for the words, such as `word`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub args: Map<String, Value>,
    /// The mending, where one is at hand.
    pub fix: Option<Fix>,
}

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content<'a> {
    /// The medium.
    pub medium: Medium,
    /// A mail's subject.
    pub subject: &'a str,
    /// The body.
    pub body: &'a str,
    /// Whether the readers are in China, where a mail's subject begins with AD or 广告.
    pub in_china: bool,
}

/// All findings of a text, in the order of their place.
pub fn check(content: &Content<'_>, brand: &Brand) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut parts = vec![(Part::Body, content.body)];
    if content.medium == Medium::Email {
        parts.insert(0, (Part::Subject, content.subject));
    }
    for (part, text) in &parts {
        findings.extend(words::avoided(*part, text, brand));
        findings.extend(words::claims(*part, text, brand));
        findings.extend(variables(*part, text, brand));
    }
    findings.extend(form(content, brand));
    let body = content.body.trim();
    if !body.is_empty() && !parts.iter().any(|(_, text)| has_imprint(text, brand)) {
        findings.push(Finding::of_whole(
            Code::NoImprint,
            Severity::Warning,
            Part::Body,
        ));
    }
    let place = |finding: &Finding| {
        (
            finding.part,
            finding.range.as_ref().map(|range| range.start),
        )
    };
    findings.sort_by_key(|finding| {
        let (part, start) = place(finding);
        (part, start.unwrap_or(usize::MAX))
    });
    findings
}

/// Whether a text carries the brand: one of its words, or a variable that stands for one.
pub fn has_imprint(text: &str, brand: &Brand) -> bool {
    let by_variable = Template::parse(text).pieces.iter().any(|piece| {
        matches!(piece, Piece::Variable { variable, .. }
            if variable.is_imprint()
                && super::template::value(*variable, brand, &super::template::Reader::default()).is_some())
    });
    by_variable || brand.imprints().any(|word| text.contains(word))
}

/// The share of contents that carry the brand's imprint (B19); `None` when there are none.
pub fn imprint_coverage<'a>(
    contents: impl IntoIterator<Item = &'a str>,
    brand: &Brand,
) -> Option<f64> {
    let (mut with, mut all) = (0u32, 0u32);
    for text in contents {
        all += 1;
        with += u32::from(has_imprint(text, brand));
    }
    (all > 0).then(|| f64::from(with) / f64::from(all))
}

/// Whether any finding forbids sending.
pub fn any_blocks(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity == Severity::Blocks)
}

fn variables(part: Part, text: &str, brand: &Brand) -> Vec<Finding> {
    let mut findings = Vec::new();
    for piece in Template::parse(text).pieces {
        let (code, severity, name, range) = match piece {
            Piece::Text(_) => continue,
            Piece::NotAVariable { name, range } => {
                (Code::UnknownVariable, Severity::Blocks, name, range)
            }
            Piece::Variable {
                variable,
                fallback: None,
                range,
            } => {
                let name = variable.name().to_owned();
                let nobody = super::template::Reader::default();
                match super::template::value(variable, brand, &nobody) {
                    Some(_) => continue,
                    // The shop always has a name.
                    None if variable == super::template::Variable::Shop => continue,
                    None if variable.is_of_brand() => {
                        (Code::BrandWordMissing, Severity::Blocks, name, range)
                    }
                    None => (Code::NoFallback, Severity::Warning, name, range),
                }
            }
            Piece::Variable { .. } => continue,
        };
        findings.push(Finding::at(code, severity, part, range).with("name", name));
    }
    findings
}

/// What the medium asks of the form.
fn form(content: &Content<'_>, brand: &Brand) -> Vec<Finding> {
    let body = content.body;
    let mut findings = Vec::new();
    match content.medium {
        Medium::Sms => {
            for (start, bracket) in body.match_indices(['【', '】']) {
                let range = start..start + bracket.len();
                let fix = Fix {
                    range: range.clone(),
                    text: String::new(),
                };
                findings.push(
                    Finding::at(Code::SignatureBrackets, Severity::Blocks, Part::Body, range)
                        .fixed_by(fix),
                );
            }
            if brand.opt_out_text.trim().is_empty() && !words::says_how_to_refuse(body) {
                let fix = Fix {
                    range: body.len()..body.len(),
                    text: crate::brand::DEFAULT_OPT_OUT_TEXT.to_owned(),
                };
                findings.push(
                    Finding::of_whole(Code::OptOutMissing, Severity::Blocks, Part::Body)
                        .fixed_by(fix),
                );
            }
            let whole = super::sms::assemble(&brand.signature, body, &brand.opt_out_text);
            let length = super::sms::count(&whole, super::sms::Rules::Mainland).length;
            if length > super::sms::LONGEST {
                findings.push(
                    Finding::of_whole(Code::TooLong, Severity::Blocks, Part::Body)
                        .with("length", length)
                        .with("longest", super::sms::LONGEST),
                );
            }
            for (start, letter) in body.char_indices().filter(|(_, c)| c.len_utf16() == 2) {
                let range = start..start + letter.len_utf8();
                findings.push(
                    Finding::at(Code::RareCharacter, Severity::Warning, Part::Body, range)
                        .with("word", letter.to_string()),
                );
            }
        }
        Medium::Email => {
            let subject = content.subject.trim_start();
            let marked = ["广告", "AD", "【广告】", "[AD]", "(AD)", "（广告）"];
            if content.in_china && !marked.iter().any(|mark| starts_with_mark(subject, mark)) {
                let fix = Fix {
                    range: 0..0,
                    text: "AD ".into(),
                };
                findings.push(
                    Finding::of_whole(Code::SubjectPrefixMissing, Severity::Blocks, Part::Subject)
                        .fixed_by(fix),
                );
            }
        }
        Medium::Platform => {}
    }
    findings
}

/// Whether a subject begins with a mark that stands alone: `AD sale`, but not `Adventure`.
fn starts_with_mark(subject: &str, mark: &str) -> bool {
    let Some(rest) = subject.strip_prefix(mark) else {
        return false;
    };
    !mark.ends_with('D')
        || !rest
            .chars()
            .next()
            .is_some_and(|next| next.is_ascii_alphanumeric())
}

impl Finding {
    fn of_whole(code: Code, severity: Severity, part: Part) -> Finding {
        Finding {
            code,
            severity,
            part,
            range: None,
            args: Map::new(),
            fix: None,
        }
    }

    fn at(code: Code, severity: Severity, part: Part, range: Range<usize>) -> Finding {
        Finding {
            range: Some(range),
            ..Finding::of_whole(code, severity, part)
        }
    }

    fn with(mut self, name: &str, value: impl Into<Value>) -> Finding {
        self.args.insert(name.to_owned(), value.into());
        self
    }

    fn fixed_by(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }
}

#[cfg(test)]
mod tests;
