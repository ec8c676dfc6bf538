//! How messages leave.

use domain::wire::sending::SendingSetup;

use super::{Answer, fetch};

/// How the server was set up to send.
pub async fn find_sending() -> Answer<SendingSetup> {
    fetch("/api/sending").await
}
