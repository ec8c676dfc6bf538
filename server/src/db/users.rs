//! Who signs in here.

use domain::wire::session::{Role, User};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::failure::Failure;

/// A role as it stands in the store.
fn role_text(role: Role) -> Result<String, Failure> {
    match serde_json::to_value(role)? {
        serde_json::Value::String(text) => Ok(text),
        _ => Err(Failure::Internal("a role is not a text".into())),
    }
}

fn user_of(row: &Row) -> rusqlite::Result<User> {
    let role: String = row.get("role")?;
    let role = serde_json::from_value(serde_json::Value::String(role)).map_err(|why| {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, Box::new(why))
    })?;
    Ok(User {
        id: row.get("id")?,
        name: row.get("name")?,
        sign_in: row.get("sign_in")?,
        role,
    })
}

/// All users, in the order they were made.
pub fn list_users(conn: &Connection) -> Result<Vec<User>, Failure> {
    let mut query = conn.prepare_cached("SELECT id, name, sign_in, role FROM user ORDER BY id")?;
    let users = query.query_map([], user_of)?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

/// One user.
pub fn find_user(conn: &Connection, id: i64) -> Result<Option<User>, Failure> {
    let mut query =
        conn.prepare_cached("SELECT id, name, sign_in, role FROM user WHERE id = ?1")?;
    Ok(query.query_row([id], user_of).optional()?)
}

/// The user of a sign-in name, with the hash of the password.
pub fn find_sign_in(conn: &Connection, sign_in: &str) -> Result<Option<(User, String)>, Failure> {
    let mut query = conn.prepare_cached(
        "SELECT id, name, sign_in, role, password_hash FROM user WHERE sign_in = ?1",
    )?;
    let found = query.query_row([sign_in], |row| {
        Ok((user_of(row)?, row.get("password_hash")?))
    });
    Ok(found.optional()?)
}

/// The hash of a user's password.
pub fn find_password_hash(conn: &Connection, id: i64) -> Result<Option<String>, Failure> {
    let found = conn.query_row(
        "SELECT password_hash FROM user WHERE id = ?1",
        [id],
        |row| row.get(0),
    );
    Ok(found.optional()?)
}

/// How many users there are.
pub fn count_users(conn: &Connection) -> Result<i64, Failure> {
    Ok(conn.query_row("SELECT count(*) FROM user", [], |row| row.get(0))?)
}

/// A new user; `None` when the sign-in name is taken.
pub fn insert_user(
    conn: &Connection,
    name: &str,
    sign_in: &str,
    role: Role,
    password_hash: &str,
    at: i64,
) -> Result<Option<User>, Failure> {
    let made = conn.execute(
        "INSERT INTO user (name, sign_in, password_hash, role, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (sign_in) DO NOTHING",
        params![name, sign_in, password_hash, role_text(role)?, at],
    )?;
    if made == 0 {
        return Ok(None);
    }
    find_user(conn, conn.last_insert_rowid())
}

/// Another password; whether there is such a user.
pub fn update_password(conn: &Connection, id: i64, password_hash: &str) -> Result<bool, Failure> {
    let changed = conn.execute(
        "UPDATE user SET password_hash = ?2 WHERE id = ?1",
        params![id, password_hash],
    )?;
    Ok(changed == 1)
}
