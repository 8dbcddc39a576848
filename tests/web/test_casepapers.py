"""The pages of papers and dossiers: from the case to a paper in hand, told plainly where it cannot be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from exporters import caseforms
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role
from jiefen_lite.store import audit
from jiefen_lite.web.views import casepapers as views
from tests.web import support
from tests.web.support import ID_NO, PHONE, send

AsRole = Callable[[Role], FlaskClient]
NAME, HOME = "孙立东", "富锦市兴隆岗镇东风村三组 12 号"
AGREED = {
    "terms": "一、公司于2026年11月30日前付清工资8600元。",
    "way": "银行转账",
    "until": "2026-11-30",
    "parties-1-id_no": "91230882MA1B2C3D4E",
    "parties-1-address": "富锦市中央大街1号",
    "parties-1-representative": "冯德海",
}


def text(answer: object) -> str:
    """The page of an answer."""
    return answer.get_data(as_text=True)  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def code(filled: dict[str, CaseRow]) -> str:
    """A case of the labour office in mediation."""
    return filled["red"].case_code


def test_the_case_leads_to_its_papers_and_they_lead_on(as_role: AsRole, code: str) -> None:
    client = as_role(Role.MEDIATOR)
    assert f'href="/cases/{code}/papers"' in text(client.get(f"/cases/{code}"))
    page = text(client.get(f"/cases/{code}/papers"))
    first, others = page.split("也可以做的")
    assert "谈成了就制作协议书，三方签章生效。" in first
    assert f'href="/cases/{code}/papers/new/mediation_agreement"' in first
    assert "人民调解申请书" in others
    assert "还没有制作过文书" in others
    assert "督办通知书" not in page  # the centre's
    assert f'href="/cases/{code}/dossier"' in page


def test_a_paper_from_its_form_to_the_hand(as_role: AsRole, code: str, house: House) -> None:
    """Asked is what is not known; looked at before; made with a number; the same bytes at every download."""
    client = as_role(Role.MEDIATOR)
    form = text(client.get(f"/cases/{code}/papers/new/mediation_agreement"))
    asked, ready = form.split("自动填好的")
    assert 'name="terms"' in asked
    assert 'name="parties-0-phone"' not in asked
    assert NAME in ready
    assert PHONE in ready
    seen = send(client, f"/cases/{code}/papers/new/mediation_agreement", preview="1", **AGREED)
    assert seen.status_code == 200
    page = text(seen)
    assert "这是预览，还没有制作" in page
    assert "（制作时编号）" in page
    assert "一、公司于2026年11月30日前付清工资8600元。" in page
    assert "还没有制作过文书" in text(client.get(f"/cases/{code}/papers"))
    made = send(client, f"/cases/{code}/papers/new/mediation_agreement", **AGREED)
    assert made.status_code == 302
    paper = text(client.get(made.headers["Location"]))
    assert "已制作《人民调解协议书》，编号 （2026）富人社人调字第1号之1。" in paper
    word = f"{made.headers['Location']}/word"
    one, two = client.get(word), client.get(word)
    assert one.data == two.data
    assert one.mimetype.endswith("wordprocessingml.document")
    assert "attachment" in one.headers["Content-Disposition"]
    kinds = [entry["action"] for entry in audit.entries(house.store, support.BOSS, limit=20)]
    assert kinds.count("print_paper") == 2


def test_what_is_lacking_is_told_and_nothing_typed_is_lost(as_role: AsRole, code: str) -> None:
    client = as_role(Role.MEDIATOR)
    typed = {"terms": "一、分两次付清。", "until": "下个月", "parties-1-address": "中央大街1号"}
    for more in ({}, {"preview": "1"}):
        answer = send(client, f"/cases/{code}/papers/new/mediation_agreement", **typed, **more)
        assert answer.status_code == 422
        page = text(answer)
        assert "还缺“履行方式”。例如：一次付清，当面交付。" in page
        assert "“履行期限”要填日期，例如 2026-11-23。" in page
        assert "一、分两次付清。</textarea>" in page
        assert 'value="中央大街1号"' in page


def test_a_wrong_time_is_told_with_what_is_right(as_role: AsRole, filled: dict[str, CaseRow]) -> None:
    done = filled["done"].case_code
    answer = as_role(Role.SUPERVISOR).get(f"/cases/{done}/papers/new/assignment")
    assert answer.status_code == 409
    assert "不能制作《交办单》" in text(answer)
    assert as_role(Role.SUPERVISOR).get(f"/cases/{done}/papers/new/nonsense").status_code == 404


def test_a_paper_is_corrected_and_voided_on_its_page(as_role: AsRole, code: str) -> None:
    client = as_role(Role.MEDIATOR)
    made = send(client, f"/cases/{code}/papers/new/mediation_agreement", **AGREED).headers["Location"]
    number = made.rpartition("/")[2]
    form = f"/cases/{code}/papers/new/mediation_agreement"
    page = text(client.get(f"{form}?corrects={number}"))
    assert "更正 （2026）富人社人调字第1号之1" in page
    assert "银行转账" in page  # what was typed into it
    corrected = send(client, form, **AGREED | {"corrects": number, "way": "现金"}).headers["Location"]
    assert "（更正件，代替（2026）富人社人调字第1号之1）" in text(client.get(corrected))
    assert "以 （2026）富人社人调字第1号之2 为准" in text(client.get(made))
    short = send(client, f"{corrected}/void", reason="错")
    assert short.status_code == 422
    assert "请写明作废的理由" in text(short)
    assert send(client, f"{corrected}/void", reason="金额写错了").status_code == 302
    gone = text(client.get(corrected))
    assert "已作废" in gone
    assert "理由：金额写错了" in gone
    listed = text(client.get(f"/cases/{code}/papers"))
    assert "（2026）富人社人调字第1号之1" in listed
    assert "（2026）富人社人调字第1号之2" in listed


@pytest.mark.parametrize("role", [Role.LEADER, Role.INTAKE_CLERK])
def test_who_may_not_see_people_in_clear_sees_that_there_are_papers(
    as_role: AsRole, code: str, role: Role
) -> None:
    made = send(as_role(Role.MEDIATOR), f"/cases/{code}/papers/new/mediation_agreement", **AGREED)
    client = as_role(role)
    listed = text(client.get(f"/cases/{code}/papers"))
    assert "（2026）富人社人调字第1号之1" in listed
    assert "由承办这件的人或者督办岗办理" in listed
    assert "/papers/new/" not in listed
    page = text(client.get(made.headers["Location"]))
    assert not any(mark in page for mark in (NAME, PHONE, ID_NO, HOME))
    assert "您看到的已脱敏，不能下载" in page
    assert client.get(f"{made.headers['Location']}/word").status_code == 403
    dossier = text(client.get(f"/cases/{code}/dossier"))
    assert "导出整卷</button>" not in dossier


def test_the_dossier_says_what_is_missing_and_how_to_get_it(as_role: AsRole, code: str) -> None:
    client = as_role(Role.MEDIATOR)
    page = text(client.get(f"/cases/{code}/dossier"))
    assert "还缺 8 样必备材料" in page
    assert f'href="/cases/{code}/papers/new/rights_notice"' in page
    assert "到“已结案（待评价）”再做" in page  # the cover
    note = {"item": "identity", "title": f"{NAME}身份证复印件", "pages": "2"}
    assert send(client, f"/cases/{code}/dossier/materials", **note).status_code == 302
    page = text(client.get(f"/cases/{code}/dossier"))
    assert "还缺 7 样必备材料" in page
    assert f"{NAME}身份证复印件" in page
    assert NAME not in text(as_role(Role.LEADER).get(f"/cases/{code}/dossier"))


def test_the_folder_comes_at_once_or_from_the_background(
    as_role: AsRole, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role(Role.MEDIATOR)
    assert send(client, f"/cases/{code}/dossier/folder").status_code == 409  # nothing in it yet
    send(client, f"/cases/{code}/papers/new/mediation_agreement", **AGREED)
    at_once = send(client, f"/cases/{code}/dossier/folder")
    assert at_once.mimetype == "application/zip"
    monkeypatch.setattr(views, "MOST_AT_ONCE", 10)
    assert send(client, f"/cases/{code}/dossier/folder").status_code == 302
    client.application.extensions["tasks"].close()  # type: ignore[attr-defined]
    page = text(client.get(f"/cases/{code}/dossier"))
    link = page.split("下载做好的卷宗")[0].rpartition('href="')[2].partition('"')[0]
    later = client.get(link)
    for data in (at_once.data, later.data):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            assert f"{code}卷宗/校验值.txt" in packed.namelist()
    other = as_role(Role.HANDLER)
    assert other.get(link).status_code == 404  # another person's


def test_no_person_stands_in_an_address(as_role: AsRole, code: str) -> None:
    client = as_role(Role.MEDIATOR)
    made = send(client, f"/cases/{code}/papers/new/mediation_agreement", **AGREED)
    assert made.headers["Location"] == f"/cases/{code}/papers/1"
    name = client.get(f"/cases/{code}/papers/1/word").headers["Content-Disposition"]
    assert NAME not in name


def test_empty_forms_take_no_number_and_tell_nothing(as_role: AsRole, code: str, house: House) -> None:
    client = as_role(Role.HANDLER)
    assert 'href="/blank-forms"' in text(client.get(f"/cases/{code}/papers"))
    assert 'href="/blank-forms"' in text(as_role(Role.INTAKE_CLERK).get("/cases/new"))
    page = text(client.get("/blank-forms"))
    assert "人民调解权利义务告知书" in page
    assert "办结（报结）报告" not in page  # typed, never written by hand
    answer = client.get("/blank-forms/rights_notice")
    assert answer.mimetype.endswith("wordprocessingml.document")
    said = "".join(" ".join(cells) for _kind, cells in caseforms.read(answer.data))
    assert "富锦市人力资源和社会保障局人民调解委员会" in said
    assert NAME not in said
    assert "第1号" not in said
    clerks = "".join(
        " ".join(cells)
        for _kind, cells in caseforms.read(as_role(Role.INTAKE_CLERK).get("/blank-forms/rights_notice").data)
    )
    assert "人力资源" not in clerks  # the window prints for whichever committee
    mediator = as_role(Role.MEDIATOR)
    made = send(mediator, f"/cases/{code}/papers/new/mediation_agreement", **AGREED)
    assert "第1号之1" in text(mediator.get(made.headers["Location"]))


def test_no_empty_form_that_one_may_not_make(as_role: AsRole) -> None:
    leader = as_role(Role.UNIT_LEADER)
    assert leader.get("/blank-forms").status_code == 403
    assert leader.get("/blank-forms/mediation_record").status_code == 403
    client = as_role(Role.INTAKE_CLERK)
    assert "人民调解调查" not in text(client.get("/blank-forms"))
    assert client.get("/blank-forms/inquiry_record").status_code == 403
    for name in ("assignment", "nothing", "dossier_cover"):
        assert client.get(f"/blank-forms/{name}").status_code == 404
