use super::Markdown;

fn prose(text: &str) -> String {
    Markdown::prose(text).as_str().to_owned()
}

#[test]
fn nothing_becomes_a_link_a_tag_or_a_doctest() {
    for (text, safe) in [
        ("see https://a.example/x.", "see <https://a.example/x>."),
        ("see <https://a.example>", "see <https://a.example>"),
        ("(https://a.example)", "(<https://a.example>)"),
        ("[docs](https://a.example)", "[docs](https://a.example)"),
        (
            "[a](https://a.example/x_(y))",
            "[a](https://a.example/x_%28y%29)",
        ),
        ("![a](https://a.example)", "\\![a](https://a.example)"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
        ("[x]: https://a.example", "\\[x\\]: <https://a.example>"),
        ("a [list] of Vec<T>", "a \\[list\\] of Vec\\<T>"),
        ("<http onclick=x>", "\\<http onclick=x>"),
        ("code `a[0] <b>` stays", "code `a[0] <b>` stays"),
        ("an open ` tick", "an open \\` tick"),
        ("`<b>``` x", "\\`\\<b>\\`\\`\\` x"),
        ("`` a`<b> `` c", "`` a`<b> `` c"),
        ("&lt; & &x", "\\&lt; & &x"),
        ("# 1", "\\# 1"),
        ("---", "\\---"),
        ("1.      a b", "1. a b"),
        ("*       - a", "* \\- a"),
        ("- 2.    a", "- 2\\.    a"),
        ("*", "\\*"),
        ("* # x", "* \\# x"),
        ("* ~~~", "* \\~~~"),
        ("* ```", "* \\`\\`\\`"),
        ("`*.doesnt_exist` or *.x", "`*.doesnt_exist` or *.x"),
        ("any *.x", "any \\*.x"),
        ("a\u{202e}b\rc", "a\\\\u{202e}b\\\\rc"),
        ("a\n```\nlet x;\n```", "a\n```text\nlet x;\n```"),
        ("```\nopen", "```text\nopen\n```"),
        ("~~~rust\nx\n```\n~~~\ny", "````text\nx\n```\n````\ny"),
        ("a\n        let indented = code;", "a\nlet indented = code;"),
        ("", ""),
    ] {
        assert_eq!(prose(text), safe, "{text}");
    }
}

#[test]
fn code_holds_any_value() {
    for (value, code) in [
        ("a", "`a`"),
        ("a`b", "`` a`b ``"),
        ("``", "``` `` ```"),
        (" a ", "`  a  `"),
        (" ", "` `"),
        ("a\n\t\u{202e}", "`a\\n\\t\\u{202e}`"),
        ("", "(empty)"),
    ] {
        assert_eq!(Markdown::code(value).as_str(), code, "{value:?}");
    }
    let cell = |value: &str| Markdown::code(value).cell().escaped().as_str().to_owned();
    assert_eq!(cell("a|b"), "`a\\|b`");
    assert_eq!(cell("a\\|<b>"), "a\\\\\\|\\<b>");
}

#[test]
fn blocks_stay_apart_from_what_is_said_beside_them() {
    let block = Markdown::prose("```\n<b>\n```");
    let mut text = Markdown::words("Client of X.");
    text.then(&block);
    text.then(&Markdown::words("Default: 1."));
    assert_eq!(
        text.as_str(),
        "Client of X.\n\n```text\n<b>\n```\n\nDefault: 1."
    );
    assert_eq!(text.flat().as_str(), "Client of X. `<b>` Default: 1.");
    assert_eq!(block.sentence().as_str(), "```text\n<b>\n```");
}

#[test]
fn long_lines_break_at_blanks_and_not_inside_code() {
    let long = format!(
        "{} `{}` end - and # more",
        "word ".repeat(20).trim(),
        "code here ".repeat(6).trim()
    );
    let out = Markdown::prose(&long).lines();
    assert_eq!(out.join(" "), long);
    assert!(
        out.iter().all(|line| line.matches('`').count() % 2 == 0),
        "{out:?}"
    );
    assert!(out.len() > 1);
    let marks = "word ".repeat(22) + "- # > 1. | --- a";
    assert_eq!(Markdown::prose(&marks).lines().len(), 2, "only before `a`");
}

#[test]
fn a_text_becomes_a_sentence() {
    for (text, sentence) in [
        ("how much to send", "How much to send."),
        ("txn_id of the payment", "txn_id of the payment."),
        ("1 sends at once", "1 sends at once."),
        ("always `ok`", "Always `ok`."),
        ("Done!", "Done!"),
        ("as follows:", "As follows."),
        ("", ""),
    ] {
        assert_eq!(Markdown::prose(text).sentence().as_str(), sentence);
    }
}
