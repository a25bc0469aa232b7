"""The language in use, and sentences that cross from the inner rooms."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.domain.text import Text
from salesdesk.words import catalogue
from salesdesk.words.i18n import LANGUAGES, _, best_language, in_language, language, ngettext, pgettext, say, use


@pytest.fixture(autouse=True)
def own_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Chinese catalogue of four sentences, so that these tests do not hang on the translators' progress."""
    chinese = Catalog("zh_CN")
    chinese.add("Saved {time}.", "已于{time}保存。")
    chinese.add("No {thing} on {day}.", "{day}没有{thing}。")
    chinese.add(("{n} visit", "{n} visits"), ("{n}次拜访",))
    chinese.add("Open", "打开", context="verb")
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "salesdesk.mo").open("wb") as file:
        write_mo(file, chinese)
    monkeypatch.setattr(catalogue, "resource", lambda *_parts: tmp_path)
    catalogue._catalogue.cache_clear()
    yield
    catalogue._catalogue.cache_clear()


def test_the_language_switches_at_run_time() -> None:
    use("zh_CN")
    assert _("Saved {time}.") == "已于{time}保存。"
    assert ngettext("{n} visit", "{n} visits", 1) == "{n}次拜访"
    assert pgettext("verb", "Open") == "打开"
    use("en")
    assert _("Saved {time}.") == "Saved {time}."
    assert ngettext("{n} visit", "{n} visits", 2) == "{n} visits"
    assert pgettext("verb", "Open") == "Open"


def test_a_missing_catalogue_or_sentence_shows_english() -> None:
    use("zh_TW")
    assert _("Saved {time}.") == "Saved {time}."
    use("zh_CN")
    assert _("Never heard of.") == "Never heard of."
    assert _("") == ""


def test_an_unknown_language_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="fr"):
        use("fr")
    with pytest.raises(ValueError, match="fr"), in_language("fr"):
        pass


def test_a_block_in_another_language_ends_with_it_and_leaves_other_threads_alone() -> None:
    use("en")
    seen: list[str] = []
    with pytest.raises(ZeroDivisionError), in_language("zh_CN"):
        other = threading.Thread(target=lambda: seen.append(language()))
        other.start()
        other.join()
        assert language() == "zh_CN"
        _ = 1 / 0
    assert seen == ["en"]
    assert language() == "en"


def test_say_translates_and_fills_the_gaps() -> None:
    use("zh_CN")
    assert say(Text("Saved {time}.", {"time": "9:30"})) == "已于9:30保存。"
    assert say(Refused("No {thing} on {day}.", thing="拜访", day=date(2026, 11, 23))) == "2026年11月23日没有拜访。"
    assert say(FileRefused("Saved {time}.", time=datetime(2026, 11, 23, 9, 5, tzinfo=UTC))).startswith(
        "已于2026年11月23日 09:05"
    )
    nested = Text("No {thing} on {day}.", {"thing": Text("Saved {time}.", {"time": 1}), "day": 2})
    assert say(nested) == "2没有已于1保存。。"


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["zh-Hant-TW"], "zh_TW"),
        (["zh_HK.UTF-8"], "zh_TW"),
        (["zh-MO"], "zh_TW"),
        (["zh-Hans-HK"], "zh_CN"),
        (["zh_CN.UTF-8"], "zh_CN"),
        (["zh-SG"], "zh_CN"),
        (["zh"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["fr-FR", "zh-TW"], "zh_TW"),
        (["de_DE@euro"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_system_s_wishes_choose_the_language(wishes: list[str], language: str) -> None:
    assert best_language(wishes) == language
    assert language in LANGUAGES
