"""Lists leave the file: chosen in one sheet, written where the user says."""

from __future__ import annotations

from pathlib import Path

from salesdesk.ui.imports.export import ExportSheet
from tests.journeys.hands import Answers, User


def test_a_list_is_chosen_and_written(user: User, door: Answers, file: Path, tmp_path: Path) -> None:
    user.start(file)
    user.call("Export")
    assert isinstance(user.sheet, ExportSheet)
    door.saves = tmp_path / "people.vcf"
    user.press("2", "Ctrl+Return")
    assert user.sheet is None
    assert "FN:李强" in door.saves.read_text("utf-8")
    assert "1 row written to people.vcf" in user.toast()


def test_what_cannot_be_written_so_is_said_and_the_sheet_stays(
    user: User, door: Answers, file: Path, tmp_path: Path
) -> None:
    user.start(file)
    user.call("Export")
    door.saves = tmp_path / "deals.vcf"
    user.press("4", "Ctrl+Return")
    assert isinstance(user.sheet, ExportSheet)
    assert not door.saves.exists()
    user.press("Escape")
    assert not door.asked


def test_a_place_is_written_into_a_client_and_read_in_its_record(user: User, file: Path) -> None:
    user.start(file)
    user.call("hwjs")
    user.press("E")
    user.go_to("Coordinates")
    user.type("91 181")
    user.press("Ctrl+Return")
    assert "31.23, 121.47" in user.problem()
    user.write("121.47, 31.23")
    user.press("Ctrl+Return")
    (client,) = (user.desk.clients.get(one.id) for one in user.desk.clients.find("hwjs"))
    assert client is not None and (client.latitude, client.longitude) == (31.23, 121.47)
    assert user.sees("31.23, 121.47")
    user.press("E")
    user.go_to("Coordinates")
    user.press("Ctrl+A", "Del", "Ctrl+Return")
    (client,) = (user.desk.clients.get(one.id) for one in user.desk.clients.find("hwjs"))
    assert client is not None and client.latitude is None and client.longitude is None
