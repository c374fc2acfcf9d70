//! The order of deliveries about one thing.

use crate::{Amount, amount};
use std::cmp::Ordering;
use std::fmt;

/// How far a thing has got, as a delivery says it: the value of the member that the spec declares as `order`.
///
/// Numbers are compared as numbers, whether they were sent as numbers or as text. Other texts, such as the names of statuses, have no order
/// that could be known from the text: they are equal or cannot be compared.
///
/// ```
/// # use specie_runtime::DeliveryOrder;
/// let order = |text: &str| DeliveryOrder::new(text.to_owned());
/// assert!(order("9") < order("10"));
/// assert!(order("-1") < order("0"));
/// assert_eq!(order("paid").partial_cmp(&order("pending")), None);
/// ```
#[derive(Clone, Debug)]
pub struct DeliveryOrder(String);

impl DeliveryOrder {
    /// The order that this text stands for.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The value as it was delivered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value as a number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<Amount> {
        self.0.parse().ok()
    }
}

impl PartialEq for DeliveryOrder {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for DeliveryOrder {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (decimal(&self.0), decimal(&other.0)) {
            (Some(one), Some(two)) => amount::compare(one, two),
            _ => (self.0 == other.0).then_some(Ordering::Equal),
        }
    }
}

impl fmt::Display for DeliveryOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A number in digits, without exponent. `None`: the text is something else.
fn decimal(text: &str) -> Option<&str> {
    let text = text.strip_suffix('.').unwrap_or(text);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_decimal = !whole.is_empty() && !part.is_empty() && are_digits(whole) && are_digits(part);
    is_decimal.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_numbers_and_other_texts_not_at_all() {
        let order = |text: &str| DeliveryOrder::new(text.to_owned());
        let sorted = [
            "-100",
            "-99.5",
            "-1",
            "0",
            "0.05",
            "0.5",
            "1",
            "2",
            "10",
            "100",
            "18446744073709551616",
        ];
        for (at, one) in sorted.iter().enumerate() {
            for (other_at, other) in sorted.iter().enumerate() {
                assert_eq!(
                    order(one).partial_cmp(&order(other)),
                    Some(at.cmp(&other_at)),
                    "{one} {other}"
                );
            }
        }
        for (one, same) in [
            ("1", "01"),
            ("1", "1.0"),
            ("0", "-0"),
            ("2.50", "2.5"),
            ("paid", "paid"),
        ] {
            assert_eq!(order(one), order(same));
        }
        for (one, other) in [
            ("paid", "pending"),
            ("1", "one"),
            ("", "0"),
            ("1e3", "5"),
            ("1.2.3", "1.2.4"),
        ] {
            assert_eq!(order(one).partial_cmp(&order(other)), None, "{one} {other}");
        }
    }
}
