//! What waits for me, and how the store stands.

use chrono::Timelike;
use domain::document::Kind;
use domain::money::Money;
use domain::wire::engine::{Bar, CustomerBase};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::format;
use crate::locales::{Lang, Word, fill, home as words, t, use_lang};
use crate::problems;
use crate::routes::{Page, use_go};
use crate::state::{Asked, Facts, Listed, use_connection, use_documents, use_engine, use_money, use_session};
use crate::ui::{
    Badge, Banner, BarChart, BarDatum, Button, ButtonKind, Card, EmptyState, Glyph, LinkButton, PageHead, Skeleton,
    Stat, Tone,
};

/// What waits for me, and how the store stands.
#[component]
pub fn HomePage() -> impl IntoView {
    let (session, lang, engine, go) = (use_session(), use_lang(), use_engine(), use_go());
    let documents = use_documents();
    let user = session.user();
    let greeting = move || {
        let word = match chrono::Local::now().hour() {
            5..12 => words::morning,
            12..18 => words::afternoon,
            _ => words::evening,
        };
        let name = user.read().as_ref().map(|user| user.name.clone()).unwrap_or_default();
        fill(word(lang.get()), &[("name", &name)])
    };
    let base = engine.customer_base();
    let empty = move || matches!(*engine.facts().read(), Facts::Open { customers: 0, .. });
    let create = move |()| {
        let none: [(String, serde_json::Value); 1] = [("name".into(), "".into())];
        go(Page::Campaign(documents.create(Kind::Campaign, none)));
    };
    view! {
        <PageHead title=greeting>
            <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=create>{t(words::new_campaign)}</Button>
        </PageHead>
        <Show when=empty fallback=move || view! { <Full base /> }>
            <Card>
                <EmptyState glyph=Glyph::Import title=t(words::import_title) text=t(words::import_text)>
                    <LinkButton kind=ButtonKind::Primary href=Page::NewImport.path()>{t(words::import)}</LinkButton>
                </EmptyState>
            </Card>
        </Show>
    }
    .into_any()
}

#[component]
fn Full(base: Asked<CustomerBase>) -> impl IntoView {
    let lang = use_lang();
    let facts = use_engine().facts();
    let failed = move || match &*facts.read() {
        Facts::Failed(code) => Some(problems::of_plain_code(code, lang.get()).line(lang.get())),
        _ => None,
    };
    view! {
        <div class="home">
            <div class="stack">
                <Waiting />
                <Unsynced />
            </div>
            <Card title=t(words::lifecycle) definition=t(words::lifecycle_def) stale=base.stale>
                <Lifecycle base />
            </Card>
            <Card
                class="home-wide"
                title=t(words::base)
                stale=base.stale
                deeds=move || view! { <LinkButton small=true href=Page::Customers.path()>{t(words::open_base)}</LinkButton> }
            >
                {move || match failed() {
                    Some(said) => view! { <Banner tone=Tone::Warn>{said}</Banner> }.into_any(),
                    None => view! { <Numbers base /> }.into_any(),
                }}
            </Card>
        </div>
    }
}

/// Where a campaign stands, from the field that the server writes.
fn state_of(campaign: &Listed) -> (Word, Tone, bool) {
    match campaign.text("status.state") {
        "APPROVED" => (words::stage_approved, Tone::Accent, true),
        "RUNNING" => (words::stage_running, Tone::Accent, true),
        "STOPPED" => (words::stage_stopped, Tone::Bad, true),
        "MONITORING" => (words::stage_monitoring, Tone::Good, true),
        "EVALUATED" => (words::stage_evaluated, Tone::Warn, true),
        "CLOSED" | "CANCELLED" => (words::stage_evaluated, Tone::Plain, false),
        _ => (words::stage_plan, Tone::Plain, true),
    }
}

#[component]
fn Waiting() -> impl IntoView {
    let (documents, lang) = (use_documents(), use_lang());
    let campaigns = documents.list(Kind::Campaign);
    let open = Memo::new(move |_| {
        let campaigns = campaigns.read();
        campaigns.iter().filter(|campaign| state_of(campaign).2).cloned().collect::<Vec<_>>()
    });
    let closed = move || {
        let many = campaigns.read().len() - open.read().len();
        (many > 0).then(|| fill(words::closed(lang.get()), &[("count", &many.to_string())]))
    };
    let line = move |campaign: Listed| {
        let (word, tone, _) = state_of(&campaign);
        let name = campaign.text("name").to_string();
        let start = campaign.text("brief.start").to_string();
        let named = move || if name.is_empty() { words::unnamed(lang.get()).to_string() } else { name.clone() };
        view! {
            <li>
                <A href=Page::Campaign(campaign.id).path() attr:class="waiting">
                    <span class="waiting-name">{named}</span>
                    <span class="waiting-what">{move || format::local_time(&start, lang.get())}</span>
                    <Badge tone=tone>{t(word)}</Badge>
                </A>
            </li>
        }
    };
    view! {
        <Card title=t(words::waits)>
            <Show when=move || documents.ready().get() fallback=|| view! { <Skeleton lines=3 /> }>
                <Show
                    when=move || !open.read().is_empty()
                    fallback=move || view! { <EmptyState glyph=Glyph::Campaign title=t(words::waits_none) text=t(words::waits_none_text) /> }
                >
                    <ul class="waiting-list">{move || open.get().into_iter().map(line).collect_view()}</ul>
                </Show>
                <p class="muted small">{closed}</p>
            </Show>
        </Card>
    }
}

#[component]
fn Unsynced() -> impl IntoView {
    let (connection, lang) = (use_connection(), use_lang());
    // Edits on their way every moment are no news.
    let waiting = move || connection.waiting.get() > 0 && !connection.reachable.get();
    let said = move || fill(words::unsynced(lang.get()), &[("count", &connection.waiting.get().to_string())]);
    view! { <Show when=waiting><Banner tone=Tone::Warn>{said}</Banner></Show> }
}

fn stage_word(key: &str, lang: Lang) -> String {
    let word: Word = match key {
        "PROSPECT" => words::prospect,
        "NEW" => words::new,
        "ACTIVE" => words::active,
        "LOYAL" => words::loyal,
        "AT_RISK" => words::at_risk,
        "DORMANT" => words::dormant,
        "CHURNED" => words::churned,
        other => return other.into(),
    };
    word(lang).into()
}

#[component]
fn Lifecycle(base: Asked<CustomerBase>) -> impl IntoView {
    let lang = use_lang();
    let bars = Signal::derive(move || {
        let (base, lang) = (base.answer.read(), lang.get());
        let Some(base) = base.as_ref() else {
            return Vec::new();
        };
        let all = i64::from(base.sums.customers);
        let drawn = |bar: &Bar| BarDatum {
            label: stage_word(&bar.key, lang),
            value: f64::from(bar.customers),
            text: format::count(i64::from(bar.customers)),
            note: format::part(i64::from(bar.customers), all),
            href: Some(Page::SegmentOf(bar.query.clone()).path()),
            tone: match bar.key.as_str() {
                "AT_RISK" => Tone::Warn,
                "DORMANT" | "CHURNED" => Tone::Bad,
                _ => Tone::Accent,
            },
        };
        base.spreads.lifecycle.iter().map(drawn).collect()
    });
    view! {
        <Show when=move || base.answer.read().is_some() fallback=|| view! { <Skeleton lines=7 /> }>
            <BarChart label=t(words::lifecycle) bars />
        </Show>
    }
}

#[component]
fn Numbers(base: Asked<CustomerBase>) -> impl IntoView {
    let (lang, money) = (use_lang(), use_money());
    let from = move |value: fn(&CustomerBase) -> i64| {
        Signal::derive(move || base.answer.read().as_ref().map(|base| format::count(value(base))).unwrap_or("–".into()))
    };
    let spent = move || {
        let base = base.answer.read();
        base.as_ref().map(|base| money.read().short(Money(base.sums.spent_minor), lang.get())).unwrap_or("–".into())
    };
    let aov = move || {
        let base = base.answer.read();
        let aov = base.as_ref().and_then(|base| base.sums.aov_minor);
        aov.map(|minor| money.read().full(Money(minor))).unwrap_or("–".into())
    };
    let repeat = move || {
        let base = base.answer.read();
        base.as_ref()
            .map(|base| format::part(base.repeat_year.1.customers.into(), base.repeat_year.0.customers.into()))
            .unwrap_or("–".into())
    };
    let buyers_share = move || {
        let base = base.answer.read();
        base.as_ref().map(|base| format::part(base.sums.buyers.into(), base.sums.customers.into())).unwrap_or_default()
    };
    let reach_note = move || {
        let base = base.answer.read();
        let reach = base.as_ref().map(|base| base.sums.reach).unwrap_or_default();
        let (sms, email) = (format::count(reach.sms.into()), format::count(reach.email.into()));
        fill(words::reach_note(lang.get()), &[("sms", &sms), ("email", &email)])
    };
    view! {
        <div class="stats">
            <Stat label=t(words::customers) definition=t(words::customers_def) value=from(|base| base.sums.customers.into()) />
            <Stat label=t(words::buyers) definition=t(words::buyers_def) value=from(|base| base.sums.buyers.into()) note=buyers_share />
            <Stat label=t(words::spent) definition=t(words::spent_def) value=spent />
            <Stat label=t(words::aov) definition=t(words::aov_def) value=aov />
            <Stat label=t(words::repeat) definition=t(words::repeat_def) value=repeat />
            <Stat label=t(words::reach) definition=t(words::reach_def) value=from(|base| base.sums.reach.platform.into()) note=reach_note />
        </div>
    }
}
