"""The passphrase as a user meets it: its strength, a keyring, the backups that follow it, the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from salesdesk import cli
from salesdesk.domain.errors import Refused
from salesdesk.services import safety
from salesdesk.services.backups import verify
from salesdesk.services.desk import Desk
from salesdesk.services.safety import Strength
from salesdesk.store import keys
from tests.builders import make_desk

PASSPHRASE = "three green bicycles"


class Drawer(KeyringBackend):
    """A keyring that lasts as long as a test."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    before, own = keyring.get_keyring(), Drawer()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


def protected(folder: Path, passphrase: str = PASSPHRASE) -> Path:
    """A closed file under a passphrase that nobody has named yet."""
    desk = make_desk(folder)
    desk.clients.create(name="华为技术")
    desk.close()
    safety.protect(desk.path, safety.new_passphrase(passphrase, passphrase))
    safety.forget_keys()
    return desk.path


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", Strength.NONE),
        ("password1", Strength.WEAK),
        ("王小明 123", Strength.WEAK),
        ("three green bicycles under water", Strength.STRONG),
        ("x" * 5_000, Strength.WEAK),
    ],
)
def test_strength_tells_the_weak_from_the_strong(typed: str, found: Strength) -> None:
    assert safety.strength(typed, ["王小明"]) in (found, Strength.FAIR if found == Strength.WEAK else found)


@pytest.mark.parametrize(("one", "two", "field"), [("short", "short", "passphrase"), (PASSPHRASE, "three", "again")])
def test_a_short_one_or_two_different_ones_are_not_taken(one: str, two: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        safety.new_passphrase(one, two)
    assert refused.value.field == field


def test_the_keyring_opens_the_file_until_the_passphrase_changes(tmp_path: Path, drawer: Drawer) -> None:
    path = protected(tmp_path)
    assert not safety.unlock_remembered(path)
    safety.unlock(path, PASSPHRASE)
    safety.remember(path)
    safety.forget_keys()
    assert safety.is_remembered(path)
    assert PASSPHRASE not in str(drawer.kept)
    assert safety.unlock_remembered(path)
    Desk.open(path).close()
    safety.protect(path, safety.new_passphrase("quite another one", "quite another one"))
    assert not safety.is_remembered(path)
    assert drawer.kept == {}, "what it knew is of no use any more"


def test_without_a_keyring_nothing_is_remembered_and_it_is_said(tmp_path: Path) -> None:
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        path = protected(tmp_path)
        assert not safety.can_remember()
        assert not safety.unlock_remembered(path)
        safety.unlock(path, PASSPHRASE)
        with pytest.raises(Refused, match="no keyring"):
            safety.remember(path)
    finally:
        keyring.set_keyring(before)


def test_backups_follow_the_passphrase_in_and_out(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.clients.create(name="华为技术")
    desk.backups.make()
    desk.close()
    for new in (
        safety.new_passphrase(PASSPHRASE, PASSPHRASE),
        safety.new_passphrase("another one", "another one"),
        None,
    ):
        safety.protect(desk.path, new)
        open_now = Desk.open(desk.path)
        assert open_now.safety.protected == (new is not None)
        assert open_now.safety.backups_to_protect() == 1
        assert open_now.safety.protect_backups() == 1
        assert open_now.safety.backups_to_protect() == 0
        [kept] = open_now.backups.list()
        assert keys.salt_of(kept.path) == keys.salt_of(desk.path)
        verify(kept.path)
        open_now.close()


def test_the_passphrase_is_confirmed_while_the_file_is_open(tmp_path: Path) -> None:
    path = protected(tmp_path)
    safety.unlock(path, PASSPHRASE)
    desk = Desk.open(path)
    desk.safety.confirm(PASSPHRASE)
    with pytest.raises(Refused, match="not the passphrase"):
        desk.safety.confirm("another one")
    safety.forget_keys()
    desk.clients.create(name="和平医院")
    desk.backups.make()
    desk.close()


@pytest.mark.parametrize("way", ["environment", "file"])
def test_the_command_line_takes_the_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    path, kept, more = protected(tmp_path), tmp_path / "kept.txt", []
    kept.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    if way == "environment":
        monkeypatch.setenv("SALESDESK_PASSPHRASE", PASSPHRASE)
    else:
        more = ["--passphrase-file", str(kept)]
    assert cli.main(["check", str(path), *more]) == 0
    safety.forget_keys()
    assert cli.main(["backup", str(path), *more]) == 0
    made = capsys.readouterr().out.splitlines()[-1]
    safety.forget_keys()
    assert cli.main(["restore", made, "--out", str(tmp_path / "again.salesdesk"), *more]) == 0
    assert keys.slots_of(tmp_path / "again.salesdesk")


def test_the_command_line_without_a_passphrase_or_with_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = protected(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert cli.main(["check", str(path)]) == 1
    assert "SALESDESK_PASSPHRASE" in capsys.readouterr().err
    monkeypatch.setenv("SALESDESK_PASSPHRASE", "another one")
    assert cli.main(["check", str(path)]) == 1
    assert "not the passphrase" in capsys.readouterr().err
    monkeypatch.delenv("SALESDESK_PASSPHRASE")
    assert cli.main(["check", str(path), "--passphrase-file", str(tmp_path / "none")]) == 1
    assert "cannot be read" in capsys.readouterr().err
