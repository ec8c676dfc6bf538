//! Two devices, lost and repeated pushes, any order of events: all screens end up alike, and nothing typed is lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

mod support;

use std::collections::BTreeSet;

use domain::document::{Document, Edit, Kind};
use proptest::prelude::*;
use serde_json::json;
use server::db::Store;
use server::db::documents::{self, Push, Writer};
use server::failure::Failure;

/// One device: what it holds, how far it has read, and what it has typed.
struct Device {
    name: &'static str,
    document: Document,
    upto: u64,
    typed: u32,
}

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// The person types into a field.
    Type { device: usize, field: u8 },
    /// The device sends the first of its waiting edits; the answer may get lost on the way back.
    Push {
        device: usize,
        most: usize,
        answer_lost: bool,
    },
    /// The device fetches one page of changes.
    Pull { device: usize, page: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0usize..2, 0u8..3).prop_map(|(device, field)| Step::Type { device, field }),
        2 => (0usize..2, 1usize..4, any::<bool>())
            .prop_map(|(device, most, answer_lost)| Step::Push { device, most, answer_lost }),
        2 => (0usize..2, 1usize..3).prop_map(|(device, page)| Step::Pull { device, page }),
    ]
}

impl Device {
    fn new(name: &'static str) -> Device {
        Device {
            name,
            document: Document::new("d", Kind::Campaign, None),
            upto: 0,
            typed: 0,
        }
    }

    fn type_into(&mut self, field: u8) {
        self.typed += 1;
        let path = format!("field{field}");
        let edit = Edit {
            id: format!("{}-{}", self.name, self.typed),
            document: "d".into(),
            kind: Kind::Campaign,
            shop: None,
            base: self.document.base_of(&path),
            path,
            value: json!(format!("{} {}", self.name, self.typed)),
        };
        self.document.waiting.push(edit);
    }

    fn push(&mut self, store: &Store, most: usize, answer_lost: bool) -> Result<(), Failure> {
        let edits: Vec<Edit> = self.document.waiting.iter().take(most).cloned().collect();
        let changes = store.write_now(|tx| {
            let writer = Writer {
                user: None,
                name: self.name,
            };
            let push = Push::new(&edits, writer, 0);
            let mut changes = Vec::new();
            for edit in &edits {
                changes.push(push.apply(tx, edit)?.expect("not refused"));
            }
            Ok(changes)
        })?;
        if !answer_lost {
            changes
                .iter()
                .for_each(|change| self.document.apply(change));
        }
        Ok(())
    }

    /// Whether there is more to fetch.
    fn pull(&mut self, store: &Store, page: usize) -> Result<bool, Failure> {
        let (changes, more) =
            store.read_now(|conn| documents::list_changes(conn, self.upto, page))?;
        for change in &changes {
            self.document.apply(change);
            self.upto = self.upto.max(change.seq);
        }
        Ok(more)
    }
}

fn check(steps: &[Step]) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path())?;
    let mut devices = [Device::new("a"), Device::new("b")];
    for step in steps {
        match *step {
            Step::Type { device, field } => devices[device].type_into(field),
            Step::Push {
                device,
                most,
                answer_lost,
            } => devices[device].push(&store, most, answer_lost)?,
            Step::Pull { device, page } => {
                devices[device].pull(&store, page)?;
            }
        }
    }
    for device in &mut devices {
        while !device.document.waiting.is_empty() {
            device.push(&store, 2, false)?;
        }
    }
    for device in &mut devices {
        while device.pull(&store, 2)? {}
    }
    let held = store.read_now(|conn| documents::find_fields(conn, "d"))?;
    for device in &devices {
        assert_eq!(
            device.document.fields(),
            held,
            "{} sees what the server holds",
            device.name
        );
    }
    let history = store.read_now(|conn| documents::list_history(conn, "d", None, 10_000))?;
    let kept: BTreeSet<String> = history
        .iter()
        .map(|change| change.edit.value.to_string())
        .collect();
    let typed: BTreeSet<String> = devices
        .iter()
        .flat_map(|device| {
            (1..=device.typed).map(|n| json!(format!("{} {n}", device.name)).to_string())
        })
        .collect();
    assert_eq!(kept, typed, "everything typed is in the history");
    assert_eq!(history.len(), typed.len(), "and once only");
    for change in history.iter().filter(|change| change.crossed.is_some()) {
        let crossed = history
            .iter()
            .find(|one| Some(one.seq) == change.crossed)
            .expect("it is there");
        assert_ne!(
            crossed.edit.id.get(..1),
            change.edit.id.get(..1),
            "nobody crosses themselves"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn two_devices_converge_and_nothing_typed_is_lost(steps in prop::collection::vec(step(), 0..40)) {
        check(&steps).unwrap();
    }
}

#[test]
fn the_same_field_changed_unseen_by_another_is_marked_as_crossed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let (mut a, mut b) = (Device::new("a"), Device::new("b"));
    a.type_into(0);
    b.type_into(0);
    b.type_into(1);
    a.push(&store, 9, false).unwrap();
    b.push(&store, 9, false).unwrap();
    let crossed = |store: &Store| -> Vec<Option<u64>> {
        let history = store
            .read_now(|conn| documents::list_history(conn, "d", None, 99))
            .unwrap();
        history.iter().map(|change| change.crossed).collect()
    };
    assert_eq!(crossed(&store), [None, Some(1), None]);
    a.pull(&store, 9).unwrap();
    a.type_into(0);
    a.push(&store, 9, false).unwrap();
    assert_eq!(
        crossed(&store),
        [None, Some(1), None, None],
        "seen, so not crossed"
    );
}
