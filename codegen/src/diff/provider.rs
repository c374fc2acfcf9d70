//! What a provider has besides operations, types and signing: environments, envelopes, errors, limits, the clock.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::types::Way;
use super::{Comparison, Severity, words};
use crate::model::{Api, Doc, EnvironmentDocs, ErrorData, ErrorDocs, ProviderDocs};
use crate::rules::changes::{behaviour, docs, signing, wire as rule};
use specie_runtime::signing::plan::{List, Scheme, Str};
use specie_runtime::{
    ClockPolicy, Cost, CountedCalls, Envelope, EnvironmentData, ErrorKind, ErrorRules, Limit,
    LimitSize, Provider, ServerTime, TimeCall,
};

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

    fn compare_envelopes(&mut self) {
        type Named<'e> = (&'e str, &'e Envelope, Option<&'e ErrorDocs>);
        let named = |api: &'a Api| -> Vec<Named<'a>> {
            let docs = &api.provider_docs;
            let all = docs
                .envelopes
                .iter()
                .zip(api.runtime.envelopes.iter())
                .enumerate();
            all.map(|(at, (name, envelope))| {
                (name.as_str(), envelope, docs.envelope_errors.get(at))
            })
            .collect()
        };
        let (old, new) = (named(self.old), named(self.new));
        for pair in pairs(&old, &new, |(name, ..)| name.to_string()) {
            match pair {
                Pair::Both((_, was, was_docs), (name, is, is_docs)) => {
                    let place = Place::new(format!("envelopes.{name}"));
                    self.envelope_of((was, *was_docs), (is, *is_docs), &place);
                }
                // What its operations meet is told of them.
                Pair::Added((name, ..)) => {
                    let place = Place::new(format!("envelopes.{name}"));
                    let rule = &rule::ENVELOPE_CHANGED;
                    self.report(rule, Severity::Compatible, &place, "new envelope");
                }
                Pair::Removed((name, ..)) => {
                    let place = Place::new(format!("envelopes.{name}"));
                    let rule = &rule::ENVELOPE_CHANGED;
                    self.report(rule, Severity::Note, &place, "the envelope is gone");
                }
            }
        }
        let names = |list: &[Named<'a>]| {
            list.iter()
                .map(|(name, ..)| name.to_string())
                .collect::<Vec<_>>()
        };
        self.declaration_order(
            &names(&old),
            &names(&new),
            "envelopes",
            &Place::new("envelopes"),
        );
    }

    fn envelope_of(
        &mut self,
        (old, old_docs): (&'a Envelope, Option<&'a ErrorDocs>),
        (new, new_docs): (&'a Envelope, Option<&'a ErrorDocs>),
        place: &Place,
    ) {
        let Envelope {
            ok,
            partial,
            data,
            fallback,
            members,
            errors,
        } = old;
        let parts = [
            ("what a success looks like", *ok == new.ok),
            ("what a partial success looks like", *partial == new.partial),
            (
                "where the data is",
                *data == new.data && *fallback == new.fallback,
            ),
            ("of which members the data is made", *members == new.members),
        ];
        for (what, same) in parts {
            if !same {
                let message = format!("{what} changed");
                self.report(&rule::ENVELOPE_CHANGED, Severity::Breaking, place, message);
            }
        }
        let none = ErrorRules::default();
        let no_docs = ErrorDocs::default();
        let (was_docs, is_docs) = (old_docs.unwrap_or(&no_docs), new_docs.unwrap_or(&no_docs));
        let ErrorDocs { codes, messages } = was_docs;
        let place = place.with("errors");
        if errors.is_some() != new.errors.is_some() {
            let message = match new.errors.is_some() {
                true => "has error rules of its own",
                false => "has no error rules of its own any more",
            };
            self.report(
                &behaviour::ERROR_PLACE_CHANGED,
                Severity::Note,
                &place,
                message,
            );
        }
        self.errors(
            (errors.as_ref().unwrap_or(&none), (codes, messages)),
            (
                new.errors.as_ref().unwrap_or(&none),
                (&is_docs.codes, &is_docs.messages),
            ),
            &place,
        );
    }

    fn errors(
        &mut self,
        (old, (code_docs, message_docs)): (&ErrorRules, (&[Doc], &[Doc])),
        (new, (new_code_docs, new_message_docs)): (&ErrorRules, (&[Doc], &[Doc])),
        place: &Place,
    ) {
        let ErrorRules {
            code,
            message,
            data,
            retry_after,
            request_id,
            messages,
            status,
            codes,
        } = old;
        let lists = [
            ("the code", code, &new.code),
            ("the message", message, &new.message),
            ("further data", data, &new.data),
        ];
        let rule = &behaviour::ERROR_PLACE_CHANGED;
        for (what, was, is) in lists {
            self.differ((was, is), rule, Severity::Breaking, place, || {
                format!("{what} is at {}", Self::both_locations(was, is))
            });
        }
        let single = [
            ("the time to wait", retry_after, &new.retry_after),
            ("the identifier of the request", request_id, &new.request_id),
        ];
        for (what, was, is) in single {
            self.differ((was, is), rule, Severity::Note, place, || {
                format!(
                    "{what} is at {}, before: {}",
                    words::locations(is),
                    words::locations(was)
                )
            });
        }
        let of_status: fn(&(u16, ErrorKind)) -> (String, ErrorKind) =
            |(status, kind)| (status.to_string(), *kind);
        let of_text: fn(&(Str, ErrorKind)) -> (String, ErrorKind) =
            |(pattern, kind)| (pattern.to_string(), *kind);
        let (was, is): (Vec<_>, Vec<_>) = (
            status.iter().map(of_status).collect(),
            new.status.iter().map(of_status).collect(),
        );
        self.kinds((&was, &[]), (&is, &[]), &place.with("status"));
        let (was, is): (Vec<_>, Vec<_>) = (
            codes.iter().map(of_text).collect(),
            new.codes.iter().map(of_text).collect(),
        );
        self.kinds(
            (&was, code_docs),
            (&is, new_code_docs),
            &place.with("codes"),
        );
        let (was, is): (Vec<_>, Vec<_>) = (
            messages.iter().map(of_text).collect(),
            new.messages.iter().map(of_text).collect(),
        );
        self.kinds(
            (&was, message_docs),
            (&is, new_message_docs),
            &place.with("messages"),
        );
    }

    /// The kinds of errors by status, code or message. The first match counts, so their order does too.
    fn kinds(
        &mut self,
        (old, old_docs): (&[(String, ErrorKind)], &[Doc]),
        (new, new_docs): (&[(String, ErrorKind)], &[Doc]),
        place: &Place,
    ) {
        let rule = &behaviour::ERROR_KIND_CHANGED;
        let (olds, news) = (Self::beside(old, old_docs), Self::beside(new, new_docs));
        for pair in pairs(&olds, &news, |((pattern, _), _)| pattern.clone()) {
            match pair {
                Pair::Both(((_, was), was_doc), ((pattern, is), is_doc)) => {
                    let place = place.with(pattern);
                    self.differ((was, is), rule, Severity::Breaking, &place, || {
                        format!("is `{}`, before: `{}`", is.name(), was.name())
                    });
                    self.doc_of(*was_doc, *is_doc, &place);
                }
                Pair::Added(((pattern, is), _)) => {
                    let message = format!("new: `{}`", is.name());
                    self.report(rule, Severity::Compatible, &place.with(pattern), message);
                }
                Pair::Removed(((pattern, was), _)) => {
                    let message = format!("is no longer listed (before: `{}`)", was.name());
                    self.report(rule, Severity::Note, &place.with(pattern), message);
                }
            }
        }
        let names = |list: &[(String, ErrorKind)]| {
            list.iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        if super::pairs::reordered(&names(old), &names(new)) {
            let message = "they are tried in another order; the first match counts";
            self.report(rule, Severity::Note, place, message);
        }
    }

    fn compare_error_data(&mut self) {
        let (before, after) = (self.old, self.new);
        let rule = &behaviour::ERROR_DATA_CHANGED;
        for pair in pairs(&before.error_data, &after.error_data, |data| {
            data.function.clone()
        }) {
            match pair {
                Pair::Both(was, is) => {
                    // The function is the name by which both were paired; it names the envelope.
                    let ErrorData {
                        function,
                        envelope: _,
                        ty,
                    } = was;
                    let place = Place::new("errors.data").with(function);
                    self.compare_types((ty, &is.ty), Way::Received, true, &place);
                }
                Pair::Added(is) => {
                    let place = Place::new("errors.data").with(&is.function);
                    self.report(rule, Severity::Compatible, &place, "errors have data now");
                }
                Pair::Removed(was) => {
                    let place = Place::new("errors.data").with(&was.function);
                    self.report(
                        rule,
                        Severity::Breaking,
                        &place,
                        "errors have no data any more",
                    );
                }
            }
        }
    }

    fn compare_limits(&mut self) {
        let (before, after) = (&self.old.runtime, &self.new.runtime);
        let old = Self::beside(&before.limits, &self.old.provider_docs.limits);
        let new = Self::beside(&after.limits, &self.new.provider_docs.limits);
        let rule = &behaviour::LIMIT_CHANGED;
        let place = Place::new("limits");
        for pair in pairs(&old, &new, |(limit, _)| limit_name(limit)) {
            match pair {
                Pair::Both((was, was_doc), (is, is_doc)) => {
                    let place = place.with(&limit_name(is));
                    self.limit(was, is, &place);
                    self.doc_of(*was_doc, *is_doc, &place);
                }
                Pair::Added((is, _)) => {
                    let message = format!("new limit: {}", size(is.size));
                    self.report(rule, Severity::Note, &place.with(&limit_name(is)), message);
                }
                Pair::Removed((was, _)) => {
                    let message = format!("the limit is gone: {}", size(was.size));
                    self.report(
                        rule,
                        Severity::Compatible,
                        &place.with(&limit_name(was)),
                        message,
                    );
                }
            }
        }
        let names = |list: &[Limit]| list.iter().map(limit_name).collect::<Vec<_>>();
        self.declaration_order(
            &names(&before.limits),
            &names(&after.limits),
            "limits",
            &place,
        );
    }

    fn limit(&mut self, old: &Limit, new: &Limit, place: &Place) {
        let Limit {
            size: was,
            scope: _,
            by: _,
            pool: _,
            counts,
            headers,
            tiers,
        } = old;
        let rule = &behaviour::LIMIT_CHANGED;
        let severity = match allows_as_much(*was, new.size) {
            true => Severity::Compatible,
            false => Severity::Note,
        };
        self.differ((was, &new.size), rule, severity, place, || {
            format!("{}, before: {}", size(new.size), size(*was))
        });
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let counted = (counted(before, counts), counted(after, &new.counts));
        self.differ(
            (&counted.0, &counted.1),
            rule,
            Severity::Note,
            place,
            || "counts other calls, or counts them differently".to_owned(),
        );
        self.differ((headers, &new.headers), rule, Severity::Note, place, || {
            "is reported in other headers of responses".to_owned()
        });
        self.differ((tiers, &new.tiers), rule, Severity::Note, place, || {
            "is another one for accounts of other tiers".to_owned()
        });
    }

    fn weights(&mut self, old: &List<(Str, Cost)>, new: &List<(Str, Cost)>) {
        for pair in pairs(old.iter(), new.iter(), |(name, _)| name.to_string()) {
            let (name, what) = match pair {
                Pair::Both((_, was), (_, is)) if was == is => continue,
                Pair::Both(_, (name, _)) => (name, "depends on its parameters in another way"),
                Pair::Added((name, _)) => (name, "depends on its parameters now"),
                Pair::Removed((name, _)) => (name, "no longer depends on its parameters"),
            };
            let place = Place::new(format!("operations.{name}.weight"));
            let message = format!("what it costs of the limits {what}");
            self.report(&behaviour::WEIGHT_CHANGED, Severity::Note, &place, message);
        }
    }

    fn clock(&mut self, old: Option<&ClockPolicy>, new: Option<&ClockPolicy>) {
        let place = Place::new("clock");
        let rule = &signing::CLOCK_CHANGED;
        let none = ClockPolicy::default();
        let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
        let ClockPolicy {
            past_ms,
            future_ms,
            margin_ms,
            unique,
            server_time,
        } = old;
        let ms = |ms: Option<u64>| ms.map_or("any time".to_owned(), |ms| format!("{ms} ms"));
        let windows = [
            ("how old a timestamp may be", *past_ms, new.past_ms),
            (
                "how far ahead a timestamp may be",
                *future_ms,
                new.future_ms,
            ),
        ];
        for (what, was, is) in windows {
            let narrower = is.unwrap_or(u64::MAX) < was.unwrap_or(u64::MAX);
            let severity = match narrower {
                true => Severity::Breaking,
                false => Severity::Compatible,
            };
            self.differ((&was, &is), rule, severity, &place, || {
                format!("{what}: {}, before: {}", ms(is), ms(was))
            });
        }
        self.differ(
            (margin_ms, &new.margin_ms),
            rule,
            Severity::Note,
            &place,
            || format!("the margin is {} ms, before: {margin_ms} ms", new.margin_ms),
        );
        if *unique != new.unique {
            let severity = match new.unique {
                Some(_) => Severity::Breaking,
                None => Severity::Compatible,
            };
            let message = "whether two requests may have the same time changed";
            self.report(rule, severity, &place, message);
        }
        let (was, is) = (server_time.as_ref(), new.server_time.as_ref());
        if !self.same_server_time(was, is) {
            let message = "where the provider's time is read changed";
            self.report(rule, Severity::Note, &place, message);
        }
    }

    /// Whether the provider's time is read from the same place. How its operation is called is told of the operation.
    fn same_server_time(&self, old: Option<&ServerTime>, new: Option<&ServerTime>) -> bool {
        let (Some(old), Some(new)) = (old, new) else {
            return old.is_none() && new.is_none();
        };
        let ServerTime {
            operation,
            call,
            at,
            unit,
        } = old;
        let called = |api: &Api, call: Option<&TimeCall>| {
            let TimeCall {
                method,
                path,
                section,
                fixed,
            } = call?;
            let names = Self::section_names(&api.runtime.scheme, &[*section]);
            Some((method.to_string(), path.to_string(), names, fixed.to_vec()))
        };
        let calls = (
            called(self.old, call.as_ref()),
            called(self.new, new.call.as_ref()),
        );
        *operation == new.operation && *at == new.at && *unit == new.unit && calls.0 == calls.1
    }
}

/// What tells limits apart: whose calls are counted, and in which pool.
fn limit_name(limit: &Limit) -> String {
    let parts = [Some(&limit.scope), limit.by.as_ref(), limit.pool.as_ref()];
    let per = match limit.size {
        LimitSize::Window { per_ms, .. } => format!("per {per_ms} ms"),
        LimitSize::Counter { .. } => "counter".to_owned(),
    };
    let parts = parts.into_iter().flatten().map(ToString::to_string);
    parts.chain([per]).collect::<Vec<_>>().join(" ")
}

fn size(size: LimitSize) -> String {
    match size {
        LimitSize::Window { calls, per_ms } => format!("{calls} in {per_ms} ms"),
        LimitSize::Counter {
            max,
            decay_thousandths,
            per_ms,
        } => format!("up to {max}, less {decay_thousandths} thousandths in {per_ms} ms"),
    }
}

/// Whether the new size allows all that the old one did.
fn allows_as_much(old: LimitSize, new: LimitSize) -> bool {
    match (old, new) {
        (
            LimitSize::Window { calls, per_ms },
            LimitSize::Window {
                calls: new_calls,
                per_ms: new_per,
            },
        ) => new_calls >= calls && new_per <= per_ms,
        (
            LimitSize::Counter {
                max,
                decay_thousandths,
                per_ms,
            },
            LimitSize::Counter {
                max: new_max,
                decay_thousandths: new_decay,
                per_ms: new_per,
            },
        ) => new_max >= max && new_decay >= decay_thousandths && new_per <= per_ms,
        _ => false,
    }
}

/// The calls that count, with the names of sections.
fn counted(scheme: &Scheme, counts: &CountedCalls) -> (Vec<String>, Vec<(Str, Option<Cost>)>) {
    match counts {
        CountedCalls::All => (vec!["all".to_owned()], Vec::new()),
        CountedCalls::Sections(at) => {
            let mut names = vec!["sections".to_owned()];
            names.extend(Comparison::section_names(scheme, at));
            (names, Vec::new())
        }
        CountedCalls::Operations(list) => (vec!["operations".to_owned()], list.to_vec()),
    }
}
