//! Uploaded files: taken in as a stream, kept until they are imported, forgotten after a day.

use std::path::PathBuf;

use axum::Json;
use axum::body::Body as RawBody;
use axum::extract::State;
use axum::http::StatusCode;
use domain::wire::import::Sniffed;
use domain::wire::session::Shop;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio_stream::StreamExt;

use super::{ForShop, ROLES, blocking};
use crate::db::shops;
use crate::failure::Failure;
use crate::jobs::import::refused;
use crate::jobs::import::run::sniff;
use crate::routes::Query;
use crate::routes::session::Signed;
use crate::state::AppState;

/// The largest file that is taken in.
const UPLOAD_LIMIT: u64 = 1024 * 1024 * 1024;
/// An upload that nobody imported is forgotten after a day.
const FORGET_SECONDS: i64 = 86_400;
/// What is kept beside an uploaded file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Upload {
    shop: i64,
    pub(super) file_name: String,
    at: i64,
}

fn uploads(state: &AppState) -> PathBuf {
    state.store.folder().join("uploads")
}

/// An upload's number is made here and has one form; anything else names no file.
pub(super) fn upload_paths(state: &AppState, upload: &str) -> Result<(PathBuf, PathBuf), Failure> {
    let number: uuid::Uuid = upload.parse().map_err(|_| unknown_upload())?;
    let folder = uploads(state);
    Ok((
        folder.join(format!("{number}.data")),
        folder.join(format!("{number}.json")),
    ))
}

fn unknown_upload() -> Failure {
    Failure::missing(
        "import.unknown_upload",
        "There is no such upload; send the file again",
    )
}

pub(super) async fn take_file(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ForShop>,
    body: RawBody,
) -> Result<Json<Sniffed>, Failure> {
    signed.require(&ROLES)?;
    let shop = find_shop(&state, query.shop).await?;
    let now = state.clock.now();
    let number = uuid::Uuid::new_v4().to_string();
    let (data, note) = upload_paths(&state, &number)?;
    tokio::fs::create_dir_all(uploads(&state)).await?;
    forget_old_uploads(&state, now).await;
    if let Err(failure) = receive(body, &data).await {
        let _ = tokio::fs::remove_file(&data).await;
        return Err(failure);
    }
    let file_name: String = query.name.chars().take(200).collect();
    let upload = Upload {
        shop: shop.id,
        file_name: file_name.clone(),
        at: now,
    };
    tokio::fs::write(&note, serde_json::to_vec(&upload)?).await?;
    let looked_at = data.clone();
    let seen = blocking(move || Ok(sniff(&looked_at, &file_name, &shop, None))).await?;
    match seen {
        Ok(mut sniffed) => {
            sniffed.upload = number;
            Ok(Json(sniffed))
        }
        Err(why) => {
            forget(&data, &note).await;
            Err(refused(&why))
        }
    }
}

async fn receive(body: RawBody, path: &std::path::Path) -> Result<(), Failure> {
    let mut file = tokio::fs::File::create(path).await?;
    let mut stream = body.into_data_stream();
    let mut size = 0u64;
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| {
            Failure::problem(
                StatusCode::BAD_REQUEST,
                "import.upload_broken",
                "The file did not arrive whole; send it again",
            )
        })?;
        size += piece.len() as u64;
        if size > UPLOAD_LIMIT {
            return Err(Failure::problem(
                StatusCode::PAYLOAD_TOO_LARGE,
                "import.too_large",
                "The file is too large; use `huitou import` on the server",
            )
            .with("limit_bytes", UPLOAD_LIMIT));
        }
        file.write_all(&piece).await?;
    }
    file.flush().await?;
    Ok(())
}

async fn forget(data: &std::path::Path, note: &std::path::Path) {
    let _ = tokio::fs::remove_file(data).await;
    let _ = tokio::fs::remove_file(note).await;
}

async fn forget_old_uploads(state: &AppState, now: i64) {
    let Ok(mut folder) = tokio::fs::read_dir(uploads(state)).await else {
        return;
    };
    while let Ok(Some(entry)) = folder.next_entry().await {
        let path = entry.path();
        if path.extension().is_none_or(|kind| kind != "json") {
            continue;
        }
        let Ok(bytes) = tokio::fs::read(&path).await else {
            continue;
        };
        let old = serde_json::from_slice::<Upload>(&bytes)
            .is_ok_and(|upload| upload.at + FORGET_SECONDS < now);
        if old {
            forget(&path.with_extension("data"), &path).await;
        }
    }
}

async fn find_shop(state: &AppState, id: i64) -> Result<Shop, Failure> {
    let clock = state.clock.clone();
    state
        .store
        .read(move |conn| shops::shop(conn, &clock, id))
        .await
}

pub(super) async fn find_upload(
    state: &AppState,
    upload: &str,
) -> Result<(Upload, PathBuf, Shop), Failure> {
    let (data, note) = upload_paths(state, upload)?;
    let bytes = tokio::fs::read(&note).await.map_err(|_| unknown_upload())?;
    let upload: Upload = serde_json::from_slice(&bytes)?;
    let shop = find_shop(state, upload.shop).await?;
    Ok((upload, data, shop))
}
