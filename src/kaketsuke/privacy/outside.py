"""The list of erasures outside the database: what a restored backup must forget again.

Ids only. It lies with the checkpoints; every erasure appends to it, every night it is made whole.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kaketsuke.audit import checkpoints
from kaketsuke.privacy.models import Erased

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A person who was erased, with the subjects whose keys went too."""

    person_id: UUID
    subjects: tuple[tuple[str, UUID], ...]


def path() -> Path:
    """Return where the list lies."""
    return checkpoints.folder() / NAME


def append(erased: Erased) -> None:
    """Add one erasure at once."""
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path().open("a") as out:
        out.write(_line(erased))


def make_whole() -> int:
    """Write every erasure that the database knows and the list does not; return how many."""
    listed = {each.person_id for each in read(path())}
    added = 0
    for erased in Erased.objects.order_by("pk").iterator(chunk_size=500):
        if erased.person_id not in listed:
            append(erased)
            added += 1
    return added


def copy_for(kept: checkpoints.Kept) -> None:
    """Keep the list as it stands beside a checkpoint: a list that grows cannot be put once."""
    list_now = path().read_bytes() if path().exists() else b""
    kept.path.with_name(f"{kept.path.stem}-erasures.jsonl").write_bytes(list_now)


def read(file: Path) -> Iterator[Forgotten]:
    """Yield the erasures of a list; none where there is no list."""
    if not file.exists():
        return
    with file.open() as lines:
        for line in lines:
            told = json.loads(line)
            subjects = tuple((kind, UUID(each)) for kind, each in told["subjects"])
            yield Forgotten(UUID(told["person"]), subjects)


def _line(erased: Erased) -> str:
    told = {"person": str(erased.person_id), "subjects": erased.subjects}
    return json.dumps(told) + "\n"
