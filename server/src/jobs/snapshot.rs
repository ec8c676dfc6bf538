//! Keeps the newest frozen facts of each shop: made when first asked for, kept as a file, and let go of when nobody asks.

mod files;
mod question;

pub use question::failure_of;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::segment::Counter;
use domain::snapshot::Snapshot;
use domain::wire::session::Shop;

use self::files::{Files, Folder};
use crate::clock::Clock;
use crate::db::{Store, facts, shops};
use crate::failure::Failure;
use crate::state::AppState;

/// Facts that nobody asked for this long are let go of; their file stays.
const KEPT: Duration = Duration::from_secs(300);

/// The frozen facts of one shop at one revision.
pub struct ShopFacts {
    /// The shop as it was then.
    pub shop: Shop,
    /// The columns.
    pub snapshot: Arc<Snapshot>,
    /// `customer.id` by row, ascending.
    customers: Vec<i64>,
    files: Files,
    /// Names the bytes: the revision and their seal.
    pub tag: String,
    counter: Mutex<Counter>,
}

/// What a browser can be sent.
pub enum Sent {
    /// Everything.
    Whole(Vec<u8>),
    /// What changed since the bytes that the browser has.
    Patch(Vec<u8>),
}

impl ShopFacts {
    /// The revision.
    pub fn revision(&self) -> i64 {
        self.shop.facts_revision
    }

    /// `customer.id` of a row.
    pub fn customer_of(&self, row: u32) -> Option<i64> {
        self.customers.get(usize::try_from(row).ok()?).copied()
    }

    /// The row of `customer.id`.
    pub fn row_of(&self, customer: i64) -> Option<u32> {
        let row = self.customers.binary_search(&customer).ok()?;
        u32::try_from(row).ok()
    }

    /// The bytes for a browser that has others of the seal `base`, or none: what changed, where that is less.
    pub fn since(&self, base: Option<u64>) -> Result<Sent, Failure> {
        let patch = match base {
            Some(base) if base != self.snapshot.seal() => {
                self.files.patch(base, &self.customers)?
            }
            _ => None,
        };
        Ok(match patch {
            Some(patch) => Sent::Patch(patch),
            None => Sent::Whole(self.files.whole()?),
        })
    }

    /// The bytes of one customer in `every`.
    pub fn sample(&self, every: u32) -> Result<Vec<u8>, Failure> {
        self.files.sample(every)
    }
}

/// The newest facts of each shop. Cheap to copy.
#[derive(Clone, Default)]
pub struct Snapshots {
    shops: Arc<Mutex<HashMap<i64, Arc<Slot>>>>,
}

#[derive(Default)]
struct Slot {
    held: Mutex<Option<(Arc<ShopFacts>, Instant)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Snapshots {
    /// The facts of a shop as they are now. May take a while when they changed: never on an async thread.
    /// Who asks meanwhile waits for the same answer.
    pub fn newest(
        &self,
        store: &Store,
        clock: &Clock,
        shop: i64,
    ) -> Result<Arc<ShopFacts>, Failure> {
        let slot = lock(&self.shops).entry(shop).or_default().clone();
        let mut held = lock(&slot.held);
        let now = store.read_now(|conn| shops::shop(conn, clock, shop))?;
        if let Some((facts, used)) = held.as_mut()
            && facts.shop.facts_revision == now.facts_revision
        {
            *used = Instant::now();
            if facts.shop == now {
                return Ok(facts.clone());
            }
            // The shop's day or settings changed, its facts did not.
            let fresh = Arc::new(ShopFacts {
                shop: now,
                snapshot: facts.snapshot.clone(),
                customers: facts.customers.clone(),
                files: facts.files.clone(),
                tag: facts.tag.clone(),
                counter: Mutex::new(Counter::new(facts.snapshot.clone())),
            });
            *held = Some((fresh.clone(), Instant::now()));
            return Ok(fresh);
        }
        // Let go of the old columns before the new ones are made.
        *held = None;
        let facts = Arc::new(make(store, clock, shop)?);
        *held = Some((facts.clone(), Instant::now()));
        Ok(facts)
    }

    /// Lets go of facts that nobody asked for lately.
    fn forget_unused(&self) {
        let slots: Vec<Arc<Slot>> = lock(&self.shops).values().cloned().collect();
        for slot in slots {
            // Someone who is making facts holds the lock for long; they are in use.
            if let Ok(mut held) = slot.held.try_lock()
                && held.as_ref().is_some_and(|(_, used)| used.elapsed() > KEPT)
            {
                *held = None;
            }
        }
    }
}

impl AppState {
    /// The facts of a shop as they are now.
    pub async fn facts(&self, shop: i64) -> Result<Arc<ShopFacts>, Failure> {
        let state = self.clone();
        tokio::task::spawn_blocking(move || {
            state.snapshots.newest(&state.store, &state.clock, shop)
        })
        .await
        .map_err(|_| Failure::Stopped)?
    }
}

/// Lets go of unused facts from time to time.
pub fn start(state: &AppState) {
    let snapshots = state.snapshots.clone();
    tokio::spawn(async move {
        let mut minute = tokio::time::interval(Duration::from_secs(60));
        loop {
            minute.tick().await;
            snapshots.forget_unused();
        }
    });
}

/// The facts from their file where it is of the right revision, else from the store.
fn make(store: &Store, clock: &Clock, shop: i64) -> Result<ShopFacts, Failure> {
    let started = Instant::now();
    let folder = Folder::of(store)?;
    let (shop, snapshot, customers, files) = store.read_much_now(|conn| {
        let shop = shops::shop(conn, clock, shop)?;
        let customers = facts::list_customer_ids(conn, shop.id)?;
        if let Some((files, snapshot)) = folder.read(&shop, customers.len()) {
            return Ok((shop, snapshot, customers, files));
        }
        drop(customers);
        let mut writing = folder.begin(&shop)?;
        let frozen = facts::freeze(conn, &shop, &mut writing)?;
        let (files, snapshot) = writing.finish(&frozen)?;
        tracing::info!(
            shop = shop.id,
            revision = shop.facts_revision,
            customers = frozen.customers.len(),
            ms = started.elapsed().as_millis(),
            "froze the facts"
        );
        Ok((shop, snapshot, frozen.customers, files))
    })?;
    let snapshot = Arc::new(snapshot);
    Ok(ShopFacts {
        tag: format!("\"{}-{:016x}\"", shop.facts_revision, snapshot.seal()),
        shop,
        counter: Mutex::new(Counter::new(snapshot.clone())),
        snapshot,
        customers,
        files,
    })
}
