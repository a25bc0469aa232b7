"""One file taken into another, in SQL, within a transaction: the union of the logs, the last writer of each cell.

What wins a cell is the same wherever it is asked: the newest edit (by stamp, then session), else the newest of the
births that gave it a value. A birth gives values only where its id is made from a key; of other rows the values that
no log entry speaks of are those of the row itself, which is the same in every file that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from salesdesk.domain.change import Kind
from salesdesk.store.closed import DATED, WITHIN, closed_until, dated_until
from salesdesk.store.merge_report import NUMBERS, FileReport
from salesdesk.store.schema import journalled_columns
from salesdesk.store.tables import NATURAL, POINTS_TO, TABLES
from salesdesk.store.types import fitting

SHARED = ("stage_limits", "ideal_client", "payment_terms", "standard_quote", "tier_shares")
SHARED_BEGIN = ("team_target:",)
"""The settings that a team has in common, whole keys and beginnings. All others belong to a file: whose it is, its
language and currency, the layout of its reports, its filters, hours, reminders and what imports remembered."""

DERIVED = frozenset({"search", "sort_key"})
"""Columns that follow from others: nobody decides about them."""

_COLUMNS = " OR ".join(
    f"(c.tbl = '{kind}' AND c.col IN ({', '.join(repr(name) for name in journalled_columns(table))}))"
    for kind, table in TABLES.items()
)
_LISTED = ", ".join(f"'{kind}'" for kind in Kind)

Run = Callable[..., Any]

SCHEMA = """
CREATE TEMP TABLE IF NOT EXISTS fresh(hlc INTEGER, act INTEGER, PRIMARY KEY(hlc, act)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS born(tbl TEXT, pk BLOB, PRIMARY KEY(tbl, pk)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS left_out(tbl TEXT, pk BLOB, PRIMARY KEY(tbl, pk)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS cell(tbl TEXT, pk BLOB, col TEXT, hlc INTEGER, act INTEGER, new,
  PRIMARY KEY(tbl, pk, col, hlc, act)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS touched(tbl TEXT, pk BLOB, PRIMARY KEY(tbl, pk)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS won(tbl TEXT, pk BLOB, col TEXT, new, PRIMARY KEY(tbl, pk, col)) WITHOUT ROWID;
"""
_TEMPS = ("fresh", "born", "left_out", "cell", "won", "touched")


@dataclass(frozen=True, slots=True)
class Taking:
    """How a file is taken: by which action, up to which stamp, and what is known of it.

    `whole`: it holds all that its history speaks of. `things`: how many it holds; `quarantined`: how many of its
    changes claim to come from the future; `all_new`: nothing of its history was here when it was packed.
    `free` takes the triggers of a kind away before its rows are written.
    """

    hlc: int
    act: int
    limit: int
    whole: bool
    things: int
    quarantined: int
    all_new: bool
    free: Callable[[Kind], None]


@dataclass(slots=True)
class Taken:
    """What it did: things that came, things that changed, and the numbers of the report."""

    new: dict[Kind, int]
    changed: dict[Kind, int]
    same: int = 0
    conflicts: int = 0
    duplicates: int = 0
    quarantined: int = 0
    strange: int = 0
    binned: int = 0
    closed: int = 0
    orphans: int = 0

    def report(self, place: str, rep: str, newest: int, whole: bool) -> FileReport:
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return FileReport(place, rep, newest, whole, new=self.new, changed=self.changed, **numbers)


def prepare(run: Run) -> None:
    """The tables of a merge's own, in memory."""
    run("PRAGMA temp_store=MEMORY")
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            run(statement)


def take(run: Run, how: Taking) -> Taken:
    """Take in the file that the views of the pack show. `run` is the driver's."""
    for table in _TEMPS:
        run(f"DELETE FROM temp.{table}")
    fresh = run(
        "INSERT INTO fresh SELECT t.hlc, t.act FROM their_txn t LEFT JOIN main.actor a ON a.id = t.act"
        " WHERE t.hlc > coalesce(a.last_hlc, 0) AND t.hlc <= ?",
        (how.limit,),
    ).rowcount
    taken = Taken({}, {}, same=how.things, quarantined=how.quarantined)
    if not fresh:
        return taken
    news = "their_change c WHERE EXISTS (SELECT 1 FROM fresh f WHERE f.hlc = c.hlc AND f.act = c.act)"
    if how.all_new and run("SELECT count(*) FROM their_txn").fetchone()[0] == fresh:
        news = "their_change c WHERE 1"
    _find_births(run, news)
    _leave_out_strangers(run, news, taken)
    if _find_cells(run, news):
        _find_clashes(run, taken)
    _count(run, taken)
    _join_logs(run, news)
    settled = _settled(run, "cell")
    _set_winners(run, how, taken)
    for kind in _kinds(run, "born"):
        taken.new[kind] = _bear(run, kind, how)
    if taken.quarantined:
        _take_back_the_future(run, how)
    changed = {(kind, bytes(pk)) for kind, pk in run("SELECT tbl, pk FROM touched")}
    taken.closed = len((settled & changed) | _settled(run, "touched") | _settled(run, "born"))
    _join_sessions(run, how)
    if not how.whole or taken.quarantined:
        taken.orphans = _orphans(run)
    return taken


_WANTED = " AND NOT EXISTS (SELECT 1 FROM left_out l WHERE l.tbl = c.tbl AND l.pk = c.pk)"


def _find_births(run: Run, news: str) -> None:
    """Things that are not here yet, but for settings that belong to a file."""
    keys = ", ".join(f"'{key}'" for key in SHARED)
    begins = "".join(f" OR substr(key, 1, {len(key)}) = '{key}'" for key in SHARED_BEGIN)
    run(f"INSERT INTO left_out SELECT 'setting', id FROM their_setting WHERE NOT (key IN ({keys}){begins})")
    run(
        f"INSERT OR IGNORE INTO born SELECT c.tbl, c.pk FROM {news} AND c.col = '' AND c.tbl IN ({_LISTED}){_WANTED}"
        " AND NOT EXISTS (SELECT 1 FROM main.change m WHERE m.tbl = c.tbl AND m.pk = c.pk AND m.col = '')"
    )


def _leave_out_strangers(run: Run, news: str, taken: Taken) -> None:
    """Things whose id is taken by another thing: two births of an id that is not made from a key."""
    taken.strange = run(
        f"INSERT OR IGNORE INTO left_out SELECT c.tbl, c.pk FROM {news} AND c.col = ''"
        " AND NOT EXISTS (SELECT 1 FROM born b WHERE b.tbl = c.tbl AND b.pk = c.pk)"
        " AND substr(hex(c.pk), 13, 1) <> '5' AND EXISTS (SELECT 1 FROM main.change m WHERE m.tbl = c.tbl"
        " AND m.pk = c.pk AND m.col = '' AND (m.hlc, m.act) <> (c.hlc, c.act))"
    ).rowcount


def _find_cells(run: Run, news: str) -> bool:
    """New changes of things that are here; whether there are any."""
    found = run(
        f"INSERT INTO cell SELECT c.tbl, c.pk, c.col, c.hlc, c.act, c.new FROM {news}"
        f" AND c.col <> '' AND ({_COLUMNS}){_WANTED}"
        " AND NOT EXISTS (SELECT 1 FROM born b WHERE b.tbl = c.tbl AND b.pk = c.pk)"
        " AND EXISTS (SELECT 1 FROM main.change m WHERE m.tbl = c.tbl AND m.pk = c.pk AND m.col = '')"
        " AND NOT EXISTS (SELECT 1 FROM main.change m WHERE m.tbl = c.tbl AND m.pk = c.pk AND m.col = c.col"
        " AND m.hlc = c.hlc AND m.act = c.act)"
    ).rowcount
    return bool(found > 0)


def _birth_of(change: str, log: str) -> str:
    """1 where a change is part of a birth, which any edit goes before."""
    return (
        f"(substr(hex({change}.pk), 13, 1) = '5' AND EXISTS (SELECT 1 FROM {log}change b WHERE b.tbl = {change}.tbl"
        f" AND b.pk = {change}.pk AND b.col = '' AND b.hlc = {change}.hlc AND b.act = {change}.act))"
    )


def _winner(what: str, log: str) -> str:
    """Of the cell `x` in a log, the winning change's columns; a subquery."""
    return (
        f"SELECT {what} FROM {log}change w WHERE w.tbl = x.tbl AND w.pk = x.pk AND w.col = x.col"
        f" ORDER BY {_birth_of('w', log)}, w.hlc DESC, w.act DESC LIMIT 1"
    )


_UNKNOWN = (
    "NOT EXISTS (SELECT 1 FROM their_change k WHERE k.tbl = {0}.tbl AND k.pk = {0}.pk AND k.col = {0}.col"
    " AND k.hlc = {0}.hlc AND k.act = {0}.act)"
)
"""Of a change here: they have not seen it."""

_SETTLED = (
    "EXISTS (SELECT 1 FROM main.clash s JOIN main.txn d ON d.hlc = s.decided_hlc AND d.act = s.decided_act"
    " WHERE s.tbl = m.tbl AND s.pk = m.pk AND s.col = m.col AND NOT d.undone"
    " AND ((s.my_hlc, s.my_act) = (m.hlc, m.act) OR (s.their_hlc, s.their_act) = (m.hlc, m.act)))"
)
"""Somebody has decided already that the change `m` gives way."""


def _find_clashes(run: Run, taken: Taken) -> None:
    """Cells changed here and there, neither knowing of the other; and what one deleted while the other worked on it.

    Of each cell the winner of what they do not know against the winner of what is not known here: whoever of the two
    merges the other's file finds the same.
    """
    derived = ", ".join(f"'{name}'" for name in sorted(DERIVED))
    natural = ", ".join(f"'{kind}'" for kind in sorted(NATURAL))
    head = "INSERT OR IGNORE INTO main.clash(tbl, pk, col, my_hlc, my_act, mine, their_hlc, their_act, theirs)"
    rows = run(
        f"{head} SELECT m.tbl, m.pk, m.col, m.hlc, m.act, m.new, t.hlc, t.act, t.new"
        f" FROM (SELECT DISTINCT tbl, pk, col FROM cell WHERE col NOT IN ({derived})) x"
        " JOIN main.change m ON m.tbl = x.tbl AND m.pk = x.pk AND m.col = x.col AND (m.hlc, m.act) ="
        " (SELECT w.hlc, w.act FROM main.change w WHERE w.tbl = x.tbl AND w.pk = x.pk AND w.col = x.col AND"
        f" {_UNKNOWN.format('w')} ORDER BY {_birth_of('w', 'main.')}, w.hlc DESC, w.act DESC LIMIT 1)"
        " JOIN cell t ON t.tbl = x.tbl AND t.pk = x.pk AND t.col = x.col"
        " AND (t.hlc, t.act) = (SELECT w.hlc, w.act FROM cell w WHERE w.tbl = x.tbl AND w.pk = x.pk AND w.col = x.col"
        f" ORDER BY {_birth_of('w', 'their_')}, w.hlc DESC, w.act DESC LIMIT 1)"
        f" WHERE m.new IS NOT t.new AND NOT {_SETTLED}"
        f" AND (x.tbl IN ({natural}) OR NOT {_birth_of('m', 'main.')} AND NOT {_birth_of('t', 'their_')})"
    ).rowcount
    found = int(rows)
    newest = "ROW_NUMBER() OVER (PARTITION BY m.pk ORDER BY m.hlc DESC, m.act DESC, t.hlc DESC, t.act DESC)"
    for kind in _kinds(run, "cell"):
        for here, mine, his in (  # deleted here and worked on there, or the other way round
            ("r.deleted AND NOT o.deleted", "m.col = 'deleted' AND m.new = 1", f"t.col NOT IN ('deleted', {derived})"),
            (
                "NOT r.deleted AND o.deleted",
                f"m.col NOT IN ('', 'deleted', {derived})",
                "t.col = 'deleted' AND t.new = 1",
            ),
        ):
            found += run(
                f"{head} SELECT '{kind}', pk, 'deleted', my_hlc, my_act, dead, their_hlc, their_act, NOT dead FROM"
                " (SELECT m.pk, m.hlc AS my_hlc, m.act AS my_act, r.deleted AS dead, t.hlc AS their_hlc,"
                f" t.act AS their_act, {newest} AS nth"
                f' FROM cell t JOIN main."{kind}" r ON r.id = t.pk JOIN "their_{kind}" o ON o.id = r.id'
                f" JOIN main.change m ON m.tbl = '{kind}' AND m.pk = r.id AND {_UNKNOWN.format('m')}"
                f" WHERE t.tbl = '{kind}' AND {here} AND {mine} AND {his} AND NOT {_SETTLED}"
                f" AND NOT {_birth_of('m', 'main.')} AND NOT {_birth_of('t', 'their_')}) WHERE nth = 1"
            ).rowcount
    taken.conflicts = found


def _count(run: Run, taken: Taken) -> None:
    """The numbers that must be taken before anything moves."""
    coming = set(_kinds(run, "born"))
    if Kind.CLIENT in coming:
        taken.duplicates = run(
            "SELECT count(*) FROM born b JOIN their_client c ON c.id = b.pk WHERE b.tbl = 'client' AND NOT c.deleted"
            " AND EXISTS (SELECT 1 FROM main.client m"
            " WHERE m.sort_key = c.sort_key AND m.name = c.name AND NOT m.deleted)"
        ).fetchone()[0]
    in_bin = run("SELECT 1 FROM main.client WHERE deleted LIMIT 1").fetchone()
    for kind in coming if in_bin else ():
        if "client_id" in TABLES[kind].columns:
            taken.binned += run(
                f'SELECT count(*) FROM born b JOIN "their_{kind}" c ON c.id = b.pk JOIN main.client p'
                f" ON p.id = c.client_id WHERE b.tbl = '{kind}' AND p.deleted AND NOT c.deleted"
            ).fetchone()[0]
    taken.same -= run("SELECT count(*) FROM born").fetchone()[0]


def _settled(run: Run, table: str) -> set[tuple[str, bytes]]:
    """What of a table of the merge's own is dated, as it stands now, in a month that is closed here."""
    until = closed_until(run)
    if until is None:
        return set()
    dated = [kind for kind in _kinds(run, table) if kind in DATED or kind in WITHIN]
    return {
        (kind.value, bytes(pk))
        for kind in dated
        for (pk,) in run(dated_until(kind, f"SELECT pk FROM temp.{table} WHERE tbl = '{kind}'"), (until.isoformat(),))
    }


def _join_logs(run: Run, news: str) -> None:
    """Every new change of a thing that is here now, or comes, into the log."""
    run(
        "INSERT INTO main.change SELECT c.tbl, c.pk, c.col, c.hlc, c.act, c.old, c.new"
        f" FROM {news} AND c.tbl IN ({_LISTED}){_WANTED}"
        " ORDER BY c.tbl, c.pk, c.col, c.hlc, c.act ON CONFLICT DO NOTHING"
    )


def _set_winners(run: Run, how: Taking, taken: Taken) -> None:
    """Let each cell hold what wins it, and remember what it held."""
    run(
        f"INSERT INTO won SELECT x.tbl, x.pk, x.col, ({_winner('w.new', 'main.')})"
        " FROM (SELECT DISTINCT tbl, pk, col FROM cell) x"
    )
    pairs = run("SELECT DISTINCT tbl, col FROM won").fetchall()
    for tbl, col in pairs:
        how.free(Kind(tbl))
        where = f"won.tbl = '{tbl}' AND won.col = '{col}' AND won.pk = r.id AND r.\"{col}\" IS NOT won.new"
        where += f" AND typeof(won.new) IN ({fitting(TABLES[Kind(tbl)].c[col])})"
        run(
            f"INSERT INTO main.merged_cell SELECT ?, ?, '{tbl}', r.id, '{col}', r.\"{col}\", won.new"
            f' FROM won CROSS JOIN main."{tbl}" r WHERE {where} AND NOT EXISTS (SELECT 1 FROM main.merged_cell b'
            f" WHERE b.hlc = ? AND b.act = ? AND b.tbl = '{tbl}' AND b.pk = r.id AND b.col = '')"
            " ON CONFLICT DO UPDATE SET new = excluded.new",
            (how.hlc, how.act, how.hlc, how.act),
        )
        run(f"INSERT OR IGNORE INTO touched SELECT '{tbl}', r.id FROM won CROSS JOIN main.\"{tbl}\" r WHERE {where}")
        run(f'UPDATE main."{tbl}" AS r SET "{col}" = won.new FROM won WHERE {where}')
        if col == "deleted":
            _forget_dead_births(run, Kind(tbl), how)
    for tbl, changed in run("SELECT tbl, count(*) FROM touched GROUP BY tbl"):
        taken.changed[Kind(tbl)] = changed
    taken.same -= sum(taken.changed.values())


def _bear(run: Run, kind: Kind, how: Taking) -> int:
    """Things of one kind that are new here, sorted by id; how many."""
    how.free(kind)
    columns = ", ".join(f'"{name}"' for name in ("id", *journalled_columns(TABLES[kind])))
    born = f"EXISTS (SELECT 1 FROM born b WHERE b.tbl = '{kind}' AND b.pk = r.id)"
    count = run(
        f'INSERT INTO main."{kind}"({columns}) SELECT {columns} FROM "their_{kind}" r WHERE {born} ORDER BY id'
    ).rowcount
    run(
        f"INSERT INTO main.merged_cell SELECT ?, ?, '{kind}', r.id, '', NULL, NULL FROM \"their_{kind}\" r"
        f" WHERE NOT r.deleted AND {born} ORDER BY r.id",
        (how.hlc, how.act),
    )
    return int(count)


def _take_back_the_future(run: Run, how: Taking) -> None:
    """New things came as they stand there: what claims to be from the future is put back in them, cell by cell."""
    rows = run(
        f"SELECT x.tbl, x.pk, x.col, EXISTS ({_winner('1', 'main.')}), ({_winner('w.new', 'main.')}),"
        " (SELECT old FROM their_change f WHERE f.tbl = x.tbl AND f.pk = x.pk AND f.col = x.col AND f.hlc > ?1"
        " ORDER BY f.hlc, f.act LIMIT 1)"
        " FROM (SELECT DISTINCT c.tbl, c.pk, c.col FROM their_change c JOIN born b ON b.tbl = c.tbl AND b.pk = c.pk"
        " WHERE c.hlc > ?1 AND c.col <> '') x",
        (how.limit,),
    ).fetchall()
    for tbl, pk, col, logged, new, old in rows:
        if col in journalled_columns(TABLES[Kind(tbl)]):
            run(f'UPDATE main."{tbl}" SET "{col}" = ? WHERE id = ?', (new if logged else old, pk))
        if col == "deleted":
            run(
                f"INSERT INTO main.merged_cell SELECT ?, ?, '{tbl}', id, '', NULL, NULL FROM main.\"{tbl}\""
                " WHERE id = ? AND NOT deleted ON CONFLICT DO NOTHING",
                (how.hlc, how.act, pk),
            )
            _forget_dead_births(run, Kind(tbl), how)


def _forget_dead_births(run: Run, kind: Kind, how: Taking) -> None:
    """What came and is in the bin by now need not be put there when the merge is taken back."""
    run(
        f"DELETE FROM main.merged_cell WHERE hlc = ? AND act = ? AND tbl = '{kind}' AND col = ''"
        f' AND EXISTS (SELECT 1 FROM main."{kind}" r WHERE r.id = merged_cell.pk AND r.deleted)',
        (how.hlc, how.act),
    )


def _join_sessions(run: Run, how: Taking) -> None:
    """Who did it and what they called it; how far we have seen each session, where the file holds all of it."""
    run(
        "INSERT INTO main.actor SELECT id, who, device, app, started, 0 FROM their_actor"
        " WHERE id IN (SELECT act FROM fresh) ON CONFLICT(id) DO UPDATE SET who = excluded.who WHERE actor.who = ''"
    )
    run(
        "INSERT INTO main.txn(hlc, act, label, params, kind, undo_of, undo_act, undone, home)"
        " SELECT t.hlc, t.act, t.label, t.params, t.kind, t.undo_of, t.undo_act, 0, 0 FROM their_txn t"
        " JOIN fresh USING (hlc, act) WHERE 1 ORDER BY t.hlc, t.act ON CONFLICT DO NOTHING"
    )
    run(  # what they took back, or did again
        "UPDATE main.txn SET undone = u.kind = 'undo' FROM (SELECT t.undo_of, t.undo_act, t.kind, max(t.hlc)"
        " FROM fresh JOIN their_txn t USING (hlc, act) WHERE t.undo_of IS NOT NULL GROUP BY t.undo_of, t.undo_act) u"
        " WHERE txn.hlc = u.undo_of AND txn.act = u.undo_act AND NOT txn.home"
    )
    if how.whole:
        run(
            "UPDATE main.actor SET last_hlc = max(last_hlc, seen.top) FROM (SELECT f.act, max(f.hlc) AS top"
            " FROM fresh f JOIN their_actor a ON a.id = f.act WHERE f.hlc <= a.last_hlc GROUP BY f.act) seen"
            " WHERE seen.act = id"
        )


def _orphans(run: Run) -> int:
    """References of new and changed things to things that did not come."""
    found = 0
    for kind in Kind:
        for column in journalled_columns(TABLES[kind]):
            if parent := POINTS_TO.get(column):
                found += run(
                    f"SELECT count(*) FROM (SELECT pk FROM born WHERE tbl = '{kind}' UNION SELECT pk FROM won"
                    f" WHERE tbl = '{kind}' AND col = '{column}') x JOIN main.\"{kind}\" r ON r.id = x.pk"
                    f' WHERE r."{column}" IS NOT NULL'
                    f' AND NOT EXISTS (SELECT 1 FROM main."{parent}" p WHERE p.id = r."{column}")'
                ).fetchone()[0]
    return found


def _kinds(run: Run, table: str) -> Iterator[Kind]:
    """The kinds in a table of the merge's own, those that others point to first."""
    there = {row[0] for row in run(f"SELECT DISTINCT tbl FROM temp.{table}")}
    return (kind for kind in Kind if kind.value in there)
