//! The server: stores, serves, freezes snapshots, sends and tracks.

pub mod channel;
pub mod clock;
pub mod commands;
pub mod csv_cell;
pub mod db;
pub mod demo;
pub mod failure;
pub mod jobs;
pub mod password;
pub mod routes;
pub mod state;
