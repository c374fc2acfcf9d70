//! Decides about a request as the provider would: route, signature, clock, nonce, parameters.

use crate::engine::Engine;
use crate::fault;
use crate::members;
use crate::plan_walk;
use crate::rate_limits;
use crate::received::Received;
use crate::refusal::{Refusal, RefusalKind};
use crate::routes::{Endpoint, Match};
use crate::texts;
use specie_codegen::model::{Location, Operation, Variant};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::validate::{self, Mismatch, MismatchKind};
use specie_runtime::signing::plan::{Data, PathSegment, Place, Plan, Section, Str};
use specie_runtime::signing::{
    Explained, ReceivedRequest, SessionValues, Signer, Value, VerifiedRequest, VerifyError,
    VerifyErrorKind,
};

/// The largest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// A call that the provider accepts.
pub(crate) struct Accepted<'e> {
    pub(crate) operation: &'e Operation,
    pub(crate) variant: Option<&'e Variant>,
    /// The parameters by name, in the order in which they were received.
    pub(crate) params: Vec<(Str, Data)>,
    /// The address at which it arrived, without its query.
    pub(crate) address: String,
}

/// What was decided about a request.
pub(crate) struct Verdict<'e> {
    /// The operation, if its route is known.
    pub(crate) operation: Option<&'e Operation>,
    pub(crate) outcome: Result<Accepted<'e>, Refusal>,
}

impl Engine {
    pub(crate) async fn judge(&self, received: &Received) -> Verdict<'_> {
        if received.body.len() > MAX_BODY {
            let reason = format!("the body has more than {MAX_BODY} bytes");
            return refused(None, Refusal::new(RefusalKind::BodyTooLarge, reason));
        }
        let endpoint = match self.routes.find(received) {
            Match::Endpoint(endpoint) => endpoint,
            Match::Unknown => {
                let reason = format!(
                    "no operation is called by {} {}",
                    received.method, received.path
                );
                return refused(None, Refusal::new(RefusalKind::UnknownEndpoint, reason));
            }
            Match::Unreadable(reason) => {
                return refused(None, Refusal::new(RefusalKind::Unreadable, reason));
            }
            Match::OtherMethod(methods) => {
                let reason = format!(
                    "expected {}, found {}",
                    methods.join(" or "),
                    received.method
                );
                return refused(None, Refusal::new(RefusalKind::WrongMethod, reason));
            }
        };
        let Some(operation) = self.api.operations.get(endpoint.operation) else {
            let reason = "the operation is not in the spec";
            return refused(None, Refusal::new(RefusalKind::UnknownEndpoint, reason));
        };
        Verdict {
            operation: Some(operation),
            outcome: self.accept(operation, endpoint, received).await,
        }
    }

    async fn accept<'e>(
        &'e self,
        operation: &'e Operation,
        endpoint: &Endpoint,
        received: &Received,
    ) -> Result<Accepted<'e>, Refusal> {
        self.check_repeated(operation, endpoint, received)?;
        self.check_body(operation, endpoint.section, received)?;
        let verified = self.verify(operation, endpoint, received)?;
        self.check_clock(endpoint.section, &verified)?;
        self.check_nonce(endpoint.section, &verified)?;
        self.check_query(operation, endpoint.section, received, &verified)?;
        let mut given = self.given(operation, received, &verified)?;
        texts::read(&self.api, operation, &mut given);
        let variant = variant_of(operation, &given);
        self.check_limits(operation, variant, &given).await?;
        self.check_permission(operation, variant)?;
        let params = self.check_params(operation, variant, given)?;
        Ok(Accepted {
            operation,
            variant,
            params,
            address: received.address(),
        })
    }

    fn section(&self, index: u16) -> Option<&Section> {
        self.api.runtime.scheme.sections.get(usize::from(index))
    }

    pub(crate) fn plan(&self, section: u16) -> Option<&Plan> {
        let plan = self.section(section)?.plan?;
        self.api.runtime.scheme.plans.get(usize::from(plan))
    }

    /// Refuses a request in which a header of the signature, or of a parameter, occurs twice.
    fn check_repeated(
        &self,
        operation: &Operation,
        endpoint: &Endpoint,
        received: &Received,
    ) -> Result<(), Refusal> {
        let own = self.plan(endpoint.section).map(plan_walk::headers);
        let params = operation.params.iter();
        let params = params
            .filter(|param| param.location == Location::Header)
            .map(|param| param.field.name.as_str());
        let own = own.unwrap_or_default().into_iter().map(|(name, _)| name);
        for name in own.chain(params) {
            if received.count(name) > 1 {
                let reason = format!("`{name}` occurs {} times", received.count(name));
                return Err(Refusal::new(RefusalKind::RepeatedHeader, reason));
            }
        }
        Ok(())
    }

    /// Verifies the signature, with each set of credentials that the account may use.
    fn verify(
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
        let request = ReceivedRequest {
            section: endpoint.section,
            method: &received.method,
            endpoint: &operation.path,
            path: received.path.get(endpoint.prefix..).unwrap_or_default(),
            path_encode: &encodes,
            query: received.query.as_deref(),
            headers: &headers,
            body: &received.body,
            base: None,
        };
        let sessions = self.sessions().values(self.now_ns());
        let plan = self
            .section(endpoint.section)
            .and_then(|section| section.plan);
        let mut closest: Option<(&Signer, &SessionValues, VerifyError)> = None;
        for session in &sessions {
            for signer in self.signers_of(plan, received) {
                match signer.verify(&request, session) {
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
        let Some((signer, session, error)) = closest else {
            let reason = "the account has no credentials";
            return Err(Refusal::new(RefusalKind::UnknownKey, reason));
        };
        Err(self.explain(operation, signer, received, &request, session, &error))
    }

    /// The refusal for a request that does not match its plan: which text was signed, and where the result differs. Without the values of the
    /// secret parameters that were received.
    fn explain(
        &self,
        operation: &Operation,
        signer: &Signer,
        received: &Received,
        request: &ReceivedRequest<'_>,
        session: &SessionValues,
        error: &VerifyError,
    ) -> Refusal {
        let plan = self.plan(request.section);
        let kind = fault::kind_of(&self.api.runtime.scheme, plan, error);
        let data = OperationData::of(&self.api, operation, None);
        let called = data.operation();
        let mut reason = error.to_string();
        if kind == RefusalKind::WrongSignature {
            let (_, steps) = signer.explain_received(request, session, called.secret_params);
            explain_signature(&mut reason, error, request, &steps);
        }
        let mut members = received.query_members();
        members.extend(received.body_members().unwrap_or_default());
        let members = Data::Object(members.into());
        Refusal::new(kind, called.redacted(&Value::from(&members), &reason))
    }

    /// Refuses members of the query that nobody reads: of a call whose parameters are sent in its body.
    fn check_query(
        &self,
        operation: &Operation,
        section: u16,
        received: &Received,
        verified: &VerifiedRequest,
    ) -> Result<(), Refusal> {
        let place = self
            .section(section)
            .map(|section| section.place_of(&received.method));
        let is_main = matches!(place, Some(Place::Query | Place::None)) && !operation.multipart;
        let opens = self.plan(section).is_some_and(plan_walk::opens_query);
        let Value::Object(members) = &verified.query else {
            return Ok(());
        };
        if is_main || opens {
            return Ok(());
        }
        let is_declared = |name: &str| {
            let mut params = operation.params.iter();
            params.any(|param| param.location == Location::Query && param.field.name == name)
        };
        match members.iter().find(|(name, _)| !is_declared(name)) {
            None => Ok(()),
            Some((name, _)) => Err(Refusal {
                parameter: Some(name.to_string()),
                ..Refusal::new(
                    RefusalKind::UnknownParameter,
                    format!("`{name}` is not a parameter of the query"),
                )
            }),
        }
    }

    fn check_clock(&self, section: u16, verified: &VerifiedRequest) -> Result<(), Refusal> {
        let (Some(clock), Some(stamp)) = (&self.api.runtime.clock, verified.clock_ns) else {
            return Ok(());
        };
        let now = self.now_ns();
        if let Err(reason) = clock.check(stamp, now) {
            return Err(Refusal::new(RefusalKind::StaleTimestamp, reason));
        }
        let Some(unit) = clock.unique else {
            return Ok(());
        };
        let counted = stamp.div_euclid(unit.nanos());
        if self.policies().is_new_stamp(section, counted) {
            return Ok(());
        }
        let reason = "its timestamp was used before, and must be unique";
        Err(Refusal::new(RefusalKind::StaleNonce, reason))
    }

    fn check_nonce(&self, section: u16, verified: &VerifiedRequest) -> Result<(), Refusal> {
        let Some(nonce) = verified.nonce else {
            return Ok(());
        };
        match self.policies().next_nonce(section, nonce) {
            Ok(()) => Ok(()),
            Err(last) => {
                let reason = format!("expected a nonce above {last}, found {nonce}");
                Err(Refusal::new(RefusalKind::StaleNonce, reason))
            }
        }
    }

    async fn check_limits(
        &self,
        operation: &Operation,
        variant: Option<&Variant>,
        given: &[(Str, Data)],
    ) -> Result<(), Refusal> {
        if !self.has_limits {
            return Ok(());
        }
        let wait = rate_limits::count(&self.limits, &self.api, operation, variant, given).await;
        // A call that cannot be counted is not let in.
        let wait = wait.map_err(|error| {
            let reason = format!("the call cannot be counted against the limits: {error}");
            self.note(&reason);
            Refusal::new(RefusalKind::RateLimited, reason)
        })?;
        let Some(wait) = wait else { return Ok(()) };
        // Whole seconds, rounded up: a client that waits this long is let in.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let reason = format!("there were more calls than the limits allow; wait {seconds} s");
        Err(Refusal {
            retry_after: Some(seconds),
            ..Refusal::new(RefusalKind::RateLimited, reason)
        })
    }

    fn check_permission(
        &self,
        operation: &Operation,
        variant: Option<&Variant>,
    ) -> Result<(), Refusal> {
        let denied = |name: &str| self.denied.iter().any(|known| known == name);
        let name = variant.map_or(&operation.name, |variant| &variant.name);
        if !denied(name) && !denied(&operation.name) {
            return Ok(());
        }
        let reason = format!("the key may not call `{name}`");
        Err(Refusal::new(RefusalKind::PermissionMissing, reason))
    }

    /// Checks the parameters against their types.
    fn check_params(
        &self,
        operation: &Operation,
        variant: Option<&Variant>,
        given: Vec<(Str, Data)>,
    ) -> Result<Vec<(Str, Data)>, Refusal> {
        let set = variant.map_or(&[][..], |variant| &variant.set);
        let own: Vec<(Str, Data)> = given
            .iter()
            .filter(|(name, _)| {
                let is_param = operation
                    .params
                    .iter()
                    .any(|param| param.field.name == *name);
                is_param || !set.iter().any(|(known, _)| known == name)
            })
            .cloned()
            .collect();
        let (_, mismatches) = validate::params(&self.api.types, operation, set, &own);
        let mut wrong = mismatches.iter();
        match wrong.find(|mismatch| mismatch.kind != MismatchKind::Unlisted) {
            Some(mismatch) => Err(refusal_of(mismatch)),
            None => Ok(given),
        }
    }
}

/// The variant whose constants a call has; of several, the one with the most.
fn variant_of<'o>(operation: &'o Operation, given: &[(Str, Data)]) -> Option<&'o Variant> {
    let has = |(name, value): &(String, String)| members::has(given, name, value);
    let variants = operation.variants.iter();
    variants
        .filter(|variant| variant.set.iter().all(has))
        .max_by_key(|variant| variant.set.len())
}

fn refused<'e>(operation: Option<&'e Operation>, refusal: Refusal) -> Verdict<'e> {
    Verdict {
        operation,
        outcome: Err(refusal),
    }
}

/// How far a request came: a wrong value is closer to being right than a missing one.
fn rank(error: &VerifyError) -> u8 {
    match error.kind() {
        VerifyErrorKind::Configuration | VerifyErrorKind::Unverifiable => 0,
        VerifyErrorKind::Missing => 1,
        _ => 2,
    }
}

fn refusal_of(mismatch: &Mismatch) -> Refusal {
    let kind = match mismatch.kind {
        MismatchKind::Missing => RefusalKind::MissingParameter,
        MismatchKind::Unknown => RefusalKind::UnknownParameter,
        MismatchKind::Range => RefusalKind::OutOfRange,
        MismatchKind::Several => RefusalKind::NotExactlyOne,
        MismatchKind::Value | MismatchKind::Unlisted => RefusalKind::WrongType,
    };
    let mut names = mismatch.path.iter().rev();
    let parameter = names.find_map(|segment| match segment {
        PathSegment::Name(name) => Some(name.to_string()),
        _ => None,
    });
    Refusal {
        parameter,
        ..Refusal::new(kind, mismatch.to_string())
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
