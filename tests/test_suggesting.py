"""纠纷类型—化解方案—法律依据: shown beside a case, taken into the record by a click, of use or not."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import peewee as pw
import pytest
from flask.testing import FlaskClient

from jiefen_lite import jobs, precedents, suggesting
from jiefen_lite.config import Paths
from jiefen_lite.desk import House
from jiefen_lite.errors import NotAllowed, NotFound
from jiefen_lite.precedents import searching
from jiefen_lite.shapes import CaseRow, Outcome, Role, Status, Viewer
from jiefen_lite.store import agreements, audit, cases, mediations, suggestions
from tests.web import support

PLAN = "双方一起看现场，楼上重做防水，赔一千八百元当场付清"
LEAK = "楼上卫生间漏水，把楼下天棚地板泡坏，要求修好赔钱"
DAY = support.NOW.date()


def person(role: Role, unit: str | None = None) -> Viewer:
    return Viewer(None, support.PEOPLE[role], frozenset({role}), unit)


HANDLER = person(Role.HANDLER, support.LABOR)
OTHER = Viewer(None, "镇里承办", frozenset({Role.HANDLER}), support.TOWN_HALL)
BOSS, RULES, LEADER = person(Role.SUPERVISOR), person(Role.RULE_EDITOR), person(Role.LEADER)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = support.make_house(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def client(house: House, tmp_path: Path) -> FlaskClient:
    made = support.make_app(house, tmp_path, support.Clock()).test_client()
    support.sign_in(made, support.PEOPLE[Role.HANDLER])
    return made


def under_way(house: House, number: int, unit: str = support.LABOR, **changes: Any) -> CaseRow:
    told = {"units": [(unit, "responsible")], "responsible_unit": unit, "summary": LEAK, "claim": None}
    return support.add_case(house, number, **(told | {"type_l1": "neighbor"} | changes))


def settled(house: House, number: int, unit: str = support.LABOR, **changes: Any) -> CaseRow:
    end = datetime(2026, 11, 15)
    ended = {"status": Status.CLOSED, "outcome": Outcome.RESOLVED, "feedback_submitted_at": end}
    return under_way(house, number, unit, **({**ended, "closed_at": end, "result_text": PLAN} | changes))


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def record_of(text: str) -> str:
    return text.split('<textarea name="record"')[1].split(">", 1)[1].split("</textarea>")[0]


def test_the_case_page_tells_type_plan_and_law_with_their_sources(house: House, client: FlaskClient) -> None:
    mine, ours, theirs = under_way(house, 1), settled(house, 2), settled(house, 3, support.TOWN_HALL)
    text = page(client, f"/cases/{mine.case_code}")
    panel = text.split('id="suggestions"')[1].split("</section>")[0]
    assert "邻里" in panel
    assert PLAN in panel
    assert f"/cases/{ours.case_code}" in panel
    assert "像" not in panel.split("化解方案")[0]
    assert "《中华人民共和国民法典》第二百" in panel
    assert "本类依据" in panel
    assert "核对到" in panel
    assert theirs.case_code not in text
    assert "申请人与某单位发生邻里纠纷，地点兴隆岗镇东风村，涉及2人，8600元" in text
    with house.store.reading():
        looked = {one["object"] for one in audit.entries(house.store, support.OPERATOR, limit=20)
                  if one["action"] == "view_case"}  # fmt: skip
    assert looked == {mine.case_code, ours.case_code}


def test_where_none_is_close_enough_the_page_says_so(house: House, client: FlaskClient) -> None:
    mine = under_way(house, 1, summary="老年大学合唱团站位不公平", type_l1=None)
    settled(house, 2)
    assert "没有足够相似的案例" in page(client, f"/cases/{mine.case_code}")


def test_no_page_waits_for_the_index(
    house: House, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_WHILE_WAITING", 0)
    mine, _ours = under_way(house, 1), settled(house, 2)
    text = page(client, f"/cases/{mine.case_code}")
    assert "类案正在准备" in text
    assert PLAN not in text
    jobs.ready_suggestions(house, Paths(house.files.parent), lambda: support.NOW)
    assert PLAN in page(client, f"/cases/{mine.case_code}")
    with house.store.writing():
        house.store.db.execute_sql("UPDATE cases SET outcome = 'completed_unresolved' WHERE id = 2")
    assert PLAN not in page(client, f"/cases/{mine.case_code}")  # however old the index is


def test_a_click_fills_the_record_and_stores_nothing(house: House, client: FlaskClient) -> None:
    mine, ours = under_way(house, 1), settled(house, 2)
    text = page(client, f"/cases/{mine.case_code}")
    address = f"/cases/{mine.case_code}/mediation/record?use={ours.case_code}"
    assert f'href="{address}"' in text
    assert record_of(page(client, address)) == f"参考 {ours.case_code} 的办法：{PLAN}"
    hit = suggesting.triple(house, HANDLER, cases.get_case(house.store, HANDLER, mine.case_code), DAY).laws
    assert hit
    filled = page(client, f"/cases/{mine.case_code}/mediation/record?use={hit[0].ref}")
    assert record_of(filled).startswith(f"依据{hit[0].name}：")
    typed = {"record": "甲方说先看现场。", "place": "村委会", "use": hit[0].ref}
    answer = support.send(client, f"/cases/{mine.case_code}/mediation/record", **typed)
    kept = answer.get_data(as_text=True)
    assert record_of(kept).startswith("甲方说先看现场。\n依据《")
    assert 'value="村委会"' in kept
    assert mediations.sessions(house.store, HANDLER, mine.case_code) == []


def test_an_article_becomes_a_clause_that_is_not_kept_yet(house: House, client: FlaskClient) -> None:
    mine = under_way(house, 1)
    address = f"/cases/{mine.case_code}/mediation/agreement"
    ref = page(client, address).split('name="use" value="')[1].split('"')[0]
    kept = {"clause": "court", "use": ref}
    text = support.send(client, address, **kept).get_data(as_text=True)
    assert text.count('name="clause" value=') == 2
    assert "依据《中华人民共和国民法典》第" in text.split('name="what-1"')[1].split("</textarea>")[0]
    assert agreements.newest(house.store, HANDLER, mine.case_code) is None


def test_only_what_may_be_told_is_quoted(house: House, client: FlaskClient) -> None:
    mine = under_way(house, 1)
    secret, theirs = settled(house, 2, secrecy=True), settled(house, 3, support.TOWN_HALL)
    for ref in (secret.case_code, theirs.case_code, mine.case_code, "AL-0007", "AL-x", "gist-99999", "law-1"):
        with pytest.raises(NotFound):
            suggesting.words_of(house, HANDLER, ref, DAY)
        page(client, f"/cases/{mine.case_code}/mediation/record?use={ref}", 404)


def test_what_is_no_step_now_offers_no_copy(house: House, client: FlaskClient) -> None:
    mine, _ours = under_way(house, 1, status=Status.DISPATCHED), settled(house, 2)
    text = page(client, f"/cases/{mine.case_code}")
    assert PLAN in text
    assert "/mediation/record?use=" not in text


def test_one_word_per_person_and_thing_changed_and_taken_back(house: House, client: FlaskClient) -> None:
    mine, ours = under_way(house, 1), settled(house, 2)
    before = precedents.like_case(house, HANDLER, mine.case_code)
    address = f"/cases/{mine.case_code}/suggestions"
    for useful in ("yes", "no", "no"):
        assert support.send(client, address, ref=ours.case_code, useful=useful).status_code == 302
    assert suggestions.mine(house.store, HANDLER, mine.case_code) == {("precedent", ours.case_code): False}
    assert "没用（您选过）" in page(client, f"/cases/{mine.case_code}")
    assert precedents.like_case(house, HANDLER, mine.case_code) == before  # nothing is ranked by it
    support.send(client, address, ref=ours.case_code, useful="none")
    assert suggestions.mine(house.store, HANDLER, mine.case_code) == {}
    assert support.send(client, address, ref="gist-0", useful="perhaps").status_code == 400
    untold = under_way(house, 3, type_l1=None)
    refused = support.send(client, f"/cases/{untold.case_code}/suggestions", ref="type", useful="yes")
    assert refused.status_code == 400
    with house.store.reading():
        told = [one for one in audit.entries(house.store, support.OPERATOR, limit=20)
                if one["action"] == "mark_suggestion"]  # fmt: skip
    assert len(told) == 4
    with pytest.raises(NotAllowed):
        suggesting.mark(house, LEADER, mine.case_code, "gist-0", True, support.NOW)
    with pytest.raises(NotFound):
        suggesting.mark(house, OTHER, mine.case_code, "gist-0", True, support.NOW)


def test_who_writes_the_rules_reads_how_many_of_how_many(house: House, tmp_path: Path) -> None:
    mine, theirs = under_way(house, 1), under_way(house, 2, support.TOWN_HALL)
    with house.store.writing():
        for code, viewer, kind, shown, useful in (
            (mine, HANDLER, "type", "neighbor/漏水", True),
            (mine, BOSS, "type", "neighbor/漏水", False),
            (theirs, OTHER, "type", "neighbor/相邻通行", False),
            (theirs, OTHER, "law", "《民法典》第二百八十八条", True),
        ):
            suggestions.mark(
                house.store, viewer, code.case_code, kind, shown,
                rule="type.neighbor" if kind == "type" else None, useful=useful, now=support.NOW,
            )  # fmt: skip
    found = suggesting.report(house, RULES, DAY, DAY)
    assert [(one.name, one.useful, one.said, one.rate) for one in found.types] == [
        ("neighbor/漏水", 1, 2, "1/2"),
        ("neighbor/相邻通行", 0, 1, "0/1"),
    ]
    assert [(one.name, one.useful, one.said) for one in found.rules] == [("type.neighbor", 1, 3)]
    assert [(one.name, one.useful, one.said) for one in found.laws] == [("《民法典》第二百八十八条", 1, 1)]
    assert {one.case_code for one in found.remarks} == {mine.case_code, theirs.case_code}
    assert not any(one.opens for one in found.remarks)  # whoever sees no cases gets no link to one
    assert all(one.opens for one in suggesting.report(house, BOSS, DAY, DAY).remarks)
    assert suggesting.report(house, RULES, DAY.replace(day=1), DAY.replace(day=1)).said == 0
    for viewer in (HANDLER, LEADER):
        with pytest.raises(NotAllowed):
            suggesting.report(house, viewer, DAY, DAY)
    assert suggestions.counts(house.store, HANDLER, "type") == {"neighbor/漏水": (1, 1)}
    client = support.make_app(house, tmp_path, support.Clock()).test_client()
    support.sign_in(client, support.PEOPLE[Role.RULE_EDITOR])
    text = page(client, "/suggestions")
    assert "有用 1，没用 1，共评 2" in text
    assert "邻里 · 漏水" in text
    assert f'href="/cases/{mine.case_code}"' not in text
    assert "没有人评过" in page(client, "/suggestions?first=2025-01-01&last=2025-02-01")


def test_what_was_said_before_comes_along(tmp_path: Path) -> None:
    step = importlib.import_module("jiefen_lite.store.migrations.0028_suggestions")
    db = pw.SqliteDatabase(tmp_path / "old.db")
    with db.bind_ctx((step.Case, step.LikeUse)):
        db.create_tables((step.Case, step.LikeUse))
        step.Case.create(id=7)
        step.LikeUse.create(case=7, shown="AL-0001", by="甲", at=support.NOW, helped=True)
        step.LikeUse.create(case=7, shown="FJ20261103-0001", by="乙", at=support.NOW, helped=False)
    step.up(None, db)
    columns = 'case_id, kind, shown, rule, useful, "by"'
    rows = db.execute_sql(f"SELECT {columns} FROM suggestion_mark ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (7, "precedent", "AL-0001", None, 1, "甲"),
        (7, "precedent", "FJ20261103-0001", None, 0, "乙"),
    ]
    assert "like_use" not in db.get_tables()
    db.close()
