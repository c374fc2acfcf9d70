//! The forms were written by `http_build_query` of PHP 8, `stringify` of the package `qs` 6 of Node, and Python's `urlencode`, from the
//! values that are expected.

use super::*;

/// `{ id, metadata: map<text, text>, tags: list<text>, items: list<{ name, price, codes: list<text> }>, extra: json, pairs: list<json> }`
const EVENT: &[FormNode<'_>] = &[
    FormNode::Object(
        &[
            FormMember("id", 1, false),
            FormMember("metadata", 3, true),
            FormMember("tags", 4, true),
            FormMember("items", 5, false),
            FormMember("extra", 2, false),
            FormMember("parent", 7, false),
        ],
        None,
    ),
    FormNode::Text,
    FormNode::Any,
    FormNode::Map(1),
    FormNode::List(1),
    FormNode::List(6),
    FormNode::Object(
        &[
            FormMember("name", 1, false),
            FormMember("price", 1, false),
            FormMember("codes", 4, true),
        ],
        None,
    ),
    FormNode::Object(
        &[FormMember("parent", 7, false), FormMember("id", 1, false)],
        None,
    ),
];

fn read(body: &str) -> String {
    match form_tree_to_json(body.as_bytes(), EVENT) {
        Ok(json) => json,
        Err(problem) => problem.to_string(),
    }
}

#[test]
fn forms_of_other_encoders_are_read() {
    const WHOLE: &str = r#"{"id":"p&1","metadata":{"order_id":"7","note":"a [b]=c & d"},"tags":["x","y z"],"items":[{"name":"A","price":"1.5","codes":["1","2"]},{"name":"B","price":"2","codes":[]}]}"#;
    // PHP
    assert_eq!(
        read(
            "id=p%261&metadata%5Border_id%5D=7&metadata%5Bnote%5D=a+%5Bb%5D%3Dc+%26+d&metadata%5B0%5D=zero&tags%5B0%5D=x&tags%5B1%5D=y+z&items%5B0%5D%5Bname%5D=A&items%5B0%5D%5Bprice%5D=1.5&items%5B0%5D%5Bcodes%5D%5B0%5D=1&items%5B0%5D%5Bcodes%5D%5B1%5D=2&items%5B1%5D%5Bname%5D=B&items%5B1%5D%5Bprice%5D=2&last=%C3%A9"
        ),
        WHOLE
            .replace(" & d\"}", " & d\",\"0\":\"zero\"}")
            .replace("\"codes\":[]}]}", "\"codes\":[]}],\"last\":\"é\"}")
    );
    // PHP, a list that was filtered, and a map whose names are numbers
    assert_eq!(
        read("tags%5B0%5D=a&tags%5B2%5D=c&metadata%5B0%5D=p&metadata%5B1%5D=q"),
        r#"{"tags":["a","c"],"metadata":{"0":"p","1":"q"}}"#
    );
    // qs, as it is and with `arrayFormat: "brackets", encodeValuesOnly: true`
    assert_eq!(
        read(
            "id=p%261&metadata%5Border_id%5D=7&metadata%5Bnote%5D=a%20%5Bb%5D%3Dc%20%26%20d&tags%5B0%5D=x&tags%5B1%5D=y%20z&items%5B0%5D%5Bname%5D=A&items%5B0%5D%5Bprice%5D=1.5&items%5B0%5D%5Bcodes%5D%5B0%5D=1&items%5B0%5D%5Bcodes%5D%5B1%5D=2&items%5B1%5D%5Bname%5D=B&items%5B1%5D%5Bprice%5D=2"
        ),
        WHOLE
    );
    assert_eq!(
        read(
            "id=p%261&metadata[order_id]=7&metadata[note]=a%20%5Bb%5D%3Dc%20%26%20d&tags[]=x&tags[]=y%20z&items[][name]=A&items[][price]=1.5&items[][codes][]=1&items[][codes][]=2&items[][name]=B&items[][price]=2"
        ),
        WHOLE
    );
    // qs with `arrayFormat: "repeat"`, and Python with `doseq=True`
    assert_eq!(
        read("tags=x&tags=y&id=1"),
        r#"{"tags":["x","y"],"id":"1","metadata":{}}"#
    );
    // Python, with names written by hand
    assert_eq!(
        read("id=p%261&tags%5B%5D=x&tags%5B%5D=y+z&metadata%5Border_id%5D=7"),
        r#"{"id":"p&1","tags":["x","y z"],"metadata":{"order_id":"7"}}"#
    );
}

#[test]
fn names_without_a_type_stay_as_they_are() {
    assert_eq!(
        read("id[a]=1&other[b]=2&metadata&tags=&[x]=3&metadata[=4"),
        r#"{"id[a]":"1","other[b]":"2","metadata":{},"tags":[],"[x]":"3","metadata[":"4"}"#
    );
    assert_eq!(
        read("extra[0]=a&extra[1][x]=b"),
        r#"{"extra":["a",{"x":"b"}],"metadata":{},"tags":[]}"#
    );
    assert_eq!(
        read("extra[1]=a"),
        r#"{"extra":{"1":"a"},"metadata":{},"tags":[]}"#
    );
    assert_eq!(read(""), r#"{"metadata":{},"tags":[]}"#);
    // Two values of one text, which the reader refuses where somebody reads it.
    assert_eq!(
        read("id=1&id=2&tags[]=a&metadata[x]=y"),
        r#"{"id":"1","id":"2","tags":["a"],"metadata":{"x":"y"}}"#
    );
}

#[test]
fn contradictions_are_problems() {
    assert_eq!(
        read("tags=a&tags[]=b"),
        "$.tags: expected a text, or members: found both"
    );
    assert_eq!(
        read("items[0][name]=a&items[0]=b"),
        "$.items[0]: expected a text, or members: found both"
    );
    assert_eq!(
        read("tags[0]=a&tags[0]=b"),
        "$.tags[0]: expected one value: found 2"
    );
    let deep = format!("parent{}=1", "[parent]".repeat(100));
    assert_eq!(read(&deep), "$: a name has more than 94 levels");
    let deep = format!("parent{}[id]=1", "[parent]".repeat(92));
    let json = read(&deep);
    let mut reader = crate::codec::Reader::new(json.as_bytes());
    assert!(reader.skip().is_ok(), "{json}");
}

#[test]
fn a_hostile_form_costs_no_more_than_its_size() {
    let many: String = (0..100_000).map(|at| format!("&metadata[{at}]=")).collect();
    let pushed = "&tags[]=".repeat(100_000);
    let nested = "&items[][name]=".repeat(100_000);
    let far = "&tags[18446744073709551615]=1&tags[]=2&tags[]=3";
    for body in [many, pushed, nested, far.to_owned()] {
        let started = std::time::Instant::now();
        let _ = form_tree_to_json(body.as_bytes(), EVENT);
        assert!(started.elapsed().as_secs() < 5, "{}", &body[..20]);
    }
}

proptest::proptest! {
    #[test]
    fn any_form_becomes_json_or_a_problem(
        parts in proptest::collection::vec("(id|metadata|tags|items|extra|parent)?(\\[(|0|1|name|x|[^a])\\]){0,4}(=|&)[a&=\\[\\]%+]{0,3}", 0..8)
    ) {
        let body = parts.join("&");
        if let Ok(json) = form_tree_to_json(body.as_bytes(), EVENT) {
            let mut reader = crate::codec::Reader::new(json.as_bytes());
            proptest::prop_assert!(reader.skip().and_then(|()| reader.finish()).is_ok(), "{body} {json}");
        }
    }
}
