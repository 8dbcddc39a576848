"""What a page fetches beside itself: one style sheet, the scripts, the mark, small and fetched once.

Pages are packed where the browser takes that: a list is 70 kB of HTML, 12 kB packed in under 1 ms,
and some towns sit behind thin lines. The style sheet is written in several files for its readers and
served as one. Every address carries a mark of the content, so that a browser keeps the file for good
and asks again only when it has changed.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import secrets
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request

FOLDER = Path(__file__).parent / "static"
SHEET = "css/app.css"
# In this order; the first comes from npm and may be missing.
SHEET_PARTS = (
    "vendor/bootstrap-reboot.min.css",
    "css/tokens.css",
    "css/frame.css",
    "css/parts.css",
    "css/tables.css",
    "css/pages.css",
    "css/rules.css",
    "css/narrow.css",
    "css/print.css",
)
FOR_GOOD = "public, max-age=31536000, immutable"
# Below this a packed answer is hardly shorter than the plain one.
LEAST_PACKED = 1_000
PACKED_KINDS = ("text/", "application/javascript", "image/svg+xml")


@dataclass(frozen=True)
class Asset:
    """One file as it is served: plain and packed, its kind and the mark of its content."""

    plain: bytes
    packed: bytes | None
    kind: str
    mark: str


def read_all(folder: Path = FOLDER) -> dict[str, Asset]:
    """Every file of ``folder`` by its name in addresses, the joined style sheet in place of its parts."""
    found = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    sheet = b"\n".join(found[name].read_bytes() for name in SHEET_PARTS if name in found)
    rest = {name: path.read_bytes() for name, path in found.items() if name not in SHEET_PARTS}
    return {name: _asset(name, content) for name, content in {**rest, SHEET: sheet}.items()}


def _asset(name: str, content: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = "application/javascript" if kind.endswith("javascript") else kind
    packable = kind.startswith(PACKED_KINDS) and len(content) >= LEAST_PACKED
    packed = gzip.compress(content, 9, mtime=0) if packable else None
    return Asset(content, packed, kind, hashlib.sha256(content).hexdigest()[:12])


def _packed_page(html: bytes) -> bytes:
    """A page packed; a name of chance length in the header blurs what its length would tell."""
    out = BytesIO()
    name = secrets.token_hex(1 + secrets.randbelow(50))
    with gzip.GzipFile(name, "wb", compresslevel=5, fileobj=out, mtime=0) as packer:
        packer.write(html)
    return out.getvalue()


def install(app: Flask) -> None:
    """Serve the files under ``/static`` and put the mark of the content into their addresses."""
    assets = read_all()

    def static(filename: str) -> Response:
        asset = assets.get(filename)
        if asset is None:
            abort(404)
        response = Response(asset.plain, content_type=f"{asset.kind}; charset=utf-8")
        response.vary.add("Accept-Encoding")
        if asset.packed is not None and request.accept_encodings["gzip"]:
            response.set_data(asset.packed)
            response.content_encoding = "gzip"
        # An address with an old mark may be kept only until it is asked about again.
        response.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == asset.mark else "no-cache"
        response.set_etag(asset.mark)
        return response.make_conditional(request)  # type: ignore[return-value]

    app.add_url_rule("/static/<path:filename>", "static", static)

    @app.after_request
    def pack(response: Response) -> Response:
        page = response.mimetype == "text/html" and not response.is_streamed and request.method != "HEAD"
        if page and request.accept_encodings["gzip"]:
            response.set_data(_packed_page(response.get_data()))
            response.content_encoding = "gzip"
            response.vary.add("Accept-Encoding")
        return response

    @app.url_defaults
    def add_mark(endpoint: str, values: dict[str, Any]) -> None:
        asset = assets.get(values.get("filename", "")) if endpoint == "static" else None
        if asset is not None:
            values.setdefault("v", asset.mark)
