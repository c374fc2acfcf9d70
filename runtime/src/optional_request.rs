//! Requests in which nothing is required: a caller may give none.

/// A request in which nothing is required.
pub trait EmptyRequest: Sized + 'static {
    /// The request without any parameter that a caller chooses.
    fn empty() -> &'static Self;
}

/// What a method takes whose request has no required parameters: `&request`, or `None`.
///
/// ```
/// use specie_runtime::{EmptyRequest, OptionalRequest};
///
/// #[derive(Debug, PartialEq)]
/// struct Balances { all: bool }
/// impl EmptyRequest for Balances {
///     fn empty() -> &'static Self {
///         &Balances { all: false }
///     }
/// }
/// fn balances<'a>(request: impl OptionalRequest<'a, Balances>) -> &'a Balances {
///     request.or_empty()
/// }
/// assert_eq!(balances(None), &Balances { all: false });
/// assert_eq!(balances(&Balances { all: true }), &Balances { all: true });
/// ```
pub trait OptionalRequest<'a, T> {
    /// The request that was given, or the one without parameters.
    fn or_empty(self) -> &'a T;
}

impl<'a, T> OptionalRequest<'a, T> for &'a T {
    fn or_empty(self) -> &'a T {
        self
    }
}

impl<'a, T: EmptyRequest> OptionalRequest<'a, T> for Option<&'a T> {
    fn or_empty(self) -> &'a T {
        match self {
            Some(given) => given,
            None => T::empty(),
        }
    }
}
