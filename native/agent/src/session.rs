//! One daemon's HTTP/2 session on the port.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};

use crate::agent::Agent;
use crate::fault::Fault;
use crate::http;
use crate::port::Port;

/// Flow control: what may be under way on one stream, and on all.
const STREAM_WINDOW: u32 = 1 << 20;
const SESSION_WINDOW: u32 = 16 << 20;
const FRAME: u32 = 256 << 10;

/// How long a daemon may be silent until it is asked whether it is there, and how long it may take to say so. Where the
/// port is relayed, its end is not seen in any other way.
const SILENCE: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(60);

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

/// Serves until the port closes, the session breaks, or the daemon is found to be gone.
pub async fn serve(agent: Rc<Agent>, port: Port) {
    serve_for(agent, port, SILENCE, PATIENCE).await;
}

async fn serve_for(agent: Rc<Agent>, port: Port, silence: Duration, patience: Duration) {
    let _present = agent.attendance.begin();
    let standing = Standing::default();
    let service = {
        let (agent, standing) = (agent.clone(), standing.clone());
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
        .timer(TokioTimer::new())
        .keep_alive_interval(silence)
        .keep_alive_timeout(patience)
        .serve_connection(TokioIo::new(port), service);
    let ended = AssertUnwindSafe(connection).catch_unwind().await;
    // Before any stream's task runs again: single-threaded, this follows the connection's end at once.
    standing.fall();
    if let Ok(Err(error)) = ended {
        eprintln!("bellglass-agent: session: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::BootState;
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    use tokio::task::{LocalSet, spawn_local};
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_millis(300);

    /// A session with a client that is either there or dead, and whose end of the port is open in either case.
    async fn session_ends(lives: bool) -> bool {
        let (ours, theirs) = UnixStream::pair().unwrap();
        theirs.set_nonblocking(true).unwrap();
        ours.set_nonblocking(true).unwrap();
        let _relay = ours.try_clone().unwrap();
        let port = Port::new(Rc::new(OwnedFd::from(theirs))).unwrap();
        let agent = Rc::new(Agent::new());
        agent.boot.set(BootState::Booted);
        let session = spawn_local(serve_for(agent, port, SOON, SOON));
        let stream = tokio::net::UnixStream::from_std(ours).unwrap();
        let (_send, connection) = h2::client::handshake(stream).await.unwrap();
        let connection = spawn_local(async move {
            let _ = connection.await;
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        if !lives {
            connection.abort();
        }
        let until = if lives { SOON * 6 } else { SOON * 60 };
        timeout(until, session).await.is_ok()
    }

    #[tokio::test]
    async fn a_daemon_that_is_gone_without_a_word_has_no_session() {
        let tests = LocalSet::new();
        assert!(tests.run_until(session_ends(false)).await);
        assert!(!tests.run_until(session_ends(true)).await);
    }
}
