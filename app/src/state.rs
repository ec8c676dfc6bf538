//! What the application remembers and tells its pages.

pub mod campaigns;
pub mod connection;
pub mod documents;
pub mod engine;
pub mod events;
pub mod imports;
pub mod lengths;
pub mod live;
pub mod preferences;
pub mod session;
pub mod shop_settings;
mod sync;
pub mod toasts;
pub mod users;

pub use connection::{Mark, use_connection};
pub use documents::{Crossed, Documents, Listed, use_documents};
pub use engine::{Asked, Facts, Preview, use_engine};
pub use events::on_event;
pub use preferences::{Theme, use_theme};
pub use session::{Stage, use_money, use_session, use_shop};
pub use toasts::use_toasts;

/// Provides all state, in the order in which one part needs another, and begins to remember.
pub fn provide_state() {
    preferences::provide_preferences();
    toasts::provide_toasts();
    connection::provide_connection();
    let session = session::provide_session();
    events::provide_events();
    documents::provide_documents(session);
    engine::provide_engine(session);
    session.open();
}
