"""A part of the record, with the proof that it stood in a signed checkpoint.

The file says no name and no word: ids, codes, digests, and words only as they lie sealed. Who reads
it needs no database: `kaketsuke audit verify-export FILE`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit import checkpoints, digests, proofs, sums
from kaketsuke.audit.models import Entry as Link
from kaketsuke.cases.models import Case
from kaketsuke.cases.models import Entry as CaseEntry
from kaketsuke.claims.models import Claim, ClaimEntry, Complaint
from kaketsuke.claims.models import Entry as ComplaintEntry
from kaketsuke.intake.models import RequestEntry
from kaketsuke.overview import record_subjects
from kaketsuke.overview.record_subjects import Chain
from kaketsuke.privacy.models import Alert, DataRequestEntry, Provision

AT_MOST = 500
# Whose entries are rows of their own, which a file carries beside the links that sum them.
TIMELINES: dict[str, type[models.Model]] = {
    "case": CaseEntry,
    "request": RequestEntry,
    "complaint": ComplaintEntry,
    "claim": ClaimEntry,
    "data_request": DataRequestEntry,
    "provision": Provision,
    "alert": Alert,
}


class CannotExport(Exception):
    """There is nothing to prove yet; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor asks for; what is not given does not narrow."""

    case_number: int | None = None
    person_ids: tuple[UUID, ...] | None = None
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


def entries(viewer: Viewer, wanted: Wanted) -> "models.QuerySet[Link]":
    """Return the entries that an auditor of these companies asked for, the newest first."""
    found = Link.objects.order_by("-entered_at", "-seq")
    if wanted.case_number is not None:
        found = found.filter(subject_id__in=_of_case(viewer, wanted.case_number))
    elif wanted.person_ids is not None:
        chains = record_subjects.chains_of_persons(viewer, wanted.person_ids)
        found = found.filter(subject_id__in=chains)
    else:
        found = found.filter(record_subjects.seen_by(viewer))
    if wanted.actor:
        found = found.filter(actor__contains=wanted.actor)
    if wanted.since is not None:
        found = found.filter(entered_at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(entered_at__lt=wanted.until)
    return found


def export(chains: Collection[Chain]) -> dict[str, Any]:
    """Return these chains up to the newest checkpoint, with proofs. Raises: CannotExport."""
    path = checkpoints.newest()
    if path is None:
        raise CannotExport("There is no checkpoint yet: run `kaketsuke audit checkpoint` first.")
    kept = checkpoints.read(path)
    wanted = {(kind, str(subject_id)) for kind, subject_id in chains}
    tree, heads = proofs.Tree(), {}
    for head in checkpoints.heads_of(kept):
        follow = (head["subject_kind"], head["subject_id"]) in wanted
        place = tree.add(proofs.leaf(head), follow=follow)
        if follow:
            heads[place] = head
    root, ways = tree.finished()
    if root.hex() != kept.content["root"]:
        raise CannotExport(f"{kept.heads} is not the list that {kept.path} sums.")
    return {
        "checkpoint": kept.content,
        "signature": kept.signature,
        "key": kept.key,
        "not_yet_in_a_checkpoint": len(wanted) - len(heads),
        "chains": [
            {"head": head, "way": ways[place], "entries": _entries_of(head)}
            for place, head in heads.items()
        ],
    }


def chains_of_case(number: int) -> set[Chain]:
    """Return the chains of a case and of the request it came from; none if there is none."""
    found = Case.objects.filter(number=number).values_list("pk", "request_id").first()
    return {("case", found[0]), ("request", found[1])} if found else set()


def chains_of(viewer: Viewer, kind: str, subject_id: UUID) -> set[Chain]:
    """Return a chain of the viewer's companies; a case's with its request's; none of others'."""
    if not record_subjects.is_seen(viewer, (kind, subject_id)):
        return set()
    request_id = (
        Case.objects.filter(pk=subject_id).values_list("request_id", flat=True).first()
        if kind == "case"
        else None
    )
    return {(kind, subject_id)} | ({("request", request_id)} if request_id else set())


def _entries_of(head: dict[str, Any]) -> list[dict[str, Any]]:
    links = list(
        Link.objects.filter(
            subject_kind=head["subject_kind"],
            subject_id=head["subject_id"],
            seq__lte=head["seq"],
        ).order_by("seq")
    )
    rows = _timeline(head["subject_kind"], links)
    told = []
    for link in links:
        content = digests.canonical({**sums.content_of(link), "mac": link.mac})
        row = rows.get(str(link.payload.get("row", "")))
        told.append({**content, "row": row} if row is not None else content)
    return told


def _timeline(kind: str, links: Iterable[Link]) -> dict[str, Any]:
    ids = [link.payload["row"] for link in links if "row" in link.payload]
    model = TIMELINES.get(kind)
    if model is None:
        return {}
    manager = model._default_manager  # noqa: SLF001 - Django's documented model API
    return {
        str(row.pk): digests.canonical(digests.columns(row)) for row in manager.filter(pk__in=ids)
    }


def is_seen(viewer: Viewer, number: int) -> bool:
    """Return whether the case is one of the viewer's companies."""
    return Case.objects.filter(number=number, company_id__in=viewer.company_ids).exists()


def _of_case(viewer: Viewer, number: int) -> list[UUID]:
    """The chains of a case, of its request, and of what people brought forward about it."""
    case = Case.objects.filter(number=number, company_id__in=viewer.company_ids).first()
    if case is None:
        return []
    matters = (each.filter(case=case) for each in (Complaint.objects, Claim.objects))
    brought = [pk for found in matters for pk in found.values_list("pk", flat=True)]
    return [case.pk, case.request_id, *brought]
