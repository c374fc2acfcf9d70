//! The request of an attempt: what signing reads, the request put together, and signed.

use super::Inner;
use super::attempt::{Attempt, Subject};
use super::build_call::Form;
use super::multipart;
use crate::random::{random_bytes, random_uuid};
use crate::signing::{Endpoint, Needs, Params, RequestSpec, SignedRequest, SigningInputs};
use crate::transport::{TransportRequest, check_url};
use crate::{Error, FormPart};
use std::borrow::Cow;

/// A request that is complete except for its signature.
pub(super) enum ToSign<'a> {
    Ready(&'a Endpoint, &'a Params<'a>),
    Call(&'a RequestSpec<'a>),
    Opening(Box<RequestSpec<'a>>),
}

/// A request as it will be sent.
pub(super) struct Signed {
    pub(super) request: TransportRequest,
    /// The parts of its body, if that has several.
    pub(super) parts: Option<Vec<FormPart>>,
}

impl Inner {
    /// Puts the request together: endpoint, parameters, base URL.
    pub(super) fn build<'a>(
        &'a self,
        attempt: &Attempt<'a>,
        inputs: &'a SigningInputs,
    ) -> Result<ToSign<'a>, Error> {
        Ok(match attempt.subject {
            Subject::Call(call) => match &call.form {
                Form::Ready(endpoint, params) => ToSign::Ready(endpoint, params),
                Form::Call(call) => ToSign::Call(call),
            },
            Subject::Session(index) => {
                let mut call = self.signer.session_call(index, inputs)?;
                call.base = self.base(call.section);
                ToSign::Opening(Box::new(call))
            }
        })
    }

    /// Signs it. The bytes that are signed are the bytes that are sent.
    pub(super) fn sign(
        &self,
        attempt: &Attempt<'_>,
        request: &ToSign<'_>,
        inputs: &SigningInputs,
    ) -> Result<Signed, Error> {
        let signed = match request {
            ToSign::Ready(endpoint, params) => {
                self.signer
                    .sign_at(endpoint, params, inputs, attempt.session)?
            }
            ToSign::Call(call) => self.signer.sign(call, inputs, attempt.session)?,
            ToSign::Opening(call) => self.signer.sign(call, inputs, attempt.session)?,
        };
        let mut request = self.to_transport_request(signed)?;
        request.operation = self.name_of(attempt).to_owned();
        #[cfg(feature = "testing")]
        {
            request.envelope = attempt.operation.envelope;
        }
        let parts = self.parts_of(attempt, &request)?;
        Ok(Signed { request, parts })
    }

    /// The name of what an attempt calls: an operation or a session.
    fn name_of<'a>(&'a self, attempt: &Attempt<'a>) -> &'a str {
        let sessions = &self.provider.scheme.sessions;
        match attempt.subject {
            Subject::Call(_) => attempt.operation.name,
            Subject::Session(index) => sessions
                .get(usize::from(index))
                .map_or("", |session| &session.name),
        }
    }

    fn to_transport_request(
        &self,
        mut signed: SignedRequest<'_>,
    ) -> Result<TransportRequest, Error> {
        for (name, value) in &self.headers {
            let header = (Cow::Owned(name.clone()), Cow::Owned(value.clone()));
            signed.headers.push(header);
        }
        self.plain_http.check(&signed.url).map_err(Error::request)?;
        signed.check_verbatim().map_err(|why| {
            Error::request(format!(
                "the request would be changed after it was signed: {why}"
            ))
        })?;
        let headers = signed
            .headers
            .into_iter()
            .map(|(name, value)| (name.into_owned(), value.into_owned()));
        let mut request = TransportRequest::new(signed.method, signed.url);
        request.headers = headers.collect();
        request.body = signed.body;
        request.limit = self.limit;
        request.plain_http = self.plain_http.is_used() && check_url(&request.url).is_err();
        Ok(request)
    }

    /// The parts of the body of a call, with its files opened; `None`: it has another body.
    fn parts_of(
        &self,
        attempt: &Attempt<'_>,
        request: &TransportRequest,
    ) -> Result<Option<Vec<FormPart>>, Error> {
        let call = match attempt.subject {
            Subject::Call(call) => call,
            Subject::Session(_) => return Ok(None),
        };
        let Some(parts) = call.parts() else {
            return Ok(None);
        };
        // `check` rejects such plans; a provider may also be made by hand.
        let mut headers = request.headers.iter();
        if request.body.is_some()
            || headers.any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"))
        {
            return Err(Error::configuration(
                "the plan sets a body or its type, but the call has a body with several parts",
            ));
        }
        multipart::open(attempt.operation, parts, &call.uploads).map(Some)
    }
}

/// What signing reads beside credentials and parameters: one reading of each source.
pub(super) fn signing_inputs(
    needs: &Needs,
    clock: SigningInputs,
    nonce: Option<i128>,
) -> Result<SigningInputs, Error> {
    let mut inputs = clock;
    inputs.nonce = nonce;
    if needs.uuid {
        inputs.uuid = Some(random_uuid()?);
    }
    if needs.random {
        inputs.random = Some(random_bytes()?);
    }
    Ok(inputs)
}

/// A reading of the clock, and nothing else.
pub(super) fn at(clock_ns: i128) -> SigningInputs {
    SigningInputs {
        clock_ns,
        ..SigningInputs::default()
    }
}
