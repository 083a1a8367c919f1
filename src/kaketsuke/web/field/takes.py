"""How each step at the door is taken: the answers of its form, handed to the service behind it."""

from typing import Any
from uuid import UUID

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.dispatch import services as dispatch_services
from kaketsuke.money import services as money_services
from kaketsuke.onsite import services as onsite_services
from kaketsuke.web.field import forms

DELAY_MINUTES = 10

By = dict[str, Any]


def depart(case_id: UUID, form: forms.PlacedForm, by: By) -> object:
    return onsite_services.depart(case_id, position=form.position, **by)


def arrive(case_id: UUID, form: forms.ArriveForm, by: By) -> object:
    return onsite_services.arrive(
        case_id,
        position=form.position,
        no_position_because=form.cleaned_data["reason"] if form.position is None else "",
        **by,
    )


def later(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return case_services.remark(
        case_id,
        remark="DelayTold",
        actor=_technician(by),
        now=by["now"],
        event_at=by["event_at"],
        facts={"minutes": DELAY_MINUTES},
        idempotency_key=by["idempotency_key"],
    )


def withdraw(case_id: UUID, form: forms.WithdrawForm, by: By) -> object:
    return dispatch_services.release(
        case_id, actor=_technician(by), reason=form.cleaned_data["reason"], now=by["now"]
    )


def call_not_answered(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.call_not_answered(case_id, **by)


def nobody_there(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.nobody_there(case_id, **by)


def safe_exit(case_id: UUID, form: forms.PlacedForm, by: By) -> object:
    return onsite_services.safe_exit(case_id, position=form.position, **by)


def ask_to_refuse(case_id: UUID, form: forms.WordsForm, by: By) -> object:
    return onsite_services.ask_to_refuse(case_id, words=form.cleaned_data["words"], **by)


def begin(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.begin_work(case_id, **by)


def begin_destructive(case_id: UUID, form: forms.BreakForm, by: By) -> object:
    return onsite_services.begin_work(case_id, agreement=form.agreement, **by)


def break_(case_id: UUID, form: forms.BreakForm, by: By) -> object:
    return onsite_services.agree_to_break(case_id, agreement=form.agreement, **by)


def ask_breaking(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.ask_to_break(case_id, **by)


def photo(case_id: UUID, form: forms.PhotoForm, by: By) -> object:
    return onsite_services.add_photo(
        case_id, file=form.picture_file, moment=form.cleaned_data["moment"], **by
    )


def second(case_id: UUID, form: forms.SecondForm, by: By) -> object:
    return onsite_services.call_second(case_id, because=form.cleaned_data["because"], **by)


def connect(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    """Both numbers stay hidden: the centre rings the one, then the other."""
    asked = case_services.remark(
        case_id,
        remark="ConnectionAsked",
        actor=_technician(by),
        now=by["now"],
        event_at=by["event_at"],
        idempotency_key=by["idempotency_key"],
    )
    case_services.ring_a_human(case_id, why="connect", now=by["now"])
    return asked


def pause(case_id: UUID, form: forms.PauseForm, by: By) -> object:
    return onsite_services.pause(case_id, because=form.cleaned_data["because"], **by)


def continue_(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.continue_work(case_id, **by)


def attendant_left(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return onsite_services.attendant_left(case_id, **by)


def open_(case_id: UUID, form: forms.OpenForm, by: By) -> object:
    usable = form.cleaned_data["lock_usable"] == "yes"
    return onsite_services.open_door(
        case_id,
        method=form.cleaned_data["method"],
        lock_usable=usable,
        if_unusable="" if usable else form.cleaned_data["if_unusable"],
        declined_because=form.cleaned_data["declined_because"],
        interim=form.interim,
        **by,
    )


def could_not_open(case_id: UUID, form: forms.CouldNotOpenForm, by: By) -> object:
    return onsite_services.could_not_open(
        case_id,
        because=form.cleaned_data["because"],
        door_secured=form.cleaned_data["door_secured"],
        other_skill=form.cleaned_data["other_skill"] == "yes",
        **by,
    )


def cancel(case_id: UUID, form: forms.CancelForm, by: By) -> object:
    return onsite_services.cancel_at_the_door(
        case_id,
        door_secured=form.cleaned_data["door_secured"],
        door_open=form.cleaned_data["door_open"] == "yes",
        **by,
    )


def collect(case_id: UUID, form: forms.CollectForm, by: By) -> object:
    return _settle(
        case_id,
        method=form.cleaned_data["method"],
        unpaid_reason=form.cleaned_data["unpaid_reason"],
        terminal_reference=form.cleaned_data["terminal_reference"],
        shown_yen=form.cleaned_data["shown_yen"],
        by=by,
    )


def finish_free(case_id: UUID, _form: forms.StepForm, by: By) -> object:
    return _settle(case_id, method="none", by=by)


def _settle(case_id: UUID, *, by: By, **how: Any) -> object:
    return money_services.settle(
        case_id,
        **how,
        technician=by["technician"],
        now=by["now"],
        idempotency_key=by["idempotency_key"],
    )


def _technician(by: By) -> Actor:
    return Actor(ActorRole.TECHNICIAN, by["technician"])
