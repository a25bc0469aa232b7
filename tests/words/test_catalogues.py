"""Every sentence of the program is translated, with its gaps, in the right script."""

from __future__ import annotations

import ast
import runpy
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("zh_CN", "zh_TW")

OTHER_SCRIPT_ALLOWED = {"zh_CN": frozenset("繁體中文"), "zh_TW": frozenset("简体中文")}
"""The names of the languages, each written in its own script."""


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    """What is marked for translation in the sources, as the packaging extracts it."""
    catalogue = runpy.run_path(str(ROOT / "packaging" / "translations.py"))["extract"]()
    assert len(catalogue) > 100
    return catalogue


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def translated(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "salesdesk.po").open("rb") as stream:
        return read_po(stream, locale=language)


def test_every_sentence_is_translated(sentences: Catalog, translated: Catalog) -> None:
    missing = [message.id for message in _messages(sentences) if not all(_forms(_in(translated, message)))]
    assert missing == []


def test_no_sentence_hides_where_the_extraction_does_not_look(sentences: Catalog) -> None:
    """Babel does not read the sentences within an f-string: such a one is only found where it stands elsewhere too."""
    hidden = [
        (path.name, call.args[0].value)
        for path in (ROOT / "salesdesk").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "N_")
        if isinstance(call.args[0], ast.Constant) and call.args[0].value not in sentences
    ]
    assert hidden == []


def test_no_translation_is_left_of_sentences_that_are_gone(sentences: Catalog, translated: Catalog) -> None:
    assert [message.id for message in _messages(translated) if _in(sentences, message) is None] == []
    assert not translated.obsolete


def test_nothing_is_guessed(translated: Catalog) -> None:
    assert [message.id for message in _messages(translated) if message.fuzzy] == []


def test_translations_have_the_gaps_of_their_sentence(translated: Catalog) -> None:
    wrong = [
        (message.id, form)
        for message in _messages(translated)
        for form in _forms(message)
        if form and _gaps(form) != _gaps(_texts(message.id)[-1])
    ]
    assert wrong == []


def test_each_language_is_written_in_its_own_script(language: str, translated: Catalog) -> None:
    foreign = _Foreign(language)
    wrong = [
        (message.id, form, strange)
        for message in _messages(translated)
        for form in _forms(message)
        if (strange := "".join(c for c in form if c in foreign and c not in OTHER_SCRIPT_ALLOWED[language]))
    ]
    assert wrong == []


def test_the_script_check_sees_a_foreign_character() -> None:
    assert [c for c in "客戶拜访后台里干" if c in _Foreign("zh_CN")] == ["戶"]
    assert [c for c in "客戶拜访后台里干体万号个" if c in _Foreign("zh_TW")] == ["访", "体", "万", "号", "个"]


class _Foreign:
    """Characters of the other script: OpenCC would change them, and the own script's national set has them not
    among its everyday characters (GB 2312; the first plane of Big5)."""

    def __init__(self, language: str) -> None:
        self._simplified = language == "zh_CN"
        self._converter = OpenCC("t2s" if self._simplified else "s2t")

    def __contains__(self, character: str) -> bool:
        return self._converter.convert(character) != character and not self._everyday(character)

    def _everyday(self, character: str) -> bool:
        try:
            code = character.encode("gb2312" if self._simplified else "big5")
        except UnicodeEncodeError:
            return False
        return self._simplified or code < b"\xc9\x40"


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _in(catalogue: Catalog, message: Message) -> Message | None:
    return catalogue.get(message.id, message.context)


def _texts(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _forms(message: Message | None) -> list[str]:
    """All plural forms, or the one form; one empty form where there is no message."""
    return _texts(message.string) or [""] if message else [""]


def _gaps(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}
