"""Cases on the pages: search, filters, masks, plain text with a reason, corrections, export."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import openpyxl
from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status
from jiefen_lite.store import audit, cases
from tests.importers.factories import workbook
from tests.tickets import bring, by_number
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


def listed(client: FlaskClient, address: str) -> set[str]:
    """The case codes that a page lists."""
    page = client.get(address, follow_redirects=True).get_data(as_text=True)
    return {part.split('"')[0] for part in page.split('class="case-code" href="/cases/')[1:]}


def test_two_characters_are_enough_to_search(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    response = support.send(client, "/cases/find", q="彩礼")
    assert response.status_code == 302
    assert listed(client, response.headers["Location"]) == {filled["other"].case_code}


def test_a_phone_never_stands_in_an_address(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    response = support.send(client, "/cases/find", q=support.PHONE)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert filled["red"].case_code in page
    assert support.PHONE not in page
    assert client.get(f"/cases?q={support.PHONE}").headers["Location"] == "/cases"


def test_filters_narrow_and_lights_have_words(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    assert listed(client, "/cases?light=red") == {filled["red"].case_code}
    assert listed(client, "/cases?light=yellow") == {filled["yellow"].case_code}
    assert listed(client, "/cases?month=2026-10") == {filled["done"].case_code}
    assert listed(client, "/cases?unit=-") == {filled["pending"].case_code}
    assert listed(client, "/cases?show=pending") == {
        filled["pending"].case_code,
        filled["feedback"].case_code,
    }
    assert "■</span>超期" in client.get("/cases?light=red").get_data(as_text=True)
    assert "▲</span>临期" in client.get("/cases?light=yellow").get_data(as_text=True)


def test_nonsense_in_the_address_does_no_harm(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    for query in ("light=blue", "month=2026-13", "page=-1", "page=999999", "batch=x", "show=all", "q=%25_"):
        assert client.get(f"/cases?{query}").status_code == 200, query


def test_plain_text_needs_a_reason_and_is_logged(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client, code = as_role(Role.SUPERVISOR), filled["red"].case_code
    assert support.send(client, f"/cases/{code}/reveal", reason="看").status_code == 422
    page = support.send(client, f"/cases/{code}/reveal", reason="电话核实诉求").get_data(as_text=True)
    assert "孙立东" in page
    assert support.PHONE in page
    last = audit.entries(house.store, support.OPERATOR, limit=1)[0]
    assert (last["action"], last["object"], last["user_name"]) == (
        "reveal",
        code,
        support.PEOPLE[Role.SUPERVISOR],
    )


def test_a_case_with_secrecy_leaves_a_trace_when_opened(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.HANDLER)
    page = client.get(f"/cases/{filled['secret'].case_code}").get_data(as_text=True)
    assert "（要求保密）" in page
    assert audit.entries(house.store, support.OPERATOR, limit=1)[0]["action"] == "view_case"


def test_a_correction_becomes_an_event_with_its_reason(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client, code = as_role(Role.SUPERVISOR), filled["red"].case_code
    response = support.send(
        client,
        f"/cases/{code}/correct",
        people="12",
        amount="1.2万",
        town="城东街道",
        reason="当事人来访更正",
    )
    assert response.headers["Location"] == f"/cases/{code}"
    record = cases.get_case(house.store, support.OPERATOR, code)
    assert (record.people_count, record.amount_fen, record.town, record.village) == (
        12,
        1_200_000,
        "城东街道",
        None,
    )
    page = client.get(f"/cases/{code}").get_data(as_text=True)
    assert "当事人来访更正" in page
    assert "涉及人数：2 → 12" in page


def unlocated(house: House) -> str:
    """The code of a case whose town nobody could read, and which is thought to be hard."""
    case = support.add_case(
        house,
        90,
        day=date(2026, 11, 18),
        town=None,
        village=None,
        pending=("town", "complexity", "type"),
        complexity_pending=True,
    )
    return case.case_code


def test_a_point_that_was_right_is_confirmed_as_it_is(house: House, as_role: AsRole) -> None:
    """Nobody should have to change a case in order to say that it needs no change."""
    client, code = as_role(Role.SUPERVISOR), unlocated(house)
    page = client.get(f"/cases/{code}/correct").get_data(as_text=True)
    offered = [part.split('"')[0] for part in page.split('name="looked_at" value="')[1:]]
    assert offered == ["town", "complexity"]
    support.send(client, f"/cases/{code}/correct", looked_at=offered, reason="电话问过，说不清在哪个村")
    record = cases.get_case(house.store, support.OPERATOR, code)
    assert (record.pending, record.complexity_pending, record.town) == (("type",), False, None)
    told = "看过，就按现在的：镇（街道）待定、难易待研判"
    assert told in client.get(f"/cases/{code}").get_data(as_text=True)


def test_what_only_a_value_can_settle_is_not_confirmed(house: House, as_role: AsRole) -> None:
    client, code = as_role(Role.SUPERVISOR), unlocated(house)
    support.send(client, f"/cases/{code}/correct", looked_at="type", reason="看过")
    assert "type" in cases.get_case(house.store, support.OPERATOR, code).pending


def test_a_units_people_confirm_nothing(house: House, filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client, code = as_role(Role.HANDLER), filled["red"].case_code
    response = support.send(client, f"/cases/{code}/correct", looked_at="complexity", reason="看过")
    assert response.status_code == 403
    assert "请找督办岗" in response.get_data(as_text=True)


def test_a_place_found_settles_its_open_point(house: House, as_role: AsRole) -> None:
    client, code = as_role(Role.SUPERVISOR), unlocated(house)
    support.send(client, f"/cases/{code}/correct", town="城东街道", reason="来电说明")
    assert cases.get_case(house.store, support.OPERATOR, code).pending == ("type", "complexity")


def test_lists_by_light_are_paged_in_the_order_of_the_due_dates(house: House, as_role: AsRole) -> None:
    for number in range(1, 61):
        support.add_case(house, number, day=date(2026, 10, 1 + number % 7))
    client = as_role(Role.SUPERVISOR)
    first, second = (listed(client, f"/cases?light=red&page={page}") for page in (1, 2))
    assert (len(first), len(second), first & second) == (50, 10, set())
    assert max(code[2:10] for code in first) <= min(code[2:10] for code in second)


def test_a_correction_without_reason_keeps_what_was_typed(
    filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client, code = as_role(Role.SUPERVISOR), filled["red"].case_code
    response = support.send(client, f"/cases/{code}/correct", people="37", village="城东街道/向阳社区")
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "请写明更正的理由" in page
    assert 'value="37"' in page
    assert "不在所选的镇（街道）" in page


def test_a_units_people_cannot_move_a_case_to_another_unit(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client, code = as_role(Role.HANDLER), filled["red"].case_code
    assert 'name="unit"' not in client.get(f"/cases/{code}/correct").get_data(as_text=True)
    response = support.send(client, f"/cases/{code}/correct", unit="民政局", reason="推走")
    assert response.status_code == 403
    assert cases.get_case(house.store, support.OPERATOR, code).responsible_unit == support.LABOR


def test_the_export_is_masked_and_logged(house: House, filled: dict[str, CaseRow], as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    response = support.send(client, "/cases/export", month="2026-11")
    book = openpyxl.load_workbook(BytesIO(response.data))
    words = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert filled["red"].case_code in words
    assert filled["done"].case_code not in words
    assert "孙立东" not in words
    assert support.PHONE not in words
    last = audit.entries(house.store, support.OPERATOR, limit=1)[0]
    assert (last["action"], '"count": 6' in last["detail"]) == ("export", True)


def test_what_the_ledger_left_open_is_settled_in_bulk(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client, code = as_role(Role.SUPERVISOR), filled["feedback"].case_code
    response = support.send(client, "/cases/settle", codes=[code], outcome="resolved")
    assert response.status_code == 302
    record = cases.get_case(house.store, support.OPERATOR, code)
    assert (record.status, record.outcome) == ("closed", "resolved")


def test_the_home_page_counts_what_its_lists_show(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    for role in (Role.SUPERVISOR, Role.HANDLER):
        client = as_role(role)
        page = client.get("/").get_data(as_text=True)
        tiles = page.split('<a class="tile')[1:]
        assert tiles
        for tile in tiles:
            address = tile.split('href="')[1].split('"')[0].replace("&amp;", "&")
            number = int(tile.split('tile-number">')[1].split("<")[0])
            assert len(listed(client, address)) == number, address


def test_numbers_that_are_none_do_no_harm(client: FlaskClient, as_role: AsRole) -> None:
    """Digits of other scripts, numbers beyond any database, a year without an end: no bug, no traceback."""
    client = as_role(Role.SUPERVISOR)
    for address, status in (
        ("/cases?page=²", 200),
        ("/cases?batch=²", 200),
        ("/cases?batch=" + "9" * 30, 200),
        ("/batches?page=²", 200),
        ("/batches/" + "9" * 30, 404),
        ("/indicators?period=9999H2", 400),
        ("/indicators?period=9999-12", 400),
    ):
        assert client.get(address).status_code == status, address


def test_no_step_leads_nowhere(house: House, as_role: AsRole) -> None:
    """A page sends nobody to a form that cannot settle the point, or to a step that is not his."""
    case = support.add_case(house, 1, pending=("missing_closed_at",))
    page = as_role(Role.SUPERVISOR).get(f"/cases/{case.case_code}").get_data(as_text=True)
    assert "缺办结日期" in page
    assert "去核对更正" not in page
    assert "导入后自动补上" in page
    support.add_case(house, 2, status=Status.FEEDBACK_PENDING, feedback_submitted_at=datetime(2026, 11, 11))
    assert "待审核" in as_role(Role.SUPERVISOR).get("/").get_data(as_text=True)
    assert "待审核" not in as_role(Role.INTAKE_CLERK).get("/").get_data(as_text=True)


def test_who_asked_for_secrecy_is_not_found_or_read_by_the_unit(house: House, as_role: AsRole) -> None:
    """Not by name, number or one character of the name, and not in the story, masked or in clear."""
    case = support.add_case(
        house,
        1,
        units=[(support.LABOR, "responsible")],
        secrecy=True,
        summary=f"孙立东（电话{support.PHONE}）举报工地拖欠工资，孙立东不愿透露身份",
    )
    handler, supervisor = as_role(Role.HANDLER), as_role(Role.SUPERVISOR)
    for words in ("孙立东", support.PHONE, support.ID_NO, "立"):
        assert case.case_code not in support.send(handler, "/cases/find", q=words).get_data(as_text=True)
        assert listed(handler, f"/cases?q={words}") == set() or words.isascii()
    assert listed(supervisor, "/cases?q=孙立东") == {case.case_code}
    clear = support.send(handler, f"/cases/{case.case_code}/reveal", reason="电话核实诉求")
    for page in (handler.get(f"/cases/{case.case_code}"), clear):
        text = page.get_data(as_text=True)
        assert "举报工地拖欠工资" in text
        assert "孙" not in text
        assert support.PHONE[-4:] not in text


def test_a_printed_list_says_who_when_and_what_and_is_logged(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    page = support.send(as_role(Role.LEADER), "/cases/print", light="red").get_data(as_text=True)
    assert filled["red"].case_code in page
    assert filled["yellow"].case_code not in page
    for words in (support.PEOPLE[Role.LEADER], "2026-11-20 09:30", "数据截至", "条件：时限灯：红灯（超期）"):
        assert words in page
    assert "孙立东" not in page
    last = audit.entries(house.store, support.OPERATOR, limit=1)[0]
    assert (last["action"], last["object"]) == ("print", "cases")
    assert json.loads(last["detail"]) == {"count": 1, "filters": ["light"], "masked": True}


def test_a_printed_case_is_masked_and_logged(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    code = filled["red"].case_code
    page = support.send(as_role(Role.SUPERVISOR), f"/cases/{code}/print").get_data(as_text=True)
    assert "孙**" in page
    assert "孙立东" not in page
    assert support.PHONE not in page
    last = audit.entries(house.store, support.OPERATOR, limit=1)[0]
    assert (last["action"], last["object"]) == ("print", code)
    other = support.send(as_role(Role.HANDLER), f"/cases/{filled['other'].case_code}/print")
    assert other.status_code == 404


def test_a_code_goes_straight_to_its_case(filled: dict[str, CaseRow], as_role: AsRole) -> None:
    code = filled["red"].case_code
    client = as_role(Role.SUPERVISOR)
    for written in (code, code.lower().replace("-", ""), "ＦＪ２０２６１１０２－１"):
        assert support.send(client, "/cases/find", q=written).headers["Location"] == f"/cases/{code}"
    of_unit = support.send(as_role(Role.HANDLER), "/cases/find", q=filled["other"].case_code)
    assert of_unit.headers["Location"].startswith("/cases?q=")  # another unit's case looks like none


def test_the_search_box_is_on_every_page_of_those_who_see_cases(
    filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    for address in ("/", "/cases", "/indicators", "/ledgers", "/reporting", "/password"):
        page = as_role(Role.HANDLER).get(address).get_data(as_text=True)
        assert page.count('name="q"') == 1, address
    assert 'name="q"' not in as_role(Role.ADMIN).get("/").get_data(as_text=True)


def test_a_number_in_any_writing_stands_in_no_address_log_or_page(
    house: House, filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    client = as_role(Role.SUPERVISOR)
    for written in (
        "+86 139-4567-8901",
        "１３９４５６７８９０１",
        "1 3 9 4 5 6 7 8 9 0 1",
        "230882 19780512 0012",
    ):
        answer = support.send(client, "/cases/find", q=written)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert filled["red"].case_code in page
        assert "按电话号码：139****8901" in page or "按证件号码：230882" in page
        assert written not in page
        assert support.PHONE not in page
        kept = audit.entries(house.store, support.OPERATOR, limit=1)[0]
        assert support.PHONE not in str(kept)
        assert written not in str(kept)
    assert client.get("/cases?q=1 3 9 4 5 6 7 8 9 0 1").headers["Location"] == "/cases"


def test_the_page_marks_the_words_and_says_how_it_took_them(
    filled: dict[str, CaseRow], as_role: AsRole
) -> None:
    page = as_role(Role.SUPERVISOR).get("/cases?q=人社局 拖欠").get_data(as_text=True)
    assert "按单位：人力资源和社会保障局" in page
    assert "<mark>拖欠</mark>工资" in page
    assert "找到：主办单位、简要情况" in page
    nothing = as_role(Role.SUPERVISOR).get("/cases?q=珊瑚礁").get_data(as_text=True)
    assert "换一个词" in nothing
    hostile = as_role(Role.SUPERVISOR).get("/cases?q=<b>拖欠").get_data(as_text=True)
    assert "<b>" not in hostile


def test_a_repeat_and_its_original_point_at_each_other(house: House, as_role: AsRole) -> None:
    """On both pages, with the clock that counts; a unit reads the number that its own ledger wrote."""
    number, again = "XF23088220251103004", "XF23088220251110005"
    header = ["信访件编号", "信访日期", "信访人", "内容分类", "反映内容", "初件/重件", "责任部门", "办结状态"]
    kind, told = "劳动和社会保障-拖欠工资", "反映某工地拖欠工资"
    rows = [
        [number, "2026-11-03", "孙立东", kind, told, "初件", support.TOWN_HALL, "办理中"],
        [again, "2026-11-10", "孙立东", kind, told, f"重件（原件 {number}）", support.LABOR, "办理中"],
    ]
    bring(house, workbook({"信访件": [header, *rows]}), as_of=support.NOW.date(), now=support.NOW)
    first, second = by_number(house, number).case_code, by_number(house, again).case_code
    supervisor, handler = as_role(Role.SUPERVISOR), as_role(Role.HANDLER)
    page = supervisor.get(f"/cases/{second}").get_data(as_text=True)
    assert f'href="/cases/{first}">{first}</a>（{number}，' in page
    assert "：原件还在办，到期日随原件" in page
    assert "重件不另起期限" in page
    assert "原件有变，系统改定" in page
    page = supervisor.get(f"/cases/{first}").get_data(as_text=True)
    assert "又反映了 1 次" in page
    assert f'href="/cases/{second}"' in page
    page = handler.get(f"/cases/{second}").get_data(as_text=True)
    assert f'重件，原件 <span class="code">{number}</span>：原件还在办' in page
    assert first not in page
