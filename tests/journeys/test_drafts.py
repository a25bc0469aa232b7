"""What was half typed is there again, whatever went away: the sheet, the window, the battery."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QPlainTextEdit

from tests.journeys.hands import User


def type_half_a_visit(user: User) -> None:
    """A client by initials, a channel, a result, and half a sentence."""
    user.press("Ctrl+L")
    user.answer("hwjs", "2", "", "2")
    user.type("They want the quote by")
    user.wait(lambda: user.desk.drafts.kept("log_visit") is not None)


def as_the_battery_leaves_it(file: Path, folder: Path) -> Path:
    """The file as it lies on the disk at this moment, with its log, as if the process had just gone."""
    folder.mkdir()
    for part in file.parent.glob(f"{file.name}*"):
        if not part.name.endswith("-shm"):
            shutil.copy(part, folder)
    return folder / file.name


def test_a_half_typed_visit_outlives_the_process(user: User, file: Path, tmp_path: Path) -> None:
    user.start(file)
    type_half_a_visit(user)
    found = as_the_battery_leaves_it(file, tmp_path / "after")
    user.leave()

    user.clock.forward(hours=2)
    user.start(found)
    user.press("Ctrl+L")
    assert user.sees("You were typing this at 10:00.") and user.sees("华为技术")
    assert user.go_to("What was said").property("plainText") == "They want the quote by"
    user.press("Ctrl+End")
    user.type(" Friday")
    user.press("Ctrl+Return")
    assert "what comes next?" in user.problem()
    user.press("Ctrl+Return")
    (visit,) = user.desk.visits.between(user.desk.today(), user.desk.today())
    assert (visit.client_name, visit.result) == ("华为技术", "They want the quote by Friday")
    user.press("Ctrl+L")
    assert not user.sees("You were typing"), "saved, it is no draft any more"
    user.press("Esc", "Esc")


def test_esc_keeps_and_discard_forgets(user: User, file: Path) -> None:
    user.start(file)
    type_half_a_visit(user)
    user.press("Esc")
    assert user.sheet is None and "draft" in user.toast()
    user.press("Ctrl+L")
    assert user.sees("You were typing this at 10:00.")
    user.click("Discard")
    assert user.part(QPlainTextEdit).toPlainText() == ""
    user.press("Esc", "Esc")
    assert user.desk.drafts.kept("log_visit") is None
    assert user.desk.visits.between(user.desk.today(), user.desk.today()) == []
