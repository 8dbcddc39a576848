"""Opening a form, looking at the paper before it is made, making it, reading it, declaring it void."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiefen_lite import text
from jiefen_lite.casepapers import access, dossier, filling, hidden, knowing, numbering, offering, ordered
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.forms import FILE, NAMED, WITHHELD, Form
from jiefen_lite.shapes import CaseRecord, IssuedPaper, NewCasePaper, PaperPlace, Status, Viewer
from jiefen_lite.shapes.supervision import OrderRecord
from jiefen_lite.store import audit, cases, writing
from jiefen_lite.store import casepapers as shelf

if TYPE_CHECKING:
    from exporters.caseforms import Head

LEAST_REASON = 4
MOST_REASON = 300
NOT_YET = "（制作时编号）"
#: Who asks for what is only needed to hide it.
_NOBODY = Viewer(None, "", frozenset())
#: The line of a paper as a page shows it: paragraph or row, and its cells.
Line = tuple[str, tuple[str, ...]]


class Unfinished(JiefenError):
    """A form that lacks something; every sentence names one entry."""

    http_status = 422


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form opened in a case: what it asks, what it has, what it lacks."""

    form: Form
    record: CaseRecord
    filled: filling.Filled
    corrects: IssuedPaper | None
    people: Sequence[Mapping[str, str]]
    order: OrderRecord | None = None  # that it is made of

    @property
    def faults(self) -> tuple[str, ...]:
        """What keeps the paper from being made."""
        return self.filled.faults


def open_form(
    house: House,
    viewer: Viewer,
    code: str,
    form_id: str,
    entries: Mapping[str, str],
    now: datetime,
    *,
    corrects: int | None = None,
    order: int | None = None,
) -> OpenForm:
    """A form with what is known of the case and what was typed; the look in clear is logged.

    ``order``: the supervision order that the paper is made of, where it is. Raises NotFound, IllegalMove
    where the form does not fit the case now, NotAllowed where the person may not make it or not see the
    people of the case in clear.
    """
    form = offering.form_of(form_id)
    papers = shelf.of_case(house.store, viewer, code)
    old = shelf.get(house.store, viewer, code, corrects) if corrects is not None else None
    offering.refuse(viewer, cases.get_case(house.store, viewer, code), form, papers, old)
    ordering = ordered.chosen(house, viewer, code, form, papers, order, old)
    record = cases.reveal_case(house.store, viewer, code, f"制作《{form.name}》", now)
    if old is not None and not access.may_read(house, viewer, record, old):
        raise NotAllowed("这份文书您不能看，也就不能做它的更正件；请找督办岗。")
    more = dossier.facts(house, viewer, record, papers)
    if ordering is not None:
        more |= ordered.facts(ordering)
    known = knowing.of_case(house, viewer, record, form, now, more)
    before = _typed_before(house, viewer, old) if old is not None else {}
    filled = filling.fill(
        form,
        known,
        {**before, **entries},
        retentions=house.book.forms.retentions,
        contents=dossier.lines(house, viewer, record, papers) if form.entry("contents") else (),
    )
    filled = _with_faults(filled, _naming_fault(form, filled.values, known.facts.get("identity")))
    return OpenForm(form, record, filled, old, known.people, ordering)


def _typed_before(house: House, viewer: Viewer, paper: IssuedPaper) -> dict[str, str]:
    """What a paper was filled with, as if it were typed again."""
    typed: dict[str, str] = {}
    for name, value in json.loads(shelf.entries(house.store, viewer, paper)).items():
        if isinstance(value, str):
            typed[name] = value
            continue
        for at, one in enumerate(value):
            typed |= {f"{name}-{at}-{key}": said for key, said in one.items() if key not in ("role", "pages")}
            if "count" in one:
                typed[f"{name}-{at}-pages"] = one["count"]
    return typed


def _naming_fault(form: Form, values: Mapping[str, Any], usual: str | None) -> str | None:
    """Whoever is named to a unit though such people usually are not: somebody says why (compliance, 5)."""
    named = form.entry("identity") is not None and values.get("identity") == NAMED
    if named and usual == WITHHELD and not values.get("necessity"):
        return "还缺“载明身份的理由”。写明为什么处置必需。"
    return None


def _with_faults(filled: filling.Filled, fault: str | None) -> filling.Filled:
    if fault is None:
        return filled
    return filling.Filled(filled.asked, filled.values, (*filled.faults, fault))


# ------------------------------------------------------------------ the paper


def preview(
    house: House,
    viewer: Viewer,
    code: str,
    form_id: str,
    entries: Mapping[str, str],
    now: datetime,
    *,
    corrects: int | None = None,
    order: int | None = None,
    templates: Path | None = None,
) -> tuple[OpenForm, list[Line]]:
    """The paper as it would be, without a number; empty where something is still lacking.

    Raises what :func:`open_form` raises, and TemplateFault.
    """
    opened = open_form(house, viewer, code, form_id, entries, now, corrects=corrects, order=order)
    if opened.faults:
        return opened, []
    place = _next(house, viewer, opened, now)
    data = _written(house, opened, place, templates, number=NOT_YET)
    from exporters import caseforms  # Word's library is only loaded by those who write or read a paper

    return opened, list(caseforms.read(data))


def make(
    house: House,
    viewer: Viewer,
    code: str,
    form_id: str,
    entries: Mapping[str, str],
    now: datetime,
    *,
    corrects: int | None = None,
    order: int | None = None,
    templates: Path | None = None,
) -> IssuedPaper:
    """Make a paper of a case: its number is taken in the step in which the finished file is kept.

    ``entries``: what was typed, by the names of the form's entries (people: ``parties-0-phone``); what the
    case knows need not be among them. ``corrects``: the paper whose place it takes. Raises Unfinished with
    every entry that is lacking, what :func:`open_form` raises, TemplateFault, NumberTaken, NotWritable.
    """
    opened = open_form(house, viewer, code, form_id, entries, now, corrects=corrects, order=order)
    if opened.faults:
        raise Unfinished(*opened.faults)
    guess = _next(house, viewer, opened, now)
    data = _written(house, opened, guess, templates)
    with house.store.writing():
        _still_as_it_was(house, viewer, opened)
        place = _next(house, viewer, opened, now)
        if place != guess:  # somebody was faster: the paper says its own number
            data = _written(house, opened, place, templates)
        number = _number(house, opened, place)
        paper_id = shelf.keep(
            house.store,
            viewer,
            house.files,
            NewCasePaper(
                case_id=opened.record.case_id,
                form=opened.form.id,
                place=place,
                number=number,
                dated=_dated(opened, now),
                data=data,
                entries=json.dumps(opened.filled.values, ensure_ascii=False),
                corrects=corrects,
            ),
            now,
        )
    return shelf.get(house.store, viewer, code, paper_id)


def _next(house: House, viewer: Viewer, opened: OpenForm, now: datetime) -> PaperPlace:
    form = opened.form
    if form.of_order and opened.order is not None:
        return shelf.order_place(house.store, viewer, form.series, opened.order.year, opened.order.serial)
    if opened.corrects is not None:  # in the same sequence as the paper whose place it takes
        unit = opened.corrects.place.unit
    else:
        unit = numbering.unit_of(form, opened.record, viewer)
    return shelf.next_place(
        house.store, viewer, opened.record.case_id, form.series, unit, now.year, in_file=form.series == FILE
    )


def _number(house: House, opened: OpenForm, place: PaperPlace) -> str:
    """The number as it is printed: of a supervision order the order's own, then with a piece."""
    if opened.form.of_order and opened.order is not None:
        return opened.order.number + (f"之{place.piece + 1}" if place.piece else "")
    return numbering.number_of(house, place)


def _still_as_it_was(house: House, viewer: Viewer, opened: OpenForm) -> None:
    """Between opening and keeping somebody may have moved the case or made the paper."""
    code = opened.record.case_code
    papers = shelf.of_case(house.store, viewer, code)
    old = opened.corrects and shelf.get(house.store, viewer, code, opened.corrects.id)
    offering.refuse(viewer, cases.get_case(house.store, viewer, code), opened.form, papers, old)
    if opened.order is not None:
        ordered.chosen(house, viewer, code, opened.form, papers, opened.order.id, old)


def _dated(opened: OpenForm, now: datetime) -> date:
    given = opened.filled.values.get("dated")
    return date.fromisoformat(given) if isinstance(given, str) and given else now.date()


def _written(
    house: House, opened: OpenForm, place: PaperPlace, templates: Path | None, *, number: str = ""
) -> bytes:
    from exporters import caseforms  # Word's library is only loaded by those who write a paper

    return caseforms.write(opened.form, _told(house, opened), _head(house, opened, place, number), templates)


def _head(house: House, opened: OpenForm, place: PaperPlace, number: str) -> Head:
    from exporters.caseforms import Head

    old = opened.corrects
    return Head(
        number=number or _number(house, opened, place),
        center=house.center.name,
        file_number=numbering.file_number(house, place) if opened.form.series == FILE else "",
        correction=f"（更正件，代替{old.number}）" if old is not None else "",
    )


def _told(house: House, opened: OpenForm) -> Mapping[str, Any]:
    """The values as the paper may say them to those who get it."""
    values = opened.filled.values
    if opened.form.entry("identity") is not None:
        values = hidden.without_identity_numbers(values)
    if values.get("identity") == WITHHELD:
        values = hidden.without_teller(values, opened.people)
    if opened.form.shared and hidden.is_protected(house, opened.record):
        values = hidden.without_home(values, opened.people)
    return values


# ------------------------------------------------------------------ afterwards


def of_case(house: House, viewer: Viewer, code: str) -> list[IssuedPaper]:
    """Every paper of a case, in the order in which they were made, void and replaced ones among them."""
    return shelf.of_case(house.store, viewer, code)


def file_of(
    house: House, viewer: Viewer, code: str, paper_id: int, now: datetime
) -> tuple[IssuedPaper, bytes]:
    """A paper to print again, byte for byte as it was made; logged.

    Raises NotAllowed where this viewer may not read it in clear, BrokenStore where the file is not what it
    was.
    """
    paper = shelf.get(house.store, viewer, code, paper_id)
    record = cases.get_case(house.store, viewer, code)
    if not access.may_read(house, viewer, record, paper):
        raise NotAllowed("您的岗位不能下载这份文书，里面有当事人的明文；请找承办人或者督办岗。")
    data = shelf.content(house.store, viewer, house.files, paper)
    detail = {"id": paper.id, "form": paper.form, "number": paper.number}
    audit.record(house.store, viewer, "print_paper", paper.case_code, now=now, detail=detail)
    return paper, data


def read(
    house: House, viewer: Viewer, code: str, paper_id: int, now: datetime
) -> tuple[IssuedPaper, list[Line], bool]:
    """A paper as a page shows it, and whether its people are hidden there; a look in clear is logged.

    Raises NotAllowed where somebody wants to stay unknown to this viewer's unit.
    """
    paper = shelf.get(house.store, viewer, code, paper_id)
    record = cases.get_case(house.store, viewer, code)
    clear = access.may_read(house, viewer, record, paper)
    if not clear and record.secrecy and not viewer.sees_county:
        raise NotAllowed("这件的当事人要求保密，这份文书不对本单位开放；需要了解情况请找督办岗。")
    from exporters import caseforms  # Word's library is only loaded by those who read a paper

    lines = list(caseforms.read(shelf.content(house.store, viewer, house.files, paper)))
    if clear:
        detail = {"id": paper.id, "form": paper.form, "number": paper.number}
        audit.record(house.store, viewer, "view_paper", paper.case_code, now=now, detail=detail)
        return paper, lines, False
    return paper, _masked(house, record, paper, lines), True


def _masked(house: House, record: CaseRecord, paper: IssuedPaper, lines: Sequence[Line]) -> list[Line]:
    """The text of a paper without the names, numbers and addresses of its people.

    ``record`` is of a viewer who may know of the case; whom it names is read in clear only to be hidden.
    """
    store = house.store
    people = writing.load_parties(store, record.case_id)
    names = [one.name for one in people if one.name and not one.is_org]
    homes = [one.address for one in people if one.address]
    for value in json.loads(shelf.entries(store, _NOBODY, paper)).values():
        for one in value if isinstance(value, list) else ():
            names += [one["name"]] if one.get("name") and not one.get("is_org") else []
            homes += [one["address"]] if one.get("address") else []
    homes.sort(key=len, reverse=True)

    def hide(cell: str) -> str:
        for home in homes:
            cell = cell.replace(home, text.mask_address(home))
        return text.mask_text(cell, names)

    return [(kind, tuple(hide(cell) for cell in cells)) for kind, cells in lines]


def declare_void(
    house: House, viewer: Viewer, code: str, paper_id: int, reason: str, now: datetime
) -> IssuedPaper:
    """A paper counts no more: its number stays used and its bytes stay; returns it as it stands now.

    Raises NotAllowed, IllegalMove (void already, or the case is archived), JiefenError without a reason.
    """
    paper = shelf.get(house.store, viewer, code, paper_id)
    reason = reason.strip()
    if not access.may_void(house, viewer, paper):
        if paper.void_at is not None:
            raise IllegalMove("这份文书已经作废，不用再作废。")
        raise NotAllowed("作废这份文书，由制作它的单位或者督办岗办理。")
    if cases.get_case(house.store, viewer, code).status is Status.ARCHIVED:
        raise IllegalMove("这件已经归档，卷里的文书不能再作废。", "确实有错的，请督办岗先重开这件。")
    if len(reason) < LEAST_REASON:
        raise Unfinished(f"请写明作废的理由（至少 {LEAST_REASON} 个字）；号不再用，记录留着。")
    if len(reason) > MOST_REASON:
        raise Unfinished(f"作废的理由太长，最多 {MOST_REASON} 个字。")
    shelf.declare_void(house.store, viewer, paper, reason, now)
    return shelf.get(house.store, viewer, code, paper_id)
