//! Takes an import back.

use domain::wire::import::{Batch, BatchState};

use crate::clock::Clock;
use crate::db::{Store, imports, orders, shops};
use crate::failure::Failure;

/// Takes an import back, whole; answers the batch and the facts' new revision.
pub fn undo(store: &Store, clock: &Clock, id: i64) -> Result<(Batch, i64), Failure> {
    let now = clock.now();
    store.write_now(|tx| {
        let batch = imports::batch(tx, id)?;
        if batch.state != BatchState::Done {
            return Err(Failure::conflict(
                "import.not_done",
                "Only an import that is in the store can be taken back",
            ));
        }
        orders::undo(tx, batch.shop, id)?;
        imports::mark_undone(tx, id, now)?;
        let revision = shops::bump_facts_revision(tx, batch.shop)?;
        Ok((imports::batch(tx, id)?, revision))
    })
}
