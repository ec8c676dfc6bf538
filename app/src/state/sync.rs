//! Edits go up, changes come down; tried again until the server has answered.

use std::rc::Rc;
use std::time::Duration;

use domain::document::{Change, Document, Edit};
use domain::wire::sync::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::documents::{Crossed, Documents, Work};
use super::events::{on_event, use_events};
use crate::api::{self, Answer, Failure};
use crate::local::documents::LocalDocuments;

/// Edits in one request.
const BATCH: usize = 200;

impl Documents {
    /// Reads the documents of whoever is signed in, and syncs with every sign that there is something new.
    pub(super) fn keep_in_sync(self) {
        let user = self.session.user_id();
        Effect::new(move |_| match user.get() {
            Some(user) => spawn_local(self.open(user)),
            None => self.close(),
        });
        let events = use_events();
        Effect::new(move |_| {
            if events.opened.get() > 0 {
                self.plan_sync(0);
            }
        });
        on_event(move |event| {
            if let Event::Changed { upto } = event
                && self.work.with_value(|work| upto > work.upto)
            {
                self.plan_sync(0);
            }
        });
        let online = window_event_listener_untyped("online", move |_| {
            self.session.refresh();
            self.plan_sync(0);
        });
        on_cleanup(move || online.remove());
    }

    async fn open(self, user: i64) {
        if self.work.with_value(|work| work.user == Some(user)) {
            return;
        }
        self.close();
        self.work.update_value(|work| work.user = Some(user));
        match LocalDocuments::open(user).await {
            Ok(local) => match local.load().await {
                Ok(kept) => {
                    let held = kept.documents.into_iter();
                    let held =
                        held.map(|document| (document.id.clone(), ArcRwSignal::new(document)));
                    self.held.set(held.collect());
                    self.work.update_value(|work| {
                        work.upto = kept.upto;
                        work.local = Some(Rc::new(local));
                    });
                }
                Err(failure) => self.cannot_keep(&failure.to_string()),
            },
            Err(failure) => self.cannot_keep(&failure.to_string()),
        }
        self.count_waiting();
        self.ready.set(true);
        self.plan_sync(0);
    }

    fn cannot_keep(self, why: &str) {
        leptos::logging::error!("{why}");
        self.connection.trouble.set(Some("device.not_kept".into()));
    }

    fn close(self) {
        self.ready.set(false);
        self.held.set(Default::default());
        self.crossed.set(Vec::new());
        self.connection.waiting.set(0);
        self.work.set_value(Work::default());
    }

    /// Syncs after so many milliseconds; once, however often it is asked.
    pub(super) fn plan_sync(self, after_ms: u64) {
        if self
            .work
            .with_value(|work| work.user.is_none() || (work.planned && after_ms > 0))
        {
            return;
        }
        self.work.update_value(|work| work.planned = true);
        set_timeout(move || self.start_sync(), Duration::from_millis(after_ms));
    }

    fn start_sync(self) {
        self.work.update_value(|work| work.planned = false);
        if !self.ready.get_untracked() {
            return;
        }
        if self.work.with_value(|work| work.running) {
            self.work.update_value(|work| work.again = true);
            return;
        }
        self.work.update_value(|work| work.running = true);
        spawn_local(async move {
            let outcome = self.sync().await;
            self.connection.sending.set(false);
            self.work.update_value(|work| work.running = false);
            self.settle(outcome);
        });
    }

    fn settle(self, outcome: Answer<()>) {
        match outcome {
            Ok(()) => {
                self.connection.reachable.set(true);
                self.connection.agreed_at.set(Some(crate::platform::now()));
                let again = self.work.with_value(|work| work.again);
                self.work.update_value(|work| {
                    work.failures = 0;
                    work.again = false;
                });
                if again || self.connection.waiting.get_untracked() > 0 {
                    self.plan_sync(50);
                }
            }
            Err(failure) => {
                if failure.signed_out() {
                    self.session.expired();
                    return;
                }
                if failure == Failure::Offline {
                    self.connection.reachable.set(false);
                } else if !failure.passes() {
                    self.connection.trouble.set(Some(failure.code().into()));
                }
                self.work.update_value(|work| work.failures += 1);
                let failures = self.work.with_value(|work| work.failures);
                self.plan_sync(1_000 << failures.min(5));
            }
        }
    }

    /// One round: first what others did, so that nothing crosses unseen, then what was written here.
    async fn sync(self) -> Answer<()> {
        let user = self.work.with_value(|work| work.user);
        self.pull().await?;
        loop {
            let batch = self.batch();
            if batch.is_empty() {
                return Ok(());
            }
            self.connection.sending.set(true);
            self.work
                .update_value(|work| work.sent.extend(batch.iter().map(|edit| edit.id.clone())));
            let pushed = api::sync::push_edits(batch).await?;
            if self.work.with_value(|work| work.user != user) {
                return Ok(());
            }
            self.work.update_value(|work| {
                work.own
                    .extend(pushed.changes.iter().map(|change| change.seq))
            });
            let mut settled: Vec<String> = pushed
                .changes
                .iter()
                .map(|change| change.edit.id.clone())
                .collect();
            settled.extend(pushed.refused.iter().map(|refused| refused.edit.clone()));
            if let Some(refused) = pushed.refused.first() {
                self.connection.trouble.set(Some(refused.code.clone()));
            } else if self.connection.trouble.get_untracked().is_some() {
                self.connection.trouble.set(None);
            }
            if settled.is_empty() {
                return Ok(());
            }
            self.take_in(&pushed.changes, &settled, None).await;
        }
    }

    async fn pull(self) -> Answer<()> {
        let user = self.work.with_value(|work| work.user);
        loop {
            let since = self.work.with_value(|work| work.upto);
            let page = api::sync::changes_since(since).await?;
            if self.work.with_value(|work| work.user != user) {
                return Ok(());
            }
            let settled: Vec<String> = page
                .changes
                .iter()
                .map(|change| change.edit.id.clone())
                .collect();
            if page.upto > since || !page.changes.is_empty() {
                self.take_in(&page.changes, &settled, Some(page.upto)).await;
            }
            if !page.more || page.upto <= since {
                return Ok(());
            }
        }
    }

    /// The waiting edits, oldest of each document first, as many as one request carries.
    fn batch(self) -> Vec<Edit> {
        let held = self.held.read_untracked();
        let mut edits = Vec::new();
        for document in held.values() {
            edits.extend(document.read_untracked().waiting.iter().cloned());
            if edits.len() >= BATCH {
                edits.truncate(BATCH);
                break;
            }
        }
        edits
    }

    async fn take_in(self, changes: &[Change], settled: &[String], upto: Option<u64>) {
        let mut new = Vec::new();
        for change in changes {
            let id = &change.edit.document;
            let held = self.held.read_untracked().get(id).cloned();
            let document = held.unwrap_or_else(|| {
                let document = ArcRwSignal::new(Document::new(
                    id.clone(),
                    change.edit.kind,
                    change.edit.shop,
                ));
                new.push((id.clone(), document.clone()));
                document
            });
            if let Some(crossed) =
                document.with_untracked(|document| self.crossing(document, change))
            {
                self.crossed.update(|list| {
                    list.retain(|held| held.seq != crossed.seq);
                    list.push(crossed);
                });
            }
            document.update(|document| document.apply(change));
            if !new.is_empty() {
                self.held.update(|held| held.extend(new.drain(..)));
            }
        }
        self.drop_refused(settled);
        if let Some(upto) = upto {
            self.work
                .update_value(|work| work.upto = work.upto.max(upto));
        }
        self.count_waiting();
        let local = self.work.with_value(|work| work.local.clone());
        if let Some(local) = local
            && let Err(failure) = local.keep_changes(changes, settled, upto).await
        {
            self.cannot_keep(&failure.to_string());
        }
    }

    /// An edit that the server refuses for good no longer stands on top.
    fn drop_refused(self, settled: &[String]) {
        for document in self.held.read_untracked().values() {
            let refused = |document: &Document| {
                document
                    .waiting
                    .iter()
                    .any(|edit| settled.contains(&edit.id))
            };
            if document.with_untracked(refused) {
                document
                    .update(|document| document.waiting.retain(|edit| !settled.contains(&edit.id)));
            }
        }
        self.work.update_value(|work| {
            for id in settled {
                work.orders.remove(id);
                work.sent.remove(id);
            }
        });
    }

    /// What there is to show of a change that was made without knowing another one.
    fn crossing(self, document: &Document, change: &Change) -> Option<Crossed> {
        let other = change.crossed?;
        let path = &change.edit.path;
        let held = document
            .agreed
            .get(path)
            .filter(|field| field.version == other)?;
        let mine_now = document
            .waiting
            .iter()
            .any(|edit| edit.id == change.edit.id)
            || self.work.with_value(|work| work.own.contains(&change.seq));
        let mine_before = self.work.with_value(|work| work.own.contains(&other));
        if mine_now == mine_before || held.value == change.edit.value {
            return None;
        }
        let (mine, theirs) = if mine_now {
            (&change.edit.value, &held.value)
        } else {
            (&held.value, &change.edit.value)
        };
        Some(Crossed {
            seq: change.seq,
            document: document.id.clone(),
            kind: document.kind,
            path: path.clone(),
            mine: mine.clone(),
            theirs: theirs.clone(),
            by: (!mine_now).then(|| change.by.clone()),
            mine_stands: mine_now,
        })
    }
}
