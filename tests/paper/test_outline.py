"""The outline beside the pages, read back: every section leads to where it stands."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from salesdesk.paper.flow import lay_out
from salesdesk.paper.pdf import bound_bytes, pdf_bytes
from salesdesk.reports.daily import daily_document
from salesdesk.reports.document import Document, Paper, Section
from salesdesk.reports.layout import Layout
from salesdesk.reports.weekly import weekly_document
from tests import builders_reports as sample

WEEK = weekly_document(sample.long_weekly(300))


def outline(data: bytes) -> list[tuple[int, str, int, float]]:
    """Level, title, page and place (points from the foot) of every line."""
    pdf = pypdfium2.PdfDocument(data)
    found = []
    for mark in pdf.get_toc():
        target = mark.get_dest()
        _mode, place = target.get_view()
        found.append((mark.level, mark.get_title(), target.get_index(), place[1]))
    pdf.close()
    return found


def words(data: bytes, page: int, above: float, below: float) -> str:
    pdf = pypdfium2.PdfDocument(data)
    text: str = pdf[page].get_textpage().get_text_bounded(bottom=below, top=above)
    pdf.close()
    return "".join(text.split())


def test_every_section_is_in_the_outline_and_leads_to_its_title() -> None:
    data = pdf_bytes(WEEK)
    found = outline(data)
    assert [title for _level, title, _page, _up in found] == [one.title for one in WEEK.sections if one.title]
    assert max(page for _level, _title, page, _up in found) > 2
    for level, title, page, up in found:
        assert level == 0
        assert "".join(title.split()) in words(data, page, up + 3, up - 20), title


def test_what_qt_wrote_still_stands_and_the_file_names_its_language() -> None:
    data = pdf_bytes(WEEK)
    pdf = pypdfium2.PdfDocument(data)
    assert len(pdf) == lay_out(WEEK).count
    assert pdf.get_metadata_dict()["Author"] == WEEK.author
    pdf.close()
    assert b"/Lang <FEFF0065006E>" in data and b"/PageMode /UseOutlines" in data


def test_several_documents_are_bound_with_their_sections_folded_below_them() -> None:
    day = daily_document(sample.daily(), Layout(landscape=True, paper=Paper.LETTER))
    week = replace(weekly_document(sample.weekly()), author="李娜")
    data = bound_bytes((day, week), "Both", "王小明")
    found = outline(data)
    heads = [(title, page) for level, title, page, _up in found if level == 0]
    assert [page for _title, page in heads] == [0, lay_out(day).count]
    assert heads[1][0].startswith("李娜 · Weekly report")
    assert sum(level == 1 for level, *_rest in found) == sum(bool(s.title) for s in (*day.sections, *week.sections))
    pdf = pypdfium2.PdfDocument(data)
    sizes = [tuple(round(side) for side in page.get_size()) for page in pdf]
    last = pdf[len(pdf) - 1].get_textpage().get_text_bounded()
    pdf.close()
    assert sizes[0] == (792, 612) and sizes[-1] == (595, 842)
    assert f"Page {lay_out(week).count} of {lay_out(week).count}" in last


@pytest.mark.parametrize("titles", [[], ["一"], ["((", "\\)", "😀 𠮷", "x" * 400]])
def test_any_title_can_be_written(titles: list[str]) -> None:
    document = Document("", "", "", "zh_TW", tuple(Section(str(n), title, ()) for n, title in enumerate(titles)))
    data = pdf_bytes(document)
    assert [title for _level, title, _page, _up in outline(data)] == titles


def test_work_that_is_stopped_leaves_no_painter_behind() -> None:
    class Stop(Exception):
        pass

    told: list[tuple[int, int]] = []

    def step(done: int, whole: int) -> None:
        told.append((done, whole))
        if done == 2:
            raise Stop

    with pytest.raises(Stop):
        pdf_bytes(WEEK, step)
    assert told == [(1, told[0][1]), (2, told[0][1])]
    assert pdf_bytes(WEEK).startswith(b"%PDF")
