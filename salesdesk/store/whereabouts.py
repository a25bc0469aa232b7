"""What kind of place a file lies in: a disk of this computer, a drive of the network, a synchronised folder."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

NETWORK = frozenset(
    {"9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "davfs", "gfs2", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2"}
    | {"fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs", "smb", "smb2", "smb3", "smbfs", "vboxsf", "webdav"}
)
"""Types of file systems behind which there is another computer."""
SERVICES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "nutstore": "坚果云 (Nutstore)",
    "坚果云": "坚果云 (Nutstore)",
    "我的坚果云": "坚果云 (Nutstore)",
    "百度网盘": "百度网盘",
    "百度云": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "baidunetdisk": "百度网盘",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "seafile": "Seafile",
    "pcloud": "pCloud",
    "box sync": "Box",
    "weiyun": "微云 (Weiyun)",
    "微云": "微云 (Weiyun)",
    "阿里云盘": "阿里云盘",
    "synologydrive": "Synology Drive",
}
"""How the folders of services begin that copy what lies in them while it is being written."""
MARKS = {".stfolder": "Syncthing", ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox"}
"""What such a service leaves in the folder that it copies."""
_REMOTE = 4
"""What Windows calls a drive of the network."""


class Place(StrEnum):
    """Where a file lies."""

    LOCAL = "local"
    NETWORK = "network"
    SYNCED = "synced"


def place_of(path: Path) -> tuple[Place, str]:
    """The kind of place, and the service that copies it, by its name ('' for the others)."""
    path = path.absolute()
    service = service_of(path) or service_of(path.resolve())
    if service:
        return Place.SYNCED, service
    return (Place.NETWORK if _is_remote(path.resolve()) else Place.LOCAL), ""


def service_of(path: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The service in whose folder a path lies, by the names above it and by what the service left there."""
    for folder in path.parents:
        name = folder.name.casefold()
        for begin, service in SERVICES.items():
            if name == begin or (name.startswith(begin) and not name[len(begin)].isalpha()) or name == begin + "drive":
                return service
        for mark, service in MARKS.items():
            if (folder / mark).exists():
                return service
        for key in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer"):
            if environment.get(key) and folder == Path(environment[key]):
                return "OneDrive"
    return ""


def type_of(path: Path, mounts: Iterable[str]) -> str:
    """The type of the file system under a path, by the lines of `/proc/mounts`."""
    found, longest = "", -1
    for line in mounts:
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        if (point == path or point in path.parents) and len(point.parts) >= longest:
            found, longest = parts[2], len(point.parts)
    return found


def _is_remote(path: Path) -> bool:
    if sys.platform == "win32":
        drive = path.drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _REMOTE
    try:
        return type_of(path, _mounts()) in NETWORK
    except (OSError, UnicodeError):
        return False


def _mounts() -> list[str]:
    """The file systems in use, one a line: device, place, type."""
    if sys.platform == "darwin":
        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False).stdout
        lines = []
        for line in said.splitlines():  # "//host/share on /Volumes/share (smbfs, …)"
            device, _on, rest = line.partition(" on ")
            point, _open, kinds = rest.rpartition(" (")
            spelt = point.replace(" ", "\\040")
            lines.append(f"{device.replace(' ', '')} {spelt} {kinds.split(',')[0].rstrip(')')}")
        return lines
    return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
