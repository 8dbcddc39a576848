"""Up to 2,000 rows a file is read where it came, above that by a process of its own: what the pages show."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from jiefen_lite.casejson import line
from jiefen_lite.intake import large
from jiefen_lite.shapes import CaseQuery, Role
from jiefen_lite.store import batches, cases
from tests.tickets import sheet, ticket
from tests.web import support
from tests.web.test_upload import settled

pytestmark = pytest.mark.slow

LONG = 600  # characters of a story
OLD_BYTES = 300_000  # what 2,000 rows with short stories take


class Way(NamedTuple):
    """How a file went in: what was done apart, what the pages said meanwhile, what came of it."""

    apart: list[str]
    reading: list[str]
    taking_in: list[str]
    counts: dict[str, int]
    cases: dict[str, str]


def ledger(rows: int) -> bytes:
    """Tickets with long stories, no two alike."""
    rng = Random("stories")
    words = [chr(rng.randrange(0x4E00, 0x9F00)) for _ in range(3000)]
    return sheet(
        ticket(
            f"T{number}",
            诉求人姓名=f"孙立{chr(0x4E00 + number)}",
            手机号码=f"1390000{number:04d}",
            工单内容=f"老板周海峰拖欠工资{number + 100}元一直不给，{''.join(rng.choices(words, k=LONG))}",
        )
        for number in range(rows)
    )


def go(folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> Way:
    """Upload and confirm; a look at the page whenever something is told of the progress."""
    folder.mkdir()
    house = support.make_house(folder)
    app = support.make_app(house, folder, support.Clock())
    client, looker = app.test_client(), app.test_client()
    for one in (client, looker):
        support.sign_in(one, support.PEOPLE[Role.SUPERVISOR])
    apart: list[str] = []
    shown: dict[str, list[str]] = {"preview": [], "commit": []}
    run = large.apart.run

    def noted(house_: Any, progress: Any, work: Any, *about: Any) -> Any:
        apart.append(work.__name__)
        return run(house_, progress, work, *about)

    def looked_at(step: str) -> Any:
        real = getattr(large, step)

        def work(*about: Any, progress: Any, **more: Any) -> Any:
            def tell(*words: Any) -> None:
                progress(*words)
                page = looker.get("/upload").get_data(as_text=True)
                assert 'http-equiv="refresh"' in page
                shown[step] += re.findall(r'<p class="quiet">(正在.*?)……</p>', page)

            return real(*about, progress=tell, **more)

        return work

    with monkeypatch.context() as patched:
        patched.setattr(large.apart, "run", noted)
        for step in shown:
            patched.setattr(large, step, looked_at(step))
        support.send(client, "/upload", files=[(BytesIO(data), "12345.xlsx")])
        settled(app)
        (batch,) = re.findall(r'href="(/batches/\d+)">去预览', client.get("/upload").get_data(as_text=True))
        support.send(client, f"{batch}/confirm")
        settled(app, 120)
        assert "看这一批的案件" in client.get(batch).get_data(as_text=True)
    (record,) = batches.list_batches(house.store, support.OPERATOR)
    found = {}
    for case in cases.list_cases(
        house.store, support.OPERATOR, CaseQuery(limit=10_000), unmask=True, full=True
    ):
        told = line(case, None)
        del told["case_code"]
        found[case.sources[0].source_no or ""] = repr(told)
    house.store.close()
    return Way(
        [one for one in apart if one != "_look_there"],  # doubles are compared apart from 1,000 cases on
        shown["preview"], shown["commit"], dict(record.counts), found,
    )  # fmt: skip


def test_the_line_between_in_line_and_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 2,000 rows, however long, nothing is done apart; of 2,001 all of it; the same comes of them."""
    at, above = ledger(large.IN_LINE_ROWS), ledger(large.IN_LINE_ROWS + 1)
    assert OLD_BYTES < len(at) < large.IN_LINE_BYTES
    here = go(tmp_path / "here", at, monkeypatch)
    there = go(tmp_path / "there", above, monkeypatch)
    assert here.apart == []
    assert there.apart == ["_preview", "_commit"]
    assert here.counts == {**there.counts, "rows": 2000, "new": 2000}
    assert len(here.cases) == 2000
    assert there.cases.pop("T2000")
    assert here.cases == there.cases
    for way, rows in ((here, "2,000"), (there, "2,001")):
        assert way.reading[0] == f"正在读取，已处理 500 / {rows} 行"
        assert way.reading[-1] == f"正在读取，已处理 {rows} / {rows} 行"
        assert f"正在入库，已处理 {rows} / {rows} 行" in way.taking_in
    assert len(there.taking_in) > 10  # small steps: somebody who waits sees it move


def test_a_small_ledger_with_large_pictures_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not opened first only to find out how many rows it has; what comes of it is the same."""
    data = ledger(3)
    here = go(tmp_path / "here", data, monkeypatch)
    monkeypatch.setattr(large, "IN_LINE_BYTES", len(data) - 1)
    there = go(tmp_path / "there", data, monkeypatch)
    assert (here.apart, there.apart) == ([], ["_preview"])
    assert (here.counts, here.cases) == (there.counts, there.cases)
