//! The pages and their paths, written once.

use leptos_router::hooks::use_location;

use leptos::prelude::*;

/// A page. Links are made from it: `href=Page::Segments.path()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// What waits for me.
    Home,
    /// The customer base.
    Customers,
    /// All segments.
    Segments,
    /// One segment.
    Segment(String),
    /// A new segment that begins with this query.
    SegmentOf(String),
    /// All campaigns.
    Campaigns,
    /// One campaign at its current checkpoint.
    Campaign(String),
    /// One campaign at a checkpoint, 1 to 9.
    Checkpoint(String, u8),
    /// The report of a campaign.
    Report(String),
    /// All imports.
    Imports,
    /// Bring a file in.
    NewImport,
    /// One part of the settings.
    Settings(SettingsPart),
}

/// A part of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SettingsPart {
    /// Salutation, slogan, fan name.
    Brand,
    /// Name, currency, zone, as-of day, thresholds.
    Shop,
    /// Users and roles.
    People,
    /// Signature, price, hours, carriers.
    Sending,
}

impl SettingsPart {
    /// All parts, in the order of the tabs.
    pub const ALL: [SettingsPart; 4] = [
        SettingsPart::Brand,
        SettingsPart::Shop,
        SettingsPart::People,
        SettingsPart::Sending,
    ];

    /// Its part of the path.
    pub fn name(self) -> &'static str {
        match self {
            SettingsPart::Brand => "brand",
            SettingsPart::Shop => "shop",
            SettingsPart::People => "people",
            SettingsPart::Sending => "sending",
        }
    }

    /// The part of that name; the first where there is none.
    pub fn named(name: &str) -> SettingsPart {
        SettingsPart::ALL
            .into_iter()
            .find(|part| part.name() == name)
            .unwrap_or(SettingsPart::Brand)
    }
}

impl Page {
    /// Its path.
    pub fn path(&self) -> String {
        match self {
            Page::Home => "/".into(),
            Page::Customers => "/customers".into(),
            Page::Segments => "/segments".into(),
            Page::Segment(id) => format!("/segments/{id}"),
            Page::SegmentOf(query) => format!("/segments/new?q={}", encode(query)),
            Page::Campaigns => "/campaigns".into(),
            Page::Campaign(id) => format!("/campaigns/{id}"),
            Page::Checkpoint(id, checkpoint) => format!("/campaigns/{id}/{checkpoint}"),
            Page::Report(id) => format!("/campaigns/{id}/report"),
            Page::Imports => "/imports".into(),
            Page::NewImport => "/imports/new".into(),
            Page::Settings(part) => format!("/settings/{}", part.name()),
        }
    }

    /// Whether a path belongs to this page's place in the navigation.
    pub fn holds(&self, path: &str) -> bool {
        let first = |path: &str| {
            path.trim_start_matches('/')
                .split('/')
                .next()
                .unwrap_or("")
                .to_string()
        };
        first(&self.path()) == first(path)
    }
}

fn encode(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// A parameter of the path: `:id`.
pub fn use_param(name: &'static str) -> Signal<String> {
    let params = leptos_router::hooks::use_params_map();
    Signal::derive(move || params.read().get(name).unwrap_or_default())
}

/// A value of the query string: `?q=`.
pub fn use_query_value(name: &'static str) -> Signal<Option<String>> {
    let query = leptos_router::hooks::use_query_map();
    Signal::derive(move || query.read().get(name))
}

/// Goes to a page when called.
pub fn use_go() -> impl Fn(Page) + Clone + 'static {
    let navigate = leptos_router::hooks::use_navigate();
    move |page: Page| navigate(&page.path(), leptos_router::NavigateOptions::default())
}

/// The path shown now.
pub fn use_path() -> Memo<String> {
    use_location().pathname
}
