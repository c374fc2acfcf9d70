//! The top level of a spec.

use super::answers::ResponseHeaders;
use super::guides::{Guide, parse_guides};
use super::limits::{Limit, parse_limits};
use super::mock::{Mock, parse_mock};
use super::operations::{Operation, parse_operations};
use super::param_groups::ParamGroups;
use super::policies::{Clock, parse_clock};
use super::responses::{Envelope, ErrorDataType, Errors, Scope, parse_envelopes, parse_errors};
use super::streams::{Stream, parse_streams};
use super::typedefs::{TypeDef, parse_types};
use super::webhooks::{Webhook, parse_webhooks};
use super::{Notes, Spanned, Text, inline, inline_forms, like};
use crate::diagnostic::Diagnostics;
use crate::keys::{self, Keys};
use crate::rules::spec as rules;
use crate::yaml::{Node, NodeKind, Pair};
use specie_runtime::signing::plan::BitcoinNetwork;

/// The whole file except for signing.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) provider: Option<Text>,
    pub(crate) title: Option<Text>,
    pub(crate) docs: Option<Text>,
    pub(crate) doc: Option<Text>,
    pub(crate) environments: Vec<Environment>,
    pub(crate) default_section: Option<Text>,
    pub(crate) default_envelope: Option<Text>,
    pub(crate) default_source: Option<Text>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) envelopes: Vec<Envelope>,
    pub(crate) errors: Errors,
    pub(crate) limits: Vec<Limit>,
    pub(crate) clock: Option<Clock>,
    pub(crate) serial_nonce: bool,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) guides: Vec<Guide>,
    pub(crate) known_by_name: Vec<KnownByName>,
    pub(crate) mock: Mock,
}

#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
    /// Base URLs by section; without a section: for all.
    pub(crate) bases: Vec<(Option<Text>, Text)>,
    /// Headers of all requests.
    pub(crate) headers: Vec<(Text, Text)>,
    /// Network of the keys in WIF, and its place.
    pub(crate) network: Option<Spanned<BitcoinNetwork>>,
}

#[derive(Clone, Debug)]
pub(crate) struct KnownByName {
    pub(crate) name: Text,
    pub(crate) notes: Notes,
}

impl Spec {
    /// The declared types of what errors carry, and the envelope of each; `None`: for all calls.
    pub(crate) fn error_data(&self) -> impl Iterator<Item = (Option<usize>, &ErrorDataType)> {
        let envelopes = self.envelopes.iter().enumerate();
        let of_envelopes = envelopes.filter_map(|(at, envelope)| {
            let data = envelope.errors.as_ref()?.data_type.as_ref()?;
            Some((Some(at), data))
        });
        let general = self.errors.data_type.iter().map(|data| (None, data));
        general.chain(of_envelopes)
    }
}

/// Top-level keys that the signing language reads.
pub(crate) const SIGNING_KEYS: &[&str] = &[
    "credentials",
    "settings",
    "tables",
    "sections",
    "auth",
    "sessions",
    "vectors",
];

const KEYS: &[&str] = &[
    "provider",
    "title",
    "docs",
    "doc",
    "environments",
    "defaults",
    "groups",
    "operations",
    "types",
    "envelopes",
    "errors",
    "limits",
    "clock",
    "nonce",
    "webhooks",
    "streams",
    "guides",
    "known_by_name",
    "mock",
];

pub(super) fn parse(root: &Node, diagnostics: &mut Diagnostics) -> Option<Spec> {
    let known: Vec<&str> = KEYS.iter().chain(SIGNING_KEYS).copied().collect();
    let keys = Keys::open(root, "a spec", &known, diagnostics)?;
    keys.needed("provider", "begin with `provider: NAME`", diagnostics);
    let defaults = keys.get("defaults").and_then(|node| {
        Keys::open(
            node,
            "`defaults`",
            &["section", "envelope", "source"],
            diagnostics,
        )
    });
    let default_source = defaults
        .as_ref()
        .and_then(|keys| keys.page("source", diagnostics));
    let default = |key: &str, diagnostics: &mut Diagnostics| {
        defaults
            .as_ref()
            .and_then(|keys| keys.text(key, diagnostics))
    };
    let groups = ParamGroups::parse(keys.map("groups", diagnostics), diagnostics);
    let mut spec = Spec {
        provider: parse_provider(&keys, diagnostics),
        title: keys.prose("title", diagnostics),
        docs: parse_docs(&keys, diagnostics),
        doc: keys.prose("doc", diagnostics),
        environments: parse_environments(keys.map("environments", diagnostics), diagnostics),
        default_section: default("section", diagnostics),
        default_envelope: default("envelope", diagnostics),
        default_source,
        operations: parse_operations(keys.map("operations", diagnostics), &groups, diagnostics),
        types: parse_types(keys.map("types", diagnostics), diagnostics),
        envelopes: parse_envelopes(keys.map("envelopes", diagnostics), diagnostics),
        errors: keys
            .get("errors")
            .and_then(|node| parse_errors(node, Scope::Provider, diagnostics))
            .unwrap_or_default(),
        limits: parse_limits(keys.list("limits", diagnostics), diagnostics),
        clock: keys
            .get("clock")
            .and_then(|node| parse_clock(node, diagnostics)),
        serial_nonce: keys
            .get("nonce")
            .and_then(|node| Keys::open(node, "`nonce`", &["serial"], diagnostics))
            .is_some_and(|keys| keys.flag("serial", diagnostics)),
        webhooks: parse_webhooks(keys.map("webhooks", diagnostics), diagnostics),
        streams: parse_streams(keys.map("streams", diagnostics), diagnostics),
        guides: parse_guides(keys.list("guides", diagnostics), diagnostics),
        known_by_name: parse_known(keys.list("known_by_name", diagnostics), diagnostics),
        mock: keys
            .get("mock")
            .and_then(|node| parse_mock(node, diagnostics))
            .unwrap_or_default(),
    };
    let headers = spec.operations.iter();
    let headers = headers.filter_map(|operation| operation.response_headers.as_ref());
    let headers: Vec<TypeDef> = headers.map(ResponseHeaders::to_typedef).collect();
    spec.types.extend(headers);
    inline::declare(&mut spec, groups.into_types(diagnostics), diagnostics);
    inline_forms::declare(&mut spec);
    like::write_out(&mut spec, diagnostics);
    Some(spec)
}

fn parse_provider(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Text> {
    let mut text = keys.text("provider", diagnostics)?;
    if !crate::names::is_module_name(&text.value) {
        let name = crate::names::module_name(&text.value);
        diagnostics
            .report(
                &rules::BAD_PROVIDER_NAME,
                text.span,
                format!("`{}` is not a valid name of a provider", keys::shorten(&text.value)),
            )
            .label(crate::names::module_fault(&text.value))
            .why("it becomes the name of a Rust module and a Cargo feature; requests can be signed without a client")
            .help(format!(
                "write `provider: {name}`, and put the name as people spell it under `title`"
            ));
        text.value = name;
    }
    Some(text)
}

fn parse_docs(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<Text> {
    let docs = keys.page("docs", diagnostics);
    if docs.is_none() && keys.pair("docs").is_none_or(|pair| pair.value.is_missing()) {
        let span = keys
            .pair("provider")
            .map_or_else(|| keys.first(), |pair| pair.value.span);
        diagnostics
            .report(
                &rules::MISSING_DOCS,
                span,
                "the spec does not link to the provider's documentation",
            )
            .label("missing `docs`")
            .help("write `docs: https://…`, the page that the facts come from");
    }
    docs
}

fn parse_environments(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<Environment> {
    let environments = pairs.iter().filter_map(|pair| {
        let known = [
            "base",
            "headers",
            "network",
            "doc",
            "source",
            "unconfirmed",
            "deprecated",
        ];
        let keys = Keys::open(&pair.value, "an environment", &known, diagnostics)?;
        let bases = match keys.get("base").map(|node| &node.kind) {
            Some(NodeKind::Mapping(pairs)) => {
                let bases = pairs.iter().filter_map(|pair| {
                    let section = Spanned {
                        value: pair.key.text.clone(),
                        span: pair.key.span,
                    };
                    Some((
                        Some(section),
                        keys::text(&pair.value, "a base", diagnostics)?,
                    ))
                });
                bases.collect()
            }
            Some(_) => keys
                .text("base", diagnostics)
                .map(|base| (None, base))
                .into_iter()
                .collect(),
            None => Vec::new(),
        };
        Some(Environment {
            name: Spanned {
                value: pair.key.text.clone(),
                span: pair.key.span,
            },
            notes: keys.notes(diagnostics),
            bases,
            headers: parse_constants(keys.map("headers", diagnostics), diagnostics),
            network: keys
                .get("network")
                .and_then(|node| parse_network(node, diagnostics)),
        })
    });
    environments.collect()
}

/// `mainnet` or `testnet`
fn parse_network(node: &Node, diagnostics: &mut Diagnostics) -> Option<Spanned<BitcoinNetwork>> {
    let networks = [BitcoinNetwork::Mainnet, BitcoinNetwork::Testnet];
    let written = keys::plain(node);
    let network = networks.into_iter().find(|one| Some(one.name()) == written);
    if network.is_none() {
        keys::wrong_kind(node, "`network`", "`mainnet` or `testnet`", diagnostics);
    }
    network.map(|value| Spanned {
        value,
        span: node.span,
    })
}

/// Names and their constant texts.
fn parse_constants(pairs: &[Pair], diagnostics: &mut Diagnostics) -> Vec<(Text, Text)> {
    let constants = pairs.iter().filter_map(|pair| {
        let name = Spanned {
            value: pair.key.text.clone(),
            span: pair.key.span,
        };
        Some((name, keys::text(&pair.value, "a header", diagnostics)?))
    });
    constants.collect()
}

fn parse_known(nodes: &[Node], diagnostics: &mut Diagnostics) -> Vec<KnownByName> {
    let known = nodes.iter().filter_map(|node| {
        let keys = Keys::open(
            node,
            "an entry of `known_by_name`",
            &["name", "source", "doc", "unconfirmed"],
            diagnostics,
        )?;
        keys.needed(
            "name",
            "write the provider's name for it: `name: …`",
            diagnostics,
        )?;
        Some(KnownByName {
            name: keys.text("name", diagnostics)?,
            notes: keys.notes(diagnostics),
        })
    });
    known.collect()
}
