"""A place on the map, as people write it and as maps hand it over: 31.23, 121.47."""

from __future__ import annotations

import re
import unicodedata

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_

Coordinates = tuple[float, float]
"""Latitude and longitude in degrees; north and east are positive."""

_DEGREES = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)\s*[°度]?\s*([nsew]?)", re.IGNORECASE)
_BEFORE = re.compile(r"(北纬|北緯|南纬|南緯|东经|東經|西经|西經|[nsew])\s*([\d.]+)", re.IGNORECASE)
_BEHIND = {
    **{"北纬": "n", "北緯": "n", "南纬": "s", "南緯": "s"},
    **{"东经": "e", "東經": "e", "西经": "w", "西經": "w"},
}
_PARTED = re.compile(r"\s*[,;、]\s*|\s+(?=[+\-\d])")
DECIMALS = 6
"""Decimals that are kept: a tenth of a metre."""


def read_coordinates(words: str) -> Coordinates | None:
    """What is meant by `31.23, 121.47`, `N 31.23° E 121.47°` or `北纬31.23，东经121.47`; None when it is no place.

    Some maps write the longitude first: where letters say so, or only that order is a place, it is taken so.
    """
    text = unicodedata.normalize("NFKC", words).strip().strip("()[]")
    if _BEFORE.match(text):
        text = _BEFORE.sub(lambda found: f" {found[2]}{_BEHIND.get(found[1].lower(), found[1])}", text).strip()
    read = [_DEGREES.fullmatch(part.strip()) for part in _PARTED.split(text.strip())]
    if len(read) != 2 or read[0] is None or read[1] is None:
        return None
    first, second = (_signed(float(one[1]), one[2].lower()) for one in read if one)
    letters = tuple(one[2].lower() for one in read if one)
    turned = letters[0] in ("e", "w") or letters[1] in ("n", "s")
    if not any(letters) and abs(first) > 90 >= abs(second):
        turned = True
    if turned:
        first, second = second, first
    return (first, second) if abs(first) <= 90 and abs(second) <= 180 else None


def written(place: Coordinates) -> str:
    """A place in one line, so that it reads the same again and every map understands it."""
    return ", ".join(f"{degrees:.{DECIMALS}f}".rstrip("0").rstrip(".") for degrees in place)


def check_place(latitude: float | None, longitude: float | None) -> None:
    """Refuse what is no place on earth."""
    if (latitude is None) != (longitude is None):
        raise Refused(N_("A place has a latitude and a longitude: write both or none."), field="coordinates")
    if abs(latitude or 0) > 90 or abs(longitude or 0) > 180:
        raise Refused(N_("A latitude lies between -90 and 90, a longitude between -180 and 180."), field="coordinates")


def _signed(degrees: float, letter: str) -> float:
    return -abs(degrees) if letter in ("s", "w") else degrees
