"""Where evidence lies: sealed files below the installation's home, outside the web root.

A file is named by ids alone. It is written beside its place and moved there, so that a killed
process leaves no half of one.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kaketsuke.people import keys, sealing


class EvidenceIsGone(LookupError):
    """The file is not there any more, or was changed on the disk."""


def folder() -> Path:
    """Return the folder of all evidence."""
    return Path(settings.HOME) / "evidence"


def write(claim_id: UUID, evidence_id: UUID, content: bytes) -> None:
    """Keep the bytes, sealed under the claim's key to this one place."""
    key = keys.open_key("claim", claim_id)
    sealed = sealing.seal_bytes(key, content, context=_context(evidence_id))
    place = _place(claim_id, evidence_id)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_suffix(".part")
    with beside.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(place)


def read(claim_id: UUID, evidence_id: UUID) -> bytes:
    """Return the bytes as they came. Raises EvidenceIsGone, KeyIsGone."""
    key = keys.open_key("claim", claim_id)
    try:
        sealed = _place(claim_id, evidence_id).read_bytes()
        return sealing.open_bytes(key, sealed, context=_context(evidence_id))
    except (OSError, sealing.CannotOpen) as error:
        raise EvidenceIsGone(f"Evidence {evidence_id} cannot be read.") from error


def forget(claim_ids: Iterable[UUID]) -> None:
    """Delete everything that was kept of claims; nothing happens where there is nothing."""
    for claim_id in claim_ids:
        shutil.rmtree(folder() / str(claim_id), ignore_errors=True)


def _place(claim_id: UUID, evidence_id: UUID) -> Path:
    return folder() / str(claim_id) / f"{evidence_id}.sealed"


def _context(evidence_id: UUID) -> str:
    return f"claims.evidence:{evidence_id}"
