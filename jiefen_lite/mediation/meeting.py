"""Before and during mediation: asking both sides, calling meetings, writing down what came of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from jiefen_lite import glossary, moving
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove
from jiefen_lite.mediation import access, attending
from jiefen_lite.moving import Incomplete
from jiefen_lite.moving.scene import Scene
from jiefen_lite.rules.analysis import LegalBasis
from jiefen_lite.shapes import CaseRecord, Status, Viewer
from jiefen_lite.store import audit, cases, mediations
from jiefen_lite.store.mediations import Consent, Session, Side

LINE_MOST, WORDS_MOST = 200, 4000
_EVENT_MOST = 500  # the history tells in short, the record in full


@dataclass(frozen=True, slots=True)
class Brief:
    """One page before the session: people, story, what each side wants, law, cases like it."""

    case: CaseRecord
    sides: tuple[Side, ...]
    consents: Mapping[str, Consent]
    sessions: tuple[Session, ...]
    laws: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one side says, as the form gives it."""

    answer: str = ""
    way: str = ""
    rights_told: bool = False
    wants: str = ""


def brief(house: House, viewer: Viewer, case_code: str, now: datetime, *, reason: str = "") -> Brief:
    """All that one wants to know before the session; in clear with a ``reason``, which the log keeps.

    Raises NotAllowed where this person may not read the mediation, or not in clear.
    """
    access.reading(house, viewer, case_code, now)
    store = house.store
    clear = bool(reason.strip())
    if clear:
        case = cases.reveal_case(store, viewer, case_code, reason, now)
    else:
        case = cases.get_case(store, viewer, case_code)
    return Brief(
        case=case,
        sides=tuple(mediations.sides(store, viewer, case_code, clear=clear)),
        consents=mediations.consents(store, viewer, case_code, clear=clear),
        sessions=tuple(mediations.sessions(store, viewer, case_code, clear=clear)),
        laws=tuple(one for one in house.book.laws.bases if one.type == case.type_l1),
    )


def ask(
    house: House,
    viewer: Viewer,
    case_code: str,
    answers: Mapping[str, Answer],
    mediator: str,
    now: datetime,
    *,
    seen: int | None = None,
) -> bool:
    """Note what each side says; where both agree and the case is signed, mediation begins. Whether it began.

    Raises Incomplete with a sentence for each fault, and as :func:`access.writing` does.
    """
    store = house.store
    with store.writing():
        scene = access.writing(house, viewer, case_code, now, seen=seen)
        access.require_under_way(scene)
        sides = mediations.sides(store, viewer, case_code)
        given = {key: one for key, one in answers.items() if one.answer}
        faults = _answer_faults(sides, given)
        if faults:
            raise Incomplete(*faults)
        for key, one in given.items():
            mediations.ask(
                store,
                viewer,
                case_code,
                key,
                answer=one.answer,
                way=one.way,
                rights_told=one.rights_told,
                wants=one.wants,
                now=now,
            )
        detail = {"parties": sorted(given)}
        audit.record(store, viewer, "ask_consent", case_code, now=now, detail=detail)
        known = mediations.consents(store, viewer, case_code)
        agreed = all(one.key in known and known[one.key].answer == mediations.AGREED for one in sides)
        if scene.case.status is not Status.SIGNED or not sides or not agreed:
            return False
        entries = {"consent": "both", "rights_told": "yes", "mediator": mediator}
        moving.move(house, viewer, case_code, "start_mediation", entries, now)
        return True


def _answer_faults(sides: list[Side], given: Mapping[str, Answer]) -> list[str]:
    names = {one.key: one.name for one in sides}
    if not names:
        return ["这一件还没有写当事人，请先补上当事人。"]
    if not given:
        return ["还没有记哪一方的意思，请至少选一方“同意”或“拒绝”。"]
    faults = []
    for key, one in given.items():
        name = names.get(key)
        if name is None or one.answer not in glossary.CONSENTS:
            faults.append("请从列出的当事人里选。")
            continue
        if one.way not in glossary.CONSENT_WAYS:
            faults.append(f"请选{name}是怎样表示的。")
        if one.answer == mediations.AGREED and not one.rights_told:
            faults.append(f"还没有告知{name}权利和义务，告知以后勾上（人民调解法第二十三条）。")
        if len(one.wants) > WORDS_MOST:
            faults.append(f"{name}的想法太长了，请写在 {WORDS_MOST} 字以内。")
    return faults


def plan(
    house: House,
    viewer: Viewer,
    case_code: str,
    *,
    starts_at: datetime | None,
    place: str,
    ways: Mapping[str, str],
    now: datetime,
    attended: Collection[str] | None = None,
) -> int:
    """Call a meeting. Raises Incomplete, and as :func:`access.writing` does.

    ``attended``: who is to come, by the keys of :func:`attending.of`; None: both sides, as ``ways`` says.
    """
    store = house.store
    with store.writing():
        scene = access.writing(house, viewer, case_code, now)
        access.require_under_way(scene)
        sides = mediations.sides(store, viewer, case_code)
        faults = _meeting_faults(sides, starts_at, place, ways, attended)
        faults += _attended_faults(house, viewer, scene, attended)
        if attended is not None and not any(one.key in attended for one in sides):
            faults.append("请勾上约哪些当事人来。")
        if starts_at is not None and starts_at < now:
            faults.append("约的时间已经过了，请改；已经开过的直接写调解记录。")
        if faults or starts_at is None:
            raise Incomplete(*faults)
        ways = _with_mediators(ways, attended)
        number = mediations.plan(store, viewer, case_code, starts_at, place.strip(), ways, now)
        audit.record(store, viewer, "plan_session", case_code, now=now, detail={"session": number})
        return number


def hold(
    house: House,
    viewer: Viewer,
    case_code: str,
    number: int | None,
    *,
    starts_at: datetime | None,
    place: str,
    ways: Mapping[str, str],
    present: str,
    record: str,
    result: str,
    now: datetime,
    seen: int | None = None,
    attended: Collection[str] | None = None,
) -> None:
    """Write down what came of a meeting, called before (``number``) or not: a step of the case.

    ``attended``: who took part, by the keys of :func:`attending.of`, and ``present`` who did besides; None:
    ``present`` tells of all.
    Raises Incomplete, IllegalMove where it was written down already, and as :func:`access.writing` does.
    """
    store = house.store
    with store.writing():
        scene = access.writing(house, viewer, case_code, now, seen=seen)
        if (
            number is not None
            and mediations.session(store, viewer, case_code, number).state != mediations.PLANNED
        ):
            raise IllegalMove("这一次调解已经记过或者取消了。", "要补充的，请再记一次。")
        sides = mediations.sides(store, viewer, case_code)
        faults = _meeting_faults(sides, starts_at, place, ways, attended)
        faults += _attended_faults(house, viewer, scene, attended)
        if starts_at is not None and starts_at > now:
            faults.append("调解的时间还没有到，不能先写记录；已经开过的，请把日期、时间改成实际开的。")
        if not present.strip() and not attended:
            faults.append("请勾上参加人；没有列出的，写在“其他参加人”里。")
        if not record.strip():
            faults.append("请填写“过程”。")
        if result not in glossary.SESSION_RESULTS:
            faults.append("请选“结果”。")
        if len(record) > WORDS_MOST or len(present) > LINE_MOST:
            faults.append(f"其他参加人写在 {LINE_MOST} 字以内，过程写在 {WORDS_MOST} 字以内。")
        if faults or starts_at is None:
            raise Incomplete(*faults)
        present = attending.written(house, viewer, scene, attended or (), present)
        ways = _with_mediators(ways, attended)
        used = [one for one in glossary.MEDIATION_WAYS if one in ways.values()]
        entries = {
            "held_on": starts_at.date().isoformat(),
            "place": place.strip(),
            "way": used[0] if used else "on_site",
            "present": present,
            "record": f"{glossary.SESSION_RESULTS[result]}。{record.strip()}"[:_EVENT_MOST],
        }
        if number is None:
            number = mediations.plan(store, viewer, case_code, starts_at, place.strip(), ways, now)
        mediations.about_to_hold(
            store,
            viewer,
            number,
            starts_at=starts_at,
            place=place.strip(),
            ways=ways,
            present=present,
            record=record.strip(),
            result=result,
            now=now,
        )
        moving.move(house, viewer, case_code, "record_mediation", entries, now)


def call_off(house: House, viewer: Viewer, case_code: str, number: int, reason: str, now: datetime) -> None:
    """A meeting does not take place, and why. Raises Incomplete, IllegalMove, as :func:`access.writing`."""
    with house.store.writing():
        access.writing(house, viewer, case_code, now)
        if not reason.strip():
            raise Incomplete("请写明为什么取消。")
        if mediations.session(house.store, viewer, case_code, number).state != mediations.PLANNED:
            raise IllegalMove("这一次调解已经记过或者取消了，不用再办。")
        mediations.call_off(house.store, viewer, number, reason.strip()[:LINE_MOST], now)
        audit.record(house.store, viewer, "call_off_session", case_code, now=now, detail={"session": number})


def _with_mediators(ways: Mapping[str, str], attended: Collection[str] | None) -> dict[str, str]:
    """How each takes part, kept with the meeting; of a mediator only that he does."""
    return {**ways, **{key: "" for key in attended or () if key not in ways}}


def _attended_faults(
    house: House, viewer: Viewer, scene: Scene, attended: Collection[str] | None
) -> list[str]:
    if not attended:
        return []
    known = {one.key for one in attending.of(house, viewer, scene.case.case_code, scene)}
    return [] if known.issuperset(attended) else ["请从列出的参加人里勾。"]


def _meeting_faults(
    sides: list[Side],
    starts_at: datetime | None,
    place: str,
    ways: Mapping[str, str],
    attended: Collection[str] | None,
) -> list[str]:
    faults = []
    if starts_at is None:
        faults.append("请填写“时间”。")
    if not place.strip():
        faults.append("请填写“地点”；视频、电话调解写明在哪里主持。")
    if len(place) > LINE_MOST:
        faults.append(f"“地点”太长了，请写在 {LINE_MOST} 字以内。")
    for one in sides:
        asked = attended is None or one.key in attended
        if asked and ways.get(one.key) not in glossary.MEDIATION_WAYS:
            faults.append(f"请选{one.name}怎样参加。")
    return faults
