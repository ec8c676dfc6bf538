//! Work that goes on without a request.

pub mod approve;
pub mod audience;
pub mod import;
pub mod lengths;
pub mod monitor;
pub mod send;
pub mod snapshot;

use crate::state::AppState;

/// Starts every job of a serving process. Each area adds its line here.
pub fn start(state: &AppState) {
    snapshot::start(state);
    send::start(state);
    monitor::start(state);
}
