//! What the lint finds in a message and the variables that stand in it, in words.

use domain::message::lint::{Code, Finding};
use domain::message::template::Variable;

use crate::locales::{Lang, Word, campaign_content as words, fill};

/// A finding with its facts.
pub fn finding(finding: &Finding, lang: Lang) -> String {
    let values: Vec<(&str, String)> = finding
        .args
        .iter()
        .map(|(name, value)| {
            (
                name.as_str(),
                match value.as_str() {
                    Some(text) if name == "name" => variable_named(text, lang),
                    Some(text) => text.to_string(),
                    None => value.to_string(),
                },
            )
        })
        .collect();
    let pairs: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fill(finding_word(finding.code)(lang), &pairs)
}

/// A variable of a text.
pub fn variable(variable: Variable) -> Word {
    match variable {
        Variable::Salutation => words::variable_salutation,
        Variable::FanName => words::variable_fan_name,
        Variable::Slogan => words::variable_slogan,
        Variable::Imprint => words::variable_imprint,
        Variable::Name => words::variable_name,
        Variable::LastProduct => words::variable_last_product,
        Variable::City => words::variable_city,
        Variable::DaysSinceLast => words::variable_days_since_last,
        Variable::Shop => words::variable_shop,
    }
}

/// A variable's name between braces, in words; any other text stays.
pub fn variable_named(name: &str, lang: Lang) -> String {
    Variable::from_name(name)
        .map_or_else(|| name.to_owned(), |known| variable(known)(lang).to_owned())
}

/// The sentence of a finding, with places for its facts.
pub fn finding_word(code: Code) -> Word {
    match code {
        Code::AvoidWord => words::finding_avoid_word,
        Code::ClaimNeedsEvidence => words::finding_claim_needs_evidence,
        Code::ForbiddenWord => words::finding_forbidden_word,
        Code::NoImprint => words::finding_no_imprint,
        Code::SignatureBrackets => words::finding_signature_brackets,
        Code::OptOutMissing => words::finding_opt_out_missing,
        Code::SubjectPrefixMissing => words::finding_subject_prefix_missing,
        Code::UnknownVariable => words::finding_unknown_variable,
        Code::BrandWordMissing => words::finding_brand_word_missing,
        Code::NoFallback => words::finding_no_fallback,
        Code::RareCharacter => words::finding_rare_character,
        Code::TooLong => words::finding_too_long,
    }
}
