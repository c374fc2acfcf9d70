//! Plain data under the names that this part uses.

pub(crate) use crate::data::{from_node as data, from_scalar as scalar_data, is_integer};
pub(crate) use crate::validate::kind_name as describe;
