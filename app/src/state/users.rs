//! The people who sign in here.

use domain::wire::session::{NewUser, User};

use crate::api::{self, Answer};

/// Everyone who signs in here.
pub async fn list_users() -> Answer<Vec<User>> {
    api::session::users().await
}

/// Makes a person an account.
pub async fn add_user(user: &NewUser) -> Answer<User> {
    api::session::add_user(user).await
}

/// Changes one's own password; other sessions end.
pub async fn change_password(current: String, new: String) -> Answer<()> {
    let password = api::session::NewPassword { current, new };
    api::session::change_password(&password).await.map(|_| ())
}
