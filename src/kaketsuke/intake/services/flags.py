"""A supervisor's records: conduct (4.7.5 to 4.7.9) and protective flags. Never shown outside."""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.audit import services as audit_services
from kaketsuke.database import constraints
from kaketsuke.intake import flag_queries, record
from kaketsuke.intake.models import Flag, FlagNote
from kaketsuke.intake.refusals import CannotRecordFlag
from kaketsuke.people import keys, sealing

_REFUSALS = {
    "intake_flag_breach_names_the_clause": CannotRecordFlag(
        _("どの書面のどの条項に反したかを入れてください。")
    ),
    "intake_flag_on_someone": CannotRecordFlag(
        _("どなた、またはどのお部屋についての記録かを選んでください。")
    ),
}
BREACH = "4.7.8"
FARTHEST_REVIEW: Final = timedelta(days=731)
LONGEST: Final = timedelta(days=3653)
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
    document: str = "",
    clause: str = "",
) -> Flag:
    """Record a ground with its facts, sealed, and the day on which it is looked at again.

    A breach names the document and its clause (4.7.8); the last ground (4.7.9) binds only once
    another supervisor confirmed it. Without `until` it stands until it is ended.
    Raises CannotRecordFlag.
    """
    if ground not in dict(Flag.GROUNDS):
        raise CannotRecordFlag(_("この事由は選択肢にありません。"))
    if not facts.strip():
        raise CannotRecordFlag(_("どのような事実にもとづくかを書いてください。"), field="facts")
    if ground == BREACH and not document.strip():
        raise CannotRecordFlag(_("どの書面に反したかを書いてください。"), field="document")
    if ground == BREACH and not clause.strip():
        raise CannotRecordFlag(_("どの条項に反したかを書いてください。"), field="clause")
    _looked_at_again(review_on, field="review_on", now=now, from_=timezone.localdate(now))
    if until is not None and not max(now, _begin_of(review_on)) < until <= now + LONGEST:
        raise CannotRecordFlag(
            _("終わる日は、見直す日から十年以内の日にしてください。"), field="until"
        )
    flag = Flag(
        company_id=company_id,
        dwelling_id=dwelling_id,
        person_id=person_id,
        ground=ground,
        set_by_id=set_by_id,
        set_at=now,
        review_on=review_on,
        until=until,
        document=document.strip() if ground == BREACH else "",
        clause=clause.strip() if ground == BREACH else "",
    )
    key = keys.create("flag", flag.id)
    flag.facts_sealed = sealing.seal(key, facts, context=flag_queries.facts_place(flag.id))
    with constraints.refusing(_REFUSALS):
        flag.save(force_insert=True)
    _chain(flag, kind="FlagRecorded", actor=Actor(ActorRole.SUPERVISOR, set_by_id), now=now)
    if ground == record.PROTECTIVE:
        # A case that runs to this door lies above this room: somebody there is rung.
        looking = app.configure_task("cases.look_after_flag", allow_unknown=True)
        looking.defer(flag_id=str(flag.id))
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


@transaction.atomic
def review_flag(
    flag_id: UUID, *, words: str, next_review_on: date, actor: Actor, now: datetime
) -> Flag:
    """Keep a record after looking at it again, with the reason and the next day of review.

    Raises CannotRecordFlag.
    """
    flag = _live(flag_id, actor=actor, now=now)
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    _looked_at_again(next_review_on, field="next_review_on", now=now, from_=tomorrow)
    flag.review_on = next_review_on
    flag.save(update_fields=["review_on"])
    _note(flag, kind="reviewed", words=words, actor=actor, now=now)
    return flag


@transaction.atomic
def appeal_flag(flag_id: UUID, *, words: str, actor: Actor, now: datetime) -> Flag:
    """Note that the person concerned speaks against a record; another supervisor looks at it."""
    flag = _live(flag_id, actor=actor, now=now)
    _note(flag, kind="appealed", words=words, actor=actor, now=now)
    return flag


@transaction.atomic
def uphold_flag(flag_id: UUID, *, words: str, actor: Actor, now: datetime) -> Flag:
    """Keep a record against an appeal, as somebody other than who wrote or confirmed it.

    Who finds the appeal right ends the record (`end_flag`). Raises CannotRecordFlag.
    """
    flag = _live(flag_id, actor=actor, now=now)
    if not flag_queries.appeal_open(flag.id):
        raise CannotRecordFlag(_("異議は出ていません。"))
    if actor.id in (flag.set_by_id, flag.confirmed_by_id):
        raise CannotRecordFlag(_("記録や確認をした方とは別の責任者が判断してください。"))
    _note(flag, kind="upheld", words=words, actor=actor, now=now)
    return flag


def _looked_at_again(on: date, *, field: str, now: datetime, from_: date) -> None:
    """Refuse a day of review that is over, or so far off that nobody looks again."""
    if not from_ <= on <= timezone.localdate(now) + FARTHEST_REVIEW:
        raise CannotRecordFlag(
            _("見直す日は、今日より後の二年以内の日にしてください。"), field=field
        )


def _begin_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


def _note(flag: Flag, *, kind: str, words: str, actor: Actor, now: datetime) -> None:
    if not words.strip() or actor.id is None:
        raise CannotRecordFlag(_("理由を書いてください。"))
    note = FlagNote(
        company_id=flag.company_id, flag=flag, kind=kind, written_by_id=actor.id, written_at=now
    )
    key = keys.open_key("flag", flag.id)
    note.words_sealed = sealing.seal(key, words.strip(), context=flag_queries.note_place(note.id))
    note.save(force_insert=True)
    _chain(flag, kind=f"Flag{kind.capitalize()}", actor=actor, now=now)


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
