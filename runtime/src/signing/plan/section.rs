//! Where a call is sent and how its parameters are encoded.

use super::{Encoder, List, Str};

/// The placeholder for the call's own path in [`Section::path`].
pub(crate) const PATH_PLACEHOLDER: &str = "{path}";

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
    /// The webhook whose plan verifies the responses, as its index in the scheme; `None`: responses are not signed.
    pub verify: Option<u16>,
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

impl Section {
    /// Where the parameters of a method are placed.
    #[must_use]
    pub fn place_of(&self, method: &str) -> Place {
        self.places
            .iter()
            .find(|(listed, _)| listed == method)
            .map_or(self.otherwise, |(_, place)| *place)
    }
}

impl Place {
    /// The name in specs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Form => "form",
            Self::Json => "json",
            Self::None => "none",
        }
    }
}

impl PathEncode {
    /// The encoding of the path value `name`: the one given for it, otherwise this one.
    pub(crate) fn of_name(self, given: &[(&str, Self)], name: &str) -> Self {
        let of_name = given.iter().find(|(known, _)| *known == name);
        of_name.map_or(self, |(_, encode)| *encode)
    }
}
