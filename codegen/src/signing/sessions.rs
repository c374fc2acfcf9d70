//! `sessions`: values from an earlier call or from the user.

mod expires;
mod keep;
mod session_call;

use super::sections::DeclaredSection;
use super::typer::{Declared, SessionValueType, index16};
use crate::diagnostic::Diagnostics;
use crate::keys::{check_keys, mapping};
use crate::model::PlanLines;
use crate::names::is_word;
use crate::rules::{plan, session as rule};
use crate::source::Source;
use crate::yaml::{Node, Pair, Scalar};
use expires::expires;
use keep::keep_from;
use session_call::call;
use specie_runtime::signing::plan::{Expires, Keep, KeepFrom, Session};

/// A session whose call is read once sections and credentials are known.
pub(crate) struct Read<'a> {
    name: &'a Scalar,
    call: Option<&'a Node>,
    keep: Vec<Keep>,
    expires: Expires,
}

const KEYS: &[&str] = &["call", "given", "keep", "expires", "after", "doc"];

/// Reads names, `keep` and `expires`; adds the values that expressions may use.
pub(crate) fn read<'a>(
    node: Option<&'a Node>,
    kept: &mut Vec<SessionValueType>,
    diagnostics: &mut Diagnostics,
) -> Vec<Read<'a>> {
    let pairs = mapping(node, "sessions", diagnostics).unwrap_or_default();
    pairs
        .iter()
        .enumerate()
        .map(|(at, pair)| session(index16(at), pair, kept, diagnostics))
        .collect()
}

fn session<'a>(
    index: u16,
    pair: &'a Pair,
    kept: &mut Vec<SessionValueType>,
    diagnostics: &mut Diagnostics,
) -> Read<'a> {
    let name = &pair.key.text;
    let what = format!("the session `{name}`");
    let keys = mapping(Some(&pair.value), &what, diagnostics).unwrap_or_default();
    check_keys(keys, KEYS, &what, diagnostics);
    let call = pair.value.get("call");
    let given = pair
        .value
        .get("given")
        .and_then(Node::as_scalar)
        .is_some_and(|s| s.text == "true");
    if call.is_some() == given && pair.value.as_mapping().is_some() {
        let message = if given {
            format!("{what} has both `given` and `call`")
        } else {
            format!("{what} has neither `given` nor `call`")
        };
        diagnostics
            .report(&rule::SESSION_SHAPE, pair.key.span, message)
            .help("write `call: { section, method, path, params }`, or `given: true`");
    }
    let keep_node = pair.value.get("keep");
    let keep_pairs = mapping(keep_node, "keep", diagnostics).unwrap_or_default();
    if keep_pairs.is_empty() && pair.value.as_mapping().is_some() {
        diagnostics
            .report(
                &rule::SESSION_SHAPE,
                pair.key.span,
                format!("{what} keeps nothing"),
            )
            .help("write `keep: { token: body.access_token }`");
    }
    let mut keep = Vec::new();
    for entry in keep_pairs {
        // A value with an invalid path is declared anyway, so that its uses are not reported.
        let from = keep_from(entry, given, diagnostics).unwrap_or(KeepFrom::GivenText);
        declare(index, entry, &from, keep.len(), kept, diagnostics);
        keep.push(Keep {
            name: entry.key.text.clone().into(),
            from,
        });
    }
    Read {
        name: &pair.key,
        call,
        keep,
        expires: expires(&pair.value, diagnostics),
    }
}

/// Declares a value for expressions.
fn declare(
    session: u16,
    entry: &Pair,
    from: &KeepFrom,
    at: usize,
    kept: &mut Vec<SessionValueType>,
    diagnostics: &mut Diagnostics,
) {
    let name = &entry.key.text;
    if !is_word(name) {
        diagnostics
            .report(
                &plan::BAD_NAME,
                entry.key.span,
                format!("`{name}` is not a valid name of a session's value"),
            )
            .help("a name consists of letters, digits and `_`, and does not begin with a digit");
    }
    if let Some(first) = kept.iter().find(|k| k.name == *name) {
        diagnostics
            .report(
                &rule::DUPLICATE_SESSION_VALUE,
                entry.key.span,
                format!("two sessions keep a value named `{name}`"),
            )
            .second(first.span, "first here")
            .why("the values of all sessions share one namespace: `session.NAME`")
            .help("choose another name for one of them");
        return;
    }
    kept.push(SessionValueType {
        name: name.clone(),
        session,
        value: index16(at),
        json: *from == KeepFrom::GivenJson,
        span: entry.key.span,
    });
}

/// Reads the calls, now that all names that they use are known.
pub(crate) fn finish(
    read: Vec<Read<'_>>,
    source: &Source,
    declared: &Declared,
    sections: &[DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> (Vec<Session>, Vec<PlanLines>) {
    read.into_iter()
        .map(|session| {
            let call = session
                .call
                .and_then(|node| call(node, session.name, source, declared, sections, diagnostics));
            let (call, lines) = call.unzip();
            let session = Session {
                name: session.name.text.clone().into(),
                call,
                keep: session.keep.into(),
                expires: session.expires,
            };
            (session, lines.unwrap_or_default())
        })
        .unzip()
}
