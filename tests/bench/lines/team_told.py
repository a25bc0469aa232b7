"""Line 8 for files that were published: each says its row of the coming days, and a roll-up makes none.

The floor is the same facts read and summed with the driver alone, by a connection to each file.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.team import Team
from salesdesk.services.team_rows import told_beforehand
from salesdesk.store.engine import raw
from salesdesk.store.team_rows import told
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.lines.team import summing
from tests.bench.places import NOW, Places, clock
from tests.bench.sizes import Sizes

_TODAY = NOW.date()
_SPANS = [Period.month(_TODAY), Period.quarter(_TODAY)]
_MILLIS_OF_50 = 60


def team_told(sizes: Sizes, places: Places) -> list[Reading]:
    """Rows read from fifty files, and told again for another span."""
    count = max(sizes.published)
    files = _published(count, sizes, places)
    repeats = max(3, sizes.repeats)
    said = [_said(path) for path in files]
    read, floor = measured(lambda: _reading(said), lambda: summing(files, _SPANS[0]), 3)
    team = Team(clock)
    team.members(files, _SPANS[0])
    told, _floor = measured(lambda: _rolling(team, files), Took, repeats)
    team.drop()
    for path in files:
        path.unlink()
    note = f"{count} files of {sizes.published_size.visits:,} visits"
    aim = Aim(millis=_MILLIS_OF_50 * max(count, 50) / 50)
    return [
        Reading(f"team of {count}: what published files say / raw SQL", read, floor, aim, note=note),
        Reading(f"team of {count}: roll-up of published files", told, None, aim, note=note),
    ]


def _published(count: int, sizes: Sizes, places: Places) -> list[Path]:
    first = places.path("rep.salesdesk")
    desk = Desk.open(places.sample(sizes.published_size), clock=clock)
    desk.publishing.publish(first)
    desk.close()
    files = [places.path("rep.salesdesk") for _number in range(count)]
    for path in files:
        shutil.copyfile(first, path)
    return files


def _reading(files: list[str]) -> Took:
    with stopwatch() as took:
        rows = [told_beforehand(said)[_TODAY, _SPANS[0]] for said in files]
    assert all(row.currency for row in rows)
    return took


def _said(path: Path) -> str:
    with raw(path, "ro") as conn:
        return told(conn)


def _rolling(team: Team, files: list[Path]) -> Took:
    _SPANS.reverse()  # another one than before, or the rows would be those already made
    with stopwatch() as took:
        members = team.members(files, _SPANS[0])
    assert all(one.figures for one in members)
    return took
