//! Keeps the newest frozen facts of each shop: made when first asked for, kept as a file, and let go of when nobody asks.

mod question;

pub use question::failure_of;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use domain::segment::Counter;
use domain::snapshot::Snapshot;
use domain::wire::session::Shop;

use crate::clock::Clock;
use crate::db::facts::{self, Frozen};
use crate::db::{Store, shops};
use crate::failure::Failure;
use crate::password;
use crate::state::AppState;

/// Facts that nobody asked for this long are let go of; their file stays.
const KEPT: Duration = Duration::from_secs(300);

/// Brotli's effort: near the best size for these bytes at a second a hundred megabytes.
const BROTLI_QUALITY: u32 = 5;

/// The frozen facts of one shop at one revision.
pub struct ShopFacts {
    /// The shop as it was then.
    pub shop: Shop,
    /// The columns.
    pub snapshot: Arc<Snapshot>,
    /// `customer.id` by row, ascending.
    customers: Vec<i64>,
    file: PathBuf,
    /// Names the bytes: the revision and a part of their hash.
    pub tag: String,
    packed: OnceLock<()>,
    counter: Mutex<Counter>,
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

    /// The bytes as they go over the wire, not packed.
    pub fn bytes(&self) -> Result<Vec<u8>, Failure> {
        Ok(std::fs::read(&self.file)?)
    }

    /// The bytes packed by brotli: made once, on a thread that may take its time.
    pub fn packed_bytes(&self) -> Result<Vec<u8>, Failure> {
        let packed = self.file.with_extension("br");
        if self.packed.get().is_none() && !packed.exists() {
            let mut plain = self.bytes()?;
            let mut out = Vec::with_capacity(plain.len() / 2);
            let parameters = brotli::enc::BrotliEncoderParams {
                quality: BROTLI_QUALITY.try_into().unwrap_or(5),
                size_hint: plain.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut plain.as_slice(), &mut out, &parameters)?;
            plain.clear();
            write_whole(&packed, &out)?;
            let _ = self.packed.set(());
            return Ok(out);
        }
        Ok(std::fs::read(packed)?)
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
                file: facts.file.clone(),
                tag: facts.tag.clone(),
                packed: OnceLock::new(),
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
    let folder = store.folder().join("snapshots");
    std::fs::create_dir_all(&folder)?;
    let started = Instant::now();
    let (shop, frozen, is_new) = store.read_now(|conn| {
        let shop = shops::shop(conn, clock, shop)?;
        let customers = facts::list_customer_ids(conn, shop.id)?;
        if let Some(snapshot) = read_file(&file_of(&folder, &shop), &shop, customers.len()) {
            let frozen = Frozen {
                snapshot,
                customers,
            };
            return Ok((shop, frozen, false));
        }
        drop(customers);
        let frozen = facts::freeze(conn, &shop)?;
        Ok((shop, frozen, true))
    })?;
    let file = file_of(&folder, &shop);
    let bytes = if is_new {
        let bytes = frozen.snapshot.encode();
        remove_files(&folder, shop.id);
        write_whole(&file, &bytes)?;
        tracing::info!(
            shop = shop.id,
            revision = shop.facts_revision,
            customers = frozen.customers.len(),
            bytes = bytes.len(),
            ms = started.elapsed().as_millis(),
            "froze the facts"
        );
        bytes
    } else {
        std::fs::read(&file)?
    };
    let hash = password::hex(&password::digest(&bytes)[..6]);
    let snapshot = Arc::new(frozen.snapshot);
    Ok(ShopFacts {
        tag: format!("\"{}-{hash}\"", shop.facts_revision),
        shop,
        counter: Mutex::new(Counter::new(snapshot.clone())),
        snapshot,
        customers: frozen.customers,
        file,
        packed: OnceLock::new(),
    })
}

fn file_of(folder: &Path, shop: &Shop) -> PathBuf {
    folder.join(format!("{}-{}.facts", shop.id, shop.facts_revision))
}

/// The snapshot of a file, when it is whole, of this revision and this many customers.
fn read_file(file: &Path, shop: &Shop, customers: usize) -> Option<Snapshot> {
    let bytes = std::fs::read(file).ok()?;
    let snapshot = Snapshot::decode(&bytes).ok()?;
    let fits = i64::try_from(snapshot.revision()) == Ok(shop.facts_revision)
        && snapshot.decimals() == shop.decimals
        && usize::try_from(snapshot.customers()) == Ok(customers);
    fits.then_some(snapshot)
}

/// Removes a shop's files of all revisions; one that cannot be removed does no harm.
fn remove_files(folder: &Path, shop: i64) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let start = format!("{shop}-");
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&start) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Writes a file so that it is there whole or not at all. Two who write the same do not meet.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let number = WRITES.fetch_add(1, Ordering::Relaxed);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}-{number}.part", std::process::id()));
    let part = PathBuf::from(name);
    std::fs::write(&part, bytes)?;
    std::fs::rename(&part, path)?;
    Ok(())
}
