"""The language in use, and its catalogue of sentences (stdlib gettext, domain `salesdesk`).

The catalogue is looked up at each call, so the language can change while the program runs. A missing
translation shows the English sentence that the program was written with.
"""

from __future__ import annotations

import gettext as _stdlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from salesdesk.resources import resource

LANGUAGES: dict[str, str] = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
"""The languages offered, each by its own name."""

_DOMAIN = "salesdesk"
_TRADITIONAL = {"hant", "hk", "tw", "mo"}

_of_the_program = "en"
_here: ContextVar[str | None] = ContextVar("language_here", default=None)


def use(language: str) -> None:
    """Make `language` (a key of `LANGUAGES`) the language of the whole program; raises ValueError for any other."""
    global _of_the_program
    _check(language)
    _of_the_program = language


def language() -> str:
    """The language in use here and now: a key of `LANGUAGES`."""
    return _here.get() or _of_the_program


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Speak another language within this block only (a report for somebody else); other threads are not touched."""
    _check(language)
    token = _here.set(language)
    try:
        yield
    finally:
        _here.reset(token)


def best_language(system_locale_names: Iterable[str]) -> str:
    """The offered language that suits the system's wishes, best first: `zh-Hant`/HK/TW/MO → zh_TW, other zh → zh_CN."""
    for name in system_locale_names:
        parts = name.split(".")[0].split("@")[0].replace("-", "_").lower().split("_")
        if parts[0] == "zh":
            traditional = "hans" not in parts and not _TRADITIONAL.isdisjoint(parts)
            return "zh_TW" if traditional else "zh_CN"
        if parts[0] == "en":
            return "en"
    return "en"


def _(sentence: str) -> str:
    """The sentence in the language in use; gaps are filled afterwards with `.format(...)`."""
    return _catalogue(language()).gettext(sentence) if sentence else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for `n` things; gaps are filled afterwards."""
    return _catalogue(language()).ngettext(one, many, n)


def pgettext(context: str, sentence: str) -> str:
    """A sentence whose English is ambiguous, told apart by `context` (e.g. "verb", "short weekday")."""
    return _catalogue(language()).pgettext(context, sentence)


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> _stdlib.NullTranslations:
    if language == "en":
        return _stdlib.NullTranslations()
    return _stdlib.translation(_DOMAIN, resource("locale"), [language], fallback=True)


def _check(language: str) -> None:
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
