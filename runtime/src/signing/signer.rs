//! A scheme made ready for one set of credentials.

use super::call::{Call, Credentials, Explained, Moment, Needs, SessionValues, Settings, Signed};
use super::credentials::{self, Given};
use super::error::{SigningError, SigningErrorKind};
use super::evaluate::Scope;
use super::explain::Trace;
use super::held::Held;
use super::node::{Node, Prepared, Step};
use super::path;
use super::plan::{Data, Place, Plan, Scheme, Section};
use super::prepare::{Preparer, not_given};
use super::request::Request;
use super::scan;
use super::session::Cache;
use super::value::{Members, Value};
use smallvec::SmallVec;
use std::borrow::Cow;

/// A scheme made ready for one set of credentials and settings.
///
/// What depends on these alone is computed when it is made: keys are decoded, HMAC keys taken in, constant expressions folded.
pub struct Signer {
    scheme: Cow<'static, Scheme>,
    given: Vec<Option<Given>>,
    settings: Vec<Value<'static>>,
    plans: Vec<Prepared>,
    webhooks: Vec<Prepared>,
    /// Where `{path}` first stands in the path of each section.
    holes: Vec<Option<usize>>,
    cache: Cache,
}

/// What stands for the call's own path in the path of a section.
pub(crate) const HOLE: &str = "{path}";

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("provider", &self.scheme.provider)
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// Makes a scheme ready.
    ///
    /// # Errors
    /// A credential that fits none of its forms, a setting that is unknown or of another kind than its default, a primitive that
    /// this build leaves out. A credential that is not given is an error of the calls whose plan names it.
    pub fn new(
        scheme: impl Into<Cow<'static, Scheme>>,
        credentials: &Credentials,
        settings: &Settings,
    ) -> Result<Self, SigningError> {
        let scheme = scheme.into();
        let given = credentials::read(&scheme.credentials, credentials)?;
        let settings = read_settings(&scheme, settings)?;
        let mut preparer = Preparer {
            scheme: &scheme,
            given: &given,
            settings: &settings,
            fold: true,
            slots: 0,
        };
        let plans = scheme
            .plans
            .iter()
            .map(|plan| preparer.plan(plan))
            .collect::<Result<_, _>>()?;
        let webhooks = scheme
            .webhooks
            .iter()
            .map(|webhook| preparer.plan(&webhook.plan))
            .collect::<Result<_, _>>()?;
        let holes = scheme.sections.iter().map(|s| s.path.find(HOLE)).collect();
        Ok(Self {
            plans,
            webhooks,
            holes,
            given,
            settings,
            cache: Cache::default(),
            scheme,
        })
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    pub(crate) fn given(&self) -> &[Option<Given>] {
        &self.given
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    pub(crate) fn prepared(&self, section: &Section) -> Option<&Prepared> {
        section
            .plan
            .and_then(|plan| self.plans.get(usize::from(plan)))
    }

    pub(crate) fn prepared_webhook(&self, webhook: u16) -> Option<&Prepared> {
        self.webhooks.get(usize::from(webhook))
    }

    pub(crate) fn section(&self, section: u16) -> Result<&Section, SigningError> {
        self.scheme
            .sections
            .get(usize::from(section))
            .ok_or_else(|| {
                SigningError::new(SigningErrorKind::Scheme, "the scheme has no such section")
            })
    }

    /// Plans with every stage kept, to be shown.
    fn unfolded(&self, plan: &Plan) -> Result<Prepared, SigningError> {
        self.preparer(false).plan(plan)
    }

    fn preparer(&self, fold: bool) -> Preparer<'_> {
        Preparer {
            scheme: &self.scheme,
            given: &self.given,
            settings: &self.settings,
            fold,
            slots: 0,
        }
    }

    /// An object of a session's call made ready.
    pub(crate) fn entries(&self, entries: &[super::plan::Entry]) -> Result<Node, SigningError> {
        self.preparer(false).entries(entries)
    }

    /// What the plan of a section may read, with these credentials and settings.
    #[must_use]
    pub fn needs(&self, section: u16) -> Needs {
        let plan = self.section(section).ok().and_then(|s| self.prepared(s));
        plan.map(|plan| needs_of(&plan.steps)).unwrap_or_default()
    }

    /// Makes the request of a call, signed by the plan of its section.
    ///
    /// # Errors
    /// A credential or session value that is missing, a path value that is missing or unsafe, a value that cannot stand where the
    /// plan puts it.
    pub fn sign<'a>(
        &'a self,
        call: &'a Call<'a>,
        moment: &'a Moment,
        session: &'a SessionValues,
    ) -> Result<Signed<'a>, SigningError> {
        let mut scope = self.scope(call, moment, session);
        self.fill(&mut scope, call)?;
        if let Some(plan) = self.prepared(self.section(call.section)?) {
            if let Some(name) = &plan.missing {
                return Err(not_given(name));
            }
            scope.run(plan)?;
        }
        signed(&mut scope)
    }

    /// The same, and what each step made. Secrets are masked there, not in the request.
    pub fn explain(
        &self,
        call: &Call<'_>,
        moment: &Moment,
        session: &SessionValues,
    ) -> (Result<Signed<'static>, SigningError>, Vec<Explained>) {
        match self.try_explain(call, moment, session, false) {
            Ok(done) => done,
            Err(error) => (Err(error), Vec::new()),
        }
    }

    /// The same with nothing masked but private keys: for recorded calls, whose credentials are written in the spec beside what is
    /// expected of them. Never for a user's own.
    pub fn reveal(
        &self,
        call: &Call<'_>,
        moment: &Moment,
        session: &SessionValues,
    ) -> (Result<Signed<'static>, SigningError>, Vec<Explained>) {
        match self.try_explain(call, moment, session, true) {
            Ok(done) => done,
            Err(error) => (Err(error), Vec::new()),
        }
    }

    #[allow(clippy::type_complexity, reason = "the two parts of `explain`")]
    fn try_explain(
        &self,
        call: &Call<'_>,
        moment: &Moment,
        session: &SessionValues,
        open: bool,
    ) -> Result<(Result<Signed<'static>, SigningError>, Vec<Explained>), SigningError> {
        let section = self.section(call.section)?;
        let plan = section
            .plan
            .and_then(|plan| self.scheme.plans.get(usize::from(plan)))
            .map(|plan| self.unfolded(plan))
            .transpose()?;
        let mut scope = self.scope(call, moment, session);
        self.fill(&mut scope, call)?;
        scope.cache = None;
        let mut outcome = Ok(());
        if let Some(plan) = &plan {
            if let Some(name) = &plan.missing {
                return Err(not_given(name));
            }
            scope.trace = Some(Trace::new(open));
            outcome = scope.run(plan);
        }
        let entries = scope.trace.take().map(Trace::into_entries);
        let signed = outcome
            .and_then(|()| signed(&mut scope))
            .map(Signed::into_owned);
        Ok((signed, entries.unwrap_or_default()))
    }

    /// A scope for a call. What it is filled with comes after: moving so large a value costs as much as a short digest.
    fn scope<'a>(
        &'a self,
        call: &'a Call<'a>,
        moment: &'a Moment,
        session: &'a SessionValues,
    ) -> Scope<'a> {
        Scope::bare(&self.scheme, &self.given, call, moment, session)
    }

    /// Makes the request as it is before the first step.
    fn fill<'a>(&'a self, scope: &mut Scope<'a>, call: &'a Call<'a>) -> Result<(), SigningError> {
        let section = self.section(call.section)?;
        let base: &'a str = call.base.unwrap_or(&section.base);
        let endpoint: &'a str = call.path.strip_prefix('/').unwrap_or(&call.path);
        scope.section = &section.name;
        scope.base = base;
        scope.method = capitals(&call.method);
        scope.endpoint = endpoint;
        scope.section_path = &section.path;
        scope.cache = Some(&self.cache);
        let place = place_of(section, &scope.method);
        let request = &mut scope.request;
        request
            .url
            .reserve(base.len() + section.path.len() + endpoint.len() + 64);
        request.url.push_str(base);
        request.path_start = base.len();
        let hole = self.holes.get(usize::from(call.section)).copied();
        write_path(
            (&section.path, hole.flatten()),
            endpoint,
            call,
            &mut request.url,
        )?;
        request.place = place;
        request.encoder = &section.encode;
        request.send_empty = &section.send_empty;
        request.put(place, params_of(call, endpoint)?);
        add_query(request, call);
        for (name, value) in &call.headers {
            request.set_header(name, Cow::Borrowed(value))?;
        }
        Ok(())
    }
}

fn read_settings(
    scheme: &Scheme,
    settings: &Settings,
) -> Result<Vec<Value<'static>>, SigningError> {
    if let Some(name) = settings
        .names()
        .find(|name| !scheme.settings.iter().any(|s| s.name == *name))
    {
        return Err(SigningError::new(
            SigningErrorKind::Setting,
            format!("there is no setting `{name}`"),
        ));
    }
    scheme
        .settings
        .iter()
        .map(|setting| {
            let chosen = settings.get(&setting.name).unwrap_or(&setting.default);
            let same = matches!(
                (chosen, &setting.default),
                (Data::Bool(_), Data::Bool(_))
                    | (Data::Integer(_), Data::Integer(_))
                    | (Data::Text(_), Data::Text(_))
            );
            if !same {
                return Err(SigningError::new(
                    SigningErrorKind::Setting,
                    format!(
                        "the setting `{}` is of another kind than its default",
                        setting.name
                    ),
                ));
            }
            Ok(Value::from(chosen).into_owned())
        })
        .collect()
}

fn needs_of(steps: &[Step]) -> Needs {
    let mut needs = Needs::default();
    for step in steps {
        step.walk(&mut |node| match node {
            Node::Clock(_) | Node::ClockIso => needs.clock = true,
            Node::Nonce(unit) => needs.nonce = Some(*unit),
            Node::Uuid => needs.uuid = true,
            Node::Random => needs.random = true,
            Node::Session(name) if !needs.sessions.contains(&name.session) => {
                needs.sessions.push(name.session);
            }
            _ => {}
        });
    }
    needs
}

fn signed<'a>(scope: &mut Scope<'a>) -> Result<Signed<'a>, SigningError> {
    let body = scope.finish()?;
    Ok(Signed {
        method: std::mem::take(&mut scope.method),
        url: std::mem::take(&mut scope.request.url),
        headers: std::mem::take(&mut scope.request.headers),
        body,
    })
}

fn capitals<'a>(method: &'a str) -> Cow<'a, str> {
    if method.bytes().any(|b| b.is_ascii_lowercase()) {
        Cow::Owned(method.to_ascii_uppercase())
    } else {
        Cow::Borrowed(method)
    }
}

pub(crate) fn place_of(section: &Section, method: &str) -> Place {
    section
        .places
        .iter()
        .find(|(listed, _)| listed == method)
        .map_or(section.otherwise, |(_, place)| *place)
}

/// Appends the path after the base, filled: the section's, with the call's own in its holes.
fn write_path<'a>(
    (section, hole): (&str, Option<usize>),
    endpoint: &str,
    call: &'a Call<'a>,
    out: &mut String,
) -> Result<(), SigningError> {
    let Some(hole) = hole else {
        out.push_str(section);
        // A path that has no place for the call's own still refuses what no path may have.
        let length = out.len();
        path::fill(endpoint, |name| path_value(call, name), out)?;
        out.truncate(length);
        return Ok(());
    };
    out.push_str(section.get(..hole).unwrap_or_default());
    path::fill(endpoint, |name| path_value(call, name), out)?;
    let mut after = section.get(hole + HOLE.len()..).unwrap_or_default();
    while let Some((before, rest)) = after.split_once(HOLE) {
        out.push_str(before);
        path::fill(endpoint, |name| path_value(call, name), out)?;
        after = rest;
    }
    out.push_str(after);
    Ok(())
}

fn path_value<'a>(call: &'a Call<'a>, name: &str) -> Option<&'a Value<'a>> {
    if let Some((_, value)) = call.path_values.iter().find(|(n, _)| n == name) {
        return Some(value);
    }
    match call.params.data() {
        Value::List(list) => list.first().and_then(|first| first.get(name)),
        _ => call.params.get(name),
    }
}

/// The parameters that do not fill the path.
fn params_of<'a>(call: &'a Call<'a>, endpoint: &str) -> Result<Held<'a>, SigningError> {
    match call.params.data() {
        Value::Absent | Value::Null => Ok(Held::nothing()),
        Value::List(_) => Ok(Held::whole(Value::Ref(&call.params))),
        Value::Object(members) => {
            if scan::all(endpoint.as_bytes(), scan::is_plain_path) {
                return Ok(Held::whole(Value::Ref(&call.params)));
            }
            let names: SmallVec<[&str; 4]> = path::pieces(endpoint)
                .into_iter()
                .filter_map(|piece| match piece {
                    path::Piece::Name(name) => Some(name),
                    path::Piece::Text(_) => None,
                })
                .filter(|name| !call.path_values.iter().any(|(n, _)| n == name))
                .collect();
            if names.is_empty() {
                return Ok(Held::whole(Value::Ref(&call.params)));
            }
            let rest = members
                .iter()
                .filter(|(name, _)| !names.contains(&&**name))
                .map(|(name, value)| (Cow::Borrowed(&**name), value.borrowed()))
                .collect();
            Ok(Held::whole(Value::Object(rest)))
        }
        other => Err(SigningError::value(format!(
            "parameters are pairs or a list and these are of kind {}",
            other.kind()
        ))),
    }
}

/// Further members of the query.
fn add_query<'a>(request: &mut Request<'a>, call: &'a Call<'a>) {
    if call.query.is_empty() {
        return;
    }
    let mut members: Members<'a> = request.query.members().cloned().collect();
    for (name, value) in &call.query {
        if !value.is_absent() {
            members.push((Cow::Borrowed(name), value.borrowed()));
        }
    }
    request.put(Place::Query, Held::whole(Value::Object(members)));
}
