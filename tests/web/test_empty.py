"""A page with nothing on it says what to do next: in an empty centre, and where a filter finds nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser

from jiefen_lite.shapes import Role
from tests.web import browsing

# What a list says when it is asked for something that there is not; new lists belong here.
NOTHING_FOUND = (
    "/cases?q=没有的词",
    "/cases?month=2020-01",
    "/cases?town=城东街道&status=archived",
    "/cases?page=399",
    "/indicators?period=2020-01&by=all",
    "/indicators?period=2020-01&by=unit",
    "/batches?page=99",
    "/doubles?page=99",
    "/reports/of/2020-01",
    "/health/2020-01",
)
NEXT = re.compile("上传|点|换|请|选|看|放|会出现|在“.+”里|不在您的范围|每.+秒|没有.+的件|用|做|导入")
STEPS = "//main//a[@href and not(ancestor::*[@class='crumb'])] | //main//form[not(@data-large)]//button"

# Rules, the log, sentences: there from the first day; or a line that says where the next thing will stand.
CONTENT = "//main//tbody/tr | //main//*[@class='sentence'] | //main//p[contains(., '会列在这里')]"


@pytest.fixture(scope="module")
def empty(new_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The centre before anything has come in."""
    centre, house = browsing.make_centre("empty", new_centre, tmp_path_factory.mktemp("empty"))
    yield centre
    house.store.close()


def words_of(one: Any) -> str:
    return " ".join(" ".join(one.itertext()).split())


def without_next_step(page: str) -> list[str]:
    """What is wrong with a page that has nothing to show."""
    document = parser.fromstring(page)
    wrong = []
    for box in document.xpath("//main//*[@class='empty']"):
        title, *rest = [words_of(one) for one in box.xpath("./p")]
        if not any(NEXT.search(words) for words in rest):
            wrong.append(title)
    if not any(map(document.xpath, ("//main//*[@class='empty']", STEPS, CONTENT))):
        wrong.append("nothing to go on with")
    for table in document.xpath("//main//table"):
        if not table.xpath(".//tbody/tr | ./tr"):
            wrong.append("a table without rows")
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("role", browsing.PEOPLE)
def test_every_page_of_an_empty_centre_says_the_next_step(empty: browsing.Centre, role: Role) -> None:
    wrong = {path: found for path, page in empty.pages(role).items() if (found := without_next_step(page))}
    assert wrong == {}


@pytest.mark.parametrize("address", NOTHING_FOUND)
def test_a_list_that_finds_nothing_says_the_next_step(empty: browsing.Centre, address: str) -> None:
    client = empty.app.test_client()
    browsing.support.sign_in(client, browsing.support.PEOPLE[Role.SUPERVISOR])
    answer = client.get(address)
    assert answer.status_code in (200, 404)
    assert without_next_step(answer.get_data(as_text=True)) == []


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("<main><div class='empty'><p>没有案件</p><p>空</p></div></main>", ["没有案件"]),
        ("<main><div class='empty'><p>没有案件</p><p>请上传台账。</p></div></main>", []),
        ("<main><p>没有</p></main>", ["nothing to go on with"]),
        ("<main><a href='/x'>去看</a><table><tbody></tbody></table></main>", ["a table without rows"]),
    ],
)
def test_a_page_without_a_next_step_is_seen(page: str, wrong: list[str]) -> None:
    assert without_next_step(f"<html><body>{page}</body></html>") == wrong
