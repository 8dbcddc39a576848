"""空白文书: the forms that are filled by hand, to print empty; no case, no number."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, render_template, send_file

from jiefen_lite import casepapers
from jiefen_lite.web import guard
from jiefen_lite.web.session import house, viewer
from jiefen_lite.web.views.reports import WORD, templates

pages = Blueprint("blankforms", __name__, url_prefix="/blank-forms")


@pages.get("")
@guard.allow(roles=guard.EMPTY_PAPER_TAKERS)
def listing() -> Any:
    """The empty forms of whoever makes such papers."""
    return render_template("casepapers/blank.html", found=casepapers.empty_forms(viewer()))


@pages.get("/<form_id>")
@guard.allow(roles=guard.EMPTY_PAPER_TAKERS)
def word(form_id: str) -> Any:
    """One of them as a Word file."""
    name, data = casepapers.write_empty(house(), viewer(), form_id, templates=templates())
    return send_file(io.BytesIO(data), WORD, as_attachment=True, download_name=name)
