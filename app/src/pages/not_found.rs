//! There is no such page.

use leptos::prelude::*;

use crate::locales::{home as words, t};
use crate::routes::Page;
use crate::ui::{EmptyState, Glyph, LinkButton, PageHead};

/// There is no such page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <PageHead title=t(words::not_found) />
        <EmptyState glyph=Glyph::Search title=t(words::not_found) text=t(words::not_found_text)>
            <LinkButton href=Page::Home.path()>{t(words::go_home)}</LinkButton>
        </EmptyState>
    }
    .into_any()
}
