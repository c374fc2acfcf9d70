//! `Link` headers, RFC 8288.

/// The target of the link whose relation is `next`.
pub(super) fn next_link(mut rest: &str) -> Option<&str> {
    while let Some((_, after)) = rest.split_once('<') {
        let (target, params) = after.split_once('>')?;
        let (params, others) = params.split_at_checked(end_of(params, b','))?;
        if is_next(params) {
            return Some(target.trim());
        }
        rest = others;
    }
    None
}

/// Whether the parameters of a link name the relation `next`. Only the first `rel` counts, and it may have several relations.
fn is_next(mut params: &str) -> bool {
    while let Some((_, after)) = params.split_once(';') {
        let (param, others) = after
            .split_at_checked(end_of(after, b';'))
            .unwrap_or((after, ""));
        let (name, value) = param.split_once('=').unwrap_or((param, ""));
        if name.trim().eq_ignore_ascii_case("rel") {
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            return relations.any(|relation| relation.eq_ignore_ascii_case("next"));
        }
        params = others;
    }
    false
}

/// The position of the first `separator` outside of quotes, or the length of the text.
fn end_of(text: &str, separator: u8) -> usize {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let end = text.bytes().position(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            _ => {}
        }
        byte == separator && !is_quoted
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::next_link;

    /// The examples of RFC 8288, section 3.5, and the header of GitHub's documentation ("Using pagination in the REST API").
    #[test]
    fn links_of_documents() {
        let github = r#"<https://api.github.com/repositories/1300192/issues?page=2>; rel="prev", <https://api.github.com/repositories/1300192/issues?page=4>; rel="next", <https://api.github.com/repositories/1300192/issues?page=515>; rel="last", <https://api.github.com/repositories/1300192/issues?page=1>; rel="first""#;
        assert_eq!(
            next_link(github),
            Some("https://api.github.com/repositories/1300192/issues?page=4")
        );
        let titles = "</TheBook/chapter2>; rel=\"previous\"; title*=UTF-8'de'letztes%20Kapitel, </TheBook/chapter4>; rel=\"next\"; title*=UTF-8'de'n%c3%a4chstes%20Kapitel";
        assert_eq!(next_link(titles), Some("/TheBook/chapter4"));
        let several = r#"<http://example.org/>; rel="start http://example.net/relation/other""#;
        assert_eq!(next_link(several), None);
    }

    #[test]
    fn awkward_links() {
        for (text, expected) in [
            ("", None),
            ("<", None),
            ("<a", None),
            ("<a>", None),
            ("<a>;rel=next", Some("a")),
            ("<a>; REL = \"prev NEXT\"", Some("a")),
            ("<a,b?c=<>; rel=next", Some("a,b?c=<")),
            ("<a>; title=\"x, <b>; rel=next\"; rel=prev", None),
            ("<a>; title=\"\\\"; rel=next\", <b>; rel=next", Some("b")),
            ("<a>; rel=prev; rel=next", None),
            ("<a>; rel=nextpage", None),
            ("<é>; rel=next", Some("é")),
        ] {
            assert_eq!(next_link(text), expected, "{text}");
        }
    }
}
