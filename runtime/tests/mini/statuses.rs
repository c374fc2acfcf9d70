//! Which values of an enum are final, and how they follow each other.

use specie_runtime::{closed_int_enum, final_values, open_enum, ordered_values};
use std::cmp::Ordering;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Status {
    New,
    Pending,
    Paid,
    Expired,
    Unknown(String),
}
open_enum!(Status { New "new", Pending "pending", Paid "paid", Expired "expired" });
final_values!(Status { Paid, Expired });
ordered_values!(Status { New 0, Pending 1, Paid 2 });

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Step {
    First,
    Second,
}
closed_int_enum!(Step { First 1, Second 2 });
final_values!(Step { First, Second });
ordered_values!(Step { Second 0, First 1 });

#[test]
fn a_value_is_final_only_if_it_is_listed() {
    for (text, is_final) in [
        ("new", false),
        ("pending", false),
        ("paid", true),
        ("expired", true),
        ("Paid", false),
        ("refunded", false),
    ] {
        assert_eq!(Status::from(text).is_final(), is_final, "{text}");
    }
    assert!(Step::First.is_final() && Step::Second.is_final());
}

#[test]
fn progress_is_compared_only_between_values_that_have_a_place() {
    let order = ["new", "pending", "paid"].map(Status::from);
    for (at, one) in order.iter().enumerate() {
        for (other_at, other) in order.iter().enumerate() {
            assert_eq!(one.compare_progress(other), Some(at.cmp(&other_at)));
        }
        for outside in ["expired", "refunded", ""].map(Status::from) {
            assert_eq!(one.compare_progress(&outside), None);
            assert_eq!(outside.compare_progress(one), None);
            assert_eq!(outside.compare_progress(&outside), None);
        }
    }
    // The order is that of the list, not that of the numbers.
    let compared = Step::First.compare_progress(&Step::Second);
    assert_eq!(compared, Some(Ordering::Greater));
}
