//! One call that the mock received.

use crate::received::Received;
use crate::refusal::Refusal;

/// One call that the mock received.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call {
    /// The operation or variant, if the request was of a known one.
    pub operation: Option<String>,
    /// Method in upper case.
    pub method: String,
    /// The path, without the query, which may contain secrets.
    pub path: String,
    /// The parameters of an accepted call, as one JSON object.
    pub params: String,
    /// Why it was refused; `None`: it was accepted.
    pub refusal: Option<Refusal>,
    /// What the scenario did to it.
    pub fault: Option<String>,
    /// The status of the response; 0: there was none.
    pub status: u16,
}

impl Call {
    /// A call of which nothing is known but its request.
    pub(crate) fn of(received: &Received) -> Self {
        Self {
            operation: None,
            method: received.method.clone(),
            path: received.path.clone(),
            params: String::new(),
            refusal: None,
            fault: None,
            status: 0,
        }
    }

    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let refusal = self.refusal.as_ref();
        size_of::<Self>()
            + optional(&self.operation)
            + self.method.len()
            + self.path.len()
            + self.params.len()
            + refusal.map_or(0, |refusal| {
                refusal.reason.len() + optional(&refusal.parameter)
            })
            + optional(&self.fault)
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.operation {
            Some(operation) => f.write_str(operation)?,
            None => write!(f, "{} {}", self.method, self.path)?,
        }
        match &self.refusal {
            None => f.write_str(": accepted"),
            Some(refusal) => write!(f, ": refused ({}), {}", refusal.kind, refusal.reason),
        }?;
        match &self.fault {
            Some(fault) => write!(f, " [{fault}]"),
            None => Ok(()),
        }
    }
}
