"""The program in the language, the look and the size of letters that the user prefers."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QApplication

from salesdesk.settings import Settings
from salesdesk.ui.language import switch, system_language
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import LANGUAGES, language


def dress(app: QApplication, settings: Settings) -> None:
    """Give the whole program the language, the look and the size of letters that the user prefers."""
    wanted = settings.language if settings.language in LANGUAGES else system_language()
    if wanted != language():
        switch(app, wanted)
    theme.apply(app, cast(theme.Scheme, settings.theme), settings.size / 100)
