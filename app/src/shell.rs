//! The frame around every page: who is here, where we are, how the connection is.

mod crossed;
mod keys;
mod navigation;
mod top_bar;
mod version;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::{ParamSegment, StaticSegment, path};

use crate::locales::{provide_lang, shell as words, t};
use crate::pages;
use crate::routes::{Page, SettingsPart};
use crate::state::{Stage, provide_state, use_session};
use crate::ui::{Button, Skeleton, ToastList};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_lang();
    provide_state();
    version::watch_version();
    view! {
        <Router>
            <Gate />
            <ToastList />
        </Router>
    }
}

/// Shows the pages to those who are signed in, and the sign-in page to the others.
#[component]
fn Gate() -> impl IntoView {
    let stage = use_session().stage();
    move || match stage.get() {
        Stage::Opening => view! { <main class="opening"><Skeleton lines=2 /></main> }.into_any(),
        Stage::SignedOut => view! { <pages::sign_in::SignInPage /> }.into_any(),
        Stage::SignedIn => view! { <Frame /> }.into_any(),
    }
}

#[component]
fn Frame() -> impl IntoView {
    view! {
        <a class="skip-link" href="#content" rel="external">{t(words::skip)}</a>
        <div class="frame">
            <navigation::Navigation />
            <div class="frame-main">
                <top_bar::TopBar />
                <crossed::CrossedNotices />
                <main id="content" class="content" tabindex="-1">
                    <ErrorBoundary fallback=|_| view! { <Broken /> }>
                        <AllPages />
                    </ErrorBoundary>
                </main>
            </div>
        </div>
        <keys::Keys />
    }
}

/// A page that failed; the frame around it still works.
#[component]
fn Broken() -> impl IntoView {
    let reload = move |()| {
        // A browser that refuses to reload leaves the words standing.
        let _ = window().location().reload();
    };
    view! {
        <div class="empty-state" role="alert">
            <p class="empty-state-title">{t(words::broken)}</p>
            <p class="empty-state-text">{t(words::broken_long)}</p>
            <Button on_press=reload>{t(words::reload)}</Button>
        </div>
    }
}

/// Every page at its path; `routes.rs` writes the same paths.
#[component]
fn AllPages() -> impl IntoView {
    let to_brand = || view! { <Redirect path=Page::Settings(SettingsPart::Brand).path() /> };
    let to_home = || view! { <Redirect path=Page::Home.path() /> };
    view! {
        <Routes fallback=|| view! { <pages::not_found::NotFoundPage /> }>
            <Route path=StaticSegment("") view=pages::home::HomePage />
            <Route path=path!("customers") view=pages::customers::CustomersPage />
            <Route path=path!("segments") view=pages::segments::SegmentsPage />
            <Route path=path!("segments/:id") view=pages::segments::SegmentPage />
            <Route path=path!("campaigns") view=pages::campaigns::CampaignsPage />
            <ParentRoute path=path!("campaigns/:id") view=pages::campaigns::CampaignPage>
                <Route path=StaticSegment("report") view=pages::campaigns::ReportPage />
                <Route path=ParamSegment("checkpoint") view=pages::campaigns::CheckpointPage />
                <Route path=StaticSegment("") view=pages::campaigns::CheckpointPage />
            </ParentRoute>
            <Route path=path!("imports") view=pages::imports::ImportsPage />
            <Route path=path!("imports/new") view=pages::imports::NewImportPage />
            <Route path=path!("settings") view=to_brand />
            <Route path=path!("settings/:part") view=pages::settings::SettingsPage />
            <Route path=path!("sign-in") view=to_home />
        </Routes>
    }
}
