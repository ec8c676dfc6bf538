//! Words to avoid and words that need evidence.

use super::{Code, Finding, Fix, Part, Severity};
use crate::brand::Brand;

/// What 亲 is part of where it is no form of address: the letter before it…
const QIN_AFTER: &str = "母父双至血乡探省娘定成结相可认求招迎和近六思姻皇";
/// …and the letter behind it.
const QIN_BEFORE: &str = "肤子情戚人爱友朋密切近手自眼口临身历生和热属善昵本缘信笔吻水测赴启征耳族家事妈爹娘王贵体眷随疏油";

/// Claims of rank and of the absolute (§3.7), which need evidence; the tails say where the word is none.
const CLAIMS: [(&str, &[&str]); 14] = [
    (
        "最",
        &["近", "后", "终", "初", "晚", "迟", "早", "多", "少"],
    ),
    (
        "第一",
        &["次", "时间", "步", "天", "件", "单", "批", "波", "章"],
    ),
    ("唯一", &[]),
    ("顶级", &[]),
    ("顶尖", &[]),
    ("绝对", &[]),
    ("史无前例", &[]),
    ("独一无二", &[]),
    ("全网首", &[]),
    ("万能", &[]),
    ("永久", &[]),
    ("NO.1", &[]),
    ("No. 1", &[]),
    ("Top 1", &[]),
];

/// Words that the advertising law forbids outright.
const FORBIDDEN: [&str; 5] = ["国家级", "最高级", "最佳", "世界级", "特效"];

/// How a text tells its reader to refuse.
const REFUSALS: [&str; 6] = ["拒收", "退订", "回复R", "回TD", "unsubscribe", "STOP"];

pub(super) fn says_how_to_refuse(text: &str) -> bool {
    REFUSALS.iter().any(|word| text.contains(word))
}

/// The words to avoid, the longest first, so that 亲爱的客户 is one finding and not three.
pub(super) fn avoided(part: Part, text: &str, brand: &Brand) -> Vec<Finding> {
    let mut words: Vec<&str> = brand.avoid_words.iter().map(|word| word.trim()).collect();
    words.retain(|word| !word.is_empty());
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut findings: Vec<Finding> = Vec::new();
    for word in words {
        for (start, end) in places(text, word) {
            let overlaps = findings.iter().any(|known| {
                known
                    .range
                    .as_ref()
                    .is_some_and(|range| range.start < end && start < range.end)
            });
            if overlaps {
                continue;
            }
            let fix = Fix {
                range: start..end,
                text: replacement(word, &text[end..], brand),
            };
            findings.push(
                Finding::at(Code::AvoidWord, Severity::Warning, part, start..end)
                    .with("word", &text[start..end])
                    .fixed_by(fix),
            );
        }
    }
    findings
}

/// What the brand says instead: its own form of address, unless one follows anyway.
fn replacement(word: &str, rest: &str, brand: &Brand) -> String {
    let addresses_next = rest
        .chars()
        .next()
        .is_some_and(|next| next.is_alphanumeric() || next == '{');
    if word.ends_with('的') && addresses_next {
        return String::new();
    }
    if brand.salutation.trim().is_empty() {
        "{salutation|朋友}".to_owned()
    } else {
        "{salutation}".to_owned()
    }
}

/// Where a word stands as a word of address.
fn places(text: &str, word: &str) -> Vec<(usize, usize)> {
    if let Some(title) = word.strip_prefix("某某") {
        return title_places(text, word, title);
    }
    let lower_text = text.to_ascii_lowercase();
    let lower_word = word.to_ascii_lowercase();
    lower_text
        .match_indices(&lower_word)
        .map(|(start, found)| (start, start + found.len()))
        .filter(|(start, end)| stands_alone(text, *start, *end, word))
        .collect()
}

/// 某某先生 as it stands, and as `{name}先生`.
fn title_places(text: &str, word: &str, title: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = text
        .match_indices(word)
        .map(|(start, word)| (start, start + word.len()))
        .collect();
    for (at, title) in text.match_indices(title) {
        let before = &text[..at];
        if before.ends_with('}')
            && let Some(open) = before.rfind('{')
            && before[open + 1..].trim_start().starts_with("name")
        {
            found.push((open, at + title.len()));
        }
    }
    found
}

/// Whether a found word is not a part of another: Latin words end at their letters, 亲 is not in 母亲 or 亲肤.
fn stands_alone(text: &str, start: usize, end: usize, word: &str) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    if word == "亲" {
        return !before.is_some_and(|letter| QIN_AFTER.contains(letter))
            && !after.is_some_and(|letter| QIN_BEFORE.contains(letter));
    }
    let latin = |letter: Option<char>| letter.is_some_and(|one| one.is_ascii_alphanumeric());
    let first_is_latin = latin(word.chars().next());
    let last_is_latin = latin(word.chars().next_back());
    !(first_is_latin && latin(before) || last_is_latin && latin(after))
}

/// Claims without evidence, and words that are forbidden with any.
pub(super) fn claims(part: Part, text: &str, brand: &Brand) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let free = |findings: &[Finding], start: usize, end: usize| {
        !findings.iter().any(|known| {
            known
                .range
                .as_ref()
                .is_some_and(|range| range.start < end && start < range.end)
        })
    };
    for word in FORBIDDEN {
        for (start, found) in text.match_indices(word) {
            let range = start..start + found.len();
            findings.push(
                Finding::at(Code::ForbiddenWord, Severity::Blocks, part, range).with("word", word),
            );
        }
    }
    let proven: Vec<std::ops::Range<usize>> =
        if brand.slogan_evidence.trim().is_empty() || brand.slogan.trim().is_empty() {
            Vec::new()
        } else {
            text.match_indices(brand.slogan.trim())
                .map(|(start, slogan)| start..start + slogan.len())
                .collect()
        };
    let lower = text.to_ascii_lowercase();
    for (word, harmless_tails) in CLAIMS {
        for (start, found) in lower.match_indices(&word.to_ascii_lowercase()) {
            let end = start + found.len();
            let harmless = harmless_tails
                .iter()
                .any(|tail| text[end..].starts_with(tail));
            let is_proven = proven
                .iter()
                .any(|range| range.start <= start && end <= range.end);
            if harmless || is_proven || !free(&findings, start, end) {
                continue;
            }
            findings.push(
                Finding::at(
                    Code::ClaimNeedsEvidence,
                    Severity::Warning,
                    part,
                    start..end,
                )
                .with("word", &text[start..end]),
            );
        }
    }
    findings
}
