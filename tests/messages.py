"""Collects every sentence a person can read, out of code, pages and scripts, into tests/messages.txt.

One list is read as one text, by a person and by tests/test_messages.py. `python run.py messages` renews it.
Words alone (column names, synonyms, places) are not sentences; they live in the glossary and the rules.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "messages.txt"
CODE = ("jiefen_lite", "importers", "exporters")
# The invented county writes ledgers, not messages; migrations speak to nobody.
SILENT = ("jiefen_lite/demo/", "/migrations/")

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[，。；：？！]|[\u4e00-\u9fff]{9}|请")
PATTERN = re.compile(r"\\|\(\?|\[\^|\]\?|\[[^\]]{2,}\]\{|\.\*|\$$|^\^")
BETWEEN = " ／ "  # between the sentences of one error
ERROR = re.compile(
    r"^(?:\w*Error|UnreadableFile|Not[A-Z]\w+|IllegalMove|DiskFull|BrokenStore|UnusableBackup|Stop)$"
)
# Calls whose words are read as they stand.
TELLERS = {"flash", "echo", "say", "offer", "secho", "confirm"}


@dataclass(frozen=True, order=True)
class Message:
    """One sentence: the file it stands in, how it reaches a person, and its words."""

    where: str
    kind: str
    words: str


def collect(root: Path = ROOT) -> list[Message]:
    """Every message, file by file, in the order in which they stand there, each once a file."""
    found: dict[Message, None] = {}
    for path in [root / "run.py", *(one for part in CODE for one in sorted((root / part).rglob("*.py")))]:
        where = path.relative_to(root).as_posix()
        if not any(part in where for part in SILENT):
            found.update(dict.fromkeys(of_code(path.read_text("utf-8"), where)))
    for path in sorted((root / "jiefen_lite" / "web" / "templates").rglob("*.html")):
        found.update(dict.fromkeys(of_page(path.read_text("utf-8"), path.relative_to(root).as_posix())))
    for path in sorted((root / "jiefen_lite" / "web" / "static" / "js").glob("*.js")):
        found.update(dict.fromkeys(of_script(path.read_text("utf-8"), path.relative_to(root).as_posix())))
    return list(found)


# ------------------------------------------------------------------ code


def of_code(source: str, where: str) -> Iterator[Message]:
    """The sentences among the strings of a module; what is filled in later is written {…}."""
    tree = ast.parse(source)
    said, inside = dict(_told(tree)), {id(one) for node in _docstrings(tree) for one in ast.walk(node)}
    nodes = [node for node in ast.walk(tree) if hasattr(node, "lineno")]
    for node in sorted(nodes, key=lambda one: (one.lineno, one.col_offset)):
        if id(node) in inside:
            continue
        kind, parts = said.get(id(node), ("text", [node]))
        # what an error is given by name is filled in later, too
        words = BETWEEN.join(_words(one) or ("{…}" if kind == "error" else "") for one in parts).strip()
        if words or isinstance(node, ast.JoinedStr):
            inside |= {id(one) for part in parts for one in ast.walk(part)}
        if CHINESE.search(words) and not PATTERN.search(words) and (kind != "text" or SENTENCE.search(words)):
            yield Message(where, kind, words)


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return " ".join(node.value.split()) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = [str(one.value) if isinstance(one, ast.Constant) else "{…}" for one in node.values]
        return " ".join("".join(parts).split())
    return ""


def _told(tree: ast.AST) -> Iterator[tuple[int, tuple[str, list[ast.expr]]]]:
    """Where strings reach a person: as an error of several sentences, after a step, as help of a command."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if ERROR.match(name):
            yield id(node), ("error", node.args)
        elif name in TELLERS and node.args:
            yield id(node.args[0]), ("told", [node.args[0]])
        for word in node.keywords:
            if word.arg in ("help", "short_help", "epilog"):
                yield id(word.value), ("help", [word.value])


def _docstrings(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            marks = " ".join(ast.dump(one) for one in getattr(node, "decorator_list", ()))
            if "command" not in marks and "group" not in marks:  # a command's docstring is its help
                yield body[0].value


# ------------------------------------------------------------------ pages and scripts

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
LITERAL = re.compile(r'"([^"]*[\u4e00-\u9fff][^"]*)"')
READ_ALOUD = re.compile(r'\b(?:aria-label|placeholder|title|data-confirm|alt)="([^"]*[\u4e00-\u9fff][^"]*)"')


def of_page(source: str, where: str) -> Iterator[Message]:
    """The sentences of a template: between the tags, in what is read aloud, in what its expressions say."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    said = [word for part in JINJA.findall(source) for word in LITERAL.findall(part)]
    plain = re.sub(
        r"\{%.*?%\}", "\n", re.sub(r"\{\{.*?\}\}", "{…}", source, flags=re.DOTALL), flags=re.DOTALL
    )
    said += READ_ALOUD.findall(plain)
    inline = re.sub(r"</?(?:strong|b|em|a|code|kbd|span|br)\b[^>]*>", "", plain)
    said += re.sub(r"<[^>]+>", "\n", inline).split("\n")
    for words in said:
        words = " ".join(words.split())
        if CHINESE.search(words) and SENTENCE.search(words):
            yield Message(where, "page", words)


def of_script(source: str, where: str) -> Iterator[Message]:
    """The sentences among the strings of a script."""
    for words in re.findall(r"'([^'\n]*)'", source):
        if CHINESE.search(words) and SENTENCE.search(words):
            yield Message(where, "script", words)


# ------------------------------------------------------------------ the list


def written(messages: list[Message]) -> str:
    """The list as it is kept: the file, then its sentences, each with how it reaches a person."""
    lines = ["每个人能读到的句子，按文件列出；由 python run.py messages 写成，不要手改。"]
    where = None
    for message in messages:
        if message.where != where:
            where = message.where
            lines += ["", f"# {where}"]
        lines.append(f"{message.kind}: {message.words}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    LIST.write_text(written(collect()), encoding="utf-8")
