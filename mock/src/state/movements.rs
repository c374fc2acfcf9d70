//! What is moved when something is created: amounts and currencies, from what was sent and answered.

use super::ledger::{Ledger, Sum, decimal};
use super::record::Record;
use crate::members::find;
use crate::refusal::{Refusal, RefusalKind};
use specie_codegen::model::{MovedBalance, Movement, Resource};
use specie_codegen::validate::as_text;
use specie_runtime::rust_decimal::Decimal;
use specie_runtime::signing::plan::{Data, Str};

/// Decimal places of converted amounts and market prices.
pub(super) const PLACES: u32 = 8;

/// Where a member is looked for: the first place that has it counts.
pub(super) type Places<'p> = [&'p [(Str, Data)]; 2];

impl Record {
    /// Reads what it takes from balances, and what it adds to them.
    ///
    /// # Errors
    /// An amount is not positive, or has too many digits.
    pub(super) fn read_movements(
        &mut self,
        resource: &Resource,
        ledger: &Ledger,
    ) -> Result<(), Refusal> {
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
}

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

/// The first number of this name; `None`: there is none.
///
/// # Errors
/// It has too many digits.
pub(super) fn number(name: &str, places: Places<'_>) -> Result<Option<Decimal>, Refusal> {
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

pub(super) fn too_long(name: &str) -> Refusal {
    out_of_range(name, "an amount with at most 28 digits")
}

pub(super) fn out_of_range(name: &str, expected: &str) -> Refusal {
    Refusal {
        parameter: Some(name.to_owned()),
        ..Refusal::new(
            RefusalKind::OutOfRange,
            format!("expected {expected} in `{name}`"),
        )
    }
}
