"""What is wrong with an agreement before it is signed: sums, days, who does what, signatures, consent."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiefen_lite import text
from jiefen_lite.agreements.wording import BLANKS, Blank, Filled, blanks, body, unknown
from jiefen_lite.reckoning import money
from jiefen_lite.rules.mediation import Clause, Mediation
from jiefen_lite.text.capitals import capital_money

_PAIR = re.compile(
    r"(?P<figures>\d[\d,，]*(?:\.\d+)?\s*(?:万)?\s*[元圆])\s*[（(](?:大写)?[:：]?\s*(?P<capitals>[^（()）\d]{2,40}?)[)）]"
)
_CAPITALS = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟]")
_DAY = re.compile(r"(?P<year>\d{4})\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})\s*日?")
_TIME = re.compile(r"\d{1,2}\s*[日号]|\d+\s*(?:天|日|个?月|年)内|当场|当日|立即|签订之日")
_SOON = re.compile(r"尽快|尽早|近期|日后|适时|有钱|条件允许|年底前后|秋后")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands beside the clauses. Parties by their keys; ``form`` is written or oral."""

    form: str
    parties: Mapping[str, str]  # key → name as its reader may see it
    consented: Collection[str]
    signed: Collection[str]  # keys of parties, and "mediator", "seal"
    signed_on: date | None
    today: date


def faults(filled: Sequence[Filled], rules: Mediation, standing: Standing) -> list[str]:
    """Every fault in one sentence each, in the order of the agreement; none: it can be signed."""
    if not filled:
        return ["还没有条款，请先加上至少一条。"]
    known = {one.id: one for one in rules.clauses}
    found: list[str] = []
    for at, one in enumerate(filled, 1):
        clause = known.get(one.clause)
        if clause is not None:
            found += [f"第 {at} 条：{words}" for words in _of_clause(one, clause, rules, standing)]
    if unknown(filled, rules.clauses):
        found.append("有的条款在规则里已经没有了，请去掉它再加一条。")
    found += _sums(filled, known)
    found += _whole(body(filled, rules.clauses, standing.parties))
    if not any(
        known[one.clause].performs or known[one.clause].at_once for one in filled if one.clause in known
    ):
        found.append("没有写谁在什么时候以前做什么，也没有写当场已经做完，请加上一条要履行的条款。")
    return [*found, *_signatures(standing)]


def _of_clause(one: Filled, clause: Clause, rules: Mediation, standing: Standing) -> Iterator[str]:
    empty = [BLANKS[name][0] for name in blanks(clause) if not one.values.get(name, "").strip()]
    if empty:
        yield f"{''.join(f'“{label}”' for label in empty)}还空着。"
    for name in blanks(clause):
        label, kind = BLANKS[name]
        said = one.values.get(name, "").strip()
        if not said:
            continue
        if kind is Blank.PARTY and said not in standing.parties:
            yield f"“{label}”不是这一件的当事人，请重选。"
        elif kind is Blank.MONEY and one.fen() is None:
            yield "金额看不懂，请写成 32000 或者 32000.50 这样，不写“约”“左右”。"
        elif kind is Blank.DAY:
            yield from _of_day(one.day(), rules, standing)
    if one.values.get("who") and one.values.get("who") == one.values.get("whom"):
        yield "付的人和收的人是同一个人，请改一个。"
    free = " ".join(one.values.get(name, "") for name in ("what", "way", "place"))
    vague = _SOON.search(free)
    if vague:
        yield f"“{vague.group()}”说不清是哪一天，请写明日期。"
    yield from _free_days(free, standing)
    if not clause.performs and not clause.at_once and not clause.total and "what" in blanks(clause):
        promised = next((word for word in rules.checking.pays if word in free), None)
        if promised and one.clause != "breach" and not _DAY.search(free) and not _TIME.search(free):
            yield f"写了“{promised}”却没有期限，请改用要履行的条款，或者写明日期。"


def _of_day(day: date | None, rules: Mediation, standing: Standing) -> Iterator[str]:
    if day is None:
        yield "期限不是一个日期，请重选。"
        return
    signed = standing.signed_on or standing.today
    if day < signed:
        yield f"期限 {day} 早于签订的日期 {signed}，请改。"
    elif day > signed + timedelta(days=366 * rules.checking.longest_years):
        yield f"期限 {day} 在 {rules.checking.longest_years} 年以后，请看是不是写错了年份。"


def _free_days(words: str, standing: Standing) -> Iterator[str]:
    for match in _DAY.finditer(words):
        year, month, day = (int(match.group(name)) for name in ("year", "month", "day"))
        try:
            date(year, month, day)
        except ValueError:
            yield f"没有“{match.group().strip()}”这一天，请改。"


def _sums(filled: Sequence[Filled], known: Mapping[str, Clause]) -> Iterator[str]:
    totals = [one.fen() for one in filled if one.clause in known and known[one.clause].total]
    parts = [
        one.fen()
        for one in filled
        if one.clause in known
        and "amount" in blanks(known[one.clause])
        and (known[one.clause].performs or known[one.clause].at_once)
    ]
    if not totals or None in totals or None in parts:
        return
    stated, reckoned = sum(one or 0 for one in totals), sum(one or 0 for one in parts)
    if stated != reckoned:
        yield (
            f"各期加起来是 {money.told(reckoned)}，总数写的是 {money.told(stated)}，"
            f"差 {money.told(abs(stated - reckoned))}，请改成一样。"
        )


def _whole(words: str) -> Iterator[str]:
    """Figures and capitals side by side mean the same sum, whoever typed them."""
    for match in _PAIR.finditer(words):
        capitals = match.group("capitals")
        figures = text.parse_amount(match.group("figures"))
        if figures is None or not _CAPITALS.search(capitals):
            continue
        if _capital_fen(capitals, figures[0]) != figures[0]:
            yield (
                f"{match.group('figures').strip()} 和大写“{capitals}”不一样，"
                f"大写应当是“{capital_money(figures[0])}”。"
            )


def _capital_fen(capitals: str, wanted: int) -> int | None:
    plain = capitals.replace("人民币", "").replace("圆", "元").replace("正", "整").strip(" ：:")
    if plain == capital_money(wanted):
        return wanted
    found = text.parse_amount(plain)
    return found[0] if found is not None else None


def _signatures(standing: Standing) -> Iterator[str]:
    for key, name in standing.parties.items():
        if key not in standing.consented:
            yield f"{name} 是否同意调解还没有记，请先到“双方的意思”里记下。"
    if standing.form != "written":
        return
    missing = [name for key, name in standing.parties.items() if key not in standing.signed]
    if "mediator" not in standing.signed:
        missing.append("调解员")
    if missing:
        yield (
            f"还缺签名：{'、'.join(missing)}。"
            "书面协议由当事人、调解员签名并加盖印章才生效（人民调解法第二十九条）。"
        )
    if "seal" not in standing.signed:
        yield "还没有加盖调委会印章。"
    if standing.signed_on is None:
        yield "还没有写签订日期。"
    elif standing.signed_on > standing.today:
        yield "签订日期不能晚于今天。"
