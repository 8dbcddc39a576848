"""The page of reports: months with their papers, who reads, takes along, proves and signs them off."""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from exporters import word
from jiefen_lite import apart, indicators, papers, reports
from jiefen_lite.desk import House
from jiefen_lite.shapes import Outcome, Role, Status
from jiefen_lite.store import audit
from jiefen_lite.store import papers as shelf
from tests import tickets
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
FROZEN = datetime(2026, 11, 9, 0, 25)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are made in this process."""

    def run(house: House, progress: apart.Tell, work: Callable[..., Any], *about: Any) -> Any:
        return work(house, progress, *about)

    monkeypatch.setattr(apart, "run", run)


@pytest.fixture(scope="module")
def closed_centre(new_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """September and October closed, with cases and papers, made once for tests to copy."""
    folder = tmp_path_factory.mktemp("closed") / "centre"
    shutil.copytree(new_centre, folder)
    house = support.open_house(folder)
    done = {"status": Status.CLOSED, "outcome": Outcome.RESOLVED, "units": [(support.LABOR, "responsible")]}
    for number, month in ((1, 9), (2, 9), (3, 10), (4, 10), (5, 10)):
        end = datetime(2026, month, 14)
        support.add_case(
            house, number, day=date(2026, month, 12), feedback_submitted_at=end, closed_at=end, **done
        )
    papers.close_due(house, support.OPERATOR, FROZEN, folder / "templates", lambda _words: None)
    tickets.close(house)
    return folder


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """An open centre: empty, or with its two months closed where the test asks for that."""
    source = "closed_centre" if "closed" in request.fixturenames else "new_centre"
    shutil.copytree(request.getfixturevalue(source), tmp_path, dirs_exist_ok=True)
    made = support.open_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def closed(house: House) -> House:
    """The centre with its two months closed; it is the twentieth of November."""
    return house


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def after(client: FlaskClient, address: str) -> str:
    """The page once nothing is being made any more."""
    until = time.monotonic() + 30
    while "本页每 2 秒自动更新" in (text := page(client, address)):
        assert time.monotonic() < until
        time.sleep(0.05)
    return text


def of(house: House, period: str) -> list[Any]:
    kept = shelf.listing(house.store, support.OPERATOR, period=period)
    return [one for one in kept if one.document == "health"]


def actions(house: House) -> list[str]:
    return [one["action"] for one in audit.entries(house.store, support.OPERATOR, limit=50)]


@pytest.mark.slow
def test_the_newest_closed_month_is_on_top_with_its_papers(closed: House, as_role: AsRole) -> None:
    client = as_role(Role.LEADER)
    text = page(client, "/reports")
    october, september = text.index("2026年10月"), text.index("2026年9月")
    assert october < september
    (paper,) = of(closed, "2026-10")
    assert f'href="/reports/papers/{paper.id}"' in text
    assert "个数字全部一致" in text
    assert "待签发" in text
    assert "现在冻结" not in text
    assert "冻结时未报送：" in text  # only one channel has told of anything


def test_the_leader_gets_there_from_the_first_page(closed: House, as_role: AsRole) -> None:
    (paper,) = of(closed, "2026-10")
    text = page(as_role(Role.LEADER), "/")
    assert f'href="/reports/papers/{paper.id}"' in text
    assert "2026年10月体检报告" in text


def test_the_paper_is_read_on_the_page_and_taken_along_byte_for_byte(closed: House, as_role: AsRole) -> None:
    client = as_role(Role.LEADER)
    (paper,) = of(closed, "2026-10")
    text = page(client, f"/reports/papers/{paper.id}")
    assert text.count("<h1>") == 1
    assert "一、体检结论" in text
    assert "表1 核心指标" in text
    assert "10月份，全市共受理矛盾纠纷3件" in text
    got = client.get(f"/reports/papers/{paper.id}/word")
    assert got.data == papers.file_of(closed, paper, "docx")[1]
    assert word.read_document(io.BytesIO(got.data)).blocks
    assert "attachment" in got.headers["Content-Disposition"]
    assert client.get(f"/reports/papers/{paper.id}/annex").data[:2] == b"PK"
    assert client.get(f"/reports/papers/{paper.id}/blank").status_code == 404
    assert actions(closed).count("download_report") == 2
    assert actions(closed).count("view_report") == 1


def test_it_is_signed_off_on_the_page_once(closed: House, as_role: AsRole) -> None:
    (paper,) = of(closed, "2026-10")
    address = f"/reports/papers/{paper.id}"
    assert f"{address}/sign" not in page(as_role(Role.INTAKE_CLERK), address)
    assert support.send(as_role(Role.INTAKE_CLERK), f"{address}/sign").status_code == 403
    leader = as_role(Role.LEADER)
    assert f"{address}/sign" in page(leader, address)
    assert support.send(leader, f"{address}/sign").status_code == 302
    text = page(leader, address)
    assert f"{address}/sign" not in text
    assert support.PEOPLE[Role.LEADER] in text
    assert "已签发" in text
    assert support.send(as_role(Role.SUPERVISOR), f"{address}/sign").status_code == 409
    assert actions(closed).count("sign_report") == 1


def test_a_wrong_number_is_told_where_it_was_typed(closed: House, as_role: AsRole) -> None:
    (paper,) = of(closed, "2026-10")
    leader = as_role(Role.LEADER)
    answer = support.send(leader, f"/reports/papers/{paper.id}/sign", number="富综治发[2026]3号")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "六角括号" in text
    assert 'value="富综治发[2026]3号"' in text
    assert "一、体检结论" in text
    assert of(closed, "2026-10")[0].signed_at is None


def test_it_is_proved_again_on_demand(closed: House, as_role: AsRole) -> None:
    (paper,) = of(closed, "2026-10")
    client = as_role(Role.LEADER)
    assert support.send(client, f"/reports/papers/{paper.id}/verify").status_code == 302
    assert "个数字全部与数据一致" in page(client, f"/reports/papers/{paper.id}")
    proof = of(closed, "2026-10")[0].proof
    assert (proof.at, proof.by) == (support.NOW, support.PEOPLE[Role.LEADER])


def test_made_once_more_for_a_reason(closed: House, as_role: AsRole, here: None) -> None:
    client = as_role(Role.SUPERVISOR)
    form = {"period": "2026-10", "document": "health"}
    assert support.send(client, "/reports/make", **form).status_code == 409
    assert support.send(client, "/reports/make", **form, reason=" ").status_code == 400
    assert support.send(as_role(Role.LEADER), "/reports/make", **form, reason="表述").status_code == 403
    assert support.send(client, "/reports/make", **form, reason="改了表述").status_code == 302
    text = after(client, "/reports/of/2026-10")
    old, new = of(closed, "2026-10")
    assert "以前的版本" in text
    assert f'href="/reports/papers/{old.id}"' in text
    assert "这是以前的一版" in page(client, f"/reports/papers/{old.id}")
    assert "重做事由：改了表述" in page(client, f"/reports/papers/{new.id}")


def test_an_open_month_is_told_as_such_and_a_silent_channel_is_not_nought(
    closed: House, as_role: AsRole, clock: support.Clock, here: None
) -> None:
    """Early in December, November is over but open; only one channel has told of it."""
    support.add_case(closed, 9, day=date(2026, 11, 12))
    clock.now = datetime(2026, 12, 2, 9)
    client = as_role(Role.SUPERVISOR)
    text = page(client, "/reports")
    assert "暂计" in text
    assert "12月8日 24:00 以后自动冻结" in text
    assert "未报送：" in text
    silent = re.search(r"未报送：([^。]*)。", text).group(1)  # type: ignore[union-attr]
    assert len(silent.split("、")) == 6
    month = page(client, "/reports/of/2026-11")
    assert "</th><td>0 件" not in re.sub(r"\s*\n\s*", "", month)
    assert month.count('<span class="chip chip-ask">未报送</span>') == 6
    assert support.send(client, "/reports/freeze", month="2026-11").status_code == 400
    for one in papers.channel_reports(closed, support.OPERATOR, indicators.period_of("2026-11")):
        if one.is_missing:
            form = {"month": "2026-11", "channel": one.channel.value}
            assert support.send(client, "/reports/nothing", **form).status_code == 302
    assert "七个渠道都已报送" in page(client, "/reports")
    assert support.send(client, "/reports/freeze", month="2026-11").status_code == 302
    after(client, "/reports")
    (paper,) = of(closed, "2026-11")
    assert paper.made_by == support.PEOPLE[Role.SUPERVISOR]


def test_what_came_late_stands_on_the_page_of_its_month(closed: House, as_role: AsRole) -> None:
    client = as_role(Role.LEADER)
    assert "没有追补" in page(client, "/reports/of/2026-10")
    late = support.add_case(closed, 20, day=date(2026, 10, 25))
    text = page(client, "/reports/of/2026-10")
    assert late.case_code in text
    assert "不改这个月的数字" in text
    assert late.case_code not in page(client, "/reports/of/2026-09")


@pytest.mark.slow
def test_longer_periods_are_offered_when_their_months_are_closed(
    house: House, as_role: AsRole, clock: support.Clock, here: None, tmp_path: Path
) -> None:
    for month in (7, 8, 9):
        support.add_case(house, month, day=date(2026, month, 12))
    for month in ("2026-07", "2026-08"):
        reports.freeze(house, support.OPERATOR, month, FROZEN)
    client = as_role(Role.LEADER)
    assert "还有 1 个月没有冻结" in page(client, "/reports")
    assert support.send(client, "/reports/make", period="2026Q3").status_code == 400
    reports.freeze(house, support.OPERATOR, "2026-09", FROZEN)
    assert "做报告" in page(client, "/reports")
    assert support.send(client, "/reports/make", period="2026Q3").status_code == 302
    after(client, "/reports/of/2026Q3")
    (paper,) = of(house, "2026Q3")
    assert "2026年第三季度" in page(client, f"/reports/papers/{paper.id}")
    assert f'href="/reports/papers/{paper.id}"' in page(client, "/reports")


@pytest.mark.parametrize("role", [Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR, Role.ADMIN, Role.AUDITOR])
def test_the_county_s_papers_are_for_those_who_see_the_county(
    closed: House, as_role: AsRole, role: Role
) -> None:
    client = as_role(role)
    (paper,) = of(closed, "2026-10")
    for address in ("/reports", "/reports/of/2026-10", f"/reports/papers/{paper.id}", "/reports/papers/999"):
        assert client.get(address).status_code == 403, address
    for kind in ("word", "annex", "blank"):
        assert client.get(f"/reports/papers/{paper.id}/{kind}").status_code == 403
    for step in ("sign", "verify"):
        assert support.send(client, f"/reports/papers/{paper.id}/{step}").status_code == 403
    assert f"/reports/papers/{paper.id}" not in page(client, "/")


def test_a_paper_that_is_not_there_is_not_found(closed: House, as_role: AsRole) -> None:
    client = as_role(Role.LEADER)
    assert client.get("/reports/papers/999").status_code == 404
    assert client.get("/reports/papers/999/word").status_code == 404
    assert client.get("/reports/of/gestern").status_code == 404
    assert client.get("/reports/of/2026Q9").status_code == 404
    assert client.get("/reports/of/2026-12").status_code == 404  # has not begun
    assert client.get("/reports/of/1999-01").status_code == 404  # before the data


def test_a_centre_without_cases_says_what_comes_next(house: House, as_role: AsRole) -> None:
    assert "还没有过完的月份" in page(as_role(Role.LEADER), "/reports")
