"""The year's target: set, changed in one cell, held fast, taken back."""

from __future__ import annotations

from pathlib import Path

from salesdesk.domain.target import Metric
from salesdesk.domain.target_matrix import Matrix
from tests.journeys.hands import User


def matrix(user: User) -> Matrix:
    return user.desk.targets.matrix(2026, Metric.SALES).matrix


def test_a_year_is_set_a_cell_typed_and_locked(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+2")
    user.go_to("Total of the year")
    user.answer("12m")
    assert matrix(user).total == 12_000_000_00
    assert matrix(user).at((0, 0)) == 300_000_00, "three lines by their share, twelve months alike"

    user.go_to("Plan of the year")
    user.press("Ctrl+Home")
    user.type("410k")
    user.press("Return")
    assert (matrix(user).at((0, 0)), matrix(user).total) == (410_000_00, 12_000_000_00)
    assert matrix(user).locked == {(0, 0)}, "what was typed is held"

    user.press("L")
    assert matrix(user).locked == {(0, 0), (1, 0)}
    user.press("Ctrl+Z", "Ctrl+Z")
    assert matrix(user).at((0, 0)) == 300_000_00 and not matrix(user).locked

    user.press("Ctrl+N")
    user.write("24m")
    user.press("Ctrl+Return")
    assert matrix(user).total == 24_000_000_00
