//! What the lint finds in a message, in words.

use domain::message::lint::{Code, Finding};

use crate::locales::{Lang, Word, campaign_content as words, fill};

/// A finding with its facts.
pub fn finding(finding: &Finding, lang: Lang) -> String {
    let values: Vec<(&str, String)> = finding
        .args
        .iter()
        .map(|(name, value)| {
            (
                name.as_str(),
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_string),
            )
        })
        .collect();
    let pairs: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    fill(word(finding.code)(lang), &pairs)
}

fn word(code: Code) -> Word {
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
