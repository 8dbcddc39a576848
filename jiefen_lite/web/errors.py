"""The one place where what went wrong becomes a page: plain words, what to do next, typed text kept."""

from __future__ import annotations

import contextlib
import logging
import re
import traceback

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from jiefen_lite import glossary
from jiefen_lite.errors import JiefenError, NotFound, NotWritable
from jiefen_lite.store import audit
from jiefen_lite.text import mask_text
from jiefen_lite.web.security import UPLOAD_BYTES, UPLOAD_ENDPOINTS
from jiefen_lite.web.session import house, now

log = logging.getLogger("jiefen_lite.web")

WORDS = {
    400: ("这次提交的内容不完整，没有保存。", "请返回上一页，刷新后重新填写。"),
    404: ("没有找到这一页，或者它不在您的范围内。", "请检查编号，或从首页重新进入。"),
    405: ("这个地址不能这样打开。", "请从首页重新进入。"),
    413: ("提交的内容太大，没有保存。", "请减少内容后再试。"),
    421: ("这个网址不是本系统的地址。", "请使用管理员给您的网址打开。"),
}
UNEXPECTED = ("系统没能完成这一步，没有保存任何改动。", "请稍后再试；还是这样就把请求编号告诉管理员。")
# Never shown again, whatever happened: what is secret, and what stood in the form and nobody typed.
UNSHOWN = frozenset({"csrf_token", "password", "new_password", "again", "seen", "session"})

#: What stands behind a choice, not what a person writes: respondent:1, total, FJ20261128-0001.
_CHOICE = re.compile(r"[A-Za-z][\w:.-]*", re.ASCII)

# A step on a case that this person sees, which could not be taken.
REFUSED_STEPS = frozenset({409, 422})


def typed_text() -> list[tuple[str, str]]:
    """What the person had typed into the form just sent (no choices), to be copied from the error page."""
    if request.method != "POST" or request.endpoint in UPLOAD_ENDPOINTS:
        return []
    try:
        pairs = list(request.form.items(multi=True))
    except HTTPException:  # the form itself was what could not be read
        return []
    named = [(_field_of(name), text) for name, text in pairs if text.strip()]
    known = glossary.KINDS["field"]
    return [
        (known.get(name, "填写的内容"), text)
        for name, text in named
        if name not in UNSHOWN and (name in known or not _CHOICE.fullmatch(text.strip()))
    ]


def _field_of(name: str) -> str:
    """The field behind the name of a box that a form holds several of: the amount of ``amount-2``."""
    return name.split("-", 1)[0]


def page(status: int, sentences: tuple[str, ...]) -> Response:
    """One error page; leaves out the menu where the person behind the request is not known yet."""
    told = {
        "status": status,
        "sentences": sentences,
        "typed": typed_text(),
        "case_code": _case_behind(status),
        "request_id": g.get("request_id", "-"),
    }
    try:
        html = render_template("error.html", **told)
    except JiefenError:  # not even what the menu says can be read: the page without it
        g.viewer = None
        html = render_template("error.html", **told)
    return make_response(html, status)


def _case_behind(status: int) -> str | None:
    """The case on which a step could not be taken, for the way back to it.

    None where it was not found: the page must be the same for another unit's case and for none.
    """
    code = (request.view_args or {}).get("code")
    refused = request.method == "POST" and request.path.startswith("/cases/") and status in REFUSED_STEPS
    return str(code) if refused and code is not None else None


def _note_blind_look() -> None:
    """Write down which name somebody asked for in vain: a foreign one looks like none, but is noted."""
    who = g.get("viewer")
    if who is None or not request.view_args:
        return
    asked = mask_text(" ".join(str(value) for value in request.view_args.values()))[:64]
    # the answer is a refusal either way; that the log cannot be written is told by every other page
    with contextlib.suppress(NotWritable):
        audit.record(house().store, who, "look", asked, now=now(), result="refused")


def install(app: Flask) -> None:
    """Register the handlers on ``app``."""

    @app.errorhandler(JiefenError)
    def told(error: JiefenError) -> Response:
        if isinstance(error, NotFound):
            _note_blind_look()
        return page(error.http_status, error.sentences)

    @app.errorhandler(CSRFError)
    def stale_form(error: CSRFError) -> Response:
        return page(
            400, ("这个页面打开太久或登录已更换，这次没有保存。", "您填写的内容在下面，请返回刷新后重交。")
        )

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        status = error.code or 500
        if isinstance(error, RequestEntityTooLarge) and request.endpoint in UPLOAD_ENDPOINTS:
            return page(
                413,
                (
                    f"文件太大（一次最多 {UPLOAD_BYTES // 1_000_000} MB），没有读取。",
                    "请拆成几个文件分别上传。",
                ),
            )
        return page(status, WORDS.get(status, UNEXPECTED))

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        # The log must not become a second place with personal data.
        log.error("request %s failed\n%s", g.get("request_id", "-"), mask_text(traceback.format_exc()))
        return page(500, UNEXPECTED)
