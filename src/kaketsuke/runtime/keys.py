"""The installation's own keys: made once, readable by its account only, never replaced."""

import contextlib
import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

NAMES = (
    "KAKETSUKE_SECRET_KEY",  # signs cookies, links and tickets
    "KAKETSUKE_MASTER_KEY",  # wraps every person's data key
    "KAKETSUKE_INDEX_KEY",  # finds a phone number without storing it
    "KAKETSUKE_AUDIT_KEY",  # chains the audit trail
)
# Made when it is missing even beside data: it seals nothing, it only signs what comes.
SIGNING = "KAKETSUKE_CHECKPOINT_KEY"
# The master key of the epoch that is ending; gone again once all is wrapped by the new one.
KEY_BYTES = 32
MASTER, BEFORE = "KAKETSUKE_MASTER_KEY", "KAKETSUKE_MASTER_KEYS_BEFORE"


class KeysAreMissing(Exception):
    """Data exists whose keys are not here; making new ones would lock it for good."""


def load_or_make(home: Path, *, data_exists: bool) -> dict[str, str]:
    """Return the keys, from the environment first, then from the file of that home.

    They are made only where there is nothing yet that other keys could have sealed.

    Raises KeysAreMissing.
    """
    path = home / "secrets.env"
    # Looked at once: another first start may put the file there between two looks.
    kept = _read(path)
    given = {name: os.environ[name] for name in (*NAMES, SIGNING) if os.environ.get(name)}
    found = {**(kept or {}), **given}
    missing = [name for name in NAMES if not found.get(name)]
    if not missing:
        known = {name: found[name] for name in (*NAMES, BEFORE) if name in found}
        return {**known, SIGNING: _signing_key(path, found)}
    if data_exists or kept is not None:
        raise KeysAreMissing(
            f"There is a database, but {', '.join(missing)} is neither set nor in {path}. "
            "Put the keys back from your backup; new ones could not open what the old ones sealed."
        )
    made = {name: secrets.token_hex(32) for name in (*NAMES, SIGNING) if not found.get(name)}
    # Of two first starts at once one makes the keys; the other must not seal with its own.
    if not _write(path, made, replace=False):
        return load_or_make(home, data_exists=data_exists)
    return {**found, **made}


def next_epoch(home: Path) -> dict[str, str]:
    """Return a new master key and beside it the present one, until all is wrapped anew.

    An epoch that was begun and interrupted goes on with the key it was begun with. Nothing is
    written yet. Raises: KeysAreMissing.
    """
    path = home / "secrets.env"
    kept = _read(path) or {}
    if not kept.get(MASTER):
        raise KeysAreMissing(
            f"{MASTER} is neither set nor in {path}. Put it back from your backup."
        )
    if not is_key(kept[MASTER]):
        raise KeysAreMissing(f"{MASTER} in {path} must be 64 hexadecimal digits (32 bytes).")
    if kept.get(BEFORE):
        return {name: kept[name] for name in (MASTER, BEFORE)}
    return {MASTER: secrets.token_hex(32), BEFORE: kept[MASTER]}


def begin_epoch(home: Path, begun: Mapping[str, str]) -> None:
    """Keep what `next_epoch` gave, before the first key is wrapped by it."""
    path = home / "secrets.env"
    with _alone(home):
        _write(path, {**(_read(path) or {}), **begun})


def end_epoch(home: Path) -> None:
    """Forget the master key of the epoch before."""
    path = home / "secrets.env"
    with _alone(home):
        _write(path, {name: value for name, value in (_read(path) or {}).items() if name != BEFORE})


def is_key(text: str) -> bool:
    """Tell whether these are the digits of a key."""
    try:
        return len(bytes.fromhex(text)) == KEY_BYTES
    except ValueError:
        return False


def _signing_key(path: Path, found: Mapping[str, str]) -> str:
    if found.get(SIGNING):
        return found[SIGNING]
    with _alone(path.parent):
        kept = _read(path) or {}
        if not kept.get(SIGNING):
            kept[SIGNING] = secrets.token_hex(32)
            _write(path, kept)
    return kept[SIGNING]


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Change what the file holds while nobody else does: no change is lost, no key made twice."""
    home.mkdir(parents=True, exist_ok=True)
    folder = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _read(path: Path) -> dict[str, str] | None:
    """Return what the file holds, None where there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise KeysAreMissing(
            f"{path} cannot be read ({why}). Put it back from your backup of keys; it was not "
            "changed."
        ) from error
    lines = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in lines}


def _write(path: Path, made: dict[str, str], *, replace: bool = True) -> bool:
    """Put the whole file there at once, for its account only; tell whether it is the one there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="secrets-", suffix=".new", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(
                "# Keep a copy apart from the database's backups: without it nothing opens.\n"
            )
            out.writelines(f"{name}={value}\n" for name, value in made.items())
            out.flush()
            os.fsync(out.fileno())
        if replace:
            new.rename(path)
            return True
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(new)
            return True
        return False
    finally:
        new.unlink(missing_ok=True)
