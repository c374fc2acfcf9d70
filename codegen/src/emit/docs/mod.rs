//! Reference docs.
