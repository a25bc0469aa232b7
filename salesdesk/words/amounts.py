"""Times, amounts and counts as people type them, in English and both Chinese scripts."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from decimal import ROUND_HALF_UP, Decimal

_TO_SIMPLIFIED = str.maketrans("後週禮個兩號點時萬億這圓塊錢鐘", "后周礼个两号点时万亿这元块钱钟")
_CHINESE_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}

COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
"""A small count in figures or Chinese numerals, as a part of a regular expression."""

_MOST_CENTS = 10**15

_CURRENCIES = re.compile(
    r"^(?:cn¥|nt\$|us\$|hk\$|rmb|cny|twd|usd|hkd|eur|[¥￥$€£])|(?:rmb|cny|twd|usd|hkd|eur|元整?|块钱?)$"
)
_AMOUNT = re.compile(rf"(?P<figure>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+|{COUNT})(?P<unit>\D{{0,3}})")
_UNITS = {
    "": 1,
    "k": 1_000,
    "千": 1_000,
    "w": 10_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "m": 1_000_000,
    "mio": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "b": 1_000_000_000,
    "bn": 1_000_000_000,
}

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?|(\d{1,2})(\d{2})")
_CLOCK_HALVES = re.compile(r"(?P<clock>[\d:.h]+)(?P<half>am|pm|a\.m\.|p\.m\.|a|p)?")
_CHINESE_CLOCK = re.compile(
    rf"(?P<part>凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)?(?P<hour>{COUNT})(?:点钟?|时)"
    rf"(?:(?P<half>半)|(?P<quarters>[一三])刻|零?(?P<minute>{COUNT})分?|整)?"
)
_CHINESE_HALVES = re.compile(r"(?P<part>凌晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚)(?P<clock>\d{1,2}(?::\d{2})?)")
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚"})


def fold(text: str) -> str:
    """What was typed, half width, lower case, simplified in the characters read here, blanks single."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().translate(_TO_SIMPLIFIED).split())


def read_count(word: str) -> int:
    """A count in figures or in Chinese numerals up to ninety-nine: 12, 十二, 两."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _CHINESE_DIGITS.get(word, -1)
    return (_CHINESE_DIGITS.get(tens, -1000) if tens else 1) * 10 + (_CHINESE_DIGITS.get(ones, -1000) if ones else 0)


def read_amount(text: str) -> int | None:
    """Cents of an amount: "1,200", "12.5万", "3k", "¥ 980.50"; None where it is not one. Rounded to the cent."""
    cents = _cents(text)
    return cents if cents is not None and 0 <= cents <= _MOST_CENTS else None


def is_too_large(text: str) -> bool:
    """Whether it is an amount, but of more than the program counts with."""
    cents = _cents(text)
    return cents is not None and cents > _MOST_CENTS


def _cents(text: str) -> int | None:
    typed = _CURRENCIES.sub("", _CURRENCIES.sub("", fold(text).replace(" ", "")))
    found = _AMOUNT.fullmatch(typed)
    if not found or found["unit"] not in _UNITS:
        return None
    figure = found["figure"].replace(",", "")
    value = Decimal(figure) if figure[0] in ".0123456789" else Decimal(read_count(figure))
    return int((value * _UNITS[found["unit"]] * 100).to_integral_value(ROUND_HALF_UP))


def read_time(text: str) -> time | None:
    """A time of day: "9", "930", "9:30", "3pm", "下午3点", "三点半", "noon"; None where it is not one."""
    typed = fold(text).replace(" ", "")
    if typed in ("noon", "中午", "正午"):
        return time(12)
    if found := _CHINESE_CLOCK.fullmatch(typed):
        minute = 30 if found["half"] else read_count(found["minute"] or "0") + 15 * read_count(found["quarters"] or "0")
        return _moment(read_count(found["hour"]), minute, found["part"] in _AFTERNOON, found["part"] == "中午")
    if found := _CHINESE_HALVES.fullmatch(typed):
        hour, minute = _clock(found["clock"])
        return _moment(hour, minute, found["part"] in _AFTERNOON, found["part"] == "中午")
    found = _CLOCK_HALVES.fullmatch(typed)
    if not found:
        return None
    hour, minute = _clock(found["clock"])
    half = (found["half"] or "")[:1]
    if half and not 1 <= hour <= 12:
        return None
    return _moment(0 if half == "a" and hour == 12 else hour, minute, half == "p")


def _clock(typed: str) -> tuple[int, int]:
    """Hour and minute of "9", "9:30" or "930"; an hour that no day has, where it is none of them."""
    found = _CLOCK.fullmatch(typed)
    if not found:
        return 99, 0
    return int(found[1] or found[3]), int(found[2] or found[4] or 0)


def _moment(hour: int, minute: int, afternoon: bool, midday: bool = False) -> time | None:
    if (afternoon and 1 <= hour < 12) or (midday and 1 <= hour <= 2):
        hour += 12
    return time(hour, minute) if 0 <= hour < 24 and 0 <= minute < 60 else None
