"""What belongs to a visit and lies elsewhere: paths and addresses, one a line; nothing of them is copied."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

PROGRAMS = frozenset(
    {
        *(
            ".exe",
            ".com",
            ".bat",
            ".cmd",
            ".scr",
            ".pif",
            ".msi",
            ".msp",
            ".ps1",
            ".vbs",
            ".vbe",
            ".js",
            ".jse",
            ".wsf",
        ),
        *(".wsh", ".hta", ".cpl", ".lnk", ".url", ".reg", ".jar", ".py", ".pyw", ".sh", ".run", ".app", ".command"),
        *(".desktop", ".appimage", ".scf", ".inf", ".chm", ".workflow", ".dll"),
    }
)
"""Endings of what would be run, not shown: never opened from a file that somebody else may have written."""

_ADDRESSES = ("http://", "https://", "mailto:")


def lines_of(links: str) -> list[str]:
    """The links of a visit, each once, in their order."""
    return list(dict.fromkeys(line for line in (one.strip() for one in links.splitlines()) if line))


def is_address(link: str) -> bool:
    """Whether it is opened in a browser or a mail program; everything else is a path."""
    return link.casefold().startswith(_ADDRESSES)


def is_program(link: str) -> bool:
    """Whether opening it would run something."""
    return not is_address(link) and PureWindowsPath(link.rstrip(" .")).suffix.casefold() in PROGRAMS


def is_elsewhere(link: str) -> bool:
    """A path on another computer's share, or one in a scheme that is not ours: looked at only by hand."""
    plain = link.replace("\\", "/")
    return not is_address(link) and (plain.startswith("//") or "://" in plain)


def name_of(link: str) -> str:
    """The name of a file; an address as it stands."""
    if is_address(link):
        return link
    return PureWindowsPath(link).name if "\\" in link else PurePosixPath(link).name or link


def place_of(link: str, beside: Path) -> Path:
    """Where a file lies; a path without a beginning is counted from the folder of the SalesDesk file."""
    return Path(link) if Path(link).is_absolute() else beside / link


def link_to(path: Path, beside: Path) -> str:
    """How a file is noted: from the folder of the SalesDesk file on where it lies below, so that both move together."""
    try:
        return path.relative_to(beside).as_posix()
    except ValueError:
        return str(path)
