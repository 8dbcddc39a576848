"""What goes into a column: each fill writes one cell of a row and says which facts the cell states.

A fill is a function of a :class:`View` (one case as one file sees it). It returns the cell and a
dict of canonical fields that a reader of the cell alone can know; a blank cell states nothing.
The random choices of a cell depend on the case and the column only, so that a row listed again
in a later file is written alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from jiefen_lite.demo import forms, places
from jiefen_lite.demo.cases import Case
from jiefen_lite.demo.forms import Cell
from jiefen_lite.demo.people import Person

Filled = tuple[Cell, dict[str, Any]]


@dataclass(slots=True)
class View:
    """One case as one file shows it: is its end known yet, which row is it, how does this office date."""

    case: Case
    final: bool
    index: int
    month: date
    date_style: str
    town_word: str

    def rng(self, column: str) -> Random:
        """Choices that stay the same for this case and column in every file."""
        return Random(f"{self.case.seed}/{column}")


Fill = Callable[[View], Filled]

PLAIN_DATES = ("iso", "slash", "dot", "cn", "compact", "excel", "serial", "wide")


def _blank(rng: Random) -> Cell:
    return rng.choice(forms.BLANKS)


def constant(text: Cell) -> Fill:
    """The same words in every row; they state nothing that is compared."""
    return lambda view: (text, {})


def one_of(*texts: str) -> Fill:
    """Words of no consequence."""
    return lambda view: (view.rng("/".join(texts)).choice(texts), {})


def index(view: View) -> Filled:
    """序号"""
    return view.index, {}


def source_no(view: View) -> Filled:
    """The source number; court and labour numbers come in all brackets, the latter with 第 as well."""
    number = view.case.source_no
    written = number
    dice = Random(f"{view.case.seed}/{view.month}")
    if view.case.channel == "court_pretrial" and dice.random() < 0.3:
        written = number.replace("(", "（").replace(")", "）")
    elif view.case.channel == "labor_arbitration":
        left, right = dice.choice(("[]", "（）", "()")) if dice.random() < 0.3 else "〔〕"
        right += "第" if dice.random() < 0.7 else ""
        written = number.replace("〔", left).replace("〕", right)
    return written, {"source_no": number}


def _dated(field: str, moment: Any, style: str) -> Filled:
    return forms.date_cell(moment, style), {field: forms.date_value(moment, style)}


def received(*styles: str) -> Fill:
    """The day (or moment) it came in; without styles in the file's own way, now and then another's."""

    def fill(view: View) -> Filled:
        rng = view.rng("received")
        if styles:
            return _dated("received_at", view.case.received, rng.choice(styles))
        style = view.date_style
        if rng.random() < 0.12:
            style = rng.choice(("dot", "iso", "range", "short_dot", "apostrophe", "serial"))
        return _dated("received_at", view.case.received, style)

    return fill


def moment_of(field: str, attribute: str, *styles: str) -> Fill:
    """Another date of the case (due day, clock start, application), blank where it has none."""

    def fill(view: View) -> Filled:
        value = getattr(view.case, attribute)
        rng = view.rng(field)
        if value is None:
            return "", {}
        return _dated(field, value, rng.choice(styles) if styles else view.date_style)

    return fill


def closed(*styles: str) -> Fill:
    """The closing day once the end is known."""

    def fill(view: View) -> Filled:
        if not view.final or view.case.fate.closed is None:
            return "", {}
        style = view.rng("closed").choice(styles) if styles else view.date_style
        return _dated("closed_at", view.case.fate.closed, style)

    return fill


# --------------------------------------------------------------------------- people


def applicant(view: View) -> Filled:
    """The applicant's side as one cell of names."""
    matter = view.case.matter
    text = forms.names_cell(view.rng("applicant"), matter.applicants, matter.people_count, group=matter.group)
    return text, _names("applicant", matter.applicants)


def applicant_detailed(view: View) -> Filled:
    """A name with what a clerk crams into the brackets: 张三（男，45岁，139…）."""
    case = view.case
    who = case.matter.applicants[0]
    if who.is_org or who.anonymous or case.matter.group or len(case.matter.applicants) > 1 or not who.born:
        return applicant(view)
    if view.rng("detailed").random() < 0.5:
        return applicant(view)
    age = case.received.year - who.born.year
    stated = {**_names("applicant", [who]), "gender": who.gender, "age": age, "phone": [who.phone]}
    return f"{who.name}（{who.gender}，{age}岁，{who.phone}）", stated


def respondent(view: View) -> Filled:
    """The other side."""
    matter = view.case.matter
    rng = view.rng("respondent")
    if not matter.respondents:
        return _blank(rng), {}
    text = forms.names_cell(rng, matter.respondents, 0, group=False)
    if matter.respondents[0].is_org and len(matter.respondents) == 1 and rng.random() < 0.15:
        text += f"（法定代表人{rng.choice('王李张赵')}{rng.choice(('立东', '春生', '海峰'))}）"
    return text, _names("respondent", matter.respondents)


def both(view: View) -> Filled:
    """Both sides in one column of 当事人."""
    matter = view.case.matter
    first = forms.names_cell(view.rng("both"), matter.applicants, matter.people_count, group=matter.group)
    people: Sequence[Person] = matter.applicants
    if matter.respondents and not matter.group:
        first += "、" + "、".join(person.name for person in matter.respondents)
        people = [*matter.applicants, *matter.respondents]
    return first, {"names": [person.name for person in people if not person.anonymous]}


def _names(role: str, side: Sequence[Person]) -> dict[str, Any]:
    return {role: [person.name for person in side]} if side and not side[0].anonymous else {}


def phone(view: View) -> Filled:
    """The applicant's phone, sometimes missing, sometimes one digit short."""
    who = view.case.matter.applicants[0]
    rng = view.rng("phone")
    if who.anonymous or rng.random() < 0.06 or not who.phone:
        return _blank(rng), {}
    if rng.random() < 0.01 and not who.is_org:
        return who.phone[:-1], {"phone": [who.phone[:-1]]}
    return forms.phone_cell(rng, who.phone), {"phone": [who.phone]}


def respondent_phone(view: View) -> Filled:
    """The other side's phone, if written down."""
    side = view.case.matter.respondents
    rng = view.rng("respondent_phone")
    if not side or rng.random() < 0.4:
        return "", {}
    return side[0].phone, {"respondent_phone": [side[0].phone]}


def id_no(view: View) -> Filled:
    """The applicant's identity number: some blank, some starred, a few with a wrong check digit."""
    who = view.case.matter.applicants[0]
    rng = view.rng("id_no")
    roll = rng.random()
    if who.anonymous or not who.id_no or roll < 0.2:
        return _blank(rng), {}
    if roll < 0.25:
        return who.id_no[:6] + "********" + who.id_no[-4:], {}
    if roll < 0.29:
        wrong = who.id_no[:-1] + ("1" if who.id_no[-1] != "1" else "2")
        return wrong, {"id_no": wrong, "id_no_wrong": True}
    written = who.id_no.translate(forms.WIDE) if roll > 0.98 else who.id_no
    return written.lower() if roll > 0.9 else written, {"id_no": who.id_no}


def gender(view: View) -> Filled:
    """性别"""
    who = view.case.matter.applicants[0]
    if who.anonymous or not who.gender:
        return "", {}
    return who.gender, {"gender": who.gender}


def address(view: View) -> Filled:
    """The applicant's home."""
    who = view.case.matter.applicants[0]
    if who.anonymous or not who.address:
        return "", {}
    return who.address, {"address": who.address}


# --------------------------------------------------------------------------- what and where


def place(prefix: str = "") -> Fill:
    """Where it happened; ``prefix`` is the county where the system writes it."""

    def fill(view: View) -> Filled:
        matter = view.case.matter
        text = f"{prefix}{matter.town}{matter.village}{matter.spot}"
        if not prefix and view.rng("place").random() < 0.25:
            text = f"{matter.village}{matter.spot}" if view.town_word else text
        return text, {"place": text, "village": matter.village}

    return fill


def grid_name(view: View) -> Filled:
    """网格名称: the village and the number of its grid."""
    name = f"{view.case.matter.village}第{view.rng('grid').randint(1, 8)}网格"
    return name, {"village": view.case.matter.village}


def village(view: View) -> Filled:
    """The village or community alone."""
    return view.case.matter.village, {"village": view.case.matter.village}


def town(view: View) -> Filled:
    """The town as this office writes it."""
    name = view.case.matter.town
    word = view.rng("town").choice((name, name, name, f"富锦市{name}"))
    return word, {"town": name}


def locality(view: View) -> Filled:
    """问题属地 of the petition system: a place that is as wide as a town."""
    return view.case.matter.town, {"place": view.case.matter.town}


def police_station(view: View) -> Filled:
    """管辖单位: the station is named after the town."""
    name = view.case.matter.town
    return places.town_short(name) + "派出所", {"town": name}


def summary(view: View) -> Filled:
    """The story."""
    return view.case.summary, {"summary": view.case.summary}


def ticket_text(view: View) -> Filled:
    """The story with the provincial system's prefix before it, where the ticket came from there."""
    case = view.case
    if not case.prefix_no:
        return summary(view)
    dots = view.rng("dots").choice(("：", ":"))
    text = f"【省12345工单编号{dots}{case.prefix_no}】"
    stated: dict[str, Any] = {"summary": case.summary, "linked_nos": [case.prefix_no]}
    if case.redo:
        text += f"【省退回重办{dots}群众不满意，要求重新办理】"
        stated["redo"] = True
    return text + case.summary, stated


def claim(view: View) -> Filled:
    """诉求"""
    text = view.case.matter.story.claim
    return text, {"claim": text}


def raw_type(view: View) -> Filled:
    """The source's own word for the type."""
    word = view.case.raw_type
    code, _, name = word.partition(" ")  # 030201 农村土地流转: the code is no part of the word
    return word, {"raw_type": name if code.isdigit() else word}


def category(view: View) -> Filled:
    """The police category after the patrol came back."""
    return view.case.raw_type, {"category": view.case.raw_type}


def subcategory(view: View) -> Filled:
    """The police kind."""
    return view.case.raw_type2, {"subcategory": view.case.raw_type2}


def feedback_category(view: View) -> Filled:
    """The feedback category, blank now and then: then the category on receipt counts."""
    if view.rng("feedback").random() < 0.08:
        return "", {}
    return category(view)


def people_count(view: View) -> Filled:
    """涉及人数, here and there 若干."""
    matter = view.case.matter
    rng = view.rng("people")
    if rng.random() < 0.03:
        return "若干", {}
    approx = matter.group and matter.people_count >= 10 and rng.random() < 0.3
    stated: dict[str, Any] = {"people_count": matter.people_count}
    if approx:
        stated["people_count_approx"] = True
    return forms.people_cell(rng, matter.people_count, approx), stated


def amount(*, in_wan: bool) -> Fill:
    """The sum in dispute."""

    def fill(view: View) -> Filled:
        fen = view.case.matter.amount_fen
        rng = view.rng("amount")
        if fen is None:
            return rng.choice(("", "—", "/", "")), {}
        return forms.money_cell(rng, fen, in_wan=in_wan), {"amount_fen": fen}

    return fill
