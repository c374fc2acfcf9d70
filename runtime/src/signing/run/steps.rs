//! Runs the steps of a plan.

use super::place_contents::PlaceContents;
use super::request::{Body, content_type};
use super::scope::{Call, Context, Scope, State};
use crate::signing::inputs::SignedRequest;
use crate::signing::plan::{Place, Position, Str, Target};
use crate::signing::prepared::{Action, Line, Node, Prepared, Step};
use crate::signing::signing_error::{SigningError, SigningErrorKind};
use crate::signing::url::path_values::check_host;
use crate::signing::url::target;
use crate::value::as_text::text_of;
use crate::value::types::{Members, Value};
use smallvec::SmallVec;
use std::borrow::Cow;

/// One run of a plan for one call.
pub(crate) struct Run<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) call: Call<'a>,
    pub(crate) state: State<'a>,
    /// The names of the plan's `let`s, for messages.
    local_names: &'a [Str],
}

impl<'a> Run<'a> {
    /// A run that starts with this call. The parts are moved into place: moving the whole takes as long as a short digest.
    #[inline]
    pub(crate) fn new(context: Context<'a>, call: Call<'a>) -> Self {
        Self {
            context,
            call,
            state: State::new(),
            local_names: &[],
        }
    }

    /// What expressions may read now.
    #[inline]
    pub(crate) fn scope(&self) -> Scope<'_, 'a> {
        Scope {
            context: Some(&self.context),
            call: Some(&self.call),
            state: &self.state,
        }
    }

    /// Makes room for the `let`s of a plan.
    pub(crate) fn name_locals(&mut self, plan: &'a Prepared) {
        self.local_names = &plan.locals;
        self.state.locals.resize(plan.locals.len(), Value::Absent);
    }

    /// Sets the value of a `let`.
    pub(crate) fn set_local(&mut self, at: u16, value: Value<'a>) {
        if let Some(local) = self.state.locals.get_mut(usize::from(at)) {
            *local = value;
        }
    }

    /// Runs a plan.
    pub(crate) fn steps(&mut self, plan: &'a Prepared) -> Result<(), SigningError> {
        self.name_locals(plan);
        self.run_steps(&plan.steps)
            .map_err(|error| error.in_plan(&plan.name))
    }

    fn run_steps(&mut self, steps: &'a [Step]) -> Result<(), SigningError> {
        for step in steps {
            self.run_step(step).map_err(|error| {
                let name = step.action.name();
                error.at(step.position, name).in_step(&step.number)
            })?;
        }
        Ok(())
    }

    fn run_step(&mut self, step: &'a Step) -> Result<(), SigningError> {
        self.begin_step(step);
        let holds = match &step.when {
            Some(when) => self.scope().holds(when, None)?,
            None => true,
        };
        if let (Some(trace), Some(_)) = (&self.state.trace, &step.when) {
            trace.condition(step, holds);
        }
        if let Action::Group { then, otherwise } = &step.action {
            return self.run_steps(if holds { then } else { otherwise });
        }
        if holds {
            if let (Action::Set(target, Node::Object(entries)), Some(prerendered)) =
                (&step.action, &step.prerendered)
            {
                let place = self.call.request.place_of(*target);
                let text = self.scope().prerendered_text(place, prerendered, entries);
                if let Some(text) = text {
                    self.call.request.put_text(place, text);
                    return Ok(());
                }
            }
            self.act(&step.action, step.position)
        } else {
            Ok(())
        }
    }

    fn act(&mut self, action: &'a Action, position: Position) -> Result<(), SigningError> {
        match action {
            Action::Let(lines) => self.run_let(lines)?,
            Action::Set(target, node) => self.run_set(*target, node, position)?,
            Action::Body(node) => {
                self.set_step_name(position, "body");
                let value = self.scope().eval(node, None)?;
                self.show(position, "body", node, &value);
                let text = match value.plain() {
                    Value::Absent => None,
                    other => Some(text_of(other)?.into_owned()),
                };
                self.call.request.set_body(text);
                self.taint_place(None, node);
            }
            Action::Header(lines) => self.run_headers(lines)?,
            Action::Path(node) => {
                self.set_step_name(position, "path");
                let value = self.scope().eval(node, None)?;
                self.show(position, "path", node, &value);
                if value.is_absent() {
                    return Err(SigningError::value("the path is absent"));
                }
                let path = text_of(&value)?.into_owned();
                self.check_path(&path)?;
                self.call.request.set_path(&path);
                if let Some(trace) = &self.state.trace {
                    trace.taint_path(self.call.request.place, node);
                }
            }
            Action::Place(place) => {
                self.call.request.move_params(*place)?;
                if let Some(trace) = &self.state.trace {
                    trace.plain(position, "place", place.name().to_owned());
                }
            }
            Action::Encode(encoder) => self.call.request.set_encoder(encoder),
            Action::Require(node) => {
                if !self.scope().holds(node, None)? {
                    return Err(SigningError::value("the condition of `require` is false"));
                }
            }
            Action::Group { .. } => {}
        }
        Ok(())
    }

    /// Refuses a path that a step must not set; it may include a query. The path may be derived from the caller's values.
    fn check_path(&self, path: &str) -> Result<(), SigningError> {
        let reject = |why| Err(SigningError::new(SigningErrorKind::Path, why));
        if path.chars().any(char::is_control) {
            return reject("the path contains a control character");
        }
        let only_path = path.split('?').next().unwrap_or_default();
        if only_path.contains(['#', '\\']) {
            return reject("the path contains a `#` or `\\`");
        }
        if target::has_dot_segment(only_path) {
            return reject("the path contains a segment `.` or `..`");
        }
        check_host(self.call.base, path)
    }

    pub(crate) fn run_let(&mut self, lines: &'a [Line<u16>]) -> Result<(), SigningError> {
        for line in lines {
            let name = self.local_name(line.name);
            self.set_step_name(line.position, name);
            let value = self
                .scope()
                .eval(&line.value, None)
                .map_err(|error| error.at(line.position, name))?;
            self.show(line.position, name, &line.value, &value);
            if let Some(trace) = &self.state.trace {
                trace.taint_local(self.call.request.place, line.name, &line.value);
            }
            self.set_local(line.name, value);
        }
        Ok(())
    }

    /// Sets the headers of one step: all values are computed before the first is set.
    fn run_headers(&mut self, lines: &'a [Line<Str>]) -> Result<(), SigningError> {
        if let [line] = lines {
            let value = self.header_value(line)?;
            return self.set_header(line, value);
        }
        let mut values: SmallVec<[Option<Cow<'a, str>>; 6]> = SmallVec::new();
        for line in lines {
            values.push(self.header_value(line)?);
        }
        for (line, value) in lines.iter().zip(values) {
            self.set_header(line, value)?;
        }
        Ok(())
    }

    fn header_value(&self, line: &'a Line<Str>) -> Result<Option<Cow<'a, str>>, SigningError> {
        self.set_step_name(line.position, &line.name);
        let text = match self.scope().digest_text(&line.value, None) {
            Ok(None) => self.scope().eval(&line.value, None).and_then(|value| {
                self.show(line.position, &line.name, &line.value, &value);
                header_text(value)
            }),
            Ok(Some(text)) => Ok(Some(Cow::Owned(text))),
            Err(error) => Err(error),
        };
        text.map_err(|error| error.at(line.position, &line.name))
    }

    fn set_header(
        &mut self,
        line: &'a Line<Str>,
        value: Option<Cow<'a, str>>,
    ) -> Result<(), SigningError> {
        let Some(value) = value else {
            return Ok(());
        };
        self.call
            .request
            .set_header(&line.name, value)
            .map_err(|error| error.at(line.position, &line.name))?;
        if let Some(trace) = &self.state.trace {
            trace.taint_header(self.call.request.place, &line.name, &line.value);
        }
        Ok(())
    }

    fn run_set(
        &mut self,
        target: Target,
        node: &'a Node,
        position: Position,
    ) -> Result<(), SigningError> {
        let place = self.call.request.place_of(target);
        self.set_step_name(position, target.name());
        let contents = match node {
            Node::Object(entries) => {
                let mut contents = PlaceContents::Nothing;
                self.scope().object_into(
                    entries,
                    self.call.request.contents(place),
                    None,
                    &mut contents,
                )?;
                contents
            }
            other => PlaceContents::whole(self.whole(other, place, position, target)?),
        };
        self.call.request.put(place, contents);
        self.taint_place(Some(place), node);
        self.show_place(place, position);
        Ok(())
    }

    /// The value of a place, computed by an expression.
    fn whole(
        &self,
        node: &'a Node,
        place: Place,
        position: Position,
        target: Target,
    ) -> Result<Value<'a>, SigningError> {
        let value = self.eval_whole(node, place)?;
        self.show(position, target.name(), node, &value);
        let value = match value.plain() {
            Value::Place(place) => place.members.clone(),
            _ => value,
        };
        match value.plain() {
            Value::Object(_) => Ok(value),
            Value::List(list) if matches!(place, Place::Json | Place::None) || list.is_empty() => {
                Ok(value)
            }
            // A list that the caller gave for a query or form is refused when its text is rendered.
            Value::List(_) if target == Target::Params => Ok(value),
            other => Err(SigningError::value(format!(
                "{} expects pairs, found a value of kind {}",
                place.name(),
                other.kind()
            ))),
        }
    }

    /// A choice may contain objects with `...` in its branches.
    fn eval_whole(&self, node: &'a Node, place: Place) -> Result<Value<'a>, SigningError> {
        match node {
            Node::If(three) => {
                let holds = self.scope().holds(&three.0, None)?;
                self.eval_whole(if holds { &three.1 } else { &three.2 }, place)
            }
            Node::Object(entries) => {
                let mut members = Members::new();
                self.scope().object_into(
                    entries,
                    self.call.request.contents(place),
                    None,
                    &mut members,
                )?;
                Ok(Value::Object(members))
            }
            Node::List(_) => self.eval_list(node, place),
            other => self.scope().eval_members(other, None),
        }
    }

    fn eval_list(&self, node: &'a Node, place: Place) -> Result<Value<'a>, SigningError> {
        let Node::List(all) = node else {
            return self.scope().eval_members(node, None);
        };
        let mut out = Vec::with_capacity(all.len());
        for node in all {
            out.push(self.eval_whole(node, place)?);
        }
        Ok(Value::List(out))
    }

    pub(crate) fn local_name(&self, at: u16) -> &'a str {
        self.local_names
            .get(usize::from(at))
            .map_or("let", |name| name)
    }

    /// What is recorded from here on belongs to this step.
    pub(crate) fn begin_step(&self, step: &Step) {
        if let Some(trace) = &self.state.trace {
            trace.begin_step(step);
        }
    }

    fn set_step_name(&self, position: Position, name: &str) {
        if let Some(trace) = &self.state.trace {
            trace.set_step_name(position, name);
        }
    }

    fn show(&self, position: Position, name: &str, node: &Node, value: &Value<'a>) {
        if let Some(trace) = &self.state.trace {
            trace.value(self.call.request.place, position, name, node, value);
        }
    }

    fn show_place(&self, place: Place, position: Position) {
        if let Some(trace) = &self.state.trace
            && let Ok(text) = self.call.request.place_text(place)
        {
            trace.place(place, text, position);
        }
    }

    fn taint_place(&self, place: Option<Place>, node: &Node) {
        if let Some(trace) = &self.state.trace {
            trace.taint_place(self.call.request.place, place, node);
        }
    }

    /// The request as the steps made it. Adds the query to the URL, and the content type if the plan did not set one.
    pub(crate) fn finish(&mut self) -> Result<SignedRequest<'a>, SigningError> {
        let request = &mut self.call.request;
        if request.has_query()? {
            let query = request.query_text()?.to_owned();
            let url = request.url.to_mut();
            url.push('?');
            url.push_str(&query);
        }
        if request.body_given {
            return self.finish_given();
        }
        request.body_text()?;
        let has_body = request.has_body();
        let kind = match &request.body {
            _ if !has_body => None,
            Body::Form(_) => content_type(Place::Form),
            Body::Json(_) => content_type(Place::Json),
            Body::None | Body::Text => None,
        };
        if let (Some(kind), None) = (kind, request.header("Content-Type")) {
            request.set_header("Content-Type", Cow::Borrowed(kind))?;
        }
        let body = has_body.then(|| request.body_text.take().unwrap_or_default().into_bytes());
        Ok(SignedRequest {
            method: std::mem::take(&mut self.call.method),
            url: std::mem::take(&mut request.url),
            headers: std::mem::take(&mut request.headers),
            body,
        })
    }
}

impl<'a> Run<'a> {
    /// The request of a call that was given its body.
    fn finish_given(&mut self) -> Result<SignedRequest<'a>, SigningError> {
        let request = &mut self.call.request;
        let Some(body) = request.received else {
            return Err(SigningError::value(
                "a step of the plan replaces the body that the call was given",
            ));
        };
        Ok(SignedRequest {
            method: std::mem::take(&mut self.call.method),
            url: std::mem::take(&mut request.url),
            headers: std::mem::take(&mut request.headers),
            body: Some(body.to_vec()),
        })
    }
}

/// The text of a header, or `None` if it is not set.
pub(crate) fn header_text(value: Value<'_>) -> Result<Option<Cow<'_, str>>, SigningError> {
    Ok(match value {
        Value::Absent => None,
        Value::Text(text) => Some(text),
        Value::Ref(inner) => match inner.plain() {
            Value::Absent => None,
            other => Some(text_of(other)?),
        },
        other => Some(Cow::Owned(text_of(&other)?.into_owned())),
    })
}
