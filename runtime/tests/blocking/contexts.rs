//! Where a call may block its thread, and where it is an error.

use super::*;
use specie_runtime::{BoxFuture, Transport, TransportError, TransportRequest, TransportResponse};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{LocalSet, block_in_place, coop::unconstrained, spawn_blocking, spawn_local};

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

/// Makes a call on this thread, and returns how many requests the server received with its result.
fn call() -> (Result<usize, Error>, usize) {
    let server = Server::replying([orders("abc")]);
    let found = client(&server).list_orders(&ListOrders::new("m")).wait();
    (found.map(|orders| orders.len()), server.requests().len())
}

#[track_caller]
fn assert_made((result, requests): (Result<usize, Error>, usize)) {
    assert_eq!((result.unwrap(), requests), (3, 1));
}

#[track_caller]
fn assert_refused((result, requests): (Result<usize, Error>, usize)) {
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), requests),
        (ErrorKind::Configuration, Outcome::NotSent, 0)
    );
    assert_eq!(
        error.to_string(),
        "`wait` was called in asynchronous code, where it would stop all tasks of this thread; use `.await` there, or call `wait` within `tokio::task::spawn_blocking`"
    );
}

#[test]
fn threads_that_may_block_make_the_call() {
    assert_made(call());
    assert_made(std::thread::spawn(call).join().unwrap());
    for runtime in [current_thread(), multi_thread()] {
        assert_made(runtime.block_on(async { spawn_blocking(call).await.unwrap() }));
        // A thread that entered a runtime runs no task of it.
        let _entered = runtime.enter();
        assert_made(call());
    }
    let runtime = multi_thread();
    assert_made(runtime.block_on(async { block_in_place(call) }));
    let task = runtime.spawn(async { block_in_place(call) });
    assert_made(runtime.block_on(task).unwrap());
}

#[test]
fn tasks_are_told_to_await() {
    for runtime in [current_thread(), multi_thread()] {
        assert_refused(runtime.block_on(async { call() }));
        let task = runtime.spawn(async { call() });
        assert_refused(runtime.block_on(task).unwrap());
        let local = LocalSet::new();
        let task = async { spawn_local(async { call() }).await.unwrap() };
        assert_refused(local.block_on(&runtime, task));
        // Also behind functions, and after the task has waited for something.
        assert_refused(runtime.block_on(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            [()].map(|()| call()).into_iter().next().unwrap()
        }));
        // The thread is as it was, and so is the task.
        assert_made(call());
        let server = Server::replying([orders("abc")]);
        let request = ListOrders::new("m");
        let (refused, awaited) = runtime.block_on(async {
            let client = client(&server);
            let refused = client.list_orders(&request).wait();
            (refused, client.list_orders(&request).await)
        });
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Configuration);
        assert_eq!(awaited.unwrap().len(), 3);
    }
}

/// Nothing shows that these are tasks. They block, as any function may that they call, and do not hang.
#[test]
fn other_tasks_block_and_end() {
    for runtime in [current_thread(), multi_thread()] {
        assert_made(runtime.block_on(unconstrained(async { call() })));
    }
    // As the executors do that have no runtime.
    let mut call = pin!(async { call() });
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(made) => assert_made(made),
        Poll::Pending => panic!("it has no other thing to wait for"),
    }
}

/// Succeeds when it is polled for the second time.
struct Later;

impl Transport for Later {
    fn send(
        &self,
        _: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async {
            tokio::task::yield_now().await;
            Ok(TransportResponse {
                status: 200,
                headers: Vec::new(),
                body: DONE.into(),
            })
        })
    }
}

/// A call may begin as a task, and end on a thread that blocks.
#[test]
fn a_call_in_progress_is_finished_or_in_doubt() {
    async fn begin<F: Future + Unpin>(call: &mut F) {
        poll_fn(|context| {
            assert!(Pin::new(&mut *call).poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
    }
    let credentials = Credentials::new("blocking later", "a secret of the client");
    let builder = provider::Client::builder(credentials).transport(Later);
    let (client, request) = (builder.build().unwrap(), withdrawal());
    let mut call = client.create_withdrawal(&request);
    current_thread().block_on(begin(&mut call));
    assert_eq!(call.wait().unwrap().id, "7");

    let error = current_thread().block_on(async {
        let mut call = client.create_withdrawal(&request);
        begin(&mut call).await;
        call.wait().unwrap_err()
    });
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Configuration, Outcome::Ambiguous),
        "it may have been sent before it was dropped"
    );
}
