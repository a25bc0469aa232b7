"""A set of reports: which it holds, how its files are called, and its documents read beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.report import ReportKind
from salesdesk.reports.document import Document
from salesdesk.services.desk import Desk
from salesdesk.services.packs import MOST, PackWish
from salesdesk.words.i18n import in_language
from tests.builders import NOW, make_desk

TODAY = NOW.date()  # a Monday
DAILY, WEEKLY = ReportKind.DAILY, ReportKind.WEEKLY


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def colleague(desk: Desk, name: str) -> Id:
    who = desk.session.new_id()
    desk.session.record(Label("sample.created"), [New(Kind.REP, who, {"name": name})])
    return who


def test_a_week_of_days_of_everybody(desk: Desk) -> None:
    li = colleague(desk, "李娜")
    reps = tuple(rep.id for rep in desk.packs.reps())
    parts = desk.packs.parts(PackWish(DAILY, TODAY, TODAY + timedelta(days=6), reps))
    assert [(part.rep, part.day.day) for part in parts] == [
        (rep, day) for rep in ("王小明", "李娜") for day in range(23, 28)
    ]
    assert parts[-1].rep_id == li


def test_weeks_are_named_by_their_monday_and_their_number(desk: Desk) -> None:
    parts = desk.packs.parts(PackWish(WEEKLY, date(2026, 11, 4), date(2026, 11, 23), (desk.rep.id,)))
    assert [part.day.day for part in parts] == [2, 9, 16, 23]
    assert desk.packs.names("{rep} {week}", parts)[0] == "王小明-2026-W45"
    assert desk.packs.names("x", parts) == ["x", "x-2", "x-3", "x-4"]
    with in_language("zh_CN"):
        assert "王小明" in desk.packs.names("{kind}_{rep}", parts)[0]


@pytest.mark.parametrize("days", [-1, 366 * 6])
def test_impossible_periods_are_refused(desk: Desk, days: int) -> None:
    with pytest.raises(Refused):
        desk.packs.parts(PackWish(DAILY, TODAY, TODAY + timedelta(days=days), (desk.rep.id,)))


def test_too_many_and_none_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="no report"):
        desk.packs.parts(PackWish(DAILY, TODAY + timedelta(days=5), TODAY + timedelta(days=6), (desk.rep.id,)))
    many = tuple(colleague(desk, f"R{n}") for n in range(8))
    with pytest.raises(Refused, match=str(MOST)):
        desk.packs.parts(PackWish(DAILY, TODAY, TODAY + timedelta(days=366 * 4), many))


def test_documents_are_read_by_another_thread_in_the_language_of_the_asker(desk: Desk) -> None:
    desk.reports.write_words(DAILY, TODAY, "remark", "天气好")
    parts = desk.packs.parts(PackWish(DAILY, TODAY, TODAY, (desk.rep.id,)))
    with in_language("zh_TW"):
        asked = desk.packs.documents(parts)
    found: list[Document] = []
    thread = Thread(target=lambda: found.extend(asked))
    thread.start()
    thread.join()
    (document,) = found
    assert document.language == "zh_TW" and document.author == "王小明"
    assert any("天气好" in str(section) for section in document.sections)
