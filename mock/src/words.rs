//! Refusals in the provider's own words: its status, its code, its message, in its envelope.

use crate::members::text;
use crate::paths::{get, put};
use crate::refusal::{INVALID, Refusal};
use crate::response::Response;
use specie_codegen::model::{Api, Doc, Operation};
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, List, Str};
use specie_runtime::{Envelope, ErrorKind, ErrorRules, Literal, ResponsePath, ResponseTest};

/// The response with which the provider refuses a call of `operation`; `None`: no operation is known.
pub(crate) fn refuse(api: &Api, operation: Option<&Operation>, refusal: &Refusal) -> Response {
    let envelope = match operation {
        Some(operation) => operation.envelope,
        None => (!api.runtime.envelopes.is_empty()).then_some(0),
    };
    Words {
        api,
        operation,
        envelope,
    }
    .say(refusal)
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
    fn say(&self, refusal: &Refusal) -> Response {
        let kind = refusal.kind.error_kind();
        let code = self.best(refusal, |rules| &rules.codes, |docs| docs.codes);
        let message = self.best(refusal, |rules| &rules.messages, |docs| docs.messages);
        let mut response = Response::new(self.status(refusal, kind, code.is_some()));
        let mut body = Data::Null;
        let message_text = match &message {
            Some(known) => known.text.replace('*', ""),
            None => format!("{}: {}", refusal.kind, refusal.reason),
        };
        self.place(
            |rules| &rules.message,
            text(&message_text),
            &mut body,
            &mut response,
        );
        let known_code = code.as_ref().map(|known| self.filled(known.text, refusal));
        match known_code {
            Some(code) => {
                let value = self.code_value(&code);
                self.place(|rules| &rules.code, value, &mut body, &mut response);
            }
            // A code that no rule knows says nothing; it is made up only where codes are texts and have a place of their own.
            None if !self.is_numeric() && !self.is_code_the_message() => {
                let made_up = refusal.kind.name().replace(' ', "_");
                self.place(
                    |rules| &rules.code,
                    text(&made_up),
                    &mut body,
                    &mut response,
                );
            }
            None => {}
        }
        self.fail(&mut body);
        if let Some(seconds) = refusal.retry_after {
            let seconds = seconds.to_string();
            match &self.api.runtime.errors.retry_after {
                Some(ResponsePath::Body(path)) => {
                    put(&mut body, path, Data::Integer(seconds.into()));
                }
                Some(ResponsePath::Header(name)) => response.set_header(name, &seconds),
                Some(ResponsePath::Status) | None => response.set_header("Retry-After", &seconds),
            }
        }
        if body == Data::Null {
            let error = (Str::Borrowed("error"), text(&message_text));
            body = Data::Object(vec![error].into());
        }
        response.set_json(&body);
        response
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
        let usual = refusal.kind.status();
        let statuses: Vec<u16> = self
            .all_rules()
            .flat_map(|rules| rules.status.iter())
            .filter(|(_, known)| *known == kind)
            .map(|(status, _)| *status)
            .collect();
        if statuses.contains(&usual) {
            return usual;
        }
        if let Some(first) = statuses.first() {
            return *first;
        }
        let tests_status = self
            .envelope()
            .is_none_or(|envelope| envelope.ok.is_empty() || tests_status(envelope));
        if !has_code && kind == ErrorKind::Invalid {
            return 400;
        }
        // A provider whose envelope says what failed answers with 200.
        if has_code && !tests_status {
            200
        } else {
            usual
        }
    }

    /// Puts a value at the first location of the rules that is in the body or a header.
    fn place(
        &self,
        of: fn(&ErrorRules) -> &List<ResponsePath>,
        value: Data,
        body: &mut Data,
        response: &mut Response,
    ) {
        let location = self.all_rules().find_map(|rules| {
            let mut locations = of(rules).iter();
            locations.find(|location| **location != ResponsePath::Status)
        });
        match location {
            // A code and a message at one place: the code is put there last.
            Some(ResponsePath::Body(path)) => put(body, path, value),
            Some(ResponsePath::Header(name)) => {
                let shown = as_text(&value).unwrap_or_default();
                response.set_header(name, &shown);
            }
            Some(ResponsePath::Status) | None => {}
        }
    }

    /// Whether the code and the message are the same value of the response.
    fn is_code_the_message(&self) -> bool {
        let mut all_rules = self.all_rules();
        all_rules.any(|rules| rules.code.iter().any(|code| rules.message.contains(code)))
    }

    /// Whether all codes are numbers. `001` is a text.
    fn is_numeric(&self) -> bool {
        let mut codes = self.all_rules().flat_map(|rules| rules.codes.iter());
        let is_number = |text: &str| {
            specie_codegen::data::is_integer(text) && specie_codegen::data::digits(text) == text
        };
        codes.all(|(code, _)| is_number(code)) && self.all_rules().any(|r| !r.codes.is_empty())
    }

    /// A code, as the number or the text that the provider sends.
    fn code_value(&self, code: &str) -> Data {
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
        match self.is_numeric() && !is_text {
            true => Data::Integer(Str::Owned(code.to_owned())),
            false => text(code),
        }
    }

    /// Makes the tests of success fail.
    fn fail(&self, body: &mut Data) {
        let tests = self.envelope().into_iter();
        for test in tests.flat_map(|envelope| envelope.ok.iter().flat_map(|group| group.iter())) {
            match test {
                ResponseTest::In(ResponsePath::Body(path), literals, true) => {
                    let passes = get(body, path).is_some_and(|value| is_one(value, literals));
                    if passes || get(body, path).is_none() {
                        put(body, path, other_than(literals));
                    }
                }
                ResponseTest::In(ResponsePath::Body(path), literals, false) => {
                    if let Some(first) = literals.first() {
                        put(body, path, value_of(first));
                    }
                }
                ResponseTest::Absent(ResponsePath::Body(path), true)
                    if get(body, path).is_none_or(|value| *value == Data::Null) =>
                {
                    put(body, path, text("error"));
                }
                _ => {}
            }
        }
    }
}

/// A test's value in a response.
pub(crate) fn value_of(literal: &Literal) -> Data {
    match literal {
        Literal::Text(text) => Data::Text(text.clone()),
        Literal::Number(number) if specie_codegen::data::is_integer(number) => {
            Data::Integer(number.clone())
        }
        Literal::Number(number) => Data::Number(number.clone()),
        Literal::Bool(value) => Data::Bool(*value),
    }
}

/// Whether success depends on the status.
pub(crate) fn tests_status(envelope: &Envelope) -> bool {
    let mut tests = envelope.ok.iter().flat_map(|group| group.iter());
    tests.any(|test| *test.path() == ResponsePath::Status)
}

/// Whether a value is one of these.
pub(crate) fn is_one(value: &Data, literals: &[Literal]) -> bool {
    let shown = as_text(value);
    let mut values = literals.iter().map(value_of);
    values.any(|literal| as_text(&literal) == shown)
}

/// A value of the same kind that is none of these.
fn other_than(literals: &[Literal]) -> Data {
    let candidates: &[Data] = match literals.first() {
        Some(Literal::Bool(value)) => return Data::Bool(!value),
        Some(Literal::Number(_)) => &[
            Data::Integer(Str::Borrowed("1")),
            Data::Integer(Str::Borrowed("-1")),
        ],
        Some(Literal::Text(_)) | None => &[
            Data::Text(Str::Borrowed("error")),
            Data::Text(Str::Borrowed("failed")),
        ],
    };
    let mut candidates = candidates.iter();
    let other = candidates.find(|candidate| !is_one(candidate, literals));
    other.cloned().unwrap_or(Data::Null)
}
