"""Pages: nothing is cut, heads repeat, headings are never alone, long texts run on."""

from __future__ import annotations

import pytest

from salesdesk.paper.colours import ON_PAPER
from salesdesk.paper.flow import MM, Pages, lay_out, side_by_side
from salesdesk.paper.fonts import face
from salesdesk.paper.lines import wrap
from salesdesk.paper.tables import column_widths, table_strips
from salesdesk.reports.daily import daily_document
from salesdesk.reports.document import (
    Cell,
    CellKind,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Paper,
    Paragraph,
    Section,
    Table,
)
from salesdesk.reports.layout import Layout
from salesdesk.reports.weekly import weekly_document
from tests import builders_reports as sample


def _document(*blocks: object, **more: object) -> Document:
    section = Section("s", "标题", blocks)  # type: ignore[arg-type]
    return Document("t", "a", "d", "en", (section,), **more)  # type: ignore[arg-type]


def _table(rows: int, text: str = "深圳华创精密机械有限公司") -> Table:
    columns = (Column("No.", CellKind.INT), Column("Client", weight=2), Column("Remark", weight=3))
    made = [(Cell(str(i), i, CellKind.INT), Cell(text), Cell(text * (i % 4))) for i in range(rows)]
    return Table(columns, tuple(made))


def _whats(pages: Pages) -> list[list[str]]:
    return [[placed.strip.what for placed in page] for page in pages.pages]


def _check_pages(pages: Pages) -> None:
    """On every page each strip lies below the one before and above the foot."""
    for page in pages.pages:
        bottom = 10 * MM
        assert pages.scale >= 0.88
        for placed in page:
            assert placed.y >= bottom - 0.01
            bottom = placed.y + placed.strip.height
        assert bottom <= pages.height / pages.scale - 13 * MM


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("landscape", [False, True])
def test_300_rows_are_all_there_none_cut_and_heads_repeat(paper: Paper, landscape: bool) -> None:
    pages = lay_out(_document(_table(300), paper=paper, landscape=landscape))
    _check_pages(pages)
    whats = _whats(pages)
    assert sum(page.count("row") for page in whats) == 300
    assert pages.count > 5
    assert all(page.count("head") == 1 for page in whats)
    assert all(page[0] == "head" for page in whats[1:])
    strips = [placed.strip for page in pages.pages for placed in page if placed.strip.what == "row"]
    assert len(set(map(id, strips))) == 300


def test_headings_are_never_alone_at_the_foot() -> None:
    for lines in range(30, 60):
        blocks = Paragraph("\n".join("x" for _line in range(lines)))
        sections = (Section("a", "A", (blocks,)), Section("b", "B", (_table(9),)))
        pages = lay_out(Document("t", "a", "d", "en", sections))
        _check_pages(pages)
        for page in _whats(pages):
            assert page[-1] not in ("title", "heading", "label", "head")


def test_no_line_or_row_stands_alone() -> None:
    for lines in range(40, 56):
        pages = lay_out(_document(Paragraph("\n".join("x" for _line in range(lines)))))
        assert all(page.count("line") != 1 for page in _whats(pages))
    for rows in range(20, 45):
        pages = lay_out(_document(_table(rows, "短")))
        assert all(page.count("row") != 1 for page in _whats(pages))


def test_a_row_taller_than_a_page_runs_on_under_a_repeated_head() -> None:
    tall = Table((Column("A"), Column("B", weight=3)), ((Cell("甲"), Cell("字" * 9000)), (Cell("乙"), Cell("短"))))
    pages = lay_out(_document(tall))
    _check_pages(pages)
    assert pages.count >= 3
    whats = _whats(pages)
    assert all("head" in page for page in whats)
    assert [page.count("row") for page in whats] == [0] * (pages.count - 1) + [1]


@pytest.mark.parametrize("text", ["字" * 10_000, "x" * 10_000, "word " * 2_000, "𠮷" * 3_000, "😀👩‍🔧" * 2_000])
def test_ten_thousand_characters_without_spaces_run_on(text: str) -> None:
    letters = face(94, leading=1.45)
    lines = wrap(text, letters, 5000)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(letters.width(line) <= 5000.5 for line in lines)
    pages = lay_out(_document(Paragraph(text)))
    _check_pages(pages)
    assert sum(page.count("line") for page in _whats(pages)) >= len(text) // 200


def test_mixed_scripts_run_on_too() -> None:
    text = "会议 agreed 😀 ราคา السعر Цена 価格 " * 400
    letters = face(94, leading=1.45)
    lines = wrap(text, letters, 4000)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(letters.width(line) <= 4000.5 for line in lines)
    _check_pages(lay_out(_document(Paragraph(text))))


def test_line_breaks_are_kept_and_blank_lines_too() -> None:
    assert wrap("a\n\nb ", face(94), 5000) == ("a", "", "b")
    assert wrap("", face(94), 5000) == ()


def test_signatures_stay_together_even_many() -> None:
    many = tuple(f"签字 {i}" for i in range(9))
    for lines in range(35, 50):
        body = Paragraph("\n".join("x" for _line in range(lines)))
        pages = lay_out(_document(body, signatures=many))
        _check_pages(pages)
        assert sum(page.count("signatures") for page in _whats(pages)) == 1


def test_column_widths_fill_the_page_and_short_ones_are_never_broken() -> None:
    table = _table(40)
    widths = column_widths(table, 5000)
    assert sum(widths) + 2 * 90 == pytest.approx(5000)
    assert widths[0] >= face(79.0, True).width("No.")
    strips = table_strips(table, 5000, ON_PAPER, 7000)
    assert len(strips) == 41


def test_a_table_too_wide_for_the_page_still_fits() -> None:
    columns = tuple(Column(f"Heading {i}", CellKind.MONEY) for i in range(14))
    row = tuple(Cell("123,456,789.00", 1, CellKind.MONEY) for _column in columns)
    widths = column_widths(Table(columns, (row,) * 3), 5000)
    assert sum(widths) + 13 * 90 == pytest.approx(5000)
    assert min(widths) > 0
    _check_pages(lay_out(_document(Table(columns, (row,) * 3))))


def test_a_normal_day_fits_on_one_page() -> None:
    assert lay_out(daily_document(sample.normal_daily())).count == 1
    assert lay_out(daily_document(sample.empty_daily())).count == 1


def test_a_rich_week_takes_two_or_three_pages() -> None:
    pages = lay_out(weekly_document(sample.weekly()))
    _check_pages(pages)
    assert pages.count in (2, 3)


def test_narrow_sections_stand_side_by_side_and_alone_take_the_page() -> None:
    document = weekly_document(sample.weekly())
    groups = [[section.key for section in group] for group in side_by_side(document.sections)]
    assert ["trend", "industries"] in groups
    alone = weekly_document(sample.weekly(), Layout(hidden=frozenset({"industries"})))
    assert ["trend"] in [[section.key for section in group] for group in side_by_side(alone.sections)]
    assert _whats(lay_out(document))[0].count("columns") == 1


def test_a_nearly_empty_last_page_is_spared() -> None:
    spared = 0
    for lines in range(50, 90):
        pages = lay_out(_document(Paragraph("\n".join("x" for _line in range(lines)))))
        _check_pages(pages)
        spared += pages.scale < 1
        assert pages.count == 1 or pages.filled(1) > 0.1
    assert 0 < spared < 20


def test_many_key_figures_wrap() -> None:
    figures = tuple(KeyFigure("a", "1") for _i in range(7))
    assert _whats(lay_out(_document(KeyFigures(figures))))[0].count("figures") == 2


@pytest.mark.parametrize("landscape", [False, True])
def test_no_row_of_a_week_of_300_visits_is_cut_or_split(landscape: bool) -> None:
    pages = lay_out(weekly_document(sample.long_weekly(300), Layout(landscape=landscape)))
    _check_pages(pages)
    whats = _whats(pages)
    assert sum(page.count("row") for page in whats) >= 300 and not any("part" in page for page in whats)
