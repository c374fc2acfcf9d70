//! `specie schema`: prints the JSON Schema of the spec language.

use crate::failure::Failure;
use crate::print;

/// Prints the schema.
///
/// # Errors
/// Stdout cannot be written.
pub fn run() -> Result<(), Failure> {
    print::data(&specie_codegen::emit::schema::schema_json())
}
