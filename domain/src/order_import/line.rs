//! The lines of an order: what is a product, and what each line was paid.

use crate::money::Money;

/// Words in a title that make the line a gift or a fee.
const NOT_A_PRODUCT: [&str; 9] = [
    "赠品", "赠送", "补差", "差价", "邮费", "运费", "专拍", "勿拍", "定金",
];

/// Whether a line is a real product and no gift, fee or filler. `price` is the unit price where it is known;
/// `gift_price_minor` is the price up to which a thing counts as given away.
///
/// ```
/// use domain::{money::Money, order_import::line::is_product};
/// assert!(is_product("面膜", Some(Money(9900)), 1));
/// assert!(!is_product("补差价专用", Some(Money(100)), 1));
/// assert!(!is_product("小样", Some(Money(1)), 1));
/// ```
pub fn is_product(title: &str, price: Option<Money>, gift_price_minor: i64) -> bool {
    price.is_none_or(|price| price.0 > gift_price_minor)
        && !NOT_A_PRODUCT.iter().any(|word| title.contains(word))
}

/// Shares what an order was paid among its lines by their weights (price × quantity); the rest goes to the last
/// line that weighs anything. Without any weight the last line takes all.
///
/// ```
/// use domain::{money::Money, order_import::line::share};
/// assert_eq!(share(Money(100), &[1, 1, 1]), [Money(33), Money(33), Money(34)]);
/// assert_eq!(share(Money(100), &[3, 0]), [Money(100), Money(0)]);
/// ```
pub fn share(paid: Money, weights: &[i64]) -> Vec<Money> {
    let sum: i128 = weights
        .iter()
        .map(|weight| i128::from((*weight).max(0)))
        .sum();
    let mut left = paid;
    let mut parts: Vec<Money> = weights
        .iter()
        .map(|weight| {
            let part = if sum == 0 {
                0
            } else {
                i128::from(paid.0) * i128::from((*weight).max(0)) / sum
            };
            let part = Money(i64::try_from(part).unwrap_or(0));
            left -= part;
            part
        })
        .collect();
    let heir = weights
        .iter()
        .rposition(|weight| *weight > 0)
        .or(weights.len().checked_sub(1));
    if let Some(last) = heir.and_then(|at| parts.get_mut(at)) {
        *last += left;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_add_up_to_what_was_paid(paid in 0i64..10_000_000, weights in prop::collection::vec(-5i64..100_000, 1..12)) {
            let sum: Money = share(Money(paid), &weights).into_iter().sum();
            prop_assert_eq!(sum, Money(paid));
        }
    }
}
