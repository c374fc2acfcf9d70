//! Security schemes of a document, as credentials and plans. What OpenAPI can say becomes a plan: keys, bearer tokens, passwords. Where it
//! only names what is sent, such as a signature, the plan is a placeholder with comments.

mod plans;
mod scheme;

use super::document::Tree;
use super::draft::{Credential, Plan};
use super::operations::Version;
use super::schema::Schemas;
use crate::json_pointer::Place;
use scheme::Scheme;
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

/// The schemes of a document, and the plans that were made from them.
pub(crate) struct Security<'d> {
    schemes: BTreeMap<String, Scheme>,
    root: &'d Data,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) plans: Vec<Plan>,
    needs: Vec<Need>,
}

impl<'d> Security<'d> {
    pub(crate) fn read(root: &'d Data, version: Version, schemas: &mut Schemas<'d>) -> Self {
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
            let Some((node, pointer)) = schemas.resolve(node, &at.name(name)) else {
                schemes.insert(name.to_string(), Scheme::Other(format!("`{name}`")));
                continue;
            };
            let mut scheme = Scheme::read(name, node, &Place::at(&pointer), &mut schemas.report);
            if let Some((sent, credential)) = scheme.credential() {
                // Two keys that are sent under different names are two credentials.
                let first = taken
                    .entry(credential.clone())
                    .or_insert_with(|| sent.clone());
                if *first != sent {
                    *credential = scheme::own_name(name, &taken);
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
}
