"""Nothing goes wrong in silence: one rotating log, fed by exceptions of every thread and by warnings."""

from __future__ import annotations

import logging
import logging.handlers
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from salesdesk import __version__, places

LOG_BYTES = 1_000_000
LOG_FILES = 3

Report = Callable[[str], None]
"""Shows the technical text of an unexpected error to the user."""

Known = Callable[[BaseException], bool]
"""Whether somebody else says what has to be said about an error."""

log = logging.getLogger("salesdesk")

_discreet = False


def be_discreet(discreet: bool) -> None:
    """While a protected file is open: what errors say may be words of that file, and stays out of the log."""
    global _discreet
    _discreet = discreet


def start_log(folder: Path | None = None) -> Path | None:
    """Write the log into `folder` (None: the platform's log folder); the file, or None where it cannot be written."""
    log.setLevel(logging.INFO)
    logging.captureWarnings(True)
    handler: logging.Handler
    path: Path | None = None
    try:
        folder = folder or places.logs()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "salesdesk.log"
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        handler, path = logging.StreamHandler(), None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for logger in (log, logging.getLogger("py.warnings")):
        logger.handlers = [handler]
        logger.propagate = False
    log.info("SalesDesk %s, Python %s, %s", __version__, platform.python_version(), platform.platform())
    return path


def technical_text(error: BaseException) -> str:
    """What to hand to whoever mends the program: versions and where it happened, no data of the user's file."""
    where = "".join(traceback.format_exception(error))
    if _discreet:
        where = f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}\n"
    return f"SalesDesk {__version__} · Python {platform.python_version()} · {platform.platform()}\n\n{where}"


class Catcher:
    """Takes every exception nobody caught, in any thread, writes it into the log and shows it by `report`."""

    def __init__(self, report: Report, known: Known | None = None) -> None:
        self._report, self._known = report, known

    def install(self) -> None:
        """From now on."""
        sys.excepthook = self.caught
        threading.excepthook = self._in_thread

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that reached the top of a thread. Ctrl+C still ends the program."""
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if _discreet:
            log.error("unexpected error\n%s", technical_text(error))
        else:
            log.error("unexpected error", exc_info=(kind, error, trace))
        if self._known is not None and self._known(error):
            return
        self._report(technical_text(error))

    def _in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.caught(args.exc_type, args.exc_value, args.exc_traceback)
