//! Segments: the list, and one segment with its rule and its instant preview.

mod list;
mod one;
mod preview;
mod profile;
mod why;

pub use list::SegmentsPage;
pub use one::SegmentPage;
pub use preview::PreviewPanel;
pub use profile::ProfileCard;
