//! The words of the screen, in both languages, side by side.
//!
//! A namespace is a file in `locales/`; every key is a function made by [`words!`], so that a missing language or a
//! misspelt key does not compile.

use leptos::prelude::*;

use crate::platform::storage;

pub mod campaign;
pub mod campaign_audience;
pub mod campaign_content;
pub mod campaign_plan;
pub mod campaign_problems;
pub mod campaign_report;
pub mod campaign_send;
pub mod campaigns;
pub mod crossed;
pub mod customers;
pub mod facts;
pub mod home;
pub mod imports;
pub mod problems;
pub mod query;
pub mod segments;
pub mod settings;
pub mod settings_people;
pub mod settings_problems;
pub mod settings_sending;
pub mod settings_shop;
pub mod shell;
pub mod sign_in;
pub mod trade;
pub mod ui;

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Its tag for `<html lang>`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The other one.
    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

/// One word or sentence in both languages: a function made by [`words!`].
pub type Word = fn(Lang) -> &'static str;

/// Makes a function of every key: `save: "保存", "Save";`.
macro_rules! words {
    ($($key:ident: $zh:expr, $en:expr;)*) => {
        $(
            #[doc = $en]
            pub fn $key(lang: $crate::locales::Lang) -> &'static str {
                match lang {
                    $crate::locales::Lang::Zh => $zh,
                    $crate::locales::Lang::En => $en,
                }
            }
        )*
    };
}
pub(crate) use words;

/// Puts values in the places of a text: `fill("{count} left", &[("count", "3")])`.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        filled.push_str(before);
        let known = tail.split_once('}').and_then(|(name, after)| {
            let value = values.iter().find(|(key, _)| *key == name)?.1;
            Some((value, after))
        });
        match known {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = tail;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[derive(Clone, Copy)]
struct Language(RwSignal<Lang>);

const KEPT_AS: &str = "huitou.lang";

/// Provides the language: the one chosen before, else the browser's. `<html lang>` follows it.
pub fn provide_lang() {
    let kept = storage::read(KEPT_AS);
    let first = match kept.as_deref() {
        Some("en") => Lang::En,
        Some(_) => Lang::Zh,
        None if window()
            .navigator()
            .language()
            .is_some_and(|tag| !tag.starts_with("zh")) =>
        {
            Lang::En
        }
        None => Lang::Zh,
    };
    let lang = RwSignal::new(first);
    Effect::new(move |_| {
        let tag = lang.get().tag();
        if let Some(root) = document().document_element() {
            // A browser that refuses the attribute still shows the right words.
            let _ = root.set_attribute("lang", tag);
        }
        storage::write(KEPT_AS, tag);
    });
    provide_context(Language(lang));
}

/// The language of the screen; set it to switch at once.
pub fn use_lang() -> RwSignal<Lang> {
    use_context::<Language>().map_or_else(|| RwSignal::new(Lang::default()), |language| language.0)
}

/// A word that follows the language: `{t(words::save)}`, `label=t(words::save)`.
pub fn t(word: Word) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let lang = use_lang();
    move || word(lang.get())
}

/// A sentence with values that follows the language; `values` is run again whenever what it reads changes.
pub fn t_with<const N: usize>(
    word: Word,
    values: impl Fn(Lang) -> [(&'static str, String); N] + Send + Sync + 'static,
) -> impl Fn() -> String + Send + Sync + 'static {
    let lang = use_lang();
    move || {
        let lang = lang.get();
        let values = values(lang);
        let pairs: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        fill(word(lang), &pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn values_take_their_places_and_unknown_places_stay() {
        assert_eq!(fill("{a} of {b}", &[("a", "1"), ("b", "{a}")]), "1 of {a}");
        assert_eq!(fill("{x} {", &[]), "{x} {");
    }
}
