//! An example: types and operations made at build time, and sent with `reqwest`.
//!
//! `cargo run -- http://localhost:8080 TOKEN` asks a server for the versions of a function.

use std::error::Error;

use api::support::{Authorize, Operation};
use api::yandex::functions::ListVersions;

pub mod api {
    //! What the build script made.
    include!(concat!(env!("OUT_DIR"), "/refract.rs"));
}

/// Sends an operation and reads what comes back: the response by status, with its headers. Generated code knows nothing of the
/// client; this is all it needs.
///
/// # Errors
/// Where the request can't be made or sent, or the response is not what the page says.
pub fn send<O: Operation>(
    client: &reqwest::blocking::Client,
    base: &str,
    credentials: &impl Authorize,
    operation: &O,
) -> Result<http::Response<O::Responses>, Box<dyn Error>> {
    let request = operation.authorized(base, credentials)?;
    let response = client.execute(request.try_into()?)?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut answer = http::Response::new(response.bytes()?);
    (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
    let read = O::response(&answer)?;
    Ok(answer.map(|_| read))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments.next().ok_or("name the server: http://localhost:8080")?;
    let token = arguments.next().unwrap_or_default();
    // The client provides the credentials: a closure is enough for a token.
    let credentials = move |request: &mut http::Request<Vec<u8>>| {
        let value = http::HeaderValue::try_from(format!("Bearer {token}"))?;
        request.headers_mut().insert(http::header::AUTHORIZATION, value);
        Ok(())
    };
    let call = ListVersions::default().with_function_id("d4e1");
    let response = send(&reqwest::blocking::Client::new(), &base, &credentials, &call)?;
    println!("{:?}", response.headers());
    // Everything but the documented success is an error that prints its status and body.
    println!("{:#?}", response.into_body().into_result()?.versions);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::api::yandex::functions::ListVersionsResponses;
    use super::*;

    #[test]
    fn an_operation_goes_over_the_wire() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a request");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).expect("a byte");
                head.push(byte[0]);
            }
            let body = r#"{"versions": [{"id": "v1"}]}"#;
            let answer = format!(
                "HTTP/1.1 200 OK\r\nx-request-id: r1\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).expect("an answer");
            String::from_utf8(head).expect("text").to_ascii_lowercase()
        });
        let credentials = |request: &mut http::Request<Vec<u8>>| {
            request.headers_mut().insert("authorization", http::HeaderValue::from_static("Bearer t0ken"));
            Ok(())
        };
        let call = ListVersions::default().with_function_id("a b");
        let response = send(&reqwest::blocking::Client::new(), &base, &credentials, &call).expect("an answer");
        assert_eq!(response.headers()["x-request-id"], "r1");
        let ListVersionsResponses::Status200(list) = response.into_body() else { panic!("status 200 is documented") };
        assert_eq!(list.versions.expect("versions")[0].id.as_deref(), Some("v1"));
        let head = server.join().expect("the server");
        assert!(head.starts_with("get ") && head.contains("functionid=a%20b http/1.1\r\n"), "{head}");
        assert!(head.contains("authorization: bearer t0ken\r\n"), "{head}");
    }
}
