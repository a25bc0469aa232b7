"""When two clients may be one company (spec 2.7): what is compared, and what a merge decides.

Names reach this room folded (half width, lower case, simplified, no spaces; `words.search_keys.fold_query`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from salesdesk.domain.change import Id

LEGAL_FORMS = (
    *("股份有限公司", "有限责任公司", "集团有限公司", "有限合伙企业", "责任有限公司"),
    *(
        "有限公司",
        "集团公司",
        "责任公司",
        "总公司",
        "分公司",
        "合伙企业",
        "公司",
        "集团",
        "厂",
        "株式会社",
        "corporation",
        "incorporated",
        "company",
    ),
    *("limited", "holdings", "holding", "group", "gmbh", "corp", "inc", "ltd", "llc", "llp", "plc", "pte", "pty"),
    *("sarl", "spa", "srl", "bv", "nv", "ag", "kg", "sa", "co", "ab", "oy"),
)
"""Ends of names that say what kind of company it is, folded; the longest of one kind first."""

LATIN_WORDS = frozenset(form for form in LEGAL_FORMS if form.isascii())

_SPLIT = re.compile(r"[^0-9a-z\u00c0-\u024f\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3040-\u9fff]")
_DIGITS = re.compile(r"\d+")
_EXTENSION = re.compile(r"(?:转|轉|ext\.?|分机|#|x)\s*\d+\s*$", re.IGNORECASE)
_PUBLIC_MAIL = frozenset(
    ("qq.com", "163.com", "126.com", "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "sina.com", "foxmail.com")
)


class Reason(StrEnum):
    """Why two clients look like one."""

    NAME = "name"
    NEAR_NAME = "near_name"
    PHONE = "phone"
    MAIL = "mail"
    TAX = "tax"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two clients are: 0 to 100, and by what."""

    left: Id
    right: Id
    score: int
    reasons: tuple[Reason, ...]


class Side(StrEnum):
    """Which of two values a merge keeps; both only where words can be joined."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


LISTS = ("tags", "competitors")
JOINED = (*LISTS, "needs", "note")
"""Fields of a client whose words are joined where both have some: lists word by word, the rest line below line."""

NOT_MERGED = frozenset({"id", "deleted", "is_prospect", "ref"})
"""Fields that a merge decides by itself: the client is a prospect only where both are; an import knows it
by its own key, else by the other's."""


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of two clients side by side, and which value is proposed."""

    name: str
    left: object
    right: object
    proposed: Side

    @property
    def differs(self) -> bool:
        return self.left != self.right


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Two clients before they become one: `left` stays, `right` goes into the bin; `moved` counts what comes along."""

    left: Id
    right: Id
    fields: tuple[MergeField, ...]
    moved: Mapping[str, int] = field(default_factory=dict)


def without_form(folded: str) -> str:
    """A folded name without its legal form: what two spellings of one company share. Places in front stay."""
    own = "".join(character for character in folded if character.isalnum())
    shorter = True
    while shorter:
        shorter = False
        for ending in LEGAL_FORMS:
            if own.endswith(ending) and len(own) >= len(ending) + 2:
                own, shorter = own[: -len(ending)], True
                break
    return own


def company_key(name: str, folded: str) -> str:
    """What is compared of a name: without its legal form; of Latin names word by word, so that Cisco keeps its co."""
    if _CHINESE.search(folded):
        return without_form(folded)
    words = [word for word in _SPLIT.split(name.lower().replace("&", " and ").replace("'", "")) if word]
    while len(words) > 1 and words[-1] in LATIN_WORDS | {"and"}:
        words.pop()
    return "".join(words) if words else without_form(folded)


def phone_digits(text: str) -> str:
    """The digits of a phone number, without the country's code, the trunk zero behind it and the extension."""
    digits = "".join(_DIGITS.findall(_EXTENSION.sub("", text)))
    for prefix in ("0086", "86"):
        foreign = text.lstrip().startswith("+") or digits.startswith("00") or len(digits) == 13
        if digits.startswith(prefix) and foreign and len(digits) - len(prefix) >= 8:
            digits = digits[len(prefix) :]
            break
    return digits


def phone_key(text: str) -> str:
    """What two spellings of one number share; "" for what is too short to tell a company by."""
    digits = phone_digits(text).lstrip("0")
    return digits[-11:] if len(digits) >= 7 else ""


def mail_key(text: str) -> str:
    """A mail address as it is compared; "" for none."""
    mail = text.strip().lower()
    return mail if "@" in mail else ""


def mail_house(text: str) -> str:
    """The company's own mail domain; "" for those that anybody can have."""
    house = mail_key(text).partition("@")[2]
    return "" if house in _PUBLIC_MAIL else house


def tax_key(text: str) -> str:
    """A tax number as it is compared; "" for what is too short."""
    key = "".join(character for character in text.upper() if character.isalnum())
    return key if len(key) >= 8 else ""


def joined(left: str, right: str) -> str:
    """Tags of both, in their order, each once."""
    words = dict.fromkeys(word.strip() for word in re.split(r"[,，;；、\n]+", f"{left},{right}"))
    return ", ".join(word for word in words if word)


def joined_lines(left: str, right: str) -> str:
    """Sentences of both, one below the other, unless one holds the other already."""
    return left if right in left else right if left in right else f"{left}\n{right}"
