//! Whether what was written here has been agreed by the server, and what is in the way.

use leptos::prelude::*;

/// What the connection mark says; never more than is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The server has everything.
    Agreed,
    /// This many edits are kept on this device and wait.
    SavedHere(usize),
    /// Edits are on their way.
    Sending,
    /// No server answers; this many edits wait.
    Offline(usize),
    /// The person must do something: a code for `problems.rs`.
    NeedsYou(String),
}

/// The facts behind the mark.
#[derive(Clone, Copy)]
pub struct Connection {
    /// Whether the server answered last time.
    pub reachable: RwSignal<bool>,
    /// Edits that the server has not confirmed.
    pub waiting: RwSignal<usize>,
    /// Whether edits are on their way now.
    pub sending: RwSignal<bool>,
    /// What the person must mend, as a code.
    pub trouble: RwSignal<Option<String>>,
    /// When something was last agreed, seconds since 1970.
    pub agreed_at: RwSignal<Option<i64>>,
}

impl Connection {
    /// What the mark says now.
    pub fn mark(self) -> Memo<Mark> {
        Memo::new(move |_| {
            let waiting = self.waiting.get();
            match self.trouble.get() {
                Some(code) => Mark::NeedsYou(code),
                None if !self.reachable.get() => Mark::Offline(waiting),
                None if self.sending.get() => Mark::Sending,
                None if waiting > 0 => Mark::SavedHere(waiting),
                None => Mark::Agreed,
            }
        })
    }

    fn new() -> Connection {
        Connection {
            reachable: RwSignal::new(crate::platform::online()),
            waiting: RwSignal::new(0),
            sending: RwSignal::new(false),
            trouble: RwSignal::new(None),
            agreed_at: RwSignal::new(None),
        }
    }
}

/// Provides the connection.
pub fn provide_connection() {
    let connection = Connection::new();
    let offline =
        window_event_listener_untyped("offline", move |_| connection.reachable.set(false));
    on_cleanup(move || offline.remove());
    provide_context(connection);
}

/// The connection.
pub fn use_connection() -> Connection {
    use_context::<Connection>().unwrap_or_else(Connection::new)
}
