"""Makes checkpoints, keeps them outside the database, and holds the record to one of them.

Beside each signed checkpoint lies the list of all heads that it sums: with it a chain whose newest
entries went together with their head is not only noticed but named.
"""

import errno
import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from kaketsuke.audit import digests, proofs, sums
from kaketsuke.audit.models import Access, Checkpoint, Head
from kaketsuke.audit.queries import Fault

AT_ONCE: Final = 2000
# Whoever looked a moment ago may not have been written down yet: their transaction runs.
SETTLED_AFTER: Final = timedelta(minutes=10)


class CannotUseCheckpoint(Exception):
    """The checkpoint cannot be read, or is not what its key signed."""


class CannotKeepCheckpoint(Exception):
    """The outside place does not take it; the sentence says why. Nothing was written over."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it lies outside."""

    path: Path
    content: Mapping[str, Any]
    signature: str
    key: str

    @property
    def heads(self) -> Path:
        """Return where the list of heads lies."""
        return self.path.with_name(str(self.content["heads"]))


def folder() -> Path:
    """Return the outside place."""
    return Path(settings.CHECKPOINT_FOLDER)


def name_of(number: int) -> str:
    """Return how the files of a checkpoint begin."""
    return f"checkpoint-{number:06}"


def make(*, now: datetime, above: int = 0) -> Kept:
    """Sum the whole record as it stands, sign the sum and keep it outside. Flat memory.

    Its number follows the newest in the table, in the folder, and `above`: a database that was
    restored, or robbed of its table, never writes over what lies outside.
    Raises: CannotKeepCheckpoint.
    """
    number = max(_newest_number(), _number_of(newest()), above) + 1
    name = name_of(number)
    path, heads = folder() / f"{name}.json", folder() / f"{name}-heads.gz"
    try:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        root, chains, summed = _write_heads(heads)
        content = {
            "version": 1,
            "number": number,
            "made_at": now.isoformat(),
            "chains": chains,
            "root": root,
            "heads": heads.name,
            "heads_sha256": summed,
            "accesses": _accesses(now),
            "previous": _previous_root(),
        }
        kept = {
            "checkpoint": content,
            "signature": proofs.sign(settings.CHECKPOINT_KEY, content),
            "key": proofs.public_key(settings.CHECKPOINT_KEY),
        }
        _write_once(path, json.dumps(kept, ensure_ascii=False, indent=1).encode())
    except OSError as fault:
        raise CannotKeepCheckpoint(
            f"{fault.filename or folder()}: {fault.strerror}. The checkpoint could not be kept; "
            "put KAKETSUKE_CHECKPOINT_FOLDER right and run `kaketsuke audit checkpoint`."
        ) from fault
    with transaction.atomic():
        Checkpoint.objects.create(
            number=number, made_at=now, chains=chains, root=root, content=kept
        )
    return read(path)


def newest() -> Path | None:
    """Return the newest checkpoint outside."""
    return max(folder().glob("checkpoint-*.json"), default=None)


def read(path: Path) -> Kept:
    """Return a checkpoint after holding it to its signature. Raises: CannotUseCheckpoint."""
    try:
        found = json.loads(path.read_text())
        content, signature, key = found["checkpoint"], found["signature"], found["key"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise CannotUseCheckpoint(f"{path} cannot be read as a checkpoint.") from fault
    ours = proofs.public_key(settings.CHECKPOINT_KEY)
    if key != ours:
        raise CannotUseCheckpoint(
            f"{path} is signed with another key than KAKETSUKE_CHECKPOINT_KEY."
        )
    if not proofs.is_signed(content, signature=str(signature), key=key):
        raise CannotUseCheckpoint(f"The signature of {path} does not fit what it says.")
    return Kept(path, content, signature, key)


def heads_of(kept: Kept) -> Iterator[dict[str, Any]]:
    """Yield the heads that a checkpoint sums, in their order. Raises: CannotUseCheckpoint."""
    try:
        with gzip.open(kept.heads, "rt") as lines:
            for line in lines:
                kind, subject_id, seq, mac, running = line.split()
                yield {
                    "subject_kind": kind,
                    "subject_id": subject_id,
                    "seq": int(seq),
                    "mac": mac,
                    "running": running,
                }
    except (OSError, ValueError, EOFError) as fault:
        raise CannotUseCheckpoint(f"{kept.heads} cannot be read to its end.") from fault


def faults_against(kept: Kept) -> Iterator[Fault]:
    """Yield what is not any more as it was when the checkpoint was made. Flat memory.

    Raises: CannotUseCheckpoint when the list of heads is not the one that was signed.
    """
    tree = proofs.Tree()
    stream = heads_of(kept)
    while heads := list(islice(stream, AT_ONCE)):
        for head in heads:
            tree.add(proofs.leaf(head))
        yield from _faults_of_heads(heads)
    root, _ways = tree.finished()
    if root.hex() != kept.content["root"]:
        raise CannotUseCheckpoint(f"{kept.heads} is not the list that {kept.path} sums.")
    yield from faults_of_accesses(kept)


def since_the_break(kept: Kept) -> tuple[list[Kept], list[Fault]]:
    """Return the checkpoints beside one that lead to it without a gap in who looked, oldest first.

    After a restore a checkpoint goes on from an older one than that before it: what lies before is
    another past, to be held by itself. Raises: CannotUseCheckpoint.
    """
    paths = sorted(kept.path.parent.glob("checkpoint-*.json"))
    found = [read(path) for path in paths if path.name < kept.path.name]
    untils = {each.content["accesses"]["until"] for each in found}
    chain: list[Kept] = []
    after = kept
    for each in reversed(found):
        since = after.content["accesses"]["since"]
        if since != each.content["accesses"]["until"]:
            tampered = since is not None and since not in untils
            return chain[::-1], [
                _access_fault(after, "nobody summed what lies before it")
            ] * tampered
        chain.append(each)
        after = each
    return chain[::-1], []


def _faults_of_heads(heads: list[dict[str, Any]]) -> Iterator[Fault]:
    found = _macs_now(heads)
    for head in heads:
        mac = found.get((head["subject_kind"], head["subject_id"]))
        if mac == head["mac"]:
            continue
        word, why = (
            ("cut", "it was there at the checkpoint and is missing")
            if mac is None
            else ("changed", "it is not what it was at the checkpoint")
        )
        name = f"{head['subject_kind']} {head['subject_id']} entry {head['seq']}: {why}"
        yield Fault(head["subject_kind"], UUID(head["subject_id"]), head["seq"], word, name)


def _macs_now(heads: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Return the MACs that stand today where the heads stood."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.subject_kind, e.subject_id::text, encode(e.mac, 'hex')
            FROM unnest(%s::text[], %s::uuid[], %s::int[]) AS h (kind, id, seq)
            JOIN audit_entry e ON (e.subject_kind, e.subject_id, e.seq) = (h.kind, h.id, h.seq)
            """,
            [[head[name] for head in heads] for name in ("subject_kind", "subject_id", "seq")],
        )
        return {(kind, subject_id): mac for kind, subject_id, mac in cursor.fetchall()}


def _write_heads(path: Path) -> tuple[str, int, str]:
    """Write all heads in one reading of one moment; return root, how many, and the file's sum."""
    tree = proofs.Tree()
    new = path.with_suffix(".new")
    if path.exists():
        raise FileExistsError(errno.EEXIST, "is there already", str(path))
    with gzip.open(new, "wt") as out:
        for head in Head.objects.order_by("subject_kind", "subject_id").iterator(
            chunk_size=AT_ONCE
        ):
            running = head.running
            if running is None:
                running = sums.running_of_chain(head)
            words = {
                "subject_kind": head.subject_kind,
                "subject_id": str(head.subject_id),
                "seq": head.seq,
                "mac": bytes(head.mac).hex(),
                "running": bytes(running).hex(),
            }
            tree.add(proofs.leaf(words))
            out.write(" ".join(str(each) for each in words.values()) + "\n")
    new.rename(path)
    root, _ways = tree.finished()
    with path.open("rb") as written:
        summed = hashlib.file_digest(written, "sha256").hexdigest()
    return root.hex(), tree.size, summed


def _write_once(path: Path, content: bytes) -> None:
    """A checkpoint is never written over: where its number is taken, somebody looks."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    path.hardlink_to(beside)  # fails where the name is taken, and is whole at once
    beside.unlink()


def _newest_number() -> int:
    return Checkpoint.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _number_of(path: Path | None) -> int:
    """Return the number in a checkpoint's name; none is nought."""
    digits = path.stem.rpartition("-")[2] if path is not None else ""
    return int(digits) if digits.isascii() and digits.isdecimal() else 0


def _previous_root() -> str:
    last = Checkpoint.objects.order_by("-number").first()
    return last.root if last is not None else ""


def _accesses(now: datetime) -> dict[str, Any]:
    """Sum who looked at whose data since the checkpoint before."""
    last = Checkpoint.objects.order_by("-number").first()
    since = last.content["checkpoint"]["accesses"]["until"] if last is not None else None
    until = (now - SETTLED_AFTER).isoformat()
    count, summed = _sum_of_accesses(since, until)
    return {"since": since, "until": until, "count": count, "sum": summed}


def _sum_of_accesses(since: str | None, until: str) -> tuple[int, str]:
    rows = Access.objects.filter(at__lte=datetime.fromisoformat(until))
    if since is not None:
        rows = rows.filter(at__gt=datetime.fromisoformat(since))
    count, summed = 0, proofs.BEFORE_THE_FIRST
    for row in rows.order_by("at", "pk").iterator(chunk_size=AT_ONCE):
        count += 1
        summed = proofs.running(summed, _columns(row))
    return count, summed.hex()


def _columns(row: Access) -> dict[str, Any]:
    """Return what is summed of a look; before roles were kept there was no column to sum."""
    said = digests.columns(row)
    return said if row.viewer_role else {k: v for k, v in said.items() if k != "viewer_role"}


def faults_of_accesses(kept: Kept) -> Iterator[Fault]:
    """Yield the fault of an access record that is not any more what a checkpoint summed."""
    told = kept.content["accesses"]
    if _sum_of_accesses(told["since"], told["until"]) != (told["count"], told["sum"]):
        yield _access_fault(kept, "it is not what it was at the checkpoint")


def _access_fault(kept: Kept, why: str) -> Fault:
    told = kept.content["accesses"]
    span = f"from {told['since'] or 'its beginning'} to {told['until']}"
    return Fault("access", UUID(int=0), 0, "changed", f"the access record {span}: {why}")
