//! How far the customers of the shop are loaded, and whether they are all there: for every page that counts them.

use domain::sample::half_width;
use leptos::prelude::*;

use crate::format;
use crate::locales::{facts as words, fill, t, use_lang};
use crate::problems;
use crate::state::{Facts, use_engine};
use crate::ui::button::Button;
use crate::ui::feedback::{Banner, Progress};
use crate::ui::icon::Glyph;
use crate::ui::surface::Tone;

/// What stands between the page and its numbers: loading, too much, a failure, a sample. Nothing where all is there.
#[component]
pub fn FactsState(
    /// How many customers of the sample the page is about, where it is about some: their number in the shop is estimated.
    #[prop(optional, into)]
    counted: Signal<Option<u32>>,
) -> impl IntoView {
    let lang = use_lang();
    let engine = use_engine();
    let facts = engine.facts();
    // The bar moves within one view of it.
    let progress = Memo::new(move |_| match *facts.read() {
        Facts::Loading { received, total } => Some((received, total)),
        _ => None,
    });
    let loading = Memo::new(move |_| progress.read().is_some());
    let megabytes = move |bytes: u64| format::count((bytes >> 20).max(1) as i64);
    let done = Signal::derive(move || {
        let (received, total) = progress.get().unwrap_or_default();
        (total > 0).then(|| received as f64 / total as f64)
    });
    let said = Signal::derive(move || {
        let (received, total) = progress.get().unwrap_or_default();
        let mb = |bytes| {
            fill(
                words::megabytes(lang.get()),
                &[("count", &megabytes(bytes))],
            )
        };
        let far = match total {
            0 => mb(received),
            total => fill(
                words::loaded_of(lang.get()),
                &[("done", &mb(received)), ("all", &mb(total))],
            ),
        };
        format!("{} · {far}", words::loading(lang.get()))
    });
    let too_large = move || match *facts.read() {
        Facts::TooLarge {
            customers,
            needed,
            limit,
            sample,
        } => {
            let text = fill(
                words::too_large(lang.get()),
                &[
                    ("customers", &format::count(customers.into())),
                    ("needed", &megabytes(needed)),
                    ("limit", &megabytes(limit)),
                ],
            );
            let deed = fill(
                words::work_with_sample(lang.get()),
                &[("every", &sample.to_string())],
            );
            Some(view! {
                <Banner tone=Tone::Warn>
                    <p>{text}</p>
                    <Button small=true on_press=move |()| engine.open_sample(sample)>{deed}</Button>
                </Banner>
            })
        }
        _ => None,
    };
    let failed = move || match &*facts.read() {
        Facts::Failed(code) => {
            let line = problems::of_plain_code(code, lang.get()).line(lang.get());
            Some(view! {
                <Banner tone=Tone::Bad>
                    <p>{line}</p>
                    <Button small=true icon=Glyph::Sync on_press=move |()| engine.open_again()>
                        {t(crate::locales::ui::try_again)}
                    </Button>
                </Banner>
            })
        }
        _ => None,
    };
    let sampled = move || match *facts.read() {
        Facts::Open {
            sample, customers, ..
        } if sample > 1 => {
            let every = format::count(sample.into());
            let text = match counted.get() {
                Some(count) => fill(
                    words::sample(lang.get()),
                    &[
                        ("every", &every),
                        ("count", &format::count(count.into())),
                        (
                            "estimate",
                            &format::count(i64::from(count) * i64::from(sample)),
                        ),
                        (
                            "error",
                            &format::count(half_width(count, customers, sample).round() as i64),
                        ),
                    ],
                ),
                None => fill(words::sample_plain(lang.get()), &[("every", &every)]),
            };
            Some(view! {
                <Banner tone=Tone::Warn>
                    <p>{text}</p>
                    <Button small=true on_press=move |()| engine.open_sample(1)>{t(words::load_all)}</Button>
                </Banner>
            })
        }
        _ => None,
    };
    view! {
        <Show when=move || loading.get()>
            <Progress label=said share=done />
        </Show>
        {too_large}
        {failed}
        {sampled}
    }
    .into_any()
}
