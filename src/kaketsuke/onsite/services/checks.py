"""Who stands there? The checks of the appendix, decided by the written service and kept as results.

Of a document its kind and the result of each question are kept: never its number, never a picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from kaketsuke import transitions
from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import attendance
from kaketsuke.cases import queries as case_queries
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import Event, State
from kaketsuke.cases.models import Case, Entry
from kaketsuke.onsite import names, queries, refusals, steps, timers
from kaketsuke.onsite.models import Check
from kaketsuke.onsite.steps import Press
from kaketsuke.parties.models import Owner
from kaketsuke.rules import site

CALL_BACK: Final = "call_back_registered_phone"
AFTER_OPENING: Final = "check_identity_after_opening"
OWNER_SIDE: Final = ("owner", "owner_agent")


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What the written service says; `entry` is None while it still asks."""

    answer: site.SiteAnswer
    entry: Entry | None

    @property
    def outcome(self) -> str:
        """Accept, decline or ask."""
        return str(self.answer.outcome)


@dataclass(frozen=True, slots=True)
class Said:
    """What was spoken beside the document: the code word, the call to the registered phone."""

    code_word: bool
    call_back: bool | None


def judge(case: Case, *, facts: Mapping[str, Any], at: datetime) -> site.SiteAnswer:
    """Return the answer to what the technician saw, joined with what the record knows (A1.2).

    Raises: rules' MalformedFacts.
    """
    return site.decide(site.SiteFacts.from_json(_joined(case, facts, at=at)))


@transaction.atomic
def answer_check(
    case_id: UUID,
    *,
    facts: Mapping[str, Any],
    code_word_said: bool,
    technician: UUID,
    now: datetime,
    nobody_left_inside: bool = False,
    door_locked: bool = False,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> CheckAnswer:
    """Answer a check (A1.2, 4.7.3): passed, failed, owed under a leave, or still asking.

    `facts` are `attendee` and `photo_id` of the decision `site`; leave and owner are read from the
    record. The last two flags matter only where the check was owed and fails with the door open.
    Raises: CannotAct, CannotPassChecks, cases' CannotAdvance, rules' MalformedFacts.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    answer = judge(case, facts=facts, at=press.at)
    if entry := steps.pressed_before(
        case, press, Event.CHECKS_PASSED, Event.CHECKS_FAILED, "CheckOwed"
    ):
        return CheckAnswer(answer, entry)
    if answer.outcome == "ask":
        return CheckAnswer(answer, None)
    reached = queries.call_back_confirmed(case) if CALL_BACK in answer.duties else None
    said = Said(code_word=code_word_said, call_back=reached)
    if answer.outcome == "accept":
        steps.refuse_before_a_look(case, at=press.now)
        _refuse_whom_nobody_knows(case, facts, at=press.at)
        _refuse_open_duties(case, answer, said)
    read = site.SiteFacts.from_json(_joined(case, facts, at=press.at))
    outcome = queries.OWED if AFTER_OPENING in answer.duties else str(answer.outcome)
    if outcome == queries.OWED and case.state != State.ARRIVED:
        # It moves no case, so no table refuses it: but nobody is checked before the arrival.
        raise refusals.CannotPassChecks(gettext(transitions.NOT_NOW))
    _keep(case, read, press, outcome=outcome, said=said)
    given = {
        "site_outcome": str(answer.outcome),
        "site": read.to_json(),
        "duties_done": True,
        "code_word_said": code_word_said,
        "nobody_left_inside": nobody_left_inside,
        "door_locked": door_locked,
    }
    return CheckAnswer(answer, _write(case, press, answer, outcome=outcome, given=given))


def _refuse_whom_nobody_knows(case: Case, facts: Mapping[str, Any], *, at: datetime) -> None:
    """Whoever moved out, or lost the mandate, meanwhile passes no check at that door (A1.2.1)."""
    role = str((facts.get("attendee") or {}).get("role") or "")
    # Whoever is at the door reads none of these names.
    with context.as_system():
        known = attendance.entitled(case, role=role, at=at)
    if not known:
        raise refusals.CannotPassChecks(refusals.NOBODY_ENTITLED)


def _refuse_open_duties(case: Case, answer: site.SiteAnswer, said: Said) -> None:
    if case.state == State.ARRIVED and not said.code_word:
        raise refusals.CannotPassChecks(refusals.CODE_WORD_FIRST)
    if CALL_BACK in answer.duties and not said.call_back:
        raise refusals.CannotPassChecks(refusals.CALL_BACK_FIRST)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What the record adds to what is seen at the door: for whom a leave is, and the owner's kind.

    `leave_for` is "" without a leave, else "owner" or "registrant": a leave is for one attendant
    and helps nobody who stands there in another role (A1.2.2).
    """

    leave_for: str
    owner_is_corporation: bool | None

    def joined(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the facts of `decide site`; what a phone claims of the record is not believed."""
        seen = {key: facts[key] for key in facts if key not in ("leave", "owner")}
        role = (facts.get("attendee") or {}).get("role")
        side = "owner" if role in OWNER_SIDE else "registrant"
        leave = bool(self.leave_for) and (role is None or side == self.leave_for)
        return {**seen, "leave": leave, "owner": {"is_corporation": self.owner_is_corporation}}


def on_record(case: Case, *, at: datetime) -> OnRecord:
    """Return what the record knows of who may stand at this door at that moment."""
    # With the door open the document can be fetched: "inside" is no answer any more.
    leave = case_queries.live_leave(case) if case.state != State.OPENED else None
    side = ("registrant" if leave.attendant_owner_id is None else "owner") if leave else ""
    return OnRecord(leave_for=side, owner_is_corporation=_owner_is_corporation(case, at))


def _joined(case: Case, facts: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    return on_record(case, at=at).joined(facts)


def _owner_is_corporation(case: Case, at: datetime) -> bool | None:
    """An agent stands for the named attendant's owner, else for an owner of the building."""
    named = attendance.attendant_of(case).owner_id
    if named is not None:
        return Owner.objects.get(pk=named).legal_person
    owners = Owner.objects.filter(
        buildings__building__dwellings=case.dwelling_id, buildings__valid__contains=at
    )
    return owners.filter(legal_person=True).exists()


def _keep(case: Case, read: site.SiteFacts, press: Press, *, outcome: str, said: Said) -> None:
    address = read.photo_id_address_matches
    words = {True: "yes", False: "no", site.NOT_SHOWN: "not_shown", None: None}
    Check.objects.create(
        company_id=case.company_id,
        case=case,
        attendee_role=str(read.attendee_role or "other"),
        attendee_present=bool(read.attendee_present),
        document_kind=str(read.photo_id_kind or ""),
        has_photo=read.photo_id_has_photo,
        expired=read.photo_id_expired,
        name_matches=read.photo_id_name_matches,
        face_matches=read.photo_id_face_matches,
        address_matches=words[address],
        code_word_said=said.code_word,
        call_back_done=said.call_back,
        outcome=outcome,
        checked_by_id=press.technician,
        event_at=press.at,
        entered_at=press.now,
    )


def _write(
    case: Case, press: Press, answer: site.SiteAnswer, *, outcome: str, given: dict[str, Any]
) -> Entry:
    told = answer.to_json()
    clauses = tuple(dict.fromkeys(finding["clause"] for finding in told["findings"]))
    if outcome == queries.OWED:
        return case_services.remark(
            case.id,
            remark="CheckOwed",
            actor=Actor(ActorRole.TECHNICIAN, press.technician),
            now=press.now,
            event_at=press.at,
            facts=given,
            answer=told,
            clauses=clauses,
            idempotency_key=press.idempotency_key,
        )
    event = Event.CHECKS_PASSED if outcome == "accept" else Event.CHECKS_FAILED
    entry = steps.advance(case, event, press, facts=given, answer=told, clauses=clauses)
    if entry.state == State.OPENED:
        timers.settle_itself_later(case.id, now=press.now)
    return entry


@transaction.atomic
def name_differed(
    case_id: UUID,
    *,
    technician: UUID,
    now: datetime,
    times: int = 1,
    event_at: datetime | None = None,
    idempotency_key: UUID | None = None,
) -> int:
    """Note that a name on a document was another than those on record; return the tries left.

    What was typed is not kept (A1.2.2). Raises: CannotAct.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    case_services.remark(
        case_id,
        remark=names.DIFFERED,
        actor=Actor(ActorRole.TECHNICIAN, technician),
        now=now,
        event_at=press.at,
        facts={"times": times},
        clauses=("A1.2.2",),
        idempotency_key=idempotency_key,
    )
    return names.left(case, technician=technician)
