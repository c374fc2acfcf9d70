//! Assigns the arguments of a call to parameters.

use super::super::ast::{Arg, Ast, Word};
use super::super::functions::{self, Signature};
use super::Typer;
use crate::diagnostic::did_you_mean;
use crate::rules::expression as rule;
use crate::source::Span;

impl Typer<'_> {
    /// The argument of each parameter; none if their names or number are wrong.
    pub(super) fn arguments<'b>(
        &mut self,
        signature: &Signature,
        name: &Word,
        args: &'b [Arg],
    ) -> Option<Vec<Option<&'b Ast>>> {
        let mut slots: Vec<Option<&Ast>> = vec![None; signature.parameters.len()];
        let mut fine = true;
        let mut named = false;
        for (at, arg) in args.iter().enumerate() {
            let place = match &arg.name {
                None if named => {
                    self.nameless(signature, arg);
                    None
                }
                None => Some(at),
                Some(word) => {
                    named = true;
                    self.parameter(signature, name, word)
                }
            };
            let Some(place) = place else {
                fine = false;
                continue;
            };
            match slots.get_mut(place) {
                Some(slot) if slot.is_none() => *slot = Some(&arg.value),
                Some(_) => {
                    let span = arg.name.as_ref().map_or(arg.value.span, |n| n.span);
                    self.given_already(signature, name, span);
                    fine = false;
                }
                None => {
                    self.one_too_many(signature, name, arg.value.span);
                    fine = false;
                }
            }
        }
        let fine = fine && self.all_there(signature, name, &slots);
        fine.then_some(slots)
    }

    /// The index of the parameter that an argument names.
    fn parameter(&mut self, signature: &Signature, name: &Word, word: &Word) -> Option<usize> {
        let found = signature
            .parameters
            .iter()
            .position(|p| p.name == word.text);
        if found.is_none() {
            let names = signature.parameters.iter().skip(1).map(|p| p.name);
            let help = did_you_mean(&word.text, names)
                .unwrap_or_else(|| format!("write `{}`", functions::written(signature)).into());
            self.report(
                &rule::UNKNOWN_ARGUMENT,
                word.span,
                format!("`{}` has no argument `{}`", name.text, word.text),
            )
            .help(help);
        }
        found
    }

    fn nameless(&mut self, signature: &Signature, arg: &Arg) {
        self.report(
            &rule::ARGUMENT_COUNT,
            arg.value.span,
            "an argument without a name follows one with a name",
        )
        .help(format!("as in `{}`", functions::written(signature)));
    }

    fn given_already(&mut self, signature: &Signature, name: &Word, span: Span) {
        self.report(
            &rule::ARGUMENT_COUNT,
            span,
            format!("this argument of `{}` is given twice", name.text),
        )
        .help(through_the_pipe(signature));
    }

    fn one_too_many(&mut self, signature: &Signature, name: &Word, span: Span) {
        self.report(
            &rule::ARGUMENT_COUNT,
            span,
            format!(
                "`{}` takes {}",
                name.text,
                count(signature.parameters.len())
            ),
        )
        .label("one too many")
        .help(through_the_pipe(signature));
    }

    /// Whether each required parameter has an argument.
    fn all_there(&mut self, signature: &Signature, name: &Word, slots: &[Option<&Ast>]) -> bool {
        let params = signature.parameters.iter().zip(slots);
        let missing: Vec<&str> = params
            .filter(|(param, slot)| slot.is_none() && !param.optional)
            .map(|(param, _)| param.name)
            .collect();
        if missing.is_empty() {
            return true;
        }
        self.report(
            &rule::ARGUMENT_COUNT,
            name.span,
            format!("`{}` needs `{}`", name.text, missing.join("`, `")),
        )
        .help(format!("write `{}`", functions::written(signature)));
        false
    }
}

fn through_the_pipe(signature: &Signature) -> String {
    let written = functions::written(signature);
    format!("write `{written}`; the value before `|` is the first argument")
}

fn count(params: usize) -> String {
    match params {
        1 => "one argument".to_owned(),
        2 => "two arguments".to_owned(),
        3 => "three arguments".to_owned(),
        n => format!("{n} arguments"),
    }
}
