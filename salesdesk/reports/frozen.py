"""A document as JSON and back, without loss: how a sent report is kept exactly as it was sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from math import isfinite
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.reports import document as parts
from salesdesk.reports.document import Document

FORMAT = 1
_CLASSES: dict[str, type] = {
    cls.__name__: cls
    for cls in (
        parts.Document, parts.Section, parts.Heading, parts.Paragraph, parts.KeyFigure, parts.KeyFigures,
        parts.Table, parts.Column, parts.Cell, parts.LineChart, parts.Series, parts.PieChart, parts.PieSlice,
        parts.BarChart, parts.Bar,
    )
}  # fmt: skip
_ENUMS = {cls.__name__: cls for cls in (parts.CellKind, parts.Align, parts.Tone, parts.Paper, parts.LineRole)}
_MOMENTS = {"date": date.fromisoformat, "datetime": datetime.fromisoformat, "time": time.fromisoformat}


def to_json(document: Document, hidden: Iterable[str] = ()) -> str:
    """The document as text, with the sections that were switched off; `from_json` gives back an equal one."""
    kept = {"format": FORMAT, "document": _plain(document), "hidden": sorted(hidden)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def hidden_in(text: str) -> frozenset[str]:
    """The sections that were switched off when the document was sent; none where the text does not say."""
    try:
        return frozenset(str(key) for key in json.loads(text).get("hidden", ()))
    except (ValueError, TypeError, AttributeError):
        return frozenset()


def from_json(text: str) -> Document:
    """The document kept in `text`. Refused when the text is damaged or of a newer version of the program."""
    try:
        kept = json.loads(text)
        newer = kept["format"] > FORMAT
        document = None if newer else _made(kept["document"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(N_("The sent report cannot be read. Its record is damaged; restore it from a backup.")) from error
    if newer:
        raise Refused(N_("The sent report was kept by a newer version. Update this program to open it."))
    if not isinstance(document, Document):
        raise Refused(N_("The sent report cannot be read. Its record is damaged; restore it from a backup."))
    return document


def _plain(thing: object) -> object:
    if is_dataclass(thing):
        changed = {f.name: getattr(thing, f.name) for f in fields(thing) if getattr(thing, f.name) != f.default}
        return {"_": type(thing).__name__} | {name: _plain(value) for name, value in changed.items()}
    if isinstance(thing, Enum):
        return {"_": type(thing).__name__, "is": thing.value}
    if isinstance(thing, bytes):
        return {"_": "bytes", "is": base64.b64encode(thing).decode()}
    if isinstance(thing, date | time):
        return {"_": type(thing).__name__, "is": thing.isoformat()}
    if isinstance(thing, tuple):
        return [_plain(item) for item in thing]
    return thing


def _made(plain: object) -> object:
    if isinstance(plain, list):
        return tuple(_made(item) for item in plain)
    if not isinstance(plain, dict):
        return plain
    name = plain["_"]
    if name in _CLASSES:
        return _checked(_CLASSES[name], {key: _made(value) for key, value in plain.items() if key != "_"})
    if name in _ENUMS:
        return _ENUMS[name](plain["is"])
    if name == "bytes":
        return base64.b64decode(plain["is"])
    return _MOMENTS[name](plain["is"])


def _checked(cls: type, values: dict[str, object]) -> object:
    """A part of the document; a file may come from a stranger, so nothing of the wrong type gets in."""
    hints = _hints(cls)
    for name, value in values.items():
        if not _fits(value, hints[name]):
            raise TypeError(f"{cls.__name__}.{name} does not hold {type(value).__name__}")
    return cls(**values)


@lru_cache(maxsize=len(_CLASSES))
def _hints(cls: type) -> dict[str, object]:
    return get_type_hints(cls)


def _fits(value: object, hint: object) -> bool:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return isinstance(value, tuple) and all(_fits(item, inner) for item in value)
    if get_origin(hint) in (Union, UnionType):
        return any(_fits(value, choice) for choice in get_args(hint))
    if hint is float:
        return isinstance(value, int | float) and isfinite(value)
    return isinstance(hint, type) and isinstance(value, hint)
