//! Walks over pages that are given as bodies.

use super::{Continuation, CursorSource, PageValue, Pagination, PaginationStyle, Progress};
use crate::codec::{Problem, elements, pointed};
use crate::pagination::ReceivedPage;
use std::borrow::Cow;

/// What a walk sent, one element per request, the entries it received, and how it ended.
#[derive(Debug, PartialEq)]
struct Walked {
    sent: Vec<Option<String>>,
    entries: Vec<String>,
    end: Continuation,
}

/// Requests these pages, until the style says that a page was the last one. A page is a body, and the values of the header `H`.
fn walk(
    pagination: Pagination<&str>,
    given: &[(&str, &str)],
    pages: &[(&str, &[&str])],
) -> Result<Walked, Problem> {
    let given = |name: &str| {
        let found = given.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let mut progress = Progress::default();
    let mut walked = Walked {
        sent: Vec::new(),
        entries: Vec::new(),
        end: Continuation::Page(None),
    };
    for (body, headers) in pages {
        assert!(
            matches!(walked.end, Continuation::Page(_)),
            "a page after the last: {walked:?}"
        );
        let next = pagination.next(&progress, &given);
        walked
            .sent
            .push(next.map(|(_, value)| value.to_text().map(Cow::into_owned).unwrap_or_default()));
        let list = pointed(body.as_bytes(), pagination.list.unwrap_or_default())?.unwrap_or(0..0);
        let bytes = body.as_bytes().get(list.clone()).unwrap_or_default();
        let entries = elements(bytes)?;
        let page = ReceivedPage {
            body: body.as_bytes(),
            list: bytes,
            list_start: list.start,
            entries: &entries,
            headers: &|name| match name {
                "H" | "Link" => headers.to_vec(),
                _ => Vec::new(),
            },
        };
        let judged = pagination.judge(&progress, &page, &given)?;
        for (index, range) in entries.iter().enumerate() {
            if !judged.repeated.contains(&index) {
                let text = bytes.get(range.clone()).unwrap_or_default();
                walked
                    .entries
                    .push(String::from_utf8_lossy(text).into_owned());
            }
        }
        walked.end = judged.next.clone();
        progress.record(judged);
    }
    Ok(walked)
}

/// The requests and the entries of a walk that ends with the last of these pages.
fn whole(
    pagination: Pagination<&str>,
    given: &[(&str, &str)],
    pages: &[(&str, &[&str])],
) -> (String, String) {
    let walked = walk(pagination, given, pages).expect("pages");
    assert_eq!(walked.end, Continuation::End, "{walked:?}");
    let sent = walked
        .sent
        .iter()
        .map(|sent| sent.as_deref().unwrap_or("-"));
    (sent.collect::<Vec<_>>().join(" "), walked.entries.join(" "))
}

/// How a walk stands after these pages.
fn after(
    pagination: Pagination<&str>,
    given: &[(&str, &str)],
    pages: &[(&str, &[&str])],
) -> Continuation {
    walk(pagination, given, pages).expect("pages").end
}

fn is_stuck(end: &Continuation, reason: &str) -> bool {
    matches!(end, Continuation::Stuck(text) if text.contains(reason))
}

fn bodies<'b>(bodies: &[&'b str]) -> Vec<(&'b str, &'static [&'static str])> {
    bodies.iter().map(|body| (*body, &[] as &[&str])).collect()
}

const fn pages(first: u64) -> Pagination<&'static str> {
    Pagination::new(PaginationStyle::Page {
        page: "page",
        first,
    })
    .size("limit")
}

const OFFSET: Pagination<&str> =
    Pagination::new(PaginationStyle::Offset { start: "start" }).size("limit");

const fn cursor(from: CursorSource<&'static str>) -> Pagination<&'static str> {
    Pagination::new(PaginationStyle::Cursor {
        param: "after",
        from,
        step: 0,
        inclusive: false,
        integer: false,
    })
}

const LAST_ID: Pagination<&str> = cursor(CursorSource::Last("/id"));

/// A provider that gives three entries at most, whatever is asked, must not lose the rest.
#[test]
fn a_short_page_is_not_the_last_one() {
    let short = bodies(&["[1,2,3]", "[4,5,6]", "[7]", "[]"]);
    for style in [pages(1), OFFSET] {
        let (_, entries) = whole(style, &[("limit", "5")], &short);
        assert_eq!(entries, "1 2 3 4 5 6 7");
    }
    assert_eq!(whole(pages(1), &[], &short).0, "1 2 3 4");
    assert_eq!(whole(pages(0), &[], &short).0, "0 1 2 3");
    assert_eq!(whole(pages(1), &[("page", "4")], &short).0, "4 5 6 7");
    assert_eq!(whole(OFFSET, &[], &short).0, "0 3 6 7");
    assert_eq!(
        whole(OFFSET, &[("start", "100")], &short).0,
        "100 103 106 107"
    );
}

#[test]
fn a_short_page_is_the_last_one_if_pages_are_full() {
    let style = pages(1).full_pages();
    assert_eq!(
        whole(style, &[("limit", "3")], &bodies(&["[1,2,3]", "[4,5]"])).0,
        "1 2"
    );
    // Asked for 100, given the provider's largest: 3.
    let capped = style.max_size(3);
    let found = whole(capped, &[("limit", "100")], &bodies(&["[1,2,3]", "[4,5]"]));
    assert_eq!(found.1, "1 2 3 4 5");
    // Without a size of the caller, nothing says what a full page is.
    assert_eq!(whole(style, &[], &bodies(&["[1,2]", "[]"])).0, "1 2");
}

#[test]
fn the_total_ends_the_list() {
    let style = pages(1).total(PageValue::Header("H"));
    assert_eq!(
        whole(style, &[], &[("[1,2]", &["4"]), ("[3,4]", &["4"])]).0,
        "1 2"
    );
    // The page size of the request says nothing of what was received.
    let given = [("limit", "100")];
    let three = [("[1,2]", &["3"] as &[&str]), ("[3]", &["3"])];
    assert_eq!(whole(style, &given, &three).1, "1 2 3");
    // From the third page on, two pages of the first one's size were before it.
    let given = [("page", "3")];
    assert_eq!(
        whole(style, &given, &[("[5,6]", &["7"]), ("[7]", &["7"])]).0,
        "3 4"
    );
    for unreadable in ["?", "", "1.5"] {
        let end = after(style, &[], &[("[1]", &[unreadable])]);
        assert_eq!(end, Continuation::Page(None), "{unreadable}");
    }
    let body = Pagination::new(PaginationStyle::Offset { start: "start" })
        .list("/data/list")
        .total(PageValue::Body("/data/count"));
    let pages = bodies(&[
        r#"{"data":{"count":"3","list":[1,2]}}"#,
        r#"{"data":{"count":3,"list":[3]}}"#,
    ]);
    assert_eq!(whole(body, &[], &pages).0, "0 2");
    let numbered = pages_total();
    let two = bodies(&[r#"{"n":2,"l":[1]}"#, r#"{"n":2,"l":[2]}"#]);
    assert_eq!(whole(numbered, &[], &two).0, "0 1");
    assert_eq!(
        whole(numbered, &[("page", "1")], &bodies(&[r#"{"n":2,"l":[2]}"#])).0,
        "1"
    );
}

const fn pages_total() -> Pagination<&'static str> {
    pages(0).list("/l").total_pages(PageValue::Body("/n"))
}

#[test]
fn a_flag_says_whether_more_follows() {
    for (yes, no) in [("true", "false"), ("1", "0"), ("\"true\"", "\"false\"")] {
        let style = LAST_ID.list("/l").more(PageValue::Body("/more"));
        let first = format!(r#"{{"more":{yes},"l":[{{"id":"a"}}]}}"#);
        let last = format!(r#"{{"more":{no},"l":[{{"id":"b"}}]}}"#);
        assert_eq!(
            whole(style, &[], &bodies(&[&first, &last])).0,
            "- a",
            "{yes}"
        );
        let empty = format!(r#"{{"more":{yes},"l":[]}}"#);
        let end = after(style, &[], &bodies(&[&first, &empty]));
        assert!(is_stuck(&end, "more pages follow"), "{end:?}");
    }
    let style = pages(1).list("/l").more(PageValue::Body("/more"));
    // A page may be empty because its entries were filtered out.
    let gap = bodies(&[
        r#"{"more":true,"l":[1]}"#,
        r#"{"more":true,"l":[]}"#,
        r#"{"more":false,"l":[2]}"#,
    ]);
    assert_eq!(
        whole(style, &[], &gap),
        ("1 2 3".to_owned(), "1 2".to_owned())
    );
    for wrong in ["\"maybe\"", "{}", "[]", "2"] {
        let body = format!(r#"{{"more":{wrong},"l":[1]}}"#);
        assert!(walk(style, &[], &bodies(&[&body])).is_err(), "{wrong}");
    }
    let unsaid = bodies(&[r#"{"l":[1]}"#, r#"{"more":null,"l":[]}"#]);
    assert_eq!(whole(style, &[], &unsaid).0, "1 2");
}

#[test]
fn the_last_entry_has_the_cursor() {
    let pages = bodies(&[r#"[{"id":"0"},{"id":"1"}]"#, r#"[{"id":2}]"#, "[]"]);
    assert_eq!(whole(LAST_ID, &[], &pages).0, "- 1 2");
    assert_eq!(
        whole(
            cursor(CursorSource::Last("/0")),
            &[],
            &bodies(&["[[7,1],[8,1]]", "[]"])
        )
        .0,
        "- 8"
    );
    assert_eq!(
        whole(
            cursor(CursorSource::Last("")),
            &[],
            &bodies(&[r#"["a","b"]"#, "[]"])
        )
        .0,
        "- b"
    );
    // An object is no cursor: to end here would lose the rest.
    assert!(
        walk(
            cursor(CursorSource::Last("")),
            &[],
            &bodies(&[r#"[{"id":1}]"#])
        )
        .is_err()
    );
}

#[test]
fn the_number_after_the_last_entry() {
    let PaginationStyle::Cursor { param, from, .. } = LAST_ID.style else {
        panic!("a cursor");
    };
    for (step, expected) in [
        (1, "- 8 18446744073709551616"),
        (-1, "- 6 18446744073709551614"),
    ] {
        let style = Pagination::new(PaginationStyle::Cursor {
            param,
            from,
            step,
            inclusive: false,
            integer: true,
        });
        let pages = bodies(&[r#"[{"id":7}]"#, r#"[{"id":18446744073709551615}]"#, "[]"]);
        assert_eq!(whole(style, &[], &pages).0, expected);
        assert!(walk(style, &[], &bodies(&[r#"[{"id":"7a"}]"#])).is_err());
    }
}

#[test]
fn the_response_has_the_cursor() {
    let style = cursor(CursorSource::Response(PageValue::Body("/paging/next"))).list("/l");
    let last = [
        r#"{"l":[3]}"#,
        r#"{"l":[3],"paging":{"next":null}}"#,
        r#"{"l":[3],"paging":{"next":""}}"#,
    ];
    for last in last {
        let pages = bodies(&[
            r#"{"l":[1],"paging":{"next":"b"}}"#,
            // Entries were filtered out (Google AIP-158: only an empty token ends the list).
            r#"{"l":[],"paging":{"next":"c"}}"#,
            r#"{"l":[2],"paging":{"next":39380}}"#,
            last,
        ]);
        assert_eq!(
            whole(style, &[], &pages),
            ("- b c 39380".to_owned(), "1 2 3".to_owned())
        );
    }
    let repeats_at_the_end = bodies(&[
        r#"{"l":[1],"paging":{"next":"b"}}"#,
        r#"{"l":[],"paging":{"next":"b"}}"#,
    ]);
    assert_eq!(whole(style, &[], &repeats_at_the_end).1, "1");
    let header = cursor(CursorSource::Response(PageValue::Header("H")));
    assert_eq!(
        whole(header, &[], &[("[1]", &["x"]), ("[2]", &[])]).0,
        "- x"
    );
}

#[test]
fn an_address_has_the_cursor() {
    let link = cursor(CursorSource::Link("Link"));
    let next: &[&str] = &[
        r#"<https://x.example/?after=no>; rel="prev""#,
        r#"<https://x.example/l?a=1&after=b%2Fc+d#z>; rel="next""#,
    ];
    let last: &[&str] = &[r#"<https://x.example/?after=no>; rel="prev""#];
    assert_eq!(
        whole(link, &[], &[("[1]", next), ("[2]", last)]).0,
        "- b/c d"
    );
    assert!(
        walk(
            link,
            &[],
            &[("[1]", &["<https://x.example/?page=2>; rel=next"])]
        )
        .is_err()
    );
    let url = cursor(CursorSource::Url(PageValue::Body("/next"))).list("/l");
    let pages = bodies(&[
        r#"{"l":[1],"next":"/v2/l?limit=1&after=b"}"#,
        r#"{"l":[2],"next":null}"#,
    ]);
    assert_eq!(whole(url, &[], &pages).0, "- b");
}

#[test]
fn a_repeated_cursor_is_not_followed() {
    let entry = |id: &str| format!(r#"[{{"id":"{id}"}}]"#);
    for circle in ["aa", "aba", "abcb", "abca"] {
        let pages: Vec<String> = circle.chars().map(|id| entry(&id.to_string())).collect();
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let end = after(LAST_ID, &[], &bodies(&pages));
        assert!(is_stuck(&end, "used before"), "{circle}: {end:?}");
    }
    let end = after(
        LAST_ID,
        &[("after", "b")],
        &bodies(&[&entry("a"), &entry("b")]),
    );
    assert!(is_stuck(&end, "used before"), "the caller's: {end:?}");
    let same = [r#"[{"id":"a"}]"#, r#"[{"id":"a"}]"#];
    for style in [pages(1), OFFSET] {
        assert!(is_stuck(&after(style, &[], &bodies(&same)), "same entries"));
    }
    // Plain values may be equal.
    assert_eq!(
        after(pages(1), &[], &bodies(&["[0]", "[0]"])),
        Continuation::Page(None)
    );
}

fn inclusive() -> Pagination<&'static str> {
    let mut style = LAST_ID.size("limit");
    if let PaginationStyle::Cursor { inclusive, .. } = &mut style.style {
        *inclusive = true;
    }
    style
}

#[test]
fn entries_that_come_again_are_left_out() {
    let entries = |ids: &str| {
        let ids = ids.split(' ').filter(|id| !id.is_empty());
        let entries: Vec<String> = ids
            .map(|id| {
                let (id, n) = id.split_once('/').unwrap_or((id, "0"));
                format!(r#"{{"id":{id},"n":{n}}}"#)
            })
            .collect();
        format!("[{}]", entries.join(","))
    };
    let numbers = |given: &[(&str, &str)], pages: &[&str]| {
        let pages: Vec<String> = pages.iter().map(|page| entries(page)).collect();
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let walked = walk(inclusive(), given, &bodies(&pages)).expect("pages");
        let text = walked.entries.join(" ");
        let text = text.replace("{\"id\":", "").replace(",\"n\":0}", "");
        (text.replace(",\"n\":", "/").replace('}', ""), walked.end)
    };
    // The server of the field case: entries 1 to 7, three at a time.
    let seven = numbers(&[], &["1 2 3", "3 4 5", "5 6 7", "7"]);
    assert_eq!(seven, ("1 2 3 4 5 6 7".to_owned(), Continuation::End));
    // Several entries of one timestamp, over two pages.
    let ties = numbers(&[], &["1 2/1", "2/1 2/2 3", "3"]);
    assert_eq!(ties, ("1 2/1 2/2 3".to_owned(), Continuation::End));
    // The last entry changed since.
    let changed = numbers(&[], &["1 2/1", "2/9 3", "3/5"]);
    assert_eq!(changed, ("1 2/1 3".to_owned(), Continuation::End));
    assert_eq!(numbers(&[], &["1", "1"]).1, Continuation::End, "one entry");
    assert_eq!(numbers(&[], &[""]).1, Continuation::End, "no entry");
    // More entries of one timestamp than a page has: what follows cannot be reached.
    for (given, page) in [(&[][..], "2/1 2/2"), (&[("limit", "2")][..], "2/1 2/2")] {
        let end = numbers(given, &[page, page]).1;
        assert!(is_stuck(&end, "same cursor"), "{end:?}");
    }
    assert_eq!(
        numbers(&[("limit", "9")], &["2/1 2/2", "2/1 2/2"]).1,
        Continuation::End
    );
}

#[test]
fn no_number_of_a_caller_overflows() {
    let number = i128::MAX.to_string();
    let style = pages(1).total(PageValue::Header("H")).full_pages();
    let given = [("page", number.as_str()), ("limit", number.as_str())];
    assert_eq!(whole(style, &given, &[("[1]", &["1"])]).0, number);
    let given = [("start", number.as_str())];
    assert_eq!(
        whole(OFFSET, &given, &bodies(&["[1]", "[]"])).0,
        format!("{number} {number}")
    );
}
