//! What `client!` says where it cannot make a client. `TRYBUILD=overwrite` writes the texts anew.

#[test]
fn client_says_what_is_wrong_and_nothing_else() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/spec/*.rs");
    cases.compile_fail("ui/call/*.rs");
    cases.pass("ui/made/*.rs");
}
