"""The key of an encrypted file: random, wrapped by a passphrase and by a recovery code, carried in the file itself.

Where the wrapped key lies, and why a file stays one file, is told in docs/decisions/0043.
"""

from __future__ import annotations

import re
import secrets
import struct
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.domain.text import N_

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PLAIN_BYTES = 1_536
"""Bytes at the head of an encrypted file that are not encrypted: SQLite's header, and the wrapped key."""
PLACE, ROOM = 1_024, 512
"""Where the wrapped key lies: in the room that the first page leaves between its pointers and its cells."""
RESERVED = 80
"""Bytes that SQLite keeps free in each page: SQLCipher needs them for its seal. The header tells them."""

MAGIC = b"SalesDesk key 1\x00"
SLOTS = struct.Struct(">16s16sIII16s12s48s16s12s48s")
"""Magic, salt of the file, Argon2id's rounds, KiB and lanes; then salt, nonce and wrapped key, twice."""
COST = (3, 65_536, 4)
"""Argon2id: rounds, KiB, lanes; RFC 9106's second recommendation. A tenth of a second here."""
DEAREST = (16, 262_144, 16)
"""What a file may ask of this computer before a passphrase is tried."""

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LETTERS, GROUP = 25, 5


class NeedsPassphrase(FileRefused):
    """The file is encrypted and nobody has named its passphrase yet: ask for it, `unlock`, try again."""

    def __init__(self, path: Path) -> None:
        super().__init__(N_("{name} is protected by a passphrase, and it is needed to open it."), name=path.name)
        self.path = path


@dataclass(frozen=True, slots=True)
class FileKey:
    """What SQLCipher needs to know of a file. `slots` is the block that lies in the file."""

    raw: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    slots: bytes = field(repr=False)

    @property
    def pragma(self) -> str:
        """The value of PRAGMA key."""
        return f"\"x'{self.raw.hex()}{self.salt.hex()}'\""


def new_key(passphrase: str) -> tuple[FileKey, str]:
    """A fresh key for a file, wrapped; and the recovery code, which is kept nowhere. Raises Refused: none was given."""
    if not passphrase.strip():
        raise Refused(N_("Write a passphrase."), field="passphrase")
    raw, salt, code = secrets.token_bytes(32), secrets.token_bytes(16), new_code()
    wrapped = [part for secret in (_spelt(passphrase), _code_spelt(code)) for part in _wrap(raw, salt, secret)]
    return FileKey(raw, salt, SLOTS.pack(MAGIC, salt, *COST, *wrapped).ljust(ROOM, b"\x00")), code


def new_code() -> str:
    """A recovery code: 125 random bits in letters that are not mistaken for one another."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP))


def slots_of(path: Path) -> bytes | None:
    """The wrapped key in a file; None in a plain one. Never of a file that this process has open."""
    try:
        with path.open("rb") as file:
            head = file.read(PLAIN_BYTES)
    except OSError:
        return None
    block = head[PLACE : PLACE + ROOM]
    return block if len(block) == ROOM and block.startswith(MAGIC) else None


def put_slots(path: Path, key: FileKey) -> None:
    """Write the wrapped key into an encrypted file that nobody has open."""
    with path.open("rb+") as file:
        file.seek(PLACE)
        if any(file.read(ROOM)):
            raise ValueError("there is no room for the key in the first page")
        file.seek(PLACE)
        file.write(key.slots)


def open_slots(slots: bytes, secret: str, *, code: bool = False) -> FileKey:
    """The key behind a passphrase, or behind the recovery code. Raises Refused: it is not this one."""
    from cryptography.exceptions import InvalidTag

    (_magic, salt, *cost, salt_1, nonce_1, wrapped_1, salt_2, nonce_2, wrapped_2) = SLOTS.unpack_from(slots)
    if any(not 1 <= one <= most for one, most in zip(cost, DEAREST, strict=True)) or cost[1] < 8 * cost[2]:
        raise FileRefused(N_("The key in this file is damaged. Nothing was changed; restore a backup."))
    place = (salt_2, nonce_2, wrapped_2) if code else (salt_1, nonce_1, wrapped_1)
    spelt = _code_spelt(secret) if code else _spelt(secret)
    if code and len(spelt) != CODE_LETTERS:
        raise Refused(
            N_("A recovery code has {whole} letters and digits; this one has {n}. Compare it letter by letter."),
            field="code",
            whole=CODE_LETTERS,
            n=len(spelt),
        )
    try:
        raw = _sealer(spelt, place[0], cost).decrypt(place[1], place[2], salt)
    except InvalidTag:
        if code:
            sentence = N_("This is not the recovery code of the file. Compare it letter by letter.")
            raise Refused(sentence, field="code") from None
        raise Refused(N_("This is not the passphrase of the file. Try again."), field="passphrase") from None
    return FileKey(raw, salt, slots)


class _Ring:
    """The keys that were named in this program, and which of them belong to the files it has open."""

    def __init__(self) -> None:
        self.known: dict[bytes, FileKey] = {}
        self.open: dict[Path, tuple[int, FileKey | None]] = {}
        self.lock = threading.Lock()


_ring = _Ring()


def key_of(path: Path) -> FileKey | None:
    """The key with which a file is opened; None for a plain one, or none. Raises NeedsPassphrase.

    A file that is open here is not looked at: that would drop SQLite's locks on it.
    """
    path = path.resolve()
    with _ring.lock:
        if path in _ring.open:
            return _ring.open[path][1]
    slots = slots_of(path)
    if slots is None:
        return None
    key = _ring.known.get(slots[16:32])
    if key is None:
        raise NeedsPassphrase(path)
    return FileKey(key.raw, key.salt, slots)


def salt_of(path: Path) -> bytes:
    """What tells one key from another; empty for a plain file."""
    path = path.resolve()
    with _ring.lock:
        if path in _ring.open:
            key = _ring.open[path][1]
            return key.salt if key else b""
    slots = slots_of(path)
    return slots[16:32] if slots else b""


def unlock(path: Path, secret: str, *, code: bool = False) -> FileKey:
    """Open the key of a file with its passphrase, or its recovery code, and know it from now on. Raises Refused."""
    path = path.resolve()
    with _ring.lock:
        live = _ring.open.get(path)
    slots = (live[1].slots if live[1] else None) if live else slots_of(path)
    if slots is None:
        raise Refused(N_("{name} has no passphrase."), name=path.name)
    key = open_slots(slots, secret, code=code)
    know(key)
    return key


def know(key: FileKey) -> None:
    """From now on files with this key open without asking, until `forget`."""
    _ring.known[key.salt] = key


def forget() -> None:
    """Drop every key that no open file needs."""
    with _ring.lock:
        needed = {key.salt for _count, key in _ring.open.values() if key}
        for salt in [one for one in _ring.known if one not in needed]:
            del _ring.known[salt]


def opened(path: Path, key: FileKey | None) -> None:
    """A connection to this file stays open in this process."""
    path = path.resolve()
    with _ring.lock:
        count, _key = _ring.open.get(path, (0, None))
        _ring.open[path] = (count + 1, key)


def closed(path: Path) -> None:
    """One such connection has been closed."""
    path = path.resolve()
    with _ring.lock:
        count, key = _ring.open.get(path, (1, None))
        if count > 1:
            _ring.open[path] = (count - 1, key)
        else:
            _ring.open.pop(path, None)


def _wrap(raw: bytes, salt: bytes, secret: bytes) -> tuple[bytes, bytes, bytes]:
    own, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    return own, nonce, _sealer(secret, own, COST).encrypt(nonce, raw, salt)


def _sealer(secret: bytes, salt: bytes, cost: Sequence[int]) -> AESGCM:
    """What seals the key with a passphrase; slow to make, so that guessing is dear."""
    # Loaded when a passphrase is typed: a plain file opens without it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    rounds, kib, lanes = cost
    return AESGCM(Argon2id(salt=salt, length=32, iterations=rounds, lanes=lanes, memory_cost=kib).derive(secret))


def _spelt(passphrase: str) -> bytes:
    """As typed, save that letters of full and half width are the same: an input method may choose either."""
    return unicodedata.normalize("NFKC", passphrase).encode()


def _code_spelt(code: str) -> bytes:
    letters = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
    return letters.translate(str.maketrans("OIL", "011")).encode()
