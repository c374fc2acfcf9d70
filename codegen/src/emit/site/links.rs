//! Where the site shows what the Markdown reference shows, and the ids and file names that make it so.

use crate::markdown::anchor;
use crate::model::Api;
use std::collections::BTreeSet;

/// The places of one provider. An id of Markdown comes from a name alone, so that two may have the same; here each has its own.
#[derive(Default)]
pub struct Links {
    /// Of each operation: the id in Markdown, and its file below `operations/`.
    operations: Vec<(String, String)>,
    /// Of each type: the id in Markdown, and the id on the page of types.
    types: Vec<(String, String)>,
}

impl Links {
    pub fn of(api: &Api) -> Self {
        let (mut files, mut ids) = (Ids::default(), Ids::default());
        Self {
            operations: api
                .operations
                .iter()
                .map(|operation| {
                    let file = operation.rust_name.trim_start_matches("r#");
                    (anchor(&operation.name), files.unique(file))
                })
                .collect(),
            types: api
                .types
                .iter()
                .map(|def| {
                    let id = anchor(&def.name);
                    (id.clone(), ids.unique(&id))
                })
                .collect(),
        }
    }

    /// The page of an operation, from the provider's folder.
    pub fn operation(&self, index: usize) -> String {
        let file = self.operations.get(index).map(|(_, file)| file.as_str());
        format!("operations/{}.html", file.unwrap_or_default())
    }

    /// The id of a type on the page of types.
    pub fn type_id(&self, index: usize) -> &str {
        self.types.get(index).map_or("", |(_, id)| id)
    }

    /// The target of a link in Markdown on a page, from the provider's folder; `None`: it is not one of ours.
    pub fn target(&self, page: Page, link: &str) -> Option<String> {
        let (file, id) = link.split_once('#').unwrap_or((link, ""));
        let file = match file {
            "" => page.file(),
            file => file.strip_suffix(".md")?,
        };
        let found = |known: &[(String, String)]| -> Option<String> {
            let (_, own) = known.iter().find(|(markdown, _)| markdown == id)?;
            Some(own.clone())
        };
        // From the page of all providers into the folder of one.
        if let Some(provider) = file.strip_suffix("/README") {
            return Some(format!("{provider}/index.html"));
        }
        Some(match (file, id) {
            ("README", _) => "index.html".to_owned(),
            (file, "") => format!("{file}.html"),
            ("operations", _) => format!("operations/{}.html", found(&self.operations)?),
            ("types", _) => format!("types.html#{}", found(&self.types)?),
            (file, id) => format!("{file}.html#{id}"),
        })
    }
}

/// A page of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Overview,
    Guides,
    Operations,
    /// The page of one operation, which lies below the others.
    Operation,
    Types,
    Signing,
    Errors,
    Webhooks,
    Streams,
}

impl Page {
    /// Its file, without the ending: in Markdown too.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Overview => "index",
            Self::Guides => "guides",
            Self::Operations | Self::Operation => "operations",
            Self::Types => "types",
            Self::Signing => "signing",
            Self::Errors => "errors",
            Self::Webhooks => "webhooks",
            Self::Streams => "streams",
        }
    }

    /// From the page to the provider's folder.
    pub const fn up(self) -> &'static str {
        match self {
            Self::Operation => "../",
            _ => "",
        }
    }
}

/// The ids of a page, each once.
#[derive(Default)]
pub struct Ids(BTreeSet<String>);

impl Ids {
    /// An id like `wanted` that none had before.
    pub fn unique(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "entry" } else { wanted };
        let mut id = wanted.to_owned();
        let mut count = 1_usize;
        while !self.0.insert(id.clone()) {
            count += 1;
            id = format!("{wanted}-{count}");
        }
        id
    }

    /// The same, for something of this kind with a name of the spec.
    pub fn of(&mut self, kind: &str, name: &str) -> String {
        self.unique(&format!("{kind}-{}", anchor(name)))
    }
}
