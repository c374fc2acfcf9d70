use super::*;

/// The cursor at `▮`, as `path role start-text`.
fn at(text: &str) -> (String, Role, String) {
    let at = text.find('▮').expect("a mark");
    let plain = text.replace('▮', "");
    let cursor = Cursor::find(&plain, at);
    let path: Vec<String> = cursor
        .path
        .iter()
        .map(|segment| match segment {
            Segment::Key(name) => name.clone(),
            Segment::Item(at) => at.to_string(),
        })
        .collect();
    let typed = plain[cursor.start..at].to_owned();
    (path.join("."), cursor.role, typed)
}

fn expect(text: &str, path: &str, role: Role, typed: &str) {
    assert_eq!(
        at(text),
        (path.to_owned(), role, typed.to_owned()),
        "{text}"
    );
}

#[test]
fn block_style() {
    let text = "provider: acme\nsections:\n  default: { base: \"https://x\" }\n  user:\n    au▮th: signed\n";
    expect(text, "sections.user", Role::Key, "au");
    let text = "sections:\n  user:\n    auth: sig▮ned\n    doc: x\n";
    expect(text, "sections.user.auth", Role::Value, "sig");
    let text = "operations:\n  get:\n    doc: a\n    par▮\n  put:\n    doc: b\n";
    expect(text, "operations.get", Role::Either, "par");
    let text = "operations:\n  get:\n    doc: a\n    ▮\n  put:\n    doc: b\n";
    expect(text, "operations.get", Role::Either, "");
    let text = "operations:\n  get:\n    doc: a\n  ▮\n";
    expect(text, "operations", Role::Either, "");
    expect("a:\n  b: 1\n▮", "", Role::Either, "");
    expect("\"a b\":\n  c: ▮", "a b.c", Role::Value, "");
    expect("a:\r\n  b:\r\n    c: x▮\r\n", "a.b.c", Role::Value, "x");
}

#[test]
fn lists() {
    let text = "auth:\n  user:\n    - header: { A: b }\n    - let:\n        x: met▮hod\n";
    expect(text, "auth.user.1.let.x", Role::Value, "met");
    let text = "auth:\n  user:\n    - header:\n        A: b\n      wh▮en: x\n";
    expect(text, "auth.user.0", Role::Key, "wh");
    let text = "vectors:\n- name: a\n- name: b\n  sec▮\n";
    expect(text, "vectors.1", Role::Either, "sec");
    expect("a:\n  - - x\n    - y▮\n", "a.0.1", Role::Either, "y");
    expect("a:\n  - ▮\n", "a.0", Role::Either, "");
}

#[test]
fn flow_style() {
    expect("a: { b: 1, c: x▮ }\n", "a.c", Role::Value, "x");
    expect("a: { b: 1, c▮ }\n", "a", Role::Either, "c");
    expect("a: { b: [1, 2▮] }\n", "a.b.1", Role::Either, "2");
    expect(
        "a: {\n  b: 1,\n  c: { d: y▮ }\n}\n",
        "a.c.d",
        Role::Value,
        "y",
    );
    expect("a: { b: 'it''s, x▮' }\n", "a.b", Role::Value, "'it''s, x");
    expect(
        "a: { b: \"x\\\", y▮\" }\n",
        "a.b",
        Role::Value,
        "\"x\\\", y",
    );
    // Not closed: the next line that is not indented ends it.
    expect("a: { b: 1,\nc:\n  d: z▮\n", "c.d", Role::Value, "z");
    expect("a: { b: ▮", "a.b", Role::Value, "");
}

#[test]
fn texts() {
    let text = "a:\n  b: >-\n    x: y\n\n    more ▮text\n  c: 1\n";
    expect(text, "a.b", Role::Value, "more ");
    expect("a:\n  b: |\n    x: y\n  c: ▮\n", "a.c", Role::Value, "");
    let text = "a:\n  b: one\n    two: ▮three\n  c: 1\n";
    expect(text, "a.b", Role::Value, "one\n    two: ");
    expect("a: 'x: y\n  z▮'\nb: 1\n", "a", Role::Value, "'x: y\n  z");
    expect("a: https://x▮\n", "a", Role::Value, "https://x");
    expect("# a: b▮\n", "", Role::Either, "");
}

#[test]
fn any_text_has_a_cursor_everywhere() {
    let pieces = [
        "- ", "a: ", "{", "}", "[", "]", ",", "\"", "'", "\n", "  ", "|", ">", "#", "é", "\r\n",
        "\\", ":",
    ];
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..3_000 {
        let text: String = (0..random.usize(..30))
            .map(|_| pieces[random.usize(..pieces.len())])
            .collect();
        for at in 0..=text.len() + 1 {
            let cursor = Cursor::find(&text, at);
            assert!(cursor.start <= at);
        }
    }
}
