//! Acts a sending out on this machine: the same message always has the same fate. Nothing leaves, nothing is bought.

use domain::message::Medium;
use sha2::{Digest, Sha256};

/// What becomes of one simulated message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The address does not answer.
    Failed,
    /// It arrived.
    Delivered {
        /// Seconds until it was opened, where it is a mail and was.
        opened_after: Option<i64>,
        /// Seconds until its link was followed, where it was opened and was.
        clicked_after: Option<i64>,
        /// Seconds until the reader refused further messages.
        refused_after: Option<i64>,
    },
}

/// The fate of the message of this campaign, wave and customer.
pub fn fate(campaign: &str, wave: i64, customer: i64, medium: Medium) -> Fate {
    let mut hash = Sha256::new();
    hash.update(campaign.as_bytes());
    hash.update(wave.to_be_bytes());
    hash.update(customer.to_be_bytes());
    let bytes = hash.finalize();
    // Five independent shares of 1, each from two bytes of the hash.
    let share = |at: usize| f64::from(u16::from_be_bytes([bytes[at], bytes[at + 1]])) / 65_536.0;
    if share(0) < 0.018 {
        return Fate::Failed;
    }
    let mail = medium == Medium::Email;
    let opened = mail && share(2) < 0.31;
    let clicked = opened && share(4) < 0.22;
    let refused = share(6) < 0.0025;
    let wait = 60 + (share(8) * share(8) * 36.0 * 3_600.0) as i64;
    Fate::Delivered {
        opened_after: opened.then_some(wait),
        clicked_after: clicked.then_some(wait + 45),
        refused_after: refused.then_some(wait + 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_message_has_the_same_fate_and_most_arrive() {
        let fates: Vec<Fate> = (0..10_000)
            .map(|customer| fate("c", 1, customer, Medium::Email))
            .collect();
        let failed = fates.iter().filter(|fate| **fate == Fate::Failed).count();
        assert!((120..260).contains(&failed), "{failed}");
        assert_eq!(fates[77], fate("c", 1, 77, Medium::Email));
    }

    #[test]
    fn only_mails_are_opened() {
        let opened = (0..2_000).any(|customer| {
            matches!(
                fate("c", 1, customer, Medium::Sms),
                Fate::Delivered {
                    opened_after: Some(_),
                    ..
                }
            )
        });
        assert!(!opened);
    }
}
