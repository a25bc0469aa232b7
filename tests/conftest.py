"""What every test may use: a fixed day, a home of its own, the bundled font, the reference data where it is present."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from salesdesk.logs import be_discreet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
TESTS = Path(__file__).resolve().parent
PAINTING = {"paper", "ui", "journeys", "cli", "test_cli", "test_app"}
"""Folders and files of tests that paint."""

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=8)))
"""The moment at which the tests play: a Monday morning in China."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests on the reference data where there is none; pytest counts them as deselected."""
    if SHARED_DATA.is_dir():
        return
    needing = [item for item in items if _needs_shared_data(item)]
    if needing:
        items[:] = [item for item in items if not _needs_shared_data(item)]
        config.hook.pytest_deselected(items=needing)


def _needs_shared_data(item: pytest.Item) -> bool:
    return item.get_closest_marker("shared") is not None or "shared_data" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files from other programs; a test that asks for it runs only where it is present."""
    return SHARED_DATA


@pytest.fixture
def now() -> datetime:
    """The fixed moment of the tests."""
    return NOW


@pytest.fixture
def today() -> date:
    """The fixed day of the tests."""
    return NOW.date()


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, logs and drafts go to a folder of this test, never to the user's own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SALESDESK_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def talkative_log() -> None:
    """Every test begins with a log that tells all: the one before may have ended with a protected file in view."""
    be_discreet(False)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English. Rooms without words are not made to load them."""
    _speak_english()
    yield
    _speak_english()


def _speak_english() -> None:
    words = sys.modules.get("salesdesk.words.i18n")
    if words is not None:
        words.use("en")


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """pytest-qt's application with the bundled font, so that texts measure the same on every system."""
    from PySide6.QtGui import QFont

    from salesdesk.paper.fonts import load_fonts

    font = QFont(load_fonts())
    font.setPixelSize(13)
    qapp.setFont(font)
    return qapp


@pytest.fixture(autouse=True)
def one_application(request: pytest.FixtureRequest) -> None:
    """Where anything is painted, the whole application exists first: a process can have only one, of one kind."""
    if PAINTING & set(request.path.relative_to(TESTS).with_suffix("").parts):
        request.getfixturevalue("qapp")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A test that leaves an open window or a running thread would spoil the next one, so it fails itself."""
    before = set(threading.enumerate())
    yield
    windows = _open_windows()
    threads = [one.name for one in threading.enumerate() if one not in before and not one.daemon]
    assert not windows, f"windows left open: {windows}"
    assert not threads, f"threads left running: {threads}"


def _open_windows() -> list[str]:
    """The windows still visible; they are closed, so that only the guilty test fails."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    left = [window for window in widgets.QApplication.topLevelWidgets() if window.isVisible()]
    names = [f"{type(window).__name__} {window.windowTitle()!r}" for window in left]
    for window in left:
        window.close()
    return names
