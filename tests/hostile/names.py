"""Names of files, sheets and columns that somebody might take for paths, commands or HTML."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.files import Hostile, Taken
from tests.hostile.package import HEADER, SHEET, STORY, book, honest, parts

FINE = Taken(({"summary": STORY},))
#: What an operating system lets stand as a file's name (without the ending).
OF_FILES = {
    "a script": "<script>alert(1)<_script>",
    "a handler": "\"><img src=x onerror=alert(1)>'",
    "a formula": "=cmd|' _C calc'!A0",
    "a link": '=HYPERLINK("x")',
    "a template": "{{7*7}}{% x %}${7*7}",
    "a device": "CON",
    "another device": "LPT1.NUL",
    "two lines": "台账\n第二行：已入库 999 件",
    "a return": "台账\r已撤回",
    "from right to left": "台账\u202excod.exe",
    "colours of a terminal": "台账\x1b[2J\x1b[31m红\x07",
    "blanks": "  台 账 . ",
    "a long name": "长" * 80,
    "emoji": "😀🏳️‍🌈台账",
    "rare characters": "𠀀𪜀台账",
    "an option": "--channel=grid",
    "dots": "..台账..",
    "SQL": "'; DROP TABLE batch; --",
    "bytes of no encoding": "台\udcff账",
    "a wildcard": "*[a-z]?",
    "a person": "孙立东13900001234",
}
OF_SHEETS = {
    "a script": "<script>alert(1)</script>",
    "a formula": "=cmd|' /C calc'!A0",
    "a path": "../../../etc/passwd",
    "a device": "CON",
    "nothing": "",
    "two lines": "台账\n第二行",
    "a long name": "长" * 3_000,
    "marks": "'[台账]'!$A$1:*?/\\",
    "a template": "{{7*7}}",
    "from right to left": "台\u202e账",
    "emoji": "😀" * 40,
}
OF_COLUMNS = {
    "a script": "<script>alert(1)</script>",
    "a handler": '" onmouseover="alert(1)',
    "a formula": "=cmd|' /C calc'!A0",
    "a template": "{{7*7}}{%x%}",
    "the name of a method": "__class__",
    "a name of ours": "case_code",
    "a long name": "长" * 30_000,
    "from right to left": "列\u202e名",
    "controls": "列_x0007_名",
}


def tables() -> Iterator[Hostile]:
    """Every name in its place."""
    for name, words in OF_FILES.items():
        yield Hostile(
            "names", f"a file called {name}", lambda no: book([honest(no)]), FINE, file_name=f"{words}.xlsx"
        )
    for name, words in OF_SHEETS.items():
        yield Hostile(
            "names", f"a sheet called {name}", lambda no, w=words: book([honest(no)], sheet=w), FINE
        )
    for name, words in OF_COLUMNS.items():

        def make(no: str, words: str = words) -> bytes:
            said = words.replace("&", "&amp;").replace("<", "&lt;")
            sheet = parts([honest(no, 怪列="有话")])[SHEET]
            assert HEADER[-1] == "怪列"
            return book([honest(no)], {SHEET: sheet.replace("怪列".encode(), said.encode())})

        yield Hostile("names", f"a column called {name}", make, FINE)


FILES = list(tables())
