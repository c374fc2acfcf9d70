//! The environments of a provider: where their requests go, and how credentials show which one they belong to.

use super::{Context, bad_address, is_address};
use crate::diagnostic::Diagnostics;
use crate::model::{Doc, EnvironmentDocs};
use crate::name_scope;
use crate::raw::Spec;
use crate::rules::credential as rules;
use crate::signing::SigningParts;
use specie_runtime::EnvironmentData;
use specie_runtime::signing::plan::{Form, List, Str};

/// The name of the environment of a spec that declares none.
const ONLY: &str = "live";

/// The environments, and the docs of each. Without any in the spec: one without base URLs of its own.
pub(super) fn lower_environments(
    context: &Context<'_>,
    signing: Option<&SigningParts>,
    diagnostics: &mut Diagnostics,
) -> (List<EnvironmentData>, Vec<EnvironmentDocs>) {
    let mut unique = name_scope::Unique::new("environments");
    let mut environments = Vec::new();
    let mut docs = Vec::new();
    for raw in &context.spec.environments {
        let Some(rust_name) = name_scope::pascal(&raw.name, diagnostics) else {
            continue;
        };
        unique.add(&rust_name, &raw.name, diagnostics);
        let mut bases: Vec<(u16, Str)> = Vec::new();
        for (section, base) in &raw.bases {
            if !is_address(&base.value, &["https://", "http://"]) {
                bad_address(base, "https://", diagnostics);
            } else if let Err(why) = specie_runtime::signing::check_base(&base.value) {
                diagnostics
                    .report(
                        &crate::rules::section::BAD_BASE,
                        base.span,
                        format!("`{}` is not a valid base", base.value),
                    )
                    .why(why)
                    .help("write it as it is sent, such as `https://test.acme.example`");
            }
            match section {
                Some(name) => {
                    let section = context.section(name, diagnostics);
                    bases.extend(section.map(|section| (section, base.value.clone().into())));
                }
                None => {
                    let all = 0..context.sections.as_ref().map_or(0, Vec::len);
                    let all = all.filter_map(|index| u16::try_from(index).ok());
                    bases.extend(all.map(|section| (section, base.value.clone().into())));
                }
            }
        }
        environments.push(EnvironmentData {
            name: raw.name.value.clone().into(),
            bases: bases.into(),
            headers: raw
                .headers
                .iter()
                .map(|(name, value)| (name.value.clone().into(), value.value.clone().into()))
                .collect::<Vec<_>>()
                .into(),
            network: raw.network.as_ref().map(|network| network.value),
            prefixes: prefixes_of(&raw.name.value, signing),
        });
        docs.push(EnvironmentDocs {
            rust_name,
            doc: raw.notes.to_doc(None),
        });
    }
    if environments.is_empty() {
        environments.push(EnvironmentData {
            name: ONLY.into(),
            bases: List::default(),
            headers: List::default(),
            network: None,
            prefixes: prefixes_of(ONLY, signing),
        });
        docs.push(EnvironmentDocs {
            rust_name: "Live".to_owned(),
            doc: Doc::default(),
        });
    }
    if let Some(signing) = signing {
        check_prefixes(signing, &environments, diagnostics);
        check_networks(context.spec, signing, diagnostics);
    }
    (environments.into(), docs)
}

/// What credentials begin with in an environment.
fn prefixes_of(environment: &str, signing: Option<&SigningParts>) -> List<(u16, Str)> {
    let all = signing.into_iter().flat_map(|signing| &signing.prefixes);
    let own = all.filter(|one| one.environment.value == environment);
    own.map(|one| (one.credential, Str::from(one.prefix.value.clone())))
        .collect()
}

/// Reports prefixes of unknown environments, and those that all environments share: no credential would be refused because of them.
fn check_prefixes(
    signing: &SigningParts,
    environments: &[EnvironmentData],
    diagnostics: &mut Diagnostics,
) {
    for (at, one) in signing.prefixes.iter().enumerate() {
        let name = &one.environment;
        let names = || environments.iter().map(|known| &*known.name);
        if !names().any(|known| known == name.value) {
            diagnostics
                .unknown(
                    &rules::UNKNOWN_ENVIRONMENT,
                    name.span,
                    "environment",
                    &name.value,
                    names(),
                )
                .label("not declared under `environments`");
            continue;
        }
        let has = |environment: &EnvironmentData| {
            let mut own = environment.prefixes.iter();
            own.any(|(of, prefix)| *of == one.credential && *prefix == one.prefix.value)
        };
        let mut earlier = signing.prefixes.iter().take(at);
        let is_first = !earlier.any(|earlier| {
            earlier.credential == one.credential && earlier.prefix.value == one.prefix.value
        });
        if is_first && environments.iter().all(has) {
            diagnostics
                .report(
                    &rules::UNUSED_PREFIX,
                    one.prefix.span,
                    format!(
                        "every environment has the prefix `{}`, so it shows none",
                        one.prefix.value
                    ),
                )
                .help("write the characters by which the credentials of the environments differ, or remove the prefix");
        }
    }
}

/// Reports networks where no credential is a key in WIF.
fn check_networks(spec: &Spec, signing: &SigningParts, diagnostics: &mut Diagnostics) {
    let mut credentials = signing.scheme.credentials.iter();
    if credentials.any(|credential| credential.forms.contains(&Form::Wif)) {
        return;
    }
    let networks = spec
        .environments
        .iter()
        .filter_map(|one| one.network.as_ref());
    for network in networks {
        diagnostics
            .report(
                &rules::UNUSED_NETWORK,
                network.span,
                "no credential has the form `wif`, so none shows its network",
            )
            .help("remove `network`, or give the credential with the key the form `wif`");
    }
}
