//! Amounts beside `bigdecimal`, whose numbers have any size: any decimal text is kept, and the value decides comparison.

use bigdecimal::BigDecimal;
use proptest::prelude::*;
use specie_runtime::Amount;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;

/// Decimal texts in every spelling: signs, points at either end, zeros at both ends, exponents, many digits.
fn text() -> impl Strategy<Value = String> {
    let digits = || prop_oneof!["0{0,3}[0-9]{0,6}0{0,3}", "[0-9]{0,60}"];
    let exponent = prop_oneof![
        Just(String::new()),
        "[eE][+-]?[0-9]{1,2}",
        "[eE][+-]?(1000|999|0{3}5)"
    ];
    (
        "[+-]?",
        digits(),
        prop_oneof!["", "\\."],
        digits(),
        exponent,
    )
        .prop_filter_map(
            "a decimal has a digit",
            |(sign, whole, point, fraction, exponent)| {
                let has_digits = whole.len() + fraction.len() > 0;
                has_digits.then(|| format!("{sign}{whole}{point}{fraction}{exponent}"))
            },
        )
}

/// Two texts that often have the same value, or nearly.
fn pair() -> impl Strategy<Value = (String, String)> {
    let shifted = (text(), -9_i32..9).prop_map(|(text, by)| {
        let lower = text.to_ascii_lowercase();
        let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
        let exponent: i32 = exponent.parse().unwrap_or_default();
        // The same value: as many zeros more as the exponent is smaller.
        let moved = exponent - by;
        let zeros = "0".repeat(by.unsigned_abs() as usize);
        let other = match (mantissa.contains('.'), by > 0) {
            (false, true) => format!("{mantissa}{zeros}e{moved}"),
            (true, _) => format!("{mantissa}{zeros}e{exponent}"),
            _ => format!("{mantissa}.{zeros}e{exponent}"),
        };
        (text, other)
    });
    prop_oneof![(text(), text()), shifted]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_decimal_is_kept_as_it_was_read(text in text()) {
        let amount = Amount::new(text.clone()).unwrap();
        prop_assert_eq!(amount.as_str(), &text);
        prop_assert_eq!(amount.to_string(), text.clone());
        let value = BigDecimal::from_str(&text).unwrap();
        prop_assert_eq!(BigDecimal::from_str(amount.plain()).unwrap(), value.clone());
        prop_assert_eq!(BigDecimal::from_str(amount.json_digits()).unwrap(), value.clone());
        let zero = BigDecimal::from(0);
        prop_assert_eq!(amount.is_zero(), value == zero);
        prop_assert_eq!(amount.is_negative(), value < zero);
        prop_assert_eq!(amount.is_positive(), value > zero);
    }

    #[test]
    fn the_value_decides_equality_order_and_hash((one, other) in pair()) {
        let (Ok(a), Ok(b)) = (Amount::new(one.clone()), Amount::new(other.clone())) else {
            return Ok(()); // an exponent beyond the limit
        };
        let due = BigDecimal::from_str(&one).unwrap().cmp(&BigDecimal::from_str(&other).unwrap());
        prop_assert_eq!(a.cmp(&b), due);
        prop_assert_eq!(a.compare(&b), due);
        prop_assert_eq!(a.partial_cmp(&b), Some(due));
        prop_assert_eq!(b.cmp(&a), due.reverse());
        prop_assert_eq!(a == b, due.is_eq());
        let state = RandomState::new();
        if due.is_eq() {
            prop_assert_eq!(state.hash_one(&a), state.hash_one(&b), "{} {}", one, other);
        }
        let distinct = if due.is_eq() { 1 } else { 2 };
        prop_assert_eq!(HashSet::from([a.clone(), b.clone()]).len(), distinct);
        prop_assert_eq!(BTreeSet::from([a, b]).len(), distinct);
    }

    #[test]
    fn what_is_not_a_decimal_is_refused_or_is_one(text in "[-+.eE0-9 ,_xa]{0,12}") {
        if let Ok(amount) = Amount::new(text.clone()) {
            prop_assert!(BigDecimal::from_str(&text).is_ok(), "{}", amount);
        }
    }
}

#[cfg(feature = "decimal")]
proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn arithmetic_is_exact_or_an_error((one, other) in pair()) {
        let (Ok(a), Ok(b)) = (Amount::new(one.clone()), Amount::new(other.clone())) else {
            return Ok(());
        };
        let (x, y) = (BigDecimal::from_str(&one).unwrap(), BigDecimal::from_str(&other).unwrap());
        for (result, due) in [
            (a.checked_add(&b), &x + &y),
            (a.checked_sub(&b), &x - &y),
            (a.checked_mul(&b), &x * &y),
        ] {
            if let Ok(result) = result {
                prop_assert_eq!(BigDecimal::from_str(result.as_str()).unwrap(), due);
            } else {
                // Refused only where digits are missing: what fits into 28 digits in all is calculated.
                let fits = |value: &BigDecimal| {
                    let plain = value.normalized();
                    let (digits, scale) = plain.as_bigint_and_exponent();
                    digits.to_string().trim_start_matches('-').len() <= 14 && (0..=14).contains(&scale)
                };
                prop_assert!(!(fits(&x) && fits(&y)), "{} {}", one, other);
            }
        }
    }
}
