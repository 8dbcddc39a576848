"""The pages of the law: asked in lay words, read whole, loaded after a look; a refusal in words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from flask.testing import FlaskClient

from jiefen_lite.desk import House
from jiefen_lite.shapes import Role
from tests.web import support

AsRole = Callable[[Role], FlaskClient]
LAW = (
    "养犬样例法\n第一条 养犬应当登记。\n第三条 犬只伤人的，饲养人赔偿医疗费。\n"
    "第四条 本法自2020年1月1日起施行。"
)


def _send(client: FlaskClient, text: str, **more: str) -> tuple[int, str]:
    form = {"csrf_token": support.csrf(client), "document": (io.BytesIO(text.encode()), "养犬.txt"), **more}
    answer = client.post("/laws/books", data=form, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def test_a_law_is_looked_at_loaded_found_and_read(house: House, as_role: AsRole) -> None:
    editor, clerk = as_role(Role.RULE_EDITOR), as_role(Role.INTAKE_CLERK)
    assert "还没有导入法律全文" in clerk.get("/laws/books").get_data(as_text=True)
    status, page = _send(editor, "没有条文")
    assert (status, "没有找到一条" in page) == (422, True)
    status, page = _send(editor, LAW, check="1")
    assert (status, "缺 第二条" in page, "还没有导入法律全文" in page) == (200, True, True)
    assert _send(editor, LAW)[0] == 302
    assert support.send(clerk, "/laws", text="  ").status_code == 422
    found = support.send(clerk, "/laws", text="犬只伤人，饲养人不赔医疗费").get_data(as_text=True)
    assert "养犬样例法》第三条" in found
    assert "对上的词：犬只伤人" in found
    link = re.search(r'href="(/laws/articles/\d+)">《养犬样例法》第三条', found)
    assert link is not None
    whole = clerk.get(link.group(1)).get_data(as_text=True)
    assert "2020-01-01 起" in whole
    assert "以现行有效文本为准" in whole
    assert "养犬应当登记" in whole  # the article before


def test_a_case_shows_what_may_apply_to_it(house: House, as_role: AsRole) -> None:
    case = support.add_case(house, 1, type_l1="labor", summary="老板一直拖欠工资不给。")
    page = as_role(Role.SUPERVISOR).get(f"/cases/{case.case_code}/laws").get_data(as_text=True)
    assert "规则里列为这一类纠纷的依据" in page
    assert "这是摘要，不是原文" in page
