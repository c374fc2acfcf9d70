//! Rate limits as data: what a provider allows, which calls count towards it, and how much each call counts.

use crate::clock;
use crate::provider::Provider;
use crate::signing::Value;
use crate::signing::plan::{List, Str, Unit};
use crate::{Operation, Timestamp};

/// A declared rate limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is allowed.
    pub size: LimitSize,
    /// What the calls are counted by: `key`, `ip` or `account`.
    pub scope: Str,
    /// A parameter by whose value the calls are also counted separately, such as the market of an order.
    pub by: Option<Str>,
    /// The name of the pool, if operations name it.
    pub pool: Option<Str>,
    /// The calls that count.
    pub counts: CountedCalls,
    /// Response headers that say how much of the limit is used.
    pub headers: LimitHeaders,
    /// What it allows for accounts of other tiers, by the name of the tier.
    pub tiers: List<(Str, LimitSize)>,
}

/// Response headers that say how much of a limit is used. The names are compared without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitHeaders {
    /// The sum of costs in the present window.
    pub used: Option<Str>,
    /// What may still be spent in the present window.
    pub left: Option<Str>,
    /// When the next window begins.
    pub reset: Option<LimitReset>,
}

/// How a response header says when the next window of a limit begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitReset {
    /// The time. Without a unit: an HTTP date or an ISO 8601 text.
    At(Str, Option<Unit>),
    /// The time that is left, in this unit.
    After(Str, Unit),
}

/// What the headers of one response say about a limit. A header that is missing or cannot be read says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportedLimit {
    /// The sum of costs in the present window.
    pub used: Option<u64>,
    /// What may still be spent in the present window.
    pub left: Option<u64>,
    /// When the next window begins, by the provider's clock for a time, by the client's for a time that is left.
    pub reset: Option<Timestamp>,
}

/// How much a rate limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitSize {
    /// The costs of all calls in a window of time.
    Window {
        /// The largest sum of costs.
        calls: u32,
        /// Length of the window, in milliseconds.
        per_ms: u64,
    },
    /// A counter that grows by the cost of each call and sinks steadily.
    Counter {
        /// The largest value of the counter.
        max: u32,
        /// By how many thousandths it sinks in each period.
        decay_thousandths: u64,
        /// Length of a period, in milliseconds.
        per_ms: u64,
    },
}

/// The calls that count towards a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountedCalls {
    /// All calls, with the weight of their operations.
    All,
    /// Calls in these sections, by index, with the weight of their operations.
    Sections(List<u16>),
    /// Calls of these operations and variants, with this cost; `None`: with their weight.
    Operations(List<(Str, Option<Cost>)>),
}

/// How much a call counts, where this depends on its parameters. The first rule whose parameter is given decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The rules.
    pub rules: List<CostRule>,
    /// The cost of a call without any of the parameters.
    pub otherwise: u32,
}

/// What a call costs if it has a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostRule {
    /// The parameter.
    pub param: Str,
    /// What it costs.
    pub cost: CostBy,
}

/// How the cost depends on the value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CostBy {
    /// The first step that is not below the number, or the number of entries of a list; and the cost above the last step.
    UpTo(List<(u64, u32)>, u32),
    /// This much for each entry of a list.
    Each(u32),
    /// This much for each entry of a list, and at most that much for all.
    EachAtMost(u32, u32),
    /// By value; and the cost of other values.
    Values(List<(Str, u32)>, u32),
    /// Whatever the value.
    Given(u32),
}

impl Limit {
    /// What is allowed for accounts of a tier. A tier that is not declared, and none, has the plain size.
    #[must_use]
    pub fn size_for(&self, tier: Option<&str>) -> LimitSize {
        let mut tiers = self.tiers.iter();
        let named = tiers.find(|(name, _)| tier == Some(&**name));
        named.map_or(self.size, |(_, size)| *size)
    }
}

impl LimitHeaders {
    /// No header says anything about the limit.
    pub const NONE: Self = Self {
        used: None,
        left: None,
        reset: None,
    };

    /// Reads what a response says. `header` gives the value of a header; `received` is when the response came.
    ///
    /// ```
    /// use specie_runtime::signing::plan::Unit;
    /// use specie_runtime::{LimitHeaders, LimitReset, Timestamp};
    ///
    /// // Bybit: https://bybit-exchange.github.io/docs/v5/rate-limit
    /// let headers = LimitHeaders {
    ///     left: Some("X-Bapi-Limit-Status".into()),
    ///     reset: Some(LimitReset::At("X-Bapi-Limit-Reset-Timestamp".into(), Some(Unit::Millis))),
    ///     ..LimitHeaders::NONE
    /// };
    /// let response = |name: &str| match name {
    ///     "X-Bapi-Limit-Status" => Some("9"),
    ///     "X-Bapi-Limit-Reset-Timestamp" => Some("1672738134824"),
    ///     _ => None,
    /// };
    /// let reported = headers.read(response, Timestamp::from_seconds(1_672_738_134)?);
    /// assert_eq!((reported.used, reported.left), (None, Some(9)));
    /// assert_eq!(reported.reset, Some(Timestamp::from_millis(1_672_738_134_824)?));
    /// # Ok::<(), specie_runtime::InvalidTimestamp>(())
    /// ```
    #[must_use]
    pub fn read<'h>(
        &self,
        header: impl Fn(&str) -> Option<&'h str>,
        received: Timestamp,
    ) -> ReportedLimit {
        let number = |name: &Option<Str>| header(name.as_deref()?)?.trim().parse().ok();
        let reset = match &self.reset {
            Some(LimitReset::At(name, unit)) => {
                header(name).and_then(|text| Some(clock::parse(text, *unit)?.0))
            }
            // As a time since 1970, the time that is left has the units and decimals of any time.
            Some(LimitReset::After(name, unit)) => header(name)
                .and_then(|text| clock::parse(text, Some(*unit)))
                .and_then(|(left, _)| {
                    let micros = received.as_micros().checked_add(left.as_micros())?;
                    Timestamp::from_micros(micros).ok()
                }),
            None => None,
        };
        ReportedLimit {
            used: number(&self.used),
            left: number(&self.left),
            reset,
        }
    }
}

impl Cost {
    /// A cost that depends on no parameter.
    #[must_use]
    pub const fn fixed(cost: u32) -> Self {
        Self {
            rules: List::Borrowed(&[]),
            otherwise: cost,
        }
    }

    /// The cost of a call with these parameters, an object.
    ///
    /// ```
    /// use specie_runtime::signing::Value;
    /// use specie_runtime::{Cost, CostBy, CostRule};
    ///
    /// // Binance, order book: 5 up to a depth of 100, then 25, 50 and 250.
    /// let steps = vec![(100, 5), (500, 25), (1000, 50)];
    /// let rule = CostRule { param: "limit".into(), cost: CostBy::UpTo(steps.into(), 250) };
    /// let cost = Cost { rules: vec![rule].into(), otherwise: 5 };
    /// let call = |limit| Value::Object(vec![("limit".into(), Value::Integer(limit))]);
    /// assert_eq!([100, 101, 1000, 1001].map(|limit| cost.of(&call(limit))), [5, 25, 50, 250]);
    /// assert_eq!(cost.of(&Value::Object(vec![])), 5);
    /// ```
    #[must_use]
    pub fn of(&self, params: &Value<'_>) -> u32 {
        let given = self.rules.iter().find_map(|rule| {
            let value = params.get(&rule.param).map(Value::data);
            value
                .filter(|value| !matches!(value, Value::Absent | Value::Null))
                .map(|value| (rule, value))
        });
        given.map_or(self.otherwise, |(rule, value)| rule.cost.of(value))
    }

    /// The largest cost that does not depend on the number of entries of a list.
    #[must_use]
    pub fn largest(&self) -> u32 {
        let rules = self.rules.iter().map(|rule| match &rule.cost {
            CostBy::UpTo(steps, above) => largest(steps.iter().map(|(_, cost)| *cost), *above),
            CostBy::Values(values, other) => largest(values.iter().map(|(_, cost)| *cost), *other),
            CostBy::Each(cost) | CostBy::Given(cost) => *cost,
            CostBy::EachAtMost(_, most) => *most,
        });
        largest(rules, self.otherwise)
    }
}

fn largest(costs: impl Iterator<Item = u32>, other: u32) -> u32 {
    costs.fold(other, u32::max)
}

impl CostBy {
    fn of(&self, value: &Value<'_>) -> u32 {
        let entries = match value {
            Value::List(entries) => Some(entries.len() as u64),
            _ => None,
        };
        match self {
            Self::UpTo(steps, above) => {
                let number = entries.or_else(|| number(value));
                let step = number.and_then(|number| {
                    let mut steps = steps.iter();
                    steps.find(|(most, _)| number <= *most)
                });
                step.map_or(*above, |(_, cost)| *cost)
            }
            Self::Each(cost) => for_each(*cost, entries),
            Self::EachAtMost(cost, most) => for_each(*cost, entries).min(*most),
            Self::Values(values, other) => {
                let is = |text: &str| match value {
                    Value::Bool(value) => text == if *value { "true" } else { "false" },
                    Value::Integer(number) => text == number.to_string(),
                    Value::Text(value) => text == value,
                    _ => false,
                };
                let found = values.iter().find(|(text, _)| is(text));
                found.map_or(*other, |(_, cost)| *cost)
            }
            Self::Given(cost) => *cost,
        }
    }
}

/// The cost of a list with so many entries; anything else counts as one.
fn for_each(cost: u32, entries: Option<u64>) -> u32 {
    let entries = u32::try_from(entries.unwrap_or(1)).unwrap_or(u32::MAX);
    cost.saturating_mul(entries)
}

/// A number that is not negative; `None`: the value is no such number.
fn number(value: &Value<'_>) -> Option<u64> {
    match value {
        Value::Integer(number) => Some(u64::try_from((*number).max(0)).unwrap_or(u64::MAX)),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

impl Provider {
    /// The limits that a call counts towards, and how much it costs in each. `params` is the object of the call's parameters.
    ///
    /// Clients wait for them by themselves, unless the user turns that off.
    pub fn limits_of<'p>(
        &'p self,
        operation: &'p Operation<'_>,
        params: &'p Value<'_>,
    ) -> impl Iterator<Item = (&'p Limit, u32)> {
        let counted = self.counted(operation, params);
        counted.map(|(_, limit, cost)| (limit, cost))
    }

    /// [`Provider::limits_of`], each with its index in the limits of the provider.
    pub(crate) fn counted<'p>(
        &'p self,
        operation: &'p Operation<'_>,
        params: &'p Value<'_>,
    ) -> impl Iterator<Item = (usize, &'p Limit, u32)> {
        let weight = move || {
            let mut weights = self.weights.iter();
            let own = weights.find(|(name, _)| *name == operation.name);
            own.map_or(operation.weight, |(_, cost)| cost.of(params))
        };
        self.limits
            .iter()
            .enumerate()
            .filter_map(move |(index, limit)| {
                let cost = match &limit.counts {
                    CountedCalls::All => weight(),
                    CountedCalls::Sections(sections) if sections.contains(&operation.section) => {
                        weight()
                    }
                    CountedCalls::Sections(_) => return None,
                    CountedCalls::Operations(operations) => {
                        let mut operations = operations.iter();
                        let (_, cost) = operations.find(|(name, _)| *name == operation.name)?;
                        cost.as_ref().map_or_else(weight, |cost| cost.of(params))
                    }
                };
                Some((index, limit, cost))
            })
    }
}
