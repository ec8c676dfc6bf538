//! How messages leave this server, as its owner set it up.

use serde::{Deserialize, Serialize};

use crate::sending::{Caps, Hours};

/// `GET /api/sending`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SendingSetup {
    /// How people outside reach this server: unsubscribe links begin with it.
    pub public_url: String,
    /// The mail server, where one is set up.
    pub mail: Option<MailSetup>,
    /// When marketing may leave, in the zone of each shop.
    pub hours: Hours,
    /// How often one customer may be written to.
    pub caps: Caps,
}

/// Where mail is handed over; never the name or the password used there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSetup {
    /// Host and port.
    pub server: String,
    /// The address that mail comes from.
    pub from: String,
    /// Whether the way to the mail server is always encrypted.
    pub encrypted: bool,
}
