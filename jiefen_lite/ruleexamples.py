"""Tries out the examples that rule files hold: each one that comes out otherwise is a fault of its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from importers.columns import Matcher
from jiefen_lite import deadlines
from jiefen_lite.columnbook import column_book
from jiefen_lite.desk import Deciders
from jiefen_lite.reckoning import CALCULATORS, Grounds
from jiefen_lite.reckoning.money import plain
from jiefen_lite.rules import labels, loader
from jiefen_lite.rules.called import RuleNames
from jiefen_lite.rules.examples import (
    CaseExample,
    CaseExpect,
    ChannelExample,
    ClockExample,
    CountingExample,
    ResultExample,
    SumExample,
)
from jiefen_lite.rules.loader import Examined, Fault, Instead, Written
from jiefen_lite.rules.names import names
from jiefen_lite.rules.schema import RuleBook
from jiefen_lite.shapes import Center, Complexity, EarlierAlarm, Place, Reading, Region, Town, Triaged, Unit

#: The town in which all cases of examples happen; "@town" stands for it.
TOWN = "示例镇"
#: The earlier alarm of an example has a code like a case.
_EARLIER_CODE = "SL20251103-0001"
_HERE = Place(TOWN, None, None, None, "example", "")


class Difference(NamedTuple):
    """One thing that came out otherwise: the key of the example, what it wants, what came, by which rule."""

    key: str
    wanted: str
    came: str
    rule: str | None = None


def check(folder: Path | None = None, texts: Instead | None = None) -> list[Fault]:
    """Every fault of a rule folder, in its files or else in their examples.

    ``texts``: what is to be looked at in place of some of its files, not yet saved.
    """
    found = loader.examine(folder, texts)
    return found.faults if found.book is None else list(failing(found))


def failing(found: Examined) -> Iterator[Fault]:
    """The examples that do not come out as written, in the order of files and lines."""
    assert found.book is not None
    bench = Bench(found.book)
    for one in found.examples:
        for each in bench.differences(one.made.value):
            yield _fault(found.book, one, each)


class Bench:
    """The deciders of a county with one town and every unit that the rules know of."""

    def __init__(self, book: RuleBook) -> None:
        units = [Unit(kind.name, "department", kind.aliases) for kind in book.routing.units]
        region = Region("示例县", "000000", (Town(TOWN),))
        center = Center("示例中心", region, (*units, Unit(TOWN, "town", (), TOWN)), "SL")
        self._book = book
        self._deciders = Deciders(center, book)
        self._columns = column_book(book.channels, {})
        self._causes = {cause.name: cause.id for cause in book.reading.causes}
        self._matchers: dict[str, Matcher] = {}

    def differences(self, example: Any) -> Iterator[Difference]:
        """What comes out otherwise than an example says."""
        tries: dict[type, Callable[[Any], Iterator[Difference]]] = {
            CaseExample: self._case,
            CountingExample: self._counting,
            ClockExample: self._clock,
            ResultExample: self._result,
            ChannelExample: self._channel,
            SumExample: self._sum,
        }
        yield from tries[type(example)](example)

    # ------------------------------------------------------------------ a case

    def _case(self, example: CaseExample) -> Iterator[Difference]:
        reading = self._deciders.reader.read(example.text, example.received) if example.text else None
        alarms = [EarlierAlarm(days, _EARLIER_CODE, ("address",)) for days in example.alarms]
        triaged = self._deciders.triage.decide(
            example.channel, _fields(example), _HERE, reading, example.received, example.earlier, alarms
        )
        yield from _of_decisions(example.expect, triaged)
        yield from _of_sets(example.expect, triaged)
        if reading is not None:
            yield from _of_reading(example.expect, reading, self._causes)

    # ------------------------------------------------------------------ days

    def _counting(self, example: CountingExample) -> Iterator[Difference]:
        made = deadlines.deadline(example.start, example.days, example.unit, self._deciders.calendar)
        if made.due != example.due:
            yield Difference("due", str(example.due), str(made.due), made.steps[-1].why)

    def _clock(self, example: ClockExample) -> Iterator[Difference]:
        level = Complexity(example.complexity)
        dues = self._deciders.due_dates(
            example.channel, level, example.accepted, example.clock_start, example.source_due
        )
        rule = next((each.rule for each in dues.decisions if each.decision == "due"), None)
        yield from _otherwise("due", str(example.due), str(dues.due_date), rule)
        yield from _otherwise("clock", example.clock, dues.due_clock, rule)
        if example.seen is not None:
            start = example.clock_start if dues.due_clock == "statutory" else None
            light = deadlines.light(
                due_date=dues.due_date,
                due_clock=dues.due_clock,
                complexity=level,
                start=start or example.accepted,
                as_of=example.seen,
                feedback_on=None,
                closed=False,
                rules=self._book.deadlines,
            )
            yield from _otherwise("light", example.light, light, "yellow")

    # ------------------------------------------------------------------ sums

    def _sum(self, example: SumExample) -> Iterator[Difference]:
        grounds = Grounds(self._book.rates, self._deciders.calendar)
        calculator = CALCULATORS[example.calculator]
        keys = {field.label: field.key for field in calculator.fields(grounds)}
        typed = {}
        for one in example.given:
            label, _, value = one.partition("=")
            if label not in keys:
                yield Difference("given", "、".join(keys), one)
                return
            typed[keys[label]] = value
        result, faults = calculator.work_out(typed, grounds)
        if result is None:
            yield Difference("given", "填得齐全", "".join(faults.values()))
        elif result.total_fen is None:
            yield Difference("total", example.total, "".join(result.undecided))
        else:
            yield from _otherwise("total", example.total, plain(result.total_fen))

    # ------------------------------------------------------------------ ledgers

    def _result(self, example: ResultExample) -> Iterator[Difference]:
        fields = {
            "result": example.text,
            "result_status_text": example.state,
            "closed_at": example.closed,
            "satisfaction": example.satisfaction,
        }
        triage = self._deciders.triage
        status, _outcome, mediated, decision = triage.result(example.channel, fields)
        rule = decision.rule.removeprefix("result.") if decision and decision.rule else None
        yield from _otherwise("status", example.status, status, rule)
        yield from _otherwise("rule", example.rule, rule, rule)
        counted = mediated or ("never" if example.mediated else None)  # what never began is not counted
        yield from _otherwise("mediated", example.mediated, counted, rule)
        yield from _otherwise("satisfied", example.satisfied, triage.satisfaction(example.satisfaction))

    def _channel(self, example: ChannelExample) -> Iterator[Difference]:
        if example.header is not None:
            yield from _otherwise("feeds", example.feeds, self._fed_by(example.channel, example.header))
        fields = {
            name: getattr(example, name)
            for name in (
                "category",
                "subcategory",
                "appeal_type",
                "raw_type",
                "raw_type2",
                "title",
                "summary",
            )
            if getattr(example, name)
        }
        excluded = self._deciders.triage.exclude(example.channel, fields)
        rule = excluded.rule if excluded else None
        yield from _otherwise("excluded", example.excluded, rule)
        if example.kept and rule is not None:
            yield Difference("kept", "留下", "排除", rule)
        if example.type is not None:
            story = example.summary or example.title or ""
            reading = self._deciders.reader.read(story, CaseExample("", CaseExpect()).received)
            triaged = self._deciders.triage.decide(
                example.channel, fields, _HERE, reading, CaseExample("", CaseExpect()).received
            )
            by = _rule_of(triaged, "type")
            yield from _otherwise("type", example.type, triaged.type_l1, by)
            yield from _otherwise("kind", example.kind, triaged.type_l2, by)

    def _fed_by(self, channel: str, header: str) -> str | None:
        if channel not in self._matchers:
            self._matchers[channel] = Matcher(self._columns, channel)
        return self._matchers[channel].match(header).field


def _fields(example: CaseExample) -> dict[str, Any]:
    """The example as a row of a ledger."""
    roles = ("applicant", "respondent")
    parties = [
        {"role": role}
        for role, count in zip(roles, example.parties or (), strict=False)
        for _ in range(count)
    ]
    fields: dict[str, Any] = {
        "summary": example.text,
        "raw_type": example.category,
        "people_count": example.people,
        "amount_fen": None if example.amount is None else example.amount * 100,
        "parties": parties,
        "responsible_unit": example.units[0] if example.units else None,
        "assisting_units": example.units[1:],
    }
    return {name: value for name, value in fields.items() if value}


def _of_decisions(expect: CaseExpect, came: Triaged) -> Iterator[Difference]:
    """Single answers: type, unit, complexity, risk."""
    of_type, of_unit = _rule_of(came, "type"), _rule_of(came, "unit")
    of_complexity = _rule_of(came, "complexity")
    unit = TOWN if expect.unit == "@town" else expect.unit
    yield from _otherwise("type", expect.type, came.type_l1, of_type)
    yield from _otherwise("kind", expect.kind, came.type_l2, of_type)
    yield from _otherwise("unit", unit, came.responsible_unit, of_unit)
    yield from _otherwise("complexity", expect.complexity, came.complexity, of_complexity)
    yield from _otherwise("rule", expect.rule, of_complexity, of_complexity)
    yield from _otherwise("risk", expect.risk, came.risk_level, _rule_of(came, "risk"))


def _of_sets(expect: CaseExpect, came: Triaged) -> Iterator[Difference]:
    """Answers of which some must be there, or must not."""
    fired = [hit.rule for hit in came.risk_hits]
    assisting = ["@town" if unit == TOWN else unit for unit in came.assisting_units]
    for key, wanted, there in (
        ("assisting", expect.assisting, assisting),
        ("fires", expect.fires, fired),
        ("tags", expect.tags, came.tags),
        ("unsure", expect.unsure, came.unsure),
    ):
        missing = [each for each in wanted if each not in there]
        if missing:
            yield Difference(key, "、".join(missing), "、".join(there))
    loud = [each for each in expect.silent if each in fired]
    if loud:
        yield Difference("silent", "、".join(expect.silent), "、".join(fired), "、".join(loud))


def _of_reading(expect: CaseExpect, came: Reading, causes: Mapping[str, str]) -> Iterator[Difference]:
    """What was read out of the text; ``causes``: name → id."""
    yuan = None if came.amount_fen is None else came.amount_fen // 100
    yield from _otherwise("cause", expect.cause, causes.get(came.cause or ""))
    yield from _otherwise("people", expect.people, came.people_count)
    yield from _otherwise("amount", expect.amount, yuan)


def _rule_of(came: Triaged, decision: str) -> str | None:
    return next((each.rule for each in came.decisions if each.decision == decision), None)


def _otherwise(key: str, wanted: Any, came: Any, rule: str | None = None) -> Iterator[Difference]:
    """The difference, if one is wanted and another came; what is not wanted is not looked at."""
    if wanted is not None and wanted != came:
        yield Difference(key, str(wanted), "" if came is None else str(came), rule)


def _fault(book: RuleBook, one: Written, each: Difference) -> Fault:
    value = one.made.value
    inside = one.inside if one.inside is not None and each.key in one.inside.key_lines else None
    home = one.inside.value if one.inside is not None else value
    cls = type(home) if labels.key(type(home), each.key) else type(value)
    wanted = _shown(book, cls, each.key, each.wanted)
    came = _shown(book, cls, each.key, each.came) if each.came else "没有"
    by = f"（依规则“{RuleNames(book).told(each.rule)}” {each.rule}）" if each.rule else ""
    kind = "随附的例子" if one.shipped else "例子"
    cure = "改规则，或者把这个文件也抄过来改例子" if one.shipped else "改规则，或者改例子"
    answer = f"{labels.title(cls, each.key)}应是“{wanted}”，算出来是“{came}”{by}"
    line = (inside or one.made).line_of(each.key)
    return Fault(one.file, line, f"{kind}“{_name(value)}”：{answer}；请{cure}")


def _shown(book: RuleBook, cls: type, key: str, value: str) -> str:
    types = names(book)["type"] if key == "type" else {}
    words = value.split("、")  # lists are told joined
    return "、".join(types.get(word) or labels.shown(cls, key, word) for word in words)


def _name(example: Any) -> str:
    """How an example is told: its name, else what it says."""
    for key in ("name", "text", "header", "category", "raw_type", "satisfaction", "state"):
        value: str | None = getattr(example, key, None)
        if value:
            return value if len(value) <= 24 else value[:23] + "…"
    start = getattr(example, "start", "")
    return f"{start} 起 {example.days} 天" if start else "没有写明"
