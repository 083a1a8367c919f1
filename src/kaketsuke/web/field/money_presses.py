"""What a phone without a signal did about money: an estimate, the payer's word, a paid part begun.

The phone says what it showed; everything is reckoned anew from the price list by the services that
take the same presses online, and refused where a figure differs (A1.3, 3.3).
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.database.refusals import Refusal
from kaketsuke.money import queries as money_queries
from kaketsuke.money import refusals
from kaketsuke.money import services as money_services
from kaketsuke.money.services import LineDraft, Shown
from kaketsuke.web.answering import SignedAnswerForm
from kaketsuke.web.field.takes import By

MOST_LINES: Final = 100


class NotReadable(Refusal):
    """A press about money lacks what every phone of ours sends."""


def estimate(case_id: UUID, fields: Mapping[str, Any], by: By) -> object:
    """Write the version that the phone made; its key is what the later presses name it by."""
    try:
        lines = [_line(each) for each in fields["lines"][:MOST_LINES]]
        shown = Shown(**{name: _whole(fields["shown"], name) for name in Shown.__annotations__})
    except (KeyError, TypeError, ValueError) as error:
        raise NotReadable(refusals.SHOWN_OTHERWISE) from error
    return money_services.make_estimate(case_id, lines, shown=shown, **by)


def answer(case_id: UUID, fields: Mapping[str, Any], by: By) -> object:
    """Take the payer's word on the version that the phone showed, signed on its glass."""
    named = _named(fields)
    estimate_id = money_queries.estimate_named(case_id, named)
    if estimate_id is None:
        raise NotReadable(refusals.NO_SUCH_ESTIMATE)
    # The code beside the total is that of the name under which the phone showed the version.
    form = SignedAnswerForm(fields, estimate_id=named)
    if not form.is_valid():
        raise NotReadable(str(next(iter(form.errors.values()))[0]))
    return money_services.answer_estimate(
        estimate_id,
        approved=form.approved,
        how="technicians_screen",
        actor=Actor(ActorRole.TECHNICIAN, by["technician"]),
        signed=form.signed,
        sheet=form.cleaned_data["sheet"],
        now=by["now"],
        event_at=by["event_at"],
    )


def begin_line(case_id: UUID, fields: Mapping[str, Any], by: By) -> object:
    """Begin a part that was approved, wherever its line stands now."""
    line_id = money_queries.line_named(case_id, _named(fields), item=str(fields.get("item", "")))
    if line_id is None:
        raise NotReadable(refusals.NOT_APPROVED)
    return money_services.begin_line(
        line_id, technician=by["technician"], now=by["now"], event_at=by["event_at"]
    )


Take = Callable[[UUID, Mapping[str, Any], By], object]
TAKES: Final[dict[str, Take]] = {
    "estimate": estimate,
    "answer": answer,
    "begin_line": begin_line,
}


def _named(fields: Mapping[str, Any]) -> UUID:
    try:
        return UUID(str(fields.get("of", "")))
    except ValueError as error:
        raise NotReadable(refusals.NO_SUCH_ESTIMATE) from error


def _line(given: Mapping[str, Any]) -> LineDraft:
    return LineDraft(str(given["item"]), _whole(given, "quantity"), _whole(given, "unit_yen"))


def _whole(given: Mapping[str, Any], name: str) -> int:
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is a whole number")
    return value
