//! A member that may be left out, and may be `null`.

/// The value of a member that may be left out and may also be `null`, where the two mean different things: in a change, what is left out
/// stays as it is, and `null` clears it.
///
/// The setters of a request take the value itself; each such member also has a method `clear_…`, which sends `null`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// Left out.
    #[default]
    Absent,
    /// `null`
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether it is left out.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, if there is one.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, or `null` for `None`.
    #[must_use]
    pub fn or_null(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// The value, or left out for `None`.
    #[must_use]
    pub fn or_absent(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_states() {
        assert_eq!(Nullable::<i64>::default(), Nullable::Absent);
        assert_eq!(Nullable::from(5).into_value(), Some(5));
        assert_eq!(Nullable::or_null(None::<i64>), Nullable::Null);
        assert!(Nullable::or_absent(None::<i64>).is_absent());
        assert!(Nullable::<i64>::Null.is_null() && Nullable::<i64>::Null.value().is_none());
    }
}
