"""A file given out: what is said when the place cannot be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from salesdesk.domain.errors import Refused
from salesdesk.reports.files import replace_file
from salesdesk.words.i18n import say


def test_a_full_disk_is_called_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused) as refused:
        replace_file(tmp_path / "r.pdf", b"x")
    assert "the disk is full" in say(refused.value)
    assert "Close it" not in say(refused.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        replace_file(tmp_path / "none" / "r.pdf", b"x")
    assert f"there is no folder {tmp_path / 'none'}" in say(refused.value)


def test_a_name_too_long_is_called_so(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        replace_file(tmp_path / f"{'r' * 300}.pdf", b"x")
    assert "the name is too long" in say(refused.value)
    assert not list(tmp_path.iterdir())
