//! Opens the store, migrates it, and hands out its one writer and its readers.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::failure::Failure;

/// The schema's steps, oldest first. A step is never edited after a release; the store's `user_version` counts them.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_first.sql"),
    include_str!("../../migrations/0002_import.sql"),
    include_str!("../../migrations/0003_made.sql"),
];

/// Readers kept open while nobody uses them.
const IDLE_READERS: usize = 8;

/// How long a connection waits for another program.
const PATIENCE: Duration = Duration::from_secs(30);
/// Memory of the writer for pages, as SQLite wants it: minus KiB.
const WRITER_CACHE: i64 = -16_000;
/// The same while a large import is written, and for whoever reads all facts of a shop.
const MUCH_CACHE: i64 = -128_000;
/// Threads that may sort beside the one that writes, when indexes are made anew.
const SORTING_THREADS: i64 = 4;
/// Bytes of the database that readers map.
const MAPPED: i64 = 1 << 36;

/// The name of the database inside the data folder.
const FILE_NAME: &str = "huitou.sqlite";

/// The data of one business. Cheap to copy.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// Whether a data folder has a store.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(FILE_NAME).is_file()
    }

    /// Opens the store of a data folder, making both where they are absent and bringing the schema up to date.
    pub fn open(folder: &Path) -> Result<Store, Failure> {
        std::fs::create_dir_all(folder).map_err(|why| {
            Failure::Internal(format!(
                "cannot make the folder {}: {why}",
                folder.display()
            ))
        })?;
        let mut writer = Connection::open(folder.join(FILE_NAME))?;
        writer.busy_timeout(PATIENCE)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // An intent to send must be on the disk before the channel is called, whatever happens to the machine.
        writer.pragma_update(None, "synchronous", "FULL")?;
        writer.pragma_update(None, "temp_store", "MEMORY")?;
        writer.pragma_update(None, "cache_size", WRITER_CACHE)?;
        writer.set_prepared_statement_cache_capacity(128);
        migrate(&mut writer, MIGRATIONS)?;
        writer.pragma_update(None, "foreign_keys", "ON")?;
        Ok(Store {
            inner: Arc::new(Inner {
                folder: folder.to_owned(),
                writer: Mutex::new(writer),
                readers: Mutex::new(Vec::new()),
            }),
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Runs `task` on a reader, away from the async threads. All it reads is of one moment.
    pub async fn read<T, F>(&self, task: F) -> Result<T, Failure>
    where
        F: FnOnce(&Connection) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.read_now(task))
            .await
            .map_err(|_| Failure::Stopped)?
    }

    /// `read_now` for very much at once: on a reader of its own, with more memory for pages.
    pub fn read_much_now<T>(
        &self,
        task: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let reader = self.open_reader()?;
        reader.pragma_update(None, "cache_size", MUCH_CACHE)?;
        let moment = reader.unchecked_transaction()?;
        task(&moment)
    }

    /// Runs `task` on the one writer, away from the async threads, in one transaction:
    /// kept when it answers `Ok`, taken back otherwise.
    pub async fn write<T, F>(&self, task: F) -> Result<T, Failure>
    where
        F: FnOnce(&Transaction) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.write_now(task))
            .await
            .map_err(|_| Failure::Stopped)?
    }

    /// `read` on this very thread: for commands and for jobs that have a thread of their own.
    pub fn read_now<T>(
        &self,
        task: impl FnOnce(&Connection) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let idle = self.lock_readers().pop();
        let reader = match idle {
            Some(reader) => reader,
            None => self.open_reader()?,
        };
        let answer = {
            let moment = reader.unchecked_transaction()?;
            task(&moment)
        };
        let mut readers = self.lock_readers();
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        answer
    }

    /// `write` on this very thread.
    pub fn write_now<T>(
        &self,
        task: impl FnOnce(&Transaction) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        in_transaction(&mut self.lock_writer(), task)
    }

    /// `write_now` for very much at once: with more memory for the pages that change, so that they are not written and read
    /// again on the way, and with the log taken into the database afterwards where nobody reads from it.
    pub fn write_much_now<T>(
        &self,
        task: impl FnOnce(&Transaction) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut writer = self.lock_writer();
        writer.pragma_update(None, "cache_size", MUCH_CACHE)?;
        // What is sorted goes to files by parts: threads sort parts, and very many rows do not lie in memory at once.
        writer.pragma_update(None, "temp_store", "FILE")?;
        writer.pragma_update(None, "threads", SORTING_THREADS)?;
        let answer = in_transaction(&mut writer, task);
        writer.pragma_update(None, "temp_store", "MEMORY")?;
        writer.pragma_update(None, "threads", 0)?;
        writer.pragma_update(None, "cache_size", WRITER_CACHE)?;
        writer.execute_batch("PRAGMA shrink_memory")?;
        // Readers may be at work in it: nobody waits for them, and the next one does it.
        writer.busy_timeout(Duration::ZERO)?;
        let _ = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        writer.busy_timeout(PATIENCE)?;
        answer
    }

    fn lock_writer(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.inner
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.inner
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn open_reader(&self) -> Result<Connection, Failure> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI;
        let reader = Connection::open_with_flags(self.inner.folder.join(FILE_NAME), flags)?;
        reader.busy_timeout(PATIENCE)?;
        reader.pragma_update(None, "temp_store", "MEMORY")?;
        reader.pragma_update(None, "cache_size", -8_000)?;
        // Pages are read where the system holds them: the facts of a large shop are read without being copied.
        reader.pragma_update(None, "mmap_size", MAPPED)?;
        reader.set_prepared_statement_cache_capacity(64);
        Ok(reader)
    }
}

/// Runs `task` in one transaction: kept when it answers `Ok`, taken back otherwise.
fn in_transaction<T>(
    writer: &mut Connection,
    task: impl FnOnce(&Transaction) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = task(&transaction)?;
    transaction.commit()?;
    Ok(answer)
}

/// Brings a store from the step it stands at to the last one, each step in a transaction of its own.
fn migrate(writer: &mut Connection, steps: &[&str]) -> Result<(), Failure> {
    let at: u32 = writer.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = steps.len();
    if usize::try_from(at).is_ok_and(|at| at > known) {
        return Err(Failure::Internal(format!(
            "this data folder was written by a newer Huitou (schema {at}, this program knows {known})"
        )));
    }
    for (number, step) in (1u32..).zip(steps).filter(|(number, _)| *number > at) {
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have taken this step while we waited for the lock.
        let now_at: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if now_at >= number {
            continue;
        }
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Held by the one server of a data folder for as long as it runs; the system lets go of it when the process ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder for this process, or says that another server has it.
    pub fn take(folder: &Path) -> Result<FolderLock, Failure> {
        std::fs::create_dir_all(folder)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::Internal(format!(
                "another huitou server already uses the data folder {}; stop it, or give another folder with --data",
                folder.display()
            ))),
            Err(TryLockError::Error(why)) => Err(Failure::Io(why)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_taken_once_and_in_order() {
        let mut connection = Connection::open_in_memory().unwrap();
        let first = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);";
        let second = "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7;";
        migrate(&mut connection, &[first]).unwrap();
        migrate(&mut connection, &[first, second]).unwrap();
        migrate(&mut connection, &[first, second]).unwrap();
        let row: (i64, i64) = connection
            .query_row("SELECT x, y FROM a", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(row, (1, 7));
        assert!(
            migrate(&mut connection, &[first]).is_err(),
            "a newer store is refused"
        );
    }

    #[test]
    fn a_step_that_fails_leaves_the_store_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        let broken = "CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE a (y INTEGER) STRICT;";
        assert!(migrate(&mut connection, &[broken]).is_err());
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0);
    }

    #[test]
    fn a_write_that_fails_is_taken_back_and_a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let broken: Result<(), Failure> = store.write_now(|tx| {
            tx.execute("INSERT INTO secret VALUES ('a', x'00')", [])?;
            Err(Failure::Stopped)
        });
        assert!(broken.is_err());
        let count: i64 = store
            .read_now(|conn| Ok(conn.query_row("SELECT count(*) FROM secret", [], |r| r.get(0))?))
            .unwrap();
        assert_eq!(count, 0);
        assert!(
            store
                .read_now(|conn| Ok(conn.execute("DELETE FROM secret", [])?))
                .is_err()
        );
    }

    #[test]
    fn two_servers_do_not_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let held = FolderLock::take(folder.path()).unwrap();
        assert!(FolderLock::take(folder.path()).is_err());
        drop(held);
        assert!(FolderLock::take(folder.path()).is_ok());
    }
}
