//! The request as each step finds it: without what that step and later ones add.

use super::super::call::Moment;
use super::super::evaluate::Scope;
use super::super::held::Held;
use super::super::params::Lent;
use super::super::plan::Place;
use super::super::request::{Body, Request};
use super::super::value::{Members, Value};
use super::arrived::{Content, Seg, at};
use super::course::Course;
use super::sites::came_of_signing;
use super::verifier::Verifier;
use super::{VerifyError, path_values};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Texts and members that are left.
pub(super) struct Cut {
    pub(super) query: (String, Members<'static>),
    pub(super) body: Option<(String, Value<'static>)>,
}

impl<'v> Verifier<'v> {
    /// The caller's parameters, those of the path too.
    pub(super) fn args(&self, course: &Course<'v>) -> Result<Value<'static>, VerifyError> {
        let params = match &course.payload {
            Some((index, path)) => self.payload(course, *index, path)?,
            None => {
                let request = self.cut(course, 0)?;
                match (course.place, request) {
                    (Place::Query, cut) => Value::Object(cut.query.1),
                    (
                        _,
                        Cut {
                            body: Some((_, members)),
                            ..
                        },
                    ) => members,
                    (Place::None, cut) => Value::Object(cut.query.1),
                    (Place::Form | Place::Json, _) => Value::Object(Members::new()),
                }
            }
        };
        let values = path_values(&self.route, self.plan)?;
        Ok(match params {
            Value::Object(members) => {
                let mut all = values;
                all.retain(|(name, _)| !members.iter().any(|(known, _)| known == name));
                all.extend(members);
                Value::Object(all)
            }
            Value::Absent => Value::Object(values),
            other => other,
        })
    }

    /// The parameters inside of what a step made.
    pub(super) fn payload(
        &self,
        course: &Course<'v>,
        index: usize,
        path: &[Seg],
    ) -> Result<Value<'static>, VerifyError> {
        let cuts: Vec<Vec<Seg>> = course
            .sites
            .get(index)
            .map(|sites| sites.added.iter().map(|site| site.path.clone()).collect())
            .unwrap_or_default();
        let whole = match self.content.without(&cuts)? {
            Some((_, value)) => value,
            None => return Ok(Value::Absent),
        };
        Ok(at(&whole, path).cloned().unwrap_or_default())
    }

    /// Texts and members without what the steps from `from` on add.
    pub(super) fn cut(&self, course: &Course<'v>, from: usize) -> Result<Cut, VerifyError> {
        let (mut query, mut body): (Vec<&str>, Vec<Vec<Seg>>) = (Vec::new(), Vec::new());
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
                (Place::Form | Place::Json, _) => body.push(site.path.clone()),
            }
        }
        Ok(Cut {
            query: self.query.without(&query),
            body: self.content.without(&body)?,
        })
    }

    /// The member that arrived.
    pub(super) fn received(&self, place: Place, path: &[Seg]) -> Option<&Value<'static>> {
        let named = |members: &'_ Members<'static>, name: &str| {
            members.iter().position(|(known, _)| known == name)
        };
        match (place, &self.content, path) {
            (Place::Query, _, [Seg::Name(name)]) => {
                let at = named(&self.query.members, name)?;
                self.query.members.get(at).map(|(_, value)| value)
            }
            (Place::Form | Place::Json, Content::Form(pairs), [Seg::Name(name)]) => {
                let at = named(&pairs.members, name)?;
                pairs.members.get(at).map(|(_, value)| value)
            }
            (Place::Form | Place::Json, Content::Json(_, value), path) => at(value, path),
            _ => None,
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&'v str> {
        self.route
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    pub(super) fn scope<'s>(
        &'s self,
        moment: &'s Moment,
        args: &'s Value<'static>,
    ) -> Result<Scope<'s>, VerifyError>
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
        Ok(scope)
    }

    /// The request as the step at `from` finds it.
    pub(super) fn request<'s>(
        &'s self,
        course: &Course<'v>,
        from: usize,
    ) -> Result<Request<'s>, VerifyError>
    where
        'v: 's,
    {
        let cut = self.cut(course, from)?;
        let mut request = Request {
            url: Cow::Owned(format!("{}{}", self.route.base, self.route.path)),
            path_start: self.route.base.len(),
            query: Held::whole(Value::Object(cut.query.1)),
            body: Body::None,
            held: Held::Nothing,
            place: course.place,
            encoder: course.encoder,
            send_empty: self.route.send_empty,
            headers: SmallVec::new(),
            query_text: OnceCell::from(cut.query.0),
            body_text: OnceCell::new(),
            body_there: false,
        };
        for (name, value) in self.route.headers {
            request
                .headers
                .push((Cow::Borrowed(*name), Cow::Borrowed(*value)));
        }
        let payload = match &course.payload {
            Some((index, path)) => Some((*index, self.payload(course, *index, path)?)),
            None => None,
        };
        match (&self.content, cut.body) {
            _ if payload.as_ref().is_some_and(|(index, _)| from <= *index) => {}
            (Content::None, _) | (_, None) => {}
            (Content::Text(_), Some((text, _))) => request.set_body(Some(text)),
            (content, Some((text, members))) => {
                let original = match content {
                    Content::Form(pairs) => &pairs.text,
                    Content::Json(text, _) | Content::Text(text) => text,
                    Content::None => "",
                };
                request.body_there = text == original;
                let held = Held::whole(members);
                request.body = match content {
                    Content::Form(_) => Body::Form(held),
                    _ => Body::Json(held),
                };
                if request.has_body() {
                    request.body_text = OnceCell::from(text);
                }
            }
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
        Ok(request)
    }
}
