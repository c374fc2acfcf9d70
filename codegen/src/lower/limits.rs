//! Rate limits: which calls count towards them, and how much.

use super::Context;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{Doc, Field, Kind, Operation, Shape, TypeDef};
use crate::raw::{self, Text};
use crate::rules::operations::UNKNOWN_PARAM;
use crate::rules::responses::{BAD_WEIGHT, UNKNOWN_POOL};
use crate::source::Span;
use specie_runtime::signing::Value;
use specie_runtime::signing::plan::{List, Str};
use specie_runtime::{Cost, CostBy, CostRule, CountedCalls, Limit, LimitSize};

/// The limits of a provider and of its operations.
pub(super) struct Limits {
    pub(super) limits: List<Limit>,
    /// A doc for each limit.
    pub(super) docs: Vec<Doc>,
    /// The weights that depend on parameters, by operation and variant.
    pub(super) weights: List<(Str, Cost)>,
}

/// Lowers all limits and weights.
pub(super) fn lower_limits(
    context: &Context<'_>,
    operations: &[Operation],
    types: &[TypeDef],
    diagnostics: &mut Diagnostics,
) -> Limits {
    let both = || context.spec.operations.iter().zip(operations);
    let mut lowered: Vec<(Limit, Doc)> = Vec::new();
    let mut weights = Vec::new();
    let mut pools: Vec<(&Text, &Operation, Cost)> = Vec::new();
    for (raw, operation) in both() {
        let mut lowerer = Lowerer {
            operation,
            types,
            diagnostics,
        };
        let weight = raw
            .weight
            .as_ref()
            .filter(|weight| !weight.rules.is_empty());
        if let Some(cost) = weight.and_then(|weight| lowerer.cost(weight)) {
            weights.extend(names(operation).map(|name| (name, cost.clone())));
        }
        for (pool, raw) in &raw.pools {
            pools.extend(lowerer.cost(raw).map(|cost| (pool, operation, cost)));
        }
    }
    // A pool that an operation misspells is reported there.
    let may_be_unused = check_pools(context, &pools, diagnostics) && !operations.is_empty();
    for raw in &context.spec.limits {
        let counts = match &raw.pool {
            Some(pool) => {
                let named = pools.iter().filter(|(name, ..)| name.value == pool.value);
                let named = named.flat_map(|(_, operation, cost)| {
                    names(operation).map(|name| (name, Some(cost.clone())))
                });
                let named: Vec<_> = named.collect();
                if named.is_empty() && may_be_unused {
                    report(&BAD_WEIGHT, pool.span, format!("no operation counts in the pool `{}`", pool.value), diagnostics)
                        .label("never counts anything")
                        .help(format!("write `pools: {{ {}: 1 }}` in the operations that count, or remove `pool` to count every call", pool.value));
                }
                CountedCalls::Operations(named.into())
            }
            None if raw.sections.is_empty() => CountedCalls::All,
            None => {
                let sections = raw.sections.iter();
                let sections = sections.filter_map(|name| context.section(name, diagnostics));
                CountedCalls::Sections(sections.collect::<Vec<_>>().into())
            }
        };
        let counted = |operation: &Operation| match &counts {
            CountedCalls::All => true,
            CountedCalls::Sections(sections) => sections.contains(&operation.section),
            CountedCalls::Operations(named) => {
                named.iter().any(|(name, _)| *name == operation.name)
            }
        };
        let counted: Vec<&Operation> = operations.iter().filter(|one| counted(one)).collect();
        check_by(raw, &counted, diagnostics);
        lowered.push(lower_limit(raw, counts));
    }
    for (raw, operation) in both() {
        for limit in &raw.limits {
            check_by(limit, &[operation], diagnostics);
            let named: Vec<_> = names(operation).map(|name| (name, None)).collect();
            lowered.push(lower_limit(limit, CountedCalls::Operations(named.into())));
        }
    }
    let (limits, docs): (Vec<_>, Vec<_>) = lowered.into_iter().unzip();
    Limits {
        limits: limits.into(),
        docs,
        weights: weights.into(),
    }
}

/// The largest weight that an operation has whatever its parameters are.
pub(super) fn largest_weight(raw: &raw::Operation) -> u32 {
    let Some(weight) = &raw.weight else { return 1 };
    let rules = weight.rules.iter().flat_map(|rule| {
        let costs: Vec<u32> = match &rule.by {
            raw::CostBy::UpTo(steps) => steps.iter().map(|(_, cost)| *cost).collect(),
            raw::CostBy::Values(values) => values.iter().map(|(_, cost)| *cost).collect(),
            raw::CostBy::Each(cost, most) => vec![most.unwrap_or(*cost)],
            raw::CostBy::Given(cost) => vec![*cost],
        };
        costs.into_iter().chain(rule.other)
    });
    rules.chain(weight.otherwise).max().unwrap_or(1)
}

/// The names of the operation and of its variants.
fn names(operation: &Operation) -> impl Iterator<Item = Str> {
    let variants = operation.variants.iter().map(|variant| &variant.name);
    std::iter::once(&operation.name)
        .chain(variants)
        .map(|name| name.clone().into())
}

fn lower_limit(raw: &raw::Limit, counts: CountedCalls) -> (Limit, Doc) {
    let limit = Limit {
        size: raw.size,
        scope: raw.scope.clone().into(),
        by: raw.by.as_ref().map(|by| by.value.clone().into()),
        pool: raw.pool.as_ref().map(|pool| pool.value.clone().into()),
        counts,
        headers: raw.headers.clone(),
        tiers: lower_tiers(raw),
    };
    (limit, raw.notes.to_doc(None))
}

fn lower_tiers(raw: &raw::Limit) -> List<(Str, LimitSize)> {
    let tiers = raw.tiers.iter();
    let tiers = tiers.map(|(name, size)| (name.value.clone().into(), *size));
    tiers.collect::<Vec<_>>().into()
}

/// The parameter by which calls are counted separately must be one of the calls that count.
fn check_by(raw: &raw::Limit, counted: &[&Operation], diagnostics: &mut Diagnostics) {
    let Some(by) = raw.by.as_ref().filter(|_| !counted.is_empty()) else {
        return;
    };
    let params = counted.iter().flat_map(|operation| &operation.params);
    let mut known: Vec<&str> = params.map(|param| param.field.name.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    if !known.contains(&by.value.as_str()) {
        diagnostics
            .unknown(&UNKNOWN_PARAM, by.span, "parameter", &by.value, known)
            .label("no operation that counts has this parameter")
            .why("calls with different values in it are counted separately");
    }
}

/// Operations may only name pools that are declared. Returns whether all are.
fn check_pools(
    context: &Context<'_>,
    pools: &[(&Text, &Operation, Cost)],
    diagnostics: &mut Diagnostics,
) -> bool {
    let known: Vec<&str> = context
        .spec
        .limits
        .iter()
        .filter_map(|limit| Some(limit.pool.as_ref()?.value.as_str()))
        .collect();
    let mut all_known = true;
    for (name, ..) in pools {
        if !known.contains(&name.value.as_str()) {
            all_known = false;
            let known = known.iter().copied();
            diagnostics
                .unknown(&UNKNOWN_POOL, name.span, "pool", &name.value, known)
                .label("no limit has this pool")
                .why("what a call costs would be counted nowhere");
        }
    }
    all_known
}

/// Lowers the weights of one operation.
struct Lowerer<'a> {
    operation: &'a Operation,
    types: &'a [TypeDef],
    diagnostics: &'a mut Diagnostics,
}

impl Lowerer<'_> {
    fn cost(&mut self, raw: &raw::Cost) -> Option<Cost> {
        let rules = raw.rules.iter().map(|rule| self.rule(rule));
        let rules: Vec<CostRule> = rules.collect::<Option<Vec<_>>>()?;
        let mut cost = Cost {
            rules: rules.into(),
            otherwise: raw.otherwise.unwrap_or_default(),
        };
        if raw.otherwise.is_none() {
            cost.otherwise = self.without(raw, &cost)?;
        }
        Some(cost)
    }

    /// The weight of a call that has none of the parameters, where the spec does not write it.
    fn without(&mut self, raw: &raw::Cost, cost: &Cost) -> Option<u32> {
        let Some(rule) = raw.rules.last() else {
            report(
                &BAD_WEIGHT,
                raw.span,
                "the list of weights is empty",
                self.diagnostics,
            )
            .label("expected a number, or a list that ends with one");
            return None;
        };
        let field = self.field(&rule.param)?;
        if let Some(default) = &field.default {
            let value = Value::Text(default.clone().into());
            let params = Value::Object(vec![(field.name.clone().into(), value)]);
            return Some(cost.of(&params));
        }
        if !field.optional {
            return Some(cost.largest());
        }
        let message = format!("the weight of a call without `{}` is not given", field.name);
        let span = field.span;
        report(&BAD_WEIGHT, rule.span, message, self.diagnostics)
            .label("decides only if the parameter is given")
            .second(span, "an optional parameter without a default")
            .help("write a list that ends with that weight: `[{ by: limit, up_to: { 100: 5 }, other: 25 }, 5]`; or give the parameter its default");
        None
    }

    fn field(&mut self, name: &Text) -> Option<Field> {
        let params = || self.operation.params.iter().map(|param| &param.field);
        let found = params().find(|field| field.name == name.value).cloned();
        if found.is_none() {
            let known = params().map(|field| field.name.as_str());
            self.diagnostics
                .unknown(&UNKNOWN_PARAM, name.span, "parameter", &name.value, known)
                .label("not declared under `params`");
        }
        found
    }

    fn rule(&mut self, raw: &raw::CostRule) -> Option<CostRule> {
        let field = self.field(&raw.param)?;
        let kind = &field.ty.kind;
        let is_list = matches!(kind, Kind::List(_) | Kind::Json);
        let fits = match &raw.by {
            raw::CostBy::UpTo(_) => is_list || matches!(kind, Kind::Int),
            raw::CostBy::Each(..) => is_list,
            raw::CostBy::Values(_) => {
                let plain = matches!(kind, Kind::Text { .. } | Kind::Int | Kind::Bool);
                plain || self.values_of(kind).is_some()
            }
            raw::CostBy::Given(_) => true,
        };
        if !fits {
            let (way, takes) = match &raw.by {
                raw::CostBy::UpTo(_) => ("up_to", "an `int` or a list, whose entries are counted"),
                raw::CostBy::Each(..) => ("each", "a list, whose entries are counted"),
                _ => ("values", "a text, an `int`, a `bool` or an enum"),
            };
            let message = format!("`{way}` needs {takes}");
            report(&BAD_WEIGHT, raw.param.span, message, self.diagnostics)
                .label("has another type")
                .second(field.span, "declared here");
            return None;
        }
        let cost = match &raw.by {
            raw::CostBy::Each(cost, None) => CostBy::Each(*cost),
            raw::CostBy::Each(cost, Some(most)) => CostBy::EachAtMost(*cost, *most),
            raw::CostBy::Given(cost) => {
                if !field.optional {
                    let message = format!("`{}` is given in every call", field.name);
                    report(&BAD_WEIGHT, raw.param.span, message, self.diagnostics)
                        .label("`given` is for optional parameters")
                        .help("write the weight as a number, or choose by `up_to`, `each` or `values`");
                }
                CostBy::Given(*cost)
            }
            raw::CostBy::UpTo(steps) => {
                let most = field.range.as_ref().and_then(|range| range.max.as_ref());
                let most = most.and_then(|most| most.parse::<u64>().ok());
                let last = steps.last().map(|(most, _)| *most);
                let is_covered = matches!(kind, Kind::Int) && most.is_some() && most <= last;
                let above = self.other(raw, is_covered, "above the last step")?;
                CostBy::UpTo(steps.clone().into(), above)
            }
            raw::CostBy::Values(values) => {
                let known = self.values_of(kind);
                for (value, _) in values {
                    if let Some(known) = &known
                        && !known.contains(&value.value)
                    {
                        let known = known.iter().map(String::as_str);
                        self.diagnostics
                            .unknown(&BAD_WEIGHT, value.span, "value", &value.value, known)
                            .label("the type of the parameter has no such value");
                    }
                }
                let is_covered = matches!(kind, Kind::Bool) && values.len() == 2;
                let other = self.other(raw, is_covered, "for other values")?;
                let values = values.iter();
                let values = values.map(|(value, cost)| (value.value.clone().into(), *cost));
                CostBy::Values(values.collect::<Vec<_>>().into(), other)
            }
        };
        Some(CostRule {
            param: field.name.into(),
            cost,
        })
    }

    /// The weight of values that are not listed.
    fn other(&mut self, raw: &raw::CostRule, is_covered: bool, what: &str) -> Option<u32> {
        if let Some(other) = raw.other {
            return Some(other);
        }
        if is_covered {
            return Some(
                match &raw.by {
                    raw::CostBy::UpTo(steps) => steps.iter().map(|(_, cost)| *cost).max(),
                    raw::CostBy::Values(values) => values.iter().map(|(_, cost)| *cost).max(),
                    raw::CostBy::Each(..) | raw::CostBy::Given(_) => None,
                }
                .unwrap_or_default(),
            );
        }
        let message = format!("the weight {what} is not given");
        report(&BAD_WEIGHT, raw.span, message, self.diagnostics)
            .label("missing `other`")
            .help("write `other: NUMBER`");
        None
    }

    /// The values of an enum, as they are sent.
    fn values_of(&self, kind: &Kind) -> Option<Vec<String>> {
        let Kind::Named(id) = kind else { return None };
        match &self.types.get(id.0)?.shape {
            Shape::Enum { values, .. } => {
                Some(values.iter().map(|value| value.wire.clone()).collect())
            }
            _ => None,
        }
    }
}

fn report<'d>(
    rule: &'static crate::rules::Rule,
    span: Span,
    message: impl Into<String>,
    diagnostics: &'d mut Diagnostics,
) -> &'d mut Diagnostic {
    diagnostics.report(rule, span, message.into())
}
