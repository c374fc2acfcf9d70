//! One thing that was created, and how it moves on.

use super::ledger::{Ledger, Sum, decimal};
use crate::members::find;
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::member_names::{is_id, is_undone, plain};
use specie_codegen::model::{MovedBalance, Movement, Resource, Trade};
use specie_codegen::validate::as_text;
use specie_runtime::rust_decimal::Decimal;
use specie_runtime::signing::plan::{Data, Str};

/// Decimal places of converted amounts and market prices.
const PLACES: u32 = 8;

/// One thing that was created.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The kind of resource, by its index.
    pub(super) resource: usize,
    /// The data of the response that created it.
    pub(super) data: Vec<(Str, Data)>,
    /// The parameters of the call that created it.
    pub(super) params: Vec<(Str, Data)>,
    /// When, in nanoseconds since 1970.
    pub(super) at_ns: i128,
    /// Its status on the wire; `None`: what the response that created it says.
    pub(super) state: Option<String>,
    pub(super) phase: Phase,
    /// What it has reserved.
    takes: Vec<Sum>,
    /// What it adds when it is complete.
    gives: Option<Sum>,
    pub(super) order: Option<Order>,
    /// Members that the mock computed: the amount that was bought.
    pub(super) computed: Vec<(String, Decimal)>,
    /// When it moves on by itself.
    pub(super) due_ns: Option<i128>,
}

/// Whether something that was created may still move on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It may: what it takes is reserved.
    Open,
    /// It is complete.
    Done,
    /// It was cancelled, or has failed.
    Undone,
}

/// What an order trades.
#[derive(Clone, Debug)]
pub(super) struct Order {
    market: String,
    /// The currencies of the market; `None`: it has a position.
    pair: Option<(String, String)>,
    is_position: bool,
    sells: bool,
    amount: Decimal,
    price: Decimal,
    pub(super) filled: Decimal,
}

impl Order {
    pub(super) fn remaining(&self) -> Decimal {
        self.amount - self.filled
    }

    /// The average price of what was executed.
    pub(super) fn average(&self) -> Decimal {
        match self.filled.is_zero() {
            true => Decimal::ZERO,
            false => self.price,
        }
    }

    /// What a part of the order takes from a balance.
    fn taken(&self, part: Decimal) -> Option<Sum> {
        let (base, quote) = self.pair.clone()?;
        Some(match self.sells {
            true => Sum {
                currency: base,
                amount: part,
            },
            // The product of the whole order was computed before, so that of a part has no more digits.
            false => Sum {
                currency: quote,
                amount: part.saturating_mul(self.price),
            },
        })
    }

    /// What a part of the order adds to a balance.
    fn given(&self, part: Decimal) -> Option<Sum> {
        let (base, quote) = self.pair.clone()?;
        Some(match self.sells {
            true => Sum {
                currency: quote,
                amount: part.saturating_mul(self.price),
            },
            false => Sum {
                currency: base,
                amount: part,
            },
        })
    }
}

impl Record {
    /// What was created, with what it reserves of the balances. A balance that is too low refuses the call, unless the resource has a status for it.
    ///
    /// # Errors
    /// An amount is not positive, has too many digits, or is larger than the balance.
    pub(super) fn begin(
        at: usize,
        resource: &Resource,
        data: Vec<(Str, Data)>,
        params: Vec<(Str, Data)>,
        now_ns: i128,
        has_positions: bool,
        ledger: &mut Ledger,
    ) -> Result<Self, Refusal> {
        let mut record = Self {
            resource: at,
            data,
            params,
            at_ns: now_ns,
            state: None,
            phase: Phase::Open,
            takes: Vec::new(),
            gives: None,
            order: None,
            computed: Vec::new(),
            due_ns: None,
        };
        record.state = record.first_state(resource);
        record.read_movements(resource, ledger)?;
        if let Some(trade) = &resource.trade {
            record.order = record.read_order(trade, has_positions, ledger)?;
            let order = record.order.as_ref();
            record
                .takes
                .extend(order.and_then(|order| order.taken(order.amount)));
        }
        record.reserve(resource, ledger)?;
        if record.phase == Phase::Open && record.is_complete_at_once(resource) {
            record.complete(resource, ledger);
        }
        record.set_due(resource, now_ns);
        Ok(record)
    }

    fn first_state(&self, resource: &Resource) -> Option<String> {
        let has = |(name, value): &(String, String)| {
            let given = find(&self.params, name).and_then(as_text);
            given.as_ref() == Some(value)
        };
        let mut begin = resource.begin.iter();
        let special = begin.find(|(_, params)| params.iter().all(has));
        let special = special.map(|(state, _)| state);
        special.or(resource.states.first()).cloned()
    }

    /// Whether it is complete when it is created: its first status is the last, or it has none and nothing could end it.
    fn is_complete_at_once(&self, resource: &Resource) -> bool {
        match resource.states.last() {
            Some(last) => self.state.as_ref() == Some(last),
            None => !resource
                .operations
                .iter()
                .any(|one| one.action == specie_codegen::model::Action::Cancel),
        }
    }

    fn read_movements(&mut self, resource: &Resource, ledger: &Ledger) -> Result<(), Refusal> {
        let sent: Places<'_> = [&self.params, &self.data];
        let answered: Places<'_> = [&self.data, &self.params];
        if let Some(takes) = &resource.takes
            && let Some((mut sum, name)) = moved(takes, sent)?
        {
            if !sum.amount.is_sign_positive() || sum.amount.is_zero() {
                return Err(out_of_range(&name, "a positive amount"));
            }
            if let Some(fee) = &takes.fee
                && let Some(fee) = number(fee, answered)?
            {
                let whole = sum.amount.checked_add(fee);
                sum.amount = whole.ok_or_else(|| too_long(&name))?;
            }
            self.takes.push(sum);
        }
        let Some(gives) = &resource.gives else {
            return Ok(());
        };
        let is_param = find(&self.params, &gives.amount).is_some();
        self.gives = match (&resource.takes, is_param) {
            (None, _) => moved(gives, answered)?.map(|(sum, _)| sum),
            (Some(_), true) => moved(gives, sent)?.map(|(sum, _)| sum),
            // What is taken, converted.
            (Some(_), false) => {
                let currency = currency(gives, sent);
                let taken = self.takes.first();
                let sum = taken.zip(currency).map(|(taken, currency)| {
                    let rate = ledger.rate(&taken.currency, &currency);
                    let amount = taken.amount.saturating_mul(rate).round_dp(PLACES);
                    Sum { currency, amount }
                });
                let computed = sum.iter().map(|sum| (gives.amount.clone(), sum.amount));
                self.computed.extend(computed);
                sum
            }
        };
        Ok(())
    }

    /// What an order trades; `None`: the call says no market, side or amount.
    fn read_order(
        &self,
        trade: &Trade,
        is_position: bool,
        ledger: &Ledger,
    ) -> Result<Option<Order>, Refusal> {
        let places: Places<'_> = [&self.params, &self.data];
        let text = |name: &str| {
            places
                .iter()
                .find_map(|place| find(place, name))
                .and_then(as_text)
        };
        let (Some(market), Some(side)) = (text(&trade.market), text(&trade.side)) else {
            return Ok(None);
        };
        let Some(amount) = number(&trade.amount, places)? else {
            return Ok(None);
        };
        if !amount.is_sign_positive() || amount.is_zero() {
            return Err(out_of_range(&trade.amount, "a positive amount"));
        }
        let pair = ledger.pair(&market).filter(|_| !is_position);
        let limit = match &trade.price {
            Some(name) => number(name, [&self.params, &[]])?,
            None => None,
        };
        let price = limit.or_else(|| {
            let (base, quote) = pair.as_ref()?;
            Some(ledger.rate(base, quote).round_dp(PLACES))
        });
        let price = price.unwrap_or(Decimal::ZERO);
        if price.is_sign_negative() && !price.is_zero() {
            let name = trade.price.as_deref().unwrap_or(&trade.amount);
            return Err(out_of_range(name, "a positive price"));
        }
        if amount.checked_mul(price).is_none() {
            return Err(too_long(&trade.amount));
        }
        let side = side.to_lowercase();
        let sells = ["sell", "ask", "short"]
            .iter()
            .any(|word| side.contains(word));
        Ok(Some(Order {
            market,
            pair,
            is_position,
            sells,
            amount,
            price,
            filled: Decimal::ZERO,
        }))
    }

    fn reserve(&mut self, resource: &Resource, ledger: &mut Ledger) -> Result<(), Refusal> {
        for (at, sum) in self.takes.iter().enumerate() {
            if ledger.reserve(sum) {
                continue;
            }
            let available = ledger.balance(&sum.currency).available;
            self.takes
                .iter()
                .take(at)
                .for_each(|sum| ledger.release(sum));
            let Some(short) = &resource.short else {
                let reason = format!(
                    "expected at most {} {}, which the account has; found {}",
                    available, sum.currency, sum.amount
                );
                return Err(Refusal::new(RefusalKind::InsufficientFunds, reason));
            };
            self.state = Some(short.clone());
            self.phase = Phase::Undone;
            self.takes.clear();
            return Ok(());
        }
        Ok(())
    }

    fn set_due(&mut self, resource: &Resource, now_ns: i128) {
        self.due_ns = match (self.phase, resource.after_ms) {
            (Phase::Open, Some(after)) if !resource.states.is_empty() => {
                Some(now_ns.saturating_add(i128::from(after) * 1_000_000))
            }
            _ => None,
        };
    }

    /// Moves on to the status that follows.
    pub(super) fn step(&mut self, resource: &Resource, ledger: &mut Ledger) {
        let now_ns = self.due_ns.unwrap_or(self.at_ns);
        let states = resource.states.iter();
        let at = states
            .clone()
            .position(|state| Some(state) == self.state.as_ref());
        let next = resource.states.get(at.map_or(0, |at| at + 1));
        match next {
            Some(next) if Some(next) != resource.states.last() => self.state = Some(next.clone()),
            _ => self.complete(resource, ledger),
        }
        self.set_due(resource, now_ns);
    }

    /// Changes the status: the last one completes it, and one that undoes it gives back what was reserved.
    ///
    /// # Errors
    /// It was complete or undone before.
    pub(super) fn set_state(
        &mut self,
        state: &str,
        resource: &Resource,
        ledger: &mut Ledger,
    ) -> Result<(), String> {
        if self.phase != Phase::Open {
            return Err(format!("it is {} already", self.phase.name()));
        }
        if resource.states.last().is_some_and(|last| last == state) {
            self.complete(resource, ledger);
        } else if resource.undone.iter().any(|known| known == state) || is_undone(state) {
            self.undo(ledger);
            self.state = Some(state.to_owned());
        } else {
            self.state = Some(state.to_owned());
        }
        Ok(())
    }

    /// Executes a part of an order.
    ///
    /// # Errors
    /// It is no order, it is not open, or less is left of it.
    pub(super) fn fill(
        &mut self,
        part: Decimal,
        resource: &Resource,
        ledger: &mut Ledger,
    ) -> Result<(), String> {
        let Some(order) = &mut self.order else {
            return Err("it is no order".to_owned());
        };
        if self.phase != Phase::Open {
            return Err(format!("it is {} already", self.phase.name()));
        }
        let remaining = order.remaining();
        if part > remaining || part.is_zero() || part.is_sign_negative() {
            return Err(format!("expected at most {remaining}, which is left of it"));
        }
        if let Some(sum) = order.taken(part) {
            ledger.spend(&sum);
        }
        if let Some(sum) = order.given(part) {
            ledger.credit(&sum);
        }
        if order.is_position {
            let quantity = if order.sells { -part } else { part };
            ledger.move_position(&order.market, quantity, order.price);
        }
        order.filled = order.filled.saturating_add(part);
        if order.remaining().is_zero() {
            self.takes.clear();
            self.phase = Phase::Done;
            self.state = resource.states.last().cloned().or(self.state.take());
            self.due_ns = None;
            return Ok(());
        }
        self.takes = order.taken(order.remaining()).into_iter().collect();
        // The status between open and filled is that of an order that is filled in part.
        if let [_, partly, _] = resource.states.as_slice() {
            self.state = Some(partly.clone());
        }
        Ok(())
    }

    fn complete(&mut self, resource: &Resource, ledger: &mut Ledger) {
        let remaining = self.order.as_ref().map(Order::remaining);
        if let Some(remaining) = remaining
            && self.fill(remaining, resource, ledger).is_ok()
        {
            return;
        }
        self.takes.drain(..).for_each(|sum| ledger.spend(&sum));
        if let Some(gives) = &self.gives {
            ledger.credit(gives);
        }
        self.phase = Phase::Done;
        self.state = resource.states.last().cloned().or(self.state.take());
        self.due_ns = None;
    }

    fn undo(&mut self, ledger: &mut Ledger) {
        self.takes.drain(..).for_each(|sum| ledger.release(&sum));
        self.phase = Phase::Undone;
        self.due_ns = None;
    }

    /// Cancels it.
    ///
    /// # Errors
    /// Its status does not allow that.
    pub(super) fn cancel(
        &mut self,
        resource: &Resource,
        ledger: &mut Ledger,
    ) -> Result<(), String> {
        if self.phase != Phase::Open {
            return Err(format!(
                "the {} is {} already",
                resource.name,
                self.phase.name()
            ));
        }
        if let (Some(allowed), Some(state)) = (&resource.cancel_in, &self.state)
            && !allowed.contains(state)
        {
            return Err(format!("the {} has the status {state}", resource.name));
        }
        self.undo(ledger);
        // Types whose own values say that it was cancelled show that one.
        self.state = match resource.states.is_empty() {
            true => None,
            false => resource.undone.first().cloned(),
        };
        Ok(())
    }

    /// Whether a parameter of this name with this value means this one.
    pub(super) fn is_meant(&self, param: &str, value: &str) -> bool {
        let members = || self.data.iter().chain(&self.params);
        let is_same = |data: &Data| as_text(data).as_deref() == Some(value);
        let mut exact = members()
            .filter(|(name, _)| plain(name) == plain(param))
            .peekable();
        let has_exact = exact.peek().is_some();
        if exact.any(|(_, data)| is_same(data)) {
            return true;
        }
        // The number or the UUID of an order; or its only identifier, whatever the parameter is called.
        let mut ids = self.data.iter().filter(|(name, _)| is_id(name));
        match has_exact && !is_id(param) {
            true => false,
            false => ids.any(|(_, data)| is_same(data)),
        }
    }

    /// The values by which it may be asked for.
    pub(super) fn keys(&self) -> Vec<String> {
        let members = self.data.iter().chain(&self.params);
        let ids = members.filter(|(name, _)| is_id(name) || plain(name).ends_with("key"));
        let mut keys: Vec<String> = ids.filter_map(|(_, value)| as_text(value)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The first identifier in the response that created it.
    pub(crate) fn own_id(&self) -> Option<String> {
        let mut ids = self.data.iter().filter(|(name, _)| is_id(name));
        ids.find_map(|(_, value)| as_text(value))
    }

    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let members = self.data.iter().chain(&self.params);
        let sizes = members.map(|(name, value)| name.len() + size(value));
        512 + sizes.sum::<usize>()
    }
}

impl Phase {
    /// `open`, `complete` or `undone`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "complete",
            Self::Undone => "undone",
        }
    }
}

fn size(value: &Data) -> usize {
    let inner = match value {
        Data::Text(text) | Data::Integer(text) | Data::Number(text) | Data::Decimal(text) => {
            text.len()
        }
        Data::List(elements) => elements.iter().map(size).sum(),
        Data::Object(members) => members
            .iter()
            .map(|(name, value)| name.len() + size(value))
            .sum(),
        _ => 0,
    };
    64 + inner
}

type Places<'p> = [&'p [(Str, Data)]; 2];

/// The sum that a movement is about, and the name of its amount; `None`: the call and its response do not say one.
fn moved(movement: &Movement, places: Places<'_>) -> Result<Option<(Sum, String)>, Refusal> {
    let Some(amount) = number(&movement.amount, places)? else {
        return Ok(None);
    };
    let currency = currency(movement, places);
    Ok(currency.map(|currency| (Sum { currency, amount }, movement.amount.clone())))
}

fn currency(movement: &Movement, places: Places<'_>) -> Option<String> {
    match &movement.balance {
        MovedBalance::Of(balance) => Some(balance.clone()),
        MovedBalance::In(name) => {
            let mut found = places.iter().filter_map(|place| find(place, name));
            found.find_map(as_text)
        }
    }
}

/// The first number of this name.
fn number(name: &str, places: Places<'_>) -> Result<Option<Decimal>, Refusal> {
    let found = places.iter().find_map(|place| find(place, name));
    let Some(text) = found.and_then(as_text) else {
        return Ok(None);
    };
    match decimal(&text) {
        Some(number) => Ok(Some(number)),
        // A word in the place of a number, such as `NONE`, is none.
        None if specie_runtime::Amount::new(text.as_str()).is_err() => Ok(None),
        None => Err(too_long(name)),
    }
}

fn too_long(name: &str) -> Refusal {
    out_of_range(name, "an amount with at most 28 digits")
}

fn out_of_range(name: &str, expected: &str) -> Refusal {
    Refusal {
        parameter: Some(name.to_owned()),
        ..Refusal::new(
            RefusalKind::OutOfRange,
            format!("expected {expected} in `{name}`"),
        )
    }
}
