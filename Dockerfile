# The service in a container: built in one stage, run in another that holds nothing to build with.
# SPDX-License-Identifier: MIT
FROM debian:bookworm-slim AS build
# The list is build_packages of tests/support/machine.sh; ./check deploy compares them.
RUN apt-get -q update \
 && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
    ca-certificates \
    curl \
    gcc \
    libc6-dev \
    libcurl4-gnutls-dev \
    libgnutls28-dev \
    libjansson-dev \
    libjwt-dev \
    libmicrohttpd-dev \
    libpcre2-dev \
    libpq-dev \
    librhonabwy-dev \
    libulfius-dev \
    meson \
    ninja-build \
    pkgconf \
    python3 \
    python3-yaml \
    zlib1g-dev \
    libical-dev \
    libcmark-dev \
    libunistring-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN meson setup /build --buildtype=release --prefix=/usr \
 && meson compile -C /build \
 && DESTDIR=/installed meson install -C /build --no-rebuild --strip

FROM debian:bookworm-slim
LABEL org.opencontainers.image.title="saferd" \
      org.opencontainers.image.description="The joint record of Kent's community safety partners, as a JSON API" \
      org.opencontainers.image.licenses="MIT"
# The libraries saferd is linked with; ./check deploy compares them with the binary's.
RUN apt-get -q update \
 && DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
    ca-certificates \
    libcurl3-gnutls \
    libgnutls30 \
    libjansson4 \
    libjwt0 \
    libmicrohttpd12 \
    libpcre2-8-0 \
    libpq5 \
    librhonabwy1.1 \
    libulfius2.7 \
    zlib1g \
    libical3 \
    libcmark0.30.2 \
    libunistring2 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* /usr/share/doc/* /usr/share/man/* \
 && groupadd --gid 10001 saferd \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin saferd \
 && install -d -o 10001 -g 10001 -m 0700 /var/lib/saferd
COPY --from=build /installed/usr/bin/saferd /usr/bin/saferd
COPY LICENSE /usr/share/doc/safer-communities/LICENSE
# State is the key of protected names, the development key, and files while they are uploaded: put a volume there.
ENV SAFER_ADDRESS=0.0.0.0 SAFER_STATE=/var/lib/saferd
USER 10001:10001
WORKDIR /var/lib/saferd
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=10s --retries=3 CMD ["/usr/bin/saferd", "check-health", "--wait", "4"]
ENTRYPOINT ["/usr/bin/saferd"]
CMD ["serve"]
