//! What waits for me.

use leptos::prelude::*;

use crate::locales::{home as words, t};
use crate::ui::PageHead;

/// What waits for me.
#[component]
pub fn HomePage() -> impl IntoView {
    view! { <PageHead title=t(words::title) /> }.into_any()
}
