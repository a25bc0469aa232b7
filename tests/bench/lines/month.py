"""Line 4: open a month of the calendar: its data, then the page turned and painted."""

from __future__ import annotations

from itertools import cycle

from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from tests.bench.frame import Aim, Reading, Series, Took, alone, measured, stopwatch
from tests.bench.places import NOW, Places, bare
from tests.bench.screen import application, painted, put_away, shown
from tests.bench.sizes import Sizes

_DATA = (
    "SELECT v.id, v.client_id, v.rep_id, v.starts_at, v.minutes, v.status, v.channel, v.purpose, v.outcome, v.result,"
    " v.next_step, v.next_on, c.name, c.tier, o.name FROM visit v JOIN client c ON c.id = v.client_id"
    " LEFT JOIN opportunity o ON o.id = v.opportunity_id"
    " WHERE v.rep_id = ? AND v.day BETWEEN ? AND ? AND NOT v.deleted ORDER BY v.day, v.all_day DESC, v.starts_at"
)
_THIS, _LAST = NOW.date(), NOW.date().replace(month=NOW.month - 1)


def month(sizes: Sizes, places: Places) -> list[Reading]:
    """One rep's month at the small and the large size; painting is the page's turn without its reading of visits."""
    desk = places.desk(sizes.small)
    conn = bare(places.sample(sizes.small))
    span = Period.month(_LAST)

    def floor() -> Took:
        with stopwatch() as took:
            conn.execute(_DATA, (desk.rep.id, span.first.isoformat(), span.last.isoformat())).fetchall()
        return took

    mine, by_hand = measured(_reader(desk, span), floor, sizes.repeats * 3)
    conn.close()
    page = _pages(desk, places, sizes)
    desk.close()
    with_large = places.desk(sizes.large)
    grown = alone(_reader(with_large, span), sizes.repeats * 3)
    page_grown = _pages(with_large, places, sizes)
    with_large.close()
    note = f"{sizes.small.visits:,} → {sizes.large.visits:,} visits"
    return [
        Reading("month: its visits", mine, by_hand, Aim(times=1.5), grown, note),
        Reading("month: page turned, painted", page, None, Aim(millis=round(16 + mine.cpu * 1000)), page_grown, note),
    ]


def _reader(desk: Desk, span: Period):  # type: ignore[no-untyped-def]
    def read() -> Took:
        with stopwatch() as took:
            desk.visits.between(span.first, span.last)
        return took

    return read


def _pages(desk: Desk, places: Places, sizes: Sizes) -> Series:
    application(places.folder)
    page = shown(desk, "calendar")
    days = cycle((_LAST, _THIS))

    def turn() -> Took:
        day = next(days)
        with stopwatch() as took:
            page.show_view("month", day)  # type: ignore[attr-defined]
            painted(page)
        return took

    turned = alone(turn, sizes.repeats * 2, warm=2)
    put_away(page)
    return turned
