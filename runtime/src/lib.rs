//! The runtime of the clients that specie generates.
//!
//! A generated crate holds data: operations, types, signing plans and error rules, all as constants. This crate interprets them. It signs
//! and sends requests, classifies responses, decodes them, and verifies webhooks. Everything a generated client does goes through [`Core`],
//! which is not generic; the generated methods are thin, typed wrappers. You rarely use this crate directly, except to implement
//! [`Transport`], [`Clock`], [`CallObserver`] or a store ([`stores`]), or to read an [`Error`].
//!
//! # A client
//! A client binds one [`Provider`] to one set of credentials and one environment. It is cheap to clone: all clones share sessions, clock
//! offset and transport. [`CoreBuilder`] validates credentials, settings and base URLs and decodes the keys once. A client that was built
//! fails on configuration only where a call needs something that is missing, such as a credential that was not given.
//!
//! # The order of a call
//! A call consists of attempts: most often one. Each of them goes through the same steps, so nothing is ever sent with an old timestamp or nonce:
//!
//! 1. Wait until the provider's rate limits allow the request ([`LimitStore`]). A wait that would not end before the timeout does not begin.
//! 2. If the call uses a nonce and the provider requires serial nonces, wait for the [`KeyLock`] of this key. It is released when the
//!    response was received or the attempt failed, so that requests reach the provider in the order of their nonces.
//! 3. Read the clock, corrected by the provider's time in earlier responses, if the spec says where they give it.
//! 4. Take a nonce from the [`NonceStore`], if the plan uses one.
//! 5. Build and sign the request. The bytes that are signed are the bytes that are sent.
//! 6. Send it once through the [`Transport`].
//! 7. Verify its signature, if the provider signs responses. One that is not signed proves nothing.
//! 8. Classify the response: success, partial success, rejection, or no proof of either.
//! 9. Decode the data of a success.
//!
//! Sessions that the signing plan reads are opened before: the call that opens one goes through the same steps. Whether there is another attempt is
//! decided by the [`RetryPolicy`]: only what cannot take effect twice is sent again.
//!
//! One timeout covers all of this, including the waiting, the sessions and all attempts. It works on any executor.
//!
//! # Outcomes
//! A failed call is not necessarily a call without effect. [`Error::kind`] says what went wrong; [`Error::outcome`] says what happened to
//! the call:
//!
//! | [`Outcome`] | Meaning | What to do |
//! |---|---|---|
//! | `NotSent` | Nothing was sent. | Fix the cause; repeating is safe. |
//! | `Rejected` | The provider refused. Nothing was done. | Read [`Error::kind`] and [`Error::code`]. |
//! | `Unanswered` | There is no usable response to an operation that is safe to repeat. | Repeat it. |
//! | `Ambiguous` | The call may have taken effect. | Call the operation that [`Error::reconcile`] names to find out. Do not repeat blindly. |
//! | `Partial` | One part was done, another was refused. | Read [`Error::partial`]. |
//! | `Done` | It was done, but the response cannot be decoded. | Read [`Error::raw`]. |
//!
//! `Rejected` and `Done` need proof in the response. Without proof the outcome of an operation that is not safe is `Ambiguous`.
//!
//! # Stores, locks and hooks
//! Nonces, the lock for serial nonces, rate limits and the deliveries that were handled are shared by all clients of this process that use
//! the same key. If several processes share a key, pass a store that they share to [`CoreBuilder::store`]. Stores identify a key by a digest
//! of its id, so they never see a credential. If one of them fails, the call ends with [`ErrorKind::Store`], and nothing was sent.
//! [`stores`] says what each promises. Sessions are kept in the client; pass open ones to [`CoreBuilder::session_values`].
//!
//! A [`CallObserver`] sees each attempt before it is sent and after it ended: for metrics, logs and traces. A [`Transport`] replaces HTTP.
//!
//! # Spans
//! With the feature `tracing`, every call is a span `call` of the target `specie`, at the level `INFO`, and each of its attempts a span `attempt`
//! within it. What happens during a call, such as the events of an HTTP library, is recorded inside. Calls that open a session are attempts within
//! the attempt that needs the session. Fields have the names of OpenTelemetry's semantic conventions where these have one:
//!
//! | Field | Span | Value |
//! |---|---|---|
//! | `specie.provider`, `specie.operation` | both | their names in the spec |
//! | `specie.attempt` | attempt | its number within the call, from 1 |
//! | `specie.opens_session` | attempt | whether it opens a session that the call needs |
//! | `specie.wait` | attempt | seconds until the request was sent: rate limits, key lock, nonce, sessions, signing; all of the attempt if it was not sent |
//! | `specie.duration` | attempt | seconds until the response was decoded |
//! | `specie.outcome` | both, after a failure | [`Outcome::name`] |
//! | `error.type` | both, after a failure | [`ErrorKind::name`]; `dropped` if the caller dropped the call |
//! | `specie.request_id` | attempt | the provider's identifier of the request, if the spec says where it is |
//! | `http.request.method`, `url.template`, `server.address`, `server.port` | attempt | the request; `url.template` is the path with names in place of values |
//! | `http.request.resend_count` | attempt, from the second | how often the call was sent or tried before |
//! | `http.response.status_code` | attempt | the HTTP status |
//! | `otel.name`, `otel.kind`, `otel.status_code` | both | what `tracing-opentelemetry` reads |
//!
//! No span has a parameter, a credential, a query, a body or a message of the provider.
//!
//! # What the runtime does not do
//! - It does not log (a [`CallObserver`] may; for spans, see above), and it stores nothing on disk.
// A panic is a bug: nothing that a spec, a credential, a response or a delivery holds may reach one.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod amount;
#[cfg(feature = "blocking")]
mod blocking;
mod bytes;
#[cfg(any(feature = "chrono", feature = "time"))]
mod calendar;
mod clock;
pub mod codec;
mod config_values;
mod core;
mod date;
mod environment;
mod error;
#[cfg(any(feature = "blocking", feature = "http"))]
mod event_loop;
mod future;
mod http_date;
mod json;
#[cfg(feature = "serde_json")]
mod json_values;
mod limits;
mod macros;
mod map;
mod nullable;
mod observer;
mod operation;
mod optional_request;
mod outcome;
mod pad;
mod pages;
mod pagination;
pub mod primitives;
mod provider;
mod random;
mod response;
mod retry;
mod secret;
#[cfg(feature = "serde")]
mod serde;
pub mod signing;
mod spans;
pub mod stores;
pub mod stream;
#[cfg(feature = "testing")]
pub mod testing;
mod timers;
mod timestamp;
mod transport;
mod unknown;
mod upload;
mod value;
mod webhook;

#[cfg(feature = "decimal")]
pub use amount::AmountOverflow;
pub use amount::{Amount, InvalidAmount};
pub use bytes::{Bytes, InvalidBytes};
#[cfg(feature = "chrono")]
pub use chrono;
pub use clock::{Clock, SystemClock};
pub use codec::{Check, Wire};
#[doc(hidden)]
pub use config_values::{CredentialValue, SettingValue};
#[doc(hidden)]
pub use core::ByStatus;
pub use core::{Core, CoreBuilder, Download, WithHeaders, named_address};
pub use date::{Date, InvalidDate};
pub use error::Error;
pub use future::{BoxFuture, ResponseFuture};
#[cfg(feature = "stream")]
pub use futures_core::Stream;
pub use jiff;
pub use json::{Json, JsonNumber};
#[cfg(feature = "serde_json")]
pub use json_values::InexactNumber;
pub use limits::{
    Cost, CostBy, CostRule, CountedCalls, Limit, LimitHeaders, LimitReset, LimitSize, ReportedLimit,
};
pub use map::Map;
pub use nullable::Nullable;
pub use observer::{Attempt, AttemptEnd, AttemptResult, CallObserver};
pub use operation::{Body, Idempotency, KeyForm, KeyScope, Operation, ResponseKind};
pub use optional_request::{EmptyRequest, OptionalRequest};
pub use outcome::{ErrorKind, Outcome};
#[doc(hidden)]
pub use pad::pad_whole;
pub use pages::Pages;
#[cfg(feature = "blocking")]
pub use pages::{BlockingEntries, BlockingPages};
#[cfg(feature = "stream")]
pub use pages::{EntryStream, PageStream};
pub use pagination::{CursorSource, PageValue, Pagination, PaginationStyle};
pub use provider::{
    ClockPolicy, Envelope, EnvironmentData, ErrorRules, Literal, Provider, ResponsePath,
    ResponseTest, ServerTime, TimeCall, Webhook, delivery_window, matches_pattern,
};
#[doc(hidden)]
pub use random::{random_bytes, random_uuid};
#[cfg(feature = "redis")]
pub use redis;
#[cfg(feature = "http")]
pub use reqwest;
pub use response::RawResponse;
pub use retry::RetryPolicy;
#[cfg(feature = "decimal")]
pub use rust_decimal;
pub use secret::Secret;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde::deserialize_by_status;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde_core;
#[cfg(feature = "serde_json")]
pub use serde_json;
pub use signing::plan::{Arrays, PathEncode};
#[cfg(feature = "file-store")]
pub use stores::FileStore;
#[cfg(feature = "redis")]
pub use stores::RedisStore;
pub use stores::{
    Admission, ClaimState, DedupStore, InProcessDedup, InProcessLimits, InProcessLock,
    InProcessNonces, KeyGuard, KeyLock, LimitReport, LimitStore, LimitUse, NonceStore,
};
#[cfg(feature = "time")]
pub use time;
pub use timers::Timer;
pub use timestamp::{InvalidTimestamp, Timestamp};
#[cfg(feature = "http")]
pub use transport::HttpTransport;
pub use transport::{
    BodyChunks, StreamedResponse, Transport, TransportError, TransportFailure, TransportRequest,
    TransportResponse,
};
#[doc(hidden)]
pub use transport::{is_local_http, is_loopback};
pub use unknown::UnknownValue;
pub use upload::{FileParam, FormPart, FormPartValue, Upload, UploadContents};
#[doc(hidden)]
pub use value::json_pointer::{pointer_into, pointer_tokens};
pub use webhook::{Claim, Claimed, DeliveryHeader, DeliveryOrder, Verified};
