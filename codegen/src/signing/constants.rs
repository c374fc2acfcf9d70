//! `settings` and `tables`: options for the user, and constant data.

use super::kinds::Kind;
use crate::diagnostic::Diagnostics;
use crate::keys::{Notes, check_keys, mapping};
use crate::model::Doc;
use crate::name_scope::check_owner_fields;
use crate::names::is_word;
use crate::rules::{plan, section as rule};
use crate::yaml::{Node, Pair};
use specie_runtime::signing::plan::{Data, Setting};

/// A declared setting.
#[derive(Debug)]
pub(crate) struct DeclaredSetting {
    /// Its definition in the plan.
    pub plan: Setting,
    /// Its doc.
    pub doc: Doc,
}

/// Reads the mapping `settings`.
pub(crate) fn settings(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Vec<DeclaredSetting> {
    let pairs = mapping(node, "settings", diagnostics).unwrap_or_default();
    // An invalid name is reported with its setting.
    let named = pairs.iter().filter(|pair| is_word(&pair.key.text));
    let fields = named.map(|pair| (pair.key.text.as_str(), pair.key.span, true));
    check_owner_fields("fields of `Settings`", fields, diagnostics);
    pairs
        .iter()
        .map(|pair| setting(pair, diagnostics))
        .collect()
}

fn setting(pair: &Pair, diagnostics: &mut Diagnostics) -> DeclaredSetting {
    check_member_name(pair, "setting", diagnostics);
    let name = &pair.key.text;
    if let Some(pairs) = pair.value.as_mapping() {
        check_keys(
            pairs,
            &["default", "doc", "source", "unconfirmed"],
            &format!("the setting `{name}`"),
            diagnostics,
        );
    }
    DeclaredSetting {
        plan: Setting {
            name: name.clone().into(),
            // The stand-in for an unreadable default causes no further findings.
            default: default_of(pair, diagnostics).unwrap_or_else(|| Data::Text("".into())),
        },
        doc: Notes::read(pair.value.as_mapping().unwrap_or_default(), diagnostics).to_doc(None),
    }
}

/// The default of a setting; none: it was reported.
fn default_of(pair: &Pair, diagnostics: &mut Diagnostics) -> Option<Data> {
    let name = &pair.key.text;
    let Some(node) = pair.value.get("default") else {
        diagnostics
            .report(
                &rule::SETTING_DEFAULT,
                pair.key.span,
                format!("the setting `{name}` has no default"),
            )
            .why("the default determines the kind of the setting, and is used if the user does not set a value")
            .help(format!(
                "write `{name}: {{ default: 5000, doc: what it does }}`"
            ));
        return None;
    };
    match crate::data::from_node(node) {
        Data::Integer(digits) if digits.parse::<i64>().is_err() => {
            diagnostics
                .report(
                    &rule::SETTING_DEFAULT,
                    node.span,
                    format!("the default of `{name}` is an integer that does not fit into 64 bits"),
                )
                .help("write it in quotes: a text may have any length");
            None
        }
        data @ (Data::Bool(_) | Data::Integer(_) | Data::Text(_)) => Some(data),
        other => {
            diagnostics
                .report(
                    &rule::SETTING_DEFAULT,
                    node.span,
                    format!(
                        "the default of `{name}` is {}, which is not a valid kind of setting",
                        crate::validate::kind_name(&other)
                    ),
                )
                .help("a setting is `true` or `false`, an integer or a text; write anything else in quotes");
            None
        }
    }
}

/// Kind of a setting in expressions.
pub(crate) const fn setting_kind(setting: &Setting) -> Kind {
    data_kind(&setting.default)
}

/// Kind of constant data in expressions.
pub(crate) const fn data_kind(data: &Data) -> Kind {
    match data {
        Data::Bool(_) => Kind::Bool,
        Data::Integer(_) => Kind::Integer,
        Data::Text(_) => Kind::Text,
        Data::List(_) => Kind::List,
        Data::Object(_) => Kind::Pairs,
        Data::Null | Data::Number(_) | Data::Decimal(_) => Kind::Json,
    }
}

/// Reads the mapping `tables`.
pub(crate) fn tables(node: Option<&Node>, diagnostics: &mut Diagnostics) -> Vec<(String, Data)> {
    mapping(node, "tables", diagnostics)
        .unwrap_or_default()
        .iter()
        .map(|pair| {
            check_member_name(pair, "table", diagnostics);
            (pair.key.text.clone(), crate::data::from_node(&pair.value))
        })
        .collect()
}

/// These names appear after a `.`, so only their characters matter.
fn check_member_name(pair: &Pair, what: &str, diagnostics: &mut Diagnostics) {
    if !is_word(&pair.key.text) {
        diagnostics
            .report(
                &plan::BAD_NAME,
                pair.key.span,
                format!("`{}` is not a valid name of a {what}", pair.key.text),
            )
            .why("expressions could not refer to it")
            .help("a name consists of letters, digits and `_`, and does not begin with a digit");
    }
}
