"""From the bytes of a text file to text: by its mark, by what it says, by what is certain; else not at all.

A wrong guess would fill the cases with rubbish that looks like Chinese, so where nothing is certain the
file is refused with a sentence.
"""

from __future__ import annotations

import re

from jiefen_lite.errors import UnreadableFile

GB = "gb18030"
_BIG5 = "big5hkscs"
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CHECKED = 200_000  # characters are enough to know a language by
_RARE = re.compile(r"[^\x00-\x7f]")
_SURE, _UNLIKELY = 0.75, 0.45  # shares of everyday characters; measured: right 0.85 and more, wrong below 0.4
_FEW = 5  # readable characters for each broken one: then it is a damaged text, not another encoding
_SAVE_AGAIN = "请用 WPS 打开核对，另存为“Excel 工作簿（*.xlsx）”后再导入。"


def _everyday() -> frozenset[str]:
    """Characters that make up nearly all of any Chinese text: GB 2312's signs, letters and first level."""
    found: set[str] = set()
    for high in (*range(0xA1, 0xA4), *range(0xB0, 0xD8)):
        found.update(bytes((high, low)).decode("gb2312", "ignore") for low in range(0xA1, 0xFF))
    return frozenset(found | set("·—…“”‘’\u3000\xa0")) - {""}


_EVERYDAY = _everyday()
# the same of Big5: its signs, and the everyday half of its characters
_EVERYDAY_BIG5 = frozenset(
    bytes((high, low)).decode("big5", "ignore")
    for high in (*range(0xA1, 0xA4), *range(0xA4, 0xC7))
    for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
) - {""}


def decode(data: bytes) -> str:
    """The text of a file; raises UnreadableFile where its encoding is not certain."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\x00" in data[:_CHECKED]:
        return _unmarked_utf_16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf_8(data, error)


def looks_chinese(text: str) -> bool:
    """True where nearly all signs beyond ASCII are everyday Chinese, or there are none."""
    return _share(text, _EVERYDAY) >= _SURE


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(data, encoding, error.start) from error


def _unmarked_utf_16(data: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and looks_chinese(text):
            return text
    raise UnreadableFile("认不出这个文件的格式。", "请确认是表格；" + _SAVE_AGAIN)


def _not_utf_8(data: bytes, why: UnicodeDecodeError) -> str:
    text = _or_none(data, GB)
    if text is not None and looks_chinese(text):
        return text
    big5 = _or_none(data, _BIG5)
    if (
        big5 is not None
        and _share(big5, _EVERYDAY_BIG5) >= _SURE
        and (text is None or _share(text, _EVERYDAY) < _UNLIKELY)
    ):
        return big5
    mended = data.decode("utf-8", "replace")
    if mended.count("\ufffd") * _FEW < sum(1 for sign in mended[:_CHECKED] if sign in _EVERYDAY):
        raise _broken(data, "utf-8", why.start)
    raise UnreadableFile("文件里的文字编码认不出来。", _SAVE_AGAIN)


def _or_none(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _share(text: str, everyday: frozenset[str]) -> float:
    """The share of everyday characters among those beyond ASCII."""
    signs = _RARE.findall(text[:_CHECKED])
    return sum(1 for sign in signs if sign in everyday) / len(signs) if signs else 1.0


def _broken(data: bytes, encoding: str, start: int) -> UnreadableFile:
    line = data[:start].decode(encoding, "replace").count("\n") + 1
    return UnreadableFile(
        f"第 {line} 行附近有坏掉的文字，文件可能没有传完整，或者保存时出了错。",
        "请重新导出；" + _SAVE_AGAIN,
    )
