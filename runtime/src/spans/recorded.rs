//! Spans as `tracing` has them. The names of fields follow OpenTelemetry's semantic conventions where these have one.
//!
//! A span holds names, numbers and kinds of errors. It never holds a parameter, a credential, a query, a body or a message of the provider.

use crate::Error;
use crate::observer::{Attempt, AttemptEnd, AttemptResult};
use crate::outcome::Outcome;
use crate::transport::host_and_port;
use std::future::Future;
use tracing::field::Empty;
use tracing::instrument::Instrumented;
use tracing::{Instrument as _, Level, Span};

/// The `error.type` of what its caller dropped.
const DROPPED: &str = "dropped";

/// Whether anyone records spans.
pub(crate) fn are_recorded() -> bool {
    tracing::span_enabled!(target: "specie", Level::INFO)
}

/// The span of a call: from its start until it has its result, with all waiting and all attempts.
pub(crate) struct CallSpan {
    span: Span,
    ended: bool,
}

impl CallSpan {
    pub(crate) fn new(provider: &str, operation: &str) -> Self {
        let span = tracing::info_span!(
            target: "specie",
            "call",
            "otel.name" = format_args!("{provider} {operation}"),
            "otel.kind" = "internal",
            "otel.status_code" = Empty,
            "specie.provider" = provider,
            "specie.operation" = operation,
            "specie.outcome" = Empty,
            "error.type" = Empty,
        );
        Self { span, ended: false }
    }

    /// The work of the call, within the span whenever it runs.
    pub(crate) fn around<F: Future>(&self, work: F) -> Instrumented<F> {
        work.instrument(self.span.clone())
    }

    /// The call has its result.
    pub(crate) fn ended<T>(mut self, result: &Result<T, Error>) {
        self.ended = true;
        if let Err(error) = result {
            record_failure(&self.span, error.kind().name(), Some(error.outcome()));
        }
    }
}

impl Drop for CallSpan {
    fn drop(&mut self) {
        if !self.ended {
            record_failure(&self.span, DROPPED, None);
        }
    }
}

/// The span of an attempt, within that of its call.
pub(crate) struct AttemptSpan(Span);

impl AttemptSpan {
    pub(crate) fn new(attempt: &Attempt) -> Self {
        let server = Server::of(attempt);
        let span = tracing::info_span!(
            target: "specie",
            "attempt",
            "otel.name" = format_args!("{} {}", attempt.method, attempt.path),
            "otel.kind" = "client",
            "otel.status_code" = Empty,
            "specie.provider" = attempt.provider,
            "specie.operation" = attempt.operation,
            "specie.opens_session" = attempt.opens_session,
            "specie.attempt" = attempt.number,
            "http.request.method" = attempt.method,
            "http.request.resend_count" = Empty,
            "server.address" = server.address,
            "server.port" = server.port,
            "url.template" = attempt.path,
            "http.response.status_code" = Empty,
            "specie.request_id" = Empty,
            "specie.wait" = Empty,
            "specie.duration" = Empty,
            "specie.outcome" = Empty,
            "error.type" = Empty,
        );
        if attempt.number > 1 {
            span.record("http.request.resend_count", attempt.number - 1);
        }
        Self(span)
    }

    /// The work of an attempt, within its span whenever it runs.
    pub(crate) fn around<F: Future>(span: Option<&Self>, work: F) -> Instrumented<F> {
        work.instrument(span.map_or_else(Span::none, |span| span.0.clone()))
    }

    /// How the attempt ended.
    pub(crate) fn ended(&self, end: &AttemptEnd) {
        let Self(span) = self;
        let wait = end.sent_after().unwrap_or(end.elapsed());
        span.record("specie.wait", wait.as_secs_f64());
        span.record("specie.duration", end.elapsed().as_secs_f64());
        if let Some(status) = end.status() {
            span.record("http.response.status_code", status);
        }
        if let Some(id) = end.request_id() {
            span.record("specie.request_id", id);
        }
        match end.result() {
            AttemptResult::Success => {}
            AttemptResult::Failure { kind, outcome } => {
                record_failure(span, kind.name(), Some(outcome));
            }
            AttemptResult::Dropped { outcome } => record_failure(span, DROPPED, Some(outcome)),
        }
    }
}

/// Whom an attempt asks.
struct Server<'a> {
    address: &'a str,
    port: u16,
}

impl<'a> Server<'a> {
    fn of(attempt: &'a Attempt) -> Self {
        let usual = if attempt.secure { 443 } else { 80 };
        let (address, port) = host_and_port(&attempt.host).unwrap_or((&attempt.host, None));
        Self {
            address,
            port: port.unwrap_or(usual),
        }
    }
}

fn record_failure(span: &Span, kind: &'static str, outcome: Option<Outcome>) {
    span.record("otel.status_code", "ERROR");
    span.record("error.type", kind);
    if let Some(outcome) = outcome {
        span.record("specie.outcome", outcome.name());
    }
}
