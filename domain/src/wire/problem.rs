//! What went wrong, on the wire: RFC 9457 problem details with a stable code.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A problem as the server answers it. The page turns `code` and `args` into words and a remedy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// `about:blank`, or a stable address of the problem's description.
    #[serde(rename = "type", default = "blank")]
    pub kind: String,
    /// A short English title for people who read the API.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code, such as `segment.unknown_attribute`.
    pub code: String,
    /// Facts for the words: names, numbers, places.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub args: Map<String, Value>,
}

fn blank() -> String {
    "about:blank".into()
}
