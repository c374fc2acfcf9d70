//! Recorded calls, signed by both versions: the bytes before and after.

use super::change::Place;
use super::pairs::{Pair, pairs};
use super::{Comparison, Severity, words};
use crate::model::{Api, Expect, Vector, VectorSubject};
use crate::rules::changes::signing as rule;
use crate::signing::{first_difference, replay};
use specie_runtime::signing::SigningError;
use specie_runtime::signing::plan::Data;

/// The longest value that is shown whole.
const WHOLE: usize = 400;

/// The part that says what became of a delivery.
const VERDICT: &str = "the delivery";

/// What is said where no vector shows a difference.
struct Said {
    none: &'static str,
    one: &'static str,
    many: (&'static str, &'static str),
}

const CALLS: Said = Said {
    none: "no vector signs such a call: add one to `vectors` that proves the change",
    one: "the vector that signs such a call sends the same bytes in both versions",
    many: (
        "the vectors that sign such calls",
        "send the same bytes in both versions",
    ),
};

const DELIVERIES: Said = Said {
    none: "no vector records such a delivery: add one to `vectors` that proves the change",
    one: "the recorded delivery is verified alike by both versions",
    many: (
        "the recorded deliveries",
        "are verified alike by both versions",
    ),
};

impl<'a> Comparison<'a> {
    /// What a recorded call shows of a change, for the calls of sections (of the old version, by index) that it concerns: the first one that differs;
    /// otherwise, how many do not.
    pub(super) fn evidence(&self, concerns: impl Fn(u16) -> bool) -> Vec<String> {
        let is_concerned = |vector: &Vector| match &vector.subject {
            VectorSubject::Call { section, .. } => concerns(*section),
            VectorSubject::Webhook { .. } => false,
        };
        self.shown(is_concerned, &CALLS)
    }

    /// The same for the recorded deliveries of a webhook (of the old version, by its name).
    pub(super) fn delivery_evidence(&self, name: &str) -> Vec<String> {
        let webhooks = &self.old.runtime.scheme.webhooks;
        let is_concerned = |vector: &Vector| match &vector.subject {
            VectorSubject::Webhook { webhook, .. } => webhooks
                .get(usize::from(*webhook))
                .is_some_and(|one| one.plan.name == name),
            VectorSubject::Call { .. } => false,
        };
        self.shown(is_concerned, &DELIVERIES)
    }

    fn shown(&self, concerns: impl Fn(&Vector) -> bool, words: &Said) -> Vec<String> {
        let of_old = self.old.vectors.iter();
        let of_old = of_old.filter_map(|vector| Some((vector.clone(), self.in_new(vector)?)));
        let of_new = self.new.vectors.iter();
        let of_new = of_new.filter_map(|vector| Some((self.in_old(vector)?, vector.clone())));
        let mut same = 0_usize;
        for (old, new) in of_old.chain(of_new).filter(|(old, _)| concerns(old)) {
            match compared(self.old, &old, self.new, &new) {
                shown if shown.is_empty() => same += 1,
                shown => return shown,
            }
        }
        vec![match same {
            0 => words.none.to_owned(),
            1 => words.one.to_owned(),
            _ => format!("{} ({same}) {}", words.many.0, words.many.1),
        }]
    }

    /// A vector of the old version for the new one: its section by name.
    fn in_new(&self, vector: &Vector) -> Option<Vector> {
        moved(vector, self.old, self.new)
    }

    fn in_old(&self, vector: &Vector) -> Option<Vector> {
        moved(vector, self.new, self.old)
    }

    /// Compares the vectors themselves.
    pub(super) fn compare_vectors(&mut self) {
        let (before, after) = (self.old, self.new);
        for pair in pairs(&before.vectors, &after.vectors, |vector| {
            vector.name.clone()
        }) {
            let (place, message) = match pair {
                Pair::Added(vector) => (vector_place(vector).at(vector.span), "new vector"),
                Pair::Removed(vector) => (
                    vector_place(vector).was_at(vector.span),
                    "the vector is gone",
                ),
                Pair::Both(was, is) => {
                    if same_vector(was, is, before, after) {
                        continue;
                    }
                    (
                        vector_place(is).at(is.span),
                        "the vector records something else",
                    )
                }
            };
            self.report(&rule::VECTOR_CHANGED, Severity::Note, &place, message);
        }
        let names = |api: &Api| api.vectors.iter().map(|one| one.name.clone()).collect();
        let (old, new): (Vec<String>, Vec<String>) = (names(before), names(after));
        self.declaration_order(&old, &new, "vectors", &Place::new("vectors"));
    }
}

fn vector_place(vector: &Vector) -> Place {
    Place::new(format!("vectors.{}", vector.name))
}

/// A vector with its section or webhook as the other version numbers it.
fn moved(vector: &Vector, from: &Api, to: &Api) -> Option<Vector> {
    let mut vector = vector.clone();
    let (from, to) = (&from.runtime.scheme, &to.runtime.scheme);
    match &mut vector.subject {
        VectorSubject::Call { section, .. } => {
            let name = &from.sections.get(usize::from(*section))?.name;
            let at = to.sections.iter().position(|one| one.name == *name)?;
            *section = u16::try_from(at).ok()?;
        }
        VectorSubject::Webhook { webhook, .. } => {
            let name = &from.webhooks.get(usize::from(*webhook))?.plan.name;
            let at = to.webhooks.iter().position(|one| one.plan.name == *name)?;
            *webhook = u16::try_from(at).ok()?;
        }
    }
    Some(vector)
}

/// Whether two vectors record the same.
fn same_vector(old: &Vector, new: &Vector, before: &Api, after: &Api) -> bool {
    let Some(old) = moved(old, before, after) else {
        return false;
    };
    // Every part is named, so that a new one is compared too.
    let Vector {
        name: _,
        source,
        span: _,
        subject,
        credentials,
        expect,
    } = old;
    let Expect {
        url,
        method,
        body,
        headers,
        lets,
        verified,
    } = expect;
    let is = &new.expect;
    source == new.source
        && credentials == new.credentials
        && same_subject(&subject, &new.subject)
        && (url, method, body) == (is.url.clone(), is.method.clone(), is.body.clone())
        && (headers, lets) == (is.headers.clone(), is.lets.clone())
        && verified == is.verified
}

fn same_subject(old: &VectorSubject, new: &VectorSubject) -> bool {
    // All of a subject is data, which its text shows completely.
    format!("{old:?}") == format!("{new:?}")
}

/// What differs between a call signed by two versions, or a delivery verified by them; empty if nothing does.
fn compared(old: &Api, was: &Vector, new: &Api, is: &Vector) -> Vec<String> {
    let (before, after) = (parts(old, was), parts(new, is));
    let verb = match is.subject {
        VectorSubject::Call { .. } => "sign",
        VectorSubject::Webhook { .. } => "verify",
    };
    let mut shown = match (&before, &after) {
        (Ok(before), Ok(after)) => differences(before, after),
        (Ok(before), Err(error)) => {
            let mut shown = vec![format!("the new version does not {verb} it: {error}")];
            shown.extend(whole("before", before));
            shown
        }
        (Err(error), Ok(after)) => {
            let mut shown = vec![format!("the old version does not {verb} it: {error}")];
            shown.extend(whole("after", after));
            shown
        }
        (Err(_), Err(_)) => Vec::new(),
    };
    if !shown.is_empty() {
        shown.insert(0, format!("vector {}:", words::excerpt(&is.name)));
    }
    shown
}

/// A part of what a version makes of a vector: its name, and its text.
type Part = (String, String);

fn parts(api: &Api, vector: &Vector) -> Result<Vec<Part>, String> {
    match &vector.subject {
        VectorSubject::Call { settings, .. } => signed(api, vector, settings),
        VectorSubject::Webhook {
            webhook,
            headers,
            body,
            ..
        } => verified(api, vector, *webhook, headers, body),
    }
}

/// The parts of the signed request.
fn signed(api: &Api, vector: &Vector, settings: &[(String, Data)]) -> Result<Vec<Part>, String> {
    let shown = |error: SigningError| error.to_string();
    let scheme = &api.runtime.scheme;
    let signer = replay::signer(scheme, &vector.credentials, settings).map_err(shown)?;
    let replay = replay::Replay::of(vector).ok_or("it records a delivery")?;
    let replay = replay.counted(&signer);
    let request = signer.sign(&replay.call, &replay.inputs, &replay.session);
    let request = request.map_err(shown)?;
    let mut parts = vec![
        ("method".to_owned(), request.method.to_string()),
        ("url".to_owned(), request.url.to_string()),
    ];
    let headers = request.headers.iter();
    parts.extend(headers.map(|(name, value)| (format!("header {name}"), value.to_string())));
    if let Some(body) = &request.body {
        parts.push((
            "body".to_owned(),
            String::from_utf8_lossy(body).into_owned(),
        ));
    }
    Ok(parts)
}

/// Whether a delivery is accepted, and what each step computes for it.
fn verified(
    api: &Api,
    vector: &Vector,
    webhook: u16,
    headers: &[(String, String)],
    body: &str,
) -> Result<Vec<Part>, String> {
    let signer = replay::signer(&api.runtime.scheme, &vector.credentials, &[]);
    let signer = signer.map_err(|error| error.to_string())?;
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let verdict = match signer.verify_webhook(webhook, &headers, body.as_bytes()) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => format!("rejected: {error}"),
    };
    let mut parts = vec![(VERDICT.to_owned(), verdict)];
    let steps = signer.explain_webhook(webhook, &headers, body.as_bytes());
    let steps = steps.map_err(|error| error.to_string())?;
    for step in steps.steps {
        // `X-Sign: input of hmac_sha256`: the function is part of the change.
        let name = match step.name.split_once(": input of ") {
            Some((name, _)) => format!("{name}, what is signed"),
            None => step.name,
        };
        if !name.contains(": ") {
            parts.push((name, step.value));
        }
    }
    Ok(parts)
}

fn whole(when: &str, parts: &[Part]) -> Vec<String> {
    let parts = parts.iter();
    parts
        .map(|(name, value)| format!("{name} {when}: {}", shortened(value)))
        .collect()
}

fn differences(before: &[Part], after: &[Part]) -> Vec<String> {
    let mut shown = Vec::new();
    for pair in pairs(before, after, |(name, _)| name.clone()) {
        match pair {
            Pair::Both((name, was), (_, is)) if was != is => {
                let (byte, _, _) = first_difference(was, is);
                shown.push(match name.as_str() {
                    VERDICT => name.clone(),
                    _ => format!("{name}, from byte {byte}"),
                });
                shown.push(format!("  before: {}", shortened(was)));
                shown.push(format!("  after:  {}", shortened(is)));
            }
            Pair::Both(..) => {}
            Pair::Added((name, is)) => {
                shown.push(format!("{name}, which was not there"));
                shown.push(format!("  after:  {}", shortened(is)));
            }
            Pair::Removed((name, was)) => {
                shown.push(format!("{name}, which is no longer there"));
                shown.push(format!("  before: {}", shortened(was)));
            }
        }
    }
    shown
}

fn shortened(value: &str) -> String {
    let line = value.replace('\r', "\\r").replace('\n', "\\n");
    if line.chars().count() <= WHOLE {
        return line;
    }
    let kept: String = line.chars().take(WHOLE).collect();
    format!("{kept}…")
}
