//! Replies: JSON, nothing, or a stream.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;

use bellglass_wire::error::ErrorBody;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Body;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::fault::Fault;

/// The body of a reply. An error in it resets the stream, so that what was sent cannot pass for the whole.
pub type ReplyBody = Pin<Box<dyn Body<Data = Bytes, Error = io::Error>>>;
/// A reply.
pub type Reply = Response<ReplyBody>;

/// 204.
pub fn nothing() -> Reply {
    with_status(
        StatusCode::NO_CONTENT,
        Box::pin(Empty::new().map_err(never)),
    )
}

/// A JSON document.
pub fn json(status: StatusCode, document: &impl Serialize) -> Reply {
    let Ok(text) = serde_json::to_vec(document) else {
        return refuse(&Fault::Internal);
    };
    let mut reply = with_status(status, Box::pin(Full::from(text).map_err(never)));
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}

/// Bytes as they come.
pub fn stream(body: impl Body<Data = Bytes, Error = io::Error> + 'static) -> Reply {
    let mut reply = with_status(StatusCode::OK, Box::pin(body));
    reply.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    reply
}

/// An error.
pub fn refuse(fault: &Fault) -> Reply {
    let (code, status) = fault.code();
    let body = ErrorBody {
        code: code.into(),
        message: fault.to_string(),
        data: fault.data(),
    };
    json(status, &body)
}

fn with_status(status: StatusCode, body: ReplyBody) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply
}

fn never(never: Infallible) -> io::Error {
    match never {}
}
