//! Why a command failed.

use std::process::ExitCode;

/// Why a command failed, and its exit code.
#[derive(Debug)]
pub struct Failure {
    kind: FailureKind,
    message: String,
    help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailureKind {
    /// There are findings: exit code 1.
    Findings,
    /// The command line is not valid: exit code 2.
    Usage,
}

impl Failure {
    /// The spec, the plan or the provider refuses.
    pub fn findings(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Findings,
            message: message.into(),
            help: None,
        }
    }

    /// The command line, or a file that it names, is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Usage,
            message: message.into(),
            help: None,
        }
    }

    /// Findings that were already printed.
    pub fn printed() -> Self {
        Self::findings("")
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a suggestion, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// What is wrong, in one or two lines.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The suggestion.
    pub fn way_out(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        match self.kind {
            FailureKind::Findings => ExitCode::from(1),
            FailureKind::Usage => ExitCode::from(2),
        }
    }
}

/// `did you mean …?` if a name is similar, otherwise the list of names.
pub fn suggest<'a>(name: &str, among: impl IntoIterator<Item = &'a str>, what: &str) -> String {
    let mut names: Vec<&str> = among.into_iter().collect();
    if let Some(near) = specie_codegen::diagnostic::nearest(name, names.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    names.dedup();
    match names.as_slice() {
        [] => format!("there are no {what}"),
        [only] => format!("expected `{only}`"),
        many if many.len() <= 12 => format!("the {what} are `{}`", many.join("`, `")),
        many => format!("there are {} {what}", many.len()),
    }
}
