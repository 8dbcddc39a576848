"""Rule files become typed values, and every fault is told with its line and the cure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from jiefen_lite.errors import RuleError
from jiefen_lite.rules import loader
from jiefen_lite.rules.loader import Fault


@dataclass(frozen=True, slots=True)
class Inner:
    """One row."""

    id: str
    days: int


@dataclass(frozen=True, slots=True)
class Form:
    """A form with a key of every kind."""

    title: str
    count: int
    share: float
    open: bool
    day: date
    words: tuple[str, ...]
    rows: tuple[Inner, ...]
    note: str | None = None


SOUND = """\
title: 1:30
count: 3
share: 0.2
open: true
day: 2027-02-05
words: [no, 0012, 甲]
rows:
  - {id: a, days: 1}
"""


def told(text: str | bytes) -> list[str]:
    """The faults of a text read as a Form, as people read them."""
    value, faults = loader.parse_typed(text, Form, "form.yaml")
    assert (value is None) == bool(faults)
    return [str(fault) for fault in faults]


def test_values_are_the_text_that_stands_there() -> None:
    value, faults = loader.parse_typed(SOUND, Form, "form.yaml")
    assert faults == []
    assert value == Form("1:30", 3, 0.2, True, date(2027, 2, 5), ("no", "0012", "甲"), (Inner("a", 1),))


@pytest.mark.parametrize("empty", ["", "~", "null"])
def test_an_optional_key_may_be_left_empty(empty: str) -> None:
    value, _ = loader.parse_typed(SOUND + f"note: {empty}\n", Form, "form.yaml")
    assert value is not None
    assert value.note is None


@pytest.mark.parametrize(
    ("old", "new", "expect"),
    [
        ("count: 3", "count: 三", "form.yaml 第 2 行：“三”应当是整数，例如 3（count）"),
        ("count: 3", "count: ５天", "form.yaml 第 2 行：“５天”应当是整数，例如 5（count）"),
        ("count: 3", "count: 3.5", "form.yaml 第 2 行：“3.5”应当是整数，例如 3（count）"),
        ("count: 3", "count:", "form.yaml 第 2 行：“count”后面没有内容，请补上，例如 count: 3"),
        ("count: 3", "count: [3]", "form.yaml 第 2 行：“count”应当只有一个值，现在是一列，例如 count: 3"),
        ("share: 0.2", "share: 20%", "form.yaml 第 3 行：“20%”应当是数字，例如 0.2（share）"),
        (
            "open: true",
            "open: yep",
            "form.yaml 第 4 行：“yep”应当是 true（是）或 false（否），例如 open: true",
        ),
        ("2027-02-05", "2027/2/5", "form.yaml 第 5 行：“2027/2/5”应当写成 2027-02-05（day）"),
        ("2027-02-05", "2027年2月5日", "form.yaml 第 5 行：“2027年2月5日”应当写成 2027-02-05（day）"),
        (
            "2027-02-05",
            "2027-02-30",
            "form.yaml 第 5 行：“2027-02-30”没有这一天，请对照日历改正（day）",
        ),
        (
            "2027-02-05",
            "春节",
            "form.yaml 第 5 行：“春节”应当是日期，写成年-月-日，例如 2027-02-05（day）",
        ),
        (
            "words: [no, 0012, 甲]",
            "words: 甲、乙",
            "form.yaml 第 6 行：“甲、乙”应当是一列，用半角方括号和逗号，例如 words: [甲, 乙]",
        ),
        (
            "words: [no, 0012, 甲]",
            "words:",
            "form.yaml 第 6 行：“words”后面没有内容；没有的话请写 words: []",
        ),
        (
            "words: [no, 0012, 甲]",
            "words: [甲，乙]",
            "form.yaml 第 6 行：“甲，乙”里的全角标点分不开各项，请改成半角逗号，例如 [甲, 乙]",
        ),
        (
            "words: [no, 0012, 甲]",
            "words: 【甲，乙】",
            "form.yaml 第 6 行：列表两边是全角方括号“【】”；请改成半角“[ ]”，各项用半角逗号隔开",
        ),
        (
            "title: 1:30",
            "title: “甲”",
            'form.yaml 第 1 行：“甲”两边是全角引号，会被当成文字的一部分；请改成半角引号，例如 title: "甲"',
        ),
        (
            "title: 1:30",
            "title：甲",
            "form.yaml 第 1 行：“title”后面是全角冒号“：”；请改成半角冒号加一个空格，例如 title: …",
        ),
        (
            "count: 3",
            "count:3",
            "form.yaml 第 2 行：“count:”的冒号后面要空一格，例如 count: …",
        ),
        (
            "  - {id: a",
            "\t- {id: a",
            "form.yaml 第 8 行：行首有制表符（Tab）；请全部换成空格，每层两个空格",
        ),
        (
            "  - {id: a",
            "  － {id: a",
            "form.yaml 第 8 行：行首的“－”不是半角减号；列表每项前面请写“- ”（半角减号加一个空格）",
        ),
        (
            "{id: a, days: 1}",
            "{id: a，days: 1}",
            "form.yaml 第 8 行：各项之间是全角逗号“，”；请改成半角逗号“, ”",
        ),
        (
            "days: 1}",
            "dais: 1, days: 1}",
            "form.yaml 第 8 行：不认识的键“dais”，是不是“days”？这里能写：id、days",
        ),
        ("{id: a, days: 1}", "{id: a}", "form.yaml 第 8 行：少了“days”，请补上，例如 days: 3"),
        (
            "share: 0.2",
            "count: 4\nshare: 0.2",
            "form.yaml 第 3 行：“count”写了两遍，第 2 行已经写过；请删掉一处",
        ),
        (
            "{id: a, days: 1}",
            "{id: a, days: 1}\n  - {id: a, days: 2}",
            "form.yaml 第 9 行：编号“a”重复了，第 8 行已经用过；请换一个编号",
        ),
        (
            "rows:",
            "rows: 甲\nnote:",
            "form.yaml 第 7 行：“甲”应当是一列，用半角方括号和逗号，例如 rows: [甲]",
        ),
        ("title: 1:30", "title: &a 甲", "form.yaml 第 1 行：不支持锚点（&a）；请删掉它"),
        ("title: 1:30", "title: *a", "form.yaml 第 1 行：不支持引用（*a）；请把内容照写一遍"),
        ("title: 1:30", "title: !x 甲", "form.yaml 第 1 行：不支持标签（!x）；请删掉它"),
        (
            "title: 1:30",
            "title: @town",
            'form.yaml 第 1 行：这个符号不能打头；请给整段文字加上半角双引号，例如 main: "@town"',
        ),
        (
            "title: 1:30",
            'title: "甲',
            "form.yaml 第 1 行：引号没有配对；请在这段文字末尾补上同样的半角引号",
        ),
        (
            "words: [no, 0012, 甲]",
            "words: [no, 0012, 甲",
            "form.yaml 第 6 行：方括号没有配对，或者各项之间少了半角逗号",
        ),
        (
            "count: 3",
            "count 3",
            "form.yaml 第 2 行：这一行缺少“键: 值”里的半角冒号，或者上面的引号没有配对",
        ),
        ("count: 3", "count: 二十", "form.yaml 第 2 行：“二十”应当是整数，例如 20（count）"),
        (
            "share: 0.2",
            " share: 0.2",
            "form.yaml 第 3 行：这一行多了一个冒号，或者缩进与上一行没有对齐；"
            "文字里有冒号的请整句加半角双引号",
        ),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_cure(old: str, new: str, expect: str) -> None:
    assert old in SOUND
    assert expect in told(SOUND.replace(old, new))


def test_every_fault_is_told_at_once() -> None:
    text = """\
title：甲
count: 三
share: 0.2
open: true
day: 2027/2/5
words: [甲]
rows:
  - {id: a，days: 两}
  - {id: a, days: 1}
nota: 1
"""
    assert [fault.split("：")[0] for fault in told(text)] == [
        "form.yaml 第 1 行",
        "form.yaml 第 2 行",
        "form.yaml 第 5 行",
        "form.yaml 第 8 行",
        "form.yaml 第 8 行",
        "form.yaml 第 9 行",
        "form.yaml 第 10 行",
    ]


def test_a_line_that_cannot_be_read_hides_no_other_fault() -> None:
    text = """\
title: "甲
count 3
share: 很多
open: true
day: 2027/2/5
words: [甲
rows:
  - {id: a, days: 两}
  - {id: b days: 1}
nota: 1
"""
    assert [fault.split("：")[0] for fault in told(text)] == [
        f"form.yaml 第 {line} 行" for line in (1, 2, 3, 5, 6, 8, 9, 10)
    ]


def test_an_alias_is_told_once() -> None:
    assert told(SOUND.replace("count: 3", "count: *a")) == [
        "form.yaml 第 2 行：不支持引用（*a）；请把内容照写一遍"
    ]


def test_full_width_marks_inside_a_sentence_are_no_fault() -> None:
    text = SOUND.replace("title: 1:30", "title: 甲：乙，丙【丁】“戊”") + 'note: "key：值，other: 1"\n'
    assert told(text) == []


def test_a_file_saved_as_gbk_is_told_plainly() -> None:
    assert told(SOUND.encode("gbk")) == [
        "form.yaml 第 6 行：文件是按 GBK（ANSI）保存的，不是 UTF-8；"
        "请用记事本打开，“另存为”，编码选“UTF-8”，再保存"
    ]


def test_a_file_in_another_code_is_read_on() -> None:
    faults = told(SOUND.replace("count: 3", "count: 三").encode("gbk"))
    assert [fault.split("：")[0] for fault in faults] == ["form.yaml 第 2 行", "form.yaml 第 2 行"]


def test_a_file_saved_as_unicode_is_told_plainly() -> None:
    assert "UTF-16" in told(SOUND.encode("utf-16"))[0]


def test_notepads_mark_and_line_ends_are_taken() -> None:
    assert told(SOUND.replace("\n", "\r\n").encode("utf-8-sig")) == []


def test_a_large_file_is_not_read() -> None:
    assert told(b"#" * (loader.MOST_BYTES + 1)) == [
        "form.yaml：文件太大（257 KB）；规则文件最多 256 KB，请检查是不是放错了文件"
    ]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    assert any("不支持引用（*a0）" in fault for fault in told("\n".join(lines)))


@pytest.mark.parametrize("text", ["[" * 5000, "{" * 5000, "- " * 5000])
def test_endless_nesting_is_refused(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize(
    "text", ["", "# 只有注释\n", "---\na: 1\n---\nb: 1\n", "一句话", "a: \x07\n", "? [a]\n: 1"]
)
def test_what_is_no_form_at_all_is_told(text: str) -> None:
    assert told(text)


# ------------------------------------------------------------------ a folder


def test_a_countys_file_stands_in_place_of_the_shipped_one(folder: Path) -> None:
    book = loader.load(folder)
    assert [kind.id for kind in book.types.types] == ["neighbor"]
    assert book.deadlines.center.complex_days == 20
    assert dict(book.sources)["types"] == "county"
    assert dict(book.sources)["deadlines"] == "shipped"


def test_the_digest_changes_with_the_rules_and_not_with_their_layout(folder: Path) -> None:
    first = loader.load(folder)
    path = folder / "complexity.yaml"
    path.write_text(
        "# 一句说明\n" + path.read_text(encoding="utf-8").replace(", people_from", ",  people_from")
    )
    assert loader.load(folder).digest == first.digest
    path.write_text(path.read_text(encoding="utf-8").replace("people_from: 5", "people_from: 6"))
    changed = loader.load(folder)
    assert changed.digest != first.digest
    assert len(changed.digest) == 64


def replace(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "expect"),
    [
        (
            "types.yaml",
            "types:\n",
            "refinements: [{id: a, basis: b, from_l1: neighbor, to_l1: neighbor, to_l2: [噪声]}]\ntypes:\n",
            "types.yaml 第 2 行：“neighbor”下面没有“噪声”这个二级类型；能写的是：通行",
        ),
        (
            "types.yaml",
            "[派出所]",
            "[派出]",
            "types.yaml 第 8 行：routing.yaml 里没有“派出”这个责任单位；是不是“派出所”？",
        ),
        (
            "channels.yaml",
            "l1: neighbor",
            "l1: neighbour",
            "channels.yaml 第 5 行：types.yaml 里没有“neighbour”这个纠纷类型；是不是“neighbor”？",
        ),
        (
            "channels.yaml",
            "l2: 通行",
            "l2: 噪声",
            "channels.yaml 第 5 行：“neighbor”下面没有“噪声”这个二级类型；能写的是：通行",
        ),
        (
            "routing.yaml",
            "never_dispatch: []",
            "never_dispatch: [other]",
            "routing.yaml 第 5 行：types.yaml 里没有“other”这个纠纷类型；能写的是：neighbor",
        ),
        (
            "routing.yaml",
            "aliases: [派出所]",
            "aliases: [派出所, 社区]",
            "routing.yaml 第 7 行：“社区”第 4 行已经用过；一个名称只能指一个责任单位，请删掉一处",
        ),
        (
            "risk.yaml",
            "medium_from: 25",
            "medium_from: 60",
            "risk.yaml 第 2 行：“medium_from”应当小于“high_from”（60），例如 medium_from: 25",
        ),
        (
            "risk.yaml",
            "points: 60",
            "points: -1",
            "risk.yaml 第 6 行：“-1”太小了，“points”至少是 0",
        ),
        (
            "risk.yaml",
            "words: [持刀]}",
            "from_month_day: 13-01, to_month_day: 02-28}",
            'risk.yaml 第 6 行：“13-01”应当是月-日，例如 from_month_day: "02-15"',
        ),
        (
            "complexity.yaml",
            "people_from: 5",
            "people_from: 5, people_to: 2",
            "complexity.yaml 第 3 行：“people_to”（2）比“people_from”（5）小，永远不会成立；请改正",
        ),
        (
            "complexity.yaml",
            "level: complex",
            "level: complicated",
            "complexity.yaml 第 3 行：“complicated”不能用在“level”，是不是“complex”？",
        ),
        (
            "channels.yaml",
            "field: source_no",
            "field: source_nr",
            "channels.yaml 第 2 行：“source_nr”不能用在“field”，是不是“source_no”？",
        ),
    ],
)
def test_files_that_do_not_agree_are_told(folder: Path, file: str, old: str, new: str, expect: str) -> None:
    assert loader.check(folder) == []
    replace(folder, file, old, new)
    faults = [str(fault) for fault in loader.check(folder)]
    assert any(fault.startswith(expect) for fault in faults), faults
    with pytest.raises(RuleError, match=f"{file} 第"):
        loader.load(folder)


def test_the_row_of_a_holiday_must_stand_in_its_year(folder: Path) -> None:
    (folder / "holidays.yaml").write_text(
        "years:\n"
        "  - year: 2027\n"
        "    basis: 试\n"
        "    days:\n"
        "      - {date: 2026-10-01, kind: rest, name: 国庆节}\n"
        "      - {date: 2027-10-01, kind: rest, name: 国庆节}\n"
        "      - {date: 2027-10-01, kind: rest, name: 国庆节}\n"
        "      - {date: 2027-10-11, kind: work, name: 国庆节}\n",
        encoding="utf-8",
    )
    assert [fault.message for fault in loader.check(folder)] == [
        "2026-10-01 不在 2027 年；请移到它自己的那一年",
        "2027-10-01 写了 2 遍；请只留一处",
        "2027-10-11 本来就是工作日，不用写成调休上班；请核对日期",
    ]


def test_an_indicator_must_be_known_complete_and_of_a_known_variant(folder: Path) -> None:
    shipped = (Path(loader.__file__).parent / "indicators.yaml").read_text(encoding="utf-8")
    text = shipped.replace("id: repeat_rate", "id: repeat_ratio").replace(
        "    name: 化解率\n", "    name: 化解率\n    variant: wide\n"
    )
    (folder / "indicators.yaml").write_text(text, encoding="utf-8")
    messages = [fault.message for fault in loader.check(folder)]
    assert messages[0].startswith("指标“resolution_rate”没有口径“wide”；能写的是：default、accepted、broad")
    assert messages[1].startswith("“repeat_ratio”不能用在“id”，是不是“repeat_rate”？")


@pytest.mark.parametrize(
    ("name", "expect"),
    [
        ("deadline.yaml", "不认识这个文件，是不是想写“deadlines.yaml”？请改名；这里能放：types.yaml、"),
        ("deadlines.yml", "不认识这个文件，是不是想写“deadlines.yaml”？请改名；这里能放：types.yaml、"),
        ("说明", "不认识这个文件，请移走；这里能放：types.yaml、"),
    ],
)
def test_a_file_of_an_unknown_name_is_a_fault(folder: Path, name: str, expect: str) -> None:
    (folder / name).write_text("x: 1\n")
    (fault,) = loader.check(folder)
    assert (fault.file, fault.line) == (name, 0)
    assert fault.message.startswith(expect)


def test_what_systems_leave_behind_is_passed_over(folder: Path) -> None:
    for name in (".types.yaml.swp", "~$types.yaml", "Thumbs.db", "desktop.ini"):
        (folder / name).write_text("x")
    assert loader.check(folder) == []


def test_a_folder_that_is_not_there_is_told_to_who_asks_for_it(tmp_path: Path) -> None:
    assert loader.check(tmp_path / "x") == [Fault("x", 0, "没有这个文件夹；请检查路径")]


def test_faults_of_all_files_come_together(folder: Path) -> None:
    replace(folder, "risk.yaml", "high_from: 60", "high_from: 六")
    replace(folder, "types.yaml", "name: 邻里", "nam: 邻里")
    (folder / "routing.yaml").write_bytes("id: 派单".encode("gbk"))
    with pytest.raises(RuleError) as error:
        loader.load(folder)
    assert list(dict.fromkeys(sentence.split("：")[0] for sentence in error.value.sentences)) == [
        "risk.yaml 第 1 行",
        "routing.yaml 第 1 行",
        "types.yaml 第 3 行",
        "types.yaml 第 4 行",
    ]


def test_names_on_an_unread_line_are_missed_by_nobody(folder: Path) -> None:
    """A unit whose line could not be read is not told again wherever it is used."""
    replace(folder, "routing.yaml", "{name: 公安局, aliases", "{name: 公安局 aliases")
    (fault,) = loader.check(folder)
    assert (fault.file, fault.message) == ("routing.yaml", "大括号没有配对，或者各项之间少了半角逗号")
