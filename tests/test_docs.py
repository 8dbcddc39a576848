"""The papers tell the truth: every command is described, every link leads somewhere."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from exporters.papers import PAPERS as TEMPLATED
from importers.sheet.refusals import SENTENCES
from jiefen_lite.config import CenterText
from jiefen_lite.glossary import LEDGERS, ROLES
from jiefen_lite.papers import DOCUMENTS
from jiefen_lite.rules import labels
from jiefen_lite.rules.schema import FILES
from jiefen_lite.web.help import HELP
from tools.pictures.shots import MOST_BYTES, SHOTS
from tools.reference import REFERENCES

ROOT = Path(__file__).parents[1]
PAPERS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SOURCES = ("jiefen_lite", "importers", "exporters", "tools", "tests", ".ci", "run.py")
VARIABLE = re.compile(r"\bJIEFEN_[A-Z_]*[A-Z]\b")
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
    assert set(phony[1].split()) == starter - {"lock", "package"}  # these take options, or tools of their own
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    told += (ROOT / "docs" / "developer.md").read_text(encoding="utf-8")
    assert [name for name in starter if f"run.py {name}" not in told and name != "run"] == []


@pytest.mark.parametrize("name", REFERENCES)
def test_what_is_made_from_the_program_is_up_to_date(name: str) -> None:
    """`python run.py reference` writes it anew."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == REFERENCES[name]()


def test_every_key_is_described() -> None:
    """Each key of each rule file and of center.yaml has its line, with a meaning."""
    text = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    sections = {part.split(".yaml`")[0]: part for part in text.split("\n## `")[1:]}
    for name, root in {**FILES, "center": CenterText}.items():
        named = {field.name for cls in labels.all_classes(root) for field in fields(cls)}
        told = set(
            re.findall(r"^\| ★?`(\w+)` \| [^|]+ \| [^|]+ \| [^| ][^|]* \|$", sections[name], re.MULTILINE)
        )
        assert named - told == set(), name


def test_every_page_is_in_the_list_of_pages() -> None:
    """Each page that has help has its line, with both sentences."""
    listed = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    assert [page for page, told in HELP.items() if "".join(told) not in listed] == []
    for guide in ("clerk.md", "supervisor.md"):
        assert "(pages.md)" in (ROOT / "docs" / guide).read_text(encoding="utf-8"), guide


def test_every_paper_ledger_and_role_is_told_to_those_who_use_them() -> None:
    """In the guide for staff and leaders, or in the clerk's, by the name that the pages show."""
    guides = "".join(
        (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("clerk", "supervisor")
    )
    names = [*LEDGERS.values(), *(one.name for one in DOCUMENTS), *(one.label for one in TEMPLATED.values())]
    assert [name for name in names if name not in guides] == []
    operator = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")
    people = {role: name for role, name in ROLES.items() if role != "operator"}
    assert [role for role, name in people.items() if f"`{role}` {name}" not in operator] == []


def test_every_environment_variable_is_described() -> None:
    """What the program reads stands in the operator's guide, what tests read in the engineer's; no other."""
    found: dict[str, set[str]] = {"operator": set(), "developer": set()}
    for place in map(ROOT.joinpath, SOURCES):
        guide = "developer" if place.name in ("tests", ".ci") else "operator"
        for path in place.rglob("*") if place.is_dir() else [place]:
            if path.suffix in (".py", ".sh", ".bat", "") and path.is_file():
                found[guide] |= set(VARIABLE.findall(path.read_text(encoding="utf-8", errors="replace")))
    found["developer"] -= found["operator"]
    for guide, names in found.items():
        text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
        assert set(VARIABLE.findall(text)) == names, guide


def test_every_module_has_its_place_in_the_house() -> None:
    """docs/house.md names each module and package of the product, on its floor."""
    house = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    modules = [path for path in (ROOT / "jiefen_lite").iterdir() if not path.name.startswith(("_", "."))]
    assert [path.name for path in modules if f"`{path.stem}" not in house.replace("jiefen_lite/", "")] == []


def test_every_picture_is_in_the_list_and_is_used() -> None:
    """`python run.py pictures` can renew all that are shown, and takes none that nobody sees."""
    kept = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    shown = {
        name for paper in PAPERS for name in re.findall(r"pictures/([\w-]+)\.png", paper.read_text("utf-8"))
    }
    listed = [shot.name for shot in SHOTS]
    assert len(listed) == len(set(listed))
    assert kept == set(listed)
    assert shown == set(listed)


def test_no_picture_is_heavy() -> None:
    """The guides are read on slow lines, too."""
    pictures = (ROOT / "docs" / "pictures").glob("*.png")
    assert [path.name for path in pictures if path.stat().st_size >= MOST_BYTES] == []
