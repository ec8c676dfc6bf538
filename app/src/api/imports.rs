//! Files on their way in.

use web_sys::File;

use super::{Answer, act, encode, fetch, send, send_raw};

/// Uploads a file; the answer says what it looks like (`wire::import::Sniffed`).
pub async fn upload<T: serde::de::DeserializeOwned>(shop: i64, file: File) -> Answer<T> {
    let name = encode(&file.name());
    send_raw(&format!("/api/imports?shop={shop}&name={name}"), file).await
}

/// Looks at another sheet of an upload.
pub async fn sniff_sheet<T: serde::de::DeserializeOwned>(
    upload: &str,
    choice: &impl serde::Serialize,
) -> Answer<T> {
    send(&format!("/api/imports/{upload}/sniff"), choice).await
}

/// Shows what an import with this mapping would do.
pub async fn preview<T: serde::de::DeserializeOwned>(
    upload: &str,
    mapping: &impl serde::Serialize,
) -> Answer<T> {
    send(&format!("/api/imports/{upload}/preview"), mapping).await
}

/// Starts the import.
pub async fn run<T: serde::de::DeserializeOwned>(
    upload: &str,
    mapping: &impl serde::Serialize,
) -> Answer<T> {
    send(&format!("/api/imports/{upload}/run"), mapping).await
}

/// All imports of a shop.
pub async fn list<T: serde::de::DeserializeOwned>(shop: i64) -> Answer<T> {
    fetch(&format!("/api/imports?shop={shop}")).await
}

/// One import.
pub async fn find<T: serde::de::DeserializeOwned>(batch: i64) -> Answer<T> {
    fetch(&format!("/api/imports/{batch}")).await
}

/// Where the rejected rows are to be downloaded.
pub fn rejects_path(batch: i64) -> String {
    format!("/api/imports/{batch}/rejects.csv")
}

/// Takes an import back.
pub async fn undo<T: serde::de::DeserializeOwned>(batch: i64) -> Answer<T> {
    act(&format!("/api/imports/{batch}/undo")).await
}

/// The saved mappings.
pub async fn mappings<T: serde::de::DeserializeOwned>() -> Answer<T> {
    fetch("/api/mappings").await
}

/// Saves a mapping under a name.
pub async fn save_mapping<T: serde::de::DeserializeOwned>(
    mapping: &impl serde::Serialize,
) -> Answer<T> {
    send("/api/mappings", mapping).await
}
