//! How messages leave: what the owner set up when starting the server, without its secrets.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use domain::sending::{Caps, Hours};
use domain::wire::sending::{MailSetup, SendingSetup};

use crate::channel::smtp::Smtp;
use crate::routes::session::Signed;
use crate::state::{AppState, Settings};

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/sending", get(show_sending))
}

async fn show_sending(State(state): State<AppState>, _: Signed) -> Json<SendingSetup> {
    Json(SendingSetup {
        public_url: state.settings.public_url.clone(),
        mail: mail_setup(&state.settings),
        hours: Hours::default(),
        caps: Caps::default(),
    })
}

/// The mail server as it may be shown; nothing where mail could not be sent with these settings.
fn mail_setup(settings: &Settings) -> Option<MailSetup> {
    Smtp::of(settings).ok()?;
    let url = settings.smtp_url.as_deref()?;
    let (scheme, rest) = url.split_once("://")?;
    let (place, choices) = rest.split_once('?').unwrap_or((rest, ""));
    let place = place.split('/').next().unwrap_or_default();
    let server = place.rsplit_once('@').map_or(place, |(_, server)| server);
    Some(MailSetup {
        server: server.to_owned(),
        from: settings.smtp_from.clone()?,
        encrypted: scheme == "smtps" || choices.split('&').any(|choice| choice == "tls=required"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_up(url: &str) -> Option<MailSetup> {
        mail_setup(&Settings {
            smtp_url: Some(url.into()),
            smtp_from: Some("Pine <news@example.com>".into()),
            ..Settings::default()
        })
    }

    #[tokio::test]
    async fn name_and_password_of_the_mail_server_are_not_shown() {
        let shown =
            set_up("smtp://anna:se%40cret@mail.example.com:587?tls=required").expect("set up");
        assert_eq!(shown.server, "mail.example.com:587");
        assert!(shown.encrypted);
        assert_eq!(shown.from, "Pine <news@example.com>");
        assert!(!set_up("smtp://127.0.0.1:25").expect("set up").encrypted);
    }

    #[tokio::test]
    async fn what_cannot_send_is_shown_as_not_set_up() {
        assert_eq!(set_up("mail.example.com"), None);
        assert_eq!(mail_setup(&Settings::default()), None);
    }
}
