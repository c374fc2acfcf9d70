//! Plans that place credentials as the schemes of a document say.

use super::scheme::{Scheme, credential_name, is_key};
use super::{Need, Security};
use crate::import::draft::{Credential, Plan};
use crate::import::report::Report;
use crate::json_pointer::Place;
use crate::names::is_header_name;
use std::collections::BTreeSet;

impl Security<'_> {
    /// Makes the plans of all needs.
    pub(crate) fn make_plans(&mut self, report: &mut Report) {
        for need in self.needs.clone() {
            let plan = self.make(&need, report);
            self.plans.push(plan);
        }
        self.declare_needs();
    }

    fn make(&mut self, need: &Need, report: &mut Report) -> Plan {
        let mut alternatives: Vec<&BTreeSet<String>> = need.requirement.iter().collect();
        let is_optional = alternatives.iter().any(|one| one.is_empty());
        alternatives.retain(|one| !one.is_empty());
        let several = alternatives.len() > 1 || is_optional;
        let mut plan = Plan {
            name: String::new(),
            comments: Vec::new(),
            lines: Vec::new(),
        };
        let mut computed: BTreeSet<String> = need.signing.clone();
        let mut kinds: Vec<&'static str> = Vec::new();
        for alternative in alternatives {
            self.alternative(
                alternative,
                several,
                &mut plan,
                &mut computed,
                &mut kinds,
                report,
            );
        }
        let keys = need.signing.iter().filter(|name| is_key(name));
        for name in keys.filter(|name| is_header_name(name)) {
            // A key among the headers of the operation.
            let credential = credential_name(name);
            self.declare(&credential, several, false, "");
            if !plan
                .lines
                .iter()
                .any(|line| line.contains(&format!("{name}: ")))
            {
                plan.lines.push("- header:".to_owned());
                plan.lines.push(format!("    {name}: {credential}"));
            }
            computed.remove(name);
        }
        if !computed.is_empty() {
            kinds.insert(0, "signed");
            let names: Vec<String> = computed.iter().map(|name| format!("`{name}`")).collect();
            plan.comments.push(format!(
                "unconfirmed: the document does not say how {} {} computed. Write the steps that compute and place {}, as the provider's page on authentication says.",
                names.join(", "),
                if names.len() == 1 { "is" } else { "are" },
                if names.len() == 1 { "it" } else { "them" },
            ));
        }
        let wanted = kinds.first().copied().unwrap_or("private");
        plan.name = wanted.to_owned();
        let mut number = 1_usize;
        while self.plans.iter().any(|known| known.name == plan.name) {
            number += 1;
            plan.name = format!("{wanted}_{number}");
        }
        plan
    }

    /// The steps of one set of schemes.
    fn alternative(
        &mut self,
        names: &BTreeSet<String>,
        several: bool,
        plan: &mut Plan,
        computed: &mut BTreeSet<String>,
        kinds: &mut Vec<&'static str>,
        report: &mut Report,
    ) {
        let mut headers: Vec<String> = Vec::new();
        let mut others: Vec<String> = Vec::new();
        let mut used: Vec<String> = Vec::new();
        for name in names {
            match self.schemes.get(name).cloned() {
                Some(Scheme::Header {
                    name,
                    credential,
                    prefix,
                }) => {
                    let value = match prefix.as_str() {
                        "" => credential.clone(),
                        prefix => format!("{credential} | prefix(\"{prefix} \")"),
                    };
                    headers.push(format!("    {}: {value}", key(&name)));
                    kinds.push(if prefix.is_empty() { "keyed" } else { "bearer" });
                    self.declare(&credential, several, false, "");
                    used.push(credential);
                }
                Some(Scheme::Query { name, credential }) => {
                    others.push(format!("- query: {{ ..., {}: {credential} }}", key(&name)));
                    kinds.push("keyed");
                    self.declare(&credential, several, true, "");
                    used.push(credential);
                }
                Some(Scheme::Cookie { name, credential }) => {
                    headers.push(format!("    Cookie: {credential} | prefix(\"{name}=\")"));
                    kinds.push("cookie");
                    self.declare(&credential, several, false, "");
                    used.push(credential);
                }
                Some(Scheme::Basic) => {
                    headers.push("    Authorization: >-".to_owned());
                    headers.push(
                        "      username + \":\" + password | base64 | prefix(\"Basic \")"
                            .to_owned(),
                    );
                    kinds.push("basic");
                    self.declare("username", several, false, "public");
                    self.declare("password", several, false, "");
                    used.push("username".to_owned());
                    used.push("password".to_owned());
                }
                Some(Scheme::None) => {}
                Some(Scheme::Computed(name)) => {
                    computed.insert(name);
                }
                Some(Scheme::Other(what)) => {
                    plan.comments.push(format!(
                        "unconfirmed: calls are authenticated by {what}, which the document does not define further."
                    ));
                    kinds.push("signed");
                }
                None => {
                    let at = Place::root();
                    report.note(
                        &at.name("security"),
                        format!("the security scheme `{name}` is not declared"),
                        "the plan is a placeholder",
                    );
                    plan.comments.push(format!(
                        "unconfirmed: the scheme `{name}` is not declared in the document."
                    ));
                    kinds.push("signed");
                }
            }
        }
        let when: Vec<String> = used
            .iter()
            .map(|name| format!("{name} is not absent"))
            .collect();
        let when = when.join(" and ");
        if !headers.is_empty() {
            plan.lines.push("- header:".to_owned());
            plan.lines.extend(headers);
            if several {
                plan.lines.push(format!("  when: {when}"));
            }
        }
        for line in others {
            plan.lines.push(line);
            if several {
                plan.lines.push(format!("  when: {when}"));
            }
        }
    }

    fn declare(&mut self, name: &str, optional: bool, in_url: bool, kind: &str) {
        let public = kind == "public";
        match self.credentials.iter_mut().find(|known| known.name == name) {
            Some(known) => {
                known.optional |= optional;
                known.in_url |= in_url;
            }
            None => self.credentials.push(Credential {
                name: name.to_owned(),
                public,
                optional,
                in_url,
                doc: String::new(),
            }),
        }
    }

    /// A plan that uses an optional credential in every case says so.
    fn declare_needs(&mut self) {
        for (plan, need) in self.plans.iter_mut().zip(&self.needs) {
            let several = need.requirement.len() > 1;
            if several {
                continue;
            }
            let all = plan.lines.join("\n");
            let optional: Vec<&str> = self
                .credentials
                .iter()
                .filter(|one| one.optional && mentions(&all, &one.name))
                .map(|one| one.name.as_str())
                .collect();
            let line = match optional.as_slice() {
                [] => continue,
                [one] => format!("- needs: {one}"),
                several => format!("- needs: [{}]", several.join(", ")),
            };
            plan.lines.insert(0, line);
        }
    }
}

/// Whether a plan names a credential.
fn mentions(plan: &str, name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    plan.split(|c| !word(c)).any(|found| found == name)
}

/// A name as a key of YAML.
fn key(name: &str) -> String {
    match name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
    {
        true => name.to_owned(),
        false => crate::yaml::quoted(name),
    }
}
