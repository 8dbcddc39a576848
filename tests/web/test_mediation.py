"""Mediation and attachments over the pages: what a browser sends, and what people try by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseRow, Role, Status
from jiefen_lite.store import attachments, cases
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
