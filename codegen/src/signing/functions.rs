//! What can be called in an expression: the functions of the runtime's table, and what is lowered to expressions of its own.

use specie_runtime::signing::plan::function::{Parameter, ParameterKind, Usage};
use specie_runtime::signing::plan::{Escape, Function};

/// What a call is lowered to in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A function of the runtime.
    Function(Function),
    /// An encoder; all arguments after the first are constant.
    Encoder(Escape),
    /// `each`
    Each,
    /// `any`
    Any,
}

/// What a call may look like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    /// Name after `|`.
    pub name: &'static str,
    /// What it is lowered to.
    pub target: Target,
    /// Parameters in order; optional ones are at the end.
    pub parameters: &'static [Parameter],
}

const fn parameter(name: &'static str, kind: ParameterKind, optional: bool) -> Parameter {
    Parameter {
        name,
        kind,
        optional,
        usage: Usage::Always,
    }
}

const fn encoder(name: &'static str, escape: Escape) -> Signature {
    const PARAMETERS: &[Parameter] = &[
        parameter("x", ParameterKind::Encodable, false),
        parameter("arrays", ParameterKind::Text, true),
        parameter("keep", ParameterKind::Text, true),
    ];
    Signature {
        name,
        target: Target::Encoder(escape),
        parameters: PARAMETERS,
    }
}

/// What looks like a function and is an expression of its own.
static OTHERS: [Signature; 5] = [
    encoder("rfc3986", Escape::Rfc3986),
    encoder("plus", Escape::Plus),
    encoder("raw", Escape::Raw),
    Signature {
        name: "each",
        target: Target::Each,
        parameters: &[
            parameter("x", ParameterKind::PairsOrList, false),
            parameter("expr", ParameterKind::Expression, false),
        ],
    },
    Signature {
        name: "any",
        target: Target::Any,
        parameters: &[
            parameter("x", ParameterKind::PairsOrList, false),
            parameter("condition", ParameterKind::Expression, false),
        ],
    },
];

/// Everything that can be called.
pub(crate) fn all() -> impl Iterator<Item = Signature> {
    let functions = Function::ALL.iter().map(|function| {
        let definition = function.definition();
        Signature {
            name: definition.name,
            target: Target::Function(*function),
            parameters: definition.parameters,
        }
    });
    functions.chain(OTHERS)
}

/// What is called by this name.
pub(crate) fn find(name: &str) -> Option<Signature> {
    all().find(|signature| signature.name == name)
}

/// The function of the runtime with this name.
pub(crate) fn function(name: &str) -> Option<Function> {
    Function::ALL
        .iter()
        .copied()
        .find(|function| function.definition().name == name)
}

/// Its notation: `hmac_sha256(data, key)`.
pub(crate) fn written(signature: &Signature) -> String {
    let params: Vec<_> = signature
        .parameters
        .iter()
        .map(|p| {
            if p.optional {
                format!("{}=", p.name)
            } else {
                p.name.to_owned()
            }
        })
        .collect();
    format!("{}({})", signature.name, params.join(", "))
}
