//! The request as each step sees it: without what that step and later ones add.

use super::active_steps::ActiveSteps;
use super::compare::trim;
use super::placements::comes_from_signing;
use super::received::{Content, Left};
use super::verifier::Verifier;
use crate::signing::inputs::SigningInputs;
use crate::signing::inputs::params::BorrowedParams;
use crate::signing::plan::{Name, Place};
use crate::signing::prepared::Node;
use crate::signing::run::place_contents::PlaceContents;
use crate::signing::run::request::{Body, Request};
use crate::signing::run::scope::Call;
use crate::signing::run::steps::Run;
use crate::value::path_segment::PathSegment;
use crate::value::types::{Members, Value};
use std::borrow::Cow;
use std::cell::OnceCell;

/// Whether a part of an expression reads the request, or may: what the name of a `let` stands for is not looked up.
pub(super) fn reads_request(node: &Node) -> bool {
    match node {
        Node::Header(_) | Node::HeaderNamed(_) | Node::Local(_) => true,
        Node::Name(name) => match name {
            Name::Path | Name::Template | Name::Uri | Name::Url => true,
            Name::Params | Name::Query | Name::Body => true,
            Name::Method | Name::Section | Name::Endpoint | Name::Host | Name::Args => false,
        },
        _ => false,
    }
}

/// The remaining texts and members.
pub(super) struct Cut<'s> {
    /// The query's text, if something was removed, and its members.
    pub(super) query: (Option<String>, Value<'s>),
    pub(super) body: Option<Left<'s>>,
}

impl<'v> Verifier<'v> {
    /// The caller's parameters, including those of the path.
    pub(super) fn args(&self, active_steps: &ActiveSteps<'v>) -> Value<'_> {
        let params = match &active_steps.payload {
            Some((index, path)) => self.payload(active_steps, *index, path),
            None => {
                let request = self.cut(active_steps, 0);
                match (active_steps.place, request) {
                    (Place::Query, cut) => cut.query.1,
                    (
                        _,
                        Cut {
                            body: Some(left), ..
                        },
                    ) => left.members,
                    (Place::None, cut) => cut.query.1,
                    (Place::Form | Place::Json, _) => Value::Object(Members::new()),
                }
            }
        };
        let mut all = self.path_values.clone();
        match params.data() {
            Value::Object(members) if !all.is_empty() => {
                all.retain(|(name, _)| !members.iter().any(|(known, _)| known == name));
                all.extend(params.to_members().unwrap_or_default());
                Value::Object(all)
            }
            Value::Absent => Value::Object(all),
            _ => params,
        }
    }

    /// The parameters inside what a step created.
    pub(super) fn payload(
        &self,
        active_steps: &ActiveSteps<'v>,
        index: usize,
        path: &[PathSegment],
    ) -> Value<'_> {
        let added = active_steps
            .placements
            .get(index)
            .map(|placements| &placements.added);
        let cuts = added
            .into_iter()
            .flatten()
            .map(|placement| &*placement.path);
        let Some(Left { members, .. }) = self.content.without(&cuts.collect::<Vec<_>>()) else {
            return Value::Absent;
        };
        match path {
            [] => members,
            // Borrowed members are cheap to copy.
            path => members.at_path(path).cloned().unwrap_or_default(),
        }
    }

    /// Texts and members without what the steps from `from` on add.
    pub(super) fn cut(&self, active_steps: &ActiveSteps<'v>, from: usize) -> Cut<'_> {
        let (mut query, mut body): (Vec<&str>, Vec<&[PathSegment]>) = (Vec::new(), Vec::new());
        for placement in active_steps
            .placements
            .iter()
            .skip(from)
            .flat_map(|placements| &placements.added)
        {
            if self.route.webhook.is_some()
                && !comes_from_signing(placement.value, &active_steps.lets)
            {
                continue;
            }
            match (placement.place, placement.path.as_slice()) {
                (Place::Query, [PathSegment::Name(name)]) => query.push(name),
                (Place::Query | Place::None, _) => {}
                (Place::Form | Place::Json, path) => body.push(path),
            }
        }
        Cut {
            query: self.query.without(&query),
            body: self.content.without(&body),
        }
    }

    /// The received member.
    pub(super) fn received(&self, place: Place, path: &[PathSegment]) -> Option<&Value<'v>> {
        match (place, &self.content, path) {
            (Place::Query, _, [PathSegment::Name(name)]) => self.query.members.get(name),
            (Place::Form | Place::Json, Content::Form(pairs), [PathSegment::Name(name)]) => {
                pairs.members.get(name)
            }
            (Place::Form | Place::Json, Content::Json(_, value), path) => value.at_path(path),
            _ => None,
        }
    }

    /// The value of a received header, without white space around it.
    pub(super) fn header(&self, name: &str) -> Option<&'v str> {
        self.route
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| trim(value))
    }

    /// A run of the plan for the received call, before its request is known.
    pub(super) fn run<'s>(&'s self, inputs: &'s SigningInputs, args: &'s Value<'s>) -> Run<'s>
    where
        'v: 's,
    {
        let route = &self.route;
        let call = Call {
            section: route.section,
            base: route.base,
            method: Cow::Borrowed(route.method),
            endpoint: route.endpoint,
            section_path: route.section_path,
            args: BorrowedParams::Value(args),
            request: Request::new(
                Cow::Borrowed(""),
                0,
                route.place,
                route.encoder,
                route.send_empty,
            ),
        };
        let mut run = Run::new(self.signer.context(inputs, self.session), call);
        run.state.verifies = true;
        run.name_locals(self.plan);
        run
    }

    /// Lets a run see the request as the step at `index` does. It is made only for a step that reads it or is shown, and only if it is
    /// not the one that the run saw last: `seen` says at which step that was.
    pub(super) fn show_request<'s>(
        &'s self,
        run: &mut Run<'s>,
        active_steps: &ActiveSteps<'v>,
        index: usize,
        seen: &mut Option<usize>,
    ) where
        'v: 's,
    {
        let Some(step) = active_steps.steps.get(index) else {
            return;
        };
        let mut is_read = run.state.trace.is_some();
        step.walk(&mut |node| is_read = is_read || reads_request(node));
        if !is_read {
            return;
        }
        // What a step adds is no longer cut for those behind it.
        let adds = |at: usize| {
            let payload = active_steps.payload.as_ref();
            let added = active_steps.placements.get(at);
            added.is_none_or(|placements| !placements.added.is_empty())
                || payload.is_some_and(|(index, _)| *index == at)
        };
        if seen.is_none_or(|seen| (seen..index).any(adds)) {
            run.call.request = self.request(active_steps, index);
        }
        *seen = Some(index);
    }

    /// The request as the step at `from` sees it. Nothing is copied except lists of members from which something was removed.
    pub(super) fn request<'s>(&'s self, active_steps: &ActiveSteps<'v>, from: usize) -> Request<'s>
    where
        'v: 's,
    {
        let cut = self.cut(active_steps, from);
        let (query_text, query) = cut.query;
        let query_text = query_text.unwrap_or_else(|| self.query.text.to_owned());
        let mut request = Request::new(
            Cow::Owned(format!("{}{}", self.route.base, self.route.path)),
            self.route.base.len(),
            active_steps.place,
            active_steps.encoder,
            self.route.send_empty,
        );
        request.query = PlaceContents::whole(query);
        request.query_text = OnceCell::from(query_text);
        for (name, value) in self.route.headers {
            let (name, value) = (Cow::Borrowed(*name), Cow::Borrowed(trim(value)));
            request.headers.push((name, value));
        }
        let payload = active_steps.payload.as_ref();
        if let Some(left) = cut.body
            && payload.is_none_or(|(index, _)| from > *index)
        {
            self.put_body(&mut request, left);
        }
        let whole = |index, path| PlaceContents::whole(self.payload(active_steps, index, path));
        match payload {
            Some((index, path)) if active_steps.place == Place::None => {
                request.unsent_params = whole(*index, path);
            }
            Some((index, path)) if from <= *index => {
                request.put(active_steps.place, whole(*index, path));
            }
            _ if active_steps.place == Place::None => {
                request.unsent_params = match &request.body {
                    Body::Form(contents) | Body::Json(contents) => contents.clone(),
                    _ => request.query.clone(),
                };
            }
            _ => {}
        }
        request
    }

    /// Puts the rest of the body there.
    fn put_body<'s>(&'s self, request: &mut Request<'s>, left: Left<'s>) {
        request.body = match &self.content {
            Content::None => return,
            Content::Raw(_) | Content::Text(_) => Body::Text,
            Content::Form(_) => Body::Form(PlaceContents::whole(left.members)),
            Content::Json(..) => Body::Json(PlaceContents::whole(left.members)),
        };
        if !left.cut {
            request.body_there = true;
            request.received = Some(match &self.content {
                Content::Raw(bytes) => bytes,
                content => content.text().unwrap_or_default().as_bytes(),
            });
        } else if let Some(text) = left.text
            && request.has_body()
        {
            request.body_text = OnceCell::from(text);
        }
    }
}
