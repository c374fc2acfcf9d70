//! Re-exports plain data under the names used in this module.

pub(crate) use crate::data::{from_node as data, from_scalar as scalar_data, is_integer};
pub(crate) use crate::validate::kind_name as describe;
