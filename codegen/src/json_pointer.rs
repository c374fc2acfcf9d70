//! Places in JSON documents, written as JSON pointers (RFC 6901).

use std::fmt;

/// A place in a document, as a chain from the value to the root. It costs nothing until it is written, which is when something is reported there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    above: Option<&'p Place<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    /// A pointer that is already written.
    From(&'p str),
    Name(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    /// The document itself.
    pub(crate) fn root() -> Self {
        Self::at("")
    }

    /// The place of a pointer.
    pub(crate) fn at(pointer: &'p str) -> Self {
        Self {
            above: None,
            step: Step::From(pointer),
        }
    }

    /// A member.
    pub(crate) fn name(&'p self, name: &'p str) -> Self {
        Self {
            above: Some(self),
            step: Step::Name(name),
        }
    }

    /// An element.
    pub(crate) fn index(&'p self, index: usize) -> Self {
        Self {
            above: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            above.fmt(f)?;
        }
        match self.step {
            Step::From(pointer) => f.write_str(pointer),
            Step::Name(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => write!(f, "/{index}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_escaped_as_the_standard_says() {
        let root = Place::root();
        let (path, get) = (root.name("paths"), "/a/{b}~c");
        let path = path.name(get);
        assert_eq!(root.to_string(), "");
        assert_eq!(path.index(2).to_string(), "/paths/~1a~1{b}~0c/2");
        assert_eq!(Place::at("/x~1y").name("").to_string(), "/x~1y/");
    }
}
