//! How long a text message is and how many segments it is billed as.
//!
//! Mainland: every character counts one; up to 70 are one segment, beyond that each 67 (§3.1). International: text of
//! the GSM-7 alphabet packs 160, or 153 a segment; one other character turns all to UCS-2, 70, or 67 a segment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The longest text message, in UTF-16 units.
pub const LONGEST: usize = 500;

/// Whose rules of counting hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rules {
    /// Mainland China.
    #[default]
    Mainland,
    /// Everywhere else, Hong Kong, Macao and Taiwan included.
    International,
}

/// How the characters are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Encoding {
    /// Seven bits a character.
    Gsm7,
    /// Sixteen bits a unit.
    Ucs2,
}

/// The measure of one text message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How it is packed.
    pub encoding: Encoding,
    /// Its length: UTF-16 units, or GSM-7 characters where an extension counts two.
    pub length: usize,
    /// How many segments it is billed as; an empty text is none.
    pub segments: usize,
    /// Whether it holds characters beyond the basic plane, such as emoji, which gateways may refuse.
    pub has_rare: bool,
}

/// The text as it arrives: the signature in its brackets, the body, the opt-out text.
pub fn assemble(signature: &str, body: &str, opt_out_text: &str) -> String {
    let signature = signature.trim();
    let mut text = String::with_capacity(signature.len() + body.len() + opt_out_text.len() + 6);
    if !signature.is_empty() {
        text.push('【');
        text.push_str(signature);
        text.push('】');
    }
    text.push_str(body);
    if !body.trim_end().ends_with(opt_out_text.trim()) {
        text.push_str(opt_out_text.trim());
    }
    text
}

/// Measures a text as it arrives.
///
/// ```
/// use domain::message::sms::{count, Rules};
/// assert_eq!(count(&"好".repeat(71), Rules::Mainland).segments, 2);
/// assert_eq!(count(&"a".repeat(160), Rules::International).segments, 1);
/// ```
pub fn count(text: &str, rules: Rules) -> Count {
    let has_rare = text.chars().any(|letter| letter.len_utf16() == 2);
    if rules == Rules::International
        && let Some(units) = gsm7_units(text)
    {
        return Count {
            encoding: Encoding::Gsm7,
            length: units.iter().sum(),
            segments: packed(&units, 160, 153),
            has_rare,
        };
    }
    let units: Vec<usize> = text.chars().map(char::len_utf16).collect();
    let length: usize = units.iter().sum();
    let segments = match rules {
        Rules::Mainland => mainland_segments(length),
        Rules::International => packed(&units, 70, 67),
    };
    Count {
        encoding: Encoding::Ucs2,
        length,
        segments,
        has_rare,
    }
}

/// The segments of a length in mainland China, where every character counts one.
pub fn mainland_segments(length: usize) -> usize {
    if length <= 70 {
        usize::from(length > 0)
    } else {
        length.div_ceil(67)
    }
}

/// Segments of units that may not be split, filled greedily: all in one where they fit in `single`, else `many` each.
fn packed(units: &[usize], single: usize, many: usize) -> usize {
    let length: usize = units.iter().sum();
    if length <= single {
        return usize::from(length > 0);
    }
    let (mut segments, mut filled) = (1, 0);
    for unit in units {
        if filled + unit > many {
            segments += 1;
            filled = 0;
        }
        filled += unit;
    }
    segments
}

const GSM7_BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM7_EXTENSION: &str = "|^€{}[]~\\\u{c}";

/// What each character takes in GSM-7; `None` when one is not of that alphabet.
fn gsm7_units(text: &str) -> Option<Vec<usize>> {
    let one = |letter: char| match letter {
        _ if GSM7_BASIC.contains(letter) => Some(1),
        _ if GSM7_EXTENSION.contains(letter) => Some(2),
        _ => None,
    };
    text.chars().map(one).collect()
}

/// The measures of one text over the people who would get it: real numbers, not the template's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// How many messages have each number of segments.
    pub segments: BTreeMap<usize, u64>,
    /// How many messages have each length.
    lengths: BTreeMap<usize, u64>,
}

impl Distribution {
    /// Counts one person's message.
    pub fn add(&mut self, count: Count) {
        *self.segments.entry(count.segments).or_default() += 1;
        *self.lengths.entry(count.length).or_default() += 1;
    }

    /// Counts many messages.
    pub fn of(counts: impl IntoIterator<Item = Count>) -> Distribution {
        let mut all = Distribution::default();
        counts.into_iter().for_each(|count| all.add(count));
        all
    }

    /// All messages.
    pub fn messages(&self) -> u64 {
        self.segments.values().sum()
    }

    /// The shortest length.
    pub fn min(&self) -> Option<usize> {
        self.lengths.keys().next().copied()
    }

    /// The length in the middle (the lower one of an even number).
    pub fn typical(&self) -> Option<usize> {
        let middle = self.messages().checked_sub(1)? / 2;
        let mut seen = 0;
        self.lengths.iter().find_map(|(length, count)| {
            seen += count;
            (seen > middle).then_some(*length)
        })
    }

    /// The longest length.
    pub fn max(&self) -> Option<usize> {
        self.lengths.keys().next_back().copied()
    }

    /// All segments that would be billed.
    pub fn billed_segments(&self) -> u64 {
        self.segments
            .iter()
            .map(|(segments, count)| *segments as u64 * count)
            .sum()
    }

    /// What they cost in all, in 1/10000 of the currency's unit.
    pub fn cost_ten_thousandths(&self, price_ten_thousandths: i64) -> i64 {
        i64::try_from(self.billed_segments())
            .unwrap_or(i64::MAX)
            .saturating_mul(price_ten_thousandths)
    }
}

/// 1/10000 of a currency's unit as minor units of `decimals` digits, rounded up: a budget is never short.
///
/// ```
/// use domain::message::sms::minor_of_ten_thousandths;
/// assert_eq!(minor_of_ten_thousandths(450, 2).0, 5); // 0.045 yuan
/// assert_eq!(minor_of_ten_thousandths(450_000, 2).0, 4_500);
/// ```
pub fn minor_of_ten_thousandths(amount: i64, decimals: u32) -> crate::money::Money {
    let amount = i128::from(amount);
    let grown = amount * 10i128.pow(decimals.min(12));
    let minor = grown.div_euclid(10_000) + i128::from(grown.rem_euclid(10_000) > 0);
    crate::money::Money(i64::try_from(minor).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(name: &str, text: &str, mainland: (usize, usize), abroad: (Encoding, usize, usize)) {
        let here = count(text, Rules::Mainland);
        assert_eq!((here.length, here.segments), mainland, "{name}, mainland");
        let there = count(text, Rules::International);
        let measured = (there.encoding, there.length, there.segments);
        assert_eq!(measured, abroad, "{name}, international");
    }

    #[test]
    fn the_vectors_of_the_trade_hold() {
        use Encoding::{Gsm7, Ucs2};
        let hanzi = |number: usize| "好".repeat(number);
        let latin = |number: usize| "a".repeat(number);
        for (number, segments) in [
            (70, 1),
            (71, 2),
            (134, 2),
            (135, 3),
            (160, 3),
            (201, 3),
            (202, 4),
        ] {
            check(
                &format!("{number} hanzi"),
                &hanzi(number),
                (number, segments),
                (Ucs2, number, segments),
            );
        }
        for (number, here, there) in [(160, 3, 1), (161, 3, 2), (306, 5, 2), (307, 5, 3)] {
            check(
                &format!("{number} a"),
                &latin(number),
                (number, here),
                (Gsm7, number, there),
            );
        }
        check(
            "159 a and a euro",
            &(latin(159) + "€"),
            (160, 3),
            (Gsm7, 161, 2),
        );
        check(
            "a brace at the edge is not split",
            &(latin(152) + "{" + &latin(153)),
            (306, 5),
            (Gsm7, 307, 3),
        );
        check(
            "69 hanzi and an emoji",
            &(hanzi(69) + "😀"),
            (71, 2),
            (Ucs2, 71, 2),
        );
        check(
            "68 hanzi and an emoji",
            &(hanzi(68) + "😀"),
            (70, 1),
            (Ucs2, 70, 1),
        );
        check(
            "an emoji at the edge is not split",
            &(hanzi(66) + "😀" + &hanzi(66)),
            (134, 2),
            (Ucs2, 134, 3),
        );
        assert_eq!(count("拒收请回复R", Rules::Mainland).length, 6);
        assert_eq!(count("【松果家】", Rules::Mainland).length, 5);
        assert_eq!(count("", Rules::Mainland).segments, 0);
    }

    #[test]
    fn the_opt_out_text_is_added_once() {
        let text = "【松果家】新品到店 拒收请回复R";
        assert_eq!(assemble("松果家", "新品到店 ", "拒收请回复R"), text);
        assert_eq!(
            assemble("松果家", "新品到店 拒收请回复R", "拒收请回复R"),
            text
        );
    }

    #[test]
    fn cost_is_the_sum_over_people_not_the_template_times_people() {
        let counts = [10, 70, 71, 135].map(|length| count(&"好".repeat(length), Rules::Mainland));
        let all = Distribution::of(counts);
        assert_eq!(
            (all.min(), all.typical(), all.max()),
            (Some(10), Some(70), Some(135))
        );
        assert_eq!(all.billed_segments(), 1 + 1 + 2 + 3);
        assert_eq!(all.cost_ten_thousandths(450), 3150);
        assert_eq!(Distribution::default().typical(), None);
    }

    proptest! {
        #[test]
        fn greedy_packing_never_needs_fewer_than_the_plain_division(text in "[a-z{好😀]{0,400}") {
            let there = count(&text, Rules::International);
            let (single, many) = if there.encoding == Encoding::Gsm7 { (160, 153) } else { (70, 67) };
            let plain = if there.length <= single { usize::from(there.length > 0) } else { there.length.div_ceil(many) };
            prop_assert!(there.segments >= plain);
            prop_assert!(there.segments <= plain + 1 + there.length / many / 60);
        }
    }
}
