"""The pages of a centre whose data cannot be used now: every address says why and how to restore."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, g, make_response, render_template

from jiefen_lite.web import assets, security
from jiefen_lite.web.errors import typed_text
from jiefen_lite.web.views import comfort

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def create_app(center: str, sentences: Sequence[str], *, secure: bool = False) -> Flask:
    """An application without a store: it saves nothing, reads nothing and says so."""
    app = Flask(__name__, static_folder=None)
    security.install(app, hosts=(), secure=secure)
    assets.install(app)

    def tell(path: str = "") -> Response:
        """The one page; what somebody had typed elsewhere is shown so that it can be kept."""
        html = render_template(
            "standstill.html",
            center=center,
            sentences=sentences,
            typed=typed_text(),
            request_id=g.request_id,
            large_type=comfort.is_large,
        )
        return make_response(html, 503)

    app.add_url_rule("/", "tell", tell, methods=METHODS)
    app.add_url_rule("/<path:path>", "tell_everywhere", tell, methods=METHODS)
    return app
