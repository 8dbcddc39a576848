"""One very long ledger for measuring: many rows, twenty columns, written as it is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from exporters.matrix import Cell, write_stream
from jiefen_lite.demo import outcomes, people, places, stories, vocabulary
from jiefen_lite.demo.seasons import first_of

HEADERS = (
    "工单编号",
    "受理时间",
    "诉求类型",
    "诉求人姓名",
    "手机号码",
    "证件号码",
    "诉求区域",
    "诉求地址",
    "工单内容",
    "一级分类",
    "对方当事人",
    "涉及人数",
    "涉及金额",
    "承办单位",
    "承办人",
    "办理期限",
    "办结日期",
    "办理结果",
    "满意度",
    "备注",
)
POOL = 3000  # distinct stories; every row still has its own number, time and phone
LAST_DAY = datetime(2026, 10, 31, 17, 0)
CHANNEL = "hotline_12345"


def big_workbook(path: Path, rows: int, columns: int = 20, seed: int = 20261103) -> int:
    """Write a 12345 ledger of ``rows`` data rows and up to 20 (or more, blank) columns; its data rows."""
    return write_stream(path, "工单", _lines(rows, columns, seed)) - 1


def _lines(rows: int, columns: int, seed: int) -> Iterator[list[Cell]]:
    rng = Random(f"big/{seed}")
    extra = [f"附加{number}" for number in range(1, columns - len(HEADERS) + 1)]
    yield [*HEADERS[:columns], *extra]
    pool = [_template(rng) for _ in range(min(rows, POOL))]
    for number in range(rows):
        start = LAST_DAY - timedelta(minutes=(rows - number) * 9)
        fixed = pool[rng.randrange(len(pool))]
        closed = start + timedelta(days=rng.randint(1, 12))
        cells: list[Cell] = [
            f"12345{start:%Y%m%d}{number:07d}",
            f"{start:%Y-%m-%d %H:%M:%S}",
            *fixed[:2],
            people.phone_number(rng),
            *fixed[2:12],
            f"{start + timedelta(days=7):%Y-%m-%d}",
            f"{closed:%Y-%m-%d}",
            *fixed[12:],
            "",
        ]
        yield [*cells[:columns], *[None] * len(extra)]


def _template(rng: Random) -> list[Cell]:
    """The cells of one story that do not depend on the day."""
    month = first_of(LAST_DAY.date(), -rng.randrange(24))
    matter = stories.new_matter(rng, stories.choose(rng, CHANNEL, month), month)
    ending = rng.choice(outcomes.ENDINGS[CHANNEL])
    story = matter.story
    return [
        rng.choice(("投诉", "求助")),
        matter.applicants[0].name,
        matter.applicants[0].id_no,
        matter.town,
        f"{matter.town}{matter.village}{matter.spot}",
        stories.tell(rng, matter, CHANNEL, 9),
        vocabulary.raw_type(rng, CHANNEL, story.l1, story.l2)[0],
        matter.respondents[0].name if matter.respondents else "",
        matter.people_count,
        matter.amount_fen // 100 if matter.amount_fen else "",
        vocabulary.unit(rng, story.l1, story.l2, places.pick_place(rng, "*")[0]),
        people.person(rng, month).name,
        rng.choice(ending.words),
        rng.choice(("满意", "基本满意", "", "不满意")),
    ]
