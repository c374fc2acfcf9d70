//! What the analysis knows of a value.

/// What is known of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Flow {
    /// Absent secrets that it reads.
    pub(super) missing: Vec<u16>,
    /// Absent secrets for which it has a replacement.
    pub(super) replaced: Vec<u16>,
    /// It can be computed only with a secret.
    pub(super) secret: bool,
    /// It is a set of public keys: whichever is chosen, it is the provider's.
    pub(super) key_set: bool,
    /// It may be absent, and the secret with it: `prefix` and `suffix` return nothing for an empty text.
    pub(super) fragile: bool,
    /// Its value as a condition, if known.
    pub(super) truth: Option<bool>,
}

impl Flow {
    pub(super) fn constant(truth: bool) -> Self {
        Self {
            truth: Some(truth),
            ..Self::default()
        }
    }

    /// Adds what is known of a part.
    pub(super) fn take(&mut self, part: &Flow) {
        add(&mut self.missing, &part.missing);
        add(&mut self.replaced, &part.replaced);
        self.secret |= part.secret;
        self.fragile |= part.fragile;
    }

    /// The same for a part that may be omitted.
    pub(super) fn hold(&mut self, part: &Flow) {
        let (secret, fragile) = (self.secret, self.fragile);
        self.take(part);
        self.secret = secret || (part.secret && !part.fragile);
        self.fragile = fragile;
    }

    /// A value that is one of two.
    pub(super) fn either(mut self, other: &Flow) -> Self {
        let secret = self.secret && other.secret;
        self.take(other);
        self.secret = secret;
        self.truth = self.truth.filter(|_| self.truth == other.truth);
        self
    }
}

pub(super) fn add(all: &mut Vec<u16>, more: &[u16]) {
    for one in more {
        if !all.contains(one) {
            all.push(*one);
        }
    }
}
