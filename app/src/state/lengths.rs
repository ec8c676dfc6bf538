//! A campaign's text messages, measured by the server over the real members: again after every pause in the edits.

use std::time::Duration;

use domain::brand::Brand;
use domain::campaign::Campaign;
use domain::wire::campaign::{GroupLengths, Lengths};
use domain::wire::engine::Plan;
use domain::wire::sync::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::events::{on_event, use_events};
use super::{use_connection, use_documents};
use crate::api;

/// How long the edits must rest before the server is asked.
const REST: Duration = Duration::from_millis(600);

/// What the measures depend on; of another campaign or another text they say nothing.
#[derive(Clone, PartialEq)]
struct Asked {
    id: String,
    plan: Plan,
    bodies: Vec<String>,
    brand: Brand,
}

/// The measures of what is on the screen; none while the server has not answered for just this.
pub fn use_lengths(
    id: Signal<String>,
    campaign: Memo<Campaign>,
    brand: Memo<Brand>,
) -> Memo<Option<Lengths>> {
    let connection = use_connection();
    let documents = use_documents();
    let (waits, brand_waits) = (
        documents.waiting(id),
        documents.waiting(Signal::stored(domain::brand::DOCUMENT_ID.to_string())),
    );
    let asked = Memo::new(move |_| {
        let campaign = campaign.read();
        Asked {
            id: id.get(),
            plan: campaign.plan(),
            bodies: campaign
                .groups
                .iter()
                .map(|group| group.body.clone())
                .collect(),
            brand: brand.get(),
        }
    });
    // The server can only measure what it knows of.
    let known = Memo::new(move |_| {
        connection.reachable.get() && waits.get() == 0 && brand_waits.get() == 0
    });
    let measured = RwSignal::new(None::<(Asked, Lengths)>);
    let again = RwSignal::new(0_u64);
    on_event(move |event| {
        if matches!(event, Event::Facts { .. }) {
            again.update(|times| *times += 1);
        }
    });
    let opened = use_events().opened;
    let round = StoredValue::new(0_u64);
    Effect::new(move |_| {
        again.track();
        opened.track();
        let asked = asked.get();
        let this = round.get_value() + 1;
        round.set_value(this);
        if !known.get() || asked.id.is_empty() {
            return;
        }
        let is_newest = move || round.try_get_value() == Some(this);
        set_timeout(
            move || {
                if !is_newest() {
                    return;
                }
                spawn_local(async move {
                    let answer = api::campaigns::lengths(&asked.id).await;
                    if let Ok(lengths) = answer
                        && is_newest()
                    {
                        measured.try_set(Some((asked, lengths)));
                    }
                });
            },
            REST,
        );
    });
    Memo::new(move |_| {
        let measured = measured.read();
        let (of, lengths) = measured.as_ref()?;
        (*of == *asked.read()).then(|| lengths.clone())
    })
}

/// One group's measures.
pub fn of_group(lengths: Option<&Lengths>, group: &str) -> Option<GroupLengths> {
    let groups = &lengths?.groups;
    groups.iter().find(|one| one.group == group).cloned()
}
