"""Links of a visit: addresses, paths, what is not opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.domain.links import is_address, is_elsewhere, is_program, lines_of, link_to, name_of, place_of

HERE = Path("/home/me/work")


def test_each_line_is_one_link_once() -> None:
    assert lines_of(" a.pdf \n\nhttps://x.com\na.pdf") == ["a.pdf", "https://x.com"]


@pytest.mark.parametrize("link", ["https://example.com/a", "HTTP://x.cn", "mailto:li@x.cn"])
def test_addresses(link: str) -> None:
    assert is_address(link) and not is_program(link) and not is_elsewhere(link) and name_of(link) == link


@pytest.mark.parametrize("link", ["a.exe", r"C:\x\Run.BAT", "sub/x.lnk", "a.pdf.js", "/opt/a.desktop", "x.exe. "])
def test_what_would_be_run(link: str) -> None:
    assert is_program(link)


@pytest.mark.parametrize("link", [r"\\server\share\a.pdf", "//server/a.pdf", "file:///etc/passwd", "smb://x/y"])
def test_what_lies_on_another_computer(link: str) -> None:
    assert is_elsewhere(link)


def test_a_file_beside_is_noted_from_the_folder_on() -> None:
    assert link_to(HERE / "quotes" / "a.pdf", HERE) == "quotes/a.pdf"
    assert place_of("quotes/a.pdf", HERE) == HERE / "quotes" / "a.pdf"
    assert link_to(Path("/mnt/b.pdf"), HERE) == "/mnt/b.pdf" and place_of("/mnt/b.pdf", HERE) == Path("/mnt/b.pdf")
    assert (name_of(r"C:\docs\b.pdf"), name_of("quotes/a.pdf")) == ("b.pdf", "a.pdf")
