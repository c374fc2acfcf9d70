//! What an order trades, and how much of it was executed.

use super::ledger::{Ledger, Sum};
use super::movements::{PLACES, Places, number, out_of_range, too_long};
use super::record::Record;
use crate::members::find;
use crate::refusal::Refusal;
use specie_codegen::model::Trade;
use specie_codegen::validate::as_text;
use specie_runtime::rust_decimal::Decimal;

/// What an order trades.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) market: String,
    /// The currencies of the market; `None`: it has a position.
    pair: Option<(String, String)>,
    pub(super) is_position: bool,
    pub(super) sells: bool,
    pub(super) amount: Decimal,
    pub(super) price: Decimal,
    pub(super) filled: Decimal,
}

impl Order {
    /// What an order trades; `None`: the call says no market, side or amount.
    ///
    /// # Errors
    /// An amount or a price is not positive, or has too many digits.
    pub(super) fn read(
        record: &Record,
        trade: &Trade,
        is_position: bool,
        ledger: &Ledger,
    ) -> Result<Option<Self>, Refusal> {
        let places: Places<'_> = [&record.params, &record.data];
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
            Some(name) => number(name, [&record.params, &[]])?,
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
        Ok(Some(Self {
            market,
            pair,
            is_position,
            sells,
            amount,
            price,
            filled: Decimal::ZERO,
        }))
    }

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
    pub(super) fn taken(&self, part: Decimal) -> Option<Sum> {
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
    pub(super) fn given(&self, part: Decimal) -> Option<Sum> {
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
