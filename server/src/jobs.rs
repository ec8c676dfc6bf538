//! Work that goes on without a request.

use crate::state::AppState;

/// Starts every job of a serving process. Each area adds its line here.
pub fn start(_state: &AppState) {}
