//! The kit: what a screen is made of. It knows nothing of customers.

pub mod button;
pub mod chart;
pub mod choice;
pub mod combobox;
pub mod dialog;
pub mod feedback;
pub mod field;
pub mod icon;
pub mod input;
pub mod menu;
pub mod slider;
pub mod surface;
pub mod table;
pub mod tabs;

pub use button::{Button, ButtonKind, IconButton, LinkButton};
pub use chart::{BarChart, BarDatum, Histogram, LineChart, Series, WaterfallChart, WaterfallStep};
pub use choice::{Checkbox, Choice, RadioCards, Segmented, Select, Switch};
pub use combobox::Combobox;
pub use dialog::{Dialog, Drawer};
pub use feedback::{Banner, EmptyState, LoadFailed, Progress, Skeleton, ToastList};
pub use field::Field;
pub use icon::{Glyph, Icon};
pub use input::{
    DateInput, DateTimeInput, MoneyInput, NumberInput, PasswordInput, TextArea, TextInput,
};
pub use menu::{Definition, Menu, MenuItem};
pub use surface::{Badge, Card, PageHead, Stat, Tone};
pub use table::{Column, Table};
pub use tabs::{Step, StepState, Stepper, TabItem, Tabs};

use std::sync::atomic::{AtomicU32, Ordering};

/// Whether a press now may be the second of a double click of which the first made something show up, at this time in
/// milliseconds: it was not meant for what shows up under it.
pub fn is_second_press(shown_ms: f64) -> bool {
    /// How long the second press may come after the first.
    const DOUBLE_CLICK_MS: f64 = 500.0;
    js_sys::Date::now() - shown_ms <= DOUBLE_CLICK_MS
}

/// An id for an element of this page.
pub fn element_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("u{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
