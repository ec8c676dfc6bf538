//! Files of orders: taking them in, looking at them, importing them, taking imports back.

mod upload;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::wire::import::{Batch, BatchState, Choice, Preview, Progress, Reject, Sniffed, Stage};
use domain::wire::session::{Role, Shop};
use domain::wire::sync::Event;
use serde::Deserialize;

use self::upload::{find_upload, upload_paths};
use crate::csv_cell::csv_cell;
use crate::db::imports;
use crate::failure::Failure;
use crate::jobs::import::run::{Job, begin, carry_out, preview, sniff};
use crate::jobs::import::{refused, undo};
use crate::routes::session::Signed;
use crate::routes::{Body, Path, Query};
use crate::state::AppState;

/// Who may bring orders in.
pub(super) const ROLES: [Role; 3] = [Role::Manager, Role::Crm, Role::Operations];

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/imports", get(list_imports).post(upload::take_file))
        .route("/api/imports/{import}/sniff", post(sniff_again))
        .route("/api/imports/{import}/preview", post(preview_import))
        .route("/api/imports/{import}/run", post(run_import))
        .route("/api/imports/{import}", get(show_import))
        .route("/api/imports/{import}/rejects.csv", get(list_rejects))
        .route("/api/imports/{import}/undo", post(undo_import))
        .layer(DefaultBodyLimit::disable())
}

#[derive(Deserialize)]
struct ForShop {
    shop: i64,
    #[serde(default)]
    name: String,
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
