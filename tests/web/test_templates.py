"""The page of templates: what is in use, every blank with its meaning, an own template after its check."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exporters import own
from exporters.papers import PAPERS, blanks_of
from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from jiefen_lite.store import audit
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
PAGE = "/templates/health_report"


def changed(text: str) -> bytes:
    """The shipped template with one more paragraph at its beginning."""
    document = Document(io.BytesIO(own.shipped("health_report", ".docx")))
    document.paragraphs[0].insert_paragraph_before(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def upload(client: FlaskClient, data: bytes, **more: str) -> TestResponse:
    return support.send(client, PAGE, document=(io.BytesIO(data), "我的模板.docx"), **more)


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_every_paper_is_listed(as_role: AsRole) -> None:
    page = text(as_role(Role.SUPERVISOR).get("/templates"))
    for paper in PAPERS.values():
        assert paper.label in page
        assert paper.file in page
    assert page.count('class="chip">随附模板') == len(PAPERS)


def test_every_blank_stands_on_the_page_with_meaning_and_example(as_role: AsRole) -> None:
    client = as_role(Role.RULE_EDITOR)
    for name, paper in PAPERS.items():
        page = text(client.get(f"/templates/{name}"))
        for one in blanks_of(paper):
            if one.kind != "group":
                assert f"<code>{one.write}</code>" in page, one.path
                assert one.meaning in page, one.path


@pytest.mark.slow
def test_a_good_template_is_taken_and_the_one_before_can_be_brought_back(
    as_role: AsRole, house: House, tmp_path: Path, clock: support.Clock
) -> None:
    client = as_role(Role.RULE_EDITOR)
    first, second = changed("第一份"), changed("第二份")
    assert upload(client, first).status_code == 302
    support.later(clock, minutes=1)
    assert upload(client, second).status_code == 302
    mine = tmp_path / "templates" / "health_report.docx"
    assert mine.read_bytes() == second
    page = text(client.get(PAGE))
    assert "从现在起用这份模板" in page
    assert support.PEOPLE[Role.RULE_EDITOR] in page
    kept = page.split('name="kept" value="', 1)[1].split('"', 1)[0]
    assert client.get(f"{PAGE}/file/{kept}").data == first
    assert client.get(f"{PAGE}/file/own").data == second
    assert support.send(client, f"{PAGE}/back", kept=kept).status_code == 302
    assert mine.read_bytes() == first
    support.later(clock, minutes=1)
    assert support.send(client, f"{PAGE}/reset").status_code == 302
    assert not mine.exists()
    entries = audit.entries(house.store, support.OPERATOR)
    assert [one["action"] for one in entries].count("template") == 4


def test_a_bad_template_is_told_and_nothing_changes(as_role: AsRole, house: House, tmp_path: Path) -> None:
    client = as_role(Role.RULE_EDITOR)
    answer = upload(client, changed("{{ tilte }} <b>"))
    assert answer.status_code == 422
    page = text(answer)
    assert "正文第1段：没有名为“tilte”的空格，是不是“title”？" in page
    assert "现在用的模板没有换" in page
    assert "我的模板.docx" in page
    assert not (tmp_path / "templates" / "health_report.docx").exists()
    assert [one for one in audit.entries(house.store, support.OPERATOR) if one["action"] == "template"] == []


@pytest.mark.slow
def test_only_checking_changes_nothing(as_role: AsRole, tmp_path: Path) -> None:
    answer = upload(as_role(Role.RULE_EDITOR), changed("好的"), check="1")
    assert answer.status_code == 200
    assert "没有毛病，用示例数据试填也通过了" in text(answer)
    assert not (tmp_path / "templates" / "health_report.docx").exists()


def test_nothing_and_too_much_are_refused_kindly(as_role: AsRole) -> None:
    client = as_role(Role.RULE_EDITOR)
    assert "请选择改好的模板" in text(support.send(client, PAGE))
    assert "模板最多 5 MB" in text(upload(client, bytes(6_000_000)))
    assert client.get("/templates/nonsense").status_code == 404
    assert client.get(f"{PAGE}/file/..%2Fsecret.key").status_code == 404
    assert client.get(f"{PAGE}/file/own").status_code == 404


def test_who_may_only_look_sees_no_form(as_role: AsRole) -> None:
    page = text(as_role(Role.SUPERVISOR).get(PAGE))
    assert "上传自己的模板" not in page
    assert "随附模板" in page


def test_an_own_template_that_came_in_bad_is_told(as_role: AsRole, tmp_path: Path) -> None:
    (tmp_path / "templates" / "health_report.docx").write_bytes(changed("{{ title|safe }}"))
    client = as_role(Role.SUPERVISOR)
    assert "本县模板有毛病" in text(client.get("/templates"))
    page = text(client.get(PAGE))
    assert "用它出不了体检报告" in page
    assert "直接改动过模板文件夹" in page
    assert "不能用在模板里" in page


@pytest.mark.slow
def test_the_log_says_it_in_words(as_role: AsRole) -> None:
    upload(as_role(Role.RULE_EDITOR), changed("好的"))
    page = text(as_role(Role.AUDITOR).get("/audit"))
    assert "更换模板" in page
    assert "体检报告的模板" in page
    assert "换用本县模板" in page
