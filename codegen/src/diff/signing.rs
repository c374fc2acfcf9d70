//! Credentials, plans, sessions and what else a scheme has.

use super::change::{At, Line, Place};
use super::pairs::{Pair, pairs, reordered};
use super::{Comparison, Severity, plans, words};
use crate::model::SchemeDocs;
use crate::rules::changes::signing as rule;
use specie_runtime::signing::plan::{Credential, Plan, Scheme, Session, Setting};

impl<'a> Comparison<'a> {
    pub(super) fn compare_scheme(&mut self) {
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        // Every part is named, so that a new one is compared too.
        let Scheme {
            provider: _,
            credentials,
            settings,
            tables,
            sections: _,
            plans: _,
            sessions,
            webhooks: _,
        } = before;
        let SchemeDocs {
            credentials: credential_docs,
            settings: setting_docs,
            sections: _,
            plans: _,
            webhooks: _,
        } = &self.old.scheme_docs;
        let docs = &self.new.scheme_docs;
        let old = Self::beside(credentials, credential_docs);
        let new = Self::beside(&after.credentials, &docs.credentials);
        for pair in pairs(&old, &new, |(credential, _)| credential.name.to_string()) {
            match pair {
                Pair::Both((was, old_doc), (is, doc)) => {
                    let place = Place::new(format!("credentials.{}", is.name));
                    self.credential(was, is, &place);
                    self.doc_of(*old_doc, *doc, &place);
                }
                Pair::Added((is, _)) => self.credential_added(is),
                Pair::Removed((was, _)) => {
                    let place = Place::new(format!("credentials.{}", was.name));
                    let rule = &rule::CREDENTIAL_REMOVED;
                    self.report(rule, Severity::Breaking, &place, "the credential is gone");
                }
            }
        }
        let names = |list: &[Credential]| {
            list.iter()
                .map(|one| one.name.to_string())
                .collect::<Vec<_>>()
        };
        let place = Place::new("credentials");
        self.declaration_order(
            &names(credentials),
            &names(&after.credentials),
            "credentials",
            &place,
        );
        let old = Self::beside(settings, setting_docs);
        let new = Self::beside(&after.settings, &docs.settings);
        for pair in pairs(&old, &new, |(setting, _)| setting.name.to_string()) {
            match pair {
                Pair::Both((was, old_doc), (is, doc)) => {
                    let place = Place::new(format!("settings.{}", is.name));
                    let Setting { name: _, default } = was;
                    if *default != is.default {
                        let message = format!(
                            "the default is `{}`, before: `{}`",
                            crate::json::write(&is.default),
                            crate::json::write(default)
                        );
                        let shown = self.evidence(|_| true);
                        self.report_with(
                            &rule::SETTING_CHANGED,
                            Severity::Breaking,
                            &place,
                            message,
                            shown,
                        );
                    }
                    self.doc_of(*old_doc, *doc, &place);
                }
                Pair::Added((is, _)) => {
                    let place = Place::new(format!("settings.{}", is.name));
                    let message = format!(
                        "new setting; its default is `{}`",
                        crate::json::write(&is.default)
                    );
                    self.report(
                        &rule::SETTING_CHANGED,
                        Severity::Compatible,
                        &place,
                        message,
                    );
                }
                Pair::Removed((was, _)) => {
                    let place = Place::new(format!("settings.{}", was.name));
                    let message = "the setting is gone";
                    self.report(&rule::SETTING_CHANGED, Severity::Breaking, &place, message);
                }
            }
        }
        let names = |list: &[Setting]| {
            list.iter()
                .map(|one| one.name.to_string())
                .collect::<Vec<_>>()
        };
        let place = Place::new("settings");
        self.declaration_order(
            &names(settings),
            &names(&after.settings),
            "settings",
            &place,
        );
        for pair in pairs(tables.iter(), after.tables.iter(), |(name, _)| {
            name.to_string()
        }) {
            let (name, severity, message) = match pair {
                Pair::Both((_, was), (_, is)) if was == is => continue,
                Pair::Both(_, (name, _)) => {
                    (name, Severity::Breaking, "the table has other contents")
                }
                Pair::Added((name, _)) => (name, Severity::Compatible, "new table"),
                Pair::Removed((name, _)) => (name, Severity::Compatible, "the table is gone"),
            };
            let shown = match severity {
                Severity::Breaking => self.evidence(|_| true),
                _ => Vec::new(),
            };
            let place = Place::new(format!("tables.{name}"));
            self.report_with(&rule::TABLE_CHANGED, severity, &place, message, shown);
        }
        let names = |scheme: &Scheme| {
            scheme
                .tables
                .iter()
                .map(|(name, _)| name.to_string())
                .collect()
        };
        let (old, new): (Vec<String>, Vec<String>) = (names(before), names(after));
        self.declaration_order(&old, &new, "tables", &Place::new("tables"));
        for pair in pairs(sessions.iter(), after.sessions.iter(), |one| {
            one.name.to_string()
        }) {
            self.session(pair);
        }
        let names = |scheme: &Scheme| {
            scheme
                .sessions
                .iter()
                .map(|one| one.name.to_string())
                .collect()
        };
        let (old, new): (Vec<String>, Vec<String>) = (names(before), names(after));
        self.declaration_order(&old, &new, "sessions", &Place::new("sessions"));
        self.compare_plans();
        self.compare_sections();
    }

    fn credential_added(&mut self, is: &Credential) {
        let place = Place::new(format!("credentials.{}", is.name));
        let (severity, message) = match is.optional {
            true => (Severity::Compatible, "new credential; it may be left out"),
            false => (Severity::Breaking, "new credential; it must be given"),
        };
        self.report(&rule::CREDENTIAL_ADDED, severity, &place, message);
    }

    fn credential(&mut self, old: &Credential, new: &Credential, place: &Place) {
        let Credential {
            name: _,
            secret,
            optional,
            forms,
        } = old;
        let rule = &rule::CREDENTIAL_CHANGED;
        if *secret != new.secret {
            let message = match new.secret {
                true => "is a secret now",
                false => "is no longer a secret: it is shown in logs and errors",
            };
            self.report(rule, Severity::Breaking, place, message);
        }
        if *optional != new.optional {
            let (severity, message) = match new.optional {
                true => (Severity::Compatible, "may be left out"),
                false => (Severity::Breaking, "must be given"),
            };
            self.report(rule, severity, place, message);
        }
        if *forms != new.forms {
            let kept = forms.iter().all(|form| new.forms.contains(form));
            let severity = match kept {
                true => Severity::Compatible,
                false => Severity::Breaking,
            };
            self.report(rule, severity, place, "is given in other forms");
        }
    }

    fn session(&mut self, pair: Pair<&'a Session>) {
        let rule = &rule::SESSION_CHANGED;
        let place = |session: &Session| Place::new(format!("sessions.{}", session.name));
        match pair {
            Pair::Added(is) => self.report(rule, Severity::Breaking, &place(is), "new session"),
            Pair::Removed(was) => {
                self.report(rule, Severity::Breaking, &place(was), "the session is gone");
            }
            Pair::Both(was, is) => {
                let Session {
                    name: _,
                    call,
                    keep,
                    expires,
                } = was;
                let place = place(is);
                if !self.same_session_call(call.as_ref(), is.call.as_ref()) {
                    self.report(
                        rule,
                        Severity::Breaking,
                        &place,
                        "is opened by another call",
                    );
                }
                self.differ((keep, &is.keep), rule, Severity::Breaking, &place, || {
                    "keeps other values, or finds them elsewhere".to_owned()
                });
                self.differ((expires, &is.expires), rule, Severity::Note, &place, || {
                    "ends at another time".to_owned()
                });
            }
        }
    }

    fn same_session_call(
        &self,
        old: Option<&specie_runtime::signing::plan::SessionCall>,
        new: Option<&specie_runtime::signing::plan::SessionCall>,
    ) -> bool {
        use specie_runtime::signing::plan::{Action, Expr, SessionCall, Step, Target};
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let name = |scheme: &Scheme, at: u16| {
            scheme
                .sections
                .get(usize::from(at))
                .map(|one| one.name.to_string())
        };
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => {
                let SessionCall {
                    section,
                    method,
                    path,
                    params,
                } = old;
                // The parameters are an object as a plan sets one.
                let plan = |params: &specie_runtime::signing::plan::List<_>| Plan {
                    name: "".into(),
                    locals: Vec::new().into(),
                    steps: vec![Step {
                        when: None,
                        action: Action::Set(Target::Params, Expr::Object(params.clone())),
                    }]
                    .into(),
                };
                name(before, *section) == name(after, new.section)
                    && *method == new.method
                    && *path == new.path
                    && plans::same((before, &plan(params)), (after, &plan(&new.params)))
            }
            _ => false,
        }
    }

    fn compare_plans(&mut self) {
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        for pair in pairs(before.plans.iter(), after.plans.iter(), |plan| {
            plan.name.to_string()
        }) {
            match pair {
                Pair::Both(was, is) => self.plan(was, is),
                Pair::Added(is) => {
                    let place = Place::new(format!("auth.{}", is.name));
                    self.report(&rule::PLAN_ADDED, Severity::Compatible, &place, "new plan");
                }
                Pair::Removed(was) => {
                    let place = Place::new(format!("auth.{}", was.name));
                    self.report(
                        &rule::PLAN_REMOVED,
                        Severity::Note,
                        &place,
                        "the plan is gone",
                    );
                }
            }
        }
        let names = |scheme: &Scheme| {
            scheme
                .plans
                .iter()
                .map(|one| one.name.to_string())
                .collect()
        };
        let (old, new): (Vec<String>, Vec<String>) = (names(before), names(after));
        if reordered(&old, &new) {
            self.declaration_order(&old, &new, "plans", &Place::new("auth"));
        }
    }

    fn plan(&mut self, was: &'a Plan, is: &'a Plan) {
        let Plan {
            name,
            locals,
            steps: _,
        } = was;
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let place = Place::new(format!("auth.{name}"));
        if plans::same((before, was), (after, is)) {
            let text = |api: &crate::model::Api| {
                let at = api
                    .runtime
                    .scheme
                    .plans
                    .iter()
                    .position(|one| one.name == *name);
                at.and_then(|at| api.scheme_docs.plans.get(at).cloned())
            };
            if *locals != is.locals {
                let message = "the names of its values are others; it computes the same";
                self.report(&rule::PLAN_REWORDED, Severity::Note, &place, message);
            } else if text(self.old) != text(self.new) {
                let message = "is written in another way; it computes the same";
                self.report(&rule::PLAN_REWORDED, Severity::Note, &place, message);
            }
            return;
        }
        let first = plans::first_difference((before, was), (after, is));
        let line = plans::line(self.new.lines.of_plan(after, name), first.position);
        let place = match line {
            Some(line) => place.on(At::New(Line::Number(line))),
            None => place,
        };
        let uses = |section: u16| {
            let plan = before
                .sections
                .get(usize::from(section))
                .and_then(|one| one.plan);
            plan.and_then(|plan| before.plans.get(usize::from(plan)))
                .is_some_and(|one| one.name == *name)
        };
        let shown = self.evidence(uses);
        let message = format!("signs in another way; first difference: {}", first.words);
        self.report_with(
            &rule::PLAN_CHANGED,
            Severity::Breaking,
            &place,
            message,
            shown,
        );
    }

    /// The names of sections, for messages.
    pub(super) fn section_names(scheme: &Scheme, sections: &[u16]) -> Vec<String> {
        let sections = sections.iter();
        let names = sections.filter_map(|at| scheme.sections.get(usize::from(*at)));
        names.map(|section| section.name.to_string()).collect()
    }

    /// The name of a plan.
    pub(super) fn plan_name(scheme: &Scheme, plan: Option<u16>) -> Option<String> {
        let plan = scheme.plans.get(usize::from(plan?))?;
        Some(plan.name.to_string())
    }

    /// Locations as words, of both versions.
    pub(super) fn both_locations(
        old: &[specie_runtime::ResponsePath],
        new: &[specie_runtime::ResponsePath],
    ) -> String {
        format!(
            "{}, before: {}",
            words::locations(new),
            words::locations(old)
        )
    }
}
