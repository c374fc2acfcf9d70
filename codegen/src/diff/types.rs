//! Types in use: what a client that is not updated sends and reads, against what is expected and sent now.

use super::change::Place;
use super::fit::{Fit, fit};
use super::{Comparison, Severity, words};
use crate::model::{Kind, NoValue, Shape, Type, TypeId};
use crate::rules::changes::wire as rule;

/// Which way values go, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// From the client, as JSON.
    Sent,
    /// From the client in a query, a form, a path or a header, where numbers are texts too.
    SentAsText,
    /// To the client.
    Received,
}

impl Way {
    /// Whether the client sends it.
    pub(super) const fn is_sent(self) -> bool {
        matches!(self, Self::Sent | Self::SentAsText)
    }

    /// `sent` or `received`, for messages.
    pub(super) const fn word(self) -> &'static str {
        match self.is_sent() {
            true => "sent",
            false => "received",
        }
    }

    /// The worse of two severities for what is sent and what is received.
    pub(super) const fn pick(self, sent: Severity, received: Severity) -> Severity {
        match self.is_sent() {
            true => sent,
            false => received,
        }
    }
}

/// Whether a type is an amount, or a list or map of amounts.
pub(super) fn is_money(ty: &Type) -> bool {
    match &ty.kind {
        Kind::Decimal => true,
        Kind::List(inner) | Kind::Map { value: inner, .. } => is_money(inner),
        _ => false,
    }
}

impl Comparison<'_> {
    /// Compares two types at a place. `optional`: whether the old one could be missing there.
    pub(super) fn compare_types(
        &mut self,
        (old, new): (&Type, &Type),
        way: Way,
        optional: bool,
        place: &Place,
    ) {
        let place = &place.clone().money(is_money(old) || is_money(new));
        // What is boxed follows from other types, and is a matter of Rust.
        let Type {
            kind,
            wire,
            null,
            none,
            list_for_empty,
            boxed: _,
        } = old;
        if *null != new.null {
            self.nullable(new.null, way, optional, place);
        }
        if *none != new.none {
            self.no_value((none.as_ref(), new.none.as_ref()), old, way, place);
        }
        if *list_for_empty != new.list_for_empty {
            let (severity, what) = match (new.list_for_empty, way.is_sent()) {
                (true, false) => (Severity::Breaking, "an empty list may stand for it"),
                (true, true) => (Severity::Note, "an empty list may stand for it"),
                (false, _) => (Severity::Compatible, "no list stands for it any more"),
            };
            self.report(&rule::NO_VALUE_CHANGED, severity, place, what);
        }
        match (kind, &new.kind) {
            _ if *wire != new.wire => self.other_type(old, new, way, place),
            (Kind::List(old), Kind::List(new)) => {
                self.compare_types((old, new), way, false, place);
            }
            (
                Kind::Map { alnum, value },
                Kind::Map {
                    alnum: new_alnum,
                    value: new_value,
                },
            ) => {
                self.compare_types((value, new_value), way, false, place);
                if alnum != new_alnum {
                    let severity = match *new_alnum && way.is_sent() {
                        true => Severity::Breaking,
                        false => Severity::Compatible,
                    };
                    let what = match new_alnum {
                        true => "its names are letters and digits only",
                        false => "its names may be any texts",
                    };
                    self.report(&rule::CONSTRAINT_CHANGED, severity, place, what);
                }
            }
            (Kind::Named(old_id), Kind::Named(new_id))
            | (Kind::Numbered(old_id), Kind::Numbered(new_id)) => {
                if !self.declared((*old_id, *new_id), way) {
                    self.other_type(old, new, way, place);
                }
            }
            (a, b) if a == b => {}
            _ => self.other_type(old, new, way, place),
        }
    }

    fn nullable(&mut self, null: bool, way: Way, optional: bool, place: &Place) {
        let severity = match (null, way.is_sent()) {
            (true, false) if !optional => Severity::Breaking,
            (false, true) => Severity::Breaking,
            _ => Severity::Compatible,
        };
        let message = match null {
            true => format!("may be `null` ({})", way.word()),
            false => format!("may no longer be `null` ({})", way.word()),
        };
        self.report(&rule::NULLABLE_CHANGED, severity, place, message);
    }

    fn no_value(
        &mut self,
        (old, new): (Option<&NoValue>, Option<&NoValue>),
        ty: &Type,
        way: Way,
        place: &Place,
    ) {
        let reads_any_text = matches!(ty.kind, Kind::Text { .. } | Kind::Json);
        let severity = match (new, way.is_sent()) {
            (Some(_), false) if !reads_any_text => Severity::Breaking,
            (None, false) => Severity::Compatible,
            _ => Severity::Note,
        };
        let shown =
            |none: Option<&NoValue>| none.map_or_else(|| "nothing".to_owned(), words::no_value);
        let message = format!("{} means no value, before: {}", shown(new), shown(old));
        self.report(&rule::NO_VALUE_CHANGED, severity, place, message);
    }

    /// Reports types of which not both are declared types of the same shape.
    fn other_type(&mut self, old: &Type, new: &Type, way: Way, place: &Place) {
        let fit = match way.is_sent() {
            true => fit((self.new, new), (self.old, old), way),
            false => fit((self.old, old), (self.new, new), way),
        };
        let severity = match fit {
            Fit::Fits => Severity::Compatible,
            Fit::Perhaps => Severity::Note,
            Fit::Not => Severity::Breaking,
        };
        let rule = match (self.old_enum(old), self.new_enum(new)) {
            (None, Some(_)) if is_scalar(&old.kind) => &rule::ENUM_INTRODUCED,
            (Some(_), None) if is_scalar(&new.kind) => &rule::ENUM_DROPPED,
            _ if is_text(&old.kind) && is_text(&new.kind) => &rule::FORMAT_CHANGED,
            _ => &rule::TYPE_CHANGED,
        };
        let message = format!(
            "`{}` is now `{}` ({})",
            words::ty(self.old, old),
            words::ty(self.new, new),
            way.word()
        );
        self.report(rule, severity, place, message);
        self.compare_inside(old, new, way);
    }

    /// Follows types that are in use on both sides with different wrappings, so that their own changes are not lost.
    fn compare_inside(&mut self, old: &Type, new: &Type, way: Way) {
        if let (Some(old), Some(new)) = (innermost(old), innermost(new)) {
            self.declared((old, new), way);
        }
    }

    fn old_enum(&self, ty: &Type) -> Option<TypeId> {
        declared_enum(&self.old.types, ty)
    }

    fn new_enum(&self, ty: &Type) -> Option<TypeId> {
        declared_enum(&self.new.types, ty)
    }
}

fn declared_enum(types: &[crate::model::TypeDef], ty: &Type) -> Option<TypeId> {
    let Kind::Named(id) = ty.kind else {
        return None;
    };
    let shape = types.get(id.0).map(|def| &def.shape);
    matches!(shape, Some(Shape::Enum { .. })).then_some(id)
}

/// The declared type that lists and maps lead to.
fn innermost(ty: &Type) -> Option<TypeId> {
    match &ty.kind {
        Kind::Named(id) | Kind::Numbered(id) => Some(*id),
        Kind::List(inner) | Kind::Map { value: inner, .. } => innermost(inner),
        _ => None,
    }
}

/// Whether a value is neither a list nor an object.
fn is_scalar(kind: &Kind) -> bool {
    !matches!(
        kind,
        Kind::List(_)
            | Kind::Map { .. }
            | Kind::Numbered(_)
            | Kind::Named(_)
            | Kind::Json
            | Kind::File
    )
}

/// Whether a value is a text on the wire, in some format.
fn is_text(kind: &Kind) -> bool {
    use crate::model::{BytesForm, TimeUnit};
    match kind {
        Kind::Text { .. } | Kind::Secret | Kind::Uuid | Kind::Url | Kind::Date => true,
        Kind::Time(unit) => matches!(unit, TimeUnit::Iso | TimeUnit::IsoTo(_) | TimeUnit::Http),
        Kind::Bytes(form) => *form != BytesForm::Raw,
        _ => false,
    }
}
