//! Which parts of a response a session keeps.

use crate::diagnostic::Diagnostics;
use crate::json_path;
use crate::keys::scalar;
use crate::rules::session as rule;
use crate::signing::author_names::is_header_byte;
use crate::yaml::Pair;
use specie_runtime::signing::plan::KeepFrom;

pub(super) fn keep_from(
    entry: &Pair,
    given: bool,
    diagnostics: &mut Diagnostics,
) -> Option<KeepFrom> {
    let scalar = scalar(&entry.value, "a kept value", diagnostics)?;
    if given {
        return match scalar.text.as_str() {
            "text" => Some(KeepFrom::GivenText),
            "json" => Some(KeepFrom::GivenJson),
            other => {
                diagnostics
                    .report(
                        &rule::BAD_KEEP,
                        scalar.span,
                        format!("expected `text` or `json` for a given value, found `{other}`"),
                    )
                    .help("a `text` is required, a `json` may be absent");
                None
            }
        };
    }
    let found = place_in_response(&scalar.text);
    if found.is_none() {
        diagnostics
            .report(
                &rule::BAD_KEEP,
                scalar.span,
                format!("`{}` is not a location in a response", scalar.text),
            )
            .help("write `body.` and names or indexes, `header.NAME` or `cookie.NAME`");
    }
    found
}

/// `body.a[0].b`, `header.NAME`, `cookie.NAME`
pub(super) fn place_in_response(text: &str) -> Option<KeepFrom> {
    if let Some(name) = text.strip_prefix("header.") {
        let fits = !name.is_empty() && name.bytes().all(is_header_byte);
        return fits.then(|| KeepFrom::Header(name.to_owned().into()));
    }
    if let Some(name) = text.strip_prefix("cookie.") {
        return (!name.is_empty()).then(|| KeepFrom::Cookie(name.to_owned().into()));
    }
    let rest = text.strip_prefix("body")?;
    let segments = json_path::parse(rest)?;
    (!segments.is_empty()).then(|| KeepFrom::Body(segments.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use specie_runtime::signing::plan::PathSegment;

    #[test]
    fn places_in_an_answer() {
        let body = |segments: Vec<PathSegment>| Some(KeepFrom::Body(segments.into()));
        assert_eq!(
            place_in_response("body.data[0].token.1[\"a b\"]"),
            body(vec![
                PathSegment::Name("data".into()),
                PathSegment::Index(0),
                PathSegment::Name("token".into()),
                PathSegment::Index(1),
                PathSegment::Name("a b".into()),
            ])
        );
        assert_eq!(
            place_in_response("header.X-Account-Id"),
            Some(KeepFrom::Header("X-Account-Id".into()))
        );
        for bad in [
            "body",
            "body.",
            "body..a",
            "body[x]",
            "token",
            "header.",
            "header.X Y",
            "body.a]",
        ] {
            assert_eq!(place_in_response(bad), None, "{bad}");
        }
    }
}
