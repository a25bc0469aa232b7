"""Slow work beside the window: with progress, with cancel, one writer at a time."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer, Signal

from salesdesk.domain.errors import Refused

SHOW_AFTER_MS = 200
CANCEL_AFTER_MS = 2000

T = TypeVar("T")


class Cancelled(Exception):
    """The user stopped the job; nothing half done is left behind."""


class Progress:
    """What the work calls to say how far it is, and to learn that it should stop."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.done = 0
        self.total = 0

    def step(self, done: int, total: int) -> None:
        """`done` of `total` pieces are finished. Raises `Cancelled` when the user wants to stop."""
        self.check()
        self.done, self.total = done, total

    def check(self) -> None:
        """Raises `Cancelled` when the user wants to stop."""
        if self.stopped.is_set():
            raise Cancelled

    def cancel(self) -> None:
        self.stopped.set()

    @property
    def cancelled(self) -> bool:
        return self.stopped.is_set()


@dataclass(frozen=True)
class Job(Generic[T]):
    """Slow work with a title for the user. `writes` is set when it changes the file: writers wait for each other.

    `work` runs in another thread: it opens its own connection and touches no widget.
    """

    title: str
    work: Callable[[Progress], T]
    writes: bool = False


@dataclass
class Running:
    """A job under way."""

    job: Job[Any]
    done: Callable[[Any], None]
    failed: Callable[[Refused], None]
    progress: Progress = field(default_factory=Progress)
    result: object = None
    error: BaseException | None = None
    quiet: bool = False

    def perform(self) -> None:
        """Do the work and keep what came of it."""
        try:
            self.progress.check()
            self.result = self.job.work(self.progress)
        except BaseException as error:  # noqa: BLE001 - handed to the window's thread, which reports it
            self.error = error


class Jobs(QObject):
    """The queue of slow work.

    `shown` tells the strip in the status line which job to show (after 200 ms), `cancellable` that it lasts
    longer than two seconds, `hushed` that nobody waits for it any more, `finished` that it is over. With `inline`
    everything happens at once (tests).
    """

    shown = Signal(object)
    cancellable = Signal(object)
    hushed = Signal(object)
    finished = Signal(object)
    _performed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, inline: bool = False) -> None:
        super().__init__(parent)
        self._inline = inline
        self._pool = QThreadPool(self)
        self._running: list[Running] = []
        self._waiting: deque[Running] = deque()
        self._performed.connect(self._on_performed)
        self.refused: Callable[[Refused], None] = _raise

    @property
    def busy(self) -> bool:
        """Whether any job is under way or waiting."""
        return bool(self._running or self._waiting)

    def run(
        self,
        job: Job[T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Refused], None] | None = None,
    ) -> Running:
        """Start the job. `done(result)` or `failed(refused)` is called in the window's thread; neither when cancelled.

        Without `failed` a refusal is shown as a notice. Any other error goes to the crash sheet.
        """
        running = Running(job, done or _nothing, failed or self._on_refused)
        if job.writes and any(r.job.writes for r in self._running):
            self._waiting.append(running)
        else:
            self._start(running)
        return running

    def hush(self, running: Running) -> None:
        """Nobody waits for it any more: it goes on to its end, but is shown no longer."""
        if self.is_running(running):
            running.quiet = True
            self.hushed.emit(running)

    def wait(self) -> None:
        """Stop what waits, ask the rest to stop and wait for it: the file or the window is closing.

        Nobody is told what came of it, since who asked may be gone by then; an unforeseen error still is.
        """
        self._waiting.clear()
        for running in self._running:
            running.progress.cancel()
        self._pool.waitForDone()
        for running in list(self._running):
            running.done = running.failed = _nothing
            self._on_performed(running)

    def _start(self, running: Running) -> None:
        self._running.append(running)
        if self._inline:
            running.perform()
            self._on_performed(running)
            return
        self._pool.start(_Task(running, self._performed.emit))
        QTimer.singleShot(SHOW_AFTER_MS, self, _Tell(self, running, "shown"))
        QTimer.singleShot(CANCEL_AFTER_MS, self, _Tell(self, running, "cancellable"))

    def _on_performed(self, running: Running) -> None:
        if running not in self._running:
            return
        self._running.remove(running)
        self.finished.emit(running)
        if self._waiting and not any(r.job.writes for r in self._running):
            self._start(self._waiting.popleft())
        error = running.error
        if error is None:
            running.done(running.result)
        elif isinstance(error, Refused):
            running.failed(error)
        elif not isinstance(error, Cancelled):
            sys.excepthook(type(error), error, error.__traceback__)

    def _on_refused(self, refused: Refused) -> None:
        self.refused(refused)

    def is_running(self, running: Running) -> bool:
        return running in self._running

    def is_over(self, running: Running) -> bool:
        """Whether it neither runs nor waits for its turn."""
        return running not in self._running and running not in self._waiting


class _Task(QRunnable):
    """Carries a job into the pool and its end back."""

    def __init__(self, running: Running, performed: Callable[[Running], None]) -> None:
        super().__init__()
        self._running = running
        self._performed = performed

    def run(self) -> None:
        self._running.perform()
        self._performed(self._running)


@dataclass
class _Tell:
    """Emits a signal about a job, if it is still under way by then."""

    jobs: Jobs
    running: Running
    signal: str

    def __call__(self) -> None:
        if self.jobs.is_running(self.running) and not self.running.quiet:
            getattr(self.jobs, self.signal).emit(self.running)


def _nothing(_result: object) -> None:
    return None


def _raise(refused: Refused) -> None:
    raise refused
