"""A line of a quote or an order as a draft writes it down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any


def plain(line: Any) -> dict[str, Any]:
    """Its fields, with ids as words."""
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(line).items()}


def facts_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields again: those whose names say that they are ids hold ids."""
    return {
        name: bytes.fromhex(value) if isinstance(value, str) and (name == "id" or name.endswith("_id")) else value
        for name, value in found.items()
    }
