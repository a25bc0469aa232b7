"""What a damaged file lost, as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salesdesk.domain.change import Kind, Label
from salesdesk.domain.text import Text
from salesdesk.words.losses import kept_words, loss_words, verdict

DAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Lost:
    kind: Kind
    count: int
    first: date
    last: date
    deeds: tuple[tuple[date, Label], ...] = ()


def test_each_kind_has_a_line_and_below_it_what_had_been_done() -> None:
    added = Label("client.added", {"client": "华为技术"})
    lost = [
        Lost(Kind.CLIENT, 2, DAY, DAY, ((DAY, added), (DAY, added), (DAY, Label("client.added")))),
        Lost(Kind.VISIT, 1, DAY, date(2026, 11, 25)),
    ]
    said = loss_words(lost, (), journal_whole=True)
    assert said == [
        "Lost: 2 clients, entered on Nov 23, 2026",
        "    Nov 23, 2026: Client 华为技术 added",
        "Lost: 1 visit, entered from Nov 23, 2026 to Nov 25, 2026",
    ]
    assert verdict(False, lost) == "3 things are lost."


def test_what_hangs_on_a_lost_thing_is_said_by_its_name() -> None:
    orphans = Text(
        "{count} rows of {table} belong to a {parent} that is not in the file.",
        {"count": 34, "table": "visit", "parent": "client"},
    )
    said = loss_words((), [orphans], journal_whole=False)
    assert "more may be missing than is known" in said[0]
    assert said[1] == "Left without their Client: 34 visits"


def test_nothing_lost_is_said_so() -> None:
    assert verdict(True, ()) == "Nothing is missing."
    assert verdict(False, ()) == "No client, visit or other thing is known to be missing."
    assert kept_words({Kind.CLIENT: 3, Kind.VISIT: 0}) == ["3 clients"]
