//! Verifies the signature of a request, and says why it does not match.

use crate::engine::Engine;
use crate::fault;
use crate::received::Received;
use crate::refusal::{Refusal, RefusalKind};
use crate::routes::Endpoint;
use specie_codegen::model::Operation;
use specie_codegen::runtime_provider::OperationData;
use specie_runtime::signing::plan::Data;
use specie_runtime::signing::{
    Explained, ReceivedRequest, SessionValues, Signer, Value, VerifiedRequest, VerifyError,
    VerifyErrorKind,
};

impl Engine {
    /// Verifies the signature, with each set of credentials that the account may use.
    pub(crate) fn verify(
        &self,
        operation: &Operation,
        endpoint: &Endpoint,
        received: &Received,
    ) -> Result<VerifiedRequest, Refusal> {
        let headers: Vec<(&str, &str)> = received
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let encodes: Vec<_> = operation.path_encodes().collect();
        let base = received.base(endpoint.prefix);
        let request = ReceivedRequest {
            section: endpoint.section,
            method: &received.method,
            endpoint: &operation.path,
            path: received.path.get(endpoint.prefix..).unwrap_or_default(),
            path_encode: &encodes,
            query: received.query.as_deref(),
            headers: &headers,
            body: &received.body,
            base: base.as_deref(),
        };
        let closest = match self.verified(&request, received) {
            Ok(verified) => return Ok(verified),
            Err(Some(closest)) => closest,
            Err(None) => return Err(without_credentials()),
        };
        let data = OperationData::of(&self.api, operation, None);
        let called = data.operation();
        let secrets = called.secret_params;
        let refusal = self.explain(&closest, &request, secrets);
        let mut members = received.query_members();
        members.extend(received.body_members().unwrap_or_default());
        let members = Data::Object(members.into());
        let reason = called.redacted(&Value::from(&members), &refusal.reason);
        Err(Refusal { reason, ..refusal })
    }

    /// Verifies what the plan of a section signs but calls no operation: the upgrade and the frames of streams. Then it checks their clock and
    /// their nonce.
    pub(crate) fn verify_section(
        &self,
        request: &ReceivedRequest<'_>,
        received: &Received,
    ) -> Result<VerifiedRequest, Refusal> {
        let verified = match self.verified(request, received) {
            Ok(verified) => verified,
            Err(Some(closest)) => return Err(self.explain(&closest, request, &[])),
            Err(None) => return Err(without_credentials()),
        };
        self.check_clock(request.section, &verified)?;
        self.check_nonce(request.section, &verified)?;
        Ok(verified)
    }

    /// Verifies with each set of credentials, and each session. Returns the attempt that came closest.
    fn verified(
        &self,
        request: &ReceivedRequest<'_>,
        received: &Received,
    ) -> Result<VerifiedRequest, Option<Box<Closest<'_>>>> {
        let sessions = self.sessions().values(self.now_ns());
        let plan = self
            .section(request.section)
            .and_then(|section| section.plan);
        let mut closest: Option<(&Signer, &SessionValues, VerifyError)> = None;
        for session in &sessions {
            for signer in self.signers_of(plan, received) {
                match signer.verify(request, session) {
                    Ok(verified) => return Ok(verified),
                    Err(error) => {
                        let rank_known = closest.as_ref().map(|(.., known)| rank(known));
                        if rank_known.is_none_or(|known| rank(&error) > known) {
                            closest = Some((signer, session, error));
                        }
                    }
                }
            }
        }
        Err(closest.map(|(signer, session, error)| {
            Box::new(Closest {
                signer,
                session: session.clone(),
                error,
            })
        }))
    }

    /// The refusal for a request that does not match its plan: which text was signed, and where the result differs.
    fn explain(
        &self,
        closest: &Closest<'_>,
        request: &ReceivedRequest<'_>,
        secret_params: &[&str],
    ) -> Refusal {
        let Closest {
            signer,
            session,
            error,
        } = closest;
        let plan = self.plan(request.section);
        let kind = fault::kind_of(&self.api.runtime.scheme, plan, error);
        let mut reason = error.to_string();
        if kind == RefusalKind::WrongSignature {
            let (_, steps) = signer.explain_received(request, session, secret_params);
            explain_signature(&mut reason, error, request, &steps);
        }
        Refusal::new(kind, reason)
    }
}

/// The attempt to verify a request that came closest.
struct Closest<'e> {
    signer: &'e Signer,
    session: SessionValues,
    error: VerifyError,
}

fn without_credentials() -> Refusal {
    let reason = "the account has no credentials";
    Refusal::new(RefusalKind::UnknownKey, reason)
}

/// How far a request came: a wrong value is closer to being right than a missing one.
fn rank(error: &VerifyError) -> u8 {
    match error.kind() {
        VerifyErrorKind::Configuration | VerifyErrorKind::Unverifiable => 0,
        VerifyErrorKind::Missing => 1,
        _ => 2,
    }
}

/// Adds to the reason which text was signed, and the first byte that differs.
fn explain_signature(
    reason: &mut String,
    error: &VerifyError,
    request: &ReceivedRequest<'_>,
    steps: &[Explained],
) {
    let last_input = steps
        .iter()
        .rev()
        .find(|step| step.name.contains("input of "));
    if let Some(input) = last_input {
        let (_, what) = input.name.rsplit_once("input of ").unwrap_or_default();
        reason.push_str(&format!("; {what} is computed from {:?}", input.value));
    }
    let expected = steps.iter().rev().find(|step| {
        step.position == error.position().unwrap_or(step.position)
            && !step.name.contains("input of ")
    });
    let mut headers = request.headers.iter();
    let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(error.name()));
    if let (Some(expected), Some((_, found))) = (expected, found) {
        let same = expected.value.bytes().zip(found.bytes());
        let at = same.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        reason.push_str(&format!("; the first byte that differs is byte {}", at + 1));
    }
}
