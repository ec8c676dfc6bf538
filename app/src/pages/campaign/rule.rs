//! A rule of the campaign: the editor while it is written, the plain text once it is frozen.

use domain::document::Kind;
use leptos::prelude::*;

use super::fields::t_string;
use crate::locales::Word;
use crate::query_editor::{QueryEditor, Surroundings};
use crate::state::campaigns::use_campaign;
use crate::state::use_documents;

/// The rule in a field of the document.
#[component]
pub fn RuleField(
    /// The field.
    #[prop(into)]
    path: String,
    /// What the rule is, for those who cannot see it.
    label: Word,
) -> impl IntoView {
    let open = use_campaign();
    let query = open.text(path.clone());
    let saved = use_documents().list(Kind::Segment);
    let segments = Signal::derive(move || {
        saved
            .read()
            .iter()
            .map(|one| one.text("name").to_string())
            .collect::<Vec<_>>()
    });
    let around = Surroundings {
        segments,
        ..Surroundings::none()
    };
    let path = StoredValue::new(path);
    view! {
        <Show when=move || open.frozen.get() fallback=move || view! {
            <QueryEditor query on_change=move |text: String| open.edit(path.get_value(), text) label=t_string(label) around compact=true />
        }>
            <pre class="rule-text"><code>{query}</code></pre>
        </Show>
    }
}
