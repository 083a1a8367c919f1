"""Takes away what is kept no longer, batch by batch; a dry run only counts (4.10).

Each clock is one class of rows. A batch is one transaction and the run remembers where it stands,
so that a killed worker goes on from there. What a legal hold or an open case needs is kept. At the
end the files go that nothing leads to any more. A dry run tells the very numbers of the run.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.audit import services as audit_services
from kaketsuke.cases.models import ENDED, Case
from kaketsuke.claims import services as claim_services
from kaketsuke.claims.models import Claim, Complaint
from kaketsuke.database import constraints
from kaketsuke.database.personal_data import Erasure, Keep, Table
from kaketsuke.notify import services as notify_services
from kaketsuke.onsite import services as onsite_services
from kaketsuke.people.models import Person, SubjectKey
from kaketsuke.privacy import declarations, words
from kaketsuke.privacy.models import Hold, RetentionRun
from kaketsuke.privacy.refusals import CannotErase, CannotRunRetention
from kaketsuke.privacy.services import erasure
from kaketsuke.residents.models import Registration

AT_ONCE: Final = 500
Counts = dict[str, int]
# Files that nothing leads to, in the counts of a run.
FILES: Final = "claims.EvidenceFile"
RUNNING: Final = CannotRunRetention(
    _("消去の実行がすでに進んでいます。終わってから始めてください。")
)


@dataclass(frozen=True, slots=True)
class Clock:
    """One class of rows: which are due after a row, and what is done with a batch of them."""

    name: str
    due: Callable[[datetime], "QuerySet[models.Model]"]
    kept: Callable[[Collection[UUID], datetime], dict[str, set[UUID]]]
    remove: Callable[[Collection[UUID], datetime], dict[str, set[UUID]]]


@dataclass(frozen=True, slots=True)
class Goes:
    """Pictures or files that no key opens any more: they go with the rows of their class."""

    name: str
    count: Callable[[Collection[UUID]], int]
    forget: Callable[[Collection[UUID], datetime], int]


GOES_WITH: Final = {
    "cases.Case": Goes(
        "onsite.Photo",
        onsite_services.count_photos,
        lambda ids, at: onsite_services.forget_photos(ids, now=at),
    ),
    "claims.Claim": Goes(
        "claims.Evidence",
        claim_services.count_evidence,
        lambda ids, _at: claim_services.forget_evidence(ids),
    ),
}


@transaction.atomic
def begin_retention(*, dry_run: bool, asked_by: UUID | None, now: datetime) -> RetentionRun:
    """Begin a run; another of its kind waits for its end. Raises: CannotRunRetention."""
    with context.as_system(), constraints.refusing({"privacy_retention_one_at_a_time": RUNNING}):
        return RetentionRun.objects.create(dry_run=dry_run, asked_by_id=asked_by, at=now)


@transaction.atomic
def retention_step(run_id: UUID, *, now: datetime) -> bool:
    """Take the next batch of a run; return whether there is more to do."""
    with context.as_system():
        run = RetentionRun.objects.select_for_update().get(pk=run_id)
        if run.finished_at is not None:
            return False
        clock = _clocks()[run.clock]
        due = clock.due(run.at)
        if run.after is not None:
            due = due.filter(pk__gt=run.after)
        batch = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if batch:
            _take(run, clock, batch)
            run.after = batch[-1]
        if len(batch) < AT_ONCE:
            run.clock, run.after = run.clock + 1, None
        if run.clock == len(_clocks()):
            _sweep(run)
            run.finished_at = now
            _record(run, now=now)
        run.save()
        return run.finished_at is None


def _take(run: RetentionRun, clock: Clock, batch: list[UUID]) -> None:
    kept = clock.kept(batch, run.at)
    free = [each for each in batch if not any(each in ids for ids in kept.values())]
    if not run.dry_run and free:
        for why, ids in clock.remove(free, run.at).items():
            kept.setdefault(why, set()).update(ids)
    counts: Counts = run.counts.setdefault(clock.name, {"due": 0, "removed": 0})
    counts["due"] += len(batch)
    counts["removed"] += len(batch) - len(set[UUID]().union(*kept.values()))
    for why, ids in kept.items():
        if ids:
            counts[why] = counts.get(why, 0) + len(ids)
    goes = GOES_WITH.get(clock.name)
    if goes is not None:
        gone = [each for each in batch if not any(each in ids for ids in kept.values())]
        count = goes.count(gone) if run.dry_run else goes.forget(gone, run.at)
        files = run.counts.setdefault(goes.name, {"due": 0, "removed": 0})
        files["due"] += count
        files["removed"] += count


def _sweep(run: RetentionRun) -> None:
    """Delete the sealed files that nothing leads to; those of a claim under a hold stay."""

    def held(claim_ids: Collection[UUID]) -> set[UUID]:
        holds = Hold.objects.filter(valid__contains=run.at).values("person_id")
        claims = Claim.objects.filter(pk__in=claim_ids, person_id__in=holds)
        return set(claims.values_list("pk", flat=True))

    counts = claim_services.sweep_files(held=held, dry_run=run.dry_run, now=run.at)
    if counts:
        run.counts[FILES] = {"removed": 0, **counts}


def _record(run: RetentionRun, *, now: datetime) -> None:
    audit_services.append(
        "retention",
        run.id,
        actor=f"system:{run.asked_by_id or ''}",
        kind="DryRun" if run.dry_run else "Removed",
        payload={"counts": run.counts},
        now=now,
    )


def _clocks() -> list[Clock]:
    """Return the clocks, persons last.

    With a person much goes whose own clock is over too; before it, a run that only counts could
    not tell how much of it the clocks would find.
    """
    persons = Clock("people.Person", _persons_due, _persons_kept, _erase_persons)
    return [*(_clock_of(table) for table in declarations.tables() if _has_clock(table)), persons]


def _cutoff(keep: Keep, at: datetime) -> datetime:
    return at - timedelta(days=words.kept_days(keep))


def _persons_due(at: datetime) -> "QuerySet[models.Model]":
    """Residents whose last registration ended long ago, or who never came to have one."""
    cutoff = _cutoff(Keep.REGISTRATION, at)
    later = Registration.objects.filter(person=OuterRef("pk")).filter(
        Q(valid__upper_inf=True) | Q(valid__endswith__gt=cutoff)
    )
    due = Person.objects.filter(
        ~Exists(later), kind="resident", family_sealed__isnull=False, created_at__lt=cutoff
    )
    return cast("QuerySet[models.Model]", due)


def _persons_kept(ids: Collection[UUID], at: datetime) -> dict[str, set[UUID]]:
    held = Hold.objects.filter(person_id__in=ids, valid__contains=at)
    asked = Case.objects.exclude(state__in=ENDED)
    of_case = set()
    for path in ("request__requester_person_id", "request__attendant_person_id"):
        of_case |= set(asked.filter(**{f"{path}__in": ids}).values_list(path, flat=True))
    for matters in (Complaint.objects, Claim.objects):
        live = matters.filter(person_id__in=ids, ended_at__isnull=True)
        of_case |= {each for each in live.values_list("person_id", flat=True) if each}
    return {"hold": set(held.values_list("person_id", flat=True)), "open_case": of_case}


def _erase_persons(ids: Collection[UUID], at: datetime) -> dict[str, set[UUID]]:
    kept: set[UUID] = set()
    for person_id in ids:
        try:
            erasure.erase_person(person_id, because="retention", actor=SYSTEM, now=at)
        except CannotErase:
            kept.add(person_id)
    return {"not_yet": kept} if kept else {}


def _has_clock(table: Table) -> bool:
    """Rows that hold their own key, or that are simply deleted; a person's rows go with them."""
    if not table.ends:
        return False
    own_key = table.key is not None and table.key[1] in ("id", "estimate_id")
    return own_key or table.on_erasure == Erasure.DELETE or table.model == "notify.Message"


def _clock_of(table: Table) -> Clock:
    def due(at: datetime) -> "QuerySet[models.Model]":
        rows = declarations.model_of(table)._default_manager.annotate(  # noqa: SLF001 - documented
            ends_at=declarations.end_of(table)
        )
        rows = rows.filter(ends_at__lt=_cutoff(table.keep, at))
        return rows.filter(Exists(_live_key(table))) if _keeps_row(table) else rows

    def kept(ids: Collection[UUID], at: datetime) -> dict[str, set[UUID]]:
        held = Hold.objects.filter(valid__contains=at).values("person_id")
        rows = declarations.model_of(table)._default_manager.filter(pk__in=ids)  # noqa: SLF001 - documented
        found: set[UUID] = set()
        for path in table.named_by:
            found |= set(rows.filter(**{f"{path}__in": held}).values_list("pk", flat=True))
        return {"hold": found} if found else {}

    def remove(ids: Collection[UUID], at: datetime) -> dict[str, set[UUID]]:
        try:
            with transaction.atomic():
                _remove_rows(table, ids, at=at)
        except (models.ProtectedError, models.RestrictedError):
            # Something newer still points at one of them: they wait together for the next night.
            return {"not_yet": set(ids)}
        return {}

    return Clock(table.model, due, kept, remove)


def _keeps_row(table: Table) -> bool:
    """Where the key goes the row stays with ids and codes, so that the record stands."""
    return table.key is not None and table.on_erasure != Erasure.DELETE and "{" not in table.key[0]


def _live_key(table: Table) -> "QuerySet[SubjectKey]":
    kind, path = table.key or ("", "pk")
    return SubjectKey.objects.filter(
        subject_kind=kind, subject_id=OuterRef(path), wrapped_key__isnull=False
    )


def _remove_rows(table: Table, ids: Collection[UUID], *, at: datetime) -> None:
    rows = declarations.model_of(table)._default_manager.filter(pk__in=ids)  # noqa: SLF001 - documented
    if table.model == "notify.Message":
        notify_services.forget_messages(ids)
    elif _keeps_row(table):
        kind, path = table.key or ("", "pk")
        subjects = list(rows.values_list(path, flat=True))
        SubjectKey.objects.filter(subject_kind=kind, subject_id__in=subjects).filter(
            destroyed_at__isnull=True
        ).update(wrapped_key=None, destroyed_at=at)
        indexes: dict[str, Any] = {name: None for name in table.fields if name.endswith("_index")}
        if indexes:
            rows.update(**indexes)
    else:
        rows.delete()
