//! A new file on its way in: choose, check the columns, preview, import.

use domain::order_import::mapping::Mapping;
use domain::wire::import::{Batch, BatchState, Choice as Chosen, Preview, Sniffed, Stage};
use domain::wire::sync::Event;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{DragEvent, File};

use super::list::source;
use super::mapping::MappingCard;
use super::outcome::{Outcome, Problems};
use crate::api::Failure;
use crate::format;
use crate::locales::{fill, imports as words, settings_shop, shell, t, use_lang};
use crate::problems;
use crate::routes::{Page, SettingsPart};
use crate::state::imports::{find_batch, preview, rejects_path, run, sniff, sniff_sheet};
use crate::state::{on_event, use_session, use_shop};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Card, Choice, EmptyState, Field, Glyph, Icon, LinkButton,
    PageHead, Progress, Select, Skeleton, Tone,
};

/// How far the file has come.
#[derive(Clone, Copy)]
struct Way {
    sniffed: RwSignal<Option<Sniffed>>,
    mapping: RwSignal<Mapping>,
    sheet: RwSignal<Option<String>>,
    seen: RwSignal<Option<Preview>>,
    /// The mapping that `seen` was made with; another one must be looked at first.
    seen_with: RwSignal<Mapping>,
    batch: RwSignal<Option<Batch>>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    name: RwSignal<String>,
}

impl Way {
    fn new() -> Way {
        Way {
            sniffed: RwSignal::new(None),
            mapping: RwSignal::new(Mapping::default()),
            sheet: RwSignal::new(None),
            seen: RwSignal::new(None),
            seen_with: RwSignal::new(Mapping::default()),
            batch: RwSignal::new(None),
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            name: RwSignal::new(String::new()),
        }
    }

    fn clear(self) {
        self.sniffed.set(None);
        self.seen.set(None);
        self.batch.set(None);
        self.failure.set(None);
        self.sheet.set(None);
    }

    fn choice(self) -> Chosen {
        Chosen {
            mapping: Some(self.mapping.get_untracked()),
            mapping_name: None,
            sheet: self.sheet.get_untracked(),
        }
    }

    fn take(self, shop: i64, file: File) {
        self.clear();
        self.name.set(file.name());
        self.busy.set(true);
        spawn_local(async move {
            let sniffed = sniff(shop, file).await;
            self.hold(sniffed).await;
        });
    }

    fn take_sheet(self, sheet: String) {
        let Some(upload) = self.upload() else {
            return;
        };
        self.busy.set(true);
        self.seen.set(None);
        spawn_local(async move {
            let sniffed = sniff_sheet(&upload, sheet).await;
            self.hold(sniffed).await;
        });
    }

    /// Takes in what was seen; where the source is known, the preview follows at once.
    async fn hold(self, sniffed: Result<Sniffed, Failure>) {
        match sniffed {
            Ok(sniffed) => {
                self.mapping.set(sniffed.mapping.clone());
                self.sheet.set(sniffed.sheet.clone());
                let blocked = sniffed.problems.iter().any(|problem| problem.blocking);
                let ready = sniffed.preset.is_some() && !blocked;
                self.failure.set(None);
                self.sniffed.set(Some(sniffed));
                if ready {
                    self.look().await;
                }
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
        self.busy.set(false);
    }

    fn upload(self) -> Option<String> {
        self.sniffed
            .with_untracked(|file| file.as_ref().map(|file| file.upload.clone()))
    }

    async fn look(self) {
        let Some(upload) = self.upload() else {
            return;
        };
        let choice = self.choice();
        match preview(&upload, &choice).await {
            Ok(seen) => {
                self.failure.set(None);
                self.seen_with.set(choice.mapping.unwrap_or_default());
                self.seen.set(Some(seen));
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    fn look_again(self) {
        self.busy.set(true);
        spawn_local(async move {
            self.look().await;
            self.busy.set(false);
        });
    }

    fn run(self) {
        let Some(upload) = self.upload() else {
            return;
        };
        self.busy.set(true);
        spawn_local(async move {
            match run(&upload, &self.choice()).await {
                Ok(batch) => self.batch.set(Some(batch)),
                Err(failure) => self.failure.set(Some(failure)),
            }
            self.busy.set(false);
        });
    }

    fn refresh(self, batch: i64) {
        spawn_local(async move {
            if let Ok(found) = find_batch(batch).await {
                self.batch.set(Some(found));
            }
        });
    }
}

/// The page.
#[component]
pub fn NewImportPage() -> impl IntoView {
    let lang = use_lang();
    let way = Way::new();
    let session = use_session();
    let shops = session.shops();
    let no_shop = Memo::new(move |_| shops.read().is_empty());
    on_event(move |event| {
        if let Event::Import { batch } = event
            && way
                .batch
                .with_untracked(|held| held.as_ref().is_some_and(|held| held.id == batch))
        {
            way.refresh(batch);
        }
    });
    // The line of events may be down: look by ourselves, too, while it runs.
    Effect::new(move |_| {
        if let Some(batch) = way.batch.get()
            && batch.state == BatchState::Running
        {
            set_timeout(
                move || way.refresh(batch.id),
                std::time::Duration::from_millis(700),
            );
        }
    });
    Effect::new(move |_| {
        if way
            .batch
            .read()
            .as_ref()
            .is_some_and(|batch| batch.state == BatchState::Done)
        {
            session.refresh();
        }
    });
    let failed = move || {
        way.failure.get().map(|failure| {
            let said = problems::of_failure(&failure, lang.get());
            view! {
                <Banner tone=Tone::Bad>
                    <p>
                        <strong>{said.what}</strong>
                    </p>
                    <p>{said.remedy}</p>
                </Banner>
            }
        })
    };
    view! {
        <PageHead title=t(words::new_import) note=t(words::lead)>
            <LinkButton href=Page::Imports.path() kind=ButtonKind::Quiet>{t(words::title)}</LinkButton>
        </PageHead>
        <div class="import-page" aria-live="polite">
            <Show when=move || no_shop.get()>
                <EmptyState glyph=Glyph::Shop title=t(shell::no_shop) text=t(words::no_shop_text)>
                    <LinkButton kind=ButtonKind::Primary icon=Glyph::Shop href=Page::Settings(SettingsPart::Shop).path()>
                        {t(settings_shop::add_title)}
                    </LinkButton>
                </EmptyState>
            </Show>
            <Show when=move || way.batch.read().is_none() && !no_shop.get()>
                <DropArea way=way />
            </Show>
            {failed}
            <Show when=move || way.busy.get() && way.sniffed.read().is_none()>
                <p>{move || fill(words::reading(lang.get()), &[("name", &way.name.get())])}</p>
                <Skeleton lines=4 />
            </Show>
            <Show when=move || way.batch.read().is_none() && way.sniffed.read().is_some()>
                <FileCard way=way />
                <PreviewPart way=way />
                <MappingCard sniffed=way.sniffed.into() mapping=way.mapping />
                <SampleCard way=way />
            </Show>
            <BatchPart way=way />
        </div>
    }
    .into_any()
}

#[component]
fn DropArea(way: Way) -> impl IntoView {
    let shop = use_shop();
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let take = move |file: Option<File>| {
        if let (Some(shop), Some(file)) = (shop.get_untracked(), file) {
            way.take(shop.id, file);
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        take(files.and_then(|files| files.get(0)));
    };
    let chosen = move |_| {
        let files = input.get().and_then(|input| input.files());
        take(files.and_then(|files| files.get(0)));
        if let Some(input) = input.get() {
            // The same file may be chosen again.
            input.set_value("");
        }
    };
    view! {
        <label
            class="drop-area"
            class:is-over=over
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Icon glyph=Glyph::Import />
            <strong>{t(words::drop)}</strong>
            <span>{t(words::drop_or)}</span>
            <span class="button">{t(words::choose)}</span>
            <input
                node_ref=input
                class="visually-hidden"
                type="file"
                aria-label=t(words::choose)
                accept=".csv,.xlsx,.xls,.txt,.gz,.tsv,text/csv"
                on:change=chosen
            />
            <span class="hint">{t(words::accepts)}</span>
        </label>
    }
}

#[component]
fn FileCard(way: Way) -> impl IntoView {
    let lang = use_lang();
    let file = move || way.sniffed.get();
    let known = move || {
        let lang = lang.get();
        file().map(|file| match &file.preset {
            Some(code) => (
                fill(
                    words::recognised(lang),
                    &[("preset", &source(Some(code), lang))],
                ),
                Tone::Good,
            ),
            None => (words::not_recognised(lang).to_string(), Tone::Warn),
        })
    };
    let facts = move || {
        let file = file()?;
        let encoding = file
            .encoding
            .and_then(|encoding| serde_json::to_value(encoding).ok());
        let encoding = encoding.and_then(|value| value.as_str().map(str::to_string));
        let mut parts = vec![file.file_name, format::bytes(file.bytes)];
        parts.extend(encoding);
        parts.extend(file.sheet);
        Some(parts.join(" · "))
    };
    let sheets = Signal::derive(move || {
        let sheets = file().map(|file| file.sheets).unwrap_or_default();
        sheets
            .into_iter()
            .map(|sheet| {
                Choice::new(
                    sheet.name.clone(),
                    format!("{} ({})", sheet.name, sheet.rows),
                )
            })
            .collect::<Vec<_>>()
    });
    let problems = Signal::derive(move || file().map(|file| file.problems).unwrap_or_default());
    view! {
        <Card title=t(words::file)>
            <p>
                {facts}
                " "
                {move || known().map(|(text, tone)| view! { <Badge tone=tone>{text}</Badge> })}
            </p>
            <Problems problems=problems />
            <Show when=move || sheets.read().len().gt(&1)>
                <Field label=t(words::sheet)>
                    <Select
                        choices=sheets
                        value=Signal::derive(move || way.sheet.get().unwrap_or_default())
                        placeholder=t(words::choose_sheet)
                        on_change=move |sheet| way.take_sheet(sheet)
                    />
                </Field>
            </Show>
        </Card>
    }
}

#[component]
fn PreviewPart(way: Way) -> impl IntoView {
    let lang = use_lang();
    let outdated = Memo::new(move |_| *way.seen_with.read() != *way.mapping.read());
    let blocked = Signal::derive(move || {
        let seen = way.seen.read();
        let in_the_way = |seen: &Preview| {
            !seen.changes_anything() || seen.problems.iter().any(|problem| problem.blocking)
        };
        outdated.get() || seen.as_ref().is_none_or(in_the_way)
    });
    let problems =
        Signal::derive(move || way.seen.get().map(|seen| seen.problems).unwrap_or_default());
    let run = move || {
        let seen = way.seen.read();
        let seen = seen.as_ref();
        if seen.is_some_and(|seen| !seen.changes_anything()) {
            return words::run_nothing(lang.get()).to_string();
        }
        let orders = seen.map_or(0, |seen| seen.orders_new + seen.orders_changed);
        fill(
            words::run(lang.get()),
            &[("orders", &format::count(orders as i64))],
        )
    };
    view! {
        <section class="import-preview" aria-label=t(words::preview) class:is-stale=move || way.busy.get() || outdated.get()>
            <Problems problems=problems />
            {move || way.seen.get().map(|seen| view! { <Outcome seen=seen /> })}
            <div class="import-deeds">
                <Button busy=way.busy on_press=move |()| way.look_again()>
                    {move || {
                        if way.seen.read().is_some() { words::preview_again(lang.get()) } else { words::preview(lang.get()) }
                    }}
                </Button>
                <Button kind=ButtonKind::Primary icon=Glyph::Import disabled=blocked busy=way.busy on_press=move |()| way.run()>
                    {run}
                </Button>
            </div>
        </section>
    }
}

#[component]
fn SampleCard(way: Way) -> impl IntoView {
    view! {
        <Card title=t(words::sample)>
            <div class="table-frame" tabindex="0" role="region" aria-label=t(words::sample)>
                <table class="table sample-table">
                    <thead>
                        <tr>
                            {move || {
                                let headings = way.sniffed.get().map(|file| file.headings).unwrap_or_default();
                                headings.into_iter().map(|heading| view! { <th scope="col">{heading}</th> }).collect_view()
                            }}
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            let rows = way.sniffed.get().map(|file| file.sample).unwrap_or_default();
                            rows.into_iter()
                                .take(6)
                                .map(|row| {
                                    view! {
                                        <tr>
                                            {row
                                                .into_iter()
                                                .map(|cell| view! { <td class="cell-cut">{cell}</td> })
                                                .collect_view()}
                                        </tr>
                                    }
                                })
                                .collect_view()
                        }}
                    </tbody>
                </table>
            </div>
        </Card>
    }
}

#[component]
fn BatchPart(way: Way) -> impl IntoView {
    let lang = use_lang();
    let share = Signal::derive(move || {
        let batch = way.batch.read();
        let progress = batch.as_ref()?.progress?;
        let part = if progress.total == 0 {
            0.0
        } else {
            progress.done as f64 / progress.total as f64
        };
        Some(match progress.stage {
            Stage::Reading => part * 0.5,
            Stage::Writing => 0.5 + part * 0.5,
            Stage::Finished => 1.0,
        })
    });
    move || {
        let batch = way.batch.get()?;
        let id = batch.id;
        Some(match batch.state {
            BatchState::Running => view! {
                <Card title=batch.file_name.clone()>
                    <Progress label=t(words::running) share=share />
                </Card>
            }
            .into_any(),
            BatchState::Failed => {
                let said = batch
                    .problem
                    .as_ref()
                    .map(|problem| problems::of_code(&problem.code, &problem.args, lang.get()));
                view! {
                    <Banner tone=Tone::Bad>
                        <p>
                            <strong>{t(words::failed)}</strong>
                        </p>
                        {said.map(|said| view! { <p>{said.line(lang.get())}</p> })}
                        <Button on_press=move |()| way.clear()>{t(words::another)}</Button>
                    </Banner>
                }
                .into_any()
            }
            BatchState::Done | BatchState::Undone => {
                let rejected = batch.rows_rejected > 0;
                view! {
                    <Banner tone=Tone::Good>
                        <p>
                            <strong>{t(words::done)}</strong>
                            " "
                            {batch.file_name.clone()}
                        </p>
                    </Banner>
                    {batch.summary.map(|seen| view! { <Outcome seen=seen /> })}
                    <div class="import-deeds">
                        {rejected
                            .then(|| {
                                view! {
                                    <LinkButton href=rejects_path(id) download=true icon=Glyph::Download>
                                        {t(words::download_rejects)}
                                    </LinkButton>
                                }
                            })}
                        <Button on_press=move |()| way.clear()>{t(words::another)}</Button>
                        <LinkButton href=Page::Customers.path() kind=ButtonKind::Primary icon=Glyph::People>
                            {t(words::see_customers)}
                        </LinkButton>
                    </div>
                }
                    .into_any()
            }
        })
    }
}
