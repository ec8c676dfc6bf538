//! Signing in and out, who is signed in, and the users.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use axum_extra::extract::cookie::CookieJar;
use domain::wire::CONTRACT;
use domain::wire::session::{ChangePassword, Me, NewUser, Role, SignIn, User};

use crate::db::{sessions, shops, users};
use crate::failure::Failure;
use crate::password;
use crate::routes::Body;
use crate::state::AppState;

/// The name of the session's cookie.
pub const COOKIE: &str = "huitou_session";

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/sign-in", post(sign_in))
        .route("/api/sign-out", post(sign_out))
        .route("/api/me", get(show_me))
        .route("/api/me/password", put(change_password))
        .route("/api/users", get(list_users).post(make_user))
}

/// The person who sent the request; a handler that takes it is closed to everyone else.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Who.
    pub user: User,
    /// The hash of the session's token.
    pub token_hash: [u8; 32],
}

impl Signed {
    /// Lets only these roles pass; the owner always does.
    pub fn require(&self, roles: &[Role]) -> Result<(), Failure> {
        if self.user.role == Role::Owner || roles.contains(&self.user.role) {
            return Ok(());
        }
        Err(Failure::problem(
            StatusCode::FORBIDDEN,
            "session.not_allowed",
            "Your role may not do this",
        ))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Signed
where
    AppState: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Signed, Failure> {
        let state = AppState::from_ref(state);
        let token_hash = token_hash_of(&parts.headers).ok_or_else(signed_out)?;
        let now = state.clock.now();
        let session = state
            .store
            .read(move |conn| sessions::find_session(conn, &token_hash, now))
            .await?
            .ok_or_else(signed_out)?;
        if session.expires_at - now < sessions::SESSION_SECONDS / 2 {
            state
                .store
                .write(move |tx| sessions::renew_session(tx, &token_hash, now))
                .await?;
        }
        Ok(Signed {
            user: session.user,
            token_hash,
        })
    }
}

fn token_hash_of(headers: &HeaderMap) -> Option<[u8; 32]> {
    let jar = CookieJar::from_headers(headers);
    jar.get(COOKIE)
        .map(|cookie| password::token_hash(cookie.value()))
}

fn signed_out() -> Failure {
    Failure::problem(
        StatusCode::UNAUTHORIZED,
        "session.signed_out",
        "Please sign in",
    )
}

/// Failed sign-ins of the last minutes by sign-in name: after a few, the name has to wait.
#[derive(Clone, Default)]
pub struct Throttle {
    failed: Arc<Mutex<HashMap<String, (u32, i64)>>>,
}

impl Throttle {
    const FREE_TRIES: u32 = 5;
    const WAIT_SECONDS: i64 = 60;
    const REMEMBERED: usize = 10_000;

    /// Seconds that this name still has to wait.
    fn wait_seconds(&self, sign_in: &str, now: i64) -> i64 {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match failed.get(sign_in) {
            Some((tries, since)) if *tries >= Self::FREE_TRIES => {
                (since + Self::WAIT_SECONDS - now).max(0)
            }
            _ => 0,
        }
    }

    /// Counts a failed try.
    fn count(&self, sign_in: &str, now: i64) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.len() >= Self::REMEMBERED {
            failed.retain(|_, (_, since)| *since + Self::WAIT_SECONDS > now);
        }
        let entry = failed.entry(sign_in.to_owned()).or_insert((0, now));
        if entry.1 + Self::WAIT_SECONDS <= now {
            entry.0 = 0;
        }
        *entry = (entry.0 + 1, now);
    }

    /// Forgets the failed tries of a name that has signed in.
    fn forget(&self, sign_in: &str) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.remove(sign_in);
    }
}

async fn sign_in(
    State(state): State<AppState>,
    Body(asked): Body<SignIn>,
) -> Result<Response, Failure> {
    let now = state.clock.now();
    let name = asked.sign_in.trim().to_owned();
    let wait_seconds = state.throttle.wait_seconds(&name, now);
    if wait_seconds > 0 {
        return Err(Failure::problem(
            StatusCode::TOO_MANY_REQUESTS,
            "session.too_many_tries",
            "Too many failed tries; wait a little",
        )
        .with("wait_seconds", wait_seconds));
    }
    // Counted before the slow verification, so that many tries at once do not slip through together.
    state.throttle.count(&name, now);
    let looked_up = name.clone();
    let user = state
        .store
        .read(move |conn| match users::find_sign_in(conn, &looked_up)? {
            Some((user, hashed)) if password::verify(&asked.password, &hashed) => Ok(Some(user)),
            Some(_) => Ok(None),
            None => {
                // As slow as a wrong password, so that nobody learns which names exist.
                password::hash(&asked.password)?;
                Ok(None)
            }
        })
        .await?;
    let Some(user) = user else {
        return Err(Failure::problem(
            StatusCode::UNAUTHORIZED,
            "session.wrong_password",
            "Name or password is wrong",
        ));
    };
    state.throttle.forget(&name);
    let token = password::random_token()?;
    let token_hash = password::token_hash(&token);
    let user_id = user.id;
    state
        .store
        .write(move |tx| sessions::insert_session(tx, &token_hash, user_id, now))
        .await?;
    let me = me(&state, user).await?;
    let mut response = Json(me).into_response();
    set_cookie(&mut response, &state, &token, sessions::SESSION_SECONDS)?;
    Ok(response)
}

fn set_cookie(
    response: &mut Response,
    state: &AppState,
    token: &str,
    seconds: i64,
) -> Result<(), Failure> {
    let secure = if state.settings.public_url.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    let text =
        format!("{COOKIE}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={seconds}{secure}");
    let value = HeaderValue::from_str(&text)
        .map_err(|_| Failure::Internal("the cookie is not a header".into()))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(token_hash) = token_hash_of(&headers) {
        state
            .store
            .write(move |tx| sessions::delete_session(tx, &token_hash))
            .await?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&mut response, &state, "", 0)?;
    Ok(response)
}

async fn me(state: &AppState, user: User) -> Result<Me, Failure> {
    let clock = state.clock.clone();
    let shops = state
        .store
        .read(move |conn| shops::list_shops(conn, &clock))
        .await?;
    Ok(Me {
        contract: CONTRACT,
        user,
        shops,
    })
}

async fn show_me(State(state): State<AppState>, signed: Signed) -> Result<Json<Me>, Failure> {
    Ok(Json(me(&state, signed.user).await?))
}

/// A password that may be used.
pub fn check_password(text: &str) -> Result<(), Failure> {
    if text.chars().count() < password::SHORTEST_PASSWORD {
        return Err(
            Failure::unprocessable("user.password_too_short", "The password is too short")
                .with("shortest", password::SHORTEST_PASSWORD),
        );
    }
    if text.len() > password::LONGEST_PASSWORD {
        return Err(
            Failure::unprocessable("user.password_too_long", "The password is too long")
                .with("longest", password::LONGEST_PASSWORD),
        );
    }
    Ok(())
}

async fn change_password(
    State(state): State<AppState>,
    signed: Signed,
    Body(asked): Body<ChangePassword>,
) -> Result<StatusCode, Failure> {
    check_password(&asked.new)?;
    let now = state.clock.now();
    let wait_seconds = state.throttle.wait_seconds(&signed.user.sign_in, now);
    if wait_seconds > 0 {
        return Err(Failure::problem(
            StatusCode::TOO_MANY_REQUESTS,
            "session.too_many_tries",
            "Too many failed tries; wait a little",
        )
        .with("wait_seconds", wait_seconds));
    }
    state.throttle.count(&signed.user.sign_in, now);
    let user_id = signed.user.id;
    let hashed = state
        .store
        .read(move |conn| {
            let held = users::find_password_hash(conn, user_id)?.unwrap_or_default();
            if !password::verify(&asked.current, &held) {
                return Err(Failure::unprocessable(
                    "user.wrong_password",
                    "The old password is wrong",
                ));
            }
            password::hash(&asked.new)
        })
        .await?;
    state.throttle.forget(&signed.user.sign_in);
    state
        .store
        .write(move |tx| {
            users::update_password(tx, user_id, &hashed)?;
            sessions::delete_other_sessions(tx, user_id, &signed.token_hash)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_users(State(state): State<AppState>, _: Signed) -> Result<Json<Vec<User>>, Failure> {
    Ok(Json(state.store.read(users::list_users).await?))
}

async fn make_user(
    State(state): State<AppState>,
    signed: Signed,
    Body(asked): Body<NewUser>,
) -> Result<(StatusCode, Json<User>), Failure> {
    signed.require(&[])?;
    let (name, sign_in) = (
        asked.name.trim().to_owned(),
        asked.sign_in.trim().to_owned(),
    );
    if name.is_empty() || sign_in.is_empty() || name.len() > 200 || sign_in.len() > 200 {
        return Err(Failure::unprocessable(
            "user.name_missing",
            "A user needs a name and a sign-in name",
        ));
    }
    check_password(&asked.password)?;
    let now = state.clock.now();
    let made = state
        .store
        .write(move |tx| {
            let hashed = password::hash(&asked.password)?;
            users::insert_user(tx, &name, &sign_in, asked.role, &hashed, now)
        })
        .await?;
    let user =
        made.ok_or_else(|| Failure::conflict("user.sign_in_taken", "This sign-in name is taken"))?;
    Ok((StatusCode::CREATED, Json(user)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_waits_after_five_failed_tries_and_is_forgiven_after_a_minute() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert_eq!(throttle.wait_seconds("anna", 100), 0);
            throttle.count("anna", 100);
        }
        assert_eq!(throttle.wait_seconds("anna", 130), 30);
        assert_eq!(throttle.wait_seconds("ben", 130), 0);
        assert_eq!(throttle.wait_seconds("anna", 160), 0);
        throttle.count("anna", 160);
        assert_eq!(throttle.wait_seconds("anna", 160), 0);
        throttle.forget("anna");
    }
}
