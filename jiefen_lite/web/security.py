"""What every answer and every request must keep to: headers, known hosts, sizes, a request id."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Iterable

from flask import Flask, Response, abort, g, request

FORM_BYTES = 1_000_000
UPLOAD_BYTES = 120_000_000
UPLOAD_PARTS = 60
UPLOAD_ENDPOINTS = frozenset(
    {
        *("upload.start", "reports.verify", "templates.take", "attachments.attach"),
        *("rules.read_table", "laws.bring"),
    }
)

CONTENT_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def host_is_known(host: str, names: Iterable[str]) -> bool:
    """Whether a Host header names this server: a plain address, the machine itself, or a listed name.

    Plain addresses are let through because a foreign web page can only pretend to be a *name*
    (DNS rebinding); a browser that went to an address was sent there on purpose.
    """
    name = host.strip().lower()
    if name.startswith("["):
        name = name[1:].split("]")[0]
    elif name.count(":") == 1:
        name = name.split(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in {known.lower() for known in names}
    return True


def install(app: Flask, *, hosts: Iterable[str], secure: bool) -> None:
    """Add the request checks and the answer's headers to ``app``; comes before the CSRF check."""
    names = {"localhost", socket.gethostname(), *hosts}
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = FORM_BYTES
    app.config["MAX_FORM_PARTS"] = 500

    @app.before_request
    def check_request() -> None:
        g.request_id = secrets.token_hex(4)
        if not host_is_known(request.host, names):
            abort(421)
        if request.endpoint in UPLOAD_ENDPOINTS:
            request.max_content_length = UPLOAD_BYTES
            request.max_form_parts = UPLOAD_PARTS

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = CONTENT_POLICY
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["X-Request-Id"] = g.get("request_id", "-")
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint != "static" or response.status_code >= 400:
            headers["Cache-Control"] = "no-store"
        return response
