"""Real exports, where they are present: each is read or refused with a sentence."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.exchange.csv_file import open_csv
from salesdesk.exchange.fields import ImportKind
from salesdesk.exchange.mapping import guess_mapping
from salesdesk.exchange.rows import Prepared, prepare

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared reference data is not here"),
]


def _prepare(file: Path, kind: ImportKind) -> Prepared:
    _, sheet = open_csv(file)
    return prepare(kind, sheet, guess_mapping(kind, sheet.columns, [row.cells for row in sheet.rows[:200]]))


def test_the_maven_pipeline_gives_its_known_figures() -> None:
    maven = DATA / "maven_crm"
    facts = json.loads((maven / "facts.json").read_text(encoding="utf-8"))
    done = _prepare(maven / "sales_pipeline.csv", ImportKind.OPPORTUNITIES).answered()
    assert not done.rejects
    stages = Counter(record.values["stage"].value for record in done.records)
    known = facts["stage_counts"]["value"]
    assert stages == {
        "won": known["Won"],
        "lost": known["Lost"],
        "need_confirmed": known["Engaging"],
        "first_contact": known["Prospecting"],
    }
    won = sum(record.values["amount_cents"] for record in done.records if record.values["stage"] == "won")
    assert won == facts["won_value_total"]["value"] * 100
    assert sum("client" not in record.values for record in done.records) == 1425
    assert len(_prepare(maven / "accounts.csv", ImportKind.CLIENTS).records) == 85
    assert len(_prepare(maven / "products.csv", ImportKind.PRODUCTS).records) == 7


def test_csv_spectrum_reads_as_its_json_says() -> None:
    """Two of its pairs disagree themselves: a telephone number, and line ends lost in a copy of the CSV."""
    spectrum = DATA / "messy_csv" / "csv_spectrum"
    for file in sorted((spectrum / "csvs").glob("*.csv")):
        told = (spectrum / "json" / f"{file.stem}.json").read_text(encoding="utf-8").replace("1234567890", "2095257564")
        expected = json.loads(told.replace("\\r\\n", "\\n"))
        _, sheet = open_csv(file)
        found = [dict(zip(sheet.columns, row.cells, strict=True)) for row in sheet.rows]
        assert found == (expected if isinstance(expected, list) else [expected]), file.name
        assert not sheet.problems


def test_every_file_is_read_or_refused_in_words() -> None:
    outcomes = Counter[str]()
    for file in sorted(path for path in DATA.rglob("*.csv*") if path.is_file()):
        try:
            _, sheet = open_csv(file)
        except FileRefused as refusal:
            assert str(refusal.text), file.name
            outcomes["refused"] += 1
            continue
        assert all(len(row.cells) == len(sheet.columns) for row in sheet.rows), file.name
        outcomes["read"] += 1
        for kind in (ImportKind.CLIENTS, ImportKind.OPPORTUNITIES, ImportKind.VISITS):
            try:
                done = prepare(kind, sheet, guess_mapping(kind, sheet.columns, [row.cells for row in sheet.rows[:50]]))
            except Refused as refusal:
                assert "No column gives" in str(refusal.text), file.name
            else:
                assert len(done.records) + len(done.rejects) == len(sheet.rows) + len(sheet.problems), file.name
    assert outcomes["read"] > 150
    assert 0 < outcomes["refused"] < 10


def test_one_column_of_many_ambiguous_dates_is_decided_by_its_few_telling_ones() -> None:
    done = _prepare(DATA / "adventureworks" / "AdventureWorks_Sales_2018.csv", ImportKind.ORDERS)
    assert done.readings["OrderDate"] == "mdy"
    assert not done.questions
