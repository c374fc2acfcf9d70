//! Rate limits in words.

use super::text::code;
use crate::emit::common::describe::duration;
use crate::markdown::{Markdown, md};
use crate::model::{Api, Operation};
use specie_runtime::signing::plan::{Str, Unit};
use specie_runtime::{
    Cost, CostBy, CostRule, CountedCalls, Limit, LimitHeaders, LimitReset, LimitSize,
};

/// What a limit allows: `at most 10 calls in 1 s per key`.
pub fn size(limit: &Limit) -> Markdown {
    let scope = Markdown::text(&limit.scope);
    let size = match &limit.by {
        Some(by) => md!("{} per {} and {}", allowed(limit.size), scope, code(by)),
        None => md!("{} per {}", allowed(limit.size), scope),
    };
    if limit.tiers.is_empty() {
        return size;
    }
    let tiers = limit.tiers.iter();
    let tiers = tiers.map(|(name, size)| md!("{} for {}", allowed(*size), code(name)));
    md!("{}; {}", size, Markdown::list(tiers, "; "))
}

fn allowed(size: LimitSize) -> Markdown {
    match size {
        LimitSize::Window { calls, per_ms } => {
            md!("at most {} calls in {}", calls, duration(per_ms))
        }
        LimitSize::Counter {
            max,
            decay_thousandths,
            per_ms,
        } => md!(
            "a counter of at most {} that sinks by {} each {}",
            max,
            Markdown::text(&thousandths(decay_thousandths)),
            duration(per_ms)
        ),
    }
}

/// The headers that say how much of a limit is used, as a sentence; empty: none.
pub fn reported(limit: &Limit) -> Markdown {
    let LimitHeaders { used, left, reset } = &limit.headers;
    let named = |what: &str, name: &Option<Str>| {
        let name = name.as_ref()?;
        Some(md!("{} is what is {}", code(name), Markdown::text(what)))
    };
    let reset = reset.as_ref().map(|reset| match reset {
        LimitReset::At(name, unit) => {
            let unit = unit.map_or("a date", unit_words);
            md!(
                "{} is the time of the reset ({})",
                code(name),
                Markdown::text(unit)
            )
        }
        LimitReset::After(name, unit) => {
            let unit = Markdown::text(unit_words(*unit));
            md!("{} is the time until the reset ({})", code(name), unit)
        }
    });
    let parts = [named("used", used), named("left", left), reset];
    let parts: Vec<Markdown> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => Markdown::default(),
        false => md!("In responses, {}.", Markdown::list(parts, ", ")),
    }
}

const fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "seconds",
        Unit::Millis => "milliseconds",
        Unit::Micros => "microseconds",
        Unit::Nanos => "nanoseconds",
    }
}

/// `0.33`
fn thousandths(number: u64) -> String {
    let (whole, rest) = (number / 1000, number % 1000);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{}", format!("{rest:03}").trim_end_matches('0')),
    }
}

/// The calls that count towards a limit of the provider; `None`: it belongs to one operation.
pub fn counted(api: &Api, limit: &Limit) -> Option<Markdown> {
    Some(match (&limit.pool, &limit.counts) {
        (Some(pool), _) => md!("calls in the pool {}", code(pool)),
        (None, CountedCalls::All) => Markdown::words("all calls"),
        (None, CountedCalls::Sections(sections)) => {
            let names = sections.iter().filter_map(|at| {
                let section = api.runtime.scheme.sections.get(usize::from(*at))?;
                Some(code(&section.name))
            });
            md!("calls in {}", Markdown::list(names, ", "))
        }
        (None, CountedCalls::Operations(_)) => return None,
    })
}

/// What a call of an operation counts, and its own limits, as sentences.
pub fn of_operation(api: &Api, operation: &Operation) -> Vec<Markdown> {
    let provider = &api.runtime;
    let mut weights = provider.weights.iter();
    let weight = match weights.find(|(name, _)| *name == operation.name) {
        Some((_, cost)) => Some(cost_text(cost)),
        None if operation.weight == 1 => None,
        None => Some(md!("{}", operation.weight)),
    };
    let mut sentences: Vec<Markdown> = weight
        .map(|weight| md!("Weight in rate limits: {}.", weight))
        .into_iter()
        .collect();
    let mut seen = Vec::new();
    for limit in provider.limits.iter() {
        let CountedCalls::Operations(named) = &limit.counts else {
            continue;
        };
        let Some((_, cost)) = named.iter().find(|(name, _)| *name == operation.name) else {
            continue;
        };
        match (&limit.pool, cost) {
            (Some(pool), Some(cost)) if !seen.contains(&pool) => {
                seen.push(pool);
                sentences.push(md!(
                    "Counts in the pool {}: {}.",
                    code(pool),
                    cost_text(cost)
                ));
            }
            (None, _) => {
                let reported = reported(limit);
                let own = md!("Limit of its own: {}.", size(limit));
                sentences.push(match reported.is_empty() {
                    true => own,
                    false => md!("{} {}", own, reported),
                });
            }
            _ => {}
        }
    }
    sentences
}

fn cost_text(cost: &Cost) -> Markdown {
    if cost.rules.is_empty() {
        return md!("{}", cost.otherwise);
    }
    let rules = Markdown::list(cost.rules.iter().map(rule), "; otherwise ");
    md!("{}; without: {}", rules, cost.otherwise)
}

fn rule(rule: &CostRule) -> Markdown {
    let param = code(&rule.param);
    let many = |parts: Vec<Markdown>, rest: u32| {
        md!(
            "by {}: {}, else {}",
            param.clone(),
            Markdown::list(parts, ", "),
            rest
        )
    };
    match &rule.cost {
        CostBy::UpTo(steps, above) => {
            let steps = steps
                .iter()
                .map(|(most, cost)| md!("{} up to {}", *cost, *most));
            many(steps.collect(), *above)
        }
        CostBy::Values(values, other) => {
            let values = values
                .iter()
                .map(|(value, cost)| md!("{} for {}", *cost, code(value)));
            many(values.collect(), *other)
        }
        CostBy::Each(cost) => md!("{} for each entry of {}", *cost, param),
        CostBy::EachAtMost(cost, most) => {
            md!("{} for each entry of {}, at most {}", *cost, param, *most)
        }
        CostBy::Given(cost) => md!("{} with {}", *cost, param),
    }
}
