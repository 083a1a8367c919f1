"""Declares force majeure over an area (4.4); a supervisor may close the area with it (4.7.2)."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaketsuke.audit import services as audit_services
from kaketsuke.database.refusals import Refusal
from kaketsuke.parties import shapes
from kaketsuke.parties.models import AreaEvent

# What began before that is a slip of the pen, not news of today.
LONGEST_AGO: Final = timedelta(days=366)


class CannotDeclareAreaEvent(Refusal):
    """The event lacks an area, a source or a known kind."""


class AreaEventKind(StrEnum):
    """The kinds of force majeure that 4.4 lists, in its order."""

    NATURAL_DISASTER = "natural_disaster"
    WAR = "war"
    RIOT = "riot"
    REBELLION = "rebellion"
    CIVIL_WAR = "civil_war"
    TERRORISM = "terrorism"
    FIRE = "fire"
    EXPLOSION = "explosion"
    FLOOD = "flood"
    THEFT = "theft"
    MALICIOUS_DAMAGE = "malicious_damage"
    STRIKE = "strike"
    ENTRY_RESTRICTION = "entry_restriction"
    WEATHER = "weather"
    INJUNCTION = "injunction"
    NATIONAL_DEFENCE = "national_defence"
    PUBLIC_HEALTH = "public_health"
    GOVERNMENT_ACT = "government_act"
    OTHER = "other"


KIND_WORDS: dict[AreaEventKind, "str | Promise"] = {
    AreaEventKind.NATURAL_DISASTER: _("天災"),
    AreaEventKind.WAR: _("戦争"),
    AreaEventKind.RIOT: _("暴動"),
    AreaEventKind.REBELLION: _("反乱"),
    AreaEventKind.CIVIL_WAR: _("内乱"),
    AreaEventKind.TERRORISM: _("テロ"),
    AreaEventKind.FIRE: _("火災"),
    AreaEventKind.EXPLOSION: _("爆発"),
    AreaEventKind.FLOOD: _("洪水"),
    AreaEventKind.THEFT: _("盗難"),
    AreaEventKind.MALICIOUS_DAMAGE: _("害意による損害"),
    AreaEventKind.STRIKE: _("ストライキ"),
    AreaEventKind.ENTRY_RESTRICTION: _("立入制限"),
    AreaEventKind.WEATHER: _("荒天"),
    AreaEventKind.INJUNCTION: _("第三者による差止め"),
    AreaEventKind.NATIONAL_DEFENCE: _("国防"),
    AreaEventKind.PUBLIC_HEALTH: _("公衆衛生上の緊急事態"),
    AreaEventKind.GOVERNMENT_ACT: _("国や自治体の行為・規制"),
    AreaEventKind.OTHER: _("その他の不可抗力"),
}


@transaction.atomic
def declare_area_event(
    kind: AreaEventKind,
    *,
    source: str,
    declared_by_id: uuid.UUID,
    municipality_codes: Collection[str] = (),
    shape: Sequence[Any] | None = None,
    note: str = "",
    company_id: uuid.UUID | None = None,
    closes_service: bool = False,
    from_: datetime | None = None,
    now: datetime,
) -> AreaEvent:
    """Declare an event over municipalities, a drawn ring of points, or both, with its source.

    Another kind than the 18 named ones needs a note. Raises CannotDeclareAreaEvent.
    """
    if not municipality_codes and not shape:
        raise CannotDeclareAreaEvent(
            _("対象の市区町村を選ぶか、地図に範囲を描いてください。"), field="municipalities"
        )
    if not source.strip():
        raise CannotDeclareAreaEvent(_("情報の出どころを入れてください。"), field="source")
    if kind == AreaEventKind.OTHER and not note.strip():
        raise CannotDeclareAreaEvent(
            _("その他の不可抗力は、どのような事象かを書いてください。"), field="note"
        )
    if from_ is not None and not now - LONGEST_AGO <= from_ <= now:
        raise CannotDeclareAreaEvent(
            _("始まりの時刻は、今より前の一年以内にしてください。"), field="since"
        )
    event = AreaEvent.objects.create(
        kind=AreaEventKind(kind),
        company_id=company_id,
        municipality_codes=sorted(set(municipality_codes)),
        shape=_ring(shape) if shape else None,
        valid=DateTimeTZRange(from_ or now, None),
        closes_service=closes_service,
        source=source.strip(),
        note=note.strip(),
        declared_by_id=declared_by_id,
    )
    _chain(event, kind="AreaEventDeclared", by=declared_by_id, now=now)
    return event


@transaction.atomic
def end_area_event(
    area_event_id: uuid.UUID, *, now: datetime, ended_by_id: uuid.UUID | None = None
) -> AreaEvent:
    """End an event. An ended one stays ended."""
    event = AreaEvent.objects.select_for_update().get(pk=area_event_id)
    if event.valid.upper is None:
        event.valid = DateTimeTZRange(event.valid.lower, max(now, event.valid.lower))
        event.ended_by_id = ended_by_id
        event.save(update_fields=["valid", "ended_by_id"])
        _chain(event, kind="AreaEventEnded", by=ended_by_id, now=now)
    return event


def _ring(shape: Sequence[Any]) -> list[list[float]]:
    try:
        return [list(point) for point in shapes.ring(shape)]
    except shapes.OffTheMap as problem:
        raise CannotDeclareAreaEvent(
            _("範囲の点が日本の外にあります。地図を拡大してから、範囲を描き直してください。"),
            field="shape",
        ) from problem
    except shapes.NotAnArea as problem:
        raise CannotDeclareAreaEvent(
            _("地図の範囲を描き直してください。三点以上で囲み、線が交わらないようにします。"),
            field="shape",
        ) from problem


def _chain(event: AreaEvent, *, kind: str, by: uuid.UUID | None, now: datetime) -> None:
    audit_services.append(
        "area_event",
        event.pk,
        actor=f"supervisor:{by or ''}",
        kind=kind,
        payload={
            "kind": event.kind,
            "municipality_codes": event.municipality_codes,
            "shape": event.shape,
            "closes_service": event.closes_service,
            "from": event.valid.lower,
            "until": event.valid.upper,
        },
        now=now,
    )
