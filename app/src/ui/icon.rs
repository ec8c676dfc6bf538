//! The icons: strokes on a grid of 24.

use leptos::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A house.
    Home,
    /// Two people.
    People,
    /// Circles that overlap.
    Segment,
    /// A horn.
    Campaign,
    /// A tray with an arrow into it.
    Import,
    /// Sliders.
    Settings,
    /// Plus.
    Plus,
    /// A cross.
    Close,
    /// A tick.
    Check,
    /// A tick in a circle.
    Done,
    /// An exclamation mark in a triangle.
    Warning,
    /// An exclamation mark in a circle.
    Problem,
    /// An i in a circle.
    Info,
    /// Down.
    Down,
    /// Up.
    Up,
    /// Right.
    Right,
    /// Left.
    Left,
    /// Three dots.
    More,
    /// A magnifying glass.
    Search,
    /// A bin.
    Delete,
    /// A pencil.
    Edit,
    /// Two sheets.
    Copy,
    /// An arrow out of a tray.
    Download,
    /// A paper plane.
    Send,
    /// A calendar.
    Calendar,
    /// A clock.
    Clock,
    /// A pin.
    Pin,
    /// A sun.
    Sun,
    /// A moon.
    Moon,
    /// A screen.
    Screen,
    /// A cloud with a tick.
    Agreed,
    /// A cloud with a stroke through it.
    Offline,
    /// A device.
    SavedHere,
    /// Two arrows in a circle.
    Sync,
    /// A door with an arrow.
    SignOut,
    /// A shop front.
    Shop,
    /// A flask.
    Flask,
    /// A lock.
    Lock,
    /// A tag.
    Tag,
    /// A chart of bars.
    Chart,
    /// A stop sign.
    Stop,
    /// A triangle to the right.
    Play,
    /// A file.
    File,
    /// An arrow that turns back.
    Undo,
    /// A letter.
    Mail,
    /// Three lines.
    List,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Glyph::Home => "M3 10.5 12 3l9 7.5M5 9v11h5v-6h4v6h5V9",
            Glyph::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 13.8a6.5 6.5 0 0 1 3.5 6.2"
            }
            Glyph::Segment => {
                "M9 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12ZM15 21a6 6 0 1 0 0-12 6 6 0 0 0 0 12Z"
            }
            Glyph::Campaign => "M4 10v4h3l9 5V5l-9 5H4ZM19.5 9.5a4 4 0 0 1 0 5M8 14.5 9.5 20",
            Glyph::Import => "M12 3v11m-4-4 4 4 4-4M4 15v5h16v-5",
            Glyph::Settings => {
                "M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM9 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"
            }
            Glyph::Plus => "M12 5v14M5 12h14",
            Glyph::Close => "m6 6 12 12M18 6 6 18",
            Glyph::Check => "m5 12.5 4.5 4.5L19 7.5",
            Glyph::Done => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-4-9 3 3 5-6",
            Glyph::Warning => "M12 4 2.5 20h19L12 4Zm0 6v4.5m0 3v.01",
            Glyph::Problem => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-13.5v5m0 3.5v.01",
            Glyph::Info => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5.5M12 7.7v.01",
            Glyph::Down => "m6 9.5 6 6 6-6",
            Glyph::Up => "m6 14.5 6-6 6 6",
            Glyph::Right => "m9.5 6 6 6-6 6",
            Glyph::Left => "m14.5 6-6 6 6 6",
            Glyph::More => "M5 12v.01M12 12v.01M19 12v.01",
            Glyph::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm5-1.5L20 20",
            Glyph::Delete => "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5m4-5v5",
            Glyph::Edit => "m4 20 1-4.5L16 4.5l3.5 3.5-11 11L4 20Zm9.5-13 3.5 3.5",
            Glyph::Copy => "M9 9h11v11H9V9Zm-3 6H4V4h11v2",
            Glyph::Download => "M12 3v12m-4-4 4 4 4-4M4 20h16",
            Glyph::Send => "M20.5 3.5 3.5 10l7 3.5 3.5 7 6.5-17Zm-10 10 4-4",
            Glyph::Calendar => "M4 6h16v14H4V6Zm0 4.5h16M8 3v4m8-4v4",
            Glyph::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
            Glyph::Pin => "M9 4h6l-1 6 3 3.5H7L10 10 9 4Zm3 9.5V20",
            Glyph::Sun => {
                "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0-13v1.5m0 15V21M3 12h1.5m15 0H21M5.6 5.6l1.1 1.1m10.6 10.6 1.1 1.1m0-12.8-1.1 1.1M6.7 17.3l-1.1 1.1"
            }
            Glyph::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
            Glyph::Screen => "M3 5h18v12H3V5Zm6 15h6m-3-3v3",
            Glyph::Agreed => {
                "M7 19a4.5 4.5 0 0 1-.5-8.97 6 6 0 0 1 11.6 1A4 4 0 0 1 17.5 19H7Zm2.5-4.5 2 2 3.5-4"
            }
            Glyph::Offline => {
                "M4 4l16 16M9 7a6 6 0 0 1 9.1 4A4 4 0 0 1 20.3 17.5M16 19H7a4.5 4.5 0 0 1-.5-8.97"
            }
            Glyph::SavedHere => "M4 5h16v10H4V5ZM2 19h20M9.5 10l2 2 3.5-4",
            Glyph::Sync => {
                "M4 12a8 8 0 0 1 13.7-5.6L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.7 5.6L4 15.5M4 20v-4.5h4.5"
            }
            Glyph::SignOut => "M14 4H5v16h9M10 12h11m-4-4 4 4-4 4",
            Glyph::Shop => {
                "M4 10v10h16V10M3 10l2-6h14l2 6M3 10a3 3 0 0 0 6 0 3 3 0 0 0 6 0 3 3 0 0 0 6 0M10 20v-5h4v5"
            }
            Glyph::Flask => {
                "M10 3h4m-3 0v6l-6 10.5c-.4.8 0 1.5 1 1.5h12c1 0 1.4-.7 1-1.5L13 9V3M8 15h8"
            }
            Glyph::Lock => "M6 11h12v9H6v-9Zm2.5 0V8a3.5 3.5 0 0 1 7 0v3",
            Glyph::Tag => "M4 4h8l8.5 8.5-8 8L4 12V4Zm4 4v.01",
            Glyph::Chart => "M4 20h16M7 20v-7m5 7V5m5 15v-10",
            Glyph::Stop => "M6.5 6.5h11v11h-11v-11Z",
            Glyph::Play => "M7 5v14l12-7L7 5Z",
            Glyph::File => "M6 3h8l4.5 4.5V21H6V3Zm8 0v5h4.5",
            Glyph::Undo => "M9 6 4 11l5 5M4 11h10a5.5 5.5 0 0 1 0 11h-2",
            Glyph::Mail => "M3.5 6h17v12.5h-17V6Zm0 1 8.5 6.5L20.5 7",
            Glyph::List => "M4 6.5h16M4 12h16M4 17.5h16",
        }
    }
}

/// An icon; words beside it or a label around it say what it means.
#[component]
pub fn Icon(
    /// Which one.
    glyph: Glyph,
    /// Class besides `icon`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=glyph.path() />
        </svg>
    }
}
