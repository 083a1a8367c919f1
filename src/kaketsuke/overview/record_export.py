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
from kaketsuke.claims.models import Claim, Complaint
from kaketsuke.intake.models import Request, RequestEntry
from kaketsuke.privacy.models import DataRequest, Provision

AT_MOST = 500
NUMBERED: dict[str, tuple[str, type[models.Model]]] = {
    "case": ("K", Case),
    "complaint": ("C", Complaint),
    "claim": ("D", Claim),
    "data_request": ("P", DataRequest),
}
Chain = tuple[str, UUID]


class CannotExport(Exception):
    """There is nothing to prove yet; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor asks for; what is not given does not narrow."""

    case_number: int | None = None
    person_id: UUID | None = None
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None


def entries(viewer: Viewer, wanted: Wanted) -> "models.QuerySet[Link]":
    """Return the entries that an auditor of these companies asked for, the newest first."""
    found = Link.objects.order_by("-entered_at", "-seq")
    chains: models.QuerySet[Any] | list[UUID] = _of_companies(viewer)
    if wanted.case_number is not None:
        chains = _of_case(viewer, wanted.case_number)
    elif wanted.person_id is not None:
        chains = _of_person(viewer, wanted.person_id)
    found = found.filter(subject_id__in=chains)
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
    model: type[models.Model] | None = {"case": CaseEntry, "request": RequestEntry}.get(kind)
    if model is None:
        return {}
    manager = model._default_manager  # noqa: SLF001 - Django's documented model API
    return {
        str(row.pk): digests.canonical(digests.columns(row)) for row in manager.filter(pk__in=ids)
    }


def _of_companies(viewer: Viewer) -> "models.QuerySet[Any]":
    companies = viewer.company_ids
    return (
        Case.objects.filter(company_id__in=companies)
        .values_list("pk")
        .union(
            Request.objects.filter(company_id__in=companies).values_list("pk"),
            Complaint.objects.filter(company_id__in=companies).values_list("pk"),
            Claim.objects.filter(company_id__in=companies).values_list("pk"),
            DataRequest.objects.filter(company_id__in=companies).values_list("pk"),
            Provision.objects.filter(company_id__in=companies).values_list("pk"),
        )
    )


def _of_case(viewer: Viewer, number: int) -> list[UUID]:
    found = Case.objects.filter(number=number, company_id__in=viewer.company_ids)
    return [each for pair in found.values_list("pk", "request_id") for each in pair]


def _of_person(viewer: Viewer, person_id: UUID) -> list[UUID]:
    companies = {"company_id__in": viewer.company_ids}
    asked = Request.objects.filter(
        models.Q(requester_person_id=person_id) | models.Q(attendant_person_id=person_id),
        **companies,
    )
    return [
        person_id,
        *asked.values_list("pk", flat=True),
        *Case.objects.filter(request__in=asked).values_list("pk", flat=True),
        *Complaint.objects.filter(person_id=person_id, **companies).values_list("pk", flat=True),
        *Claim.objects.filter(person_id=person_id, **companies).values_list("pk", flat=True),
        *DataRequest.objects.filter(person_id=person_id, **companies).values_list("pk", flat=True),
        *Provision.objects.filter(person_id=person_id, **companies).values_list("pk", flat=True),
    ]


def numbers_of(links: Iterable[Link]) -> dict[UUID, str]:
    """Return the numbers by which people know the subjects of these entries. A query a kind."""
    subjects: dict[str, set[UUID]] = {}
    for link in links:
        subjects.setdefault(link.subject_kind, set()).add(link.subject_id)
    found: dict[UUID, str] = {}
    for kind, (letter, model) in NUMBERED.items():
        if ids := subjects.get(kind):
            manager = model._default_manager  # noqa: SLF001 - Django's documented model API
            numbers = manager.filter(pk__in=ids).values_list("pk", "number")
            found |= {pk: f"{letter}-{number}" for pk, number in numbers}
    return found


def is_seen(viewer: Viewer, number: int) -> bool:
    """Return whether the case is one of the viewer's companies."""
    return Case.objects.filter(number=number, company_id__in=viewer.company_ids).exists()
