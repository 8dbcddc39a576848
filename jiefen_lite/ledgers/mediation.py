"""人民调解统计月报: the cases of one month by committee, and whether the sums of the form agree.

Which cases there are is what the indicators of the month say (channel 司法调解, accepted; mediated with
success), of a frozen month from its snapshot; what each of them is like is read from the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from jiefen_lite.desk import House
from jiefen_lite.reports.counting import Counter
from jiefen_lite.shapes import (
    COMMITTEE_KINDS,
    FORM_TYPES,
    ORIGINS,
    Channel,
    Check,
    CommitteeRow,
    LedgerCase,
    MediationCase,
    MediationMonth,
    Period,
    Viewer,
)
from jiefen_lite.store import ledgers

VILLAGE, COMMUNITY, TOWN, STREET, ENTERPRISE, SOCIETY = COMMITTEE_KINDS
#: Words by which the kind of a committee is told, the more telling first.
_KIND_WORDS = (
    (VILLAGE, r"村民?委|村(?:人民)?调|村$|^村"),
    (COMMUNITY, r"社区|居民?委|居(?:人民)?调|^居"),
    (STREET, r"街道"),
    (TOWN, r"[镇乡]"),
    (ENTERPRISE, r"公司|集团|企事业|企业|工厂|厂(?:人民)?调|医院|学校|农场|林场"),
    (SOCIETY, r"社会团体|协会|商会|行业|专业|联合会|妇联|工会|交通|交调|医疗|医调|物业|劳动|其他|中心"),
)
_BY_WORDS = tuple((kind, re.compile(words)) for kind, words in _KIND_WORDS)
_ORIGIN_WORDS = (
    ("法院", r"法院|诉前|诉调"),
    ("检察院", r"检察"),
    ("公安", r"公安|派出所|110|警"),
    ("信访", r"信访"),
    ("其他", r"移送|委托|委派|转办|交办|12345|网格"),
    ("主动调解", r"主动|排查"),
    ("依申请调解", r"申请"),
    ("其他", r"^其[他它]"),
)
_BY_ORIGIN = tuple((origin, re.compile(words)) for origin, words in _ORIGIN_WORDS)
#: (2025)富锦山人调字第12号: what stands between the county's letter and 人调 is the town of the committee.
_VOLUME = re.compile(r"^\(?\d{4}\)?(?P<stem>\D{1,12}?)人民?调字?")
_NO = re.compile(r"^[不未没无否]|^(?:×|✗|-|—|/)*$")
#: 3, 3人, 1件2人; any other number in a cell (a date, a road) is no number of people.
_NUMBER = re.compile(r"(?:(?P<cases>\d+)件)?(?:(?P<people>\d+)(?P<unit>人)?)?")
_UNTOLD = "（调委会未写明）"
#: What stands below the title: which cases the form counts.
BASIS = (
    "司法调解（人民调解）渠道的件；案件总数按受理时间，调解成功数按调解终结时间（含以前受理的），"
    "协议、确认、履行只数调解成功的；{state}"
)
_NAMED_IN_CHECK = 5


def month(house: House, viewer: Viewer, period: Period, as_of: datetime) -> MediationMonth:
    """The statistics of one month; which cases it has, is frozen with the month."""
    table = Counter(house, viewer, as_of).table(period, "channel")
    row = next((row for row in table.rows if row.id == Channel.MEDIATION), None)
    total = row.figures["intake_count"].numerator if row else ()
    succeeded = row.figures["mediation_success_rate"].numerator if row else ()
    ids = ledgers.ids_among(house.store, viewer, list(dict.fromkeys((*total, *succeeded))))
    form = Form(house)
    cases = [
        form.case(case, total=frozenset(total), succeeded=frozenset(succeeded))
        for chunk in ledgers.read(house.store, viewer, ids)
        for case in chunk
    ]
    return replace(statistics(cases, total, succeeded, form.order), frozen=table.frozen)


class Form:
    """What the form makes of a case: its committee, origin, type."""

    def __init__(self, house: House) -> None:
        region, towns = house.center.region, house.center.region.towns
        self._county = region.name[:1]
        self._folds = {kind.id: kind.fold18 for kind in house.book.types.types}
        self._folds_of_second = {
            (kind.id, second.name): second.fold18
            for kind in house.book.types.types
            for second in kind.secondary
            if second.fold18
        }
        names = [(name, town.name) for town in towns for name in (town.name, *town.aliases)]
        names += [
            (name[: -len(end)], town)
            for name, town in names
            for end in ("镇", "街道", "乡")
            if name.endswith(end)
        ]
        self._stems = sorted(set(names), key=lambda one: -len(one[0]))
        self.order = {town.name: at for at, town in enumerate(towns)}

    def case(self, case: LedgerCase, *, total: frozenset[str], succeeded: frozenset[str]) -> MediationCase:
        """What one case counts for."""
        committee, kind, town = self._committee(case)
        crime, petition = (
            _avoided(words, case) for words in (case.told.against_crime, case.told.against_petition)
        )
        return MediationCase(
            case_code=case.case_code,
            committee=committee,
            town=town,
            kind=kind,
            origin=origin_of(case.told.origin),
            form_type=self._type(case),
            counts=case.case_code in total,
            succeeded=case.case_code in succeeded,
            people=case.people_count or max(case.party_count, 1),
            amount_fen=case.amount_fen or 0,
            difficult=bool(case.told.difficult),
            agreement_form=case.agreement_form,
            confirmed=bool(case.confirmed),
            performed=bool(case.performed),
            against_crime=crime,
            against_petition=petition,
        )

    def _type(self, case: LedgerCase) -> str | None:
        if case.type_l1 is None:
            return None
        own = self._folds_of_second.get((case.type_l1, case.type_l2 or ""))
        return own or self._folds.get(case.type_l1)

    def _committee(self, case: LedgerCase) -> tuple[str, str | None, str | None]:
        """Name, kind and town of the committee, as far as the ledger tells."""
        named, kind = case.told.committee, kind_of(case.told.committee_kind)
        if named:
            return named, kind or kind_of(named), self._town_in(named) or case.town
        for source in case.sources:
            volume = _VOLUME.match(source.source_no or "")
            town = self._town_of_volume(volume["stem"]) if volume else None
            if town:
                own = STREET if town.endswith("街道") else TOWN
                return f"{town}人民调解委员会", kind or own, town
        return f"{case.town or '未定位'}{_UNTOLD}", kind, case.town

    def _town_of_volume(self, stem: str) -> str | None:
        """富锦山 is the county's letter and 锦山, though the county has a 富锦镇 as well."""
        short = stem.removeprefix(self._county)
        exact = next((town for name, town in self._stems if name == short), None)
        return exact or self._town_in(stem)

    def _town_in(self, words: str) -> str | None:
        return next((town for stem, town in self._stems if stem in words), None)


def kind_of(words: str | None) -> str | None:
    """The kind of a committee by what it is called; None where that tells nothing."""
    return next((kind for kind, said in _BY_WORDS if said.search(words)), None) if words else None


def origin_of(words: str | None) -> str | None:
    """Where a case came from by what its ledger says; None where that tells nothing."""
    return next((origin for origin, said in _BY_ORIGIN if said.search(words)), None) if words else None


def _avoided(words: str | None, case: LedgerCase) -> int | None:
    """How many people a case kept from crime or from petitioning together; None: it did not count as such."""
    said = (words or "").strip(" \t\n。.；;")
    if _NO.match(said):
        return None
    own = case.people_count or max(case.party_count, 1)
    told = _NUMBER.fullmatch(said)
    if told is None:
        return own
    if 0 in (int(told[name]) for name in ("cases", "people") if told[name]):
        return None
    # a bare 1 is a tick, as 1件 is: the case counts, with its people
    is_tick = told["people"] is None or (told["people"] == "1" and told["unit"] is None)
    return own if is_tick else int(told["people"])


def statistics(
    cases: Sequence[MediationCase], total: Sequence[str], succeeded: Sequence[str], towns: Mapping[str, int]
) -> MediationMonth:
    """Rows by committee, the whole, the checks; ``total``, ``succeeded`` may name cases that are gone."""
    groups: dict[str, list[MediationCase]] = {}
    for case in cases:
        groups.setdefault(case.committee, []).append(case)

    def place(name: str) -> tuple[int, bool, str]:
        town = groups[name][0].town
        return towns.get(town or "", len(towns)), name.endswith(_UNTOLD), name

    rows = tuple(_row(name, groups[name]) for name in sorted(groups, key=place))
    whole = replace(_row("合计", cases), total=tuple(total), succeeded=tuple(succeeded))
    return MediationMonth(rows, whole, tuple(_checks(cases, whole)), tuple(cases), frozen=False)


def _row(name: str, cases: Sequence[MediationCase]) -> CommitteeRow:
    counted = [case for case in cases if case.counts]
    done = [case for case in cases if case.succeeded]
    crime = [case.against_crime for case in counted if case.against_crime is not None]
    petition = [case.against_petition for case in counted if case.against_petition is not None]
    return CommitteeRow(
        name=name,
        total=tuple(case.case_code for case in counted),
        people=sum(case.people for case in counted),
        succeeded=tuple(case.case_code for case in done),
        difficult=sum(case.difficult for case in counted),
        amount_fen=sum(case.amount_fen for case in counted),
        kinds=_tally(case.kind for case in counted),
        origins=_tally(case.origin for case in counted),
        types=_tally(case.form_type for case in counted),
        oral=sum(case.agreement_form == "oral" for case in done),
        written=sum(case.agreement_form == "written" for case in done),
        confirmed=sum(case.confirmed for case in done),
        performed=sum(case.performed for case in done),
        against_crime=(len(crime), sum(crime)),
        against_petition=(len(petition), sum(petition)),
    )


def _tally(names: Iterable[str | None]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        if name is not None:
            counts[name] = counts.get(name, 0) + 1
    return counts


# --------------------------------------------------------------------------- the form's own check


def _checks(cases: Sequence[MediationCase], whole: CommitteeRow) -> Iterable[Check]:
    """Whether the sums agree; where they do not, why and what to do. No number is ever changed for it."""
    counted = [case for case in cases if case.counts]
    done = [case for case in cases if case.succeeded]
    total, good = len(whole.total), len(whole.succeeded)
    yield _check(
        "Σ各调委会",
        len(counted),
        "案件总数",
        total,
        [],
        "少的件所在批次在月份冻结后撤回了，表里分不到调委会",
    )
    yield _check(
        "Σ调解主体",
        sum(whole.kinds.get(one, 0) for one in COMMITTEE_KINDS),
        "案件总数",
        total,
        [case.case_code for case in counted if case.kind is None],
        "看不出由哪类调委会调解，请在台账里补“调解主体”或“调委会名称”一栏，重新导入",
    )
    yield _check(
        "Σ案件来源",
        sum(whole.origins.get(one, 0) for one in ORIGINS),
        "案件总数",
        total,
        [case.case_code for case in counted if case.origin is None],
        "没有写案件来源，请在台账里补“案件来源”一栏，重新导入",
    )
    yield _check(
        "Σ纠纷类型",
        sum(whole.types.get(one, 0) for one in FORM_TYPES),
        "案件总数",
        total,
        [case.case_code for case in counted if case.form_type not in FORM_TYPES],
        "类型待定，请在案件页核对更正",
    )
    yield _check(
        "Σ协议形式",
        whole.oral + whole.written,
        "调解成功数",
        good,
        [case.case_code for case in done if case.agreement_form not in ("oral", "written")],
        "没有写协议形式，请在台账里补“协议形式”一栏，重新导入",
    )


def _check(left: str, found: int, right: str, wanted: int, codes: Sequence[str], cure: str) -> Check:
    if found == wanted:
        return Check(True, f"自检：{left} {found} = {right} {wanted}，平。")
    named = (
        f"（{'、'.join(codes[:_NAMED_IN_CHECK])}{'等' if len(codes) > _NAMED_IN_CHECK else ''}）"
        if codes
        else ""
    )
    return Check(
        False, f"自检不平：{left} {found} ≠ {right} {wanted}，差 {wanted - found} 件{named}：{cure}。"
    )
