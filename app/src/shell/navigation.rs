//! The way between the pages: a column of words, a rail of icons, or a bar at the bottom.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::locales::{Word, shell as words, t};
use crate::routes::{Page, SettingsPart, use_path};
use crate::ui::{Glyph, Icon};

/// The places of the navigation: page, word, icon, and the key after `g`.
pub fn places() -> [(Page, Word, Glyph, char); 6] {
    [
        (Page::Home, words::home, Glyph::Home, 'h'),
        (Page::Customers, words::customers, Glyph::People, 'b'),
        (Page::Segments, words::segments, Glyph::Segment, 's'),
        (Page::Campaigns, words::campaigns, Glyph::Campaign, 'c'),
        (Page::Imports, words::imports, Glyph::Import, 'i'),
        (
            Page::Settings(SettingsPart::Brand),
            words::settings,
            Glyph::Settings,
            'e',
        ),
    ]
}

/// The navigation.
#[component]
pub fn Navigation() -> impl IntoView {
    let path = use_path();
    let place = move |(page, word, glyph, _): (Page, Word, Glyph, char)| {
        let href = page.path();
        let here = Memo::new(move |_| page.holds(&path.read()));
        view! {
            <li>
                <A href=href attr:class="place" attr:aria-current=move || here.get().then_some("page") attr:title=t(word)>
                    <Icon glyph />
                    <span class="place-words">{t(word)}</span>
                </A>
            </li>
        }
    };
    view! {
        <nav class="navigation" aria-label=t(words::navigation)>
            <A href=Page::Home.path() attr:class="brand-mark" attr:aria-label="回头 Huitou">
                <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
                    <path d="M22.5 10.500A8.5 8.5 0 1 0 24.5 16" />
                    <path d="M23.5 5.500v5.500H18" />
                    <circle cx="16" cy="16" r="2.4" />
                </svg>
                <span class="brand-words"><b>"回头"</b>" Huitou"</span>
            </A>
            <ul class="places-list">{places().map(place).collect_view()}</ul>
        </nav>
    }
}
