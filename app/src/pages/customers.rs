//! The customer base: what a specialist must know before any campaign.

mod figures;
mod spreads;

use domain::wire::engine::CustomerBase;
use leptos::prelude::*;

use crate::format;
use crate::locales::{customers as words, segments as segment_words, t, use_lang};
use crate::pages::facts::FactsState;
use crate::routes::Page;
use crate::state::engine::Facts;
use crate::state::{use_engine, use_shop};
use crate::ui::{ButtonKind, EmptyState, Glyph, LinkButton, PageHead, Skeleton};
use figures::Figures;
use spreads::SpreadCards;

/// The picture as the cards read it.
type Base = Signal<Option<CustomerBase>>;

/// What stands in the page now.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    /// Why, stands above.
    Nothing,
    Empty,
    Full,
}

/// The customer base of the shop worked in.
#[component]
pub fn CustomersPage() -> impl IntoView {
    let lang = use_lang();
    let engine = use_engine();
    let shop = use_shop();
    let facts = engine.facts();
    let asked = engine.customer_base();
    let base = asked.answer;
    let note = move || {
        let shop = shop.read();
        let day = shop
            .as_ref()
            .map(|shop| format::day(shop.as_of(), lang.get()))
            .unwrap_or_default();
        format!(
            "{} · {day}",
            shop.as_ref()
                .map(|shop| shop.name.as_str())
                .unwrap_or_default()
        )
    };
    let shown = Memo::new(move |_| match &*facts.read() {
        Facts::Failed(_) | Facts::TooLarge { .. } => Shown::Nothing,
        Facts::Open { customers: 0, .. } => Shown::Empty,
        // Without a shop there are no facts to wait for.
        _ if shop.with(Option::is_none) => Shown::Empty,
        _ if base.with(Option::is_none) => Shown::Loading,
        _ => Shown::Full,
    });
    view! {
        <PageHead title=t(words::title) note=note>
            <LinkButton href=Page::SegmentOf(String::new()).path() icon=Glyph::Plus>
                {t(segment_words::new_segment)}
            </LinkButton>
        </PageHead>
        <FactsState />
        {move || match shown.get() {
            Shown::Nothing => ().into_any(),
            Shown::Empty => {
                view! {
                    <EmptyState glyph=Glyph::People title=t(words::empty) text=t(words::empty_lead)>
                        <LinkButton href=Page::NewImport.path() kind=ButtonKind::Primary icon=Glyph::Import>
                            {t(words::import)}
                        </LinkButton>
                    </EmptyState>
                }
                    .into_any()
            }
            Shown::Loading => {
                view! {
                    <Skeleton lines=2 />
                    <Skeleton tall=true />
                }
                    .into_any()
            }
            Shown::Full => {
                view! {
                    <div class="customer-base stack" class:is-stale=asked.stale>
                        <Figures base=base />
                        <SpreadCards base=base />
                    </div>
                }
                    .into_any()
            }
        }}
    }
    .into_any()
}
