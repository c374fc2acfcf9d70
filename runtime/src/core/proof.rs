//! Whether the provider signed what was received: deliveries of webhooks, and responses where the provider signs them too.

use super::Inner;
use super::attempt::{Attempt, Subject};
use crate::signing::{DeliveryLimits, VerifiedRequest, VerifyError, VerifyErrorKind};
use crate::transport::TransportResponse;
use crate::{Error, ErrorKind, Operation, Outcome};
use smallvec::SmallVec;
use std::time::Duration;

/// Why something is not known to be signed by the provider.
pub(crate) enum Unproven {
    /// The signature is missing or wrong, or cannot be checked.
    Signature(VerifyError),
    /// It was signed too long ago, or later than now.
    Time(String),
    /// The provider's keys are not known.
    Keys(Error),
}

impl Inner {
    /// Verifies the signature and the time, with the credentials of the client or, if they do not match, with others that it accepts.
    pub(crate) fn prove(
        &self,
        webhook: u16,
        headers: &[(&str, &str)],
        body: &[u8],
        limits: DeliveryLimits,
        tolerance: Option<Duration>,
    ) -> Result<VerifiedRequest, Unproven> {
        let signer = self.delivery_signer(webhook, headers, body);
        let signer = signer.map_err(Unproven::Keys)?;
        let mut proven = signer.verify_within(webhook, headers, body, limits);
        for other in &self.other_signers {
            if !matches!(&proven, Err(error) if may_be_of_another_secret(error)) {
                break;
            }
            if let Ok(verified) = other.verify_within(webhook, headers, body, limits) {
                proven = Ok(verified);
            }
        }
        let verified = proven.map_err(Unproven::Signature)?;
        self.check_time(webhook, &verified, tolerance)
            .map_err(Unproven::Time)?;
        Ok(verified)
    }

    /// The webhook whose plan verifies the response of an attempt; `None`: responses of its section are not signed.
    pub(super) fn verifies(&self, attempt: &Attempt<'_>) -> Option<u16> {
        let scheme = &self.provider.scheme;
        let section = match attempt.subject {
            Subject::Call(call) => call.section(),
            Subject::Session(index) => {
                let session = scheme.sessions.get(usize::from(index))?;
                session.call.as_ref()?.section
            }
        };
        scheme.sections.get(usize::from(section))?.verify
    }

    /// Refuses a call whose response could not be verified: afterwards, nobody would know whether it was done.
    pub(super) fn ready_to_verify(&self, attempt: &Attempt<'_>) -> Result<(), Error> {
        let Some(webhook) = self.verifies(attempt) else {
            return Ok(());
        };
        let signer = self.delivery_signer(webhook, &[], &[])?;
        signer.ready_to_verify(webhook).map_err(|error| {
            let why = error.message();
            Error::configuration(format!("the response could not be verified: {why}"))
        })
    }

    /// A response is as large as the client allows. It was asked for, so its members need no bound of their own.
    fn response_limits(&self) -> DeliveryLimits {
        DeliveryLimits {
            body: self.limit,
            depth: usize::MAX,
            members: usize::MAX,
        }
    }

    /// Checks that the provider signed the response, where it signs them. An intermediary may have written one that is not signed, so it
    /// proves nothing.
    pub(super) fn verify_response(
        &self,
        attempt: &Attempt<'_>,
        response: &TransportResponse,
    ) -> Result<(), Error> {
        let Some(webhook) = self.verifies(attempt) else {
            return Ok(());
        };
        let headers = response.headers.iter();
        let headers: SmallVec<[(&str, &str); 16]> = headers
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let limits = self.response_limits();
        let why = match self.prove(webhook, &headers, &response.body, limits, None) {
            Ok(_) => return Ok(()),
            Err(Unproven::Signature(error)) => error.message().to_owned(),
            // It was asked for just now, to correct the clock that finds its time wrong.
            Err(Unproven::Time(_)) if self.gives_time(attempt.operation) => return Ok(()),
            Err(Unproven::Time(why)) => format!(
                "{why}; check the clock of this machine, and call `sync_clock` if the client has it"
            ),
            Err(Unproven::Keys(error)) => error.to_string(),
        };
        let outcome = match attempt.operation.is_safe() {
            true => Outcome::Unanswered,
            false => Outcome::Ambiguous,
        };
        let what = format!("the response is not known to be from the provider: {why}");
        let mut error = Error::new(ErrorKind::Verify, outcome, what);
        // None of this can do harm if it is wrong, and an intermediary that is too busy is to be waited for.
        self.add_response(&mut error, response, &attempt.masked());
        Err(error)
    }

    /// Whether this is the operation that gives the provider's time.
    fn gives_time(&self, operation: &Operation<'_>) -> bool {
        let clock = self.provider.clock.as_ref();
        let source = clock.and_then(|clock| clock.server_time.as_ref());
        source.is_some_and(|source| source.operation.as_deref() == Some(operation.name))
    }
}

/// Whether something that was refused may have been signed with another secret.
fn may_be_of_another_secret(error: &VerifyError) -> bool {
    !matches!(
        error.kind(),
        VerifyErrorKind::Configuration | VerifyErrorKind::TooLarge
    )
}
