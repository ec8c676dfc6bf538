//! Short messages that come, are read aloud, and go.

use leptos::prelude::*;

/// What a message is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Note,
    /// Something did not work; it stays until it is closed.
    Failed,
}

/// One message.
#[derive(Clone)]
pub struct Toast {
    /// Its number.
    pub id: u64,
    /// Its words.
    pub text: String,
    /// What it is about.
    pub tone: Tone,
    /// A button: its words, and what it does.
    pub action: Option<(String, Callback<()>)>,
}

/// The messages on the screen.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// The messages now.
    pub fn list(self) -> Signal<Vec<Toast>> {
        self.list.into()
    }

    /// Says that something was done.
    pub fn done(self, text: impl Into<String>) {
        self.show(text.into(), Tone::Done, None);
    }

    /// Says something to know.
    pub fn note(self, text: impl Into<String>) {
        self.show(text.into(), Tone::Note, None);
    }

    /// Says that something did not work.
    pub fn failed(self, text: impl Into<String>) {
        self.show(text.into(), Tone::Failed, None);
    }

    /// Says something with a button, such as *Undo*.
    pub fn offer(
        self,
        text: impl Into<String>,
        button: impl Into<String>,
        action: impl Fn() + Send + Sync + 'static,
    ) {
        self.show(
            text.into(),
            Tone::Note,
            Some((button.into(), Callback::new(move |()| action()))),
        );
    }

    /// Says something with a button, and stays until it is answered.
    pub fn stay(
        self,
        text: impl Into<String>,
        button: impl Into<String>,
        action: impl Fn() + Send + Sync + 'static,
    ) {
        let action = (button.into(), Callback::new(move |()| action()));
        self.add(text.into(), Tone::Note, Some(action), true);
    }

    /// Takes a message away.
    pub fn close(self, id: u64) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }

    fn show(self, text: String, tone: Tone, action: Option<(String, Callback<()>)>) {
        self.add(text, tone, action, tone == Tone::Failed);
    }

    fn add(self, text: String, tone: Tone, action: Option<(String, Callback<()>)>, stays: bool) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let seconds = if action.is_some() { 10 } else { 5 };
        self.list.update(|list| {
            list.retain(|toast| toast.text != text);
            list.push(Toast {
                id,
                text,
                tone,
                action,
            });
            // More than four hide the page.
            let over = list.len().saturating_sub(4);
            list.drain(..over);
        });
        if !stays {
            set_timeout(
                move || self.close(id),
                std::time::Duration::from_secs(seconds),
            );
        }
    }
}

/// Provides the messages.
pub fn provide_toasts() {
    provide_context(Toasts {
        list: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
    });
}

/// The messages.
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(|| Toasts {
        list: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
    })
}
