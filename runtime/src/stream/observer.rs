//! Who sees the frames of a stream.

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
