//! What only the server knows of a campaign: its live numbers, its report, and what becomes of a command.

use std::collections::{BTreeMap, BTreeSet};

use domain::wire::campaign::{
    Approve, Commanded, DecideUnknown, Live, Report, TestSend, TestSent, UnknownList,
};
use domain::wire::sync::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::events::{on_event, use_events};
use crate::api::{self, Answer, Failure};

/// Numbers that are fetched again whenever the server says that they moved.
pub struct Fetched<T: Send + Sync + 'static> {
    /// The newest numbers; the former ones while new ones are on their way.
    pub numbers: RwSignal<Option<T>>,
    /// Why there are none, or none newer.
    pub failure: RwSignal<Option<Failure>>,
    again: RwSignal<u64>,
}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

impl<T: Send + Sync + 'static> Fetched<T> {
    /// Fetches again.
    pub fn refresh(self) {
        self.again.update(|times| *times += 1);
    }
}

/// The live numbers of a campaign.
pub type LiveNumbers = Fetched<Live>;

/// Fetches while `wanted`, and again at every `Event::Live` of the campaign.
fn use_fetched<T, F>(id: Signal<String>, wanted: Signal<bool>, fetch: fn(String) -> F) -> Fetched<T>
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Answer<T>> + 'static,
{
    let fetched = Fetched {
        numbers: RwSignal::new(None),
        failure: RwSignal::new(None),
        again: RwSignal::new(0),
    };
    let (on_way, missed) = (StoredValue::new(false), StoredValue::new(false));
    on_event(move |event| {
        if matches!(&event, Event::Live { campaign } if *campaign == *id.read_untracked()) {
            fetched.refresh();
        }
    });
    let opened = use_events().opened;
    Effect::new(move |former: Option<String>| {
        fetched.again.track();
        // What happened while the line was down is unknown.
        opened.track();
        let id = id.get();
        if former.as_ref().is_some_and(|former| *former != id) {
            fetched.numbers.set(None);
            fetched.failure.set(None);
        }
        if !wanted.get() || id.is_empty() {
            return id;
        }
        // While sending, events come faster than answers: at most one question is on its way.
        if on_way.get_value() {
            missed.set_value(true);
            return id;
        }
        on_way.set_value(true);
        let asked = id.clone();
        spawn_local(async move {
            let answer = fetch(asked).await;
            if on_way.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(numbers) => {
                    fetched.failure.set(None);
                    fetched.numbers.set(Some(numbers));
                }
                Err(failure) => fetched.failure.set(Some(failure)),
            }
            if missed.get_value() {
                missed.set_value(false);
                fetched.refresh();
            }
        });
        id
    });
    fetched
}

/// The live numbers of a campaign, while they are wanted.
pub fn use_live(id: Signal<String>, wanted: Signal<bool>) -> LiveNumbers {
    use_fetched(
        id,
        wanted,
        |id| async move { api::campaigns::live(&id).await },
    )
}

/// The report of a campaign, while it is wanted.
pub fn use_report(id: Signal<String>, wanted: Signal<bool>) -> Fetched<Report> {
    use_fetched(
        id,
        wanted,
        |id| async move { api::campaigns::report(&id).await },
    )
}

/// Revenue-to-cost of campaigns that have run, by id, as the answers come in. Without a network there are none.
pub fn use_ratios(ids: Memo<Vec<String>>) -> RwSignal<BTreeMap<String, f64>> {
    let ratios = RwSignal::new(BTreeMap::new());
    let asked = StoredValue::new(BTreeSet::<String>::new());
    Effect::new(move |_| {
        for id in ids.get() {
            if !asked
                .try_update_value(|asked| asked.insert(id.clone()))
                .unwrap_or(false)
            {
                continue;
            }
            spawn_local(async move {
                let Ok(report) = api::campaigns::report(&id).await else {
                    return;
                };
                if let Some(ratio) = report.total().and_then(|total| total.revenue_to_cost) {
                    // The list may have been left meanwhile.
                    let _ = ratios.try_update(|ratios| ratios.insert(id, ratio));
                }
            });
        }
    });
    ratios
}

/// The messages of a campaign whose fate nobody knows, while they are wanted.
pub fn use_unknown(id: Signal<String>, wanted: Signal<bool>) -> Fetched<UnknownList> {
    use_fetched(id, wanted, |id| async move {
        api::campaigns::unknown(&id).await
    })
}

/// Where the report is to be downloaded, `csv` or `html`.
pub fn report_path(id: &str, form: &str) -> String {
    api::campaigns::report_path(id, form)
}

/// Where a group's audience file is to be downloaded.
pub fn audience_path(id: &str, group: &str) -> String {
    api::campaigns::audience_path(id, group)
}

/// What a person can tell the server to do with a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Begin to send.
    Start,
    /// Stop sending.
    Stop,
    /// Go on sending.
    Resume,
    /// Call it off.
    Cancel,
    /// Close it for good.
    Close,
}

/// Gives a command.
pub async fn command(id: &str, command: Command) -> Answer<Commanded> {
    match command {
        Command::Start => api::campaigns::start(id).await,
        Command::Stop => api::campaigns::stop(id).await,
        Command::Resume => api::campaigns::resume(id).await,
        Command::Cancel => api::campaigns::cancel(id).await,
        Command::Close => api::campaigns::close(id).await,
    }
}

/// Approves the document as it was seen.
pub async fn approve(id: &str, approve: &Approve) -> Answer<Commanded> {
    api::campaigns::approve(id, approve).await
}

/// Sends one message to an address of one's own.
pub async fn test_send(id: &str, test: &TestSend) -> Answer<TestSent> {
    api::campaigns::test_send(id, test).await
}

/// Says what became of messages whose fate was unknown.
pub async fn decide(id: &str, decision: &DecideUnknown) -> Answer<Commanded> {
    api::campaigns::decide_unknown(id, decision).await
}
