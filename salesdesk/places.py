"""Where the program keeps what is not the user's file: preferences, backups, locks, logs.

The environment variable SALESDESK_HOME moves all of it into one folder (tests, portable use).
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "SalesDesk"


def _home() -> Path | None:
    home = os.environ.get("SALESDESK_HOME")
    return Path(home) if home else None


def _made(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def config() -> Path:
    """Folder of the preferences."""
    return _made(_home() or Path(platformdirs.user_config_dir(APP, appauthor=False)))


def backups(file_id: str) -> Path:
    """Folder of the rolling backups of one file."""
    return _made(all_backups() / file_id)


def all_backups() -> Path:
    """Folder in which each file has its folder of backups."""
    return (_home() or Path(platformdirs.user_data_dir(APP, appauthor=False))) / "backups"


def locks() -> Path:
    """Folder of the locks that keep a second program away from an open file."""
    return _made((_home() or Path(platformdirs.user_state_dir(APP, appauthor=False))) / "locks")


def logs() -> Path:
    """Folder of the log files."""
    home = _home()
    return _made(home / "logs" if home else Path(platformdirs.user_log_dir(APP, appauthor=False)))


def documents() -> Path:
    """Where a user's own file is put unless another place is chosen."""
    home = _home()
    return home / "documents" if home else Path(platformdirs.user_documents_dir()) / APP
