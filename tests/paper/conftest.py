"""Painting needs an application: the window's own kind, because other rooms' tests share the process."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Every test here may paint."""
