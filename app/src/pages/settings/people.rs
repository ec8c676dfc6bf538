//! The people who sign in here, and a new one.

use domain::wire::session::{NewUser, Role, SHORTEST_PASSWORD, User};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::own_password::OwnPassword;
use crate::api::Failure;
use crate::locales::{
    Lang, Word, settings as common, settings_people as words, t, t_with, use_lang,
};
use crate::platform::clipboard::copy;
use crate::platform::secret::new_password;
use crate::problems;
use crate::state::users::{add_user, list_users};
use crate::state::{use_connection, use_session, use_toasts};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Card, Choice, Column, Dialog, Field, Glyph, LoadFailed,
    RadioCards, Skeleton, Table, TextInput, Tone,
};

/// Roles that can be given; there is one owner.
const ROLES: [(Role, &str, Word, Word); 4] = [
    (
        Role::Manager,
        "MANAGER",
        words::manager,
        words::manager_note,
    ),
    (Role::Crm, "CRM", words::crm, words::crm_note),
    (
        Role::Operations,
        "OPERATIONS",
        words::operations,
        words::operations_note,
    ),
    (
        Role::Service,
        "SERVICE",
        words::service,
        words::service_note,
    ),
];

fn role_words(role: Role) -> (Word, Word) {
    let found = ROLES.iter().find(|(known, ..)| *known == role);
    found.map_or(
        (words::owner as Word, words::owner_note as Word),
        |(_, _, name, note)| (*name, *note),
    )
}

/// Who signs in here, and one's own password.
#[component]
pub fn PeopleSettings() -> impl IntoView {
    let user = use_session().user();
    let open = RwSignal::new(false);
    let added = RwSignal::new(None::<NewUser>);
    let people = LocalResource::new(list_users);
    let is_owner = Signal::derive(move || {
        user.read()
            .as_ref()
            .is_some_and(|user| user.role == Role::Owner)
    });
    let add = move || {
        view! {
            <Show when=move || is_owner.get()>
                <Button small=true icon=Glyph::Plus on_press=move |()| open.set(true)>{t(words::add)}</Button>
            </Show>
        }
        .into_any()
    };
    let shown_added = RwSignal::new(false);
    let on_added = Callback::new(move |person: NewUser| {
        open.set(false);
        added.set(Some(person));
        shown_added.set(true);
        people.refetch();
    });
    // What was shown once is not kept.
    Effect::new(move |_| {
        if !shown_added.get() {
            added.set(None);
        }
    });
    view! {
        <div class="split-panes">
            <Card title=t(words::people) deeds=add>
                {move || match people.get() {
                    None => view! { <Skeleton lines=4 /> }.into_any(),
                    Some(Err(failure)) => view! {
                        <LoadFailed failure=Signal::stored(failure) on_retry=move |()| people.refetch() />
                    }
                    .into_any(),
                    Some(Ok(list)) => view! { <People list=list /> }.into_any(),
                }}
                <Show when=move || !is_owner.get()>
                    <p class="settings-note">{t(words::owner_only)}</p>
                </Show>
                <p class="settings-note">{t(words::lost)} " "
                    <code class="settings-code">"huitou user password NAME"</code></p>
            </Card>
            <OwnPassword />
        </div>
        <Dialog open=open title=t(words::add_title)>
            <AddPerson open=open on_added=on_added />
        </Dialog>
        <Dialog
            open=shown_added
            title=t_with(words::added_title, move |_| {
                let name = added.read().as_ref().map(|person| person.name.clone());
                [("name", name.unwrap_or_default())]
            })
        >
            {move || added.get().map(|person| view! { <Handover person=person open=shown_added /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn People(list: Vec<User>) -> impl IntoView {
    let (lang, me) = (use_lang(), use_session().user_id());
    let head = |word: Word| Signal::derive(move || word(lang.get()).to_string());
    let is_alone = list.len() < 2;
    let columns = vec![
        Column::new(head(words::name), move |user: &User| {
            let (name, id) = (user.name.clone(), user.id);
            view! {
                <span class="row">
                    {name}
                    <Show when=move || me.get() == Some(id)><Badge tone=Tone::Accent>{t(words::you)}</Badge></Show>
                </span>
            }
        })
        .sorted_by(|one: &User, other| one.name.cmp(&other.name)),
        Column::new(head(words::sign_in), |user: &User| {
            view! { <code class="settings-code">{user.sign_in.clone()}</code> }
        }),
        Column::new(head(words::role), move |user: &User| {
            let (name, note) = role_words(user.role);
            view! {
                <span class="role">
                    <span>{move || name(lang.get())}</span>
                    <span class="muted small">{move || note(lang.get())}</span>
                </span>
            }
        }),
    ];
    view! {
        <Table caption=t(words::people) columns=columns rows=Signal::stored(list) />
        {is_alone.then(|| view! { <p class="settings-note">{t(words::empty)}</p> })}
    }
}

/// The form of a new person.
#[component]
fn AddPerson(open: RwSignal<bool>, on_added: Callback<NewUser>) -> impl IntoView {
    let (connection, lang) = (use_connection(), use_lang());
    let asked = RwSignal::new(NewUser {
        name: String::new(),
        sign_in: String::new(),
        role: Role::Crm,
        password: new_password().unwrap_or_default(),
    });
    let (tried, busy, failure) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(None::<Failure>),
    );
    let missing = move |read: fn(&NewUser) -> &String| {
        Signal::derive(move || {
            let lang = lang.get();
            if tried.get() && read(&asked.read()).trim().is_empty() {
                problems::of_plain_code("user.name_missing", lang).line(lang)
            } else {
                String::new()
            }
        })
    };
    let refused = move |code: &str| {
        let lang = lang.get();
        let failure = failure.read();
        let found = failure.as_ref().filter(|failure| failure.code() == code);
        found
            .map(|failure| problems::of_failure(failure, lang).line(lang))
            .unwrap_or_default()
    };
    let name_problem = missing(|asked| &asked.name);
    let sign_in_missing = missing(|asked| &asked.sign_in);
    let sign_in_problem = Signal::derive(move || {
        let taken = refused("user.sign_in_taken");
        if taken.is_empty() {
            sign_in_missing.get()
        } else {
            taken
        }
    });
    let password_problem = Signal::derive(move || {
        let lang = lang.get();
        let is_short = asked.read().password.chars().count() < SHORTEST_PASSWORD;
        if tried.get() && is_short {
            too_short(lang)
        } else {
            refused("user.password_too_long")
        }
    });
    let elsewhere = Signal::derive(move || {
        let lang = lang.get();
        let failure = failure.read();
        let found = failure.as_ref().filter(|failure| {
            !matches!(
                failure.code(),
                "user.sign_in_taken" | "user.password_too_long"
            )
        });
        found
            .map(|failure| problems::of_failure(failure, lang).line(lang))
            .unwrap_or_default()
    });
    let roles = Signal::derive(move || {
        let lang = lang.get();
        ROLES
            .map(|(_, code, name, note)| Choice::new(code, name(lang)).note(note(lang)))
            .to_vec()
    });
    let role = Signal::derive(move || {
        let role = asked.read().role;
        let found = ROLES.iter().find(|(known, ..)| *known == role);
        found
            .map(|(_, code, ..)| code.to_string())
            .unwrap_or_default()
    });
    let set_role = move |code: String| {
        if let Some((role, ..)) = ROLES.iter().find(|(_, known, ..)| *known == code) {
            asked.update(|asked| asked.role = *role);
        }
    };
    let another = move |()| {
        if let Some(password) = new_password() {
            asked.update(|asked| asked.password = password);
        }
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        failure.set(None);
        let person = asked.get_untracked();
        let is_whole = !person.name.trim().is_empty()
            && !person.sign_in.trim().is_empty()
            && person.password.chars().count() >= SHORTEST_PASSWORD;
        if !is_whole {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match add_user(&person).await {
                Ok(_) => on_added.run(person),
                Err(why) => {
                    busy.set(false);
                    failure.set(Some(why));
                }
            }
        });
    };
    view! {
        <form class="stack" on:submit=send>
            <Show when=move || !elsewhere.read().is_empty()>
                <Banner tone=Tone::Bad>{elsewhere}</Banner>
            </Show>
            <div class="form-grid">
                <Field label=t(words::name) required=true problem=name_problem>
                    <TextInput
                        value=Signal::derive(move || asked.read().name.clone())
                        on_input=move |text| asked.update(|asked| asked.name = text)
                        most=60
                    />
                </Field>
                <Field label=t(words::sign_in) hint=t(words::sign_in_hint) required=true problem=sign_in_problem>
                    <TextInput
                        value=Signal::derive(move || asked.read().sign_in.clone())
                        on_input=move |text: String| asked.update(|asked| asked.sign_in = text.trim().to_string())
                        most=60
                    />
                </Field>
            </div>
            <RadioCards legend=t(words::role) choices=roles value=role on_change=set_role />
            <div class="word-form">
                <Field label=t(words::first_password) hint=t(words::first_password_hint) required=true problem=password_problem>
                    <TextInput
                        value=Signal::derive(move || asked.read().password.clone())
                        on_input=move |text| asked.update(|asked| asked.password = text)
                    />
                </Field>
                <Button icon=Glyph::Sync on_press=another>{t(words::another)}</Button>
            </div>
            <div class="dialog-buttons">
                <Button on_press=move |()| open.set(false)>{t(words::cancel)}</Button>
                <Button
                    kind=ButtonKind::Primary
                    submits=true
                    busy=busy
                    disabled=Signal::derive(move || !connection.reachable.get())
                >
                    {t(words::add_deed)}
                </Button>
            </div>
        </form>
    }
}

/// What to say of a password that is too short.
pub fn too_short(lang: Lang) -> String {
    let mut args = serde_json::Map::new();
    args.insert("shortest".into(), SHORTEST_PASSWORD.into());
    problems::of_code("user.password_too_short", &args, lang).line(lang)
}

/// What is handed over to the new person, shown once.
#[component]
fn Handover(person: NewUser, open: RwSignal<bool>) -> impl IntoView {
    let (toasts, lang) = (use_toasts(), use_lang());
    let both = format!("{}\n{}", person.sign_in, person.password);
    let take = move |()| {
        let both = both.clone();
        let lang = lang.get_untracked();
        spawn_local(async move {
            if copy(&both).await {
                toasts.done(common::copied(lang));
            } else {
                toasts.note(common::not_copied(lang));
            }
        });
    };
    view! {
        <div class="stack">
            <p>{t(words::added_lead)}</p>
            <dl class="settings-facts">
                <dt>{t(words::sign_in)}</dt>
                <dd><code class="settings-code">{person.sign_in}</code></dd>
                <dt>{t(words::first_password)}</dt>
                <dd><code class="settings-code">{person.password}</code></dd>
            </dl>
            <div class="dialog-buttons">
                <Button icon=Glyph::Copy on_press=take>{t(words::copy_both)}</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| open.set(false)>{t(words::done)}</Button>
            </div>
        </div>
    }
}
