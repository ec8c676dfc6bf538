//! Campaigns, segments, brand: what people write. Applied and kept on this device first; sending follows.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use domain::document::{Document, Edit, Fields, Kind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::connection::{Connection, use_connection};
use super::session::{Session, use_session};
use crate::local::documents::LocalDocuments;
use crate::platform::{new_id, now_ms};

/// A document in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its fields.
    pub fields: Fields,
}

impl Listed {
    /// A text field; empty where there is none.
    pub fn text(&self, path: &str) -> &str {
        self.fields.get(path).and_then(Value::as_str).unwrap_or("")
    }
}

/// Two people wrote the same field without knowing of each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossed {
    /// The change that crossed.
    pub seq: u64,
    /// The document.
    pub document: String,
    /// What it is.
    pub kind: Kind,
    /// The field.
    pub path: String,
    /// What was written here.
    pub mine: Value,
    /// What the other wrote.
    pub theirs: Value,
    /// Who the other is, where it is known.
    pub by: Option<String>,
    /// Whether the value written here stands now.
    pub mine_stands: bool,
}

/// All documents of this user on this device.
#[derive(Clone, Copy)]
pub struct Documents {
    pub(super) held: RwSignal<BTreeMap<String, ArcRwSignal<Document>>>,
    pub(super) ready: RwSignal<bool>,
    pub(super) crossed: RwSignal<Vec<Crossed>>,
    pub(super) connection: Connection,
    pub(super) session: Session,
    pub(super) work: StoredValue<Work, LocalStorage>,
}

/// What the sending of edits has to remember.
#[derive(Default)]
pub(super) struct Work {
    /// The store on this device.
    pub local: Option<Rc<LocalDocuments>>,
    /// Whose it is.
    pub user: Option<i64>,
    /// The change log was taken in up to here.
    pub upto: u64,
    /// The store's key of each waiting edit made since the start.
    pub orders: BTreeMap<String, String>,
    /// Edits that were on their way at least once: they are never altered.
    pub sent: HashSet<String>,
    /// Changes of the log that were made here.
    pub own: HashSet<u64>,
    /// Counts edits of one millisecond.
    pub made: u32,
    /// Whether the sync runs now, and whether to run it again after.
    pub running: bool,
    /// See `running`.
    pub again: bool,
    /// How often in a row it failed.
    pub failures: u32,
    /// Whether a start is already planned.
    pub planned: bool,
}

impl Documents {
    /// Whether the documents of this device have been read.
    pub fn ready(self) -> Signal<bool> {
        self.ready.into()
    }

    /// All documents of a kind in the shop worked in (and those of the whole business), ids ascending.
    pub fn list(self, kind: Kind) -> Memo<Vec<Listed>> {
        let shop = self.session.shop();
        Memo::new(move |_| {
            let shop = shop.read().as_ref().map(|shop| shop.id);
            let held = self.held.read();
            let documents = held.values().filter_map(|document| {
                let document = document.read();
                let here =
                    document.kind == kind && (document.shop.is_none() || document.shop == shop);
                let fields = if here { document.fields() } else { return None };
                let there = !fields.is_empty() && fields.get("gone") != Some(&Value::Bool(true));
                there.then(|| Listed {
                    id: document.id.clone(),
                    fields,
                })
            });
            documents.collect()
        })
    }

    /// The fields of a document; none while it is not known or after it was removed.
    pub fn find(self, id: impl Into<Signal<String>>) -> Memo<Option<Fields>> {
        let id = id.into();
        Memo::new(move |_| {
            let document = self.held.read().get(&*id.read()).cloned()?;
            let fields = document.read().fields();
            let there = !fields.is_empty() && fields.get("gone") != Some(&Value::Bool(true));
            there.then_some(fields)
        })
    }

    /// The fields now, without listening.
    pub fn fields_now(self, id: &str) -> Option<Fields> {
        let document = self.held.read_untracked().get(id).cloned()?;
        let fields = document.read_untracked().fields();
        (!fields.is_empty()).then_some(fields)
    }

    /// One field.
    pub fn field(self, id: impl Into<Signal<String>>, path: impl Into<String>) -> Memo<Value> {
        let (id, path) = (id.into(), path.into());
        Memo::new(move |_| {
            let document = self.held.read().get(&*id.read()).cloned();
            document.map_or(Value::Null, |document| {
                let document = document.read();
                let waiting = document
                    .waiting
                    .iter()
                    .rev()
                    .find(|edit| edit.path == path)
                    .map(|edit| &edit.value);
                waiting
                    .or_else(|| document.agreed.get(&path).map(|field| &field.value))
                    .cloned()
                    .unwrap_or(Value::Null)
            })
        })
    }

    /// One field as text; empty where there is none.
    pub fn text(self, id: impl Into<Signal<String>>, path: impl Into<String>) -> Memo<String> {
        let field = self.field(id, path);
        Memo::new(move |_| match &*field.read() {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        })
    }

    /// How many edits of a document the server has not confirmed.
    pub fn waiting(self, id: impl Into<Signal<String>>) -> Memo<usize> {
        let id = id.into();
        Memo::new(move |_| {
            let document = self.held.read().get(&*id.read()).cloned();
            document.map_or(0, |document| document.read().waiting.len())
        })
    }

    /// Makes a document of the shop worked in and says its id.
    pub fn create<P: Into<String>>(
        self,
        kind: Kind,
        fields: impl IntoIterator<Item = (P, Value)>,
    ) -> String {
        let shop = self.session.shop().get_untracked().map(|shop| shop.id);
        self.create_as(&new_id(), kind, shop, fields)
    }

    /// Makes a document with an id of its own, such as the one brand of the business (`shop` none).
    pub fn create_as<P: Into<String>>(
        self,
        id: &str,
        kind: Kind,
        shop: Option<i64>,
        fields: impl IntoIterator<Item = (P, Value)>,
    ) -> String {
        if !self.held.read_untracked().contains_key(id) {
            let document = ArcRwSignal::new(Document::new(id, kind, shop));
            self.held.update(|held| {
                held.insert(id.into(), document);
            });
        }
        self.edit_many(id, fields);
        id.into()
    }

    /// Writes one field.
    pub fn edit(self, id: &str, path: impl Into<String>, value: impl Into<Value>) {
        self.edit_many(id, [(path.into(), value.into())]);
    }

    /// Writes several fields at once; they are kept together or not at all.
    pub fn edit_many<P: Into<String>>(
        self,
        id: &str,
        fields: impl IntoIterator<Item = (P, Value)>,
    ) {
        let Some(document) = self.held.read_untracked().get(id).cloned() else {
            return;
        };
        let mut edits = Vec::new();
        {
            let mut document = document.write();
            for (path, value) in fields {
                edits.extend(self.apply(&mut document, path.into(), value));
            }
        }
        if edits.is_empty() {
            return;
        }
        self.count_waiting();
        let local = self.work.with_value(|work| work.local.clone());
        spawn_local(async move {
            if let Some(local) = local
                && let Err(failure) = local.keep_edits(&edits).await
            {
                leptos::logging::error!("{failure}");
                self.connection.trouble.set(Some("device.not_kept".into()));
            }
            self.plan_sync(400);
        });
    }

    /// Removes a document for everybody; its history stays with the server.
    pub fn remove(self, id: &str) {
        self.edit(id, "gone", true);
    }

    /// Where two people wrote the same field: to be shown until it is dismissed.
    pub fn crossed(self) -> Signal<Vec<Crossed>> {
        self.crossed.into()
    }

    /// Writes the value that does not stand now (theirs, or mine) and closes the notice.
    pub fn take_back(self, crossed: &Crossed) {
        let value = if crossed.mine_stands {
            &crossed.theirs
        } else {
            &crossed.mine
        };
        self.edit(&crossed.document, crossed.path.clone(), value.clone());
        self.dismiss(crossed.seq);
    }

    /// Closes a notice.
    pub fn dismiss(self, seq: u64) {
        self.crossed
            .update(|list| list.retain(|crossed| crossed.seq != seq));
    }

    /// Puts one value on top of a document and says what is to be kept, under which key.
    fn apply(self, document: &mut Document, path: String, value: Value) -> Option<(String, Edit)> {
        if document.fields().get(&path).unwrap_or(&Value::Null) == &value {
            return None;
        }
        let last = document
            .waiting
            .iter_mut()
            .rev()
            .find(|edit| edit.path == path);
        // Typing on in a field makes one edit, as long as that edit has never been on its way.
        if let Some(edit) = last
            && let Some(order) = self.work.with_value(|work| {
                let own = !work.sent.contains(&edit.id);
                work.orders.get(&edit.id).filter(|_| own).cloned()
            })
        {
            edit.value = value;
            return Some((order, edit.clone()));
        }
        let edit = Edit {
            id: new_id(),
            document: document.id.clone(),
            kind: document.kind,
            shop: document.shop,
            base: document.base_of(&path),
            path,
            value,
        };
        document.waiting.push(edit.clone());
        let mut order = String::new();
        self.work.update_value(|work| {
            work.made += 1;
            order = format!("{:016}-{:08}-{}", now_ms() as u64, work.made, edit.id);
            work.orders.insert(edit.id.clone(), order.clone());
        });
        Some((order, edit))
    }

    pub(super) fn count_waiting(self) {
        let held = self.held.read_untracked();
        let waiting = held
            .values()
            .map(|document| document.read_untracked().waiting.len())
            .sum();
        if self.connection.waiting.get_untracked() != waiting {
            self.connection.waiting.set(waiting);
        }
    }

    fn new(session: Session, connection: Connection) -> Documents {
        Documents {
            held: RwSignal::new(BTreeMap::new()),
            ready: RwSignal::new(false),
            crossed: RwSignal::new(Vec::new()),
            connection,
            session,
            work: StoredValue::new_local(Work::default()),
        }
    }
}

/// Provides the documents and begins to sync them.
pub(super) fn provide_documents(session: Session) {
    let documents = Documents::new(session, use_connection());
    provide_context(documents);
    documents.keep_in_sync();
}

/// The documents.
pub fn use_documents() -> Documents {
    use_context::<Documents>().unwrap_or_else(|| Documents::new(use_session(), use_connection()))
}
