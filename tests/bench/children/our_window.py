"""The program as it starts for a user, with a probe that says when it is painted and when data can be used.

With `tabs` behind the file, every tab is shown before it says how much memory it holds.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

gc.disable()  # as app.main does

from salesdesk.ui import program  # noqa: E402
from tests.bench.children.says import say  # noqa: E402

start = program.Program.start


class Probe(QObject):
    """Watches for the first painting of the window, and of a page that shows data."""

    def __init__(self, of: program.Program) -> None:
        super().__init__()
        self.program = of
        self.seen: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            page = self.program.window.page
            if "painted" not in self.seen:
                self.seen.add("painted")
                QTimer.singleShot(0, self.on_painted)
            if "usable" not in self.seen and page is not None and watched is page and not page.stale:
                self.seen.add("usable")
                QTimer.singleShot(0, self.on_usable)
        return False

    def on_painted(self) -> None:
        say("painted")

    def on_usable(self) -> None:
        say("usable")
        if "tabs" in sys.argv:
            for key in self.program.window.tabs:
                self.program.window.show_page(key)
                for _again in range(3):
                    self.program.app.processEvents()
            say("tabs")
        self.program.app.removeEventFilter(self)
        self.program.app.quit()


def watched_start(self: program.Program) -> None:
    self.probe = Probe(self)  # type: ignore[attr-defined]
    self.app.installEventFilter(self.probe)  # type: ignore[attr-defined]
    start(self)


program.Program.start = watched_start  # type: ignore[method-assign]
sys.exit(program.run_window(["salesdesk"], Path(sys.argv[1])))
