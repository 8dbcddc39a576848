"""What the forms of mediation send, read into what the desk takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from jiefen_lite import agreements, glossary
from jiefen_lite.agreements import Filled
from jiefen_lite.mediation.meeting import Answer
from jiefen_lite.mediation.settling import SIGNERS, Draft
from jiefen_lite.rules.mediation import Mediation
from jiefen_lite.shapes import PartyRole
from jiefen_lite.store.mediations import ASKED, Side
from jiefen_lite.text.days import day_from

_LINE, _WORDS = 100, 500
Form = MultiDict[str, str]


def day(words: str) -> date | None:
    """A day as a form sends it, None where it is none."""
    return day_from(words.strip())


def moment(form: Form) -> datetime | None:
    """Day and time of a meeting, None where one of them is missing."""
    try:
        return datetime.fromisoformat(f"{form.get('day', '').strip()} {form.get('time', '').strip()}")
    except ValueError:
        return None


def attended(form: Form) -> list[str] | None:
    """Who is ticked as taking part, None where the form has no boxes to tick."""
    return [key for key in form.getlist("with") if key] if "with" in form else None


def ways(form: Form, people: Sequence[Side]) -> dict[str, str]:
    """How each party takes part, and each agent; where they are ticked only those who are."""
    ticked = attended(form)
    if ticked is None:
        return {one.key: form.get(f"way-{one.key}", "") for one in people if one.role in ASKED}
    return {one.key: form.get(f"way-{one.key}", "") for one in people if one.key in ticked}


def answers(form: Form, sides: tuple[Side, ...] | list[Side]) -> dict[str, Answer]:
    """What each side says to being mediated; what all say alike holds where a side says nothing."""
    return {
        one.key: Answer(
            form.get(f"answer-{one.key}") or form.get("answer-all", ""),
            form.get(f"way-{one.key}") or form.get("way-all", ""),
            "yes" in (form.get(f"told-{one.key}"), form.get("told-all")),
            form.get(f"wants-{one.key}", "").strip(),
        )
        for one in sides
    }


def typed(form: Form, draft: Draft, rules: Mediation) -> Draft:
    """The draft as it stands in the form, with what its buttons add, move or take away."""
    known = {one.id: one for one in rules.clauses}
    filled = []
    for at in range(min(len(form.getlist("clause")), agreements.CLAUSES_MOST + 1)):
        clause = known.get(form.getlist("clause")[at])
        if clause is None:
            continue
        values = {name: _said(form, f"{name}-{at}", kind) for name, _label, kind in agreements.needs(clause)}
        filled.append(Filled(clause.id, {name: said for name, said in values.items() if said}))
    _changed(form, filled, known, draft.sides)
    keys = {one.key for one in draft.sides} | set(SIGNERS)
    return Draft(
        form=form.get("form", "") if form.get("form") in glossary.AGREEMENT_FORMS else "written",
        filled=tuple(filled),
        signed=frozenset(set(form.getlist("signed")) & keys),
        signed_on=day(form.get("signed_on", "")),
        body=draft.body,
        faults=draft.faults,
        sides=draft.sides,
        offered=draft.offered,
        version=draft.version,
        seen=draft.seen,
        can_settle=draft.can_settle,
    )


def free_clause(rules: Mediation) -> tuple[str, str] | None:
    """The clause of nothing but the writer's own words, and its blank; None where the county has none."""
    for clause in rules.clauses:
        needs = agreements.needs(clause)
        if len(needs) == 1 and needs[0][2] is agreements.Blank.WORDS and clause.text == f"{{{needs[0][0]}}}":
            return clause.id, needs[0][0]
    return None


def quoting(draft: Draft, words: str, rules: Mediation) -> Draft:
    """The draft with a clause of these words at its end, not kept yet."""
    free = free_clause(rules)
    if free is None:
        return draft
    clause, blank = free
    return replace(draft, filled=(*draft.filled, Filled(clause, {blank: words[:_WORDS]})))


def _said(form: Form, name: str, kind: agreements.Blank) -> str:
    most = _WORDS if kind is agreements.Blank.WORDS else _LINE
    return " ".join(form.get(name, "").split())[:most]


def _changed(form: Form, filled: list[Filled], known: dict[str, Any], sides: Sequence[Side]) -> None:
    for button, change in (("drop", filled.pop), ("up", lambda at: _swap(filled, at))):
        said = form.get(button, "")
        if said.isdecimal() and int(said) < len(filled):
            change(int(said))
    if form.get("what") == "add" and form.get("add") in known:
        filled.append(Filled(form["add"], _same_two(filled, known[form["add"]], sides)))


def _same_two(filled: list[Filled], clause: Any, sides: Sequence[Side]) -> dict[str, str]:
    """Who gives whom in a new clause: as in the last one that says it, since instalments follow a sum; in the
    first one the only respondent gives the only applicant, which the writer changes where it is otherwise."""
    asked = {name for name, _label, kind in agreements.needs(clause) if kind is agreements.Blank.PARTY}
    last = next((one.values for one in reversed(filled) if asked & set(one.values)), None)
    if last is None:
        by_role = {one.role: one.key for one in sides}
        two = len(sides) == 2 and {PartyRole.APPLICANT, PartyRole.RESPONDENT} == set(by_role)
        last = {"who": by_role[PartyRole.RESPONDENT], "whom": by_role[PartyRole.APPLICANT]} if two else {}
    return {name: last[name] for name in sorted(asked & set(last))}


def _swap(filled: list[Filled], at: int) -> None:
    if at:
        filled[at - 1], filled[at] = filled[at], filled[at - 1]
