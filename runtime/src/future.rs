//! The future that the methods of `dyn` traits return.

use std::future::Future;
use std::pin::Pin;

/// The boxed future that the methods of [`Transport`](crate::Transport), [`NonceStore`](crate::NonceStore) and
/// [`KeyLock`](crate::KeyLock) return: `Box::pin(async move { … })`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
