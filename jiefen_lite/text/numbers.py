"""Numbers that point at a person: telephone, identity, plate, bank card, mail; found and hidden.

Rather one number too many than one too few: what is found here is encrypted apart from the text
and masked wherever the text is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from operator import mul

from jiefen_lite.text.clean import halfwidth

LABELS = {
    "phone": "电话",
    "id_no": "证号",
    "landline": "座机",
    "plate": "车牌",
    "bank": "卡号",
    "mail": "邮箱",
}

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# first two digits of an identity number: GB/T 2260 provinces
_ID_REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_PHONE = r"1[3-9]\d{9}"
_ID = _ID_REGION + r"\d{15}[\dXx]"

_MAYBE = re.compile(rf"\d{{5}}|\d[- ]\d{{3}}|@|[{_PROVINCES}][A-Za-z]|[一幺][三-九][〇零一-九幺]{{9}}")
_FIND = re.compile(
    rf"""(?P<mail>[A-Za-z0-9._%+-]{{1,64}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]+)+)
    |(?P<plate>[{_PROVINCES}][A-HJ-NP-Za-hj-np-z][\s·•.-]?(?=[A-Za-z]*\d)[A-HJ-NP-Za-hj-np-z0-9]{{4,6}}[挂学警港澳]?(?![A-Za-z0-9]))
    |(?<!\d)(?:
        (?P<grouped_id>{_ID_REGION}\d{{4}}[ -]\d{{4}}[ -]?\d{{4}}[ -]?\d{{3}}[\dXx]
                     |{_ID_REGION}\d{{4}}[ -]\d{{8}}[ -]\d{{3}}[\dXx])(?!\d)
        |(?P<grouped_bank>\d{{4}}(?:[ -]\d{{4}}){{3}}(?:[ -]\d{{1,3}})?)(?!\d)
        |(?P<landline>(?:0\d{{2,3}}[- ]?|\(0\d{{2,3}}\)[ -]?|（0\d{{2,3}}）[ -]?)[1-9]\d{{6,7}})(?!\d)
        |(?P<grouped_phone>1[3-9]\d[- ]\d{{4}}[- ]?\d{{4}}|1[3-9]\d[- ]\d{{3}}[- ]\d{{5}}
                     |1[3-9]\d{{2,5}}[- ]\d{{3,4}}[- ]?\d{{2,4}})(?!\d)
        |(?P<run>\d{{7,}}[Xx]?)
    )
    |(?P<spoken>[一幺][三四五六七八九][〇零一二三四五六七八九幺]{{9}})""",
    re.VERBOSE,
)
_SAID_PHONE = re.compile(r"(?:电话|座机|固话|手机|联系方式|号码|微信)\D{0,4}$")
_SAID_CARD = re.compile(r"(?:卡号|账号|帐号|银行卡)\D{0,6}$")
_JOINERS = re.compile(r"[-\s()（）]+")
_WHOLE_PHONE = re.compile(_PHONE)
_WHOLE_ID = re.compile(_ID)
_LONGEST_CHAIN = 400  # a longer run of digits is a slip of a machine and no list of telephones
_WITH_PREFIX = re.compile(rf"(?:0|86|0086){_PHONE}$")
_SPOKEN_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
_ID_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]").fullmatch
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_OF_ZEROS = ord("0") * sum(_WEIGHTS)  # digits are weighed by their codes

Found = tuple[str, int, int, str]


def check_id_no(number: str) -> bool:
    """True for an 18-character identity number with a real birth date and the check digit of GB 11643."""
    number = halfwidth(number).strip().upper()
    return _ID_SHAPE(number) is not None and _born(number) and _checks(number)


def _born(number: str) -> bool:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year >= 1850
    except ValueError:
        return False


def _checks(number: str) -> bool:
    total = sum(map(mul, number[:17].encode(), _WEIGHTS)) - _OF_ZEROS
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _chain(run: str) -> list[tuple[str, int, int]]:
    """Telephone and identity numbers written without anything between them, covering the whole run."""
    size = len(run)
    if size > _LONGEST_CHAIN:
        return []
    # from the right: what the run from here on can be cut into, if it can
    cut: list[tuple[str, int] | None] = [None] * size
    fits = [False] * size + [True]
    for at in range(size - 11, -1, -1):
        is_phone = run[at] == "1" and fits[at + 11] and _WHOLE_PHONE.match(run, at, at + 11)
        is_id = at + 18 <= size and fits[at + 18] and _WHOLE_ID.match(run, at, at + 18)
        # a real identity number first, then telephones, then any identity number
        if is_id and (not is_phone or check_id_no(run[at : at + 18])):
            cut[at] = ("id_no", 18)
        elif is_phone:
            cut[at] = ("phone", 11)
        fits[at] = cut[at] is not None
    links: list[tuple[str, int, int]] = []
    at = 0
    while at < size:
        link = cut[at]
        if link is None:
            return []
        links.append((link[0], at, at + link[1]))
        at += link[1]
    return links


def _of_run(text: str, start: int, run: str) -> list[Found]:
    """What an unbroken run of digits is: one number, several written together, or nothing of a person's."""
    size = len(run)
    if run[-1] in "Xx" and size != 18 and not _chain(run):
        run, size = run[:-1], size - 1
    end = start + size
    if size == 11 and re.fullmatch(_PHONE, run):
        return [("phone", start, end, run)]
    if size == 18 and re.fullmatch(_ID, run):
        # a ticket number such as XF + region + day + running number has the build of an identity number
        letters_before = start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()
        if letters_before and run[6:10] >= "2020" and not _checks(run):
            return []
        return [("id_no", start, end, run.upper())]
    if size == 15 and re.fullmatch(rf"{_ID_REGION}\d{{6}}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{{3}}", run):
        return [("id_no", start, end, run)]
    if 16 <= size <= 19 and run.isdigit():
        card = run[0] in "34569" and _luhn(run)
        if card or run.startswith(("62", "60")) or _SAID_CARD.search(text[max(0, start - 12) : start]):
            return [("bank", start, end, run)]
    if _WITH_PREFIX.match(run):
        return [("phone", start, end, run[-11:])]
    if size > 18:
        chain = _chain(run)
        if chain:
            return [(kind, start + a, start + b, run[a:b].upper()) for kind, a, b in chain]
    if _SAID_PHONE.search(text[max(0, start - 10) : start]):
        return [("landline" if size <= 8 else "phone", start, end, run)]
    return []


def find_numbers(text: str) -> list[Found]:
    """Every ``(kind, start, end, value)`` of a person's number in ``text``, left to right.

    Kinds: ``phone``, ``id_no``, ``landline``, ``plate``, ``bank``, ``mail``. ``value`` is written
    without separators; start and end point into ``text`` as it was given.
    """
    if not text:
        return []
    plain = halfwidth(text)
    if _MAYBE.search(plain) is None:
        return []
    found: list[Found] = []
    for match in _FIND.finditer(plain):
        kind, start, end = match.lastgroup or "", match.start(), match.end()
        written = match.group()
        if kind == "run":
            found.extend(_of_run(plain, start, written))
            continue
        digits = re.sub(r"[^0-9Xx]", "", written)
        if kind == "grouped_phone":
            if len(digits) == 11:
                found.append(("phone", start, end, digits))
        elif kind == "spoken":
            found.append(("phone", start, end, written.translate(_SPOKEN_DIGITS)))
        elif kind in {"grouped_id", "grouped_bank"}:
            found.append((kind[8:].replace("id", "id_no"), start, end, digits.upper()))
        elif kind == "plate":
            found.append((kind, start, end, re.sub(r"[\s·•.-]", "", written).upper()))
        else:
            found.append((kind, start, end, digits if kind == "landline" else written))
    return found


def single_numbers(written: str) -> list[str]:
    """The numbers of a person one by one, in the form that a search has: 0454-1234567 as 04541234567."""
    return [_JOINERS.sub("", piece).upper() or piece for piece in written.split("、")]


def placeholder_text(text: str) -> tuple[str, dict[str, str]]:
    """The text with ⟦电话1⟧ in place of each number, and what each placeholder stands for."""
    found = find_numbers(text)
    if not found:
        return text, {}
    numbers: dict[str, str] = {}
    known: dict[str, str] = {}
    counts = dict.fromkeys(LABELS, 0)
    pieces: list[str] = []
    at = 0
    for kind, start, end, _ in found:
        written = text[start:end]
        mark = known.get(written)
        while mark is None:
            counts[kind] += 1
            free = f"⟦{LABELS[kind]}{counts[kind]}⟧"
            if free not in text:  # somebody may have typed it
                mark = known[written] = free
                numbers[free] = written
        pieces += [text[at:start], mark]
        at = end
    pieces.append(text[at:])
    return "".join(pieces), numbers


def restore_text(text: str, numbers: Mapping[str, str]) -> str:
    """The text with its numbers back in the place of their placeholders."""
    for mark, written in numbers.items():
        text = text.replace(mark, written)
    return text
