//! Responses whose type depends on the status, and responses with headers beside their data.

use super::Core;
use crate::codec::{Decode, EncodeStruct, Problem, Reader, Wire};
use crate::future::ResponseFuture;
use crate::json::write_text;
use crate::response::{SuccessfulResponse, Unread};
use crate::{Error, Json, Operation, Upload};

/// A response whose type depends on the status: implemented by `status_response!` for generated enums.
pub trait ByStatus: Send + Sized {
    /// The blank response for a status, with the wire format of its data; `None`: not declared.
    fn of_status(status: u16) -> Option<(Self, Wire)>;

    /// What the data is decoded into; `None`: there is none.
    fn data(&mut self) -> Option<&mut dyn Decode>;
}

/// The data of a response, and the headers beside it that the spec declares.
#[derive(Clone, Debug, PartialEq)]
pub struct WithHeaders<T, H> {
    /// The data.
    pub data: T,
    /// The headers.
    pub headers: H,
}

impl Core {
    /// Calls `operation` and decodes its response as the type that its status has.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn run_by_status<'a, R: ByStatus + 'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
    ) -> ResponseFuture<'a, R> {
        ResponseFuture::new(async move {
            let mut target = None;
            self.execute(operation, request, &[], &mut |success| {
                let status = success.response.status;
                let Some((mut response, wire)) = R::of_status(status) else {
                    let what = format!("no response is declared for the status {status}");
                    return Err(Problem::new(what, None).into());
                };
                if let Some(data) = response.data() {
                    let kind = operation.kind_of(status).unwrap_or(operation.response);
                    success.read_as(kind, wire, data)?;
                }
                target = Some(response);
                Ok(())
            })
            .await?;
            target.ok_or_else(|| Error::request("the response was not read"))
        })
    }

    /// Calls `operation` and decodes its response and the headers beside it.
    ///
    /// # Errors
    /// As for [`Core::run`]. A required header that is missing, or one that does not match its type, is an error like that of a member.
    pub fn run_with_headers<'a, R: Decode + 'a, H: Decode + 'a>(
        &'a self,
        operation: &'static Operation<'static>,
        request: &'a dyn EncodeStruct,
    ) -> ResponseFuture<'a, WithHeaders<R, H>> {
        ResponseFuture::new(async move {
            let (mut data, mut headers) = (R::blank(), H::blank());
            self.execute(operation, request, &[], &mut |success| {
                (data, headers) = (R::blank(), H::blank());
                success.read(operation, &mut data)?;
                read_headers(operation, success, &mut headers)
            })
            .await?;
            Ok(WithHeaders { data, headers })
        })
    }

    /// Calls an operation with parameters of any shape, and returns its data and the declared headers beside it as JSON: for tools that read a
    /// spec at run time. The headers are an object of texts.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn call_with_headers<'a>(
        &'a self,
        operation: &'a Operation<'a>,
        params: &'a Json,
    ) -> ResponseFuture<'a, WithHeaders<Json, Json>> {
        self.call_with_uploads(operation, params, Vec::new())
    }

    /// The same for an operation whose body is `multipart/form-data`: in place of each file, `params` has its index in `uploads`.
    ///
    /// # Errors
    /// As for [`Core::run`].
    pub fn call_with_uploads<'a>(
        &'a self,
        operation: &'a Operation<'a>,
        params: &'a Json,
        uploads: Vec<Upload>,
    ) -> ResponseFuture<'a, WithHeaders<Json, Json>> {
        ResponseFuture::new(async move {
            let (mut data, mut headers) = (Json::Null, Json::Null);
            self.called(operation, params, uploads, &mut |success| {
                (data, headers) = (Json::Null, Json::Null);
                success.read(operation, &mut data)?;
                read_headers(operation, success, &mut headers)
            })
            .await?;
            Ok(WithHeaders { data, headers })
        })
    }
}

fn read_headers(
    operation: &Operation<'_>,
    success: &SuccessfulResponse,
    target: &mut dyn Decode,
) -> Result<(), Unread> {
    let text = headers_as_json(operation, success);
    let mut reader = Reader::within(text.as_bytes(), None);
    let read = target.read(&mut reader, Wire::PLAIN);
    read.map_err(|problem| Unread::Beside(problem.inside("headers")))
}

/// The declared headers of a response as a JSON object of texts, so that one reader handles both. A header that is given several times
/// counts with its first value.
fn headers_as_json(operation: &Operation<'_>, success: &SuccessfulResponse) -> String {
    let mut json = String::from("{");
    for name in operation.response_headers {
        if let Some(value) = success.response.header(name) {
            if json.len() > 1 {
                json.push(',');
            }
            // Writing to a `String` cannot fail.
            let _ = write_text(name, &mut json);
            json.push(':');
            let _ = write_text(value, &mut json);
        }
    }
    json.push('}');
    json
}
