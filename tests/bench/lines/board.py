"""Line 5: open a board of many cards: read, shown, painted."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from salesdesk.domain.opportunity import Stage
from salesdesk.services.desk import Desk
from tests.bench.cards import desk_with_cards
from tests.bench.frame import Aim, Reading, Run, Took, alone, measured, stopwatch
from tests.bench.places import Places, bare
from tests.bench.screen import SIZE, application, painted, put_away, shown
from tests.bench.sizes import Sizes

_DATA = (
    "SELECT o.id, o.name, o.stage, o.priority, o.amount_cents, o.expected_close, o.next_step, o.next_on, c.name,"
    " c.tier, (SELECT max(moved_at) FROM stage_move m WHERE m.opportunity_id = o.id),"
    " (SELECT max(v.day) FROM visit v WHERE v.opportunity_id = o.id AND v.status = 'done')"
    " FROM opportunity o LEFT JOIN client c ON c.id = o.client_id"
    " WHERE o.stage NOT IN ('won', 'lost') AND NOT o.deleted ORDER BY o.priority, o.expected_close, o.amount_cents DESC"
)


def board(sizes: Sizes, places: Places) -> list[Reading]:
    """The tab as it opens; the floor is one query into four plain lists of Qt."""
    application(places.folder)
    few, many = sizes.cards
    desk, _ids = desk_with_cards(places, few)
    mine, plain = measured(_opener(desk), _plain(desk), sizes.repeats)
    desk.close()
    desk, _ids = desk_with_cards(places, many)
    grown = alone(_opener(desk), sizes.repeats)
    desk.close()
    return [Reading("board: opened", mine, plain, Aim(times=1.7), grown, f"{few:,} → {many:,} cards")]


def _opener(desk: Desk) -> Run:
    def opened() -> Took:
        with stopwatch() as took:
            page = shown(desk, "funnel")
        put_away(page)
        return took

    return opened


def _plain(desk: Desk) -> Run:
    conn = bare_copy(desk)

    def opened() -> Took:
        with stopwatch() as took:
            rows = conn.execute(_DATA).fetchall()
            window = QWidget()
            row = QHBoxLayout(window)
            for stage in Stage:
                view = QListView()
                view.setUniformItemSizes(True)
                view.setModel(QStringListModel([f"{one[1]}\n{one[8]}" for one in rows if one[2] == stage], view))
                row.addWidget(view)
            window.resize(*SIZE)
            window.show()
            painted(window)
        put_away(window)
        return took

    return opened


def bare_copy(desk: Desk):  # type: ignore[no-untyped-def]
    """The driver alone on a copy of a desk's file."""
    desk.settle()
    copy = desk.path.with_name(f"bare-{desk.path.name}")
    copy.write_bytes(desk.path.read_bytes())
    return bare(copy)
