//! Money: a decimal that keeps its original text.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

#[cfg(feature = "decimal")]
mod decimal;
mod plain;
#[cfg(feature = "decimal")]
pub use decimal::AmountOverflow;
pub(crate) use plain::shortest;
use plain::{Spelling, Written};

/// An exact decimal, kept as text, such as `1.10`, `1e-7` or forty-eight digits; never a binary float.
///
/// # What is accepted
/// Digits with an optional sign, an optional point, and an optional exponent from -1000 to 1000: `10`, `-0.50`, `+.5`, `5.`, `007`, `2.5e-7`.
/// Any number of digits is kept. White space, separators of thousands (`1,000`), a decimal comma, `NaN` and `inf` are refused. Integers convert
/// by `From`, a `rust_decimal::Decimal` with the feature `decimal`. There is no conversion from `f64`: it has no exact decimal digits.
///
/// # What is sent
/// Plain digits, `1e-7` as `0.0000001`: [`Amount::plain`]. Zeros at the end are kept. A parameter that is a JSON number on the wire (`decimal
/// as number`) is refused before it is sent if a reader of doubles would lose digits of it: [`Amount::survives_double`]. A parameter with a
/// range (`decimal > 0`) is refused if its value is outside.
///
/// # Comparison
/// Equality, order and hash are those of the value: `1.1`, `1.10` and `11e-1` are equal, and so are `0` and `-0`. They are one key of a map.
/// Compare [`Amount::as_str`] to compare how amounts are written.
///
/// ```
/// use specie_runtime::Amount;
///
/// let (paid, due): (Amount, Amount) = ("10.0".parse()?, "10.00".parse()?);
/// assert!(paid == due && paid < Amount::from(11));
/// assert_eq!(paid.to_string(), "10.0");
/// # Ok::<(), specie_runtime::InvalidAmount>(())
/// ```
#[derive(Clone)]
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
        match Spelling::of(&text) {
            Some(Spelling::Plain) => Ok(Self(Written::Plain(text))),
            Some(Spelling::Other) => Ok(Self(Written::other(text))),
            None => Err(InvalidAmount(text)),
        }
    }

    /// Zero, without an allocation.
    pub(crate) const ZERO: Self = Self(Written::Zero);

    /// As [`Amount::new`]. Nothing is copied of a text that is refused.
    pub(crate) fn read(text: &str) -> Option<Self> {
        Some(match Spelling::of(text)? {
            Spelling::Plain => Self(Written::Plain(text.to_owned())),
            Spelling::Other => Self(Written::other(text.to_owned())),
        })
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

    /// Compares the values, as `==` and `<` do: `1.1` equals `1.10` and `11e-1`.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }

    /// Whether the value is zero, however it is written.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    /// Whether the value is above zero.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.sign() == Ordering::Greater
    }

    /// Whether the value is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    /// The value, compared with zero.
    fn sign(&self) -> Ordering {
        // The text was accepted as a decimal when the amount was created.
        Parts::of(self.as_str()).map_or(Ordering::Equal, |parts| parts.significant().sign())
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

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Amount {}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two) = (self.as_str(), other.as_str());
        if one == two {
            return Ordering::Equal;
        }
        // Both texts were accepted as decimals when the amounts were created.
        compare(one, two).unwrap_or_else(|| one.cmp(two))
    }
}

/// The hash of the value: equal amounts have the same, however they are written.
impl Hash for Amount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if let Some(parts) = Parts::of(self.as_str()) {
            let value = parts.significant();
            value.sign().hash(state);
            value.top().hash(state);
            value.digits().for_each(|digit| digit.hash(state));
        }
    }
}

/// Compares two decimal texts by value, or returns `None` if one is not a decimal.
pub(crate) fn compare(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (Parts::of(left)?, Parts::of(right)?);
    let (a, b) = (left.significant(), right.significant());
    let by_sign = a.sign().cmp(&b.sign());
    if by_sign.is_ne() || a.sign().is_eq() {
        return Some(by_sign);
    }
    // Both start with a nonzero digit, so the decimal position of that digit decides first.
    let magnitude = a
        .top()
        .cmp(&b.top())
        .then_with(|| a.digits().cmp(b.digits()));
    Some(match a.sign() {
        Ordering::Less => magnitude.reverse(),
        _ => magnitude,
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

    /// The value, in digits without zeros at either end.
    fn significant(&self) -> Significant<'a> {
        let zeros = |part: &[u8]| part.iter().take_while(|digit| **digit == b'0').count();
        let zeros_at_end = |part: &[u8]| {
            part.iter()
                .rev()
                .take_while(|digit| **digit == b'0')
                .count()
        };
        let (mut whole, mut fraction) = (self.whole, self.fraction);
        let mut exponent = i64::from(self.exponent);
        whole = whole.get(zeros(whole)..).unwrap_or_default();
        fraction = fraction
            .get(..fraction.len() - zeros_at_end(fraction))
            .unwrap_or_default();
        exponent -= fraction.len() as i64;
        if whole.is_empty() {
            fraction = fraction.get(zeros(fraction)..).unwrap_or_default();
        }
        if fraction.is_empty() {
            let end = zeros_at_end(whole);
            whole = whole.get(..whole.len() - end).unwrap_or_default();
            exponent += end as i64;
        }
        Significant {
            negative: self.negative,
            whole,
            fraction,
            exponent,
        }
    }
}

/// The value of a decimal: digits without zeros at either end, none for zero, times a power of ten.
struct Significant<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    /// The power of ten of the last digit.
    exponent: i64,
}

impl Significant<'_> {
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.iter().chain(self.fraction).map(|b| b - b'0')
    }

    fn count(&self) -> usize {
        self.whole.len() + self.fraction.len()
    }

    /// The value, compared with zero.
    fn sign(&self) -> Ordering {
        match (self.count(), self.negative) {
            (0, _) => Ordering::Equal,
            (_, true) => Ordering::Less,
            (_, false) => Ordering::Greater,
        }
    }

    /// The decimal position after the first digit; of zero, 0.
    fn top(&self) -> i64 {
        match self.count() {
            0 => 0,
            count => count as i64 + self.exponent,
        }
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
