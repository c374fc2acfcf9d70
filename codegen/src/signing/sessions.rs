//! `sessions`: values that a call before gives, or the owner.

use super::kinds::Due;
use super::names::{check_keys, is_header_byte, is_name, mapping, text};
use super::read::object;
use super::sections::DeclaredSection;
use super::typer::{Declared, Kept, Scope, Typer, index16};
use crate::diagnostic::Diagnostics;
use crate::rules::{plan, session as rule};
use crate::source::Source;
use crate::yaml::{Node, Pair, Scalar};
use specie_runtime::signing::plan::{
    Entry, Expires, Keep, KeepFrom, Place, Section, Segment, Session, SessionCall,
};

/// A session whose call is read once sections and credentials are known.
pub(crate) struct Read<'a> {
    name: &'a Scalar,
    call: Option<&'a Node>,
    keep: Vec<Keep>,
    expires: Expires,
}

const KEYS: &[&str] = &["call", "given", "keep", "expires", "after", "doc"];

/// Reads names, `keep` and `expires`; fills in the values that expressions may name.
pub(crate) fn read<'a>(
    node: Option<&'a Node>,
    kept: &mut Vec<Kept>,
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
    kept: &mut Vec<Kept>,
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
            format!("{what} is given by the owner and opened by a call")
        } else {
            format!("{what} says neither which call opens it nor that the owner gives it")
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
        // A value whose place is wrong is declared all the same: what reads it has no mistake of its own.
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

/// Makes a value known to expressions.
fn declare(
    session: u16,
    entry: &Pair,
    from: &KeepFrom,
    at: usize,
    kept: &mut Vec<Kept>,
    diagnostics: &mut Diagnostics,
) {
    let name = &entry.key.text;
    if !is_name(name) {
        diagnostics
            .report(
                &plan::BAD_NAME,
                entry.key.span,
                format!("`{name}` cannot be the name of a session's value"),
            )
            .help("letters, digits and `_` make a name, and it does not begin with a digit");
    }
    if let Some(first) = kept.iter().find(|k| k.name == *name) {
        diagnostics
            .report(
                &rule::DUPLICATE_SESSION_VALUE,
                entry.key.span,
                format!("two sessions keep a value named `{name}`"),
            )
            .second(first.span, "here first")
            .why("names are one space over all sessions: `session.NAME`")
            .help("choose another name for one of them");
        return;
    }
    kept.push(Kept {
        name: name.clone(),
        session,
        value: index16(at),
        json: *from == KeepFrom::GivenJson,
        span: entry.key.span,
    });
}

fn keep_from(entry: &Pair, given: bool, diagnostics: &mut Diagnostics) -> Option<KeepFrom> {
    let scalar = text(&entry.value, "a kept value", diagnostics)?;
    if given {
        return match scalar.text.as_str() {
            "text" => Some(KeepFrom::GivenText),
            "json" => Some(KeepFrom::GivenJson),
            other => {
                diagnostics
                    .report(
                        &rule::BAD_KEEP,
                        scalar.span,
                        format!("a given value is `text` or `json`, not `{other}`"),
                    )
                    .help("`text` must be there, `json` may be absent");
                None
            }
        };
    }
    let found = place_in_answer(&scalar.text);
    if found.is_none() {
        diagnostics
            .report(
                &rule::BAD_KEEP,
                scalar.span,
                format!("`{}` is no place in an answer", scalar.text),
            )
            .help("write `body.` and names or indexes, `header.NAME` or `cookie.NAME`");
    }
    found
}

/// `body.a[0].b`, `header.NAME`, `cookie.NAME`
fn place_in_answer(text: &str) -> Option<KeepFrom> {
    if let Some(name) = text.strip_prefix("header.") {
        let fits = !name.is_empty() && name.bytes().all(is_header_byte);
        return fits.then(|| KeepFrom::Header(name.to_owned().into()));
    }
    if let Some(name) = text.strip_prefix("cookie.") {
        return (!name.is_empty()).then(|| KeepFrom::Cookie(name.to_owned().into()));
    }
    let rest = text.strip_prefix("body")?;
    let segments = segments(rest)?;
    (!segments.is_empty()).then(|| KeepFrom::Body(segments.into()))
}

/// `.a[0].b.1["c d"]`
fn segments(mut rest: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, left) = after.split_at_checked(end)?;
            segments.push(segment(name)?);
            rest = left;
        } else {
            let (inner, left) = rest.strip_prefix('[')?.split_once(']')?;
            let quoted = inner.strip_prefix('"').and_then(|i| i.strip_suffix('"'));
            segments.push(match quoted {
                Some(name) => Segment::Name(name.to_owned().into()),
                None => Segment::Index(inner.parse().ok()?),
            });
            rest = left;
        }
    }
    Some(segments)
}

fn segment(name: &str) -> Option<Segment> {
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == ']' || c == '"') {
        return None;
    }
    Some(match name.parse::<u32>() {
        Ok(index) if name.bytes().all(|b| b.is_ascii_digit()) => Segment::Index(index),
        _ => Segment::Name(name.to_owned().into()),
    })
}

fn expires(node: &Node, diagnostics: &mut Diagnostics) -> Expires {
    if let Some(after) = node.pair("after") {
        if node.get("expires").is_some() {
            diagnostics
                .report(
                    &rule::SESSION_SHAPE,
                    after.key.span,
                    "`after` and `expires` both say when the session ends",
                )
                .help("keep `expires` if the answer tells its end, else `after`");
        }
        return lifetime(&after.value, diagnostics);
    }
    let Some(value) = node.get("expires") else {
        return Expires::Never;
    };
    if value.as_mapping().is_some() {
        check_keys(
            value.as_mapping().unwrap_or_default(),
            &["after"],
            "`expires`",
            diagnostics,
        );
        return match value.get("after") {
            Some(after) => lifetime(after, diagnostics),
            None => Expires::Never,
        };
    }
    let Some(scalar) = text(value, "`expires`", diagnostics) else {
        return Expires::Never;
    };
    if let Some(after) = scalar.text.strip_prefix("after")
        && let Some(seconds) = seconds(after.trim_start_matches(':').trim())
    {
        return Expires::After(seconds);
    }
    match place_in_answer(&scalar.text) {
        Some(from) => Expires::In(from),
        None => {
            diagnostics
                .report(
                    &rule::BAD_EXPIRES,
                    scalar.span,
                    format!("`{}` does not say when the session ends", scalar.text),
                )
                .help("write `body.expires_in` (seconds), `cookie.NAME` (its own end), or `{ after: 24h }`");
            Expires::Never
        }
    }
}

fn lifetime(node: &Node, diagnostics: &mut Diagnostics) -> Expires {
    let found = node.as_scalar().and_then(|s| seconds(&s.text));
    match found {
        Some(seconds) => Expires::After(seconds),
        None => {
            diagnostics
                .report(&rule::BAD_EXPIRES, node.span, "a time to live is due here")
                .help("write a number and `s`, `m`, `h` or `d`: `24h`");
            Expires::Never
        }
    }
}

fn seconds(text: &str) -> Option<u64> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let digits = text.get(..text.len() - 1)?.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // One that ends at once could never be used.
    let count = digits.parse::<u64>().ok().filter(|n| *n > 0)?;
    count.checked_mul(unit)
}

/// Reads the calls, now that everything that they name is known.
pub(crate) fn finish(
    read: Vec<Read<'_>>,
    source: &Source,
    declared: &Declared,
    sections: &[DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> Vec<Session> {
    read.into_iter()
        .map(|session| {
            let call = session
                .call
                .and_then(|node| call(node, session.name, source, declared, sections, diagnostics));
            Session {
                name: session.name.text.clone().into(),
                call,
                keep: session.keep.into(),
                expires: session.expires,
            }
        })
        .collect()
}

fn call(
    node: &Node,
    name: &Scalar,
    source: &Source,
    declared: &Declared,
    sections: &[DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> Option<SessionCall> {
    let what = format!("the call of `{}`", name.text);
    let keys = mapping(Some(node), &what, diagnostics)?;
    let known = ["section", "method", "path", "params"];
    check_keys(keys, &known, &what, diagnostics);
    let section = part_of_call(node, "section", &what, name, diagnostics);
    let method = part_of_call(node, "method", &what, name, diagnostics);
    let path = part_of_call(node, "path", &what, name, diagnostics);
    let at = section.and_then(|section| section_of(section, sections, diagnostics));
    let in_url = match (at.and_then(|at| sections.get(at)), method) {
        (Some(section), Some(method)) => place_of(&section.plan, &method.text) == Place::Query,
        _ => false,
    };
    let params = match node.get("params") {
        Some(node) => params(node, in_url, source, declared, diagnostics),
        None => Vec::new(),
    };
    Some(SessionCall {
        section: index16(at?),
        method: method?.text.to_ascii_uppercase().into(),
        path: path?.text.trim_start_matches('/').to_owned().into(),
        params: params.into(),
    })
}

/// A key that the call must have.
fn part_of_call<'a>(
    node: &'a Node,
    key: &str,
    what: &str,
    name: &Scalar,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Scalar> {
    if let Some(value) = node.get(key) {
        return text(value, &format!("`{key}`"), diagnostics);
    }
    diagnostics
        .report(
            &rule::SESSION_SHAPE,
            name.span,
            format!("{what} has no `{key}`"),
        )
        .help("write `call: { section: private, method: POST, path: token }`");
    None
}

/// The place of a section that was declared.
fn section_of(
    name: &Scalar,
    sections: &[DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let names = sections.iter().map(|s| s.plan.name.as_ref());
    let found = names.clone().position(|known| known == name.text);
    if found.is_none() {
        diagnostics.unknown(
            &rule::UNKNOWN_SECTION,
            name.span,
            "section",
            &name.text,
            names,
        );
    }
    found
}

fn place_of(section: &Section, method: &str) -> Place {
    section
        .places
        .iter()
        .find(|(m, _)| m.eq_ignore_ascii_case(method))
        .map_or(section.otherwise, |(_, place)| *place)
}

fn params(
    node: &Node,
    in_url: bool,
    source: &Source,
    declared: &Declared,
    diagnostics: &mut Diagnostics,
) -> Vec<Entry> {
    let Some(pairs) = mapping(Some(node), "params", diagnostics) else {
        return Vec::new();
    };
    let Some(entries) = object(pairs, diagnostics) else {
        return Vec::new();
    };
    let mut typer = Typer::new(source, diagnostics, declared, Scope::SessionCall);
    let mut out = Vec::new();
    for entry in &entries {
        let (typed, info, span) = typer.entry(entry);
        if matches!(entry, super::ast::Entry::Member { .. }) {
            typer.check_kind(&info, span, Due::Json, "a parameter");
        }
        typer.check_inner(&info, "a parameter");
        if in_url && info.secret {
            typer.secret_in_url(span, "the query");
        }
        out.push(typed);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_an_answer() {
        let body = |segments: Vec<Segment>| Some(KeepFrom::Body(segments.into()));
        assert_eq!(
            place_in_answer("body.data[0].token.1[\"a b\"]"),
            body(vec![
                Segment::Name("data".into()),
                Segment::Index(0),
                Segment::Name("token".into()),
                Segment::Index(1),
                Segment::Name("a b".into()),
            ])
        );
        assert_eq!(
            place_in_answer("header.X-Account-Id"),
            Some(KeepFrom::Header("X-Account-Id".into()))
        );
        for bad in [
            "body",
            "body.",
            "body..a",
            "body[x]",
            "token",
            "header.",
            "header.X Y",
            "body.a]",
        ] {
            assert_eq!(place_in_answer(bad), None, "{bad}");
        }
    }

    #[test]
    fn lifetimes() {
        assert_eq!(seconds("24h"), Some(86_400));
        assert_eq!(seconds("90 s"), Some(90));
        assert_eq!(seconds("0s"), None);
        assert_eq!(seconds("h"), None);
        assert_eq!(seconds("24"), None);
        assert_eq!(seconds("99999999999999999999d"), None);
    }
}
