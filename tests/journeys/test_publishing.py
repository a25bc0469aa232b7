"""A rep publishes only some of the file, and closes the program while the share is there, gone, or slow."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from salesdesk.domain.client import Tier
from salesdesk.domain.extent import Extent, Held, Span
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.publishing import Publishing
from salesdesk.ui.banner import Banner
from salesdesk.ui.jobs import Progress
from salesdesk.ui.merging.sheet import MergeFilesSheet
from salesdesk.ui.publishing.ending import Ending
from salesdesk.ui.publishing.sheet import PublishSheet
from tests.journeys.hands import Answers, User


@pytest.fixture
def share(tmp_path: Path) -> Path:
    share = tmp_path / "share"
    share.mkdir()
    return share


def sheet_of(user: User) -> PublishSheet:
    user.call("How to publish")
    assert isinstance(user.sheet, PublishSheet)
    return user.sheet


def held(copy: Path) -> Held | None:
    desk = Desk.open(copy, read_only=True)
    try:
        return desk.held
    finally:
        desk.close()


def names(copy: Path) -> set[str]:
    desk = Desk.open(copy, read_only=True)
    try:
        return {row[0] for row in desk.file.run("SELECT name FROM client")}
    finally:
        desk.close()


def test_a_rep_publishes_the_clients_of_a_tier_and_every_evening_the_same(user: User, file: Path, share: Path) -> None:
    user.start(file)
    sheet = sheet_of(user)
    sheet.folder.setText(str(share))
    sheet.evening.setChecked(True)
    sheet.extent.whose.set_value("tier:A")
    sheet.extent.refresh()
    assert user.sees("1 client, 1 opportunity"), user.reading()
    user.press("Ctrl+Return")
    copy = share / "王小明.salesdesk"
    assert "only clients of tier A" in user.toast()
    assert held(copy) == Held(tier=Tier.A)
    assert names(copy) == {"华为技术"}
    user.desk.clients.create(name="新客户", tier=Tier.A, since=date(2026, 1, 1))
    user.clock.forward(hours=9)
    user.running.files._publishing.look()
    assert names(copy) == {"华为技术", "新客户"}
    user.close()
    user.start(file)
    assert sheet_of(user).extent.extent() == Extent(tier=Tier.A), "it is remembered"


def test_days_and_clients_are_chosen_with_the_keys_and_what_is_missing_is_said(
    user: User, file: Path, share: Path
) -> None:
    user.start(file)
    sheet = sheet_of(user)
    sheet.folder.setText(str(share))
    sheet.extent.span.set_value("days")
    sheet.extent.whose.set_value("chosen")
    sheet.extent.refresh()
    user.press("Ctrl+Return")
    assert "first and the last" in user.problem()
    user.go_to("First day")
    user.type("2026-07-01")
    user.go_to("Last day")
    user.type("2026-06-01")
    user.go_to("Which clients")
    user.type("hw")
    user.press("Return")
    user.type("hp")
    user.press("Return")
    assert sheet.extent.chosen.count() == 2
    user.press("Ctrl+Return")
    assert "before the first" in user.problem()
    user.go_to("Last day")
    user.write("2026-09-30")
    user.go_to("Clients that are published")
    user.press("Home", "Del")
    assert sheet.extent.chosen.count() == 1
    user.press("Ctrl+Return")
    assert user.sheet is None
    assert held(share / "王小明.salesdesk") == Held(Period(date(2026, 7, 1), date(2026, 9, 30)), clients=1)


def test_a_lead_sees_that_a_file_is_only_a_part(user: User, door: Answers, file: Path, tmp_path: Path) -> None:
    chen = Desk.create(tmp_path / "chen.salesdesk", rep_name="陈静", clock=user.clock)
    chen.clients.create(name="苏州机床", tier=Tier.B, since=date(2025, 1, 1))
    copy = chen.publishing.publish(tmp_path / "part.salesdesk", extent=Extent(Span.QUARTER, tier=Tier.B)).path
    chen.close()
    user.start(file)
    user.press("Ctrl+7")
    user.running.window.team.add([copy])
    user.settle()
    assert user.table()[0][0] == "陈静 · only 2026-10 to 2026-12, clients of tier B"
    assert user.sees("1 file is only a part")
    user.press("Home", "Return")
    user.settle()
    user.running.window.team.look_into(user.running.window.team.members[0])
    assert user.part(Banner).isVisible()
    assert user.sees("only 2026-10 to 2026-12, clients of tier B")
    user.press("Alt+Home")
    user.running.window.merge_files([copy])
    user.settle()
    assert isinstance(user.sheet, MergeFilesSheet)
    assert user.sees("It is not the whole file: only 2026-10 to 2026-12, clients of tier B")
    user.press("Escape")
    assert user.running.files.open(copy)
    assert not any("handed out" in one for one in door.asked), "nobody offers to take in what was published"


def on_close(user: User, share: Path) -> Path:
    """Published once; from now on whenever the program is closed."""
    sheet = sheet_of(user)
    sheet.folder.setText(str(share))
    sheet.closing.setChecked(True)
    user.press("Ctrl+Return")
    user.clock.forward(minutes=1)
    user.desk.clients.create(name="最后的客户")
    return share / "王小明.salesdesk"


def test_a_share_that_is_gone_when_the_program_is_closed_is_said_before_the_window_goes(
    user: User, door: Answers, file: Path, share: Path
) -> None:
    user.start(file)
    on_close(user, share)
    shutil.rmtree(share)
    user.close()
    (told,) = door.told
    assert "was not published" in told
    assert "is not there" in told
    user.start(file)
    assert "was not published" not in user.toast(), "it was said already"


def test_who_does_not_wait_closes_without_it_and_is_told_at_the_next_start(
    user: User, file: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.start(file)
    copy = on_close(user, share)
    before = copy.read_bytes()
    publish = Publishing.publish

    def dawdle(self: Publishing, target: Path, step: object = None, **how: object) -> object:
        """A share that answers only when nobody waits for it any more."""
        progress: Progress = step.__self__  # type: ignore[attr-defined]
        progress.stopped.wait()
        return publish(self, target, step, **how)  # type: ignore[arg-type]

    def leave() -> None:
        ending = next((one for one in user.app.topLevelWidgets() if isinstance(one, Ending) and one.isVisible()), None)
        if ending is None:
            QTimer.singleShot(20, leave)
            return
        user.running.window.close()
        assert user.running.window.isVisible(), "it is closing already"
        ending.without.click()

    QTimer.singleShot(0, leave)
    with monkeypatch.context() as patched:
        patched.setattr(Publishing, "publish", dawdle)
        user.close()
    assert copy.read_bytes() == before
    assert sorted(one.name for one in share.iterdir()) == [copy.name, f"{copy.name}.sha256"]
    user.start(file)
    assert "was not published" in user.toast()
    assert QApplication.activeModalWidget() is None


def test_an_evening_that_fails_is_said_once_and_tried_again_later(user: User, file: Path, share: Path) -> None:
    user.start(file)
    sheet = sheet_of(user)
    sheet.folder.setText(str(share))
    sheet.evening.setChecked(True)
    user.press("Ctrl+Return")
    shutil.rmtree(share)
    user.running.window.notices.clear()
    user.clock.forward(hours=9)
    control = user.running.files._publishing
    control.look()
    assert "Not published" in user.toast()
    user.running.window.notices.clear()
    control.look()
    assert user.toast() == ""
    share.mkdir()
    user.clock.forward(minutes=31)
    control.look()
    assert (share / "王小明.salesdesk").exists()


def test_a_choice_that_cannot_be_read_any_more_is_not_taken_for_everything(user: User, file: Path, share: Path) -> None:
    user.start(file)
    copy = on_close(user, share)
    before = copy.read_bytes()
    user.running.settings.keep(publish_part='{"span": "century"}')
    user.running.window.notices.clear()
    user.verb("Publish").trigger()
    user.settle()
    assert "chosen again" in user.toast()
    assert isinstance(user.sheet, PublishSheet)
    user.press("Escape")
    assert copy.read_bytes() == before
