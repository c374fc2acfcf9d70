//! The state of the mock, below `/_mock`, for tests in other languages: `/state`, `/balances` and `/resources`.

use crate::engine::Engine;
use crate::inside::problem;
use crate::members::{find, find_text, text};
use crate::received::Received;
use crate::response::Response;
use crate::state::{Change, Recorded};
use specie_codegen::json;
use specie_codegen::validate::{as_text, kind_name};
use specie_runtime::signing::plan::{Data, Str};

/// What the account has, and what was created.
pub(crate) fn state(engine: &Engine) -> Response {
    engine.advance();
    let state = engine.state();
    let balances = state.funds().into_iter().map(|funds| {
        let amounts: Vec<(Str, Data)> = vec![
            ("available".into(), text(funds.available.as_str())),
            ("locked".into(), text(funds.locked.as_str())),
        ];
        (Str::Owned(funds.currency), Data::Object(amounts.into()))
    });
    let balances: Vec<(Str, Data)> = balances.collect();
    let resources = state.recorded(&engine.api, None);
    let resources: Vec<Data> = resources.iter().map(shown).collect();
    let mut response = Response::new(200);
    let members: Vec<(Str, Data)> = vec![
        ("balances".into(), Data::Object(balances.into())),
        ("resources".into(), Data::List(resources.into())),
    ];
    response.set_json(&Data::Object(members.into()));
    response
}

/// Sets balances: `{"BTC": "0.5"}`.
pub(crate) fn balances(engine: &Engine, received: &Received) -> Response {
    let members = match object(received) {
        Ok(members) => members,
        Err(why) => return problem(400, &why),
    };
    {
        let mut state = engine.state();
        for (currency, amount) in &members {
            let amount = as_text(amount).unwrap_or_default();
            if let Err(why) = state.set_balance(currency, &amount) {
                return problem(400, &why);
            }
        }
    }
    self::state(engine)
}

/// Changes what was created, `{"id": "7", "status": "done"}` or `{"id": "7", "fill": "0.05"}`, or lets something arrive:
/// `{"resource": "deposit", "members": {"currency": "btc", "amount": "1"}}`.
pub(crate) fn resources(engine: &Engine, received: &Received) -> Response {
    match change(engine, received) {
        Ok(recorded) => {
            let mut response = Response::new(200);
            response.set_json(&shown(&recorded));
            response
        }
        Err(why) => problem(400, &why),
    }
}

fn change(engine: &Engine, received: &Received) -> Result<Recorded, String> {
    let members = object(received)?;
    let known = ["resource", "id", "status", "fill", "members"];
    if let Some((name, _)) = members
        .iter()
        .find(|(name, _)| !known.contains(&name.as_ref()))
    {
        let known = known.join(", ");
        return Err(format!("unknown member `{name}`: expected {known}"));
    }
    let member = |name: &str| find_text(&members, name);
    let (resource, now_ns) = (member("resource"), engine.now_ns());
    let (api, mut state) = (&engine.api, engine.state());
    let change = match (member("status"), member("fill")) {
        (Some(status), None) => Change::Status(status),
        (None, Some(amount)) => Change::Fill(amount),
        (None, None) if member("id").is_none() => {
            let resource = resource.ok_or("expected `resource`, what is to arrive: `deposit`")?;
            let given = match find(&members, "members") {
                Some(Data::Object(given)) => given.to_vec(),
                None => Vec::new(),
                Some(other) => {
                    let found = kind_name(other);
                    return Err(format!("expected an object in `members`, found {found}"));
                }
            };
            return state.arrive(api, &resource, &given, now_ns, &mut engine.random());
        }
        _ => return Err("expected one of `status` and `fill` beside `id`".to_owned()),
    };
    let id = member("id").ok_or("expected `id`, which identifies what is to change")?;
    state.change(api, resource.as_deref(), &id, &change, now_ns)
}

fn object(received: &Received) -> Result<Vec<(Str, Data)>, String> {
    match json::read(&received.body, json::Names::Shown) {
        Ok(Data::Object(members)) => Ok(members.into_owned()),
        Ok(other) => Err(format!("expected an object, found {}", kind_name(&other))),
        Err(error) => Err(format!(
            "the body is not JSON: {}:{}: {}",
            error.line, error.column, error.message
        )),
    }
}

fn shown(recorded: &Recorded) -> Data {
    let optional = |value: &Option<String>| value.as_deref().map_or(Data::Null, text);
    let mut members: Vec<(Str, Data)> = vec![
        ("resource".into(), text(&recorded.resource)),
        ("id".into(), optional(&recorded.id)),
        ("status".into(), optional(&recorded.status)),
        ("phase".into(), text(recorded.phase.name())),
    ];
    if let Some(filled) = &recorded.filled {
        members.push(("filled".into(), text(filled.as_str())));
    }
    let params = json::read(recorded.params.as_bytes(), json::Names::Shown);
    members.push(("params".into(), params.unwrap_or(Data::Null)));
    Data::Object(members.into())
}
