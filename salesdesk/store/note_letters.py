"""How notes are spelt in the index, and what is typed to find them: one Chinese character is one word (spec 2.6).

What is written down and what is looked for go through the same letters: half width, simplified, each character of
a script without spaces on its own. So two characters suffice, and either script finds the other.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

WORDS = 8
"""Of what was typed, at most so many words are looked for."""

BETWEEN = " \ue000 "
"""Stands between the texts of one note, so that no find begins in one and ends in the next."""

_EAST = 0x2E80
"""From here on scripts are written without spaces."""


def spelt(*texts: str) -> str:
    """The texts of one note as the index reads them; '' for none."""
    return BETWEEN.join(_spelt(text) for text in texts if text and not text.isspace())


def wish(text: str) -> str:
    """What FTS5 is asked when the user typed `text`: all words, each as one piece, the last letters left open.

    '' for what finds nothing: no letters, or a single Latin one, which half of all notes hold.
    """
    words = sought(text)
    if all(len(word) == 1 and not _is_east(word) for word in words):
        return ""
    return " AND ".join(f'"{_spelt(word)}"{_open(word)}' for word in words)


def sought(text: str) -> tuple[str, ...]:
    """The words of what was typed, letters and digits only; what stands between them parts a word like a space."""
    words = ("".join(one if one.isalnum() else " " for one in word) for word in _wide_to_half(text).split())
    return tuple(" ".join(word.split()) for word in words if word.strip())[:WORDS]


def place_of(word: str, text: str) -> tuple[int, int] | None:
    """Where a sought word stands in a text as it is shown: first and last character and one; None for nowhere."""
    if word and all(map(_is_east, word)) and (found := text.find(word)) >= 0:
        return found, found + len(word)
    letters, places, heads = _letters(text)
    wanted = _letters(word)[0]
    at = letters.find(wanted) if wanted else -1
    while at >= 0 and not heads[at]:
        at = letters.find(wanted, at + 1)
    return (places[at], places[at + len(wanted) - 1] + 1) if at >= 0 else None


def _letters(text: str) -> tuple[str, list[int], list[bool]]:
    """Letters and digits alone, where each stands in the text, and whether a word of the index begins there."""
    letters, places, heads = list[str](), list[int](), list[bool]()
    inside = False
    for place, written in enumerate(text):
        for one in unicodedata.normalize("NFKC", written):
            if one.isalnum():
                simplified = _simplified(one) if _is_east(one) else one.lower()[:1]
                letters.append(simplified)
                places.append(place)
                heads.append(not inside or _is_east(one))
            inside = one.isalnum() and not _is_east(one)
    return "".join(letters), places, heads


def _spelt(text: str) -> str:
    return _wide_to_half(text).translate(_apart)


def _wide_to_half(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _open(word: str) -> str:
    return "" if _is_east(word[-1]) or len(word) == 1 else "*"


def _is_east(character: str) -> bool:
    return ord(character) >= _EAST


class _Apart(dict[int, str]):
    """A character as the index has it: simplified and on its own, or as it is."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = f" {_simplified(character)} " if _is_east(character) else character if code else " "
        return self[code]


@lru_cache(maxsize=40_000)
def _simplified(character: str) -> str:
    return _t2s().convert(character)[:1] or character


@lru_cache(maxsize=1)
def _t2s() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


_apart = _Apart()
