//! Sessions of people who have signed in; only hashes of their tokens are stored.

use domain::wire::session::User;
use rusqlite::{Connection, OptionalExtension, params};

use crate::db::users;
use crate::failure::Failure;

/// A session lasts this long after its last renewal.
pub const SESSION_SECONDS: i64 = 30 * 24 * 3600;

/// A session that was found.
pub struct Session {
    /// Who it belongs to.
    pub user: User,
    /// When it ends unless it is renewed.
    pub expires_at: i64,
}

/// Begins a session.
pub fn insert_session(
    conn: &Connection,
    token_hash: &[u8],
    user_id: i64,
    at: i64,
) -> Result<(), Failure> {
    conn.execute("DELETE FROM session WHERE expires_at <= ?1", [at])?;
    conn.execute(
        "INSERT INTO session (token_hash, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![token_hash, user_id, at, at + SESSION_SECONDS],
    )?;
    Ok(())
}

/// The session of a token that has not ended.
pub fn find_session(
    conn: &Connection,
    token_hash: &[u8],
    at: i64,
) -> Result<Option<Session>, Failure> {
    let mut query = conn.prepare_cached(
        "SELECT user_id, expires_at FROM session WHERE token_hash = ?1 AND expires_at > ?2",
    )?;
    let found: Option<(i64, i64)> = query
        .query_row(params![token_hash, at], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let Some((user_id, expires_at)) = found else {
        return Ok(None);
    };
    Ok(users::find_user(conn, user_id)?.map(|user| Session { user, expires_at }))
}

/// Lets a session run its full time again.
pub fn renew_session(conn: &Connection, token_hash: &[u8], at: i64) -> Result<(), Failure> {
    conn.execute(
        "UPDATE session SET expires_at = ?2 WHERE token_hash = ?1",
        params![token_hash, at + SESSION_SECONDS],
    )?;
    Ok(())
}

/// Ends one session.
pub fn delete_session(conn: &Connection, token_hash: &[u8]) -> Result<(), Failure> {
    conn.execute("DELETE FROM session WHERE token_hash = ?1", [token_hash])?;
    Ok(())
}

/// Ends all sessions of a user but one, as after a change of password.
pub fn delete_other_sessions(
    conn: &Connection,
    user_id: i64,
    kept_token_hash: &[u8],
) -> Result<(), Failure> {
    conn.execute(
        "DELETE FROM session WHERE user_id = ?1 AND token_hash <> ?2",
        params![user_id, kept_token_hash],
    )?;
    Ok(())
}
