//! From the raw spec to the model: references become indices, Rust names are chosen, types are assembled.
//!
//! Where something is wrong, the model gets a stand-in that later rules do not report; a model with errors is never returned to callers.

mod enum_values;
mod environments;
mod fields;
mod guides;
mod limits;
mod mock;
mod name_clashes;
pub(crate) mod operations;
mod pagination;
mod repetition;
mod responses;
mod streams;
mod type_expressions;
mod typedefs;
mod webhooks;

use crate::diagnostic::Diagnostics;
use crate::model::{
    Api, Doc, KnownByName, Lines, Mock, ProviderDocs, SchemeDocs, TypeId, recursion,
};
use crate::raw::{Shape, Spec, Text};
use crate::rules::spec as rules;
use crate::signing::SigningParts;
use crate::source::Source;
use specie_runtime::Provider;
use specie_runtime::signing::plan::{Scheme, Str};
use std::collections::HashMap;

/// The names that references may use.
pub(crate) struct Context<'a> {
    pub(crate) spec: &'a Spec,
    types: HashMap<&'a str, TypeId>,
    operations: HashMap<&'a str, usize>,
    envelopes: HashMap<&'a str, usize>,
    /// `None`: the signing part has errors, so references to sections are not checked.
    sections: Option<Vec<String>>,
}

impl<'a> Context<'a> {
    /// The shape of a declared type; `None`: it could not be read; this was reported.
    fn shape(&self, id: TypeId) -> Option<&'a Shape> {
        self.spec.types.get(id.0)?.shape.as_ref()
    }

    fn new(spec: &'a Spec, signing: Option<&SigningParts>) -> Self {
        fn indices<'a>(names: impl Iterator<Item = &'a Text>) -> HashMap<&'a str, usize> {
            names
                .enumerate()
                .map(|(index, name)| (name.value.as_str(), index))
                .collect()
        }
        let types = indices(spec.types.iter().map(|ty| &ty.name));
        let sections = signing.map(|parts| {
            parts
                .scheme
                .sections
                .iter()
                .map(|section| section.name.to_string())
        });
        Self {
            spec,
            types: types
                .into_iter()
                .map(|(name, index)| (name, TypeId(index)))
                .collect(),
            operations: indices(spec.operations.iter().map(|operation| &operation.name)),
            envelopes: indices(spec.envelopes.iter().map(|envelope| &envelope.name)),
            sections: sections.map(Iterator::collect),
        }
    }

    /// The index of a section. `None`: it is unknown (this was reported), or sections could not be read.
    fn section(&self, name: &Text, diagnostics: &mut Diagnostics) -> Option<u16> {
        let sections = self.sections.as_ref()?;
        let found = sections.iter().position(|section| *section == name.value);
        if found.is_none() {
            let known = sections.iter().map(String::as_str);
            let rule = &rules::UNKNOWN_SECTION;
            diagnostics
                .unknown(rule, name.span, "section", &name.value, known)
                .label("not declared under `sections`");
        }
        found.and_then(|index| u16::try_from(index).ok())
    }
}

/// Builds the model. The caller must check the diagnostics before using it.
pub(crate) fn lower(
    source: &Source,
    spec: &Spec,
    signing: Option<SigningParts>,
    diagnostics: &mut Diagnostics,
) -> Api {
    let context = Context::new(spec, signing.as_ref());
    let mut types = typedefs::lower_types(&context, diagnostics);
    recursion::box_cycles(&mut types);
    let operations = operations::lower_operations(&context, signing.as_ref(), diagnostics);
    name_clashes::check_clashes(spec, &types, &operations, diagnostics);
    let (errors, error_docs) = responses::lower_errors(&spec.errors, None, diagnostics);
    let (envelopes, envelope_errors) = responses::lower_envelopes(spec, diagnostics);
    let error_data = responses::lower_error_data(&context, diagnostics);
    let webhooks = webhooks::lower_webhooks(&context, diagnostics);
    let called = streams::Called {
        operations: &operations,
        types: &types,
    };
    let streams = streams::lower_streams(&context, signing.as_ref(), called, diagnostics);
    let guides = guides::lower_guides(&context, diagnostics);
    let (environments, environment_docs) =
        environments::lower_environments(&context, signing.as_ref(), diagnostics);
    let limits = limits::lower_limits(&context, &operations, &types, diagnostics);
    let (clock, clock_doc) = responses::lower_clock(spec, &operations);
    let provider = spec
        .provider
        .as_ref()
        .map_or("", |name| name.value.as_str());
    let title = spec.title.as_ref().map(|title| title.value.clone());
    let title = title.or_else(|| crate::names::pascal(provider));
    let parts = signing.unwrap_or_else(no_signing);
    let mut api = Api {
        provider: provider.to_string(),
        docs_url: spec.docs.as_ref().map(|docs| docs.value.clone()),
        doc: Doc {
            text: spec
                .doc
                .as_ref()
                .map(|doc| doc.value.clone())
                .unwrap_or_default(),
            ..Doc::default()
        },
        spec_path: source.path.clone(),
        runtime: Provider {
            title: title.unwrap_or_default().into(),
            scheme: parts.scheme,
            environments,
            envelopes,
            errors,
            limits: limits.limits,
            weights: limits.weights,
            clock,
            serial_nonce: spec.serial_nonce,
        },
        provider_docs: ProviderDocs {
            environments: environment_docs,
            envelopes: spec
                .envelopes
                .iter()
                .map(|envelope| envelope.name.value.clone())
                .collect(),
            codes: error_docs.codes,
            messages: error_docs.messages,
            envelope_errors,
            limits: limits.docs,
            clock: clock_doc,
        },
        lines: parts.lines,
        scheme_docs: parts.docs,
        error_data,
        operations,
        types,
        webhooks,
        streams,
        guides,
        vectors: parts.vectors,
        known_by_name: spec
            .known_by_name
            .iter()
            .map(|known| KnownByName {
                name: known.name.value.clone(),
                doc: known.notes.to_doc(None),
            })
            .collect(),
        mock: Mock::default(),
    };
    api.mock = mock::lower_mock(&spec.mock, &api, diagnostics);
    api
}

/// Replaces a signing part that has errors.
fn no_signing() -> SigningParts {
    SigningParts {
        scheme: Scheme {
            provider: Str::default(),
            credentials: Vec::new().into(),
            settings: Vec::new().into(),
            tables: Vec::new().into(),
            sections: Vec::new().into(),
            plans: Vec::new().into(),
            sessions: Vec::new().into(),
            webhooks: Vec::new().into(),
        },
        lines: Lines::default(),
        docs: SchemeDocs::default(),
        vectors: Vec::new(),
        prefixes: Vec::new(),
    }
}

/// Whether a text is an address with one of the schemes and a host.
fn is_address(text: &str, schemes: &[&str]) -> bool {
    let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.starts_with('/') && !text.contains(char::is_whitespace)
    })
}

fn bad_address(text: &Text, scheme: &str, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rules::BAD_ADDRESS,
            text.span,
            format!("`{}` is not a valid address", text.value),
        )
        .label("expected scheme and host")
        .help(format!(
            "write the whole address, such as `{scheme}api.acme.example`"
        ));
}
