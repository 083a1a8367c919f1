"""A supervisor's records: conduct (4.7.5 to 4.7.9) and protective flags. Never shown outside."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.audit import services as audit_services
from kaketsuke.database import constraints
from kaketsuke.intake.models import Flag
from kaketsuke.intake.refusals import CannotRecordFlag
from kaketsuke.people import keys, sealing

_REFUSALS = {
    "intake_flag_on_someone": CannotRecordFlag(
        _("どなた、またはどのお部屋についての記録かを選んでください。")
    ),
    "intake_flag_last_ground_needs_two": CannotRecordFlag(
        _("この事由は、もう一人の責任者の確認が必要です。")
    ),
}


@transaction.atomic
def record_flag(
    ground: str,
    *,
    company_id: UUID,
    facts: str,
    set_by_id: UUID,
    review_on: date,
    now: datetime,
    dwelling_id: UUID | None = None,
    person_id: UUID | None = None,
    confirmed_by_id: UUID | None = None,
    until: datetime | None = None,
) -> Flag:
    """Record a ground with its facts, sealed, and the day on which it is looked at again.

    Raises CannotRecordFlag.
    """
    if ground not in dict(Flag.GROUNDS):
        raise CannotRecordFlag(_("この事由は選択肢にありません。"))
    if not facts.strip():
        raise CannotRecordFlag(_("どのような事実にもとづくかを書いてください。"))
    flag = Flag(
        company_id=company_id,
        dwelling_id=dwelling_id,
        person_id=person_id,
        ground=ground,
        set_by_id=set_by_id,
        confirmed_by_id=confirmed_by_id,
        set_at=now,
        review_on=review_on,
        until=until,
    )
    key = keys.create("flag", flag.id)
    flag.facts_sealed = sealing.seal(key, facts, context=f"intake.flag.facts:{flag.id}")
    with constraints.refusing(_REFUSALS):
        flag.save(force_insert=True)
    _chain(flag, kind="FlagRecorded", actor_id=set_by_id, now=now)
    return flag


@transaction.atomic
def end_flag(flag_id: UUID, *, ended_by_id: UUID, now: datetime) -> Flag:
    """End a flag from now on. An ended one stays ended."""
    flag = Flag.objects.select_for_update().get(pk=flag_id)
    if flag.until is None or flag.until > now:
        flag.until = now
        flag.save(update_fields=["until"])
        _chain(flag, kind="FlagEnded", actor_id=ended_by_id, now=now)
    return flag


def _chain(flag: Flag, *, kind: str, actor_id: UUID, now: datetime) -> None:
    audit_services.append(
        "flag",
        flag.id,
        actor=f"supervisor:{actor_id}",
        kind=kind,
        payload={"ground": flag.ground},
        now=now,
    )
