//! Carries messages: acted out on this machine, written to a file, or handed to a mail server.

use domain::message::Medium;

pub mod audience_file;
pub mod content;
pub mod refusal;
pub mod simulator;
pub mod smtp;

/// One message, ready to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its row in the ledger.
    pub ledger: i64,
    /// The campaign.
    pub campaign: String,
    /// The wave's number within its group.
    pub wave_number: i64,
    /// The customer.
    pub customer: i64,
    /// How it travels.
    pub medium: Medium,
    /// Where to; the platform's own messages need none.
    pub address: Option<String>,
    /// A mail's subject.
    pub subject: String,
    /// The text as it arrives.
    pub text: String,
    /// A mail as HTML.
    pub html: String,
    /// Where the reader can refuse further messages.
    pub refuse_url: String,
    /// How many units it is billed as: SMS segments, or one.
    pub units: i64,
}

/// The address of a medium as it can be used, or nothing where it is missing, masked or broken.
pub fn usable_address(medium: Medium, stored: Option<&str>) -> Option<String> {
    let text = stored?.trim();
    match medium {
        Medium::Platform => None,
        Medium::Sms => {
            let digits = text
                .strip_prefix("+86")
                .or_else(|| text.strip_prefix("86-"))
                .unwrap_or(text);
            let good = digits.len() == 11
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && digits.starts_with('1')
                && matches!(digits.as_bytes()[1], b'3'..=b'9');
            good.then(|| digits.to_owned())
        }
        Medium::Email => text
            .parse::<lettre::Address>()
            .ok()
            .map(|address| address.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_and_broken_addresses_are_none() {
        for (medium, stored, usable) in [
            (Medium::Sms, "19900001234", true),
            (Medium::Sms, "+8619900001234", true),
            (Medium::Sms, "199****1234", false),
            (Medium::Sms, "1990001234", false),
            (Medium::Sms, "", false),
            (Medium::Email, "a@example.com", true),
            (Medium::Email, "a#example.com", false),
            (Medium::Platform, "anything", false),
        ] {
            assert_eq!(
                usable_address(medium, Some(stored)).is_some(),
                usable,
                "{stored}"
            );
        }
    }
}
