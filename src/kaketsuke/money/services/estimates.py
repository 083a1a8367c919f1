"""Estimates: nothing is charged that the payer did not approve before it was begun (A1.3).

A version is the whole agreement: it carries the lines approved before and adds the new ones, so
that the payer sees one total. A declined version costs nothing and leaves the former in force.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from kaketsuke.accounts.viewers import Actor, ActorRole
from kaketsuke.cases import services as case_services
from kaketsuke.cases.lifecycle import State
from kaketsuke.cases.models import Case
from kaketsuke.money import queries, refusals
from kaketsuke.money.models import Estimate, EstimateLine, PriceItem
from kaketsuke.onsite import steps
from kaketsuke.onsite.steps import Press
from kaketsuke.rules import charge, figures

MOST: Final = 999


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as the technician enters it; without a price the greatest of the list."""

    item: str
    quantity: int
    unit_yen: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a phone without a signal showed the payer, in whole yen."""

    subtotal_yen: int
    tax_percent: int
    tax_yen: int
    total_yen: int


@transaction.atomic
def make_estimate(
    case_id: UUID,
    lines: Sequence[LineDraft],
    *,
    technician: UUID,
    now: datetime,
    event_at: datetime | None = None,
    shown: Shown | None = None,
    idempotency_key: UUID | None = None,
) -> Estimate:
    """Write the next version for the payer to answer (A1.3). Pressed twice it is written once.

    One that was made without a signal says what the payer was `shown`; it is reckoned anew from the
    list in force when it was made, and refused where anything differs.
    Raises: CannotEstimate, onsite's CannotAct.
    """
    press = Press(technician, now, event_at, idempotency_key)
    case, press = steps.at_the_door(case_id, press)
    if entry := steps.pressed_before(case, press, "EstimateMade"):
        return Estimate.objects.get(case=case, version=entry.facts["version"])
    if case.state != State.WORKING:
        raise refusals.CannotEstimate(refusals.ONLY_AT_WORK)
    if not lines:
        raise refusals.CannotEstimate(refusals.NO_LINES)
    on = queries.worked_on(case_id, at=press.at)
    listed = queries.items_in_force(case.company_id, at=press.at)
    fresh = [_line(draft, listed, case) for draft in lines]
    if shown is not None and any(line.unit_yen != line.item.max_unit_yen for line in fresh):
        raise refusals.CannotEstimate(refusals.PRICES_CHANGED)
    _refuse_what_may_not_be_charged(fresh, listed, on=on, now=press.at)
    return _write_version(case, fresh, on=on, press=press, shown=shown)


@transaction.atomic
def begin_line(
    line_id: UUID, *, technician: UUID, now: datetime, event_at: datetime | None = None
) -> EstimateLine:
    """Note that an approved line is being begun: from here it may be charged (A1.3).

    Raises: CannotBegin, onsite's CannotAct.
    """
    case_id = EstimateLine.objects.values_list("estimate__case_id", flat=True).get(pk=line_id)
    case, press = steps.at_the_door(case_id, Press(technician, now, event_at))
    binding = queries.binding_estimate(case_id)
    line = EstimateLine.objects.select_for_update().get(pk=line_id)
    if case.state != State.WORKING or binding is None or line.estimate_id != binding.id:
        raise refusals.CannotBegin(refusals.NOT_APPROVED)
    if line.kind == charge.LineKind.OVERTIME:
        raise refusals.CannotBegin(refusals.BEGINS_BY_ITSELF)
    if line.begun_at is None:
        if line.approved_at is None or press.at < line.approved_at:
            raise refusals.CannotBegin(refusals.NOT_APPROVED)
        line.begun_at = press.at
        line.save(update_fields=["begun_at"])
        case_services.remark(
            case_id,
            remark="LineBegun",
            actor=Actor(ActorRole.TECHNICIAN, technician),
            now=now,
            event_at=press.at,
            facts={"line": str(line.id), "kind": line.kind},
            clauses=("A1.3",),
        )
    return line


def _line(draft: LineDraft, listed: dict[str, PriceItem], case: Case) -> EstimateLine:
    item = listed.get(draft.item)
    if item is None:
        raise refusals.CannotEstimate(refusals.NOT_LISTED)
    if not 1 <= draft.quantity <= MOST:
        raise refusals.CannotEstimate(refusals.QUANTITY_RANGE)
    price = item.max_unit_yen if draft.unit_yen is None else draft.unit_yen
    if price < 1:
        raise refusals.CannotEstimate(refusals.PRICE_RANGE)
    return EstimateLine(
        company_id=case.company_id,
        item=item,
        kind=item.kind,
        description=item.name,
        quantity=draft.quantity,
        unit_yen=price,
    )


def _refuse_what_may_not_be_charged(
    lines: Collection[EstimateLine], listed: dict[str, PriceItem], *, on: date, now: datetime
) -> None:
    """Ask the written service as if everything were approved, begun and worked."""
    overtime = sum(line.quantity for line in lines if line.kind == charge.LineKind.OVERTIME)
    answer = charge.decide(
        charge.ChargeFacts(
            worked_on=on,
            minutes=figures.free_minutes(on) + overtime,
            lines=tuple(
                charge.Line(
                    kind=charge.LineKind(line.kind),
                    quantity=line.quantity,
                    unit_price=line.unit_yen,
                    approved_at=now,
                    begun_at=now,
                    item=line.item.code,
                )
                for line in lines
            ),
            price_list=queries.price_list_entries(listed.values()),
        )
    )
    for said in answer.lines:
        if said.refused is not None:
            raise refusals.CannotEstimate(
                refusals.NOT_CHARGEABLE.get(said.refused, refusals.NOT_LISTED)
            )


def _write_version(
    case: Case, fresh: list[EstimateLine], *, on: date, press: Press, shown: Shown | None
) -> Estimate:
    binding = queries.binding_estimate(case.id)
    carried = [_carried(line) for line in binding.lines.order_by("pk")] if binding else []
    lines = [*carried, *fresh]
    subtotal = sum(line.quantity * line.unit_yen for line in lines)
    percent, tax = figures.tax_percent(on), figures.tax_yen(subtotal, on=on)
    if shown is not None and shown != Shown(subtotal, percent, tax, subtotal + tax):
        raise refusals.CannotEstimate(refusals.SHOWN_OTHERWISE)
    estimate = Estimate.objects.create(
        company_id=case.company_id,
        case=case,
        version=Estimate.objects.filter(case=case).count() + 1,
        made_at=press.at,
        payer=case.requested_by,
        subtotal_yen=subtotal,
        tax_percent=percent,
        tax_yen=tax,
        total_yen=subtotal + tax,
    )
    for line in lines:
        line.estimate = estimate
    EstimateLine.objects.bulk_create(lines)
    case_services.remark(
        case.id,
        remark="EstimateMade",
        actor=Actor(ActorRole.TECHNICIAN, press.technician),
        now=press.now,
        event_at=press.at,
        facts={
            "version": estimate.version,
            "total_yen": estimate.total_yen,
            **({"without_signal": True} if shown else {}),
        },
        clauses=("A1.3",),
        idempotency_key=press.idempotency_key,
    )
    if case.requested_by == "owner":
        sending = app.configure_task("money.send_estimate", allow_unknown=True)
        sending.defer(estimate_id=str(estimate.id))
    return estimate


def _carried(line: EstimateLine) -> EstimateLine:
    return EstimateLine(
        company_id=line.company_id,
        item_id=line.item_id,
        kind=line.kind,
        description=line.description,
        quantity=line.quantity,
        unit_yen=line.unit_yen,
        carried_from=line,
    )
