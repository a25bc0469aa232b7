"""A window over a protected file is killed, words half typed and an error in its log: nothing is left to read."""

from __future__ import annotations

import multiprocessing.util
import os
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.store import canary, kills
from tests.store.canary import CHINESE, PASSPHRASE, WORD, Place


def use_window(root: Path, mouth: Connection) -> None:
    """The child: the whole program with the file in its window."""
    place = Place(root)
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", "SALESDESK_HOME": str(place.home), "TMPDIR": str(place.temp)}
    tempfile.tempdir = str(place.temp)

    from salesdesk.logs import start_log
    from salesdesk.settings import SettingsFile
    from salesdesk.store import keys
    from salesdesk.ui.application import make_application
    from salesdesk.ui.jobs import Jobs
    from salesdesk.ui.parts import dialogs
    from salesdesk.ui.pictures import settle
    from salesdesk.ui.program import Program
    from tests.journeys.hands import Answers

    start_log()
    if keys.slots_of(place.file) is not None:
        keys.unlock(place.file, PASSPHRASE)
    app = make_application(["salesdesk"])
    with dialogs.answered_by(Answers()):
        program = Program(app, SettingsFile(), place.file, jobs=Jobs(inline=True))
        program.crash.install()
        program.start()
        while not program.ready:
            app.processEvents()
            time.sleep(0.01)
        settle()
        desk = program.window.desk
        assert desk is not None
        for key in program.window.tabs:
            program.window.show_page(key)
            settle()
        (client, *_others) = desk.find(WORD)
        program.window.log_visit(client_id=client.id)
        settle()
        desk.drafts.keep("visit", {"result": f"{WORD} {CHINESE} half typed"})
        desk.clients.create(name=f"{WORD} {CHINESE} new")
        try:
            raise ValueError(f"{WORD} {CHINESE} cannot be read")
        except ValueError:
            sys.excepthook(*sys.exc_info())
        settle()
        mouth.send("in use")
        threading.Event().wait()


@pytest.mark.parametrize("protected", [True, False], ids=["protected", "the control"])
def test_a_window_that_is_killed_leaves_nothing_of_a_protected_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, protected: bool
) -> None:
    multiprocessing.util.get_temp_dir()
    place = Place(tmp_path / "place").make()
    monkeypatch.setenv("SALESDESK_HOME", str(place.home))
    canary.prepare(place, protected=protected)
    heard, mouth = kills.CONTEXT.Pipe(duplex=False)
    child = kills.CONTEXT.Process(target=use_window, args=(place.root, mouth), daemon=True)  # type: ignore[attr-defined]
    child.start()
    mouth.close()
    try:
        assert heard.recv() == "in use"
        live = place.traces()
    finally:
        child.kill()
        child.join()
        heard.close()
    assert "unexpected error" in (place.home / "logs" / "salesdesk.log").read_text(encoding="utf-8")
    left = place.traces()
    if protected:
        assert live == left == []
    else:
        assert {"work/test.salesdesk", "home/logs/salesdesk.log"} <= set(left)
