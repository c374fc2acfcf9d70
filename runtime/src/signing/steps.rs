//! Runs the steps of a plan.

use super::error::{SigningError, SigningErrorKind};
use super::evaluate::Scope;
use super::place_contents::PlaceContents;
use super::plan::{Place, Position, Str, Target};
use super::prepared::{Action, Line, Node, Prepared, Step};
use super::request::{Body, content_type};
use super::request_init::check_host;
use super::target;
use super::value::{Members, Value, text_of};
use smallvec::SmallVec;
use std::borrow::Cow;

impl<'a> Scope<'a> {
    /// Runs a plan.
    pub(crate) fn run(&mut self, plan: &'a Prepared) -> Result<(), SigningError> {
        self.local_names = &plan.locals;
        self.locals.resize(plan.locals.len(), Value::Absent);
        self.run_steps(&plan.steps)
            .map_err(|error| error.in_plan(&plan.name))
    }

    fn run_steps(&mut self, steps: &'a [Step]) -> Result<(), SigningError> {
        for step in steps {
            self.run_step(step).map_err(|error| {
                let name = action_name(&step.action);
                error.at(step.position, name).in_step(&step.number)
            })?;
        }
        Ok(())
    }

    fn run_step(&mut self, step: &'a Step) -> Result<(), SigningError> {
        if let Some(trace) = &self.trace {
            trace.begin_step(step);
        }
        let holds = match &step.when {
            Some(when) => self.holds(when, None)?,
            None => true,
        };
        if let (Some(trace), Some(_)) = (&self.trace, &step.when) {
            trace.condition(step, holds);
        }
        if let Action::Group { then, otherwise } = &step.action {
            return self.run_steps(if holds { then } else { otherwise });
        }
        if holds {
            if let (Action::Set(target, Node::Object(entries)), Some(prerendered)) =
                (&step.action, &step.prerendered)
            {
                let place = self.request.place_of(*target);
                if self.write_prerendered(place, prerendered, entries)? {
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
                self.owner(position, "body");
                let value = self.eval(node, None)?;
                self.show(position, "body", node, &value);
                let text = match value.plain() {
                    Value::Absent => None,
                    other => Some(text_of(other)?.into_owned()),
                };
                self.request.set_body(text);
                self.taint_place(None, node);
            }
            Action::Header(lines) => self.run_headers(lines)?,
            Action::Path(node) => {
                self.owner(position, "path");
                let value = self.eval(node, None)?;
                self.show(position, "path", node, &value);
                if value.is_absent() {
                    return Err(SigningError::value("the path is absent"));
                }
                let path = text_of(&value)?.into_owned();
                self.check_path(&path)?;
                self.request.set_path(&path);
                if let Some(trace) = &self.trace {
                    trace.taint_path(self, node);
                }
            }
            Action::Place(place) => {
                self.request.move_params(*place)?;
                if let Some(trace) = &self.trace {
                    trace.plain(position, "place", place_name(*place).to_owned());
                }
            }
            Action::Encode(encoder) => self.request.set_encoder(encoder),
            Action::Group { .. } => {}
        }
        Ok(())
    }

    /// Refuses a path that a step must not set; it may include a query. The path may be derived from the caller's values.
    fn check_path(&self, path: &str) -> Result<(), SigningError> {
        let refused = |why| Err(SigningError::new(SigningErrorKind::Path, why));
        if path.chars().any(char::is_control) {
            return refused("the path has a control character");
        }
        let only_path = path.split('?').next().unwrap_or_default();
        if only_path.contains(['#', '\\']) {
            return refused("the path has a `#` or `\\`");
        }
        if target::has_dot_segment(only_path) {
            return refused("the path has a segment `.` or `..`");
        }
        check_host(self.base, path)
    }

    fn run_let(&mut self, lines: &'a [Line<u16>]) -> Result<(), SigningError> {
        for line in lines {
            let name = self.local_name(line.name);
            self.owner(line.position, name);
            let value = self
                .eval(&line.value, None)
                .map_err(|error| error.at(line.position, name))?;
            self.show(line.position, name, &line.value, &value);
            if let Some(trace) = &self.trace {
                trace.taint_local(self, line.name, &line.value);
            }
            if let Some(local) = self.locals.get_mut(usize::from(line.name)) {
                *local = value;
            }
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
        self.owner(line.position, &line.name);
        let text = match self.digest_text(&line.value, None) {
            Ok(None) => self.eval(&line.value, None).and_then(|value| {
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
        self.request
            .set_header(&line.name, value)
            .map_err(|error| error.at(line.position, &line.name))?;
        if let Some(trace) = &self.trace {
            trace.taint_header(self, &line.name, &line.value);
        }
        Ok(())
    }

    fn run_set(
        &mut self,
        target: Target,
        node: &'a Node,
        position: Position,
    ) -> Result<(), SigningError> {
        let place = self.request.place_of(target);
        self.owner(position, target_name(target));
        let place_contents = match node {
            Node::Object(entries) => {
                let mut place_contents = PlaceContents::Nothing;
                self.object_into(
                    entries,
                    self.request.place_contents(place),
                    None,
                    &mut place_contents,
                )?;
                place_contents
            }
            other => PlaceContents::whole(self.whole(other, place, position, target)?),
        };
        self.request.put(place, place_contents);
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
        self.show(position, target_name(target), node, &value);
        let value = match value.plain() {
            Value::Place(placed) => placed.members.clone(),
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
                "{} takes pairs and the value is of kind {}",
                place_name(place),
                other.kind()
            ))),
        }
    }

    /// A choice may contain objects with `...` in its branches.
    fn eval_whole(&self, node: &'a Node, place: Place) -> Result<Value<'a>, SigningError> {
        match node {
            Node::If(three) => {
                let holds = self.holds(&three.0, None)?;
                self.eval_whole(if holds { &three.1 } else { &three.2 }, place)
            }
            Node::Object(entries) => {
                let mut members = Members::new();
                self.object_into(
                    entries,
                    self.request.place_contents(place),
                    None,
                    &mut members,
                )?;
                Ok(Value::Object(members))
            }
            Node::List(_) => self.eval_list(node, place),
            other => self.eval_members(other, None),
        }
    }

    fn eval_list(&self, node: &'a Node, place: Place) -> Result<Value<'a>, SigningError> {
        let Node::List(all) = node else {
            return self.eval_members(node, None);
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

    fn owner(&self, position: Position, name: &str) {
        if let Some(trace) = &self.trace {
            trace.owner(position, name);
        }
    }

    fn show(&self, position: Position, name: &str, node: &Node, value: &Value<'a>) {
        if let Some(trace) = &self.trace {
            trace.value(self, position, name, node, value);
        }
    }

    fn show_place(&self, place: Place, position: Position) {
        if let Some(trace) = &self.trace {
            trace.place(self, place, position);
        }
    }

    fn taint_place(&self, place: Option<Place>, node: &Node) {
        if let Some(trace) = &self.trace {
            trace.taint_place(self, place, node);
        }
    }

    /// Adds the query to the URL, and the content type if the plan did not set one.
    pub(crate) fn finish(&mut self) -> Result<Option<Vec<u8>>, SigningError> {
        if self.request.has_query()? {
            let query = self.request.query_text()?.to_owned();
            let url = self.request.url.to_mut();
            url.push('?');
            url.push_str(&query);
        }
        let kind = match &self.request.body {
            _ if !self.request.has_body() => None,
            Body::Form(_) => content_type(Place::Form),
            Body::Json(_) => content_type(Place::Json),
            Body::None | Body::Text => None,
        };
        self.request.body_text()?;
        if let (Some(kind), None) = (kind, self.request.header("Content-Type")) {
            self.request
                .set_header("Content-Type", Cow::Borrowed(kind))?;
        }
        if !self.request.has_body() {
            return Ok(None);
        }
        Ok(Some(
            self.request
                .body_text
                .take()
                .unwrap_or_default()
                .into_bytes(),
        ))
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

pub(crate) fn action_name(action: &Action) -> &'static str {
    match action {
        Action::Let(_) => "let",
        Action::Set(target, _) => target_name(*target),
        Action::Body(_) => "body",
        Action::Header(_) => "header",
        Action::Path(_) => "path",
        Action::Place(_) => "place",
        Action::Encode(_) => "encode",
        Action::Group { .. } => "then",
    }
}

pub(crate) fn target_name(target: Target) -> &'static str {
    match target {
        Target::Params => "params",
        Target::Query => "query",
        Target::Form => "form",
        Target::Json => "json",
    }
}

pub(crate) fn place_name(place: Place) -> &'static str {
    match place {
        Place::Query => "query",
        Place::Form => "form",
        Place::Json => "json",
        Place::None => "none",
    }
}
