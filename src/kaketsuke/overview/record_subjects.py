"""Whose chains an auditor reads: every kind of the record, where its company and persons stand."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from kaketsuke.accounts.models import Grant
from kaketsuke.accounts.viewers import Viewer
from kaketsuke.audit.models import Entry as Link
from kaketsuke.cases.models import Case
from kaketsuke.claims.models import Claim, Complaint
from kaketsuke.intake.models import Flag, Request
from kaketsuke.parties.models import Building, Company
from kaketsuke.people.models import Person
from kaketsuke.privacy.models import (
    Alert,
    Block,
    BreakGlass,
    DataRequest,
    Hold,
    Incident,
    Processor,
    Provision,
)
from kaketsuke.residents.models import Registration

Chain = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of chain: its table, the look-ups of id, company and persons, and its number."""

    model: type[models.Model]
    company: str = "company_id"
    persons: tuple[str, ...] = ()
    id: str = "pk"
    letter: str = ""


SUBJECTS: Final[dict[str, Subject]] = {
    "case": Subject(
        Case,
        persons=("request__requester_person_id", "request__attendant_person_id"),
        letter="K",
    ),
    "request": Subject(Request, persons=("requester_person_id", "attendant_person_id")),
    "complaint": Subject(Complaint, persons=("person_id",), letter="C"),
    "claim": Subject(Claim, persons=("person_id",), letter="D"),
    "data_request": Subject(DataRequest, persons=("person_id",), letter="P"),
    "provision": Subject(Provision, persons=("person_id",)),
    "block": Subject(Block, persons=("person_id",)),
    "hold": Subject(Hold, persons=("person_id",)),
    "incident": Subject(Incident, persons=("affected__person_id",), letter="I"),
    "break_glass": Subject(BreakGlass, persons=("person_id",)),
    "alert": Subject(Alert),
    "flag": Subject(Flag, persons=("person_id",)),
    "person": Subject(Person, persons=("pk",)),
    "registration": Subject(Registration, persons=("person_id",)),
    "processor": Subject(Processor),
    "building": Subject(Building),
    "price_list": Subject(Company, company="pk"),
    "account": Subject(Grant, persons=("person_id",), id="user_id"),
}
# Of no company alone: whoever audits one of them sees these.
SHARED: Final = ("retention", "area_event")


def rows_of(kind: str, viewer: Viewer) -> "models.QuerySet[Any]":
    """Return the subjects of a kind that belong to the viewer's companies."""
    subject = SUBJECTS[kind]
    manager = subject.model._default_manager  # noqa: SLF001 - Django's documented model API
    return manager.filter(**{f"{subject.company}__in": viewer.company_ids})


def seen_by(viewer: Viewer) -> Q:
    """Return the condition by which an entry of the record is of the viewer's companies."""
    seen = Q(subject_kind__in=SHARED)
    for kind, subject in SUBJECTS.items():
        own = rows_of(kind, viewer).filter(**{subject.id: OuterRef("subject_id")})
        seen |= Q(Exists(own), subject_kind=kind)
    return seen


def chains_of_persons(viewer: Viewer, person_ids: Collection[UUID]) -> list[UUID]:
    """Return the subjects of the viewer's companies that name one of these persons."""
    found: set[UUID] = set()
    for kind, subject in SUBJECTS.items():
        named = Q()
        for path in subject.persons:
            named |= Q(**{f"{path}__in": person_ids})
        if subject.persons:
            found.update(rows_of(kind, viewer).filter(named).values_list(subject.id, flat=True))
    return sorted(found)


def is_seen(viewer: Viewer, chain: Chain) -> bool:
    """Return whether a chain is one of the viewer's companies."""
    kind, subject_id = chain
    if kind not in SUBJECTS:
        return kind in SHARED
    return rows_of(kind, viewer).filter(**{SUBJECTS[kind].id: subject_id}).exists()


def numbers_of(links: Iterable[Link]) -> dict[UUID, str]:
    """Return the numbers by which people know the subjects of these entries. A query a kind.

    A request has the number of the case that came of it.
    """
    ids: dict[str, set[UUID]] = {}
    for link in links:
        ids.setdefault(link.subject_kind, set()).add(link.subject_id)
    found = {pk: number for kind, wanted in ids.items() for pk, number in _numbers(kind, wanted)}
    cases = Case.objects.filter(request_id__in=ids.get("request", ()))
    return found | {pk: f"K-{number}" for pk, number in cases.values_list("request_id", "number")}


def _numbers(kind: str, wanted: set[UUID]) -> Iterator[tuple[UUID, str]]:
    subject = SUBJECTS.get(kind)
    if subject is not None and subject.letter:
        manager = subject.model._default_manager  # noqa: SLF001 - Django's documented model API
        for pk, number in manager.filter(pk__in=wanted).values_list("pk", "number"):
            yield pk, f"{subject.letter}-{number}"
