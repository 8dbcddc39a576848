"""docs/developer.md keeps its word: its examples are carried out, the files that it names are there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pytest

from importers.reading import CHANNELS
from jiefen_lite import casework, indicators, moving
from jiefen_lite.elements import Reader
from jiefen_lite.moving.acts import ACTS
from jiefen_lite.rules import loader, schema
from jiefen_lite.shapes import Channel, Outcome, Role, Status
from jiefen_lite.store import users
from tests.elements.conftest import TODAY
from tests.fujin import REGION
from tests.indicator_facts import CALENDAR, RULES, make_facts
from tests.web import support

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "developer.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- 例：(.+?) -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL))
formulas = import_module("jiefen_lite.indicators.formulas")  # a function hides it in the package
PLACES = ("jiefen_lite", "importers", "exporters", "templates", "tests", "tools", "docs", "bench")


def module_of(example: str, name: str) -> ModuleType:
    """An example as the module that it would be."""
    module = ModuleType(name)
    exec(compile(EXAMPLES[example], name, "exec"), vars(module))
    return module


def with_rule(folder: Path, file: str, example: str) -> Path:
    """The county's folder of rules with one shipped file, the example added behind its last rule."""
    shipped = files("jiefen_lite.rules").joinpath(file).read_text(encoding="utf-8")
    head, rules = shipped.split("\nrules:\n")
    last = re.search(r"\n+(#|\w)", rules)  # whatever stands there at the margin: the next part of the file
    end = last.start() if last else len(rules.rstrip("\n"))
    text = f"{head}\nrules:\n{rules[:end]}\n{EXAMPLES[example]}{rules[end:]}"
    (folder / file).write_text(text, encoding="utf-8")
    return folder


def test_every_example_is_tried_here() -> None:
    assert set(EXAMPLES) == {"规则", "指标公式", "指标口径", "渠道模块", "渠道规则", "文书模块", "办理的一步"}


@pytest.mark.parametrize("guide", ["developer.md", "house.md"])
def test_every_file_that_is_named_is_there(guide: str) -> None:
    """Who follows a list finds each file; `importers/window.py` is the one that the reader writes."""
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    named = {
        name for name in re.findall(r"`([\w./*-]+)`", text) if name.split("/")[0] in PLACES and "/" in name
    }
    gone = [name for name in sorted(named) if "*" not in name and not (ROOT / name).exists()]
    assert gone == (["importers/window.py"] if guide == "developer.md" else [])


def test_a_rule_needs_no_code(tmp_path: Path) -> None:
    book = loader.load(with_rule(tmp_path, "risk.yaml", "规则"))
    reader = Reader(book, REGION)
    assert [hit.tag for hit in reader.read("物业停水停电已经三天", TODAY).risk_hits] == ["断水断电"]
    assert [hit.tag for hit in reader.read("要求更换会自己断水龙头", TODAY).risk_hits] == []


def test_a_step_is_a_row_and_an_act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler takes it, the history has it, the case stands where it stood."""
    step = module_of("办理的一步", "step")
    monkeypatch.setitem(casework._BY_STEP, ("urge", Status.MEDIATING), step.ROW)
    monkeypatch.setitem(ACTS, "urge", step.STEP)
    house = support.make_house(tmp_path)
    case = support.add_case(house, 1, units=[(support.LABOR, "responsible")])
    handler = users.find(house.store, support.PEOPLE[Role.HANDLER])
    assert handler is not None
    done = moving.move(house, handler.viewer(), case.case_code, "urge", {"reason": "付款"}, support.NOW)
    assert ([one.action for one in done.events], done.status) == (["urge"], Status.MEDIATING)


def test_an_indicator_is_a_function_and_an_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(formulas.INDICATORS, "transfer_rate", None)  # taken out again behind the test
    exec(compile(EXAMPLES["指标公式"], "formulas", "exec"), dict(vars(formulas)))
    told = "\n".join(line[4:] for line in EXAMPLES["指标口径"].splitlines())
    # the names of indicators are fixed where the class is made; it takes the place of one that there is
    text = told.replace("id: transfer_rate", "id: return_rate")
    rule, faults = loader.parse_typed(text, schema.IndicatorRule, "indicators.yaml")
    assert rule is not None, faults
    rules = replace(RULES, rules=(*RULES.rules, replace(rule, id="transfer_rate")))
    cases = [
        make_facts(f"FJ-{number}", status=Status.CLOSED, outcome=outcome, closed_at=datetime(2026, 11, 20))
        for number, outcome in enumerate([Outcome.TRANSFERRED, Outcome.RESOLVED, Outcome.RESOLVED])
    ]
    period = indicators.period_of("2026-11")
    row = indicators.compute(cases, period, datetime(2026, 12, 1), "all", rules, cal=CALENDAR).rows[0]
    figure = row.figures["transfer_rate"]
    assert (figure.n, figure.d) == (1, 3)


def test_a_channel_is_a_module_and_a_rule(tmp_path: Path) -> None:
    """The module has what all channel modules have, and the rule is read without a fault."""
    module = module_of("渠道模块", "importers.window")
    needed = set.intersection(
        *({name for name in vars(one) if not name.startswith("_")} for one in CHANNELS.values())
    )
    assert {"CHANNEL", "LABEL", "spell_number", "finish"} <= needed & set(vars(module))
    fields: dict[str, Any] = {"received_at": "2026-11-03T09:00:00"}
    module.finish(fields, {})
    assert (module.spell_number("ck-12"), fields["clock_start_at"]) == ("CK12", "2026-11-03")
    shipped = files("jiefen_lite.rules").joinpath("channels.yaml").read_text(encoding="utf-8")
    head, rest = shipped.split("\nchannels:\n")
    (tmp_path / "channels.yaml").write_text(
        f"{head}\nchannels:\n{EXAMPLES['渠道规则']}{rest}", encoding="utf-8"
    )
    assert loader.load(tmp_path).channels.channels[0].id == Channel.WINDOW


def test_a_paper_is_a_module_and_a_template(tmp_path: Path) -> None:
    module = module_of("文书模块", "exporters.closing_notice")
    template = docx.Document()
    for blank in module.BLANKS:
        template.add_paragraph("{{ " + blank + " }}")
    template.save(str(tmp_path / f"{module.DOCUMENT}.docx"))
    values = module.context("FJ20261103-0012", "化解 <已履行>", "富锦市综治中心", "2026年11月20日")
    assert set(values) == set(module.BLANKS)
    out = BytesIO()
    module.write(values, out, tmp_path)
    written = [paragraph.text for paragraph in docx.Document(BytesIO(out.getvalue())).paragraphs]
    assert [text for text in written if text] == list(values.values())
