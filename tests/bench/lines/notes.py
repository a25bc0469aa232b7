"""Line 7: the newest fifty notes that hold what was typed, in words around the hit; the floor asks the bare index."""

from __future__ import annotations

from salesdesk.store.note_letters import wish
from tests.bench.frame import Aim, Reading, Took, measured, stopwatch
from tests.bench.places import Places, bare
from tests.bench.sizes import Sizes

_WISHES = (("2 characters", "方案"), ("other script", "價格"), ("2 words", "客户 报价"), ("Latin letters", "re"))
_FLOOR = "SELECT rowid FROM note_words WHERE note_words MATCH ? ORDER BY rowid DESC LIMIT 50"


def notes(sizes: Sizes, places: Places) -> list[Reading]:
    """Ours and the driver by hand in turns, in the large file."""
    desk = places.desk(sizes.large)
    conn = bare(places.sample(sizes.large))
    held = conn.execute("SELECT count(*) FROM note").fetchone()[0]
    readings = []
    for what, typed in _WISHES:

        def ours(typed: str = typed) -> Took:
            with stopwatch() as took:
                desk.find_notes(typed)
            return took

        def floor(wanted: str = wish(typed)) -> Took:
            with stopwatch() as took:
                conn.execute(_FLOOR, (wanted,)).fetchall()
            return took

        mine, plain = measured(ours, floor, sizes.repeats * 4)
        count = conn.execute("SELECT count(*) FROM note_words WHERE note_words MATCH ?", (wish(typed),)).fetchone()[0]
        note = f"{held:,} notes, {count:,} found"
        readings.append(Reading(f"notes: {what}", mine, plain, Aim(millis=2), note=note))
    conn.close()
    desk.close()
    return readings
