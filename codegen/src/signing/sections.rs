//! `sections`: base, path, places, encoder and plan; `default` is merged under every other one, key by key.

use super::encoder;
use crate::diagnostic::{Diagnostics, Help, did_you_mean, nearest};
use crate::keys::{Notes, check_keys, mapping, scalar};
use crate::model::Doc;
use crate::raw::PATH_ENCODES;
use crate::rules::section as rule;
use crate::source::Span;
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::signing::plan::{Arrays, Data, Encoder, Escape, PathEncode, Place, Section};
use specie_runtime::signing::{check_base, check_path_piece};

/// A declared section.
#[derive(Debug)]
pub(crate) struct DeclaredSection {
    /// Its definition in the plan; [`Section::plan`] is set once the plans are known.
    pub plan: Section,
    /// The plan's name and its span.
    pub auth: Option<(String, Span)>,
    /// The name of the webhook that verifies responses, and its span.
    pub verify: Option<(String, Span)>,
    /// Places that are intentionally not signed.
    pub unsigned: Vec<Place>,
    /// Docs.
    pub doc: Doc,
    /// Span of its name.
    pub span: Span,
}

const KEYS: &[&str] = &[
    "base",
    "path",
    "path_encode",
    "params",
    "encode",
    "send_empty",
    "unsigned",
    "auth",
    "verify",
    "doc",
    "source",
    "unconfirmed",
];

/// Names of places.
pub(crate) const PLACES: [&str; 4] = ["query", "form", "json", "none"];

/// The place with this name.
pub(crate) fn place(name: &str) -> Option<Place> {
    match name {
        "query" => Some(Place::Query),
        "form" => Some(Place::Form),
        "json" => Some(Place::Json),
        "none" => Some(Place::None),
        _ => None,
    }
}

/// Name of a place.
pub(crate) const fn place_name(place: Place) -> &'static str {
    match place {
        Place::Query => "query",
        Place::Form => "form",
        Place::Json => "json",
        Place::None => "none",
    }
}

/// Values of a section's keys, before `default` is merged under them.
#[derive(Clone, Default)]
struct Keys {
    base: Option<String>,
    path: Option<(String, Span)>,
    path_encode: Option<PathEncode>,
    params: Option<(Vec<(String, Place)>, Place)>,
    encode: Option<Encoder>,
    send_empty: Option<Vec<Place>>,
    unsigned: Option<Vec<Place>>,
    auth: Option<Option<(String, Span)>>,
    verify: Option<Option<(String, Span)>>,
}

impl Keys {
    /// These values, and those of `default` for keys that are missing here.
    fn over(self, shared: &Self) -> Self {
        let shared = shared.clone();
        Self {
            base: self.base.or(shared.base),
            path: self.path.or(shared.path),
            path_encode: self.path_encode.or(shared.path_encode),
            params: self.params.or(shared.params),
            encode: self.encode.or(shared.encode),
            send_empty: self.send_empty.or(shared.send_empty),
            unsigned: self.unsigned.or(shared.unsigned),
            auth: self.auth.or(shared.auth),
            verify: self.verify.or(shared.verify),
        }
    }
}

/// Reads the mapping `sections`.
pub(crate) fn read(
    node: Option<&Node>,
    at: Span,
    diagnostics: &mut Diagnostics,
) -> Vec<DeclaredSection> {
    let pairs = mapping(node, "sections", diagnostics).unwrap_or_default();
    let default = pairs.iter().find(|p| p.key.text == "default");
    let shared = default.map_or_else(Keys::default, |p| keys(p, diagnostics));
    let sections: Vec<_> = pairs
        .iter()
        .filter(|p| p.key.text != "default")
        .map(|p| section(p, &shared, diagnostics))
        .collect();
    let shape_is_known = node.is_none_or(|n| n.is_missing() || n.as_mapping().is_some());
    if sections.is_empty() && shape_is_known {
        let at = default.map_or(node.map_or(at, |n| n.span), |p| p.key.span);
        diagnostics
            .report(&rule::NO_SECTION, at, "the spec has no section")
            .why("`default` is merged into the other sections and does not count; each call needs a section for its base URL")
            .help("write `sections: { private: { base: \"https://api.example.com\" } }`");
    }
    sections
}

fn section(pair: &Pair, shared: &Keys, diagnostics: &mut Diagnostics) -> DeclaredSection {
    let name = &pair.key.text;
    let keys = keys(pair, diagnostics).over(shared);
    let has_base = pair.value.get("base").is_some() || shared.base.is_some();
    if !has_base && (pair.value.as_mapping().is_some() || pair.value.is_missing()) {
        diagnostics
            .report(
                &rule::NO_BASE,
                pair.key.span,
                format!("the section `{name}` has no `base`"),
            )
            .help("write `base: \"https://api.example.com\"` here or under `default`");
    }
    let (places, otherwise) = keys.params.unwrap_or_else(|| {
        let query = |method: &str| (method.to_owned(), Place::Query);
        (vec![query("GET"), query("DELETE")], Place::Json)
    });
    let (path, path_span) = keys
        .path
        .unwrap_or_else(|| ("/{path}".to_owned(), pair.key.span));
    let base = keys.base.unwrap_or_default();
    check_path(&base, &path, path_span, diagnostics);
    DeclaredSection {
        plan: Section {
            name: name.clone().into(),
            base: base.into(),
            path: path.into(),
            path_encode: keys.path_encode.unwrap_or_default(),
            places: places.into_iter().map(|(m, p)| (m.into(), p)).collect(),
            otherwise,
            encode: keys.encode.unwrap_or(RFC3986),
            send_empty: keys.send_empty.unwrap_or_default().into(),
            plan: None,
            verify: None,
        },
        auth: keys.auth.flatten(),
        verify: keys.verify.flatten(),
        unsigned: keys.unsigned.unwrap_or_default(),
        doc: Notes::read(pair.value.as_mapping().unwrap_or_default(), diagnostics).to_doc(None),
        span: pair.key.span,
    }
}

/// The default encoder of a section.
const RFC3986: Encoder = Encoder {
    escape: Escape::Rfc3986,
    arrays: None::<Arrays>,
    keep: std::borrow::Cow::Borrowed(""),
};

fn keys(pair: &Pair, diagnostics: &mut Diagnostics) -> Keys {
    let name = &pair.key.text;
    let what = format!("the section `{name}`");
    let Some(pairs) = mapping(Some(&pair.value), &what, diagnostics) else {
        return Keys::default();
    };
    check_keys(pairs, KEYS, &what, diagnostics);
    let mut keys = Keys::default();
    for pair in pairs {
        let value = &pair.value;
        match pair.key.text.as_str() {
            "base" => keys.base = base(value, diagnostics),
            "path" => {
                keys.path = if value.is_missing() {
                    Some((String::new(), pair.key.span))
                } else {
                    scalar(value, "`path`", diagnostics).map(|s| (s.text.clone(), s.span))
                };
            }
            "path_encode" => keys.path_encode = path_encode(value, diagnostics),
            "params" => keys.params = params(value, diagnostics),
            "encode" => keys.encode = encoder::read(value, diagnostics),
            "send_empty" => keys.send_empty = Some(places(value, "send_empty", diagnostics)),
            "unsigned" => keys.unsigned = Some(places(value, "unsigned", diagnostics)),
            "auth" => keys.auth = named(value, "`auth`", diagnostics),
            "verify" => keys.verify = named(value, "`verify`", diagnostics),
            _ => {}
        }
    }
    keys
}

/// Reads a base URL. One that is not valid is reported.
pub(crate) fn base(node: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let scalar = scalar(node, "`base`", diagnostics)?;
    let base = scalar.text.as_str();
    if let Err(problem) = check_base(base) {
        diagnostics
            .report(&rule::BAD_BASE, scalar.span, format!("`{base}` is not a valid base"))
            .why(problem)
            .help(crate::lookalikes::help_in(base).unwrap_or_else(|| {
                "write scheme and host, and optionally a prefix that is never part of a signed path: `https://api.example.com`".to_owned()
            }));
    }
    Some(base.to_owned())
}

/// Reports a path that cannot be sent after its base URL.
fn check_path(base: &str, path: &str, span: Span, diagnostics: &mut Diagnostics) {
    let own = path.split("{path}");
    let over_http = base.starts_with("http");
    let bare = !base
        .split_once("://")
        .is_some_and(|(_, host)| host.contains('/'));
    let problem = if bare && !path.is_empty() && !path.starts_with('/') {
        Some("it follows a base without a path and does not begin with `/`: it would change the host".to_owned())
    } else if bare && over_http && !base.is_empty() && path.is_empty() {
        Some("it is empty, and the base has no path: `/` would be sent".to_owned())
    } else {
        own.filter_map(|own| check_path_piece(own).err()).next()
    };
    if let Some(problem) = problem {
        diagnostics
            .report(
                &rule::BAD_PATH,
                span,
                format!("`{path}` is not a valid path of a section"),
            )
            .why(problem)
            .help("write the path between the base and the path of the call, as it is sent: `/v1/{path}`");
    }
}

fn path_encode(node: &Node, diagnostics: &mut Diagnostics) -> Option<PathEncode> {
    let scalar = scalar(node, "`path_encode`", diagnostics)?;
    let found = PATH_ENCODES
        .iter()
        .find(|(name, _)| *name == scalar.text)
        .map(|(_, way)| *way);
    if found.is_none() {
        let names = PATH_ENCODES.iter().map(|(name, _)| *name);
        diagnostics
            .report(
                &rule::UNKNOWN_PATH_ENCODE,
                scalar.span,
                format!("unknown path encoding `{}`", scalar.text),
            )
            .label("expected `segment`, `segments` or `raw`")
            .help_if(did_you_mean(&scalar.text, names));
    }
    found
}

/// A name that may be left empty.
fn named(node: &Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Option<(String, Span)>> {
    let null = node
        .as_scalar()
        .is_some_and(|s| crate::data::from_scalar(s) == Data::Null);
    if null {
        return Some(None);
    }
    scalar(node, what, diagnostics).map(|s| Some((s.text.clone(), s.span)))
}

fn params(node: &Node, diagnostics: &mut Diagnostics) -> Option<(Vec<(String, Place)>, Place)> {
    match &node.kind {
        NodeKind::Mapping(pairs) => {
            let mut places: Vec<(String, Place)> = Vec::new();
            let mut otherwise = Place::Query;
            for pair in pairs {
                let Some(place) = one_place(&pair.value, diagnostics) else {
                    continue;
                };
                let method = pair.key.text.as_str();
                if method == "else" {
                    otherwise = place;
                    continue;
                }
                if method.is_empty() || !method.bytes().all(|b| b.is_ascii_alphabetic()) {
                    diagnostics
                        .report(
                            &rule::BAD_METHOD,
                            pair.key.span,
                            format!("`{method}` is not a method"),
                        )
                        .help("the keys are methods in capitals, and `else`: `{ GET: query, else: json }`");
                    continue;
                }
                let capitals = method.to_ascii_uppercase();
                let lower = method.bytes().any(|byte| byte.is_ascii_lowercase());
                if capitals == "ELSE" || (lower && nearest(method, ["else"]).is_some()) {
                    diagnostics
                        .report(
                            &rule::BAD_METHOD,
                            pair.key.span,
                            format!("`{method}` is not a method"),
                        )
                        .help(Help::meant(method, "else"));
                    continue;
                }
                if places.iter().any(|(m, _)| *m == capitals) {
                    diagnostics
                        .report(
                            &rule::BAD_METHOD,
                            pair.key.span,
                            format!("`{method}` already has a place"),
                        )
                        .help("write each method once, in capitals");
                    continue;
                }
                places.push((capitals, place));
            }
            Some((places, otherwise))
        }
        _ => one_place(node, diagnostics).map(|place| (Vec::new(), place)),
    }
}

/// One place; anything else is reported.
pub(crate) fn one_place(node: &Node, diagnostics: &mut Diagnostics) -> Option<Place> {
    let scalar = scalar(node, "a place", diagnostics)?;
    let found = place(&scalar.text);
    if found.is_none() {
        let help = match scalar.text.as_str() {
            "body" => Some("a body is `form` or `json`".into()),
            "url" | "uri" => Some(Help::meant(&scalar.text, "query")),
            other => did_you_mean(other, PLACES),
        };
        diagnostics
            .report(
                &rule::UNKNOWN_PLACE,
                scalar.span,
                format!("unknown place `{}`", scalar.text),
            )
            .help_if(help);
    }
    found
}

/// One place or a list of them.
fn places(node: &Node, key: &str, diagnostics: &mut Diagnostics) -> Vec<Place> {
    let found: Vec<(Place, Span)> = match &node.kind {
        NodeKind::Sequence(nodes) => nodes
            .iter()
            .filter_map(|n| one_place(n, diagnostics).map(|p| (p, n.span)))
            .collect(),
        _ if node.is_missing() => Vec::new(),
        _ => one_place(node, diagnostics)
            .map(|p| (p, node.span))
            .into_iter()
            .collect(),
    };
    for (_, span) in found.iter().filter(|(p, _)| *p == Place::None) {
        diagnostics
            .report(
                &rule::UNKNOWN_PLACE,
                *span,
                format!("`none` is never sent, so it has no effect in `{key}`"),
            )
            .help("write `query`, `form` or `json`");
    }
    found
        .into_iter()
        .map(|(p, _)| p)
        .filter(|p| *p != Place::None)
        .collect()
}
