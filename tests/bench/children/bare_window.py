"""The floor of the start: a plain Qt window, painted; then the driver alone and one query, painted."""

from __future__ import annotations

import importlib
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QMainWindow

from tests.bench.children.says import say


class Label(QLabel):
    """Says when it has been painted, then asks for the data."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.property("told"):
            self.setProperty("told", True)
            QTimer.singleShot(0, load)


class List(QListWidget):
    """Says when it has been painted, then ends the program."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, end)


def load() -> None:
    say("painted")
    driver = importlib.import_module("sqlcipher3.dbapi2")
    conn = driver.connect(sys.argv[1])
    rows = List()
    rows.addItems([name for (name,) in conn.execute("SELECT name FROM client ORDER BY sort_key LIMIT 50")])
    window.setCentralWidget(rows)


def end() -> None:
    say("usable")
    say("tabs")
    app.quit()


app = QApplication(["bare"])
window = QMainWindow()
window.setCentralWidget(Label("SalesDesk"))
window.resize(1366, 768)
window.show()
app.exec()
