//! All imports of the shop, each with what it did and a way to take it back.

use domain::wire::import::{Batch, BatchState};
use domain::wire::sync::Event;
use leptos::prelude::*;

use crate::format;
use crate::locales::{Lang, Word, fill, imports as words, t, use_lang};
use crate::problems;
use crate::routes::Page;
use crate::state::imports::{list_batches, rejects_path, undo_batch};
use crate::state::{on_event, use_shop, use_toasts};
use crate::ui::{
    Badge, Button, ButtonKind, Dialog, EmptyState, Glyph, LinkButton, LoadFailed, PageHead,
    Skeleton, Tone,
};

/// The batches, newest first.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let shop = use_shop();
    let again = RwSignal::new(0u32);
    on_event(move |event| {
        if matches!(event, Event::Import { .. } | Event::Facts { .. }) {
            again.update(|times| *times += 1);
        }
    });
    let batches = LocalResource::new(move || {
        again.track();
        let shop = shop.get().map(|shop| shop.id);
        async move {
            match shop {
                Some(shop) => list_batches(shop).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let undoing = RwSignal::new(None::<Batch>);
    view! {
        <PageHead title=t(words::title) note=t(words::lead)>
            <LinkButton href=Page::NewImport.path() kind=ButtonKind::Primary icon=Glyph::Import>
                {t(words::new_import)}
            </LinkButton>
        </PageHead>
        {move || match batches.get() {
            None => view! { <Skeleton lines=5 /> }.into_any(),
            Some(Err(failure)) => {
                view! { <LoadFailed failure=Signal::stored(failure) on_retry=move |()| again.update(|times| *times += 1) /> }
                    .into_any()
            }
            Some(Ok(list)) if list.is_empty() => {
                view! {
                    <EmptyState glyph=Glyph::Import title=t(words::empty) text=t(words::empty_lead)>
                        <LinkButton href=Page::NewImport.path() kind=ButtonKind::Primary>{t(words::new_import)}</LinkButton>
                    </EmptyState>
                }
                    .into_any()
            }
            Some(Ok(list)) => view! { <Batches list=list undoing=undoing /> }.into_any(),
        }}
        <UndoDialog undoing=undoing done=Callback::new(move |()| again.update(|times| *times += 1)) />
    }
    .into_any()
}

fn state_word(state: BatchState) -> (Word, Tone) {
    match state {
        BatchState::Running => (words::state_running, Tone::Accent),
        BatchState::Done => (words::state_done, Tone::Good),
        BatchState::Failed => (words::state_failed, Tone::Bad),
        BatchState::Undone => (words::state_undone, Tone::Plain),
    }
}

/// The name of a source, for people.
pub fn source(preset: Option<&str>, lang: Lang) -> String {
    match preset {
        None => words::other_file(lang).into(),
        Some(code) => {
            words::preset(code).map_or_else(|| code.to_string(), |word| word(lang).to_string())
        }
    }
}

#[component]
fn Batches(list: Vec<Batch>, undoing: RwSignal<Option<Batch>>) -> impl IntoView {
    let lang = use_lang();
    let row = move |batch: Batch| {
        let (word, tone) = state_word(batch.state);
        let number = |rows: u64| format::count(rows as i64);
        let preset = batch.preset.clone();
        let undo = batch.clone();
        let rejected = batch.rows_rejected;
        let id = batch.id;
        view! {
            <tr>
                <th scope="row">{batch.file_name}</th>
                <td>{move || source(preset.as_deref(), lang.get())}</td>
                <td>{move || format::instant(batch.started_at, lang.get())}</td>
                <td>{batch.by.unwrap_or_default()}</td>
                <td><Badge tone=tone>{t(word)}</Badge></td>
                <td class="numeric">{number(batch.rows_read)}</td>
                <td class="numeric">{number(batch.rows_imported)}</td>
                <td class="numeric">{number(batch.rows_updated)}</td>
                <td class="numeric">{number(batch.rows_unchanged)}</td>
                <td class="numeric">
                    {if rejected > 0 {
                        view! {
                            <a href=rejects_path(id) download="" rel="external" title=t(words::download_rejects)>
                                {number(rejected)}
                            </a>
                        }
                            .into_any()
                    } else {
                        number(0).into_any()
                    }}
                </td>
                <td class="deeds">
                    {(batch.state == BatchState::Done)
                        .then(|| {
                            view! {
                                <Button
                                    small=true
                                    kind=ButtonKind::Quiet
                                    on_press=move |()| undoing.set(Some(undo.clone()))
                                >
                                    {t(words::undo)}
                                </Button>
                            }
                        })}
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=t(words::title)>
            <table class="table">
                <caption class="visually-hidden">{t(words::title)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(words::file)}</th>
                        <th scope="col">{t(words::preset_note)}</th>
                        <th scope="col">{t(words::when)}</th>
                        <th scope="col">{t(words::who)}</th>
                        <th scope="col">{t(words::state)}</th>
                        <th scope="col" class="numeric">{t(words::rows_read)}</th>
                        <th scope="col" class="numeric">{t(words::rows_imported)}</th>
                        <th scope="col" class="numeric">{t(words::rows_updated)}</th>
                        <th scope="col" class="numeric">{t(words::rows_unchanged)}</th>
                        <th scope="col" class="numeric">{t(words::rows_rejected)}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{list.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn UndoDialog(undoing: RwSignal<Option<Batch>>, done: Callback<()>) -> impl IntoView {
    let lang = use_lang();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    Effect::new(move |_| {
        if undoing.read().is_some() {
            open.set(true);
        }
    });
    // Only where something changes: the two would call each other for ever.
    Effect::new(move |_| {
        if !open.get() && undoing.with_untracked(Option::is_some) {
            undoing.set(None);
        }
    });
    let title = Signal::derive(move || {
        let name = undoing
            .read()
            .as_ref()
            .map(|batch| batch.file_name.clone())
            .unwrap_or_default();
        fill(words::undo_title(lang.get()), &[("name", &name)])
    });
    let undo = Callback::new(move |()| {
        let Some(batch) = undoing.get_untracked() else {
            return;
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            let lang = lang.get_untracked();
            match undo_batch(batch.id).await {
                Ok(_) => toasts.done(words::undone(lang)),
                Err(failure) => toasts.failed(problems::of_failure(&failure, lang).line(lang)),
            }
            busy.set(false);
            open.set(false);
            done.run(());
        });
    });
    view! {
        <Dialog open=open title=title>
            <p>{t(words::undo_body)}</p>
            <div class="dialog-buttons">
                <Button on_press=move |()| open.set(false)>{t(words::cancel)}</Button>
                <Button kind=ButtonKind::Danger busy=busy on_press=undo>{t(words::undo)}</Button>
            </div>
        </Dialog>
    }
}
