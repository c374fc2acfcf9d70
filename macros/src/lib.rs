//! `client!`: a provider's client, made where it is used.
