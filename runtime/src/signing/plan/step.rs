//! What changes a request: plans and their steps.

use super::{Encoder, Expr, List, Place, Str};

/// Steps that sign a request, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Name in the spec.
    pub name: Str,
    /// Names given by `let`, each once; [`Expr::Local`] counts in this list.
    pub locals: List<Str>,
    /// The steps.
    pub steps: List<Step>,
}

/// How a webhook is verified: steps that say what must have arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookPlan {
    /// How the body is parsed once it is verified: form (`true`) or JSON.
    pub form: bool,
    /// The plan, named like the webhook.
    pub plan: Plan,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Line in the spec, from 1.
    pub line: u32,
    /// Condition under which it runs.
    pub when: Option<Expr>,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Names values, in order.
    Let(List<Binding>),
    /// Sets the members of a place: [`Expr::Object`], or an expression that gives pairs or a list.
    Set(Target, Expr),
    /// The body is this text, or none if absent.
    Body(Expr),
    /// Sets headers; an absent value sets none.
    Header(List<HeaderLine>),
    /// Replaces the path.
    Path(Expr),
    /// Moves the parameters.
    Place(Place),
    /// Replaces the encoder of this call.
    Encode(Encoder),
    /// `then` where the step's condition holds, `otherwise` where not.
    Group {
        /// Steps under the condition.
        then: List<Step>,
        /// Steps under its opposite.
        otherwise: List<Step>,
    },
}

/// The place that [`Action::Set`] sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Where this call's parameters are.
    Params,
    /// The query.
    Query,
    /// A form body.
    Form,
    /// A JSON body.
    Json,
}

/// `name: value` of a `let`.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// Line in the spec, from 1.
    pub line: u32,
    /// Place in [`Plan::locals`].
    pub local: u16,
    /// What it is.
    pub value: Expr,
}

/// `Name: value` of a `header`.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderLine {
    /// Line in the spec, from 1.
    pub line: u32,
    /// Name as sent.
    pub name: Str,
    /// Its value.
    pub value: Expr,
}
