"""A believable territory to look around in: three years of work up to today, made from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from salesdesk.domain.change import Change, Edit, Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.services.sample.aims import aim_rows
from salesdesk.services.sample.care import care_rows
from salesdesk.services.sample.chances import chance_rows
from salesdesk.services.sample.deals import make_deals
from salesdesk.services.sample.diary import Diary
from salesdesk.services.sample.goals import (
    goal_rows,
    holiday_rows,
    opportunity_row,
    pattern_row,
    report_rows,
    target_rows,
)
from salesdesk.services.sample.offers import offer_rows
from salesdesk.services.sample.size import LEAD, REP, SAMPLE, STRESS, SampleSize
from salesdesk.services.sample.territory import Territory, make_territory
from salesdesk.services.sample.texts import Texts, load_texts
from salesdesk.services.sample.trade import Trade, plan_orders
from salesdesk.services.sample.visits import VisitWriter
from salesdesk.services.sample.voices import voice_rows
from salesdesk.services.sample.working_days import working_days
from salesdesk.services.session import Clock, Session, system_clock
from salesdesk.store import journal

__all__ = ["LEAD", "REP", "SAMPLE", "STRESS", "SampleSize", "make_sample"]

_SEED = "SalesDesk"


def make_sample(
    path: Path,
    *,
    language: str,
    rep_name: str | None = None,
    currency: str | None = None,
    clock: Clock = system_clock,
    size: SampleSize = SAMPLE,
    seed: str = _SEED,
) -> Desk:
    """A new file at `path`, filled with the sample of this `language`, open.

    The same seed, language, size and clock give the same content (ids differ). Undo never goes behind it.
    Raises FileRefused when the file cannot be made there.
    """
    texts = load_texts(language)
    desk = Desk.create(
        path,
        rep_name=rep_name or str(texts["rep"]),
        currency=currency or str(texts["currency"]),
        language=language,
        clock=clock,
    )
    try:
        made = _Sample(desk.session, texts, language, size, seed)
        _fill(desk, made.content(), size.chunk)
        _fill(desk, made.aims(), size.chunk)
    except BaseException:
        desk.file.abandon()
        raise
    return Desk(desk.file, clock)


def _fill(desk: Desk, content: Iterator[Change], chunk: int) -> None:
    label = Label("sample.created")
    rows: list[Change] = []
    for row in content:
        rows.append(row)
        if len(rows) >= chunk:
            journal.record(desk.file, rows, label, undoable=False)
            rows.clear()
    journal.record(desk.file, rows, label, undoable=False)


class _Sample:
    """What the file is filled with, each part from a stream of chance of its own."""

    def __init__(self, session: Session, texts: Texts, language: str, size: SampleSize, seed: str) -> None:
        self._session, self._texts, self._language, self._size, self._seed = session, texts, language, size, seed
        self._days = working_days(session.now(), texts["country"], language)
        self._territory: Territory | None = None

    def _stream(self, name: str) -> Random:
        return Random(f"{self._seed}/{self._language}/{name}")

    def aims(self) -> Iterator[Change]:
        """What is said of the work once it stands in the file."""
        assert self._territory is not None, "the content comes first"
        stream = self._stream("aims")
        yield from aim_rows(self._session, self._territory, self._texts, self._days, stream, self._language)

    def content(self) -> Iterator[Change]:
        """Three years of work."""
        session, texts, days, size, stream = self._session, self._texts, self._days, self._size, self._stream
        others = [session.new_id() for _rep in range(size.reps - 1)]
        yield Edit(Kind.REP, session.rep.id, "region", "", texts["rep_region"])
        yield Edit(Kind.REP, session.rep.id, "manager", "", texts["manager"])
        names = stream("reps")
        for pk in others:
            name = names.choice(texts["surnames"]) + " " * (self._language == "en") + names.choice(texts["given"])
            yield New(Kind.REP, pk, {"name": name, "region": texts["rep_region"], "manager": texts["manager"]})
        self._territory = territory = make_territory(
            session, texts, days, stream("territory"), size.clients, [session.rep.id, *others]
        )
        yield from territory.rows
        deals = make_deals(session, territory, days, stream("deals"), size.opportunities)
        orders = plan_orders(territory, deals, days, stream("orders"), size.orders)
        trade = Trade(session, territory, texts, days, stream("trade"), size.orders)
        visits = VisitWriter(session, territory, texts, days, stream("visits"), size.details)
        diary = Diary(session, territory, days, stream("diary"), visits, trade, deals, orders, size.visits)
        yield from diary.past()
        yield from diary.today()
        yield from diary.ahead()
        yield from trade.shares()
        yield from chance_rows(session, territory, deals, stream("chances"))
        wrap = stream("opportunities")
        for deal in deals:
            yield opportunity_row(session, deal, texts, days, wrap)
        yield from offer_rows(session, territory, texts, deals, days, stream("offers"))
        yield from care_rows(session, territory, days, stream("care"))
        yield from voice_rows(session, territory, texts, days, stream("voices"))
        yield from target_rows(session, territory, trade.tally, days, stream("targets"))
        yield from goal_rows(session, territory, days)
        yield from report_rows(texts, days, session.rep.id)
        yield from holiday_rows(texts, days)
        yield pattern_row()
