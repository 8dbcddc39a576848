"""The living sample of the design: one page with every part, made of the real macros and sheets.

`python -m tests.web.sample sample.html` writes it as one file that any browser opens.
"""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template_string

from jiefen_lite.web import assets, guard
from tests.web import support

PAGE = Path(__file__).with_name("sample.html")
MACROS = Path(assets.__file__).parent / "templates" / "macros.html"


def add_to(app: Flask) -> None:
    """Show the sample at /sample; only tests and this module do."""

    @guard.allow(roles=guard.PUBLIC)
    def sample() -> str:
        due = support.NOW.date() + timedelta(days=2)
        things: dict[str, Any] = {
            "case": SimpleNamespace(feedback_submitted_at=None, due_date=due),
            "figure": SimpleNamespace(kind="rate", n=3, d=10, shown="30.0%"),
            "view": SimpleNamespace(name="本周到期", number=7, more=False, given={"due": "week"}),
            "viewer": SimpleNamespace(name="督办老王", unit=None, roles=frozenset(), sees_cases=False),
            "unread": lambda: 3,
            "data_until": lambda: support.NOW,
            "page_url": lambda number: f"#page-{number}",
        }
        return render_template_string(PAGE.read_text("utf-8"), **things)

    app.add_url_rule("/sample", "sample", sample)


def as_one_file(page: str, sheet: str) -> str:
    """The page with its sheet inside and nothing to fetch."""
    page = re.sub(r"<(?:script[^>]*></script|link[^>]*|img[^>]*)>", "", page)
    return page.replace("</head>", f"<style>{sheet}</style></head>", 1)


def main(out: Path) -> None:
    """Write the sample of a centre made for it."""
    with tempfile.TemporaryDirectory() as folder:
        house = support.make_house(Path(folder))
        app = support.make_app(house, Path(folder), support.Clock())
        add_to(app)
        page = app.test_client().get("/sample").get_data(as_text=True)
        house.store.close()
    out.write_text(as_one_file(page, assets.read_all()[assets.SHEET].plain.decode()), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
