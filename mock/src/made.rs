//! The data of responses, made from examples and types. It is the same for every call of an operation, so it is made once.

use specie_codegen::model::{Api, Operation, Variant};
use specie_runtime::signing::plan::Data;
use std::sync::OnceLock;

/// The data of each operation's responses: without a variant, then with each of its variants.
#[derive(Debug)]
pub(crate) struct Made(Vec<Vec<OnceLock<Data>>>);

impl Made {
    /// None of the data of a provider.
    pub(crate) fn none_of(api: &Api) -> Self {
        let operations = api.operations.iter();
        let slots = operations.map(|operation| {
            let count = operation.variants.len() + 1;
            std::iter::repeat_with(OnceLock::new).take(count).collect()
        });
        Self(slots.collect())
    }

    /// The data of the operation at this index, which `make` makes.
    pub(crate) fn of(
        &self,
        index: usize,
        operation: &Operation,
        variant: Option<&Variant>,
        make: impl FnOnce() -> Data,
    ) -> Data {
        let at = match variant {
            None => Some(0),
            Some(variant) => {
                let mut variants = operation.variants.iter();
                let at = variants.position(|known| known.name == variant.name);
                at.map(|at| at + 1)
            }
        };
        let slot = at.and_then(|at| self.0.get(index)?.get(at));
        match slot {
            Some(slot) => slot.get_or_init(make).clone(),
            None => make(),
        }
    }
}
