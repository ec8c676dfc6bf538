//! Files on their way in, as the pages ask for them.

use domain::wire::import::{Batch, Choice, Preview, SavedMapping, Sniffed};
use web_sys::File;

use crate::api::{self, Answer};

/// All imports of a shop, newest first.
pub async fn list_batches(shop: i64) -> Answer<Vec<Batch>> {
    api::imports::list(shop).await
}

/// One import; while it runs, how far it is.
pub async fn find_batch(batch: i64) -> Answer<Batch> {
    api::imports::find(batch).await
}

/// Takes an import back.
pub async fn undo_batch(batch: i64) -> Answer<Batch> {
    api::imports::undo(batch).await
}

/// Uploads a file and says what was seen in it.
pub async fn sniff(shop: i64, file: File) -> Answer<Sniffed> {
    api::imports::upload(shop, file).await
}

/// Looks at another sheet of an upload.
pub async fn sniff_sheet(upload: &str, sheet: String) -> Answer<Sniffed> {
    let choice = Choice {
        sheet: Some(sheet),
        ..Choice::default()
    };
    api::imports::sniff_sheet(upload, &choice).await
}

/// Says what an import would do.
pub async fn preview(upload: &str, choice: &Choice) -> Answer<Preview> {
    api::imports::preview(upload, choice).await
}

/// Starts an import.
pub async fn run(upload: &str, choice: &Choice) -> Answer<Batch> {
    api::imports::run(upload, choice).await
}

/// The mappings that people saved.
pub async fn saved_mappings() -> Answer<Vec<SavedMapping>> {
    api::imports::mappings().await
}

/// Saves a mapping under its name.
pub async fn save_mapping(mapping: &SavedMapping) -> Answer<SavedMapping> {
    api::imports::save_mapping(mapping).await
}

/// Where the rejected rows are downloaded.
pub fn rejects_path(batch: i64) -> String {
    api::imports::rejects_path(batch)
}
