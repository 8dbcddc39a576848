"""数据截至 stands on every page and ledger, and tells a unit's people nothing of other units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient

from jiefen_lite import ledgers
from jiefen_lite.desk import House
from jiefen_lite.glossary import LEDGERS
from jiefen_lite.shapes import CaseRow, Role, Viewer
from jiefen_lite.store import counts
from tests.web import support
from tests.web.routes import READERS, ROUTES
from tests.web.test_routes import BLANKS

AsRole = Callable[[Role], FlaskClient]
HANDLER = Viewer(1, support.PEOPLE[Role.HANDLER], frozenset({Role.HANDLER}), support.LABOR)
LAST = datetime(2026, 11, 19, 16, 20)
FILES = (
    *(
        "/static",
        "/ledgers/",
        "/subsidies/ledger",
        "/follow-up/sheet/masked",
        "/reports/papers/{paper}/word",
        "/cases/{code}/papers/{form}/word",
        "/cases/{code}/rating/blank",
        "/blank-forms/",
    ),
    "/templates/",
)


def committed(house: House, at: datetime, who: str) -> int:
    return support.add_batch(house.store, who, state="committed", committed_at=at)


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(READERS))
def test_every_page_of_those_who_see_cases_says_it(
    house: House, filled: dict[str, CaseRow], as_role: AsRole, role: Role
) -> None:
    twin = filled["done"].case_code
    number = committed(house, LAST, support.PEOPLE[role])
    known = BLANKS | {
        "code": filled["red"].case_code,
        "twin": twin,
        "batch": number,
        "paper": support.keep_paper(house),
        "form": support.make_case_paper(house, filled["red"].case_code),
    }
    client = as_role(role)
    pages = [
        one
        for one in ROUTES
        if one.method == "GET" and one.may and role in one.may and one.expected == 200
        and not one.address.startswith(FILES)
    ]  # fmt: skip
    assert len(pages) >= 8
    for one in pages:
        page = client.get(one.address.format(**known)).get_data(as_text=True)
        assert "数据截至 2026-11-19 16:20" in page, one.address


def test_a_unit_is_not_told_when_others_report(house: House, filled: dict[str, CaseRow]) -> None:
    assert counts.data_until(house.store, HANDLER) is None
    committed(house, LAST, "民政局小孙")
    assert counts.data_until(house.store, HANDLER) is None
    assert counts.data_until(house.store, support.OPERATOR) == LAST
    committed(house, datetime(2026, 11, 12), support.PEOPLE[Role.HANDLER])  # his own
    assert counts.data_until(house.store, HANDLER) == datetime(2026, 11, 12)


@pytest.mark.parametrize("kind", LEDGERS)
def test_every_ledger_says_it(house: House, filled: dict[str, CaseRow], kind: str) -> None:
    committed(house, LAST, "甲")
    out = BytesIO()
    ledgers.make(house, support.OPERATOR, ledgers.Order(kind, "2026-10"), out, now=support.NOW)
    book = openpyxl.load_workbook(out)
    words = " ".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row)
    assert "数据截至 2026-11-19 16:20" in words
