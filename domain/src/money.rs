//! Amounts of money: whole minor units, never a float.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// An amount in minor units (fen, pence, cents) of the shop's currency.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// Reads an amount in major units, such as `99.50` or `-3`, exactly. `decimals` is the number of
    /// minor digits of the currency (2 for yuan, 0 for yen). More digits than that are an error unless they are zeros.
    ///
    /// ```
    /// use domain::money::Money;
    /// assert_eq!(Money::parse_major("99.5", 2), Some(Money(9950)));
    /// assert_eq!(Money::parse_major("0.001", 2), None);
    /// ```
    pub fn parse_major(text: &str, decimals: u32) -> Option<Money> {
        let (number, rest) = Decimal::parse(text)?.rescale(decimals)?;
        (rest == 0).then_some(Money(number))
    }

    /// Writes the amount in major units with all its minor digits: `99.50`.
    pub fn to_major(self, decimals: u32) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        if decimals == 0 {
            return format!("{sign}{size}");
        }
        let unit = 10u64.pow(decimals);
        format!(
            "{sign}{}.{:0width$}",
            size / unit,
            size % unit,
            width = decimals as usize
        )
    }
}

/// An exact decimal number as it stands in a file: `digits` ÷ 10^`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// All digits as one whole number, with the sign.
    pub digits: i64,
    /// How many of them stand behind the point.
    pub scale: u32,
}

impl Decimal {
    /// Reads `12`, `-3.50`, `.5` or `+7.`; nothing else. `None` for anything that does not fit in 18 digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, body) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut digits: i64 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            digits = digits
                .checked_mul(10)?
                .checked_add(i64::from(byte - b'0'))?;
        }
        let scale = u32::try_from(fraction.len())
            .ok()
            .filter(|scale| *scale <= 18)?;
        Some(Decimal {
            digits: if negative { -digits } else { digits },
            scale,
        })
    }

    /// This number × `quantity` in minor units, rounded once, half away from zero.
    ///
    /// ```
    /// use domain::money::{Decimal, Money};
    /// let price = Decimal::parse("0.125").unwrap();
    /// assert_eq!(price.times(1, 2), Some(Money(13)));
    /// assert_eq!(price.times(-1, 2), Some(Money(-13)));
    /// ```
    pub fn times(self, quantity: i64, decimals: u32) -> Option<Money> {
        let product = i128::from(self.digits) * i128::from(quantity);
        if self.scale <= decimals {
            let grown = product.checked_mul(10i128.checked_pow(decimals - self.scale)?)?;
            return i64::try_from(grown).ok().map(Money);
        }
        let unit = 10i128.checked_pow(self.scale - decimals)?;
        let rounded = (product.abs() + unit / 2) / unit * product.signum();
        i64::try_from(rounded).ok().map(Money)
    }

    /// The number in units of 10^-`decimals`, cut toward zero, and what was cut off.
    fn rescale(self, decimals: u32) -> Option<(i64, i64)> {
        if self.scale <= decimals {
            let unit = 10i64.checked_pow(decimals - self.scale)?;
            return Some((self.digits.checked_mul(unit)?, 0));
        }
        let unit = 10i64.checked_pow(self.scale - decimals)?;
        Some((self.digits / unit, self.digits % unit))
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        self.0 -= other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_as_they_parse() {
        for (text, minor) in [("0.00", 0), ("-0.05", -5), ("12.30", 1230), ("-7.00", -700)] {
            assert_eq!(Money::parse_major(text, 2), Some(Money(minor)));
            assert_eq!(Money(minor).to_major(2), text);
        }
        for text in [
            "",
            "-",
            ".",
            "1e3",
            "1,000",
            "12.345",
            "99999999999999999999",
        ] {
            assert_eq!(Money::parse_major(text, 2), None, "{text}");
        }
        assert_eq!(Money::parse_major("5.100", 2), Some(Money(510)));
    }
}
