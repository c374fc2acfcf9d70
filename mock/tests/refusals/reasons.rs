//! Why a provider cannot refuse in one of the ways of the mock: its spec has nothing that could be wrong in this way.
//!
//! Read from the model, not from what the mock did: a kind must be either seen or impossible, so that a provider that is added later needs
//! no list of its own.

use crate::changes::beyond;
use specie_codegen::model::{Action, Api, Field, Kind, Location, Operation, Resource};
use specie_mock::RefusalKind;
use specie_runtime::signing::plan::{Expr, Function, Plan};
use specie_runtime::{CursorSource, PaginationStyle};

#[allow(dead_code, reason = "the mock uses the rest")]
#[path = "../../src/plan_walk.rs"]
mod plan_walk;

/// The reason; `None`: the provider can refuse a call in this way.
pub fn impossible(api: &Api, kind: RefusalKind) -> Option<&'static str> {
    let fields = || params(api).map(|(_, field)| field);
    let (possible, reason) = match kind {
        RefusalKind::UnknownEndpoint
        | RefusalKind::WrongMethod
        | RefusalKind::BodyTooLarge
        | RefusalKind::PermissionMissing
        | RefusalKind::RateLimited
        | RefusalKind::UnknownParameter => (true, ""),
        RefusalKind::Unreadable | RefusalKind::WrongContentType => {
            let mut operations = api.operations.iter();
            let has_body = |one: &Operation| ["POST", "PUT", "PATCH"].contains(&&*one.method);
            (operations.any(has_body), "no call has a body")
        }
        RefusalKind::MissingHeader | RefusalKind::RepeatedHeader => {
            let mut plans = plans(api);
            let in_header = |one: &Operation| {
                let mut params = one.params.iter();
                params.any(|param| param.location == Location::Header)
            };
            let sent = plans.any(|plan| !plan_walk::headers(plan).is_empty());
            let sent = sent || api.operations.iter().any(in_header);
            (sent, "nothing is sent in a header")
        }
        RefusalKind::WrongHeader => {
            let mut headers = plans(api).flat_map(plan_walk::headers);
            let constant = headers.any(|(name, value)| {
                !name.eq_ignore_ascii_case("content-type")
                    && matches!(value, Expr::Literal(_) | Expr::Setting(_))
            });
            (constant, "no header of a plan has one value for all calls")
        }
        RefusalKind::UnknownKey => {
            let public = api.runtime.scheme.credentials.iter();
            let public = public.filter(|one| !one.secret).count() > 0;
            let named = names_key(api);
            (
                public || named || !signs(api),
                "no key is sent, only signatures",
            )
        }
        RefusalKind::WrongSignature => (signs(api), "no call is signed: a key is sent as it is"),
        RefusalKind::SessionExpired => {
            let reads = reads(api, |value| matches!(value, Expr::Session(..)));
            (reads, "there are no sessions")
        }
        RefusalKind::StaleTimestamp => {
            let clock = api.runtime.clock.as_ref();
            let window = clock.is_some_and(|one| one.past_ms.is_some() || one.future_ms.is_some());
            // A header that is no time at all is none of now.
            let mut headers = plans(api).flat_map(plan_walk::headers);
            let sent = headers.any(|(_, value)| matches!(value, Expr::Clock(_) | Expr::ClockIso));
            (window || sent, "no time has a window")
        }
        RefusalKind::StaleNonce => {
            let clock = api.runtime.clock.as_ref();
            let unique = clock.is_some_and(|clock| clock.unique.is_some());
            let nonce = reads(api, |value| matches!(value, Expr::Nonce(_)));
            (
                unique || nonce,
                "there is no nonce, and no time that must be new",
            )
        }
        RefusalKind::MissingParameter => {
            let mut fields = fields();
            let required = fields.any(|field| !field.optional && field.constant.is_none());
            (required, "no parameter is required")
        }
        RefusalKind::WrongType => {
            let mut fields = fields();
            let open = |field: &Field| matches!(field.ty.kind, Kind::Text { .. } | Kind::Json);
            (
                fields.any(|field| !open(field)),
                "every parameter is any text",
            )
        }
        RefusalKind::OutOfRange => {
            let limited = fields().any(|field| beyond(field).is_some());
            let moves = api
                .mock
                .resources
                .iter()
                .any(|one| one.takes.is_some() || one.trade.is_some());
            (limited || moves, "no parameter has a range")
        }
        RefusalKind::NotExactlyOne => {
            let mut operations = api.operations.iter();
            let grouped =
                operations.any(|one| one.one_of.iter().any(|group| group.members.len() > 1));
            (grouped, "no parameters exclude each other")
        }
        RefusalKind::UnknownCursor => {
            let mut operations = api.operations.iter();
            (
                operations.any(has_text_cursor),
                "every cursor is a number or a time, which is a place in any list",
            )
        }
        RefusalKind::NotFound => {
            let asks =
                resources(api).any(|one| asks(one, Action::Read) || asks(one, Action::Cancel));
            (
                asks,
                "nothing that a call creates is asked for by its identifier",
            )
        }
        RefusalKind::Conflict => {
            let cancels = resources(api).any(|one| asks(one, Action::Cancel));
            (cancels, "nothing that a call creates can be cancelled")
        }
        RefusalKind::InsufficientFunds => {
            let trades = |one: &Resource| one.trade.is_some() && api.mock.positions.is_empty();
            let takes =
                |one: &Resource| one.short.is_none() && (one.takes.is_some() || trades(one));
            (
                resources(api).any(takes),
                "no call takes anything from a balance, or what takes too much has a status for it",
            )
        }
        _ => (true, ""),
    };
    (!possible).then_some(reason)
}

/// The parameters of all calls.
fn params(api: &Api) -> impl Iterator<Item = (&Operation, &Field)> {
    api.operations.iter().flat_map(|operation| {
        let params = operation.params.iter();
        params.map(move |param| (operation, &param.field))
    })
}

/// The plans by which calls are signed.
fn plans(api: &Api) -> impl Iterator<Item = &Plan> {
    let scheme = &api.runtime.scheme;
    let sections = api.operations.iter().map(|one| usize::from(one.section));
    let plans = sections.filter_map(|at| scheme.sections.get(at)?.plan);
    plans.filter_map(|at| scheme.plans.get(usize::from(at)))
}

/// Whether a plan reads such a value.
fn reads(api: &Api, is_such: impl Fn(&Expr) -> bool + Copy) -> bool {
    fn has(value: &Expr, is_such: impl Fn(&Expr) -> bool + Copy) -> bool {
        is_such(value) || value.parts().any(|part| has(part, is_such))
    }
    let mut values = plans(api).flat_map(plan_walk::values);
    values.any(|value| has(value, is_such))
}

/// Whether a plan computes something that only who has the secret can.
fn signs(api: &Api) -> bool {
    reads(api, |value| match value {
        Expr::Call(function, _) => {
            let role = function.definition().role;
            role.clears_secrets() && role.proves()
        }
        _ => false,
    })
}

/// Whether a plan sends what names a secret: its public key.
fn names_key(api: &Api) -> bool {
    reads(api, |value| {
        matches!(value, Expr::Call(Function::PublicKey, _))
    })
}

/// Whether pages of a list follow a cursor that may be any text.
fn has_text_cursor(operation: &Operation) -> bool {
    let Some(pagination) = &operation.pagination else {
        return false;
    };
    let PaginationStyle::Cursor { param, from, .. } = &pagination.style else {
        return false;
    };
    let mut params = operation.params.iter();
    let param = params.find(|known| known.field.name == *param);
    let is_text = param.is_some_and(|param| {
        matches!(
            param.field.ty.kind,
            Kind::Text { .. } | Kind::Uuid | Kind::Url
        )
    });
    is_text && !matches!(from, CursorSource::Url(_))
}

/// The resources that calls create.
fn resources(api: &Api) -> impl Iterator<Item = &Resource> {
    let resources = api.mock.resources.iter();
    resources.filter(|one| {
        let mut operations = one.operations.iter();
        operations.any(|one| one.action == Action::Create)
    })
}

/// Whether an operation asks for one of a resource.
fn asks(resource: &Resource, action: Action) -> bool {
    let mut operations = resource.operations.iter();
    operations.any(|one| one.action == action && !one.ids.is_empty())
}
