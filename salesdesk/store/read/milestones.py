"""Tenders counted: those followed, and those won."""

from __future__ import annotations

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.store.read.rows import driver_of

_OWN = "NOT deleted AND (:rep IS NULL OR rep_id = :rep)"


def tenders_followed(conn: Connection, period: Period, rep: Id | None) -> int:
    """Tenders due or closed in a period, or still followed in it without a day."""
    return int(
        driver_of(conn)
        .execute(
            f"SELECT count(*) FROM tender WHERE {_OWN} AND status <> 'withdrawn'"
            " AND (coalesce(closed_on, due_on) BETWEEN :first AND :last"
            " OR (coalesce(closed_on, due_on) IS NULL AND status IN ('followed', 'submitted')))",
            {"rep": rep, "first": period.first.isoformat(), "last": period.last.isoformat()},
        )
        .fetchone()[0]
    )


def tenders_won(conn: Connection, period: Period, rep: Id | None) -> Rate:
    """Of the tenders decided in a period, those that were won."""
    won, all_ = (
        driver_of(conn)
        .execute(
            f"SELECT coalesce(sum(status = 'won'), 0), count(*) FROM tender WHERE {_OWN} AND status IN ('won', 'lost')"
            " AND closed_on BETWEEN :first AND :last",
            {"rep": rep, "first": period.first.isoformat(), "last": period.last.isoformat()},
        )
        .fetchone()
    )
    return Rate.part(won, all_)
