//! Calls of operations that a stream makes.

use super::super::Text;
use super::name;
use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::keys::{self, Keys};
use crate::rules::streams as rules;
use crate::source::Spanned;
use crate::yaml::Node;
use specie_runtime::signing::plan::PathSegment;

/// `call: OPERATION` with `params`.
#[derive(Clone, Debug)]
pub(crate) struct StreamCall {
    pub(crate) operation: Text,
    /// Templates, by parameter.
    pub(crate) params: Vec<(Text, Node)>,
}

/// The call of a mapping with `call` and `params`.
pub(super) fn parse(keys: &Keys<'_>, diagnostics: &mut Diagnostics) -> Option<StreamCall> {
    let params = keys.map("params", diagnostics).iter();
    let params = params.map(|pair| (name(pair), pair.value.clone()));
    Some(StreamCall {
        operation: keys.text("call", diagnostics)?,
        params: params.collect(),
    })
}

/// A path in the data of a response: `lastUpdateId`, `book.sequence`.
pub(super) fn parse_at(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<Vec<PathSegment>>> {
    let text = keys::text(node, "`at`", diagnostics)?;
    let path = match text.value.starts_with('[') {
        true => json_path::parse(&text.value),
        false => json_path::parse(&format!(".{}", text.value)),
    };
    if path.is_none() {
        let message = format!("`{}` is not a path", keys::shorten(&text.value));
        diagnostics
            .report(&rules::STREAM_CALL, text.span, message)
            .label("expected where the response has its number")
            .help("write the names of members from the data of the response on: `at: lastUpdateId`, `at: book.sequence`");
    }
    Some(Spanned {
        value: path?,
        span: text.span,
    })
}
