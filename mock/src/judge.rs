//! Decides about a request as the provider would: route, signature, clock, nonce, parameters.

use crate::engine::Engine;
use crate::members;
use crate::plan_facts::PlanFacts;
use crate::rate_limits;
use crate::received::Received;
use crate::refusal::{Refusal, RefusalKind};
use crate::routes::{Endpoint, Match};
use crate::sessions::is_opened_by;
use crate::texts;
use specie_codegen::model::{Location, Operation, Variant};
use specie_codegen::validate::{self, Mismatch, MismatchKind};
use specie_runtime::signing::plan::{Data, Entry, Expr, PathSegment, Place, Plan, Section, Str};
use specie_runtime::signing::{Value, VerifiedRequest};
use std::borrow::Cow;

/// The largest body that is read, in bytes.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// A call that the provider accepts.
pub(crate) struct Accepted<'e> {
    /// The index of the operation.
    pub(crate) index: usize,
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
            Match::Endpoints(endpoints) => match self.signed_as(&endpoints, received) {
                Some(endpoint) => endpoint,
                None => {
                    let reason = "the operation is not in the spec";
                    return refused(None, Refusal::new(RefusalKind::UnknownEndpoint, reason));
                }
            },
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

    /// Of endpoints at one method and path, the one whose section signs as this request is signed. Sections that sign come first: an unsigned
    /// one accepts anything. If none does, the first.
    fn signed_as<'r>(
        &self,
        endpoints: &[&'r Endpoint],
        received: &Received,
    ) -> Option<&'r Endpoint> {
        if let [only] = endpoints {
            return Some(only);
        }
        let mut ordered = endpoints.to_vec();
        ordered.sort_by_key(|endpoint| self.plan(endpoint.section).is_none());
        let mut fitting = ordered.iter().filter(|endpoint| {
            let operation = self.api.operations.get(endpoint.operation);
            operation.is_some_and(|operation| self.verify(operation, endpoint, received).is_ok())
        });
        fitting.next().or(ordered.first()).copied()
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
        let mut given = self.given(operation, received, verified)?;
        texts::read(&self.api, operation, &mut given);
        let variant = variant_of(operation, &given);
        self.check_limits(operation, variant, &given).await?;
        self.check_permission(operation, variant)?;
        let params = self.check_params(operation, endpoint.section, variant, given)?;
        self.check_login(operation, &params)?;
        Ok(Accepted {
            index: endpoint.operation,
            operation,
            variant,
            params,
            address: received.address(),
        })
    }

    pub(crate) fn section(&self, index: u16) -> Option<&Section> {
        self.api.runtime.scheme.sections.get(usize::from(index))
    }

    pub(crate) fn plan(&self, section: u16) -> Option<&Plan> {
        let plan = self.section(section)?.plan?;
        self.api.runtime.scheme.plans.get(usize::from(plan))
    }

    pub(crate) fn plan_facts(&self, section: u16) -> Option<&PlanFacts> {
        let plan = self.section(section)?.plan?;
        self.plan_facts.get(usize::from(plan))
    }

    /// Refuses a request in which a header of the signature, or of a parameter, occurs twice.
    fn check_repeated(
        &self,
        operation: &Operation,
        endpoint: &Endpoint,
        received: &Received,
    ) -> Result<(), Refusal> {
        let own = self.plan_facts(endpoint.section);
        let own = own.map_or(&[][..], |own| &own.headers);
        let params = operation.params.iter();
        let params = params
            .filter(|param| param.location == Location::Header)
            .map(|param| param.field.name.as_str());
        for name in own.iter().map(String::as_str).chain(params) {
            if received.count(name) > 1 {
                let reason = format!("`{name}` occurs {} times", received.count(name));
                return Err(Refusal::new(RefusalKind::RepeatedHeader, reason));
            }
        }
        Ok(())
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
        let opens = self.plan_facts(section).is_some_and(|own| own.opens_query);
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

    /// Refuses a call that opens a session with other credentials than those of the account.
    fn check_login(&self, operation: &Operation, given: &[(Str, Data)]) -> Result<(), Refusal> {
        let scheme = &self.api.runtime.scheme;
        let sessions = scheme.sessions.iter();
        let opened = sessions.filter(|session| is_opened_by(session, operation));
        let calls = opened.filter_map(|session| session.call.as_ref());
        for entry in calls.flat_map(|call| call.params.iter()) {
            let Entry::Member {
                name,
                value: Expr::Credential(at),
            } = entry
            else {
                continue;
            };
            let credential = scheme.credentials.get(usize::from(*at));
            let own = credential.and_then(|credential| {
                let mut own = self.credentials.iter();
                own.find(|(known, _)| *known == credential.name)
            });
            let sent = members::find_text(given, name);
            if own.is_some_and(|(_, own)| sent.as_ref() != Some(own)) {
                let reason = format!("`{name}` is not that of the account");
                return Err(Refusal::new(RefusalKind::UnknownKey, reason));
            }
        }
        Ok(())
    }

    pub(crate) fn check_clock(
        &self,
        section: u16,
        verified: &VerifiedRequest,
    ) -> Result<(), Refusal> {
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

    pub(crate) fn check_nonce(
        &self,
        section: u16,
        verified: &VerifiedRequest,
    ) -> Result<(), Refusal> {
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
        section: u16,
        variant: Option<&Variant>,
        given: Vec<(Str, Data)>,
    ) -> Result<Vec<(Str, Data)>, Refusal> {
        let set = variant.map_or(&[][..], |variant| &variant.set);
        // Members that the plan sends, with a value that the caller may choose: `recvWindow: params.recvWindow ?? settings.recv_window`.
        let of_plan = self.plan_facts(section);
        let of_plan = of_plan.map_or(&[][..], |own| &own.members);
        let is_own = |name: &str| {
            let mut params = operation.params.iter();
            params.any(|param| param.field.name == name)
                || !set.iter().any(|(known, _)| known == name)
                    && !of_plan.iter().any(|known| known == name)
        };
        let own: Cow<'_, [(Str, Data)]> = match given.iter().all(|(name, _)| is_own(name)) {
            true => Cow::Borrowed(&given),
            false => given
                .iter()
                .filter(|(name, _)| is_own(name))
                .cloned()
                .collect(),
        };
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
