"""The Word file read back, and templates that are faulty or hostile."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from salesdesk.domain.errors import Refused
from salesdesk.domain.report import DailyReport, ReportWords, VisitRow
from salesdesk.reports import filling
from salesdesk.reports.daily import daily_document
from salesdesk.reports.document import Cell, CellKind, Column, Document, Table, texts
from salesdesk.reports.docx import default_template, docx_bytes
from salesdesk.reports.filling import filled_bytes
from salesdesk.reports.layout import Layout
from salesdesk.reports.weekly import weekly_document
from salesdesk.reports.widths import letters, shares
from tests import builders_reports as sample

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def _read(data: bytes) -> docx.document.Document:
    return docx.Document(BytesIO(data))


def _words(word: docx.document.Document) -> str:
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])


def _template(tmp_path: Path, *lines: str) -> Path:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    path = tmp_path / "own.docx"
    made.save(str(path))
    return path


def test_every_text_of_the_report_is_in_the_file() -> None:
    document = daily_document(sample.daily(), Layout(company="远景"))
    found = "".join(_words(_read(docx_bytes(document, {}))).split())
    for text in texts(document):
        assert "".join(text.split()) in found


def test_tables_are_real_and_their_heads_repeat() -> None:
    document = daily_document(sample.daily())
    word = _read(docx_bytes(document, {}))
    visits = next(table for table in word.tables if table.rows[0].cells[0].text == "Time")
    assert len(visits.rows) == 7
    assert visits.rows[0]._tr.trPr.xpath("w:tblHeader")
    assert all(row._tr.trPr.xpath("w:cantSplit") for row in visits.rows)
    widths = [cell.width for cell in visits.rows[1].cells]
    assert widths[4] > widths[1] > widths[0]


def test_charts_are_pictures() -> None:
    word = _read(docx_bytes(weekly_document(sample.weekly()), {"trend": PIXEL, "industries": PIXEL}))
    assert len(word.inline_shapes) == 2


def test_marks_of_xml_and_of_templates_stay_text() -> None:
    report = DailyReport(
        "王 & <李>", sample.DAY, visits=(VisitRow("{{ title }} <w:p/>"),), words=ReportWords("a\x00b\nc")
    )
    found = _words(_read(docx_bytes(daily_document(report), {})))
    assert "王 & <李>" in found
    assert "{{ title }} <w:p/>" in found
    assert "ab\nc" in found


def test_paper_follows_the_layout() -> None:
    word = _read(docx_bytes(daily_document(sample.daily(), Layout(landscape=True)), {}))
    assert word.sections[0].page_width > word.sections[0].page_height


def test_a_copied_template_is_used(tmp_path: Path) -> None:
    path = _template(
        tmp_path, "{{ author }} / {{ date_line }}", "{%p for s in sections %}", "{{ s.key }}", "{%p endfor %}"
    )
    found = _words(_read(docx_bytes(daily_document(sample.empty_daily()), {}, path)))
    assert found.startswith("王小明 / Wednesday, November 18, 2026")
    assert "tomorrow" in found


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{{ titel }}", "titel"),
        ("{% for x in sections %}", "mistake"),
        ("{{ title | nothing }}", "nothing"),
        ("{{ sections[99].title }}", "own.docx"),
        ("{{ 1 / 0 }}", "zero"),
    ],
)
def test_a_faulty_template_is_refused_by_name(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem) as refused:
        docx_bytes(_document(), {}, _template(tmp_path, "fine", line))
    assert "own.docx" in str(refused.value)


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.system('touch MARK') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ sections[0].blocks.append(1) }}",
        "{{ 'x' * 10000000000 }}",
        "{{ 9 ** 99999999 }}",
        "{% include '/etc/passwd' %}",
        "{{ lipsum() }}",
        "{{ sections[0].picture.tpl.save('MARK') }}",
        "{{ title.format.__globals__ }}",
        "{{ '{0.__class__}'.format(title) }}",
    ],
)
def test_a_hostile_template_runs_nothing(tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    template = _template(tmp_path, line)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    try:
        found = _words(_read(docx_bytes(_document(), {}, template)))
    except Refused:
        found = ""
    assert "class" not in found
    assert "root:" not in found
    assert list(empty.iterdir()) == []


def test_something_else_is_not_a_template(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    for content in (b"", b"hello", b"PK\x03\x04 broken"):
        path.write_bytes(content)
        with pytest.raises(Refused, match="not a Word template"):
            docx_bytes(_document(), {}, path)
    with pytest.raises(Refused, match="not a Word template"):
        docx_bytes(_document(), {}, tmp_path / "none.docx")


def test_the_shipped_template_is_made_by_its_script(tmp_path: Path) -> None:
    import runpy

    make = runpy.run_path(str(default_template().with_name("make_template.py")))["make"]
    make(tmp_path / "report.docx")
    made, shipped = docx.Document(str(tmp_path / "report.docx")), docx.Document(str(default_template()))
    assert made.element.xml == shipped.element.xml


def _document() -> Document:
    document = daily_document(sample.daily())
    assert any(isinstance(block, Table) for section in document.sections for block in section.blocks)
    return document


def _packed(tmp_path: Path, marks: str, **media: bytes) -> Path:
    """A Word file whose body is written by hand."""
    whole, path = docx.Document(), tmp_path / "own.docx"
    whole.save(str(path))
    with ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    body = parts["word/document.xml"].decode()
    at = body.index("<w:sectPr")
    parts["word/document.xml"] = (body[:at] + marks + body[at:]).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name, data in {**parts, **{f"word/media/{name}.png": data for name, data in media.items()}}.items():
            new.writestr(name, data)
    return path


def _nested(times: int) -> str:
    return "{% for a in sections %}" * times + "x" + "{% endfor %}" * times


@pytest.mark.parametrize(
    "line",
    [
        _nested(12),
        "{% for a in sections recursive %}{{ loop(sections) }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set x = title ~ title %}" * 60 + "{{ x }}",
        "{% set x = [sections, sections] %}" * 60 + "{{ x }}",
        "{% with x = title ~ title %}{{ x }}{% endwith %}",
        "{{ '%1000000000d' % 1 }}",
        "{{ title | center(10000000000) }}",
        "{{ 1.5 | round(100000000000) }}{{ nothing }}",
        "{{ title | replace('', title | replace('', title | replace('', title))) }}{{ nothing }}",
    ],
)
def test_a_template_without_end_is_given_up_soon(tmp_path: Path, line: str) -> None:
    with pytest.raises(Refused, match=r"own\.docx"):
        docx_bytes(_document(), {}, _template(tmp_path, "fine", line))


def test_a_mistake_is_named_with_its_line_and_words(tmp_path: Path) -> None:
    for line in ("Dear {{ titel }}", "{% if %}", "{{ x() }}"):
        with pytest.raises(Refused) as refused:
            docx_bytes(_document(), {}, _template(tmp_path, "one", "two", line))
        said = str(refused.value)
        assert "in line 4" in said and line in said, said


def test_packed_bombs_and_giant_pictures_are_not_unpacked(tmp_path: Path) -> None:
    for path in (
        _packed(tmp_path, "<w:p/>" * 1_000_000),
        _packed(tmp_path, "<w:p/>", giant=b"\0" * 100_000_000),
    ):
        with pytest.raises(Refused, match="too large"):
            docx_bytes(_document(), {}, path)


def test_templates_are_filled_in_a_process_of_their_own(tmp_path: Path) -> None:
    document = weekly_document(sample.weekly(), Layout(company="远景 & 子"))
    pictures = {"trend": PIXEL, "industries": PIXEL}
    word = _read(filled_bytes(document, pictures, default_template()))
    assert len(word.inline_shapes) == 2 and "远景 & 子" in _words(word)
    with pytest.raises(Refused, match="titel"):
        filled_bytes(document, pictures, _template(tmp_path, "{{ titel }}"))


def test_a_process_that_does_not_come_back_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = _packed(tmp_path, "<w:p><w:r><w:t>" + "{{" * 500_000 + "</w:t></w:r></w:p>")
    monkeypatch.setattr(filling, "_SECONDS", 2)
    with pytest.raises(Refused, match="too much time"):
        filled_bytes(_document(), {}, endless)


def test_a_teams_year_of_eleven_columns_keeps_its_figures_whole() -> None:
    headings = (
        "销售代表",
        "销售额",
        "目标",
        "达成率",
        "拜访",
        "计划完成",
        "频率达标率",
        "在谈商机",
        "停滞",
        "收到",
        "报告",
    )
    texts = (
        "王小明",
        "13,702,434",
        "17,230,000",
        "79.5%",
        "1,654",
        "95.4%",
        "7.6%",
        "3,610,020",
        "7",
        "13,473,502",
        "未交",
    )
    columns = (Column(headings[0]), *(Column(one, CellKind.MONEY) for one in headings[1:-1]), Column(headings[-1]))
    row = tuple(Cell(one) for one in texts)
    table = Table(columns, (row,), row)
    for share, text in zip(shares(table, 96), texts, strict=True):
        assert share >= letters(text)


def test_long_texts_leave_figures_and_days_whole() -> None:
    kinds = (CellKind.TEXT, CellKind.TEXT, CellKind.TEXT, CellKind.MONEY, CellKind.TEXT, CellKind.TEXT)
    texts = (
        "凌朋新车间R60配套工程",
        "上海凌朋精密铸造有限公司 (王小明)",
        "方案谈判",
        "276,000",
        "客户内部意见不一，项目搁置。",
        "先拿下备件供应，从小单切入。",
    )
    table = Table(tuple(Column("金额（元）", kind) for kind in kinds), (tuple(Cell(one) for one in texts),))
    assert shares(table, 96)[3] >= len("276,000") + 1


def test_many_figures_side_by_side_are_not_broken() -> None:
    money, names = (12_812_086, 15_890_000, 3_077_914, 10_077_563, 14_184_809), ("Actual", "Target", "Gap")
    columns = (*names, "Year before", "Run-rate forecast")
    cells = tuple(Cell(f"{one:,}", one * 100, CellKind.MONEY) for one in money)
    table = Table(
        (
            Column("Measure"),
            *(Column(name, CellKind.MONEY) for name in columns),
            Column("Attainment", CellKind.PERCENT),
        ),
        ((Cell("Money received (CNY)"), *cells, Cell("80.6%", 0.806, CellKind.PERCENT)),),
    )
    for share, text in zip(shares(table, 96), ("", *(cell.text for cell in cells), "80.6%"), strict=True):
        assert share >= len(text) + 1
