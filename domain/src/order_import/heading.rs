//! The headings of a file, made comparable.

use std::borrow::Cow;
use std::collections::HashMap;

use super::cell::{narrow, strip, text};

/// The headings as they are shown and mapped: trimmed, each of them once. The first of several equal ones keeps its
/// name, the others carry a number; an empty heading is named by its column.
///
/// ```
/// use domain::order_import::heading::normalise;
/// let headings = normalise(["\u{feff}订单号", "分销员", "分销员　", " "]);
/// assert_eq!(headings, ["订单号", "分销员", "分销员 (2)", "#4"]);
/// ```
pub fn normalise<'a>(raw: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    raw.into_iter()
        .enumerate()
        .map(|(at, raw)| {
            let name = text(raw).map_or_else(
                || format!("#{}", at + 1),
                |name| name.split_whitespace().collect::<Vec<_>>().join(" "),
            );
            let count = seen.entry(key(&name)).or_insert(0);
            *count += 1;
            if *count == 1 {
                name
            } else {
                format!("{name} ({count})")
            }
        })
        .collect()
}

/// What two headings are compared by: without regard to case, width and blanks.
pub fn key(heading: &str) -> String {
    narrow(Cow::Borrowed(strip(heading)))
        .chars()
        .filter(|one| !one.is_whitespace() && !matches!(one, '_' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}
