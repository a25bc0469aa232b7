"""Every key has words: enum members, fields of the tables, deeds of the journal."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

import pytest

import salesdesk
import salesdesk.domain
from salesdesk.domain.change import Kind, Label
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.domain.visit import Outcome, RequestKind, Resource
from salesdesk.store.tables import TABLES
from salesdesk.words.deeds import KEYS, gaps_of
from salesdesk.words.fields import has_field_label
from salesdesk.words.labels import change_label, field_label, field_value, kind_label, label

PACKAGE = Path(salesdesk.__file__).parent
UNSEEN = {"search", "sort_key"}
"""Columns kept for the machine alone."""


def _enums() -> list[type[Enum]]:
    found: dict[str, type[Enum]] = {}
    for module in pkgutil.iter_modules(salesdesk.domain.__path__):
        for thing in vars(importlib.import_module(f"salesdesk.domain.{module.name}")).values():
            if isinstance(thing, type) and issubclass(thing, Enum) and thing.__module__.startswith("salesdesk.domain"):
                found[thing.__qualname__] = thing
    return list(found.values())


@pytest.mark.parametrize("members", _enums(), ids=lambda members: members.__name__)
def test_every_member_of_every_enum_has_a_name_of_its_own(members: type[Enum]) -> None:
    names = [label(member) for member in members]
    assert all(names)
    assert len(set(names)) == len(names)


def test_members_with_equal_values_keep_their_own_names() -> None:
    assert label(Outcome.OBSTACLE) == label(RequestKind.OBSTACLE) == "Obstacle"
    assert label(Outcome.ORDER) == "Order"
    assert label(Resource.NONE) == "–"
    assert (label(Tier.A), label(Priority.P1)) == ("A", "P1")


def test_kinds_are_counted() -> None:
    assert kind_label(Kind.CLIENT) == "Client"
    assert kind_label(Kind.CLIENT, 1) == "1 client"
    assert kind_label(Kind.OPPORTUNITY, 8800) == "8,800 opportunities"
    assert all(kind_label(kind, 2).startswith("2 ") for kind in Kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_column_has_a_name(kind: Kind) -> None:
    seen = {column.name for column in TABLES[kind].columns if column.computed is None} - UNSEEN
    assert [name for name in sorted(seen) if not has_field_label(kind, name)] == []


def test_an_unknown_field_shows_its_key() -> None:
    assert field_label(Kind.CLIENT, "tier") == "Tier"
    assert field_label(Kind.CLIENT, "from_the_future") == "from_the_future"


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("stage", Stage.WON, "Won"),
        ("amount_cents", 12_345, "CN¥123.45"),
        ("share_bp", 3000, "30.0%"),
        ("probability", 60, "60%"),
        ("year", 2026, "2026"),
        ("minutes", 1440, "1,440"),
        ("next_on", date(2026, 11, 23), "Nov 23, 2026"),
        ("deleted", True, "Yes"),
        ("note", "", "–"),
        ("note", "a {b}", "a {b}"),
        ("client_id", b"0123456789abcdef", "…"),
        ("closed_on", None, "–"),
    ],
)
def test_a_value_is_written_for_people(field: str, value: object, written: str) -> None:
    assert field_value(field, value) == written


def test_a_deed_is_told_with_its_parameters_as_the_file_gives_them_back() -> None:
    assert change_label(Label("visit.logged", {"client": "Acme {x}"})) == "Visit to Acme {x} logged"
    moved = Label("opportunity.moved", {"opportunity": "Pumps", "stage": "need_confirmed"})
    assert change_label(moved) == "Opportunity Pumps moved to Need confirmed"
    assert change_label(Label("visit.moved", {"client": "X", "day": "2026-11-23"})) == "Visit to X moved to Mon, Nov 23"
    assert change_label(Label("report.sent", {"report": "daily", "day": date(2026, 11, 23)})).startswith(
        "Daily report of"
    )
    assert change_label(Label("import.clients", {"n": 1})) == "1 client imported"
    assert change_label(Label("import.opportunities", {"n": 8800})) == "8,800 opportunities imported"


def test_a_deed_of_another_version_is_still_a_line() -> None:
    assert change_label(Label("teleport.done", {"n": 3})) == "Change"
    assert change_label(Label("visit.logged")) == "Visit to … logged"
    assert change_label(Label("opportunity.moved", {"opportunity": "P", "stage": "beamed"})).endswith("beamed")
    assert change_label(Label("visit.moved", {"day": "someday"})) == "Visit to … moved to someday"


@dataclass(frozen=True)
class _Use:
    """A `Label("noun.deed", {"gap": …})` in the program; `gaps` None where they are not written out there."""

    key: str
    gaps: frozenset[str] | None
    file: str


def _uses() -> list[_Use]:
    found = []
    for file in PACKAGE.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if not any(_imports_label(node) for node in ast.walk(tree)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Label" and node.args:
                found += [_Use(key, _gaps_given(node), file.name) for key in _keys(node.args[0])]
    return found


def _imports_label(node: ast.AST) -> bool:
    names = {name.name for name in node.names} if isinstance(node, ast.ImportFrom) else set()
    return isinstance(node, ast.ImportFrom) and node.module == "salesdesk.domain.change" and "Label" in names


def _keys(node: ast.expr) -> list[str]:
    """The keys of a literal, or of both arms of a choice between literals."""
    if isinstance(node, ast.IfExp):
        return _keys(node.body) + _keys(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _gaps_given(call: ast.Call) -> frozenset[str] | None:
    if len(call.args) < 2:
        return frozenset()
    given = call.args[1]
    if not isinstance(given, ast.Dict) or not all(isinstance(key, ast.Constant) for key in given.keys):
        return None
    return frozenset(str(key.value) for key in given.keys if isinstance(key, ast.Constant))


def test_every_label_key_in_the_program_has_a_sentence() -> None:
    assert [use for use in _uses() if use.key not in KEYS] == []


def test_every_gap_of_a_sentence_is_filled_where_the_deed_is_done() -> None:
    unfilled = [
        (use, gaps_of(use.key) - use.gaps)
        for use in _uses()
        if use.key in KEYS and use.gaps is not None and not gaps_of(use.key) <= use.gaps
    ]
    assert unfilled == []


def test_every_sentence_of_a_deed_can_be_told() -> None:
    for key in KEYS:
        told = change_label(Label(key, {"n": 2}))
        assert told
        assert told != "Change"
        assert "{" not in told
