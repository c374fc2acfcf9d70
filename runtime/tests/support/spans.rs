//! A subscriber that keeps every span.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, Once};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, set_default};
use tracing::{Event, Metadata, Subscriber};

/// A span as it was recorded.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    pub name: &'static str,
    /// The index of the span around it.
    pub parent: Option<usize>,
    pub fields: BTreeMap<&'static str, String>,
    pub closed: bool,
    references: usize,
}

impl Recorded {
    pub fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }
}

/// Keeps the spans of the target `specie`, in the order in which they began.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    spans: Vec<Recorded>,
    entered: Vec<usize>,
}

/// `tracing` decides once for each place whether anyone is interested, and may miss a subscriber that another thread sets meanwhile. So there is
/// one for the whole process before the first call, and a test sets its own for its thread.
pub fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Recorder::default()).unwrap());
}

impl Recorder {
    /// A new one, which records this thread until the guard is dropped.
    pub fn start() -> (Self, DefaultGuard) {
        prepare();
        let recorder = Self::default();
        let guard = set_default(recorder.clone());
        (recorder, guard)
    }

    pub fn spans(&self) -> Vec<Recorded> {
        self.state().spans.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

fn index(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "specie"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut state = self.state();
        let mut recorded = Recorded {
            name: span.metadata().name(),
            parent: state.entered.last().copied(),
            references: 1,
            ..Recorded::default()
        };
        span.record(&mut Fields(&mut recorded.fields));
        state.spans.push(recorded);
        Id::from_u64(u64::try_from(state.spans.len()).unwrap())
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut state = self.state();
        values.record(&mut Fields(&mut state.spans[index(span)].fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        panic!("expected no events, found {event:?}");
    }

    fn enter(&self, span: &Id) {
        self.state().entered.push(index(span));
    }

    fn exit(&self, span: &Id) {
        let mut state = self.state();
        let at = state.entered.iter().rposition(|open| *open == index(span));
        state.entered.remove(at.unwrap());
    }

    fn clone_span(&self, span: &Id) -> Id {
        self.state().spans[index(span)].references += 1;
        span.clone()
    }

    fn try_close(&self, span: Id) -> bool {
        let mut state = self.state();
        let recorded = &mut state.spans[index(&span)];
        recorded.references -= 1;
        recorded.closed = recorded.references == 0;
        recorded.closed
    }
}
