"""What is said above the rows of a team, and how names are cut below their bars."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from salesdesk.domain.extent import Held
from salesdesk.domain.team import TeamFigures, TeamMember, counted_once
from salesdesk.domain.text import Text
from salesdesk.ui.charts.canvas import cut_to
from salesdesk.ui.team.said import is_stale, summary
from tests.builders import NOW

CNY, USD = TeamFigures("CNY"), TeamFigures("USD")
TODAY = NOW.date()


def row(name: str, **facts: object) -> TeamMember:
    return TeamMember(Path(name), **{"as_of": NOW, **facts})  # type: ignore[arg-type]


def test_each_thing_is_said_once_with_its_number() -> None:
    gone = Text("gone", {})
    rows = [
        row("a", figures=CNY),
        row("b", figures=USD),
        row("c", problem=gone),
        row("d", problem=gone),
        row("e", problem=gone, locked=True),
        row("f", figures=CNY, as_of=NOW - timedelta(days=8)),
        row("g", figures=CNY, held=Held()),
    ]
    said = " ".join(summary(rows, "CNY", TODAY))
    for words in (
        "2 files cannot be read",
        "1 file is protected",
        "1 file is more than a week",
        "1 file is in another",
    ):
        assert words in said
    assert "1 file is only a part" in said and "newer file" not in said
    assert summary(rows[:1], "CNY", TODAY) == []
    assert not is_stale(row("h", as_of=NOW - timedelta(days=7)), TODAY)


def test_of_one_rep_a_whole_file_goes_before_a_part_and_the_newer_before_the_older() -> None:
    old = row("old", figures=CNY, rep_id=b"1", as_of=NOW - timedelta(days=1))
    part = row("part", figures=CNY, rep_id=b"1", held=Held())
    new = row("new", figures=CNY, rep_id=b"1", as_of=NOW - timedelta(hours=1))
    other = row("other", figures=CNY, rep_id=b"2")
    counted = {one.path.name: one.counted for one in counted_once([old, part, new, other])}
    assert counted == {"old": False, "part": False, "new": True, "other": True}


@pytest.mark.parametrize(
    ("name", "room", "shown"),
    [
        ("陈静", 2, "陈静"),
        ("欧阳慕容", 2, "欧阳"),
        ("Li Wei", 3, "Li"),
        ("Alexander Smith", 4, "Alex"),
        ("陈静", 0, ""),
    ],
)
def test_a_name_is_cut_to_the_room_below_its_bar(name: str, room: int, shown: str) -> None:
    assert cut_to(name, room, len) == shown
