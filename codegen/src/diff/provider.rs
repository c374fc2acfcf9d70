//! What a provider has besides operations, types and signing: environments, envelopes, errors, limits, the clock.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::{Comparison, Severity, words};
use crate::model::{Api, EnvironmentDocs, ProviderDocs};
use crate::rules::changes::{docs, signing, wire as rule};
use specie_runtime::signing::plan::{Scheme, Str};
use specie_runtime::{EnvironmentData, Provider};

impl<'a> Comparison<'a> {
    pub(super) fn compare_provider(&mut self) {
        // Every part is named, so that a new one is compared too.
        let Provider {
            title,
            scheme: _,
            environments: _,
            envelopes: _,
            errors,
            limits: _,
            weights,
            clock,
            serial_nonce,
        } = &self.old.runtime;
        let ProviderDocs {
            environments: _,
            envelopes: _,
            codes,
            messages,
            envelope_errors: _,
            limits: _,
            clock: clock_doc,
        } = &self.old.provider_docs;
        let (new, new_docs) = (&self.new.runtime, &self.new.provider_docs);
        self.differ(
            (title, &new.title),
            &docs::TEXT_CHANGED,
            Severity::Note,
            &Place::new("title"),
            || format!("the title is {}", words::excerpt(&new.title)),
        );
        self.compare_environments();
        self.compare_envelopes();
        let place = Place::new("errors");
        self.errors(
            (errors, (codes, messages)),
            (&new.errors, (&new_docs.codes, &new_docs.messages)),
            &place,
        );
        self.compare_error_data();
        self.compare_limits();
        self.weights(weights, &new.weights);
        self.clock(clock.as_ref(), new.clock.as_ref());
        self.doc(clock_doc, &new_docs.clock, &Place::new("clock"));
        let rule = &signing::NONCE_ORDER_CHANGED;
        let place = Place::new("nonce");
        if *serial_nonce != new.serial_nonce {
            let (severity, message) = match new.serial_nonce {
                true => (
                    Severity::Breaking,
                    "calls with a nonce wait for each other's response",
                ),
                false => (
                    Severity::Compatible,
                    "calls with a nonce no longer wait for each other",
                ),
            };
            self.report(rule, severity, &place, message);
        }
    }

    fn compare_environments(&mut self) {
        let (before, after) = (self.old, self.new);
        let with_docs = |api: &'a Api| -> Vec<(&'a EnvironmentData, Option<&'a EnvironmentDocs>)> {
            let all = api.runtime.environments.iter().enumerate();
            all.map(|(at, one)| (one, api.provider_docs.environments.get(at)))
                .collect()
        };
        let (old, new) = (with_docs(before), with_docs(after));
        let rule = &rule::ENVIRONMENT_CHANGED;
        for pair in pairs(&old, &new, |(one, _)| one.name.to_string()) {
            match pair {
                Pair::Both((was, was_doc), (is, is_doc)) => {
                    let place = Place::new(format!("environments.{}", is.name));
                    self.environment(was, is, &place);
                    // The name in Rust is compared by what the client declares.
                    let doc = |docs: Option<&'a EnvironmentDocs>| {
                        docs.map(|EnvironmentDocs { rust_name: _, doc }| doc)
                    };
                    self.doc_of(doc(*was_doc), doc(*is_doc), &place);
                }
                Pair::Added((is, _)) => {
                    let place = Place::new(format!("environments.{}", is.name));
                    self.report(rule, Severity::Compatible, &place, "new environment");
                }
                Pair::Removed((was, _)) => {
                    let place = Place::new(format!("environments.{}", was.name));
                    self.report(rule, Severity::Breaking, &place, "the environment is gone");
                }
            }
        }
        let name = |api: &'a Api| api.runtime.environments.first().map(|one| &*one.name);
        let (was, is) = (name(before), name(after));
        let place = Place::new("environments");
        let other = self.differ((&was, &is), rule, Severity::Breaking, &place, || {
            format!(
                "the default is {}, before: {}",
                words::or_none(is),
                words::or_none(was)
            )
        });
        if !other {
            let names = |api: &Api| {
                let all = api.runtime.environments.iter();
                all.map(|one| one.name.to_string()).collect::<Vec<_>>()
            };
            self.declaration_order(&names(before), &names(after), "environments", &place);
        }
    }

    fn environment(&mut self, old: &EnvironmentData, new: &EnvironmentData, place: &Place) {
        let EnvironmentData {
            name: _,
            bases,
            headers,
            network,
            prefixes,
        } = old;
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let section = |scheme: &Scheme, at: u16| -> String {
            let section = scheme.sections.get(usize::from(at));
            section.map_or_else(String::new, |one| one.name.to_string())
        };
        let named = |scheme: &Scheme, bases: &[(u16, Str)]| -> Vec<(String, String)> {
            let bases = bases.iter();
            bases
                .map(|(at, base)| (section(scheme, *at), base.to_string()))
                .collect()
        };
        let (was, is) = (named(before, bases), named(after, &new.bases));
        for pair in pairs(&was, &is, |(section, _)| section.clone()) {
            let message = match pair {
                Pair::Both((_, was), (_, is)) if was == is => continue,
                Pair::Both((_, was), (section, is)) => {
                    format!("the base of section `{section}` is `{is}`, before: `{was}`")
                }
                Pair::Added((section, is)) => {
                    format!("the base of section `{section}` is `{is}`, before: its own")
                }
                Pair::Removed((section, was)) => {
                    format!("the base of section `{section}` is its own, before: `{was}`")
                }
            };
            self.report(&rule::BASE_CHANGED, Severity::Breaking, place, message);
        }
        let changed = &signing::ENVIRONMENT_SIGNING_CHANGED;
        self.differ(
            (headers, &new.headers),
            changed,
            Severity::Breaking,
            place,
            || {
                let names = |list: &[(Str, Str)]| {
                    words::names(list.iter().map(|(name, value)| format!("{name}: {value}")))
                };
                format!(
                    "headers of all requests: {}; before: {}",
                    names(&new.headers),
                    names(headers)
                )
            },
        );
        self.differ(
            (network, &new.network),
            changed,
            Severity::Breaking,
            place,
            || {
                format!(
                    "the network of keys is {}, before: {}",
                    words::or_none(new.network.map(|one| one.name())),
                    words::or_none(network.map(|one| one.name()))
                )
            },
        );
        let credentials = |scheme: &Scheme, prefixes: &[(u16, Str)]| -> Vec<(String, String)> {
            let prefixes = prefixes.iter();
            let named = prefixes.filter_map(|(at, prefix)| {
                let credential = scheme.credentials.get(usize::from(*at))?;
                Some((credential.name.to_string(), prefix.to_string()))
            });
            named.collect()
        };
        let (was, is) = (
            credentials(before, prefixes),
            credentials(after, &new.prefixes),
        );
        self.differ((&was, &is), changed, Severity::Breaking, place, || {
            "its credentials begin with something else".to_owned()
        });
    }
}
