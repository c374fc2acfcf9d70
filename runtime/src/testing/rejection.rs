//! Refusals by a provider, made from the rules of its spec: which response says this error code?

use super::refusal::{RefusalStatus, number, refusal};
use crate::core::{Core, is_in_doubt, usual_kind};
use crate::provider::matches_pattern;
use crate::signing::SessionValues;
use crate::transport::{TransportError, TransportFailure, TransportRequest, TransportResponse};
use crate::{Error, ErrorKind, Json, Operation, Outcome};

/// The message of a refusal.
const MESSAGE: &str = "refused by the test";

/// Statuses that say a kind by themselves.
const USUAL: [u16; 7] = [401, 403, 404, 409, 429, 500, 503];

/// A refusal with an error code: a response for each envelope of the provider that can say it.
#[derive(Clone)]
pub(super) struct Rejection {
    code: String,
    by_envelope: Vec<(Option<u16>, TransportResponse)>,
}

impl Rejection {
    /// # Errors
    /// There is no response that the client understands as a refusal with this code.
    pub(super) fn of(core: &Core, code: &str) -> Result<Self, Error> {
        let count = u16::try_from(core.provider().envelopes.len()).unwrap_or(u16::MAX);
        let envelopes = std::iter::once(None).chain((0..count).map(Some));
        let by_envelope: Vec<_> = envelopes
            .filter_map(|envelope| Some((envelope, response_for(core, envelope, code)?)))
            .collect();
        match by_envelope.is_empty() {
            false => Ok(Self {
                code: code.to_owned(),
                by_envelope,
            }),
            true => Err(Error::configuration(format!(
                "no response with the error code `{code}` is a refusal by the rules of this provider's spec: give the response itself, with `Reply::json`"
            ))),
        }
    }

    pub(super) fn code(&self) -> &str {
        &self.code
    }

    pub(super) fn responses_mut(&mut self) -> impl Iterator<Item = &mut TransportResponse> {
        self.by_envelope.iter_mut().map(|(_, response)| response)
    }

    /// The response to a request.
    ///
    /// # Errors
    /// The envelope of its operation has no form for it.
    pub(super) fn to(
        &self,
        request: &TransportRequest,
    ) -> Result<TransportResponse, TransportError> {
        let mut all = self.by_envelope.iter();
        let found = all.find(|(envelope, _)| *envelope == request.envelope);
        found.map(|(_, response)| response.clone()).ok_or_else(|| {
            TransportError::not_sent(TransportFailure::InvalidRequest).caused_by(format!(
                "no response to `{}` with the error code `{}` is a refusal by the rules of the spec: give the response itself, with `Reply::json`",
                request.operation, self.code
            ))
        })
    }
}

/// The first response that the client reads as a refusal with this code.
fn response_for(core: &Core, envelope: Option<u16>, code: &str) -> Option<TransportResponse> {
    let operation = match envelope {
        Some(envelope) => Operation::new("rejection", "POST", "").envelope(envelope),
        None => Operation::new("rejection", "POST", "").no_envelope(),
    };
    let rules = core.0.rules(&operation);
    let mut codes = rules.both().flat_map(|rules| rules.codes.iter());
    let kind = codes.find(|(pattern, _)| matches_pattern(pattern, code));
    let kind = kind.map(|(_, kind)| *kind);
    let envelope = envelope.and_then(|at| core.provider().envelopes.get(usize::from(at)));
    let declared = rules.both().flat_map(|rules| rules.status.iter());
    let status = RefusalStatus {
        envelope,
        kind,
        usual: None,
        has_code: true,
    };
    let mut statuses = status.candidates(declared);
    let usual = USUAL.into_iter();
    statuses.extend(usual.filter(|status| Some(usual_kind(*status)) == kind));
    statuses.extend([400, 500, 200]);
    let messages = [rules.message().first(), None];
    for place in rules.code() {
        for value in [Json::Text(code.to_owned()), number(code)] {
            for (status, message) in statuses.iter().flat_map(|s| messages.map(|m| (*s, m))) {
                let message = message.map(|place| (place, Json::Text(MESSAGE.to_owned())));
                let values: Vec<_> = message
                    .into_iter()
                    .chain([(place, value.clone())])
                    .collect();
                let response = refusal(envelope, status, &values);
                if is_refusal(core, &operation, response.clone(), code, kind) {
                    return Some(response);
                }
            }
        }
    }
    None
}

/// Whether the client reads a response as a refusal with this code and kind.
fn is_refusal(
    core: &Core,
    operation: &Operation<'_>,
    response: TransportResponse,
    code: &str,
    kind: Option<ErrorKind>,
) -> bool {
    let Err(error) = core.0.classify(operation, response, &SessionValues::new()) else {
        return false;
    };
    let fits = kind.is_none_or(|kind| error.kind() == kind);
    let refused = error.outcome() == Outcome::Rejected || kind.is_some_and(is_in_doubt);
    error.code() == Some(code) && fits && refused
}
