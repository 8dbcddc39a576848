"""One kept paper: read on the page, taken along, proved once more, signed off; all of it audited."""

from __future__ import annotations

import io
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import papers
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import KeptPaper
from jiefen_lite.store import papers as shelf
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.reports import EXCEL, WORD, pages

__all__ = ["pages"]

KINDS = {"word": ("docx", WORD), "annex": ("xlsx", EXCEL), "issued": (shelf.ISSUED, WORD)}


def _paper(paper_id: int) -> KeptPaper:
    return shelf.get(house().store, viewer(), paper_id)


@pages.get("/papers/<int:paper_id>")
@guard.allow(roles=guard.COUNTY)
def paper(paper_id: int) -> Any:
    """The paper as its file says it."""
    return _page(_paper(paper_id))


def _page(kept: KeptPaper, typed: str = "") -> str:
    _name, data = papers.file_of(house(), kept, "docx")
    papers.note_use(house(), viewer(), kept, "view_report", now())
    same = [
        one
        for one in shelf.listing(house().store, viewer(), period=kept.period)
        if (one.document, one.unit) == (kept.document, kept.unit)
    ]
    read = papers.read_back(data)
    return render_template("reports/paper.html", paper=kept, read=read, versions=same, typed=typed)


@pages.get("/papers/<int:paper_id>/<kind>")
@guard.allow(roles=guard.COUNTY)
def download(paper_id: int, kind: str) -> Any:
    """The paper, its annex or the edition that was signed off, byte for byte as it was made."""
    if kind not in KINDS:
        abort(404)
    kept = _paper(paper_id)
    what, mime = KINDS[kind]
    if kind == "issued" and kept.file(what) is None:
        abort(404)  # not signed off, or before such editions were kept
    name, data = papers.file_of(house(), kept, what)
    papers.note_use(house(), viewer(), kept, "download_report", now())
    return send_file(io.BytesIO(data), mime, as_attachment=True, download_name=name)


@pages.post("/papers/<int:paper_id>/verify")
@guard.allow(roles=guard.COUNTY)
def prove(paper_id: int) -> Any:
    """Derive every number of the paper again."""
    proof = papers.prove(house(), viewer(), _paper(paper_id), now())
    if proof.differences:
        flash(f"核对完毕：有 {len(proof.differences)} 处与数据不一致，列在下面。", "bad")
    else:
        flash(f"核对完毕：{proof.numbers} 个数字全部与数据一致。", "good")
    return redirect(url_for("reports.paper", paper_id=paper_id))


@pages.post("/papers/<int:paper_id>/sign")
@guard.allow(roles=guard.SIGNERS)
def sign(paper_id: int) -> Any:
    """Sign the paper off; from then on it stays as it is. What is wrong is told beside what was typed."""
    number = request.form.get("number", "")
    try:
        papers.sign(house(), viewer(), paper_id, now(), number)
    except (NotAllowed, NotFound, shelf.AlreadySigned):
        raise
    except JiefenError as error:
        flash("".join(error.sentences), "bad")
        return _page(_paper(paper_id), number), error.http_status
    flash("已签发。签发版在“下载”里；这一版从此不再改动，要改只能做新的一版。", "good")
    return redirect(url_for("reports.paper", paper_id=paper_id))
