//! Importing OpenAPI documents: what each construct becomes, bad documents, mutated ones, and the documents of real providers.

mod constructs;
mod documents;
mod hostile;
mod operations;
#[path = "../random/mod.rs"]
mod random;
mod support;
