"""Publishing less than everything: what is in the part, what is not, and what is said of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Extent, Held, Span
from salesdesk.domain.period import Period
from salesdesk.services import safety
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.services.hand_out import is_part
from salesdesk.services.sample import make_sample
from salesdesk.services.team import Team
from salesdesk.store import keys
from tests.builders import NOW, TestClock, make_desk
from tests.store.builders import DONE, a_visit, new_client, rows

SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))
AUTUMN = Period(date(2026, 10, 1), date(2026, 12, 31))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    return make_sample(folder / "wang.salesdesk", language="en", rep_name="王小明", clock=TestClock()).path


@pytest.fixture
def wang(sample: Path) -> Desk:
    return Desk.open(sample, clock=TestClock(), read_only=True)


def publish(desk: Desk, folder: Path, extent: Extent) -> Path:
    return desk.publishing.publish(folder / "part.salesdesk", extent=extent).path


def ids(desk: Desk, kind: Kind, where: str = "1") -> set[Id]:
    return {bytes(row[0]) for row in desk.file.run(f'SELECT id FROM "{kind}" WHERE {where}')}


def test_a_period_holds_its_days_and_their_sums_are_those_of_the_whole(wang: Desk, tmp_path: Path) -> None:
    path = publish(wang, tmp_path, Extent(Span.DAYS, SUMMER))
    assert check(path).ok
    part = Desk.open(path, clock=TestClock(), read_only=True)
    within = "day BETWEEN '2026-07-01' AND '2026-09-30'"
    assert ids(part, Kind.VISIT) == ids(wang, Kind.VISIT, within) != set()
    assert ids(part, Kind.TARGET) == ids(wang, Kind.TARGET, "year = 2026 AND month IN (7, 8, 9)") != set()
    assert ids(part, Kind.APPOINTMENT) == ids(wang, Kind.APPOINTMENT, within)
    assert ids(part, Kind.CLIENT) < ids(wang, Kind.CLIENT)
    before, after = wang.figures.of(SUMMER), part.figures.of(SUMMER)
    for name in ("sales", "visits", "received", "orders"):
        assert getattr(after, name) == getattr(before, name) > 0, name
    assert part.figures.target(SUMMER) == wang.figures.target(SUMMER)
    assert part.held == Held(SUMMER)
    part.close()
    wang.close()


def test_what_is_owed_on_an_invoice_of_the_part_is_what_is_owed(wang: Desk, tmp_path: Path) -> None:
    """A payment of another month belongs to an invoice that is there: without it the invoice would look unpaid."""
    path = publish(wang, tmp_path, Extent(Span.DAYS, SUMMER))
    part = Desk.open(path, clock=TestClock(), read_only=True)
    shares = "payment_share h ON h.invoice_id = i.id"
    paid = f"SELECT i.id, coalesce(sum(h.amount_cents), 0) FROM invoice i LEFT JOIN {shares} GROUP BY 1"
    whole, found = dict(wang.file.run(paid).fetchall()), dict(part.file.run(paid).fetchall())
    assert found
    assert found == {pk: whole[pk] for pk in found}
    part.close()
    wang.close()


def test_clients_of_a_tier_come_with_all_that_is_theirs_and_nothing_of_others(wang: Desk, tmp_path: Path) -> None:
    path = publish(wang, tmp_path, Extent(tier=Tier.A))
    part = Desk.open(path, clock=TestClock(), read_only=True)
    mine = ids(wang, Kind.CLIENT, "tier = 'A' AND NOT is_prospect")
    assert ids(part, Kind.CLIENT) == mine != set()
    for kind in (Kind.VISIT, Kind.ORDER, Kind.INVOICE, Kind.PAYMENT, Kind.CONTACT):
        theirs = "client_id IN (SELECT id FROM client WHERE tier = 'A' AND NOT is_prospect)"
        assert ids(part, kind) == ids(wang, kind, theirs) != set(), kind
    for kind in (Kind.REPORT, Kind.APPOINTMENT, Kind.GOAL):
        assert ids(part, kind) == set(), f"{kind} speaks of all clients"
    assert ids(part, Kind.TARGET, "tier IS NULL") == set(), "the target for all is not that for some"
    assert part.held == Held(tier=Tier.A)
    part.close()
    wang.close()


def test_a_product_line_comes_with_its_deals_only(wang: Desk, tmp_path: Path) -> None:
    (line, *_others) = wang.products.lines()
    path = publish(wang, tmp_path, Extent(line_id=line.id))
    part = Desk.open(path, clock=TestClock(), read_only=True)
    wanted = {
        bytes(row[0])
        for row in wang.file.run(
            "SELECT order_id FROM order_line WHERE product_id IN (SELECT id FROM product WHERE line_id = ?)", (line.id,)
        )
    }
    assert wanted <= ids(part, Kind.ORDER) < ids(wang, Kind.ORDER)
    assert {bytes(row[0]) for row in part.file.run("SELECT DISTINCT line_id FROM target")} <= {line.id}
    assert part.held == Held(line=line.name)
    part.close()
    wang.close()


def test_chosen_clients_within_a_period(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    one, two = new_client(desk, name="Yonghe"), new_client(desk, name="Fuxing")
    summer, autumn = datetime(2026, 8, 3, 10, tzinfo=NOW.tzinfo), datetime(2026, 10, 5, 10, tzinfo=NOW.tzinfo)
    kept = a_visit(desk, one, starts_at=summer)
    desk.session.record(DONE, [kept, a_visit(desk, one, starts_at=autumn), a_visit(desk, two, starts_at=summer)])
    path = publish(desk, tmp_path, Extent(Span.DAYS, SUMMER, clients=(one,)))
    part = Desk.open(path, clock=TestClock(), read_only=True)
    assert {pk for pk, *_rest in rows(part)[Kind.VISIT]} == {kept.id}
    assert {row[1] for row in rows(part)[Kind.CLIENT]} == {"Yonghe"}
    assert b"Fuxing" not in path.read_bytes()
    assert part.history.of(Kind.VISIT, kept.id)
    part.close()
    desk.close()


def test_a_published_part_is_known_as_one_and_published_again_in_its_place(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    new_client(desk)
    share = tmp_path / "share"
    share.mkdir()
    target = desk.publishing.target(share)
    desk.publishing.publish(target)
    assert desk.publishing.target(share) == target
    desk.publishing.publish(target, extent=Extent(Span.MONTH))
    assert desk.publishing.target(share) == target, "it is still this rep's"
    assert not is_part(target), "nobody is asked to take it in, as what is handed out"
    desk.publishing.publish(target)
    whole = Desk.open(target, read_only=True)
    assert whole.held is None
    whole.close()
    assert sorted(one.name for one in share.iterdir()) == [target.name, f"{target.name}.sha256"]
    desk.close()


@pytest.mark.parametrize("protected", ["file", "copy"])
def test_a_part_of_a_protected_file_or_under_a_passphrase_of_its_own_is_protected(
    tmp_path: Path, protected: str
) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk, name="Canary Trading")
    new = safety.new_passphrase("three green bicycles", "three green bicycles")
    if protected == "file":
        desk.close()
        safety.protect(desk.path, new)
        desk = Desk.open(desk.path, clock=TestClock())
    how = {} if protected == "file" else {"new": new}
    out = tmp_path / "out.salesdesk"
    desk.publishing.publish(out, extent=Extent(clients=(client,)), **how)  # type: ignore[arg-type]
    desk.close()
    assert b"Canary" not in out.read_bytes()
    keys.forget()
    keys.unlock(out, "three green bicycles")
    part = Desk.open(out, read_only=True)
    assert part.held == Held(clients=1)
    part.close()
    keys.forget()


def test_the_row_of_a_part_says_so_and_does_not_tell_what_it_cannot_know(wang: Desk, tmp_path: Path) -> None:
    path = publish(wang, tmp_path, Extent(Span.DAYS, SUMMER))
    whole = wang.publishing.publish(tmp_path / "whole.salesdesk").path
    team = Team(TestClock())
    part, all_of_it = team.members([path, whole], SUMMER)
    assert part.held == Held(SUMMER)
    assert all_of_it.held is None
    assert part.figures is not None and all_of_it.figures is not None
    assert part.figures.sales == all_of_it.figures.sales
    assert part.figures.untold == {"cadence", "stalled", "overdue", "day", "week"}
    assert (part.figures.cadence.of, part.figures.stalled, part.figures.overdue) == (0, 0, 0)
    assert all_of_it.figures.untold == frozenset()
    team.drop()
    wang.close()


def test_a_part_of_these_days_tells_which_reports_were_sent(wang: Desk, tmp_path: Path) -> None:
    path = publish(wang, tmp_path, Extent(Span.QUARTER))
    team = Team(TestClock())
    (member,) = team.members([path], AUTUMN)
    assert member.figures is not None
    assert member.figures.untold == {"cadence", "stalled", "overdue"}
    team.drop()
    wang.close()


def test_merging_a_part_then_the_whole_brings_what_the_part_lacked(tmp_path: Path) -> None:
    rep, lead = make_desk(_made(tmp_path / "rep")), make_desk(_made(tmp_path / "lead"), rep_name="Lead")
    one, two = new_client(rep, name="Yonghe"), new_client(rep, name="Fuxing")
    out = tmp_path / "out.salesdesk"
    rep.publishing.publish(out, extent=Extent(clients=(one,)))
    report = lead.merging.take_in([out])
    assert report.files[0].held == Held(clients=1)
    assert not report.files[0].whole
    assert lead.merging.reports()[0].files[0].held == Held(clients=1), "said again when it is read later"
    assert ids(lead, Kind.CLIENT) == {one}
    rep.publishing.publish(out)
    report = lead.merging.take_in([out])
    assert report.files[0].held is None
    assert ids(lead, Kind.CLIENT) == {one, two}
    rep.close()
    lead.close()


def test_what_is_no_longer_there_is_not_published(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client, line = new_client(desk), desk.products.add_line(name="Premium")
    desk.clients.bin(client)
    desk.products.bin_line(line)
    for extent in (Extent(clients=(client,)), Extent(line_id=line)):
        with pytest.raises(Refused, match="there"):
            desk.publishing.publish(tmp_path / "x.salesdesk", extent=extent)
    assert not (tmp_path / "x.salesdesk").exists()
    desk.close()


def test_words_of_the_command_line(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client, line = new_client(desk, name="Yonghe"), desk.products.add_line(name="Premium")
    publishing = desk.publishing
    assert publishing.extent().whole
    assert publishing.extent(SUMMER.first, SUMMER.last) == Extent(Span.DAYS, SUMMER)
    assert publishing.extent(first=SUMMER.first).period(desk.today()) == Period(SUMMER.first, desk.today())
    assert publishing.extent(line="Premium").line_id == line
    assert publishing.extent(clients=["Yonghe"]).clients == (client,)
    for how in ({"line": "Basic"}, {"clients": ["Fuxing"]}, {"tier": Tier.A, "line": "Premium"}):
        with pytest.raises(Refused):
            publishing.extent(**how)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="before"):
        publishing.extent(SUMMER.last, SUMMER.first)
    desk.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
