//! Checkpoint 4: filters, exclusions, groups that share nobody, and what each group is to get.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::analysis::{add_entry, moved};
use super::fields::{CodeField, Place, ShareField, TextField, entry, t_filled, t_string};
use super::names;
use super::overlap::OverlapCard;
use super::potential::HypothesisBeside;
use super::rule::RuleField;
use super::strategy::Strategy;
use super::waterfall::WaterfallCard;
use crate::format::count;
use crate::locales::{campaign_audience as words, campaign_plan as plan_words, fill, t, use_lang};
use crate::pages::segments::{PreviewPanel, ProfileCard};
use crate::state::campaigns::{OpenCampaign, use_campaign};
use crate::state::{use_engine, use_toasts};
use crate::ui::{Button, ButtonKind, Card, Dialog, EmptyState, Glyph, Icon, IconButton};

/// Filters, exclusions, groups, waterfall, strategy.
#[component]
pub fn Groups() -> impl IntoView {
    view! {
        <div class="two-panes">
            <div class="pane">
                <Filters />
                <Exclusions />
                <GroupList />
            </div>
            <div class="pane pane-beside">
                <HypothesisBeside />
                <WaterfallCard />
            </div>
        </div>
        <OverlapCard />
        <Strategy />
    }
    .into_any()
}

/// Takes an entry out of a list, with a way back.
fn remove(open: OpenCampaign, path: String, said: String, undo: &'static str) {
    open.edit(path.clone(), true);
    use_toasts().offer(said, undo, move || open.edit(path.clone(), Value::Null));
}

#[component]
fn Filters() -> impl IntoView {
    let open = use_campaign();
    let ids = Memo::new(move |_| {
        open.campaign
            .read()
            .filters
            .iter()
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    });
    let one = move |id: String| {
        let at = {
            let id = id.clone();
            Memo::new(move |_| {
                ids.read()
                    .iter()
                    .position(|held| *held == id)
                    .map_or(0, |at| at + 1)
            })
        };
        let takes = takes(open, id.clone(), |waterfall| &waterfall.filters);
        let gone = entry("filters", &id, "gone");
        view! {
            <li class="entry">
                <div class="entry-head">
                    <span class="entry-name">{t_filled(words::filter_one, move |_| [("at", at.get().to_string())])}</span>
                    <span class="quiet">{takes}</span>
                    <span class="entry-deeds">
                        <IconButton small=true glyph=Glyph::Delete disabled=open.frozen
                            label=t_filled(words::filter_remove, move |_| [("at", at.get().to_string())])
                            on_press=move |()| open.edit(gone.clone(), true) />
                    </span>
                </div>
                <Place path=entry("filters", &id, "query")>
                    <RuleField path=entry("filters", &id, "query") label=words::filters />
                </Place>
            </li>
        }
    };
    view! {
        <Card title=t_string(words::filters)>
            <p class="lead">{t(words::filters_lead)}</p>
            <Show when=move || !ids.read().is_empty() fallback=move || view! { <p class="quiet">{t(words::filters_none)}</p> }>
                <ol class="entries"><For each=move || ids.get() key=|id| id.clone() children=one /></ol>
            </Show>
            <Button small=true icon=Glyph::Plus disabled=open.frozen
                on_press=move |()| open.edit_many(add_entry("filters", &ids.get_untracked(), &[("query", json!(""))]))>
                {t(words::filter_add)}
            </Button>
        </Card>
    }
}

/// What a filter or an exclusion takes and leaves, in words.
fn takes(
    open: OpenCampaign,
    id: String,
    part: fn(&domain::wire::engine::Waterfall) -> &Vec<domain::wire::engine::Cut>,
) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let lang = use_lang();
    move || {
        let answer = open.waterfall.answer.read();
        let cut = answer
            .as_ref()
            .and_then(|waterfall| part(waterfall).iter().find(|cut| cut.id == id).cloned());
        cut.map(|cut| {
            let values = [
                ("lost", count(i64::from(cut.lost))),
                ("left", count(i64::from(cut.left))),
            ];
            fill(
                words::filter_takes(lang.get()),
                &values
                    .each_ref()
                    .map(|(name, value)| (*name, value.as_str())),
            )
        })
        .unwrap_or_default()
    }
}

const RECENT_DAYS: u32 = 30;

#[component]
fn Exclusions() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let ids = Memo::new(move |_| {
        open.campaign
            .read()
            .exclusions
            .iter()
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    });
    let add = move |name: &str, reason: &str, query: String| {
        let parts = [
            ("name", json!(name)),
            ("reason", json!(reason)),
            ("query", json!(query)),
        ];
        open.edit_many(add_entry("exclusions", &ids.get_untracked(), &parts));
    };
    let add_recent = move |()| {
        add(
            words::exclusion_recent_name(lang.get_untracked()),
            "RECENT_BUYER",
            format!("last_order_date >= -{RECENT_DAYS}d"),
        );
    };
    let one = move |id: String| {
        let name = open.text(entry("exclusions", &id, "name"));
        let takes = takes(open, id.clone(), |waterfall| &waterfall.exclusions);
        let gone = entry("exclusions", &id, "gone");
        view! {
            <li class="entry">
                <div class="entry-head">
                    <div class="form-grid tight">
                        <TextField path=entry("exclusions", &id, "name") label=words::exclusion_name />
                        <CodeField path=entry("exclusions", &id, "reason") label=words::exclusion_reason codes=&names::EXCLUSIONS otherwise="OTHER" />
                    </div>
                    <span class="quiet">{takes}</span>
                    <span class="entry-deeds">
                        <IconButton small=true glyph=Glyph::Delete disabled=open.frozen
                            label=t_filled(words::exclusion_remove, move |_| [("name", name.get())])
                            on_press=move |()| open.edit(gone.clone(), true) />
                    </span>
                </div>
                <Place path=entry("exclusions", &id, "query")>
                    <RuleField path=entry("exclusions", &id, "query") label=words::exclusions />
                </Place>
            </li>
        }
    };
    view! {
        <Card title=t_string(words::exclusions)>
            <p class="lead">{t(words::exclusions_lead)}</p>
            <Show when=move || !ids.read().is_empty() fallback=move || view! { <p class="quiet">{t(words::exclusions_none)}</p> }>
                <ol class="entries"><For each=move || ids.get() key=|id| id.clone() children=one /></ol>
            </Show>
            <div class="deeds">
                <Button small=true icon=Glyph::Plus disabled=open.frozen on_press=add_recent>
                    {t_filled(words::exclusion_recent, |_| [("days", RECENT_DAYS.to_string())])}
                </Button>
                <Button small=true icon=Glyph::Plus disabled=open.frozen
                    on_press=move |()| add(words::exclusion_new(lang.get_untracked()), "OTHER", String::new())>
                    {t(words::exclusion_add)}
                </Button>
            </div>
        </Card>
    }
}

#[component]
fn GroupList() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let ids = Memo::new(move |_| {
        open.campaign
            .read()
            .groups
            .iter()
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    });
    let add = move |name: String, query: &str| {
        let parts = [
            ("name", json!(name)),
            ("query", json!(query)),
            ("medium", json!("SMS")),
            ("holdout_share", json!(0.1)),
        ];
        open.edit_many(add_entry("groups", &ids.get_untracked(), &parts));
    };
    let add_one = move |()| {
        let number = (ids.read_untracked().len() + 1).to_string();
        add(
            fill(words::group_new(lang.get_untracked()), &[("at", &number)]),
            "",
        );
    };
    let suggest = move |()| {
        let lang = lang.get_untracked();
        add(
            words::suggest_loyal(lang).into(),
            "lifecycle_stage IN ('LOYAL', 'ACTIVE')",
        );
        add(
            words::suggest_risk(lang).into(),
            "lifecycle_stage = 'AT_RISK'",
        );
        add(
            words::suggest_dormant(lang).into(),
            "lifecycle_stage = 'DORMANT'",
        );
    };
    view! {
        <Card title=t_string(words::groups)>
            <p class="lead">{t(words::groups_lead)}</p>
            <Place path="groups">
                <Show
                    when=move || !ids.read().is_empty()
                    fallback=move || view! {
                        <EmptyState glyph=Glyph::Segment title=t(words::groups_none_title) text=t(words::groups_none_text)>
                            <Button kind=ButtonKind::Primary disabled=open.frozen on_press=suggest>{t(words::groups_suggest)}</Button>
                        </EmptyState>
                    }
                >
                    <ol class="entries">
                        <For each=move || ids.get() key=|id| id.clone() children=move |id| view! { <OneGroup id ids /> } />
                    </ol>
                </Show>
                <Button icon=Glyph::Plus disabled=open.frozen on_press=add_one>{t(words::group_add)}</Button>
            </Place>
        </Card>
    }
}

#[component]
fn OneGroup(id: String, ids: Memo<Vec<String>>) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let at = {
        let id = StoredValue::new(id.clone());
        move |part: &str| id.with_value(|id| entry("groups", id, part))
    };
    let name = open.text(at("name"));
    let number = {
        let id = id.clone();
        Memo::new(move |_| {
            ids.read()
                .iter()
                .position(|held| *held == id)
                .map_or(0, |at| at + 1)
        })
    };
    let named = move |word| t_filled(word, move |_| [("name", name.get())]);
    let (up, down, gone) = (id.clone(), id.clone(), at("gone"));
    let profile = RwSignal::new(false);
    let profile_id = id.clone();
    view! {
        <li class="entry group-entry">
            <div class="entry-head">
                <span class="priority" title=t_filled(words::priority, move |_| [("at", number.get().to_string())])>{number}</span>
                <TextField path=at("name") label=words::group_name placeholder=words::group_name_hint hidden_label=true />
                <span class="entry-deeds">
                    <IconButton small=true glyph=Glyph::Up label=named(words::group_up)
                        disabled=Signal::derive(move || open.frozen.get() || number.get() == 1)
                        on_press=move |()| open.edit_many(moved("groups", &ids.get_untracked(), &up, -1)) />
                    <IconButton small=true glyph=Glyph::Down label=named(words::group_down)
                        disabled=Signal::derive(move || open.frozen.get() || number.get() == ids.read().len())
                        on_press=move |()| open.edit_many(moved("groups", &ids.get_untracked(), &down, 1)) />
                    <IconButton small=true glyph=Glyph::Delete label=named(words::group_remove) disabled=open.frozen
                        on_press=move |()| {
                            let lang = lang.get_untracked();
                            let said = fill(words::group_removed(lang), &[("name", &name.get_untracked())]);
                            remove(open, gone.clone(), said, plan_words::undo(lang));
                        } />
                </span>
            </div>
            <Place path=at("query")>
                <RuleField path=at("query") label=words::group_query />
            </Place>
            <div class="form-grid tight">
                <CodeField path=at("medium") label=words::medium codes=&names::MEDIA />
                <ShareField path=at("holdout_share") label=words::holdout hint=words::holdout_hint otherwise=0.1 most=50.0 />
            </div>
            <GroupNumbers id=id.clone() />
            <Button small=true kind=ButtonKind::Quiet icon=Glyph::People on_press=move |()| profile.set(true)>{t(words::group_profile)}</Button>
            <Dialog open=profile wide=true title=named(words::group_profile_of)>
                <Profile id=profile_id.clone() />
            </Dialog>
        </li>
    }
}

/// In the group, out of reach, held out, to be sent: they sum.
#[component]
fn GroupNumbers(id: String) -> impl IntoView {
    let open = use_campaign();
    let cut = Memo::new(move |_| {
        let answer = open.waterfall.answer.read();
        answer
            .as_ref()
            .and_then(|waterfall| waterfall.groups.iter().find(|cut| cut.id == id).cloned())
    });
    let number = move |label,
                       read: fn(&domain::wire::engine::GroupCut) -> u32,
                       class: &'static str| {
        view! {
            <div class=class>
                <dt>{t(label)}</dt>
                <dd>{move || cut.read().as_ref().map_or("–".to_string(), |cut| count(i64::from(read(cut))))}</dd>
            </div>
        }
    };
    view! {
        <dl class="numbers" class:is-stale=open.waterfall.stale>
            {number(words::chosen, |cut| cut.chosen, "number")}
            {number(words::taken, |cut| cut.taken, "number is-quiet")}
            {number(words::unreachable, |cut| cut.unreachable, "number is-quiet")}
            {number(words::held_out, |cut| cut.held_out, "number")}
            {number(words::to_send, |cut| cut.to_send, "number is-strong")}
        </dl>
        <Show when=move || cut.read().as_ref().is_some_and(|cut| cut.chosen > 0 && cut.chosen < 500 && cut.held_out > 0)>
            <p class="advice"><Icon glyph=Glyph::Info />{t(words::small_group)}</p>
        </Show>
    }
}

/// Who is in the group when all cuts before it are made.
#[component]
fn Profile(id: String) -> impl IntoView {
    let open = use_campaign();
    let query = Memo::new(move |_| members_query(&open.campaign.read(), &id));
    let preview = use_engine().preview(query);
    view! {
        <PreviewPanel preview />
        <ProfileCard query />
    }
}

/// The query that gives just the members of a group: scope, filters, no exclusion, no group before it.
pub fn members_query(campaign: &domain::campaign::Campaign, id: &str) -> String {
    let written = |query: &str| !query.trim().is_empty();
    let mut parts = Vec::new();
    let mut push = |query: &str, kept: bool| {
        if written(query) {
            parts.push(if kept {
                format!("({query})")
            } else {
                format!("NOT ({query})")
            });
        }
    };
    push(&campaign.scope, true);
    campaign
        .filters
        .iter()
        .for_each(|one| push(&one.query, true));
    campaign
        .exclusions
        .iter()
        .for_each(|one| push(&one.query, false));
    for group in &campaign.groups {
        if group.id == id {
            push(&group.query, true);
            break;
        }
        push(&group.query, false);
    }
    parts.join(" AND ")
}
