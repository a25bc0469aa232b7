"""What the program remembers about this computer's user: language, look, last files. Not about the work itself."""

from __future__ import annotations

import logging
import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from salesdesk import places

THEMES = ("system", "light", "dark")
SIZES = (90, 100, 110, 125, 150)
RECENT = 8
LOCK_AFTER = (0, 5, 15, 30, 60)


@dataclass(frozen=True)
class Settings:
    """The preferences. `language` empty means: as the system says. `size` is in percent of the usual letters.

    `lock_after` minutes without a key or the mouse a protected file is locked; 0: never. `publish_file` is published
    to `publish_folder`, each day at `publish_at` ("18:00"; "": only when asked), and was so last at `published`;
    `publish_part` is how much of it ("": everything). `publish_failed`: it was not when the program was closed.
    """

    language: str = ""
    theme: str = "system"
    size: int = 100
    company: str = ""
    recent: tuple[str, ...] = ()
    geometry: str = ""
    lock_after: int = 15
    team_files: tuple[str, ...] = ()
    team_folder: str = ""
    publish_file: str = ""
    publish_folder: str = ""
    publish_at: str = ""
    publish_on_close: bool = False
    publish_part: str = ""
    publish_failed: bool = False
    published: str = ""

    def opened(self, path: Path) -> Settings:
        """The same preferences, with this file as the one opened last."""
        others = tuple(name for name in self.recent if name != str(path))
        return replace(self, recent=(str(path), *others)[:RECENT])

    def forgotten(self, path: Path) -> Settings:
        """The same preferences without this file among the recent ones."""
        return replace(self, recent=tuple(name for name in self.recent if name != str(path)))


class SettingsFile:
    """`settings.toml` in the user's configuration folder, replaced atomically.

    A file that cannot be read is kept beside as `settings.toml.broken` (`set_aside` names it) and the
    preferences begin anew; a single value of a wrong kind takes its default.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or _usual_path()
        self.set_aside: Path | None = None
        self.settings = self._load()

    def save(self, settings: Settings) -> None:
        """Put the preferences on disk. Raises OSError when the place cannot be written."""
        self.settings = settings
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".settings-")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                tomli_w.dump({key: _plain(value) for key, value in asdict(settings).items()}, out)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(self.path)
        finally:
            draft.unlink(missing_ok=True)

    def change(self, **values: Any) -> Settings:
        """Change some preferences and save them."""
        self.save(replace(self.settings, **values))
        return self.settings

    def keep(self, **values: Any) -> None:
        """Like `change`, for what is only a convenience: where it cannot be written, the work goes on without."""
        try:
            self.change(**values)
        except OSError as error:
            logging.getLogger("salesdesk").warning("preferences not saved: %s", error)

    def _load(self) -> Settings:
        try:
            return _read(tomllib.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError):
            self.set_aside = self._keep_broken()
            return Settings()

    def _keep_broken(self) -> Path | None:
        aside = self.path.with_name(self.path.name + ".broken")
        try:
            return self.path.replace(aside)
        except OSError:
            return None


def _read(values: Mapping[str, object]) -> Settings:
    """Settings from what stands in the file; anything of a wrong kind is left at its default."""
    usual = Settings()
    known: dict[str, Any] = {}
    for field in fields(Settings):
        value = values.get(field.name)
        if isinstance(getattr(usual, field.name), tuple):
            value = tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else None
        if value is not None and type(value) is type(getattr(usual, field.name)):
            known[field.name] = value
    settings = Settings(**known)
    theme = settings.theme if settings.theme in THEMES else usual.theme
    lock_after = settings.lock_after if settings.lock_after in LOCK_AFTER else usual.lock_after
    size = min(max(settings.size, SIZES[0]), SIZES[-1])
    recent = settings.recent[:RECENT]
    return replace(settings, theme=theme, size=size, lock_after=lock_after, recent=recent)


def _plain(value: object) -> object:
    """As TOML can say it."""
    return list(value) if isinstance(value, tuple) else value


def _usual_path() -> Path:
    """In the user's configuration folder; where that cannot even be made, a passing one, so that the work can go on."""
    try:
        return places.config() / "settings.toml"
    except OSError:
        return Path(tempfile.gettempdir()) / "SalesDesk" / "settings.toml"
