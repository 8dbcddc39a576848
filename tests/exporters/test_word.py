"""Word templates are checked before they are filled; texts arrive unharmed; papers read back in blocks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters import word
from jiefen_lite.errors import UnreadableFile

BLANKS = {"title": None, "note": None, "rows": [{"name": None, "count": None}]}
VALUES = {
    "title": "标题",
    "note": "",
    "rows": [{"name": "砚山镇", "count": "12"}, {"name": "头林镇", "count": "3"}],
}


def make_template(folder: Path, *paragraphs: str, row: tuple[str, str] | None = None) -> Path:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if row:
        table = document.add_table(3, 2)
        table.rows[0].cells[0].text = "{%tr for row in rows %}"
        table.rows[1].cells[0].text, table.rows[1].cells[1].text = row
        table.rows[2].cells[0].text = "{%tr endfor %}"
    path = folder / "paper.docx"
    document.save(str(path))
    return path


def fill(folder: Path, **values: object) -> word.WordDocument:
    out = io.BytesIO()
    word.render("paper", VALUES | values, out, blanks=BLANKS, template_folder=folder, keywords="k")
    out.seek(0)
    return word.read_document(out)


def test_blanks_loops_and_questions_are_filled(tmp_path: Path) -> None:
    make_template(
        tmp_path,
        "{{ title }}",
        "{%p if note %}",
        "注：{{ note }}",
        "{%p endif %}",
        row=("{{ row.name }}", "{{ row.count }}件"),
    )
    blocks = fill(tmp_path).blocks
    assert [(block.kind, block.cells) for block in blocks] == [
        ("paragraph", ("标题",)),
        ("row", ("砚山镇", "12件")),
        ("row", ("头林镇", "3件")),
    ]
    assert [block.place for block in blocks] == ["正文第1段", "正文第1个表第1行", "正文第1个表第2行"]
    assert fill(tmp_path, note="有").blocks[1].text == "注：有"


def test_a_column_that_nobody_needs_is_left_out_and_the_others_share_its_width(tmp_path: Path) -> None:
    path = make_template(tmp_path, row=("{{ row.name }}", "{{ row.count }}"))
    document = Document(str(path))
    widths = [int(column.get(qn("w:w"))) for column in document.tables[0]._tbl.tblGrid]

    def grid(**values: object) -> list[int]:
        out = io.BytesIO()
        word.render("paper", VALUES | values, out, blanks=BLANKS, template_folder=tmp_path)
        (table,) = Document(out).tables
        assert {len(row.cells) for row in table.rows} == {len(table._tbl.tblGrid)}
        return [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]

    assert grid() == widths
    assert grid(rows=[{"name": "砚山镇", "count": ""}]) == [sum(widths)]
    assert grid(rows=[{"name": "", "count": ""}]) == widths
    assert grid(rows=[{"name": "砚山镇", "count": ""}, {"name": "", "count": "3"}]) == widths


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ titel }}", "正文第1段：没有名为“titel”的空格，是不是“title”？"),
        ("{{ title.size }}", "正文第1段：“{{ title.size }}”里没有“size”这一项。"),
        ("{{ title.__class__ }}", "正文第1段：“{{ title.__class__ }}”里没有“__class__”这一项。"),
        ("{{ title|upper }}", "正文第1段：“{{ title|upper }}”不能用在模板里"),
        ("{{ range(9) }}", "正文第1段：“{{ range(9) }}”不能用在模板里"),
        ("{{ 1 + 1 }}", "不能用在模板里"),
        ("{{ title", "空格的括号没有成对"),
        ("{{ title title }}", "写法有误"),
        ("{% set a = 1 %}", "不能用在模板里"),
        ("{% for x in title %}{{ x }}{% endfor %}", "不是一组，不能循环"),
        ("{% for x in rows if x %}{% endfor %}", "不能用在模板里"),
        ("{% for x in rows %}{{ x.nam }}{% endfor %}", "里没有“nam”这一项，是不是“name”？"),
        ("{{ zzz }}", "没有名为“zzz”的空格。可用：title、note、rows。"),
        ("{% if title %}", "还有循环或判断没有结束"),
        ("{% endfor %}", "前面没有对应的开头"),
    ],
)
def test_a_wrong_blank_is_told_with_its_place_and_nothing_is_written(
    tmp_path: Path, text: str, told: str
) -> None:
    make_template(tmp_path, text)
    out = io.BytesIO()
    with pytest.raises(word.TemplateFault) as caught:
        word.render("paper", VALUES, out, blanks=BLANKS, template_folder=tmp_path)
    assert told in str(caught.value)
    assert out.getvalue() == b""


def test_a_wrong_blank_in_a_table_or_footer_is_found_too(tmp_path: Path) -> None:
    path = make_template(tmp_path, "{{ title }}", row=("{{ row.name }}", "{{ row.cuont }}"))
    document = Document(str(path))
    document.sections[0].footer.paragraphs[0].text = "{{ foot }}"
    document.save(str(path))
    faults = word.template_faults(path, BLANKS)
    assert [fault.split("：")[0] for fault in faults] == ["正文第1个表第2行", "页脚（单数页）第1段"]


def test_only_plain_values_go_into_a_template(tmp_path: Path) -> None:
    make_template(tmp_path, "{{ title }}")
    with pytest.raises(TypeError):
        fill(tmp_path, title=tmp_path)


@pytest.mark.parametrize(
    "text", ["a<b>&\"'", "{{ 7*7 }}", "{% for %}", "𠮷·䶮", "第一行\n第二行", "]]>", "🙂", "{_{x}_}{_%"]
)
def test_texts_arrive_unharmed(tmp_path: Path, text: str) -> None:
    make_template(tmp_path, "始{{ title }}末")
    assert fill(tmp_path, title=text).blocks[0].text == f"始{text}末"


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), min_size=1, max_size=30))
def test_any_text_arrives_unharmed(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("t")
    make_template(folder, "始{{ title }}末")
    assert fill(folder, title=text).blocks[0].text == f"始{text}末"


def test_what_no_word_file_can_hold_becomes_a_space(tmp_path: Path) -> None:
    make_template(tmp_path, "{{ title }}")
    assert fill(tmp_path, title="甲\x00乙\x0b丙\ud800丁").blocks[0].text == "甲 乙 丙 丁"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04broken"])
def test_what_is_no_word_file_is_refused_kindly(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="打不开这个 Word 文件"):
        word.read_document(io.BytesIO(content))


def test_marks_travel_in_the_properties(tmp_path: Path) -> None:
    make_template(tmp_path, "{{ title }}")
    assert fill(tmp_path).keywords == "k"
