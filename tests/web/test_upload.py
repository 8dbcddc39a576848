"""Uploading and batches on the pages, with the desk's reading replaced: what is asked, shown, cleaned up."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug import formparser

from jiefen_lite import intake
from jiefen_lite.desk import House
from jiefen_lite.errors import UnreadableFile
from jiefen_lite.intake import Preview, large
from jiefen_lite.shapes import Level, Problem, Role
from jiefen_lite.store import batches, learned
from jiefen_lite.web import serve
from jiefen_lite.web.security import UPLOAD_BYTES
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
WHO = support.PEOPLE[Role.SUPERVISOR]


def settled(app: Flask, seconds: float = 30) -> None:
    """Wait until nothing is being read any more."""
    tasks = app.extensions["tasks"]
    until = time.monotonic() + seconds
    while any(task.state in ("waiting", "running") for user in range(1, 20) for task in tasks.of(user)):
        assert time.monotonic() < until, "the background work did not end"
        time.sleep(0.02)


def upload(client: FlaskClient, *names: str, channel: str = "") -> Any:
    files = [(BytesIO(f"content of {name}".encode()), name) for name in names]
    return support.send(client, "/upload", files=files, channel=channel)


@pytest.fixture
def read_files(house: House, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the pages asked the desk to read; every file becomes a batch that waits."""
    asked: list[dict[str, Any]] = []

    def preview(
        kept: House, viewer: Any, data: bytes, *, file_name: str, progress: Any, **more: Any
    ) -> Preview:
        asked.append({"name": file_name, "content": data, **more})
        progress(120, None)
        number = support.add_batch(kept.store, viewer.name, file_name=file_name)
        return Preview(number, "mediation", "signature", {}, [], [])

    monkeypatch.setattr(intake, "preview", preview)
    return asked


def test_several_files_are_read_and_their_copies_removed(
    house: House, app: Flask, as_role: AsRole, read_files: list[dict[str, Any]]
) -> None:
    client = as_role(Role.SUPERVISOR)
    response = upload(client, "10月台账.xlsx", "../../etc/信访.xls", channel="petition")
    assert response.headers["Location"] == "/upload?next=1"
    settled(app)
    assert [(one["name"], one["channel"]) for one in read_files] == [
        ("10月台账.xlsx", "petition"),
        ("信访.xls", "petition"),
    ]
    assert read_files[0]["content"] == "content of 10月台账.xlsx".encode()
    assert list(house.files.glob("jiefen-*")) == []
    page = client.get("/upload").get_data(as_text=True)
    assert page.count("去预览") == 2
    assert "http-equiv" not in page


def test_one_file_leads_straight_to_its_preview(
    app: Flask, as_role: AsRole, read_files: list[dict[str, Any]]
) -> None:
    """Whoever uploads one file need not look for it; several are listed, to be chosen from."""
    client = as_role(Role.SUPERVISOR)
    after = upload(client, "10月台账.xlsx").headers["Location"]
    settled(app)
    there = client.get(after)
    assert there.status_code == 302
    assert "10月台账.xlsx" in client.get(there.headers["Location"]).get_data(as_text=True)
    assert client.get("/upload").status_code == 200
    after = upload(client, "11月台账.xlsx", "信访.xls").headers["Location"]
    settled(app)
    assert client.get(after).get_data(as_text=True).count("去预览") == 2


def test_a_large_upload_waits_in_memory_and_not_in_a_temporary_file(
    app: Flask, as_role: AsRole, read_files: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_about: object, **_more: object) -> None:
        raise AssertionError("a temporary file was asked for")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr(formparser, "SpooledTemporaryFile", refuse)
    monkeypatch.setattr(large, "IN_LINE_BYTES", UPLOAD_BYTES)  # or the desk that is replaced were not asked
    big = b"1,2,3\n" * 400_000
    support.send(as_role(Role.SUPERVISOR), "/upload", files=[(BytesIO(big), "10月台账.csv")], channel="")
    settled(app)
    assert [one["content"] == big for one in read_files] == [True]

    server = serve._server(app, "127.0.0.1", 0)
    try:
        assert server.adj.inbuf_overflow > server.adj.max_request_body_size
        assert server.adj.outbuf_overflow > server.adj.max_request_body_size
    finally:
        server.close()


def test_while_reading_the_page_renews_itself_and_tells_how_far(
    app: Flask, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on: list[bool] = []

    def preview(*_: Any, progress: Any, **__: Any) -> Preview:
        progress(1200, 5000)
        while not go_on:
            time.sleep(0.01)
        return Preview(1, "mediation", "", {}, [], [])

    monkeypatch.setattr(intake, "preview", preview)
    client = as_role(Role.SUPERVISOR)
    upload(client, "大表.xlsx")
    for _ in range(100):
        page = client.get("/upload").get_data(as_text=True)
        if "已处理" in page:
            break
        time.sleep(0.02)
    go_on.append(True)
    assert 'http-equiv="refresh"' in page
    assert "已处理 1,200 / 5,000 行" in page
    settled(app)


def test_a_file_nobody_can_read_is_told_with_its_name(
    app: Flask, as_role: AsRole, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def preview(*_: Any, **__: Any) -> Preview:
        raise UnreadableFile("这不是表格文件，请用 WPS 另存为 xlsx 再上传。")

    monkeypatch.setattr(intake, "preview", preview)
    client = as_role(Role.SUPERVISOR)
    upload(client, "照片.xlsx")
    settled(app)
    page = client.get("/upload").get_data(as_text=True)
    assert "照片.xlsx" in page
    assert "请用 WPS 另存为 xlsx" in page
    assert list(house.files.glob("jiefen-*")) == []


def test_a_bug_while_reading_is_logged_without_data(
    app: Flask, as_role: AsRole, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def preview(*_: Any, **__: Any) -> Preview:
        raise ValueError(support.PHONE)

    monkeypatch.setattr(intake, "preview", preview)
    client = as_role(Role.SUPERVISOR)
    upload(client, "表.xlsx")
    settled(app)
    assert "读取时出错" in client.get("/upload").get_data(as_text=True)
    assert support.PHONE not in caplog.text


def test_nobody_sees_another_persons_reading(
    app: Flask, as_role: AsRole, read_files: list[dict[str, Any]]
) -> None:
    upload(as_role(Role.SUPERVISOR), "督办的表.xlsx")
    settled(app)
    page = as_role(Role.HANDLER).get("/upload").get_data(as_text=True)
    assert "督办的表" not in page


def test_no_file_chosen_is_told(as_role: AsRole) -> None:
    client = as_role(Role.SUPERVISOR)
    support.send(client, "/upload")
    assert "还没有选文件" in client.get("/upload").get_data(as_text=True)


def test_the_preview_asks_once_for_unknown_columns(
    house: House, app: Flask, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[dict[str, Any]] = []

    def preview_again(_house: Any, _viewer: Any, batch_id: int, **more: Any) -> Preview:
        again.append(more)
        return Preview(batch_id, "mediation", "", {}, [], [])

    monkeypatch.setattr(intake, "preview_again", preview_again)
    number = support.add_batch(house.store, WHO)
    client = as_role(Role.SUPERVISOR)
    assert "去栏目对照" in client.get(f"/batches/{number}").get_data(as_text=True)
    page = client.get(f"/columns/{number}").get_data(as_text=True)
    assert "包保领导" in page
    assert "张主任" in page
    support.send(client, f"/columns/{number}", **{"column-0": "handler"})
    settled(app)
    assert learned.columns(house.store) == {"mediation": {"包保领导": "handler"}}
    assert again[0]["channel"] == "mediation"


def test_the_channel_can_be_changed(
    house: House, app: Flask, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        intake,
        "preview_again",
        lambda _h, _v, batch_id, *, channel, **_: (
            asked.append(channel) or Preview(batch_id, channel, "", {}, [], [])
        ),
    )
    number = support.add_batch(house.store, WHO)
    client = as_role(Role.SUPERVISOR)
    support.send(client, f"/batches/{number}/reread", channel="petition")
    settled(app)
    assert asked == ["petition"]
    assert support.send(client, f"/batches/{number}/reread", channel="无此渠道").status_code == 400


def test_the_preview_tells_every_problem_with_its_row(house: House, as_role: AsRole) -> None:
    number = support.add_batch(house.store, WHO)
    message = "登记日期“2026年13月1日”不是日期，请改正后重传"
    problem = Problem("10月", 5, "登记日期", "received_at", Level.ERROR, message)
    noted = '{"case_code": "FJ20261001-0001", "fields": ["town"], "conflicts": ["town"]}'
    rows = [
        ("10月", 5, "rejected", None, None, None, b"{}", message),
        ("10月", 8, "updated", "k", "h", None, b"{}", noted),
        ("10月", 9, "excluded", "k2", "h", None, b"{}", "咨询政策，不属纠纷"),
    ]
    batches.stage_rows(house.store, number, rows, [problem])
    page = as_role(Role.SUPERVISOR).get(f"/batches/{number}").get_data(as_text=True)
    assert message in page
    assert "镇（街道）已由人工更正，不会覆盖" in page
    assert "咨询政策，不属纠纷" in page
    assert "第 1 行标题" in page


@pytest.mark.parametrize(
    ("step", "called", "form"),
    [
        ("confirm", "commit", {}),
        ("abandon", "abandon", {}),
        ("withdraw", "withdraw", {"reason": "传错了文件"}),
        ("rows/1/pull-back", "pull_back", {}),
    ],
)
def test_each_button_asks_the_desk_once(
    step: str,
    called: str,
    form: dict[str, str],
    house: House,
    app: Flask,
    as_role: AsRole,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = support.add_batch(house.store, WHO)
    calls: list[int] = []

    def desk(_house: Any, _viewer: Any, batch_id: int, *_: Any, **__: Any) -> Any:
        calls.append(batch_id)
        return intake.Withdrawal(batch_id, 3, 0, [("FJ20261001-0001", "督办老王 已更正")])

    monkeypatch.setattr(intake, called, desk)
    client = as_role(Role.SUPERVISOR)
    response = support.send(client, f"/batches/{number}/{step}", **form)
    assert response.status_code == 302
    settled(app)
    assert calls == [number]
    if step == "withdraw":
        assert "督办老王 已更正" in client.get(response.headers["Location"]).get_data(as_text=True)


def test_taking_back_needs_a_reason(house: House, as_role: AsRole) -> None:
    number = support.add_batch(house.store, WHO, state="committed")
    response = support.send(as_role(Role.SUPERVISOR), f"/batches/{number}/withdraw", reason=" ")
    assert response.status_code == 400
    assert "理由" in response.get_data(as_text=True)


def test_the_error_workbook_is_the_uploaded_one_and_leaves_no_copy(house: House, as_role: AsRole) -> None:
    sha256, ref = support.keep_file(house)
    number = support.add_batch(house.store, WHO, sha256=sha256, file_ref=ref)
    response = support.send(as_role(Role.SUPERVISOR), f"/batches/{number}/errors.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.data))["10月"]
    assert sheet["B3"].value == "张主任"
    assert list(house.files.glob("jiefen-*")) == []


def test_hidden_rows_that_were_read_are_told(house: House, as_role: AsRole) -> None:
    sheet = {
        "name": "10月", "header_row": 2, "header_rows": 1, "columns": [], "skipped": [], "note": None,
        "hidden": "第 5–9 行是隐藏或筛选掉的行，也读了",
    }  # fmt: skip
    number = support.add_batch(house.store, WHO, sheets=[sheet])
    page = as_role(Role.SUPERVISOR).get(f"/batches/{number}").get_data(as_text=True)
    assert "10月：表头在第 2 行；第 5–9 行是隐藏或筛选掉的行，也读了" in page
