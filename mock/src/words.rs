//! Refusals in the provider's own words: its status, its code, its message, in its envelope.

use crate::refusal::{INVALID, Refusal};
use crate::response::Response;
use specie_codegen::model::{Api, Doc, Operation};
use specie_runtime::signing::plan::{List, PathSegment, Str};
use specie_runtime::testing::{self, RefusalStatus};
use specie_runtime::{Envelope, ErrorKind, ErrorRules, Json, Literal, ResponsePath, ResponseTest};

/// The response with which the provider refuses a call of `operation`; `None`: no operation is known.
pub(crate) fn refuse(api: &Api, operation: Option<&Operation>, refusal: &Refusal) -> Response {
    Words::of(api, operation).say(refusal)
}

/// The text with which the provider refuses a call of `operation`.
pub(crate) fn message(api: &Api, operation: &Operation, refusal: &Refusal) -> String {
    let words = Words::of(api, Some(operation));
    let code = words.best(refusal, |rules| &rules.codes, |docs| docs.codes);
    match code.filter(|_| words.is_code_the_message()) {
        Some(code) => words.filled(code.text, refusal),
        None => words.message(refusal),
    }
}

struct Words<'a> {
    api: &'a Api,
    operation: Option<&'a Operation>,
    /// The envelope, by its index.
    envelope: Option<u16>,
}

/// A code or message of the spec, and what its docs say of it.
struct Known<'a> {
    text: &'a str,
    doc: &'a str,
}

/// The docs of the codes and the messages of one set of rules.
#[derive(Clone, Copy)]
struct RuleDocs<'a> {
    codes: &'a [Doc],
    messages: &'a [Doc],
}

impl<'a> Words<'a> {
    fn of(api: &'a Api, operation: Option<&'a Operation>) -> Self {
        let envelope = match operation {
            Some(operation) => operation.envelope,
            None => (!api.runtime.envelopes.is_empty()).then_some(0),
        };
        Self {
            api,
            operation,
            envelope,
        }
    }

    fn say(&self, refusal: &Refusal) -> Response {
        let kind = refusal.kind.error_kind();
        let code = self.best(refusal, |rules| &rules.codes, |docs| docs.codes);
        let status = self.status(refusal, kind, code.is_some());
        let message = self.message(refusal);
        let retry_after = &self.api.runtime.errors.retry_after;
        let own_place = ResponsePath::Body(vec![PathSegment::Name("error".into())].into());
        let usual_place = ResponsePath::Header("Retry-After".into());
        let mut values = Vec::new();
        if let Some(place) = self.place(|rules| &rules.message) {
            values.push((place, Json::Text(message.clone())));
        }
        if let Some(place) = self.place(|rules| &rules.code) {
            let code = match code {
                Some(known) => Some(self.code_value(&self.filled(known.text, refusal))),
                // A code that no rule knows says nothing; it is made up only where codes are texts and have a place of their own.
                None if self.is_numeric() || self.is_code_the_message() => None,
                None => Some(Json::Text(refusal.kind.name().replace(' ', "_"))),
            };
            values.extend(code.map(|code| (place, code)));
        }
        if let Some(seconds) = refusal.retry_after {
            let place = retry_after.as_ref();
            let place = place.filter(|place| **place != ResponsePath::Status);
            let seconds = Json::from(seconds);
            values.push((place.unwrap_or(&usual_place), seconds));
        }
        let mut said = testing::refusal(self.envelope(), status, &values);
        if said.body == b"{}" {
            // The spec says nothing of the body.
            values.push((&own_place, Json::Text(message)));
            said = testing::refusal(self.envelope(), status, &values);
        }
        let mut response = Response::new(said.status);
        for (name, value) in &said.headers {
            response.set_header(name, value);
        }
        response.body = said.body;
        response
    }

    /// The provider's own text, or what the mock knows.
    fn message(&self, refusal: &Refusal) -> String {
        let known = self.best(refusal, |rules| &rules.messages, |docs| docs.messages);
        match known {
            Some(known) => known.text.replace('*', ""),
            None => format!("{}: {}", refusal.kind, refusal.reason),
        }
    }

    /// A code that fits a pattern such as `*.missing_*`: the last star is the parameter, or the kind of the refusal, the others are the
    /// operation. A star beside letters, as at the end of a sentence, is nothing.
    fn filled(&self, pattern: &str, refusal: &Refusal) -> String {
        let operation = self
            .operation
            .map_or("call", |operation| operation.name.as_str());
        let kind = refusal.kind.name().replace(' ', "_");
        // A code has the characters of a name: what else a client sends as one is not repeated.
        let is_plain =
            |c: char| c.is_ascii_alphanumeric() || ['.', '_', '-', '[', ']'].contains(&c);
        let parameter = refusal.parameter.as_deref();
        let parameter = parameter.filter(|name| name.chars().all(is_plain));
        let parts: Vec<&str> = pattern.split('*').collect();
        let is_separator = |c: char| ['.', '_', '-', ':', '/'].contains(&c);
        let mut filled = String::new();
        for (at, part) in parts.iter().enumerate() {
            filled.push_str(part);
            let Some(next) = parts.get(at + 1) else {
                break;
            };
            let is_alone = part.ends_with(is_separator) || next.starts_with(is_separator);
            filled.push_str(match next.is_empty() {
                _ if !is_alone => "",
                true => parameter.unwrap_or(&kind),
                false => operation,
            });
        }
        filled
    }

    fn envelope(&self) -> Option<&'a Envelope> {
        let envelopes = &self.api.runtime.envelopes;
        self.envelope.and_then(|at| envelopes.get(usize::from(at)))
    }

    /// The rules of the envelope, then those of the provider.
    fn all_rules(&self) -> impl Iterator<Item = &'a ErrorRules> + use<'a> {
        let own = self
            .envelope()
            .and_then(|envelope| envelope.errors.as_ref());
        own.into_iter().chain([&self.api.runtime.errors])
    }

    /// The docs of the codes and the messages of [`Self::all_rules`].
    fn all_docs(&self) -> impl Iterator<Item = RuleDocs<'a>> + use<'a> {
        let docs = &self.api.provider_docs;
        let own = self.envelope().filter(|envelope| envelope.errors.is_some());
        let own = own.and_then(|_| docs.envelope_errors.get(usize::from(self.envelope?)));
        let own = own.map(|docs| RuleDocs {
            codes: &docs.codes,
            messages: &docs.messages,
        });
        own.into_iter().chain([RuleDocs {
            codes: &docs.codes,
            messages: &docs.messages,
        }])
    }

    /// The code or message of the refusal's kind whose words say the most of it.
    fn best(
        &self,
        refusal: &Refusal,
        of: fn(&'a ErrorRules) -> &'a List<(Str, ErrorKind)>,
        docs_of: fn(RuleDocs<'a>) -> &'a [Doc],
    ) -> Option<Known<'a>> {
        let kind = refusal.kind.error_kind();
        let known = self
            .all_rules()
            .zip(self.all_docs())
            .flat_map(|(rules, docs)| {
                let docs = docs_of(docs);
                let entries = of(rules).iter().enumerate();
                entries
                    .filter(move |(_, (_, known))| *known == kind)
                    .map(move |(at, (text, _))| Known {
                        text,
                        doc: docs.get(at).map_or("", |doc| doc.text.as_str()),
                    })
            });
        let mut best: Option<(usize, Known<'a>)> = None;
        for one in known {
            let words = format!("{} {}", one.text.replace(['_', '.'], " "), one.doc).to_lowercase();
            // The first hint says the most.
            let hints = refusal.kind.hints();
            let found = |hint: &&str| words.contains(*hint);
            let is_about_it = hints.iter().any(|hint| *hint != INVALID && found(hint));
            let found = hints.iter().rev().enumerate();
            let found = found.filter(|(_, hint)| words.contains(**hint));
            let mut score: usize = found.map(|(at, _)| 2 * (at + 1)).sum();
            // Words about something else mislead. A refused key or signature is refused in whatever words there are.
            if !is_about_it && kind != ErrorKind::Auth {
                continue;
            }
            score += usize::from(!one.text.contains('*'));
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, one));
            }
        }
        best.map(|(_, known)| known)
    }

    fn status(&self, refusal: &Refusal, kind: ErrorKind, has_code: bool) -> u16 {
        // Without a code, only the status can say that the call was at fault, and 405 does not.
        let usual = match (has_code, kind) {
            (false, ErrorKind::Invalid) => 400,
            _ => refusal.kind.status(),
        };
        let declared = || self.all_rules().flat_map(|rules| rules.status.iter());
        let own =
            declared().find(|(status, known)| *known == kind && *status == refusal.kind.status());
        if let Some((status, _)) = own {
            return *status;
        }
        let status = RefusalStatus {
            envelope: self.envelope(),
            kind: Some(kind),
            usual: Some(usual),
            has_code,
        };
        status
            .candidates(declared())
            .first()
            .copied()
            .unwrap_or(usual)
    }

    /// The first place of the rules that is in the body or a header.
    fn place(&self, of: fn(&ErrorRules) -> &List<ResponsePath>) -> Option<&'a ResponsePath> {
        self.all_rules().find_map(|rules| {
            let mut places = of(rules).iter();
            places.find(|place| **place != ResponsePath::Status)
        })
    }

    /// Whether the code and the message are the same value of the response.
    fn is_code_the_message(&self) -> bool {
        let mut all_rules = self.all_rules();
        all_rules.any(|rules| rules.code.iter().any(|code| rules.message.contains(code)))
    }

    /// Whether all codes are numbers. `001` is a text. A pattern such as `*` says nothing about it.
    fn is_numeric(&self) -> bool {
        let codes = self.all_rules().flat_map(|rules| rules.codes.iter());
        let mut codes = codes.filter(|(code, _)| !code.contains('*')).peekable();
        let is_number = |text: &str| {
            specie_codegen::data::is_integer(text) && specie_codegen::data::digits(text) == text
        };
        codes.peek().is_some() && codes.all(|(code, _)| is_number(code))
    }

    /// A code, as the number or the text that the provider sends.
    fn code_value(&self, code: &str) -> Json {
        let paths: Vec<&ResponsePath> = self
            .all_rules()
            .flat_map(|rules| rules.code.iter())
            .collect();
        let tests = self.envelope().into_iter();
        let mut tests =
            tests.flat_map(|envelope| envelope.ok.iter().flat_map(|group| group.iter()));
        let is_text = tests.any(|test| match test {
            ResponseTest::In(path, literals, _) => {
                paths.contains(&path) && literals.iter().any(|l| matches!(l, Literal::Text(_)))
            }
            ResponseTest::Absent(..) => false,
        });
        let number = match self.is_numeric() && !is_text {
            true => Json::parse(code.as_bytes()).ok(),
            false => None,
        };
        number.unwrap_or_else(|| Json::Text(code.to_owned()))
    }
}
