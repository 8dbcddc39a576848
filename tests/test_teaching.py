"""What was read is set right by one click: the case, its history, and the next reading of the same story."""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jiefen_lite import demo, teaching
from jiefen_lite.cli import cli
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import open_center
from jiefen_lite.desk import House
from jiefen_lite.elements import Reader
from jiefen_lite.elements.lessons import RULE, Lessons, same_words
from jiefen_lite.errors import JiefenError, NotAllowed, NotFound
from jiefen_lite.shapes import By, Lesson, LessonKind, LessonState, PartyRole, Reading, Role, Viewer
from jiefen_lite.store import audit, cases, lessons
from jiefen_lite.teaching import keeping
from jiefen_lite.training import table
from tests import tickets
from tests.factories import CLERK, LEADER, NOW, OPERATOR, SUPERVISOR, handler_of
from tests.tickets import LABOUR, bring, by_number, sheet, ticket

TUNER = Viewer(7, "规则孙", frozenset({Role.RULE_EDITOR}))
STORY = (
    "周海峰反映，在大于数屯给郑国栋干活，2025年9月3日结算，10月8日又去要，"
    "一共21600元，已给6000元，另有3人没拿到钱。"
)
#: The same words on another day, written another way.
AGAIN = STORY.replace("，", ", ").replace("21600", "２１,６００")
DAY = date(2025, 11, 3)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with one case of that story; copied for each test."""
    folder = tmp_path_factory.mktemp("kept")
    made = tickets.open_house(folder)
    cells: dict[str, Any] = {"工单内容": STORY, "诉求区域": None, "诉求地址": None, "诉求人姓名": "周海峰"}
    bring(made, sheet([ticket("T1", **cells)]))
    tickets.close(made)
    return folder


@pytest.fixture
def house(kept: Path, tmp_path: Path) -> Iterator[House]:
    """A copy of that centre."""
    made = tickets.copy_of(kept, tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def code(house: House) -> str:
    """Its case."""
    return by_number(house, "T1").case_code


def again(house: House, **cells: Any) -> Any:
    """The same story in another ticket, read and taken in."""
    told = {
        "工单内容": AGAIN,
        "诉求区域": None,
        "诉求地址": None,
        "诉求人姓名": "王",
        "手机号码": None,
        **cells,
    }
    bring(house, sheet([ticket("T2", **told)]))
    return by_number(house, "T2")


def test_a_story_is_the_same_however_it_is_written() -> None:
    """Blanks, punctuation and widths say nothing; of numbers they do."""
    assert same_words("欠 21,600 元，\n不还！") == same_words("欠２１６００元不还") == "欠21600元不还"
    assert same_words("欠1.5万") != same_words("欠15万")
    assert same_words("3-12号") != same_words("31-2号")
    assert same_words("欠21600元") != same_words("欠21601元")


def test_every_element_is_right_the_next_time(house: House, code: str) -> None:
    """One answer an element: on the case as a person's word, and in a new case of the same story."""
    right: dict[str, Any] = {
        "type": ["neighbor", "噪声"],
        "place": ["大榆树镇", "富士村"] if _has("大榆树镇", "富士村") else ["锦山镇", None],
        "when": ["2025-09-03", "2025-09-03", None, None],
        "cause": "地界不清",
        "amount": 1_560_000,
        "people": 4,
    }
    for element, value in right.items():
        done = teaching.set_right(house, CLERK, code, element, value, NOW)
        assert done.state is LessonState.IN_FORCE
    teaching.set_right(house, CLERK, code, "who", ["swap"], NOW)
    case = by_number(house, "T1")
    assert [one.by for one in case.reasons if one.decision == "type"] == [By.PERSON]
    events = [one for one in cases.history(house.store, OPERATOR, code) if one.action == "correct"]
    assert len(events) == 7
    assert events[-1].data == {"read": ["who"]}
    other = again(house)
    for one in (case, other):
        assert (one.type_l1, one.type_l2, one.cause) == ("neighbor", "噪声", "地界不清")
        assert [one.town, one.village] == right["place"]
        assert (one.amount_fen, one.people_count) == (1_560_000, 4)
        assert one.occurred_at is not None
        assert one.occurred_at.date() == date(2025, 9, 3)
    told = {one.decision: one for one in other.reasons}
    number = dict(house.reader.read(STORY, DAY).lessons)["type"]
    assert told["type"].rule == f"{RULE}{number}"
    assert "受理李的更正" in told["type"].text
    assert {one.number: one.used for one in lessons.listing(house.store, TUNER)}[number] == 1
    roles = {one.name: one.role for one in house.reader.read(STORY, DAY).who}
    assert roles["周海峰"] == PartyRole.RESPONDENT


def _has(town: str, village: str) -> bool:
    found = next(one for one in demo.center().region.towns if one.name == town)
    return any(one.name == village for one in found.villages)


def test_a_person_holds_against_the_next_file(house: House, code: str) -> None:
    """没有错 too: the same source says otherwise later, and the case stays."""
    read = house.reader.read(STORY, DAY)
    teaching.stand_by(house, CLERK, code, "amount", NOW)
    assert by_number(house, "T1").amount_fen == read.amount_fen
    later = STORY.replace("21600", "99000")
    bring(house, sheet([ticket("T1", 工单内容=later, 诉求区域=None, 诉求地址=None, 诉求人姓名="周海峰")]))
    assert by_number(house, "T1").amount_fen == read.amount_fen
    assert "99000" in (
        teaching.page(house, CLERK, code).case.summary or ""
    )  # what was taught is of the other text
    assert house.reader.read(later, DAY).lessons == ()


def test_other_numbers_are_another_story(house: House, code: str) -> None:
    """What was set right of one sum is not told of another."""
    teaching.set_right(house, CLERK, code, "people", 9, NOW)
    assert house.reader.read(AGAIN, DAY).people_count == 9
    assert house.reader.read(STORY.replace("21600", "21601"), DAY).people_count != 9


def test_yesterday_is_another_day_when_it_is_told_another_day(house: House) -> None:
    """A relative time that was chosen is counted anew; on its own day it is as it was set right."""
    text = "去年春天种的地，昨天发现被邻居占了两垄，前天还吵过一次，要求退回来。"
    right = ["2025-11-01", "2025-11-01", "2025-11-03", "前天"]
    reader = house.reader.taught(
        Lessons([Lesson(1, LessonKind.TEXT, "when", same_words(text), right, "按更正")], str, 8)
    )
    assert reader.read(text, DAY).when_start == date(2025, 11, 1)
    assert reader.read(text, date(2025, 11, 20)).when_start == date(2025, 11, 18)


def test_what_the_text_does_not_say_stays_as_the_ledger_has_it(house: House, code: str) -> None:
    """文中没有说 is of the text: a sum out of a column of the ledger is not taken away, nobody asks again."""
    teaching.set_right(house, CLERK, code, "place", [None, None], NOW)
    case = by_number(house, "T1")
    assert case.town is None
    assert "town" not in case.pending
    other = again(house, 诉求区域="长安镇")
    assert other.town == "长安镇"


def test_a_word_for_a_place_holds_for_other_stories(house: House, code: str) -> None:
    """A slip of the pen is learned with its click; a word that names another place is not."""
    at = STORY.index("大于数屯")
    village = next(one for one in demo.center().region.towns if one.name == "大榆树镇").villages[0].name
    right = ["大榆树镇", village]
    done = teaching.set_right(house, CLERK, code, "place", right, NOW, word=(at, at + 4))
    assert (LessonKind.PLACE_WORD, "大于数屯") in done.words
    read = house.reader.read("大于数屯的两家因为排水沟吵起来了。", DAY)
    assert read.place is not None
    assert [read.place.town, read.place.village] == right
    assert read.place.rule.startswith(RULE)
    known = demo.center().region.towns[0].villages[0].name
    with pytest.raises(JiefenError, match="案情里没有这个说法"):
        teaching.set_right(house, CLERK, code, "place", right, NOW, word=known)


def test_words_that_mean_something_else_are_never_taught() -> None:
    """Names of places, what is said of many places, words of the rules, names that people have."""
    from jiefen_lite.elements import reaching

    reader = Reader(tickets.shipped_rules(), demo.center().region)
    known = demo.center().region.towns[0].villages[0].name
    for word in (known, "本村", "前屯", "拖欠工资", "邻居", "张"):
        assert reaching.refusal(reader, word, "锦山镇", None) is not None, word
    assert reaching.refusal(reader, "哈什蚂屯", "锦山镇", None) is None
    text = "水稻田被王建国开车压了，郑大壮看见了。"
    read = replace(Reading(), who=reader.read(text, DAY).who)
    gone = [[one.name, str(one.role), False] for one in read.who if one.name != "王建国"]
    assert not [
        one
        for one in reaching.words_of(reader, text, read, "who", gone)
        if one.kind is LessonKind.NOT_NAME and one.key == "王建"
    ]


def test_a_name_and_what_is_none(house: House) -> None:
    """A name that was missed is found in other stories; a beginning that is no name's is not read as one."""
    wrong = "王桂芹反映与高粱红被占一事，对方一直不赔，要求赔偿800元。"
    bring(house, sheet([ticket("T3", 工单内容=wrong, 诉求人姓名="王桂芹")]))
    code = by_number(house, "T3").case_code
    other = "村民王桂芹、高粱红因院墙吵架。"
    assert "高粱红" in [one.name for one in house.reader.read(other, DAY).who]
    done = teaching.set_right(house, CLERK, code, "who", ["drop", 1], NOW)
    assert done.words == ((LessonKind.NOT_NAME, "高粱"),)
    read = house.reader.read(other, DAY)
    assert [one.name for one in read.who] == ["王桂芹"]
    assert [one.rule for one in read.decisions if one.decision == "who"] == [f"{RULE}2"]
    reader = house.reader.taught(
        Lessons([Lesson(1, LessonKind.NAME, "who", "尉迟乌兰", None, "按更正")], str, 8)
    )
    names = [one.name for one in reader.read("把尉迟乌兰的苗踩了，赔了300元。", DAY).who]
    assert "尉迟乌兰" in names


def test_a_units_word_waits_for_the_keeper_of_the_rules(house: House, code: str) -> None:
    """A handler corrects his case at once; others' readings change when the rule editor has said yes."""
    handler = handler_of(LABOUR)
    with pytest.raises(NotAllowed):
        teaching.set_right(house, handler, code, "type", ["neighbor", None], NOW)
    with pytest.raises(NotAllowed):
        teaching.set_right(house, handler, code, "who", ["swap"], NOW)
    with pytest.raises(NotFound):
        teaching.set_right(house, handler_of("住房和城乡建设局"), code, "people", 9, NOW)
    done = teaching.set_right(house, handler, code, "people", 9, NOW)
    assert done.state is LessonState.PROPOSED
    assert by_number(house, "T1").people_count == 9
    assert house.reader.read(STORY, DAY).lessons == ()
    (one,) = lessons.listing(house.store, TUNER, (LessonState.PROPOSED,))
    assert (one.case_code, one.taught_unit, one.right) == (code, LABOUR, 9)
    assert lessons.listing(house.store, handler) == [] == lessons.listing(house.store, LEADER)
    with pytest.raises(NotAllowed):
        keeping.move(house, SUPERVISOR, one.number, "accept", NOW)
    keeping.move(house, TUNER, one.number, "accept", NOW)
    assert house.reader.read(STORY, DAY).people_count == 9
    with pytest.raises(NotFound):
        keeping.move(house, TUNER, one.number, "accept", NOW)
    assert audit.last(house.store, OPERATOR, "move_lesson", str(one.number)) is not None


def test_away_and_back_and_all_off(house: House, code: str) -> None:
    """One by one, all together, and by the rules; nothing is lost."""
    teaching.set_right(house, CLERK, code, "people", 9, NOW)
    teaching.set_right(house, CLERK, code, "people", 8, NOW)
    many = lessons.counts(house.store, TUNER)
    assert (many[LessonState.IN_FORCE], many[LessonState.REPLACED]) == (1, 1)
    (one,) = lessons.listing(house.store, TUNER, (LessonState.IN_FORCE,))
    plain = Reader(house.book, house.center.region).read(STORY, DAY)
    keeping.move(house, TUNER, one.number, "remove", NOW)
    assert house.reader.read(STORY, DAY) == plain
    keeping.move(house, TUNER, one.number, "put_back", NOW)
    assert house.reader.read(STORY, DAY).people_count == 8
    lessons.switch(house.store, TUNER, False, NOW)
    assert house.reader.read(STORY, DAY) == plain
    lessons.switch(house.store, TUNER, True, NOW)
    assert house.reader.read(STORY, DAY).people_count == 8
    off = replace(house.book.reading.teaching, use=False)
    quiet = house.renewed(replace(house.book, reading=replace(house.book.reading, teaching=off)))
    assert quiet.reader.read(STORY, DAY) == plain
    assert teaching.set_right(quiet, CLERK, code, "people", 5, NOW).state is None


def test_another_process_has_learned_it_too(house: House, code: str) -> None:
    """What is taught at one door is known at the next one that asks, also in another process."""
    other = tickets.open_house(house.files.parent)
    assert other.reader.read(STORY, DAY).people_count != 9
    teaching.set_right(house, CLERK, code, "people", 9, NOW)
    assert other.reader.read(STORY, DAY).people_count == 9
    other.store.close()


def test_an_old_page_and_nonsense_are_refused(house: House, code: str) -> None:
    """Nothing is changed by an answer to a page that is old, or by one that says nothing."""
    seen = teaching.page(house, CLERK, code).seen
    teaching.set_right(house, CLERK, code, "people", 9, NOW, seen=seen)
    with pytest.raises(JiefenError, match="又有改动"):
        teaching.set_right(house, CLERK, code, "people", 8, NOW, seen=seen)
    before = by_number(house, "T1")
    for element, right in (
        ("people", "many"), ("people", 0), ("amount", [1]), ("type", ["none", None]), ("type", None),
        ("place", ["没有镇", None]), ("when", ["2025-13-01", ""]), ("when", ["2031-01-01", ""]),
        ("cause", "没有这个"), ("who", ["drop"]), ("who", ["add", "不在里面", "applicant"]), ("risk", 1),
    ):  # fmt: skip
        with pytest.raises(JiefenError):
            teaching.set_right(house, CLERK, code, element, right, NOW)
    assert by_number(house, "T1") == before
    assert len(lessons.listing(house.store, TUNER)) == 1


def test_spans_fall_on_the_right_words_when_people_are_masked(house: House, code: str) -> None:
    """The page holds no name that is masked; each element still covers its own words."""
    found = teaching.page(house, CLERK, code)
    text = "".join(piece.text for piece in found.pieces)
    assert "周海峰" not in text
    assert "郑国栋" not in text
    assert "郑**" in text
    told = repr((found.elements, found.people, found.pieces, found.risk_words))
    assert "周海峰" not in told
    assert "郑国栋" not in told

    def covered(element: str) -> str:
        return "|".join(piece.text for piece in found.pieces if element in piece.elements)

    read = house.reader.read(STORY, DAY)
    assert read.amount_span is not None
    assert read.when_span is not None
    assert covered("amount") == STORY[slice(*read.amount_span)]
    assert covered("when") == STORY[slice(*read.when_span)]
    assert covered("who") == "周**|郑**"


def test_masks_as_the_case_page_does_and_keeps_the_places(house: House) -> None:
    """Character by character is the same text as all at once, for numbers as long as their masks or not."""
    from jiefen_lite.shapes import PartyFacts
    from jiefen_lite.store.hiding import Hider

    text = "孙立东（电话139 0000 1234，身份证230882199001010003）和孙立新打架，0454-2345678报的警"
    parties = [PartyFacts(PartyRole.APPLICANT, "孙立东", "13900001234")]
    for clear in (False, True):
        hider = Hider(CLERK, False, parties, clear=clear)
        shown = hider.by_character(text)
        assert len(shown) == len(text)
        assert "".join(shown) == hider(text)
    secret = Hider(handler_of(LABOUR), True, parties, clear=True)
    assert "".join(secret.by_character("孙立东来了")) == secret("孙立东来了") == "（要求保密）来了"


def test_who_asked_for_secrecy_is_hidden_from_units(house: House) -> None:
    """Nor does the reading tell a unit's people who it was, by name or by mask."""
    bring(
        house,
        sheet(
            [ticket("T5", 工单内容=STORY, 诉求人姓名="周海峰", 是否保密="是")], (*tickets.TICKET, "是否保密")
        ),
    )
    case = by_number(house, "T5")
    assert case.secrecy
    found = teaching.page(house, handler_of(LABOUR), case.case_code)
    told = repr((found.elements, found.people, found.pieces, found.risk_words))
    assert "周" not in told
    assert "（要求保密）" in told


def test_the_commands_read_with_lessons_and_take_them_away(tmp_path: Path) -> None:
    """`jiefen read` has learned it; `lessons list` names it, `lessons remove` takes it away."""
    folder = tmp_path / "centre"
    make_center(folder, demo.center())
    opened = open_center(str(folder)).house
    mark = lessons.text_mark(opened.store, same_words(STORY))
    new = lessons.NewLesson(LessonKind.TEXT, "people", mark, 3, 17)
    with opened.store.writing():
        lessons.teach(opened.store, CLERK, None, [new], LessonState.IN_FORCE, NOW)
    opened.store.close()
    ask = json.dumps({"id": 1, "text": AGAIN, "received_at": "2025-11-03"})

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, [*words, "--center", str(folder)], input=ask)
        assert done.exit_code == 0, done.output
        return done.output

    told = json.loads(run("read", "-", "--json").splitlines()[0])
    assert told["people_count"] == 17
    assert f"{RULE}1" in [one["rule"] for one in told["reasons"]]
    (line,) = [json.loads(one) for one in run("lessons", "list", "--json").splitlines()]
    assert (line["number"], line["right"], line["used"]) == (1, "17 人", 0)
    assert "去掉" in run("lessons", "remove", "1")
    assert json.loads(run("read", "-", "--json").splitlines()[0])["people_count"] != 17


def test_lessons_keep_no_text_in_clear(house: House, code: str) -> None:
    """Neither the story nor a name of it lies readable in the file."""
    teaching.set_right(house, CLERK, code, "who", ["swap"], NOW)
    with house.store.reading():
        rows = house.store.db.execute_sql("SELECT * FROM reading_lesson").fetchall()
    told = b"".join(
        str(cell).encode() if not isinstance(cell, bytes) else cell for row in rows for cell in row
    )
    assert rows
    assert "周海峰".encode() not in told
    assert "大于数".encode() not in told


def test_the_line_of_cases_that_wait(house: House, code: str) -> None:
    """First, next, and nothing more once it is answered."""
    assert teaching.first(house, CLERK) is None
    nowhere = {"诉求区域": None, "诉求地址": None, "工单内容": "楼上半夜跑跳，孩子睡不着，找了几回都不管。"}
    bring(house, sheet([ticket("T8", **nowhere), ticket("T9", **nowhere)]))
    one, two = (by_number(house, number).case_code for number in ("T8", "T9"))
    assert {teaching.first(house, CLERK), teaching.following(house, CLERK, one)} >= {two}
    assert teaching.following(house, CLERK, code) in (one, two)
    for waiting in (one, two):
        teaching.set_right(house, CLERK, waiting, "place", ["锦山镇", None], NOW)
        assert not teaching.open_elements(CLERK, by_number(house, "T8").pending)
    assert teaching.first(house, CLERK) is None


_TABLE = table.Lessons(("甲",), ("邻里纠纷",), 1, 0)


def test_corrected_cases_are_examples_for_the_countys_model(house: House, code: str) -> None:
    """A type that a person has set is learned with the label that the table has for it, once."""
    from jiefen_lite import training

    teaching.set_right(house, CLERK, code, "type", ["neighbor", None], NOW)
    assert training.with_checked(house, handler_of(LABOUR), _TABLE) == (_TABLE, 0)
    told = table.Lessons(("拖欠工资" * 9, "邻居噪声" * 9, STORY), ("劳动报酬", "邻里纠纷", "劳动报酬"), 3, 0)
    more, count = training.with_checked(house, TUNER, told)
    assert count == 1
    pairs = dict(zip(more.texts, more.labels, strict=True))
    assert pairs[STORY] == "邻里纠纷"
    assert len(more.texts) == 3


@pytest.mark.slow
def test_reading_with_many_lessons_is_as_quick() -> None:
    """Five thousand lessons cost a few per cent; here a generous bound that holds on a busy machine."""
    reader = Reader(tickets.shipped_rules(), demo.center().region)
    many = [Lesson(n, LessonKind.TEXT, "people", f"mark{n}", n, "按更正") for n in range(4000)]
    many += [
        Lesson(n, LessonKind.PLACE_WORD, "place", f"哈{chr(0x4E00 + n)}蚂屯", ["锦山镇", None], "")
        for n in range(1000)
    ]
    taught = reader.taught(Lessons(many, str, 12))

    def seconds(one: Reader) -> float:
        begin = time.process_time()
        for _ in range(300):
            one.read(STORY, DAY)
        return time.process_time() - begin

    assert min(seconds(taught) for _ in range(3)) < 1.25 * min(seconds(reader) for _ in range(3))


def _labels() -> tuple[Any, list[dict[str, Any]]]:
    """The module of ``bench/reading.py --taught``, and the open half of the labelled texts."""
    bench = Path(__file__).parents[1] / "bench"
    spec = importlib.util.spec_from_file_location("taught", bench / "taught.py")
    assert spec is not None
    assert spec.loader is not None
    taught = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(taught)
    lines = (bench / "reading" / "open.jsonl").read_text("utf-8").splitlines()
    return taught, [json.loads(line) for line in lines]


def test_the_open_texts_are_right_once_they_were_set_right() -> None:
    """Each open text that is read wrongly: set right and read again, every corrected element is right."""
    taught, golds = _labels()
    reader = Reader(tickets.shipped_rules(), demo.center().region)
    learned = reader.taught(taught.lessons_of(reader, golds))
    wrong = 0
    for gold in golds:
        day = date.fromisoformat(gold["received_at"])
        before = [element for element, _right in taught.wrong(gold, reader.read(gold["text"], day))]
        wrong += len(before)
        assert list(taught.wrong(gold, learned.read(gold["text"], day))) == [], gold["id"]
        spaced = gold["text"].replace("，", " , ").replace("。", "\n")
        still = [element for element, _right in taught.wrong(gold, learned.read(spaced, day))]
        assert not set(still) & set(before), gold["id"]
    assert wrong > 100


@pytest.mark.slow
def test_the_open_texts_are_right_by_way_of_the_page(tmp_path: Path) -> None:
    """The same at the desk: every text a case, every wrong element one answer, and read again."""
    taught, golds = _labels()
    house = tickets.open_house(tmp_path)
    nothing: dict[str, Any] = {"诉求区域": None, "诉求地址": None, "诉求人姓名": None, "手机号码": None}
    rows = [
        ticket(gold["id"], 工单内容=gold["text"], **{"12345受理时间": gold["received_at"]}, **nothing)
        for gold in golds
    ]
    bring(house, sheet(rows), as_of=date(2026, 12, 31), now=datetime(2027, 1, 1, 9))
    codes = {source.source_no: one.case_code for one in tickets.all_cases(house) for source in one.sources}
    answers = 0
    for gold in golds:
        reading = house.reader.read(gold["text"], date.fromisoformat(gold["received_at"]))
        for element, right in taught.wrong(gold, reading):
            if gold["id"] in codes:
                teaching.set_right(house, CLERK, codes[gold["id"]], element, right, NOW)
                answers += 1
    assert answers > 100
    for gold in golds:
        if gold["id"] in codes:
            reading = house.reader.read(gold["text"], date.fromisoformat(gold["received_at"]))
            assert list(taught.wrong(gold, reading)) == [], gold["id"]
    house.store.close()
