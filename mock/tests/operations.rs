//! Every operation of every spec, called through the runtime against the mock: each is accepted, and its response is what the spec says.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie_codegen::model::{Operation, Param, Response, Variant};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::validate::{self, MismatchKind, Way};
use specie_codegen::{example_values, json};
use specie_mock::{Mock, MockProvider};
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::{Core, Json, Outcome, Upload};
use support::{Result, api, core, specs};

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_accepted() -> Result<()> {
    let (mut calls, mut problems) = (0, Vec::new());
    for path in specs()? {
        let api = api(&path)?;
        for operation in &api.operations {
            let variants = operation.variants.iter().map(Some);
            for variant in std::iter::once(None).chain(variants) {
                calls += 1;
                // Nothing was created before.
                let provider = Mock::new(api.clone()).limits(false).start().await?;
                let core = core(&api, &provider)?;
                if let Err(error) = call(&core, &api, &provider, operation, variant).await {
                    let name = variant.map_or(&operation.name, |variant| &variant.name);
                    let log = provider.calls();
                    let last = log.last().map(ToString::to_string);
                    problems.push(format!("{}: {name}: {error} [{last:?}]", path.display()));
                }
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {calls}\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(calls > 200, "{calls}");
    Ok(())
}

/// Calls an operation with plausible parameters, and checks the data of the response against its type.
async fn call(
    core: &Core,
    api: &specie_codegen::model::Api,
    provider: &MockProvider,
    operation: &Operation,
    variant: Option<&Variant>,
) -> Result<()> {
    let data = OperationData::of(api, operation, variant);
    let called = specie_codegen::call_params::Called { operation, variant };
    let mut params = example_values::params(api, operation);
    let set = variant.map_or(&[][..], |variant| &variant.set);
    params.retain(|(name, _)| !set.iter().any(|(known, _)| known == name));
    // A call that opens a session has the credentials of the account.
    let mut sessions = api.runtime.scheme.sessions.iter();
    let is_login = sessions.any(|session| {
        let call = session.call.as_ref();
        call.is_some_and(|call| call.path == operation.path && call.method == operation.method)
    });
    for (name, value) in params.iter_mut().filter(|_| is_login) {
        let mut own = provider.credentials().iter();
        if let Some((_, own)) = own.find(|(known, _)| known == name) {
            *value = Data::Text(own.clone().into());
        }
    }
    let placed = called.place(&api.types, Some(Data::Object(params.into())))?;
    let mut members = placed.members;
    let uploads = uploads_of(operation, &mut members);
    let params = Json::parse(json::object(&members).as_bytes())?;
    let declared = variant.map_or(&operation.response, |variant| &variant.response);
    if matches!(declared, Response::Raw { .. }) {
        let mut download = core
            .call_download_with_uploads(&data.operation(), &params, uploads)
            .await?;
        while download.chunk().await?.is_some() {}
        return Ok(());
    }
    let response = core
        .call_with_uploads(&data.operation(), &params, uploads)
        .await;
    let response = match response {
        // The provider's example shows a batch of which a part failed.
        Err(error) if error.outcome() == Outcome::Partial => return Ok(()),
        response => response.map_err(|error| format!("{error} {:?}", error.raw()))?,
    };
    if let Response::Type(ty) = declared {
        let data = json::read(response.data.to_string().as_bytes(), json::Names::Shown);
        let data = data.map_err(|error| error.message.to_string())?;
        let (_, mismatches) = validate::value(&api.types, ty, &data, Way::Received);
        let mut wrong = mismatches.iter();
        let lenient = |kind| matches!(kind, MismatchKind::Unlisted | MismatchKind::Unknown);
        if let Some(mismatch) = wrong.find(|mismatch| !lenient(mismatch.kind)) {
            return Err(format!("{mismatch} in {}", response.data).into());
        }
    }
    Ok(())
}

/// The files of a call, by whose indexes its members name them.
fn uploads_of(operation: &Operation, members: &mut [(Str, Data)]) -> Vec<Upload> {
    let mut uploads = Vec::new();
    for (name, value) in members {
        let mut params = operation.params.iter();
        let param = params.find(|param| param.field.name == *name);
        if !param.is_some_and(Param::is_file) {
            continue;
        }
        let mut index = || {
            uploads.push(Upload::from_bytes("file.bin", *b"abc"));
            Data::Integer((uploads.len() - 1).to_string().into())
        };
        *value = match value {
            Data::List(files) => {
                let files = files.iter().map(|_| index());
                Data::List(files.collect::<Vec<_>>().into())
            }
            _ => index(),
        };
    }
    uploads
}
