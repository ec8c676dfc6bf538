//! A shop as it is being written in the form: held apart until it is saved.

use domain::day::Day;
use domain::lifecycle::{Preset, Setting};
use domain::shop::{Settings, check};
use domain::wire::session::{ChangeShop, Shop};

use crate::locales::{Word, settings_shop as words};
use crate::platform;

/// How the thresholds are had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// From the shop's own rhythm.
    Derived,
    /// A preset.
    Fixed,
    /// Chosen by a person.
    Chosen,
}

impl How {
    /// Its value in the form.
    pub fn code(self) -> &'static str {
        match self {
            How::Derived => "DERIVED",
            How::Fixed => "FIXED",
            How::Chosen => "CHOSEN",
        }
    }

    /// The one of a value.
    pub fn of_code(code: &str) -> How {
        match code {
            "FIXED" => How::Fixed,
            "CHOSEN" => How::Chosen,
            _ => How::Derived,
        }
    }
}

/// Every preset with its value in the form and its words.
pub const PRESETS: [(Preset, &str, Word); 5] = [
    (Preset::General, "GENERAL", words::preset_general),
    (Preset::Food, "FOOD", words::preset_food),
    (Preset::Beauty, "BEAUTY", words::preset_beauty),
    (Preset::Apparel, "APPAREL", words::preset_apparel),
    (Preset::Durables, "DURABLES", words::preset_durables),
];

/// What the form holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Name of the shop.
    pub name: String,
    /// Code of the platform.
    pub platform: String,
    /// Code of the currency.
    pub currency: String,
    /// Name of the zone.
    pub time_zone: String,
    /// Whether a day is pinned.
    pub is_pinned: bool,
    /// The pinned day as it is written; it stays while `is_pinned` is off.
    pub pinned_day: String,
    /// How the thresholds are had.
    pub how: How,
    /// The preset, or what stands in while there is too little data.
    pub preset: Preset,
    /// The own thresholds.
    pub days: [Option<u32>; 3],
}

impl Draft {
    /// The shop as it is.
    pub fn of(shop: &Shop) -> Draft {
        let own = |(a, b, c): (u32, u32, u32)| [Some(a), Some(b), Some(c)];
        let (how, preset, days) = match shop.settings.lifecycle {
            Setting::Derived { fallback } => (How::Derived, fallback, own(fallback.days())),
            Setting::Fixed { preset } => (How::Fixed, preset, own(preset.days())),
            Setting::Chosen { a, b, c } => (How::Chosen, Preset::General, own((a, b, c))),
        };
        Draft {
            name: shop.name.clone(),
            platform: shop.platform.clone(),
            currency: shop.currency.clone(),
            time_zone: shop.time_zone.clone(),
            is_pinned: shop.pinned_day.is_some(),
            pinned_day: shop.as_of().to_string(),
            how,
            preset,
            days,
        }
    }

    /// How the thresholds are had; nothing while an own one is missing.
    pub fn lifecycle(&self) -> Option<Setting> {
        Some(match self.how {
            How::Derived => Setting::Derived {
                fallback: self.preset,
            },
            How::Fixed => Setting::Fixed {
                preset: self.preset,
            },
            How::Chosen => {
                let [a, b, c] = self.days;
                Setting::Chosen {
                    a: a?,
                    b: b?,
                    c: c?,
                }
            }
        })
    }

    /// Codes of all that is wrong with it.
    pub fn problems(&self) -> Vec<&'static str> {
        let lifecycle = self.lifecycle();
        let settings = Settings {
            lifecycle: lifecycle.unwrap_or_default(),
        };
        let flaws = check(&self.name, &self.platform, &self.currency, &settings);
        let mut codes: Vec<&'static str> = flaws.into_iter().map(|flaw| flaw.code()).collect();
        if lifecycle.is_none() {
            codes.push("shop.lifecycle");
        }
        if platform::zone::local(platform::now(), &self.time_zone).is_none() {
            codes.push("shop.time_zone");
        }
        if self.is_pinned && self.pinned().is_none() {
            codes.push("shop.pinned_day");
        }
        codes
    }

    fn pinned(&self) -> Option<Day> {
        self.pinned_day.parse().ok().filter(|_| self.is_pinned)
    }

    /// What is to be changed in the shop; all of it, since the form shows all of it.
    pub fn change(&self, held: &Shop) -> ChangeShop {
        ChangeShop {
            name: Some(self.name.trim().to_string()),
            platform: Some(self.platform.clone()),
            currency: Some(self.currency.clone()),
            time_zone: Some(self.time_zone.clone()),
            pinned_day: Some(self.pinned()),
            settings: Some(Settings {
                lifecycle: self.lifecycle().unwrap_or(held.settings.lifecycle),
            }),
        }
    }
}
