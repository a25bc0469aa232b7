"""Fields show what is said of them now."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from salesdesk.ui.parts.fields import TextField
from salesdesk.ui.pictures import settle


class Paints(QObject):
    """Counts how often something is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_another_hint_is_painted_at_once(qtbot: QtBot) -> None:
    said, painted = ["About this day?"], Paints()
    field = TextField("remark", "Remark", placeholder=lambda: said[-1])
    qtbot.addWidget(field)
    field.text.viewport().installEventFilter(painted)
    field.show()
    settle()
    said.append("About this week?")
    painted.count = 0
    field.retranslate()
    settle()
    assert field.text.placeholderText() == "About this week?"
    assert painted.count, "the words of before were left standing"
