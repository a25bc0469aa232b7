"""Line 6: filter many clients by two Chinese characters, and by initials: from the key to the painted list."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

from salesdesk.ui.clients.page import COUNTS_AFTER, ClientsPage
from tests.bench.cards import desk_with_clients
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import Places
from tests.bench.screen import SIZE, application, painted, press, put_away, shown
from tests.bench.sizes import Sizes

_WISHES = (
    ("2 characters", "华海", "华海"),
    ("initials", "szwh", "szwh"),
    ("what all names hold", "有限", "有限"),
)
_DATA = "SELECT name, region, tier FROM client WHERE instr(search, ?) AND NOT deleted ORDER BY sort_key, id"


class PlainModel(QAbstractTableModel):
    """The rows of a query, as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []

    def show(self, found: list[Any]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Any = None) -> int:
        return len(self.found)

    def columnCount(self, parent: Any = None) -> int:
        return 3

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.found[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


def filter_clients(sizes: Sizes, places: Places) -> list[Reading]:
    """One more character is typed into the page's line; the floor asks the driver and shows a plain table."""
    application(places.folder)
    desk = desk_with_clients(places, sizes.clients)
    conn = bare_copy(desk)
    page = cast("ClientsPage", shown(desk, "clients"))
    model, view = PlainModel(), QTableView()
    view.setModel(model)
    view.resize(*SIZE)
    view.show()
    readings = []
    for what, typed, sought in _WISHES:

        def ours(last: str = typed) -> Took:
            """Back to the text without its last letter, unmeasured; then the last letter, as a key."""
            page.search.setText(last[:-1])
            page.search.textEdited.emit(last[:-1])
            QTest.qWait(COUNTS_AFTER + 100)  # the record and the counts follow later: their turn is not this key's
            painted(page)
            with stopwatch() as took:
                press(page.search, last[-1])
                painted(page)
            return took

        def floor(sought: str = sought) -> Took:
            model.show([])
            painted(view)
            with stopwatch() as took:
                model.show(conn.execute(_DATA, (sought,)).fetchall())
                painted(view)
            return took

        mine, plain = measured(ours, floor, sizes.repeats * 2)
        note = f"{sizes.clients:,} clients, {len(conn.execute(_DATA, (sought,)).fetchall()):,} found"
        readings.append(Reading(f"filter: {what}", mine, plain, Aim(times=1.7), note=note))
    put_away(view)
    put_away(page)
    conn.close()
    desk.close()
    return readings
