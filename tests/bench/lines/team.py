"""Line 8: the files of a team without merging them. First each is copied and proved; then a row of figures for each.

The floor of the first is a copy with SQLite's own check of it; that of the second the same facts read and summed with
the driver alone, by a connection to each file.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from salesdesk.domain.period import Period
from salesdesk.services.sample import SampleSize
from salesdesk.services.team import Team
from salesdesk.store import keys, protection
from tests.bench.frame import Aim, Reading, Series, Took, alone, measured, stopwatch
from tests.bench.places import NOW, Places, clock
from tests.bench.sizes import Sizes

_TODAY = NOW.date()
_PLAIN = (
    "SELECT count(*), sum(total_cents) FROM sales_order WHERE NOT deleted AND status <> 'cancelled'"
    " AND currency = 'CNY' AND ordered_on BETWEEN :first AND :last",
    "SELECT substr(ordered_on, 1, 7), sum(total_cents) FROM sales_order WHERE NOT deleted AND status <> 'cancelled'"
    " AND currency = 'CNY' AND ordered_on BETWEEN :year AND :last GROUP BY 1",
    "SELECT status, count(*) FROM visit WHERE NOT deleted AND day BETWEEN :first AND :last GROUP BY 1",
    "SELECT status, count(*) FROM visit WHERE NOT deleted AND planned_day BETWEEN :first AND :last GROUP BY 1",
    "SELECT client_id, day, channel FROM visit WHERE NOT deleted AND status = 'done' AND day BETWEEN :year AND :last",
    "SELECT id, tier, owner_id, since FROM client WHERE NOT deleted",
    "SELECT o.stage, o.amount_cents, o.currency, o.name, c.name, (SELECT max(v.day) FROM visit v"
    " WHERE v.opportunity_id = o.id AND v.status = 'done' AND NOT v.deleted) FROM opportunity o"
    " LEFT JOIN client c ON c.id = o.client_id WHERE NOT o.deleted AND o.stage NOT IN ('won', 'lost')",
    "SELECT sum(amount_cents) FROM payment WHERE NOT deleted AND received_on BETWEEN :first AND :last",
    "SELECT sum(i.amount_cents) FROM invoice i WHERE NOT i.deleted AND i.due_on <= :last",
    "SELECT s.invoice_id, sum(s.amount_cents) FROM payment_share s JOIN payment p ON p.id = s.payment_id"
    " WHERE NOT s.deleted AND NOT p.deleted GROUP BY 1",
    "SELECT month, sum(amount) FROM target WHERE NOT deleted AND year = :of GROUP BY 1",
    "SELECT kind, first_day, sent_at FROM report WHERE NOT deleted AND first_day BETWEEN :first AND :last",
)
"""What a row is made of."""


def team(sizes: Sizes, places: Places) -> list[Reading]:
    """The files of a team by their number, plain and protected."""
    return [one for count in sizes.published for one in _team_of(count, sizes, places)]


def _team_of(count: int, sizes: Sizes, places: Places) -> list[Reading]:
    files = _files(sizes.published_size, count, places)
    note = f"{count} files of {sizes.published_size.visits:,} visits"
    repeats = max(1, sizes.repeats // 2) if count < 10 else 1
    opened, copied = measured(lambda: _opening(files), lambda: _copying(files, places), repeats, warm=0)
    desk = Team(clock)
    desk.members(files, Period.month(_TODAY))
    periods = [Period.month(_TODAY), Period.quarter(_TODAY)]

    def rolled() -> Took:
        periods.reverse()  # another one than before, or the rows would be those already made
        with stopwatch() as took:
            desk.members(files, periods[0])
        return took

    mine, floor = measured(rolled, lambda: summing(files, periods[0]), max(2, repeats))
    unchanged = alone(lambda: _looking(desk, files, periods[0]), repeats)
    desk.drop()
    _protect(files)
    protected, _floor = measured(lambda: _opening(files), lambda: _copying(files, places), repeats, warm=0)
    desk = Team(clock)
    desk.members(files, Period.month(_TODAY))
    secret = alone(rolled, max(2, repeats))
    desk.drop()
    for path in files:
        path.unlink()
    return [
        _told(f"team of {count}: gate, proof and figures / copy and check", opened, copied, 4, note),
        _told(f"team of {count}: the same, protected / copy and check", protected, copied, 5, note),
        _told(f"team of {count}: roll-up / raw SQL", mine, floor, 2.5, note),
        _told(f"team of {count}: roll-up, protected / raw SQL of plain files", secret, floor, 4, note),
        Reading(f"team of {count}: nothing has changed", unchanged, None, Aim(millis=50), note=note),
    ]


def _told(name: str, ours: Series, floor: Series, times: float, note: str) -> Reading:
    note = f"{note}; computing {ours.cpu:.2f} s / {floor.cpu:.2f} s"
    return Reading(name, ours, floor, Aim(times=times), note=note)


def _files(size: SampleSize, count: int, places: Places) -> list[Path]:
    master = places.master(size)
    found = []
    for _number in range(count):
        path = places.path("rep.salesdesk")
        shutil.copyfile(master, path)
        found.append(path)
    return found


def _opening(files: list[Path]) -> Took:
    fresh = Team(clock)
    with stopwatch() as took:
        members = fresh.members(files, Period.month(_TODAY))
    assert all(one.figures for one in members), [str(one.problem) for one in members if one.problem]
    fresh.drop()
    return took


def _looking(desk: Team, files: list[Path], period: Period) -> Took:
    with stopwatch() as took:
        desk.members(files, period)
    return took


def _copying(files: list[Path], places: Places) -> Took:
    target = places.path("copy.salesdesk")
    with stopwatch() as took:
        for path in files:
            shutil.copyfile(path, target)
            if keys.slots_of(target) is None:
                conn = driver.connect(str(target))
                conn.execute("PRAGMA integrity_check").fetchall()
                conn.close()
    return took


def summing(files: list[Path], period: Period) -> Took:
    days: dict[str, Any] = {"first": period.first.isoformat(), "last": period.last.isoformat(), "of": period.last.year}
    days["year"] = date(period.last.year - 1, period.last.month, 1).isoformat()
    with stopwatch() as took:
        for path in files:
            conn = driver.connect(f"{path.as_uri()}?mode=ro", uri=True)
            for question in _PLAIN:
                conn.execute(question, days).fetchall()
            conn.close()
    return took


def _protect(files: list[Path]) -> None:
    """Under one key for all, or the passphrase would be named fifty times."""
    key, _code = keys.new_key("three green bicycles")
    keys.know(key)
    for path in files:
        protection.protect(path, key)
