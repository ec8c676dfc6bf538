//! Documents and the change log: every edit gets its place in one order, and none is lost.

use std::collections::HashSet;

use domain::document::{Change, Edit, Fields, Kind};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use crate::failure::Failure;

/// Fields below this are written by the server alone.
const SERVER_FIELDS: &str = "status";

const LONGEST_ID: usize = 100;
const LONGEST_PATH: usize = 300;
const LARGEST_VALUE: usize = 256 * 1024;

/// Changes in one answer to `GET /api/changes`.
pub const PAGE: usize = 500;

/// Who wrote an edit.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'a> {
    /// Number of the user; `None` for the server.
    pub user: Option<i64>,
    /// Their name, as other screens show it.
    pub name: &'a str,
}

/// A person's edits on their way into the log. Edits of one push do not cross each other: one device wrote them all.
pub struct Push<'a> {
    together: HashSet<&'a str>,
    writer: Writer<'a>,
    at: i64,
}

impl<'a> Push<'a> {
    /// Edits that were made by one person on one device and arrived together.
    pub fn new(edits: &'a [Edit], writer: Writer<'a>, at: i64) -> Push<'a> {
        let together = edits.iter().map(|edit| edit.id.as_str()).collect();
        Push {
            together,
            writer,
            at,
        }
    }

    /// Puts one of the edits into the log, or answers why it is refused for good. An edit that is in the log already
    /// answers its change and is not applied again.
    pub fn apply(
        &self,
        conn: &Connection,
        edit: &Edit,
    ) -> Result<Result<Change, &'static str>, Failure> {
        if let Some(code) = malformed(edit)? {
            return Ok(Err(code));
        }
        if let Some(change) = find_change(conn, &edit.id)? {
            return Ok(Ok(change));
        }
        if edit.path.split('.').next() == Some(SERVER_FIELDS) {
            return Ok(Err("edit.server_field"));
        }
        if let Some(code) = ensure_document(conn, edit)? {
            return Ok(Err(code));
        }
        let crossed = self.crossed(conn, edit)?;
        Ok(Ok(append(conn, edit, crossed, self.writer, self.at)?))
    }

    /// The change of the same field that the writer had not seen, unless it says the same.
    fn crossed(&self, conn: &Connection, edit: &Edit) -> Result<Option<u64>, Failure> {
        let mut query = conn.prepare_cached(
            "SELECT c.seq, c.edit_id, c.value FROM document_field f JOIN change c ON c.seq = f.version
             WHERE f.document_id = ?1 AND f.path = ?2",
        )?;
        let held: Option<(i64, String, String)> = query
            .query_row(params![edit.document, edit.path], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((seq, edit_id, value)) = held else {
            return Ok(None);
        };
        let seq = seq.unsigned_abs();
        let unseen = seq > edit.base && !self.together.contains(edit_id.as_str());
        if !unseen || serde_json::from_str::<Value>(&value)? == edit.value {
            return Ok(None);
        }
        Ok(Some(seq))
    }
}

/// Why an edit can never be agreed to, for its form alone.
fn malformed(edit: &Edit) -> Result<Option<&'static str>, Failure> {
    let is_id = |text: &str| {
        !text.is_empty()
            && text.len() <= LONGEST_ID
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(&byte))
    };
    let is_path = !edit.path.is_empty()
        && edit.path.len() <= LONGEST_PATH
        && !edit.path.split('.').any(str::is_empty)
        && !edit.path.chars().any(char::is_control);
    if !is_id(&edit.id) || !is_id(&edit.document) || !is_path {
        return Ok(Some("edit.malformed"));
    }
    if serde_json::to_string(&edit.value)?.len() > LARGEST_VALUE {
        return Ok(Some("edit.too_large"));
    }
    Ok(None)
}

/// Makes the document with its first edit; a document never changes its kind or its shop.
fn ensure_document(conn: &Connection, edit: &Edit) -> Result<Option<&'static str>, Failure> {
    let held: Option<(String, Option<i64>)> = conn
        .prepare_cached("SELECT kind, shop_id FROM document WHERE id = ?1")?
        .query_row([&edit.document], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let kind = kind_text(edit.kind)?;
    if let Some((held_kind, held_shop)) = held {
        let same = held_kind == kind && held_shop == edit.shop;
        return Ok((!same).then_some("edit.other_document"));
    }
    if let Some(shop) = edit.shop {
        let known: bool = conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM shop WHERE id = ?1)",
            [shop],
            |row| row.get(0),
        )?;
        if !known {
            return Ok(Some("edit.unknown_shop"));
        }
    }
    conn.prepare_cached("INSERT INTO document (id, kind, shop_id) VALUES (?1, ?2, ?3)")?
        .execute(params![edit.document, kind, edit.shop])?;
    Ok(None)
}

fn append(
    conn: &Connection,
    edit: &Edit,
    crossed: Option<u64>,
    writer: Writer,
    at: i64,
) -> Result<Change, Failure> {
    let value = serde_json::to_string(&edit.value)?;
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let seq: i64 = conn
        .prepare_cached(
            "INSERT INTO change (edit_id, document_id, kind, shop_id, path, value, base_version, crossed, user_id, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING seq",
        )?
        .query_row(
            params![
                edit.id,
                edit.document,
                kind_text(edit.kind)?,
                edit.shop,
                edit.path,
                value,
                whole(edit.base),
                crossed.map(whole),
                writer.user,
                at
            ],
            |row| row.get(0),
        )?;
    conn.prepare_cached(
        "INSERT INTO document_field (document_id, path, value, version) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (document_id, path) DO UPDATE SET value = excluded.value, version = excluded.version",
    )?
    .execute(params![edit.document, edit.path, value, seq])?;
    Ok(Change {
        seq: seq.unsigned_abs(),
        edit: edit.clone(),
        crossed,
        by: writer.name.to_owned(),
        at,
    })
}

/// Writes one field for the server itself, such as `status.state`, through the same log, so that all screens learn of it.
/// Answers the change; tell the screens after the transaction with `Event::Changed { upto: change.seq }`.
#[expect(
    clippy::too_many_arguments,
    reason = "one edit's parts, each of another kind"
)]
pub fn append_server_edit(
    conn: &Connection,
    document: &str,
    kind: Kind,
    shop: Option<i64>,
    path: &str,
    value: Value,
    user: Option<i64>,
    at: i64,
) -> Result<Change, Failure> {
    let base: i64 = conn
        .prepare_cached("SELECT version FROM document_field WHERE document_id = ?1 AND path = ?2")?
        .query_row([document, path], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    let edit = Edit {
        id: format!("server-{}", uuid::Uuid::new_v4()),
        document: document.to_owned(),
        kind,
        shop,
        path: path.to_owned(),
        value,
        base: base.unsigned_abs(),
    };
    if let Some(code) = ensure_document(conn, &edit)? {
        return Err(Failure::Internal(format!(
            "a server's edit was refused: {code}"
        )));
    }
    let name: Option<String> = match user {
        Some(user) => conn
            .query_row("SELECT name FROM user WHERE id = ?1", [user], |row| {
                row.get(0)
            })
            .optional()?,
        None => None,
    };
    let writer = Writer {
        user,
        name: name.as_deref().unwrap_or_default(),
    };
    append(conn, &edit, None, writer, at)
}

const CHANGE: &str = "SELECT c.seq, c.edit_id, c.document_id, c.kind, c.shop_id, c.path, c.value, c.base_version,
    c.crossed, coalesce(u.name, '') AS by_name, c.at FROM change c LEFT JOIN user u ON u.id = c.user_id";

fn change_of(row: &Row) -> rusqlite::Result<Change> {
    let unreadable = |index, why: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(why))
    };
    let (kind, value): (String, String) = (row.get(3)?, row.get(6)?);
    let crossed: Option<i64> = row.get(8)?;
    Ok(Change {
        seq: row.get::<_, i64>(0)?.unsigned_abs(),
        edit: Edit {
            id: row.get(1)?,
            document: row.get(2)?,
            kind: serde_json::from_value(Value::String(kind)).map_err(|why| unreadable(3, why))?,
            shop: row.get(4)?,
            path: row.get(5)?,
            value: serde_json::from_str(&value).map_err(|why| unreadable(6, why))?,
            base: row.get::<_, i64>(7)?.unsigned_abs(),
        },
        crossed: crossed.map(i64::unsigned_abs),
        by: row.get(9)?,
        at: row.get(10)?,
    })
}

fn find_change(conn: &Connection, edit_id: &str) -> Result<Option<Change>, Failure> {
    let mut query = conn.prepare_cached(&format!("{CHANGE} WHERE c.edit_id = ?1"))?;
    Ok(query.query_row([edit_id], change_of).optional()?)
}

/// The newest change's place; 0 while there is none.
pub fn newest_change(conn: &Connection) -> Result<u64, Failure> {
    let newest: i64 = conn
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM change")?
        .query_row([], |row| row.get(0))?;
    Ok(newest.unsigned_abs())
}

/// At most `limit` changes after `since`, oldest first: the newest of each field, and those that crossed another since
/// then, so that both writers learn of it even when a third has written on. Whether there are more.
pub fn list_changes(
    conn: &Connection,
    since: u64,
    limit: usize,
) -> Result<(Vec<Change>, bool), Failure> {
    let mut query = conn.prepare_cached(&format!(
        "{CHANGE} LEFT JOIN document_field f ON f.document_id = c.document_id AND f.path = c.path AND f.version = c.seq
         WHERE c.seq > ?1 AND (f.version IS NOT NULL OR (?1 > 0 AND c.crossed IS NOT NULL))
         ORDER BY c.seq LIMIT ?2"
    ))?;
    let (since, asked) = (
        i64::try_from(since).unwrap_or(i64::MAX),
        i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1,
    );
    let mut changes: Vec<Change> = query
        .query_map([since, asked], change_of)?
        .collect::<rusqlite::Result<_>>()?;
    let more = changes.len() > limit;
    changes.truncate(limit);
    Ok((changes, more))
}

/// Everything that was ever written into a document, or into one field of it, oldest first: at most the last `limit`.
pub fn list_history(
    conn: &Connection,
    document: &str,
    path: Option<&str>,
    limit: u32,
) -> Result<Vec<Change>, Failure> {
    let mut query = conn.prepare_cached(&format!(
        "{CHANGE} WHERE c.document_id = ?1 AND (?2 IS NULL OR c.path = ?2) ORDER BY c.seq DESC LIMIT ?3"
    ))?;
    let mut changes: Vec<Change> = query
        .query_map(params![document, path, limit], change_of)?
        .collect::<rusqlite::Result<_>>()?;
    changes.reverse();
    Ok(changes)
}

/// The fields of a document as the server holds them; empty where there is no such document.
pub fn find_fields(conn: &Connection, document: &str) -> Result<Fields, Failure> {
    let mut query = conn.prepare_cached(
        "SELECT path, value FROM document_field WHERE document_id = ?1 AND value <> 'null'",
    )?;
    let mut rows = query.query([document])?;
    let mut fields = Fields::new();
    while let Some(row) = rows.next()? {
        let (path, value): (String, String) = (row.get(0)?, row.get(1)?);
        fields.insert(path, serde_json::from_str(&value)?);
    }
    Ok(fields)
}

/// A document as it was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// The shop it belongs to.
    pub shop: Option<i64>,
    /// Its fields.
    pub fields: Fields,
}

/// One document with its fields.
pub fn find_document(conn: &Connection, id: &str) -> Result<Option<Found>, Failure> {
    let held: Option<(String, Option<i64>)> = conn
        .prepare_cached("SELECT kind, shop_id FROM document WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((kind, shop)) = held else {
        return Ok(None);
    };
    Ok(Some(Found {
        id: id.to_owned(),
        kind: serde_json::from_value(Value::String(kind))?,
        shop,
        fields: find_fields(conn, id)?,
    }))
}

/// All documents of a kind that a shop sees: its own, and those of the whole business. A document with a field
/// `gone` that is `true` is left out.
pub fn list_documents(conn: &Connection, kind: Kind, shop: i64) -> Result<Vec<Found>, Failure> {
    let mut query = conn.prepare_cached(
        "SELECT id FROM document WHERE kind = ?1 AND (shop_id = ?2 OR shop_id IS NULL) ORDER BY id",
    )?;
    let ids: Vec<String> = query
        .query_map(params![kind_text(kind)?, shop], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(find_document(conn, &id)?);
    }
    found.retain(|document| document.fields.get("gone") != Some(&Value::Bool(true)));
    Ok(found)
}

fn kind_text(kind: Kind) -> Result<String, Failure> {
    match serde_json::to_value(kind)? {
        Value::String(text) => Ok(text),
        _ => Err(Failure::Internal("a document's kind is not a text".into())),
    }
}
