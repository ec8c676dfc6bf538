//! Sign-in, the person signed in, and the other users.

use domain::wire::session::{Me, NewUser, SignIn, User};
use serde::Serialize;

use super::{Answer, act, fetch, put, send};

/// Signs in and says who it is.
pub async fn sign_in(sign_in: &SignIn) -> Answer<Me> {
    let _: serde_json::Value = send("/api/sign-in", sign_in).await?;
    me().await
}

/// Ends the session.
pub async fn sign_out() -> Answer<serde_json::Value> {
    act("/api/sign-out").await
}

/// Who is signed in, with all shops.
pub async fn me() -> Answer<Me> {
    fetch("/api/me").await
}

/// `PUT /api/me/password`.
#[derive(Clone, Debug, Serialize)]
pub struct NewPassword {
    /// The password until now.
    pub current: String,
    /// The password from now on.
    pub new: String,
}

/// Changes one's own password.
pub async fn change_password(password: &NewPassword) -> Answer<serde_json::Value> {
    put("/api/me/password", password).await
}

/// All users.
pub async fn users() -> Answer<Vec<User>> {
    fetch("/api/users").await
}

/// Makes a user.
pub async fn add_user(user: &NewUser) -> Answer<User> {
    send("/api/users", user).await
}
