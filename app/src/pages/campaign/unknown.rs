//! Messages that may have left or not: a person looks at the channel and decides.

use std::collections::BTreeSet;

use domain::wire::campaign::{DecideUnknown, UnknownDecision, UnknownMessage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fields::{t_filled, t_string};
use crate::format;
use crate::locales::{Word, campaign_send as words, fill, t, use_lang};
use crate::problems;
use crate::state::campaigns::use_campaign;
use crate::state::live::{decide, use_unknown};
use crate::state::use_toasts;
use crate::ui::{Banner, Button, ButtonKind, Checkbox, Dialog, LoadFailed, Skeleton, Tone};

/// Says that there are such messages, and opens the decision.
#[component]
pub fn UnknownCard() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let many = Memo::new(move |_| {
        open.live
            .numbers
            .read()
            .as_ref()
            .map_or(0, |live| live.tally.unknown)
    });
    let shown = RwSignal::new(false);
    let said = move || {
        let many = format::count(i64::try_from(many.get()).unwrap_or(i64::MAX));
        fill(
            crate::locales::campaign::problem_unknown_messages(lang.get()),
            &[("count", &many)],
        )
    };
    view! {
        <Show when=move || many.get() != 0>
            <Banner tone=Tone::Warn>
                <p>{said}</p>
                <Button small=true on_press=move |()| shown.set(true)>{t(words::unknown_open)}</Button>
            </Banner>
        </Show>
        <Dialog open=shown wide=true title=t_string(words::unknown_title)>
            <Decide shown />
        </Dialog>
    }
}

#[component]
fn Decide(shown: RwSignal<bool>) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let toasts = use_toasts();
    let list = use_unknown(open.id, Signal::stored(true));
    let chosen = RwSignal::new(BTreeSet::<i64>::new());
    let busy = RwSignal::new(false);
    let messages = Memo::new(move |_| {
        list.numbers
            .read()
            .as_ref()
            .map(|list| list.messages.clone())
            .unwrap_or_default()
    });
    let all_chosen = Signal::derive(move || {
        !messages.read().is_empty()
            && messages
                .read()
                .iter()
                .all(|one| chosen.read().contains(&one.ledger))
    });
    let choose_all = move |on: bool| {
        let rows = messages
            .read_untracked()
            .iter()
            .map(|one| one.ledger)
            .collect::<BTreeSet<_>>();
        chosen.set(if on { rows } else { BTreeSet::new() });
    };
    let settle = move |decision: UnknownDecision| {
        let ledger: Vec<i64> = chosen.read_untracked().iter().copied().collect();
        // An empty list would mean all of them.
        if ledger.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let id = open.id.get_untracked();
        let lang = lang.get_untracked();
        spawn_local(async move {
            let many = ledger.len();
            match decide(&id, &DecideUnknown { ledger, decision }).await {
                Ok(_) => {
                    toasts.done(fill(
                        words::unknown_decided(lang),
                        &[("count", &many.to_string())],
                    ));
                    let left = chosen.try_update(|chosen| chosen.clear()).is_some();
                    if left && messages.read_untracked().len() <= many {
                        shown.set(false);
                    }
                    list.refresh();
                    open.live.refresh();
                }
                Err(why) => toasts.failed(problems::of_failure(&why, lang).line(lang)),
            }
            // The dialog may have been closed meanwhile.
            let _ = busy.try_set(false);
        });
    };
    let row = move |message: UnknownMessage| {
        let (id, name) = (message.ledger, message.masked.clone());
        let when = message.intent_at.map_or("–".into(), |at| {
            format::local_time(&open.local(at), lang.get())
        });
        view! {
            <tr>
                <td>
                    <Checkbox
                        label=t_filled(words::unknown_select, move |_| [("name", name.clone())])
                        on=Signal::derive(move || chosen.read().contains(&id))
                        on_change=move |on| chosen.update(|chosen| if on { chosen.insert(id); } else { chosen.remove(&id); })
                    />
                </td>
                <td>{message.masked}</td>
                <td>{message.group}</td>
                <td>{when}</td>
            </tr>
        }
    };
    let nothing = Signal::derive(move || chosen.read().is_empty());
    let deed = move |decision: UnknownDecision, word: Word, hint: Word, kind: ButtonKind| {
        view! {
            <div class="deed">
                <Button kind disabled=nothing busy=busy on_press=move |()| settle(decision)>{t(word)}</Button>
                <span class="quiet">{t(hint)}</span>
            </div>
        }
    };
    let failure = move || list.failure.get().filter(|_| list.numbers.read().is_none());
    view! {
        <p>{t(words::unknown_text)}</p>
        {move || failure().map(|failure| view! { <LoadFailed failure=Signal::stored(failure) on_retry=move |()| list.refresh() /> })}
        <Show when=move || list.numbers.read().is_some() fallback=move || view! { <Show when=move || list.failure.read().is_none()><Skeleton /></Show> }>
            <Show when=move || !messages.read().is_empty() fallback=move || view! { <p class="quiet">{t(words::unknown_none)}</p> }>
                <div class="table-frame unknown-list" tabindex="0" role="region" aria-label=t(words::unknown_title)>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col"><Checkbox label=t_string(words::unknown_all) on=all_chosen on_change=choose_all /></th>
                                <th scope="col">{t(words::unknown_customer)}</th>
                                <th scope="col">{t(words::group)}</th>
                                <th scope="col">{t(words::unknown_since)}</th>
                            </tr>
                        </thead>
                        <tbody>{move || messages.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                <p class="quiet" role="status">
                    {t_filled(words::unknown_selected, move |_| [("count", chosen.read().len().to_string())])}
                </p>
                <div class="unknown-deeds">
                    {deed(UnknownDecision::Sent, words::unknown_as_sent, words::unknown_as_sent_hint, ButtonKind::Primary)}
                    {deed(UnknownDecision::Failed, words::unknown_as_failed, words::unknown_as_failed_hint, ButtonKind::Plain)}
                    {deed(UnknownDecision::SendAgain, words::unknown_again, words::unknown_again_hint, ButtonKind::Danger)}
                </div>
            </Show>
        </Show>
    }
}
