//! The call that opens a session.

use crate::diagnostic::Diagnostics;
use crate::keys::{check_keys, mapping, scalar};
use crate::model::PlanLines;
use crate::rules::session as rule;
use crate::signing::ast::Entry as AstEntry;
use crate::signing::author_names::without_slash;
use crate::signing::read::object;
use crate::signing::sections::DeclaredSection;
use crate::signing::typer::{Declared, PlanKind, Typer, index16};
use crate::source::Source;
use crate::yaml::{Node, Scalar};
use specie_runtime::signing::check_path;
use specie_runtime::signing::plan::function::ParameterKind;
use specie_runtime::signing::plan::{Entry, Place, Section, SessionCall};

pub(super) fn call(
    node: &Node,
    name: &Scalar,
    source: &Source,
    declared: &Declared,
    sections: &[DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> Option<(SessionCall, PlanLines)> {
    let what = format!("the call of `{}`", name.text);
    let keys = mapping(Some(node), &what, diagnostics)?;
    let known = ["section", "method", "path", "params"];
    check_keys(keys, &known, &what, diagnostics);
    let section = part_of_call(node, "section", &what, name, diagnostics);
    let method = part_of_call(node, "method", &what, name, diagnostics);
    let path = part_of_call(node, "path", &what, name, diagnostics);
    if let Some(path) = path
        && let Err(why) = check_path(&path.text)
    {
        diagnostics
            .report(
                &rule::SESSION_SHAPE,
                path.span,
                format!("`{}` is not a valid path of a call", path.text),
            )
            .why(why)
            .help("write the path as it is sent, relative to the path of the section");
    }
    let at = section.and_then(|section| section_of(section, sections, diagnostics));
    let in_url = match (at.and_then(|at| sections.get(at)), method) {
        (Some(section), Some(method)) => place_of(&section.plan, &method.text) == Place::Query,
        _ => false,
    };
    let (params, lines) = match node.get("params") {
        Some(node) => params(node, in_url, source, declared, diagnostics),
        None => <(Vec<Entry>, PlanLines)>::default(),
    };
    let call = SessionCall {
        section: index16(at?),
        method: method?.text.to_ascii_uppercase().into(),
        path: without_slash(&path?.text).to_owned().into(),
        params: params.into(),
    };
    Some((call, lines))
}

/// A required key of the call.
fn part_of_call<'a>(
    node: &'a Node,
    key: &str,
    what: &str,
    name: &Scalar,
    diagnostics: &mut Diagnostics,
) -> Option<&'a Scalar> {
    if let Some(value) = node.get(key) {
        return scalar(value, &format!("`{key}`"), diagnostics);
    }
    diagnostics
        .report(
            &rule::SESSION_SHAPE,
            name.span,
            format!("{what} has no `{key}`"),
        )
        .help("write `call: { section: private, method: POST, path: token }`");
    None
}

/// The index of a declared section.
fn section_of(
    name: &Scalar,
    sections: &[DeclaredSection],
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let names = sections.iter().map(|s| s.plan.name.as_ref());
    let found = names.clone().position(|known| known == name.text);
    if found.is_none() {
        diagnostics.unknown(
            &rule::UNKNOWN_SECTION,
            name.span,
            "section",
            &name.text,
            names,
        );
    }
    found
}

fn place_of(section: &Section, method: &str) -> Place {
    section
        .places
        .iter()
        .find(|(m, _)| m.eq_ignore_ascii_case(method))
        .map_or(section.otherwise, |(_, place)| *place)
}

fn params(
    node: &Node,
    in_url: bool,
    source: &Source,
    declared: &Declared,
    diagnostics: &mut Diagnostics,
) -> (Vec<Entry>, PlanLines) {
    let Some(pairs) = mapping(Some(node), "params", diagnostics) else {
        return Default::default();
    };
    let Some(entries) = object(pairs, diagnostics) else {
        return Default::default();
    };
    let mut typer = Typer::new(source, diagnostics, declared, PlanKind::SessionCall);
    let mut out = Vec::new();
    for entry in &entries {
        let (typed, info, span) = typer.entry(entry);
        if matches!(entry, AstEntry::Member { .. }) {
            typer.check_kind(&info, span, ParameterKind::Json, "a parameter");
        }
        typer.check_inner(&info, "a parameter");
        if in_url && info.barred_from_query {
            typer.secret_in_url(span, "the query");
        }
        out.push(typed);
    }
    (out, typer.lines)
}
