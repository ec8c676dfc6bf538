//! The form of the messages between page, worker and server.

pub mod campaign;
pub mod customers;
pub mod engine;
pub mod import;
pub mod problem;
pub mod sending;
pub mod session;
pub mod sync;

/// Grows when a message changes its form; page, worker and server compare it in their first message.
pub const CONTRACT: u32 = 2;
