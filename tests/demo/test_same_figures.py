"""A figure is the same on the page, in Word, in Excel and by command: all 25 months of the demo centre."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from exporters import analysis_report, annex, health_report, word
from jiefen_lite import indicators, intake, reports
from jiefen_lite.cli import cli
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.shapes import HealthReport, Role
from jiefen_lite.store import users
from jiefen_lite.web.app import create_app
from tests import tickets
from tests.demo.conftest import AS_OF, Samples
from tests.factories import OPERATOR
from tests.web.support import PASSWORD, password_hash, sign_in

pytestmark = pytest.mark.slow

FIRST, LAST = "2024-10", "2026-10"
#: As the papers print them: the mark of small samples is a star there.
MARK = "样本较小"
NOW = datetime(2026, 11, 24, 9)


def months() -> list[str]:
    """2024-10 … 2026-10."""
    found, month = [], indicators.period_of(FIRST)
    while month.label <= LAST:
        found.append(month.label)
        month = indicators.month_of(month.end)
    return found


@pytest.fixture(scope="module")
def house(samples: Samples, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo centre with all its files in, every month frozen."""
    with tickets.temporary_house(tmp_path_factory.mktemp("figures")) as made:
        for path in samples.paths:
            found = intake.preview(
                made,
                OPERATOR,
                path.read_bytes(),
                file_name=path.name,
                channel=None,
                as_of=AS_OF,
                now=NOW,
            )
            intake.commit(made, OPERATOR, found.batch_id, now=NOW)
        for label in reports.months_to_freeze(made, AS_OF):
            reports.freeze(made, OPERATOR, label, NOW)
        yield made


@pytest.fixture(scope="module")
def client(house: House, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A supervisor's browser."""
    users.add(
        house.store, OPERATOR, "督办王", [Role.SUPERVISOR], None, password_hash(), NOW, must_change=False
    )
    folder = tmp_path_factory.mktemp("pages")
    made = create_app(house, secret=b"s" * 32, paths=Paths(folder), now=lambda: NOW).test_client()
    sign_in(made, "督办王", PASSWORD)
    return made


_ROW = re.compile(r'<th scope="row" class="nowrap">(.*?)</th>\s*<td class="number"[^>]*>(.*?)</td>', re.S)


def on_page(client: FlaskClient, label: str) -> dict[str, str]:
    """Indicator → what the page of indicators shows."""
    page = client.get(f"/indicators?period={label}&by=all").get_data(as_text=True)
    rows = re.findall(
        r'<th scope="row" class="nowrap">(.*?)</th>\s*<td class="number"[^>]*>(.*?)</td>', page, re.S
    )
    return {html.unescape(name): _first(value) for name, value in rows}


def _first(cell: str) -> str:
    """The figure of a cell without the fraction beside it."""
    plain = re.sub(r'<span class="fraction">.*?</span>', "", cell, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", plain)).strip()


def by_command(house: House, label: str) -> dict[str, str]:
    """Indicator → what the machine-readable table says."""
    table = reports.indicator_table(house, OPERATOR, indicators.period_of(label), "all", NOW)
    (row,) = json.loads(json.dumps(reports.indicator_json(house, OPERATOR, table)))["rows"]
    names = {rule.id: rule.name for rule in house.book.indicators.rules}
    return {
        names[name]: str(value) if isinstance(value, int) else value["shown"]
        for name, value in row.items()
        if name in indicators.INDICATORS
    }


def in_word(report: Any, paper: Any) -> dict[str, str]:
    """Indicator → the cell of table 1 as the Word file has it."""
    out = io.BytesIO()
    paper.write(report, out)
    out.seek(0)
    rows = [block for block in word.read_document(out).blocks if block.kind == "row"]
    head = next(one for one in rows if one.cells[0] == "指标" and one.cells[1].startswith("本"))
    table = head.place.rpartition("第")[0]
    body = [one.cells for one in rows if one.place.rpartition("第")[0] == table and one is not head]
    return {cells[0].removesuffix("（万元）"): cells[1].split("\n")[0] for cells in body}


def in_excel(report: Any) -> dict[str, str]:
    """Indicator → what the annex shows for the cell of table 1."""
    out = io.BytesIO()
    annex.write(report, out)
    sheet = openpyxl.load_workbook(out, read_only=True)["数字清单"]
    found = {}
    for row in sheet.iter_rows(min_row=3, values_only=True):
        place = re.fullmatch(r"表1 “(.*?)”行“本(?:月|季度|年)”列", str(row[1]))
        if place:
            found[place[1]] = str(row[9])
    return found


@pytest.mark.parametrize("label", months())
def test_every_figure_is_the_same_everywhere(house: House, client: FlaskClient, label: str) -> None:
    """Table 1 of both papers, their annexes, the page and the command agree to the letter."""
    period = indicators.period_of(label)
    dated = date(period.end.year, period.end.month, 9)
    analysis = reports.analysis_report(house, OPERATOR, period, NOW, dated)
    health: HealthReport = reports.health_report(house, OPERATOR, period, NOW, dated)
    command, page = by_command(house, label), on_page(client, label)
    assert set(page) == set(command)
    for name, shown in command.items():
        assert page[name].replace("*", "") == shown.replace(f"*{MARK}", ""), (label, name)
    for report, paper in ((analysis, analysis_report), (health, health_report)):
        printed, listed = in_word(report, paper), in_excel(report)
        assert len(printed) > 8
        assert set(listed) <= set(printed)
        for name, text in printed.items():
            assert text == command[name].replace(f"*{MARK}", "*"), (label, paper.LABEL, name)
            assert text == "—" or listed[name] == text, (label, paper.LABEL, name)
    assert str(analysis.charts["trend"].series[0].values[-1]) == command["受理量"]


def test_the_command_line_says_the_same(house: House, tmp_path: Path) -> None:
    """The very command, once: its JSON is the table that the months were compared with."""
    center = tmp_path / "centre"
    runner = CliRunner()
    assert runner.invoke(cli, ["init", str(center)]).exit_code == 0
    said = runner.invoke(cli, ["--center", str(center), "indicators", "--month", LAST, "--json"])
    assert said.exit_code == 0
    (row,) = json.loads(said.stdout)["rows"]
    assert set(indicators.INDICATORS) <= set(row)
