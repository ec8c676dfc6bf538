//! Typed values out of a document's fields; a missing or malformed field reads as nothing.

use chrono::NaiveDateTime;
use serde_json::Value;

use super::Fields;

/// A reader of a document's fields.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    fields: &'a Fields,
}

impl<'a> Reader<'a> {
    /// Reads from these fields.
    pub fn new(fields: &'a Fields) -> Reader<'a> {
        Reader { fields }
    }

    /// A text; empty when missing.
    pub fn text(&self, path: &str) -> String {
        match self.fields.get(path) {
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// A whole number.
    pub fn whole(&self, path: &str) -> Option<i64> {
        self.fields.get(path).and_then(Value::as_i64)
    }

    /// A number.
    pub fn number(&self, path: &str) -> Option<f64> {
        let number = self.fields.get(path).and_then(Value::as_f64)?;
        number.is_finite().then_some(number)
    }

    /// Whether a field is `true`.
    pub fn flag(&self, path: &str) -> bool {
        self.fields.get(path) == Some(&Value::Bool(true))
    }

    /// A list of texts; a number in it reads as its digits.
    pub fn texts(&self, path: &str) -> Vec<String> {
        let Some(Value::Array(items)) = self.fields.get(path) else {
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| match item {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .collect()
    }

    /// A code of an enum, written as the enum is on the wire.
    pub fn code<T: serde::de::DeserializeOwned>(&self, path: &str) -> Option<T> {
        let value = self.fields.get(path)?;
        serde_json::from_value(value.clone()).ok()
    }

    /// A date and time as people type it in the shop's zone: `2026-11-11T20:00`.
    pub fn local_time(&self, path: &str) -> Option<NaiveDateTime> {
        local_time(self.fields.get(path)?.as_str()?)
    }

    /// The ids of the entries of a list that are not gone, by their `rank`, then by id.
    pub fn entries(&self, list: &str) -> Vec<String> {
        let prefix = format!("{list}.");
        let mut ids: Vec<String> = Vec::new();
        for path in self.fields.range(prefix.clone()..).map(|(path, _)| path) {
            let Some(rest) = path.strip_prefix(&prefix) else {
                break;
            };
            if let Some((id, _)) = rest.split_once('.')
                && !ids.iter().any(|known| known == id)
            {
                ids.push(id.to_owned());
            }
        }
        ids.retain(|id| !self.flag(&format!("{list}.{id}.gone")));
        let rank = |id: &String| self.number(&format!("{list}.{id}.rank")).unwrap_or(0.0);
        ids.sort_by(|one, other| {
            rank(one)
                .total_cmp(&rank(other))
                .then_with(|| one.cmp(other))
        });
        ids
    }
}

/// Reads `2026-11-11T20:00`, with or without seconds.
///
/// ```
/// use domain::document::reading::local_time;
/// assert_eq!(local_time("2026-11-11T20:00").unwrap().to_string(), "2026-11-11 20:00:00");
/// assert_eq!(local_time("tomorrow"), None);
/// ```
pub fn local_time(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"))
        .ok()
}

/// Writes a local date and time as people type it.
pub fn write_local_time(time: NaiveDateTime) -> String {
    time.format("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn entries_come_by_rank_without_those_that_are_gone() {
        let fields: Fields = [
            ("groups.b.rank", json!(1)),
            ("groups.a.rank", json!(2)),
            ("groups.c.name", json!("first")),
            ("groups.d.rank", json!(0)),
            ("groups.d.gone", json!(true)),
            ("groupsx.e.rank", json!(0)),
        ]
        .into_iter()
        .map(|(path, value)| (path.to_owned(), value))
        .collect();
        assert_eq!(Reader::new(&fields).entries("groups"), ["c", "b", "a"]);
    }
}
