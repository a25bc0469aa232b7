"""Keys by which Chinese and Latin names are found and sorted (spec 2.6).

They are computed once, when a name is saved, and kept in indexed columns. Everything goes character by
character through a memory of characters already seen, because the phrase engines behind it take 0.1 ms a
name: pypinyin and OpenCC are asked once for each character (and for each pair around a character that is
read in two ways). Both are loaded at the first Chinese character, never at the start.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from opencc import OpenCC

_READINGS = {"长": "chang", "佛": "fo", "都": "du", "调": "tiao", "泊": "bo", "给": "ji", "什": "shi", "莞": "guan"}
"""Characters whose first reading in the dictionary is not the one that names of companies and places have."""

_TWO_WAYS = frozenset("长長行乐樂厦廈重会會六番蚌都调調弹彈模朝校佛参參藏泊轧軋柏给給秘仔传傳")
"""Characters read in two ways in names: the pair that they stand in decides, where the dictionary has it."""

_BREAKS = frozenset(" |ü")
"""What the order of a name keeps and its search keys do not."""

_LONGEST_PERSON = 4
"""Characters of the longest personal name: two of the surname, two given."""

_SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "朴": "piao",
    "翟": "zhai",
    "缪": "miao",
    "覃": "qin",
    "盖": "ge",
    "任": "ren",
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
}
"""Surnames with a reading of their own, used where the whole name is as short as a person's."""


class SearchKeys(NamedTuple):
    """What a name is found by: folded and in simplified characters, in full pinyin, by pinyin initials."""

    simplified: str
    pinyin: str
    initials: str


def search_keys(name: str) -> SearchKeys:
    """The keys of one name: 華為 Tech 3 → 华为tech3, huaweitech3, hwtech3. Latin and digits pass through."""
    folded = _fold(name)
    if _reads_one_way(folded):
        simplified, pinyin, initials, _placed = _told(folded)
        return SearchKeys(simplified, pinyin, initials)
    simplified = folded.translate(_simplified)
    syllables = _syllables(folded, simplified)
    return SearchKeys(simplified, "".join(syllables), "".join([syllable[:1] for syllable in syllables]))


def search_text(*names: str) -> str:
    """All keys of all `names` of one thing, as one string for substring search; keys are parted by `|`."""
    keys: dict[str, None] = {}
    for name in names:
        if name:
            key = search_keys(name)
            keys |= dict.fromkeys((key.simplified, key.pinyin, key.initials))
    keys.pop("", None)
    return "|".join(keys)


def name_keys(name: str, *others: str) -> tuple[str, str]:
    """`search_text` of all names and `sort_key` of the first: in one go where that can be, for the sake of imports."""
    line = _line(name)
    if (others and any(others)) or not _reads_one_way(line) or not _BREAKS.isdisjoint(line):
        return search_text(name, *others), sort_key(name)
    *keys, placed = _told(line)
    found = dict.fromkeys(keys)
    found.pop("", None)
    return "|".join(found), " ".join(placed.split())


def fold_query(text: str) -> str:
    """What is looked for when the user typed `text`: half width, lower case, simplified, no spaces."""
    return _fold(text).translate(_simplified)


def sort_key(name: str) -> str:
    """The order of a name in a list: by pinyin, same characters together, Latin names among them by their letters."""
    line = _line(name)
    if _reads_one_way(line):
        return " ".join(_told(line)[3].split())
    simplified = line.translate(_simplified)
    pairs = zip(_syllables(line, simplified), simplified, strict=True)
    return " ".join("".join([_placed(syllable, character) for syllable, character in pairs]).split())


def _line(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).lower().split())


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().replace("|", " ").replace("ü", "v").split())


def _placed(syllable: str, character: str) -> str:
    """A character as it stands in a sort key: behind its reading, where that says something else."""
    return f" {syllable} {character} " if syllable and syllable != character else character


def _reads_one_way(written: str) -> bool:
    """Whether each character can be looked up alone: no person's name, and none that is read in two ways."""
    return len(written) > _LONGEST_PERSON and _TWO_WAYS.isdisjoint(written)


def _told(written: str) -> tuple[str, str, str, str]:
    """Simplified, in pinyin, by initials, and for the order, character by character."""
    simplified, pinyin, initials, placed = map("".join, zip(*[_characters[one] for one in written], strict=True))
    return simplified, pinyin, initials, placed


def _syllables(written: str, simplified: str) -> list[str]:
    """How each character is read; what has no reading (punctuation) is empty."""
    syllables = [_pinyin[ord(character)] for character in written]
    if not _TWO_WAYS.isdisjoint(written):
        for i, character in enumerate(written):
            if character in _TWO_WAYS:
                syllables[i] = _in_pair(simplified, i) or syllables[i]
    for length in (2, 1):
        reading = _SURNAMES.get(simplified[:length])
        if reading and length < len(simplified) <= length + 2:
            syllables[:length] = reading.split()
    return syllables


def _in_pair(simplified: str, i: int) -> str:
    following = simplified[i : i + 2]
    preceding = simplified[i - 1 : i + 1] if i else ""
    return _pair_reading(following)[0] or _pair_reading(preceding)[1]


@lru_cache(maxsize=20_000)
def _pair_reading(pair: str) -> tuple[str, str]:
    """Both readings of a pair of characters that the dictionary knows as a word, else empty."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT

    if len(pair) != 2 or pair not in PHRASES_DICT:
        return "", ""
    first, second = lazy_pinyin(pair)
    return first, second


class _Simplified(dict[int, str]):
    """Character by character from traditional to simplified, so that a part of a name folds like the whole."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if character.isascii() else _t2s().convert(character)
        return self[code]


class _Pinyin(dict[int, str]):
    """The usual reading of a character; letters and digits read as themselves, anything else is silent."""

    def __missing__(self, code: int) -> str:
        self[code] = _READINGS.get(_simplified[code]) or _read(chr(code))
        return self[code]


class _Characters(dict[str, tuple[str, str, str, str]]):
    """All that a character with one reading gives to the keys: four tables in one, so that it is looked up once."""

    def __missing__(self, character: str) -> tuple[str, str, str, str]:
        simplified, syllable = _simplified[ord(character)], _pinyin[ord(character)]
        self[character] = simplified, syllable, syllable[:1], _placed(syllable, simplified)
        return self[character]


def _read(character: str) -> str:
    if not character.isalnum():
        return ""
    if character.isascii():
        return character
    from pypinyin import lazy_pinyin

    reading = lazy_pinyin(character, errors="ignore")
    return str(reading[0]) if reading else character


@lru_cache(maxsize=1)
def _t2s() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


_simplified = _Simplified()
_pinyin = _Pinyin()
_characters = _Characters()
