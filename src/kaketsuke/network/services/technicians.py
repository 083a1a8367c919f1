"""Technicians, their papers, shifts and positions."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from kaketsuke.database import constraints
from kaketsuke.network.models import Firm, Position, Shift, Technician
from kaketsuke.network.services.refusals import (
    REFUSALS,
    CannotRecordPosition,
    CannotRecordTechnician,
)

CLOCKS_MAY_DIFFER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Span:
    """A time on shift, half-open."""

    technician_id: uuid.UUID
    from_: datetime
    until: datetime


def add_technician(
    person_id: uuid.UUID,
    *,
    firm: Firm,
    badge: str,
    skills: Iterable[str] = (),
    papers_until: date,
    home_latitude: float,
    home_longitude: float,
) -> Technician:
    """Record a technician of a firm with the badge that is shown at the door.

    Raises CannotRecordTechnician.
    """
    technician = Technician(
        person_id=person_id,
        firm=firm,
        badge=badge,
        skills=sorted(skills),
        papers_until=papers_until,
        home_latitude=home_latitude,
        home_longitude=home_longitude,
    )
    with constraints.refusing(REFUSALS):
        technician.save(force_insert=True)
    return technician


@transaction.atomic
def end_technician(technician_id: uuid.UUID, *, now: datetime) -> None:
    """Record that a technician left; from then on nobody can send them, and no shift is kept."""
    Technician.objects.filter(pk=technician_id, ended_at__isnull=True).update(ended_at=now)
    Shift.objects.filter(technician=technician_id, during__startswith__gt=now).delete()


def add_shift(technician_id: uuid.UUID, *, from_: datetime, until: datetime) -> Shift:
    """Record when a technician can be asked. Raises CannotRecordTechnician on an overlap."""
    return add_shifts([Span(technician_id, from_, until)])[0]


def add_shifts(spans: Sequence[Span]) -> list[Shift]:
    """Record many shifts at once. Raises CannotRecordTechnician on an overlap."""
    if any(span.from_ >= span.until for span in spans):
        raise CannotRecordTechnician(_("勤務の終わりは、始まりより後にしてください。"))
    shifts = [
        Shift(technician_id=span.technician_id, during=DateTimeTZRange(span.from_, span.until))
        for span in spans
    ]
    with constraints.refusing(REFUSALS):
        return Shift.objects.bulk_create(shifts)


@transaction.atomic
def end_shift(shift_id: uuid.UUID, *, now: datetime) -> None:
    """End a shift: one that runs ends now, one to come is taken back. A past one stays.

    Raises CannotRecordTechnician where there is none.
    """
    shift = Shift.objects.select_for_update().filter(pk=shift_id).first()
    if shift is None:
        raise CannotRecordTechnician(_("この勤務はもうありません。画面を読み直してください。"))
    if now <= shift.during.lower:
        shift.delete()
    elif now < shift.during.upper:
        shift.during = DateTimeTZRange(shift.during.lower, now)
        shift.save(update_fields=["during"])


def renew_papers(technician_id: uuid.UUID, *, until: date, today: date) -> None:
    """Record until when a technician's papers hold. Raises CannotRecordTechnician for the past."""
    if until < today:
        raise CannotRecordTechnician(_("書類の期限は、今日以降の日付を入れてください。"))
    Technician.objects.filter(pk=technician_id, ended_at__isnull=True).update(papers_until=until)


def record_position(
    technician_id: uuid.UUID,
    *,
    at: datetime,
    latitude: float,
    longitude: float,
    accuracy_m: float | None = None,
    now: datetime,
) -> None:
    """Record where a technician was; the same moment again changes nothing.

    Raises CannotRecordPosition for a place off the earth or a moment in the future.
    """
    if at > now + CLOCKS_MAY_DIFFER:
        raise CannotRecordPosition(_("位置の時刻が未来です。端末の時計を確認してください。"))
    with constraints.refusing(REFUSALS):
        Position.objects.bulk_create(
            [
                Position(
                    technician_id=technician_id,
                    at=at,
                    latitude=latitude,
                    longitude=longitude,
                    accuracy_m=accuracy_m,
                )
            ],
            ignore_conflicts=True,
        )


@transaction.atomic
def forget_positions(*, before: datetime) -> int:
    """Delete positions older than a moment; they are kept for 30 days. Return how many went."""
    deleted, _each = Position.objects.filter(at__lt=before).delete()
    return deleted
