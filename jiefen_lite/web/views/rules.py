"""The rules in force, to be read: deadlines, what the indicators mean, when a figure is small."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from jiefen_lite.web import guard
from jiefen_lite.web.session import house

pages = Blueprint("rules", __name__, url_prefix="/rules")


@pages.get("")
@guard.allow(roles=guard.RULE_READERS)
def listing() -> Any:
    """Everything a person may want to look up; changing a rule is done in its file."""
    return render_template("rules/listing.html", book=house().book)
