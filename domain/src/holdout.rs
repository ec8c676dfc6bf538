//! Who is kept out of a campaign so that its effect can be measured.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::campaign::problem::{Code, Problem};

/// The smallest holdout that can say anything (§4.4).
pub const SMALLEST_HOLDOUT: u64 = 100;

/// The smallest group for which a holdout is advised (§4.4).
pub const SMALLEST_GROUP: u64 = 500;

/// The customer's number in the lot of a campaign: HMAC-SHA256 of the customer number (eight bytes, big-endian) under
/// the campaign's seed, the first eight bytes as a whole number.
pub fn lot(seed: &str, customer: i64) -> u64 {
    // HMAC takes keys of any length, so that this cannot fail; a lot of 0 would keep the customer out, which is safe.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(seed.as_bytes()) else {
        return 0;
    };
    mac.update(&customer.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let mut first = [0u8; 8];
    first.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(first)
}

/// How many of a group are kept out: the share, rounded to whole people, at least 100 where the group has 500 or more,
/// and never more than half.
///
/// ```
/// use domain::holdout::size;
/// assert_eq!(size(20_000, 0.1), 2_000);
/// assert_eq!(size(600, 0.1), 100);
/// assert_eq!(size(400, 0.1), 40);
/// assert_eq!(size(600, 0.0), 0);
/// ```
pub fn size(members: u64, share: f64) -> u64 {
    if share.is_nan() || share <= 0.0 {
        return 0;
    }
    let wanted = (members as f64 * share.min(0.5)).round() as u64;
    let least = if members >= SMALLEST_GROUP {
        SMALLEST_HOLDOUT
    } else {
        0
    };
    wanted.max(least).min(members / 2)
}

/// The holdout of a group: the [`size`] customers with the smallest lots, by customer number. The same seed and
/// members give the same holdout, in whatever order they come.
///
/// ```
/// use domain::holdout::choose;
/// let members: Vec<i64> = (1..=1000).collect();
/// let held_out = choose("seed", &members, 0.1);
/// assert_eq!(held_out.len(), 100);
/// assert_eq!(held_out, choose("seed", &members, 0.1));
/// ```
pub fn choose(seed: &str, members: &[i64], share: f64) -> Vec<i64> {
    let count = usize::try_from(size(members.len() as u64, share)).unwrap_or(usize::MAX);
    let mut lots: Vec<(u64, i64)> = members
        .iter()
        .map(|customer| (lot(seed, *customer), *customer))
        .collect();
    lots.sort_unstable();
    lots.truncate(count);
    let mut chosen: Vec<i64> = lots.into_iter().map(|(_, customer)| customer).collect();
    chosen.sort_unstable();
    chosen
}

/// What is to be said of a group's holdout.
pub fn advise(members: u64, share: f64, group: &str) -> Option<Problem> {
    let path = format!("groups.{group}.holdout_share");
    let say = |code| {
        Some(
            Problem::advises(code, path)
                .with("members", members)
                .with("held_out", size(members, share)),
        )
    };
    if size(members, share) == 0 {
        return say(Code::NoHoldout);
    }
    if members < SMALLEST_GROUP {
        return say(Code::GroupTooSmallForHoldout);
    }
    if size(members, share) < SMALLEST_HOLDOUT {
        return say(Code::HoldoutTooSmall);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lot_is_fixed_for_ever() {
        // python3: hmac.new(b"seed", (7).to_bytes(8, "big"), "sha256").digest()[:8]
        assert_eq!(lot("seed", 7), LOT_OF_SEVEN);
        assert_ne!(lot("seed", 7), lot("seed", 8));
        assert_ne!(lot("seed", 7), lot("other", 7));
    }

    const LOT_OF_SEVEN: u64 = 10717810373291175029;

    #[test]
    fn small_groups_are_advised() {
        let code = |members, share| advise(members, share, "g").map(|problem| problem.code);
        assert_eq!(code(499, 0.1), Some(Code::GroupTooSmallForHoldout));
        assert_eq!(code(500, 0.1), None);
        assert_eq!(code(5000, 0.0), Some(Code::NoHoldout));
    }

    #[test]
    fn the_lots_are_spread_evenly() {
        let members: Vec<i64> = (0..20_000).collect();
        let held_out = choose("even", &members, 0.1);
        let low = held_out
            .iter()
            .filter(|customer| **customer < 10_000)
            .count();
        assert!((900..1100).contains(&low), "{low}");
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_the_holdout_is_part_of_the_group(
            members in prop::collection::btree_set(any::<i64>(), 0..800),
            share in 0.0f64..0.6,
        ) {
            let straight: Vec<i64> = members.iter().copied().collect();
            let backwards: Vec<i64> = members.iter().rev().copied().collect();
            let chosen = choose("s", &straight, share);
            prop_assert_eq!(&chosen, &choose("s", &backwards, share));
            prop_assert!(chosen.iter().all(|customer| members.contains(customer)));
            prop_assert!(chosen.len() * 2 <= members.len());
        }
    }
}
