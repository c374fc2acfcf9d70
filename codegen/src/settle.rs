//! Reports one cause once: removes findings that only follow from another.
//!
//! Every rule judges on its own, without knowing what other rules found. When all rules have run, each finding is located in the file (its
//! block, and its entry in that block), and findings that another mistake explains are dropped. A finding is dropped only if its cause is
//! kept, so a spec with errors keeps at least one; if a dropped finding was a mistake of its own, it is reported again once the cause is
//! fixed.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, nearest};
use crate::source::{Source, Span};
use crate::yaml::{self, Node, NodeKind};

/// What a rule judges, and so what may explain its findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// Text that cannot be read as written. Nothing explains it.
    Form,
    /// An unknown name: explained by a declaration that cannot be read.
    Name,
    /// Something is missing: explained by a misspelt or unreadable part in its place.
    Missing,
    /// Parts that do not fit together: explained by one that is wrong.
    Judged,
    /// An example that does not match: explained by types, envelopes and its own call.
    Example,
    /// Something that no vector proves or no section uses: explained by what would prove or use it.
    Unproven,
    /// Something unused: it can only be determined if everything else is correct.
    Unused,
}

const fn class(code: &str) -> Class {
    match code.as_bytes() {
        b"unknown-name"
        | b"unknown-setting"
        | b"unknown-table"
        | b"unknown-session-value"
        | b"unknown-session-section"
        | b"unknown-section"
        | b"unknown-plan"
        | b"unknown-webhook"
        | b"unknown-envelope"
        | b"unknown-type"
        | b"unknown-operation"
        | b"unknown-group"
        | b"unknown-pool"
        | b"unknown-environment"
        | b"unknown-value"
        | b"vector-name"
        | b"bad-placeholder" => Class::Name,
        b"missing-key"
        | b"missing-doc"
        | b"missing-docs"
        | b"missing-source"
        | b"missing-section"
        | b"no-base"
        | b"no-section"
        | b"type-shape"
        | b"empty-type"
        | b"session-shape"
        | b"vector-shape"
        | b"vector-without-source"
        | b"webhook-body"
        | b"nothing-verified"
        | b"setting-default" => Class::Missing,
        b"unknown-path-param"
        | b"unknown-param"
        | b"unknown-member"
        | b"channel-param"
        | b"channel-message"
        | b"stream-frame"
        | b"stream-ack"
        | b"stream-route"
        | b"stream-limit"
        | b"stream-call"
        | b"bad-one-of"
        | b"bad-paginate"
        | b"items-not-json"
        | b"query-twice"
        | b"body-of-get"
        | b"unsent-params"
        | b"bad-list-format"
        | b"bad-content-type"
        | b"multipart-in-plan"
        | b"header-twice"
        | b"maybe-absent"
        | b"maybe-not-set"
        | b"never-absent"
        | b"never-holds"
        | b"unsigned-params"
        | b"dropped-params"
        | b"secret-in-url"
        | b"source-not-sent"
        | b"reconcile-unneeded"
        | b"reconcile-not-safe"
        | b"unreachable-code"
        | b"bad-weight"
        | b"bad-mock"
        | b"optional-path-param" => Class::Judged,
        b"example-mismatch" | b"example-undeclared" => Class::Example,
        b"plan-without-vector" | b"webhook-without-vector" | b"plan-without-section" => {
            Class::Unproven
        }
        b"unused-credential" | b"unused-network" | b"unused-prefix" | b"unused-type"
        | b"unused-group" => Class::Unused,
        _ => Class::Form,
    }
}

/// Blocks of the file in which names of this code's kind are declared.
const fn declared_in(code: &str) -> &'static [&'static str] {
    match code.as_bytes() {
        b"unknown-name" => &["credentials"],
        b"unknown-environment" => &["environments"],
        b"unknown-setting" => &["settings"],
        b"unknown-table" => &["tables"],
        b"unknown-session-value" => &["sessions"],
        b"unknown-section" | b"unknown-session-section" => &["sections"],
        b"unknown-plan" => &["auth"],
        b"unknown-webhook" => &["webhooks"],
        b"unknown-envelope" => &["envelopes"],
        b"unknown-type" | b"unknown-value" => &["types"],
        b"unknown-operation" => &["operations"],
        b"unknown-group" => &["groups"],
        b"vector-name" => &[
            "credentials",
            "sections",
            "sessions",
            "webhooks",
            "settings",
            "auth",
        ],
        _ => &[],
    }
}

/// Blocks in which a syntax mistake explains a finding about another block.
const fn judged_by(code: &str) -> &'static [&'static str] {
    match code.as_bytes() {
        b"items-not-json" | b"query-twice" | b"body-of-get" | b"bad-list-format"
        | b"bad-content-type" => &["sections"],
        b"unsent-params" | b"header-twice" | b"multipart-in-plan" => &["sections", "auth"],
        b"maybe-absent" | b"never-absent" | b"secret-in-url" => &["credentials"],
        b"unknown-member" => &["types"],
        b"bad-mock" => &["operations", "types", "groups"],
        b"unknown-param" | b"unknown-path-param" | b"bad-one-of" | b"bad-paginate" => &["groups"],
        b"bad-weight" => &["groups", "limits", "operations"],
        b"unreachable-code" => &["errors"],
        b"missing-section" | b"missing-source" => &["defaults"],
        b"missing-docs" => &["docs"],
        b"no-section" => &["sections"],
        _ => &[],
    }
}

/// Codes of steps that could not be read: such a step may have declared what later steps use.
const BROKEN_STEPS: &[&str] = &[
    "step-shape",
    "unknown-step",
    "not-a-mapping",
    "wrong-kind",
    "unknown-key",
    "pairs-as-text",
    "bad-name",
    "name-taken",
];

/// Maximum number of findings to process, since each is compared with each.
const MOST: usize = 1_000;

/// Blocks of a spec whose keys may be misspelt.
const BLOCKS: &[&str] = &[
    "provider",
    "docs",
    "environments",
    "credentials",
    "settings",
    "tables",
    "sections",
    "sessions",
    "auth",
    "defaults",
    "envelopes",
    "errors",
    "limits",
    "groups",
    "operations",
    "types",
    "webhooks",
    "streams",
    "vectors",
    "mock",
];

/// Location of a finding.
#[derive(Clone, Debug, Default, PartialEq)]
struct Place {
    block: String,
    /// Name or index in the block.
    entry: Option<String>,
    /// Whether it is about the block as a whole.
    whole: bool,
}

impl Place {
    fn shares_entry(&self, other: &Self) -> bool {
        self.block == other.block && (self.whole || other.whole || self.entry == other.entry)
    }
}

/// A finding with the properties that the comparison needs.
struct Placed {
    code: &'static str,
    class: Class,
    is_error: bool,
    span: Span,
    place: Place,
    /// The first name in the message.
    name: String,
    /// The value before an unknown key that looks like the rest of it: `{ a: f(x, 19) }` is read as `a: f(x` and `19)`.
    torn_from: Option<Span>,
}

/// Drops findings that follow from another, and reports the same unknown name once.
pub(crate) fn settle(source: &Source, diagnostics: &mut Diagnostics) {
    // For very many findings, it does not help to know which follows from which.
    if !(2..=MOST).contains(&diagnostics.len()) || !diagnostics.has_errors() {
        return;
    }
    let Some(root) = yaml::parse(source, &mut Diagnostics::new()) else {
        return;
    };
    let all: Vec<Placed> = diagnostics.iter().map(|one| placed(&root, one)).collect();
    let mut dropped: Vec<bool> = all.iter().map(|one| is_explained(one, &all)).collect();
    let mut also: Vec<Vec<u32>> = vec![Vec::new(); all.len()];
    for (at, one) in all.iter().enumerate() {
        let first = same_name(at, one, &all, &dropped);
        if let Some(first) = first
            && let Some(lines) = also.get_mut(first)
        {
            lines.push(source.line(one.span.start));
            if let Some(slot) = dropped.get_mut(at) {
                *slot = true;
            }
        }
    }
    diagnostics.revise(|at, diagnostic| {
        if let Some(lines) = also.get(at).filter(|lines| !lines.is_empty()) {
            let mut lines: Vec<u32> = lines.clone();
            lines.sort_unstable();
            lines.dedup();
            let lines: Vec<String> = lines.iter().map(u32::to_string).take(8).collect();
            let (word, lines) = match lines.as_slice() {
                [line] => ("line", line.clone()),
                _ => ("lines", lines.join(", ")),
            };
            let label = match diagnostic.label.is_empty() {
                true => format!("also used at {word} {lines}"),
                false => format!("{}; also used at {word} {lines}", diagnostic.label),
            };
            diagnostic.label(label);
        }
        !dropped.get(at).copied().unwrap_or(false)
    });
}

fn placed(root: &Node, diagnostic: &Diagnostic) -> Placed {
    let class = class(diagnostic.code);
    let mut place = place(root, diagnostic.span);
    // A finding about an unknown top-level key belongs to the block that the key was meant to be.
    if class != Class::Form && !BLOCKS.contains(&place.block.as_str()) {
        place.whole = true;
    }
    let name = diagnostic.message.split('`').nth(1).unwrap_or_default();
    Placed {
        code: diagnostic.code,
        class,
        is_error: diagnostic.severity == Severity::Error,
        span: diagnostic.span,
        place,
        name: name.to_owned(),
        torn_from: match diagnostic.code {
            "unknown-key" => torn_from(root, diagnostic.span),
            _ => None,
        },
    }
}

/// The value that a comma of YAML split, if the key at `span` is the rest of it.
fn torn_from(root: &Node, span: Span) -> Option<Span> {
    let nodes: &[Node] = match &root.kind {
        NodeKind::Mapping(pairs) => {
            if let Some(at) = pairs.iter().position(|pair| pair.key.span == span) {
                let key = pairs.get(at)?;
                let is_rest = key.value.is_missing() && key.key.text.contains([')', ']', '"']);
                let before = pairs.get(at.checked_sub(1)?)?;
                return is_rest.then_some(before.value.span);
            }
            let around = pairs.iter().find(|pair| is_within(span, pair.value.span))?;
            return torn_from(&around.value, span);
        }
        NodeKind::Sequence(nodes) => nodes,
        NodeKind::Scalar(_) => return None,
    };
    torn_from(nodes.iter().find(|node| is_within(span, node.span))?, span)
}

fn place(root: &Node, span: Span) -> Place {
    let at = span.start;
    let pairs = root.as_mapping().unwrap_or_default();
    let found = pairs
        .iter()
        .rev()
        .find(|pair| pair.key.span.start <= at && at <= pair.value.span.end.max(pair.key.span.end));
    let Some(pair) = found else {
        return Place::default();
    };
    let written = pair.key.text.as_str();
    let block = match BLOCKS.contains(&written) {
        true => written,
        false => nearest(written, BLOCKS.iter().copied()).unwrap_or(written),
    };
    let entry = match &pair.value.kind {
        NodeKind::Mapping(pairs) => pairs
            .iter()
            .rev()
            .find(|pair| pair.key.span.start <= at)
            .map(|pair| pair.key.text.trim_end_matches('?').to_owned()),
        NodeKind::Sequence(nodes) => nodes
            .iter()
            .rposition(|node| node.span.start <= at)
            .map(|at| at.to_string()),
        NodeKind::Scalar(_) => None,
    };
    let whole = entry.is_none() || span == pair.key.span || span == pair.value.span;
    Place {
        block: block.to_owned(),
        entry,
        whole,
    }
}

/// Whether another finding explains this one.
fn is_explained(one: &Placed, all: &[Placed]) -> bool {
    let mut causes = all
        .iter()
        .filter(|cause| cause.is_error && !std::ptr::eq(*cause, one));
    let form = |cause: &Placed| cause.class == Class::Form;
    match one.class {
        Class::Form => one
            .torn_from
            .is_some_and(|value| causes.any(|cause| is_within(cause.span, value))),
        Class::Name => causes.any(|cause| {
            let unreadable =
                form(cause) && (is_within(one.span, cause.span) || explains_name(cause, one));
            unreadable || leaves_unknown(cause, one)
        }),
        Class::Missing => causes.any(|cause| {
            (form(cause) && cause.place.shares_entry(&one.place))
                || (form(cause) && judged_by(one.code).contains(&cause.place.block.as_str()))
        }),
        Class::Judged => causes.any(|cause| {
            let wrong = matches!(cause.class, Class::Form | Class::Name | Class::Missing);
            let by = judged_by(one.code);
            // What is not known about a section is not known about the calls in it.
            let no_section = cause.code == "unknown-section" && by.contains(&"sections");
            let there = by.contains(&cause.place.block.as_str());
            // What a mock names are members: of a type that is unknown or has no shape, there are none.
            let no_members = one.code == "bad-mock" && wrong && there;
            (wrong && cause.place.shares_entry(&one.place))
                || (form(cause) && there)
                || no_members
                || no_section
        }),
        Class::Example => causes.any(|cause| {
            let block = cause.place.block.as_str();
            let shared = matches!(block, "types" | "envelopes" | "defaults")
                || cause.code == "unknown-member"
                || cause.place.shares_entry(&one.place);
            // A misspelt member is reported as missing under the correct name, and as undeclared under the other.
            let misspelt = one.code == "example-undeclared"
                && cause.code == "example-mismatch"
                && nearest(&one.name, [cause.name.as_str()]).is_some();
            shared && (misspelt || cause.class != Class::Example)
        }),
        Class::Unproven => causes.any(|cause| {
            let near = ["sections", "auth", "sessions", "vectors", "webhooks"];
            let is_other = cause.class != Class::Unproven || cause.code == "plan-without-section";
            is_other && cause.code != one.code && near.contains(&cause.place.block.as_str())
        }),
        Class::Unused => {
            causes.any(|cause| !matches!(cause.class, Class::Unused | Class::Unproven))
        }
    }
}

/// Whether an unreadable declaration may be the one of a name.
fn explains_name(cause: &Placed, one: &Placed) -> bool {
    let block = cause.place.block.as_str();
    let declares = declared_in(one.code).contains(&block);
    let names_it = |entry: &String| {
        let entry = entry.as_str();
        entry == one.name || nearest(entry, [one.name.as_str()]).is_some()
    };
    if declares && (cause.place.whole || cause.place.entry.as_ref().is_some_and(names_it)) {
        return true;
    }
    // The values of a session, or the `let`s of a plan, are declared inside an entry.
    let broken = BROKEN_STEPS.contains(&cause.code) || cause.code == "bad-keep";
    match one.code {
        "unknown-name" => {
            broken && block == one.place.block && cause.place.entry == one.place.entry
        }
        "vector-name" => broken && matches!(block, "auth" | "sessions"),
        _ => false,
    }
}

/// Whether a mistake means that declarations of a section, a plan or a session are missing.
fn leaves_unknown(cause: &Placed, one: &Placed) -> bool {
    let block = cause.place.block.as_str();
    match one.code {
        "unknown-session-value" => block == "sessions",
        "bad-placeholder" => {
            // What `keep` of the same stream declares may be unreadable.
            let kept = one.name.starts_with("{kept.") && cause.place.shares_entry(&one.place);
            cause.class == Class::Form && (kept || matches!(block, "sessions" | "settings"))
        }
        // Limits have no names: any of them may declare the pool.
        "unknown-pool" => block == "limits",
        "unknown-section" | "unknown-session-section" => cause.code == "no-section",
        "vector-name" => {
            let of_section =
                matches!(block, "sections" | "sessions") && cause.class != Class::Unproven;
            of_section || matches!(cause.code, "unknown-plan" | "no-section")
        }
        _ => false,
    }
}

fn is_within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The earlier finding that reported the same unknown name.
fn same_name(at: usize, one: &Placed, all: &[Placed], dropped: &[bool]) -> Option<usize> {
    if one.class != Class::Name || one.name.is_empty() || dropped.get(at).copied().unwrap_or(true) {
        return None;
    }
    let stays = |other: usize| !dropped.get(other).copied().unwrap_or(true);
    let rank = |placed: &Placed, at: usize| (placed.code == "vector-name", placed.span.start, at);
    all.iter()
        .enumerate()
        .filter(|(other, placed)| {
            let same = placed.code == one.code
                || placed.code == "vector-name"
                || one.code == "vector-name"
                || (placed.code.contains("section") && one.code.contains("section"));
            *other != at
                && stays(*other)
                && same
                && placed.class == Class::Name
                && placed.name == one.name
        })
        .filter(|(other, placed)| rank(placed, *other) < rank(one, at))
        .min_by_key(|(other, placed)| rank(placed, *other))
        .map(|(other, _)| other)
}
