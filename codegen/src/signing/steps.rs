//! Steps: from YAML to the plan, from top to bottom.

use super::ast::{Ast, Node};
use super::author_names::{check_name, is_header_byte};
use super::context::{Atom, atoms};
use super::encoder;
use super::kinds::Sources;
use super::read::{expression, is_torn};
use super::sections::one_place;
use super::typer::{BodyEvent, PlanKind, Typer, index16};
use crate::diagnostic::{Help, did_you_mean};
use crate::keys::mapping;
use crate::rules::{expression as expression_rule, plan as rule, webhook_plan};
use crate::source::Span;
use crate::yaml::{self, Pair, Scalar};
use specie_runtime::signing::plan::function::ParameterKind;
use specie_runtime::signing::plan::{Action, Binding, Data, Expr, HeaderLine, Step, Target};
use specie_runtime::signing::{check_header_value, is_framing_header};

/// Steps and the two keys that may accompany them.
const KEYS: [&str; 14] = [
    "let", "params", "query", "form", "json", "body", "header", "path", "place", "encode",
    "require", "needs", "then", "when",
];

/// Steps that a webhook supports.
const WEBHOOK_STEPS: [&str; 8] = [
    "let", "query", "form", "json", "header", "require", "needs", "then",
];

/// Maximum nesting depth of groups.
const MAX_DEPTH: usize = 16;

/// Names of all `let`s below a list of steps, without duplicates, in file order.
pub(crate) fn local_names(node: &yaml::Node, names: &mut Vec<String>) {
    for step in node.as_sequence().unwrap_or_default() {
        for pair in step.as_mapping().unwrap_or_default() {
            match pair.key.text.as_str() {
                "let" => {
                    for binding in pair.value.as_mapping().unwrap_or_default() {
                        if !names.contains(&binding.key.text) {
                            names.push(binding.key.text.clone());
                        }
                    }
                }
                "then" | "else" => local_names(&pair.value, names),
                _ => {}
            }
        }
    }
}

impl Typer<'_> {
    /// Reads a list of steps.
    pub(crate) fn steps(&mut self, node: &yaml::Node, depth: usize) -> Vec<Step> {
        if node.is_missing() {
            return Vec::new();
        }
        let Some(nodes) = node.as_sequence() else {
            self.report(
                &rule::STEP_SHAPE,
                node.span,
                format!("expected a list of steps, found {}", node.describe()),
            )
            .help("begin each step with `- `");
            return Vec::new();
        };
        if depth > MAX_DEPTH {
            self.report(
                &rule::STEP_SHAPE,
                node.span,
                "groups are nested too deep here",
            )
            .help("join the conditions by `and`");
            return Vec::new();
        }
        let mut steps = Vec::with_capacity(nodes.len());
        for node in nodes {
            let (start, line) = (self.lines.len(), node.line(self.source));
            self.lines.push(line);
            let step = self.step(node, depth);
            self.lines
                .settle(start, step.as_ref().map_or(0, Step::positions), line);
            steps.extend(step);
        }
        steps
    }

    fn step(&mut self, node: &yaml::Node, depth: usize) -> Option<Step> {
        let Some(pairs) = node.as_mapping() else {
            let help = match node.as_scalar().map(|s| s.text.as_str()) {
                Some(text) if KEYS.contains(&text) => format!("write `- {text}: …`"),
                _ => "as in `- header: { X-Api-Key: api_key }`".to_owned(),
            };
            self.report(
                &rule::STEP_SHAPE,
                node.span,
                format!(
                    "expected a step (a mapping with one key), found {}",
                    node.describe()
                ),
            )
            .help(help);
            return None;
        };
        let action = self.one_action(pairs, node.span)?;
        let condition = pairs.iter().find(|p| p.key.text == "when");
        let otherwise = pairs.iter().find(|p| p.key.text == "else");
        let is_group = action.key.text == "then";
        if let Some(pair) = otherwise.filter(|_| !is_group) {
            self.report(
                &rule::STEP_SHAPE,
                pair.key.span,
                "`else` is only allowed in a group: `when`, `then`, `else`",
            )
            .help("put the steps under `then`, or give the other step a `when: not …`");
        }
        if is_group && condition.is_none() {
            self.report(
                &rule::STEP_SHAPE,
                action.key.span,
                "this group has no `when`",
            )
            .help("write `when: CONDITION` beside `then`, or write the steps without a group");
        }
        let mut known = Vec::new();
        let mut opposite = Vec::new();
        let mut when = None;
        if let Some(ast) = condition.and_then(|p| expression(&p.value, self.diagnostics)) {
            when = Some(self.condition(&ast));
            known = atoms(&ast, true);
            opposite = atoms(&ast, false);
        }
        let action = if action.key.text == "needs" {
            self.needs(&action.value, depth > 0 || condition.is_some())?
        } else if is_group {
            self.group(action, otherwise, known, opposite, depth)
        } else {
            self.within(known, |typer| typer.action(action))?
        };
        Some(Step { when, action })
    }

    /// The pair that contains the action of a step.
    fn one_action<'b>(&mut self, pairs: &'b [Pair], span: Span) -> Option<&'b Pair> {
        let mut action: Option<&Pair> = None;
        let mut unknown = false;
        for pair in pairs {
            match pair.key.text.as_str() {
                "when" | "else" => {}
                key if KEYS.contains(&key) => match action {
                    None => action = Some(pair),
                    Some(first) => {
                        self.report(
                            &rule::STEP_SHAPE,
                            pair.key.span,
                            format!("this step already has `{}`", first.key.text),
                        )
                        .second(first.key.span, "first here")
                        .why("a step does one thing, and steps run from top to bottom")
                        .help(format!("write a separate step: `- {key}: …`"));
                    }
                },
                key => {
                    unknown = true;
                    let help = step_help(key);
                    self.report(
                        &rule::UNKNOWN_STEP,
                        pair.key.span,
                        format!("unknown step `{key}`"),
                    )
                    .help_if(help);
                }
            }
        }
        if action.is_none() && !unknown {
            let has_else = pairs.iter().any(|p| p.key.text == "else");
            self.report(&rule::STEP_SHAPE, span, "this step has no action")
                .help(if has_else {
                    "a group has `then`, and optionally `else`"
                } else {
                    "write the action beside `when`: `header`, `params`, `let`, `then` …"
                });
        }
        let action = action?;
        if self.scope == PlanKind::Webhook && !WEBHOOK_STEPS.contains(&action.key.text.as_str()) {
            self.report(
                &webhook_plan::WEBHOOK_STEP,
                action.key.span,
                format!("the step `{}` is not allowed in a webhook", action.key.text),
            )
            .why("the steps of a webhook describe what a delivery must contain; there is no request to change")
            .help("use `header`, `form`, `json`, `query`, `require`, `needs`, `let` or a group");
            return None;
        }
        if self.scope != PlanKind::Webhook && action.key.text == "require" {
            self.report(
                &webhook_plan::REQUIRE_IN_CALL,
                action.key.span,
                "the step `require` is only allowed in a webhook",
            )
            .why("it decides whether a delivery is accepted; a call receives nothing before it is sent")
            .help("move it to the `verify` of a webhook; a step that depends on a condition has a `when`");
            return None;
        }
        Some(action)
    }

    fn group(
        &mut self,
        then: &Pair,
        otherwise: Option<&Pair>,
        known: Vec<Atom>,
        opposite: Vec<Atom>,
        depth: usize,
    ) -> Action {
        let then = self.within(known, |typer| typer.steps(&then.value, depth + 1));
        let otherwise = match otherwise {
            Some(pair) => self.within(opposite, |typer| typer.steps(&pair.value, depth + 1)),
            None => Vec::new(),
        };
        Action::Group {
            then: then.into(),
            otherwise: otherwise.into(),
        }
    }

    fn action(&mut self, pair: &Pair) -> Option<Action> {
        let value = &pair.value;
        match pair.key.text.as_str() {
            "let" => self.lets(value),
            "params" => self.set_place(Target::Params, pair),
            "query" => self.set_place(Target::Query, pair),
            "form" => self.set_place(Target::Form, pair),
            "json" => self.set_place(Target::Json, pair),
            "body" => self.body(value),
            "header" => self.headers(value),
            "require" => self.require(value),
            "path" => self.path(value),
            "place" => {
                let place = one_place(value, self.diagnostics)?;
                self.moves.push((self.context.clone(), place));
                // They may be moved to a place that supports lists.
                self.nested.clear();
                Some(Action::Place(place))
            }
            "encode" => {
                let encoder = encoder::read(value, self.diagnostics)?;
                self.encodes_lists |= encoder.arrays.is_some();
                Some(Action::Encode(encoder))
            }
            _ => None,
        }
    }

    fn lets(&mut self, value: &yaml::Node) -> Option<Action> {
        if value.is_missing() {
            self.report(&rule::STEP_SHAPE, value.span, "`let` declares no name")
                .help("write `let: { name: value }`");
            return None;
        }
        let pairs = mapping(Some(value), "let", self.diagnostics)?;
        let mut bindings = Vec::new();
        for pair in pairs {
            if is_torn(pair, self.diagnostics) {
                continue;
            }
            let named = self.check_local(&pair.key);
            let (start, line) = (self.lines.len(), self.source.line(pair.key.span.start));
            self.lines.push(line);
            let ast = expression(&pair.value, self.diagnostics);
            let (expr, info) = match ast.as_ref().map(|ast| self.expr(ast)) {
                Some(typed) => typed,
                // The name is declared anyway, so that its uses are not reported.
                None => (Expr::Absent, super::kinds::Info::unknown()),
            };
            if named {
                let local = self.set_local(&pair.key.text, info, pair.key.span, ast.as_ref());
                bindings.push(Binding { local, value: expr });
            } else {
                self.lines.settle(start, 0, line);
            }
        }
        Some(Action::Let(bindings.into()))
    }

    fn check_local(&mut self, key: &Scalar) -> bool {
        if key.text.starts_with("...") && !key.is_quoted() {
            self.report(
                &crate::rules::expression::SPREAD_OUTSIDE_PLACE,
                key.span,
                "`...` is not allowed in a `let`",
            )
            .help("write `let: { name: … }`");
            return false;
        }
        let clash = self
            .declared
            .credentials
            .iter()
            .find(|c| c.plan.name == key.text)
            .map(|c| c.span);
        if let Some(credential) = clash {
            self.report(
                &rule::NAME_TAKEN,
                key.span,
                format!("the name `{}` is already used by a credential", key.text),
            )
            .second(credential, "declared here")
            .why("a name can have only one meaning")
            .help("choose another name for the `let`");
            return false;
        }
        check_name(key, "value", self.diagnostics)
    }

    fn headers(&mut self, value: &yaml::Node) -> Option<Action> {
        if value.is_missing() {
            self.report(&rule::STEP_SHAPE, value.span, "`header` sets nothing")
                .help("write `header: { X-Api-Key: api_key }`");
            return None;
        }
        let pairs = mapping(Some(value), "header", self.diagnostics)?;
        let mut lines = Vec::new();
        let mut set = Vec::new();
        for pair in pairs {
            if is_torn(pair, self.diagnostics) {
                continue;
            }
            self.check_header_name(&pair.key);
            if pair.key.text.starts_with("...") && pair.value.is_missing() {
                continue;
            }
            let Some(ast) = expression(&pair.value, self.diagnostics) else {
                continue;
            };
            self.lines.push(self.source.line(pair.key.span.start));
            let (value, info) = self.expect_kind(&ast, ParameterKind::Text, "a header");
            self.sent |= info.shown;
            if self.scope != PlanKind::Webhook {
                self.check_header_value(&value, pair.value.span);
            }
            lines.push(HeaderLine {
                name: pair.key.text.clone().into(),
                value,
            });
            set.push((pair.key.text.clone(), info));
        }
        // A step's value is evaluated first: only later steps read its headers.
        self.headers.append(&mut set);
        Some(Action::Header(lines.into()))
    }

    fn check_header_name(&mut self, key: &Scalar) {
        let spread = key.text.starts_with("...") && !key.is_quoted();
        if self.scope != PlanKind::Webhook && is_framing_header(&key.text) {
            self.report(
                &rule::FRAMING_HEADER,
                key.span,
                format!("the header `{}` is set by the transport", key.text),
            )
            .why("its value follows from the address and the body; a second value could split one request into two")
            .help("remove it; to sign what is sent as `Host`, use the name `host`");
        }
        if !spread && !key.text.is_empty() && key.text.bytes().all(is_header_byte) {
            return;
        }
        let report = self.report(
            &rule::BAD_HEADER_NAME,
            key.span,
            format!("`{}` is not a valid header name", key.text),
        );
        if spread {
            report.help("set each header by name; headers set earlier are kept");
        } else {
            report.help("a header name consists of letters, digits and `-`");
        }
    }

    fn check_header_value(&mut self, value: &Expr, span: Span) {
        if let Expr::Literal(Data::Text(text)) = value
            && let Err(why) = check_header_value(text)
        {
            self.report(
                &rule::BAD_HEADER_VALUE,
                span,
                "this text is not a valid value of a header",
            )
            .why(why)
            .help("use only ASCII characters, without spaces at the ends");
        }
    }

    /// `require: CONDITION`
    fn require(&mut self, value: &yaml::Node) -> Option<Action> {
        if value.is_missing() {
            self.report(&rule::STEP_SHAPE, value.span, "`require` has no condition")
                .help(
                    "write `require: body | verify_rsa_sha256(key, header[\"X-Sign\"] | unbase64)`",
                );
            return None;
        }
        let ast = expression(value, self.diagnostics)?;
        let condition = self.condition(&ast);
        let mut equations = Vec::new();
        must_hold(&ast, &mut equations);
        for (span, shown) in &self.equated {
            if equations.contains(span) {
                // The value is in the delivery, so it is known.
                self.sent |= *shown;
            }
        }
        Some(Action::Require(condition))
    }

    /// `needs: NAME`, or a list of names: the plan is for users who have these optional credentials.
    fn needs(&mut self, value: &yaml::Node, conditional: bool) -> Option<Action> {
        if conditional {
            self.report(
                &rule::STEP_SHAPE,
                value.span,
                "`needs` is for a whole plan, and cannot depend on a condition",
            )
            .help("write it as the first step of the plan, without `when`");
            return None;
        }
        let names = match value.as_sequence() {
            Some(all) => all.iter().collect(),
            None => vec![value],
        };
        if names.is_empty() {
            self.report(&rule::STEP_SHAPE, value.span, "`needs` names no credential")
                .help("write the name of an optional credential: `needs: payout_key`");
        }
        for node in names {
            let name = node.as_scalar().map_or("", |scalar| scalar.text.as_str());
            let at = self.credential(name);
            let found = at.and_then(|at| Some((at, self.declared.credentials.get(at)?)));
            match found {
                Some((at, credential)) if credential.plan.optional => {
                    self.needed.push(index16(at));
                }
                Some(_) => {
                    self.report(
                        &rule::STEP_SHAPE,
                        node.span,
                        format!("`{name}` is not optional: every user has it"),
                    )
                    .help(format!("remove it from `needs`, or declare it `optional`: `{name}: secret optional`"));
                }
                None => {
                    let declared = self.declared;
                    let known = declared.credentials.iter().map(|one| &*one.plan.name);
                    let help = did_you_mean(name, known);
                    self.report(
                        &expression_rule::UNKNOWN_NAME,
                        node.span,
                        format!(
                            "`needs` expects the name of a credential, found {}",
                            match name {
                                "" => node.describe().to_string(),
                                name => format!("`{name}`"),
                            }
                        ),
                    )
                    .help_if(help);
                }
            }
        }
        // Nothing runs: a client without the credential refuses the plan where it is used.
        Some(Action::Let(Vec::new().into()))
    }

    fn path(&mut self, value: &yaml::Node) -> Option<Action> {
        let ast = expression(value, self.diagnostics)?;
        let (expr, info) = self.expect_kind(&ast, ParameterKind::Text, "`path`");
        if info.secret {
            self.secret_in_url(ast.span, "the path");
        }
        self.sent |= info.shown;
        Some(Action::Path(expr))
    }

    fn body(&mut self, value: &yaml::Node) -> Option<Action> {
        let ast = expression(value, self.diagnostics)?;
        let (expr, info) = self.expect_kind(&ast, ParameterKind::Text, "`body`");
        self.sent |= info.shown;
        self.forget_form();
        self.bodies.push(BodyEvent {
            guard: self.context.clone(),
            there: !info.may_be_absent && !is_empty_text(&ast),
            certain: info.never_absent,
        });
        Some(Action::Body(expr))
    }

    /// Sources that can be recovered from what the steps send, for checks once all steps were read.
    pub(crate) fn sources_sent(&self) -> Sources {
        self.sent
    }
}

/// The spans of the comparisons that hold if a condition does.
fn must_hold(condition: &Ast, spans: &mut Vec<Span>) {
    match &condition.node {
        Node::And(parts) => parts.iter().for_each(|part| must_hold(part, spans)),
        Node::Compare(..) => spans.push(condition.span),
        _ => {}
    }
}

fn is_empty_text(ast: &Ast) -> bool {
    matches!(&ast.node, Node::Text { text, .. } if text.is_empty())
}

fn step_help(key: &str) -> Option<Help> {
    match key {
        "headers" => Some(Help::meant(key, "header")),
        "if" => Some("write a condition as `when: …` beside the step".into()),
        "set" | "var" | "vars" | "lets" => Some(Help::meant(key, "let")),
        "sign" | "signature" => Some(
            "a signature is a value: `header: { X-Sign: body | hmac_sha256(secret) | hex }`".into(),
        ),
        "url" | "uri" => {
            Some("to replace the path use `path`, to set the query use `query`".into())
        }
        "param" => Some(Help::meant(key, "params")),
        _ => did_you_mean(key, KEYS.into_iter().chain(["else"])),
    }
}
