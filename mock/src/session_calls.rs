//! Calls that open sessions and that no operation of the spec declares: the mock answers them as if one did.

use crate::sessions::is_opened_by;
use specie_codegen::model::{
    Api, Doc, Field, Idempotency, Kind, Location, Operation, Param, Response, Type,
};
use specie_codegen::source::Span;
use specie_runtime::signing::plan::{Entry, Section, Session, SessionCall};

/// The same API with an operation for each call that opens a session and that the spec does not declare.
pub(crate) fn with_calls(mut api: Api) -> Api {
    let sessions = api.runtime.scheme.sessions.iter();
    let is_missing = |session: &&Session| {
        let mut operations = api.operations.iter();
        !operations.any(|operation| is_opened_by(session, operation))
    };
    let missing = sessions.filter(is_missing).filter_map(|session| {
        let call = session.call.as_ref()?;
        let section = api.runtime.scheme.sections.get(usize::from(call.section))?;
        Some(operation_of(session, call, section))
    });
    let missing: Vec<Operation> = missing.collect();
    api.operations.extend(missing);
    api
}

fn operation_of(session: &Session, call: &SessionCall, section: &Section) -> Operation {
    let params = call.params.iter().filter_map(|entry| match entry {
        Entry::Member { name, .. } => Some(param(name)),
        Entry::Existing | Entry::Spread(_) => None,
    });
    let name = format!("session {}", session.name);
    Operation {
        rust_name: name.clone(),
        request_name: name.clone(),
        name,
        span: Span::default(),
        doc: Doc::default(),
        section: call.section,
        method: call.method.to_string(),
        path: call.path.to_string(),
        place: section.place_of(&call.method),
        params: params.collect(),
        multipart: false,
        content_type: None,
        one_of: Vec::new(),
        response: Response::Type(Type::plain(Kind::Json)),
        response_headers: None,
        variants: Vec::new(),
        pagination: None,
        idempotency: Idempotency::Safe,
        reconcile: None,
        reconcile_with: Vec::new(),
        new_key: None,
        envelope: None,
        timeout_ms: None,
        weight: 1,
        examples: Vec::new(),
    }
}

/// A parameter with any value.
fn param(name: &str) -> Param {
    Param {
        field: Field {
            name: name.to_owned(),
            rust_name: name.to_owned(),
            span: Span::default(),
            ty: Type::plain(Kind::Json),
            rest: false,
            optional: true,
            only: None,
            constant: None,
            default: None,
            range: None,
            doc: Doc::default(),
        },
        location: Location::Main,
        path_encode: None,
        format: None,
    }
}
