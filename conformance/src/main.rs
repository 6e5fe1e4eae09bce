//! The `refract-conform` binary, which `refract conform` runs.

fn main() {
    for code in refract_conformance::Code::ALL {
        println!("{} ({})\n\n{}", code.name(), code.severity().name(), code.explanation());
    }
}
