"""Make report.docx, the Word template of the reports. Run it after changing the look; users copy its result.

What stands in double braces is filled in; `{%p … %}` repeats or drops whole paragraphs, `{%tr … %}` rows and
`{%tc … %}` cells. Everything else (fonts, colours, spaces, the words around) may be changed in Word.
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

ACCENT, QUIET, INK = RGBColor(0x0B, 0x5C, 0x63), RGBColor(0x5A, 0x64, 0x72), RGBColor(0x1B, 0x23, 0x30)
FONT = "Microsoft YaHei"
WIDTH = 178


def style(
    document: WordDocument, name: str, size: float, *, bold: bool, colour: RGBColor, before: float, after: float
) -> None:
    """Set a built-in style's letters and spaces."""
    chosen = document.styles[name]
    chosen.font.name = FONT
    fonts = chosen.element.get_or_add_rPr().get_or_add_rFonts()
    spacing = chosen.element.get_or_add_rPr().find(qn("w:spacing"))
    if spacing is not None:
        chosen.element.rPr.remove(spacing)
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(key), FONT)
    chosen.font.size, chosen.font.bold, chosen.font.color.rgb = Pt(size), bold, colour
    chosen.paragraph_format.space_before, chosen.paragraph_format.space_after = Pt(before), Pt(after)
    chosen.paragraph_format.line_spacing = 1.15


def line(paragraph: Paragraph, side: str, colour: str, size: int) -> None:
    """A rule above or below a paragraph."""
    borders = OxmlElement("w:pBdr")
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", "4"), ("color", colour)):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)
    paragraph._p.get_or_add_pPr().append(borders)


def frame(table: Table, inside: str | None) -> None:
    """No box around a table: hairlines between its rows at most."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        drawn = inside is not None and side in ("bottom", "insideH")
        for key, value in (
            ("val", "single" if drawn else "nil"),
            ("sz", "4"),
            ("space", "0"),
            ("color", inside or "auto"),
        ):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    table._tbl.tblPr.append(borders)


def row_rule(table: Table, index: int, name: str) -> None:
    """Mark a row as a head that repeats (tblHeader) or as one that is never cut (cantSplit)."""
    table.rows[index]._tr.get_or_add_trPr().append(OxmlElement(name))


def words(document: WordDocument | object, text: str, style_name: str = "Normal") -> Paragraph:
    return document.add_paragraph(text, style=style_name)  # type: ignore[attr-defined, no-any-return]


def field(paragraph: Paragraph, name: str) -> None:
    """A page number or the number of pages."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def head_and_foot(document: WordDocument) -> None:
    part = document.sections[0]
    part.page_width, part.page_height = Mm(210), Mm(297)
    part.left_margin = part.right_margin = Mm(16)
    part.top_margin, part.bottom_margin = Mm(14), Mm(15)
    part.header_distance = part.footer_distance = Mm(8)
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    foot = part.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run("{{ company }}\t")
    field(foot, "PAGE")
    foot.add_run(" / ")
    field(foot, "NUMPAGES")
    foot.style = document.styles["Footer"]


def title(document: WordDocument) -> None:
    words(document, "{{ company }}", "Subtitle")
    top = words(document, "{{ title }}", "Title")
    top.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    by = words(document, "{{ author }}\t{{ date_line }}", "Subtitle")
    by.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    line(by, "bottom", "0B5C63", 12)


def figures(document: WordDocument) -> None:
    words(document, "{%p if block.kind == 'figures' %}")
    table = document.add_table(1, 3)
    frame(table, None)
    left, middle, right = table.rows[0].cells
    left.text = "{%tc for figure in block.figures %}"
    middle.text = ""
    middle.paragraphs[0].style = document.styles["Caption"]
    middle.paragraphs[0].add_run("{{ figure.label }}")
    value = middle.add_paragraph(style="Heading 3")
    value.add_run("{{ figure.value }}")
    middle.add_paragraph("{{ figure.detail }}", style="Caption")
    right.text = "{%tc endfor %}"
    words(document, "{%p endif %}")


def cell(document: WordDocument, box: object, text: str, *, head: bool) -> None:
    """One cell for every kind of column: the paragraph of its side is kept, the others go."""
    first = box.paragraphs[0]  # type: ignore[attr-defined]
    name = "column" if head else "cell"
    style_name = "Caption" if head else "Body Text"
    sides = (
        ("right", WD_ALIGN_PARAGRAPH.RIGHT),
        ("centre", WD_ALIGN_PARAGRAPH.CENTER),
        ("left", WD_ALIGN_PARAGRAPH.LEFT),
    )
    for number, (side, align) in enumerate(sides):
        test = f"{{%p {'if' if number == 0 else 'elif'} {name}.side == '{side}' %}}"
        if number == 0:
            first.text = test
        else:
            box.add_paragraph(test)  # type: ignore[attr-defined]
        for strong in (True, False) if not head else (False,):
            if not head:
                box.add_paragraph("{%p if cell.strong %}" if strong else "{%p else %}")  # type: ignore[attr-defined]
            shown = box.add_paragraph(style=style_name)  # type: ignore[attr-defined]
            shown.alignment = align
            run = shown.add_run(text)
            run.bold = True if head or strong else None
        if not head:
            box.add_paragraph("{%p endif %}")  # type: ignore[attr-defined]
    box.add_paragraph("{%p endif %}")  # type: ignore[attr-defined]


def tables(document: WordDocument) -> None:
    words(document, "{%p if block.kind == 'table' %}")
    table = document.add_table(4, 3)
    frame(table, "D3D8DD")
    top = table.rows[0].cells
    top[0].text, top[2].text = "{%tc for column in block.columns %}", "{%tc endfor %}"
    cell(document, top[1], "{{ column.heading }}", head=True)
    row_rule(table, 0, "w:cantSplit")
    row_rule(table, 0, "w:tblHeader")
    table.rows[1].cells[0].text = "{%tr for row in block.rows %}"
    line_ = table.rows[2].cells
    line_[0].text, line_[2].text = "{%tc for cell in row %}", "{%tc endfor %}"
    cell(document, line_[1], "{{ cell.text }}", head=False)
    row_rule(table, 2, "w:cantSplit")
    table.rows[3].cells[0].text = "{%tr endfor %}"
    words(document, "{%p endif %}")


def body(document: WordDocument) -> None:
    words(document, "{%p for section in sections %}")
    words(document, "{%p if section.title %}")
    words(document, "{{ section.title }}", "Heading 1")
    words(document, "{%p endif %}")
    words(document, "{%p for block in section.blocks %}")
    figures(document)
    words(document, "{%p if block.kind == 'heading' %}")
    words(document, "{{ block.text }}", "Heading 2")
    words(document, "{%p endif %}")
    words(document, "{%p if block.kind == 'text' %}")
    words(document, "{%p if block.label %}")
    words(document, "{{ block.label }}", "Heading 2")
    words(document, "{%p endif %}")
    words(document, "{{ block.text }}")
    words(document, "{%p endif %}")
    tables(document)
    words(document, "{%p if block.kind == 'chart' %}")
    words(document, "{{ block.picture }}")
    words(document, "{%p endif %}")
    words(document, "{%p endfor %}")
    words(document, "{%p endfor %}")


def signatures(document: WordDocument) -> None:
    words(document, "{%p if signatures %}")
    words(document, "").paragraph_format.space_before = Pt(24)
    table = document.add_table(1, 3)
    frame(table, None)
    row_rule(table, 0, "w:cantSplit")
    left, middle, right = table.rows[0].cells
    left.text, right.text = "{%tc for signature in signatures %}", "{%tc endfor %}"
    middle.text = ""
    shown = middle.paragraphs[0]
    shown.style = document.styles["Caption"]
    shown.add_run("{{ signature }}   {{ signature_date }}")
    line(shown, "top", "98A1AB", 6)
    words(document, "{%p endif %}")


def make(path: Path) -> None:
    """Write the template to `path`."""
    document = Document()
    style(document, "Normal", 9.5, bold=False, colour=INK, before=2, after=2)
    style(document, "Title", 20, bold=True, colour=INK, before=0, after=0)
    style(document, "Subtitle", 9, bold=False, colour=QUIET, before=0, after=0)
    document.styles["Subtitle"].font.italic = False
    style(document, "Heading 1", 11.5, bold=True, colour=ACCENT, before=12, after=3)
    style(document, "Heading 2", 9.5, bold=True, colour=QUIET, before=6, after=0)
    style(document, "Heading 3", 15, bold=True, colour=INK, before=0, after=0)
    style(document, "Caption", 8, bold=False, colour=QUIET, before=1, after=1)
    style(document, "Body Text", 8.8, bold=False, colour=INK, before=1.5, after=1.5)
    style(document, "Footer", 7.5, bold=False, colour=QUIET, before=0, after=0)
    borders = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        document.styles["Title"].element.pPr.remove(borders)
    head_and_foot(document)
    title(document)
    body(document)
    signatures(document)
    document.core_properties.author = ""
    document.core_properties.title = ""
    document.core_properties.comments = ""
    document.save(str(path))


if __name__ == "__main__":
    make(Path(__file__).with_name("report.docx"))
