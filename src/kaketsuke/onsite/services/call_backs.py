"""The call to the registered phone, where the document does not show the address (A1.2).

A number of four digits goes to that phone; whoever stands at the door reads it out. The centre may
ring instead. A phone that lies inside proves nothing, nor does a number that nobody has proven to
be the attendant's: then nothing is sent, and only a supervisor confirms.
"""

import random
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases import timeline
from kaketsuke.cases.models import Case, Entry
from kaketsuke.notify import services as notify_services
from kaketsuke.onsite import queries, refusals, registered_phones, sealed, steps
from kaketsuke.onsite.models import CallBack
from kaketsuke.onsite.registered_phones import INSIDE, UNPROVEN
from kaketsuke.onsite.steps import Press
from kaketsuke.people import keys, sealing
from kaketsuke.people import queries as people_queries

CODE_LIVES: Final = timedelta(minutes=30)
NOT_AGAIN_WITHIN: Final = timedelta(minutes=1)
MOST_TRIES: Final = 5
MOST_ASKED: Final = 6
TEMPLATE: Final = "identity_code"
DESK: Final = (ActorRole.OPERATOR, ActorRole.SUPERVISOR)
ASKED, CONFIRMED = "CallBackAsked", "CallBackConfirmed"
_AT_THE_DOOR: Final = {
    INSIDE: refusals.CALL_BACK_PHONE_INSIDE,
    UNPROVEN: refusals.CALL_BACK_NO_PROVEN_PHONE,
}
_AT_THE_CENTRE: Final = {
    INSIDE: refusals.CALL_BACK_BY_SUPERVISOR,
    UNPROVEN: refusals.CALL_BACK_UNPROVEN_BY_SUPERVISOR,
}


@transaction.atomic
def ask_call_back(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
    chance: random.Random | None = None,
) -> None:
    """Have the registered phone told a number; asked again at once nothing is sent anew.

    Where there is no such phone at hand, a human is rung. Raises: CannotAct.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if queries.call_back_confirmed(case) or _just_asked(case, now=now):
        return
    if CallBack.objects.filter(case=case).count() >= MOST_ASKED:
        raise refusals.CannotAct(refusals.CALL_BACK_BY_VOICE)
    row = CallBack(company_id=case.company_id, case=case, asked_at=now)
    code = f"{(chance or secrets.SystemRandom()).randrange(10_000):04d}"
    row.code_sealed = sealing.seal(
        keys.open_key("case", case.id), code, context=sealed.code(row.id)
    )
    row.save(force_insert=True)
    told = 0 if registered_phones.why_none_answers(case) else _tell(case, code, now=now)
    case_services.remark(
        case_id,
        remark=ASKED,
        actor=Actor(ActorRole.TECHNICIAN, technician),
        now=now,
        event_at=press.at,
        facts={"told": told, "phone_inside": case.phone_inside},
        clauses=("A1.2",),
    )
    # The centre rings where no message does, and sees every such call.
    case_services.ring_a_human(case_id, why="call_back", now=now)


@transaction.atomic
def say_code(case_id: UUID, *, code: str, technician: UUID, now: datetime) -> bool:
    """Return whether the number read out at the door is the one that the registered phone got.

    Raises: CannotAct where there is no number to compare with any more.
    """
    case, _press = steps.at_the_door(case_id, Press(technician, now))
    if queries.call_back_confirmed(case):
        return True
    row = CallBack.objects.select_for_update().filter(case=case).order_by("-asked_at").first()
    if why := registered_phones.why_none_answers(case):
        raise refusals.CannotAct(_AT_THE_DOOR[why])
    if row is None or row.code_sealed is None or row.tries >= MOST_TRIES:
        raise refusals.CannotAct(refusals.CALL_BACK_ANEW)
    if now - row.asked_at > CODE_LIVES:
        raise refusals.CannotAct(refusals.CALL_BACK_ANEW)
    key = keys.open_key("case", case.id)
    expected = sealing.open_sealed(key, row.code_sealed, context=sealed.code(row.id))
    row.tries += 1
    fits = secrets.compare_digest(expected.encode(), code.strip().encode())
    row.save(update_fields=["tries"])
    if fits:
        _confirm(case, row, Actor(ActorRole.TECHNICIAN, technician), now=now)
    return fits


@transaction.atomic
def confirm_call_back(case_id: UUID, *, actor: Actor, now: datetime) -> Entry | None:
    """The centre spoke to the registered phone, or a supervisor made sure otherwise (A1.2).

    With the phone inside or proven by nobody only a supervisor may. Twice changes nothing.
    Raises: CannotAct.
    """
    case = timeline.locked(case_id)
    # Who took the call is its operator here, whatever else they may be.
    role = case_services.role_in(case, actor)
    if role not in DESK:
        raise refusals.CannotAct(refusals.CALL_BACK_BY_THE_CENTRE)
    why = registered_phones.why_none_answers(case)
    if why and role is not ActorRole.SUPERVISOR:
        raise refusals.CannotAct(_AT_THE_CENTRE[why])
    if queries.call_back_confirmed(case):
        return None
    row = CallBack.objects.filter(case=case).order_by("-asked_at").first()
    if row is None or row.confirmed_at is not None:
        row = CallBack(company_id=case.company_id, case=case, asked_at=now)
    return _confirm(case, row, actor, now=now)


def _confirm(case: Case, row: CallBack, actor: Actor, *, now: datetime) -> Entry:
    row.confirmed_at, row.confirmed_by_role, row.confirmed_by_id = now, actor.role, actor.id
    row.code_sealed = None
    row.save()
    return case_services.remark(case.id, remark=CONFIRMED, actor=actor, now=now, clauses=("A1.2",))


def _just_asked(case: Case, *, now: datetime) -> bool:
    newest = CallBack.objects.filter(case=case, asked_at__gt=now - NOT_AGAIN_WITHIN)
    return newest.filter(tries__lt=MOST_TRIES).exists()


def _tell(case: Case, code: str, *, now: datetime) -> int:
    """Send the number to the registered phones of whoever is to attend; return to how many."""
    points = registered_phones.of_attendant(case)
    for point in points:
        notify_services.send(
            template=TEMPLATE,
            subject_kind="case",
            subject_id=case.id,
            company_id=case.company_id,
            contact_point_id=point.id,
            person_id=point.person_id,
            language=people_queries.languages_of([point.person_id]).get(point.person_id, "ja"),
            parameters={"code": code},
            link=None,
            now=now,
        )
    return len(points)
