"""A file on a stick that cannot be written."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.hands import Answers, User
from tests.store.test_trouble import a_file, stick, unwritable

__all__ = ["stick"]
"""Taken over, so that the test below is given it."""


def test_a_file_on_a_read_only_place_is_offered_for_reading(stick: Path, user: User, door: Answers) -> None:
    user.start()
    path = a_file(stick)
    before = path.read_bytes()
    door.opens = path
    with unwritable(stick):
        door.takes = 1
        user.press("Ctrl+O")
        assert "the place is read-only" in door.asked[0]
        assert user.running.window.desk is None and user.sees("Start my file"), "not wanted: nothing is opened"
        door.takes = 0
        user.press("Ctrl+O")
        assert user.desk.read_only
        user.press("Ctrl+L")
        assert user.sheet is None, "nothing can be logged into it"
        user.leave()
    assert path.read_bytes() == before
