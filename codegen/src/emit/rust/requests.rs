//! Request structs: the parameters of operations.

use super::Context;
use super::code::Code;
use super::structs::SentStruct;
use crate::markdown::{Markdown, md};

impl Context<'_> {
    /// The request structs of all operations.
    pub fn emit_requests(&self) -> Code {
        let mut code = Code::default();
        for operation in self.operations() {
            if operation.has_request() {
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
                        readable: false,
                    },
                );
            }
        }
        code
    }
}
