//! Compresses what the browser is served, once for each content.

use std::fs;
use std::io::Write;
use std::thread;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::program::hash_of;
use crate::project::Project;
use crate::site::Files;

/// Below this many bytes the heading of a compressed file eats what it saves.
const WORTH_IT: usize = 600;

/// `.br` and `.gz` siblings of every file that gains from them.
pub fn siblings(project: &Project, files: &Files) -> Result<Files> {
    let folder = project.kept.join("compressed");
    fs::create_dir_all(&folder)?;
    let chosen: Vec<_> = files
        .iter()
        .filter(|(name, bytes)| gains(name) && bytes.len() >= WORTH_IT)
        .collect();
    let mut made = Files::new();
    let mut in_use = Vec::new();
    // Two at a time: brotli at its best level is slow, and two cores are what everyone has.
    for pair in chosen.chunks(2) {
        let results = thread::scope(|scope| {
            let running: Vec<_> = pair
                .iter()
                .map(|(name, bytes)| {
                    let kept = folder.join(hash_of([bytes.as_slice()]));
                    (
                        name,
                        kept.clone(),
                        scope.spawn(move || compressed(&kept, bytes)),
                    )
                })
                .collect();
            running
                .into_iter()
                .map(|(name, kept, thread)| (name, kept, thread.join()))
                .collect::<Vec<_>>()
        });
        for (name, kept, result) in results {
            let (br, gz) = result.map_err(|_| anyhow::anyhow!("compressing {name} panicked"))??;
            made.insert(format!("{name}.br"), br);
            made.insert(format!("{name}.gz"), gz);
            in_use.push(kept);
        }
    }
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if !in_use.contains(&path.with_extension("")) {
            fs::remove_file(path)?;
        }
    }
    Ok(made)
}

/// A quick `.gz` beside each program of a development build, which a server would otherwise compress at every visit.
pub fn quick_siblings(files: &Files) -> Result<Files> {
    let mut made = Files::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".wasm")) {
        let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
        gz.write_all(bytes)?;
        made.insert(format!("{name}.gz"), gz.finish()?);
    }
    Ok(made)
}

fn compressed(kept: &std::path::Path, bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let (br_path, gz_path) = (kept.with_extension("br"), kept.with_extension("gz"));
    if let (Ok(br), Ok(gz)) = (fs::read(&br_path), fs::read(&gz_path)) {
        return Ok((br, gz));
    }
    let mut br = Vec::new();
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut br, &settings).context("brotli failed")?;
    let mut gz = GzEncoder::new(Vec::new(), Compression::best());
    gz.write_all(bytes)?;
    let gz = gz.finish()?;
    fs::write(br_path, &br)?;
    fs::write(gz_path, &gz)?;
    Ok((br, gz))
}

fn gains(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(
        ending,
        "html" | "js" | "css" | "wasm" | "svg" | "json" | "webmanifest" | "txt"
    )
}
