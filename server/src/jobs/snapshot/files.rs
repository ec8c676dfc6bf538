//! Frozen facts as files: written while they are read from the store, found again, and held against older ones.
//!
//! In the folder are, for a shop, revision and seal: the bytes (`facts`), a hash of the customers' numbers (`rows`), and
//! what was made of them for browsers (`patch`, `sample`). Some older ones are kept, since browsers have these.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use domain::snapshot::{BadSnapshot, Decoder, Snapshot, patch_between, sample_of};
use domain::wire::session::Shop;

use crate::db::Store;
use crate::db::facts::{Frozen, Sink};
use crate::failure::Failure;
use crate::password;

/// Older facts that are kept for patches.
const KEPT_OLDER: usize = 3;

/// The folder of all shops' files.
pub(super) struct Folder(PathBuf);

/// The files of one shop's facts at one revision.
#[derive(Clone)]
pub(super) struct Files {
    folder: PathBuf,
    shop: i64,
    revision: i64,
    seal: u64,
}

impl Folder {
    pub fn of(store: &Store) -> Result<Folder, Failure> {
        let folder = store.folder().join("snapshots");
        fs::create_dir_all(&folder)?;
        Ok(Folder(folder))
    }

    /// The snapshot of a shop's revision, when it is there whole and has this many customers.
    pub fn read(&self, shop: &Shop, customers: usize) -> Option<(Files, Snapshot)> {
        let found = self.list(shop.id);
        let files = found
            .into_iter()
            .find(|files| files.revision == shop.facts_revision)?;
        let snapshot = decode(&files.facts()).ok()?;
        let fits = i64::try_from(snapshot.revision()) == Ok(shop.facts_revision)
            && snapshot.decimals() == shop.decimals
            && snapshot.seal() == files.seal
            && usize::try_from(snapshot.customers()) == Ok(customers);
        fits.then_some((files, snapshot))
    }

    /// Everything that is kept of a shop, the newest first.
    fn list(&self, shop: i64) -> Vec<Files> {
        let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut found: Vec<Files> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let mut parts = name.strip_suffix(".facts")?.splitn(3, '-');
                let of: i64 = parts.next()?.parse().ok()?;
                let files = Files {
                    folder: self.0.clone(),
                    shop: of,
                    revision: parts.next()?.parse().ok()?,
                    seal: u64::from_str_radix(parts.next()?, 16).ok()?,
                };
                (of == shop).then_some(files)
            })
            .collect();
        found.sort_by_key(|files| std::cmp::Reverse(files.revision));
        found
    }

    /// A file that facts are written to while they are read.
    pub fn begin(&self, shop: &Shop) -> Result<Writing, Failure> {
        let part = part_of(&self.0.join(format!("{}-{}", shop.id, shop.facts_revision)));
        Ok(Writing {
            folder: Folder(self.0.clone()),
            shop: shop.id,
            revision: shop.facts_revision,
            blocks: BufWriter::new(File::create(&part)?),
            part,
            said: 0,
        })
    }

    /// Removes what no browser is likely to have; a file that cannot be removed does no harm.
    fn remove_older(&self, shop: i64) {
        let kept: Vec<String> = self
            .list(shop)
            .into_iter()
            .take(1 + KEPT_OLDER)
            .map(|files| files.stem())
            .collect();
        let start = format!("{shop}-");
        for entry in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_kept = kept.iter().any(|stem| name.starts_with(stem.as_str()));
            if name.starts_with(&start) && !is_kept {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Files {
    fn stem(&self) -> String {
        format!("{}-{}-{:016x}", self.shop, self.revision, self.seal)
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.stem()))
    }

    fn facts(&self) -> PathBuf {
        self.path("facts")
    }

    /// All bytes.
    pub fn whole(&self) -> Result<Vec<u8>, Failure> {
        Ok(fs::read(self.facts())?)
    }

    /// What changed since the bytes of another seal; none where these are not kept, or customers went away, or it would
    /// not be less. Made once.
    pub fn patch(&self, base: u64, customers: &[i64]) -> Result<Option<Vec<u8>>, Failure> {
        let kept = self.path(&format!("{base:016x}.patch"));
        if let Ok(patch) = fs::read(&kept) {
            return Ok(Some(patch).filter(|patch| !patch.is_empty()));
        }
        let older = Folder(self.folder.clone()).list(self.shop);
        let Some(older) = older.into_iter().find(|files| files.seal == base) else {
            return Ok(None);
        };
        let patch = if older.rows_begin(customers) {
            let made = patch_between(&older.whole()?, &self.whole()?);
            made.map_err(|why| Failure::Internal(why.to_string()))?
        } else {
            None
        };
        // An empty file says that there is nothing to save.
        write_whole(&kept, patch.as_deref().unwrap_or_default())?;
        Ok(patch)
    }

    /// Whether its customers are the first of these.
    fn rows_begin(&self, customers: &[i64]) -> bool {
        let Ok(told) = fs::read_to_string(self.path("rows")) else {
            return false;
        };
        let Some((count, hash)) = told.split_once(' ') else {
            return false;
        };
        let first = count.parse().ok().and_then(|count| customers.get(..count));
        first.is_some_and(|first| hash_of(first) == hash)
    }

    /// One customer in `every`. Made once.
    pub fn sample(&self, every: u32) -> Result<Vec<u8>, Failure> {
        let kept = self.path(&format!("{every}.sample"));
        if let Ok(sample) = fs::read(&kept) {
            return Ok(sample);
        }
        let sample = sample_of(&self.whole()?, every);
        let sample = sample.map_err(|why| Failure::Internal(why.to_string()))?;
        write_whole(&kept, &sample)?;
        Ok(sample)
    }
}

/// Facts on their way to a file. Only blocks of customers come; what stands before them is known at the end.
pub(super) struct Writing {
    folder: Folder,
    shop: i64,
    revision: i64,
    blocks: BufWriter<File>,
    part: PathBuf,
    /// Tenths that were told.
    said: usize,
}

impl Sink for Writing {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.blocks.write_all(bytes)?)
    }

    fn progress(&mut self, done: usize, all: usize) {
        let tenths = done * 10 / all.max(1);
        // A store that is frozen within a second is not worth a line.
        if tenths > self.said && all > 100_000 {
            self.said = tenths;
            tracing::info!(shop = self.shop, done, all, "freezing the facts");
        }
    }
}

impl Writing {
    /// Puts the parts together and reads them back, so that nothing is kept that cannot be read.
    pub fn finish(mut self, frozen: &Frozen) -> Result<(Files, Snapshot), Failure> {
        self.blocks.flush()?;
        let whole = self.part.with_extension("whole");
        let mut out = File::create(&whole)?;
        out.write_all(&frozen.finished.head)?;
        std::io::copy(&mut File::open(&self.part)?, &mut out)?;
        out.write_all(&frozen.finished.tail)?;
        drop(out);
        let snapshot = decode(&whole)?;
        let files = Files {
            folder: self.folder.0.clone(),
            shop: self.shop,
            revision: self.revision,
            seal: snapshot.seal(),
        };
        let rows = format!("{} {}", frozen.customers.len(), hash_of(&frozen.customers));
        write_whole(&files.path("rows"), rows.as_bytes())?;
        fs::rename(&whole, files.facts())?;
        self.folder.remove_older(self.shop);
        Ok((files, snapshot))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
        let _ = fs::remove_file(self.part.with_extension("whole"));
    }
}

/// The snapshot of a file, read piece by piece.
fn decode(path: &Path) -> Result<Snapshot, Failure> {
    let bad = |why: BadSnapshot| Failure::Internal(why.to_string());
    let mut file = File::open(path)?;
    let mut decoder = Decoder::new(u64::MAX);
    let mut piece = vec![0; 1 << 20];
    loop {
        match file.read(&mut piece)? {
            0 => return decoder.finish().map_err(bad),
            length => decoder
                .push(piece.get(..length).unwrap_or_default())
                .map_err(bad)?,
        }
    }
}

fn hash_of(customers: &[i64]) -> String {
    let bytes: Vec<u8> = customers.iter().flat_map(|id| id.to_le_bytes()).collect();
    password::hex(&password::digest(&bytes))
}

/// A name beside a file that two who write the same do not share.
fn part_of(path: &Path) -> PathBuf {
    static WRITES: AtomicU64 = AtomicU64::new(0);
    let number = WRITES.fetch_add(1, Ordering::Relaxed);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}-{number}.part", std::process::id()));
    PathBuf::from(name)
}

/// Writes a file so that it is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let part = part_of(path);
    fs::write(&part, bytes)?;
    fs::rename(&part, path)?;
    Ok(())
}
