//! What waits for me, and how the store stands.

use chrono::Timelike;
use domain::campaign::State;
use domain::document::Kind;
use domain::document::reading::write_local_time;
use domain::money::Money;
use domain::wire::engine::{Bar, CustomerBase};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::format;
use crate::locales::{fill, home as words, t, trade, use_lang};
use crate::pages::campaign::{names, state_tone};
use crate::problems;
use crate::routes::{Page, SettingsPart, use_go};
use crate::state::campaigns::{ListedCampaign, use_campaigns};
use crate::state::{
    Asked, Facts, Listed, use_connection, use_documents, use_engine, use_money, use_session,
};
use crate::ui::{
    Badge, Banner, BarChart, BarDatum, Button, ButtonKind, Card, EmptyState, Glyph, LinkButton,
    PageHead, Skeleton, Stat, Tone,
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
        let name = user
            .read()
            .as_ref()
            .map(|user| user.name.clone())
            .unwrap_or_default();
        fill(word(lang.get()), &[("name", &name)])
    };
    let base = engine.customer_base();
    let shops = session.shops();
    let no_shop = Memo::new(move |_| shops.read().is_empty());
    let facts = engine.facts();
    let empty = Memo::new(move |_| {
        no_shop.get() || matches!(*facts.read(), Facts::Open { customers: 0, .. })
    });
    let create = Callback::new(move |()| {
        let none: [(String, serde_json::Value); 1] = [("name".into(), "".into())];
        go(Page::Campaign(documents.create(Kind::Campaign, none)));
    });
    view! {
        <PageHead title=greeting>
            <Show when=move || !empty.get()>
                <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=create>{t(words::new_campaign)}</Button>
            </Show>
        </PageHead>
        <Show when=move || empty.get() fallback=move || view! { <Full base /> }>
            <First no_shop />
        </Show>
    }
    .into_any()
}

/// What a newcomer does first: a shop, then its orders; the customer base is the third and comes by itself.
#[component]
fn First(no_shop: Memo<bool>) -> impl IntoView {
    let to_shop = || {
        view! {
            <LinkButton kind=ButtonKind::Primary icon=Glyph::Shop href=Page::Settings(SettingsPart::Shop).path()>
                {t(words::make_shop)}
            </LinkButton>
        }
        .into_any()
    };
    let to_import = || {
        view! {
            <LinkButton kind=ButtonKind::Primary icon=Glyph::Import href=Page::NewImport.path()>
                {t(words::import)}
            </LinkButton>
        }
        .into_any()
    };
    view! {
        <ol class="first-steps">
            <li class="first-step" class:is-done=move || !no_shop.get()>
                <h2>{t(words::shop_title)}</h2>
                <p>{t(words::shop_text)}</p>
                {move || {
                    if no_shop.get() {
                        to_shop()
                    } else {
                        view! { <Badge tone=Tone::Good>{t(words::shop_done)}</Badge> }.into_any()
                    }
                }}
            </li>
            <li class="first-step">
                <h2>{t(words::import_title)}</h2>
                <p>{t(words::import_text)}</p>
                {move || (!no_shop.get()).then(to_import)}
            </li>
            <li class="first-step">
                <h2>{t(words::base_title)}</h2>
                <p>{t(words::base_text)}</p>
            </li>
        </ol>
    }
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
                <Segments />
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

/// A campaign that waits for nobody any more.
fn over(state: State) -> bool {
    matches!(state, State::Closed | State::Cancelled | State::NoGo)
}

#[component]
fn Waiting() -> impl IntoView {
    let (documents, lang) = (use_documents(), use_lang());
    let campaigns = use_campaigns();
    let open = Memo::new(move |_| {
        let campaigns = campaigns.read();
        campaigns
            .iter()
            .filter(|one| !over(one.state))
            .cloned()
            .collect::<Vec<_>>()
    });
    let closed = move || {
        let many = campaigns.read().len() - open.read().len();
        (many > 0).then(|| fill(words::closed(lang.get()), &[("count", &many.to_string())]))
    };
    let line = move |one: ListedCampaign| {
        let state = one.state;
        let brief = one.campaign.brief;
        let (name, purpose) = (one.campaign.name, brief.purpose);
        let start = brief.start.map(write_local_time).unwrap_or_default();
        let named = move || {
            if name.is_empty() {
                words::unnamed(lang.get()).to_string()
            } else {
                name.clone()
            }
        };
        view! {
            <li>
                <A href=Page::Campaign(one.id).path() attr:class="waiting">
                    <span class="waiting-name">{named}<span class="waiting-purpose">{purpose}</span></span>
                    <span class="waiting-what">{move || format::local_time(&start, lang.get())}</span>
                    <Badge tone=Signal::stored(state_tone(state))>{t(names::state(state))}</Badge>
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
                <p class="home-more"><A href=Page::Campaigns.path()>{closed}</A></p>
            </Show>
        </Card>
    }
}

/// The saved segments, one press away.
#[component]
fn Segments() -> impl IntoView {
    let (documents, lang) = (use_documents(), use_lang());
    let segments = documents.list(Kind::Segment);
    let link = move |listed: Listed| {
        let name = listed.text("name").to_string();
        let named = move || {
            if name.is_empty() {
                words::unnamed_segment(lang.get()).to_string()
            } else {
                name.clone()
            }
        };
        view! { <li><A href=Page::Segment(listed.id).path() attr:class="home-segment">{named}</A></li> }
    };
    view! {
        <Show when=move || !segments.read().is_empty()>
            <Card title=t(words::segments)>
                <ul class="home-segments">{move || segments.get().into_iter().map(link).collect_view()}</ul>
            </Card>
        </Show>
    }
}

#[component]
fn Unsynced() -> impl IntoView {
    let (connection, lang) = (use_connection(), use_lang());
    // Edits on their way every moment are no news.
    let waiting = move || connection.waiting.get() > 0 && !connection.reachable.get();
    let said = move || {
        fill(
            words::unsynced(lang.get()),
            &[("count", &connection.waiting.get().to_string())],
        )
    };
    view! { <Show when=waiting><Banner tone=Tone::Warn>{said}</Banner></Show> }
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
            label: trade::bar(&bar.key, trade::stage, lang),
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
        Signal::derive(move || {
            base.answer
                .read()
                .as_ref()
                .map(|base| format::count(value(base)))
                .unwrap_or("–".into())
        })
    };
    let spent = move || {
        let base = base.answer.read();
        base.as_ref()
            .map(|base| money.read().short(Money(base.sums.spent_minor), lang.get()))
            .unwrap_or("–".into())
    };
    let aov = move || {
        let base = base.answer.read();
        let aov = base.as_ref().and_then(|base| base.sums.aov_minor);
        aov.map(|minor| money.read().full(Money(minor)))
            .unwrap_or("–".into())
    };
    let repeat = move || {
        let base = base.answer.read();
        base.as_ref()
            .map(|base| {
                format::part(
                    base.repeat_year.1.customers.into(),
                    base.repeat_year.0.customers.into(),
                )
            })
            .unwrap_or("–".into())
    };
    let buyers_share = move || {
        let base = base.answer.read();
        base.as_ref()
            .map(|base| format::part(base.sums.buyers.into(), base.sums.customers.into()))
            .unwrap_or_default()
    };
    let reach_note = move || {
        let base = base.answer.read();
        let reach = base
            .as_ref()
            .map(|base| base.sums.reach)
            .unwrap_or_default();
        let (sms, email) = (
            format::count(reach.sms.into()),
            format::count(reach.email.into()),
        );
        fill(
            words::reach_note(lang.get()),
            &[("sms", &sms), ("email", &email)],
        )
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
