//! A call of an operation from data alone: finds the operation, and checks the parameters against the spec.
//!
//! For tools that make or receive calls without generated code.

use crate::model::{Kind, Location, Operation, Param, Response, TypeDef, Variant};
use crate::validate::{self, Mismatch, MismatchKind, as_text, kind_name};
use specie_runtime::signing::plan::{Data, Str};
use std::fmt;

/// Maximum number of invalid parameters in one message.
const MOST_MISMATCHES: usize = 20;

/// A member and its value.
pub type Member = (Str, Data);

/// The parameters of a call, checked. [`specie_runtime::Operation::request`] puts each where it is sent.
#[derive(Debug, Default, PartialEq)]
pub struct Placed {
    /// All parameters by name, with constants, in their wire form.
    pub members: Vec<Member>,
    /// Values that the spec does not list, of open enums and unions. They are sent all the same.
    pub unlisted: Vec<Mismatch>,
}

/// Parameters that cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParamsError {
    /// The parameters are neither an object nor the list that the operation takes.
    NotAnObject {
        /// The operation or variant.
        operation: String,
        /// What was given: `a text`.
        found: &'static str,
    },
    /// Some parameters are not valid, are missing or are unknown.
    Mismatches {
        /// The operation or variant.
        operation: String,
        /// What does not match the spec.
        mismatches: Vec<Mismatch>,
        /// The parameters that a caller may give; an optional one has a `?` behind its name.
        declared: Vec<String>,
    },
    /// A parameter that is sent as a header is a list, an object or null.
    NotAHeader {
        /// The parameter.
        param: String,
        /// What was given: `a list`.
        found: &'static str,
    },
}

impl fmt::Display for ParamsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject { operation, found } => {
                write!(
                    f,
                    "`{operation}` expects an object of parameters, found {found}"
                )
            }
            Self::Mismatches {
                operation,
                mismatches,
                ..
            } => {
                write!(f, "the parameters of `{operation}` are not valid")?;
                for mismatch in mismatches.iter().take(MOST_MISMATCHES) {
                    write!(f, "\n  {mismatch}")?;
                }
                match mismatches.len().checked_sub(MOST_MISMATCHES + 1) {
                    Some(more) => write!(f, "\n  and {} more", more + 1),
                    None => Ok(()),
                }
            }
            Self::NotAHeader { param, found } => write!(
                f,
                "parameter `{param}` is sent as a header, so it cannot be {found}"
            ),
        }
    }
}

impl std::error::Error for ParamsError {}

/// An operation, found by its name or by the name of one of its variants.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The variant that was named.
    pub variant: Option<&'a Variant>,
}

impl<'a> Called<'a> {
    /// The operation or variant with this name.
    #[must_use]
    pub fn find(operations: &'a [Operation], name: &str) -> Option<Self> {
        operations.iter().find_map(|operation| {
            let variant = operation
                .variants
                .iter()
                .find(|variant| variant.name == name);
            (operation.name == name || variant.is_some()).then_some(Self {
                operation,
                variant: variant.filter(|_| operation.name != name),
            })
        })
    }

    /// Names of all operations and variants.
    pub fn names(operations: &'a [Operation]) -> impl Iterator<Item = &'a str> {
        operations.iter().flat_map(|operation| {
            let variants = operation.variants.iter();
            std::iter::once(operation.name.as_str())
                .chain(variants.map(|variant| variant.name.as_str()))
        })
    }

    /// Its response.
    #[must_use]
    pub fn response(&self) -> &'a Response {
        self.variant
            .map_or(&self.operation.response, |variant| &variant.response)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.variant
            .map_or(&self.operation.name, |variant| &variant.name)
    }

    fn params(&self) -> &'a [Param] {
        &self.operation.params
    }

    /// The parameters that the variant sets.
    fn set(&self) -> &'a [(String, String)] {
        self.variant.map_or(&[], |variant| variant.set.as_slice())
    }

    /// The constant sent for `param`, if the caller cannot set it.
    fn constant(&self, param: &'a Param) -> Option<&'a str> {
        let set = self
            .set()
            .iter()
            .find(|(name, _)| *name == param.field.name);
        set.map(|(_, value)| value.as_str())
            .or(param.field.constant.as_deref())
    }

    /// Checks the caller's parameters against the spec, and adds constants beside their neighbours in the spec.
    ///
    /// # Errors
    /// All parameters that are not valid.
    pub fn place(&self, types: &[TypeDef], given: Option<Data>) -> Result<Placed, ParamsError> {
        let items = self
            .params()
            .iter()
            .find(|param| param.location == Location::Items);
        let members = match (given, items) {
            (None, _) => Vec::new(),
            (Some(whole), Some(items)) if self.is_whole(&whole, items) => {
                vec![(Str::Owned(items.field.name.clone()), whole)]
            }
            (Some(Data::Object(members)), _) => members.into_owned(),
            (Some(other), _) => {
                return Err(ParamsError::NotAnObject {
                    operation: self.name().to_owned(),
                    found: kind_name(&other),
                });
            }
        };
        let (members, mismatches) = validate::params(types, self.operation, self.set(), &members);
        let (unlisted, wrong): (Vec<Mismatch>, Vec<Mismatch>) = mismatches
            .into_iter()
            .partition(|mismatch| mismatch.kind == MismatchKind::Unlisted);
        if !wrong.is_empty() {
            return Err(self.refuse(wrong));
        }
        let members = self.with_constants(members);
        self.check_headers(&members)?;
        Ok(Placed { members, unlisted })
    }

    /// Whether `given` is the value of the single parameter that makes up all parameters of the call.
    fn is_whole(&self, given: &Data, items: &Param) -> bool {
        match given {
            Data::List(_) => true,
            // An object may also name the parameters of the path and the list itself.
            Data::Object(members) => {
                !matches!(items.field.ty.kind, Kind::List(_))
                    && !members.iter().any(|(name, _)| *name == items.field.name)
            }
            _ => false,
        }
    }

    fn refuse(&self, mismatches: Vec<Mismatch>) -> ParamsError {
        let open = self.params().iter();
        let open = open.filter(|param| self.constant(param).is_none());
        let declared = open.map(|param| {
            let mark = if param.field.optional { "?" } else { "" };
            format!("{}{mark}", param.field.name)
        });
        ParamsError::Mismatches {
            operation: self.name().to_owned(),
            mismatches,
            declared: declared.collect(),
        }
    }

    /// Adds the constants, each after the nearest parameter that precedes it in the spec. Parameters given in the order of the spec are
    /// then sent as a generated client sends them.
    fn with_constants(&self, mut members: Vec<Member>) -> Vec<Member> {
        for (at, param) in self.params().iter().enumerate() {
            let Some(constant) = self.constant(param) else {
                continue;
            };
            if members.iter().any(|(name, _)| *name == param.field.name) {
                continue;
            }
            let mut before = self.params().iter().take(at).rev();
            let after = before.find_map(|before| {
                members
                    .iter()
                    .position(|(name, _)| *name == before.field.name)
            });
            let value = (
                Str::Owned(param.field.name.clone()),
                Data::Text(Str::Owned(constant.to_owned())),
            );
            members.insert(after.map_or(0, |index| index + 1), value);
        }
        // A name that a variant sets need not be a parameter of the operation; it is added last, as in a generated client.
        for (name, constant) in self.set() {
            if !members.iter().any(|(known, _)| known == name) {
                let value = Data::Text(Str::Owned(constant.clone()));
                members.push((Str::Owned(name.clone()), value));
            }
        }
        members
    }

    /// Refuses lists, objects and null in headers and cookies, unless their format makes them a text.
    fn check_headers(&self, members: &[Member]) -> Result<(), ParamsError> {
        for param in self.params() {
            let in_header = matches!(param.location, Location::Header | Location::Cookie);
            if !in_header || param.format.is_some() {
                continue;
            }
            let given = members.iter().find(|(name, _)| *name == param.field.name);
            if let Some((name, value)) = given
                && as_text(value).is_none()
            {
                return Err(ParamsError::NotAHeader {
                    param: name.to_string(),
                    found: kind_name(value),
                });
            }
        }
        Ok(())
    }
}
