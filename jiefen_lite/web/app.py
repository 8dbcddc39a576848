"""The application: which parts it is made of, in the order in which they look at a request."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from jiefen_lite import __version__, looks
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.inbox import Watcher
from jiefen_lite.store import counts
from jiefen_lite.store.matching import may_search_names
from jiefen_lite.web import (
    assets,
    batchnumbers,
    errors,
    filters,
    guard,
    nextcase,
    security,
    session,
    words,
)
from jiefen_lite.web.casequery import MOST_ID
from jiefen_lite.web.help import HELP
from jiefen_lite.web.progress import Tasks
from jiefen_lite.web.views import BLUEPRINTS, comfort, instructions, menu, messages, supervision


def create_app(
    house: House,
    *,
    secret: bytes,
    paths: Paths,
    secure: bool = False,
    now: Callable[[], datetime],
    hosts: Iterable[str] = (),
    watcher: Watcher | None = None,
) -> Flask:
    """The web application of one centre.

    ``secret`` signs the form tokens, ``secure`` says that people come over TLS, ``now`` gives the
    time (naive, Asia/Shanghai), ``hosts`` are further names under which the server may be called,
    ``watcher`` looks at the watched folder.
    """
    app = Flask(__name__, static_folder=None)
    app.request_class = _Request
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="jiefen_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        # Behind TLS the referrer must be ours; plain addresses inside an office network have none.
        WTF_CSRF_SSL_STRICT=secure,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.url_map.converters["int"] = _Id
    app.extensions.update(looks=looks.Notes(house.store))
    app.extensions.update(house=house, now=now, paths=paths, tasks=Tasks(), watcher=watcher)

    public = urlsplit(house.center.public_address or "").hostname
    security.install(app, hosts=[*hosts, *([public] if public else [])], secure=secure)
    assets.install(app)
    _open_store(app)
    session.install(app)
    batchnumbers.install(app)
    nextcase.install(app)
    CSRFProtect(app)
    errors.install(app)
    filters.install(app)
    words.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _give_templates(app, house)
    return app


class _Request(Request):
    """A request whose files wait in memory: a temporary file would keep people's names on the disk."""

    def _get_file_stream(self, *_about: object, **_more: object) -> BytesIO:
        return BytesIO()


class _Id(IntegerConverter):
    """A number in an address, no larger than a database takes; a larger one is no page."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=MOST_ID)


def _open_store(app: Flask) -> None:
    """One reading connection for the length of a request; pages ask many small questions."""

    @app.before_request
    def enter() -> None:
        if request.endpoint != "static":
            stack = contextlib.ExitStack()
            store = session.house().store
            stack.enter_context(store.reading())
            g.reading = stack
            store.keep_more_pages()

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        stack: contextlib.ExitStack | None = g.pop("reading", None)
        if stack is not None:
            stack.close()


def _help_here() -> tuple[str, ...]:
    """The help of this page; a form that comes back with what is missing keeps the help of its page."""
    if request.endpoint in HELP or request.method != "POST":
        return HELP.get(request.endpoint or "", ())
    try:
        endpoint, _values = current_app.url_map.bind("").match(request.path, method="GET")
    except HTTPException:  # an address that can only be sent to
        return ()
    return HELP.get(endpoint, ())


def _give_templates(app: Flask, house: House) -> None:
    @app.context_processor
    def common() -> dict[str, object]:
        viewer = g.get("viewer")
        return {
            "center": house.center,
            "viewer": viewer,
            "may": guard.may,
            "guard": guard,
            "large_type": comfort.is_large,
            "version": __version__,
            "menu": menu,
            "searches_names": viewer is not None and may_search_names(viewer),
            "help_here": _help_here(),
            "today": session.now().date(),
            "printed_at": session.now(),
            "store_fault": lambda: house.store.fault,
            "is_short_of_room": lambda: house.store.is_short_of_room,
            "unread": messages.unread,
            "supervised": supervision.of_case,
            "instructed": instructions.of_period,
            "data_until": lambda: counts.data_until(house.store, session.viewer()),
        }
