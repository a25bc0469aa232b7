"""Undo and redo of anything: at once where it is quick, beside the window with progress where it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from salesdesk.domain.change import ChangeSet
from salesdesk.domain.errors import Refused
from salesdesk.ui.jobs import Job, Jobs, Progress, Running
from salesdesk.ui.late import change_label
from salesdesk.words.i18n import _, ngettext

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk
    from salesdesk.services.history import Way


def go(
    desk: Desk, jobs: Jobs, way: Way, done: Callable[[ChangeSet], None], failed: Callable[[Refused], None]
) -> Running | None:
    """Take an action back or do it again; `done` or `failed` is called in the window's thread, at once or later.

    What runs is returned while it does. Stopped in the middle, nothing has changed.
    """
    history = desk.history
    if not history.is_long(way):
        try:
            change = history.go(way)
        except Refused as refused:
            failed(refused)
            return None
        done(change)
        return None

    def work(progress: Progress) -> ChangeSet:
        return history.go_aside(way, progress.step)

    def told(change: ChangeSet) -> None:
        done(history.tell(change))

    title = _("Doing it again") if way.again else _("Taking it back")
    running = jobs.run(Job(title, work, writes=True), told, failed)
    return None if jobs.is_over(running) else running


def said(change: ChangeSet, *, again: bool) -> str:
    """What was taken back or done again; fields that somebody changed since are counted."""
    sentence = _("Done again: {what}") if again else _("Undone: {what}")
    words = sentence.format(what=change_label(change.label))
    left = len(change.left_alone)
    if left:
        note = ngettext(
            "{done} ({n} field changed since then and was left as it is.)",
            "{done} ({n} fields changed since then and were left as they are.)",
            left,
        )
        words = note.format(done=words, n=left)
    return words
