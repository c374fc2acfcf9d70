//! Who sees the frames of a stream.

use crate::core::Inner;
use std::fmt;
use std::sync::Arc;

/// Sees the frames of a stream as they are sent and received: for tools that show them.
///
/// The secrets of the client are masked in all texts; signatures are not. The methods run in the task that holds the connection, so they must
/// be quick.
pub trait FrameObserver: Send + Sync + 'static {
    /// A connection is made to `address`, with these headers beside those of the protocol.
    fn connecting(&self, address: &str, headers: &[(String, String)]);

    /// A frame is sent; `None`: a ping of the protocol.
    fn sent(&self, text: Option<&str>);

    /// A message was received.
    fn received(&self, text: &str);
}

/// The observer of a stream, if it has one.
#[derive(Clone, Default)]
pub(super) struct Observed(pub(super) Option<Arc<dyn FrameObserver>>);

impl fmt::Debug for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observed").finish_non_exhaustive()
    }
}

impl Observed {
    pub(super) fn connecting(&self, client: &Inner, address: &str, headers: &[(String, String)]) {
        if let Some(observer) = &self.0 {
            let headers = headers.iter();
            let headers = headers.map(|(name, value)| (name.clone(), client.masked_frame(value)));
            observer.connecting(&client.masked_frame(address), &headers.collect::<Vec<_>>());
        }
    }

    pub(super) fn sent(&self, client: &Inner, text: Option<&str>) {
        if let Some(observer) = &self.0 {
            let shown = text.map(|text| client.masked_frame(text));
            observer.sent(shown.as_deref());
        }
    }

    pub(super) fn received(&self, client: &Inner, text: &[u8]) {
        if let Some(observer) = &self.0 {
            observer.received(&client.masked_frame(&String::from_utf8_lossy(text)));
        }
    }
}
