"""The case library: proposed from a settled case by one person, approved by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from jiefen_lite import text
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed
from jiefen_lite.precedents import hiding
from jiefen_lite.precedents.searching import laws_of
from jiefen_lite.shapes import PartyFacts, Role, Viewer
from jiefen_lite.store import audit, precedents
from jiefen_lite.store.precedents import Said, Source

READERS = frozenset(
    {
        *(Role.INTAKE_CLERK, Role.SUPERVISOR, Role.LEADER, Role.HANDLER, Role.UNIT_LEADER, Role.MEDIATOR),
        Role.OPERATOR,
    }
)
PROPOSERS = frozenset({Role.SUPERVISOR, Role.HANDLER, Role.MEDIATOR})
APPROVERS = frozenset({Role.SUPERVISOR})
TITLE_MOST, WORDS_MOST, LINE_MOST = 40, 2_000, 200
LAWS_MOST = 10
_LEAST = 10
_NUMBER_MOST = 100_000
_NO_CONSENT = "双方不再同意作案例"


def proposal(house: House, viewer: Viewer, case_code: str) -> Said:
    """What an entry made from this case would say, its people hidden: for a person to read and mend.

    Raises NotFound, NotAllowed, IllegalMove.
    """
    found = _source(house, viewer, case_code)
    names = {kind.id: kind.name for kind in house.book.types.types}
    kind = found.type_l2 or names.get(found.type_l1 or "", "") or "纠纷"
    closed = found.closed_on or found.accepted_on
    held = precedents.sessions_held(house.store, viewer, case_code)
    return Said(
        title=f"{kind}一案"[:TITLE_MOST],
        type_l1=found.type_l1 or "other",
        type_l2=found.type_l2,
        story=_hidden(house, found, found.story)[:WORDS_MOST],
        resolution_plan=_hidden(house, found, found.result)[:WORDS_MOST],
        why_held="",
        days=max(0, (closed - found.accepted_on).days),
        sessions=held or None,
        amount_fen=found.amount_fen,
        laws=laws_of(house, found.type_l1),
    )


def propose(house: House, viewer: Viewer, case_code: str, typed: Mapping[str, str], now: datetime) -> int:
    """Keep an entry as a draft; returns its number. Raises JiefenError with a sentence for each fault."""
    with house.store.writing():
        found = _source(house, viewer, case_code)
        _require_consent(house, viewer, case_code, found)
        said = _said(house, typed, found.parties, type_l1=found.type_l1, type_l2=found.type_l2)
        number = precedents.add(house.store, viewer, said, case_code, now)
        audit.record(
            house.store, viewer, "propose_precedent", case_code, now=now,
            detail={"precedent": precedents.code_of(number)},
        )  # fmt: skip
        return number


def change(house: House, viewer: Viewer, number: int, typed: Mapping[str, str], now: datetime) -> None:
    """Write a draft anew. Raises NotFound, NotAllowed, IllegalMove, JiefenError."""
    if not viewer.roles & PROPOSERS:
        raise NotAllowed("案例由督办岗、承办人、调解员来写，请找他们。")
    store = house.store
    with store.writing():
        entry = precedents.get(store, viewer, number)
        if entry.state != precedents.DRAFT:
            raise IllegalMove("已经审过的案例不能再改；要改，请督办岗先撤下，再从原来的案件重新提。")
        parties = precedents.source_parties(store, viewer, entry)
        said = _said(house, typed, parties, type_l1=entry.type_l1, type_l2=entry.type_l2)
        precedents.change(store, viewer, number, said, now)
        audit.record(store, viewer, "change_precedent", entry.code, now=now)


def approve(house: House, viewer: Viewer, number: int, now: datetime) -> None:
    """Take an entry into the library: somebody else than its maker.

    Raises NotFound, NotAllowed, IllegalMove, JiefenError.
    """
    if not viewer.roles & APPROVERS:
        raise NotAllowed("案例入库由督办岗审核，请找督办岗。")
    store = house.store
    with store.writing():
        entry = precedents.get(store, viewer, number)
        if entry.state != precedents.DRAFT:
            raise IllegalMove("这一条已经审过了，请刷新后再看。")
        if entry.made_by == viewer.name:
            raise NotAllowed("自己写的案例要由另一个人审核，请另一位督办岗来审。")
        if not precedents.is_consented(store, viewer, entry):
            raise IllegalMove(
                "诉前调解和医疗纠纷的案例要有双方书面同意，原来的案件也要还是化解办结的；请先补记同意。"
            )
        faults = hiding.left_over(
            "\n".join((entry.title, entry.story, entry.resolution_plan, entry.why_held)),
            precedents.source_parties(store, viewer, entry),
        )
        if faults:
            raise JiefenError(*faults)
        precedents.decide(store, viewer, number, precedents.APPROVED, None, now)
        audit.record(store, viewer, "approve_precedent", entry.code, now=now)


def withdraw(house: House, viewer: Viewer, number: int, reason: str, now: datetime) -> None:
    """Take an entry out, or refuse a draft, with a reason.

    Raises NotFound, NotAllowed, IllegalMove, JiefenError.
    """
    if not viewer.roles & APPROVERS:
        raise NotAllowed("案例由督办岗撤下，请找督办岗。")
    reason = text.mask_text(reason.strip())
    if not 2 <= len(reason) <= LINE_MOST:
        raise JiefenError(f"请写明撤下（不入库）的理由（2 到 {LINE_MOST} 个字）。")
    store = house.store
    with store.writing():
        entry = precedents.get(store, viewer, number)
        if entry.state == precedents.WITHDRAWN:
            raise IllegalMove("这一条已经撤下了，请刷新后再看。")
        precedents.decide(store, viewer, number, precedents.WITHDRAWN, reason, now)
        audit.record(store, viewer, "withdraw_precedent", entry.code, now=now, detail={"reason": reason})


def noted_consent(
    house: House, viewer: Viewer, case_code: str, signed_on: date | None, given: bool, now: datetime
) -> None:
    """Note that both sides agreed in writing to be told of as an example, or that this is gone.

    Raises NotFound, NotAllowed, JiefenError.
    """
    if not viewer.roles & PROPOSERS:
        raise NotAllowed("双方的书面同意由督办岗、承办人、调解员来记，请找他们。")
    store = house.store
    with store.writing():
        found = precedents.source(store, viewer, case_code)
        if not given:
            precedents.take_back_consent(store, viewer, case_code)
            if found.wants_consent:
                for entry in precedents.approved_of(store, viewer, case_code):
                    precedents.decide(store, viewer, entry.id, precedents.WITHDRAWN, _NO_CONSENT, now)
                    detail = {"reason": _NO_CONSENT}
                    audit.record(store, viewer, "withdraw_precedent", entry.code, now=now, detail=detail)
            audit.record(store, viewer, "withdraw_case_consent", case_code, now=now)
            return
        if signed_on is None or not found.received_on <= signed_on <= now.date():
            raise JiefenError("请写双方签字的日期：不早于收到这一件的那天，不晚于今天。")
        precedents.note_consent(store, viewer, case_code, signed_on, now)
        detail = {"signed_on": f"{signed_on:%Y-%m-%d}"}
        audit.record(store, viewer, "note_case_consent", case_code, now=now, detail=detail)


def _source(house: House, viewer: Viewer, case_code: str) -> Source:
    if not viewer.roles & PROPOSERS:
        raise NotAllowed("案例由督办岗、承办人、调解员来提，请找他们。")
    found = precedents.source(house.store, viewer, case_code)
    if found.outcome != "resolved" or found.closed_on is None:
        raise IllegalMove("只有化解成功、已经办结的案件才能提作案例，请先办结，或者换一件。")
    if found.secrecy:
        raise IllegalMove("这一件有人要求保密，不能提作案例，请换一件。")
    return found


def _require_consent(house: House, viewer: Viewer, case_code: str, found: Source) -> None:
    if found.wants_consent and precedents.consent(house.store, viewer, case_code) is None:
        raise IllegalMove("诉前调解和医疗纠纷的件，要双方书面同意才能提作案例；请先在下面记下同意的日期。")


def _hidden(house: House, found: Source, words: str) -> str:
    return hiding.without_people(words, found.parties, house.reader, house.center.region, found.received_on)


def _said(
    house: House,
    typed: Mapping[str, str],
    parties: Sequence[PartyFacts],
    *,
    type_l1: str | None,
    type_l2: str | None,
) -> Said:
    faults: list[str] = []
    words: dict[str, str] = {}
    for name, title, least, most in (
        ("title", "标题", 2, TITLE_MOST),
        ("story", "案情", _LEAST, WORDS_MOST),
        ("resolution_plan", "怎样化解的", _LEAST, WORDS_MOST),
        ("why_held", "为什么管用", 4, WORDS_MOST),
    ):
        words[name] = typed.get(name, "").strip().replace("\r\n", "\n")
        if not least <= len(words[name]) <= most:
            faults.append(f"“{title}”请写 {least} 到 {most} 个字。")
    days, sessions = (
        _count(typed.get(name, ""), title, faults)
        for name, title in (("days", "用了几天"), ("sessions", "调解了几次"))
    )
    money = typed.get("amount", "").strip()
    parsed = text.parse_amount(money) if money else None
    amount = parsed[0] if parsed else None
    if money and amount is None:
        faults.append("“涉及金额”请写成数字，例如 12000。")
    laws = [one.strip() for one in typed.get("laws", "").splitlines() if one.strip()]
    if len(laws) > LAWS_MOST or any(len(one) > LINE_MOST for one in laws):
        faults.append(f"“法律依据”请写 {LAWS_MOST} 条以内，一行一条。")
    faults += hiding.left_over("\n".join((*words.values(), *laws)), parties)
    if faults:
        raise JiefenError(*faults)
    return Said(
        title=words["title"],
        type_l1=type_l1 or "other",
        type_l2=type_l2,
        story=words["story"],
        resolution_plan=words["resolution_plan"],
        why_held=words["why_held"],
        days=days,
        sessions=sessions,
        amount_fen=amount,
        laws=tuple(laws),
    )


def _count(written: str, title: str, faults: list[str]) -> int | None:
    written = written.strip()
    if not written:
        return None
    if not written.isascii() or not written.isdigit() or int(written[:9]) > _NUMBER_MOST:
        faults.append(f"“{title}”请写一个整数。")
        return None
    return int(written)
