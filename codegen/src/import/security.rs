//! Security schemes of a document, as credentials and plans. What OpenAPI can say becomes a plan: keys, bearer tokens, passwords. Where it
//! only names what is sent, such as a signature, the plan is a placeholder with comments.

use super::document::Tree;
use super::draft::{Credential, Plan};
use super::operations::{Version, is_signing_header};
use super::report::{Place, Report};
use super::texts;
use specie_runtime::signing::plan::Data;
use std::collections::{BTreeMap, BTreeSet};

/// What a call must carry: one of several sets of schemes. An empty set is a call without any.
pub(crate) type Requirement = Vec<BTreeSet<String>>;

/// What a plan is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    pub(crate) requirement: Requirement,
    /// Parameters that belong to a signature, which the document does not define.
    pub(crate) signing: BTreeSet<String>,
}

impl Need {
    /// Whether calls are made without anything.
    pub(crate) fn is_public(&self) -> bool {
        self.requirement.iter().all(BTreeSet::is_empty) && self.signing.is_empty()
    }
}

/// A scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Scheme {
    /// Calls carry nothing.
    None,
    /// A header with a credential, and its prefix.
    Header {
        name: String,
        credential: String,
        prefix: String,
    },
    Query {
        name: String,
        credential: String,
    },
    Cookie {
        name: String,
        credential: String,
    },
    Basic,
    /// Something that is computed, such as a signature.
    Computed(String),
    /// Nothing that a request carries, or nothing that is known.
    Other(String),
}

impl Scheme {
    /// Under which name it is sent, and the credential.
    fn credential(&mut self) -> Option<(String, &mut String)> {
        match self {
            Self::Header {
                name, credential, ..
            }
            | Self::Query { name, credential }
            | Self::Cookie { name, credential } => Some((name.clone(), credential)),
            Self::None | Self::Basic | Self::Computed(_) | Self::Other(_) => None,
        }
    }
}

/// A name for the credential of a scheme that no other scheme has.
fn own_name(scheme: &str, taken: &BTreeMap<String, String>) -> String {
    let name = crate::names::snake(scheme).unwrap_or_else(|| "api_key".to_owned());
    let base = format!("{}_credential", crate::names::bare(&name));
    let mut name = base.clone();
    let mut number = 1_usize;
    while taken.contains_key(&name) {
        number += 1;
        name = format!("{base}_{number}");
    }
    name
}

/// The schemes of a document, and the plans that were made from them.
pub(crate) struct Security<'d> {
    schemes: BTreeMap<String, Scheme>,
    root: &'d Data,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) plans: Vec<Plan>,
    needs: Vec<Need>,
}

impl<'d> Security<'d> {
    pub(crate) fn read(root: &'d Data, version: Version, report: &mut Report) -> Self {
        let place = Place::root();
        let components = place.name("components");
        let (all, at) = match version {
            Version::V2 => (
                root.get("securityDefinitions"),
                place.name("securityDefinitions"),
            ),
            Version::V3 => {
                let all = root.get("components");
                (
                    all.and_then(|all| all.get("securitySchemes")),
                    components.name("securitySchemes"),
                )
            }
        };
        let mut schemes = BTreeMap::new();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for (name, node) in all.map_or(&[][..], Tree::members) {
            let at = at.name(name);
            let mut scheme = scheme(name, node, &at, report);
            if let Some((sent, credential)) = scheme.credential() {
                // Two keys that are sent under different names are two credentials.
                let first = taken
                    .entry(credential.clone())
                    .or_insert_with(|| sent.clone());
                if *first != sent {
                    *credential = own_name(name, &taken);
                    taken.insert(credential.clone(), sent);
                }
            }
            schemes.insert(name.to_string(), scheme);
        }
        Self {
            schemes,
            root,
            credentials: Vec::new(),
            plans: Vec::new(),
            needs: Vec::new(),
        }
    }

    /// What an operation requires.
    pub(crate) fn requirement(&self, node: &Data) -> Requirement {
        let own = node
            .get("security")
            .filter(|own| matches!(own, Data::List(_)));
        let own = own.or_else(|| self.root.get("security"));
        let mut all: Requirement = Vec::new();
        for alternative in own.map_or(&[][..], Tree::elements) {
            let names = alternative.members().iter();
            let names: BTreeSet<String> =
                names.filter_map(|(name, _)| self.canonical(name)).collect();
            for names in self.together(names) {
                if !all.contains(&names) {
                    all.push(names);
                }
            }
        }
        all
    }

    /// The first scheme that does the same as this one; none: it does nothing.
    fn canonical(&self, name: &str) -> Option<String> {
        let Some(scheme) = self.schemes.get(name) else {
            return Some(name.to_owned());
        };
        if *scheme == Scheme::None {
            return None;
        }
        let mut all = self.schemes.iter();
        let first = all.find(|(_, other)| *other == scheme);
        first.map(|(first, _)| first.clone())
    }

    /// Schemes that a request can carry together. Two that set the same header are alternatives, whatever the document says.
    fn together(&self, names: BTreeSet<String>) -> Vec<BTreeSet<String>> {
        let mut sets: Vec<(BTreeSet<String>, BTreeSet<String>)> = Vec::new();
        for name in names {
            let header = match self.schemes.get(&name) {
                Some(Scheme::Header { name, .. } | Scheme::Computed(name)) => {
                    Some(name.to_ascii_lowercase())
                }
                Some(Scheme::Basic) => Some("authorization".to_owned()),
                _ => None,
            };
            let free = sets.iter_mut().find(|(_, headers)| {
                header
                    .as_ref()
                    .is_none_or(|header| !headers.contains(header))
            });
            match free {
                Some((set, headers)) => {
                    set.insert(name);
                    headers.extend(header);
                }
                None => sets.push((BTreeSet::from([name]), header.into_iter().collect())),
            }
        }
        match sets.is_empty() {
            true => vec![BTreeSet::new()],
            false => sets.into_iter().map(|(set, _)| set).collect(),
        }
    }

    /// Headers and parameters of the query that the schemes of a requirement set.
    pub(crate) fn set_by(&self, requirement: &Requirement) -> (Vec<String>, Vec<String>) {
        let mut headers = Vec::new();
        let mut query = Vec::new();
        for name in requirement.iter().flatten() {
            match self.schemes.get(name) {
                Some(Scheme::Header { name, .. } | Scheme::Computed(name)) => {
                    headers.push(name.clone())
                }
                Some(Scheme::Query { name, .. }) => query.push(name.clone()),
                Some(Scheme::Basic) => headers.push("Authorization".to_owned()),
                Some(Scheme::None | Scheme::Cookie { .. } | Scheme::Other(_)) | None => {}
            }
        }
        (headers, query)
    }

    /// The plan for a need, by its position in [`Self::plans`] when all are made; none: nothing is signed.
    pub(crate) fn plan(&mut self, need: Need) -> Option<usize> {
        if need.is_public() {
            return None;
        }
        // Not every call has every parameter of a signature.
        let same = self.needs.iter().position(|known| {
            known.requirement == need.requirement
                && known.signing.is_empty() == need.signing.is_empty()
        });
        match same.and_then(|at| Some((at, self.needs.get_mut(at)?))) {
            Some((at, known)) => {
                known.signing.extend(need.signing);
                Some(at)
            }
            None => {
                self.needs.push(need);
                Some(self.needs.len() - 1)
            }
        }
    }

    /// Makes the plans of all needs.
    pub(crate) fn make_plans(&mut self, report: &mut Report) {
        for need in self.needs.clone() {
            let plan = self.make(&need, report);
            self.plans.push(plan);
        }
        self.declare_needs();
    }

    fn make(&mut self, need: &Need, report: &mut Report) -> Plan {
        let mut alternatives: Vec<&BTreeSet<String>> = need.requirement.iter().collect();
        let is_optional = alternatives.iter().any(|one| one.is_empty());
        alternatives.retain(|one| !one.is_empty());
        let several = alternatives.len() > 1 || is_optional;
        let mut plan = Plan {
            name: String::new(),
            comments: Vec::new(),
            lines: Vec::new(),
        };
        let mut computed: BTreeSet<String> = need.signing.clone();
        let mut kinds: Vec<&'static str> = Vec::new();
        for alternative in alternatives {
            self.alternative(
                alternative,
                several,
                &mut plan,
                &mut computed,
                &mut kinds,
                report,
            );
        }
        for name in need.signing.iter().filter(|name| is_key(name)) {
            // A key among the headers of the operation.
            let credential = credential_name(name);
            self.declare(&credential, several, false, "");
            if !plan
                .lines
                .iter()
                .any(|line| line.contains(&format!("{name}: ")))
            {
                plan.lines.push("- header:".to_owned());
                plan.lines.push(format!("    {name}: {credential}"));
            }
            computed.remove(name);
        }
        if !computed.is_empty() {
            kinds.insert(0, "signed");
            let names: Vec<String> = computed.iter().map(|name| format!("`{name}`")).collect();
            plan.comments.push(format!(
                "unconfirmed: the document does not say how {} {} computed. Write the steps that compute and place {}, as the provider's page on authentication says.",
                names.join(", "),
                if names.len() == 1 { "is" } else { "are" },
                if names.len() == 1 { "it" } else { "them" },
            ));
        }
        let wanted = kinds.first().copied().unwrap_or("private");
        plan.name = wanted.to_owned();
        let mut number = 1_usize;
        while self.plans.iter().any(|known| known.name == plan.name) {
            number += 1;
            plan.name = format!("{wanted}_{number}");
        }
        plan
    }

    /// The steps of one set of schemes.
    fn alternative(
        &mut self,
        names: &BTreeSet<String>,
        several: bool,
        plan: &mut Plan,
        computed: &mut BTreeSet<String>,
        kinds: &mut Vec<&'static str>,
        report: &mut Report,
    ) {
        let mut headers: Vec<String> = Vec::new();
        let mut others: Vec<String> = Vec::new();
        let mut used: Vec<String> = Vec::new();
        for name in names {
            match self.schemes.get(name).cloned() {
                Some(Scheme::Header {
                    name,
                    credential,
                    prefix,
                }) => {
                    let value = match prefix.as_str() {
                        "" => credential.clone(),
                        prefix => format!("{credential} | prefix(\"{prefix} \")"),
                    };
                    headers.push(format!("    {}: {value}", key(&name)));
                    kinds.push(if prefix.is_empty() { "keyed" } else { "bearer" });
                    self.declare(&credential, several, false, "");
                    used.push(credential);
                }
                Some(Scheme::Query { name, credential }) => {
                    others.push(format!("- query: {{ ..., {}: {credential} }}", key(&name)));
                    kinds.push("keyed");
                    self.declare(&credential, several, true, "");
                    used.push(credential);
                }
                Some(Scheme::Cookie { name, credential }) => {
                    headers.push(format!("    Cookie: {credential} | prefix(\"{name}=\")"));
                    kinds.push("cookie");
                    self.declare(&credential, several, false, "");
                    used.push(credential);
                }
                Some(Scheme::Basic) => {
                    headers.push("    Authorization: >-".to_owned());
                    headers.push(
                        "      username + \":\" + password | base64 | prefix(\"Basic \")"
                            .to_owned(),
                    );
                    kinds.push("basic");
                    self.declare("username", several, false, "public");
                    self.declare("password", several, false, "");
                    used.push("username".to_owned());
                    used.push("password".to_owned());
                }
                Some(Scheme::None) => {}
                Some(Scheme::Computed(name)) => {
                    computed.insert(name);
                }
                Some(Scheme::Other(what)) => {
                    plan.comments.push(format!(
                        "unconfirmed: calls are authenticated by {what}, which the document does not define further."
                    ));
                    kinds.push("signed");
                }
                None => {
                    let at = Place::root();
                    report.note(
                        &at.name("security"),
                        format!("the security scheme `{name}` is not declared"),
                        "the plan is a placeholder",
                    );
                    plan.comments.push(format!(
                        "unconfirmed: the scheme `{name}` is not declared in the document."
                    ));
                    kinds.push("signed");
                }
            }
        }
        let when: Vec<String> = used
            .iter()
            .map(|name| format!("{name} is not absent"))
            .collect();
        let when = when.join(" and ");
        if !headers.is_empty() {
            plan.lines.push("- header:".to_owned());
            plan.lines.extend(headers);
            if several {
                plan.lines.push(format!("  when: {when}"));
            }
        }
        for line in others {
            plan.lines.push(line);
            if several {
                plan.lines.push(format!("  when: {when}"));
            }
        }
    }

    fn declare(&mut self, name: &str, optional: bool, in_url: bool, kind: &str) {
        let public = kind == "public";
        match self.credentials.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                known.optional |= optional;
                known.in_url |= in_url;
            }
            None => self.credentials.push(Credential {
                name: name.to_owned(),
                public,
                optional,
                in_url,
                doc: String::new(),
            }),
        }
    }

    /// A plan that uses an optional credential in every case says so.
    fn declare_needs(&mut self) {
        for (plan, need) in self.plans.iter_mut().zip(&self.needs) {
            let several = need.requirement.len() > 1;
            if several {
                continue;
            }
            let all = plan.lines.join("\n");
            let optional: Vec<&str> = self
                .credentials
                .iter()
                .filter(|one| one.optional && mentions(&all, &one.name))
                .map(|one| one.name.as_str())
                .collect();
            let line = match optional.as_slice() {
                [] => continue,
                [one] => format!("- needs: {one}"),
                several => format!("- needs: [{}]", several.join(", ")),
            };
            plan.lines.insert(0, line);
        }
    }
}

/// Whether a plan names a credential.
fn mentions(plan: &str, name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    plan.split(|c| !word(c)).any(|found| found == name)
}

fn scheme(name: &str, node: &Data, place: &Place<'_>, report: &mut Report) -> Scheme {
    let kind = node.text("type").unwrap_or_default().to_ascii_lowercase();
    let word = node.text("scheme").unwrap_or_default().to_ascii_lowercase();
    match (kind.as_str(), word.as_str()) {
        ("basic", _) | ("http", "basic") => Scheme::Basic,
        ("http", "bearer") | ("oauth2" | "openidconnect", _) => {
            if kind != "http" {
                report.note(
                    place,
                    format!("`{name}` is OAuth, whose tokens a spec does not get by itself"),
                    "a credential with the token, sent as a bearer token",
                );
            }
            Scheme::Header {
                name: "Authorization".to_owned(),
                credential: "token".to_owned(),
                prefix: "Bearer".to_owned(),
            }
        }
        ("apikey", _) => api_key(name, node, place, report),
        ("http", "none") => Scheme::None,
        ("http", "") => Scheme::Other(format!("`{name}`")),
        _ => {
            report.note(
                place,
                format!("a security scheme of the type `{kind}` `{word}`"),
                "the plan is a placeholder",
            );
            Scheme::Other(format!(
                "`{name}` ({})",
                texts::heading(&format!("{kind} {word}"))
            ))
        }
    }
}

fn api_key(scheme: &str, node: &Data, place: &Place<'_>, report: &mut Report) -> Scheme {
    let Some(name) = node.text("name").filter(|name| !name.is_empty()) else {
        report.note(place, "a key without a name", "the plan is a placeholder");
        return Scheme::Other(format!("`{scheme}`"));
    };
    let is_header = crate::names::is_header_name(name);
    let credential = credential_name(&format!("{scheme} {name}"));
    match node.text("in") {
        Some("query") => Scheme::Query {
            name: name.to_owned(),
            credential,
        },
        Some("cookie") => Scheme::Cookie {
            name: name.to_owned(),
            credential,
        },
        _ if !is_header => {
            report.note(
                place,
                "not the name of a header",
                "the plan is a placeholder",
            );
            Scheme::Other(format!("`{scheme}`"))
        }
        _ if is_signing_header(name) && !is_key(name) => {
            report.note(
                place,
                format!("`{name}` is computed, and the document does not say how"),
                "the plan is a placeholder",
            );
            Scheme::Computed(name.to_owned())
        }
        _ => Scheme::Header {
            name: name.to_owned(),
            credential: match name.eq_ignore_ascii_case("authorization") {
                true => "token".to_owned(),
                false => credential,
            },
            prefix: String::new(),
        },
    }
}

/// Whether a header holds a key or passphrase, not something that is computed.
fn is_key(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = letters.to_ascii_lowercase();
    name.ends_with("key") || name.ends_with("keyid") || name.ends_with("passphrase")
}

/// The name of a credential for a key.
fn credential_name(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let has = |word: &str| lower.contains(word);
    let name = if has("passphrase") {
        "passphrase"
    } else if has("secret") {
        "api_secret"
    } else if has("token") || has("authorization") {
        "token"
    } else if has("session") {
        "session_id"
    } else {
        "api_key"
    };
    name.to_owned()
}

/// A name as a key of YAML.
fn key(name: &str) -> String {
    match name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
