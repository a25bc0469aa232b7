"""What the program remembers survives restarts and damage."""

from pathlib import Path

import pytest

from salesdesk.settings import RECENT, Settings, SettingsFile


def test_preferences_come_back_as_they_were_left(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "settings.toml")
    file.change(language="zh_TW", theme="dark", size=125, company="和平醫療")
    again = SettingsFile(tmp_path / "settings.toml")
    assert again.settings == Settings(language="zh_TW", theme="dark", size=125, company="和平醫療")
    assert again.set_aside is None


def test_nothing_but_the_file_is_left_after_saving(tmp_path: Path) -> None:
    SettingsFile(tmp_path / "settings.toml").change(size=110)
    assert [p.name for p in tmp_path.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("broken", [b"language = ", b"\xff\xfe\x00", b"[[["])
def test_a_broken_file_is_kept_aside_and_named(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(broken)
    file = SettingsFile(path)
    assert file.settings == Settings()
    assert file.set_aside is not None and file.set_aside.read_bytes() == broken
    file.change(theme="dark")
    assert SettingsFile(path).settings.theme == "dark"


def test_a_value_of_a_wrong_kind_takes_its_default_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('theme = "pink"\nsize = "big"\ncompany = "ACME"\nrecent = [1, "a"]\nlater = true\n', "utf-8")
    assert SettingsFile(path).settings == Settings(company="ACME", recent=("a",))


def test_the_size_of_letters_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("size = 900\n", "utf-8")
    assert SettingsFile(path).settings.size == 150


def test_recent_files_are_few_and_the_last_one_first() -> None:
    settings = Settings()
    for number in range(RECENT + 3):
        settings = settings.opened(Path(f"{number}.salesdesk"))
    settings = settings.opened(Path("5.salesdesk"))
    assert settings.recent[:2] == ("5.salesdesk", f"{RECENT + 2}.salesdesk")
    assert len(settings.recent) == len(set(settings.recent)) == RECENT
    assert "5.salesdesk" not in settings.forgotten(Path("5.salesdesk")).recent


def test_a_place_that_cannot_be_written_does_not_stop_the_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    file = SettingsFile(tmp_path / "file" / "settings.toml")
    file.keep(theme="dark")
    assert file.settings.theme == "dark"
    with pytest.raises(OSError):
        file.change(theme="light")


def test_everything_stays_in_the_home_that_is_given(own_home: Path) -> None:
    assert SettingsFile().path.is_relative_to(own_home)
