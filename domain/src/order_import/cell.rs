//! What a cell means once the dirt of spreadsheets and platforms is taken off.

use std::borrow::Cow;

use crate::money::{Decimal, Money};

/// The text of a cell: blanks, tabs, `="…"`, a leading apostrophe and words for nothing taken off; `None` if nothing is left.
///
/// ```
/// use domain::order_import::cell::text;
/// assert_eq!(text("=\"3515\"").as_deref(), Some("3515"));
/// assert_eq!(text("\t'139 ").as_deref(), Some("139"));
/// assert_eq!(text(" null "), None);
/// ```
pub fn text(raw: &str) -> Option<Cow<'_, str>> {
    let mut rest = strip(raw);
    if let Some(inner) = rest.strip_prefix('=') {
        let inner = inner.trim();
        if inner.len() >= 2 && inner.starts_with('"') && inner.ends_with('"') {
            rest = strip(&inner[1..inner.len() - 1]);
        }
    }
    if let Some(after) = rest.strip_prefix('\'') {
        rest = strip(after);
    }
    let nothing = matches!(rest, "" | "-" | "--" | "\"\"")
        || (rest.len() <= 4
            && ["null", "none", "nan", "n/a"]
                .iter()
                .any(|word| rest.eq_ignore_ascii_case(word)));
    (!nothing).then_some(Cow::Borrowed(rest))
}

/// An id: the cleaned text with full-width characters made plain, and without the `.0` that a table program hangs on.
///
/// ```
/// use domain::order_import::cell::id;
/// assert_eq!(id("17850.0").as_deref(), Some("17850"));
/// assert_eq!(id("１２３").as_deref(), Some("123"));
/// ```
pub fn id(raw: &str) -> Option<Cow<'_, str>> {
    let mut clean = narrow(text(raw)?);
    if let Some(whole) = clean.strip_suffix(".0")
        && !whole.is_empty()
        && whole.bytes().all(|byte| byte.is_ascii_digit())
    {
        clean = Cow::Owned(whole.to_owned());
    }
    Some(clean)
}

/// Whether the cell is a formula that was never computed, such as `=1+1` or `=cmd|…`; `="3515"` is none.
pub fn is_formula(raw: &str) -> bool {
    let Some(rest) = strip(raw).strip_prefix('=') else {
        return false;
    };
    let rest = rest.trim();
    !(rest.is_empty() || (rest.len() >= 2 && rest.starts_with('"') && rest.ends_with('"')))
}

/// An amount of money in minor units, rounded once. `Ok(None)` for an empty cell.
///
/// Currency signs, `元`, thousands separators and a footnote behind the number are taken off.
///
/// ```
/// use domain::{money::Money, order_import::cell::money};
/// assert_eq!(money("￥1,234.50元", 2), Ok(Some(Money(123450))));
/// assert_eq!(money("88.00（含运费）", 2), Ok(Some(Money(8800))));
/// assert_eq!(money("", 2), Ok(None));
/// assert!(money("abc", 2).is_err());
/// ```
pub fn money(raw: &str, decimals: u32) -> Result<Option<Money>, Unreadable> {
    match decimal(raw)? {
        None => Ok(None),
        Some(number) => number.times(1, decimals).map(Some).ok_or(Unreadable),
    }
}

/// A price or amount as an exact decimal number; see [`money`].
pub fn decimal(raw: &str) -> Result<Option<Decimal>, Unreadable> {
    let Some(clean) = text(raw) else {
        return Ok(None);
    };
    if let Some(plain) = Decimal::parse(&clean) {
        return Ok(Some(plain));
    }
    let clean = narrow(clean);
    let (clean, negative) = match clean
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
    {
        Some(inner) if inner.starts_with(|first: char| first.is_ascii_digit()) => (inner, true),
        _ => (clean.as_ref(), false),
    };
    let mut number = String::with_capacity(clean.len());
    let mut minus = negative;
    let mut ended = false;
    for (at, one) in clean.char_indices() {
        match one {
            '0'..='9' | '.' | ',' if !ended => number.push(one),
            '-' | '−' if number.is_empty() && !ended => minus = !minus,
            '+' if number.is_empty() => {}
            '"' | ' ' | '\u{a0}' | '\t' => {}
            '¥' | '￥' | '£' | '$' | '€' if number.is_empty() || !ended => {
                ended = !number.is_empty();
            }
            'A'..='Z' | 'a'..='z' if number.is_empty() && at < 4 => {}
            _ if number.is_empty() => return Err(Unreadable),
            // Behind the number only a unit or a footnote may stand.
            'E' | 'e' if !ended => return Err(Unreadable),
            '0'..='9' if clean[..at].contains(['(', '（']) || !clean.is_ascii() => ended = true,
            '0'..='9' | '.' | ',' => return Err(Unreadable),
            _ => ended = true,
        }
    }
    let parsed = Decimal::parse(&separators(&number)).ok_or(Unreadable)?;
    let digits = if minus { -parsed.digits } else { parsed.digits };
    Ok(Some(Decimal { digits, ..parsed }))
}

/// A whole number of pieces; `2.0` and `2件` are two.
pub fn quantity(raw: &str) -> Result<Option<i64>, Unreadable> {
    let Some(clean) = text(raw) else {
        return Ok(None);
    };
    if let Ok(plain) = clean.parse::<i64>() {
        return bounded(plain).map(Some);
    }
    let clean = narrow(clean);
    let bare = clean.trim_end_matches(|one: char| one.is_alphabetic() || one == ' ');
    let number = decimal(bare)?.ok_or(Unreadable)?;
    let unit = 10i64.checked_pow(number.scale).ok_or(Unreadable)?;
    if number.digits % unit != 0 {
        return Err(Unreadable);
    }
    bounded(number.digits / unit).map(Some)
}

fn bounded(pieces: i64) -> Result<i64, Unreadable> {
    if pieces.unsigned_abs() <= 1_000_000_000 {
        Ok(pieces)
    } else {
        Err(Unreadable)
    }
}

/// Yes or no, in the words of the platforms.
pub fn yes(raw: &str) -> Option<bool> {
    let clean = text(raw)?;
    match clean.to_lowercase().as_str() {
        "yes" | "true" | "1" | "y" | "是" => Some(true),
        "no" | "false" | "0" | "n" | "否" => Some(false),
        _ => None,
    }
}

/// Whether a table program has turned this id into a rounded number: `3.51E+16`.
pub fn is_scientific(id: &str) -> bool {
    let Some((front, back)) = id.split_once(['E', 'e']) else {
        return false;
    };
    let power = back.strip_prefix('+').unwrap_or(back);
    !front.is_empty()
        && front.starts_with(|one: char| one.is_ascii_digit())
        && (front.contains('.') || back.starts_with('+'))
        && front
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !power.is_empty()
        && power.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an id of 16 digits or more has nothing but zeros behind the fifteenth, as table programs leave it. A single
/// such id proves nothing; most of a file's ids do.
pub fn is_rounded(id: &str) -> bool {
    id.len() >= 16
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && id.bytes().skip(15).all(|byte| byte == b'0')
}

/// The cell did not hold what its column should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cell does not hold what its column should")]
pub struct Unreadable;

/// Blanks of every kind taken off both ends.
pub fn strip(raw: &str) -> &str {
    raw.trim_matches(|one: char| {
        one.is_whitespace() || matches!(one, '\u{feff}' | '\u{3000}' | '\u{a0}' | '\u{200b}' | '\0')
    })
}

/// Full-width letters, digits and signs made plain.
pub fn narrow(wide: Cow<'_, str>) -> Cow<'_, str> {
    if wide.is_ascii() {
        return wide;
    }
    let is_wide = |one: char| ('\u{ff01}'..='\u{ff5e}').contains(&one);
    if !wide.chars().any(is_wide) {
        return wide;
    }
    let plain = wide
        .chars()
        .map(|one| {
            if is_wide(one) {
                char::from_u32(one as u32 - 0xfee0).unwrap_or(one)
            } else {
                one
            }
        })
        .collect();
    Cow::Owned(plain)
}

/// A number with at most one separator, the decimal point.
fn separators(number: &str) -> String {
    match (number.rfind('.'), number.rfind(',')) {
        (_, None) => number.to_owned(),
        (Some(point), Some(comma)) if comma > point => number.replace('.', "").replace(',', "."),
        (None, Some(comma))
            if number.matches(',').count() == 1 && matches!(number.len() - comma - 1, 1 | 2) =>
        {
            number.replace(',', ".")
        }
        _ => number.replace(',', ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_comes_in_many_dresses() {
        for (raw, minor) in [
            ("12.5", 1250),
            ("￥12.50", 1250),
            ("¥ 12.50", 1250),
            ("£1,234.50", 123_450),
            ("12.50元", 1250),
            ("\t12.50", 1250),
            ("=\"12.50\"", 1250),
            ("１２．５０", 1250),
            ("12,50", 1250),
            ("1.234,50 €", 123_450),
            ("1,234", 123_400),
            ("(12.50)", -1250),
            ("-12.50", -1250),
            ("99.00(商家应收不含平台补贴2元)", 9900),
            ("99.00（以结算单为准）", 9900),
            ("CNY 9.90", 990),
            ("22.325", 2233),
        ] {
            assert_eq!(money(raw, 2), Ok(Some(Money(minor))), "{raw}");
        }
        for raw in ["abc", "1e5", "12.5.6", "无退款申请", "12 34x5"] {
            assert!(money(raw, 2).is_err(), "{raw}");
        }
        for raw in ["", "-", "null", "=\"\"", "\u{3000}"] {
            assert_eq!(money(raw, 2), Ok(None), "{raw}");
        }
    }

    #[test]
    fn damage_done_by_table_programs_shows() {
        for bad in ["3.51E+16", "1.23e17", "4E+17"] {
            assert!(is_scientific(bad), "{bad}");
        }
        for good in ["85123E", "12E4", "E+1", "A1E+5", "3515300000000001"] {
            assert!(!is_scientific(good), "{good}");
        }
        assert!(is_rounded("351530000000000000") && !is_rounded("351530000000000001"));
        for bad in ["=1+1", "=cmd|' /C calc'!A0", " =HYPERLINK(\"x\")"] {
            assert!(is_formula(bad), "{bad}");
        }
        for good in ["=\"3515\"", "=", "a=b", ""] {
            assert!(!is_formula(good), "{good}");
        }
    }

    #[test]
    fn pieces_are_whole() {
        assert_eq!(quantity("2.0"), Ok(Some(2)));
        assert_eq!(quantity("2件"), Ok(Some(2)));
        assert_eq!(quantity("-3"), Ok(Some(-3)));
        assert!(quantity("2.5").is_err() && quantity("x").is_err());
    }

    proptest! {
        #[test]
        fn no_cell_is_too_strange(raw in any::<String>()) {
            let _ = (text(&raw), id(&raw), money(&raw, 2), quantity(&raw), yes(&raw), is_formula(&raw));
            let _ = (is_scientific(&raw), is_rounded(&raw));
        }
    }
}
