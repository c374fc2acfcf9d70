//! Runs vectors: the plan signs each recorded call, and what comes of it is compared.

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Vector, VectorSubject};
use crate::rules::vector as rule;
use crate::source::{Source, Span};
use crate::yaml::{self, Node};
use specie_runtime::signing::plan::{Action, Data, Scheme, Step};
use specie_runtime::signing::{
    Call, Credentials, Explained, Moment, SessionValues, Settings, Signed, Signer, SigningError,
    Value,
};

/// Replays every vector of a checked spec and reports those that do not reproduce.
pub fn check_vectors(source: &Source, api: &Api, diagnostics: &mut Diagnostics) {
    replay(source, &api.scheme, &api.vectors, diagnostics);
}

/// The same for the signing part alone.
pub(super) fn replay(
    source: &Source,
    scheme: &Scheme,
    vectors: &[Vector],
    diagnostics: &mut Diagnostics,
) {
    let mut bench = Bench {
        source,
        scheme,
        signers: Vec::new(),
        tree: None,
        diagnostics,
    };
    for (at, vector) in vectors.iter().enumerate() {
        bench.replay(at, vector);
    }
}

/// A signer and what it was made of.
struct Ready {
    credentials: Vec<(String, String)>,
    settings: Vec<(String, Data)>,
    signer: Signer,
}

struct Bench<'a> {
    source: &'a Source,
    scheme: &'a Scheme,
    /// Signers by what they were made of: most vectors of a spec share it.
    signers: Vec<Ready>,
    /// The tree of the spec, read again once a vector fails.
    tree: Option<Option<Node>>,
    diagnostics: &'a mut Diagnostics,
}

/// Something that came out otherwise than expected.
struct Difference<'a> {
    /// Keys below `expect` that lead to the expectation.
    keys: Vec<&'a str>,
    /// What is compared, as messages say it.
    what: String,
    expected: &'a str,
    found: Option<String>,
    /// Line of the spec that made the first byte that differs.
    line: Option<u32>,
}

impl Bench<'_> {
    fn replay(&mut self, at: usize, vector: &Vector) {
        match &vector.subject {
            VectorSubject::Call { settings, .. } => {
                match self.signer(&vector.credentials, settings) {
                    Ok(signer) => self.call(at, vector, signer),
                    Err(error) => self.refused(at, vector, &error),
                }
            }
            VectorSubject::Webhook { .. } => match self.signer(&vector.credentials, &[]) {
                Ok(signer) => self.delivery(at, vector, signer),
                Err(error) => self.refused(at, vector, &error),
            },
        }
    }

    /// Place of a signer for these credentials and settings.
    fn signer(
        &mut self,
        credentials: &[(String, String)],
        settings: &[(String, Data)],
    ) -> Result<usize, SigningError> {
        let known = self
            .signers
            .iter()
            .position(|r| r.credentials == credentials && r.settings == settings);
        if let Some(at) = known {
            return Ok(at);
        }
        let given: Credentials = credentials
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let mut chosen = Settings::new();
        for (name, value) in settings {
            chosen.set(name.clone(), value.clone());
        }
        let signer = Signer::new(self.scheme.clone(), &given, &chosen)?;
        self.signers.push(Ready {
            credentials: credentials.to_vec(),
            settings: settings.to_vec(),
            signer,
        });
        Ok(self.signers.len() - 1)
    }

    fn call(&mut self, at: usize, vector: &Vector, signer: usize) {
        let Some(Ready { signer, .. }) = self.signers.get(signer) else {
            return;
        };
        match run(self.scheme, signer, vector) {
            Ok((differences, steps)) => {
                for difference in differences {
                    self.differs(at, vector, &difference, &steps);
                }
            }
            Err(error) => self.refused(at, vector, &error),
        }
    }

    /// Reports a vector that could not be signed at all.
    fn refused(&mut self, at: usize, vector: &Vector, error: &SigningError) {
        let span = self.place(at, &["name"]).unwrap_or(vector.span);
        let step = error.line().and_then(|line| self.line_span(line));
        let report = self.diagnostics.report(
            &rule::VECTOR_FAILS,
            span,
            format!("`{}` cannot be signed: {}", vector.name, error.message()),
        );
        if let Some(step) = step {
            report.second(step, "in this step");
        }
        report.help("give the vector what the call needs, or mend the step");
    }

    fn differs(
        &mut self,
        at: usize,
        vector: &Vector,
        difference: &Difference<'_>,
        steps: &[Explained],
    ) {
        let mut keys = vec!["expect"];
        keys.extend(&difference.keys);
        let span = self.place(at, &keys).unwrap_or(vector.span);
        let step = difference.line.and_then(|line| self.line_span(line));
        let (message, why) = tell(vector, difference);
        let input = signed_texts(difference, steps);
        let report = self
            .diagnostics
            .report(&rule::VECTOR_FAILS, span, message)
            .why(why);
        if let Some(step) = step {
            report.second(step, "made by this step");
        }
        match input {
            Some(inputs) => {
                report.help(format!(
                    "{inputs}: compare it with what the provider's page signs"
                ));
            }
            None if step.is_none() && difference.found.is_some() => {
                report.help("no step made this byte: it stands there as the call gives it; `specie sign … --explain` shows what each step makes");
            }
            None => {
                report.help("`specie sign … --explain` shows what each step makes");
            }
        }
    }

    /// Where the value of a vector stands in the file.
    fn place(&mut self, at: usize, keys: &[&str]) -> Option<Span> {
        let source = self.source;
        let tree = self
            .tree
            .get_or_insert_with(|| yaml::parse(source, &mut Diagnostics::new()));
        let mut node = tree.as_ref()?.get("vectors")?.as_sequence()?.get(at)?;
        for key in keys {
            node = node.get(key)?;
        }
        Some(node.span)
    }

    /// The text of a line, without its blanks.
    fn line_span(&self, line: u32) -> Option<Span> {
        let mut start = 0;
        for _ in 1..line {
            start += self.source.text.get(start..)?.find('\n')? + 1;
        }
        let text = self.source.text.get(start..)?.lines().next()?;
        let indent = text.len() - text.trim_start().len();
        Some(Span::new(start + indent, start + text.trim_end().len()))
    }

    /// Verifies a recorded delivery.
    fn delivery(&mut self, at: usize, vector: &Vector, signer: usize) {
        let VectorSubject::Webhook {
            webhook,
            headers,
            body,
        } = &vector.subject
        else {
            return;
        };
        let Some(Ready { signer, .. }) = self.signers.get(signer) else {
            return;
        };
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let outcome = signer.verify_webhook(*webhook, &headers, body.as_bytes());
        let expected = vector.expect.verified.unwrap_or(true);
        let span = self.place(at, &["expect"]).unwrap_or(vector.span);
        let name = &vector.name;
        match outcome {
            Err(error) if expected => {
                let step = (error.line() > 0)
                    .then(|| self.line_span(error.line()))
                    .flatten();
                let report = self.diagnostics.report(
                    &rule::VECTOR_FAILS,
                    span,
                    format!("`{name}` does not verify: {error}"),
                );
                if let Some(step) = step {
                    report.second(step, "this step expected something else");
                }
                report.help("compare the step with what the provider's page signs, and the body with the bytes that were delivered");
            }
            Ok(_) if !expected => {
                self.diagnostics
                    .report(
                        &rule::VECTOR_FAILS,
                        span,
                        format!("`{name}` verifies, and should be refused"),
                    )
                    .why("a delivery that was changed would be believed")
                    .help("let the plan expect what was changed, or see that the vector does change something signed");
            }
            Ok(_) | Err(_) => {}
        }
    }
}

/// Signs a recorded call: what differs from what is expected, and what each step made.
fn run<'a>(
    scheme: &Scheme,
    signer: &Signer,
    vector: &'a Vector,
) -> Result<(Vec<Difference<'a>>, Vec<Explained>), SigningError> {
    let VectorSubject::Call {
        section,
        method,
        path,
        params,
        now_us,
        uuid,
        random,
        last_nonce,
        session,
        ..
    } = &vector.subject
    else {
        return Ok((Vec::new(), Vec::new()));
    };
    let mut moment = Moment::at_us(*now_us);
    moment.uuid.clone_from(uuid);
    moment.random = *random;
    moment.nonce = signer
        .needs(*section)
        .nonce
        .map(|unit| moment.next_nonce(unit, last_nonce.map(i128::from)));
    let mut values = SessionValues::new();
    for (name, data) in session {
        values.set(name.clone(), Value::from(data).into_owned());
    }
    let call = Call {
        section: *section,
        method: method.as_str().into(),
        path: path.as_str().into(),
        params: params.as_ref().map_or(Value::Absent, Value::from),
        ..Call::default()
    };
    let signed = signer.sign(&call, &moment, &values)?;
    let mut differences = compare(vector, &signed);
    if differences.is_empty() && vector.expect.lets.is_empty() {
        return Ok((differences, Vec::new()));
    }
    // Only now what each step made is worth its cost.
    let (_, explained) = signer.reveal(&call, &moment, &values);
    let plan = scheme
        .sections
        .get(usize::from(*section))
        .and_then(|s| s.plan)
        .and_then(|p| scheme.plans.get(usize::from(p)));
    if let Some(plan) = plan {
        for difference in &mut differences {
            difference.line = made_by(difference, &explained, &plan.steps);
        }
        differences.extend(compare_lets(vector, &explained, &plan.steps, &plan.locals));
    }
    Ok((differences, explained))
}

/// Everything that differs between what is expected and what was made.
fn compare<'a>(vector: &'a Vector, signed: &Signed<'_>) -> Vec<Difference<'a>> {
    let expect = &vector.expect;
    let mut differences = Vec::new();
    let mut look = |keys: Vec<&'a str>, what: String, expected: &'a str, found: Option<String>| {
        if found.as_deref() != Some(expected) {
            differences.push(Difference {
                keys,
                what,
                expected,
                found,
                line: None,
            });
        }
    };
    if let Some(method) = &expect.method {
        let found = Some(signed.method.to_string());
        look(vec!["method"], "the method".to_owned(), method, found);
    }
    if let Some(url) = &expect.url {
        look(
            vec!["url"],
            "the URL".to_owned(),
            url,
            Some(signed.url.clone()),
        );
    }
    for (name, value) in &expect.headers {
        let found = signed.header(name).map(str::to_owned);
        look(
            vec!["headers", name],
            format!("the header `{name}`"),
            value,
            found,
        );
    }
    if let Some(body) = &expect.body {
        let found = signed.body.as_deref().unwrap_or_default();
        let found = String::from_utf8_lossy(found).into_owned();
        look(vec!["body"], "the body".to_owned(), body, Some(found));
    }
    differences
}

/// The `let`s that differ: bytes are compared as hex, lists and objects as JSON.
fn compare_lets<'a>(
    vector: &'a Vector,
    explained: &[Explained],
    steps: &[Step],
    locals: &[specie_runtime::signing::plan::Str],
) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    for (name, expected) in &vector.expect.lets {
        let Some(local) = locals.iter().position(|l| l == name) else {
            continue;
        };
        let mut lines = Vec::new();
        binding_lines(steps, local, &mut lines);
        let made = explained
            .iter()
            .rev()
            .find(|e| e.name == *name && lines.contains(&e.line));
        let found = made.map(|e| e.value.clone());
        let text: &str = match expected {
            Data::Text(text) => text,
            other => {
                // Objects are the same if their JSON is.
                let wanted = Value::from(other).to_json().unwrap_or_default();
                if found.as_deref() == Some(wanted.as_str()) {
                    continue;
                }
                ""
            }
        };
        let same = match made {
            Some(e) if e.kind == "bytes" => e.value.eq_ignore_ascii_case(text),
            Some(e) => e.value == text,
            None => text.is_empty(),
        };
        if !same {
            differences.push(Difference {
                keys: vec!["let", name],
                what: format!("`{name}`"),
                expected: text,
                found,
                line: made.map(|e| e.line),
            });
        }
    }
    differences
}

fn binding_lines(steps: &[Step], local: usize, lines: &mut Vec<u32>) {
    for step in steps {
        match &step.action {
            Action::Let(bindings) => lines.extend(
                bindings
                    .iter()
                    .filter(|b| usize::from(b.local) == local)
                    .map(|b| b.line),
            ),
            Action::Group { then, otherwise } => {
                binding_lines(then, local, lines);
                binding_lines(otherwise, local, lines);
            }
            _ => {}
        }
    }
}

/// The line whose step made the first byte that differs.
fn made_by(difference: &Difference<'_>, explained: &[Explained], steps: &[Step]) -> Option<u32> {
    match difference.keys.first().copied() {
        Some("headers") => {
            let name = difference.keys.get(1)?;
            let mut line = None;
            header_line(steps, name, &mut line);
            explained
                .iter()
                .rev()
                .find(|e| e.name.eq_ignore_ascii_case(name))
                .map(|e| e.line)
                .or(line)
        }
        Some(key @ ("url" | "body")) => {
            let found = difference.found.as_deref()?;
            let same = common(difference.expected, found);
            let place = if key == "url" { "query" } else { "body" };
            // The first step after which the text is as it is now, up to the byte that differs.
            let upto = found.get(..found.ceil_char_boundary(same + 1))?;
            let part = if key == "url" {
                upto.split_once('?').map_or("", |(_, query)| query)
            } else {
                upto
            };
            if part.is_empty() {
                return explained
                    .iter()
                    .rev()
                    .find(|e| e.name == "path")
                    .map(|e| e.line);
            }
            explained
                .iter()
                .find(|e| e.name == place && e.value.starts_with(part))
                .map(|e| e.line)
        }
        _ => None,
    }
}

fn header_line(steps: &[Step], name: &str, line: &mut Option<u32>) {
    for step in steps {
        match &step.action {
            Action::Header(lines) => {
                for header in lines.iter().filter(|h| h.name.eq_ignore_ascii_case(name)) {
                    *line = Some(header.line);
                }
            }
            Action::Group { then, otherwise } => {
                header_line(then, name, line);
                header_line(otherwise, name, line);
            }
            _ => {}
        }
    }
}

/// What digests and signatures were given for the value that differs, from the inside out.
fn signed_texts(difference: &Difference<'_>, steps: &[Explained]) -> Option<String> {
    let line = difference.line?;
    let inputs = |line: u32| -> Vec<String> {
        steps
            .iter()
            .filter(|e| e.line == line)
            .filter_map(|e| Some((e.name.split_once(": input of ")?.1, &e.value)))
            .map(|(function, value)| format!("`{function}` was given `{}`", shorten(value, 400)))
            .collect()
    };
    let here = inputs(line);
    if !here.is_empty() {
        return Some(here.join(", "));
    }
    // A signature made by an earlier step: the last one says most. Other values were made of none.
    let like_signature = difference.keys.first() != Some(&"let")
        && difference.found.as_ref().is_some_and(|f| f.len() >= 32);
    if !like_signature {
        return None;
    }
    let last = steps
        .iter()
        .rev()
        .find(|e| e.name.contains(": input of "))?;
    Some(inputs(last.line).join(", "))
}

/// Bytes that both texts begin with.
fn common(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    a.floor_char_boundary(same)
}

/// The message of a difference, and both texts around the first byte that differs.
fn tell(vector: &Vector, difference: &Difference<'_>) -> (String, String) {
    let name = &vector.name;
    let what = &difference.what;
    let expected = difference.expected;
    let Some(found) = &difference.found else {
        return (
            format!("`{name}` does not reproduce: {what} is not set"),
            format!("expected `{}`", shorten(expected, 200)),
        );
    };
    let same = common(expected, found);
    let message = format!(
        "`{name}` does not reproduce: {what} differs at byte {}",
        same + 1
    );
    let why = format!(
        "expected {}, made {}",
        around(expected, same),
        around(found, same)
    );
    (message, why)
}

/// A text around a byte, with a mark before it.
fn around(text: &str, at: usize) -> String {
    let mut start = text.floor_char_boundary(at.saturating_sub(24));
    if at <= 32 {
        start = 0;
    }
    let end = text.ceil_char_boundary((at + 40).min(text.len()));
    let at = text.floor_char_boundary(at.min(text.len()));
    let before = text.get(start..at).unwrap_or("");
    let after = text.get(at..end).unwrap_or("");
    let (left, right) = (
        if start > 0 { "…" } else { "" },
        if end < text.len() { "…" } else { "" },
    );
    let shown = |part: &str| part.replace('\n', "\\n").replace('\r', "\\r");
    let after = if after.is_empty() && end == text.len() {
        "(end)".to_owned()
    } else {
        shown(after)
    };
    format!("`{left}{}→{after}{right}`", shown(before))
}

fn shorten(text: &str, most: usize) -> String {
    let text = text.replace('\n', "\\n");
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most).collect();
    format!("{kept}…")
}
