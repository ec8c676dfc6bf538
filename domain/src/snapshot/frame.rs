//! The parts that bytes of a snapshot are made of: a mark and a version, then frames, each with its length and a checksum.

use super::decode::BadSnapshot;

/// What the bytes begin with.
const MAGIC: &[u8; 6] = b"HUITOU";
/// Grows when the form of the bytes changes.
const VERSION: u16 = 3;

/// What a frame holds.
pub(crate) const HEAD: u8 = 1;
pub(crate) const BLOCK: u8 = 2;
pub(crate) const END: u8 = 3;
/// Before the head of a patch: which bytes it changes, and which customers.
pub(crate) const PATCH: u8 = 4;

/// Kind, length, checksum.
const AROUND: usize = 1 + 4 + 8;

/// The mark and the version.
pub(crate) fn start() -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out
}

/// How many bytes the start has.
pub(crate) const START: usize = MAGIC.len() + 2;

/// Checks the start of bytes.
pub(crate) fn check_start(bytes: &[u8]) -> Result<(), BadSnapshot> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(BadSnapshot::Foreign)?;
    let version = rest.first_chunk::<2>().ok_or(BadSnapshot::Damaged)?;
    let found = u16::from_le_bytes(*version);
    if found != VERSION {
        return Err(BadSnapshot::OtherVersion {
            found,
            wanted: VERSION,
        });
    }
    Ok(())
}

/// Adds a frame to the bytes and gives its checksum.
pub(crate) fn write(out: &mut Vec<u8>, kind: u8, body: &[u8]) -> u64 {
    let sum = checksum(kind, body);
    out.push(kind);
    // A block of customers is some megabytes.
    out.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&sum.to_le_bytes());
    out.extend_from_slice(body);
    sum
}

/// A frame that stands whole at the front of some bytes.
pub(crate) struct Frame<'a> {
    pub kind: u8,
    pub body: &'a [u8],
    pub sum: u64,
    /// Bytes from the beginning to its end.
    pub length: usize,
}

/// The frame at the front; none while it is not whole.
pub(crate) fn read(bytes: &[u8]) -> Result<Option<Frame<'_>>, BadSnapshot> {
    let Some((around, rest)) = bytes.split_first_chunk::<AROUND>() else {
        return Ok(None);
    };
    let [kind, a, b, c, d, sum @ ..] = *around;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    let Some(body) = rest.get(..length) else {
        return Ok(None);
    };
    let sum = u64::from_le_bytes(sum);
    if checksum(kind, body) != sum {
        return Err(BadSnapshot::Damaged);
    }
    Ok(Some(Frame {
        kind,
        body,
        sum,
        length: AROUND + length,
    }))
}

/// The seal of some frames and one more: it names the whole.
pub(crate) fn sealed(seal: u64, sum: u64) -> u64 {
    mix(seal, sum)
}

/// Changes with every bit of the bytes, with their number and their kind.
fn checksum(kind: u8, bytes: &[u8]) -> u64 {
    let mut sum = (bytes.len() as u64 ^ u64::from(kind) << 56).wrapping_mul(PRIME);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        sum = mix(sum, u64::from_le_bytes(*word));
    }
    for byte in rest {
        sum = mix(sum, u64::from(*byte));
    }
    sum ^ (sum >> 32)
}

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(sum: u64, word: u64) -> u64 {
    (sum ^ word).wrapping_mul(PRIME).rotate_left(29)
}

/// Changed bytes with right checksums and a right seal, so that tests can be hostile behind them.
#[cfg(any(test, fuzzing))]
pub fn mended(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes[..START.min(bytes.len())].to_vec();
    let mut rest = &bytes[out.len()..];
    let (mut seal, mut head) = (0, 0);
    while let Some((around, after)) = rest.split_first_chunk::<AROUND>() {
        let length = u32::from_le_bytes([around[1], around[2], around[3], around[4]]) as usize;
        let body = &after[..length.min(after.len())];
        match around[0] {
            END => {
                write(&mut out, END, &sealed(seal, head).to_le_bytes());
            }
            kind => {
                let sum = write(&mut out, kind, body);
                match kind {
                    HEAD => head = sum,
                    BLOCK => seal = sealed(seal, sum),
                    _ => {}
                }
            }
        }
        rest = &after[body.len()..];
    }
    out.extend_from_slice(rest);
    out
}
