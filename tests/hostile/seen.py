"""A page as a browser takes it apart: what of it could have come from data and not from our templates."""

# ruff: noqa: E501 - as its neighbours are

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import jiefen_lite.web

TEMPLATES = Path(jiefen_lite.web.__file__).parent / "templates"
_URLS = frozenset({"href", "src", "action", "formaction", "poster", "data", "background", "cite", "content"})
#: Where our own pages lead; what stands in an address as a question is looked at apart.
_OUR_PATH = re.compile(r"(?:/[\w.\-]*)+")
_BARE = re.compile(
    r"\s(required|multiple|selected|checked|hidden|disabled|readonly|defer|nomodule|open|autofocus|novalidate|data-\w+)\b"
)


@cache
def of_templates() -> tuple[frozenset[str], frozenset[str]]:
    """Every element and every attribute that stands in our templates."""
    tags: set[str] = set()
    attributes: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        tags.update(name.lower() for name in re.findall(r"<([A-Za-z][A-Za-z0-9]*)", text))
        attributes.update(name.lower() for name in re.findall(r"""[\s}]([A-Za-z-]+)="(?=[^"])""", text))
        attributes.update(re.findall(r'[\s}]([a-z-]+)=""', text))
        attributes.update(_BARE.findall(text))
    return frozenset(tags), frozenset(attributes)


class Page(HTMLParser):
    """A page's texts, addresses and questions, and whatever in it no template of ours has written."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.values: list[str] = []
        self.asked: list[str] = []
        self.foreign: list[str] = []
        self._inside: list[str] = []
        self._marked = False  # the text goes on: only a part of it is marked
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element with its attributes."""
        tags, attributes = of_templates()
        self._marked = tag == "mark"
        if tag not in tags:
            self.foreign.append(f"<{tag}>")
        self._inside.append(tag)
        for name, value in attrs:
            if name not in attributes or name.startswith("on") or name in ("style", "srcdoc"):
                self.foreign.append(f"<{tag} {name}>")
            if name in ("value", "title", "aria-label", "placeholder", "data-name", "data-confirm"):
                self.values.append(value or "")
            elif name in _URLS and tag != "meta":
                self._address(tag, value or "")
        if tag == "script" and not (dict(attrs).get("src") or "").startswith("/static/js/"):
            self.foreign.append("a script of its own")
        if tag == "meta" and (dict(attrs).get("http-equiv"), dict(attrs).get("content")) not in (
            (None, "width=device-width, initial-scale=1"), (None, "webkit"), (None, None), ("refresh", "2"), ("refresh", "5"),
        ):  # fmt: skip
            self.foreign.append(f"meta {attrs}")

    def _address(self, tag: str, value: str) -> None:
        parts = urlsplit(value)
        if re.fullmatch(r"#[a-z-]+", value):  # a place on the same page
            return
        if parts.scheme or parts.netloc or not _OUR_PATH.fullmatch(unquote(parts.path)):
            self.foreign.append(f"<{tag}> leads to {value}")
        for name, told in parse_qs(parts.query).items():
            if name == "q":
                self.asked += told

    def handle_data(self, data: str) -> None:
        """A stretch of text."""
        if self._marked and self.texts:
            self.texts[-1] += data
        else:
            self.texts.append(data)
        if self._inside and self._inside[-1] in ("script", "style") and data.strip():
            self.foreign.append(f"text within <{self._inside[-1]}>")

    def handle_endtag(self, tag: str) -> None:
        """The end of an element."""
        self._marked = tag == "mark"
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def handle_comment(self, data: str) -> None:
        """Our templates have none that reach a page."""
        self.foreign.append(f"a comment {data}")

    def handle_decl(self, decl: str) -> None:
        """The document type."""
        if decl.lower() != "doctype html":
            self.foreign.append(f"a declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        """CDATA and the like."""
        self.foreign.append(f"a section {data}")

    def handle_pi(self, data: str) -> None:
        """An instruction."""
        self.foreign.append(f"an instruction {data}")

    def says(self, text: str) -> bool:
        """Whether a text stands on the page, to the letter, within one element."""
        return any(text in told for told in self.texts)
