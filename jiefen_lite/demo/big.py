"""One very long ledger for measuring: many rows, twenty columns, written as it is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
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
POOL = 3000  # distinct stories; every row still has its own number, time, phone and identity number
FIRST_BIRTHDAY = date(1941, 1, 1)
BIRTHDAYS = 23_000  # up to the end of 2003
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
            phone_number(number),
            identity_number(number),
            *fixed[2:11],
            f"{start + timedelta(days=7):%Y-%m-%d}",
            f"{closed:%Y-%m-%d}",
            *fixed[11:],
            "",
        ]
        yield [*cells[:columns], *[None] * len(extra)]


def phone_number(number: int) -> str:
    """The invented mobile number of a row, its own for 700,000 rows: 1[3-9]x0000dddd."""
    block, last = divmod(number * 7_919 % 700_000, 10_000)
    return f"1{block // 10 + 3}{block % 10}0000{last:04d}"


def identity_number(number: int) -> str:
    """The invented identity number of a row, its own for 2,300,000 rows; nobody bears the sequence 000."""
    county, birthday = divmod(number * 104_729 % (100 * BIRTHDAYS), BIRTHDAYS)
    body = f"2308{county:02d}{FIRST_BIRTHDAY + timedelta(birthday):%Y%m%d}000"
    return body + people.check_digit(body)


def _template(rng: Random) -> list[Cell]:
    """The cells of one story that do not depend on the day."""
    month = first_of(LAST_DAY.date(), -rng.randrange(24))
    matter = stories.new_matter(rng, stories.choose(rng, CHANNEL, month), month)
    ending = rng.choice(outcomes.ENDINGS[CHANNEL])
    story = matter.story
    return [
        rng.choice(("投诉", "求助")),
        matter.applicants[0].name,
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
