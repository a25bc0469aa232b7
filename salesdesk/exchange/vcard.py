"""vCard 2.1, 3.0 and 4.0 ↔ people with their companies: folded lines, quoted-printable, GBK, several cards in a file.

A reader of our own: the maintained libraries refuse the 2.1 of telephones and of Outlook, which is what reps have.
"""

from __future__ import annotations

import quopri
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.exchange.sheet import Row, RowProblem, Sheet
from salesdesk.exchange.sniff import CODECS, Sniffed, decode, encoding_named, guess_encoding

COLUMNS = (
    *("Name", "Company", "Job title", "Phone", "E-mail", "Messenger", "Birthday", "Address", "Website", "Note", "UID"),
)
LIMIT_CARDS = 200_000
_BEGIN = re.compile(r"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_HEAD = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<params>(?:;[^:;\"]*(?:\"[^\"]*\")?[^:;\"]*)*):(?P<value>.*)", re.DOTALL
)
_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_BEST = ("pref", "cell", "work", "voice", "internet", "main")
_ESCAPED = re.compile(r"\\([nN,;:\\])")


class Line(NamedTuple):
    """One property of a card: its name, the words of its parameters (lower case), its value still escaped."""

    name: str
    params: frozenset[str]
    value: str


@dataclass
class Card:
    """One person (or company) as the file tells of them."""

    line: int
    lines: list[Line] = field(default_factory=list)
    closed: bool = False


def is_vcard(data: bytes) -> bool:
    """Whether these bytes begin as a vCard does."""
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head[:40].upper().replace(b" ", b"").startswith(b"BEGIN:VCARD")


def read_vcard(data: bytes, *, encoding: str | None = None) -> tuple[Sniffed, Sheet]:
    """The people of a vCard file. What has no column of its own stands in the note. Raises FileRefused."""
    chosen = encoding_named(encoding) if encoding else guess_encoding(data)
    rows: list[Row] = []
    broken: list[RowProblem] = []
    for card in _cards(decode(data, chosen), chosen):
        cells = tuple(_cells(card))
        if not card.closed:
            reason = Text(N_("The card that begins here is not closed with END:VCARD."))
            broken.append(RowProblem(card.line, reason, cells))
        elif cells[0] or cells[1]:
            rows.append(Row(card.line, cells))
        else:
            broken.append(RowProblem(card.line, Text(N_("The card names neither a person nor a company.")), cells))
    if not rows and not broken:
        raise FileRefused(N_("The file holds no cards."))
    others = () if chosen.startswith("utf") else tuple(name for name in ("gb18030", "big5") if name != chosen)
    sniffed = Sniffed(chosen, "", "", True, 0, others, source="vcard")
    return sniffed, Sheet(COLUMNS, tuple(rows), tuple(broken))


def write_vcard(people: Iterable[Mapping[str, str]]) -> bytes:
    """Cards of version 3.0, which every telephone and mail program reads, from rows by the names of `COLUMNS`."""
    out: list[str] = []
    for person in people:
        name, company = person.get("Name", ""), person.get("Company", "")
        family, given = _halves(name)
        out += ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_escape(name or company)}"]
        out.append(f"N:{_escape(family)};{_escape(given)};;;")
        for head, column in _WRITTEN:
            if value := person.get(column, ""):
                out.append(f"{head}:{_escape(value)}")
        if address := person.get("Address", ""):
            out.append(f"ADR;TYPE=WORK:;;{_escape(address)};;;;")
        out.append("END:VCARD")
    return "".join(f"{part}\r\n" for line in out for part in _folded(line)).encode()


_WRITTEN = (
    ("ORG", "Company"),
    ("TITLE", "Job title"),
    ("TEL;TYPE=WORK,VOICE", "Phone"),
    ("EMAIL;TYPE=INTERNET", "E-mail"),
    ("X-WECHAT", "Messenger"),
    ("BDAY", "Birthday"),
    ("URL", "Website"),
    ("NOTE", "Note"),
    ("UID", "UID"),
)


def _cards(text: str, encoding: str) -> Iterator[Card]:
    card: Card | None = None
    count = 0
    for number, line in _unfolded(text):
        if _BEGIN.fullmatch(line):
            if card is not None and card.lines:
                yield card
            count += 1
            if count > LIMIT_CARDS:
                raise FileRefused(N_("The file has more than {limit} cards. Split it."), limit=LIMIT_CARDS)
            card = Card(number)
        elif card is not None and line.strip().upper().replace(" ", "") == "END:VCARD":
            card.closed = True
            yield card
            card = None
        elif card is not None and (found := _HEAD.fullmatch(line)):
            name = found["name"].upper()
            if name not in _BINARY:
                params = frozenset(
                    word.strip('" ').lower()
                    for part in found["params"].split(";")
                    for word in part.rpartition("=")[2].split(",")
                    if word
                )
                card.lines.append(Line(name, params, _decoded(found["params"], found["value"], encoding)))
    if card is not None:
        yield card


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Whole lines with the number of their first: a fold begins with a blank, soft line breaks end with `=`."""
    parts: list[str] = []
    begun, soft = 0, False
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if parts and soft:
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif parts and line[:1] in (" ", "\t"):
            parts.append(line[1:])
        else:
            if parts:
                yield begun, "".join(parts)
            parts, begun = [line], number
        first = parts[0].partition(":")[0].upper()
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in first
    if parts:
        yield begun, "".join(parts)


def _decoded(params: str, value: str, encoding: str) -> str:
    upper = params.upper()
    if "QUOTED-PRINTABLE" not in upper:
        return value
    found = re.search(r"CHARSET=\"?([\w-]+)", upper)
    named = found[1].lower() if found else encoding
    codec = "gb18030" if named in ("gb2312", "gbk", "gb18030") else CODECS.get(named, named)
    raw = quopri.decodestring(value.encode())
    for one in (codec, "utf-8", "gb18030"):
        try:
            return raw.decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _cells(card: Card) -> list[str]:
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in card.lines:
        found[line.name].append(line)
    phones, mails = _ranked(found["TEL"], skip="fax"), _ranked(found["EMAIL"])
    messengers = [f"{_plain(line.value)}" for name in ("X-WECHAT", "X-QQ", "IMPP") for line in found[name]]
    notes = [_plain(line.value) for line in found["NOTE"]]
    notes += [*phones[1:], *mails[1:], *messengers[1:]]
    organization = _first(found, "ORG")
    address = found["ADR"][0].value if found["ADR"] else ""
    return [
        _name(found),
        _plain(_split(organization)[0]) if organization else "",
        _plain(_first(found, "TITLE") or _first(found, "ROLE")),
        phones[0] if phones else "",
        mails[0] if mails else "",
        messengers[0] if messengers else "",
        _birthday(_first(found, "BDAY")),
        ", ".join(part for part in (_plain(one).strip() for one in _split(address)) if part),
        _plain(_first(found, "URL")),
        "\n".join(note for note in notes if note.strip()),
        _plain(_first(found, "UID")),
    ]


def _name(found: Mapping[str, list[Line]]) -> str:
    full = _plain(_first(found, "FN")).strip()
    if full:
        return full
    parts = [_plain(part).strip() for part in _split(_first(found, "N"))] + [""] * 3
    family, given, middle = parts[:3]
    if any("\u3400" <= char <= "\u9fff" for char in family + given):
        return family + given
    return " ".join(part for part in (given, middle, family) if part)


def _ranked(lines: list[Line], skip: str = "none") -> list[str]:
    """The values, the preferred one first, each once; telephones without `tel:`."""
    kept = [line for line in lines if skip not in line.params]

    def rank(line: Line) -> int:
        return min((at for at, word in enumerate(_BEST) if word in line.params), default=len(_BEST))

    values = (
        _plain(line.value).strip().removeprefix("tel:").removeprefix("mailto:") for line in sorted(kept, key=rank)
    )
    return list(dict.fromkeys(value for value in values if value))


def _birthday(value: str) -> str:
    """A day with its year; a birthday without one (`--0315`) is none we can keep."""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", value.strip())
    return "-".join(found.groups()) if found else ""


def _first(found: Mapping[str, list[Line]], name: str) -> str:
    lines = found.get(name, [])
    return lines[0].value if lines else ""


def _split(value: str) -> list[str]:
    return re.split(r"(?<!\\);", value)


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _escape(value: str) -> str:
    plain = value.replace("\r\n", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n")


def _halves(name: str) -> tuple[str, str]:
    """Family and given name: 王 + 小明, Smith + John."""
    if name and "\u3400" <= name[0] <= "\u9fff" and " " not in name:
        return name[:1], name[1:]
    given, _blank, family = name.rpartition(" ")
    return (family, given) if given else (name, "")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 bytes, each further one after a blank; no character is cut."""
    piece = b""
    for char in line:
        raw = char.encode()
        if len(piece) + len(raw) > 74:
            yield piece.decode()
            piece = b" "
        piece += raw
    yield piece.decode()
