//! One daemon's HTTP/2 session on the port.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use futures_util::FutureExt;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http;
use crate::port::Port;

/// Flow control: what may be under way on one stream, and on all.
const STREAM_WINDOW: u32 = 1 << 20;
const SESSION_WINDOW: u32 = 16 << 20;
const FRAME: u32 = 256 << 10;

/// Whether a session still stands: a stream that ends with its session was not given up by the daemon.
#[derive(Clone, Default)]
pub struct Standing(Rc<Cell<bool>>);

impl Standing {
    /// True once the session has ended.
    pub fn fallen(&self) -> bool {
        self.0.get()
    }

    /// The session has ended.
    pub fn fall(&self) {
        self.0.set(true);
    }
}

/// Tasks of a session run on the agent's own thread.
#[derive(Clone, Copy)]
struct Local;

impl<F: Future + 'static> hyper::rt::Executor<F> for Local {
    fn execute(&self, future: F) {
        tokio::task::spawn_local(async move {
            future.await;
        });
    }
}

/// Serves until the port closes or the session breaks.
pub async fn serve(agent: Rc<Agent>, port: Port) {
    let standing = Standing::default();
    let service = {
        let standing = standing.clone();
        service_fn(move |request| {
            let (agent, standing) = (agent.clone(), standing.clone());
            async move {
                let reply = AssertUnwindSafe(http::answer(agent, standing, request))
                    .catch_unwind()
                    .await;
                Ok::<_, Infallible>(reply.unwrap_or_else(|_| http::refuse(&Fault::Internal)))
            }
        })
    };
    let connection = http2::Builder::new(Local)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(SESSION_WINDOW)
        .max_frame_size(FRAME)
        .max_concurrent_streams(4096)
        .max_send_buf_size(STREAM_WINDOW as usize)
        .max_header_list_size(256 << 10)
        .serve_connection(TokioIo::new(port), service);
    let ended = AssertUnwindSafe(connection).catch_unwind().await;
    // Before any stream's task runs again: single-threaded, this follows the connection's end at once.
    standing.fall();
    if let Ok(Err(error)) = ended {
        eprintln!("bellglass-agent: session: {error}");
    }
}
