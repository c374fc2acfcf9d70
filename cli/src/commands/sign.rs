//! `specie sign`: prints the signed request of a call, and how its signature was computed.

use crate::arguments::Sign;
use crate::failure::Failure;
use crate::request::RequestedCall;
use crate::{print, spec, steps};
use serde_json::{Value as Json, json};
use specie_codegen::model::{Api, PlanLines};
use specie_codegen::runtime_provider::OperationData;
use specie_runtime::signing::plan::{Position, Unit};
use specie_runtime::signing::{
    CallPartValue, Explained, Needs, RequestSpec, SignedRequest, Signer, SigningError,
    SigningErrorKind, SigningInputs,
};
use specie_runtime::{Bytes, Upload, random_bytes, random_uuid};
use std::io::IsTerminal;
use std::time::{SystemTime, UNIX_EPOCH};

/// The lines of a section that is not signed.
static NO_LINES: PlanLines = PlanLines::none();

/// Prints the signed request as one JSON object. Opens no socket.
///
/// # Errors
/// The spec does not have a name, a parameter is not valid, or the plan refuses the request.
pub fn run(arguments: &Sign) -> Result<(), Failure> {
    let (api, source) = spec::load_for_use(&arguments.request.spec)?;
    let requested = RequestedCall::read(&api, &arguments.request)?;
    api.runtime
        .check_environment(requested.environment, &requested.credentials)
        .map_err(|error| {
            Failure::usage(error.to_string()).help("`--env NAME` chooses the environment")
        })?;
    let signer = Signer::new(
        api.runtime.scheme.clone(),
        &requested.credentials,
        &requested.settings,
    )
    .map_err(|error| signing_failure(&api, &error))?;
    let inputs = inputs(arguments, &signer.needs(requested.section))?;
    let data = requested
        .called
        .map(|called| OperationData::of(&api, called.operation, called.variant));
    let operation = data.as_ref().map(OperationData::operation);
    let call = requested.call(operation.as_ref())?;
    if !arguments.explain {
        let signed = signer
            .sign(&call, &inputs, &requested.session)
            .map_err(|error| signing_failure(&api, &error))?;
        return print_request(&signed, parts_json(&call, &requested.uploads)?, None);
    }
    let lines = api.lines.of_section(&api.runtime.scheme, requested.section);
    let lines = lines.unwrap_or(&NO_LINES);
    let secret_params = operation.as_ref().map_or(&[][..], |it| it.secret_params);
    let (signed, mut steps) =
        signer.explain_with(&call, &inputs, &requested.session, secret_params);
    if let Some(operation) = &operation {
        let params = requested.params();
        for step in &mut steps {
            step.value = operation.redacted(&params, &step.value);
        }
    }
    // A person reads a table; a program gets the steps in the JSON. If signing failed there is no JSON, so the table is the only output.
    let as_table = std::io::stderr().is_terminal() || signed.is_err();
    if as_table {
        print::message(&steps::beside_the_spec(&source, lines, &steps));
    }
    let signed = signed.map_err(|error| signing_failure(&api, &error))?;
    let in_json = !(as_table && std::io::stdout().is_terminal());
    let steps = in_json.then(|| steps_json(lines, &steps));
    print_request(&signed, parts_json(&call, &requested.uploads)?, steps)
}

/// The parts of the body, if it has several: `{"name", "text"}` or `{"name", "file", "content_type", "bytes"}`.
fn parts_json(call: &RequestSpec<'_>, uploads: &[Upload]) -> Result<Option<Vec<Json>>, Failure> {
    let Some(parts) = &call.parts else {
        return Ok(None);
    };
    let parts = parts.iter().map(|part| {
        let name = &part.name;
        Ok(match &part.value {
            CallPartValue::Text(text) => json!({ "name": name, "text": text }),
            CallPartValue::Json(text) => {
                json!({ "name": name, "content_type": "application/json", "text": text })
            }
            CallPartValue::File(index) => {
                let upload = uploads.get(*index);
                let upload = upload.ok_or_else(|| Failure::usage(format!("`{name}` is not a file")))?;
                let contents = upload.open().map_err(|error| {
                    Failure::usage(format!("cannot read the file of `{name}`: {error}"))
                })?;
                json!({ "name": name, "file": upload.name(), "content_type": upload.content_type_or_default(), "bytes": contents.size() })
            }
        })
    });
    parts.collect::<Result<_, _>>().map(Some)
}

/// One reading of clock, nonce and randomness: the given values, or the machine's own.
fn inputs(arguments: &Sign, needs: &Needs) -> Result<SigningInputs, Failure> {
    let mut inputs = match (arguments.now_us, arguments.now_ms) {
        (Some(us), _) => SigningInputs::at_us(us),
        (None, Some(ms)) => SigningInputs::at_ms(ms),
        (None, None) => SigningInputs::at_us(now_us()?),
    };
    let unit = needs.nonce.unwrap_or(Unit::Millis);
    let made = || inputs.next_nonce(unit, arguments.last_nonce.map(i128::from));
    inputs.nonce = Some(arguments.nonce.map_or_else(made, i128::from));
    inputs.random = Some(match arguments.random {
        Some(random) => random,
        None => random_bytes().map_err(no_randomness)?,
    });
    inputs.uuid = Some(match &arguments.uuid {
        Some(uuid) => uuid.clone(),
        None => random_uuid().map_err(no_randomness)?,
    });
    Ok(inputs)
}

fn no_randomness(error: specie_runtime::Error) -> Failure {
    Failure::findings(error.to_string()).help("give `--random` and `--uuid`")
}

/// Microseconds since 1970, by this machine's clock.
///
/// # Errors
/// The clock is outside the supported range.
pub fn now_us() -> Result<i64, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    since
        .and_then(|since| i64::try_from(since.as_micros()).ok())
        .ok_or_else(|| {
            Failure::findings("the clock of this machine is not between 1970 and the year 290000")
                .help("set the time with `--now-ms`")
        })
}

/// Why the plan refused, with a suggestion.
pub fn signing_failure(api: &Api, error: &SigningError) -> Failure {
    let help = match error.kind() {
        SigningErrorKind::Credential => {
            Some("pass credentials with `--credentials FILE`, a JSON object of texts: {\"name\": \"value\", …}".to_owned())
        }
        SigningErrorKind::Session(session) => api.runtime.scheme.sessions.get(usize::from(session)).map(|session| {
            let names: Vec<String> = session.keep.iter().map(|keep| format!("\"{}\": …", keep.name)).collect();
            let open = if session.call.is_some() { "; `specie call` opens the session automatically" } else { "" };
            format!("pass its values with `--session FILE`, a JSON object {{{}}}{open}", names.join(", "))
        }),
        _ => None,
    };
    let lines = error
        .plan()
        .and_then(|plan| api.lines.of_plan(&api.runtime.scheme, plan));
    Failure::findings(with_line(error.to_string(), lines, error.position())).maybe_help(help)
}

/// A message, with the line of the spec that it is about.
pub fn with_line(message: String, lines: Option<&PlanLines>, position: Option<Position>) -> String {
    match position.and_then(|position| lines?.line(position)) {
        Some(line) => format!("{message}, line {line} of the spec"),
        None => message,
    }
}

/// `{"method", "url", "headers", "body", "body_base64"?, "parts"?, "explain"?}`: one line for a program, indented for a person.
fn print_request(
    signed: &SignedRequest<'_>,
    parts: Option<Vec<Json>>,
    steps: Option<Vec<Json>>,
) -> Result<(), Failure> {
    // A login over a socket is signed but never sent as an HTTP request.
    let over_http = signed.url.starts_with("http");
    if let Err(why) = signed.check_verbatim()
        && over_http
    {
        print::warning(&format!(
            "this request cannot be sent; `specie call` would fail: {why}"
        ));
    }
    let body = signed.body.as_deref();
    let text = body.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let headers: Vec<Json> = signed
        .headers
        .iter()
        .map(|(name, value)| json!([name, value]))
        .collect();
    let mut request =
        json!({ "method": signed.method, "url": signed.url, "headers": headers, "body": text });
    // JSON has no bytes.
    if let (Some(bytes), None, Some(request)) = (body, text, request.as_object_mut()) {
        let base64 = Bytes::from(bytes).to_base64();
        request.insert("body_base64".to_owned(), Json::from(base64));
    }
    // The boundary is random, so the body itself is not known before it is sent.
    if let (Some(parts), Some(request)) = (parts, request.as_object_mut()) {
        request.insert("parts".to_owned(), Json::from(parts));
    }
    if let (Some(steps), Some(request)) = (steps, request.as_object_mut()) {
        request.insert("explain".to_owned(), Json::from(steps));
    }
    let person = std::io::stdout().is_terminal();
    print::data(&if person {
        in_lines(&request)
    } else {
        format!("{request}\n")
    })
}

/// The value of each step: `{"step", "line", "name", "kind", "value"}`.
pub fn steps_json(lines: &PlanLines, steps: &[Explained]) -> Vec<Json> {
    steps
        .iter()
        .map(|step| json!({ "step": step.step, "line": lines.line(step.position), "name": step.name, "kind": step.kind, "value": step.value }))
        .collect()
}

/// The same JSON, with one line per member and per header or step.
fn in_lines(request: &Json) -> String {
    let Json::Object(members) = request else {
        return format!("{request}\n");
    };
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| match value {
            Json::Array(rows) if !rows.is_empty() => {
                let rows: Vec<String> = rows.iter().map(|row| format!("    {row}")).collect();
                format!("  {}: [\n{}\n  ]", json!(name), rows.join(",\n"))
            }
            value => format!("  {}: {value}", json!(name)),
        })
        .collect();
    format!("{{\n{}\n}}\n", members.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_the_same_json() {
        let request =
            json!({"method": "GET", "url": "u", "headers": [["A", "b"], ["C", "d"]], "body": null});
        let text = in_lines(&request);
        assert_eq!(
            text,
            "{\n  \"method\": \"GET\",\n  \"url\": \"u\",\n  \"headers\": [\n    [\"A\",\"b\"],\n    [\"C\",\"d\"]\n  ],\n  \"body\": null\n}\n"
        );
        assert_eq!(serde_json::from_str::<Json>(&text).ok(), Some(request));
    }
}
