"""How far an area event kept a case from going on: within the event, never beyond it (4.4)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import timeline
from kaketsuke.cases.lifecycle import Event
from kaketsuke.cases.models import Case, Entry, Extent
from kaketsuke.cases.refusals import CannotRecordExtent
from kaketsuke.cases.services.advance import advance
from kaketsuke.parties import queries as party_queries

_NOT_YOU = _("不可抗力の範囲は、責任者が記録します。")
_NOT_THERE = _("その事象の地域に、この建物は入っていません。")
_NOT_THEN = _(
    "始まりは、事象が続き、案件が進んでいた %(first)s から %(last)s までの間にしてください。"
)
_NOT_UNTIL = _("終わりは、始まりより後の、%(last)s までの間にしてください。")


@transaction.atomic
def record_extent(
    case_id: UUID,
    *,
    area_event_id: UUID,
    from_: datetime,
    until: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Extent:
    """Record what part of a case an area event excuses, and why (4.4).

    It lies in the event's area and time, and in the life of the case. Raises CannotRecordExtent.
    """
    if actor.role != ActorRole.SUPERVISOR or actor.id is None:
        raise CannotRecordExtent(_NOT_YOU)
    if not reason.strip():
        raise CannotRecordExtent(_("事象がどのように妨げたかを書いてください。"), field="words")
    case = timeline.locked(case_id)
    event = party_queries.area_event(area_event_id)
    building = Case.objects.select_related("dwelling__building").get(pk=case_id).dwelling.building
    if event is None or not party_queries.covers(event, building):
        raise CannotRecordExtent(_NOT_THERE, field="area_event")
    first = max(event.valid.lower, case.opened_at)
    last = min(now, event.valid.upper or now, case.ended_at or now)
    if not first <= from_ <= last:
        raise CannotRecordExtent(_NOT_THEN % _bounds(first, last), field="begin")
    if not from_ < until <= last:
        raise CannotRecordExtent(_NOT_UNTIL % _bounds(first, last), field="end")
    extent = Extent.objects.create(
        company_id=case.company_id,
        case=case,
        area_event=event,
        during=DateTimeTZRange(from_, until),
        recorded_by_id=actor.id,
        recorded_at=now,
    )
    line = timeline.Line(
        event="ExtentRecorded",
        actor=actor,
        now=now,
        facts={"area_event_id": event.pk, "from": from_, "until": until},
        words=reason,
        clauses=("4.4",),
    )
    timeline.append(case, line=line)
    return extent


def _bounds(first: datetime, last: datetime) -> dict[str, str]:
    """Return both ends as people in Japan type them: whole minutes that lie within."""
    within = first + timedelta(seconds=59, microseconds=999_999)
    return {
        name: date_format(timezone.localtime(at), "Y-m-d H:i")
        for name, at in (("first", within), ("last", last))
    }


@transaction.atomic
def prevent(
    case_id: UUID,
    *,
    area_event_id: UUID,
    people_told: bool,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Entry:
    """End a case that an area event prevents, and keep on it from when until when (4.4).

    The extent runs from the event's beginning, or from the call where that was later, until now or
    the event's end. Raises CannotRecordExtent, CannotAdvance; then nothing is kept.
    """
    case = timeline.locked(case_id)
    event = party_queries.area_event(area_event_id)
    if event is None:
        raise CannotRecordExtent(_NOT_THERE, field="area_event")
    from_ = max(event.valid.lower, case.opened_at)
    record_extent(
        case_id,
        area_event_id=area_event_id,
        from_=from_,
        until=min(now, event.valid.upper or now),
        reason=reason,
        actor=actor,
        now=now,
    )
    return advance(
        case_id,
        event=Event.PREVENTED,
        actor=actor,
        now=now,
        facts={
            "area_event_id": str(area_event_id),
            "delayed_from": from_.isoformat(),
            "people_told": people_told,
        },
        words=reason,
        clauses=("4.4",),
    )
