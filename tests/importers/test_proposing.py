"""What an unknown column may be: tried on the samples' own headers, each as though nobody knew its word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers import reading
from importers.columns import Matcher, norm_header, without_brackets
from importers.limits import Limits
from importers.proposing import propose
from importers.reading import masked_sample, open_file
from importers.values import is_empty
from jiefen_lite import demo
from jiefen_lite.errors import UnreadableFile
from tests.importers.factories import opened, shipped_book, workbook

AS_OF = date(2026, 11, 24)
HERE = Path(__file__).parent / "samples"
TOWNS = ("锦山镇", "兴隆岗镇", "城东街道", "城西街道", "富锦镇")
PHONES = ["13900001234", "13900005678", "0454-1234567"]
Gone = Callable[[str, str], bool]  # field, word


@dataclass(frozen=True)
class Known:
    """A column of a sample whose field is known."""

    channel: str
    header: str
    field: str
    values: tuple[str, ...]
    others: frozenset[str]  # fields that other columns of its table feed


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> list[Known]:
    """The columns of two months of the demo centre's ledgers and of the channels' sample tables."""
    folder = tmp_path_factory.mktemp("samples")
    paths = demo.write_samples(folder, as_of=AS_OF, months=2, per_month=60)
    paths += [path for path in sorted(HERE.glob("*.csv")) if path.stem not in ("synonyms", "values")]
    found = {(one.channel, one.header): one for path in paths for one in columns_of(path)}
    return list(found.values())


def columns_of(path: Path) -> Iterator[Known]:
    """The columns of one file that feed a field, with some of their values."""
    channels = shipped_book()["channels"]
    channel = next((name for name in channels if path.stem.startswith(name)), None)
    channel = "hotline_12345" if path.stem.startswith("hotline") else channel
    try:
        file = open_file(
            path.read_bytes(), name=path.name, channel=channel, book=shipped_book(), as_of=AS_OF,
            limits=Limits(),
        )  # fmt: skip
    except UnreadableFile:  # a sample of what is refused
        return
    rows = [row for block in file.blocks(500) for row in block]
    for number, sheet in enumerate(file.sheets):
        fields = {column.field for column in sheet.columns if column.field}
        for at, column in enumerate(sheet.columns):
            if column.field:
                cells = [str(row.cells[at] or "") for row in rows if row.sheet_no == number]
                values = list(dict.fromkeys(cell for cell in cells if not is_empty(cell)))[:40]
                others = frozenset(fields - {column.field})
                yield Known(file.channel, column.header, column.field, tuple(values), others)


def without(gone: Gone) -> dict[str, Any]:
    """The shipped book without some of its words."""

    def table(words: Any) -> list[list[Any]]:
        return [[field, [word for word in of_field if not gone(field, word)]] for field, of_field in words]

    book = shipped_book()
    channels = {name: {**one, "columns": table(one["columns"])} for name, one in book["channels"].items()}
    return {**book, "common": table(book["common"]), "channels": channels, "towns": list(TOWNS)}


def hits(known: list[Known], gone_of: Callable[[Known], Gone]) -> tuple[int, int, int]:
    """(asked, proposed, right) over the columns that the thinned book does not know any more."""
    asked = proposed = right = 0
    for one in known:
        book = without(gone_of(one))
        group, _, header = one.header.rpartition("-")
        if Matcher(book, one.channel).match(header, group).how != "unknown":
            continue
        asked += 1
        found = propose(one.header, one.values, book, one.channel, one.others)
        proposed += bool(found)
        right += bool(found) and found[0].field == one.field
    return asked, proposed, right


def word_gone(one: Known) -> Gone:
    keys = {norm_header(one.header), without_brackets(one.header), norm_header(one.header.rpartition("-")[2])}
    return lambda _field, word: norm_header(word) in keys


def field_gone(one: Known) -> Gone:
    return lambda field, _word: field == one.field


def test_a_header_whose_word_nobody_knows_is_mostly_proposed_and_then_rightly(known: list[Known]) -> None:
    asked, proposed, right = hits(known, word_gone)
    assert asked >= 100
    assert proposed >= 0.6 * asked
    assert right >= 0.9 * proposed


def test_without_any_word_of_its_field_it_is_rather_left_open_than_wrong(known: list[Known]) -> None:
    asked, proposed, right = hits(known, field_gone)
    assert asked >= 100
    assert proposed >= 0.25 * asked
    assert right >= 0.85 * proposed


@pytest.mark.parametrize(
    ("header", "values", "field"),
    [
        ("联络号", PHONES, "phone"),
        ("对方的联络号", PHONES, "respondent_phone"),
        ("证照", ["230882199001010000", "23088219600203000X"], "id_no"),
        ("称谓", ["男", "女"], "gender"),
        ("群众怎么看", ["满意", "基本满意", "不满意"], "satisfaction"),
        ("诉求的内容", ["邻居建房堵了排水沟，多次协商不成，要求疏通"] * 2, "summary"),
        ("心情", ["好", "坏"], None),
        ("包保领导", ["张主任", "李书记"], "handler"),
        ("某日", ["2025-11-03", "2025-11-06"], None),  # a day, but of what?
        ("空列", [], None),
        ("涉及钱数", ["8600"], "amount"),
        ("涉及数目", ["12", "3"], None),
    ],
)
def test_what_speaks_for_a_field(header: str, values: list[str], field: str | None) -> None:
    found = propose(header, values, shipped_book(), "mediation", {"received_at"})
    assert (found[0].field if found else None) == field, found


def test_reasons_are_told_in_words_without_values() -> None:
    (first, *_) = propose("手机联络号", PHONES, shipped_book(), "mediation")
    assert "3 个值里 3 个像电话" in first.reasons
    assert not any(value in reason for value in PHONES for reason in first.reasons)


def test_a_word_of_another_channel_is_told_as_its() -> None:
    book = without(lambda field, word: field == "received_at" and word == "收案日期")
    book["learned"] = {"court_pretrial": {"进门日": "received_at"}}
    first = propose("进门日", ["2025-11-03", "2025-11-05"], book, "mediation")[0]
    assert first.field == "received_at"
    assert first.reasons[0] == "法院诉前案件教过的“进门日”就读作来源登记时间"


def test_a_field_that_another_column_feeds_is_less_likely_and_said_so() -> None:
    free = propose("证照号码", ["230882199001010000", "23088219600203000X"], shipped_book(), "mediation")
    taken = propose(
        "证照号码", ["230882199001010000", "23088219600203000X"], shipped_book(), "mediation", {"id_no"}
    )
    assert free[0].field == "id_no"
    assert not taken or taken[0].confidence < free[0].confidence


def test_samples_come_from_all_over_the_column_and_hide_people() -> None:
    header = ["登记日期", "当事人", "简要情况", "联络号", "包保人"]
    rows = [["2025-11-03", "张三", "争执", f"1390000{n:04d}", "王丽娟"] for n in range(300)]
    column, person = opened(workbook([header, *rows])).sheets[0].columns[3:]
    assert len(column.samples) == 3
    assert column.samples[0].startswith("139****0000")
    assert column.samples[2][-4:] > "0200"
    assert person.samples == ("王**",)
    assert masked_sample("139000012345", None) == "139****45"


def test_of_a_cell_of_a_million_characters_only_the_beginning_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else guessing what one column is would take minutes."""
    looked_at: list[str] = []

    def note(_header: str, values: list[str], *_more: object) -> tuple[()]:
        looked_at.extend(values)
        return ()

    monkeypatch.setattr(reading, "propose", note)
    header = ["登记日期", "当事人", "简要情况", "没见过的栏"]
    opened(workbook([header, ["2025-11-03", "张三", "争执", "句" * 1_000_000]]))
    assert looked_at == ["句" * 200]
