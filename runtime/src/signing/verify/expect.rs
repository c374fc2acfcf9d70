//! Running a plan over a request that arrived: what it would place is expected.

use super::super::call::{Call, Moment, SessionValues};
use super::super::encode;
use super::super::error::SigningError;
use super::super::evaluate::Scope;
use super::super::functions;
use super::super::node::{Action, Node, NodeEntry, Prepared, Step};
use super::super::plan::{Encoder, Escape, Function, Place, Str, Target};
use super::super::request::{Body, Held, Request};
use super::super::signer::Signer;
use super::super::steps::header_text;
use super::super::value::{Members, Value, text_of};
use super::arrived::{Content, Pairs, Seg, at};
use super::learn::{Learner, Sources, reads};
use super::sites::{Lets, Sites, came_of_signing, is_hex, resolve, sites};
use super::{Learnt, VerifyError, VerifyErrorKind, path_values, read_body};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::OnceCell;
use subtle::ConstantTimeEq as _;

/// Where a request arrived, and what it carried beside the body.
pub(super) struct Route<'r> {
    pub(super) section: &'r str,
    pub(super) base: &'r str,
    pub(super) method: &'r str,
    pub(super) endpoint: &'r str,
    pub(super) section_path: &'r str,
    pub(super) path: &'r str,
    pub(super) query: Option<&'r str>,
    pub(super) headers: &'r [(&'r str, &'r str)],
    pub(super) place: Place,
    pub(super) encoder: &'r Encoder,
    pub(super) send_empty: &'r [Place],
    /// A delivery: whether its body is a form.
    pub(super) webhook: Option<bool>,
}

/// Forms of deliveries are read as browsers write them.
static FORM: Encoder = Encoder {
    escape: Escape::Plus,
    arrays: None,
    keep: Str::Borrowed(""),
};

impl<'r> Route<'r> {
    pub(super) fn webhook(headers: &'r [(&'r str, &'r str)], form: bool) -> Self {
        Self {
            section: "",
            base: "",
            method: "POST",
            endpoint: "",
            section_path: "",
            path: "",
            query: None,
            headers,
            place: if form { Place::Form } else { Place::Json },
            encoder: &FORM,
            send_empty: &[Place::Form, Place::Json],
            webhook: Some(form),
        }
    }
}

/// Headers that are nobody's to check.
const IGNORED: [&str; 3] = ["accept", "user-agent", "referer"];

/// One request against one plan.
pub(super) struct Verifier<'v> {
    signer: &'v Signer,
    route: Route<'v>,
    plan: &'v Prepared,
    session: &'v SessionValues,
    query: Pairs,
    content: Content,
}

/// Steps that run, and what they do to places.
struct Course<'v> {
    steps: Vec<&'v Step>,
    sites: Vec<Sites<'v>>,
    lets: Lets<'v>,
    place: Place,
    encoder: &'v Encoder,
    /// The step that puts the parameters inside of something, and where they stand.
    payload: Option<(usize, Vec<Seg>)>,
}

/// A header that is expected.
struct Expected<'v> {
    step: &'v Step,
    line: u32,
    name: &'v str,
    text: String,
    hex: bool,
}

impl<'v> Verifier<'v> {
    pub(super) fn new(
        signer: &'v Signer,
        route: Route<'v>,
        plan: &'v Prepared,
        body: &str,
        session: &'v SessionValues,
    ) -> Self {
        let query = Pairs::read(route.query.unwrap_or_default(), route.encoder, false);
        let content = read_body(body, &route);
        Self {
            signer,
            route,
            plan,
            session,
            query,
            content,
        }
    }

    pub(super) fn run(mut self) -> Result<Learnt, VerifyError> {
        let encoder = self.decide()?.encoder;
        if encoder != self.route.encoder {
            // What the encoder of this call escapes is read as it escapes it.
            self.query = Pairs::read(self.route.query.unwrap_or_default(), encoder, false);
            if let Content::Form(pairs) = &self.content {
                self.content = Content::Form(Pairs::read(&pairs.text, encoder, true));
            }
        }
        let course = self.decide()?;
        let args = self.args(&course)?;
        let sources = self.learn(&course, &args)?;
        let moment = Moment {
            clock_ns: sources.clock.map_or(0, |(ns, _)| ns),
            nonce: sources.nonce,
            uuid: sources.uuid.clone(),
            random: sources.random,
        };
        self.check(&course, &args, &moment)?;
        Ok(Learnt {
            clock_ns: sources.clock.map(|(ns, _)| ns),
            nonce: sources.nonce,
            uuid: sources.uuid,
            random: sources.random,
            params: args,
        })
    }

    /// Which steps run. A condition sees the request without what its own and later steps add.
    fn decide(&self) -> Result<Course<'v>, VerifyError> {
        let mut all = Vec::new();
        flatten(&self.plan.steps, &mut all);
        let mut everything = Lets::new(self.plan.locals.len());
        for step in &all {
            everything.note(step);
        }
        let whole = Course {
            sites: all
                .iter()
                .map(|step| sites(step, &everything, self.place(self.route.place)))
                .collect(),
            steps: all,
            lets: everything,
            place: self.place(self.route.place),
            encoder: self.route.encoder,
            payload: None,
        };
        let whole = self.with_payload(whole);
        let args = self.args(&whole)?;
        let (call, moment) = (Call::default(), Moment::default());
        let mut course = Course {
            steps: Vec::new(),
            sites: Vec::new(),
            lets: Lets::new(self.plan.locals.len()),
            place: self.route.place,
            encoder: self.route.encoder,
            payload: None,
        };
        let mut walk = Walk {
            scope: self.scope(&call, &moment, &args)?,
            whole: &whole,
            at: 0,
            steps: Vec::new(),
        };
        walk.steps(self, &self.plan.steps)?;
        let steps = walk.steps;
        for step in &steps {
            match &step.action {
                Action::Place(place) => course.place = *place,
                Action::Encode(encoder) => course.encoder = encoder,
                _ => course.lets.note(step),
            }
        }
        course.place = self.place(course.place);
        course.sites = steps
            .iter()
            .map(|step| sites(step, &course.lets, course.place))
            .collect();
        course.steps = steps;
        Ok(self.with_payload(course))
    }

    /// A body is of the kind it came in.
    fn place(&self, place: Place) -> Place {
        match (place, &self.content) {
            (Place::Form | Place::Json, Content::Form(_)) => Place::Form,
            (Place::Form | Place::Json, Content::Json(..)) => Place::Json,
            _ => place,
        }
    }

    fn with_payload(&self, mut course: Course<'v>) -> Course<'v> {
        for (index, sites) in course.sites.iter().enumerate() {
            let Some((place, path)) = &sites.payload else {
                continue;
            };
            let fits = match (place, &self.content) {
                (Place::Json, Content::Json(..)) => true,
                (Place::Form, Content::Form(_)) => path.is_empty(),
                _ => false,
            };
            // Members beside the caller's own are no envelope.
            if fits && (sites.arranges || !path.is_empty()) {
                course.payload = Some((index, path.clone()));
                break;
            }
        }
        course
    }

    /// The caller's parameters, those of the path too.
    fn args(&self, course: &Course<'v>) -> Result<Value<'static>, VerifyError> {
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
        let full = match self.route.section_path.split_once("{path}") {
            Some((before, after)) => format!("{before}{}{after}", self.route.endpoint),
            None => String::new(),
        };
        let values = path_values(&full, self.route.path);
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
    fn payload(
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
    fn cut(&self, course: &Course<'v>, from: usize) -> Result<Cut, VerifyError> {
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
            if site.overridable && !self.is_as_written(site.value, site.place, &site.path) {
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

    /// Whether a constant that the caller may have replaced is what arrived.
    fn is_as_written(&self, node: &Node, place: Place, path: &[Seg]) -> bool {
        let Node::Const(constant) = node else {
            // What is computed is expected to be as computed.
            return true;
        };
        let received = self.received(place, path);
        match (text_of(&constant.value), received.map(text_of)) {
            (Ok(written), Some(Ok(received))) => written == received,
            _ => false,
        }
    }

    /// The member that arrived.
    fn received(&self, place: Place, path: &[Seg]) -> Option<&Value<'static>> {
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

    fn header(&self, name: &str) -> Option<&'v str> {
        self.route
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    fn scope<'s>(
        &'s self,
        call: &'s Call<'s>,
        moment: &'s Moment,
        args: &'s Value<'static>,
    ) -> Result<Scope<'s>, VerifyError>
    where
        'v: 's,
    {
        let mut scope = Scope::bare(
            self.signer.scheme(),
            self.signer.given(),
            call,
            moment,
            self.session,
        );
        scope.section = self.route.section;
        scope.base = self.route.base;
        scope.method = Cow::Borrowed(self.route.method);
        scope.endpoint = self.route.endpoint;
        scope.section_path = self.route.section_path;
        scope.args = args;
        scope.cache = Some(self.signer.cache());
        scope.local_names = &self.plan.locals;
        scope.locals.resize(self.plan.locals.len(), Value::Absent);
        Ok(scope)
    }

    /// The request as the step at `from` finds it.
    fn request<'s>(&'s self, course: &Course<'v>, from: usize) -> Result<Request<'s>, VerifyError>
    where
        'v: 's,
    {
        let cut = self.cut(course, from)?;
        let mut request = Request {
            url: format!("{}{}", self.route.base, self.route.path),
            path_start: self.route.base.len(),
            query: Held::Whole(Value::Object(cut.query.1)),
            body: Body::None,
            held: Held::nothing(),
            nothing: Held::nothing(),
            place: course.place,
            encoder: course.encoder,
            send_empty: self.route.send_empty,
            headers: SmallVec::new(),
            query_text: OnceCell::from(cut.query.0),
            body_text: OnceCell::new(),
            body_arrived: false,
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
                request.body_arrived = text == original;
                let held = Held::Whole(members);
                request.body = match content {
                    Content::Form(_) => Body::Form(held),
                    _ => Body::Json(held),
                };
                request.body_text = OnceCell::from(text);
            }
        }
        match payload {
            Some((_, payload)) if course.place == Place::None => {
                request.held = Held::Whole(payload);
            }
            Some((index, payload)) if from <= index => {
                request.put(course.place, Held::Whole(payload));
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

    /// Learns the sources that the request carries.
    fn learn(&self, course: &Course<'v>, args: &Value<'static>) -> Result<Sources, VerifyError> {
        let (call, moment) = (Call::default(), Moment::default());
        let mut scope = self.scope(&call, &moment, args)?;
        scope.request = self.request(course, 0)?;
        // Names of `let`s that need no source are known now.
        for step in &course.steps {
            if let Action::Let(lines) = &step.action {
                for line in lines {
                    if let Ok(value) = scope.eval(&line.value, None)
                        && let Some(local) = scope.locals.get_mut(usize::from(line.name))
                    {
                        *local = value;
                    }
                }
            }
        }
        let mut learner = Learner {
            scope: &scope,
            lets: &course.lets,
            sources: Sources::default(),
            reads: 0,
        };
        for (step, sites) in course.steps.iter().zip(&course.sites) {
            match &step.action {
                Action::Header(lines) => {
                    for line in lines {
                        if let Some(text) = self.header(&line.name) {
                            learner.text(&line.value, text.trim(), 0);
                        }
                    }
                }
                Action::Body(node) => match &self.content {
                    Content::Json(text, _) | Content::Text(text) => learner.text(node, text, 0),
                    Content::Form(pairs) => learner.text(node, &pairs.text, 0),
                    Content::None => {}
                },
                _ => {}
            }
            for site in &sites.added {
                if let Some(value) = self.received(site.place, &site.path) {
                    learner.value(site.value, value, 0);
                }
            }
        }
        let sources = learner.sources;
        for source in SOURCES {
            if !(source.learnt)(&sources) {
                self.blame(course, source)?;
            }
        }
        Ok(sources)
    }

    /// A source is read and was not learnt: tells whose fault it is.
    fn blame(&self, course: &Course<'v>, source: &Source) -> Result<(), VerifyError> {
        let lets = &course.lets;
        let mut read = None;
        for (step, sites) in course.steps.iter().zip(&course.sites) {
            let place = |line: u32| (step.number.as_str(), line);
            if let Action::Header(lines) = &step.action {
                for line in lines {
                    if sends(&line.value, lets, source.is, 0) {
                        let received = self.header(&line.name).is_some();
                        return Err(unlearnt(place(line.line), &line.name, received));
                    }
                }
            }
            for site in &sites.added {
                if sends(site.value, lets, source.is, 0) && !site.overridable {
                    let received = self.received(site.place, &site.path).is_some();
                    return Err(unlearnt(place(site.line), &path_text(&site.path), received));
                }
                if sends(site.value, lets, source.is, 0) {
                    read = read.or(Some((step, path_text(&site.path))));
                }
            }
            step.walk(&mut |node| {
                if read.is_none() && reads(node, lets, source.is) {
                    read = Some((step, String::new()));
                }
            });
        }
        match read {
            None => Ok(()),
            Some((step, name)) if !name.is_empty() => {
                Err(unlearnt((&step.number, step.line), &name, false))
            }
            Some((step, _)) => Err(VerifyError::new(
                VerifyErrorKind::Unverifiable,
                (&step.number, step.line),
                source.name,
                format!("the plan signs {} and never sends it", source.name),
            )),
        }
    }

    /// Computes what each step places, and compares.
    fn check(
        &self,
        course: &Course<'v>,
        args: &Value<'static>,
        moment: &Moment,
    ) -> Result<(), VerifyError> {
        let call = Call::default();
        let mut scope = self.scope(&call, moment, args)?;
        let mut headers: Vec<Expected<'v>> = Vec::new();
        for (index, (step, sites)) in course.steps.iter().zip(&course.sites).enumerate() {
            scope.request = self.request(course, index)?;
            let failed = |error: SigningError| at_step(error, step);
            match &step.action {
                Action::Let(lines) => {
                    for line in lines {
                        let value = scope.eval(&line.value, None).map_err(failed)?;
                        if let Some(local) = scope.locals.get_mut(usize::from(line.name)) {
                            *local = value;
                        }
                    }
                }
                Action::Header(lines) => {
                    for line in lines {
                        let text = scope
                            .eval(&line.value, None)
                            .and_then(header_text)
                            .map_err(|error| at_step(error.at(line.line, &line.name), step))?;
                        match text {
                            Some(text) => {
                                headers.retain(|h| !h.name.eq_ignore_ascii_case(&line.name));
                                headers.push(Expected {
                                    step,
                                    line: line.line,
                                    name: &line.name,
                                    text: text.into_owned(),
                                    hex: is_hex(&line.value, &course.lets),
                                });
                            }
                            None if self.route.webhook.is_some() => {
                                return Err(different(step, line.line, &line.name));
                            }
                            None => {}
                        }
                    }
                }
                Action::Body(node) if !sites.arranges => {
                    let value = scope.eval(node, None).map_err(failed)?;
                    self.check_body(&value, step, node, &course.lets)?;
                }
                Action::Path(node) => {
                    let value = scope.eval(node, None).map_err(failed)?;
                    let text = text_of(&value).map_err(failed)?;
                    let with_query = self
                        .route
                        .query
                        .map(|query| format!("{}?{query}", self.route.path));
                    if *text != *self.route.path && Some(&*text) != with_query.as_deref() {
                        return Err(different(step, step.line, "path"));
                    }
                }
                _ => {}
            }
            for site in &sites.added {
                self.check_site(&scope, site, step, course)?;
            }
            self.check_closed(index, step, course)?;
        }
        for expected in &headers {
            self.check_header(expected)?;
        }
        Ok(())
    }

    fn check_header(&self, expected: &Expected<'v>) -> Result<(), VerifyError> {
        if IGNORED
            .iter()
            .any(|name| expected.name.eq_ignore_ascii_case(name))
        {
            return Ok(());
        }
        let Some(received) = self.header(expected.name) else {
            return Err(missing(expected.step, expected.line, expected.name));
        };
        if same(expected.text.trim(), received.trim(), expected.hex) {
            Ok(())
        } else {
            Err(different(expected.step, expected.line, expected.name))
        }
    }

    fn check_body(
        &self,
        value: &Value<'_>,
        step: &Step,
        node: &Node,
        lets: &Lets<'v>,
    ) -> Result<(), VerifyError> {
        let received = match &self.content {
            Content::None => None,
            Content::Form(pairs) => Some(&*pairs.text),
            Content::Json(text, _) | Content::Text(text) => Some(&**text),
        };
        if value.is_absent() {
            return match received {
                None => Ok(()),
                Some(_) => Err(different(step, step.line, "body")),
            };
        }
        let text = text_of(value).map_err(|error| at_step(error, step))?;
        match received {
            _ if same(&text, received.unwrap_or_default(), is_hex(node, lets)) => Ok(()),
            None => Err(missing(step, step.line, "body")),
            Some(_) => Err(different(step, step.line, "body")),
        }
    }

    /// An object without `...` leaves nothing of what was there: beside what it and later steps name, nothing may arrive.
    fn check_closed(
        &self,
        index: usize,
        step: &'v Step,
        course: &Course<'v>,
    ) -> Result<(), VerifyError> {
        let Action::Set(target, node) = &step.action else {
            return Ok(());
        };
        if self.route.webhook.is_some() {
            return Ok(());
        }
        let place = place_of_target(*target, course.place);
        let Some(mut allowed) = names_of(resolve(node, &course.lets)) else {
            return Ok(());
        };
        for later in course.steps.iter().skip(index + 1) {
            if let Action::Set(target, node) = &later.action
                && place_of_target(*target, course.place) == place
            {
                match resolve(node, &course.lets) {
                    Node::Object(entries) => allowed.extend(entries.iter().filter_map(name_of)),
                    // What rearranges adds nothing; what else it may be cannot be told.
                    _ => return Ok(()),
                }
            }
        }
        let received = match (place, &self.content) {
            (Place::Query, _) => &self.query.members,
            (Place::Form | Place::Json, Content::Form(pairs)) => &pairs.members,
            (Place::Form | Place::Json, Content::Json(_, Value::Object(members))) => members,
            _ => return Ok(()),
        };
        match received
            .iter()
            .find(|(name, _)| !allowed.contains(&&**name))
        {
            None => Ok(()),
            Some((name, _)) => Err(VerifyError::new(
                VerifyErrorKind::Different,
                (&step.number, step.line),
                name.to_string(),
                format!("`{name}` is not what the plan makes"),
            )),
        }
    }

    fn check_site<'s>(
        &self,
        scope: &Scope<'s>,
        site: &super::sites::Site<'v>,
        step: &'v Step,
        course: &Course<'v>,
    ) -> Result<(), VerifyError>
    where
        'v: 's,
    {
        let name = path_text(&site.path);
        let value = scope
            .eval_members(site.value, None)
            .map_err(|error| at_step(error.at(site.line, &name), step))?;
        if value.is_absent() {
            return match self.route.webhook {
                Some(_) => Err(different(step, site.line, &name)),
                None => Ok(()),
            };
        }
        let Some(received) = self.received(site.place, &site.path) else {
            return Err(missing(step, site.line, &name));
        };
        let failed = |error: SigningError| at_step(error, step);
        let equal = match (value.data(), site.place) {
            (Value::List(_) | Value::Object(_), Place::Query | Place::Form) => {
                encoded(course.encoder, &value).map_err(failed)?
                    == encoded(course.encoder, received).map_err(failed)?
            }
            _ => {
                let computed = text_of(&value).map_err(failed)?;
                let received = text_of(received).map_err(failed)?;
                same(&computed, &received, is_hex(site.value, &course.lets))
            }
        };
        // A constant that the caller may have replaced is the caller's if it differs; a delivery has no caller.
        let replaced = site.overridable
            && self.route.webhook.is_none()
            && matches!(resolve(site.value, &course.lets), Node::Const(_));
        if equal || replaced {
            Ok(())
        } else {
            Err(different(step, site.line, &name))
        }
    }
}

fn place_of_target(target: Target, params: Place) -> Place {
    match target {
        Target::Params => params,
        Target::Query => Place::Query,
        Target::Form => Place::Form,
        Target::Json => Place::Json,
    }
}

fn name_of(entry: &NodeEntry) -> Option<&str> {
    match entry {
        NodeEntry::Member { name, .. } => Some(name),
        NodeEntry::Held | NodeEntry::Spread(_) => None,
    }
}

/// Names of an object that takes nothing over.
fn names_of(node: &Node) -> Option<Vec<&str>> {
    match node {
        Node::Object(entries) => entries.iter().map(name_of).collect(),
        _ => None,
    }
}

/// Texts and members that are left.
struct Cut {
    query: (String, Members<'static>),
    body: Option<(String, Value<'static>)>,
}

/// Walks over steps to see which run.
struct Walk<'w, 's, 'v> {
    scope: Scope<'s>,
    whole: &'w Course<'v>,
    /// Place among all steps.
    at: usize,
    steps: Vec<&'v Step>,
}

impl<'s, 'v: 's> Walk<'_, 's, 'v> {
    fn steps(&mut self, verifier: &'s Verifier<'v>, steps: &'v [Step]) -> Result<(), VerifyError> {
        for step in steps {
            let holds = match &step.when {
                None => true,
                Some(when) => {
                    self.scope.request = verifier.request(self.whole, self.at)?;
                    self.scope
                        .holds(when, None)
                        .map_err(|error| at_step(error, step))?
                }
            };
            if let Action::Group { then, otherwise } = &step.action {
                let (runs, skipped) = if holds {
                    (then, otherwise)
                } else {
                    (otherwise, then)
                };
                if holds {
                    self.steps(verifier, runs)?;
                    self.at += count(skipped);
                } else {
                    self.at += count(skipped);
                    self.steps(verifier, runs)?;
                }
                continue;
            }
            if holds {
                self.steps.push(step);
                if let Action::Let(lines) = &step.action {
                    self.scope.request = verifier.request(self.whole, self.at)?;
                    for line in lines {
                        // What needs a source that is not learnt yet stays unknown.
                        let value = self.scope.eval(&line.value, None).unwrap_or_default();
                        if let Some(local) = self.scope.locals.get_mut(usize::from(line.name)) {
                            *local = value;
                        }
                    }
                }
            }
            self.at += 1;
        }
        Ok(())
    }
}

fn flatten<'n>(steps: &'n [Step], out: &mut Vec<&'n Step>) {
    for step in steps {
        match &step.action {
            Action::Group { then, otherwise } => {
                flatten(then, out);
                flatten(otherwise, out);
            }
            _ => out.push(step),
        }
    }
}

fn count(steps: &[Step]) -> usize {
    let mut all = Vec::new();
    flatten(steps, &mut all);
    all.len()
}

/// A source, and whether it was learnt.
struct Source {
    name: &'static str,
    is: fn(&Node) -> bool,
    learnt: fn(&Sources) -> bool,
}

const SOURCES: &[Source] = &[
    Source {
        name: "clock",
        is: |node| matches!(node, Node::Clock(_) | Node::ClockIso),
        learnt: |sources| sources.clock.is_some(),
    },
    Source {
        name: "nonce",
        is: |node| matches!(node, Node::Nonce(_)),
        learnt: |sources| sources.nonce.is_some(),
    },
    Source {
        name: "uuid",
        is: |node| matches!(node, Node::Uuid),
        learnt: |sources| sources.uuid.is_some(),
    },
    Source {
        name: "random",
        is: |node| matches!(node, Node::Random),
        learnt: |sources| sources.random.is_some(),
    },
];

/// Whether a value carries a source so that it can be read from it.
fn sends(node: &Node, lets: &Lets<'_>, is: fn(&Node) -> bool, depth: usize) -> bool {
    if depth > 16 {
        return false;
    }
    let any = |all: &[Node]| all.iter().any(|node| sends(node, lets, is, depth + 1));
    match resolve(node, lets) {
        node if is(node) => true,
        Node::Call(Function::Jwt, args) => {
            let parts = [args.first(), args.get(3)];
            parts
                .into_iter()
                .flatten()
                .any(|node| sends(node, lets, is, depth + 1))
        }
        Node::Call(function, _) if functions::refuses_absent(*function) => false,
        Node::Call(_, all) | Node::Join(all) | Node::List(all) | Node::Coalesce(all) => any(all),
        Node::If(three) => {
            sends(&three.1, lets, is, depth + 1) || sends(&three.2, lets, is, depth + 1)
        }
        Node::Object(entries) => entries.iter().any(|entry| match entry {
            NodeEntry::Member { value, .. } => sends(value, lets, is, depth + 1),
            _ => false,
        }),
        _ => false,
    }
}

/// Equal as texts, in constant time; a hex without case.
fn same(expected: &str, received: &str, hex: bool) -> bool {
    if hex {
        let (a, b) = (expected.to_ascii_lowercase(), received.to_ascii_lowercase());
        return a.as_bytes().ct_eq(b.as_bytes()).into();
    }
    expected.as_bytes().ct_eq(received.as_bytes()).into()
}

fn encoded(encoder: &Encoder, value: &Value<'_>) -> Result<String, SigningError> {
    let mut out = String::new();
    encode::write_pairs(encoder, std::iter::once(("", value)), &mut out)?;
    Ok(out)
}

fn path_text(path: &[Seg]) -> String {
    let mut out = String::new();
    for seg in path {
        match seg {
            Seg::Name(name) if out.is_empty() => out.push_str(name),
            Seg::Name(name) => {
                out.push('.');
                out.push_str(name);
            }
            Seg::Index(at) => out.push_str(&format!("[{at}]")),
        }
    }
    out
}

fn at_step(error: SigningError, step: &Step) -> VerifyError {
    let mut error = VerifyError::from(error);
    error.step.clone_from(&step.number);
    if error.line == 0 {
        error.line = step.line;
    }
    error
}

fn missing(step: &Step, line: u32, name: &str) -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Missing,
        (&step.number, line),
        name,
        format!("`{name}` is missing"),
    )
}

fn different(step: &Step, line: u32, name: &str) -> VerifyError {
    VerifyError::new(
        VerifyErrorKind::Different,
        (&step.number, line),
        name,
        format!("`{name}` is not what the plan makes"),
    )
}

fn unlearnt(at: (&str, u32), name: &str, received: bool) -> VerifyError {
    if received {
        VerifyError::new(
            VerifyErrorKind::Different,
            at,
            name,
            format!("`{name}` is not what the plan makes"),
        )
    } else {
        VerifyError::new(
            VerifyErrorKind::Missing,
            at,
            name,
            format!("`{name}` is missing"),
        )
    }
}
