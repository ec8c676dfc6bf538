//! How messages leave: the ways out, the hours, the caps. What has secrets is set up where the server is started.

use domain::sending::{Caps, Hours};
use domain::wire::sending::{MailSetup, SendingSetup};
use leptos::prelude::*;

use crate::format;
use crate::locales::{Word, fill, settings_sending as words, t, t_with, use_lang};
use crate::routes::{Page, SettingsPart};
use crate::state::shop_settings::find_sending;
use crate::ui::{Badge, Banner, Card, Glyph, Icon, LinkButton, LoadFailed, Skeleton, Tone};

/// What is set up, and what holds for everybody.
#[component]
pub fn SendingSettings() -> impl IntoView {
    let setup = LocalResource::new(find_sending);
    view! {
        <div class="split-panes">
            <Card title=t(words::ways)>
                <p class="settings-lead">{t(words::ways_lead)}</p>
                <ul class="ways">
                    <Way glyph=Glyph::Flask name=words::simulator text=words::simulator_text badges=vec![(Tone::Good, words::always), (Tone::Accent, words::by_default)] />
                    <Way glyph=Glyph::File name=words::file text=words::file_text badges=vec![(Tone::Good, words::always)] />
                    {move || match setup.get() {
                        None => view! { <li><Skeleton lines=3 /></li> }.into_any(),
                        Some(Err(failure)) => view! {
                            <li><LoadFailed failure=Signal::stored(failure) on_retry=move |()| setup.refetch() /></li>
                        }
                        .into_any(),
                        Some(Ok(setup)) => view! { <Mail setup=setup /> }.into_any(),
                    }}
                </ul>
            </Card>
            <div class="stack">
                <HoursCard />
                <CapsCard />
                <Card>
                    <p>{t(words::words_of_sms)}</p>
                    <div class="row ways-deed">
                        <LinkButton href=Page::Settings(SettingsPart::Brand).path() small=true icon=Glyph::Edit>{t(words::to_brand)}</LinkButton>
                    </div>
                </Card>
            </div>
        </div>
    }
    .into_any()
}

/// One way out.
#[component]
fn Way(
    glyph: Glyph,
    name: Word,
    text: Word,
    badges: Vec<(Tone, Word)>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let badge = |(tone, word): (Tone, Word)| view! { <Badge tone=tone>{t(word)}</Badge> };
    view! {
        <li class="way">
            <Icon glyph class="way-icon" />
            <div class="way-words">
                <h3 class="way-name">{t(name)} {badges.into_iter().map(badge).collect_view()}</h3>
                <p class="muted">{t(text)}</p>
                {children.map(|children| children())}
            </div>
        </li>
    }
}

#[component]
fn Mail(setup: SendingSetup) -> impl IntoView {
    let badges: Vec<(Tone, Word)> = match setup.mail {
        Some(_) => vec![(Tone::Good, words::set_up)],
        None => vec![(Tone::Warn, words::not_set_up)],
    };
    let is_set_up = setup.mail.is_some();
    let facts = setup.mail.map(|mail| view! { <MailFacts mail=mail /> });
    view! {
        <Way glyph=Glyph::Mail name=words::smtp text=words::smtp_text badges=badges>
            {facts}
            <PublicAddress address=setup.public_url />
            <details class="ways-how" open=!is_set_up>
                <summary>{t(words::how)}</summary>
                <p class="muted">{t(words::how_lead)}</p>
                <h4 class="settings-part">{t(words::by_option)}</h4>
                <pre class="settings-block" tabindex="0"><code>
                    "huitou serve --smtp 'smtp://user:password@mail.example.com:587?tls=required' \\\n  --smtp-from 'news@example.com' \\\n  --public-url https://crm.example.com"
                </code></pre>
                <h4 class="settings-part">{t(words::by_environment)}</h4>
                <pre class="settings-block" tabindex="0"><code>
                    "HUITOU_SMTP=smtp://user:password@mail.example.com:587?tls=required\nHUITOU_SMTP_FROM=news@example.com\nHUITOU_PUBLIC_URL=https://crm.example.com"
                </code></pre>
            </details>
        </Way>
    }
}

#[component]
fn MailFacts(mail: MailSetup) -> impl IntoView {
    let way: Word = if mail.encrypted {
        words::encrypted
    } else {
        words::not_encrypted
    };
    let glyph = if mail.encrypted {
        Glyph::Lock
    } else {
        Glyph::Warning
    };
    view! {
        <dl class="settings-facts">
            <dt>{t(words::server)}</dt>
            <dd><code class="settings-code">{mail.server}</code></dd>
            <dt>{t(words::from)}</dt>
            <dd>{mail.from}</dd>
            <dt>{t(words::way)}</dt>
            <dd class="row"><Icon glyph />{t(way)}</dd>
        </dl>
        <p class="settings-note">{t(words::password_note)}</p>
    }
}

/// Where unsubscribe links lead, and whether customers can follow them.
#[component]
fn PublicAddress(address: String) -> impl IntoView {
    let host = address
        .split_once("://")
        .map_or(address.as_str(), |(_, rest)| rest);
    let is_local = ["127.", "localhost", "[::1]", "0.0.0.0"]
        .iter()
        .any(|own| host.starts_with(own));
    let warning: Option<Word> = if is_local {
        Some(words::public_local)
    } else if address.starts_with("https://") {
        None
    } else {
        Some(words::public_plain)
    };
    view! {
        <dl class="settings-facts">
            <dt>{t(words::public)}</dt>
            <dd><code class="settings-code">{address}</code></dd>
        </dl>
        <p class="settings-note">{t(words::public_text)}</p>
        {warning.map(|word| view! { <Banner tone=Tone::Warn>{t(word)}</Banner> })}
    }
}

fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[component]
fn HoursCard() -> impl IntoView {
    let hours = Hours::default();
    let (from, until) = (clock(hours.from_minute), clock(hours.until_minute));
    let shown = format!("{from}–{until}");
    let label = t_with(words::hours_label, move |_| {
        [("from", from.clone()), ("until", until.clone())]
    });
    let part = |minutes: u32| f64::from(minutes) / (24.0 * 60.0) * 100.0;
    let place = format!(
        "margin-inline-start: {:.2}%; inline-size: {:.2}%",
        part(hours.from_minute),
        part(hours.until_minute - hours.from_minute)
    );
    view! {
        <Card title=t(words::hours)>
            <p class="hours-shown">{shown}</p>
            <div class="day-band" role="img" aria-label=label><span class="day-open" style=place></span></div>
            <div class="day-scale" aria-hidden="true"><span>"0"</span><span>"6"</span><span>"12"</span><span>"18"</span><span>"24"</span></div>
            <p class="muted">{t(words::hours_text)}</p>
            <p class="settings-note">{t(words::hours_note)}</p>
        </Card>
    }
}

#[component]
fn CapsCard() -> impl IntoView {
    let lang = use_lang();
    let caps = Caps::default();
    let one = move |label: Word, count: u32| {
        let said = move || {
            let lang = lang.get();
            if count == 1 {
                words::message(lang).to_string()
            } else {
                fill(
                    words::messages(lang),
                    &[("count", &format::count(count.into()))],
                )
            }
        };
        view! {
            <dt>{t(label)}</dt>
            <dd>{said}</dd>
        }
    };
    view! {
        <Card title=t(words::caps)>
            <dl class="settings-facts">
                {one(words::per_day, caps.per_day)}
                {one(words::per_campaign, caps.per_campaign)}
                {one(words::per_month, caps.per_30_days)}
            </dl>
            <p class="muted">{t(words::caps_text)}</p>
            <p class="settings-note">{t(words::fixed_note)}</p>
        </Card>
    }
}
