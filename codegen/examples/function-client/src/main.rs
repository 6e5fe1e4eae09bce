//! An example: types and operations made at build time, and sent with `ureq`.
//!
//! `cargo run -p function-client -- http://localhost:8080` asks a server for the versions of a function.

use std::error::Error;

pub mod api {
    //! What the build script made.
    include!(concat!(env!("OUT_DIR"), "/refract.rs"));
}

use api::support::Operation;
use api::yandex::functions::ListVersions;

/// A type of our own for a field: see `replace` in the build script.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(transparent)]
pub struct Created(pub String);

/// Sends an operation and reads what comes back. Generated code knows nothing of the client; this is all it needs.
///
/// # Errors
/// Where the request can't be made or sent, or the response is not what the page says.
pub fn send<O: Operation>(agent: &ureq::Agent, base: &str, operation: &O) -> Result<O::Responses, Box<dyn Error>> {
    let response = agent.run(operation.request(base)?)?;
    let (parts, mut body) = response.into_parts();
    Ok(O::response(&http::Response::from_parts(parts, body.read_to_vec()?))?)
}

/// A client that leaves it to the operation what a status means.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

fn main() -> Result<(), Box<dyn Error>> {
    let base = std::env::args().nth(1).ok_or("name the server: http://localhost:8080")?;
    let call = ListVersions::default().with_function_id("d4e1");
    // Everything but the documented success is an error that prints its status and body.
    let list = send(&agent(), &base, &call)?.into_result()?;
    println!("{:#?}", list.versions);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;

    use super::api::jdcloud::function::{CreateVersion, CreateVersionRequest, CreateVersionResponses};
    use super::api::yandex::functions::ListVersionsResponses;
    use super::*;

    /// Answers one request, and gives back its first line and its body.
    fn serve(status: &'static str, body: &'static str) -> (String, std::thread::JoinHandle<(String, String)>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let server = std::thread::spawn(move || {
            let (stream, _) = listener.accept().expect("a request");
            let mut reader = BufReader::new(stream);
            let mut first = String::new();
            reader.read_line(&mut first).expect("a line");
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).expect("a header");
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a number");
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut sent = vec![0; length];
            reader.read_exact(&mut sent).expect("a body");
            let answer =
                format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            reader.into_inner().write_all(answer.as_bytes()).expect("an answer");
            (first.trim().to_owned(), String::from_utf8(sent).expect("text"))
        });
        (base, server)
    }

    #[test]
    fn an_operation_goes_over_the_wire() {
        let (base, server) = serve("200 OK", r#"{"requestId": "r", "result": {}}"#);
        let call = CreateVersion::new("cn-north-1", "a b", CreateVersionRequest::default().with_description("first"));
        let CreateVersionResponses::Status200(response) = send(&agent(), &base, &call).expect("an answer") else {
            panic!("status 200 is documented");
        };
        assert_eq!(response.request_id.as_deref(), Some("r"));
        let (line, body) = server.join().expect("the server");
        assert_eq!(line, "POST /v1/regions/cn-north-1/functions/a%20b/versions HTTP/1.1");
        assert_eq!(body, r#"{"description":"first"}"#);
    }

    #[test]
    fn a_status_that_no_page_documents_is_no_error() {
        let (base, server) = serve("503 Service Unavailable", "later");
        let answer = send(&agent(), &base, &ListVersions::default()).expect("an answer");
        let ListVersionsResponses::Undocumented(other) = answer else { panic!("503 is not documented") };
        assert_eq!((other.status, other.body.as_bytes()), (503, b"later".as_slice()));
        server.join().expect("the server");
    }

    #[test]
    fn what_the_build_script_asked_for_is_there() {
        let list: api::yandex::functions::ListVersionsResponse =
            serde_json::from_str(r#"{"nextPageToken": "t", "versions": [{"createdAt": "now"}]}"#).expect("a list");
        assert_eq!(list.next_page.as_deref(), Some("t"));
        assert_eq!(list.versions.expect("versions")[0].created_at, Some(Created("now".into())));
    }
}
