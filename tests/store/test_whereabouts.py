"""Folders that a service copies, and drives of the network."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.store.whereabouts import NETWORK, Place, place_of, service_of, type_of


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - 上海申达", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("我的坚果云", "坚果云 (Nutstore)"),
        ("Nutstore/1", "坚果云 (Nutstore)"),
        ("BaiduSyncdisk", "百度网盘"),
        ("Library/CloudStorage/GoogleDrive-a@b.cn", "Google Drive"),
        ("Dropboxes", ""),
        ("Documents/SalesDesk", ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(tmp_path: Path, folder: str, service: str) -> None:
    path = tmp_path / folder / "x.salesdesk"
    assert service_of(path) == service
    assert place_of(path) == ((Place.SYNCED, service) if service else (Place.LOCAL, ""))


def test_a_synchronised_folder_is_known_by_what_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / ".stfolder").mkdir()
    assert service_of(tmp_path / "a" / "x.salesdesk") == "Syncthing"
    assert service_of(tmp_path / "a" / "x.salesdesk", {"OneDrive": str(tmp_path / "a")}) == "OneDrive"


def test_the_nearest_file_system_counts() -> None:
    mounts = ["/dev/sda1 / ext4 rw 0 0", "//nas/team /mnt/the\\040team cifs rw 0 0", "tmpfs /mnt/x tmpfs rw 0 0"]
    assert type_of(Path("/mnt/the team/a/x.salesdesk"), mounts) in NETWORK
    assert type_of(Path("/mnt/x/y"), mounts) == "tmpfs"
    assert type_of(Path("/home/x"), mounts) == "ext4"
