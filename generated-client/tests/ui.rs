//! What the compiler reports for a client whose primitives are not enabled; `TRYBUILD=overwrite` updates the text. It is here and not with
//! the other cases, since the crate of those turns every primitive on.

#[test]
fn a_primitive_that_is_off_is_named_by_the_compiler() {
    trybuild::TestCases::new().compile_fail("tests/ui/primitives/*.rs");
}
