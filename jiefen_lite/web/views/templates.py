"""The templates of the papers: which are in use, what may stand in them, taking an own one after a check."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for

from jiefen_lite import papertemplates
from jiefen_lite.config import Paths
from jiefen_lite.errors import JiefenError
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, now, viewer
from jiefen_lite.web.views.reports import EXCEL, WORD

pages = Blueprint("templates", __name__, url_prefix="/templates")

KINDS = {".docx": WORD, ".xlsx": EXCEL}
MOST_BYTES = 5_000_000


def _folder() -> Path:
    paths: Paths = current_app.extensions["paths"]
    return paths.templates


@pages.get("")
@guard.allow(roles=guard.RULE_READERS)
def listing() -> Any:
    """Every paper with its template: shipped or own, who changed it last."""
    found = papertemplates.shelves(house().store, viewer(), _folder())
    return render_template("templates/listing.html", shelves=found)


def _page(document: str, status: int = 200, **more: Any) -> Any:
    from exporters.papers import blanks_of  # brings the libraries of the papers

    paper = papertemplates.paper_of(document)
    values: dict[str, Any] = {"verdict": None, "checked": None, "only_check": False} | more
    return render_template(
        "templates/paper.html",
        shelf=papertemplates.shelf(house().store, viewer(), _folder(), paper),
        blanks=blanks_of(paper),
        most_bytes=MOST_BYTES,
        **values,
    ), status


@pages.get("/<document>")
@guard.allow(roles=guard.RULE_READERS)
def paper(document: str) -> Any:
    """One paper: its blanks with examples, what to download, the form for an own template."""
    return _page(document)


@pages.get("/<document>/file/<which>")
@guard.allow(roles=guard.RULE_READERS)
def download(document: str, which: str) -> Any:
    """A template as a file: shipped, own, or one that was replaced."""
    found = papertemplates.paper_of(document)
    data = papertemplates.content(_folder(), found, which)
    words = {"shipped": "随附模板", "own": "本县模板"}.get(which, "换下的模板")
    return send_file(
        io.BytesIO(data),
        KINDS[found.suffix],
        as_attachment=True,
        download_name=f"{found.label}_{words}{found.suffix}",
    )


@pages.post("/<document>")
@guard.allow(roles=guard.TEMPLATE_EDITORS)
def take(document: str) -> Any:
    """An own template: checked, tried with example values, and only then used."""
    found = papertemplates.paper_of(document)
    file = request.files.get("document")
    if file is None or not file.filename:
        raise JiefenError(f"请选择改好的模板（{found.suffix}）。")
    data = file.read(MOST_BYTES + 1)
    only_check = "check" in request.form
    if only_check:
        verdict = papertemplates.check(found, data)
    else:
        verdict = papertemplates.take(house().store, viewer(), _folder(), found, data, now())
    if verdict.good and not only_check:
        flash(f"{found.label}从现在起用这份模板；原来的一份留着，可以换回来。", "good")
        return redirect(url_for("templates.paper", document=document))
    return _page(
        document, 200 if verdict.good else 422, verdict=verdict, checked=file.filename, only_check=only_check
    )


@pages.post("/<document>/back")
@guard.allow(roles=guard.TEMPLATE_EDITORS)
def back(document: str) -> Any:
    """Use a replaced template again."""
    found = papertemplates.paper_of(document)
    name = request.form.get("kept", "")
    verdict = papertemplates.bring_back(house().store, viewer(), _folder(), found, name, now())
    if not verdict.good:
        return _page(document, 422, verdict=verdict, checked=name)
    flash(f"{found.label}换回了这份模板。", "good")
    return redirect(url_for("templates.paper", document=document))


@pages.post("/<document>/reset")
@guard.allow(roles=guard.TEMPLATE_EDITORS)
def reset(document: str) -> Any:
    """Use the shipped template again."""
    found = papertemplates.paper_of(document)
    papertemplates.reset(house().store, viewer(), _folder(), found, now())
    flash(f"{found.label}恢复用随附模板；换下的一份留着，可以换回来。", "good")
    return redirect(url_for("templates.paper", document=document))
