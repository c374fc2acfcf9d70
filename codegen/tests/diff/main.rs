//! Tests of the comparison of two versions of a spec.

mod callers;
mod cases;
mod coverage;
#[path = "../front/mutations.rs"]
mod mutations;
mod pairs;
#[path = "../random/mod.rs"]
mod random;
mod semver;
mod surface;
mod versions;

use specie_codegen::model::Api;
use specie_codegen::{Options, load};

/// A version that may be incomplete.
fn read(name: &str, text: &str) -> Option<Api> {
    let options = Options {
        draft: true,
        skip_vectors: true,
    };
    load(name, text.as_bytes(), &options).api
}
