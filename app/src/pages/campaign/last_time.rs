//! What was learned from the last campaign of the same event or type.

use leptos::prelude::*;
use leptos_router::components::A;

use super::evaluate::Lessons;
use super::fields::t_string;
use crate::locales::{campaign as words, t};
use crate::routes::Page;
use crate::state::campaigns::{ListedCampaign, use_campaign, use_campaigns};
use crate::ui::{Button, Drawer, Glyph};

/// Opens the lessons of last time beside the page.
#[component]
pub fn LastTime() -> impl IntoView {
    let open = use_campaign();
    let campaigns = use_campaigns();
    let last = Memo::new(move |_| {
        let this = open.campaign.read();
        let id = open.id.read();
        let mut fitting: Vec<ListedCampaign> = campaigns
            .read()
            .iter()
            .filter(|other| other.id != *id && this.learns_from(&other.campaign))
            .cloned()
            .collect();
        // The same event says more than the same type; among equals, the newest.
        fitting.sort_by_key(|other| {
            let same_event =
                !this.event.trim().is_empty() && other.campaign.event.trim() == this.event.trim();
            (same_event, other.campaign.brief.end)
        });
        fitting.pop()
    });
    let shown = RwSignal::new(false);
    view! {
        <Show when=move || last.read().is_some()>
            <Button icon=Glyph::Clock on_press=move |()| shown.set(true)>{t(words::last_time)}</Button>
        </Show>
        <Drawer open=shown title=t_string(words::last_time)>
            <Last last />
        </Drawer>
    }
}

#[component]
fn Last(last: Memo<Option<ListedCampaign>>) -> impl IntoView {
    let evaluation = Signal::derive(move || {
        last.read()
            .as_ref()
            .map(|last| last.campaign.evaluation.clone())
            .unwrap_or_default()
    });
    let hypothesis = move || {
        last.read()
            .as_ref()
            .map(|last| last.campaign.hypothesis.suits.clone())
            .filter(|text| !text.trim().is_empty())
    };
    let href = move || {
        last.read()
            .as_ref()
            .map(|last| Page::Report(last.id.clone()).path())
            .unwrap_or_default()
    };
    view! {
        <h3>{move || last.read().as_ref().map(|last| last.campaign.name.clone())}</h3>
        <Lessons evaluation />
        {move || hypothesis().map(|text| view! { <dl class="lessons"><div><dt>{t(words::last_hypothesis)}</dt><dd>{text}</dd></div></dl> })}
        <p><A href=href>{t(words::last_open)}</A></p>
    }
}
