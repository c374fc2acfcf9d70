//! Calls of operations that a stream makes.

use super::FrameValue;
use crate::signing::plan::{Arrays, List, PathEncode, Str};

/// A call of an operation that may be repeated, with parameters that are filled in when it is made.
#[derive(Clone, Debug, PartialEq)]
pub struct CallPlan {
    /// Name of the operation.
    pub operation: Str,
    /// Its section, as its index in the scheme.
    pub section: u16,
    /// Method in upper case.
    pub method: Str,
    /// Path, with `{name}` for parameters.
    pub path: Str,
    /// Its envelope, as its index in the provider. `None`: the HTTP status decides, and the whole body is the data.
    pub envelope: Option<u16>,
    /// The timeout of a call, in milliseconds.
    pub timeout_ms: Option<u64>,
    /// How much a call counts towards the provider's limits.
    pub weight: u32,
    /// How parameters are encoded in the path, where this differs from the section.
    pub path_encode: List<(Str, PathEncode)>,
    /// Parameters that are sent in the query, in addition to a body.
    pub in_query: List<Str>,
    /// Parameters that are sent as headers.
    pub in_headers: List<Str>,
    /// Lists and objects that are written in a format of their own.
    pub formats: List<(Str, Arrays)>,
    /// The parameters, in order. One without a value is left out.
    pub params: List<(Str, FrameValue)>,
}
