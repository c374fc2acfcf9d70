//! What is made from what.

/// What a box stands for; each has its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What the call or the delivery gives, and what is public.
    Given,
    /// A secret, or what is as secret.
    Secret,
    /// A text that is put together.
    Text,
    /// A digest, a MAC or a signature.
    Digest,
    /// What is sent.
    Sent,
    /// What is compared.
    Check,
}

impl Kind {
    /// Its class in the stylesheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Secret => "secret",
            Self::Text => "text",
            Self::Digest => "digest",
            Self::Sent => "sent",
            Self::Check => "check",
        }
    }
}

/// A box.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: Kind,
    /// What it is.
    pub title: String,
    /// Its value in the vector.
    pub bytes: Option<String>,
    /// The boxes it is made from, each of which is before it.
    pub from: Vec<usize>,
}

/// The boxes, in order.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    nodes: Vec<Node>,
}

impl Flow {
    /// Adds a box, and returns its index. What it is made from is kept once each.
    pub fn add(
        &mut self,
        kind: Kind,
        title: impl Into<String>,
        bytes: Option<String>,
        from: &[usize],
    ) -> usize {
        let mut own: Vec<usize> = from
            .iter()
            .copied()
            .filter(|at| *at < self.nodes.len())
            .collect();
        own.sort_unstable();
        own.dedup();
        self.nodes.push(Node {
            kind,
            title: title.into(),
            bytes: bytes.filter(|bytes| !bytes.is_empty()),
            from: own,
        });
        self.nodes.len() - 1
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A box, to complete it.
    pub fn node_mut(&mut self, at: usize) -> Option<&mut Node> {
        self.nodes.get_mut(at)
    }

    /// The flow in words: one sentence for each box that is made from others.
    pub fn in_words(&self) -> String {
        let made = self.nodes.iter().filter(|node| !node.from.is_empty());
        let sentences = made.map(|node| {
            let from = node.from.iter().filter_map(|at| self.nodes.get(*at));
            let from: Vec<&str> = from.map(|node| node.title.as_str()).collect();
            format!("{} from {}.", node.title, from.join(", "))
        });
        sentences.collect::<Vec<String>>().join(" ")
    }
}
