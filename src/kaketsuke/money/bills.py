"""What is charged? Agreed lines and the work clock in, the written service's answer out. Pure.

Overtime counts by itself: a line of overtime begins when the free minutes are used up, but never
before it was approved, and charges no minute that was not worked after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from kaketsuke.onsite import clocks
from kaketsuke.onsite.clocks import Span
from kaketsuke.rules import charge, figures

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line of the estimate in force."""

    id: UUID
    item: str
    kind: str
    description: str
    unit: str
    quantity: int
    unit_yen: int
    approved_at: datetime | None = None
    begun_at: datetime | None = None
    name_en: str = ""

    @property
    def amount_yen(self) -> int:
        """Quantity times unit price, without tax."""
        return self.quantity * self.unit_yen


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line as it is billed; `because` says why nothing is charged for it."""

    line: AgreedLine
    amount_yen: int
    because: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """What the customer pays on site, in whole yen (A1.3, 3.3)."""

    worked_on: date
    minutes: int
    payer: str
    lines: tuple[BillLine, ...]
    subtotal_yen: int
    tax_percent: int
    tax_yen: int
    total_yen: int
    approved_total_yen: int

    @property
    def charged(self) -> tuple[BillLine, ...]:
        """The lines that cost something, or would have at a price of nothing."""
        return tuple(line for line in self.lines if not line.because)


def bill(
    lines: Sequence[AgreedLine],
    *,
    spans: Sequence[Span],
    until: datetime,
    worked_on: date,
    payer: str,
    price_list: Sequence[charge.PriceListEntry],
    approved_total_yen: int,
) -> Bill:
    """Return the bill as the written service decides it (`rules.charge`)."""
    seconds = clocks.whole_seconds(clocks.worked(spans, until=until))
    minutes = charge.billable_minutes(seconds)
    counted = count_overtime(
        lines, spans=spans, until=until, free_minutes=figures.free_minutes(worked_on)
    )
    answer = charge.decide(
        charge.ChargeFacts(
            worked_on=worked_on,
            minutes=minutes,
            requested_by=charge.Payer(payer),
            lines=tuple(as_charge_line(line) for line in counted),
            price_list=tuple(price_list),
        )
    )
    return Bill(
        worked_on=worked_on,
        minutes=minutes,
        payer=payer,
        lines=tuple(
            BillLine(line, said.amount, charge.REASONS[said.refused] if said.refused else "")
            for line, said in zip(counted, answer.lines, strict=True)
        ),
        subtotal_yen=answer.subtotal,
        tax_percent=figures.tax_percent(worked_on),
        tax_yen=answer.tax,
        total_yen=answer.total,
        approved_total_yen=approved_total_yen,
    )


def count_overtime(
    lines: Sequence[AgreedLine], *, spans: Sequence[Span], until: datetime, free_minutes: int
) -> list[AgreedLine]:
    """Return the lines with begin and quantity of overtime set by the clock.

    What was agreed first counts first, of what was agreed together the cheaper.
    """
    free = timedelta(minutes=free_minutes)
    past_free = clocks.moment_of(spans, worked_for=free)
    seconds = clocks.whole_seconds(clocks.worked(spans, until=until))
    left = max(0, charge.billable_minutes(seconds) - free_minutes)
    counted: dict[UUID, AgreedLine] = {}
    for line in sorted(_overtime(lines), key=_first_agreed):
        begun = max(past_free, line.approved_at) if past_free and line.approved_at else None
        worked = _minutes_after(begun, spans, until) if begun else 0
        quantity = min(line.quantity, left, worked)
        left -= quantity
        counted[line.id] = (
            replace(line, quantity=quantity, begun_at=begun)
            if quantity > 0
            else replace(line, begun_at=None)
        )
    return [counted.get(line.id, line) for line in lines]


def as_charge_line(line: AgreedLine) -> charge.Line:
    """Return the line in the terms of the written service."""
    return charge.Line(
        kind=charge.LineKind(line.kind),
        quantity=line.quantity,
        unit_price=line.unit_yen,
        description=line.description,
        approved_at=line.approved_at,
        begun_at=line.begun_at,
        item=line.item,
    )


def _first_agreed(line: AgreedLine) -> tuple[bool, datetime, int]:
    return (line.approved_at is None, line.approved_at or NEVER, line.unit_yen)


def _overtime(lines: Iterable[AgreedLine]) -> list[AgreedLine]:
    return [line for line in lines if line.kind == charge.LineKind.OVERTIME]


def _minutes_after(moment: datetime, spans: Sequence[Span], until: datetime) -> int:
    later = [
        (max(begun, moment), ended) for begun, ended in spans if ended is None or ended > moment
    ]
    return charge.billable_minutes(clocks.whole_seconds(clocks.worked(later, until=until)))
