//! Where a call goes and how its parameters travel.

use super::{List, Str};

/// A group of endpoints: base, path, place of parameters, encoder, plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Name in calls.
    pub name: Str,
    /// Scheme, host and any prefix that is never part of a signed path.
    pub base: Str,
    /// Path after the base; `{path}` stands for the call's own path.
    pub path: Str,
    /// How values are written into the call's own path, unless the call says another way for one.
    pub path_encode: PathEncode,
    /// Method (in capitals) and its place.
    pub places: List<(Str, Place)>,
    /// Place of the methods that are not listed.
    pub otherwise: Place,
    /// Encoder of query and form as sent.
    pub encode: Encoder,
    /// Places that are sent even without members.
    pub send_empty: List<Place>,
    /// Plan that signs; none: nothing is signed.
    pub plan: Option<u16>,
}

/// Where parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the URL, after `?`.
    Query,
    /// In a form body.
    Form,
    /// In a JSON body.
    Json,
    /// Nowhere: held for the plan.
    None,
}

/// How a value is written into a path. In every way it fills at least one segment, and none of its segments is empty, `.` or `..`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PathEncode {
    /// As one segment: everything but `A-Z a-z 0-9 - _ . ~` is percent-encoded.
    #[default]
    PathSegment,
    /// As segments between its slashes, each encoded like that.
    Segments,
    /// As it stands: it is escaped already, and refused where it is not.
    Raw,
}

/// How pairs, or a text, become `name=value` joined by `&`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoder {
    /// What is escaped.
    pub escape: Escape,
    /// How lists and objects are written; none: they are refused.
    pub arrays: Option<Arrays>,
    /// Characters left alone.
    pub keep: Str,
}

/// What an [`Encoder`] escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Everything but `A-Z a-z 0-9 - _ . ~`.
    Rfc3986,
    /// The same, with a space as `+`.
    Plus,
    /// Nothing.
    Raw,
}

/// How an [`Encoder`] writes lists and objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrays {
    /// `k=a&k=b`
    Repeat,
    /// `k[]=a&k[]=b`
    Brackets,
    /// `k[0]=a&k[1]=b`
    Indices,
    /// `k=a,b`
    Comma,
    /// `k=[a,b]`
    List,
    /// `k=["a","b"]`
    Json,
}
