//! The balances of the account, and its positions.

use specie_codegen::member_names::plain;
use specie_codegen::model::Mock;
use specie_runtime::Amount;
use specie_runtime::rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What the account has of a currency that nobody named.
const OPENING: Decimal = Decimal::ONE_THOUSAND;

/// The most currencies and markets that are remembered.
const MOST: usize = 10_000;

/// The balances of the account, and its positions. Names are compared without letter case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    balances: BTreeMap<String, Balance>,
    positions: BTreeMap<String, Position>,
    worth: BTreeMap<String, Decimal>,
}

/// The balance of one currency.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Balance {
    /// The currency, as it was written first.
    pub(crate) currency: String,
    /// What can be spent.
    pub(crate) available: Decimal,
    /// What open withdrawals and orders have reserved.
    pub(crate) locked: Decimal,
}

/// The position in one market.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Position {
    pub(crate) market: String,
    /// Negative if more was sold than bought.
    pub(crate) quantity: Decimal,
    /// The average price at which it was opened.
    pub(crate) price: Decimal,
}

/// An amount of a currency.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sum {
    pub(crate) currency: String,
    pub(crate) amount: Decimal,
}

impl Ledger {
    pub(crate) fn of(mock: &Mock) -> Self {
        let mut ledger = Self::default();
        for (currency, amount) in &mock.funds {
            if let Some(amount) = decimal(amount) {
                ledger.set(currency, amount);
            }
        }
        for (currency, worth) in &mock.worth {
            if let Some(worth) = decimal(worth).filter(|worth| !worth.is_zero()) {
                ledger.worth.insert(currency.to_lowercase(), worth);
            }
        }
        ledger
    }

    /// The balances that were named or used, by currency.
    pub(crate) fn balances(&self) -> impl Iterator<Item = &Balance> {
        self.balances.values()
    }

    /// The positions that are open.
    pub(crate) fn positions(&self) -> impl Iterator<Item = &Position> {
        self.positions
            .values()
            .filter(|one| !one.quantity.is_zero())
    }

    /// The balance of a currency.
    pub(crate) fn balance(&self, currency: &str) -> Balance {
        let known = self.balances.get(&currency.to_lowercase());
        known.cloned().unwrap_or_else(|| Balance {
            currency: currency.to_owned(),
            available: OPENING,
            locked: Decimal::ZERO,
        })
    }

    /// Sets what can be spent of a currency.
    pub(crate) fn set(&mut self, currency: &str, available: Decimal) {
        if let Some(balance) = self.entry(currency) {
            balance.available = available;
        }
    }

    /// Reserves an amount; `false`: the balance is too low.
    pub(crate) fn reserve(&mut self, sum: &Sum) -> bool {
        let Some(balance) = self.entry(&sum.currency) else {
            return false;
        };
        if balance.available < sum.amount {
            return false;
        }
        balance.available -= sum.amount;
        balance.locked = balance.locked.saturating_add(sum.amount);
        true
    }

    /// Gives back what was reserved.
    pub(crate) fn release(&mut self, sum: &Sum) {
        if let Some(balance) = self.entry(&sum.currency) {
            let amount = sum.amount.min(balance.locked);
            balance.locked -= amount;
            balance.available = balance.available.saturating_add(amount);
        }
    }

    /// Takes what was reserved.
    pub(crate) fn spend(&mut self, sum: &Sum) {
        if let Some(balance) = self.entry(&sum.currency) {
            balance.locked -= sum.amount.min(balance.locked);
        }
    }

    /// Adds an amount. A balance has at most as much as a decimal holds, 28 digits.
    pub(crate) fn credit(&mut self, sum: &Sum) {
        if let Some(balance) = self.entry(&sum.currency) {
            balance.available = balance.available.saturating_add(sum.amount);
        }
    }

    /// Adds to a position, or reduces it if `quantity` is negative.
    pub(crate) fn move_position(&mut self, market: &str, quantity: Decimal, price: Decimal) {
        let key = market.to_lowercase();
        if self.positions.len() >= MOST && !self.positions.contains_key(&key) {
            return;
        }
        let position = self.positions.entry(key).or_insert_with(|| Position {
            market: market.to_owned(),
            quantity: Decimal::ZERO,
            price,
        });
        let before = position.quantity;
        let after = before.saturating_add(quantity);
        let grows = before.is_zero() || before.is_sign_negative() == quantity.is_sign_negative();
        if grows {
            // The average of what was there and what is new; a product with too many digits leaves the price as it was.
            let sum = before
                .abs()
                .checked_mul(position.price)
                .zip(quantity.abs().checked_mul(price));
            let sum = sum.and_then(|(one, other)| one.checked_add(other));
            let average = sum.and_then(|sum| sum.checked_div(after.abs()));
            position.price = average.map_or(position.price, |price| price.round_dp(8));
        } else if before.is_sign_negative() != after.is_sign_negative() && !after.is_zero() {
            position.price = price;
        }
        position.quantity = after.normalize();
    }

    /// How much of one currency another one is worth.
    pub(crate) fn rate(&self, of: &str, in_units_of: &str) -> Decimal {
        let worth = |currency: &str| {
            let known = self.worth.get(&currency.to_lowercase());
            known.copied().unwrap_or(Decimal::ONE)
        };
        let rate = worth(of).checked_div(worth(in_units_of));
        rate.unwrap_or(Decimal::ONE)
    }

    /// The two currencies of a market: the base and the one of the price. `None`: its name does not consist of two currencies.
    pub(crate) fn pair(&self, market: &str) -> Option<(String, String)> {
        let mut parts = market.split(|c: char| !c.is_alphanumeric());
        if let (Some(base), Some(quote), None) = (parts.next(), parts.next(), parts.next()) {
            return Some((base.to_owned(), quote.to_owned()));
        }
        let known = |name: &str| self.balances.contains_key(name) || self.worth.contains_key(name);
        let plain = plain(market);
        let cuts = plain
            .char_indices()
            .map(|(at, _)| plain.split_at_checked(at));
        let mut pairs = cuts.flatten();
        let (base, quote) = pairs.find(|(base, quote)| known(base) && known(quote))?;
        Some((base.to_owned(), quote.to_owned()))
    }

    /// `None`: there are too many currencies.
    fn entry(&mut self, currency: &str) -> Option<&mut Balance> {
        let key = currency.to_lowercase();
        if self.balances.len() >= MOST && !self.balances.contains_key(&key) {
            return None;
        }
        Some(self.balances.entry(key).or_insert_with(|| Balance {
            currency: currency.to_owned(),
            available: OPENING,
            locked: Decimal::ZERO,
        }))
    }
}

/// An amount to calculate with; `None`: it is none, or has more digits than a decimal holds.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    Amount::new(text).ok()?.to_decimal().ok()
}

/// An amount as it is written in responses.
pub(crate) fn text(amount: Decimal) -> String {
    amount.normalize().to_string()
}
