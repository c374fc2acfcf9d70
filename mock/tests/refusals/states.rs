//! Refusals that depend on what was created, on balances, on lists and on sessions: calls as clients make them, in an order that must fail.

use crate::support::{self, Result};
use specie_codegen::model::{Action, Api, Idempotency, Operation, Resource, ResourceOperation};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::scenario::{Lists, Scenario};
use specie_codegen::{example_values, json};
use specie_mock::{Mock, MockProvider};
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::{Core, Json, PaginationStyle};
use std::collections::BTreeSet;

/// A client of a mock, and what it was refused with.
struct Calls<'a> {
    api: &'a Api,
    provider: &'a MockProvider,
    core: Core,
    kinds: BTreeSet<&'static str>,
}

impl Calls<'_> {
    /// Calls an operation with the parameters of its example, some of them changed.
    async fn call(&mut self, operation: &Operation, changes: &[(&str, Data)]) -> Result<()> {
        let mut params = example_values::params(self.api, operation);
        // With the key of a call before, its response would be repeated.
        if let Idempotency::Keyed { field, .. } = &operation.idempotency {
            let count = self.provider.call_count();
            let keys = params.iter_mut().filter(|(name, _)| name == field);
            keys.for_each(|(_, value)| *value = other_key(value, count));
        }
        for (name, value) in changes {
            // Of those that exclude each other, the one that is given.
            let group = group_of(operation, name);
            params.retain(|(known, _)| known != name && !group.contains(&&**known));
            params.push((Str::Owned((*name).to_owned()), value.clone()));
        }
        let data = OperationData::of(self.api, operation, None);
        let params = Json::parse(json::object(&params).as_bytes())?;
        let before = self.provider.call_count();
        // What the client makes of it is tested elsewhere.
        let _ = self
            .core
            .call_with_uploads(&data.operation(), &params, Vec::new())
            .await;
        let calls = self.provider.calls_after(before);
        let refusals = calls.iter().filter_map(|call| call.refusal.as_ref());
        self.kinds
            .extend(refusals.map(|refusal| refusal.kind.name()));
        Ok(())
    }

    fn operations(&self, resource: &Resource, action: Action) -> Vec<ResourceOperation> {
        let operations = resource.operations.iter();
        operations
            .filter(|one| one.action == action)
            .cloned()
            .collect()
    }

    /// Creates one, asks for another one, and cancels the first one twice.
    async fn resource(&mut self, resource: &Resource) -> Result<()> {
        let api = self.api;
        for create in self.operations(resource, Action::Create) {
            let Some(create) = api.operations.get(create.operation) else {
                continue;
            };
            self.call(create, &[]).await?;
            let created = self.provider.recorded(Some(&resource.name));
            let id = created.last().and_then(|one| one.id.clone());
            for other in [Action::Read, Action::Cancel] {
                for one in self.operations(resource, other) {
                    let Some(operation) = api.operations.get(one.operation) else {
                        continue;
                    };
                    let Some(last) = one.ids.last() else { continue };
                    let mut names = group_of(operation, last);
                    names.retain(|name| one.ids.iter().any(|id| id == name));
                    if names.is_empty() {
                        names.push(last);
                    }
                    for name in names {
                        let unknown = like(api, operation, name, None);
                        self.call(operation, &[(name, unknown)]).await?;
                        if other == Action::Cancel {
                            let known = like(api, operation, name, id.as_deref());
                            for _ in 0..2 {
                                self.call(operation, &[(name, known.clone())]).await?;
                            }
                        }
                    }
                }
            }
            if let Some(takes) = &resource.takes {
                self.call(create, &[(&takes.amount, Data::Text("0".into()))])
                    .await?;
            }
            if let Some(trade) = &resource.trade {
                self.call(create, &[(&trade.amount, Data::Text("0".into()))])
                    .await?;
            }
        }
        Ok(())
    }

    /// Creates one that the account cannot pay.
    async fn unpaid(&mut self, resource: &Resource) -> Result<()> {
        let api = self.api;
        for funds in self.provider.balances() {
            self.provider.set_balance(&funds.currency, &"0".parse()?)?;
        }
        for create in self.operations(resource, Action::Create) {
            if let Some(create) = api.operations.get(create.operation) {
                self.call(create, &[]).await?;
            }
        }
        Ok(())
    }
}

/// Another key of the same form: its last characters are a number.
fn other_key(known: &Data, count: usize) -> Data {
    match known {
        Data::Text(text) => {
            let end = format!("{count:05}");
            let start = text.len().checked_sub(end.len());
            let start = start.and_then(|start| text.get(..start));
            Data::Text(format!("{}{end}", start.unwrap_or_default()).into())
        }
        Data::Integer(_) => Data::Integer(count.to_string().into()),
        other => other.clone(),
    }
}

/// The parameters of which a call has one, if this is one of them.
fn group_of<'o>(operation: &'o Operation, name: &str) -> Vec<&'o str> {
    let names = operation.one_of.iter().map(|group| {
        let members = group.members.iter();
        let members = members.filter_map(|at| operation.params.get(*at));
        members.map(|param| param.field.name.as_str()).collect()
    });
    names
        .into_iter()
        .find(|names: &Vec<&str>| names.contains(&name))
        .unwrap_or_default()
}

/// An identifier in the form that the example of a parameter has: a known one, or one that nothing has.
fn like(api: &Api, operation: &Operation, name: &str, known: Option<&str>) -> Data {
    let params = example_values::params(api, operation);
    let example = params.iter().find(|(known, _)| known == name);
    match example.map(|(_, value)| value) {
        Some(Data::Integer(_)) => Data::Integer(known.unwrap_or("987654321").to_owned().into()),
        Some(Data::Text(text)) if text.len() == 36 => {
            let other = "6f1c2f4a-7d0b-4c55-9a3e-abcdefabcdef";
            Data::Text(known.unwrap_or(other).to_owned().into())
        }
        _ => Data::Text(known.unwrap_or("NOSUCH1").to_owned().into()),
    }
}

/// The kinds of refusal that calls of a provider get.
pub async fn refused(api: &Api) -> Result<BTreeSet<&'static str>> {
    let scenario = Scenario {
        lists: Lists {
            entries: 5,
            page_size: None,
        },
        ..Scenario::default()
    };
    let mock = Mock::new(api.clone()).limits(false).scenario(scenario);
    let provider = mock.start().await?;
    let core = support::core(api, &provider)?;
    let mut calls = Calls {
        api,
        provider: &provider,
        core,
        kinds: BTreeSet::new(),
    };
    for resource in &api.mock.resources {
        calls.resource(resource).await?;
    }
    for operation in &api.operations {
        let pagination = operation.pagination.as_ref();
        if let Some(PaginationStyle::Cursor { param, .. }) = pagination.map(|one| &one.style) {
            let unknown = Data::Text("no-such-cursor".into());
            calls.call(operation, &[(param, unknown)]).await?;
        }
    }
    for resource in &api.mock.resources {
        calls.unpaid(resource).await?;
    }
    // A session that the client has opened has ended.
    for operation in &api.operations {
        calls.provider.end_sessions();
        if operation.params.is_empty() {
            calls.call(operation, &[]).await?;
        }
    }
    Ok(calls.kinds)
}
