//! Writes what the fuzzer begins with into a folder: good snapshots and a good patch, each of which is let through.

use std::path::PathBuf;

use domain::snapshot::patch_between;

mod store;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder")?);
    std::fs::create_dir_all(&folder)?;
    let write = |name: &str, kind: u8, bytes: &[u8]| {
        let all: Vec<u8> = std::iter::once(kind).chain(bytes.iter().copied()).collect();
        std::fs::write(folder.join(name), all)
    };
    let older = store::snapshot(store::OLDER);
    for (at, customers) in [0, 1, store::OLDER, 400].into_iter().enumerate() {
        let bytes = store::snapshot(customers);
        write(&format!("whole-{at}"), 0, &bytes)?;
        write(&format!("mended-{at}"), 1, &bytes)?;
        if let Some(patch) = patch_between(&older, &bytes)? {
            write(&format!("patch-{at}"), 2, &patch)?;
            write(&format!("mended-patch-{at}"), 3, &patch)?;
        }
    }
    Ok(())
}
