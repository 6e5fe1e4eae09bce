# `refract` in an image of its own. Pages are mounted: docker run --rm -v "$PWD:/work" IMAGE check pages/
# There is no git in it, so that `refract diff` compares folders and exports, but no revisions.
FROM rust:1-slim-bookworm AS build
WORKDIR /source
COPY . .
RUN cargo build --profile dist --locked -p refract-conformance --bin refract

FROM gcr.io/distroless/cc-debian12
COPY --from=build /source/target/dist/refract /usr/local/bin/refract
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/refract"]
