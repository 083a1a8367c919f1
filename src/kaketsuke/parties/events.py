"""Declares force majeure over an area (4.4); a supervisor may close the area with it (4.7.2)."""

import uuid
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.refusals import Refusal
from kaketsuke.parties.models import AreaEvent


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


def declare_area_event(
    kind: AreaEventKind,
    *,
    municipality_codes: Collection[str],
    source: str,
    declared_by_id: uuid.UUID,
    closes_service: bool = False,
    from_: datetime | None = None,
    now: datetime,
) -> AreaEvent:
    """Declare an event over municipalities with its source. Raises CannotDeclareAreaEvent."""
    if not municipality_codes or not source.strip():
        raise CannotDeclareAreaEvent(_("対象の市区町村と、情報の出どころを入れてください。"))
    return AreaEvent.objects.create(
        kind=AreaEventKind(kind),
        municipality_codes=sorted(set(municipality_codes)),
        valid=DateTimeTZRange(from_ or now, None),
        closes_service=closes_service,
        source=source.strip(),
        declared_by_id=declared_by_id,
    )


@transaction.atomic
def end_area_event(area_event_id: uuid.UUID, *, now: datetime) -> AreaEvent:
    """End an event. An ended one stays ended."""
    event = AreaEvent.objects.select_for_update().get(pk=area_event_id)
    if event.valid.upper is None:
        event.valid = DateTimeTZRange(event.valid.lower, max(now, event.valid.lower))
        event.save(update_fields=["valid"])
    return event
