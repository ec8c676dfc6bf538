//! How a customer stands with one medium, as segments see it.

use crate::sending::{Consent, Suppression};
use crate::snapshot::Subscription;

/// The status of a customer for a medium that needs an address. A refusal counts before a missing address, and an
/// address that bounced is none.
///
/// ```
/// use domain::{reach::standing, sending::{Consent, Suppression}, snapshot::Subscription};
/// assert_eq!(standing(true, Consent::Subscribed, &[]), Subscription::Subscribed);
/// assert_eq!(standing(true, Consent::Subscribed, &[Suppression::Bounced]), Subscription::Invalid);
/// assert_eq!(standing(false, Consent::Unsubscribed, &[]), Subscription::Unsubscribed);
/// ```
pub fn standing(has_address: bool, consent: Consent, suppressions: &[Suppression]) -> Subscription {
    let refused = suppressions
        .iter()
        .any(|suppression| *suppression != Suppression::Bounced);
    if refused || consent == Consent::Unsubscribed {
        Subscription::Unsubscribed
    } else if !has_address || !suppressions.is_empty() {
        Subscription::Invalid
    } else if consent == Consent::Subscribed {
        Subscription::Subscribed
    } else {
        Subscription::NotSubscribed
    }
}

/// Whether the platform's own message, which needs no address, reaches a customer.
pub fn platform_reaches(consent: Consent, suppressions: &[Suppression]) -> bool {
    consent != Consent::Unsubscribed && suppressions.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::status::State;
    use crate::document::reading::local_time;
    use crate::message::Medium;
    use crate::sending::{Caps, Facts, Hours, Verdict, may_send};

    #[test]
    fn a_segment_and_the_rule_of_sending_agree_on_who_can_be_reached() {
        let all = [
            Suppression::OptedOut,
            Suppression::Bounced,
            Suppression::Complained,
            Suppression::ByHand,
        ];
        let lists = all.iter().map(Some).chain([None]);
        for suppression in lists {
            for consent in [Consent::Subscribed, Consent::Unsubscribed, Consent::Unknown] {
                for (medium, has_address) in [
                    (Medium::Sms, true),
                    (Medium::Email, false),
                    (Medium::Platform, false),
                ] {
                    let listed: Vec<Suppression> = suppression.into_iter().copied().collect();
                    let facts = Facts {
                        campaign: State::Running,
                        medium,
                        local: local_time("2026-11-11T10:00").unwrap(),
                        hours: Hours::default(),
                        consent,
                        suppression: suppression.copied(),
                        has_address,
                        held_out: false,
                        excluded: false,
                        sent_in_campaign: 0,
                        sent_today: 0,
                        sent_in_30_days: 0,
                        caps: Caps::default(),
                    };
                    let reached = match medium {
                        Medium::Platform => platform_reaches(consent, &listed),
                        _ => standing(has_address, consent, &listed) == Subscription::Subscribed,
                    };
                    let allowed = may_send(&facts) == Verdict::Allow;
                    assert_eq!(reached, allowed, "{medium:?} {consent:?} {suppression:?}");
                }
            }
        }
    }
}
