//! What a campaign lacks, each line leading to its field.

use domain::campaign::problem::{Problem, Severity};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::fields::place_id;
use super::names;
use crate::locales::use_lang;
use crate::routes::{Page, SettingsPart, use_go};
use crate::state::campaigns::use_campaign;
use crate::state::use_money;
use crate::ui::{Glyph, Icon};

/// Problems as links to their fields, the worst first.
#[component]
pub fn ProblemList(
    /// The problems.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
) -> impl IntoView {
    let open = use_campaign();
    let (lang, money) = (use_lang(), use_money());
    let go = use_go();
    let one = move |problem: Problem| {
        let said = names::problem(&problem, &money.read(), lang.get());
        let (class, glyph) = match problem.severity {
            Severity::Blocks => ("problem is-blocking", Glyph::Problem),
            Severity::Warning => ("problem is-warning", Glyph::Warning),
            Severity::Advice => ("problem", Glyph::Info),
        };
        let page = match names::checkpoint_of(&problem.path) {
            Some(checkpoint) => Page::Checkpoint(open.id.get(), checkpoint.number()),
            None => Page::Settings(SettingsPart::Brand),
        };
        let href = format!("{}#{}", page.path(), place_id(&problem.path));
        let go = go.clone();
        let follow = move |event: web_sys::MouseEvent| {
            if event.ctrl_key() || event.meta_key() || event.shift_key() {
                return;
            }
            event.prevent_default();
            go(page.clone());
            show_place(problem.path.clone(), 0);
        };
        view! {
            <li class=class>
                <Icon glyph />
                <a href=href on:click=follow>{said}</a>
            </li>
        }
    };
    view! {
        <ul class="problems">
            {move || {
                let mut list = problems.get();
                list.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
                list.into_iter().map(&one).collect_view()
            }}
        </ul>
    }
}

/// Brings a field into sight and puts the cursor into it; the page that holds it may still be on its way.
pub fn show_place(path: String, tried: u32) {
    let wait = std::time::Duration::from_millis(60);
    set_timeout(
        move || {
            let Some(place) = document().get_element_by_id(&place_id(&path)) else {
                if tried < 12 {
                    show_place(path, tried + 1);
                }
                return;
            };
            place.scroll_into_view();
            let control = place
                .query_selector("input, textarea, select, button")
                .ok()
                .flatten();
            if let Some(control) =
                control.and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok())
            {
                // A control that refuses the focus is in sight all the same.
                let _ = control.focus();
            }
        },
        wait,
    );
}
