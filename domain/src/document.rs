//! Documents that people write, and the edits that travel between their screens.
//!
//! A document is a flat set of fields: a path such as `groups.g1.query` and a JSON value. Two people who change two
//! fields never meet; the same field changed twice keeps the later one and marks the change as *crossed*, so that
//! both people are shown what happened. Lists are written as one field per part of each entry, under the entry's own id;
//! an entry is gone when its `<list>.<id>` prefix has a field `gone` that is `true`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub mod reading;

/// The fields of a document by path.
pub type Fields = BTreeMap<String, Value>;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A plan taken through nine checkpoints.
    Campaign,
    /// A named rule.
    Segment,
    /// Salutation, slogan, fan name and words to avoid; one for the business.
    Brand,
    /// A saved content, group or time for use again.
    Template,
}

/// One change of one field, made on one device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Made by the device; the same id is applied once, however often it arrives.
    pub id: String,
    /// The document's id, made by the device that created it.
    pub document: String,
    /// What the document is.
    pub kind: Kind,
    /// The shop it belongs to; `None` for the whole business.
    pub shop: Option<i64>,
    /// The field's path.
    pub path: String,
    /// The new value; `null` takes the field away.
    pub value: Value,
    /// The version of the field that the writer saw, 0 where there was none.
    pub base: u64,
}

/// An edit that the server has put in its place in the one order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its place; the version of the field from now on.
    pub seq: u64,
    /// The edit.
    pub edit: Edit,
    /// The change of the same field that the writer had not seen, if there was one.
    pub crossed: Option<u64>,
    /// The name of the person who wrote it.
    pub by: String,
    /// Seconds since 1970 in UTC.
    pub at: i64,
}

/// One field as a device or the server holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The value.
    pub value: Value,
    /// The change that wrote it; 0 while no server has agreed to it.
    pub version: u64,
}

/// A document as one device holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The shop it belongs to; `None` for the whole business.
    pub shop: Option<i64>,
    /// What the server last agreed to.
    pub agreed: BTreeMap<String, Field>,
    /// Edits made here that the server has not confirmed, in the order they were made.
    pub waiting: Vec<Edit>,
}

impl Document {
    /// A document without fields.
    pub fn new(id: impl Into<String>, kind: Kind, shop: Option<i64>) -> Document {
        Document {
            id: id.into(),
            kind,
            shop,
            agreed: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// The fields as the person at this device sees them: what is agreed, with the waiting edits on top.
    pub fn fields(&self) -> Fields {
        let mut fields: Fields = self
            .agreed
            .iter()
            .map(|(path, field)| (path.clone(), field.value.clone()))
            .collect();
        for edit in &self.waiting {
            fields.insert(edit.path.clone(), edit.value.clone());
        }
        fields.retain(|_, value| !value.is_null());
        fields
    }

    /// The version of a field that an edit made now is based on.
    pub fn base_of(&self, path: &str) -> u64 {
        self.agreed.get(path).map_or(0, |field| field.version)
    }

    /// Takes in a change from the server. An own waiting edit that it confirms leaves the queue, and later waiting edits
    /// of the field stand on it from now on, since their writer has seen it. Taking in a change twice, or one older than
    /// what is held, changes nothing.
    pub fn apply(&mut self, change: &Change) {
        if let Some(at) = self
            .waiting
            .iter()
            .position(|edit| edit.id == change.edit.id)
        {
            self.waiting.remove(at);
            let later = self.waiting.iter_mut().skip(at);
            for edit in later.filter(|edit| edit.path == change.edit.path) {
                edit.base = edit.base.max(change.seq);
            }
        }
        let held = self.base_of(&change.edit.path);
        if change.seq > held {
            let field = Field {
                value: change.edit.value.clone(),
                version: change.seq,
            };
            self.agreed.insert(change.edit.path.clone(), field);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edit(id: &str, path: &str, value: i64, base: u64) -> Edit {
        Edit {
            id: id.into(),
            document: "d".into(),
            kind: Kind::Campaign,
            shop: None,
            path: path.into(),
            value: value.into(),
            base,
        }
    }

    fn change(seq: u64, edit: Edit) -> Change {
        Change {
            seq,
            edit,
            crossed: None,
            by: "A".into(),
            at: 0,
        }
    }

    #[test]
    fn what_is_typed_here_stays_on_top_until_the_server_has_confirmed_it() {
        let mut document = Document::new("d", Kind::Campaign, None);
        document.waiting.push(edit("mine", "name", 1, 0));
        document.apply(&change(7, edit("theirs", "name", 2, 0)));
        assert_eq!(document.fields()["name"], 1);
        document.apply(&change(8, edit("mine", "name", 1, 0)));
        assert_eq!(
            (document.fields()["name"].clone(), document.waiting.len()),
            (1.into(), 0)
        );
    }

    #[test]
    fn what_is_typed_on_top_of_an_own_edit_does_not_cross_it() {
        let mut document = Document::new("d", Kind::Campaign, None);
        document.waiting.push(edit("first", "name", 1, 0));
        document.waiting.push(edit("second", "name", 2, 0));
        document.waiting.push(edit("elsewhere", "note", 3, 0));
        document.apply(&change(7, edit("first", "name", 1, 0)));
        let bases: Vec<u64> = document.waiting.iter().map(|edit| edit.base).collect();
        assert_eq!(bases, [7, 0]);
    }

    proptest! {
        #[test]
        fn order_and_repetition_of_changes_do_not_matter(
            values in prop::collection::vec((0u8..3, 0i64..9), 1..12),
            order in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let changes: Vec<Change> = values
                .iter()
                .enumerate()
                .map(|(at, (path, value))| change(at as u64 + 1, edit(&at.to_string(), &path.to_string(), *value, 0)))
                .collect();
            let mut straight = Document::new("d", Kind::Campaign, None);
            changes.iter().for_each(|one| straight.apply(one));
            let mut mixed = Document::new("d", Kind::Campaign, None);
            order.iter().for_each(|index| mixed.apply(index.get(&changes)));
            changes.iter().rev().for_each(|one| mixed.apply(one));
            prop_assert_eq!(straight, mixed);
        }
    }
}
