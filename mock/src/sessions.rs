//! Sessions from the provider's side: what the responses to the calls that open them gave, and what a browser would have.

use crate::members::text;
use crate::paths::{get, put};
use crate::response::Response;
use crate::routes::path_of_base;
use crate::streams;
use specie_codegen::json;
use specie_codegen::model::{Api, Operation};
use specie_codegen::validate::as_text;
use specie_runtime::signing::plan::{Data, Expires, KeepFrom, Section, Session};
use specie_runtime::signing::{Expiry, SessionValues, Signer, Value};

/// How many sessions may be open at a time: a client that logs in again keeps the one before.
const MOST: usize = 8;
/// How long a session lasts whose response says so, in seconds.
const LIFE: &str = "3600";

/// A call that was accepted, and that may open sessions.
pub(crate) struct Opened<'c> {
    pub(crate) operation: &'c Operation,
    /// Where it arrived.
    pub(crate) address: &'c str,
    pub(crate) now_ns: i128,
}

/// The sessions that are open.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    /// Values that the user supplies: they never end.
    given: Vec<(String, String)>,
    /// The newest last.
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    session: usize,
    values: Vec<(String, Value<'static>)>,
    /// Nanoseconds since 1970.
    ends: Option<i128>,
}

impl Sessions {
    /// Makes up the values of sessions that the user supplies.
    pub(crate) fn new(api: &Api, random: &mut fastrand::Rng) -> Self {
        let sessions = api.runtime.scheme.sessions.iter();
        let keep = sessions.flat_map(|session| session.keep.iter());
        let given = keep.filter(|keep| keep.from == KeepFrom::GivenText);
        let given = given.map(|keep| {
            let letters: String = (0..24).map(|_| random.alphanumeric()).collect();
            (keep.name.to_string(), format!("{}-{letters}", keep.name))
        });
        Self {
            given: given.collect(),
            open: Vec::new(),
        }
    }

    /// The values that the user supplies.
    pub(crate) fn given(&self) -> &[(String, String)] {
        &self.given
    }

    /// The sets of values that a request may be signed with, the newest first. One at least.
    pub(crate) fn values(&mut self, now_ns: i128) -> Vec<SessionValues> {
        self.open
            .retain(|open| open.ends.is_none_or(|ends| now_ns < ends));
        let mut given = SessionValues::new();
        for (name, value) in &self.given {
            given.set(name.clone(), Value::from(value.clone()));
        }
        let mut sets: Vec<SessionValues> = Vec::new();
        for open in self.open.iter().rev() {
            // Values of other sessions are those of their newest one.
            let mut set = given.clone();
            for other in self
                .open
                .iter()
                .filter(|other| other.session != open.session)
            {
                set_all(&mut set, &other.values);
            }
            set_all(&mut set, &open.values);
            sets.push(set);
        }
        if sets.is_empty() {
            sets.push(given);
        }
        sets
    }

    /// Keeps the values of a response, if its call opens a session. Values that the response lacks are made up in it.
    pub(crate) fn keep(
        &mut self,
        api: &Api,
        opened: &Opened<'_>,
        signer: &Signer,
        response: &mut Response,
        random: &mut fastrand::Rng,
    ) {
        let now_ns = opened.now_ns;
        for (at, session) in api.runtime.scheme.sessions.iter().enumerate() {
            if !may_be_opened_by(api, session, opened.operation) {
                continue;
            }
            for keep in session.keep.iter() {
                let letters: String = (0..32).map(|_| random.alphanumeric()).collect();
                let value = match streams::begin_with(api, &keep.name) {
                    true => streams::server(opened.address, &keep.name),
                    false => letters,
                };
                make_up(response, &keep.from, text(&value));
            }
            if let Expires::In(from) = &session.expires {
                make_up(response, from, Data::Integer(LIFE.into()));
            }
            let headers: Vec<(&str, &str)> = response
                .headers
                .iter()
                .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
                .collect();
            let Ok(index) = u16::try_from(at) else {
                continue;
            };
            let Ok(update) = signer.keep(index, &headers, &response.body) else {
                continue;
            };
            let ends = update.ends.map(|ends| match ends {
                Expiry::At(seconds) => i128::from(seconds) * 1_000_000_000,
                Expiry::After(seconds) => now_ns + i128::from(seconds) * 1_000_000_000,
                _ => i128::MAX,
            });
            if self.open.len() >= MOST {
                self.open.remove(0);
            }
            self.open.push(Open {
                session: at,
                values: update.values,
                ends,
            });
        }
    }

    /// Ends all sessions.
    pub(crate) fn end(&mut self) {
        self.open.clear();
    }
}

fn set_all(set: &mut SessionValues, values: &[(String, Value<'static>)]) {
    for (name, value) in values {
        set.set(name.clone(), value.clone());
    }
}

/// Whether the call of an operation may be the one that opens a session: calls of other sections that are signed in the same way look the same
/// here, where all hosts of the provider are one.
fn may_be_opened_by(api: &Api, session: &Session, operation: &Operation) -> bool {
    let sections = &api.runtime.scheme.sections;
    let section = |index: u16| sections.get(usize::from(index));
    let Some(call) = &session.call else {
        return false;
    };
    let (Some(own), Some(other)) = (section(call.section), section(operation.section)) else {
        return false;
    };
    let whole = |section: &Section, path: &str| {
        let own = section.path.replace("{path}", path.trim_start_matches('/'));
        format!("{}{own}", path_of_base(&section.base))
    };
    own.plan == other.plan
        && call.method == operation.method
        && whole(own, &call.path) == whole(other, &operation.path)
}

/// Whether the call of an operation is the one that opens a session.
pub(crate) fn is_opened_by(session: &Session, operation: &Operation) -> bool {
    session.call.as_ref().is_some_and(|call| {
        let path = |path: &str| path.trim_start_matches('/').to_owned();
        call.section == operation.section
            && call.method == operation.method
            && path(&call.path) == path(&operation.path)
    })
}

/// Puts a value into a response where the session reads it, if there is none.
fn make_up(response: &mut Response, from: &KeepFrom, value: Data) {
    match from {
        KeepFrom::Body(path) => {
            if response.body.is_empty() {
                response.status = 200;
                response.set_json(&Data::Null);
            }
            let Ok(mut body) = json::read(&response.body, json::Names::Shown) else {
                return;
            };
            if get(&body, path).is_none_or(|known| *known == Data::Null) {
                put(&mut body, path, value);
                response.body = json::write(&body).into_bytes();
            }
        }
        KeepFrom::Header(name) => {
            response.set_header(name, &as_text(&value).unwrap_or_default());
        }
        KeepFrom::Cookie(name) => {
            let value = as_text(&value).unwrap_or_default();
            response.set_header("Set-Cookie", &format!("{name}={value}; Path=/; HttpOnly"));
        }
        KeepFrom::GivenText | KeepFrom::GivenJson => {}
    }
}
