"""A person is forgotten (4.10): their keys are destroyed, and with them all that was sealed.

The declarations say where a person is named, and what becomes of each row. Ids, codes and digests
stay, so that the record stands; what the law asks to keep stays restricted, and the person is told.
This is the one place that writes to other rooms' tables, and it only takes away.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts import services as account_services
from kaketsuke.accounts.viewers import Actor
from kaketsuke.audit import services as audit_services
from kaketsuke.cases.models import ENDED, Case
from kaketsuke.claims.models import Claim, Complaint
from kaketsuke.database.personal_data import Erasure, Table
from kaketsuke.intake.models import Call
from kaketsuke.notify import services as notify_services
from kaketsuke.onsite import services as onsite_services
from kaketsuke.people import keys
from kaketsuke.people import services as people_services
from kaketsuke.people.models import Person
from kaketsuke.privacy import declarations, outside, words
from kaketsuke.privacy.declarations import Subject
from kaketsuke.privacy.models import DataRequest, Erased, Hold
from kaketsuke.privacy.refusals import CannotErase
from kaketsuke.residents import services as resident_services
from kaketsuke.residents.models import Registration

# The keys of what must stay are not the person's to destroy: each has a clock of its own.
KEPT_KEYS = frozenset({"money", "flag", "block", "hold", "privacy", "incident", "claim"})


@dataclass(frozen=True, slots=True)
class Report:
    """What an erasure took away and what it left: rows by table, and kept rows by class."""

    erased: Counter[str]
    kept: dict[str, dict[str, Any]]


def demand_erasable(subject: Subject, *, at: datetime) -> None:
    """Raise CannotErase while a case or claim is open or a legal hold stands, with what to do.

    A case is also whose telephone asked for it: on it the caller can still be reached.
    """
    person_id = subject.person_id
    theirs = Q(request__call__number_index__in=subject.indexes)
    if person_id is not None:
        theirs |= Q(request__requester_person_id=person_id)
        theirs |= Q(request__attendant_person_id=person_id)
    if Case.objects.exclude(state__in=ENDED).filter(theirs).exists():
        raise CannotErase(
            _(
                "対応中の案件があるため、いまは消去できません。案件が終わってから、もう一度行ってください。"
            )
        )
    if person_id is None:
        return
    matters = (Complaint.objects, Claim.objects)
    if any(each.filter(person_id=person_id, ended_at__isnull=True).exists() for each in matters):
        raise CannotErase(
            _(
                "お申し出か損害賠償が対応中のため、いまは消去できません。終わってから、もう一度行ってください。"
            )
        )
    if Hold.objects.filter(person_id=person_id, valid__contains=at).exists():
        raise CannotErase(
            _("係争などのため保存が必要とされています。保存の指定が終わるまで、消去できません。")
        )


@transaction.atomic
def erase_person(
    person_id: UUID,
    *,
    because: str,
    actor: Actor,
    now: datetime,
    request_id: UUID | None = None,
) -> Report:
    """Forget a person everywhere; doing it twice changes nothing.

    A live registration ends first, and with it the service for them (2.3).
    Raises: CannotErase.
    """
    with context.as_system():
        person = Person.objects.select_for_update().get(pk=person_id)
        subject = declarations.subject_of_person(person_id)
        demand_erasable(subject, at=now)
        _end_registrations(person_id, now=now)
        report, subjects = _take_away(subject, now=now)
        erased, created = Erased.objects.get_or_create(
            person_id=person_id,
            defaults={
                "company_id": person.company_id,
                "because": because,
                "request_id": request_id,
                "erased_at": now,
                "kept": report.kept,
                "subjects": _told(subjects),
            },
        )
        if created:
            transaction.on_commit(lambda: outside.append(erased))
            audit_services.append(
                "person",
                person_id,
                actor=f"{actor.role}:{actor.id or ''}",
                kind="Erased",
                payload={"because": because, "request": request_id, "erased": report.erased},
                now=now,
            )
    return report


@transaction.atomic
def erase_caller(subject: Subject, *, request: DataRequest, now: datetime) -> Report:
    """Forget a caller who never registered: the calls from a proven number (4.10).

    Raises: CannotErase.
    """
    with context.as_system():
        demand_erasable(subject, at=now)
        report, subjects = _take_away(subject, now=now)
        if subjects:
            erased = Erased.objects.create(
                company_id=request.company_id,
                because="request",
                request_id=request.pk,
                erased_at=now,
                kept=report.kept,
                subjects=_told(subjects),
            )
            transaction.on_commit(lambda: outside.append(erased))
    return report


@transaction.atomic
def erase_again(
    person_id: UUID | None, *, subjects: Iterable[tuple[str, UUID]], now: datetime
) -> None:
    """Erase somebody in a restored database as they were erased after its backup was made."""
    with context.as_system():
        named = list(subjects)
        calls = [subject_id for kind, subject_id in named if kind == "call"]
        for kind, subject_id in named:
            keys.destroy(cast(keys.SubjectKind, kind), subject_id, now=now)
        if person_id is None:
            called_from = Call.objects.filter(pk__in=calls, number_index__isnull=False)
            indexes = called_from.values_list("number_index", flat=True)
            _take_away(Subject(None, frozenset(bytes(each) for each in indexes if each)), now=now)
        elif Person.objects.filter(pk=person_id).exists():
            _end_registrations(person_id, now=now)
            _take_away(declarations.subject_of_person(person_id), now=now)


def _told(subjects: Collection[tuple[str, UUID]]) -> list[list[str]]:
    return sorted([kind, str(each)] for kind, each in subjects)


def _take_away(subject: Subject, *, now: datetime) -> tuple[Report, set[tuple[str, UUID]]]:
    report = Report(Counter(), {})
    subjects = _key_subjects(subject)
    # The higher rooms first: their rows point at the lower ones.
    for table in reversed(declarations.tables()):
        rows = declarations.rows_about(table, subject)
        count = rows.count()
        if not count:
            continue
        if table.on_erasure == Erasure.KEEP:
            report.kept[table.model] = _kept(table, rows, count=count)
            continue
        report.erased[table.model] += count
        if table.on_erasure == Erasure.DELETE:
            rows.delete()
        elif table.on_erasure == Erasure.KEY:
            _forget_indexes(table, rows)
    for kind, subject_id in subjects:
        keys.destroy(cast(keys.SubjectKind, kind), subject_id, now=now)
    of_cases = [subject_id for kind, subject_id in subjects if kind == "case"]
    onsite_services.forget_photos(of_cases, now=now)
    notify_services.forget(
        person_id=subject.person_id, subject_ids=[subject_id for _kind, subject_id in subjects]
    )
    if subject.person_id is not None:
        account_services.forget_person(subject.person_id)
        people_services.erase(subject.person_id, now=now)
    return report, subjects


def _key_subjects(subject: Subject) -> set[tuple[str, UUID]]:
    """Return whose keys go: the person's own, and those of their calls, requests and visits."""
    found: set[tuple[str, UUID]] = set()
    for table in declarations.tables():
        if table.key is None or table.on_erasure not in (Erasure.KEY, Erasure.DELETE):
            continue
        kind, path = table.key
        if kind in KEPT_KEYS:
            continue
        ids = declarations.rows_about(table, subject).order_by().values_list(path, flat=True)
        found |= {(kind, each) for each in ids.distinct() if each is not None}
    if subject.person_id is not None:
        found.add(("person", subject.person_id))
    return found


def _forget_indexes(table: Table, rows: "models.QuerySet[models.Model]") -> None:
    """Empty the blind indexes: they would still confirm a guessed number."""
    indexes = {name: None for name in table.fields if name.endswith("_index")}
    if indexes:
        rows.update(**indexes)


def _kept(table: Table, rows: "models.QuerySet[models.Model]", *, count: int) -> dict[str, Any]:
    last = models.Max(declarations.end_of(table)) if table.ends else None
    ends = rows.aggregate(last=last)["last"] if last is not None else None
    until = ends + timedelta(days=words.kept_days(table.keep)) if ends is not None else None
    return {
        "rows": count,
        "class": table.keep.value,
        "until": timezone.localdate(until).isoformat() if isinstance(until, datetime) else None,
    }


def _end_registrations(person_id: UUID, *, now: datetime) -> None:
    live: Collection[UUID] = list(
        Registration.objects.filter(
            person=person_id, valid__contains=now, end_reason__isnull=True
        ).values_list("pk", flat=True)
    )
    for registration_id in live:
        resident_services.withdraw(registration_id, now=now)
