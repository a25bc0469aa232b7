"""Every part is tried in the look that users see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from salesdesk.ui.parts import theme
from salesdesk.words import i18n


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """The light theme and English, whatever ran before."""
    i18n.use("en")
    if theme.tokens() != theme.LIGHT or not qapp.styleSheet():
        theme.apply(qapp, "light")
    yield
    i18n.use("en")
