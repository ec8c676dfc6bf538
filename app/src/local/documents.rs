//! Documents and their waiting edits, kept per user on this device.
//!
//! What was agreed stands in `documents`, what was made here and not agreed yet in `outbox`. An edit that becomes agreed
//! moves from one to the other in one transaction, so that it is always in exactly one of them.

use std::collections::BTreeMap;

use domain::document::{Change, Document, Edit};
use rexie::{ObjectStore, Rexie, TransactionMode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

const DOCUMENTS: &str = "documents";
const OUTBOX: &str = "outbox";
const META: &str = "meta";

/// Why something could not be kept on this device.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("this device could not keep it: {0}")]
pub struct NotKept(String);

impl From<rexie::Error> for NotKept {
    fn from(error: rexie::Error) -> NotKept {
        NotKept(error.to_string())
    }
}

impl From<serde_json::Error> for NotKept {
    fn from(error: serde_json::Error) -> NotKept {
        NotKept(error.to_string())
    }
}

/// Everything that was kept.
#[derive(Debug, Default)]
pub struct Kept {
    /// The documents, each with its waiting edits in the order they were made.
    pub documents: Vec<Document>,
    /// The change log was taken in up to here.
    pub upto: u64,
}

/// The store of one user on this device.
pub struct LocalDocuments {
    base: Rexie,
}

impl LocalDocuments {
    /// Opens the store of a user.
    pub async fn open(user: i64) -> Result<LocalDocuments, NotKept> {
        let base = Rexie::builder(&format!("huitou-{user}"))
            .version(1)
            .add_object_store(ObjectStore::new(DOCUMENTS))
            .add_object_store(ObjectStore::new(OUTBOX))
            .add_object_store(ObjectStore::new(META))
            .build()
            .await?;
        Ok(LocalDocuments { base })
    }

    /// Reads everything.
    pub async fn load(&self) -> Result<Kept, NotKept> {
        let transaction = self
            .base
            .transaction(&[DOCUMENTS, OUTBOX, META], TransactionMode::ReadOnly)?;
        let documents = transaction.store(DOCUMENTS)?.get_all(None, None).await?;
        let outbox = transaction.store(OUTBOX)?.get_all(None, None).await?;
        let upto = transaction
            .store(META)?
            .get(JsValue::from_str("upto"))
            .await?;
        let mut documents: Vec<Document> = documents.iter().filter_map(read).collect();
        for edit in outbox.iter().filter_map(read::<Edit>) {
            let held = documents
                .iter_mut()
                .find(|document| document.id == edit.document);
            match held {
                Some(document) => document.waiting.push(edit),
                None => {
                    let mut document = Document::new(edit.document.clone(), edit.kind, edit.shop);
                    document.waiting.push(edit);
                    documents.push(document);
                }
            }
        }
        Ok(Kept {
            documents,
            upto: upto.as_ref().and_then(read).unwrap_or(0),
        })
    }

    /// Keeps edits made here. `order` is the edit's key: it sorts as the edits were made and ends with the edit's id.
    /// The edit alone is enough: a document is built from what was agreed and the edits on top.
    pub async fn keep_edits(&self, edits: &[(String, Edit)]) -> Result<(), NotKept> {
        let transaction = self
            .base
            .transaction(&[OUTBOX], TransactionMode::ReadWrite)?;
        let outbox = transaction.store(OUTBOX)?;
        for (order, edit) in edits {
            put(&outbox, order, edit).await?;
        }
        transaction.done().await?;
        Ok(())
    }

    /// Takes changes into the kept documents, forgets the edits that are settled, and notes how far the log was taken
    /// in; all or nothing. The documents are read and written here, so that two windows of one device never undo
    /// each other's.
    pub async fn keep_changes(
        &self,
        changes: &[Change],
        settled: &[String],
        upto: Option<u64>,
    ) -> Result<(), NotKept> {
        let transaction = self
            .base
            .transaction(&[DOCUMENTS, OUTBOX, META], TransactionMode::ReadWrite)?;
        let store = transaction.store(DOCUMENTS)?;
        let mut touched: BTreeMap<&str, Document> = BTreeMap::new();
        for change in changes {
            let edit = &change.edit;
            if !touched.contains_key(edit.document.as_str()) {
                let kept = store.get(JsValue::from_str(&edit.document)).await?;
                let document = kept.as_ref().and_then(read);
                let document = document
                    .unwrap_or_else(|| Document::new(edit.document.clone(), edit.kind, edit.shop));
                touched.insert(&edit.document, document);
            }
            if let Some(document) = touched.get_mut(edit.document.as_str()) {
                document.apply(change);
            }
        }
        for (id, document) in &touched {
            put(&store, id, document).await?;
        }
        let outbox = transaction.store(OUTBOX)?;
        if !settled.is_empty() {
            for key in outbox.get_all_keys(None, None).await? {
                let gone = key
                    .as_string()
                    .is_some_and(|key| settled.iter().any(|id| key.ends_with(id.as_str())));
                if gone {
                    outbox.delete(key).await?;
                }
            }
        }
        if let Some(upto) = upto {
            let meta = transaction.store(META)?;
            let kept: u64 = meta
                .get(JsValue::from_str("upto"))
                .await?
                .as_ref()
                .and_then(read)
                .unwrap_or(0);
            put(&meta, "upto", &upto.max(kept)).await?;
        }
        transaction.done().await?;
        Ok(())
    }
}

fn read<T: DeserializeOwned>(value: &JsValue) -> Option<T> {
    serde_json::from_str(&value.as_string()?).ok()
}

async fn put(store: &rexie::Store, key: &str, value: &impl Serialize) -> Result<(), NotKept> {
    let text = serde_json::to_string(value)?;
    store
        .put(&JsValue::from_str(&text), Some(&JsValue::from_str(key)))
        .await?;
    Ok(())
}
