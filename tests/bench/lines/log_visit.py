"""Line 2: log a visit with its client, opportunity, need, next step and journal; on disk when it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

from salesdesk.domain.opportunity import OPEN_STAGES, Opportunity
from salesdesk.domain.visit import Channel, Outcome
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.services.sample import SampleSize
from salesdesk.store.read.rows import things
from tests.bench.by_hand import ByHand
from tests.bench.frame import Aim, Reading, Run, Took, alone, measured, stopwatch
from tests.bench.places import NOW, Places
from tests.bench.sizes import Sizes


def log_visit(sizes: Sizes, places: Places) -> list[Reading]:
    """Ours and the driver by hand in turns, at the small size; ours again at the large one."""
    with_small, ours, stamp = _logger(places, sizes.small)
    by_hand = ByHand(places.sample(sizes.small), with_small, [stamp(), stamp()])
    mine, bare = measured(ours, by_hand, sizes.writes, warm=10)
    by_hand.close()
    with_small.close()
    with_large, ours, _stamp = _logger(places, sizes.large)
    grown = alone(ours, sizes.writes, warm=10)
    with_large.close()
    note = f"{sizes.small.visits:,} → {sizes.large.visits:,} visits"
    return [Reading("log a visit", mine, bare, Aim(times=2, growth=2), grown, note)]


def _logger(places: Places, size: SampleSize) -> tuple[Desk, Run, Callable[[], int]]:
    """A desk, what logs one more visit there, and the same giving the stamp of the action."""
    desk, number = places.desk(size), count(1)
    deals = [one for one in things(desk.file.conn, Opportunity) if one.stage in OPEN_STAGES and one.client_id]
    needs = [tag.name for tag in desk.visits.needs()][:8] or ["价格"]

    def entry() -> VisitEntry:
        at, deal = next(number), deals[next(number) % len(deals)]
        assert deal.client_id is not None
        return replace(
            VisitEntry(deal.client_id, Channel.FACE, NOW - timedelta(minutes=at)),
            outcome=Outcome.PROGRESS,
            result=f"谈了年度框架和交货周期，客户希望下周看到方案 {at}",
            needs=(needs[at % len(needs)],),
            next_step=f"发送方案 {at}",
            next_on=(NOW + timedelta(days=1 + at % 20)).date(),
            opportunity_id=deal.id,
        )

    def ours() -> Took:
        wanted = entry()
        with stopwatch() as took:
            desk.visits.log(wanted)
        return took

    return desk, ours, lambda: desk.visits.log(entry()).hlc
