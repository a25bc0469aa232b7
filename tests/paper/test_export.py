"""A report as a file, by its ending; an old file is replaced at once or not at all."""

from __future__ import annotations

from pathlib import Path
from zipfile import is_zipfile

import docx
import pytest

from salesdesk.domain.errors import Refused
from salesdesk.paper.export import ENDINGS, chart_pictures, export, export_filled
from salesdesk.reports.document import Document
from salesdesk.reports.docx import default_template
from salesdesk.reports.weekly import weekly_document
from tests import builders_reports as sample


@pytest.fixture(scope="module")
def document() -> Document:
    return weekly_document(sample.weekly())


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending(document: Document, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"周报{ending.upper() if ending == '.pdf' else ending}"
    path.write_bytes(b"old")
    export(document, path)
    assert path.stat().st_size > 500
    assert is_zipfile(path) == (ending in (".xlsx", ".docx"))
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_another_ending_is_refused(document: Document, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"\.odt"):
        export(document, tmp_path / "x.odt")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_refused(document: Document, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        export(document, tmp_path / "none" / "x.txt")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(Refused, match="cannot be written"):
        export(document, tmp_path / "folder.txt")
    assert [one.name for one in tmp_path.iterdir()] == ["folder.txt"]


def test_every_chart_has_its_picture(document: Document) -> None:
    assert set(chart_pictures(document)) == {"trend", "industries"}


def test_where_a_word_template_cannot_be_used_the_usual_one_is(document: Document, tmp_path: Path) -> None:
    word, out = docx.Document(), tmp_path / "out.docx"
    word.add_paragraph("Dear {{ titel }}")
    word.save(str(tmp_path / "own.docx"))
    data = (tmp_path / "own.docx").read_bytes()
    problem = export_filled(document, out, "../own.docx", data)
    assert problem is not None and "“Dear {{ titel }}”" in str(problem) and "own.docx" in str(problem)
    assert "Won this week" in "".join(cell.text for table in docx.Document(str(out)).tables for cell in table._cells)
    assert export_filled(document, out, "usual.docx", default_template().read_bytes()) is None
