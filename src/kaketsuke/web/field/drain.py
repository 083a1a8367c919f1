"""What a phone kept without a signal goes up here: in order, each press once, decided anew.

The first press that cannot be taken stops the rest: what came after it happened under another
state than the phone believed. All of that is put on record for people to look at.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Final
from uuid import UUID, uuid5

from django import forms as django_forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kaketsuke.accounts import context
from kaketsuke.database.refusals import Refusal
from kaketsuke.onsite import actions, refusals
from kaketsuke.onsite import services as onsite_services
from kaketsuke.onsite.actions import Sent
from kaketsuke.overview import field as field_overview
from kaketsuke.web.field import checking, money_presses, presenting, steps, takes
from kaketsuke.web.field.access import technician_id
from kaketsuke.web.permission import PageRequest

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_ACTIONS: Final = 100
# A clock that has lost its battery begins in 1970; no phone is further off.
MOST_AHEAD: Final = timedelta(days=66 * 365)
# What reading numbers as ids, moments outside the calendar and endless brackets comes to.
OF_NO_PHONE: Final = (AttributeError, OverflowError, RecursionError)
CHECK: Final = "check"
APPLIED, REFUSED, HELD = "applied", "refused", "held"
OF_ANOTHER = gettext_lazy(
    "この端末を前に使った作業員の記録です。案件には反映せず、その作業員の記録としてセンターに伝えました。"
)
OUT_OF_ORDER = gettext_lazy("確認の順番が合いません。いまの画面から、もう一度確認してください。")


class CannotRead(Exception):
    """The phone sent something that no phone of ours sends."""


class NotTaken(Refusal):
    """A press lacks an answer that its step asks for."""


def phone_only(
    view: Callable[[PageRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer a phone that is signed in; another one is told so in a way that its script reads."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        viewer = getattr(request, "viewer", None)
        if viewer is None or viewer.technician_id is None:
            return JsonResponse({"error": "signed_out"}, status=401)
        return view(request)  # type: ignore[arg-type]  # the middleware made it a PageRequest

    return guarded


@require_POST
@phone_only
def take_up(request: PageRequest) -> HttpResponse:
    """Take the presses of one phone, in order, and answer each."""
    try:
        sent_at, pressed = _read(request.body, now=request.now)
    except (CannotRead, LookupError, ValueError, TypeError, *OF_NO_PHONE):
        said = _("送られた記録を読み取れませんでした。センターへお電話ください。")
        return JsonResponse({"error": "unreadable", "sentence": said}, status=400)
    ahead = actions.clock_runs_ahead(sent_at, now=request.now)
    answers = []
    me = technician_id(request)
    for case_id, who in dict.fromkeys((of, by) for of, by, _sent, _fields in pressed):
        theirs = [(sent, fields) for of, by, sent, fields in pressed if (of, by) == (case_id, who)]
        if who in (None, me):
            answers += _of_case(request, case_id, theirs, ahead)
        else:
            answers += _of_another(request, case_id, who, [sent for sent, _fields in theirs])
    return JsonResponse({"answers": answers, "clock_wrong": bool(ahead)})


Fields = dict[str, Any]
# The case, the technician on whose screen it was pressed (None where the phone does not say), the
# press, and what was answered.
Pressed = tuple[UUID, UUID | None, Sent, Fields]


def _read(body: bytes, *, now: datetime) -> tuple[datetime, list[Pressed]]:
    if len(body) > MOST_BYTES:
        raise CannotRead
    given = json.loads(body)
    if not 0 < len(given["actions"]) <= MOST_ACTIONS:
        raise CannotRead
    sent_at = _moment(given["sent_at"])
    ahead = actions.clock_runs_ahead(sent_at, now=now)
    if abs(ahead) > MOST_AHEAD:
        raise CannotRead
    return sent_at, [_press(each, ahead) for each in given["actions"]]


def _press(given: dict[str, Any], ahead: timedelta) -> Pressed:
    step, fields = given["step"], given["fields"]
    if not isinstance(fields, dict) or step not in (CHECK, *steps.STEPS, *money_presses.TAKES):
        raise CannotRead
    sent = Sent(UUID(given["key"]), step, _moment(given["at"]), ahead)
    sent.event_at.astimezone(UTC)  # raises outside the calendar
    by = given.get("by")
    return UUID(given["case"]), None if by is None else UUID(by), sent, fields


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None or found.tzinfo is None:
        raise CannotRead
    return found


def _of_another(
    request: PageRequest, case_id: UUID, who: UUID, pressed: list[Sent]
) -> list[dict[str, str]]:
    """What somebody else pressed on this phone moves nothing; it is put on record as theirs."""
    sentence = str(OF_ANOTHER)
    fresh = [sent for sent in pressed if actions.answered_before(who, sent.key) is None]
    with context.as_system():
        if fresh and field_overview.has_led(case_id, technician_id=who):
            for sent in fresh:
                onsite_services.keep_answer(
                    case_id,
                    sent,
                    technician=who,
                    outcome=REFUSED,
                    sentence=sentence,
                    now=request.now,
                )
            onsite_services.report_late(
                case_id, fresh, technician=who, sent_by=technician_id(request), now=request.now
            )
    return [{"key": str(sent.key), "outcome": REFUSED, "sentence": sentence} for sent in pressed]


def _of_case(
    request: PageRequest,
    case_id: UUID,
    pressed: list[tuple[Sent, dict[str, Any]]],
    ahead: timedelta,
) -> list[dict[str, str]]:
    me = technician_id(request)
    answers, not_taken = [], []
    stopped = taken = False
    for sent, fields in pressed:
        earlier = actions.answered_before(me, sent.key)
        if earlier is not None:
            outcome, sentence = earlier.outcome, earlier.sentence
        elif stopped:
            outcome, sentence = HELD, ""
        else:
            outcome, sentence = _take(request, case_id, sent, fields)
        stopped = stopped or outcome != APPLIED
        if earlier is None and outcome != APPLIED:
            not_taken.append((sent, outcome, sentence))
        taken = taken or (earlier is None and outcome == APPLIED)
        answers.append({"key": str(sent.key), "outcome": outcome, "sentence": sentence})
    if taken and ahead:
        with context.as_system():
            onsite_services.note_wrong_clock(case_id, ahead, technician=me, now=request.now)
    if not_taken:
        _put_on_record(case_id, me, not_taken, now=request.now)
    return answers


def _take(
    request: PageRequest, case_id: UUID, sent: Sent, fields: dict[str, Any]
) -> tuple[str, str]:
    me = technician_id(request)
    if not field_overview.is_bound(case_id, technician_id=me):
        return REFUSED, str(refusals.NOT_YOUR_CASE)
    by: takes.By = {
        "technician": me,
        "now": request.now,
        "event_at": sent.event_at,
        "idempotency_key": sent.key,
    }
    try:
        taken = _walk_check(case_id, fields, by) if sent.step == CHECK else None
        with transaction.atomic():
            if taken is not None:
                _take_check(case_id, *taken, by)
            else:
                _take_step(case_id, sent.step, fields, by)
            # Who leaves a case sees it no more; the answer is kept all the same.
            with context.as_system():
                onsite_services.keep_answer(
                    case_id, sent, technician=me, outcome=APPLIED, now=request.now
                )
    except Refusal as refusal:
        return REFUSED, str(refusal)
    return APPLIED, ""


def _take_step(case_id: UUID, name: str, fields: dict[str, Any], by: takes.By) -> None:
    if name in money_presses.TAKES:
        money_presses.TAKES[name](case_id, fields, by)
        return
    form = presenting.form_for(name, fields)
    if not form.is_valid():
        raise NotTaken(_first_fault(form))
    steps.STEPS[name].take(case_id, form, by)


def _codes(answered: list[checking.PageAnswers]) -> list[str]:
    """Return the number that was read out at the door, if one was typed."""
    typed = [str(given.get("code") or "") for name, given in answered if name == "call_back"]
    return [code for code in typed[-1:] if code]


def _first_fault(form: django_forms.Form) -> str:
    return str(next(iter(form.errors.values()))[0])


def _walk_check(
    case_id: UUID, fields: dict[str, Any], by: takes.By
) -> tuple[checking.Checked, dict[str, Any]]:
    """Ask every question again, in order; return the answers and what was said of the result.

    A number that was read out at the door is compared here and not with the result: a wrong one
    counts as tried whatever becomes of the press, or it could be guessed without end.
    """
    job = field_overview.job(case_id, at=by["now"])

    def judge(checked: checking.Checked) -> Any:
        return field_overview.judge(case_id, seen=checked.seen(), at=by["event_at"])

    answered = _answered(fields)
    try:
        checked = checking.walked(answered, judge, owed=job.check_owed)
    except checking.OutOfOrder as error:
        raise NotTaken(OUT_OF_ORDER) from error
    page = checking.next_page(checked, judge(checked), owed=job.check_owed)
    form = checking.form_of(page, judge(checked), owed=job.check_owed)(fields.get("result") or {})
    if not form.is_valid():
        raise NotTaken(_first_fault(form))
    _count_names(case_id, answered, fields, by, same=checked.answers.get("name_matches"))
    _refuse_names_of_old(case_id, checked, by)
    for code in _codes(answered):
        onsite_services.say_code(case_id, code=code, technician=by["technician"], now=by["now"])
    return checked, form.cleaned_data


def _count_names(
    case_id: UUID,
    answered: list[checking.PageAnswers],
    fields: dict[str, Any],
    by: takes.By,
    *,
    same: object,
) -> None:
    """Count the names that differed, also where the check was begun anew (A1.2.2)."""
    given_up = fields.get("tried")
    before = given_up if isinstance(given_up, int) and 0 < given_up <= MOST_ACTIONS else 0
    times = before + sum(
        name == "name" and given.get("same") is not True for name, given in answered
    )
    if times:
        key = uuid5(by["idempotency_key"], "name")
        onsite_services.name_differed(case_id, times=times, **{**by, "idempotency_key": key})
    left = field_overview.name_tries_left(case_id, technician_id=by["technician"])
    if same is True and left == 0:
        raise NotTaken(refusals.NAME_TRIED_ENOUGH)


def _refuse_names_of_old(case_id: UUID, checked: checking.Checked, by: takes.By) -> None:
    """The phone compared with names that it got some time after its technician was bound."""
    if checked.answers.get("name_matches") is not True:
        return
    bound = field_overview.bound_since(case_id)
    gone = bound is not None and field_overview.attendants_gone(
        case_id, role=str(checked.answers.get("role")), since=bound, at=by["event_at"]
    )
    if gone:
        raise NotTaken(refusals.ATTENDANTS_CHANGED)


def _answered(fields: dict[str, Any]) -> list[checking.PageAnswers]:
    try:
        return [(str(name), dict(given)) for name, given in fields["pages"]]
    except (KeyError, TypeError, ValueError) as error:
        raise NotTaken(OUT_OF_ORDER) from error


def _take_check(
    case_id: UUID, checked: checking.Checked, result: dict[str, Any], by: takes.By
) -> None:
    """Hand the answers over; the written service decides (A1.2)."""
    onsite_services.answer_check(
        case_id,
        facts=checked.seen(),
        code_word_said=bool(checked.answers.get("code_word")),
        **result,
        **by,
    )


def _put_on_record(
    case_id: UUID, me: UUID, not_taken: list[tuple[Sent, str, str]], *, now: datetime
) -> None:
    with context.as_system():
        if not field_overview.was_bound(case_id, technician_id=me):
            return
        for sent, outcome, sentence in not_taken:
            onsite_services.keep_answer(
                case_id, sent, technician=me, outcome=outcome, sentence=sentence, now=now
            )
        late = [sent for sent, _outcome, _sentence in not_taken]
        onsite_services.report_late(case_id, late, technician=me, now=now)
