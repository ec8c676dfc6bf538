//! The application.

mod api;
mod bars;
mod engine;
mod format;
mod local;
mod locales;
mod pages;
mod platform;
mod problems;
mod query_editor;
mod routes;
mod shell;
mod state;
mod ui;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(shell::App);
}
