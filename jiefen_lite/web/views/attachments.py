"""Files attached to a case: the list, attaching, opening one, declaring one void."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import evidence
from jiefen_lite.errors import JiefenError, NotFound
from jiefen_lite.store import attachments, cases
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, note_look, now, viewer

pages = Blueprint("attachments", __name__, url_prefix="/cases")

MOST_AT_ONCE = 10
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"


@pages.get("/<code>/attachments")
@guard.allow(roles=guard.READERS)
def listing(code: str) -> Any:
    """What is attached to a case, who added it and when."""
    return _page(code, [])


def _page(code: str, faults: list[str], *, voiding: int | None = None) -> str:
    store = house().store
    case = cases.get_case(store, viewer(), code)
    note_look(case)
    try:
        evidence.may_add(house(), viewer(), code, now())
        closed = ""
    except JiefenError as error:
        closed = error.sentences[0]
    return render_template(
        "attachments/listing.html",
        case=case,
        files=attachments.of_case(store, viewer(), code),
        may_open=cases.may_unmask(store, viewer(), code),
        closed=closed,
        faults=faults,
        voiding=voiding,
        kind=request.form.get("kind", ""),
        limits=house().book.mediation.attachments,
        accept=ACCEPT,
        most_at_once=MOST_AT_ONCE,
    )


@pages.post("/<code>/attachments")
@guard.allow(roles=guard.ATTACHERS)
def attach(code: str) -> Any:
    """Take files in, each for itself: one that is refused keeps the others not out."""
    chosen = [one for one in request.files.getlist("files") if one.filename]
    if not chosen:
        return _page(code, ["还没有选文件，请先选择要附的文件。"]), 422
    if len(chosen) > MOST_AT_ONCE:
        return _page(code, [f"一次最多附 {MOST_AT_ONCE} 个文件，请分几次。"]), 422
    faults, taken, status = [], 0, 422
    for one in chosen:
        name = (one.filename or "")[:200]
        try:
            evidence.attach(
                house(),
                viewer(),
                code,
                data=one.read(),
                file_name=name,
                kind=request.form.get("kind", ""),
                now=now(),
            )
            taken += 1
        except NotFound:
            raise
        except JiefenError as error:
            faults.append(f"第 {chosen.index(one) + 1} 个文件：{''.join(error.sentences)}")
            status = error.http_status
    if taken:
        flash(f"已附上 {taken} 个文件。", "good")
    if faults:
        return _page(code, faults), status
    return redirect(url_for("attachments.listing", code=code))


@pages.get("/<code>/attachments/<int:number>")
@guard.allow(roles=guard.REVEALERS)
def download(code: str, number: int) -> Any:
    """One file, without the position where it was taken; told to the log."""
    media, name, content = evidence.opened(house(), viewer(), code, number, now())
    return _locked(send_file(io.BytesIO(content), mimetype=media, as_attachment=True, download_name=name))


@pages.get("/<code>/attachments/<int:number>/small")
@guard.allow(roles=guard.REVEALERS)
def small(code: str, number: int) -> Any:
    """The small picture of a file."""
    content = evidence.small(house(), viewer(), code, number)
    note_look(cases.get_case(house().store, viewer(), code))
    return _locked(send_file(io.BytesIO(content), mimetype="image/jpeg"))


def _locked(response: Response) -> Response:
    """What others have brought acts nowhere, whatever a browser takes it for."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@pages.post("/<code>/attachments/<int:number>/void")
@guard.allow(roles=guard.ATTACHERS)
def void(code: str, number: int) -> Any:
    """Declare a file void; it stays in the list with the reason."""
    try:
        evidence.void(house(), viewer(), code, number, request.form.get("reason", ""), now())
    except NotFound:
        raise
    except JiefenError as error:
        return _page(code, list(error.sentences), voiding=number), error.http_status
    flash("附件已作废，仍列在这里。", "good")
    return redirect(url_for("attachments.listing", code=code))
