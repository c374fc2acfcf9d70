//! One thing that was created, and how it moves on.

use super::ledger::{Ledger, Sum};
use super::order::Order;
use crate::members::find;
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::member_names::{is_id, is_status, is_undone, plain};
use specie_codegen::model::Resource;
use specie_codegen::validate::as_text;
use specie_runtime::rust_decimal::Decimal;
use specie_runtime::signing::plan::{Data, Str};

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
    pub(super) takes: Vec<Sum>,
    /// What it adds when it is complete.
    pub(super) gives: Option<Sum>,
    pub(super) order: Option<Order>,
    /// Members that the mock computed: the amount that was bought.
    pub(super) computed: Vec<(String, Decimal)>,
    /// When it moves on by itself.
    pub(super) due_ns: Option<i128>,
    /// No call created it: it is of an example, or a list has as many entries as the scenario wants.
    pub(super) is_listed: bool,
    /// Names of what it may be asked for by beside its identifiers: references of the caller's own.
    references: Vec<String>,
}

/// What a call made, before it begins.
pub(super) struct Made {
    /// The kind of resource, by its index.
    pub(super) resource: usize,
    /// The data of the response.
    pub(super) data: Vec<(Str, Data)>,
    /// The parameters.
    pub(super) params: Vec<(Str, Data)>,
    /// When, in nanoseconds since 1970.
    pub(super) at_ns: i128,
    /// The status at which it begins, unless its parameters say another one; `None`: the first.
    pub(super) status: Option<String>,
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

/// The parameters by which operations ask for a resource, and which are no identifiers by their names.
fn references(resource: &Resource) -> Vec<String> {
    let ids = resource.operations.iter().flat_map(|one| &one.ids);
    let mut found: Vec<String> = ids.filter(|name| !is_id(name)).cloned().collect();
    found.sort_unstable();
    found.dedup();
    found
}

impl Record {
    /// What was created, with what it reserves of the balances. A balance that is too low refuses the call, unless the resource has a status for it.
    ///
    /// # Errors
    /// An amount is not positive, has too many digits, or is larger than the balance.
    pub(super) fn begin(
        made: Made,
        resource: &Resource,
        has_positions: bool,
        ledger: &mut Ledger,
    ) -> Result<Self, Refusal> {
        let mut record = Self {
            resource: made.resource,
            data: made.data,
            params: made.params,
            at_ns: made.at_ns,
            state: made.status,
            phase: Phase::Open,
            takes: Vec::new(),
            gives: None,
            order: None,
            computed: Vec::new(),
            due_ns: None,
            is_listed: false,
            references: references(resource),
        };
        record.state = record.first_state(resource);
        record.read_movements(resource, ledger)?;
        if let Some(trade) = &resource.trade {
            record.order = Order::read(&record, trade, has_positions, ledger)?;
            let order = record.order.as_ref();
            record
                .takes
                .extend(order.and_then(|order| order.taken(order.amount)));
        }
        record.reserve(resource, ledger)?;
        if record.phase == Phase::Open && record.is_complete_at_once(resource) {
            record.complete(resource, ledger);
        }
        record.set_due(resource, made.at_ns);
        Ok(record)
    }

    /// An entry of a list that no call created. It moves no balance.
    pub(super) fn listed(
        at: usize,
        resource: &Resource,
        data: Vec<(Str, Data)>,
        now_ns: i128,
    ) -> Self {
        let mut statuses = data.iter().filter(|(name, _)| is_status(name));
        let state = statuses.find_map(|(_, value)| as_text(value));
        let phase = match &state {
            Some(state) if resource.states.last() == Some(state) => Phase::Done,
            Some(state) if resource.undone.contains(state) || is_undone(state) => Phase::Undone,
            _ => Phase::Open,
        };
        Self {
            resource: at,
            data,
            params: Vec::new(),
            at_ns: now_ns,
            state,
            phase,
            takes: Vec::new(),
            gives: None,
            order: None,
            computed: Vec::new(),
            due_ns: None,
            is_listed: true,
            references: references(resource),
        }
    }

    fn first_state(&self, resource: &Resource) -> Option<String> {
        let has = |(name, value): &(String, String)| {
            let given = find(&self.params, name).and_then(as_text);
            given.as_ref() == Some(value)
        };
        let mut begin = resource.begin.iter();
        let special = begin.find(|(_, params)| params.iter().all(has));
        let special = special.map(|(state, _)| state);
        special
            .or(self.state.as_ref())
            .or(resource.states.first())
            .cloned()
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
        let is_reference = |name: &str| self.references.iter().any(|known| known == name);
        let ids = members
            .filter(|(name, _)| is_id(name) || plain(name).ends_with("key") || is_reference(name));
        let mut keys: Vec<String> = ids.filter_map(|(_, value)| as_text(value)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The first identifier in the response that created it.
    pub(crate) fn own_id(&self) -> Option<String> {
        self.own_id_member().map(|(_, id)| id)
    }

    /// The same with the name of its member.
    pub(super) fn own_id_member(&self) -> Option<(&str, String)> {
        let mut ids = self.data.iter().filter(|(name, _)| is_id(name));
        ids.find_map(|(name, value)| Some((&**name, as_text(value)?)))
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
