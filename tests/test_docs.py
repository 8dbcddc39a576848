"""The papers tell the truth: every command is described, every link leads somewhere."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from importers.sheet.refusals import SENTENCES
from jiefen_lite.rules.schema import FILES

ROOT = Path(__file__).parents[1]
PAPERS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
EVERYWHERE = {"--help", "--center", "--json", "--version"}  # described once, at the top


def sections(text: str) -> dict[str, str]:
    """The command that each ``### `jiefen …` `` heading names, and the text below the heading."""
    parts = re.split(r"^### `jiefen (.*)`$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def command_name(heading: str) -> str:
    """The words of a heading before its arguments: ``report verify`` of ``report verify FILE.docx``."""
    words = heading.split()
    return " ".join(word for index, word in enumerate(words) if all(w.islower() for w in words[: index + 1]))


def commands(group: click.Group, prefix: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its whole name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{name} ")
        elif not command.hidden:
            yield f"{prefix}{name}", command


@pytest.fixture(scope="module")
def real() -> dict[str, click.Command]:
    """The commands as the program has them."""
    from jiefen_lite.cli import cli

    return dict(commands(cli))


def test_every_command_is_described_and_no_other(real: dict[str, click.Command]) -> None:
    """A new command needs a section, a removed one loses it."""
    assert {command_name(heading) for heading in sections(COMMANDS)} == set(real)


def test_every_option_is_described_with_its_command(real: dict[str, click.Command]) -> None:
    """Options and arguments stand in the section of their command."""
    missing = []
    for heading, text in sections(COMMANDS).items():
        for parameter in real[command_name(heading)].params:
            names = [name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("--")]
            shown = heading + text
            if isinstance(parameter, click.Option) and not EVERYWHERE & set(names):
                missing += [f"{heading}: {name}" for name in names if name not in shown]
    assert missing == []


def test_no_option_is_invented(real: dict[str, click.Command]) -> None:
    """What a section promises, its command has."""
    invented = []
    for heading, text in sections(COMMANDS).items():
        has = {name for parameter in real[command_name(heading)].params for name in parameter.opts}
        told = set(re.findall(r"--[a-z][a-z-]+", heading + text)) - EVERYWHERE
        invented += [f"{heading}: {name}" for name in sorted(told - has)]
    assert invented == []


def test_every_command_in_a_paper_exists() -> None:
    """Examples in the other papers name commands that commands.md describes."""
    known = {command_name(heading) for heading in sections(COMMANDS)}
    unknown = []
    for paper in PAPERS:
        text = paper.read_text(encoding="utf-8")
        for call in re.findall(r"jiefen (?:--center \S+ )?((?:[a-z]+(?:-[a-z]+)* ?)+)", text):
            words = call.split()
            if not any(" ".join(words[:length]) in known for length in (1, 2)):
                unknown.append(f"{paper.name}: jiefen {call}")
    assert unknown == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_link_leads_somewhere(paper: Path) -> None:
    """Links and pictures inside the project exist."""
    targets = re.findall(r"\]\(([^)#\s]+)", paper.read_text(encoding="utf-8"))
    assert [to for to in targets if "://" not in to and not (paper.parent / to).exists()] == []


def test_every_format_is_described() -> None:
    """docs/formats.md says what is said of each format that is not read."""
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert [kind for kind, sentences in SENTENCES.items() if f"| {sentences[0]} |" not in text] == []


def test_every_rule_file_is_described() -> None:
    """docs/rules.md lists exactly the rule files there are."""
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)\.yaml`", text, re.MULTILINE)
    assert sorted(listed) == sorted(FILES)


def test_make_and_run_py_know_the_same_commands() -> None:
    """Who has no make is not worse off, and each command is told to the engineer."""
    starter = set(runpy.run_path(str(ROOT / "run.py"))["COMMANDS"])
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == starter - {"lock"}
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    told += (ROOT / "docs" / "developer.md").read_text(encoding="utf-8")
    assert [name for name in starter if f"run.py {name}" not in told and name != "run"] == []
