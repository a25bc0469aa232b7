"""The command line as a script sees it: words, exit status, one sentence on standard error, JSON."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordDocument

from salesdesk import app, cli
from salesdesk.domain.change import Edit, Kind, Label
from salesdesk.services.desk import Desk
from salesdesk.services.sample import SampleSize, make_sample
from salesdesk.store import journal
from salesdesk.words.commands import COMMANDS, examples
from tests.builders import make_desk

CLIENTS = "account,sector\nAcme,retail\nBetatech,medical\n"
DEALS = (
    "opportunity_id,sales_agent,account,deal_stage,engage_date,close_date,close_value\n"
    "A1,Moses,Acme,Won,2026-01-05,2026-03-14,4800\nA2,Anna,Betatech,Lost,2026-02-01,2026-03-20,0\n"
    "A3,Anna,Nobody,Won,2026-02-01,2026-03-21,70\n"
)


def run(*words: object) -> int:
    return app.main([str(word) for word in words])


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine of these tests speaks English."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cli.salesdesk"
    assert run("new", path, "--rep", "Dana", "--currency", "usd", "--lang", "en") == 0
    for kind, text in (("clients", CLIENTS), ("opportunities", DEALS)):
        (tmp_path / f"{kind}.csv").write_text(text)
    assert run("import", path, tmp_path / "clients.csv", "--as", "clients") == 0
    return path


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    capsys.readouterr()
    assert run(*words, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_an_import_counts_and_writes_its_rejects(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, rejects = file.parent / "opportunities.csv", file.parent / "rejects.csv"
    done = answer(capsys, "import", file, source, "--as", "opportunities", "--rejects", rejects)
    assert [done[key] for key in ("read", "created", "updated", "unchanged", "rejected")] == [3, 2, 0, 0, 1]
    assert done["rejects"][0]["line"] == 4
    assert "Nobody" in rejects.read_text("utf-8-sig")
    again = answer(capsys, "import", file, source, "--as", "opportunities")
    assert [again[key] for key in ("created", "unchanged", "rejected")] == [0, 2, 1]


def test_a_dry_run_says_so_and_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", file, file.parent / "opportunities.csv", "--as", "opportunities", "--dry-run") == 0
    assert "Dry run" in capsys.readouterr().out
    assert answer(capsys, "figures", file, "--from", "2026-01-01", "--to", "2026-12-31")["won"] == 0


def test_figures_have_the_shape_that_scripts_rely_on(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", file, file.parent / "opportunities.csv", "--as", "opportunities")
    found = answer(capsys, "figures", file, "--from", "2026-03-01", "--to", "2026-03-31", "--by", "rep")
    assert found["win_rate"] == {"value": 0.5, "n": 1, "of": 2}
    assert (found["won"], found["lost"], found["won_amount"]) == (1, 1, 480_000)
    assert {group["key"]: group["won"] for group in found["groups"]} == {"Moses": 1, "Anna": 0}
    empty = answer(capsys, "figures", file, "--from", "2020-01-01", "--to", "2020-12-31")
    assert empty["win_rate"] == {"value": None, "n": 0, "of": 0}


def test_figures_are_told_to_readers_as_money(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", file, file.parent / "opportunities.csv", "--as", "opportunities")
    capsys.readouterr()
    assert run("figures", file, "--from", "2026-03-01", "--to", "2026-03-31", "--by", "rep") == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    with closing(Desk.open(file, read_only=True)) as desk:
        currency = desk.currency
    assert f"won_amount: 4,800.00 {currency}" in lines
    assert any(line.startswith("win_rate_by_amount:") and f"(4,800.00 {currency} / " in line for line in lines)
    assert "won: 1" in lines


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "docx", "txt"])
@pytest.mark.parametrize("kind", ["daily", "weekly"])
def test_reports_are_written_in_every_format(file: Path, kind: str, ending: str) -> None:
    out = file.parent / f"r.{ending}"
    assert run("report", kind, file, "--on", "2026-03-14", "--lang", "en", "--out", out) == 0
    begins = {"pdf": b"%PDF", "xlsx": b"PK", "docx": b"PK"}.get(ending)
    data = out.read_bytes()
    assert data.startswith(begins) if begins else "Dana" in data.decode()


def test_undo_history_backup_and_restore(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", file, file.parent / "opportunities.csv", "--as", "opportunities")
    capsys.readouterr()
    assert run("backup", file) == 0
    backup = Path(capsys.readouterr().out.strip())
    assert run("undo", file) == 0
    assert "2 opportunities imported" in capsys.readouterr().out
    steps = answer(capsys, "history", file)["steps"]
    assert [(step["how"], step["key"]) for step in steps[:2]] == [
        ("undo", "import.opportunities"),
        ("do", "import.opportunities"),
    ]
    again = file.parent / "again.salesdesk"
    assert run("restore", backup, "--out", again) == 0
    assert answer(capsys, "figures", again, "--from", "2026-01-01", "--to", "2026-12-31")["won"] == 1
    assert run("restore", backup, "--out", again) == 1  # never over a file


def test_check_tells_a_sound_file_from_a_damaged_one(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "check", file)["ok"] is True
    data = bytearray(file.read_bytes())
    data[8192:12288] = b"\x55" * 4096
    file.write_bytes(bytes(data))
    assert run("check", file) == 1
    said = capsys.readouterr()
    assert said.err.strip().count("\n") == 0
    assert said.out.count("\n") <= 6


def test_every_list_can_be_exported(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.parent / "clients-out.csv"
    assert run("export", file, "--what", "clients", "--out", out) == 0
    assert "Acme" in out.read_text("utf-8-sig")
    assert run("export", file, "--what", "clients", "--out", file.parent / "x.pdf") == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("figures", "{file}", "--from", "2026-05-01", "--to", "2026-01-01"), 1),
        (("figures", "{dir}", "--from", "2026-01-01", "--to", "2026-05-01"), 1),
        (("figures", "{dir}/none.salesdesk", "--from", "2026-01-01", "--to", "2026-05-01"), 1),
        (("figures", "{file}", "--from", "yesterday", "--to", "2026-05-01"), 2),
        (("import", "{file}", "{dir}/none.csv", "--as", "clients"), 1),
        (("import", "{file}", "{dir}/clients.csv", "--as", "dragons"), 2),
        (("import", "{file}", "{dir}/clients.csv", "--as", "clients", "--map", "account=colour"), 1),
        (("report", "daily", "{file}", "--on", "2026-03-14", "--out", "{dir}/no/such/place.pdf"), 1),
        (("report", "daily", "{file}", "--on", "2026-03-14", "--rep", "Nobody", "--out", "{dir}/x.pdf"), 1),
        (("new", "{file}", "--rep", "Dana"), 1),
        (("new", "{dir}/other.salesdesk", "--rep", "  "), 1),
        (("new", "{dir}/other.salesdesk"), 2),
        (("restore", "{dir}/clients.csv", "--out", "{dir}/y.salesdesk"), 1),
    ],
)
def test_a_refusal_is_one_sentence_and_a_wrong_word_is_wrong_usage(
    file: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int
) -> None:
    filled = [word.format(file=file, dir=file.parent) for word in words]
    capsys.readouterr()
    if status == cli.WRONG_USAGE:
        with pytest.raises(SystemExit) as left:
            run(*filled)
        assert left.value.code == status
        return
    assert run(*filled) == status
    said = capsys.readouterr().err.strip()
    assert said
    assert "\n" not in said
    assert "Traceback" not in said


def test_a_file_in_use_is_left_to_the_other_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path)
    try:
        assert run("undo", desk.path) == 1
        assert "already open" in capsys.readouterr().err
        assert run("figures", desk.path, "--from", "2026-01-01", "--to", "2026-05-01") == 0  # reading is no harm
    finally:
        desk.close()


def test_rejects_of_an_earlier_import_do_not_look_like_those_of_this_one(file: Path) -> None:
    rejects = file.parent / "rejects.csv"
    rejects.write_text("old")
    assert run("import", file, file.parent / "clients.csv", "--as", "clients", "--rejects", rejects) == 0
    assert rejects.read_text("utf-8-sig").splitlines() == ["account,sector,Reason"]


def test_nothing_is_imported_where_the_rejects_cannot_be_written(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (file.parent, file.parent / "no" / "rejects.csv"):
        words = ("import", file, file.parent / "opportunities.csv", "--as", "opportunities", "--rejects", place)
        assert run(*words) == 1
        assert "cannot be written" in capsys.readouterr().err
    assert answer(capsys, "figures", file, "--from", "2026-01-01", "--to", "2026-12-31")["won"] == 0


def test_check_gives_its_verdict_first_and_counts_in_the_words_of_the_trade(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run("check", file) == 0
    verdict, held, backup = capsys.readouterr().out.splitlines()
    assert verdict == "cli.salesdesk is sound."
    assert held == "It holds 2 clients, 1 rep."
    assert backup.startswith("Newest backup: ")
    assert run("backup", file) == 0
    made = capsys.readouterr().out.strip()
    assert run("check", file) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith(f", {made}")
    assert answer(capsys, "check", file)["counts"]["client"] == 2
    assert run("new", file.parent / "fresh.salesdesk", "--rep", "Eve") == 0
    assert run("check", file.parent / "fresh.salesdesk") == 0
    assert "It has no backup yet" in capsys.readouterr().out


def test_a_damaged_file_is_told_without_a_word_of_its_engine(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Desk.open(file)) as desk:
        pages = desk.file.conn.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = 'client'").scalar()
    data = bytearray(file.read_bytes())
    at = (int(pages) - 1) * 4096
    data[at : at + 4096] = b"\x55" * 4096
    file.write_bytes(bytes(data))
    capsys.readouterr()
    assert run("check", file) == 1
    said = capsys.readouterr()
    assert said.err == (
        "cli.salesdesk is damaged. Open it in SalesDesk to repair it, or restore its newest good backup.\n"
    )
    assert "Of Client, 0 rows can be read and 2 are missing." in said.out
    assert said.out.splitlines()[-1].startswith("Newest good backup: ")
    assert "disk image" not in said.out and "malformed" not in said.out
    assert run("check", file, "--json") == 1
    assert any("disk image" in problem for problem in json.loads(capsys.readouterr().out)["problems"])


def test_undo_says_what_it_undid(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = file.parent / "other.salesdesk"
    run("new", other, "--rep", "Eve", "--currency", "usd", "--lang", "en")
    run("import", other, file.parent / "opportunities.csv", "--as", "opportunities", "--unknown-client", "create")
    assert run("merge", file, other) == 0
    capsys.readouterr()
    assert run("undo", file) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Undone: Files taken in: other"
    assert said[1] == "That concerned 3 clients, 3 opportunities, 3 reps, 6 records that belong to them."


def test_undo_names_what_it_left_alone(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Desk.open(file)) as desk:
        client = desk.clients.create(name="Gamma")
        before = desk.clients.get(client)
        assert before is not None
        desk.clients.edit(before, replace(before, industry="retail", website="gamma.example"))
        journal.record(
            desk.file, [Edit(Kind.CLIENT, client, "website", "gamma.example", "g")], Label("x"), undoable=False
        )
    capsys.readouterr()
    assert run("undo", file) == 0
    assert capsys.readouterr().err.strip() == "Left alone, changed since: Website"


def test_a_chosen_word_template_is_used(file: Path) -> None:
    template, out = file.parent / "own.docx", file.parent / "r.docx"
    document = WordDocument()
    document.add_paragraph("HOUSE STYLE {{ title }}")
    document.save(str(template))
    with closing(Desk.open(file)) as desk:
        desk.reports.set_template(template)
    assert run("report", "daily", file, "--on", "2026-03-14", "--lang", "en", "--out", out) == 0
    assert any("HOUSE STYLE" in paragraph.text for paragraph in WordDocument(str(out)).paragraphs)


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01", "yesterday"])
def test_a_day_that_cannot_be_meant_is_wrong_usage(file: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run("figures", file, "--from", day, "--to", "2026-12-31")
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"“{day}” is not" in said
    assert "_day" not in said


def test_a_wrong_kind_is_answered_with_the_kinds(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("import", file, file.parent / "clients.csv", "--as", "customers")
    said = capsys.readouterr().err
    assert "“customers” is not one of: clients, contacts" in said
    assert "ImportKind" not in said


def test_a_folder_is_called_a_folder(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    assert run("import", file, ".", "--as", "clients") == 1
    assert f"“{file.parent.name}” is a folder" in capsys.readouterr().err
    assert run("export", file, "--what", "clients", "--out", "none/c.csv") == 1
    assert "there is no folder none" in capsys.readouterr().err


def test_a_plan_is_proposed_then_put_into_the_calendar(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = answer(capsys, "plan", file, "--from", "2199-01-07", "--weeks", "1")
    assert (plan["from"], plan["to"], plan["applied"]) == ("2199-01-07", "2199-01-13", False)
    assert {one["client"] for one in plan["proposals"]} == {"Acme", "Betatech"}
    assert all(one["reasons"] and one["start"] >= "09:00" for one in plan["proposals"])
    assert plan["not_placed"] == [] and plan["impossible_rules"] == []
    with closing(Desk.open(file)) as desk:
        assert desk.visits.between(date(2199, 1, 7), date(2199, 1, 13)) == []
    assert answer(capsys, "plan", file, "--from", "2199-01-07", "--apply")["applied"] is True
    with closing(Desk.open(file)) as desk:
        assert len(desk.visits.between(date(2199, 1, 7), date(2199, 1, 13))) == 2
    assert run("plan", file, "--from", "2199-01-07") == 0
    assert "0 visits proposed." in capsys.readouterr().out
    assert run("undo", file) == 0


def test_a_plan_reads_well(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("plan", file, "--from", "2199-01-07", "--weeks", "2", "--apply") == 0
    said = capsys.readouterr().out
    assert "Acme" in said and "C: 1 a quarter" in said and "They are in the calendar now." in said


def test_a_plan_of_the_past_is_refused_and_five_weeks_are_wrong(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", file, "--from", "2001-01-01") == 1
    assert "These weeks have passed." in capsys.readouterr().err
    with pytest.raises(SystemExit) as wrong:
        run("plan", file, "--from", "2199-01-07", "--weeks", "5")
    assert wrong.value.code == 2


def test_a_reader_that_has_seen_enough_is_no_trouble(tmp_path: Path) -> None:
    make_desk(tmp_path).close()
    file = tmp_path / "test.salesdesk"
    asked = [sys.executable, "-m", "salesdesk", "figures", str(file), "--from", "2026-01-01", "--to", "2026-12-31"]
    with subprocess.Popen([*asked, "--by", "rep"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        said = child.stderr.read()
    assert (child.returncode, said) == (0, b"")


def test_figures_of_an_empty_file_are_dashes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "empty.salesdesk"
    assert run("new", file, "--rep", "Ann", "--currency", "CNY") == 0
    capsys.readouterr()
    assert run("figures", file, "--from", "2026-01-01", "--to", "2026-12-31") == 0
    lines = dict(line.split(":", 1) for line in capsys.readouterr().out.splitlines() if not line.startswith(" "))
    for rate in ("win_rate", "collection_rate", "survey_response_rate", "within_24h", "average_discount"):
        assert lines[rate] == " – (0 / 0)", rate
    for term in ("satisfaction", "nps", "dso", "sales_cycle", "velocity", "products_per_client", "pace"):
        assert lines[term] == " –", term
    assert (lines["sales"], lines["churn_warnings"]) == (" 0.00 CNY", " 0")


def test_a_file_is_published_where_others_read_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    share = file.parent / "share"
    share.mkdir()
    with closing(Desk.open(file)):  # also while its owner has it open
        pass
    assert run("publish", file, "--out", share) == 0
    assert "published" in capsys.readouterr().out
    assert run("check", share / "Dana.salesdesk") == 0
    assert run("publish", file, "--out", file) != 0
    assert "Choose another folder" in capsys.readouterr().err


def test_a_part_is_published_and_says_what_it_holds(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.parent / "part.salesdesk"
    assert run("publish", file, "--out", out, "--from", "2026-07-01", "--to", "2026-09-30") == 0
    assert "only 2026-07 to 2026-09" in capsys.readouterr().out
    with closing(Desk.open(out, read_only=True)) as part:
        assert part.held is not None
    assert run("figures", out, "--from", "2026-07-01", "--to", "2026-09-30") == 0
    assert "not the whole file: only 2026-07 to 2026-09" in capsys.readouterr().err
    assert run("publish", file, "--out", out, "--client", "Nobody") == 1
    assert "Nothing in this file is called Nobody" in capsys.readouterr().err
    assert run("publish", file, "--out", out, "--from", "2026-07-01", "--to", "2026-06-01") == 1
    assert "before the first" in capsys.readouterr().err


def test_money_and_service_come_in_and_go_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = file.parent
    lists = {
        "invoices": "number,client,issued on,amount\nF-1,Acme,2026-01-05,1000\n",
        "payments": "date,amount,invoice,client\n2026-02-01,250,F-1,Acme\n",
        "surveys": "client,asked on,score\nAcme,2026-01-07,9\nBetatech,2026-01-07,12\n",
        "enquiries": "client,type,subject,opened\nAcme,complaint,It leaks,2026-01-09 10:00\n",
    }
    for kind, text in lists.items():
        (folder / f"{kind}.csv").write_text(text)
        done = answer(capsys, "import", file, folder / f"{kind}.csv", "--as", kind)
        assert (done["created"], done["rejected"]) == (1, int(kind == "surveys"))
        out = folder / f"{kind}-out.csv"
        assert run("export", file, "--what", kind, "--out", out) == 0
        assert "Acme" in out.read_text("utf-8-sig")
    figures = answer(capsys, "figures", file, "--from", "2026-01-01", "--to", "2026-03-31")
    assert figures["collection_rate"] == {"value": 0.25, "n": 250_00, "of": 1000_00}
    assert figures["satisfaction"] == 9
    assert figures["enquiries"] == 1


def test_a_hand_out_is_one_file_that_another_takes_in(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.parent / "out.salesdesk"
    done = answer(capsys, "handout", file, "--rep", "Dana", "--what", "clients", "--out", out)
    assert done["counts"]["client"] > 0
    assert len(done["sha256"]) == 64
    other = file.parent / "other.salesdesk"
    assert run("new", other, "--rep", "Eve", "--currency", "usd", "--lang", "en") == 0
    assert run("merge", other, out) == 0
    assert run("handout", file, "--rep", "Nobody", "--out", out) != 0
    assert "Nobody" in capsys.readouterr().err


def test_nothing_is_written_over_a_file_that_is_not_ours_to_replace(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, copy, part = (file.parent / f"{name}.salesdesk" for name in ("other", "copy", "part"))
    assert run("new", other, "--rep", "Eve") == 0
    before = other.read_bytes()
    for words in (("publish", file, "--out", other), ("handout", file, "--rep", "Dana", "--out", other)):
        capsys.readouterr()
        assert run(*words) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and "another name" in said
        assert other.read_bytes() == before
    for _again in range(2):
        assert run("publish", file, "--out", copy) == 0
        assert run("handout", file, "--rep", "Dana", "--out", part) == 0
    copy.unlink()
    assert run("new", copy, "--rep", "Eve") == 0  # its SHA-256 still lies there
    assert run("publish", file, "--out", copy) == 1


def test_every_command_explains_itself_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--help")
    listed = capsys.readouterr().out
    for command in COMMANDS:
        assert f"\n    {command}" in listed
        with pytest.raises(SystemExit) as left:
            run(command, "--help")
        assert left.value.code == 0
        said = capsys.readouterr().out
        example = said[said.index("Example") :]
        assert f"salesdesk {command} " in example and "SALESDESK_PASSPHRASE" in example


def test_every_example_is_understood() -> None:
    """They are what people copy: each is parsed as it stands, without being done."""
    for command in COMMANDS:
        for line in examples(command).splitlines():
            if line.startswith("  salesdesk"):
                assert cli._parser().parse_args(shlex.split(line)[1:])


def test_a_history_is_told_to_its_beginning(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Desk.open(file)) as desk:
        for n in range(7):
            desk.clients.create(name=f"Client {n}")
    was, cli.STEPS = cli.STEPS, 3
    try:
        steps = answer(capsys, "history", file)["steps"]
    finally:
        cli.STEPS = was
    assert [step["what"] for step in steps[:2]] == ["Client Client 6 added", "Client Client 5 added"]
    assert steps[-1]["key"] == "file.created"
    assert run("history", file) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(steps)


def test_every_grouping_adds_up_to_the_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sample.salesdesk"
    make_sample(file, language="en", size=SampleSize(clients=40, visits=300, opportunities=60, orders=120)).close()
    days = ("--from", "2020-01-01", "--to", "2030-12-31")
    whole = answer(capsys, "figures", file, *days)
    assert whole["sales"] and whole["won"]
    for by in ("month", "week", "rep", "product_line", "tier", "industry", "stage"):
        groups = answer(capsys, "figures", file, *days, "--by", by)["groups"]
        assert all(set(whole) - {"from", "to"} <= {*group, "key"} for group in groups)
        assert len({group["key"] for group in groups}) == len(groups)
        assert sum(group["won"] for group in groups) == whole["won"], by
        assert sum(group["sales"] for group in groups) == (0 if by == "stage" else whole["sales"]), by
