//! A daemon for the agent's tests: an HTTP/2 client on a socket pair in the place of the port.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::rc::Rc;

use bytes::Bytes;
use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use hyper::{Request, Response};
use serde_json::Value;
use tokio::task::{JoinHandle, spawn_local};

use crate::agent::Agent;
pub use crate::guest_test::{Scratch, alone, apart, encode, with_agent};
use crate::port::Port;
use crate::session;

/// What came back: the status, and the body as far as it came.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// Whether the body came to its end, and was not reset.
    pub whole: bool,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The status and the code of an error.
    pub fn code(&self) -> (u16, String) {
        let code = self.json()["code"].as_str().unwrap().to_owned();
        (self.status, code)
    }
}

/// A session with the agent.
#[derive(Clone)]
pub struct Daemon {
    send: SendRequest<Bytes>,
    /// The agent's own state.
    pub agent: Rc<Agent>,
}

/// The two tasks of a session.
pub struct Tasks {
    /// The daemon's connection; aborted, it is a daemon that was killed.
    pub connection: JoinHandle<()>,
    /// The agent's session.
    pub session: JoinHandle<()>,
}

impl Daemon {
    /// Begins a session with windows of `window` bytes.
    pub async fn connect(agent: Rc<Agent>, window: u32) -> (Self, Tasks) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        theirs.set_nonblocking(true).unwrap();
        let port = Port::new(Rc::new(OwnedFd::from(theirs))).unwrap();
        let session = spawn_local(session::serve(agent.clone(), port));
        let stream = tokio::net::UnixStream::from_std(ours).unwrap();
        let (send, connection) = h2::client::Builder::new()
            .initial_window_size(window)
            .initial_connection_window_size(window.max(1 << 20))
            .handshake(stream)
            .await
            .unwrap();
        let connection = spawn_local(async move {
            let _ = connection.await;
        });
        let tasks = Tasks {
            connection,
            session,
        };
        (Self { send, agent }, tasks)
    }

    /// Begins a request; its body goes to the stream that is returned, if there is one.
    pub async fn begin(
        &self,
        method: &str,
        target: &str,
        body: bool,
    ) -> (ResponseFuture, SendStream<Bytes>) {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://agent/v1/{target}"))
            .body(())
            .unwrap();
        let mut send = self.send.clone().ready().await.unwrap();
        send.send_request(request, !body).unwrap()
    }

    /// Sends a request and takes the whole answer.
    pub async fn call(&self, method: &str, target: &str, body: &[u8]) -> Answer {
        let (response, mut stream) = self.begin(method, target, !body.is_empty()).await;
        if !body.is_empty() {
            let bytes = Bytes::copy_from_slice(body);
            let sending = spawn_local(async move { send_all(&mut stream, bytes).await });
            let answer = collect(response.await.unwrap()).await;
            // An answer may come before the whole body went.
            sending.abort();
            return answer;
        }
        collect(response.await.unwrap()).await
    }

    /// `GET`.
    pub async fn get(&self, target: &str) -> Answer {
        self.call("GET", target, b"").await
    }

    /// `POST` of a JSON document.
    pub async fn post(&self, target: &str, document: &Value) -> Answer {
        self.call("POST", target, document.to_string().as_bytes())
            .await
    }
}

/// A process that has ended: what it wrote, and its end.
pub struct Finished {
    /// Its standard output, as text.
    pub out: String,
    /// Its standard error, as text.
    pub err: String,
    /// The reply of `wait`.
    pub end: Value,
}

impl Daemon {
    /// Starts a process with `more` in its description, and says its number and its process id.
    pub async fn start(&self, argv: &[&str], more: Value) -> (u64, i32) {
        let started = self.post("processes", &asked(argv, more)).await;
        assert_eq!(started.status, 201, "{}", started.json());
        let started = started.json();
        let pid = i32::try_from(started["pid"].as_i64().unwrap()).unwrap();
        (started["id"].as_u64().unwrap(), pid)
    }

    /// Starts a process that cannot start: the status, the code and the data of the error.
    pub async fn fails(&self, argv: &[&str], more: Value) -> (u16, String, Value) {
        let answer = self.post("processes", &asked(argv, more)).await;
        let (status, code) = answer.code();
        (status, code, answer.json()["data"].clone())
    }

    /// Waits for a process's end.
    pub async fn wait(&self, id: u64) -> Value {
        self.get(&format!("processes/{id}/wait")).await.json()
    }

    /// Runs a process to its end.
    pub async fn run(&self, argv: &[&str], more: Value) -> Finished {
        let (id, _) = self.start(argv, more).await;
        let out = self.get(&format!("processes/{id}/stdout")).await;
        let err = self.get(&format!("processes/{id}/stderr")).await;
        assert!(out.whole && err.whole);
        Finished {
            out: String::from_utf8(out.body).unwrap(),
            err: String::from_utf8(err.body).unwrap(),
            end: self.wait(id).await,
        }
    }

    /// Runs a line of the shell and gives its standard output.
    pub async fn shell(&self, line: &str, more: Value) -> String {
        self.run(&["/bin/sh", "-c", line], more).await.out
    }
}

fn asked(argv: &[&str], more: Value) -> Value {
    let mut asked = serde_json::json!({ "argv": argv, "cwd": "/" });
    if let Value::Object(more) = more {
        asked.as_object_mut().unwrap().extend(more);
    }
    asked
}

/// Sends a body as the window lets it, and ends it.
pub async fn send_all(stream: &mut SendStream<Bytes>, mut bytes: Bytes) {
    while !bytes.is_empty() {
        stream.reserve_capacity(bytes.len());
        let Some(Ok(room)) = std::future::poll_fn(|context| stream.poll_capacity(context)).await
        else {
            return;
        };
        let piece = bytes.split_to(room.min(bytes.len()));
        if stream.send_data(piece, false).is_err() {
            return;
        }
    }
    let _ = stream.send_data(Bytes::new(), true);
}

/// Takes a body to its end.
pub async fn collect(response: Response<RecvStream>) -> Answer {
    let status = response.status().as_u16();
    let mut stream = response.into_body();
    let mut body = Vec::new();
    while let Some(piece) = stream.data().await {
        let Ok(piece) = piece else {
            return Answer {
                status,
                body,
                whole: false,
            };
        };
        let _ = stream.flow_control().release_capacity(piece.len());
        body.extend_from_slice(&piece);
    }
    Answer {
        status,
        body,
        whole: true,
    }
}
