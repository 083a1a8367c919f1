"""Where evidence lies: sealed files below the installation's home, outside the web root.

A file is named by ids alone. It is written beside its place and moved there, so that a killed
process leaves no half of one.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from kaketsuke.people import keys, sealing

SEALED: Final = ".sealed"
HALF: Final = ".part"


class EvidenceIsGone(LookupError):
    """The file or its key is not there any more, or the file was changed on the disk."""


def folder() -> Path:
    """Return the folder of all evidence."""
    return Path(settings.HOME) / "evidence"


class CannotStore(Exception):
    """The disk takes nothing: full, read-only or gone. Nothing of the file is left there."""


def write(claim_id: UUID, evidence_id: UUID, content: bytes) -> None:
    """Keep the bytes, sealed under the claim's key to this one place. Raises CannotStore."""
    key = keys.open_key("claim", claim_id)
    sealed = sealing.seal_bytes(key, content, context=_context(evidence_id))
    place = _place(claim_id, evidence_id)
    beside = place.with_suffix(HALF)
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with beside.open("wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise CannotStore(f"Evidence {evidence_id} cannot be kept ({error.strerror}).") from error


def read(claim_id: UUID, evidence_id: UUID) -> bytes:
    """Return the bytes as they came. Raises EvidenceIsGone."""
    try:
        key = keys.open_key("claim", claim_id)
        sealed = _place(claim_id, evidence_id).read_bytes()
        return sealing.open_bytes(key, sealed, context=_context(evidence_id))
    except (OSError, sealing.CannotOpen, keys.KeyIsGone) as error:
        raise EvidenceIsGone(f"Evidence {evidence_id} cannot be read.") from error


def forget(claim_ids: Iterable[UUID]) -> None:
    """Delete everything that was kept of claims; nothing happens where there is nothing."""
    for claim_id in claim_ids:
        shutil.rmtree(folder() / str(claim_id), ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """One file as it lies there; a half one, left by a killed process, is no evidence's."""

    claim_id: UUID
    evidence_id: UUID | None
    path: Path
    written_at: datetime


def batches(size: int) -> Iterator[list[Kept]]:
    """Yield everything that lies there, some at a time. What is not named by ids is not ours."""
    files = _files()
    while batch := list(islice(files, size)):
        yield batch


def delete(files: Iterable[Kept]) -> None:
    """Delete files, and the folders that are empty then."""
    for each in files:
        each.path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            each.path.parent.rmdir()


def _files() -> Iterator[Kept]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder()) as claims:
        for claim in claims:
            claim_id = _id(claim.name)
            if claim_id is not None:
                yield from _files_of(claim_id, Path(claim.path))


def _files_of(claim_id: UUID, place: Path) -> Iterator[Kept]:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for path in list(place.iterdir()):
            evidence_id = _id(path.stem)
            if evidence_id is None or path.suffix not in (SEALED, HALF):
                continue
            with contextlib.suppress(FileNotFoundError):  # its claim's time was over just now
                written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
                is_whole = path.suffix == SEALED
                yield Kept(claim_id, evidence_id if is_whole else None, path, written_at)


def _id(name: str) -> UUID | None:
    try:
        found = UUID(name)
    except ValueError:
        return None
    return found if str(found) == name else None


def _place(claim_id: UUID, evidence_id: UUID) -> Path:
    return folder() / str(claim_id) / f"{evidence_id}{SEALED}"


def _context(evidence_id: UUID) -> str:
    return f"claims.evidence:{evidence_id}"
