"""What Chromium 80 does not understand stands nowhere in the pages: the linter says so, and would say so."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "jiefen_lite" / "web"
ESLINT = ROOT / "node_modules" / "eslint" / "bin" / "eslint.js"

# What each kind of file is not to hold, and the rule that has to object (None: it cannot even be read).
TOO_NEW = (
    ("a.css", "a:has(b) { color: red; }", "css/use-baseline"),
    ("b.css", "a:is(b) { color: red; }", "css/use-baseline"),
    ("c.css", "a { inset: 0; }", "css/use-baseline"),
    ("d.css", "a { display: flex; gap: 8px; }", "no-restricted-syntax"),
    ("e.css", "a { display: flex; column-gap: 8px; }", "no-restricted-syntax"),
    ("f.css", "a { aspect-ratio: 1; }", "css/use-baseline"),
    ("g.css", "a { & b { color: red; } }", "css/use-baseline"),
    ("h.css", "a:not(b, c) { color: red; }", "no-restricted-syntax"),
    ("i.css", "@media (width < 600px) { a { color: red; } }", "no-restricted-syntax"),
    ("j.css", "@layer base { a { color: red; } }", "css/use-baseline"),
    ("k.css", "a { width: 100dvh; }", "css/use-baseline"),
    ("a.js", "window.a = window.b?.c;", None),
    ("b.js", "window.a ??= 1;", None),
    ("c.js", "window.a.replaceAll('x', 'y');", "es-x/no-string-prototype-replaceall"),
    ("d.js", "window.a.at(-1);", "es-x/no-array-prototype-at"),
    ("e.js", "window.b = structuredClone({});", "compat/compat"),
    ("f.js", "window.a.replaceChildren();", "no-restricted-properties"),
    ("a.svg", "<svg>\n<style>a { inset: 0; }</style></svg>", "css/use-baseline"),
    ("b.svg", '<svg>\n<g style="inset: 0"/></svg>', "css/use-baseline"),
    ("a.html", "<p>\n<style>a:has(b) { color: red; }</style>", "css/use-baseline"),
    ("b.html", '<p>\n<b style="gap: 3px">', "no-restricted-syntax"),
    ("c.html", "<p>\n<script>window.a?.b;</script>", None),
)
OLD_ENOUGH = (
    ("fine.css", "a { display: grid; grid-gap: 8px; } a:focus-visible { outline: 3px solid red; }"),
    ("fine.js", "window.addEventListener('x', function () { return fetch('/'); });"),
)


def lint(folder: Path, *paths: str) -> dict[str, list[dict[str, object]]]:
    """What the linter says of files, by name."""
    node = shutil.which("node")
    if node is None or not ESLINT.is_file():
        pytest.skip("the linter has not been fetched (npm ci)")
    command = [node, str(ESLINT), "--config", str(ROOT / "eslint.config.mjs"), "--format", "json", *paths]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode in (0, 1), run.stderr
    return {Path(one["filePath"]).name: one["messages"] for one in json.loads(run.stdout)}


def test_the_pages_hold_nothing_too_new() -> None:
    said = lint(ROOT, str(PAGES / "static"), str(PAGES / "templates"))
    assert {"frame.css", "app.js", "base.html", "mark.svg"} <= set(said)
    assert {name: messages for name, messages in said.items() if messages} == {}


def test_each_kind_of_too_new_is_caught(tmp_path: Path) -> None:
    for name, text in (*((name, text) for name, text, _ in TOO_NEW), *OLD_ENOUGH):
        (tmp_path / name).write_text(text, encoding="utf-8")
    said = lint(tmp_path, ".")
    for name, _text, rule in TOO_NEW:
        assert rule in {message["ruleId"] for message in said[name]}, (name, said[name])
        if not name.endswith((".css", ".js")):
            assert said[name][0]["line"] == 2, name
    for name, _text in OLD_ENOUGH:
        assert said[name] == [], name


# What the content policy would not let run anyway.
INLINE = re.compile(
    r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*\bsrc=)|\bsrcdoc=", re.IGNORECASE
)


def test_templates_have_no_inline_script_or_style() -> None:
    found = {
        path.name: INLINE.findall(path.read_text("utf-8")) for path in (PAGES / "templates").rglob("*.html")
    }
    assert len(found) > 20
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "bad",
    ['<p style="x">', '<a onclick="x">', "<style>", '<a href="javascript:x">', "<script>x</script>"],
)
def test_each_kind_of_inline_is_caught(bad: str) -> None:
    assert INLINE.search(bad)
