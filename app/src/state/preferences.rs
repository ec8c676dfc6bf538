//! How this person likes the screen, on this device.

use leptos::prelude::*;

use crate::platform::storage;

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All themes, in the order of the choice.
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Its name in the page and in storage.
    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

#[derive(Clone, Copy)]
struct Preferences {
    theme: RwSignal<Theme>,
}

const THEME: &str = "huitou.theme";

/// Provides the preferences; the document's `data-theme` follows.
pub fn provide_preferences() {
    let kept = storage::read(THEME).unwrap_or_default();
    let first = Theme::ALL
        .into_iter()
        .find(|theme| theme.name() == kept)
        .unwrap_or_default();
    let theme = RwSignal::new(first);
    Effect::new(move |_| {
        let name = theme.get().name();
        if let Some(root) = document().document_element() {
            // Without the attribute the system's theme is shown.
            let _ = root.set_attribute("data-theme", name);
        }
        storage::write(THEME, name);
    });
    provide_context(Preferences { theme });
}

/// The theme; set it to switch.
pub fn use_theme() -> RwSignal<Theme> {
    use_context::<Preferences>().map_or_else(
        || RwSignal::new(Theme::default()),
        |preferences| preferences.theme,
    )
}
