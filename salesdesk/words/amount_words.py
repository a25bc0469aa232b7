"""Amounts written out in words, as contracts and quotes have them: 人民币壹万贰仟叁佰肆拾伍元陆角柒分.

Chinese by the rules for bills (《正确填写票据和结算凭证的基本规定》): 零 once for zeros inside, 整 where nothing
follows 元 or 角. Other currencies are named before the figure in the same way. English as on cheques, cents as a
fraction.
"""

from __future__ import annotations

from functools import lru_cache

from salesdesk.words.catalogue import language
from salesdesk.words.numbers import currency_decimals

_DIGITS = {"zh_CN": "零壹贰叁肆伍陆柒捌玖", "zh_TW": "零壹貳參肆伍陸柒捌玖"}
_PLACES = ("", "拾", "佰", "仟")
_MYRIADS = {"zh_CN": ("", "万", "亿", "兆"), "zh_TW": ("", "萬", "億", "兆")}
_OWN_NAMES = {
    ("zh_CN", "CNY"): "人民币",
    ("zh_TW", "CNY"): "人民幣",
    ("zh_TW", "TWD"): "新臺幣",
    ("zh_CN", "TWD"): "新台币",
}

_BELOW_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ("", " thousand", " million", " billion", " trillion", " quadrillion")


def amount_in_words(cents: int, currency: str) -> str:
    """An amount in words, in the language in use; a currency without decimals is written in whole units."""
    if cents < 0:
        raise ValueError("an amount in words is not negative")
    if not currency_decimals(currency):
        whole, rest = divmod(cents, 100)
        cents = (whole + (rest > 50 or (rest == 50 and whole % 2 == 1))) * 100  # as `format_money` rounds it
    if language() == "en":
        return _english(cents, currency)
    return _currency_name(language(), currency) + chinese_amount(cents, language())


def chinese_amount(cents: int, script: str) -> str:
    """元角分 in capital numerals of a script (zh_CN or zh_TW), without the currency before it."""
    digits = _DIGITS[script]
    whole, rest = divmod(cents, 100)
    tenths, hundredths = divmod(rest, 10)
    said = f"{_chinese_number(whole, script)}元" if whole else ""
    if tenths:
        # A zero before the 角 guards the place after a round 元.
        said += (digits[0] if whole and whole % 10 == 0 else "") + f"{digits[tenths]}角"
    if hundredths:
        said += (digits[0] if whole and not tenths else "") + f"{digits[hundredths]}分"
    if not said:
        return f"{digits[0]}元整"
    return said if hundredths else f"{said}整"


def _chinese_number(number: int, script: str) -> str:
    """A whole number above zero, by groups of four digits; below ten thousand 兆."""
    zero = _DIGITS[script][0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    said, gap = "", False
    for at in range(len(groups) - 1, -1, -1):
        group = groups[at]
        if not group:
            gap = True
            continue
        if said and (gap or group < 1_000):
            said += zero
        said += _chinese_group(group, script) + _MYRIADS[script][at]
        gap = False
    return said


def _chinese_group(group: int, script: str) -> str:
    digits, said, gap = _DIGITS[script], "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(said)
            continue
        said += (digits[0] if gap else "") + digits[digit] + _PLACES[place]
        gap = False
    return said


def _english(cents: int, currency: str) -> str:
    whole, rest = divmod(cents, 100)
    words = _english_number(whole)
    fraction = f" and {rest:02d}/100" if currency_decimals(currency) else ""
    return f"{currency} {words}{fraction} only"


def _english_number(number: int) -> str:
    if not number:
        return _BELOW_TWENTY[0]
    groups: list[str] = []
    for name in _GROUPS:
        number, group = divmod(number, 1_000)
        if group:
            groups.insert(0, _english_group(group) + name)
    return " ".join(groups)


def _english_group(group: int) -> str:
    hundreds, rest = divmod(group, 100)
    words = [f"{_BELOW_TWENTY[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens] + (f"-{_BELOW_TWENTY[ones]}" if ones else ""))
    elif rest:
        words.append(_BELOW_TWENTY[rest])
    return " ".join(words)


@lru_cache(maxsize=64)
def _currency_name(language: str, code: str) -> str:
    """What a currency is called before its amount: 人民币, 美元; its code where nobody named it."""
    from babel.numbers import get_currency_name

    return _OWN_NAMES.get((language, code)) or str(get_currency_name(code, locale=language))
