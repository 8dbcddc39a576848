"""Mediation and attachments over the pages: what a browser sends, and what people try by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import openpyxl
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status
from jiefen_lite.store import agreements, attachments, audit, cases
from jiefen_lite.web.views.ledgers import EXCEL
from tests.evidence import samples
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


def put(client: FlaskClient, code: str, *files: tuple[bytes, str]) -> tuple[int, str]:
    """Attach files as the form does; the status and the page."""
    page = client.get(f"/cases/{code}/attachments").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    data = {
        "csrf_token": token.group(1),
        "kind": "证据材料",
        "files": [(BytesIO(content), name) for content, name in files],
    }
    answer = client.post(f"/cases/{code}/attachments", data=data, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def test_hostile_files_are_refused_and_the_good_one_beside_them_is_kept(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    """An SVG that is called a photograph, a page, a bomb, a giant: each told; one row comes of it."""
    client, code = as_role(Role.HANDLER), filled["red"].case_code
    status, page = put(
        client,
        code,
        (b"<svg onload='alert(1)'/>", "现场.jpg"),
        (b"<!doctype html><script>alert(1)</script>", "笔录.pdf"),
        (samples.bomb(), "协议.docx"),
        (samples.png_head(60_000, 60_000), "大图.png"),
        (samples.photograph(), "孙立东<script>.jpg"),
    )
    assert status == 422
    for told in ("第 1 个文件：", "第 2 个文件：", "第 3 个文件：", "第 4 个文件："):
        assert told in page
    assert "第 5 个文件：" not in page
    assert "<script>.jpg" not in page
    assert len(attachments.of_case(house.store, support.BOSS, code)) == 1


def test_what_is_sent_out_acts_nowhere(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    """Saved, not shown; no sniffing, no scripts; no name of a person in the file's name or address."""
    client, code = as_role(Role.HANDLER), filled["red"].case_code
    put(client, code, (samples.photograph(), "孙立东.jpg"))
    answer = client.get(f"/cases/{code}/attachments/1")
    headers = answer.headers
    assert answer.mimetype == "image/jpeg"
    assert headers["Content-Disposition"] == f"attachment; filename={code}-001.jpg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    small = client.get(f"/cases/{code}/attachments/1/small")
    assert small.mimetype == "image/jpeg"


def test_typed_addresses_open_nothing_of_others(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    """Another unit's case, a file's number under another case, a leader at a file."""
    client, code = as_role(Role.HANDLER), filled["red"].case_code
    put(client, code, (samples.photograph(), "a.jpg"))
    other, foreign = filled["yellow"].case_code, filled["other"].case_code
    assert client.get(f"/cases/{other}/attachments/1").status_code == 404
    for page in ("mediation", "mediation/brief", "mediation/agreement", "attachments", "follow-up"):
        assert client.get(f"/cases/{foreign}/{page}").status_code == 404
    assert as_role(Role.LEADER).get(f"/cases/{code}/attachments/1").status_code == 403
    assert as_role(Role.INTAKE_CLERK).get(f"/cases/{code}/mediation").status_code == 403


def test_both_sides_agree_on_the_page(house: House, as_role: AsRole) -> None:
    """What the form of the first meeting sends begins mediation; names stay masked on every page."""
    case = support.add_case(
        house, 77, dispatch_count=1, status=Status.SIGNED, units=[(support.LABOR, "responsible")]
    )
    client = as_role(Role.MEDIATOR)
    said = {"mediator": support.PEOPLE[Role.MEDIATOR]}
    for key in ("applicant:1", "respondent:1"):
        said |= {f"answer-{key}": "agreed", f"way-{key}": "telephone", f"told-{key}": "yes"}
    answer = support.send(client, f"/cases/{case.case_code}/mediation/consent", **said)
    assert answer.status_code == 302
    assert cases.get_case(house.store, support.BOSS, case.case_code).status == Status.MEDIATING
    for page in ("", "/brief", "/record", "/agreement"):
        assert "孙立东" not in client.get(f"/cases/{case.case_code}/mediation{page}").get_data(as_text=True)


def test_a_handler_writes_the_agreement_and_is_told_who_settles(house: House, as_role: AsRole) -> None:
    """The button is the mediator's; a new clause goes between the same two as the last."""
    case = support.add_case(
        house, 79, dispatch_count=1, status=Status.SIGNED, units=[(support.LABOR, "responsible")]
    )
    where = f"/cases/{case.case_code}/mediation"
    alike = {"answer-all": "agreed", "way-all": "telephone", "told-all": "yes"}
    handler = as_role(Role.HANDLER)
    support.send(handler, f"{where}/consent", **alike, mediator=support.PEOPLE[Role.MEDIATOR])
    support.send(handler, f"{where}/agreement", what="add", add="total", form="oral")
    page = handler.get(f"{where}/agreement").get_data(as_text=True)
    first = page.split('name="who-0"', 1)[1].split('name="amount-0"', 1)[0]
    assert re.findall(r'value="([^"]+)" selected', first) == ["respondent:1", "applicant:1"]
    clause = {
        **{"clause": "pay", "who-0": "respondent:1", "whom-0": "applicant:1", "amount-0": "500"},
        **{"due-0": "2026-12-20", "way-0": "现金", "form": "oral", "what": "save"},
    }
    support.send(handler, f"{where}/agreement", **clause)
    page = handler.get(f"{where}/agreement").get_data(as_text=True)
    assert "没有发现问题" in page
    assert f"这一件的调解员 {support.PEOPLE[Role.MEDIATOR]}" in page
    assert 'value="settle"' not in page
    assert 'value="settle"' in as_role(Role.MEDIATOR).get(f"{where}/agreement").get_data(as_text=True)
    support.send(handler, f"{where}/agreement", **clause | {"what": "add", "add": "pay"})
    page = handler.get(f"{where}/agreement").get_data(as_text=True)
    second = page.split('name="who-1"', 1)[1].split('name="amount-1"', 1)[0]
    assert re.findall(r'value="([^"]+)" selected', second) == ["respondent:1", "applicant:1"]
    refused = support.send(handler, f"{where}/agreement", **clause | {"what": "settle"})
    assert refused.status_code == 403
    told = refused.get_data(as_text=True).split("您刚才填写的内容", 1)[1]
    assert "现金" in told  # his words, not what stands behind the lists
    for raw in ("respondent:1", "clause", "who-0", "settle"):
        assert raw not in told


def test_a_meeting_that_broke_off_leads_to_telling_the_ways(house: House, as_role: AsRole) -> None:
    case = support.add_case(
        house, 80, dispatch_count=1, status=Status.SIGNED, units=[(support.LABOR, "responsible")]
    )
    where, handler = f"/cases/{case.case_code}/mediation", as_role(Role.HANDLER)
    alike = {"answer-all": "agreed", "way-all": "telephone", "told-all": "yes"}
    support.send(handler, f"{where}/consent", **alike, mediator=support.PEOPLE[Role.MEDIATOR])
    record = {
        **{"day": support.NOW.date().isoformat(), "time": "23:59", "place": "一楼", "present": "双方"},
        **{"way-applicant:1": "on_site", "way-respondent:1": "on_site"},
        **{"record": "谈不拢", "result": "broken_off"},
    }
    early = support.send(handler, f"{where}/record", **record)
    assert (early.status_code, "改成实际开的" in early.get_data(as_text=True)) == (422, True)
    answer = support.send(handler, f"{where}/record", **record | {"time": "00:01"})
    assert answer.headers["Location"] == f"/cases/{case.case_code}/do/fail"


def test_who_took_part_is_ticked_and_stays_ticked(house: House, as_role: AsRole) -> None:
    """The people of the case stand there, masked; what was ticked stays where something is missing."""
    case = support.add_case(
        house, 81, dispatch_count=1, status=Status.SIGNED, units=[(support.LABOR, "responsible")]
    )
    where, client = f"/cases/{case.case_code}/mediation", as_role(Role.MEDIATOR)
    alike = {"answer-all": "agreed", "way-all": "telephone", "told-all": "yes"}
    name = support.PEOPLE[Role.MEDIATOR]
    support.send(client, f"{where}/consent", **alike, mediator=name)
    page = client.get(f"{where}/record").get_data(as_text=True)
    boxes = re.findall(r'name="with" value="([^"]+)"( checked)?> ([^<]+)<', page)
    assert boxes == [
        ("applicant:1", "", "申请人孙**"),
        ("respondent:1", "", "被申请人富锦市宏达建筑有限公司"),
        (f"mediator:{name}", " checked", f"调解员{name}"),
    ]
    plan = re.findall(r'name="with" value="([^"]+)"( checked)?>', client.get(where).get_data(as_text=True))
    assert [checked for _key, checked in plan] == [" checked"] * 3
    said = {
        **{"day": support.NOW.date().isoformat(), "time": "00:01", "place": "", "present": ""},
        **{"way-applicant:1": "video", "way-respondent:1": "on_site", "record": "谈了", "result": "again"},
    }
    body = {**said, "with": ["", "applicant:1", f"mediator:{name}"]}
    refused = support.send(client, f"{where}/record", **body)
    assert refused.status_code == 422
    again = re.findall(r'value="([^"]+)" checked> [^<]+<', refused.get_data(as_text=True))
    assert again == ["applicant:1", f"mediator:{name}"]
    assert support.send(client, f"{where}/record", **body | {"place": "一楼"}).status_code == 302
    assert f"参加人：申请人孙**、调解员{name}" in client.get(where).get_data(as_text=True)


def test_what_all_sides_say_alike_is_written_once(house: House, as_role: AsRole) -> None:
    case = support.add_case(
        house, 78, dispatch_count=1, status=Status.SIGNED, units=[(support.LABOR, "responsible")]
    )
    client, where = as_role(Role.MEDIATOR), f"/cases/{case.case_code}/mediation/consent"
    alike = {"answer-all": "agreed", "way-all": "telephone", "told-all": "yes"}
    said = alike | {"mediator": support.PEOPLE[Role.MEDIATOR]}
    support.send(client, where, **said, **{"answer-respondent:1": "refused"})
    assert cases.get_case(house.store, support.BOSS, case.case_code).status == Status.SIGNED
    assert support.send(client, where, **said).status_code == 302
    assert cases.get_case(house.store, support.BOSS, case.case_code).status == Status.MEDIATING


def test_a_sheet_of_calls_goes_out_and_comes_back(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    """Downloaded, filled in, brought back: what was refused is given back to its own person alone."""
    case = filled["red"]
    with house.store.writing():
        number = agreements.settle(
            house.store, support.BOSS, case.id, "oral", "付清", date(2026, 11, 10), support.NOW
        )
        for kind in ("first", "second"):
            agreements.plan_visit(house.store, support.BOSS, number, kind, "首次回访", date(2026, 11, 17))
    client = as_role(Role.HANDLER)
    answer = client.get("/follow-up/sheet/masked?until=2026-11-30")
    assert answer.mimetype == EXCEL
    book = openpyxl.load_workbook(BytesIO(answer.data))
    page = book["联系表"]
    heads = {cell.value: cell.column for cell in page[2]}
    for row, day in ((4, "2026-11-18"), (5, "2026-12-24")):
        for head, written in (
            ("联系日期", day),
            ("方式", "电话"),
            ("联系上没有", "是"),
            ("情况说明", "付了"),
        ):
            page.cell(row, heads[head]).value = written
    out = BytesIO()
    book.save(out)
    data = {
        "csrf_token": support.csrf(client, "/password"),
        "document": (BytesIO(out.getvalue()), "联系表.xlsx"),
    }
    told = client.post("/follow-up/sheet", data=data, content_type="multipart/form-data")
    text = told.get_data(as_text=True)
    assert told.status_code == 422
    assert "记下 <strong>1</strong> 行" in text
    assert "日期不能晚于今天" in text
    states = [one.state for one in agreements.visits(house.store, support.BOSS, case.case_code)]
    assert sorted(states) == ["done", "open"]
    link = re.search(r'href="(/follow-up/sheet/refused/[0-9a-f]+)"', text)
    assert link is not None
    assert client.get(link.group(1)).mimetype == EXCEL
    assert as_role(Role.SUPERVISOR).get(link.group(1)).status_code == 404


def test_telephones_want_a_reason(house: House, filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.HANDLER)
    refused = support.send(client, "/follow-up/sheet/clear", reason="打", until="2026-11-30")
    assert refused.status_code == 400
    assert "请写明为什么要带电话的" in refused.get_data(as_text=True)
    taken = support.send(client, "/follow-up/sheet/clear", reason="电话回访", until="2026-11-30")
    assert taken.mimetype == EXCEL
    printed = support.send(client, "/follow-up/sheet/print", until="2026-11-30").get_data(as_text=True)
    assert "2026-11-30 为止到期的" in printed
    last = [one["action"] for one in audit.entries(house.store, support.BOSS)][:2]
    assert last == ["print", "export"]


def test_the_printed_sheet_has_a_line_a_person_boxes_and_room(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    case = filled["red"]
    with house.store.writing():
        number = agreements.settle(
            house.store, support.BOSS, case.id, "oral", "付清", date(2026, 11, 10), support.NOW
        )
        agreements.plan_visit(house.store, support.BOSS, number, "first", "首次回访", date(2026, 11, 17))
    client = as_role(Role.HANDLER)
    masked = support.send(client, "/follow-up/sheet/print", until="2027-12-31").get_data(as_text=True)
    assert support.PHONE not in masked
    assert "当事人已脱敏" in masked
    refused = support.send(client, "/follow-up/sheet/print/clear", reason="打", until="2027-12-31")
    assert refused.status_code == 400
    assert support.PHONE not in refused.get_data(as_text=True)
    answer = support.send(client, "/follow-up/sheet/print/clear", reason="电话回访", until="2027-12-31")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "严禁外传" in page
    rows = page.split("<tbody>")[1].split("<tr>")[1:]
    assert len(rows) == 2  # applicant and respondent, each to be called
    assert f"申请人 孙立东 {support.PHONE}" in rows[0]
    assert "被申请人" in rows[1]
    assert all("□ 电话" in row and "□ 没联系上" in row for row in rows)
    told = [(one["action"], one["object"]) for one in audit.entries(house.store, support.BOSS)][:3]
    assert ("print", "call_list") in told
    assert ("reveal", case.case_code) in told
    leader = as_role(Role.UNIT_LEADER)
    assert support.send(leader, "/follow-up/sheet/print/clear", reason="电话回访").status_code == 403


def test_a_record_proposes_who_takes_part_and_where_it_was_last_time(house: House, as_role: AsRole) -> None:
    mediator = support.PEOPLE[Role.MEDIATOR]
    code = support.add_case(
        house, 7, status=Status.MEDIATING, units=[(support.LABOR, "responsible")], mediator=mediator
    ).case_code
    client = as_role(Role.HANDLER)
    page = client.get(f"/cases/{code}/mediation").get_data(as_text=True)
    assert f'class="button button-main" href="/cases/{code}/mediation/record"' in page
    assert f'class="button" href="/cases/{code}/mediation/agreement"' in page
    form = client.get(f"/cases/{code}/mediation/record").get_data(as_text=True)
    assert f'name="with" value="mediator:{mediator}" checked' in form
    assert "party:" not in "".join(re.findall(r'name="with" value="([^"]+)" checked', form))
    assert form.count('<option value="on_site" selected>') == 2
    sides = re.findall(r'name="(way-[^"]+)"', form)
    given = {
        "day": "2026-11-20",
        "time": "09:00",
        "place": "二楼调解室",
        "present": "双方",
        "record": "各说各的。",
    }
    given |= {"result": "again"} | dict.fromkeys(sides, "telephone")
    assert support.send(client, f"/cases/{code}/mediation/record", **given).status_code == 302
    form = client.get(f"/cases/{code}/mediation/record").get_data(as_text=True)
    assert 'value="二楼调解室"' in form
    assert form.count('<option value="telephone" selected>') == 2
    page = client.get(f"/cases/{code}/mediation").get_data(as_text=True)
    assert f'class="button button-main" href="/cases/{code}/mediation/agreement"' in page
