//! Sessions from the provider's side: what the responses to the calls that open them gave, and what a browser would have.

use crate::paths::{get, put};
use crate::response::Response;
use specie_codegen::json;
use specie_codegen::model::{Api, Operation};
use specie_runtime::signing::plan::{Data, KeepFrom, Session, Str};
use specie_runtime::signing::{Expiry, SessionValues, Signer, Value};

/// How many sessions may be open at a time: a client that logs in again keeps the one before.
const MOST: usize = 8;

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
        operation: &Operation,
        signer: &Signer,
        response: &mut Response,
        now_ns: i128,
        random: &mut fastrand::Rng,
    ) {
        for (at, session) in api.runtime.scheme.sessions.iter().enumerate() {
            if !is_opened_by(session, operation) {
                continue;
            }
            for keep in session.keep.iter() {
                let letters: String = (0..32).map(|_| random.alphanumeric()).collect();
                make_up(response, &keep.from, &letters);
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
fn make_up(response: &mut Response, from: &KeepFrom, value: &str) {
    match from {
        KeepFrom::Body(path) => {
            let Ok(mut body) = json::read(&response.body, json::Names::Shown) else {
                return;
            };
            if get(&body, path).is_none_or(|known| *known == Data::Null) {
                put(&mut body, path, Data::Text(Str::Owned(value.to_owned())));
                response.body = json::write(&body).into_bytes();
            }
        }
        KeepFrom::Header(name) => response.set_header(name, value),
        KeepFrom::Cookie(name) => {
            response.set_header("Set-Cookie", &format!("{name}={value}; Path=/; HttpOnly"));
        }
        KeepFrom::GivenText | KeepFrom::GivenJson => {}
    }
}
