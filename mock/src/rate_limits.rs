//! Rate limits from the provider's side, counted as the spec declares them.

use crate::members::find_text;
use specie_codegen::model::{Api, Operation, Variant};
use specie_codegen::runtime_provider::OperationData;
use specie_runtime::signing::Value;
use specie_runtime::signing::plan::{Data, Str};
use specie_runtime::{Admission, InProcessLimits, LimitStore, LimitUse};
use std::time::Duration;

/// Counts a call. If a limit does not allow it now: how long it must wait.
pub(crate) async fn count(
    limits: &InProcessLimits,
    api: &Api,
    operation: &Operation,
    variant: Option<&Variant>,
    params: &[(Str, Data)],
) -> Option<Duration> {
    if api.runtime.limits.is_empty() {
        return None;
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
    match limits.take(&uses, Duration::ZERO).await {
        Ok(Admission::After(_)) | Err(_) => None,
        Ok(Admission::NotWithin(wait)) => Some(wait),
    }
}
