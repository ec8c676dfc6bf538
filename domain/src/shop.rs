//! What a shop may be like: its platform, its currency, and the choices that belong to it.

use serde::{Deserialize, Serialize};

use crate::lifecycle::Setting;

/// The platforms that a shop can be on.
pub const PLATFORMS: [&str; 10] = [
    "TAOBAO",
    "TMALL",
    "JD",
    "PINDUODUO",
    "DOUYIN",
    "YOUZAN",
    "KUAISHOU",
    "SHOPIFY",
    "WOOCOMMERCE",
    "OTHER",
];

/// The longest name of a shop, in characters.
pub const LONGEST_NAME: usize = 100;

/// Choices that belong to one shop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How the shop has its lifecycle thresholds.
    #[serde(default)]
    pub lifecycle: Setting,
}

/// Why a shop cannot be like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Flaw {
    /// The name is empty or too long.
    #[error("a shop needs a name of at most {LONGEST_NAME} characters")]
    Name,
    /// The platform is not one of `PLATFORMS`.
    #[error("this platform is not known")]
    Platform,
    /// The currency has no such code.
    #[error("a currency is a code of ISO 4217, such as CNY")]
    Currency,
    /// Thresholds must rise from A to C, and start at one day or later.
    #[error("the days of the lifecycle must rise")]
    Lifecycle,
}

impl Flaw {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Flaw::Name => "shop.name",
            Flaw::Platform => "shop.platform",
            Flaw::Currency => "shop.currency",
            Flaw::Lifecycle => "shop.lifecycle",
        }
    }
}

/// The currencies in use, by their codes (ISO 4217, list one, without funds, metals and codes for tests).
const CURRENCIES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR \
    ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU \
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD \
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG \
    XOF XPF YER ZAR ZMW ZWG";

/// The code of a currency as people write it: in capitals, and the ISO's where another is common.
///
/// ```
/// use domain::shop::currency_code;
/// assert_eq!(["usd", " RMB", "人民币"].map(currency_code), ["USD", "CNY", "CNY"]);
/// ```
pub fn currency_code(text: &str) -> String {
    let code = text.trim().to_uppercase();
    match code.as_str() {
        "RMB" | "CNH" | "人民币" | "人民币元" => "CNY".into(),
        "NTD" | "NT$" | "新台币" => "TWD".into(),
        _ => code,
    }
}

/// All flaws of a shop, not only the first.
pub fn check(name: &str, platform: &str, currency: &str, settings: &Settings) -> Vec<Flaw> {
    let letters = name.trim().chars().count();
    let is_code = currency.len() == 3 && CURRENCIES.split(' ').any(|code| code == currency);
    let rises = match settings.lifecycle {
        Setting::Chosen { a, b, c } => 0 < a && a < b && b < c && c <= 36_500,
        Setting::Derived { .. } | Setting::Fixed { .. } => true,
    };
    [
        (letters > 0 && letters <= LONGEST_NAME, Flaw::Name),
        (PLATFORMS.contains(&platform), Flaw::Platform),
        (is_code, Flaw::Currency),
        (rises, Flaw::Lifecycle),
    ]
    .into_iter()
    .filter_map(|(good, flaw)| (!good).then_some(flaw))
    .collect()
}

/// Minor digits of a currency.
///
/// ```
/// use domain::shop::decimals_of;
/// assert_eq!((decimals_of("CNY"), decimals_of("JPY"), decimals_of("KWD")), (2, 0, 3));
/// ```
pub fn decimals_of(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_flaws_are_found_at_once() {
        let settings = Settings {
            lifecycle: Setting::Chosen {
                a: 90,
                b: 90,
                c: 365,
            },
        };
        assert_eq!(
            check(" ", "EBAY", "yuan", &settings),
            [Flaw::Name, Flaw::Platform, Flaw::Currency, Flaw::Lifecycle]
        );
        assert_eq!(check("松果家", "TMALL", "CNY", &Settings::default()), []);
        for nobodys in ["RMB", "CYN", "CNY USD", "NY ", "cny"] {
            let found = check("松果家", "TMALL", nobodys, &Settings::default());
            assert_eq!(found, [Flaw::Currency], "{nobodys}");
        }
    }
}
