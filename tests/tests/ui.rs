//! What `client!` reports when it cannot generate a client. `TRYBUILD=overwrite` updates the expected texts.

#[test]
fn client_says_what_is_wrong_and_nothing_else() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/spec/*.rs");
    cases.compile_fail("ui/call/*.rs");
    cases.pass("ui/made/*.rs");
}
