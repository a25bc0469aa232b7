"""What a published file says of itself is what would be made of it, and harmless whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver

from salesdesk.domain.period import Period
from salesdesk.domain.team import TeamFigures
from salesdesk.services.desk import Desk
from salesdesk.services.team import Team
from salesdesk.services.team_rows import DAYS_AHEAD, SPANS, row_of, told_beforehand
from salesdesk.store.engine import raw
from salesdesk.store.read.shelf import LAYOUT
from salesdesk.store.team_rows import told
from tests.builders import NOW, TestClock, make_desk
from tests.services.test_figures_kept import Territory

MONTH = Period.month(NOW.date())


@pytest.fixture
def published(tmp_path: Path) -> Path:
    desk = make_desk(tmp_path)
    territory = Territory(desk)
    for deed in ("visit", "order", "deal", "invoice", "pay", "visit", "order"):
        getattr(territory, deed)(8, 3)
        getattr(territory, deed)(6, 40)
    target = tmp_path / "published.salesdesk"
    desk.publishing.publish(target)
    desk.close()
    return target


def made(path: Path, at: datetime, period: Period) -> TeamFigures:
    with closing(Desk.open(path, clock=lambda: at, read_only=True)) as desk:
        return row_of(desk, period)


def row_in(path: Path, period: Period, at: datetime = NOW) -> TeamFigures | None:
    team = Team(lambda: at)
    (member,) = team.members([path], period)
    team.drop()
    return member.figures


def says(path: Path) -> str:
    with raw(path, "ro") as conn:
        return told(conn)


def rewritten(path: Path, change: Callable[[Any], object]) -> Path:
    """With another body; the checksum beside it goes."""
    conn = driver.connect(str(path), isolation_level=None)
    body = change(conn.execute("SELECT body FROM kept WHERE name = 'team'").fetchone()[0])
    conn.execute("UPDATE kept SET body = ? WHERE name = 'team'", (body,))
    conn.close()
    path.with_name(path.name + ".sha256").unlink()
    return path


def test_each_day_and_span_is_what_would_be_made_of_the_file(published: Path) -> None:
    said = told_beforehand(says(published))
    days = [NOW + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    assert said.keys() == {(at.date(), span(at.date())) for at in days for span in SPANS}
    for (day, period), figures in said.items():
        at = next(one for one in days if one.date() == day)
        assert figures == made(published, at, period)
    assert len({figures.sales for figures in said.values()}) > 1


def test_the_row_of_a_team_is_what_the_file_says(published: Path) -> None:
    def doubled(body: bytes) -> bytes:
        said = json.loads(body)
        for *_days, figures in said["rows"]:
            figures["visits"] = 4711
        return json.dumps(said).encode()

    before = row_in(published, MONTH)
    rewritten(published, doubled)
    assert before is not None and before == made(published, NOW, MONTH)
    now, then = row_in(published, MONTH), row_in(published, Period.month(MONTH.first - timedelta(days=1)))
    assert now is not None and now.visits == 4711
    assert then is not None and then.visits != 4711, "nothing is said of a month that is over: it is made"
    later = row_in(published, MONTH, NOW + timedelta(days=DAYS_AHEAD))
    assert later is not None and later.visits == before.visits, "nor of a day so far ahead"


def test_what_is_written_afterwards_ends_it(published: Path) -> None:
    desk = Desk.open(published, clock=TestClock())
    desk.file.run("DELETE FROM about WHERE key LIKE 'published%'")
    Territory(desk).visit(8, 1)
    assert says(published) == ""
    desk.figures.of(MONTH)
    desk.close()
    assert says(published) == ""


def _one_row(**values: Any) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        said = json.loads(body)
        for *_days, figures in said["rows"]:
            figures |= values
        return json.dumps(said).encode()

    return change


STRANGE: dict[str, Callable[[bytes], object]] = {
    "no json": lambda _body: b"{",
    "no text": lambda _body: b"\xff\xfe",
    "a list": lambda _body: b"[]",
    "a number": lambda _body: 7,
    "words": lambda body: body.decode(),
    "deep": lambda _body: b"[" * 100_000,
    "another program": lambda body: body.replace(b'"by":"', b'"by":"x'),
    "no rows": lambda _body: b'{"rows": 3}',
    "not a number": _one_row(sales=float("nan")),
    "too large": _one_row(sales=10**400),
    "text for a number": _one_row(visits="4711"),
    "true for a number": _one_row(visits=True),
    "another stage": _one_row(funnel={"x": 1}),
    "no months": _one_row(months=None),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_row_is_made_instead(published: Path, name: str) -> None:
    own = made(published, NOW, MONTH)
    rewritten(published, STRANGE[name])
    assert row_in(published, MONTH) == own


def test_a_row_without_the_mark_is_not_believed(published: Path) -> None:
    conn = driver.connect(str(published), isolation_level=None)
    assert conn.execute("SELECT kept FROM ctx").fetchone() == (LAYOUT,)
    conn.execute("UPDATE ctx SET kept = NULL")
    conn.close()
    assert says(published) == ""
