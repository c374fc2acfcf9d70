//! Plain digits: the form in which amounts are sent. Many providers reject exponents, or read `1e-8` as 1.

use super::Parts;
use std::sync::OnceLock;

/// The text of an amount. Most amounts are in plain digits already, and then there is nothing beside their text.
#[derive(Clone)]
pub(super) enum Written {
    /// `0`.
    Zero,
    /// Plain digits.
    Plain(String),
    /// Written in another way, for example with an exponent.
    Other(Box<Other>),
}

/// A text that is not in plain digits. The digits are computed at their first use: a response of many `1e1000` must not fill the memory.
#[derive(Clone)]
pub(super) struct Other {
    text: String,
    plain: OnceLock<String>,
}

/// How a decimal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// In plain digits.
    Plain,
    /// In another way.
    Other,
}

impl Spelling {
    /// That of `text`, or `None` if it is not a decimal.
    pub(super) fn of(text: &str) -> Option<Self> {
        match is_plain(text.as_bytes()) {
            true => Some(Self::Plain),
            false => Parts::of(text).map(|_| Self::Other),
        }
    }
}

/// Whether a text consists of plain digits: `-?(0|[1-9][0-9]*)([.][0-9]+)?`. Most amounts are received like this.
fn is_plain(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(unsigned);
    let no_leading_zero = whole == 1 || unsigned.first() != Some(&b'0');
    let after = unsigned.get(whole..).unwrap_or_default();
    let is_ended = match after {
        [] => true,
        [b'.', fraction @ ..] => !fraction.is_empty() && digits(fraction) == fraction.len(),
        _ => false,
    };
    whole > 0 && no_leading_zero && is_ended
}

/// The number of digits at the start.
fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

impl Written {
    /// A decimal that is not in plain digits.
    pub(super) fn other(text: String) -> Self {
        let plain = OnceLock::new();
        Self::Other(Box::new(Other { text, plain }))
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Self::Zero => "0",
            Self::Plain(text) => text,
            Self::Other(other) => &other.text,
        }
    }

    pub(super) fn into_text(self) -> String {
        match self {
            Self::Zero => "0".to_owned(),
            Self::Plain(text) => text,
            Self::Other(other) => other.text,
        }
    }

    pub(super) fn plain(&self) -> &str {
        match self {
            Self::Zero => "0",
            Self::Plain(text) => text,
            Self::Other(other) => other.plain.get_or_init(|| {
                // The text was accepted as a decimal when the amount was created.
                Parts::of(&other.text).map_or_else(|| other.text.clone(), |parts| parts.digits())
            }),
        }
    }
}

/// Plain digits without zeros at the end of the fraction; zero has no sign.
pub(crate) fn shortest(plain: &str) -> &str {
    let short = match plain.contains('.') {
        true => plain.trim_end_matches('0').trim_end_matches('.'),
        false => plain,
    };
    if short == "-0" { "0" } else { short }
}

impl Parts<'_> {
    /// The same value in plain digits.
    fn digits(&self) -> String {
        let digits: Vec<u8> = self.whole.iter().chain(self.fraction).copied().collect();
        let point = self.whole.len() as i64 + i64::from(self.exponent);
        let digit_at = |at: i64| {
            let there = usize::try_from(at).ok().and_then(|at| digits.get(at));
            char::from(there.copied().unwrap_or(b'0'))
        };
        let mut out = String::from(if self.negative { "-" } else { "" });
        let first = (0..point).find(|at| digit_at(*at) != '0');
        match first {
            Some(first) => out.extend((first..point).map(digit_at)),
            None => out.push('0'),
        }
        if point < digits.len() as i64 {
            out.push('.');
            out.extend((point..digits.len() as i64).map(digit_at));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::Amount;

    /// The output of Python's `format(decimal.Decimal(text), "f")`.
    const PLAIN: &[(&str, &str)] = &[
        ("1e-8", "0.00000001"),
        ("6.521e-05", "0.00006521"),
        ("-0.00", "-0.00"),
        ("0e5", "0"),
        ("-0e-3", "-0.000"),
        ("1.5E+3", "1500"),
        ("+2", "2"),
        (".5", "0.5"),
        ("5.", "5"),
        ("007", "7"),
        ("1.50e-3", "0.00150"),
        ("12.5e1", "125"),
        ("1e0", "1"),
        ("00.10e1", "1.0"),
        ("0e-3", "0.000"),
        ("-1.0e+21", "-1000000000000000000000"),
        ("100.10", "100.10"),
        ("0", "0"),
        ("-12", "-12"),
        ("0.10", "0.10"),
        ("00", "0"),
        ("-.5e-2", "-0.005"),
        ("123e-20", "0.00000000000000000123"),
        ("1E5", "100000"),
        (
            "999999999999999999999999999999999999999999999999",
            "999999999999999999999999999999999999999999999999",
        ),
        ("00.00", "0.00"),
        ("0.0e3", "0"),
        ("10.", "10"),
        ("-007.50", "-7.50"),
        ("10", "10"),
        ("1000.0000", "1000.0000"),
    ];

    /// The output of Python's `format(decimal.Decimal(repr(float(text))).normalize(), "f")`, where zero is `0`.
    const NUMBERS: &[(&str, &str)] = &[
        ("1e-8", "0.00000001"),
        ("0.00000001", "0.00000001"),
        ("100.10", "100.1"),
        ("1.0", "1"),
        ("-0.0", "0"),
        ("-0", "0"),
        ("0e5", "0"),
        ("1e21", "1000000000000000000000"),
        ("123456789.10", "123456789.1"),
        ("-2.50e-7", "-0.00000025"),
        ("5e-3", "0.005"),
        ("007", "7"),
        ("+3", "3"),
        ("100", "100"),
        ("1.5E3", "1500"),
    ];

    #[test]
    fn no_exponent_is_sent() {
        for (text, plain) in PLAIN {
            let amount = Amount::new(*text).unwrap();
            assert_eq!(amount.plain(), *plain, "{text}");
            assert_eq!(amount.as_str(), *text);
        }
    }

    #[test]
    fn the_largest_exponents_are_written_out() {
        let amount = Amount::new("-1.5e1000").unwrap();
        assert_eq!(amount.plain(), format!("-15{}", "0".repeat(999)));
        let amount = Amount::new("7e-1000").unwrap();
        assert_eq!(amount.plain(), format!("0.{}7", "0".repeat(999)));
    }

    #[test]
    fn json_numbers_have_the_shortest_digits() {
        for (text, digits) in NUMBERS {
            assert_eq!(Amount::new(*text).unwrap().json_digits(), *digits, "{text}");
        }
    }

    #[test]
    fn an_amount_is_no_larger_than_its_text() {
        assert_eq!(size_of::<Amount>(), size_of::<String>());
    }
}
