//! Request structs: the parameters of operations.

use super::Context;
use super::code::Code;
use super::structs::SentStruct;
use crate::markdown::{Markdown, md};
use crate::model::Operation;

impl Context<'_> {
    /// The request structs of all operations.
    pub fn emit_requests(&self) -> Code {
        let mut code = Code::default();
        for &place in &self.selection.operations {
            let operation = &self.api.operations[place];
            if has_request(operation) {
                self.emit_sent(
                    &mut code,
                    &SentStruct {
                        name: &operation.request_name,
                        doc: {
                            let method =
                                format!("Client::{}", operation.rust_name.trim_start_matches("r#"));
                            md!(
                                "Parameters of {}.",
                                Markdown::item(&method, &format!("super::{method}"))
                            )
                        },
                        fields: operation.params.iter().map(|param| &param.field).collect(),
                        one_of: &operation.one_of,
                        sent: true,
                        received: false,
                    },
                );
            }
        }
        code
    }
}

/// Whether an operation takes a request struct: it has parameters that are not constants.
pub fn has_request(operation: &Operation) -> bool {
    operation
        .params
        .iter()
        .any(|param| param.field.constant.is_none())
}
