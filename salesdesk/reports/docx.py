"""A document as a Word file, from a template that users may copy and edit in Word.

A template may come from a stranger: it is filled in a sandbox, and gets plain texts, numbers and lists only, so that
nothing in it can run, read or write anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.reports.document import (
    BarChart,
    Block,
    Column,
    Document,
    Heading,
    KeyFigures,
    LineChart,
    Paper,
    Paragraph,
    PieChart,
    Table,
    Tone,
)
from salesdesk.reports.pace import Pace, Step, cells_of, rows_of
from salesdesk.reports.widths import shares
from salesdesk.resources import resource

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

PICTURE_WIDTH_MM = 170
"""The width of a chart in a Word report; callers paint their pictures for it."""
_MANY_COLUMNS, _NARROW_TWIPS = 9, 45
"""A table of so many columns gets margins in its cells of less than a millimetre."""
_PARTS, _MARKS, _WHOLE = 1_000, 4_000_000, 40_000_000
"""Parts of a template, bytes of its marked-up parts and of everything in it, unpacked."""


def default_template() -> Path:
    """The template that comes with the program; a copy of it is what users edit."""
    return resource("templates", "report.docx")


def check_size(path: Path) -> None:
    """Refused when unpacking the template would take more room than any template needs (a packed bomb)."""
    with ZipFile(path) as packed:
        parts = packed.infolist()
    marks = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if len(parts) > _PARTS or marks > _MARKS or sum(part.file_size for part in parts) > _WHOLE:
        raise Refused(
            N_("The Word template {name} is too large. Make its pictures smaller in Word, or choose another one."),
            name=path.name,
        )


def docx_bytes(
    document: Document, pictures: Mapping[str, bytes], template: Path | None = None, step: Step | None = None
) -> bytes:
    """The document as a Word file. `pictures` are the charts as PNG by the names in `Document.charts`.

    `step` is told as the rows are filled in; what it raises stops the work.

    Refused when the template is not a Word file, has a mistake or does something that a template must not do.
    """
    from docx.opc.exceptions import OpcError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from lxml.etree import LxmlError

    from salesdesk.reports.word_sandbox import Sandbox, line_of, words_at

    path = template or default_template()
    try:
        check_size(path)
        word = DocxTemplate(str(path))
        word.init_docx()
    except (OSError, BadZipFile, OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise Refused(N_("{name} is not a Word template. Choose a .docx file."), name=path.name) from error
    context = _context(document, _Pictures(word, pictures))
    pace = Pace(2 * rows_of(document) + cells_of(document), step)
    sandbox = Sandbox(pace.on if step else None)
    try:
        word.render(context, jinja_env=sandbox)
    except TemplateError as error:
        line = line_of(error)
        raise _mistake(path, error, line, words_at(sandbox.source, line)) from error
    except (LxmlError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Refused(
            N_("The Word template {name} cannot be filled in: {problem}. Mend it in Word, or choose another one."),
            name=path.name,
            problem=str(error),
        ) from error
    if template is None:
        _set_paper(word, document)
    pace.check()
    _set_widths(word, document, pace)
    _finish(word, document)
    out = BytesIO()
    word.save(out)
    pace.check()
    return out.getvalue()


def _mistake(path: Path, error: Exception, line: int | None, near: str) -> Refused:
    problem = str(getattr(error, "message", error))
    if near:
        return Refused(
            N_("The Word template {name} has a mistake in line {line}, “{near}”: {problem}. Mend it in Word."),
            name=path.name,
            line=line,
            near=near[:200],
            problem=problem,
        )
    return Refused(
        N_("The Word template {name} has a mistake (line {line}): {problem}. Mend it in Word."),
        name=path.name,
        line=line or "–",
        problem=problem,
    )


class _Pictures:
    """Charts as ready markup: a template gets a text, never an object with methods."""

    def __init__(self, word: DocxTemplate, pictures: Mapping[str, bytes]) -> None:
        self.word = word
        self.pictures = pictures

    def markup(self, name: str) -> str:
        from docx.shared import Mm
        from docxtpl import InlineImage
        from jinja2.exceptions import TemplateError
        from markupsafe import Markup

        picture = self.pictures.get(name)
        if picture is None:
            return ""
        self.word.current_rendering_part = self.word.docx.part
        try:
            return Markup(str(InlineImage(self.word, BytesIO(picture), width=Mm(PICTURE_WIDTH_MM))))
        except TemplateError as error:
            raise ValueError(f"the picture {name} cannot be used") from error


def _context(document: Document, pictures: _Pictures) -> dict[str, object]:
    names = iter(document.charts)
    sections = [
        {
            "key": section.key,
            "title": section.title,
            "blocks": [_block(block, names, pictures) for block in section.blocks],
        }
        for section in document.sections
    ]
    return {
        "company": document.company,
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "date_line": document.date_line,
        "currency": document.currency,
        "sections": sections,
        "signatures": list(document.signatures),
        "signature_date": document.signature_date,
    }


def _block(block: Block, names: Any, pictures: _Pictures) -> dict[str, object]:
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph():
            return {"kind": "text", "text": _clean(block.text), "label": block.label, "tone": block.tone.value}
        case KeyFigures(figures):
            return {
                "kind": "figures",
                "figures": [{"label": one.label, "value": one.value, "detail": one.detail} for one in figures],
            }
        case Table():
            return _table(block)
        case LineChart() | PieChart() | BarChart():
            return {"kind": "chart", "title": block.title, "unit": block.unit, "picture": pictures.markup(next(names))}


def _table(table: Table) -> dict[str, object]:
    def cells(row: Any, total: bool) -> list[dict[str, object]]:
        return [
            {
                "text": _clean(cell.text),
                "side": column.side.value,
                "strong": total or cell.tone is Tone.STRONG,
                "tone": cell.tone.value,
            }
            for column, cell in zip(table.columns, row, strict=True)
        ]

    rows = [cells(row, False) for row in table.rows]
    if table.total:
        rows.append(cells(table.total, True))
    return {"kind": "table", "columns": [_column(column) for column in table.columns], "rows": rows}


def _column(column: Column) -> dict[str, object]:
    return {"heading": column.heading, "side": column.side.value, "kind": column.kind.value}


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(sign for sign in text if sign in "\n\t" or (sign >= " " and sign not in "\ufffe\uffff"))


def _set_paper(word: DocxTemplate, document: Document) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    short, long = (Mm(210), Mm(297)) if document.paper is Paper.A4 else (Mm(215.9), Mm(279.4))
    for part in word.docx.sections:
        part.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
        part.page_width, part.page_height = (long, short) if document.landscape else (short, long)


def _set_widths(word: DocxTemplate, document: Document, pace: Pace) -> None:
    """Word leaves repeated columns equally wide; give the report's own tables columns that suit what they hold.

    A table is known by its headings; any other table of the template is left as it is.
    """
    from docx.shared import Emu

    waiting = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    for shown in word.docx.tables:
        headings = [cell.text for cell in shown.rows[0].cells] if len(shown.rows) else []
        known = next((table for table in waiting if [column.heading for column in table.columns] == headings), None)
        if known is None:
            continue
        waiting.remove(known)
        whole = sum(column.width or 0 for column in shown.columns)
        shown.autofit = False
        if len(headings) >= _MANY_COLUMNS:
            _narrow_margins(shown)
        widths = shares(known, int(whole)) if whole > len(headings) else []
        for column, wide in zip(shown.columns, widths, strict=False):
            column.width = Emu(wide)
        for row in shown.rows:
            pace.on()
            for cell, wide in zip(row._tr.tc_lst, widths, strict=False):
                cell.width = Emu(wide)


def _narrow_margins(shown: Any) -> None:
    """The figures of a wide table need the room that Word leaves empty between its columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = shown._tbl.tblPr
    for old in properties.findall(qn("w:tblCellMar")):
        properties.remove(old)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(_NARROW_TWIPS))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _finish(word: DocxTemplate, document: Document) -> None:
    """The file's own title and author."""
    properties = word.docx.core_properties
    properties.title = f"{document.title} {document.date_line}"[:255]
    properties.author = document.author[:255]
    properties.language = document.language.replace("_", "-")
