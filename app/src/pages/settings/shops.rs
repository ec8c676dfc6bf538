//! All shops of the business: which one is open, and a new one.

use domain::shop::{Settings, check, currency_code};
use domain::wire::session::{NewShop, Shop};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::shop::{MAY_CHANGE, platform_word, platforms, zones_like};
use crate::api::Failure;
use crate::locales::{fill, settings_shop as words, t, use_lang};
use crate::platform;
use crate::platform::time_zones::time_zones;
use crate::problems;
use crate::state::shop_settings::add_shop;
use crate::state::{use_connection, use_session, use_shop, use_toasts};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Card, Column, Combobox, Dialog, EmptyState, Field, Glyph,
    Select, Table, TextInput, Tone,
};

/// The list of shops.
#[component]
pub fn Shops() -> impl IntoView {
    let session = use_session();
    let (lang, shops, shop, user) = (use_lang(), session.shops(), use_shop(), session.user());
    let open = RwSignal::new(false);
    let may_add = Signal::derive(move || {
        let user = user.read();
        user.as_ref()
            .is_some_and(|user| MAY_CHANGE.contains(&user.role))
    });
    let is_open = move |id: i64| shop.read().as_ref().is_some_and(|shop| shop.id == id);
    let columns = move || {
        vec![
            Column::new(text(words::name), |shop: &Shop| shop.name.clone()),
            Column::new(text(words::platform), move |shop: &Shop| {
                let word = platform_word(&shop.platform);
                move || word(lang.get())
            }),
            Column::new(text(words::currency), |shop: &Shop| shop.currency.clone()),
            Column::new(text(words::time_zone), |shop: &Shop| shop.time_zone.clone()),
            Column::new(Signal::stored(String::new()), move |shop: &Shop| {
                let id = shop.id;
                move || {
                    if is_open(id) {
                        view! { <Badge tone=Tone::Accent>{move || words::working_here(lang.get())}</Badge> }
                            .into_any()
                    } else {
                        let choose = move |()| session.choose_shop(id);
                        view! { <Button small=true on_press=choose>{move || words::work_here(lang.get())}</Button> }.into_any()
                    }
                }
            }),
        ]
    };
    let add = move || {
        view! {
            <Button small=true icon=Glyph::Plus disabled=Signal::derive(move || !may_add.get()) on_press=move |()| open.set(true)>
                {t(words::add)}
            </Button>
        }
        .into_any()
    };
    view! {
        <Card title=t(words::shops) deeds=add>
            <Show
                when=move || !shops.read().is_empty()
                fallback=move || view! { <EmptyState glyph=Glyph::Shop title=t(words::empty) text=t(words::empty_lead) /> }
            >
                <Table caption=t(words::shops) columns=columns() rows=shops />
            </Show>
        </Card>
        <Dialog open=open title=t(words::add_title)>
            <AddShop open=open />
        </Dialog>
    }
}

fn text(word: crate::locales::Word) -> Signal<String> {
    let lang = use_lang();
    Signal::derive(move || word(lang.get()).to_string())
}

/// The form of a new shop.
#[component]
fn AddShop(open: RwSignal<bool>) -> impl IntoView {
    let (session, connection, toasts, lang) =
        (use_session(), use_connection(), use_toasts(), use_lang());
    let asked = RwSignal::new(NewShop {
        name: String::new(),
        platform: "TMALL".into(),
        currency: "CNY".into(),
        time_zone: "Asia/Shanghai".into(),
        pinned_day: None,
        settings: Settings::default(),
    });
    let (tried, busy, failure) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(None::<Failure>),
    );
    let flaws = Memo::new(move |_| {
        let asked = asked.read();
        let mut codes: Vec<&'static str> = check(
            &asked.name,
            &asked.platform,
            &asked.currency,
            &asked.settings,
        )
        .into_iter()
        .map(|flaw| flaw.code())
        .collect();
        if platform::zone::local(platform::now(), &asked.time_zone).is_none() {
            codes.push("shop.time_zone");
        }
        codes
    });
    let problem = move |code: &'static str| {
        Signal::derive(move || {
            let lang = lang.get();
            if tried.get() && flaws.read().contains(&code) {
                problems::of_plain_code(code, lang).line(lang)
            } else {
                String::new()
            }
        })
    };
    let zones = StoredValue::new(time_zones());
    let near = Signal::derive(move || {
        zones.with_value(|zones| zones_like(zones, &asked.read().time_zone))
    });
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if !flaws.read_untracked().is_empty() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match add_shop(session, &asked.get_untracked()).await {
                Ok(shop) => {
                    let lang = lang.get_untracked();
                    toasts.done(fill(words::added(lang), &[("name", &shop.name)]));
                    open.set(false);
                }
                Err(why) => {
                    busy.set(false);
                    failure.set(Some(why));
                }
            }
        });
    };
    let offline = Signal::derive(move || !connection.reachable.get());
    view! {
        <form class="stack" on:submit=send>
            {move || failure.get().map(|failure| {
                let lang = lang.get();
                view! { <Banner tone=Tone::Bad>{problems::of_failure(&failure, lang).line(lang)}</Banner> }
            })}
            <Field label=t(words::name) required=true problem=problem("shop.name")>
                <TextInput
                    value=Signal::derive(move || asked.read().name.clone())
                    on_input=move |text| asked.update(|asked| asked.name = text)
                    most=100
                />
            </Field>
            <div class="form-grid">
                <Field label=t(words::platform) problem=problem("shop.platform")>
                    <Select
                        choices=Signal::derive(move || platforms(lang.get()))
                        value=Signal::derive(move || asked.read().platform.clone())
                        on_change=move |code| asked.update(|asked| asked.platform = code)
                    />
                </Field>
                <Field label=t(words::currency) hint=t(words::currency_hint) problem=problem("shop.currency")>
                    <TextInput
                        value=Signal::derive(move || asked.read().currency.clone())
                        on_input=move |text: String| asked.update(|asked| asked.currency = currency_code(&text))
                        most=3
                    />
                </Field>
            </div>
            <Field label=t(words::time_zone) problem=problem("shop.time_zone")>
                <Combobox
                    value=Signal::derive(move || asked.read().time_zone.clone())
                    on_input=move |text: String| asked.update(|asked| asked.time_zone = text.trim().to_string())
                    suggestions=near
                />
            </Field>
            <div class="dialog-buttons">
                <Button on_press=move |()| open.set(false)>{t(words::cancel)}</Button>
                <Button kind=ButtonKind::Primary submits=true busy=busy disabled=offline>{t(words::add_deed)}</Button>
            </div>
        </form>
    }
}
