//! What all requests and jobs share.

use std::sync::Arc;

use domain::wire::sync::Event;
use tokio::sync::{Notify, broadcast};

use crate::clock::Clock;
use crate::db::Store;
use crate::jobs::snapshot::Snapshots;
use crate::routes::session::Throttle;

/// How the server was started.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How people outside reach this server, without a slash at the end, as in `https://crm.example.com`:
    /// unsubscribe links are made from it, and where it is `https` the session's cookie is for `https` only.
    pub public_url: String,
    /// Where mail is handed over, as `lettre` reads it: `smtp://user:password@host:port`. Without it no mail leaves.
    pub smtp_url: Option<String>,
    /// The address that mail comes from.
    pub smtp_from: Option<String>,
}

/// What all requests and jobs share. Cheap to copy.
#[derive(Clone)]
pub struct AppState {
    /// The store.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// What open screens are told at once; `announce` sends.
    pub events: broadcast::Sender<Event>,
    /// How the server was started.
    pub settings: Arc<Settings>,
    /// Wakes the sending job when there may be something to send.
    pub wake_sender: Arc<Notify>,
    /// The newest frozen facts of each shop.
    pub snapshots: Snapshots,
    /// Slows those who guess passwords.
    pub throttle: Throttle,
}

impl AppState {
    /// The state of a server that has just started.
    pub fn new(store: Store, clock: Clock, settings: Settings) -> AppState {
        let (events, _) = broadcast::channel(256);
        AppState {
            store,
            clock,
            events,
            settings: Arc::new(settings),
            wake_sender: Arc::new(Notify::new()),
            snapshots: Snapshots::default(),
            throttle: Throttle::default(),
        }
    }

    /// Tells all open screens; nobody listening is no failure.
    pub fn announce(&self, event: Event) {
        let _ = self.events.send(event);
    }
}
