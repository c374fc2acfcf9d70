//! Sources and namespaces: `clock.ms`, `nonce.ms`, `settings.x`, `tables.x`, `session.x`, `header["Name"]`.

use super::super::ast::Ast;
use super::super::author_names::is_header_byte;
use super::super::constants::{data_kind, setting_kind};
use super::super::kinds::{Info, Kind, Sources};
use super::{PlanKind, Typed, Typer, index16};
use crate::diagnostic::did_you_mean;
use crate::rules::{expression as rule, plan as plan_rule};
use crate::source::Span;
use specie_runtime::signing::plan::function::ParameterKind;
use specie_runtime::signing::plan::{Expr, Unit};

/// Namespaces with exactly one level of members, such as `clock.ms`.
pub(super) const SPACES: [&str; 6] = ["settings", "session", "tables", "clock", "nonce", "header"];

impl Typer<'_> {
    pub(super) fn bare_space(&mut self, name: &str, span: Span) -> Typed {
        let (what, example) = match name {
            "settings" => ("a setting", "`settings.recv_window`"),
            "session" => ("a value of a session", "`session.token`"),
            "tables" => ("a table", "`tables.version[endpoint]`"),
            "clock" => ("a unit", "`clock.ms`, `clock.s` or `clock.iso`"),
            "nonce" => ("a unit", "`nonce.ms`, `nonce.us` or `nonce.s`"),
            _ => ("a header", "`header[\"X-Timestamp\"]`"),
        };
        self.report(
            &rule::UNKNOWN_SOURCE,
            span,
            format!("`{name}` is not a value by itself: it needs {what}"),
        )
        .help(format!("write {example}"));
        (Expr::Absent, Info::unknown())
    }

    pub(super) fn random(&mut self, name: &str) -> Typed {
        let (expr, kind, source) = if name == "uuid" {
            (Expr::Uuid, Kind::Text, Sources::UUID)
        } else {
            (Expr::Random, Kind::Bytes, Sources::RANDOM)
        };
        (expr, source_info(kind, source))
    }

    pub(super) fn space_member(&mut self, space: &str, name: &str, span: Span) -> Typed {
        match space {
            "settings" => self.setting(name, span),
            "tables" => self.table(name, span),
            "session" => self.session_value(name, span),
            "clock" => self.clock(name, span),
            "nonce" => self.nonce(name, span),
            _ => self.header_value(name, span),
        }
    }

    /// `header[expr]`
    pub(super) fn header_named(&mut self, name: &Ast) -> Typed {
        self.check_has_headers(name.span);
        let (expr, of_name) = self.expect_kind(name, ParameterKind::Text, "the name of a header");
        let mut info = Info::maybe(Kind::Text);
        for (_, source) in &self.headers {
            info.derive_from(source);
        }
        info.secret |= of_name.secret;
        info.barred_from_query |= of_name.barred_from_query;
        (Expr::HeaderNamed(vec![expr].into()), info)
    }

    fn check_has_headers(&mut self, span: Span) {
        if self.scope == PlanKind::SessionCall {
            self.report(
                &rule::UNKNOWN_NAME,
                span,
                "the call of a session cannot read a header",
            )
            .help("its plan can read headers");
        }
    }

    fn header_value(&mut self, name: &str, span: Span) -> Typed {
        self.check_has_headers(span);
        if name.is_empty() || !name.bytes().all(is_header_byte) {
            self.report(
                &plan_rule::BAD_HEADER_NAME,
                span,
                format!("`{name}` is not a valid header name"),
            )
            .help("a header name consists of letters, digits and `-`: `header[\"X-Timestamp\"]`");
        }
        let mut info = Info::maybe(Kind::Text);
        for (set, source) in &self.headers {
            if set.eq_ignore_ascii_case(name) {
                info.derive_from(source);
            }
        }
        (Expr::Header(name.to_owned().into()), info)
    }

    fn setting(&mut self, name: &str, span: Span) -> Typed {
        let found = self
            .declared
            .settings
            .iter()
            .position(|s| s.plan.name == name);
        let Some((at, setting)) = found.and_then(|at| Some((at, self.declared.settings.get(at)?)))
        else {
            let names: Vec<String> = self
                .declared
                .settings
                .iter()
                .map(|s| s.plan.name.to_string())
                .collect();
            self.unknown_member(
                &rule::UNKNOWN_SETTING,
                "setting",
                name,
                span,
                &names,
                "settings",
            );
            return (Expr::Absent, Info::unknown());
        };
        (
            Expr::Setting(index16(at)),
            Info::new(setting_kind(&setting.plan)),
        )
    }

    fn table(&mut self, name: &str, span: Span) -> Typed {
        let found = self.declared.tables.iter().position(|(n, _)| n == name);
        let Some((at, (_, data))) = found.and_then(|at| Some((at, self.declared.tables.get(at)?)))
        else {
            let names: Vec<String> = self.declared.tables.iter().map(|t| t.0.clone()).collect();
            self.unknown_member(&rule::UNKNOWN_TABLE, "table", name, span, &names, "tables");
            return (Expr::Absent, Info::unknown());
        };
        (Expr::Table(index16(at)), Info::new(data_kind(data)))
    }

    fn session_value(&mut self, name: &str, span: Span) -> Typed {
        if self.scope == PlanKind::SessionCall {
            self.report(
                &rule::UNKNOWN_NAME,
                span,
                "the call that opens a session cannot read a session's value",
            )
            .help("its parameters can use credentials, settings, tables, clock, nonce, uuid and random");
            return (Expr::Absent, Info::unknown());
        }
        let Some(kept) = self.declared.kept.iter().find(|k| k.name == name) else {
            let names: Vec<String> = self.declared.kept.iter().map(|k| k.name.clone()).collect();
            self.unknown_member(
                &rule::UNKNOWN_SESSION_VALUE,
                "session value",
                name,
                span,
                &names,
                "sessions",
            );
            return (Expr::Absent, Info::unknown());
        };
        let mut info = if kept.json {
            Info::maybe(Kind::Json)
        } else {
            Info::new(Kind::Text)
        };
        info.session = true;
        (Expr::Session(kept.session, kept.value), info)
    }

    fn unknown_member(
        &mut self,
        rule: &'static crate::rules::Rule,
        what: &str,
        name: &str,
        span: Span,
        known: &[String],
        part: &str,
    ) {
        let help = did_you_mean(name, known.iter().map(String::as_str))
            .unwrap_or_else(|| format!("declare it under `{part}`").into());
        self.report(rule, span, format!("unknown {what} `{name}`"))
            .help(help);
    }

    fn clock(&mut self, name: &str, span: Span) -> Typed {
        let (expr, unit) = match name {
            "s" => (Expr::Clock(Unit::Seconds), Sources::CLOCK_S),
            "ms" => (Expr::Clock(Unit::Millis), Sources::CLOCK_MS),
            "us" => (Expr::Clock(Unit::Micros), Sources::CLOCK_US),
            "ns" => (Expr::Clock(Unit::Nanos), Sources::CLOCK_NS),
            "iso" => return (Expr::ClockIso, source_info(Kind::Text, Sources::CLOCK_MS)),
            _ => {
                let help = did_you_mean(name, ["s", "ms", "us", "ns", "iso"]);
                self.report(
                    &rule::UNKNOWN_SOURCE,
                    span,
                    format!("unknown source `clock.{name}`"),
                )
                .help_if(help);
                return (Expr::Absent, Info::unknown());
            }
        };
        (expr, source_info(Kind::Integer, unit))
    }

    fn nonce(&mut self, name: &str, span: Span) -> Typed {
        let unit = match name {
            "s" => Unit::Seconds,
            "ms" => Unit::Millis,
            "us" => Unit::Micros,
            _ => {
                let help = if name == "ns" {
                    Some("nonces have the units `s`, `ms` and `us`".into())
                } else {
                    did_you_mean(name, ["s", "ms", "us"])
                };
                self.report(
                    &rule::UNKNOWN_SOURCE,
                    span,
                    format!("unknown source `nonce.{name}`"),
                )
                .help_if(help);
                return (Expr::Absent, Info::unknown());
            }
        };
        self.declared.nonces.borrow_mut().push((unit, span));
        (
            Expr::Nonce(unit),
            source_info(Kind::Integer, Sources::NONCE),
        )
    }
}

fn source_info(kind: Kind, source: Sources) -> Info {
    let mut info = Info::new(kind);
    info.sources = source;
    info.shown = source;
    info
}
