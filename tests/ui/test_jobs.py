"""Slow work: done beside the window, one writer at a time, stoppable."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.errors import Refused
from salesdesk.ui.jobs import Job, Jobs, Progress
from salesdesk.ui.status_line import JobStrip


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.wait()


def test_the_result_comes_back_in_the_windows_thread(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[tuple[str, bool]] = []
    here = threading.get_ident()
    worked: list[int] = []

    def work(progress: Progress) -> str:
        worked.append(threading.get_ident())
        return "ready"

    jobs.run(Job("Count", work), lambda result: heard.append((result, threading.get_ident() == here)))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("ready", True)]
    assert worked != [here]
    assert not jobs.busy


def test_a_refusal_is_told_in_the_windows_thread(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[str] = []

    def work(progress: Progress) -> None:
        raise Refused("The disk is full.")

    jobs.run(Job("Write", work), failed=lambda refused: told.append(str(refused)))
    jobs.refused = lambda refused: told.append(f"notice: {refused}")
    jobs.run(Job("Write", work))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert sorted(told) == ["The disk is full.", "notice: The disk is full."]


def test_writers_wait_for_each_other_and_readers_do_not(jobs: Jobs, qtbot: QtBot) -> None:
    gate, order = threading.Event(), list[str]()

    def first(progress: Progress) -> None:
        gate.wait(10)
        order.append("first")

    def second(progress: Progress) -> None:
        order.append("second")

    def reader(progress: Progress) -> None:
        order.append("reader")
        gate.set()

    jobs.run(Job("Import", first, writes=True))
    jobs.run(Job("Merge", second, writes=True))
    jobs.run(Job("Export", reader))
    qtbot.waitUntil(lambda: not jobs.busy)
    assert order == ["reader", "first", "second"]


def test_a_cancelled_job_ends_without_result_or_complaint(jobs: Jobs, qtbot: QtBot) -> None:
    begun, said = threading.Event(), list[object]()

    def work(progress: Progress) -> str:
        begun.set()
        while True:
            progress.step(1, 2)

    running = jobs.run(Job("Count for ever", work), said.append, said.append)
    assert begun.wait(10)
    running.progress.cancel()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert said == []


def test_nobody_is_told_what_came_of_a_job_after_the_file_was_closed(jobs: Jobs, qapp: QApplication) -> None:
    gate, said, ended = threading.Event(), list[object](), list[object]()

    def work(progress: Progress) -> str:
        gate.wait(10)
        return "too late"

    jobs.finished.connect(ended.append)
    running = jobs.run(Job("Export", work), said.append, said.append)
    gate.set()
    jobs.wait()
    assert ended == [running] and not jobs.busy
    qapp.processEvents()
    assert said == [] and ended == [running]


def test_a_job_that_nobody_waits_for_is_shown_no_longer(jobs: Jobs, qtbot: QtBot) -> None:
    strip, gate, heard = JobStrip(jobs), threading.Event(), list[object]()
    qtbot.addWidget(strip)

    def work(progress: Progress) -> str:
        gate.wait(20)
        return "read"

    running = jobs.run(Job("Preparing the report", work), heard.append)
    qtbot.waitUntil(lambda: strip.isVisible(), timeout=10_000)
    jobs.hush(running)
    assert strip.isHidden() and jobs.busy
    early = jobs.run(Job("Preparing another one", work), heard.append)
    told = list[object]()
    jobs.shown.connect(told.append)
    jobs.hush(early)
    later = jobs.run(Job("Writing", work), heard.append)
    qtbot.waitUntil(lambda: later in told, timeout=10_000)
    assert early not in told, "hushed before it was shown"
    gate.set()
    qtbot.waitUntil(lambda: heard == ["read"] * 3, timeout=10_000)


def test_inline_everything_has_happened_when_run_returns(qtbot: QtBot) -> None:
    heard: list[int] = []
    Jobs(inline=True).run(Job("Add", lambda progress: 2), heard.append)
    assert heard == [2]


def test_the_strip_shows_slow_work_and_cancels_it(jobs: Jobs, qtbot: QtBot) -> None:
    strip = JobStrip(jobs)
    qtbot.addWidget(strip)

    def work(progress: Progress) -> None:
        while True:
            progress.step(3, 10)

    jobs.run(Job("Reading 8,800 opportunities", work))
    qtbot.waitUntil(lambda: strip.isVisible(), timeout=5000)
    assert strip.title.text() == "Reading 8,800 opportunities"
    qtbot.waitUntil(lambda: strip.bar.value() == 3, timeout=5000)
    qtbot.waitUntil(lambda: strip.cancel.isVisible(), timeout=10000)
    strip.cancel.click()
    qtbot.waitUntil(lambda: not strip.isVisible())
