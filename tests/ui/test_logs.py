"""Nothing goes wrong in silence."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from salesdesk.logs import Catcher, log, start_log


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Hooks and handlers are the interpreter's own: put back after each test."""
    hooks = sys.excepthook, threading.excepthook
    loggers = [log, logging.getLogger("py.warnings")]
    before = [(logger, logger.handlers, logger.propagate) for logger in loggers]
    yield
    sys.excepthook, threading.excepthook = hooks
    logging.captureWarnings(False)
    for logger, handlers, propagate in before:
        for handler in logger.handlers:
            handler.close()
        logger.handlers, logger.propagate = handlers, propagate


def test_an_error_nobody_caught_is_logged_and_shown(tmp_path: Path) -> None:
    path = start_log(tmp_path / "log")
    shown: list[str] = []
    Catcher(shown.append).install()
    try:
        raise RuntimeError("the tyre is flat")
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert path is not None and "the tyre is flat" in path.read_text("utf-8")
    assert len(shown) == 1 and "the tyre is flat" in shown[0] and "SalesDesk" in shown[0]


def test_an_error_in_another_thread_is_shown_too(tmp_path: Path) -> None:
    start_log(tmp_path)
    shown: list[str] = []
    Catcher(shown.append).install()

    def fail() -> None:
        raise KeyError("lost")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert len(shown) == 1 and "lost" in shown[0]


def test_where_no_log_can_be_written_the_program_still_starts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert start_log(tmp_path / "file" / "log") is None
