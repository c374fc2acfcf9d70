//! One attempt of a call, in the one order that is right:
//! rate limit, turn, clock, nonce, build and sign, send, classify.

use super::{Answered, Inner, turns};
use crate::operation::Operation;
use crate::signing::plan::Unit;
use crate::signing::{Call, Moment, SessionValues, Signed};
use crate::transport::{
    TransportAnswer, TransportError, TransportFailure, TransportRequest, check_url,
};
use crate::{Error, ErrorKind, Outcome, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// The longest time for a call that says nothing else.
const TIMEOUT: Duration = Duration::from_secs(30);

impl Inner {
    /// Makes the call.
    pub(super) async fn answered(
        &self,
        operation: &Operation<'_>,
        call: &Call<'_>,
    ) -> Result<Answered, Error> {
        let timeout = operation.timeout_ms.map(Duration::from_millis);
        let session = self.known_sessions();
        let answer = self
            .sent(call, &session, timeout, operation.is_safe())
            .await?;
        self.classify(operation, answer, &session)
    }

    /// Makes a call and gives the answer whatever it says.
    pub(super) async fn raw(
        &self,
        operation: &Operation<'_>,
        call: &Call<'_>,
    ) -> Result<TransportAnswer, Error> {
        let session = self.known_sessions();
        self.sent(call, &session, None, operation.is_safe()).await
    }

    /// Signs and sends a call, once.
    pub(super) async fn sent(
        &self,
        call: &Call<'_>,
        session: &Arc<SessionValues>,
        timeout: Option<Duration>,
        safe: bool,
    ) -> Result<TransportAnswer, Error> {
        let section = call.section;
        let nonce = self.needs(section).and_then(|needs| needs.nonce);
        // Limits are waited for here, before the clock is read: what is stamped is sent at once.
        let _turn = match nonce {
            Some(_) if self.provider.serial_nonce => Some(turns::take(&self.key).await),
            _ => None,
        };
        let moment = self.moment(section, nonce).await?;
        let request = self.request_of(call, &moment, session, timeout)?;
        let sent_at = self.clock.now();
        let outcome = self.transport.send(request).await;
        let answer = outcome.map_err(|error| lost(error, safe))?;
        self.learn_time(&answer, sent_at);
        Ok(answer)
    }

    /// One reading of clock, nonce and randomness.
    pub(super) async fn moment(&self, section: u16, nonce: Option<Unit>) -> Result<Moment, Error> {
        let stamp = self
            .offset
            .stamp(self.clock.now(), self.provider.clock.as_ref());
        let mut moment = Moment {
            clock_ns: stamp.as_nanos(),
            ..Moment::default()
        };
        if let Some(unit) = nonce {
            moment.nonce = Some(
                self.nonces
                    .next(&self.key, unit, moment.clock(unit))
                    .await?,
            );
        }
        let (uuid, random) = self
            .needs(section)
            .map_or((false, false), |needs| (needs.uuid, needs.random));
        if uuid {
            moment.uuid = Some(uuid_of(random_bytes()?));
        }
        if random {
            moment.random = Some(random_bytes()?);
        }
        Ok(moment)
    }

    /// The request whose bytes were signed and will be sent.
    fn request_of(
        &self,
        call: &Call<'_>,
        moment: &Moment,
        session: &SessionValues,
        timeout: Option<Duration>,
    ) -> Result<TransportRequest, Error> {
        let timeout = self.timeout.or(timeout).unwrap_or(TIMEOUT);
        self.travelling(self.signer.sign(call, moment, session)?, timeout)
    }

    fn travelling(&self, signed: Signed<'_>, timeout: Duration) -> Result<TransportRequest, Error> {
        check_url(&signed.url).map_err(Error::request)?;
        let headers = signed
            .headers
            .into_iter()
            .map(|(name, value)| (name.into_owned(), value.into_owned()));
        Ok(TransportRequest {
            method: signed.method.into_owned(),
            url: signed.url,
            headers: headers.collect(),
            body: signed.body,
            timeout,
            limit: self.limit,
        })
    }

    fn learn_time(&self, answer: &TransportAnswer, sent_at: Timestamp) {
        let Some((header, unit)) = self
            .provider
            .clock
            .as_ref()
            .and_then(|policy| policy.server_time.as_ref())
        else {
            return;
        };
        if let Some(text) = answer.header(header) {
            self.offset.learn(text, *unit, sent_at, self.clock.now());
        }
    }
}

/// What a failure on the way means for the call.
fn lost(error: TransportError, safe: bool) -> Error {
    let kind = match error.failure {
        TransportFailure::Connect => ErrorKind::Connect,
        TransportFailure::Timeout => ErrorKind::Timeout,
        TransportFailure::Broken => ErrorKind::Transport,
        TransportFailure::TooLarge => ErrorKind::TooLarge,
        TransportFailure::Unfit => ErrorKind::Request,
    };
    let outcome = match (error.sent, safe) {
        (false, _) => Outcome::NotSent,
        (true, true) => Outcome::Unanswered,
        (true, false) => Outcome::Ambiguous,
    };
    let what = error.to_string();
    let made = Error::new(kind, outcome, what);
    match error.source {
        Some(source) => made.caused_by(source),
        None => made,
    }
}

fn random_bytes() -> Result<[u8; 16], Error> {
    let mut bytes = [0; 16];
    getrandom::getrandom(&mut bytes).map_err(|e| {
        Error::request("this machine gives no random numbers").caused_by(e.to_string())
    })?;
    Ok(bytes)
}

/// A UUID of version 4, in lower case.
fn uuid_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_4() {
        assert_eq!(uuid_of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_of([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_ne!(random_bytes().unwrap(), random_bytes().unwrap());
    }
}
