//! Takes the parameters of an operation from the user's JSON and puts each in the place that the spec declares.

use crate::failure::{Failure, suggest};
use crate::print;
use specie_codegen::model::{Kind, Location, Operation, Param, TypeDef, Variant};
use specie_codegen::validate::{self, Misfit, MisfitKind, kind_name};
use specie_runtime::signing::plan::{Data, Str};

/// Maximum number of invalid parameters in one message.
const MOST_MISFITS: usize = 20;

/// A member and its value.
pub type Member = (Str, Data);

/// The parameters of a call, by location.
#[derive(Debug, Default, PartialEq)]
pub struct Placed {
    /// Those of the section's place, and those in the path; none: there are no parameters.
    pub params: Option<Data>,
    /// Those in the path, if `params` is a list.
    pub path: Vec<Member>,
    /// Those in the query of a call with a body.
    pub query: Vec<Member>,
    /// Those sent as headers.
    pub headers: Vec<(Str, String)>,
    /// All parameters by name, with constants, in their wire form.
    pub members: Vec<Member>,
}

/// An operation, found by its name or by the name of one of its variants.
#[derive(Clone, Copy, Debug)]
pub struct Called<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// The variant that was named.
    pub variant: Option<&'a Variant>,
}

impl<'a> Called<'a> {
    /// Finds the operation or variant called `name`.
    ///
    /// # Errors
    /// The operation does not exist.
    pub fn find(operations: &'a [Operation], name: &str, provider: &str) -> Result<Self, Failure> {
        for operation in operations {
            if operation.name == name {
                return Ok(Self {
                    operation,
                    variant: None,
                });
            }
            if let Some(variant) = operation
                .variants
                .iter()
                .find(|variant| variant.name == name)
            {
                return Ok(Self {
                    operation,
                    variant: Some(variant),
                });
            }
        }
        let names = operations.iter().flat_map(|operation| {
            std::iter::once(operation.name.as_str()).chain(
                operation
                    .variants
                    .iter()
                    .map(|variant| variant.name.as_str()),
            )
        });
        let help = suggest(name, names, "operations");
        let join = if help.ends_with('?') { "" } else { ";" };
        Err(Failure::usage(format!("{provider} has no operation `{name}`"))
            .help(format!("{help}{join} `specie list {provider}` lists all; `--raw SECTION METHOD PATH` calls what the spec does not list")))
    }

    fn name(&self) -> &'a str {
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

    /// Checks the caller's parameters against the spec and puts each in its location, in the given order, with constants beside their
    /// neighbours in the spec.
    ///
    /// # Errors
    /// All parameters that are not valid.
    pub fn place(&self, types: &[TypeDef], given: Option<Data>) -> Result<Placed, Failure> {
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
                let kind = kind_name(&other);
                return Err(Failure::usage(format!(
                    "`{}` takes an object of parameters, not {kind}",
                    self.name()
                )));
            }
        };
        let (members, misfits) = validate::params(types, self.operation, self.set(), &members);
        let (open, wrong): (Vec<Misfit>, Vec<Misfit>) = misfits
            .into_iter()
            .partition(|misfit| misfit.kind == MisfitKind::Unlisted);
        for misfit in &open {
            print::warning(&format!("{misfit}; it is sent all the same"));
        }
        if !wrong.is_empty() {
            return Err(self.refuse(&wrong));
        }
        self.sort_out(self.with_constants(members), items)
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

    fn refuse(&self, misfits: &[Misfit]) -> Failure {
        let mut lines: Vec<String> = misfits
            .iter()
            .take(MOST_MISFITS)
            .map(|misfit| format!("\n  {misfit}"))
            .collect();
        if let Some(more) = misfits.len().checked_sub(MOST_MISFITS + 1) {
            lines.push(format!("\n  and {} more", more + 1));
        }
        let declared: Vec<String> = self
            .params()
            .iter()
            .filter(|param| self.constant(param).is_none())
            .map(|param| {
                format!(
                    "{}{}",
                    param.field.name,
                    if param.field.optional { "?" } else { "" }
                )
            })
            .collect();
        let help = if declared.is_empty() {
            "it takes no parameters".to_owned()
        } else {
            format!(
                "give --params a JSON object; it takes {}",
                declared.join(", ")
            )
        };
        Failure::usage(format!(
            "the parameters of `{}` do not fit{}",
            self.name(),
            lines.concat()
        ))
        .help(help)
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
            members.insert(after.map_or(0, |place| place + 1), value);
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

    fn sort_out(&self, members: Vec<Member>, items: Option<&Param>) -> Result<Placed, Failure> {
        let mut placed = Placed {
            members: members.clone(),
            ..Placed::default()
        };
        let mut main = Vec::new();
        for (name, value) in members {
            let location = self
                .params()
                .iter()
                .find(|param| param.field.name == name)
                .map(|param| param.location);
            match location {
                Some(Location::Items) => placed.params = Some(value),
                Some(Location::Path) if items.is_some() => placed.path.push((name, value)),
                Some(Location::Query) => placed.query.push((name, value)),
                Some(Location::Header) => {
                    let text = as_text(&value).ok_or_else(|| {
                        Failure::usage(format!(
                            "parameter `{name}` travels as a header, it cannot be {}",
                            kind_name(&value)
                        ))
                    })?;
                    placed.headers.push((name, text));
                }
                Some(Location::Path | Location::Main) | None => main.push((name, value)),
            }
        }
        if items.is_none() && !main.is_empty() {
            placed.params = Some(Data::Object(main.into()));
        }
        Ok(placed)
    }
}

/// A value as a header text; none: it cannot be a header.
fn as_text(data: &Data) -> Option<String> {
    match data {
        Data::Text(text) | Data::Integer(text) | Data::Number(text) => Some(text.to_string()),
        Data::Bool(value) => Some(value.to_string()),
        Data::Null | Data::List(_) | Data::Object(_) => None,
    }
}
