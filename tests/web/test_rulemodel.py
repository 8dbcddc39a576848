"""The page of the county's model: from an old table to a model in force, by a rule editor alone."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import training
from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from tests.importers.factories import workbook
from tests.training import past
from tests.web import support

AsRole = Callable[[Role], FlaskClient]


def page(client: FlaskClient, app: Flask) -> str:
    """The page once nothing is at work any more."""
    tasks = app.extensions["tasks"]
    while any(one.state in ("waiting", "running") for one in tasks._tasks.values()):
        time.sleep(0.05)
    return client.get("/rules/model").get_data(as_text=True)


def key_of(html: str) -> str:
    found = re.search(r'name="key" value="(\w+)"', html)
    assert found is not None, html
    return found[1]


def test_from_a_table_to_a_model_and_back(as_role: AsRole, house: House, app: Flask) -> None:
    editor, reader = as_role(Role.RULE_EDITOR), as_role(Role.SUPERVISOR)
    assert "还没有本县模型" in page(editor, app)
    table = io.BytesIO(workbook(past.sheet(past.rows())))
    sent = support.send(editor, "/rules/model", document=(table, "旧台账.xlsx"))
    assert sent.headers["Location"] == "/rules/model"
    html = page(editor, app)
    assert 'value="简要案情" checked' in html
    assert "<option selected>纠纷类别</option>" in html
    assert "旧台账.xlsx" not in page(reader, app), "a table is its person's own"
    key = key_of(html)
    wrong = support.send(editor, "/rules/model/train", key=key, texts="纠纷类别", label="纠纷类别")
    assert wrong.status_code == 400
    support.send(editor, "/rules/model/train", key=key, texts="简要案情", label="纠纷类别")
    html = page(editor, app)
    assert "还没有换上" in html
    assert "90 件判对" in html
    assert training.shelf(house).current() is None
    assert support.send(reader, "/rules/model/use", key=key_of(html)).status_code == 403
    support.send(editor, "/rules/model/use", key=key_of(html))
    assert training.shelf(house).current() is not None
    for client in (editor, reader):
        assert "把握到" in page(client, app)
    assert "删掉这个模型" not in page(reader, app)
    assert support.send(editor, "/rules/model/remove").status_code == 302
    assert "还没有本县模型" in page(editor, app)


def test_what_is_no_table_is_told(as_role: AsRole, app: Flask) -> None:
    editor = as_role(Role.RULE_EDITOR)
    support.send(editor, "/rules/model", document=(io.BytesIO(workbook([["只有一格"]])), "空.xlsx"))
    assert "没有找到列名" in page(editor, app)
