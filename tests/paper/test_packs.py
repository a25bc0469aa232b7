"""Many reports in one go: nothing is written over, and what was stopped leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from salesdesk.domain.errors import Refused
from salesdesk.paper.packs import bind, write_each
from salesdesk.reports.daily import daily_document
from tests import builders_reports as sample

DAY = daily_document(sample.daily())
SET = [replace(DAY, author=name) for name in ("王小明", "李娜", "Anna")]
NAMES = ["a", "b", "c"]


def nothing(_done: int, _whole: int) -> None:
    return None


def test_one_pdf_holds_them_all_and_tells_how_far_it_is(tmp_path: Path) -> None:
    told: list[float] = []
    bind(iter(SET), 3, tmp_path / "all.pdf", "Daily", "Lead", lambda done, whole: told.append(done / whole))
    pdf = pypdfium2.PdfDocument(tmp_path / "all.pdf")
    heads = [mark.get_title() for mark in pdf.get_toc() if mark.level == 0]
    pdf.close()
    assert [head.split(" · ")[0] for head in heads] == ["王小明", "李娜", "Anna"]
    assert told == sorted(told) and told[-1] == 1.0


def test_a_file_each_and_none_is_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first = write_each(iter(SET), NAMES, folder, ".txt", nothing)
    again = write_each(iter(SET), NAMES, folder, ".txt", nothing)
    assert [path.name for path in (*first, *again)] == ["a.txt", "b.txt", "c.txt", "a-2.txt", "b-2.txt", "c-2.txt"]
    assert "李娜" in first[1].read_text("utf-8")


def test_what_is_stopped_or_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"mine")

    def stop(done: int, _whole: int) -> None:
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write_each(iter(SET), NAMES, tmp_path, ".pdf", stop)
    with pytest.raises(InterruptedError):
        bind(iter(SET), 3, tmp_path / "all.pdf", "", "", stop)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"] and (tmp_path / "a.pdf").read_bytes() == b"mine"
    with pytest.raises(Refused, match="cannot be made"):
        write_each(iter(SET), NAMES, tmp_path / "a.pdf" / "x", ".pdf", nothing)
    with pytest.raises(Refused, match="cannot be written"):
        bind(iter(SET), 3, tmp_path / "no" / "all.pdf", "", "", nothing)
