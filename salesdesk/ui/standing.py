"""A window stands until Qt takes it away, whoever forgets it.

Windows and what is in them point at each other. Where only Python's collector takes such a ring apart, it does so in
another order than Qt, and the process dies later, at any place (measured on 6.11 with memory overwritten when freed).
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

_standing: dict[int, QWidget] = {}


def stand(window: QWidget) -> None:
    """Keep a window until it is closed for good (`deleteLater`, or the end of the program)."""
    key = id(window)
    _standing[key] = window
    window.destroyed.connect(lambda: _standing.pop(key, None))
