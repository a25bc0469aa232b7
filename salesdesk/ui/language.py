"""The language of the window, switched while it runs: our words, Qt's own buttons, and the calendar's names."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from salesdesk.words.i18n import best_language, use

_OF_QT: list[QTranslator] = []


def system_language() -> str:
    """The offered language that suits this computer."""
    return best_language(QLocale.system().uiLanguages())


def switch(app: QApplication, language: str) -> None:
    """Speak `language` (a key of LANGUAGES) from now on; every open window says its texts anew."""
    use(language)
    QLocale.setDefault(QLocale(language))
    for translator in _OF_QT:
        app.removeTranslator(translator)
    _OF_QT.clear()
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
        _OF_QT.append(translator)
    for window in app.topLevelWidgets():
        QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
