//! Where a call is sent and how its parameters are encoded.

use super::{Encoder, List, Str};

/// A group of endpoints: base URL, path, place of parameters, encoder, plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Name in calls.
    pub name: Str,
    /// Scheme, host and any prefix that is never part of a signed path.
    pub base: Str,
    /// Path after the base; `{path}` is replaced by the call's own path.
    pub path: Str,
    /// How values are encoded in the call's own path, unless the call specifies another encoding.
    pub path_encode: PathEncode,
    /// Methods (in upper case) and their place.
    pub places: List<(Str, Place)>,
    /// Place of the methods that are not listed.
    pub otherwise: Place,
    /// Encoder of query and form as sent.
    pub encode: Encoder,
    /// Places that are sent even without members.
    pub send_empty: List<Place>,
    /// Plan that signs; `None`: nothing is signed.
    pub plan: Option<u16>,
}

/// Where parameters are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the URL, after `?`.
    Query,
    /// In a form body.
    Form,
    /// In a JSON body.
    Json,
    /// Not sent: only kept for the plan.
    None,
}

/// How a value is encoded in a path. In every encoding it fills at least one segment, and none of its segments is empty, `.` or `..`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PathEncode {
    /// As one segment: everything but `A-Z a-z 0-9 - _ . ~` is percent-encoded.
    #[default]
    Segment,
    /// As several segments, split at its slashes and each encoded as above.
    Segments,
    /// Unchanged: the value is already escaped, and refused if it is not.
    Raw,
}
