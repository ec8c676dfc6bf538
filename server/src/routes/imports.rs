//! Files of orders: taking them in, looking at them, importing them, taking imports back; and saved mappings.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body as RawBody;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use domain::wire::import::{
    Batch, BatchState, Choice, Preview, Progress, Reject, SavedMapping, Sniffed, Stage,
};
use domain::wire::session::{Role, Shop};
use domain::wire::sync::Event;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio_stream::StreamExt;

use crate::csv_cell::csv_cell;
use crate::db::{imports, mappings, shops};
use crate::failure::Failure;
use crate::jobs::import::run::{Job, begin, carry_out, preview, sniff};
use crate::jobs::import::{refused, undo};
use crate::routes::session::Signed;
use crate::routes::{Body, Path, Query};
use crate::state::AppState;

/// The largest file that is taken in.
const UPLOAD_LIMIT: u64 = 1024 * 1024 * 1024;
/// An upload that nobody imported is forgotten after a day.
const FORGET_SECONDS: i64 = 86_400;
/// Who may bring orders in.
const ROLES: [Role; 3] = [Role::Manager, Role::Crm, Role::Operations];

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/imports", get(list_imports).post(take_file))
        .route("/api/imports/{import}/sniff", post(sniff_again))
        .route("/api/imports/{import}/preview", post(preview_import))
        .route("/api/imports/{import}/run", post(run_import))
        .route("/api/imports/{import}", get(show_import))
        .route("/api/imports/{import}/rejects.csv", get(list_rejects))
        .route("/api/imports/{import}/undo", post(undo_import))
        .route("/api/mappings", get(list_mappings).post(save_mapping))
        .route("/api/mappings/{mapping}", delete(delete_mapping))
        .layer(DefaultBodyLimit::disable())
}

/// What is kept beside an uploaded file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Upload {
    shop: i64,
    file_name: String,
    at: i64,
}

#[derive(Deserialize)]
struct ForShop {
    shop: i64,
    #[serde(default)]
    name: String,
}

fn uploads(state: &AppState) -> PathBuf {
    state.store.folder().join("uploads")
}

/// An upload's number is made here and has one form; anything else names no file.
fn upload_paths(state: &AppState, upload: &str) -> Result<(PathBuf, PathBuf), Failure> {
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

async fn take_file(
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

async fn find_upload(state: &AppState, upload: &str) -> Result<(Upload, PathBuf, Shop), Failure> {
    let (data, note) = upload_paths(state, upload)?;
    let bytes = tokio::fs::read(&note).await.map_err(|_| unknown_upload())?;
    let upload: Upload = serde_json::from_slice(&bytes)?;
    let shop = find_shop(state, upload.shop).await?;
    Ok((upload, data, shop))
}

async fn blocking<T: Send + 'static>(
    task: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(task)
        .await
        .map_err(|_| Failure::Stopped)?
}

/// Looks at the upload again, on another sheet.
async fn sniff_again(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Body(choice): Body<Choice>,
) -> Result<Json<Sniffed>, Failure> {
    signed.require(&ROLES)?;
    let (upload, data, shop) = find_upload(&state, &number).await?;
    let mut sniffed = blocking(move || {
        sniff(&data, &upload.file_name, &shop, choice.sheet.as_deref()).map_err(|why| refused(&why))
    })
    .await?;
    sniffed.upload = number;
    Ok(Json(sniffed))
}

async fn preview_import(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Body(choice): Body<Choice>,
) -> Result<Json<Preview>, Failure> {
    signed.require(&ROLES)?;
    let (upload, data, shop) = find_upload(&state, &number).await?;
    let answer = blocking(move || {
        let job = Job {
            store: &state.store,
            clock: &state.clock,
            shop: &shop,
            path: &data,
            file_name: &upload.file_name,
            choice: &choice,
            user: Some(signed.user.id),
        };
        preview(&job, &|_| {})
    })
    .await?;
    Ok(Json(answer))
}

/// Starts the import and answers at once; progress comes by `GET /api/imports/{import}` and as events.
async fn run_import(
    State(state): State<AppState>,
    signed: Signed,
    Path(number): Path<String>,
    Body(choice): Body<Choice>,
) -> Result<Json<Batch>, Failure> {
    signed.require(&ROLES)?;
    let (upload, data, shop) = find_upload(&state, &number).await?;
    let (_, note) = upload_paths(&state, &number)?;
    let work = Arc::new((
        state.clone(),
        shop,
        data,
        upload.file_name,
        choice,
        signed.user.id,
    ));
    let starting = work.clone();
    let batch = blocking(move || begin(&job_of(&starting))).await?;
    let id = batch.id;
    note_progress(
        &state,
        id,
        Progress {
            stage: Stage::Reading,
            done: 0,
            total: 1,
            rows: 0,
        },
    );
    tokio::task::spawn_blocking(move || {
        let state = &work.0;
        let last = std::cell::Cell::new(Instant::now());
        let heard = |progress: Progress| {
            if last.get().elapsed() < Duration::from_millis(250) {
                return;
            }
            last.set(Instant::now());
            note_progress(state, id, progress);
            state.announce(Event::Import { batch: id });
        };
        let done = carry_out(&job_of(&work), id, &heard);
        running(|map| map.remove(&key_of(state, id)));
        let _ = std::fs::remove_file(&work.2);
        let _ = std::fs::remove_file(&note);
        match done {
            Ok((batch, revision)) if revision != work.1.facts_revision => {
                state.announce(Event::Facts {
                    shop: batch.shop,
                    revision,
                });
            }
            Ok(_) | Err(Failure::Problem(_)) => {}
            Err(failure) => tracing::error!(batch = id, "an import failed: {failure}"),
        }
        state.announce(Event::Import { batch: id });
    });
    Ok(Json(batch))
}

type Work = (AppState, Shop, PathBuf, String, Choice, i64);

fn job_of(work: &Work) -> Job<'_> {
    let (state, shop, path, file_name, choice, user) = work;
    Job {
        store: &state.store,
        clock: &state.clock,
        shop,
        path,
        file_name,
        choice,
        user: Some(*user),
    }
}

type Running = HashMap<(PathBuf, i64), Progress>;

/// How far each import of this process is. It is told to open screens and forgotten with the process.
static RUNNING: LazyLock<Mutex<Running>> = LazyLock::new(Mutex::default);

fn running<T>(task: impl FnOnce(&mut Running) -> T) -> T {
    task(&mut RUNNING.lock().unwrap_or_else(PoisonError::into_inner))
}

fn key_of(state: &AppState, batch: i64) -> (PathBuf, i64) {
    (state.store.folder().to_owned(), batch)
}

fn note_progress(state: &AppState, batch: i64, progress: Progress) {
    running(|map| map.insert(key_of(state, batch), progress));
}

async fn list_imports(
    State(state): State<AppState>,
    _: Signed,
    Query(query): Query<ForShop>,
) -> Result<Json<Vec<Batch>>, Failure> {
    let mut batches = state
        .store
        .read(move |conn| imports::list_batches(conn, query.shop))
        .await?;
    for batch in &mut batches {
        batch.progress = progress_of(&state, batch);
    }
    Ok(Json(batches))
}

fn progress_of(state: &AppState, batch: &Batch) -> Option<Progress> {
    if batch.state != BatchState::Running {
        return None;
    }
    running(|map| map.get(&key_of(state, batch.id)).copied())
}

async fn show_import(
    State(state): State<AppState>,
    _: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Batch>, Failure> {
    let mut batch = state
        .store
        .read(move |conn| imports::batch(conn, id))
        .await?;
    batch.progress = progress_of(&state, &batch);
    Ok(Json(batch))
}

async fn list_rejects(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    signed.require(&ROLES)?;
    let rejects = state
        .store
        .read(move |conn| {
            imports::batch(conn, id)?;
            imports::list_rejects(conn, id)
        })
        .await?;
    let name = format!("attachment; filename=\"rejects-{id}.csv\"");
    let mut response = rejects_csv(&rejects).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The rejects as a CSV file that a table program opens without running anything in it.
pub fn rejects_csv(rejects: &[Reject]) -> String {
    let mut out = String::from("\u{feff}line,column,code,value,row\r\n");
    for one in rejects {
        out.push_str(&one.line.to_string());
        for cell in [
            one.column.as_deref().unwrap_or(""),
            &one.code,
            &one.value,
            &one.raw,
        ] {
            out.push(',');
            out.push_str(&csv_cell(cell));
        }
        out.push_str("\r\n");
    }
    out
}

async fn undo_import(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<Json<Batch>, Failure> {
    signed.require(&ROLES)?;
    let working = state.clone();
    let (batch, revision) =
        blocking(move || undo::undo(&working.store, &working.clock, id)).await?;
    state.announce(Event::Facts {
        shop: batch.shop,
        revision,
    });
    state.announce(Event::Import { batch: id });
    Ok(Json(batch))
}

async fn list_mappings(
    State(state): State<AppState>,
    _: Signed,
) -> Result<Json<Vec<SavedMapping>>, Failure> {
    Ok(Json(state.store.read(mappings::list_mappings).await?))
}

async fn save_mapping(
    State(state): State<AppState>,
    signed: Signed,
    Body(mut mapping): Body<SavedMapping>,
) -> Result<Json<SavedMapping>, Failure> {
    signed.require(&ROLES)?;
    mapping.name = mapping.name.trim().to_owned();
    if mapping.name.is_empty() || mapping.name.chars().count() > 100 {
        return Err(Failure::unprocessable(
            "mapping.no_name",
            "A mapping needs a name of at most 100 characters",
        ));
    }
    let now = state.clock.now();
    let saved = state
        .store
        .write(move |tx| mappings::save_mapping(tx, &mapping, now))
        .await?;
    Ok(Json(saved))
}

async fn delete_mapping(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
) -> Result<StatusCode, Failure> {
    signed.require(&ROLES)?;
    let was = state
        .store
        .write(move |tx| mappings::delete_mapping(tx, id))
        .await?;
    if was {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::missing(
            "mapping.unknown",
            "There is no such mapping",
        ))
    }
}
