//! Which column is which field: a guess to be checked, saved under a name if wanted.

use domain::order_import::mapping::{Clock, Field as Of, Mapping, Row};
use domain::wire::import::{SavedMapping, Sniffed};
use leptos::prelude::*;

use crate::locales::{imports as words, t, use_lang};
use crate::problems;
use crate::state::imports::{save_mapping, saved_mappings};
use crate::state::use_toasts;
use crate::ui::{Button, Card, Choice, Field, Select, Switch, TextInput};

/// The fields that most files have; the others stand below a fold.
const FIRST: [Of; 14] = [
    Of::OrderNumber,
    Of::Buyer,
    Of::CreatedAt,
    Of::PaidAt,
    Of::State,
    Of::Paid,
    Of::Refunded,
    Of::Product,
    Of::Title,
    Of::Quantity,
    Of::UnitPrice,
    Of::Region,
    Of::City,
    Of::Country,
];

/// The mapping of a file, to be changed.
#[component]
pub fn MappingCard(sniffed: Signal<Option<Sniffed>>, mapping: RwSignal<Mapping>) -> impl IntoView {
    let lang = use_lang();
    let toasts = use_toasts();
    let saved = LocalResource::new(saved_mappings);
    let name = RwSignal::new(String::new());
    let headings = Memo::new(move |_| {
        sniffed
            .read()
            .as_ref()
            .map(|file| file.headings.clone())
            .unwrap_or_default()
    });
    let columns = Signal::derive(move || {
        let none = Choice::new("", words::no_column(lang.get()));
        std::iter::once(none)
            .chain(
                headings
                    .get()
                    .into_iter()
                    .map(|one| Choice::new(one.clone(), one)),
            )
            .collect::<Vec<_>>()
    });
    let one = move |of: Of| {
        let value =
            Signal::derive(move || mapping.read().columns.get(&of).cloned().unwrap_or_default());
        let change = move |heading: String| {
            mapping.update(|mapping| {
                if heading.is_empty() {
                    mapping.columns.remove(&of);
                } else {
                    mapping.columns.insert(of, heading);
                }
            });
        };
        view! {
            <Field label=t(words::field(of))>
                <Select choices=columns value=value on_change=change />
            </Field>
        }
    };
    let rest: Vec<Of> = Of::ALL
        .into_iter()
        .filter(|of| !FIRST.contains(of))
        .collect();
    let kinds = Signal::derive(move || {
        let lang = lang.get();
        vec![
            Choice::new("ORDER", words::row_order(lang)),
            Choice::new("LINE", words::row_line(lang)),
            Choice::new("ITEM", words::row_item(lang)),
        ]
    });
    let kind = Signal::derive(move || {
        match mapping.read().row {
            Row::Order => "ORDER",
            Row::Line => "LINE",
            Row::Item => "ITEM",
        }
        .to_string()
    });
    let set_kind = move |value: String| {
        mapping.update(|mapping| {
            mapping.row = match value.as_str() {
                "LINE" => Row::Line,
                "ITEM" => Row::Item,
                _ => Row::Order,
            };
        });
    };
    let clocks = Signal::derive(move || {
        let lang = lang.get();
        vec![
            Choice::new("SHOP", words::clock_shop(lang)),
            Choice::new("CHINA", words::clock_china(lang)),
            Choice::new("UTC", words::clock_utc(lang)),
        ]
    });
    let clock = Signal::derive(move || {
        match mapping.read().reading.clock {
            Clock::Shop => "SHOP",
            Clock::China => "CHINA",
            Clock::Utc => "UTC",
        }
        .to_string()
    });
    let set_clock = move |value: String| {
        mapping.update(|mapping| {
            mapping.reading.clock = match value.as_str() {
                "CHINA" => Clock::China,
                "UTC" => Clock::Utc,
                _ => Clock::Shop,
            };
        });
    };
    let split = |text: String| -> Vec<String> {
        let parts = text.split([',', '，']).map(|one| one.trim().to_string());
        parts.filter(|one| !one.is_empty()).collect()
    };
    let prefixes = Signal::derive(move || mapping.read().reading.cancellation_prefixes.join(", "));
    let set_prefixes = move |text: String| {
        mapping.update(|mapping| mapping.reading.cancellation_prefixes = split(text));
    };
    let left_out = Signal::derive(move || mapping.read().reading.ignored_prefixes.join(", "));
    let set_left_out = move |text: String| {
        mapping.update(|mapping| mapping.reading.ignored_prefixes = split(text));
    };
    let keep = Callback::new(move |()| {
        let kept = SavedMapping {
            id: 0,
            name: name.get_untracked().trim().to_string(),
            mapping: mapping.get_untracked(),
        };
        if kept.name.is_empty() {
            return;
        }
        leptos::task::spawn_local(async move {
            let lang = lang.get_untracked();
            match save_mapping(&kept).await {
                Ok(_) => toasts.done(words::mapping_saved(lang)),
                Err(failure) => toasts.failed(problems::of_failure(&failure, lang).line(lang)),
            }
            saved.refetch();
        });
    });
    let kept_names = Signal::derive(move || match saved.get() {
        Some(Ok(list)) => list
            .into_iter()
            .map(|one| Choice::new(one.name.clone(), one.name))
            .collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    let take = move |name: String| {
        if let Some(Ok(list)) = saved.get_untracked()
            && let Some(found) = list.into_iter().find(|one| one.name == name)
        {
            mapping.set(found.mapping);
        }
    };
    view! {
        <Card title=t(words::columns)>
            <p class="hint">{t(words::columns_hint)}</p>
            <Show when=move || !kept_names.read().is_empty()>
                <Field label=t(words::saved_mapping)>
                    <Select choices=kept_names value=Signal::stored(String::new()) placeholder=t(words::saved_mapping) on_change=take />
                </Field>
            </Show>
            <div class="form-grid">
                <Field label=t(words::row_kind)>
                    <Select choices=kinds value=kind on_change=set_kind />
                </Field>
                <Field label=t(words::clock)>
                    <Select choices=clocks value=clock on_change=set_clock />
                </Field>
                {FIRST.into_iter().map(one).collect_view()}
            </div>
            <details class="fold">
                <summary>{t(crate::locales::ui::more)}</summary>
                <div class="form-grid">
                    {rest.into_iter().map(one).collect_view()}
                    <Field label=t(words::cancellations)>
                        <TextInput value=prefixes on_input=set_prefixes />
                    </Field>
                    <Field label=t(words::left_out)>
                        <TextInput value=left_out on_input=set_left_out />
                    </Field>
                </div>
                <Switch
                    label=t(words::paid_when_created)
                    on=Signal::derive(move || mapping.read().reading.paid_when_created)
                    on_change=move |on| mapping.update(|mapping| mapping.reading.paid_when_created = on)
                />
            </details>
            <form
                class="save-mapping"
                on:submit=move |event| {
                    event.prevent_default();
                    keep.run(());
                }
            >
                <Field label=t(words::mapping_name)>
                    <TextInput value=name on_input=move |text| name.set(text) most=60 />
                </Field>
                <Button submits=true>{t(words::save_mapping)}</Button>
            </form>
        </Card>
    }
}
