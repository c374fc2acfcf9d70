use super::*;

fn show(text: &str) -> String {
    match parse(text, &Span::new) {
        Ok(ast) => ast.normal(),
        Err(error) => format!("{}..{}: {}", error.from, error.to, error.message),
    }
}

#[test]
fn binds_as_the_grammar_says() {
    for (text, expected) in [
        // `|` binds looser than `+`, tighter than comparison.
        ("a + b | f", "f((a + b))"),
        ("a + (b | f)", "(a + f(b))"),
        ("a | f == b | g(c)", "(f(a) == g(b,c))"),
        ("a | f(b) | g", "g(f(a,b))"),
        // `??` binds tighter than `+`.
        ("a + b ?? c + d", "(a + (b ?? c) + d)"),
        ("a ?? b ?? c", "(a ?? b ?? c)"),
        // `.` and `[ ]` bind tightest.
        ("a.b ?? c[0].d", "(a[\"b\"] ?? c[0][\"d\"])"),
        ("a.b + c", "(a[\"b\"] + c)"),
        ("a.0.1", "a[0][1]"),
        ("a.in.not.if", "a[\"in\"][\"not\"][\"if\"]"),
        // conditions
        ("not a == b", "not (a == b)"),
        ("not a and b", "(not a and b)"),
        ("a and b or c and d", "((a and b) or (c and d))"),
        ("not not a", "not not a"),
        ("a not in b", "(a not in b)"),
        ("not a in b", "not (a in b)"),
        ("a + b in c | f", "((a + b) in f(c))"),
        (
            "a is not absent and b is rsa",
            "((a is not absent) and (b is rsa))",
        ),
        ("a | f is empty", "(f(a) is empty)"),
        // `if` binds loosest and chains to the right.
        ("a if b else c", "(a if b else c)"),
        ("a if b else c if d else e", "(a if b else (c if d else e))"),
        ("a or b if c and d else e", "((a or b) if (c and d) else e)"),
        ("a if b == c else d | f", "(a if (b == c) else f(d))"),
        // calls and lists
        ("f()", "f()"),
        ("f(a, b=c if d else e)", "f(a,b=(c if d else e))"),
        ("a | f(b=1)", "f(a,b=1)"),
        ("[]", "list()"),
        ("[a, [b]]", "list(a,list(b))"),
        ("[a, b] | join(\"\\n\")", "join(list(a,b),\"\\n\")"),
        ("x[\"na-me\"]", "x[\"na-me\"]"),
        ("f(a).b", "f(a)[\"b\"]"),
        ("-5", "-5"),
        ("add(n, -1)", "add(n,-1)"),
        ("a\n  + b", "(a + b)"),
        ("true", "true"),
        ("absent if a else \"x\"", "(absent if a else \"x\")"),
    ] {
        assert_eq!(show(text), expected, "{text}");
    }
}

#[test]
fn reports_what_was_expected_and_where() {
    for (text, expected) in [
        ("", "0..0: expected an expression"),
        (
            "a +",
            "2..3: expected a value, found the end of the expression",
        ),
        ("a b", "2..3: unexpected `b`"),
        (
            "(a",
            "1..2: expected `)` (to close `(`), found the end of the expression",
        ),
        ("a)", "1..2: unexpected `)`"),
        (
            "f(a b)",
            "4..5: expected `)` (to close the arguments), found `b`",
        ),
        ("[a, ]", "4..5: expected a value, found `]`"),
        (
            "a | ",
            "2..3: expected the name of a function, found the end of the expression",
        ),
        (
            "a | \"x\"",
            "4..7: expected the name of a function, found a text",
        ),
        ("a || b", "3..4: expected the name of a function, found `|`"),
        (
            "a if b",
            "5..6: expected `else`, found the end of the expression",
        ),
        ("a == b == c", "7..9: unexpected `==`"),
        ("a = b", "2..3: unexpected `=`"),
        ("a | f.b", "5..6: unexpected `.`"),
        (
            "a.",
            "1..2: expected the name of a member, found the end of the expression",
        ),
        (
            "a is hex[64]",
            "8..9: expected the end of the test, found `[`",
        ),
        ("1.5", "0..3: decimal numbers are not supported"),
        ("if", "0..2: expected a value, found `if`"),
        ("a, b", "1..2: unexpected `,`"),
    ] {
        assert_eq!(show(text), expected, "{text}");
    }
}

#[test]
fn spans_cover_what_was_read() {
    let ast = parse("  aa + (bb | f(c))  ", &Span::new).expect("parses");
    assert_eq!(ast.span, Span::new(2, 18));
    let Node::Join(parts) = &ast.node else {
        panic!("{ast:?}")
    };
    assert_eq!(parts[1].span, Span::new(7, 18));
}

#[test]
fn nesting_is_bounded() {
    for text in [
        "(".repeat(10_000),
        "[".repeat(10_000),
        "f(".repeat(10_000),
        "not ".repeat(10_000),
        "a if b else ".repeat(10_000),
        format!("a{}", ".b".repeat(10_000)),
        format!("a{}", ".b".repeat(1_000)),
        format!("a{}", " | f".repeat(1_000)),
        format!("a{}", "[0]".repeat(1_000)),
    ] {
        assert!(parse(&text, &Span::new).is_err());
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = parse(&text, &Span::new);
    }

    #[test]
    fn no_mix_of_tokens_panics(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "a", "b.c", "|", "+", "??", "(", ")", "[", "]", ",", "=", "==", "not", "in", "is", "absent", "if", "else",
                "and", "or", "\"x\"", "-1", "2", "f(", ".", "\"", "\\", "é", "\n",
            ]),
            0..24,
        ),
    ) {
        let text = parts.join(" ");
        if let Ok(ast) = parse(&text, &Span::new) {
            proptest::prop_assert!(ast.span.end <= text.len());
        }
    }
}
