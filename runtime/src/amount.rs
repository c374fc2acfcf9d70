//! Money: a decimal that keeps its original text.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

#[cfg(feature = "decimal")]
mod decimal;
mod plain;
#[cfg(feature = "decimal")]
pub use decimal::AmountOverflow;
use plain::Written;
pub(crate) use plain::shortest;

/// An exact decimal, kept as text, such as `1.10`, `1e-7` or forty-eight digits; never a binary float.
///
/// It is sent in plain digits, `1e-7` as `0.0000001`: [`Amount::plain`].
///
/// Equality and hash use the text, so `1.1` and `1.10` differ; [`Amount::compare`] compares values.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Amount(Written);

/// The largest exponent that is accepted; anything beyond is not an amount of money.
const EXPONENT: i32 = 1000;

impl Amount {
    /// Creates an amount from decimal text: digits, an optional sign, an optional point, and an optional exponent of at most 1000.
    ///
    /// # Errors
    /// The text is not such a number.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidAmount> {
        let text = text.into();
        match Parts::of(&text) {
            Some(parts) if parts.are_plain(&text) => Ok(Self(Written::Plain(text))),
            Some(_) => Ok(Self(Written::other(text))),
            None => Err(InvalidAmount(text)),
        }
    }

    /// The text as it was received or given. [`Amount::plain`] is the text that is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.text()
    }

    /// The text that is sent: digits with an optional minus sign and point, without an exponent. `1e-7` becomes `0.0000001`, and `+.5`
    /// becomes `0.5`. Zeros at the end are kept.
    #[must_use]
    pub fn plain(&self) -> &str {
        self.0.plain()
    }

    /// The digits of the JSON number that is sent where a spec says `decimal as number`: as [`Amount::plain`], without zeros at the end of
    /// the fraction.
    #[must_use]
    pub fn json_digits(&self) -> &str {
        shortest(self.plain())
    }

    /// Compares the values: `1.1` equals `1.10` and `11e-1`.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        compare(self.as_str(), other.as_str()).unwrap_or_else(|| self.as_str().cmp(other.as_str()))
    }

    /// Whether the value is zero, however it is written.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        Parts::of(self.as_str()).is_some_and(|parts| parts.significant().0.is_empty())
    }

    /// Whether the value is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        Parts::of(self.as_str()).is_some_and(|parts| parts.negative) && !self.is_zero()
    }

    /// Whether a reader that parses JSON numbers as doubles still gets all digits.
    #[must_use]
    pub fn survives_double(&self) -> bool {
        let Ok(double) = self.as_str().parse::<f64>() else {
            return false;
        };
        double.is_finite()
            && compare(self.as_str(), &format!("{double:e}")) == Some(Ordering::Equal)
    }
}

/// Compares two decimal texts by value, or returns `None` if one is not a decimal.
pub(crate) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (Parts::of(left)?, Parts::of(right)?);
    let ((a, a_exponent), (b, b_exponent)) = (left.significant(), right.significant());
    let sign = |digits: &[u8], negative: bool| match (digits.is_empty(), negative) {
        (true, _) => 0,
        (false, true) => -1,
        (false, false) => 1,
    };
    let (a_sign, b_sign) = (sign(&a, left.negative), sign(&b, right.negative));
    if a_sign != b_sign || a_sign == 0 {
        return Some(a_sign.cmp(&b_sign));
    }
    // Both start with a nonzero digit, so the decimal position of that digit decides first.
    let top = |digits: &[u8], exponent: i32| digits.len() as i64 + i64::from(exponent);
    let magnitude = top(&a, a_exponent)
        .cmp(&top(&b, b_exponent))
        .then_with(|| a.cmp(&b));
    Some(if a_sign < 0 {
        magnitude.reverse()
    } else {
        magnitude
    })
}

/// A decimal text, split into its components.
struct Parts<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i32,
}

impl<'a> Parts<'a> {
    /// Splits `text`, or returns `None` if it is not a decimal or its exponent is beyond [`EXPONENT`].
    fn of(text: &'a str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() == 0 {
            return None;
        }
        Some(Self {
            negative,
            whole: whole.as_bytes(),
            fraction: fraction.as_bytes(),
            exponent,
        })
    }

    /// The digits without zeros at either end, and the power of ten of the last one.
    fn significant(&self) -> (Vec<u8>, i32) {
        let all = self.whole.iter().chain(self.fraction).map(|b| b - b'0');
        let mut digits: Vec<u8> = all.skip_while(|digit| *digit == 0).collect();
        let mut exponent = self
            .exponent
            .saturating_sub(i32::try_from(self.fraction.len()).unwrap_or(i32::MAX));
        while digits.last() == Some(&0) {
            digits.pop();
            exponent = exponent.saturating_add(1);
        }
        if digits.is_empty() {
            exponent = 0;
        }
        (digits, exponent)
    }
}

fn parse_exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exponent: i32 = text.parse().ok()?;
    (-EXPONENT..=EXPONENT)
        .contains(&exponent)
        .then_some(exponent)
}

/// Prints all of the provider's digits and ignores the precision: `{:.2}` would otherwise cut the text after two characters, and an amount
/// must not be shortened by accident. Width, fill and alignment work as for strings. `Amount::to_decimal` returns a number that can be
/// rounded.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::pad::pad_whole(self.as_str(), f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Amount {
    type Err = InvalidAmount;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl TryFrom<&str> for Amount {
    type Error = InvalidAmount;
    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.0.into_text()
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => { $(
        impl From<$integer> for Amount {
            fn from(value: $integer) -> Self {
                Self(Written::Plain(value.to_string()))
            }
        }
    )* };
}
from_integers!(i32 i64 i128 u32 u64 u128);

/// A text that is not a decimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidAmount(String);

impl fmt::Display for InvalidAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a decimal number", self.0.escape_debug())
    }
}

impl std::error::Error for InvalidAmount {}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::new(text).unwrap()
    }

    #[test]
    fn keeps_the_text() {
        for text in [
            "1.10",
            "0",
            "-0.00",
            "1e-7",
            "1.5E+3",
            "+2",
            ".5",
            "5.",
            "007",
            &"9".repeat(48),
        ] {
            assert_eq!(amount(text).to_string(), text);
        }
    }

    #[test]
    fn no_format_cuts_digits_off() {
        let long = amount("1234.567890123456789");
        for shown in [
            format!("{long:.2}"),
            format!("{long:.0}"),
            format!("{long:.*}", 3),
            format!("{long:4.2}"),
            format!("{long}"),
        ] {
            assert_eq!(shown, "1234.567890123456789");
        }
        let short = amount("-1.50");
        // The output of `str`, where no digits can be lost.
        assert_eq!(format!("{short:8}|"), format!("{:8}|", "-1.50"));
        for (shown, due) in [
            (format!("{short:>8.2}|"), "   -1.50|"),
            (format!("{short:<8.1}|"), "-1.50   |"),
            (format!("{short:^8.9}|"), " -1.50  |"),
            (format!("{short:8.2}|"), "-1.50   |"),
            (format!("{short:*>8}|"), "***-1.50|"),
            (format!("{short:é^9.1}|"), "éé-1.50éé|"),
            (format!("{short:3.1}|"), "-1.50|"),
        ] {
            assert_eq!(shown, due);
        }
    }

    #[test]
    fn rejects_what_is_not_a_decimal() {
        for text in [
            "", ".", "-", "1,5", "1e", "e5", "NaN", "inf", "0x1", " 1", "1 ", "1e1001", "1.2.3",
            "--1", "1e+-2", "١",
        ] {
            assert!(Amount::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn compares_by_value() {
        let order = |a: &str, b: &str| amount(a).compare(&amount(b));
        for (a, b) in [
            ("1.1", "1.10"),
            ("11e-1", "1.1"),
            ("0", "-0.0"),
            ("1e3", "1000"),
            ("007", "7"),
        ] {
            assert_eq!(order(a, b), Ordering::Equal, "{a} {b}");
        }
        for (a, b) in [
            ("9", "10"),
            ("-2", "-1"),
            ("-1", "0"),
            ("0.99", "1"),
            ("1e-7", "1e-6"),
            ("12", "123"),
            ("1.2", "1.21"),
        ] {
            assert_eq!(order(a, b), Ordering::Less, "{a} {b}");
            assert_eq!(order(b, a), Ordering::Greater, "{b} {a}");
        }
        assert_ne!(amount("1.1"), amount("1.10"));
        assert!(
            amount("0e5").is_zero() && !amount("-0").is_negative() && amount("-1e-9").is_negative()
        );
    }

    #[test]
    fn knows_what_a_double_would_lose() {
        for text in [
            "0.1",
            "1.10",
            "123456.789",
            "1e-7",
            "100000000",
            "0.30000000000000004",
            "5e-324",
        ] {
            assert!(amount(text).survives_double(), "{text}");
        }
        for text in [
            "0.123456789012345678",
            "9007199254740993",
            "1e400",
            "12345678901234567890.5",
        ] {
            assert!(!amount(text).survives_double(), "{text}");
        }
    }
}
