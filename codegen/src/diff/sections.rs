//! Sections: where calls are sent, and how their values are written.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::{Comparison, Severity, words};
use crate::rules::changes::{signing as rule, wire};
use specie_runtime::signing::plan::{Place as Sent, Scheme, Section};

impl<'a> Comparison<'a> {
    pub(super) fn compare_sections(&mut self) {
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let old = Self::beside(&before.sections, &self.old.scheme_docs.sections);
        let new = Self::beside(&after.sections, &self.new.scheme_docs.sections);
        for pair in pairs(&old, &new, |(section, _)| section.name.to_string()) {
            match pair {
                Pair::Both((was, old_doc), (is, doc)) => {
                    let place = Place::new(format!("sections.{}", is.name));
                    self.section(was, is, &place);
                    self.doc_of(*old_doc, *doc, &place);
                }
                // What its calls meet is told of them.
                Pair::Added((is, _)) => {
                    let place = Place::new(format!("sections.{}", is.name));
                    let message = format!("new section, at `{}`", is.base);
                    self.report(&wire::BASE_CHANGED, Severity::Compatible, &place, message);
                }
                Pair::Removed((was, _)) => {
                    let place = Place::new(format!("sections.{}", was.name));
                    let message = "the section is gone; its calls are told of one by one";
                    self.report(&wire::BASE_CHANGED, Severity::Note, &place, message);
                }
            }
        }
        let names = |scheme: &Scheme| {
            scheme
                .sections
                .iter()
                .map(|one| one.name.to_string())
                .collect()
        };
        let (old, new): (Vec<String>, Vec<String>) = (names(before), names(after));
        self.declaration_order(&old, &new, "sections", &Place::new("sections"));
    }

    fn section(&mut self, old: &'a Section, new: &'a Section, place: &Place) {
        // Every part is named, so that a new one is compared too.
        let Section {
            name,
            base,
            path,
            path_encode,
            places,
            otherwise,
            encode,
            send_empty,
            plan,
            verify,
        } = old;
        let base_changed = &wire::BASE_CHANGED;
        self.differ(
            (base, &new.base),
            base_changed,
            Severity::Breaking,
            place,
            || format!("the base is `{}`, before: `{base}`", new.base),
        );
        self.differ(
            (path, &new.path),
            base_changed,
            Severity::Breaking,
            place,
            || format!("the path is `{}`, before: `{path}`", new.path),
        );
        let (before, after) = (&self.old.runtime.scheme, &self.new.runtime.scheme);
        let of_section = |at: u16| {
            before
                .sections
                .get(usize::from(at))
                .is_some_and(|one| one.name == *name)
        };
        let mut told: Vec<(&'static crate::rules::changes::ChangeRule, String)> = Vec::new();
        if *path_encode != new.path_encode {
            let (is, was) = (
                words::path_encode(new.path_encode),
                words::path_encode(*path_encode),
            );
            let message = format!("values in paths are encoded as `{is}`, before: `{was}`");
            told.push((&rule::ENCODER_CHANGED, message));
        }
        if *encode != new.encode {
            let (is, was) = (words::encoder(&new.encode), words::encoder(encode));
            told.push((
                &rule::ENCODER_CHANGED,
                format!("the encoder is {is}, before: {was}"),
            ));
        }
        if *places != new.places || *otherwise != new.otherwise {
            let message = format!("parameters: {}; before: {}", sent(new), sent(old));
            told.push((&rule::PLACE_CHANGED, message));
        }
        if *send_empty != new.send_empty {
            let message = "places without members that are sent are others".to_owned();
            told.push((&rule::PLACE_CHANGED, message));
        }
        for (rule, message) in told {
            let shown = self.evidence(of_section);
            self.report_with(rule, Severity::Breaking, place, message, shown);
        }
        let plans = (
            Self::plan_name(before, *plan),
            Self::plan_name(after, new.plan),
        );
        if plans.0 != plans.1 {
            let (severity, message) = match &plans {
                (_, None) => (
                    Severity::Compatible,
                    "its calls are no longer signed".to_owned(),
                ),
                (None, Some(is)) => (
                    Severity::Breaking,
                    format!("its calls are signed now, by `{is}`"),
                ),
                (Some(was), Some(is)) => (
                    Severity::Breaking,
                    format!("its calls are signed by `{is}`, before: `{was}`"),
                ),
            };
            let shown = self.evidence(of_section);
            self.report_with(&rule::PLAN_CHANGED, severity, place, message, shown);
        }
        let webhook = |scheme: &Scheme, at: Option<u16>| {
            let webhook = scheme.webhooks.get(usize::from(at?))?;
            Some(webhook.plan.name.to_string())
        };
        let verify = (webhook(before, *verify), webhook(after, new.verify));
        let rule = &rule::RESPONSE_PROOF_CHANGED;
        self.differ(
            (&verify.0, &verify.1),
            rule,
            Severity::Breaking,
            place,
            || {
                format!(
                    "responses are verified by {}, before: {}",
                    words::or_none(verify.1.as_ref()),
                    words::or_none(verify.0.as_ref())
                )
            },
        );
    }
}

/// Where a section has its parameters.
fn sent(section: &Section) -> String {
    let name = |place: Sent| match place {
        Sent::Query => "query",
        Sent::Form => "form",
        Sent::Json => "json",
        Sent::None => "none",
    };
    let listed = section.places.iter();
    let mut all: Vec<String> = listed
        .map(|(method, place)| format!("{method} in {}", name(*place)))
        .collect();
    all.push(format!("others in {}", name(section.otherwise)));
    all.join(", ")
}
