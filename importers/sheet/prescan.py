"""A look through a workbook before any reader opens it: is it safe, and what would the reader hide.

The native reader reserves memory for whatever range the cells claim, hands over error cells as empty
ones and expands entities nobody asked for. So the parts are unpacked here in pieces, counted, and
searched for document types, far cells, error cells, formulas without a stored value and merges.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

from importers.limits import Limits
from importers.sheet.grid import MANY, NO_RESULT, add_flaw, error_flaw, too_far, too_large
from importers.sheet.odd_errors import KNOWN_ERRORS
from importers.sheet.packed import UNREADABLE, last_end, odd, pieces, sound_entries
from importers.sheet.refusals import refuse
from importers.sheet.xmltext import PIECE, no_doctype, searchable, too_much_unpacked

_CELL_REF = re.compile(rb' r="([A-Za-z]{1,3})(\d{1,7})"')
_FAR = re.compile(rb' r="(?:[A-Za-z]{3,}|[A-Za-z]{1,2}(?:\d{7,}|[3-9]\d{5}))\d*"[^>]*>')
_WIDE = re.compile(rb' r="[B-Zb-z][A-Za-z]\d')
_TWO_LETTERS = re.compile(rb' r="([A-Za-z]{2})\d')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(?:<(?:\w+:)?f.*?(?:/>|</(?:\w+:)?f>))?\s*(?:<(?:\w+:)?v>([^<]*))?'
)
# a shared text is called by its number; the reader takes whatever is none for 0
_ODD_NUMBER = re.compile(rb't="s"[^>]*>(?!<(?:[^\s<>/:]+:)?v>\d{1,9}</)')
_VALUE = re.compile(rb"<(?:[^\s<>/:]+:)?v(?:\s[^>]*)?>([^<]*(?:<(?!/))?)|</(?:[^\s<>/:]+:)?c>")
_NUMBER = re.compile(rb"\d{1,9}")
_ODD_KINDS = re.compile(rb't="[be]"')  # of cells: yes or no, error
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGE = re.compile(rb'mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_HIDDEN_COLUMN = re.compile(rb'col\s(?=[^>]*\bhidden="(?:1|true)")([^>]*)>')
_MIN_MAX = re.compile(rb'\b(?:min|max)="(\d{1,5})"')
_REF = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
# Tags that not everybody writes: single quotes, tabs and line ends where others put one space.
_SINGLE_QUOTES = re.compile(rb"=\s*'")
_OTHER_SPACES = re.compile(rb"[\t\r\n][\w:]+\s*=|[\t\r\n]=|=[\t\r\n]")
_WIDE_EQUALS = re.compile(rb"\s=\s*[\"']|=\s+[\"']")
_TAG = re.compile(rb"<[^<>!?/](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=<>\"']+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(slots=True)
class Part:
    """One worksheet of the workbook and what the search through it found."""

    name: str
    path: str
    hidden: bool
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    flaws: dict[tuple[int, int], str] = field(default_factory=dict)
    has_bools: bool = False
    odd_errors: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def column_number(letters: bytes) -> int:
    """The 0-based number of a column: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def prescan(data: bytes, limits: Limits) -> list[Part]:
    """The worksheets of a workbook in their order, searched; raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _prescan(archive, sound_entries(archive, data, limits), limits)
    except (*UNREADABLE, ValueError, etree.XMLSyntaxError) as error:
        raise refuse("damaged") from error


def _prescan(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: Limits) -> list[Part]:
    found = list(_parts(archive, limits))
    parts = {part.path: part for part in found}
    # a sheet that is not there, or two that share a part or a name: the reader would choose another
    if parts.keys() - {entry.filename for entry in entries}:
        raise refuse("damaged")
    if len(parts) != len(found) or len({part.name for part in found}) != len(found):
        raise odd()
    unpacked = 0
    for entry in entries:
        part = parts.get(entry.filename)
        if part is None and not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue  # pictures and the like: no reader of ours unpacks them
        rest = b""
        for piece in _text_pieces(archive, entry):
            unpacked += len(piece)
            if unpacked > limits.unpacked_bytes:
                raise too_much_unpacked()
            tail = rest[-9:]
            if b"!" in piece or b"!" in tail:  # a single byte is found twenty times as fast as two
                no_doctype(tail + piece)
            if part is None or part.hidden:
                rest = piece[-9:]
                continue
            block = rest + piece
            cut = last_end(block)
            _search(block[:cut], part, limits)
            rest = block[cut:]
            if len(rest) > 8 * PIECE:  # one "cell" of megabytes is no cell
                raise refuse("damaged")
        if part is not None and not part.hidden:
            _search(rest, part, limits)
    return found


def _text_pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part piece by piece; refused where it is in an encoding that would hide it all from the search."""
    told = pieces(archive, entry)
    # other programs' notes may be in any: no reader of ours opens them
    return told if entry.filename.startswith("customXml/") else searchable(told)


def _xml(archive: zipfile.ZipFile, name: str, limits: Limits) -> etree._Element:
    text = b""
    for piece in _text_pieces(archive, archive.getinfo(name)):
        text += piece
        if len(text) > min(limits.unpacked_bytes, 20 * PIECE):
            raise refuse("damaged")
    no_doctype(text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(text, parser)


def _parts(archive: zipfile.ZipFile, limits: Limits) -> Iterator[Part]:
    by_id = {}
    for relation in _xml(archive, "xl/_rels/workbook.xml.rels", limits):
        if relation.get("Type", "").endswith("/worksheet"):
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else "xl/" + target
            by_id[relation.get("Id")] = path
    for sheet in _xml(archive, "xl/workbook.xml", limits).iter("{*}sheet"):
        found = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), None)
        if found in by_id:
            yield Part(str(sheet.get("name", "")), by_id[found], sheet.get("state", "visible") != "visible")


def _usual(block: bytes) -> bytes:
    """The same tags as most writers would have written them."""
    # single bytes are found at once, and most blocks have none of them
    quotes = b"'" in block and _SINGLE_QUOTES.search(block)
    spaces = any(sign in block for sign in (b"\t", b"\r", b"\n")) and _OTHER_SPACES.search(block)
    equals = (b" =" in block or b"= " in block) and _WIDE_EQUALS.search(block)
    if not quotes and not spaces and not equals:
        return block
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(_one_attribute, tag.group()), block)


def _one_attribute(found: re.Match[bytes]) -> bytes:
    value = found.group(2) if found.group(3) is None else found.group(3).replace(b'"', b"&quot;")
    return b" " + found.group(1) + b'="' + value + b'"'


def _search(block: bytes, part: Part, limits: Limits) -> None:
    block = _usual(block)
    for far in _FAR.finditer(block):
        if not far.group().endswith(b"/>") and block[far.end() : far.end() + 4] != b"</c>":
            where = _CELL_REF.search(far.group())
            place = (where.group(1) + where.group(2)).decode() if where else "很远处"
            raise too_far(part.name, place, limits)
    _check_area(block, part, limits)
    for odd_number in _ODD_NUMBER.finditer(block):
        if not odd_number.group().endswith(b"/>"):
            value = _VALUE.search(block, odd_number.end())
            if value is not None and value.group(1) and not _NUMBER.fullmatch(value.group(1)):
                raise refuse("damaged")
    kinds = set(_ODD_KINDS.findall(block))
    part.has_bools |= b't="b"' in kinds
    if b't="e"' in kinds:
        for match in _ERROR.finditer(block):
            code = (match.group(2) or b"").decode("utf-8", "replace")[:20]
            _flaw(part, match.group(1), error_flaw(code))
            part.odd_errors |= match.group(2) not in (None, b"", *KNOWN_ERRORS)
    # a writer puts its prefix before every name or before none
    if b"<f" in block or (b"<c" not in block and b":f" in block):
        for match in _NO_VALUE.finditer(block):
            if b't="str"' not in match.group(1):  # that is a formula whose result is an empty text
                _flaw(part, match.group(1), NO_RESULT)
    if b" hidden=" in block:
        _note_hidden(block, part, limits)
    if b"mergeCell" in block:
        for left, top, right, bottom in _MERGE.findall(block):
            part.merges.append((int(top) - 1, column_number(left), int(bottom) - 1, column_number(right)))
        if len(part.merges) > MANY:
            raise refuse("damaged")


def _note_hidden(block: bytes, part: Part, limits: Limits) -> None:
    part.hidden_rows.update(int(row) - 1 for row in _HIDDEN_ROW.findall(block) if int(row) <= limits.rows)
    for attributes in _HIDDEN_COLUMN.findall(block):
        ends = sorted(int(end) for end in _MIN_MAX.findall(attributes))
        if len(ends) == 2:
            part.hidden_columns.update(range(ends[0] - 1, min(ends[1], limits.columns)))


def _check_area(block: bytes, part: Part, limits: Limits) -> None:
    at = max(block.rfind(b' r="', 0, len(block)), 0)
    last = _CELL_REF.match(block, at)
    if last is None or _WIDE.search(block) is None:
        return  # at most 52 columns wide: the row limit is enough
    width = max(column_number(letters) for letters in set(_TWO_LETTERS.findall(block))) + 1
    if width * int(last.group(2)) > limits.cells:
        raise too_large(part.name)


def _flaw(part: Part, attributes: bytes, why: str) -> None:
    where = _REF.search(attributes)
    if where is not None:
        add_flaw(part.name, part.flaws, int(where.group(2)) - 1, column_number(where.group(1)), why)
