//! Rate limits from the provider's side, counted as the spec declares them.

use crate::members::find_text;
use specie_codegen::model::{Api, Operation, Variant};
use specie_codegen::runtime_provider::OperationData;
use specie_runtime::signing::Value;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::{Admission, Error, LimitStore, LimitUse};
use std::time::Duration;

/// Counts a call. If a limit does not allow it now: how long it must wait.
///
/// # Errors
/// The store failed.
pub(crate) async fn count(
    limits: &dyn LimitStore,
    api: &Api,
    operation: &Operation,
    variant: Option<&Variant>,
    params: &[(Str, Data)],
) -> Result<Option<Duration>, Error> {
    if api.runtime.limits.is_empty() {
        return Ok(None);
    }
    let data = OperationData::of(api, operation, variant);
    let runtime_operation = data.operation();
    let object = Data::Object(params.to_vec().into());
    let value = Value::from(&object);
    let counted = api.runtime.limits_of(&runtime_operation, &value);
    let pools: Vec<(String, _, u32)> = counted
        .map(|(limit, cost)| {
            let mut limits = api.runtime.limits.iter();
            // Two limits may be equal, and are two all the same.
            let index = limits.position(|known| std::ptr::eq(known, limit));
            let by = limit.by.as_ref().and_then(|by| find_text(params, by));
            let pool = format!("{} {}", index.unwrap_or_default(), by.unwrap_or_default());
            (pool, limit.size, cost)
        })
        .collect();
    let uses: Vec<LimitUse<'_>> = pools
        .iter()
        .map(|(pool, size, cost)| LimitUse {
            pool,
            size: *size,
            cost: *cost,
        })
        .collect();
    Ok(match limits.take(&uses, Duration::ZERO).await? {
        Admission::After(_) => None,
        Admission::NotWithin(wait) => Some(wait),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use specie_runtime::{BoxFuture, LimitReport, LimitSize};

    /// A store that cannot be reached.
    struct Broken;

    impl LimitStore for Broken {
        fn take<'a>(
            &'a self,
            _: &'a [LimitUse<'a>],
            _: Duration,
        ) -> BoxFuture<'a, Result<Admission, Error>> {
            Box::pin(async { Err(Error::store("the store is gone")) })
        }

        fn report<'a>(
            &'a self,
            _: &'a str,
            _: LimitSize,
            _: LimitReport,
        ) -> BoxFuture<'a, Result<(), Error>> {
            Box::pin(async { Ok(()) })
        }
    }

    #[tokio::test]
    async fn a_store_that_fails_lets_nothing_in() {
        let spec = "provider: acme\ndocs: https://acme.example\nsections: { api: { base: \"https://acme.example\" } }\n\
                    limits: [{ calls: 5, per: 1m, scope: ip, source: https://acme.example }]\n\
                    operations:\n  pay: { doc: Pays., call: POST pay, answer: none, idempotency: never, source: https://acme.example }\n";
        let options = specie_codegen::Options {
            draft: true,
            skip_vectors: true,
        };
        let loaded = specie_codegen::load("acme.yaml", spec, &options);
        let api = loaded.api.expect("a spec without errors");
        let operation = api.operations.first().expect("an operation");
        assert!(count(&Broken, &api, operation, None, &[]).await.is_err());
        let store = specie_runtime::InProcessLimits::default();
        assert_eq!(
            count(&store, &api, operation, None, &[]).await.ok(),
            Some(None)
        );
    }
}
