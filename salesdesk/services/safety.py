"""The passphrase of a file: how good it is, giving it, naming it, remembering it on this computer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.reports.document import Document, Paragraph, Section, Tone
from salesdesk.services.session import Session
from salesdesk.store import keys, protection
from salesdesk.store.backup import Backup, Step
from salesdesk.store.keys import NeedsPassphrase
from salesdesk.store.scratch import sweep
from salesdesk.words.i18n import _, language

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

__all__ = [
    "NeedsPassphrase",
    "NewPassphrase",
    "Safety",
    "Strength",
    "can_remember",
    "code_paper",
    "forget_keys",
    "forget_remembered",
    "is_locked",
    "is_remembered",
    "new_passphrase",
    "protect",
    "remember",
    "strength",
    "sweep",
    "unlock",
    "unlock_remembered",
]

_T = TypeVar("_T")
_SERVICE = "SalesDesk"
_LOOKED_AT = 72
"""Letters of a passphrase that are judged; a longer one is good anyway, and judging it would take long."""
SHORTEST = 8


class Strength(StrEnum):
    """How long a passphrase would withstand somebody who has the file and a fast computer."""

    NONE = "none"
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


_SCORES = (Strength.WEAK, Strength.WEAK, Strength.FAIR, Strength.GOOD, Strength.STRONG)


@dataclass(frozen=True, slots=True)
class NewPassphrase:
    """A passphrase about to be given; `code` is shown once and kept nowhere."""

    key: keys.FileKey
    code: str


class Safety:
    """Of the open file: `desk.safety`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def protected(self) -> bool:
        """Whether the file is under a passphrase."""
        return self._session.file.key is not None

    def confirm(self, secret: str, *, code: bool = False) -> None:
        """Raises Refused unless this is the passphrase (the recovery code) of the file."""
        keys.unlock(self._session.file.place, secret, code=code)

    def backups_to_protect(self) -> int:
        """How many backups of this file are not under the key that it has itself."""
        file = self._session.file
        return 0 if file.read_only else len(protection.strays(file.file_id, file.path))

    def backups_of_before(self) -> list[Backup]:
        """Backups of this file that are still under an earlier passphrase, newest first: a change was cut short.

        Name it (`unlock` one of them), and `protect_backups` brings them under the present one.
        """
        file = self._session.file
        return [] if file.read_only else protection.locked(file.file_id, file.path)

    def protect_backups(self, step: Step | None = None) -> int:
        """Bring the backups of this file under its own key, or out of it; how many. Thread-safe, as a job does it.

        One that is damaged is left as it is.
        """
        file, done = self._session.file, 0
        found = protection.strays(file.file_id, file.path)
        for number, one in enumerate(found):
            if step:
                step(number, len(found))
            with contextlib.suppress(Refused):
                protection.protect_backup(one, file.key)
                done += 1
        return done


def strength(passphrase: str, known: Sequence[str] = ()) -> Strength:
    """How good a passphrase is; words that anybody would try first (names) are `known`."""
    from zxcvbn import zxcvbn

    if not passphrase:
        return Strength.NONE
    words = [word for word in known if word]
    judged: dict[str, int] = zxcvbn(passphrase[:_LOOKED_AT], user_inputs=words)
    return _SCORES[judged["score"]]


def new_passphrase(passphrase: str, again: str) -> NewPassphrase:
    """The key behind a new passphrase, not given to any file yet. Raises Refused: too short, or not typed alike."""
    if len(passphrase.strip()) < SHORTEST:
        raise Refused(N_("A passphrase has eight letters or more; four words are better."), field="passphrase")
    if passphrase != again:
        raise Refused(N_("The two are not the same. Type it again."), field="again")
    return NewPassphrase(*keys.new_key(passphrase))


def code_paper(code: str, file_name: str) -> Document:
    """The recovery code as it is printed: which file it opens, and what it is for."""
    text = Paragraph(_("This code opens the file when its passphrase is forgotten."))
    warning = Paragraph(_("Whoever has the file and this paper can read it: lock it away."), Tone.QUIET)
    section = Section("code", code, (text, warning))
    return Document(_("Recovery code"), "", "", language(), (section,), subtitle=file_name)


def protect(path: Path, new: NewPassphrase | None, step: Step | None = None) -> None:
    """Give a closed file this passphrase, or none: written anew, proved, put in its place. Raises FileRefused."""
    was = keys.salt_of(path)
    protection.protect(path, new.key if new else None, step)
    with contextlib.suppress(Refused):
        _forget_remembered(was)


def unlock(path: Path, secret: str, *, code: bool = False) -> None:
    """Name the passphrase (the recovery code) of a file; it opens from now on. Raises Refused: it is another one."""
    keys.unlock(path, secret, code=code)


def unlock_like(paths: Sequence[Path], secret: str, step: Step | None = None) -> int:
    """Try a passphrase on other files, too, which may have been given the same one; how many open now."""
    opened = 0
    for number, path in enumerate(paths):
        if step:
            step(number, len(paths))
        with contextlib.suppress(Refused):
            keys.unlock(path, secret)
            opened += 1
    return opened


def is_locked(path: Path) -> bool:
    """Whether a file is under a passphrase that has not been named."""
    try:
        keys.key_of(path)
    except NeedsPassphrase:
        return True
    return False


def unlock_remembered(path: Path) -> bool:
    """Whether this computer's keyring knew the key of a file; then it opens from now on."""
    slots, ring = keys.slots_of(path), _keyring()
    if slots is None or ring is None:
        return False
    salt = slots[16:32]
    kept = _asked(lambda: ring.get_password(_SERVICE, salt.hex()))
    if kept is None or len(kept) != 64:
        return False
    with contextlib.suppress(ValueError):
        keys.know(keys.FileKey(bytes.fromhex(kept), salt, slots))
        return True
    return False


def can_remember() -> bool:
    """Whether this computer has a keyring in which a key is safe."""
    return _keyring() is not None


def remember(path: Path) -> None:
    """Keep the key of an unlocked file in this computer's keyring. Raises Refused when that cannot be."""
    key, ring = keys.key_of(path), _keyring()
    if key is None:
        return
    if ring is None:
        raise Refused(N_("This computer has no keyring, so the passphrase cannot be remembered here."))
    try:
        ring.set_password(_SERVICE, key.salt.hex(), key.raw.hex())
    except Exception as error:
        raise Refused(N_("The keyring of this computer did not take the passphrase.")) from error


def is_remembered(path: Path) -> bool:
    """Whether the keyring of this computer knows the key of this file."""
    ring, salt = _keyring(), keys.salt_of(path)
    return bool(ring and salt and _asked(lambda: ring.get_password(_SERVICE, salt.hex())))


def forget_remembered(path: Path) -> None:
    """Take the key of a file out of the keyring. Raises Refused when that cannot be."""
    _forget_remembered(keys.salt_of(path))


def forget_keys() -> None:
    """Forget every passphrase that no open file needs."""
    keys.forget()


def _forget_remembered(salt: bytes) -> None:
    ring = _keyring()
    if not salt or ring is None or _asked(lambda: ring.get_password(_SERVICE, salt.hex())) is None:
        return
    try:
        ring.delete_password(_SERVICE, salt.hex())
    except Exception as error:
        raise Refused(N_("The keyring of this computer did not forget the passphrase.")) from error


def _keyring() -> KeyringBackend | None:
    """This computer's keyring; None where there is none, or only one that keeps secrets in plain."""
    import keyring

    ring = _asked(keyring.get_keyring)
    return ring if ring is not None and ring.priority >= 1 else None


def _asked(question: Callable[[], _T]) -> _T | None:
    """A keyring's answer; None when it gives none: every system has its own way to refuse."""
    try:
        return question()
    except Exception:  # noqa: BLE001
        return None
