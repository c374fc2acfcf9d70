//! Connections that wait for their next request.

use super::connection::Connection;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// Shared by all that send.
#[derive(Clone)]
pub(super) struct Pool {
    waiting: Arc<Mutex<Waiting>>,
    /// How long a connection may wait.
    idle: Duration,
}

#[derive(Default)]
struct Waiting {
    /// Those of each server, the one that was used last at the end.
    servers: BTreeMap<Box<str>, Vec<(Instant, Connection)>>,
    /// Whether something closes those that wait for too long.
    is_swept: bool,
}

impl Pool {
    pub(super) fn new(idle: Duration) -> Self {
        Self {
            waiting: Arc::default(),
            idle,
        }
    }

    /// A connection to `server` that can be used, if there is one: the one that was used last.
    pub(super) fn take(&self, server: &str) -> Option<Connection> {
        loop {
            let (since, mut connection) = self.lock().servers.get_mut(server)?.pop()?;
            if since.elapsed() < self.idle && connection.is_free() {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection for the next request, if it can be used for one. What waits for too long is closed by a task on `runtime`.
    pub(super) fn put(&self, mut connection: Connection, runtime: Option<&Handle>) {
        if !connection.is_free() {
            return;
        }
        let server = connection.server.clone();
        let mut waiting = self.lock();
        let kept = (Instant::now(), connection);
        match waiting.servers.get_mut(&server) {
            Some(connections) => connections.push(kept),
            None => drop(waiting.servers.insert(server, vec![kept])),
        }
        if let Some(runtime) = runtime.filter(|_| !waiting.is_swept) {
            waiting.is_swept = true;
            drop(waiting);
            // A task whose handle is dropped goes on.
            drop(runtime.spawn(self.clone().sweep()));
        }
    }

    /// Closes connections that wait for too long, until there are none.
    async fn sweep(self) {
        loop {
            tokio::time::sleep(self.idle).await;
            let mut waiting = self.lock();
            let mut closed = Vec::new();
            for connections in waiting.servers.values_mut() {
                closed
                    .extend(connections.extract_if(.., |(since, _)| since.elapsed() >= self.idle));
            }
            waiting.servers.retain(|_, kept| !kept.is_empty());
            waiting.is_swept = !waiting.servers.is_empty();
            let is_done = !waiting.is_swept;
            // Closed when nobody waits for the lock.
            drop(waiting);
            drop(closed);
            if is_done {
                return;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::net::TcpListener;

    #[tokio::test]
    async fn what_waits_for_too_long_is_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let runtime = crate::transport::network::handle_of(&server).unwrap();
        let pool = Pool::new(Duration::from_millis(100));
        for _ in 0..2 {
            let connection = super::super::connect(&runtime, &server).await;
            pool.put(connection.ok().unwrap(), Some(&runtime));
            let (mut accepted, _) = listener.accept().unwrap();
            let taken = pool.take(&server);
            assert!(taken.is_some() && pool.take(&server).is_none());
            pool.put(taken.unwrap(), Some(&runtime));
            let patience = Some(Duration::from_secs(10));
            accepted.set_read_timeout(patience).unwrap();
            assert_eq!(accepted.read(&mut [0]).unwrap(), 0);
            assert!(pool.take(&server).is_none());
        }
    }

    #[tokio::test]
    async fn what_the_server_closed_is_not_used() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let runtime = crate::transport::network::handle_of(&server).unwrap();
        let pool = Pool::new(Duration::from_secs(60));
        let connection = super::super::connect(&runtime, &server).await;
        pool.put(connection.ok().unwrap(), None);
        drop(listener.accept().unwrap());
        let until = Instant::now() + Duration::from_secs(10);
        while let Some(still_open) = pool.take(&server) {
            assert!(Instant::now() < until);
            pool.put(still_open, None);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
