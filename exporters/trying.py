"""The short-lived process that looks through one template: ``python -m exporters.trying``.

Standard input: one line of JSON (which paper, which bounds), then the file. Standard output: one JSON object
with ``faults``, ``missing``, ``unused``. The template is opened and filled here and nowhere else before it is
known to be sound: with example values, with nothing in any list, and with long lists.
"""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exporters import bookreading, booktemplate, word, wordtemplate
from exporters.blanks import Blanks, TemplateFault
from exporters.own import Verdict
from exporters.package import package_faults
from exporters.papers import PAPERS, Paper, blanks_of, charts_of, example, mark_of, marked, missing
from jiefen_lite import jsontext
from jiefen_lite.errors import JiefenError
from jiefen_lite.processes import limit_self, stay_alone

Context = Mapping[str, Any]

LONG = 60  # rows of the long trial: more than any table of ours has


def _word_faults(data: bytes, blanks: Blanks) -> tuple[list[str], set[str]]:
    faults = word.template_faults(io.BytesIO(data), blanks)
    return faults, set() if faults else word.template_blanks(io.BytesIO(data), blanks)


def _book_faults(data: bytes, blanks: Blanks) -> tuple[list[str], set[str]]:
    faults = booktemplate.template_faults(data, blanks)
    return faults, set() if faults else booktemplate.template_blanks(data, blanks)


def _word_trial(paper: Paper, data: bytes, context: Context) -> tuple[list[str], bytes]:
    filled = wordtemplate.fill(data, context, charts_of(paper))
    made = io.BytesIO()
    filled.save(made)
    return wordtemplate.unsound(filled), made.getvalue()


def _book_trial(_paper: Paper, data: bytes, context: Context) -> tuple[list[str], bytes]:
    return [], booktemplate.fill(data, context)


def _word_shown(made: bytes) -> tuple[str, str]:
    """What a reader sees of a filled paper, and what of it is hidden."""
    document = word.read_document(io.BytesIO(made))
    seen = (block.text for block in document.blocks if block.kind not in ("note", "chart"))
    return "\n".join(seen), "\n".join(thing.detail for thing in document.things)


def _book_shown(made: bytes) -> tuple[str, str]:
    sheets = bookreading.read_sheets(io.BytesIO(made)).sheets
    return "\n".join(text for rows in sheets.values() for row in rows for text in row), ""


_CHECKS = {".docx": _word_faults, ".xlsx": _book_faults}
_TRIALS = {".docx": _word_trial, ".xlsx": _book_trial}
_SHOWN = {".docx": _word_shown, ".xlsx": _book_shown}
#: How many rows, whether the paper is signed off, and what is said of such a time.
_TIMES = (
    (3, True, ""),
    (3, False, "没有签发时："),
    (0, True, "各项都没有内容时："),
    (LONG, True, "内容很多时："),
    (LONG, False, "没有签发、内容很多时："),
)


def look(paper: Paper, data: bytes) -> Verdict:
    """Everything that is wrong with a template, found out without trusting it."""
    faults = package_faults(data, paper.suffix)
    if faults:
        return Verdict(tuple(faults), (), ())
    try:
        faults, used = _CHECKS[paper.suffix](data, paper.blanks)
        if not faults:
            known: set[str] = set()
            for rows, issued, when in _TIMES:
                told = _tried(paper, data, example(paper, rows, issued=issued))
                faults += [f"{when}{one}" for one in told if one not in known]
                known.update(told)
    except JiefenError as told:
        return Verdict(told.sentences, (), ())
    if faults:
        return Verdict(tuple(dict.fromkeys(faults)), (), ())
    lacking = tuple(f"缺少必需的空格“{one.write}”（{one.meaning}）。" for one in missing(paper, used))
    lacking += tuple(_unprinted(paper, data, used))
    unused = tuple(
        f"{one.write}（{one.meaning}）"
        for one in blanks_of(paper)
        if one.path not in used and not one.required
    )
    return Verdict((), lacking, unused)


def _tried(paper: Paper, data: bytes, context: Context) -> list[str]:
    """What is wrong once the template is filled."""
    try:
        return _TRIALS[paper.suffix](paper, data, context)[0]
    except TemplateFault as told:
        return list(told.sentences)


def _unprinted(paper: Paper, data: bytes, used: set[str]) -> Iterator[str]:
    """The required blanks that stand in the template and yet are in no paper, as it is mostly made."""
    _, made = _TRIALS[paper.suffix](paper, data, marked(paper))
    seen, hidden = _SHOWN[paper.suffix](made)
    for one in blanks_of(paper):
        mark = mark_of(one.path)
        if one.required and one.path in used and seen.count(mark) <= hidden.count(mark):
            yield (
                f"必需的空格“{one.write}”（{one.meaning}）在平常的文稿里印不出来；"
                "请不要放在隐藏的文字里，也不要放在不成立的判断里。"
            )


def main() -> int:
    """Read the job, say the verdict; anything but 0 means that there is none."""
    job = jsontext.decode(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    paper = PAPERS[job["document"]]
    assert paper.blanks  # its module and libraries are here before memory is bounded
    limit_self(job["memory"], job["cpu"])
    stay_alone(job["parent"])
    try:
        verdict = look(paper, data)
    except MemoryError:
        return 1
    except Exception as error:  # noqa: BLE001 - the place goes to the parent, the content stays here
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno} {type(error).__name__}"
        verdict = Verdict(
            (f"检查时出错（{where}），没有采用；请用 Word、Excel 或 WPS 打开另存一份再传。",), (), ()
        )
    sys.stdout.buffer.write(jsontext.encode_bytes(asdict(verdict)))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
