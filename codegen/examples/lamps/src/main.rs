//! A first typed call.

/// What the build script made.
pub mod api {
    include!(concat!(env!("OUT_DIR"), "/refract.rs"));
}

use api::acme::lamps::{CreateALampV1, CreateALampV1Request, CreateALampV1RequestColour, CreateALampV1Responses};
use api::support::Operation as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lamp = CreateALampV1Request::new("desk").with_brightness(60).with_colour(CreateALampV1RequestColour::Warm);
    let call = CreateALampV1::new("7", lamp);
    call.validate()?;
    println!("POST {}", call.target()?);
    if let Some(payload) = call.payload()? {
        println!("{}", String::from_utf8_lossy(&payload.bytes));
    }

    // An HTTP client of your choice gives you a status and a body.
    match CreateALampV1::read(201, br#"{"id": "d4e1", "name": "desk", "brightness": 60}"#)? {
        CreateALampV1Responses::Status201(lamp) => println!("lamp {}", lamp.id.unwrap_or_default()),
        CreateALampV1Responses::Undocumented(other) => println!("status {} is on no page", other.status),
    }

    // What no page allows is reported before it is sent.
    let dark = CreateALampV1::new("7", CreateALampV1Request::new("").with_brightness(-1));
    println!("{}", dark.validate().unwrap_err());
    Ok(())
}
