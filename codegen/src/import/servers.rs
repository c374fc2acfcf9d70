//! The servers of a document, as bases and paths of sections.

use super::document::Tree;
use super::draft::Environment;
use super::operations::Version;
use super::report::Report;
use super::texts;
use crate::json_pointer::Place;
use specie_runtime::signing::plan::Data;
use specie_runtime::signing::{check_base, check_path_piece};

/// A server: what is never signed, and the path before that of each call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Server {
    pub(crate) base: String,
    /// `/v1`, or nothing.
    pub(crate) prefix: String,
    /// The document does not name it.
    pub(crate) is_unknown: bool,
}

/// Stands for a server that the document does not name.
pub(crate) const UNKNOWN: &str = "https://api.example.com";

/// The server of a document, and its environments if it has several.
pub(crate) fn servers(
    root: &Data,
    version: Version,
    report: &mut Report,
) -> (Server, Vec<Environment>) {
    let place = Place::root();
    let mut all: Vec<(Server, String)> = match version {
        Version::V2 => of_v2(root).into_iter().collect(),
        Version::V3 => listed(root, &place, report),
    };
    if all.is_empty() {
        report.note(
            &place.name(match version {
                Version::V2 => "host",
                Version::V3 => "servers",
            }),
            "the document names no server with scheme and host",
            format!("`{UNKNOWN}` stands for it; write the address as `base` of the sections"),
        );
        let path = root.text("basePath").unwrap_or_default();
        let prefix = checked_prefix(path).unwrap_or_default();
        let server = Server {
            base: UNKNOWN.to_owned(),
            prefix,
            is_unknown: true,
        };
        return (server, Vec::new());
    }
    let (mut first, _) = all.swap_remove(0);
    let others = all;
    if others.is_empty() {
        return (first, Vec::new());
    }
    // Environments replace the base. If paths differ, they are parts of the bases.
    let same_path = others
        .iter()
        .all(|(server, _)| server.prefix == first.prefix);
    let whole = |server: &Server| match same_path {
        true => server.base.clone(),
        false => format!("{}{}", server.base, server.prefix),
    };
    let mut environments = vec![Environment {
        name: "live".to_owned(),
        doc: String::new(),
        base: whole(&first),
    }];
    for (server, doc) in &others {
        let base = whole(server);
        if environments.iter().any(|known| known.base == base) {
            continue;
        }
        let number = environments.len() + 1;
        let name = environment_name(&base, doc, number);
        let name = match environments.iter().any(|known| known.name == name) {
            true => format!("env_{number}"),
            false => name,
        };
        environments.push(Environment {
            name,
            doc: doc.clone(),
            base,
        });
    }
    if !same_path {
        first.base = whole(&first);
        first.prefix = String::new();
    }
    if environments.len() == 1 {
        environments.clear();
    }
    (first, environments)
}

/// The server of a path or operation, if it has its own.
pub(crate) fn own_server(node: &Data, place: &Place<'_>, report: &mut Report) -> Option<Server> {
    node.get("servers")?;
    let (server, _) = listed(node, place, report).into_iter().next()?;
    Some(server)
}

fn of_v2(root: &Data) -> Option<(Server, String)> {
    let host = root.text("host")?;
    let path = root.text("basePath").unwrap_or_default();
    let server = server(&format!("https://{host}{path}"))?;
    Some((server, String::new()))
}

fn listed(node: &Data, place: &Place<'_>, report: &mut Report) -> Vec<(Server, String)> {
    let all = place.name("servers");
    let mut found = Vec::new();
    let servers = node.get("servers").map_or(&[][..], Tree::elements);
    for (index, entry) in servers.iter().enumerate() {
        let at = all.index(index);
        let url = entry.text("url").unwrap_or_default().trim();
        let filled = fill(url, entry.get("variables"), &at, report);
        match server(&filled) {
            Some(server) => {
                if filled.starts_with("http://") {
                    report.note(&at, "a server without TLS", "`https://` is used");
                }
                let doc = texts::heading(entry.text("description").unwrap_or_default());
                found.push((server, doc));
            }
            None if found.is_empty() && servers.len() == 1 => {}
            None => report.note(
                &at,
                format!("`{url}` is no address with scheme and host"),
                "left out",
            ),
        }
    }
    found
}

/// An address with its variables filled by their defaults. What was filled in is not searched for variables again.
fn fill(url: &str, variables: Option<&Data>, place: &Place<'_>, report: &mut Report) -> String {
    let mut out = String::with_capacity(url.len());
    let mut rest = url;
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        let filled = from.split_once('}').and_then(|(name, behind)| {
            let variable = variables?.get(name)?;
            let first = variable.get("enum").and_then(|all| all.elements().first());
            let default = variable.get("default").or(first)?.as_word()?;
            Some((name, default, behind))
        });
        let Some((name, default, behind)) = filled else {
            out.push('{');
            rest = from;
            continue;
        };
        report.note(
            &place.name("variables").name(name),
            "a variable of an address",
            format!("filled by `{default}`"),
        );
        out.push_str(default);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Reads an address. None: it has no scheme and host that can be sent.
fn server(url: &str) -> Option<Server> {
    let (scheme, behind) = url.split_once("://")?;
    if !matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http") {
        return None;
    }
    let (host, path) = match behind.find('/') {
        Some(at) => behind.split_at_checked(at)?,
        None => (behind, ""),
    };
    let host = host.to_ascii_lowercase();
    let host = host.trim_end_matches(":443");
    let base = format!("https://{host}");
    check_base(&base).ok()?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    Some(Server {
        base,
        prefix: checked_prefix(path)?,
        is_unknown: false,
    })
}

/// The path before that of each call. None: it cannot be sent as it is.
fn checked_prefix(path: &str) -> Option<String> {
    let path = path.trim_end_matches('/');
    let prefix = match path.is_empty() || path.starts_with('/') {
        true => path.to_owned(),
        false => format!("/{path}"),
    };
    check_path_piece(&prefix).ok()?;
    (!prefix.contains(['{', '}', '?', '#'])).then_some(prefix)
}

/// The name of an environment, from words in its address or its text.
fn environment_name(base: &str, doc: &str, number: usize) -> String {
    const WORDS: &[(&str, &str)] = &[
        ("sandbox", "sandbox"),
        ("testnet", "testnet"),
        ("test net", "testnet"),
        ("staging", "staging"),
        ("demo", "demo"),
        ("paper", "paper"),
        ("test", "test"),
        ("dev", "dev"),
    ];
    let text = format!("{base} {doc}").to_lowercase();
    let found = WORDS.iter().find(|(word, _)| text.contains(word));
    found.map_or_else(|| format!("env_{number}"), |(_, name)| (*name).to_owned())
}
