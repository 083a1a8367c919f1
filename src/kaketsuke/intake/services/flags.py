"""A supervisor's records: conduct (4.7.5 to 4.7.9) and protective flags. Never shown outside."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import services as audit_services
from kaketsuke.database import constraints
from kaketsuke.intake import flag_queries, record
from kaketsuke.intake.models import Flag
from kaketsuke.intake.refusals import CannotRecordFlag
from kaketsuke.people import keys, sealing

_REFUSALS = {
    "intake_flag_on_someone": CannotRecordFlag(
        _("どなた、またはどのお部屋についての記録かを選んでください。")
    ),
}
_NEEDS_ANOTHER = _("記録した方とは別の責任者が、ご自分のサインインで確認してください。")


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
    until: datetime | None = None,
) -> Flag:
    """Record a ground with its facts, sealed, and the day on which it is looked at again.

    The last ground (4.7.9) binds only once another supervisor confirmed it.
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
        set_at=now,
        review_on=review_on,
        until=until,
    )
    key = keys.create("flag", flag.id)
    flag.facts_sealed = sealing.seal(key, facts, context=flag_queries.facts_place(flag.id))
    with constraints.refusing(_REFUSALS):
        flag.save(force_insert=True)
    _chain(flag, kind="FlagRecorded", actor=Actor(ActorRole.SUPERVISOR, set_by_id), now=now)
    return flag


@transaction.atomic
def confirm_flag(flag_id: UUID, *, actor: Actor, now: datetime) -> Flag:
    """Confirm the last ground as a second supervisor, from when on it binds (4.7.9).

    Raises CannotRecordFlag for whoever recorded it and for anybody but a supervisor.
    """
    flag = _live(flag_id, actor=actor, now=now)
    if flag.ground != record.NEEDS_TWO or flag.confirmed_by_id is not None:
        return flag
    if actor.id is None or actor.id == flag.set_by_id:
        raise CannotRecordFlag(_NEEDS_ANOTHER)
    flag.confirmed_by_id, flag.confirmed_at = actor.id, now
    flag.save(update_fields=["confirmed_by_id", "confirmed_at"])
    _chain(flag, kind="FlagConfirmed", actor=actor, now=now)
    return flag


@transaction.atomic
def end_flag(flag_id: UUID, *, reason: str, actor: Actor, now: datetime) -> Flag:
    """End a flag from now on, with a reason that is kept sealed. An ended one stays ended.

    Raises CannotRecordFlag without a reason and for anybody but a supervisor.
    """
    if not reason.strip():
        raise CannotRecordFlag(_("終わらせる理由を書いてください。"))
    flag = _live(flag_id, actor=actor, now=now)
    key = keys.open_key("flag", flag.id)
    flag.end_reason_sealed = sealing.seal(
        key, reason.strip(), context=f"intake.flag.end_reason:{flag.id}"
    )
    flag.until, flag.ended_by_id = now, actor.id
    flag.save(update_fields=["until", "ended_by_id", "end_reason_sealed"])
    _chain(flag, kind="FlagEnded", actor=actor, now=now)
    return flag


def _live(flag_id: UUID, *, actor: Actor, now: datetime) -> Flag:
    if actor.role != ActorRole.SUPERVISOR:
        raise CannotRecordFlag(_("この記録は責任者だけが扱えます。"))
    flag = Flag.objects.select_for_update().get(pk=flag_id)
    if flag.until is not None and flag.until <= now:
        raise CannotRecordFlag(_("この記録はすでに終わっています。"))
    return flag


def _chain(flag: Flag, *, kind: str, actor: Actor, now: datetime) -> None:
    audit_services.append(
        "flag",
        flag.id,
        actor=f"{actor.role}:{actor.id}",
        kind=kind,
        payload={"ground": flag.ground},
        now=now,
    )
