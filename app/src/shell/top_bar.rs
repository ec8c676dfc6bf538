//! The bar above every page: shop, day of the data, connection, language, theme, person.

use domain::wire::session::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::navigation::places;
use super::version::announce;
use crate::api::session::{NewPassword, change_password};
use crate::format;
use crate::locales::{Word, fill, shell as words, t, t_with, use_lang};
use crate::problems;
use crate::routes::use_path;
use crate::state::{Mark, Theme, use_connection, use_session, use_shop, use_theme, use_toasts};
use crate::ui::{
    Button, ButtonKind, Choice, Dialog, Field, Glyph, Icon, Menu, MenuItem, PasswordInput, Select,
};

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let path = use_path();
    let here = move || {
        let path = path.read();
        places()
            .into_iter()
            .find(|(page, ..)| page.holds(&path))
            .map(|(_, word, ..)| t(word))
    };
    view! {
        <header class="top-bar">
            <ShopChooser />
            <AsOf />
            <span class="top-bar-place" aria-hidden="true">{move || here().map(|word| word())}</span>
            <span class="top-bar-space"></span>
            <ConnectionMark />
            <LanguageSwitch />
            <ThemeMenu />
            <UserMenu />
        </header>
        <SessionEnded />
    }
}

#[component]
fn ShopChooser() -> impl IntoView {
    let session = use_session();
    let (shops, shop) = (session.shops(), session.shop());
    let choices = Signal::derive(move || {
        shops
            .read()
            .iter()
            .map(|shop| Choice::new(shop.id.to_string(), &shop.name))
            .collect::<Vec<_>>()
    });
    let value = Signal::derive(move || {
        shop.read()
            .as_ref()
            .map(|shop| shop.id.to_string())
            .unwrap_or_default()
    });
    let choose = move |id: String| {
        if let Ok(id) = id.parse() {
            session.choose_shop(id);
        }
    };
    view! {
        <div class="shop-chooser">
            <Icon glyph=Glyph::Shop />
            <Select label=t(words::choose_shop) choices value on_change=choose placeholder=t(words::no_shop) />
        </div>
    }
}

#[component]
fn AsOf() -> impl IntoView {
    let shop = use_shop();
    let lang = use_lang();
    let said = move || {
        let day = shop.read().as_ref().map(|shop| shop.as_of())?;
        let lang = lang.get();
        Some(fill(
            words::as_of(lang),
            &[("day", &format::day(day, lang))],
        ))
    };
    let pinned = move || {
        shop.read()
            .as_ref()
            .is_some_and(|shop| shop.pinned_day.is_some())
    };
    view! {
        <span class="as-of">
            <Show when=pinned fallback=|| view! { <Icon glyph=Glyph::Calendar /> }>
                <Icon glyph=Glyph::Pin />
            </Show>
            <span>{said}</span>
            <Show when=pinned><span class="as-of-pinned">{t(words::pinned)}</span></Show>
        </span>
    }
}

/// What is true of what was written here; a press says it in full.
#[component]
fn ConnectionMark() -> impl IntoView {
    let connection = use_connection();
    let mark = connection.mark();
    let lang = use_lang();
    let short = Signal::derive(move || {
        let lang = lang.get();
        match &*mark.read() {
            Mark::Agreed => words::agreed(lang).to_string(),
            Mark::SavedHere(count) => {
                fill(words::saved_here(lang), &[("count", &count.to_string())])
            }
            Mark::Sending => words::sending(lang).to_string(),
            Mark::Offline(0) => words::offline(lang).to_string(),
            Mark::Offline(count) => format!("{} · {count}", words::offline(lang)),
            Mark::NeedsYou(_) => words::needs_you(lang).to_string(),
        }
    });
    let long = move || {
        let lang = lang.get();
        match &*mark.read() {
            Mark::Agreed => words::agreed_long(lang).to_string(),
            Mark::SavedHere(count) => fill(
                words::saved_here_long(lang),
                &[("count", &count.to_string())],
            ),
            Mark::Sending => words::sending_long(lang).to_string(),
            Mark::Offline(count) => {
                fill(words::offline_long(lang), &[("count", &count.to_string())])
            }
            Mark::NeedsYou(code) => problems::of_plain_code(code, lang).line(lang),
        }
    };
    let look = move || match &*mark.read() {
        Mark::Agreed => ("connection is-agreed", Glyph::Agreed),
        Mark::SavedHere(_) => ("connection is-saved-here", Glyph::SavedHere),
        Mark::Sending => ("connection is-sending", Glyph::Sync),
        Mark::Offline(_) => ("connection is-offline", Glyph::Offline),
        Mark::NeedsYou(_) => ("connection needs-you", Glyph::Warning),
    };
    let button = move || {
        view! {
            <span class=move || look().0>
                {move || view! { <Icon glyph=look().1 /> }}
                <span class="connection-words" role="status">{short}</span>
            </span>
        }
    };
    view! {
        <Menu class="bar-button" button=button label=Signal::derive(move || format!("{}: {}", words::connection(lang.get()), short.get()))>
            <div class="connection-long">
                <p>{long}</p>
            </div>
        </Menu>
    }
}

/// The server no longer knows who is here: what is written stays, and the way back in is one press.
#[component]
fn SessionEnded() -> impl IntoView {
    let (session, lang) = (use_session(), use_lang());
    let mark = use_connection().mark();
    let ended = Memo::new(
        move |_| matches!(&*mark.read(), Mark::NeedsYou(code) if code == "session.expired"),
    );
    let said = move || problems::of_plain_code("session.expired", lang.get()).line(lang.get());
    view! {
        <div role="alert">
            <Show when=move || ended.get()>
                <div class="session-ended">
                    <Icon glyph=Glyph::Warning />
                    <span>{said}</span>
                    <Button kind=ButtonKind::Primary small=true on_press=move |()| session.refresh()>
                        {t(words::sign_in_again)}
                    </Button>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let lang = use_lang();
    view! {
        <button
            type="button"
            class="bar-button language-switch"
            lang=move || lang.get().other().tag()
            title=t(words::switch_language)
            on:click=move |_| lang.update(|lang| *lang = lang.other())
        >
            {t(words::language)}
        </button>
    }
}

fn theme_look(theme: Theme) -> (Glyph, Word) {
    match theme {
        Theme::System => (Glyph::Screen, words::theme_system),
        Theme::Light => (Glyph::Sun, words::theme_light),
        Theme::Dark => (Glyph::Moon, words::theme_dark),
    }
}

#[component]
fn ThemeMenu() -> impl IntoView {
    let theme = use_theme();
    let button = move || view! { {move || view! { <Icon glyph=theme_look(theme.get()).0 /> }} };
    view! {
        <Menu class="bar-button" button=button label=t(words::theme)>
            {Theme::ALL
                .map(|one| {
                    let (glyph, word) = theme_look(one);
                    view! {
                        <MenuItem icon=glyph chosen=Signal::derive(move || theme.get() == one) on_press=move |()| theme.set(one)>
                            {t(word)}
                        </MenuItem>
                    }
                })
                .collect_view()}
        </Menu>
    }
}

fn role_word(role: Role) -> Word {
    match role {
        Role::Owner => words::role_owner,
        Role::Manager => words::role_manager,
        Role::Crm => words::role_crm,
        Role::Operations => words::role_operations,
        Role::Service => words::role_service,
    }
}

#[component]
fn UserMenu() -> impl IntoView {
    let session = use_session();
    let (user, lang, toasts) = (session.user(), use_lang(), use_toasts());
    let name = Signal::derive(move || {
        user.read()
            .as_ref()
            .map(|user| user.name.clone())
            .unwrap_or_default()
    });
    let initial = move || {
        name.read()
            .chars()
            .next()
            .map(String::from)
            .unwrap_or_default()
    };
    let role = move || {
        user.read()
            .as_ref()
            .map(|user| role_word(user.role)(lang.get()))
    };
    let changing = RwSignal::new(false);
    let installable = RwSignal::new(
        document()
            .document_element()
            .is_some_and(|root| root.has_attribute("data-installable")),
    );
    let heard = window_event_listener_untyped("huitou:installable", move |_| installable.set(true));
    on_cleanup(move || heard.remove());
    let install = move |()| {
        announce("huitou:install");
        installable.set(false);
    };
    let sign_out = move |()| {
        spawn_local(async move {
            if session.sign_out().await.is_err() {
                toasts.failed(words::sign_out_failed(lang.get_untracked()));
            }
        });
    };
    let button = move || view! { <span class="avatar" aria-hidden="true">{initial}</span> };
    view! {
        <Menu class="bar-button" button=button label=t_with(words::user_menu, |_| [])>
            <div class="menu-head">
                <strong>{name}</strong>
                <span>{role}</span>
            </div>
            <Show when=move || installable.get()>
                <MenuItem icon=Glyph::Download on_press=install>{t(words::install)}</MenuItem>
            </Show>
            <MenuItem icon=Glyph::Lock on_press=move |()| changing.set(true)>{t(words::change_password)}</MenuItem>
            <MenuItem icon=Glyph::SignOut on_press=sign_out>{t(words::sign_out)}</MenuItem>
        </Menu>
        <Dialog open=changing title=t(words::change_password)>
            <ChangePassword done=move |()| changing.set(false) />
        </Dialog>
    }
}

#[component]
fn ChangePassword(#[prop(into)] done: Callback<()>) -> impl IntoView {
    let (lang, toasts) = (use_lang(), use_toasts());
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (problem, busy) = (RwSignal::new(String::new()), RwSignal::new(false));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            let password = NewPassword {
                current: current.get_untracked(),
                new: new.get_untracked(),
            };
            let answer = change_password(&password).await;
            busy.set(false);
            let lang = lang.get_untracked();
            match answer {
                Ok(_) => {
                    toasts.done(words::password_changed(lang));
                    done.run(());
                }
                Err(failure) => problem.set(problems::of_failure(&failure, lang).line(lang)),
            }
        });
    };
    view! {
        <form on:submit=send>
            <Field label=t(words::current_password) problem=problem>
                <PasswordInput value=current on_input=move |text| current.set(text) />
            </Field>
            <Field label=t(words::new_password) hint=t(words::new_password_hint)>
                <PasswordInput value=new on_input=move |text| new.set(text) autocomplete="new-password" />
            </Field>
            <div class="dialog-buttons">
                <Button kind=ButtonKind::Primary submits=true busy=busy>{t(crate::locales::ui::save)}</Button>
            </div>
        </form>
    }
}
