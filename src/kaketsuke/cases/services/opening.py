"""From an accepted request to an open case: one transaction, one open case a dwelling."""

import random
import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kaketsuke.accounts.viewers import Actor
from kaketsuke.cases import code_words, follow_ups, guards, lifecycle, timeline, timings
from kaketsuke.cases.lifecycle import ENDS, Event, State
from kaketsuke.cases.models import Case, FollowUp, Link
from kaketsuke.cases.refusals import CannotOpenCase
from kaketsuke.cases.services import attendants, notices
from kaketsuke.cases.services.advance import owner_notice_settled, settle_owner_notice
from kaketsuke.database import constraints
from kaketsuke.intake import record
from kaketsuke.intake import services as intake_services
from kaketsuke.intake.models import Request
from kaketsuke.intake.services import Permission
from kaketsuke.people import keys, normalise, sealing
from kaketsuke.rules import figures

_ONE_OPEN = CannotOpenCase(_("このお部屋には進行中の案件があります。その案件に加えてください。"))
_REFUSALS: Final = {
    "cases_one_open_per_dwelling": _ONE_OPEN,
    "cases_case_request_id_key": CannotOpenCase(_("この要請の案件はすでに開かれています。")),
}
# What a cause leaves to be done after the door is open, and who sees to it.
LEFT_BY_CAUSE: Final = {"card_lost": "card_revoked", "code_forgotten": "code_reset"}


@transaction.atomic
def open_case(
    request_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    temporary_number: str | None = None,
    chance: random.Random | None = None,
) -> Case:
    """Accept a request by the rules and open its case; the registrants are told at once.

    Raises CannotOpenCase when the dwelling has an open case, intake's CannotAdvance otherwise.
    """
    request = intake_services.accept(
        request_id, actor=actor, open_case=_has_open_case(request_id), now=now
    )
    case = _opened(request, actor=actor, now=now, number=temporary_number, chance=chance)
    notices.case_opened(case, now=now)
    _begin(case, tell=True, actor=actor, now=now)
    return case


@transaction.atomic
def allow_request(
    request_id: UUID,
    *,
    supervisor: Actor,
    reason: str,
    now: datetime,
    leave: bool = False,
    second_person: UUID | None = None,
    tell_registrants: bool | None = None,
    temporary_number: str | None = None,
    chance: random.Random | None = None,
) -> Case:
    """Open the case of a referred request by a supervisor's written decision.

    A leave is issued where the identity document is inside (A1.2.2). Where a protective flag
    stands the registrants are told only if the supervisor says so; otherwise always.
    """
    permission = Permission(reason=reason, leave=leave, second_person_id=second_person)
    request = intake_services.allow(
        request_id,
        supervisor=supervisor,
        permission=permission,
        open_case=_has_open_case(request_id),
        now=now,
    )
    case = _opened(request, actor=supervisor, now=now, number=temporary_number, chance=chance)
    if leave:
        attendants.issue_leave(case.id, supervisor=supervisor, reason=reason, now=now)
    tell = bool(tell_registrants) if request.facts.get("protected") else True
    if tell:
        notices.case_opened(case, now=now)
    _begin(case, tell=tell, actor=supervisor, now=now)
    return case


@transaction.atomic
def join_request(request_id: UUID, *, actor: Actor, now: datetime) -> Case:
    """Join a further caller to the open case of the same dwelling. Raises CannotOpenCase."""
    dwelling_id = Request.objects.values_list("dwelling_id", flat=True).get(pk=request_id)
    case = Case.objects.filter(dwelling=dwelling_id).exclude(state__in=ENDS).first()
    if case is None:
        raise CannotOpenCase(_("このお部屋に進行中の案件はありません。"))
    case = timeline.locked(case.id)
    intake_services.join_to_case(request_id, case_id=case.id, actor=actor, now=now)
    line = timeline.Line(
        event="RequestJoined", actor=actor, now=now, facts={"request_id": request_id}
    )
    timeline.append(case, line=line)
    return case


@transaction.atomic
def take_temporary_number(case_id: UUID, *, number: str, actor: Actor, now: datetime) -> None:
    """The registered phone lies inside: keep another number for this case only, and send the link.

    The operator reads the code word out, so that the number's holder is known to the technician.
    A number put in for one that was heard wrongly takes its place. Only for a resident's own case,
    while it runs and nobody at the door is protected. Raises CannotOpenCase, CannotUsePhone.
    """
    case = timeline.locked(case_id)
    if case.state in ENDS or case.requested_by != "resident":
        raise CannotOpenCase(_("この案件では、別の番号を使えません。"))
    if notices.is_newly_protected(case, now=now):
        raise CannotOpenCase(_("確認いたしますので、責任者に伝えてください。"))
    _keep_number(case, number=number)
    # One that was heard wrongly is a stranger's: who holds it answers for nobody (3.3).
    Link.objects.filter(case=case, stands_in=True, ended_at=None).update(ended_at=now)
    timeline.append(case, line=timeline.Line(event="TemporaryNumberTaken", actor=actor, now=now))
    notices.to_temporary_number(case, now=now)


def _has_open_case(request_id: UUID) -> bool:
    """Return whether the request's dwelling has an open case already."""
    dwelling = Request.objects.filter(pk=request_id).values("dwelling_id")
    return Case.objects.filter(dwelling_id__in=dwelling).exclude(state__in=ENDS).exists()


def _opened(
    request: Request,
    *,
    actor: Actor,
    now: datetime,
    number: str | None,
    chance: random.Random | None,
) -> Case:
    gates = {"state": State.NEW.value}
    accepted = guards.Facts.of(gates, {"request_accepted": request.state == "accepted"})
    step = lifecycle.step(State.NEW, Event.OPENED, actor.role, accepted)
    case = Case(
        number=_next_number(),
        request=request,
        company_id=request.company_id,
        dwelling=request.dwelling,
        state=step.state,
        opened_at=now,
        state_since=now,
        free_until_minute=figures.figure("free_minutes", on=timezone.localdate(now)).value,
        requested_by="owner" if record.asked_by_owner(request) else "resident",
        code_word=code_words.draw(chance or secrets.SystemRandom()),
    )
    keys.create("case", case.id)
    if number:
        _keep_number(case, number=number)
    with constraints.refusing(_REFUSALS):
        case.save(force_insert=True)
    answer = request.answer or {}
    line = timeline.Line(
        event=Event.OPENED.value,
        actor=actor,
        now=now,
        facts={"cause": request.facts.get("cause"), "request_id": request.id},
        answer=answer,
        clauses=tuple(dict.fromkeys(each["clause"] for each in answer.get("findings", ()))),
    )
    timeline.append(case, line=line)
    kind = LEFT_BY_CAUSE.get(str(request.facts.get("cause")))
    if kind is not None:
        FollowUp.objects.create(
            company_id=case.company_id,
            case=case,
            kind=kind,
            owner_role="office",
            due_on=timings.due_on(kind, now=now),
        )
    return case


def _begin(case: Case, *, tell: bool, actor: Actor, now: datetime) -> None:
    """Offer it; an owner's case only once the notice is settled one way or another (2.1)."""
    if case.requested_by == "owner" and not tell:
        settle_owner_notice(case.id, how="withheld", actor=actor, now=now)
    elif owner_notice_settled(case):
        follow_ups.defer_for(State.OFFERING, case_id=case.id)
    else:
        due = now + timings.OWNER_NOTICE_PATIENCE
        follow_ups.defer("cases.watch_owner_notice", case_id=case.id, at=due)


def _keep_number(case: Case, *, number: str) -> None:
    key = keys.open_key("case", case.id)
    case.temporary_number_sealed = sealing.seal(
        key, normalise.phone(number), context=notices.temporary_number_place(case.id)
    )
    case.phone_inside = True


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        row = cursor.fetchone()
    return int(row[0])
