"""Reading a file into a staged batch: every row sorted, nothing yet revealed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import importers
from exporters import marking
from jiefen_lite import jsontext
from jiefen_lite.columnbook import column_book, known_fields
from jiefen_lite.desk import House
from jiefen_lite.errors import IllegalMove, JiefenError, NotAllowed, UnreadableFile
from jiefen_lite.intake import updates
from jiefen_lite.intake.bulk import many_rows
from jiefen_lite.intake.keys import fields_of, natural_key, payload, settled
from jiefen_lite.shapes import Disposition, Level, Problem, Role, SheetRead, Viewer
from jiefen_lite.store import audit, batches, files, learned, reach, writing
from jiefen_lite.text import one_line

#: Who may bring files (workflow guide, section 4): the centre's desk, and units for their own channels.
IMPORTERS = frozenset({Role.INTAKE_CLERK, Role.SUPERVISOR, Role.OPERATOR, Role.HANDLER})

#: What a byte of a packed workbook becomes in the database and its log; measured on a large ledger: 35.
ROOM_FOR_A_BYTE = 40

_LONG_NUMBER = re.compile(r"\d{7,}")  # also one that is no right telephone: a slip of a digit

Progress = Callable[[int, int | None], None]  # rows done, rows expected (None while unknown)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do: counts, layout, problems; kept as batch ``batch_id`` until confirmed."""

    batch_id: int
    channel: str
    channel_how: str
    counts: Mapping[str, int]
    sheets: Sequence[Mapping[str, Any]]
    unknown_columns: Sequence[Mapping[str, Any]]


class TooManyRows(JiefenError):
    """A file has more rows than whoever asked wants to read himself; nothing was stored."""


def require_importer(viewer: Viewer) -> None:
    """Raises NotAllowed where this person may not bring files."""
    if not viewer.roles & IMPORTERS:
        raise NotAllowed("您的岗位不能导入台账，请找窗口受理员或督办岗。")


def preview(
    house: House,
    viewer: Viewer,
    source: Path | bytes,
    *,
    file_name: str,
    channel: str | None,
    as_of: date,
    now: datetime,
    progress: Progress | None = None,
    most_rows: int | None = None,
) -> Preview:
    """Read a file and stage its rows. Raises UnreadableFile with nothing stored where it cannot be read.

    Raises TooManyRows where it has more than ``most_rows``.
    """
    require_importer(viewer)
    data, file_name = _bytes_of(source), one_line(file_name)
    house.require_room(len(data) * ROOM_FOR_A_BYTE, "导入")
    with house.store.writing(promised=False):
        pass  # a store that takes nothing says so before a file is read for nothing
    with _opened(house, data, file_name, channel, as_of, progress) as reading:
        if most_rows is not None and reading.head.total > most_rows:
            raise TooManyRows("这个文件行数较多，要在后台读取。")
        batch_id, ref = 0, ""
        try:
            with house.store.writing():  # one step for others: never a file without its row
                sha256, ref = files.save(house.store, house.files, data)
                batch_id = batches.create(
                    house.store,
                    viewer,
                    file_name=file_name,
                    sha256=sha256,
                    file_ref=ref,
                    as_of=as_of,
                    now=now,
                )
            return _read_into(house, viewer, batch_id, data, reading)
        except BaseException:
            if ref:
                _forget(house, batch_id, ref)
            raise


def _forget(house: House, batch_id: int, ref: str) -> None:
    """Leave no trace of a file that could not be read, or of whose rows the disk did not take all."""
    with house.store.writing():
        batches.forget(house.store, batch_id)
    with house.store.writing():  # only now: a row that could not be taken away keeps its file
        if ref not in files.kept(house.store):
            files.remove(house.files, ref)


def preview_again(
    house: House,
    viewer: Viewer,
    batch_id: int,
    *,
    channel: str | None,
    now: datetime,
    progress: Progress | None = None,
) -> Preview:
    """Read the kept file of an unconfirmed batch once more, after a column or the channel was explained."""
    require_importer(viewer)
    batch = batches.get_batch(house.store, viewer, batch_id)
    if batch.state not in ("previewed", "failed"):
        raise IllegalMove("这个批次已经确认入库，不能重新读取；如有错请先整批撤回。")
    earlier = None
    if batch.state == "previewed":
        unknown = [
            one["header"] for sheet in batch.sheets for one in sheet["columns"] if one["how"] == "unknown"
        ]
        earlier = {"counts": dict(batch.counts), "filled": dict(batch.filled), "unknown": unknown}
    with house.store.writing():
        batches.discard_rows(house.store, batch_id)
        batches.update(house.store, batch_id, state="staging", note=None, earlier=earlier)
    try:
        data = kept_file(house, viewer, batch_id)
        known = channel or batch.channel
        with _opened(house, data, batch.file_name, known, batch.as_of, progress) as reading:
            return _read_into(house, viewer, batch_id, data, reading)
    except JiefenError as error:
        batches.update(house.store, batch_id, state="failed", note=str(error))
        raise


def kept_file(house: House, viewer: Viewer, batch_id: int) -> bytes:
    """The uploaded file of a batch, byte for byte; it is in clear in memory only."""
    batch = batches.get_batch(house.store, viewer, batch_id)
    if batch.file_ref is None:
        raise JiefenError("这个批次没有存档的原始文件，请重新上传它。")
    return files.read(house.store, house.files, batch.file_ref)


def teach_column(
    house: House, viewer: Viewer, channel: str, header: str, field: str | None, now: datetime
) -> None:
    """Remember what a header means (None: keep it by name); asked once, used for every later file."""
    require_importer(viewer)
    if field is not None and field not in known_fields(house.book.channels):
        raise JiefenError("没有这个字段，请从列表里选。")
    learned.teach_column(house.store, viewer, channel, importers.header_key(header), field, now)


def abandon(house: House, viewer: Viewer, batch_id: int, now: datetime) -> None:
    """Give up a batch that was not confirmed: its rows and its file are forgotten, nothing was revealed."""
    require_importer(viewer)
    batch = batches.get_batch(house.store, viewer, batch_id)
    if batch.state not in ("previewed", "failed"):
        raise IllegalMove("这个批次已经入库，不能放弃；请用“整批撤回”。")
    with house.store.writing():
        batches.discard_rows(house.store, batch_id)
        batches.update(house.store, batch_id, state="abandoned", file_ref=None)
        audit.record(house.store, viewer, "import_abandon", f"batch:{batch_id}", now=now)
    with house.store.writing():  # a file goes after its row; another upload of it must not come between
        if batch.file_ref is not None and batch.file_ref not in files.kept(house.store):
            files.remove(house.files, batch.file_ref)


def _bytes_of(source: Path | bytes) -> bytes:
    """The upload in memory, never on disk in clear; refused before it is read where it is too large."""
    most = importers.Limits().file_bytes
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > most:
            raise UnreadableFile(
                f"文件超过 {most // 1024 // 1024} MB，太大了。", "请按月或按镇（街道）拆成几个文件后再导入。"
            )
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise UnreadableFile("文件打不开，请确认它还在原处、没有被别的程序占用、允许本账号读取。") from error


@contextmanager
def _opened(
    house: House,
    data: bytes,
    name: str,
    channel: str | None,
    as_of: date,
    progress: Progress | None,
) -> Iterator[importers.Reading]:
    """A file whose layout is known and whose rows can be had; before anything of it is stored."""
    columns = columns_of(house)
    with (
        many_rows(),
        house.store.reading(),
        importers.read(
            data, channel=channel, columns=columns, as_of=as_of, name=name, progress=progress
        ) as reading,
    ):
        yield reading


def _read_into(
    house: House, viewer: Viewer, batch_id: int, data: bytes, reading: importers.Reading
) -> Preview:
    sorter = _Sorter(house, viewer, batch_id, reading.head.channel)
    for rows in reading.batches():
        sorter.sort(rows, reading.head.sheets)
    sorter.settle()
    sheets = reading.sheets()
    may_be_marked = sorter.has_problems and sum(sorter.counts.values()) <= marking.MOST_ROWS
    lost = marking.lost(data) if may_be_marked else ()
    counts = {**sorter.counts, "skipped": sum(len(sheet.skipped) for sheet in sheets)}
    counts["rows"] = sum(counts[kind] for kind in ("new", "updated", "unchanged", "rejected"))
    kept_sheets = [_kept_sheet(sheet) for sheet in sheets]
    batches.update(
        house.store,
        batch_id,
        channel=reading.head.channel,
        state="previewed",
        counts=counts,
        sheets=kept_sheets,
        lost=list(lost),
        filled=dict(sorter.filled),
    )
    unknown = [
        {"sheet": sheet.name, **asdict(column)}
        for sheet in sheets
        for column in sheet.columns
        if column.how == "unknown"
    ]
    return Preview(batch_id, reading.head.channel, reading.head.channel_how, counts, kept_sheets, unknown)


def _kept_sheet(sheet: SheetRead) -> dict[str, Any]:
    """What is kept of a sheet: samples only of columns that somebody has to explain, long numbers hidden."""
    kept = asdict(sheet)
    for column in kept["columns"]:
        unknown = column["how"] == "unknown"
        column["samples"] = [_LONG_NUMBER.sub("***", one) for one in column["samples"]] if unknown else []
    return kept


def columns_of(house: House) -> dict[str, Any]:
    """The column book of this centre: the rules' words, what people have taught, the names of its towns."""
    towns = [name for town in house.center.region.towns for name in (town.name, *town.aliases)]
    return column_book(house.book.channels, learned.columns(house.store), towns)


class _Sorter:
    """Sorts rows into new, updated, unchanged, rejected and excluded, and stages them."""

    def __init__(self, house: House, viewer: Viewer, batch_id: int, channel: str) -> None:
        self._house, self._viewer, self._batch_id, self._channel = house, viewer, batch_id, channel
        self._find_place = lru_cache(maxsize=20_000)(house.gazetteer.find)
        self._seen: dict[str, tuple[str, str, int]] = {}  # key → content, sheet, row: within this very file
        self._often: set[str] = set()  # keys of more than one row
        self.counts = {kind.value: 0 for kind in Disposition}
        self.has_problems = False
        self.filled: Counter[str] = Counter()  # field → rows that say something in its column
        self._fed: dict[int, list[tuple[str, int]]] = {}

    def sort(self, rows: Sequence[Any], sheets: Sequence[SheetRead]) -> None:
        """One chunk of the reading child's rows: (sheet number, row, cells, fields, problems)."""
        cipher, triage = self._house.store.cipher, self._house.triage
        rows = self._completed(rows)
        keys: list[str | None] = []
        compared: list[Mapping[str, Any]] = []
        for _sheet, _row, _cells, fields, problems in rows:
            same = settled(fields, self._find_place)
            refused = problems and any(one[2] == Level.ERROR for one in problems)
            keys.append(None if refused else natural_key(self._channel, same, cipher))
            compared.append(same)
        keys = self._within_reach(keys)
        known = batches.known_keys(self._house.store, [key for key in keys if key])
        staged: list[tuple[Any, ...]] = []
        told: list[Problem] = []
        for key, same, (sheet_no, row, cells, fields, problems) in zip(keys, compared, rows, strict=True):
            sheet = sheets[sheet_no].name
            self.filled.update({field for field, place in self._fed_by(sheet_no, sheets) if cells[place]})
            for column, field, level, message in problems:
                told.append(Problem(sheet, row, column, field, Level(level), message))
            reason: str | None = None
            digest: str | None = None
            said = jsontext.encode_bytes(fields)
            if key is None:
                kind = Disposition.REJECTED
                reason = "；".join(one[3] for one in problems if one[2] == Level.ERROR)
            else:
                digest = cipher.hash_bytes("content", said if same is fields else jsontext.encode_bytes(same))
                excluded = triage.exclude(self._channel, fields)
                if excluded is not None:
                    kind, reason = Disposition.EXCLUDED, excluded.text
                else:
                    earlier = self._seen.get(key)
                    if earlier is not None and earlier[0] != digest:
                        told.append(_same_number(sheet, row, key, earlier))
                    kind, reason = self._against_known(key, digest, sheet, row, fields, known)
            self.counts[kind] += 1
            received_on = str(fields.get("received_at", ""))[:10] or None
            kept = payload(said, sheet_no, cells)
            staged.append((sheet, row, kind._value_, key, digest, received_on, kept, reason))
        self.has_problems |= bool(told)
        batches.stage_rows(self._house.store, self._batch_id, staged, told)

    def _completed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Rows that tell of a known number only how it went on, as a reply does: the rest stays as told.

        Without the people and the story such a row alone would be refused, or read as a lesser case.
        """
        silent = {
            at: f"{self._channel}|{fields['source_no']}"[:255]
            for at, (_sheet, _row, _cells, fields, problems) in enumerate(rows)
            if problems and "source_no" in fields and _is_silent(problems)
        }
        if not silent:
            return rows
        reached = self._within_reach(list(silent.values()))
        known = batches.known_keys(self._house.store, [key for key in reached if key])
        mended = list(rows)
        for at, key in zip(silent, reached, strict=True):
            last_row = known[key][2] if key in known else None
            if last_row is not None:
                sheet, row, cells, fields, problems = rows[at]
                before = fields_of(writing.row_payload(self._house.store, last_row))
                others = {**before.get("extra", {}), **fields.get("extra", {})}
                said = {**before, **fields, **({"extra": others} if others else {})}
                mended[at] = sheet, row, cells, said, [one for one in problems if one[1] != "parties"]
        return mended

    def _fed_by(self, sheet_no: int, sheets: Sequence[SheetRead]) -> list[tuple[str, int]]:
        """Which cells of a sheet's rows feed which field."""
        if sheet_no not in self._fed:
            columns = sheets[sheet_no].columns
            self._fed[sheet_no] = [(one.field, place) for place, one in enumerate(columns) if one.field]
        return self._fed[sheet_no]

    def _within_reach(self, keys: list[str | None]) -> list[str | None]:
        """The keys of rows; a source that only another unit knows is one of its own in a unit's file."""
        beyond = reach.beyond(self._house.store, self._viewer, [key for key in keys if key])
        if not beyond:
            return keys
        return [f"{key}@{self._viewer.unit}" if key in beyond else key for key in keys]

    def settle(self) -> None:
        """Sources of several rows whose last word is known already: then none of these rows is new.

        Without it a file with two words on one number would be an update of itself for ever.
        """
        store, often = self._house.store, sorted(self._often)
        with store.writing():
            known = batches.known_keys(store, often)
            said = [key for key in often if key in known and known[key][1] == self._seen[key][0]]
            if said:
                batches.nothing_new(store, self._batch_id, said)
                self.counts |= dict.fromkeys(batches.DISPOSITIONS, 0)
                self.counts |= batches.row_counts(store, self._batch_id)

    def _against_known(
        self,
        key: str,
        digest: str,
        sheet: str,
        row: int,
        fields: Mapping[str, Any],
        known: Mapping[str, tuple[int, str, int | None]],
    ) -> tuple[Disposition, str | None]:
        earlier = self._seen.get(key)
        self._seen[key] = (digest, sheet, row)
        if earlier is not None:
            self._often.add(key)
            if earlier[0] == digest:
                return Disposition.UNCHANGED, f"与本文件第 {earlier[2]} 行相同"
            return Disposition.UPDATED, json.dumps({"same_file_row": earlier[2]}, ensure_ascii=False)
        stored = known.get(key)
        if stored is None:
            return Disposition.NEW, None
        case_id, content, row_id = stored
        if content == digest:
            return Disposition.UNCHANGED, None
        changed = updates.differences(self._house, row_id, fields)
        conflicts = updates.conflicts(self._house, case_id, changed)
        code = writing.code_of(self._house.store, case_id)
        return Disposition.UPDATED, json.dumps(
            {"case_code": code, "fields": changed, "conflicts": conflicts}, ensure_ascii=False
        )


def _is_silent(problems: Sequence[Sequence[Any]]) -> bool:
    """Whether a row is refused for nothing but that it names nobody and tells no story."""
    return {one[1] for one in problems if one[2] == Level.ERROR} == {"parties"}


def _same_number(sheet: str, row: int, key: str, earlier: tuple[str, str, int]) -> Problem:
    """Two rows of one file, one source, different words: told, and the later row counts."""
    _content, other, line = earlier
    where = f"第 {line} 行" if other == sheet else f"工作表“{other}”第 {line} 行"
    what = "编号" if "|" in key else "登记日期、当事人、地点和经过"
    message = f"与{where}{what}相同、内容不同，按同一件以后一行为准；如不是同一件，请改正编号后重新导入"
    return Problem(sheet, row, None, "source_no" if what == "编号" else None, Level.WARNING, message)
