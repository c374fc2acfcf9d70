//! A whole document as a draft, and the draft as a spec.

use super::document::{self, Tree};
use super::draft::{BodyPlace, Credential, Draft, Operation, Section};
use super::error::ImportError;
use super::operations::{Call, Names, Read, Reader, Version, calls};
use super::report::Report;
use super::schema::Schemas;
use super::security::{Need, Security};
use super::servers::{Server, own_server, servers};
use super::{ImportOptions, Imported, errors, finish, settle, texts, webhooks};
use crate::json_pointer::Place;
use crate::names;
use specie_runtime::signing::plan::Data;

/// An operation and what decides its section.
struct Placed {
    read: Read,
    server: Server,
    plan: Option<usize>,
}

pub(super) fn openapi(bytes: &[u8], options: &ImportOptions) -> Result<Imported, ImportError> {
    let mut report = Report::default();
    let root = document::read(bytes, &mut report)?;
    let version = version(&root)?;
    let provider = provider(&root, options)?;
    let mut draft = head(&root, provider);
    let (server, environments) = servers(&root, version, &mut report);
    draft.environments = environments;
    let mut schemas = Schemas::new(&root, report);
    let mut security = Security::read(&root, version, &mut schemas);
    let (calls, impossible) = calls(&root, &mut schemas);
    let mut request_id = None;
    let placed = read_all(
        &root,
        version,
        &calls,
        &server,
        &mut schemas,
        &mut security,
        &mut request_id,
    );
    security.make_plans(&mut schemas.report);
    draft.errors = errors::errors(&calls, &mut schemas);
    draft.errors.request_id = request_id;
    draft.webhooks = webhooks::webhooks(&root, &mut schemas);
    let mut report = std::mem::take(&mut schemas.report);
    draft.types = std::mem::take(&mut schemas.types);
    drop(schemas);
    draft.credentials = security.credentials;
    draft.plans = security.plans;
    if !draft.webhooks.is_empty() {
        draft.credentials.push(Credential {
            name: "webhook_secret".to_owned(),
            public: false,
            optional: true,
            in_url: false,
            doc: "signs webhooks (unconfirmed, not in the document)".to_owned(),
        });
    }
    sections(&mut draft, placed, &server, &mut report);
    let names = finish::finish(&mut draft, &mut report);
    let (spec, loaded) = settle::settle(&mut draft, &names, &mut report)?;
    let weak = finish::weak_operations(&draft);
    let written = draft
        .operations
        .iter()
        .zip(&weak)
        .filter(|(operation, _)| !operation.method.is_empty());
    for (_, weak) in written {
        match weak {
            true => report.operations.weakened += 1,
            false => report.operations.whole += 1,
        }
    }
    let all = calls.len() + impossible;
    report.operations.impossible = all
        .saturating_sub(report.operations.weakened)
        .saturating_sub(report.operations.whole);
    Ok(Imported {
        provider: draft.provider,
        spec,
        report,
        loaded,
    })
}

fn version(root: &Data) -> Result<Version, ImportError> {
    let word = |key: &str| root.get(key).and_then(Tree::as_word);
    if let Some(version) = word("openapi") {
        return match version.split('.').next() {
            Some("3") => Ok(Version::V3),
            _ => Err(ImportError::Version {
                version: version.to_owned(),
            }),
        };
    }
    match word("swagger") {
        Some(version) if version.starts_with("2") => Ok(Version::V2),
        Some(version) => Err(ImportError::Version {
            version: version.to_owned(),
        }),
        // A document without its first line is still one.
        None if root.get("paths").is_some() && root.get("definitions").is_some() => Ok(Version::V2),
        None => Err(ImportError::NotOpenApi),
    }
}

fn provider(root: &Data, options: &ImportOptions) -> Result<String, ImportError> {
    match &options.provider {
        Some(name) if names::is_module_name(name) => Ok(name.clone()),
        Some(name) => Err(ImportError::Name {
            name: name.clone(),
            why: names::module_fault(name),
        }),
        None => {
            let title = root.get("info").and_then(|info| info.text("title"));
            let title = title.unwrap_or_default().to_ascii_lowercase();
            let words = title.split(|c: char| !c.is_ascii_alphanumeric());
            let words = words.filter(|word| {
                !matches!(
                    *word,
                    "" | "api" | "rest" | "public" | "the" | "openapi" | "swagger"
                ) && !word.starts_with(|c: char| c.is_ascii_digit())
            });
            let words: Vec<&str> = words.take(3).collect();
            Ok(names::module_name(&words.join("_")))
        }
    }
}

fn head(root: &Data, provider: String) -> Draft {
    let info = root.get("info");
    let text = |key: &str| info.and_then(|info| info.text(key)).unwrap_or_default();
    let docs = root.get("externalDocs").and_then(|docs| docs.text("url"));
    let docs = docs.filter(|url| crate::markdown::is_web_address(url));
    let version = root.get("openapi").or_else(|| root.get("swagger"));
    let version = version.and_then(Tree::as_word).unwrap_or("2.0");
    let tags = root.get("tags").map_or(&[][..], Tree::elements);
    Draft {
        provider,
        title: texts::heading(text("title")),
        docs: docs.map(str::to_owned),
        doc: texts::paragraphs(text("description")),
        comments: vec![format!(
            "A draft, imported from an OpenAPI {version} document (version {}). What the document does not say is marked as unconfirmed.",
            texts::heading(
                info.and_then(|info| info.get("version"))
                    .and_then(Tree::as_word)
                    .unwrap_or("unknown")
            ),
        )],
        tags: tags
            .iter()
            .filter_map(|tag| {
                let doc = texts::first_sentence(tag.text("description").unwrap_or_default());
                Some((tag.text("name")?.to_owned(), doc))
            })
            .collect(),
        ..Draft::default()
    }
}

fn read_all<'d>(
    root: &'d Data,
    version: Version,
    calls: &[Call<'d>],
    server: &Server,
    schemas: &mut Schemas<'d>,
    security: &mut Security<'d>,
    request_id: &mut Option<String>,
) -> Vec<Placed> {
    let mut taken = Names::default();
    let mut placed = Vec::with_capacity(calls.len());
    for call in calls {
        let place = Place::at(&call.place);
        let chosen = taken.choose(call);
        if chosen.is_missing {
            schemas.report.note(
                &place,
                "no `operationId`",
                format!("named `{}` after method and path", chosen.name),
            );
        } else if chosen.is_other {
            schemas.report.note(
                &place.name("operationId"),
                format!(
                    "`{}` is taken, or cannot be the name of an operation",
                    texts::heading(chosen.given.as_deref().unwrap_or_default())
                ),
                format!("named `{}`", chosen.name),
            );
        }
        let requirement = security.requirement(call.node);
        let (set_headers, set_query) = security.set_by(&requirement);
        let mut reader = Reader {
            schemas: &mut *schemas,
            root,
            version,
            set_headers,
            set_query,
            request_id: request_id.take(),
        };
        let read = reader.read(call, chosen.name);
        *request_id = reader.request_id;
        let need = Need {
            requirement,
            signing: read.signing.iter().cloned().collect(),
        };
        let plan = security.plan(need);
        let own = own_server(call.node, &place, &mut schemas.report);
        let own = own.or_else(|| {
            let item = Place::at(&call.item_place);
            own_server(call.item, &item, &mut schemas.report)
        });
        placed.push(Placed {
            read,
            server: own.unwrap_or_else(|| server.clone()),
            plan,
        });
    }
    placed
}

/// Groups operations into sections: by server, plan, and where their parameters are sent.
fn sections(draft: &mut Draft, placed: Vec<Placed>, server: &Server, report: &mut Report) {
    // Where no operation has a body with members, parameters go where most of them are.
    let bodies = |method: &str| {
        let mut all = placed.iter();
        all.any(|one| one.read.operation.method == method && one.read.place.is_some())
    };
    let any_body = placed.iter().any(|one| one.read.place.is_some());
    let posts_query = placed
        .iter()
        .any(|one| !one.read.operation.query.is_empty() && one.read.operation.method != "GET");
    let all_in_query = !any_body && posts_query;
    let delete_in_query = !bodies("DELETE");
    let usual = usual_place(&placed);
    let mut others: Vec<(Operation, Section)> = Vec::new();
    for one in placed {
        let Placed { read, server, plan } = one;
        let mut operation = read.operation;
        let method = operation.method.clone();
        let place = read.place.unwrap_or(usual);
        let mut in_query = Vec::new();
        if !(method == "GET" && read.place.is_some()) {
            in_query.push("GET");
        }
        if delete_in_query {
            in_query.push("DELETE");
        }
        if method == "HEAD" || method == "OPTIONS" {
            in_query.push(if method == "HEAD" { "HEAD" } else { "OPTIONS" });
        }
        let prefix = server.prefix.clone();
        let path = match operation.path.as_str() {
            // The path of the section is the whole one.
            "" => {
                operation.path = "root".to_owned();
                format!("{}/", prefix)
            }
            _ => format!("{prefix}/{{path}}"),
        };
        let section = Section {
            name: String::new(),
            base: server.base.clone(),
            path,
            place,
            in_query,
            all_in_query,
            auth: plan,
            arrays: None,
        };
        others.push((operation, section));
    }
    for (mut operation, section) in others {
        let known = draft.sections.iter().position(|one| {
            let one = Section {
                name: String::new(),
                ..one.clone()
            };
            one == section
        });
        operation.section = known.unwrap_or_else(|| {
            draft.sections.push(section);
            draft.sections.len() - 1
        });
        draft.operations.push(operation);
    }
    if draft.sections.is_empty() {
        report.note(
            &Place::root().name("paths"),
            "the document has no operations that can be written",
            "a section without operations",
        );
        draft.sections.push(Section {
            name: String::new(),
            base: server.base.clone(),
            path: format!("{}/{{path}}", server.prefix),
            place: BodyPlace::Json,
            in_query: vec!["GET", "DELETE"],
            all_in_query: false,
            auth: None,
            arrays: None,
        });
    }
    name_sections(draft);
}

fn usual_place(placed: &[Placed]) -> BodyPlace {
    let count = |place: BodyPlace| {
        let all = placed.iter();
        all.filter(|one| one.read.place == Some(place)).count()
    };
    match count(BodyPlace::Form) > count(BodyPlace::Json) {
        true => BodyPlace::Form,
        false => BodyPlace::Json,
    }
}

fn name_sections(draft: &mut Draft) {
    let plans = draft.plans.len();
    let mut taken: Vec<String> = Vec::new();
    let usual = draft.sections.first().cloned();
    for section in &mut draft.sections {
        let mut name = match section.auth.and_then(|at| draft.plans.get(at)) {
            None => "public".to_owned(),
            Some(_) if plans == 1 => "private".to_owned(),
            Some(plan) => plan.name.clone(),
        };
        if taken.contains(&name)
            && let Some(usual) = &usual
        {
            if section.place != usual.place {
                name.push_str(match section.place {
                    BodyPlace::Json => "_json",
                    BodyPlace::Form => "_form",
                });
            } else if section.in_query.len() < usual.in_query.len() {
                name.push_str("_body");
            } else if section.base != usual.base {
                name.push_str("_other");
            }
        }
        let base = name.clone();
        let mut number = 1_usize;
        while taken.contains(&name) {
            number += 1;
            name = format!("{base}_{number}");
        }
        taken.push(name.clone());
        section.name = name;
    }
}
