"""Serve the pages with waitress: one process, a few threads, slow clients harmless."""

from __future__ import annotations

import socket
from pathlib import Path

from flask import Flask
from waitress.server import create_server

from jiefen_lite.errors import ConfigError
from jiefen_lite.web.relay import Relay
from jiefen_lite.web.security import UPLOAD_BYTES

THREADS = 8
MOST_BYTES = UPLOAD_BYTES + 1_000_000


def serve(app: Flask, host: str, port: int, *, tls: tuple[Path, Path] | None = None) -> None:
    """Serve ``app`` until stopped; ``tls`` names certificate and key. Forwarded headers are dropped.

    Raises ConfigError where the port is taken.
    """
    server = None
    try:
        if tls is None:
            server = _server(app, host, port)
        else:
            inner = _free_port()
            relay = Relay(host, port, inner, *tls)
            server = _server(relay.wrap(app), "127.0.0.1", inner)
            relay.start()
    except OSError as error:
        if server is not None:
            server.close()
        raise ConfigError(f"端口 {port} 已被别的程序占用，请换一个：--port {port + 1}。") from error
    server.run()


def _server(app, host: str, port: int):  # type: ignore[no-untyped-def]  # waitress has no types
    return create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident="jiefen",
        max_request_body_size=MOST_BYTES,
        # what comes in and goes out holds people's names: it waits in memory, never in a temporary file
        inbuf_overflow=MOST_BYTES + 1,
        outbuf_overflow=MOST_BYTES + 1,
        channel_timeout=60,
        connection_limit=300,
        clear_untrusted_proxy_headers=True,
    )


def _free_port() -> int:
    """A port of this machine alone, for the plain server behind the TLS relay."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
