"""A file that is given out: written whole or not at all, and never half over an older one."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_


def replace_file(out: Path, data: bytes) -> None:
    """Put `data` at `out` at once or not at all. Raises Refused when the place cannot be written."""
    half = _half(out)
    try:
        half.write_bytes(data)
        os.replace(half, out)  # noqa: PTH105  (the same call on every system)
    except OSError as error:
        with suppress(
            OSError
        ):  # what could not be put there may not be looked for either: a name too long, a lost drive
            half.unlink(missing_ok=True)
        raise _cannot(out, error) from error


def check_place(out: Path) -> None:
    """Refused already now when a file could not be put there; nothing is left behind."""
    half = _half(out)
    try:
        if out.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        half.write_bytes(b"")
        half.unlink()
    except OSError as error:
        raise _cannot(out, error) from error


def _half(out: Path) -> Path:
    return out.with_name(f".{out.name}.half")


def _cannot(out: Path, error: OSError) -> Refused:
    """What is wrong with the place, and what to do about just that."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Refused(
            N_("{name} cannot be written: the disk is full. Make room, or choose another place."), name=out.name
        )
    if error.errno == errno.EISDIR:
        return Refused(N_("{name} cannot be written: it is a folder. Give the file a name."), name=out.name or str(out))
    if error.errno == errno.ENAMETOOLONG:
        return Refused(N_("{name} cannot be written: the name is too long. Choose a shorter one."), name=out.name)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Refused(
            N_("{name} cannot be written: there is no folder {folder}. Make it, or choose another place."),
            name=out.name,
            folder=str(out.parent),
        )
    return Refused(
        N_("{name} cannot be written: {problem}. Close it where it is open, or choose another place."),
        name=out.name,
        problem=error.strerror or str(error),
    )
