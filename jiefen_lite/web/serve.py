"""Serve the pages with waitress: one process, a few threads, slow clients harmless."""

from __future__ import annotations

from flask import Flask
from waitress.server import create_server

from jiefen_lite.web.security import UPLOAD_BYTES

THREADS = 8


def serve(app: Flask, host: str, port: int) -> None:
    """Serve ``app`` until stopped. Forwarded headers are dropped: nobody stands in front unless told so."""
    server = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident="jiefen",
        max_request_body_size=UPLOAD_BYTES + 1_000_000,
        channel_timeout=60,
        connection_limit=300,
        clear_untrusted_proxy_headers=True,
    )
    server.run()
