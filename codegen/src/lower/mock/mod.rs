//! What a mock must know: derived from operations and types, and from the lines of `mock`, which count more.

mod balances;
mod reader;
mod resources;
mod roles;

use crate::diagnostic::Diagnostics;
use crate::model::{Api, Mock};
use crate::raw;
use reader::Reader;

/// Lowers `mock`, and derives what it does not say.
pub(super) fn lower_mock(raw: &raw::Mock, api: &Api, diagnostics: &mut Diagnostics) -> Mock {
    let mut reader = Reader { api, diagnostics };
    Mock {
        funds: reader.amounts(&raw.funds),
        worth: reader.amounts(&raw.worth),
        decimals: raw.decimals,
        balances: balances::balances(&raw.balances, &mut reader),
        positions: balances::positions(&raw.positions, &mut reader),
        resources: resources::resources(&raw.resources, &mut reader),
    }
}
