//! Amounts as [`Decimal`], to calculate with.

use super::{Amount, Parts, Written};
use rust_decimal::Decimal;
use std::fmt;

impl Amount {
    /// The value as an exact [`Decimal`].
    ///
    /// # Errors
    /// The value has more digits than a `Decimal` holds (28, or 96 bits without the point).
    pub fn to_decimal(&self) -> Result<Decimal, AmountOverflow> {
        let overflow = || AmountOverflow(self.as_str().to_owned());
        let parts = Parts::of(self.as_str()).ok_or_else(overflow)?;
        let (digits, exponent) = parts.significant();
        let mut mantissa: i128 = 0;
        for digit in &digits {
            let next = mantissa
                .checked_mul(10)
                .and_then(|m| m.checked_add(i128::from(*digit)));
            mantissa = next.ok_or_else(overflow)?;
        }
        let mut exponent = exponent;
        while exponent > 0 {
            mantissa = mantissa.checked_mul(10).ok_or_else(overflow)?;
            exponent -= 1;
        }
        let mut scale = exponent.unsigned_abs();
        // `Decimal` records trailing zeros: they are kept as far as it can represent them.
        let written = parts.written_scale().min(28);
        while scale < written {
            match mantissa.checked_mul(10) {
                Some(more) if more.unsigned_abs() < 1 << 96 => mantissa = more,
                _ => break,
            }
            scale += 1;
        }
        if parts.negative {
            mantissa = -mantissa;
        }
        Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| overflow())
    }
}

impl Parts<'_> {
    /// The number of decimal places in the text.
    fn written_scale(&self) -> u32 {
        let shown = i64::try_from(self.fraction.len())
            .unwrap_or(i64::MAX)
            .saturating_sub(self.exponent.into());
        u32::try_from(shown.max(0)).unwrap_or(u32::MAX)
    }
}

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Self {
        Self(Written::Plain(decimal.to_string()))
    }
}

impl TryFrom<Amount> for Decimal {
    type Error = AmountOverflow;
    fn try_from(amount: Amount) -> Result<Self, Self::Error> {
        amount.to_decimal()
    }
}

/// An amount with more digits than a [`Decimal`] holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountOverflow(String);

impl fmt::Display for AmountOverflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has more digits than a `Decimal` can hold", self.0)
    }
}

impl std::error::Error for AmountOverflow {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn becomes_a_decimal_exactly_or_not_at_all() {
        let decimal = |text: &str| {
            Amount::new(text)
                .unwrap()
                .to_decimal()
                .map(|d| d.to_string())
        };
        assert_eq!(decimal("1.10").unwrap(), "1.10");
        assert_eq!(decimal("1e-7").unwrap(), "0.0000001");
        assert_eq!(decimal("1.5e3").unwrap(), "1500");
        assert_eq!(decimal("-0.5").unwrap(), "-0.5");
        assert_eq!(
            decimal("0.0000000000000000000000000001").unwrap(),
            "0.0000000000000000000000000001"
        );
        assert_eq!(
            decimal(&format!("2.{}", "0".repeat(60))).unwrap(),
            format!("2.{}", "0".repeat(28))
        );
        assert_eq!(
            decimal("79228162514264337593543950335").unwrap(),
            "79228162514264337593543950335"
        );
        assert!(decimal("79228162514264337593543950336").is_err());
        assert!(decimal("0.00000000000000000000000000001").is_err());
        assert!(decimal(&"1".repeat(48)).is_err());
        assert!(decimal("1e1000").is_err());
    }
}
