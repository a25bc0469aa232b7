"""Line 3: drag a card into another stage, saved; and one frame of the board meanwhile."""

from __future__ import annotations

from itertools import count

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import Stage
from tests.bench.by_hand import ByHand
from tests.bench.cards import desk_with_cards
from tests.bench.frame import Aim, Reading, Took, alone, measured, stopwatch
from tests.bench.places import Places
from tests.bench.screen import application, put_away, shown
from tests.bench.sizes import Sizes


def drag(sizes: Sizes, places: Places) -> list[Reading]:
    """The move as the board asks for it, against its rows by hand; then the board painted anew, data unchanged."""
    desk, ids = desk_with_cards(places, sizes.cards[0])
    number = count()

    def move(pk: Id, at: int) -> int:
        return desk.funnel.move(pk, Stage.PROPOSAL if at // len(ids) % 2 == 0 else Stage.NEED_CONFIRMED).hlc

    def ours() -> Took:
        at = next(number)
        with stopwatch() as took:
            move(ids[at % len(ids)], at)
        return took

    stamps = [desk.funnel.move(ids[-1], stage).hlc for stage in (Stage.PROPOSAL, Stage.NEED_CONFIRMED)]
    desk.settle()
    copy = places.path("by-hand.salesdesk")
    copy.write_bytes(desk.path.read_bytes())
    by_hand = ByHand(copy, desk, stamps)
    mine, bare = measured(ours, by_hand, sizes.writes, warm=10)
    by_hand.close()
    application(places.folder)
    page = shown(desk, "funnel")

    def frame() -> Took:
        with stopwatch() as took:
            page.repaint()
        return took

    painted = alone(frame, sizes.repeats * 3)
    put_away(page)
    desk.close()
    return [
        Reading("drag a card, saved", mine, bare, Aim(times=3)),
        Reading("drag a card, one frame", painted, None, Aim(millis=16), note=f"{sizes.cards[0]:,} cards"),
    ]
