//! The request as each step finds it: without what that step and later ones add.

use super::super::call::Moment;
use super::super::evaluate::Scope;
use super::super::held::Held;
use super::super::params::Lent;
use super::super::plan::Place;
use super::super::request::{Body, Request};
use super::super::value::{Members, Value};
use super::arrived::{Content, Left, Seg, at};
use super::compare::trim;
use super::course::Course;
use super::sites::came_of_signing;
use super::verifier::Verifier;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Texts and members that are left.
pub(super) struct Cut<'s> {
    /// The query's text, where something was cut out, and its members.
    pub(super) query: (Option<String>, Value<'s>),
    pub(super) body: Option<Left<'s>>,
}

impl<'v> Verifier<'v> {
    /// The caller's parameters, those of the path too.
    pub(super) fn args(&self, course: &Course<'v>) -> Value<'_> {
        let params = match &course.payload {
            Some((index, path)) => self.payload(course, *index, path),
            None => {
                let request = self.cut(course, 0);
                match (course.place, request) {
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

    /// The parameters inside of what a step made.
    pub(super) fn payload(&self, course: &Course<'v>, index: usize, path: &[Seg]) -> Value<'_> {
        let added = course.sites.get(index).map(|sites| &sites.added);
        let cuts = added.into_iter().flatten().map(|site| &*site.path);
        let Some(Left { members, .. }) = self.content.without(&cuts.collect::<Vec<_>>()) else {
            return Value::Absent;
        };
        match path {
            [] => members,
            // Members that were lent are cheap to copy.
            path => at(&members, path).cloned().unwrap_or_default(),
        }
    }

    /// Texts and members without what the steps from `from` on add.
    pub(super) fn cut(&self, course: &Course<'v>, from: usize) -> Cut<'_> {
        let (mut query, mut body): (Vec<&str>, Vec<&[Seg]>) = (Vec::new(), Vec::new());
        for site in course
            .sites
            .iter()
            .skip(from)
            .flat_map(|sites| &sites.added)
        {
            if self.route.webhook.is_some() && !came_of_signing(site.value, &course.lets) {
                continue;
            }
            match (site.place, site.path.as_slice()) {
                (Place::Query, [Seg::Name(name)]) => query.push(name),
                (Place::Query | Place::None, _) => {}
                (Place::Form | Place::Json, path) => body.push(path),
            }
        }
        Cut {
            query: self.query.without(&query),
            body: self.content.without(&body),
        }
    }

    /// The member that arrived.
    pub(super) fn received(&self, place: Place, path: &[Seg]) -> Option<&Value<'v>> {
        match (place, &self.content, path) {
            (Place::Query, _, [Seg::Name(name)]) => self.query.members.get(name),
            (Place::Form | Place::Json, Content::Form(pairs), [Seg::Name(name)]) => {
                pairs.members.get(name)
            }
            (Place::Form | Place::Json, Content::Json(_, value), path) => at(value, path),
            _ => None,
        }
    }

    /// The value of a header that arrived, without blanks around it.
    pub(super) fn header(&self, name: &str) -> Option<&'v str> {
        self.route
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| trim(value))
    }

    pub(super) fn scope<'s>(&'s self, moment: &'s Moment, args: &'s Value<'s>) -> Scope<'s>
    where
        'v: 's,
    {
        let mut scope = Scope::bare(
            self.signer.scheme(),
            self.signer.given(),
            moment,
            self.session,
        );
        scope.section = self.route.section;
        scope.base = self.route.base;
        scope.method = Cow::Borrowed(self.route.method);
        scope.endpoint = self.route.endpoint;
        scope.section_path = self.route.section_path;
        scope.args = Lent::Value(args);
        scope.cache = Some(self.signer.cache());
        scope.local_names = &self.plan.locals;
        scope.locals.resize(self.plan.locals.len(), Value::Absent);
        scope
    }

    /// The request as the step at `from` finds it. Nothing of it is copied but the list of members that something was cut out of.
    pub(super) fn request<'s>(&'s self, course: &Course<'v>, from: usize) -> Request<'s>
    where
        'v: 's,
    {
        let cut = self.cut(course, from);
        let (query_text, query) = cut.query;
        let query_text = query_text.unwrap_or_else(|| self.query.text.to_owned());
        let mut request = Request {
            url: Cow::Owned(format!("{}{}", self.route.base, self.route.path)),
            path_start: self.route.base.len(),
            query: Held::whole(query),
            body: Body::None,
            held: Held::Nothing,
            place: course.place,
            encoder: course.encoder,
            send_empty: self.route.send_empty,
            headers: SmallVec::new(),
            query_text: OnceCell::from(query_text),
            body_text: OnceCell::new(),
            body_there: false,
            came: None,
        };
        for (name, value) in self.route.headers {
            let (name, value) = (Cow::Borrowed(*name), Cow::Borrowed(trim(value)));
            request.headers.push((name, value));
        }
        let payload = course.payload.as_ref();
        let payload = payload.map(|(index, path)| (*index, self.payload(course, *index, path)));
        if let Some(left) = cut.body
            && payload.as_ref().is_none_or(|(index, _)| from > *index)
        {
            self.put_body(&mut request, left);
        }
        match payload {
            Some((_, payload)) if course.place == Place::None => {
                request.held = Held::whole(payload);
            }
            Some((index, payload)) if from <= index => {
                request.put(course.place, Held::whole(payload));
            }
            _ if course.place == Place::None => {
                request.held = match &request.body {
                    Body::Form(held) | Body::Json(held) => held.clone(),
                    _ => request.query.clone(),
                };
            }
            _ => {}
        }
        request
    }

    /// Puts what is left of the body there.
    fn put_body<'s>(&'s self, request: &mut Request<'s>, left: Left<'s>) {
        request.body = match &self.content {
            Content::None => return,
            Content::Raw(_) | Content::Text(_) => Body::Text,
            Content::Form(_) => Body::Form(Held::whole(left.members)),
            Content::Json(..) => Body::Json(Held::whole(left.members)),
        };
        if !left.cut {
            request.body_there = true;
            request.came = Some(match &self.content {
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
