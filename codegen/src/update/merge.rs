//! The three-way merge: what changed on which side since the record, fact by fact. Nothing is written here.

use super::calls::path_names;
use super::entries::{Entry, Kind};
use super::record::{Branch, Record, Recorded};
use super::types::is_said;
use std::collections::{BTreeSet, HashMap};

/// What is done about a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Only the document changed.
    Taken,
    /// Only the author changed.
    Kept,
    /// Both changed.
    Conflict,
}

/// A difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// A fact has another value in the document, or none any more.
    Set,
    /// The document has an entry that the spec does not have.
    Add,
    /// An entry of the document replaces the spec's as a whole.
    Replace,
    /// The document no longer has an entry: it is marked.
    Deprecate,
    /// The document no longer has an entry: it is removed.
    Remove,
    /// The spec has an entry that was never in the document.
    Own,
}

/// A difference, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Change<'t> {
    pub(super) verdict: Verdict,
    pub(super) act: Act,
    /// Identities from the root to the entry.
    pub(super) path: Vec<String>,
    /// Entries of the spec from the root, down to the last that exists.
    pub(super) ours: Vec<&'t Entry<'t>>,
    /// Entries of the document from the root, down to the last that exists.
    pub(super) theirs: Vec<&'t Entry<'t>>,
}

impl<'t> Change<'t> {
    /// The entry in the spec.
    pub(super) fn our_entry(&self) -> Option<&'t Entry<'t>> {
        self.ours.get(self.path.len()).copied()
    }

    /// The entry in the document.
    pub(super) fn their_entry(&self) -> Option<&'t Entry<'t>> {
        self.theirs.get(self.path.len()).copied()
    }
}

/// Compares a spec and the draft of a newer document with the record. With `prune`, what the document no longer has is removed.
pub(super) fn merge<'t>(
    record: &Record,
    ours: &'t Entry<'t>,
    theirs: &'t Entry<'t>,
    prune: bool,
) -> Vec<Change<'t>> {
    let mut merge = Merge {
        prune,
        changes: Vec::new(),
        path: Vec::new(),
        ours: vec![ours],
        theirs: vec![theirs],
    };
    merge.children(Some(&record.root), Some(ours), Some(theirs));
    merge.changes
}

struct Merge<'t> {
    prune: bool,
    changes: Vec<Change<'t>>,
    path: Vec<String>,
    ours: Vec<&'t Entry<'t>>,
    theirs: Vec<&'t Entry<'t>>,
}

impl<'t> Merge<'t> {
    fn note(&mut self, verdict: Verdict, act: Act) {
        self.changes.push(Change {
            verdict,
            act,
            path: self.path.clone(),
            ours: self.ours.clone(),
            theirs: self.theirs.clone(),
        });
    }

    /// Compares the children of an entry, in the order of the document, then of the spec.
    fn children(
        &mut self,
        base: Option<&Branch>,
        ours: Option<&'t Entry<'t>>,
        theirs: Option<&'t Entry<'t>>,
    ) {
        let index = |entry: Option<&'t Entry<'t>>| -> HashMap<&'t str, &'t Entry<'t>> {
            let children = entry
                .map(|entry| entry.children.iter())
                .into_iter()
                .flatten();
            children.map(|child| (child.id.as_str(), child)).collect()
        };
        let (own, new) = (index(ours), index(theirs));
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut ids: Vec<&str> = Vec::new();
        let in_order = |entry: Option<&'t Entry<'t>>| {
            entry
                .map(|entry| entry.children.iter())
                .into_iter()
                .flatten()
        };
        for child in in_order(theirs).chain(in_order(ours)) {
            if seen.insert(&child.id) {
                ids.push(&child.id);
            }
        }
        let recorded = base.map(|base| base.children.keys()).into_iter().flatten();
        for id in recorded {
            if seen.insert(id) {
                ids.push(id);
            }
        }
        for id in ids {
            let (ours, theirs) = (own.get(id).copied(), new.get(id).copied());
            self.path.push(id.to_owned());
            let lengths = (self.ours.len(), self.theirs.len());
            // The chains are as long as the path only while their entries exist.
            if let Some(entry) = ours.filter(|_| self.ours.len() == self.path.len()) {
                self.ours.push(entry);
            }
            if let Some(entry) = theirs.filter(|_| self.theirs.len() == self.path.len()) {
                self.theirs.push(entry);
            }
            self.entry(base.and_then(|base| base.child(id)), ours, theirs);
            self.ours.truncate(lengths.0);
            self.theirs.truncate(lengths.1);
            self.path.pop();
        }
    }

    fn entry(
        &mut self,
        base: Option<&Recorded>,
        ours: Option<&'t Entry<'t>>,
        theirs: Option<&'t Entry<'t>>,
    ) {
        // What is gone from the document counts as recorded only where the spec still has it.
        let is_gone = base
            .and_then(Recorded::branch)
            .is_some_and(|base| base.gone);
        let base = base.filter(|_| !(is_gone && ours.is_none()));
        let is_fact = |entry: &Entry<'_>| entry.fact.is_some();
        let facts = [
            ours.map(is_fact),
            theirs.map(is_fact),
            base.map(|base| base.branch().is_none()),
        ];
        let all_facts = facts.iter().flatten().all(|is_fact| *is_fact);
        let no_facts = facts.iter().flatten().all(|is_fact| !is_fact);
        if all_facts {
            return self.fact(base, ours, theirs);
        }
        if !no_facts {
            return self.whole(base, ours, theirs);
        }
        let base = base.and_then(Recorded::branch);
        match (base, ours, theirs) {
            (_, None, None) => {}
            (None, None, Some(_)) => self.note(Verdict::Taken, Act::Add),
            (None, Some(_), None) => self.note(Verdict::Kept, Act::Own),
            (None, Some(_), Some(_)) => self.children(None, ours, theirs),
            (Some(base), None, Some(theirs)) => self.removed_by_author(base, theirs),
            (Some(base), Some(ours), None) => self.gone(base, ours),
            (Some(base), Some(own), Some(new)) => {
                if own.kind == Kind::Type && self.is_another_kind(base, own, new) {
                    self.whole_branches(base, own, new);
                } else {
                    self.children(Some(base), ours, theirs);
                }
            }
        }
    }

    fn fact(
        &mut self,
        base: Option<&Recorded>,
        ours: Option<&'t Entry<'t>>,
        theirs: Option<&'t Entry<'t>>,
    ) {
        let fact = |entry: Option<&'t Entry<'t>>| entry.and_then(|entry| entry.fact.as_ref());
        if fact(ours) == fact(theirs) {
            return;
        }
        let is_base = |entry: Option<&'t Entry<'t>>| match (base, entry) {
            (None, None) => true,
            (Some(base), Some(entry)) => base.is_of(entry, false),
            _ => false,
        };
        let is_text = self.path.last().is_some_and(|id| is_said(id));
        match (is_base(ours), is_base(theirs)) {
            (_, true) => self.note(Verdict::Kept, Act::Set),
            (true, false) => self.note(Verdict::Taken, Act::Set),
            // Both added the entry: the author's words for it are no contradiction.
            (false, false) if base.is_none() && is_text => self.note(Verdict::Kept, Act::Set),
            (false, false) => self.note(Verdict::Conflict, Act::Set),
        }
    }

    /// One side has a single value where another has a mapping.
    fn whole(
        &mut self,
        base: Option<&Recorded>,
        ours: Option<&'t Entry<'t>>,
        theirs: Option<&'t Entry<'t>>,
    ) {
        let is_base = |entry: Option<&'t Entry<'t>>, of_document: bool| match (base, entry) {
            (None, None) => true,
            (Some(base), Some(entry)) => base.is_of(entry, of_document),
            _ => false,
        };
        let same = match (ours, theirs) {
            (Some(ours), Some(theirs)) => Recorded::of(ours).is_of(theirs, true),
            (None, None) => true,
            _ => false,
        };
        let act = match (ours, theirs) {
            (None, _) => Act::Add,
            (_, None) => Act::Remove,
            _ => Act::Replace,
        };
        match (is_base(ours, false), is_base(theirs, true)) {
            _ if same => {}
            (_, true) => self.note(Verdict::Kept, act),
            (true, false) => self.note(Verdict::Taken, act),
            (false, false) => self.note(Verdict::Conflict, act),
        }
    }

    /// Whether the document or the author made a type of another kind of it.
    fn is_another_kind(&self, base: &Branch, ours: &Entry<'_>, theirs: &Entry<'_>) -> bool {
        let recorded = base.child("kind");
        let is_kind = |entry: &Entry<'_>| match (recorded, entry.child("kind")) {
            (Some(recorded), Some(kind)) => recorded.is_of(kind, true),
            (None, None) => true,
            _ => false,
        };
        let kind = |entry: &Entry<'_>| entry.child("kind").and_then(|kind| kind.fact.clone());
        kind(ours) != kind(theirs) && !(is_kind(ours) && is_kind(theirs))
    }

    fn whole_branches(&mut self, base: &Branch, ours: &'t Entry<'t>, theirs: &'t Entry<'t>) {
        let base = Recorded::Branch(base.clone());
        match (base.is_of(ours, false), base.is_of(theirs, true)) {
            (_, true) => self.note(Verdict::Kept, Act::Replace),
            (true, false) => self.note(Verdict::Taken, Act::Replace),
            (false, false) => self.note(Verdict::Conflict, Act::Replace),
        }
    }

    /// The author removed what the document still has.
    fn removed_by_author(&mut self, base: &Branch, theirs: &'t Entry<'t>) {
        if theirs.kind == Kind::Group && has_deprecable(theirs) {
            // A group says nothing itself: what was added to it is to be taken.
            let is_new = |child: &&Entry<'_>| base.child(&child.id).is_none();
            if theirs.children.iter().any(|child| is_new(&child)) {
                return self.children(Some(base), None, Some(theirs));
            }
        }
        match differs_on_wire(base, theirs) {
            true => self.note(Verdict::Conflict, Act::Add),
            false => self.note(Verdict::Kept, Act::Add),
        }
    }

    /// The document no longer has what the spec still has.
    fn gone(&mut self, base: &Branch, ours: &'t Entry<'t>) {
        if ours.kind == Kind::Group && has_deprecable(ours) {
            return self.children(Some(base), Some(ours), None);
        }
        let recorded = Recorded::Branch(base.clone());
        let is_untouched = recorded.is_of(ours, false);
        if !ours.can_be_deprecated() || !self.is_deprecable_here() {
            // The author's own calls may need it: a section, a plan, a credential.
            return match (self.prune, is_untouched) {
                (true, true) => self.note(Verdict::Taken, Act::Remove),
                _ => self.note(Verdict::Kept, Act::Remove),
            };
        }
        let leaves_path = ours.kind == Kind::Line && self.leaves_path(&ours.id);
        match (self.prune || leaves_path, is_untouched || leaves_path) {
            (true, true) => self.note(Verdict::Taken, Act::Remove),
            (true, false) => self.note(Verdict::Conflict, Act::Remove),
            (false, _) if base.gone => {}
            (false, _) => self.note(Verdict::Taken, Act::Deprecate),
        }
    }

    /// Whether the language has a mark for entries here.
    fn is_deprecable_here(&self) -> bool {
        matches!(
            self.path.first().map(String::as_str),
            Some("operations" | "types")
        )
    }

    /// Whether a parameter is in the path of the spec's call and no longer in that of the document's: it cannot stay.
    fn leaves_path(&self, id: &str) -> bool {
        let call = |chain: &[&'t Entry<'t>]| -> Option<Vec<String>> {
            let operation = chain.iter().find(|entry| entry.kind == Kind::Operation)?;
            let call = operation.child("call")?.fact.as_ref()?;
            Some(path_names(&call.shape))
        };
        let has = |names: Option<Vec<String>>| {
            names.is_some_and(|names| names.iter().any(|name| name == id))
        };
        let theirs = call(&self.theirs);
        theirs.is_some() && has(call(&self.ours)) && !has(theirs)
    }
}

/// Whether there are entries below that can be marked as deprecated.
pub(super) fn has_deprecable(entry: &Entry<'_>) -> bool {
    entry.children.iter().any(|child| {
        child.can_be_deprecated() || child.kind == Kind::Group && has_deprecable(child)
    })
}

/// Whether an entry of the document differs from the record in more than texts.
fn differs_on_wire(base: &Branch, theirs: &Entry<'_>) -> bool {
    let differs = |child: &Entry<'_>| match base.child(&child.id) {
        None => true,
        Some(Recorded::Branch(branch)) if child.fact.is_none() => differs_on_wire(branch, child),
        Some(recorded) => !recorded.is_of(child, true),
    };
    let said = |id: &str| is_said(id);
    let ours: BTreeSet<&str> = theirs
        .children
        .iter()
        .map(|child| child.id.as_str())
        .collect();
    let lost = |(id, recorded): (&String, &Recorded)| {
        let is_gone = recorded.branch().is_some_and(|branch| branch.gone);
        !said(id) && !is_gone && !ours.contains(id.as_str())
    };
    theirs
        .children
        .iter()
        .any(|child| !said(&child.id) && differs(child))
        || base.children.iter().any(lost)
}
