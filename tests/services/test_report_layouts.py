"""A layout of reports on its way to a colleague, and files that are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.errors import Refused
from salesdesk.domain.report import ReportKind
from salesdesk.reports.document import Paper
from tests.builders import make_desk

DAILY, WEEKLY = ReportKind.DAILY, ReportKind.WEEKLY


def test_a_colleague_gets_look_and_sections_and_one_step_takes_them_back(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    mine, theirs, out = make_desk(tmp_path / "a"), make_desk(tmp_path / "b"), tmp_path / "layout.json"
    look = replace(
        mine.reports.layout(WEEKLY), company="远景", logo=b"\x89PNG", paper=Paper.LETTER, signatures=("Me",),
        order=("needs", "figures"), hidden=frozenset({"trend"}), black_and_white=True,
    )  # fmt: skip
    mine.reports.set_layout(WEEKLY, look)
    mine.reports.write_layout(out)
    theirs.reports.take_layout(out)
    assert theirs.reports.layout(WEEKLY) == look
    assert theirs.reports.layout(DAILY) == mine.reports.layout(DAILY)
    theirs.undo()
    assert theirs.reports.layout(WEEKLY).company == ""
    mine.close()
    theirs.close()


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "5", '{"salesdesk_layout": 2}', '{"salesdesk_layout": 1}', "[" * 100_000),
        '{"salesdesk_layout": 1, "look": {"paper": "a9"}, "sections": {}}',
        '{"salesdesk_layout": 1, "look": {}, "sections": {"daily": {"order": 7}}}',
        '{"salesdesk_layout": 1, "look": {"logo": "§"}, "sections": []}',
    ],
)
def test_what_is_no_layout_is_refused_and_changes_nothing(tmp_path: Path, text: str) -> None:
    desk, out = make_desk(tmp_path), tmp_path / "x.json"
    out.write_text(text)
    before = desk.reports.layout(DAILY)
    with pytest.raises(Refused, match=r"x\.json is no layout"):
        desk.reports.take_layout(out)
    assert desk.reports.layout(DAILY) == before
    desk.close()
