//! The signing scheme as constant data: every plan, ready to evaluate, with nothing to parse at run time.

use super::layout::{Node, atom, borrowed, call, option, record, text};
use super::plan_values::{data, encoder, form, pair, place};
use super::plans::{Plans, reference};
use specie_runtime::signing::plan::{Credential, Scheme, Section, Setting};

/// The whole scheme.
pub fn scheme(scheme: &Scheme) -> Node {
    let plans = Plans {
        scheme,
        locals: &[],
    };
    record(
        "Scheme",
        vec![
            ("provider", text(&scheme.provider)),
            (
                "credentials",
                borrowed(scheme.credentials.iter().map(credential).collect()),
            ),
            (
                "settings",
                borrowed(scheme.settings.iter().map(setting).collect()),
            ),
            (
                "tables",
                borrowed(
                    scheme
                        .tables
                        .iter()
                        .map(|(name, data)| pair(name, data))
                        .collect(),
                ),
            ),
            (
                "sections",
                borrowed(
                    scheme
                        .sections
                        .iter()
                        .map(|one| section(scheme, one))
                        .collect(),
                ),
            ),
            (
                "plans",
                borrowed(scheme.plans.iter().map(|plan| plans.plan(plan)).collect()),
            ),
            (
                "sessions",
                borrowed(
                    scheme
                        .sessions
                        .iter()
                        .map(|one| plans.session(one))
                        .collect(),
                ),
            ),
            (
                "webhooks",
                borrowed(
                    scheme
                        .webhooks
                        .iter()
                        .map(|one| plans.webhook(one))
                        .collect(),
                ),
            ),
        ],
    )
}

fn credential(credential: &Credential) -> Node {
    record(
        "Credential",
        vec![
            ("name", text(&credential.name)),
            ("secret", atom(credential.secret.to_string())),
            ("optional", atom(credential.optional.to_string())),
            (
                "forms",
                borrowed(
                    credential
                        .forms
                        .iter()
                        .map(|&form| atom(self::form(form)))
                        .collect(),
                ),
            ),
        ],
    )
}

fn setting(setting: &Setting) -> Node {
    record(
        "Setting",
        vec![
            ("name", text(&setting.name)),
            ("default", data(&setting.default)),
        ],
    )
}

fn section(scheme: &Scheme, section: &Section) -> Node {
    let places = section
        .places
        .iter()
        .map(|(method, at)| call("", vec![text(method), place(*at)]))
        .collect();
    record(
        "Section",
        vec![
            ("name", text(&section.name)),
            ("base", text(&section.base)),
            ("path", text(&section.path)),
            (
                "path_encode",
                atom(format!("PathEncode::{:?}", section.path_encode)),
            ),
            ("places", borrowed(places)),
            ("otherwise", place(section.otherwise)),
            ("encode", encoder(&section.encode)),
            (
                "send_empty",
                borrowed(section.send_empty.iter().map(|&at| place(at)).collect()),
            ),
            (
                "plan",
                option(section.plan.map(|at| {
                    let plan = scheme.plans.get(usize::from(at));
                    atom(reference(at, plan.map(|plan| &*plan.name)))
                })),
            ),
            (
                "verify",
                option(section.verify.map(|at| {
                    let webhook = scheme.webhooks.get(usize::from(at));
                    atom(reference(at, webhook.map(|webhook| &*webhook.plan.name)))
                })),
            ),
        ],
    )
}
