//! What the server says by itself: server-sent events.

use domain::wire::sync::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

use super::connection::{Connection, use_connection};
use super::session::{Stage, use_session};

type Listener = Callback<Event>;

/// The server's own messages.
#[derive(Clone, Copy)]
pub struct Events {
    listeners: StoredValue<Vec<(u64, Listener)>>,
    next: StoredValue<u64>,
    /// Grows whenever the line has been opened anew: what happened in between is unknown, so fetch.
    pub opened: RwSignal<u64>,
}

impl Events {
    fn tell(self, event: &Event) {
        for (_, listener) in self.listeners.get_value() {
            listener.run(event.clone());
        }
    }

    fn add(self, listener: Listener) -> u64 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.listeners
            .update_value(|listeners| listeners.push((id, listener)));
        id
    }
}

/// Keeps a line to the server open while someone is signed in.
pub(super) fn provide_events() {
    let events = Events {
        listeners: StoredValue::new(Vec::new()),
        next: StoredValue::new(0),
        opened: RwSignal::new(0),
    };
    provide_context(events);
    let (session, connection) = (use_session(), use_connection());
    let user = session.user_id();
    Effect::new(move |line: Option<Option<Line>>| {
        if let Some(Some(line)) = line {
            line.close();
        }
        let here = session.stage().get() == Stage::SignedIn && user.get().is_some();
        here.then(|| Line::open(events, connection)).flatten()
    });
}

struct Line {
    source: EventSource,
    message: Closure<dyn FnMut(MessageEvent)>,
    open: Closure<dyn FnMut()>,
    error: Closure<dyn FnMut()>,
}

impl Line {
    fn open(events: Events, connection: Connection) -> Option<Line> {
        let source = EventSource::new("/api/events").ok()?;
        let message = Closure::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            if let Ok(event) = serde_json::from_str::<Event>(&text) {
                events.tell(&event);
            }
        });
        let open = Closure::new(move || {
            connection.reachable.set(true);
            events.opened.update(|times| *times += 1);
        });
        // The browser itself tries again; a line that was refused for good is opened anew with the next sign-in.
        let error = Closure::new(move || {
            if !crate::platform::online() {
                connection.reachable.set(false);
            }
        });
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onopen(Some(open.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Line {
            source,
            message,
            open,
            error,
        })
    }

    fn close(self) {
        self.source.set_onmessage(None);
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.close();
        drop((self.message, self.open, self.error));
    }
}

/// The server's own messages.
pub fn use_events() -> Events {
    use_context::<Events>().unwrap_or_else(|| Events {
        listeners: StoredValue::new(Vec::new()),
        next: StoredValue::new(0),
        opened: RwSignal::new(0),
    })
}

/// Calls `listener` with every event as long as this part of the page lives.
pub fn on_event(listener: impl Fn(Event) + Send + Sync + 'static) {
    let events = use_events();
    let id = events.add(Callback::new(listener));
    on_cleanup(move || {
        // At the end of the application the list may be gone before its listeners.
        let _ = events
            .listeners
            .try_update_value(|listeners| listeners.retain(|(held, _)| *held != id));
    });
}
