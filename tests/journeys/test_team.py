"""A rep publishes, a lead reads: the copy, never the file; and nothing of it is changed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QUrl

from salesdesk.domain.client import Tier
from salesdesk.domain.report import ReportKind
from salesdesk.services import safety
from salesdesk.services.desk import Desk
from salesdesk.store import keys
from salesdesk.ui.banner import Banner
from salesdesk.ui.handing.out_sheet import HandOutSheet
from salesdesk.ui.merging.sheet import MergeFilesSheet
from salesdesk.ui.publishing.sheet import PublishSheet
from salesdesk.ui.safety.unlock_pane import UnlockSheet
from salesdesk.ui.team.charts import RepChart
from salesdesk.ui.team.page import TeamPage
from salesdesk.ui.team.report_sheet import TeamReportSheet
from tests.journeys.hands import Answers, User, drop


@pytest.fixture
def share(tmp_path: Path) -> Path:
    share = tmp_path / "share"
    share.mkdir()
    return share


@pytest.fixture
def rep(tmp_path: Path, user: User) -> Desk:
    """陈静's file, open in her own program."""
    desk = Desk.create(tmp_path / "chen.salesdesk", rep_name="陈静", clock=user.clock)
    add_deal(desk, "苏州机床", 30_000_00)
    return desk


def add_deal(desk: Desk, client: str, cents: int) -> None:
    pk = desk.clients.create(name=client, tier=Tier.B, since=date(2025, 1, 1))
    desk.funnel.add(name=f"{client} 1", client_id=pk, amount_cents=cents)


def publish(desk: Desk, share: Path) -> Path:
    return desk.publishing.publish(desk.publishing.target(share)).path


def members(user: User) -> list[str]:
    assert isinstance(user.page, TeamPage)
    return [row[0] for row in user.table()]


def test_a_rep_publishes_with_one_click_once_the_folder_is_known(
    user: User, door: Answers, file: Path, share: Path
) -> None:
    user.start(file)
    user.press("Ctrl+7")
    user.call("Publish my file")
    assert isinstance(user.sheet, PublishSheet)
    user.press("Ctrl+Return")
    assert "Choose the folder" in user.problem()
    door.folder = share
    user.click("Choose…")
    user.press("Ctrl+Return")
    assert user.sheet is None
    assert "Published as 王小明.salesdesk" in user.toast()
    first = (share / "王小明.salesdesk").read_bytes()
    user.desk.clients.create(name="新客户")
    user.call("Publish my file")
    assert user.sheet is None, "it remembers its folder"
    assert (share / "王小明.salesdesk").read_bytes() != first
    with pytest.raises(AssertionError):
        user.button("Back to my file")


def test_a_lead_reads_the_copy_while_the_rep_goes_on_and_looks_into_it(
    user: User, door: Answers, file: Path, rep: Desk, share: Path
) -> None:
    copy = publish(rep, share)
    before = copy.read_bytes()
    user.start(file)
    user.press("Ctrl+7")
    assert user.sees("Add files…")
    door.folder = share
    user.verb("Watch a folder…").trigger()
    assert members(user) == ["陈静"]
    add_deal(rep, "无锡轴承", 50_000_00)
    publish(rep, share)
    user.running.window.team.read_again()
    assert isinstance(user.page, TeamPage)
    (member,) = user.running.window.team.members
    assert member.figures is not None and member.figures.pipeline == 80_000_00
    user.page.table.setFocus()
    user.press("Home", "Return")
    banner = user.part(Banner)
    assert banner.isVisible() and user.sees("Viewing 陈静's file, read-only")
    assert user.desk.read_only and user.desk.rep.name == "陈静"
    user.press("Ctrl+3")
    assert user.sees("苏州机床") and user.sees("无锡轴承")
    user.press("Ctrl+L")
    assert user.sheet is None, "nothing can be logged into it"
    user.press("Alt+Home")
    assert not banner.isVisible()
    assert user.desk.path == file and not user.desk.read_only
    assert members(user) == ["陈静"]
    assert copy.read_bytes() != before
    rep.close()


def test_files_are_dropped_on_the_tab_and_kept_until_taken_out(
    user: User, file: Path, rep: Desk, share: Path, tmp_path: Path
) -> None:
    copy = publish(rep, share)
    rep.close()
    broken = share / "李四.salesdesk"
    broken.write_bytes(copy.read_bytes()[:5000])
    user.start(file)
    user.press("Ctrl+7")
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(one)) for one in (copy, broken, tmp_path / "x.txt")])
    assert drop(user.page, carried, QPoint(40, 40))
    assert members(user) == ["陈静", "李四", "Together"]
    assert user.sees("cut short"), "a problem is said in words"
    user.close()
    user.start(file)
    user.press("Ctrl+7")
    assert members(user)[:2] == ["陈静", "李四"]
    assert isinstance(user.page, TeamPage)
    user.page.table.select(str(broken.resolve()))
    user.page.table.setFocus()
    user.press("Del")
    assert members(user) == ["陈静"]
    assert broken.exists()


def test_a_protected_file_asks_for_its_passphrase_in_its_row(
    user: User, file: Path, rep: Desk, share: Path, tmp_path: Path
) -> None:
    rep.close()
    safety.protect(rep.path, safety.new_passphrase("three green bicycles", "three green bicycles"))
    desk = Desk.open(rep.path, clock=user.clock)
    copy = publish(desk, share)
    assert "苏州".encode() not in copy.read_bytes()
    desk.close()
    keys.forget()
    user.start(file)
    user.press("Ctrl+7")
    user.running.window.team.add([copy])
    assert user.sees("is protected")
    assert isinstance(user.page, TeamPage)
    user.page.table.setFocus()
    user.press("Home", "Return")
    assert isinstance(user.sheet, UnlockSheet)
    user.type("three green bicycles")
    user.press("Ctrl+Return")
    assert members(user) == ["陈静"]
    keys.forget()


def test_every_evening_and_at_the_end_a_copy_is_made(user: User, door: Answers, file: Path, share: Path) -> None:
    user.start(file)
    user.call("How to publish")
    assert isinstance(user.sheet, PublishSheet)
    user.sheet.folder.setText(str(share))
    user.sheet.evening.setChecked(True)
    user.sheet.closing.setChecked(True)
    user.press("Ctrl+Return")
    copy = share / "王小明.salesdesk"
    first = copy.read_bytes()
    control = user.running.files._publishing
    control.look()
    assert copy.read_bytes() == first, "it is morning"
    user.clock.forward(hours=9)
    control.look()
    evening = copy.read_bytes()
    assert evening != first
    control.look()
    assert copy.read_bytes() == evening, "once a day"
    user.clock.forward(hours=1)
    user.desk.clients.create(name="最后的客户")
    user.close()
    assert copy.read_bytes() != evening


def test_a_live_file_in_a_synchronised_folder_is_warned_of(user: User, tmp_path: Path) -> None:
    folder = tmp_path / "坚果云"
    folder.mkdir()
    Desk.create(folder / "x.salesdesk", rep_name="王小明", clock=user.clock).close()
    user.start(folder / "x.salesdesk")
    assert "坚果云" in user.toast()
    assert "publish it" in user.toast()


def test_files_of_the_team_are_handed_to_merging(user: User, file: Path, rep: Desk, share: Path) -> None:
    copy = publish(rep, share)
    rep.close()
    user.start(file)
    user.press("Ctrl+7")
    user.running.window.team.add([copy])
    user.verb("Merge into my file…").trigger()
    user.settle()
    assert isinstance(user.sheet, MergeFilesSheet)
    assert user.sees("陈静")


def test_every_tab_over_all_of_the_team_and_from_rep_to_rep(
    user: User, file: Path, rep: Desk, share: Path, tmp_path: Path
) -> None:
    other = Desk.create(tmp_path / "li.salesdesk", rep_name="李伟", clock=user.clock)
    add_deal(other, "常州电机", 20_000_00)
    copies = [publish(desk, share) for desk in (rep, other)]
    before = [copy.read_bytes() for copy in copies]
    user.start(file)
    user.press("Ctrl+7")
    user.running.window.team.watch(share)
    user.call("All as one")
    banner = user.part(Banner)
    assert user.sees("Viewing all of the team (2 files), read-only")
    assert user.desk.read_only and user.desk.is_team
    for number in range(1, 8):
        user.press(f"Ctrl+{number}")
    user.press("Ctrl+3")
    assert user.sees("苏州机床") and user.sees("常州电机")
    user.press("Ctrl+L")
    assert user.sheet is None, "nothing can be logged into it"
    user.press("Alt+PgDown")
    assert user.desk.rep.name == "李伟" and user.sees("Viewing 李伟's file, read-only")
    assert user.page.key == "clients", "the same tab, another rep"
    assert user.sees("常州电机") and not user.sees("苏州机床")
    user.press("Alt+PgUp")
    assert user.desk.is_team
    user.press("Alt+PgUp")
    assert user.desk.rep.name == "陈静"
    user.press("Alt+Home")
    assert not banner.isVisible() and user.desk.path == file and user.page.key == "team"
    assert [copy.read_bytes() for copy in copies] == before
    rep.close()
    other.close()


def test_a_file_that_cannot_be_read_is_missing_in_all_and_said(user: User, file: Path, rep: Desk, share: Path) -> None:
    copy = publish(rep, share)
    rep.close()
    user.start(file)
    user.press("Ctrl+7")
    user.running.window.team.add([copy])
    with pytest.raises(AssertionError):
        user.button("Back to my file")
    copy.unlink()
    user.call("All as one")
    assert user.desk.path == file
    assert "None of these files can be read" in user.toast()


@pytest.fixture
def two(user: User, file: Path, rep: Desk, share: Path, tmp_path: Path) -> list[Path]:
    """Published by 陈静, who has sent Friday's report, and by 李伟, who has not; in a folder that is watched."""
    other = Desk.create(tmp_path / "li.salesdesk", rep_name="李伟", clock=user.clock)
    add_deal(other, "常州电机", 20_000_00)
    rep.reports.send(ReportKind.DAILY, user.clock().date() - timedelta(days=3))
    copies = [publish(desk, share) for desk in (rep, other)]
    rep.close()
    other.close()
    user.start(file)
    user.press("Ctrl+7")
    user.running.window.team.watch(share)
    return copies


def stand_on(user: User, name: str) -> None:
    """Put the cursor on the row of this rep."""
    assert isinstance(user.page, TeamPage)
    member = next(one for one in user.running.window.team.members if one.name == name)
    user.page.table.setFocus()
    assert user.page.table.select(member.id)


def test_the_team_in_figures_and_charts(user: User, two: list[Path]) -> None:
    assert user.sees("1 of 2"), "reports sent"
    assert isinstance(user.page, TeamPage)
    user.page.view.setFocus()
    user.press("Right")
    assert not user.page.table.isVisible()
    pipeline = user.part(RepChart, "Open pipeline")
    assert pipeline.table.item(0, 0).text() == "陈静" and pipeline.table.item(1, 0).text() == "李伟"
    pipeline.table_button.click()
    pipeline.table.setFocus()
    pipeline.table.setCurrentCell(1, 0)
    user.press("Return")
    assert user.desk.rep.name == "李伟", "a bar leads to its rep"
    user.press("Alt+Home")


def test_a_lead_reads_the_reports_of_the_team_one_after_the_other(user: User, two: list[Path]) -> None:
    stand_on(user, "陈静")
    user.press("D")
    sheet = user.sheet
    assert isinstance(sheet, TeamReportSheet)
    assert user.sees("Sent on Nov 23, 2026 at 10:00")
    assert sheet.document.title == "Daily report" and sheet.day == date(2026, 11, 20)
    user.press("Alt+PgDown")
    assert sheet.member.name == "李伟" and user.sees("Not sent: this is what the file says")
    user.press("Alt+Left")
    assert sheet.day == date(2026, 11, 19)
    user.press("Alt+Right", "Alt+Right", "Alt+Right")
    assert sheet.day == date(2026, 11, 23), "over the weekend, and not into tomorrow"
    user.press("Escape")
    user.press("W")
    assert isinstance(user.sheet, TeamReportSheet) and user.sheet.kind is ReportKind.WEEKLY
    user.press("Escape")
    assert user.desk.path != two[0] and not user.desk.read_only


def test_a_lead_hands_out_from_the_row_once_the_rep_is_known(user: User, two: list[Path]) -> None:
    stand_on(user, "李伟")
    user.press("H")
    assert "does not know 李伟 yet" in user.toast()
    user.press("M")
    assert isinstance(user.sheet, MergeFilesSheet)
    user.press("Ctrl+Return", "Ctrl+Return")
    stand_on(user, "李伟")
    user.press("H")
    assert isinstance(user.sheet, HandOutSheet)
    assert user.sheet.form.values()["rep"] == next(one.id.hex() for one in user.desk.reps() if one.name == "李伟")
    user.press("Escape")


def test_rows_chosen_are_shown_as_one(user: User, two: list[Path], share: Path, tmp_path: Path) -> None:
    third = Desk.create(tmp_path / "wang.salesdesk", rep_name="王芳", clock=user.clock)
    add_deal(third, "南通纺织", 10_000_00)
    publish(third, share)
    third.close()
    user.running.window.team.read_again()
    assert isinstance(user.page, TeamPage)
    stand_on(user, "李伟")
    user.press("Shift+Down", "A")
    assert user.sees("Viewing all of the team (2 files), read-only")
    user.press("Ctrl+3")
    assert user.sees("常州电机") and not user.sees("苏州机床") and user.sees("南通纺织")
    user.press("Alt+Home")


def test_one_passphrase_opens_all_that_have_it(user: User, file: Path, rep: Desk, share: Path, tmp_path: Path) -> None:
    rep.close()
    other = tmp_path / "li.salesdesk"
    Desk.create(other, rep_name="李伟", clock=user.clock).close()
    for path in (rep.path, other):
        safety.protect(path, safety.new_passphrase("three green bicycles", "three green bicycles"))
        desk = Desk.open(path, clock=user.clock)
        publish(desk, share)
        desk.close()
    keys.forget()
    user.start(file)
    user.press("Ctrl+7")
    user.running.window.team.watch(share)
    assert user.sees("2 files are protected")
    assert isinstance(user.page, TeamPage)
    user.page.table.setFocus()
    user.press("Home", "Return")
    user.type("three green bicycles")
    user.press("Ctrl+Return")
    assert [row[0] for row in user.table()] == ["李伟", "陈静", "Together"]
    user.call("All as one")
    assert user.desk.is_team and user.desk.safety.protected, "no plain copy of a protected file lies anywhere"
    user.press("Alt+Home")
    keys.forget()


def test_files_come_are_replaced_and_vanish_in_the_folder_that_is_watched(
    user: User, file: Path, rep: Desk, share: Path, tmp_path: Path
) -> None:
    user.start(file)
    user.press("Ctrl+7")
    door = user.running.window.team
    door.watch(share)
    assert user.table() == []
    copy = publish(rep, share)
    assert door.watched == [str(share)], "the system tells of what changes there"
    door.read_again()
    assert members(user) == ["陈静"]
    stand_on(user, "陈静")
    user.press("Return")
    assert user.desk.rep.name == "陈静"
    add_deal(rep, "无锡轴承", 50_000_00)
    publish(rep, share)
    user.press("Ctrl+3")
    assert user.sees("苏州机床") and not user.sees("无锡轴承"), "what is looked at stays as it was opened"
    user.press("Alt+Home")
    (member,) = door.members
    assert member.figures is not None and member.figures.pipeline == 80_000_00
    copy.unlink()
    door.read_again()
    assert not door.members
    assert user.sees("Watch a folder") or user.sees("Add files…")
    share.rename(tmp_path / "elsewhere")
    door.read_again()
    assert user.sees("The folder share is not there")
    rep.close()


def test_a_published_file_that_is_double_clicked_is_read_and_never_written(
    user: User, door: Answers, file: Path, rep: Desk, share: Path
) -> None:
    copy = publish(rep, share)
    before = copy.read_bytes()
    user.start(file)
    user.running.wish(copy)
    user.settle()
    assert "published by 陈静 for others to read" in door.asked[-1]
    assert user.desk.read_only and user.sees("Viewing 陈静's file, read-only")
    user.press("Alt+Home")
    assert user.desk.path == file and not user.desk.read_only
    user.close()
    user.start(copy)
    assert user.desk.read_only and user.desk.rep.name == "陈静"
    user.press("Alt+Home")
    assert user.desk.path == file, "the own file of last time"
    assert copy.read_bytes() == before and sorted(one.suffix for one in share.iterdir()) == [".salesdesk", ".sha256"]
    door.takes = 1
    user.running.wish(copy)
    user.settle()
    assert user.desk.path == copy and not user.desk.read_only, "her own file is lost: she works in the copy"
    rep.close()
