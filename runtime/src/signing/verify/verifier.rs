//! Verifies one request against one plan.

use super::ReceivedRequest;
use super::received::{Content, Pairs};
use crate::signing::inputs::SessionValues;
use crate::signing::plan::{Encoder, Escape, PathEncode, Place, Section, Str};
use crate::signing::prepared::Prepared;
use crate::signing::run::trace::Trace;
use crate::signing::signer::Signer;
use crate::value::path_segment::PathSegment;
use crate::value::types::Members;
use std::cell::RefCell;

/// Where a request was received, and what it contained apart from the body.
pub(super) struct Route<'r> {
    pub(super) section: &'r str,
    pub(super) base: &'r str,
    pub(super) method: &'r str,
    pub(super) endpoint: &'r str,
    pub(super) section_path: &'r str,
    pub(super) path: &'r str,
    /// How values are encoded in the path: the section's encoding, and those of individual names.
    pub(super) path_encode: PathEncode,
    pub(super) path_encodes: &'r [(&'r str, PathEncode)],
    pub(super) query: Option<&'r str>,
    pub(super) headers: &'r [(&'r str, &'r str)],
    pub(super) place: Place,
    pub(super) encoder: &'r Encoder,
    pub(super) send_empty: &'r [Place],
    /// For a delivery: whether its body is a form.
    pub(super) webhook: Option<bool>,
}

/// Forms of deliveries are decoded as browsers encode them.
pub(super) static FORM: Encoder = Encoder {
    escape: Escape::Plus,
    arrays: None,
    keep: Str::Borrowed(""),
};

impl<'r> Route<'r> {
    pub(super) fn of_request(section: &'r Section, received: &ReceivedRequest<'r>) -> Self {
        let endpoint = received.endpoint;
        Self {
            section: &section.name,
            base: received.base.unwrap_or(&section.base),
            method: received.method,
            endpoint: endpoint.strip_prefix('/').unwrap_or(endpoint),
            section_path: &section.path,
            path: received.path,
            path_encode: section.path_encode,
            path_encodes: received.path_encode,
            query: received.query,
            headers: received.headers,
            place: section.place_of(received.method),
            encoder: &section.encode,
            send_empty: &section.send_empty,
            webhook: None,
        }
    }

    pub(super) fn webhook(headers: &'r [(&'r str, &'r str)], form: bool) -> Self {
        Self {
            section: "",
            base: "",
            method: "POST",
            endpoint: "",
            section_path: "",
            path: "",
            path_encode: PathEncode::Segment,
            path_encodes: &[],
            query: None,
            headers,
            place: if form { Place::Form } else { Place::Json },
            encoder: &FORM,
            send_empty: &[Place::Form, Place::Json],
            webhook: Some(form),
        }
    }
}

/// Verifies one request against one plan.
pub(super) struct Verifier<'v> {
    pub(super) signer: &'v Signer,
    pub(super) route: Route<'v>,
    pub(super) plan: &'v Prepared,
    pub(super) session: &'v SessionValues,
    pub(super) query: Pairs<'v>,
    pub(super) content: Content<'v>,
    /// Values of the call's own path, decoded.
    pub(super) path_values: Members<'static>,
    /// Records what the steps compute; `None`: nothing is recorded. It is taken out while they run.
    pub(super) trace: RefCell<Option<Trace>>,
}

impl<'v> Verifier<'v> {
    pub(super) fn new(
        signer: &'v Signer,
        route: Route<'v>,
        plan: &'v Prepared,
        content: Content<'v>,
        session: &'v SessionValues,
    ) -> Self {
        let query = Pairs::read(route.query.unwrap_or_default(), route.encoder, false);
        Self {
            signer,
            route,
            plan,
            session,
            query,
            content,
            path_values: Members::new(),
            trace: RefCell::new(None),
        }
    }
}

pub(super) fn path_text(path: &[PathSegment]) -> String {
    let mut out = String::new();
    for seg in path {
        match seg {
            PathSegment::Name(name) if out.is_empty() => out.push_str(name),
            PathSegment::Name(name) => {
                out.push('.');
                out.push_str(name);
            }
            PathSegment::Index(at) => out.push_str(&format!("[{at}]")),
        }
    }
    out
}
