//! What the compiler says of a `client!` that cannot be used: a spec with mistakes, a wrong call, primitives that are not enabled.
//! `TRYBUILD=overwrite` updates the expected texts.

#[test]
fn client_says_what_is_wrong_and_nothing_else() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("spec/*.rs");
    cases.compile_fail("call/*.rs");
    cases.compile_fail("primitives/*.rs");
}
