//! What may stand for a person, and what never may.

use std::borrow::Cow;

use super::cell::{id, narrow};
use super::mapping::Platform;

/// Who bought, as far as a row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Buyer {
    /// A key that is good for telling people apart.
    Known(String),
    /// There was a value, but masked or encrypted: never a key, or thousands would become one person.
    Masked,
    /// Nothing.
    Absent,
}

/// The key of a buyer from what a row holds, by the rule of the platform.
///
/// ```
/// use domain::order_import::{identity::{Buyer, buyer}, mapping::Platform};
/// assert_eq!(buyer(Platform::Taobao, "t**1", "", ""), Buyer::Masked);
/// assert_eq!(buyer(Platform::Shopify, "", "Ann@Example.com", ""), Buyer::Known("ann@example.com".into()));
/// ```
pub fn buyer(platform: Platform, account: &str, email_cell: &str, phone_cell: &str) -> Buyer {
    let account = || of(id(account).map(Cow::into_owned), is_masked);
    let mail = || {
        of(id(email_cell).map(|raw| raw.to_lowercase()), |raw| {
            email(raw).is_none()
        })
    };
    let phone = || {
        of(id(phone_cell).map(Cow::into_owned), |raw| {
            phone(raw).is_none()
        })
    };
    match platform {
        Platform::Shopify => first([mail(), phone_key(phone(), phone_cell), account()]),
        Platform::Youzan => first([phone_key(phone(), phone_cell), account(), Buyer::Absent]),
        Platform::Woocommerce => {
            let account = match account() {
                Buyer::Known(zero) if zero == "0" => Buyer::Absent,
                other => other,
            };
            first([account, mail(), Buyer::Absent])
        }
        Platform::Other => first([account(), mail(), phone_key(phone(), phone_cell)]),
        // Elsewhere the phone is the receiver's, not the buyer's.
        _ => account(),
    }
}

fn of(value: Option<String>, unusable: impl Fn(&str) -> bool) -> Buyer {
    match value {
        None => Buyer::Absent,
        Some(value) if unusable(&value) => Buyer::Masked,
        Some(value) => Buyer::Known(value),
    }
}

fn phone_key(found: Buyer, cell: &str) -> Buyer {
    match found {
        Buyer::Known(_) => phone(cell).map_or(Buyer::Masked, Buyer::Known),
        other => other,
    }
}

fn first(found: [Buyer; 3]) -> Buyer {
    let masked = found.contains(&Buyer::Masked);
    found
        .into_iter()
        .find(|one| matches!(one, Buyer::Known(_)))
        .unwrap_or(if masked { Buyer::Masked } else { Buyer::Absent })
}

/// Whether a value is masked or encrypted.
pub fn is_masked(value: &str) -> bool {
    if value.contains(['*', '＊', '•', '●']) || value.starts_with("##") || value.starts_with("$$")
    {
        return true;
    }
    // Ciphertext of the open platforms: `~…~`, `$…$`, or a long run of base64.
    let wrapped = |sign: char| value.len() > 8 && value.starts_with(sign) && value.ends_with(sign);
    wrapped('~')
        || wrapped('$')
        || wrapped('#')
        || (value.len() >= 32
            && !value.contains('@')
            && value.ends_with('=')
            && value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')))
}

/// A usable e-mail address in lower case.
pub fn email(raw: &str) -> Option<String> {
    let clean = id(raw)?.to_lowercase();
    let (name, host) = clean.split_once('@')?;
    let fine = !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && clean.len() <= 254
        && !clean.contains(|one: char| {
            one.is_whitespace()
                || one.is_control()
                || matches!(one, '*' | ',' | ';' | '<' | '>' | '"')
        })
        && !host.contains('@');
    fine.then_some(clean)
}

/// A usable phone number: digits with an optional `+`. A Chinese mobile number loses its `+86`; masked numbers and
/// privacy numbers with an extension are not usable.
///
/// ```
/// use domain::order_import::identity::phone;
/// assert_eq!(phone("'+86 139-0000-0000").as_deref(), Some("13900000000"));
/// assert_eq!(phone("139****0000"), None);
/// assert_eq!(phone("18400000000-1234"), None);
/// ```
pub fn phone(raw: &str) -> Option<String> {
    let clean = narrow(id(raw)?);
    if is_masked(&clean) || clean.contains('转') {
        return None;
    }
    let mut digits = String::with_capacity(clean.len());
    for one in clean.chars() {
        match one {
            '0'..='9' => digits.push(one),
            '+' if digits.is_empty() => digits.push(one),
            ' ' | '-' | '(' | ')' | '.' | '\u{a0}' => {}
            _ => return None,
        }
    }
    let mobile = |number: &str| {
        number.len() == 11
            && number.starts_with('1')
            && matches!(number.as_bytes().get(1), Some(b'3'..=b'9'))
    };
    for prefix in ["+86", "0086", "86", ""] {
        if let Some(rest) = digits.strip_prefix(prefix)
            && mobile(rest)
        {
            return Some(rest.to_owned());
        }
    }
    // Eleven digits of a mobile and more behind them: a privacy number.
    if digits.len() > 11 && digits.get(..11).is_some_and(mobile) {
        return None;
    }
    (7..=16).contains(&digits.len()).then_some(digits)
}

/// A name that may be kept: not masked, not a ciphertext.
pub fn name(raw: &str) -> Option<String> {
    let clean = super::cell::text(raw)?;
    (!is_masked(&clean) && clean.chars().count() <= 80).then(|| clean.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_masked_is_never_a_key() {
        for masked in ["t**1", "##AbCd==", "$$x1$$", "~AbCdEfGhIj~", "张*"] {
            assert_eq!(
                buyer(Platform::Taobao, masked, "", ""),
                Buyer::Masked,
                "{masked}"
            );
        }
        assert_eq!(
            buyer(Platform::Taobao, "", "", "13900000000"),
            Buyer::Absent
        );
        assert_eq!(
            buyer(Platform::Youzan, "小明", "", "+8613900000000"),
            Buyer::Known("13900000000".into())
        );
        assert_eq!(
            buyer(Platform::Youzan, "m1", "", "139****0000"),
            Buyer::Known("m1".into())
        );
        assert_eq!(
            buyer(Platform::Woocommerce, "0", "B@x.org", ""),
            Buyer::Known("b@x.org".into())
        );
        assert_eq!(
            buyer(Platform::Shopify, "", "a***@x.com", ""),
            Buyer::Masked
        );
        assert_eq!(
            buyer(Platform::Other, "17850.0", "", ""),
            Buyer::Known("17850".into())
        );
    }
}
