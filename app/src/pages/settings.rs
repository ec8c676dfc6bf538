//! Settings: the brand, the shop, the people, the sending.

mod avoid_words;
mod brand;
mod draft;
mod lifecycle;
mod own_password;
mod people;
mod sample;
mod sending;
mod shop;
mod shops;

use leptos::prelude::*;

use crate::locales::{settings as words, t, use_lang};
use crate::routes::{Page, SettingsPart, use_param};
use crate::ui::{PageHead, TabItem, Tabs};
use brand::BrandSettings;
use people::PeopleSettings;
use sending::SendingSettings;
use shop::ShopSettings;

/// The part of the settings that the path names.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let lang = use_lang();
    let name = use_param("part");
    let part = Memo::new(move |_| SettingsPart::named(&name.read()));
    let items = Signal::derive(move || {
        let lang = lang.get();
        let item = |part: SettingsPart| {
            let word = match part {
                SettingsPart::Brand => words::part_brand,
                SettingsPart::Shop => words::part_shop,
                SettingsPart::People => words::part_people,
                SettingsPart::Sending => words::part_sending,
            };
            TabItem {
                href: Page::Settings(part).path(),
                label: word(lang).into(),
            }
        };
        SettingsPart::ALL.map(item).to_vec()
    });
    let note = move || {
        let word = match part.get() {
            SettingsPart::Brand => words::lead_brand,
            SettingsPart::Shop => words::lead_shop,
            SettingsPart::People => words::lead_people,
            SettingsPart::Sending => words::lead_sending,
        };
        word(lang.get()).to_string()
    };
    view! {
        <PageHead title=t(words::title) note=note />
        <Tabs label=t(words::parts) items=items />
        <div class="settings">
            {move || match part.get() {
                SettingsPart::Brand => view! { <BrandSettings /> }.into_any(),
                SettingsPart::Shop => view! { <ShopSettings /> }.into_any(),
                SettingsPart::People => view! { <PeopleSettings /> }.into_any(),
                SettingsPart::Sending => view! { <SendingSettings /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}
