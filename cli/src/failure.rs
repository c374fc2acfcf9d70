//! Why a command stops.

use std::process::ExitCode;

/// Why a command stops, and with which exit code.
#[derive(Debug)]
pub struct Failure {
    kind: FailureKind,
    message: String,
    help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FailureKind {
    /// Something was found: exit code 1.
    Findings,
    /// The command line asks for what cannot be: exit code 2.
    Usage,
}

impl Failure {
    /// The spec, the plan or the provider says no.
    pub fn findings(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Findings,
            message: message.into(),
            help: None,
        }
    }

    /// The command line, or a file it names, is wrong.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Usage,
            message: message.into(),
            help: None,
        }
    }

    /// Findings that were printed already.
    pub fn printed() -> Self {
        Self::findings("")
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a way out, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// What is wrong, in a line or two.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// A way out.
    pub fn way_out(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The exit code that says so.
    pub fn exit_code(&self) -> ExitCode {
        match self.kind {
            FailureKind::Findings => ExitCode::from(1),
            FailureKind::Usage => ExitCode::from(2),
        }
    }
}

/// `did you mean …?` where a name is near, else the names there are.
pub fn suggest<'a>(name: &str, among: impl IntoIterator<Item = &'a str>, what: &str) -> String {
    let mut names: Vec<&str> = among.into_iter().collect();
    if let Some(near) = specie_codegen::diagnostic::nearest(name, names.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    names.dedup();
    match names.as_slice() {
        [] => format!("there are no {what}"),
        [only] => format!("there is `{only}` alone"),
        many if many.len() <= 12 => format!("the {what} are `{}`", many.join("`, `")),
        many => format!("there are {} {what}", many.len()),
    }
}
