//! What is said to a customer, by which medium, and who carries it.

use serde::{Deserialize, Serialize};

pub mod lint;
pub mod sms;
pub mod template;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Medium {
    /// A text message to a phone.
    Sms,
    /// A mail.
    Email,
    /// The platform's own message, by the buyer's id there; needs no address.
    Platform,
}

impl Medium {
    /// All media.
    pub const ALL: [Medium; 3] = [Medium::Sms, Medium::Email, Medium::Platform];

    /// Whether a phone number or a mail address is needed.
    pub fn needs_address(self) -> bool {
        self != Medium::Platform
    }

    /// The code as it is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Medium::Sms => "SMS",
            Medium::Email => "EMAIL",
            Medium::Platform => "PLATFORM",
        }
    }
}

/// Who carries a message.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Carrier {
    /// Nobody: the sending is acted out on this machine.
    #[default]
    Simulator,
    /// A file for the platform's own console.
    AudienceFile,
    /// A mail server.
    Smtp,
}

impl Carrier {
    /// Whether the carrier can take messages of the medium.
    pub fn takes(self, medium: Medium) -> bool {
        self != Carrier::Smtp || medium == Medium::Email
    }

    /// The code as it is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Carrier::Simulator => "SIMULATOR",
            Carrier::AudienceFile => "AUDIENCE_FILE",
            Carrier::Smtp => "SMTP",
        }
    }
}
