//! Amounts as [`Decimal`], to calculate with: exactly, or with an error.

use super::{Amount, Parts, Written};
use rust_decimal::Decimal;
use std::fmt;

impl Amount {
    /// The exact sum.
    ///
    /// # Errors
    /// An amount or the sum has more digits than a [`Decimal`] holds.
    pub fn checked_add(&self, other: &Self) -> Result<Self, AmountOverflow> {
        self.exact(other, Decimal::checked_add, u32::max)
    }

    /// The exact difference.
    ///
    /// # Errors
    /// An amount or the difference has more digits than a [`Decimal`] holds.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, AmountOverflow> {
        self.exact(other, Decimal::checked_sub, u32::max)
    }

    /// The exact product, with the decimal places of both: of a price and a quantity. To round it, or to divide, use [`Amount::to_decimal`].
    ///
    /// # Errors
    /// An amount or the product has more digits than a [`Decimal`] holds, or more than 28 decimal places.
    pub fn checked_mul(&self, other: &Self) -> Result<Self, AmountOverflow> {
        self.exact(other, Decimal::checked_mul, |one, two| one + two)
    }

    /// A result that was not rounded: `Decimal` rounds what it cannot hold by leaving out decimal places, so there are as many as `places` says.
    fn exact(
        &self,
        other: &Self,
        calculate: fn(Decimal, Decimal) -> Option<Decimal>,
        places: fn(u32, u32) -> u32,
    ) -> Result<Self, AmountOverflow> {
        let unrounded = |one: Decimal, two: Decimal| {
            let result = calculate(one, two)?;
            // What has a zero in it is exact, and `Decimal` does not keep all of its places.
            let is_exact = one.is_zero()
                || two.is_zero()
                || result.scale() == places(one.scale(), two.scale());
            is_exact.then_some(result)
        };
        let (one, two) = (self.to_decimal()?, other.to_decimal()?);
        unrounded(one, two)
            // Zeros at the end took the space of digits.
            .or_else(|| unrounded(one.normalize(), two.normalize()))
            .map(Self::from)
            .ok_or_else(|| AmountOverflow(format!("the result of {self} and {other}")))
    }

    /// The value as an exact [`Decimal`].
    ///
    /// # Errors
    /// The value has more digits than a `Decimal` holds (28, or 96 bits without the point).
    pub fn to_decimal(&self) -> Result<Decimal, AmountOverflow> {
        let overflow = || AmountOverflow(self.as_str().to_owned());
        let parts = Parts::of(self.as_str()).ok_or_else(overflow)?;
        let value = parts.significant();
        let mut mantissa: i128 = 0;
        for digit in value.digits() {
            let next = mantissa
                .checked_mul(10)
                .and_then(|m| m.checked_add(i128::from(digit)));
            mantissa = next.ok_or_else(overflow)?;
        }
        // Zero has no exponent of its own.
        let mut exponent = if mantissa == 0 { 0 } else { value.exponent };
        while exponent > 0 {
            mantissa = mantissa.checked_mul(10).ok_or_else(overflow)?;
            exponent -= 1;
        }
        let mut scale = u32::try_from(exponent.unsigned_abs()).map_err(|_| overflow())?;
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

    /// Python: `decimal.getcontext().prec = 100`, then `Decimal(a) + Decimal(b)`, `-` and `*`.
    #[test]
    fn calculates_exactly_or_not_at_all() {
        let amount = |text: &str| Amount::new(text).unwrap();
        for (a, b, sum, difference, product) in [
            ("1.10", "2.20", "3.30", "-1.10", "2.4200"),
            ("0.1", "0.2", "0.3", "-0.1", "0.02"),
            (
                "1e-8",
                "21000000",
                "21000000.00000001",
                "-20999999.99999999",
                "0.21000000",
            ),
            ("-5", "5.000", "0.000", "-10.000", "-25.000"),
            (
                "79228162514264337593543950334",
                "1",
                "79228162514264337593543950335",
                "79228162514264337593543950333",
                "79228162514264337593543950334",
            ),
        ] {
            let (a, b) = (amount(a), amount(b));
            assert_eq!(a.checked_add(&b).unwrap().as_str(), sum);
            assert_eq!(a.checked_sub(&b).unwrap().as_str(), difference);
            assert_eq!(a.checked_mul(&b).unwrap().as_str(), product);
        }
        // A zero, whatever its places.
        for zero in ["0", "0.00", "-0"] {
            let (zero, tenth) = (amount(zero), amount("0.1"));
            assert_eq!(zero.checked_add(&tenth).unwrap(), tenth);
            assert_eq!(tenth.checked_sub(&zero).unwrap(), tenth);
            assert_eq!(zero.checked_sub(&tenth).unwrap(), amount("-0.1"));
            assert!(zero.checked_mul(&tenth).unwrap().is_zero());
            assert!(tenth.checked_mul(&zero).unwrap().is_zero());
        }
        let largest = amount("79228162514264337593543950335");
        for small in ["1", "0.1", "1e-28"] {
            // `Decimal` itself rounds the last two.
            assert!(largest.checked_add(&amount(small)).is_err(), "{small}");
        }
        // Zeros at the end count for nothing.
        let zeros = amount("1.0000000000000000000000000000");
        let large = amount("79228162514264337593543950334");
        assert_eq!(large.checked_add(&zeros).unwrap(), largest);
        // `Decimal` rounds this to zero.
        assert!(amount("1e-20").checked_mul(&amount("1e-20")).is_err());
        let error = largest.checked_add(&amount("1")).unwrap_err().to_string();
        assert_eq!(
            error,
            "the result of 79228162514264337593543950335 and 1 has more digits than a `Decimal` can hold"
        );
    }
}
