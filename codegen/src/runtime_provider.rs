//! Converts the model to the runtime's provider, for tools that make the calls of a spec without generated code.

use crate::model::{self, Api, Envelope, EnvelopeTest, Errors, PathStep, TimeUnit};
use specie_runtime::signing::plan::{List, PathSegment, Str, Unit};
use specie_runtime::{Operation, PathEncode, Provider, Webhook};

/// The provider of `api`.
#[must_use]
pub fn provider(api: &Api) -> Provider {
    Provider {
        title: Str::Owned(api.title.clone()),
        scheme: api.scheme.clone(),
        environments: api
            .environments
            .iter()
            .map(|environment| specie_runtime::EnvironmentData {
                name: Str::Owned(environment.name.clone()),
                bases: environment
                    .bases
                    .iter()
                    .map(|(section, base)| (*section, Str::Owned(base.clone())))
                    .collect(),
            })
            .collect(),
        envelopes: api.envelopes.iter().map(envelope).collect(),
        errors: errors(&api.errors),
        limits: api
            .limits
            .iter()
            .map(|limit| specie_runtime::Limit {
                calls: limit.calls,
                per_ms: limit.per_ms,
                scope: Str::Owned(limit.scope.clone()),
            })
            .collect(),
        clock: api.clock.as_ref().map(|clock| specie_runtime::ClockPolicy {
            past_ms: clock.past_ms,
            future_ms: clock.future_ms,
            margin_ms: clock.margin_ms,
            server_time: clock
                .server_time
                .as_ref()
                .map(|(header, unit)| (Str::Owned(header.clone()), unit.and_then(unit_of))),
        }),
        serial_nonce: api.serial_nonce,
    }
}

/// An operation of `api`; `path` is [`model::Operation::path_encodes`], `query` and `headers` are the names of the parameters sent there,
/// and `secrets` those of [`crate::secret_members::in_response`].
#[must_use]
pub fn operation<'a>(
    api: &'a Api,
    operation: &'a model::Operation,
    response: &model::Response,
    path: &'a [(&'a str, PathEncode)],
    query: &'a [&'a str],
    headers: &'a [&'a str],
    secrets: &'a [&'a str],
) -> Operation<'a> {
    let reconcile = operation
        .reconcile
        .and_then(|at| api.operations.get(at))
        .map_or("", |operation| operation.name.as_str());
    let mut made = Operation::new(&operation.name, &operation.method, &operation.path)
        .section(operation.section)
        .weight(operation.weight)
        .path_encode(path)
        .query(query)
        .headers(headers)
        .secrets(secrets);
    made = match &operation.idempotency {
        model::Idempotency::Safe => made.safe(),
        model::Idempotency::Keyed(field) => made.keyed(field).reconcile(reconcile),
        model::Idempotency::Never => made.never(reconcile),
    };
    made = match operation
        .envelope
        .and_then(|place| u16::try_from(place).ok())
    {
        Some(place) => made.envelope(place),
        None => made.no_envelope(),
    };
    if operation
        .params
        .iter()
        .any(|param| param.location == model::Location::Items)
    {
        made = made.items();
    }
    if let Some(millis) = operation.timeout_ms {
        made = made.timeout_ms(millis);
    }
    match response {
        model::Response::None => made.no_response(),
        model::Response::Type(_) => made,
    }
}

fn envelope(envelope: &Envelope) -> specie_runtime::Envelope {
    specie_runtime::Envelope {
        ok: groups(&envelope.ok),
        partial: groups(&envelope.partial),
        data: segments(&envelope.data),
    }
}

fn groups(groups: &[Vec<EnvelopeTest>]) -> List<List<specie_runtime::Test>> {
    let test = |test: &EnvelopeTest| match test {
        EnvelopeTest::In(path, literals, equal) => {
            specie_runtime::Test::In(response_path(path), literals.clone().into(), *equal)
        }
        EnvelopeTest::Absent(path, absent) => {
            specie_runtime::Test::Absent(response_path(path), *absent)
        }
    };
    groups
        .iter()
        .map(|group| group.iter().map(test).collect())
        .collect()
}

fn errors(errors: &Errors) -> specie_runtime::ErrorRules {
    specie_runtime::ErrorRules {
        code: errors.code.iter().map(response_path).collect(),
        message: errors.message.iter().map(response_path).collect(),
        retry_after: errors.retry_after.as_ref().map(response_path),
        request_id: errors.request_id.as_ref().map(response_path),
        status: errors
            .status
            .iter()
            .map(|(status, kind)| (*status, *kind))
            .collect(),
        codes: errors
            .codes
            .iter()
            .map(|code| (Str::Owned(code.pattern.clone()), code.kind))
            .collect(),
    }
}

fn response_path(path: &model::ResponsePath) -> specie_runtime::ResponsePath {
    match path {
        model::ResponsePath::Status => specie_runtime::ResponsePath::Status,
        model::ResponsePath::Body(steps) => specie_runtime::ResponsePath::Body(segments(steps)),
        model::ResponsePath::Header(name) => {
            specie_runtime::ResponsePath::Header(Str::Owned(name.clone()))
        }
    }
}

fn segments(steps: &[PathStep]) -> List<PathSegment> {
    let segment = |step: &PathStep| match step {
        PathStep::Name(name) => PathSegment::Name(name.clone()),
        PathStep::Index(index) => PathSegment::Index(*index),
    };
    steps.iter().map(segment).collect()
}

fn unit_of(unit: TimeUnit) -> Option<Unit> {
    match unit {
        TimeUnit::Seconds => Some(Unit::Seconds),
        TimeUnit::Millis => Some(Unit::Millis),
        TimeUnit::Micros => Some(Unit::Micros),
        TimeUnit::Iso => None,
    }
}

/// A webhook of `api`, by its index; `secrets` are those of [`crate::secret_members::in_event`].
#[must_use]
pub fn webhook<'a>(webhook: &'a model::Webhook, place: u16, secrets: &'a [&'a str]) -> Webhook<'a> {
    Webhook {
        place,
        name: &webhook.name,
        id: webhook.id.as_deref(),
        // Generated clients extract times, because they know the format of each one.
        time: None,
        order: webhook.order.as_deref(),
        secrets,
    }
}
