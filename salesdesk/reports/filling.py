"""A Word template filled in by a process of its own, whose time and memory are limited: a template may be a stranger's.

`python -m salesdesk.reports.filling TEMPLATE SECONDS` reads the report as JSON and writes the Word file, or says in
JSON what is wrong with the template.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic

import salesdesk
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.reports import frozen
from salesdesk.reports.document import Document
from salesdesk.reports.docx import docx_bytes
from salesdesk.reports.pace import Step, rows_of

if sys.platform != "win32":
    import resource

_SECONDS, _ROWS_A_SECOND = 20, 100
"""How long a template may take, and how much longer for the rows of a long report."""
_MEMORY = 2_000_000_000
"""Bytes, where the system can limit them."""
_REFUSED = 3
_LOOK = 0.2
"""Seconds after which the waiting process asks whether anybody still wants the file."""


def filled_bytes(document: Document, pictures: Mapping[str, bytes], template: Path, step: Step | None = None) -> bytes:
    """As `docx_bytes`, in a process of its own. Refused also where the template takes too much time or memory.

    `step` is asked again and again whether to go on; what it raises ends that process.
    """
    seconds = _SECONDS + rows_of(document) // _ROWS_A_SECOND
    painted = {name: base64.b64encode(data).decode() for name, data in pictures.items()}
    asked = json.dumps({"document": frozen.to_json(document), "pictures": painted}).encode()
    home = str(Path(salesdesk.__file__).parents[1])
    paths = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH", "")])])
    with TemporaryFile() as report:
        report.write(asked)
        report.seek(0)
        other = subprocess.Popen(
            [sys.executable, "-m", "salesdesk.reports.filling", str(template), str(seconds)],
            stdin=report,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    with other:
        try:
            said_back = _waited_for(other, seconds, step)
        except subprocess.TimeoutExpired as error:
            raise _endless(template) from error
        finally:
            other.kill()
    if other.returncode == _REFUSED:
        said = json.loads(said_back)
        raise Refused(said["msgid"], **said["params"])
    if other.returncode or not said_back.startswith(b"PK"):
        raise _endless(template)
    return said_back


def _waited_for(other: subprocess.Popen[bytes], seconds: int, step: Step | None) -> bytes:
    """What the other process says in the end. Raises TimeoutExpired, or what `step` raises."""
    until = monotonic() + seconds
    while True:
        if step is not None:
            step(0, 0)
        try:
            return other.communicate(timeout=min(_LOOK, max(until - monotonic(), 0.0)))[0]
        except subprocess.TimeoutExpired:
            if monotonic() >= until:
                raise


def main() -> int:
    """The other process: limit itself, fill the template in, hand the file back."""
    template, seconds = Path(sys.argv[1]), int(sys.argv[2])
    _limit(seconds)
    asked = json.loads(sys.stdin.buffer.read())
    pictures = {name: base64.b64decode(data) for name, data in asked["pictures"].items()}
    try:
        data = docx_bytes(frozen.from_json(asked["document"]), pictures, template)
    except Refused as refused:
        said = {"msgid": refused.text.msgid, "params": {k: str(v) for k, v in refused.text.params.items()}}
        sys.stdout.buffer.write(json.dumps(said).encode())
        return _REFUSED
    sys.stdout.buffer.write(data)
    return 0


def _limit(seconds: int) -> None:
    """Memory and computing time, where the system knows limits; the waiting process ends this one in any case."""
    if sys.platform == "win32":
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, seconds + 1), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _endless(template: Path) -> Refused:
    return Refused(
        N_("The Word template {name} takes too much time or memory. Mend it in Word, or choose another one."),
        name=template.name,
    )


if __name__ == "__main__":
    sys.exit(main())
