//! Which operation a request calls, by its method and path.

use crate::received::Received;
use crate::told_apart::ToldApart;
use specie_codegen::model::Api;
use specie_runtime::PathEncode;
use std::collections::HashMap;

/// The endpoints of a provider.
#[derive(Debug)]
pub(crate) struct Routes {
    endpoints: Vec<Endpoint>,
    /// The endpoints whose path has no names, by path, then by method.
    fixed: HashMap<String, Vec<(String, Vec<usize>)>>,
    /// The others, those with the most text first.
    open: Vec<usize>,
}

/// The method and the path of an operation.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// The operation, by its index.
    pub(crate) operation: usize,
    /// Its section, by its index in the scheme.
    pub(crate) section: u16,
    method: String,
    pieces: Vec<Piece>,
    /// How many bytes at the start of the path belong to the base URL: they are not part of what is signed.
    pub(crate) prefix: usize,
    /// What tells operations at the same method and path apart.
    told_apart: ToldApart,
}

/// A piece of a path.
#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    /// A value; `true`: it may contain slashes.
    Value(bool),
}

/// What was found for a request.
pub(crate) enum Match<'r> {
    /// The endpoints, at least one. Of several, each is in another section: only how the request is signed tells them apart.
    Endpoints(Vec<&'r Endpoint>),
    /// No operation has this path. Several share it, but none has these constants: `cmd=unknown`.
    Unknown,
    /// Several operations share the path, and the body, which tells them apart, cannot be read: why.
    Unreadable(String),
    /// Operations with this path have other methods.
    OtherMethod(Vec<&'r str>),
}

impl Routes {
    /// The endpoints of a spec, in its first environment.
    pub(crate) fn of(api: &Api) -> Self {
        let mut endpoints = Vec::new();
        for (operation, model) in api.operations.iter().enumerate() {
            let sections = &api.runtime.scheme.sections;
            let Some(section) = sections.get(usize::from(model.section)) else {
                continue;
            };
            let environment = api.runtime.environments.first();
            let bases = environment.into_iter().flat_map(|one| one.bases.iter());
            let mut own = bases.filter(|(index, _)| *index == model.section);
            let base = own.next().map_or(&section.base, |(_, base)| base);
            let prefix = path_of_base(base);
            let path = section
                .path
                .replace("{path}", model.path.trim_start_matches('/'));
            let encodes: HashMap<&str, PathEncode> = model.path_encodes().collect();
            let several = |name: &str| {
                let encode = encodes.get(name).unwrap_or(&section.path_encode);
                *encode != PathEncode::Segment
            };
            let plan = section.plan.and_then(|plan| {
                let plans = &api.runtime.scheme.plans;
                plans.get(usize::from(plan))
            });
            endpoints.push(Endpoint {
                operation,
                section: model.section,
                method: model.method.clone(),
                prefix: prefix.len(),
                pieces: pieces(&format!("{prefix}{path}"), several),
                told_apart: ToldApart::of(model, plan),
            });
        }
        let mut fixed: HashMap<String, Vec<(String, Vec<usize>)>> = HashMap::new();
        let mut open = Vec::new();
        for (at, endpoint) in endpoints.iter().enumerate() {
            match endpoint.pieces.as_slice() {
                [Piece::Text(path)] => {
                    let methods = fixed.entry(path.clone()).or_default();
                    let mut known = methods.iter_mut();
                    match known.find(|(method, _)| *method == endpoint.method) {
                        Some((_, all)) => all.push(at),
                        None => methods.push((endpoint.method.clone(), vec![at])),
                    }
                }
                _ => open.push(at),
            }
        }
        open.sort_by_key(|at| {
            let endpoint = endpoints.get(*at);
            std::cmp::Reverse(endpoint.map_or(0, Endpoint::text_length))
        });
        Self {
            endpoints,
            fixed,
            open,
        }
    }

    /// The endpoint of a request.
    pub(crate) fn find(&self, received: &Received) -> Match<'_> {
        let methods = self.fixed.get(&received.path).into_iter().flatten();
        let mut methods = methods.filter(|(method, _)| *method == received.method);
        let candidates: Vec<&Endpoint> = match methods.next() {
            Some((_, indices)) => self.endpoints_at(indices).collect(),
            None => self.open_candidates(received),
        };
        match candidates.as_slice() {
            [] => self.without_method(received),
            [_] => Match::Endpoints(candidates),
            _ if std::str::from_utf8(&received.body).is_err() => {
                Match::Unreadable("the body is neither a form nor JSON".to_owned())
            }
            several => {
                let query = received.query_members();
                let body = match received.body_members() {
                    Ok(body) => body,
                    Err(error) => {
                        return Match::Unreadable(format!("the body is not JSON: {error}"));
                    }
                };
                let fitting = several.iter().filter_map(|endpoint| {
                    let fit = endpoint.told_apart.fits(&query, &body, received)?;
                    Some((fit, endpoint))
                });
                // Those that fit best; of a section, the first.
                let mut best: ((usize, usize), Vec<&Endpoint>) = ((0, 0), Vec::new());
                for (fit, endpoint) in fitting {
                    if fit > best.0 {
                        best = (fit, Vec::new());
                    }
                    let mut known = best.1.iter();
                    if fit == best.0 && known.all(|one| one.section != endpoint.section) {
                        best.1.push(endpoint);
                    }
                }
                match best.1.is_empty() {
                    true => Match::Unknown,
                    false => Match::Endpoints(best.1),
                }
            }
        }
    }

    fn endpoints_at<'r>(&'r self, indices: &'r [usize]) -> impl Iterator<Item = &'r Endpoint> {
        indices.iter().filter_map(|at| self.endpoints.get(*at))
    }

    /// The endpoints with names that fit best.
    fn open_candidates(&self, received: &Received) -> Vec<&Endpoint> {
        let fitting: Vec<&Endpoint> = self
            .endpoints_at(&self.open)
            .filter(|endpoint| {
                endpoint.method == received.method && fits(&endpoint.pieces, &received.path)
            })
            .collect();
        let most = fitting.first().map_or(0, |first| first.text_length());
        let best = |endpoint: &&Endpoint| endpoint.text_length() == most;
        fitting.into_iter().filter(best).collect()
    }

    fn without_method(&self, received: &Received) -> Match<'_> {
        let fitting = self.endpoints.iter();
        let mut methods: Vec<&str> = fitting
            .filter(|endpoint| fits(&endpoint.pieces, &received.path))
            .map(|endpoint| endpoint.method.as_str())
            .collect();
        methods.sort_unstable();
        methods.dedup();
        match methods.as_slice() {
            [] => Match::Unknown,
            _ => Match::OtherMethod(methods),
        }
    }
}

impl Endpoint {
    fn text_length(&self) -> usize {
        let pieces = self.pieces.iter();
        pieces
            .map(|piece| match piece {
                Piece::Text(text) => text.len(),
                Piece::Value(_) => 0,
            })
            .sum()
    }
}

/// The path of a base URL, without a slash at its end.
pub(crate) fn path_of_base(base: &str) -> &str {
    let after_scheme = base.split_once("://").map_or(base, |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..));
    path.unwrap_or_default().trim_end_matches('/')
}

/// The pieces of a template such as `/orders/{id}`.
fn pieces(template: &str, may_have_slashes: impl Fn(&str) -> bool) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            found.push(Piece::Text(before.to_owned()));
        }
        found.push(Piece::Value(may_have_slashes(name)));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest.to_owned()));
    }
    found
}

/// Whether a path consists of these pieces.
fn fits(pieces: &[Piece], path: &str) -> bool {
    match pieces {
        [] => path.is_empty(),
        [Piece::Text(text), rest @ ..] => path
            .strip_prefix(text.as_str())
            .is_some_and(|path| fits(rest, path)),
        [Piece::Value(several), rest @ ..] => {
            let slash = path.find('/').filter(|_| !several);
            let longest = slash.unwrap_or(path.len());
            // A value has at least one character, and the longest that fits is taken.
            let ends = path.char_indices().map(|(at, c)| at + c.len_utf8());
            let mut ends: Vec<usize> = ends.take_while(|end| *end <= longest).collect();
            ends.reverse();
            ends.iter()
                .any(|end| path.get(*end..).is_some_and(|path| fits(rest, path)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_templates() {
        let fits = |template: &str, path: &str| fits(&pieces(template, |name| name == "all"), path);
        for (template, path) in [
            ("/orders", "/orders"),
            ("/orders/{id}", "/orders/7"),
            ("/orders/{id}/fills", "/orders/a%2Fb/fills"),
            ("/v{version}/x/{id}.json", "/v2/x/a.b.json"),
            ("/files/{all}", "/files/a/b/c"),
            ("/{a}-{b}", "/BTC-USD"),
        ] {
            assert!(fits(template, path), "{template} {path}");
        }
        for (template, path) in [
            ("/orders", "/orders/"),
            ("/orders/{id}", "/orders/"),
            ("/orders/{id}", "/orders/7/fills"),
            ("/orders/{id}/fills", "/orders//fills"),
            ("/{a}-{b}", "/BTCUSD"),
        ] {
            assert!(!fits(template, path), "{template} {path}");
        }
    }

    #[test]
    fn bases_have_paths() {
        assert_eq!(path_of_base("https://acme.example"), "");
        assert_eq!(path_of_base("https://acme.example/api/v2/"), "/api/v2");
    }
}
