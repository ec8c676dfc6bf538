//! What the lifecycle thresholds in the form would do: where the lines stand among the intervals, and who is where.

use domain::lifecycle::Setting;
use domain::wire::engine::CustomerBase;
use leptos::prelude::*;

use crate::bars::{drawn, interval_bars, interval_lines, thresholds_source};
use crate::format;
use crate::locales::{
    customers as customer_words, fill, settings_shop as words, t, trade, ui as ui_words, use_lang,
};
use crate::problems;
use crate::state::{Facts, use_engine};
use crate::ui::{
    Banner, BarChart, BarDatum, Button, Card, EmptyState, Glyph, Histogram, Skeleton, Stat, Tone,
};

/// What stands in the card now.
#[derive(Clone, PartialEq)]
enum Shown {
    Loading,
    Failed(String),
    Empty,
    Full,
}

/// The picture with the thresholds of the form; nothing new is asked while they are not fit.
#[component]
pub fn LifecycleEffect(
    setting: Memo<Option<Setting>>,
    /// Hears the three lines whenever they are known anew.
    #[prop(into)]
    on_lines: Callback<[u32; 3]>,
) -> impl IntoView {
    let lang = use_lang();
    let engine = use_engine();
    let facts = engine.facts();
    let fit = Memo::new(move |former: Option<&Setting>| {
        setting.get().or(former.copied()).unwrap_or_default()
    });
    let asked = engine.customer_base_with(fit);
    let held = engine.customer_base().answer;
    let base = asked.answer;
    Effect::new(move |_| {
        if let Some(lines) = base.read().as_ref().map(|base| base.thresholds) {
            on_lines.run([lines.a, lines.b, lines.c]);
        }
    });
    let shown = Memo::new(move |_| match &*facts.read() {
        Facts::Failed(code) => Shown::Failed(code.clone()),
        Facts::Open { customers: 0, .. } => Shown::Empty,
        _ if base.with(Option::is_none) => Shown::Loading,
        _ => Shown::Full,
    });
    view! {
        <Card title=t(words::effect) stale=Signal::derive(move || asked.stale.get() && shown.get() == Shown::Full)>
            {move || match shown.get() {
                Shown::Loading => view! { <Skeleton lines=2 tall=true /> }.into_any(),
                Shown::Failed(code) => {
                    let lang = lang.get();
                    let said = problems::of_plain_code(&code, lang).line(lang);
                    view! {
                        <Banner tone=Tone::Bad>
                            <p>{said}</p>
                            <Button small=true on_press=move |()| engine.open_again()>{t(ui_words::try_again)}</Button>
                        </Banner>
                    }
                    .into_any()
                }
                Shown::Empty => view! {
                    <EmptyState glyph=Glyph::Chart title=t(words::no_purchases) text=t(words::no_purchases_lead) />
                }
                .into_any(),
                Shown::Full => view! { <Picture base=base held=held /> }.into_any(),
            }}
        </Card>
    }
}

#[component]
fn Picture(
    base: Signal<Option<CustomerBase>>,
    held: Signal<Option<CustomerBase>>,
) -> impl IntoView {
    let lang = use_lang();
    let source = move || {
        let base = base.read();
        base.as_ref()
            .map(|base| thresholds_source(&base.thresholds.source, lang.get()))
    };
    let bars = Signal::derive(move || {
        let base = base.read();
        base.as_ref()
            .map(|base| interval_bars(base, lang.get()))
            .unwrap_or_default()
    });
    let lines = Signal::derive(move || {
        let base = base.read();
        base.as_ref().map(interval_lines).unwrap_or_default()
    });
    let stages = Signal::derive(move || {
        let lang = lang.get();
        let (base, held) = (base.read(), held.read());
        let Some(base) = base.as_ref() else {
            return Vec::new();
        };
        let name = |key: &str, lang| trade::bar(key, trade::stage, lang);
        let all = base.spreads.lifecycle.iter().map(|bar| bar.customers).sum();
        let drawn = drawn(&base.spreads.lifecycle, all, name, lang);
        let change = |(datum, key): (BarDatum, &str)| {
            let former = held
                .as_ref()
                .and_then(|held| held.spreads.lifecycle.iter().find(|bar| bar.key == key))
                .map_or(datum.value as i64, |bar| i64::from(bar.customers));
            let by = datum.value as i64 - former;
            let text = match by {
                0 => datum.text.clone(),
                by => {
                    let sign = if by > 0 { "+" } else { "−" };
                    let change = format!("{sign}{}", format::count(by.abs()));
                    fill(
                        words::stages_changed(lang),
                        &[("count", &datum.text), ("change", &change)],
                    )
                }
            };
            BarDatum { text, ..datum }
        };
        let keys = base.spreads.lifecycle.iter().map(|bar| bar.key.as_str());
        drawn.into_iter().zip(keys).map(change).collect()
    });
    let is_changed = Memo::new(move |_| {
        let lines = |base: &Option<CustomerBase>| {
            base.as_ref()
                .map(|base| (base.thresholds.a, base.thresholds.b, base.thresholds.c))
        };
        lines(&base.read()) != lines(&held.read())
    });
    let stat = move |at: usize, name: &'static str| {
        let value = move || {
            let base = base.read();
            let days = base.as_ref().map(|base| {
                let lines = base.thresholds;
                [lines.a, lines.b, lines.c][at]
            });
            let days = days.map_or("–".into(), |days| days.to_string());
            fill(words::line_days(lang.get()), &[("days", &days)])
        };
        let note = move || {
            let base = base.read();
            let one = base.as_ref().and_then(|base| base.returns.get(at).copied());
            let share = one.map(|one| format::part(one.returned as i64, one.silences as i64));
            let share = share.unwrap_or_else(|| "–".into());
            fill(words::line_return(lang.get()), &[("share", &share)])
        };
        let label = move || fill(words::line(lang.get()), &[("name", name)]);
        view! { <Stat label=Signal::derive(label) value=Signal::derive(value) note=Signal::derive(note) /> }
    };
    view! {
        <div class="stats">{stat(0, "A")} {stat(1, "B")} {stat(2, "C")}</div>
        <p class="settings-note">{source}</p>
        <h3 class="settings-part">{t(customer_words::gaps)}</h3>
        <Histogram label=t(customer_words::gaps) bars=bars thresholds=lines />
        <h3 class="settings-part">{t(words::stages)}</h3>
        <div class="stage-bars" class:has-changes=is_changed><BarChart label=t(words::stages) bars=stages /></div>
        <Show when=move || is_changed.get()>
            <p class="settings-note">{t(words::stages_note)}</p>
        </Show>
    }
}
