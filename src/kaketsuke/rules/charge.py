"""What does the customer pay on site? Call-out and work are free; extras as agreed (3.3, A1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Self

from kaketsuke.rules import facts, figures
from kaketsuke.rules.facts import Word
from kaketsuke.rules.findings import Effect, Finding

BASE_YEN: Final = 0
WORDS: Final = {"A1.3": "作業のときの見積りに従って現地で支払います"}


class Payer(Word):
    """Who asked for the work, and so pays what is charged on site (3.3)."""

    RESIDENT = "resident"
    OWNER = "owner"


class LineKind(Word):
    """The only three things that may be charged (A1.3)."""

    OVERTIME = "overtime"
    SPECIAL_WORK = "special_work"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the estimate, in whole yen without tax."""

    kind: LineKind
    quantity: int
    unit_price: int
    description: str | None = None
    approved_at: datetime | None = None
    begun_at: datetime | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListEntry:
    """What an item may cost at most."""

    item: str
    kind: LineKind
    max_unit_price: int
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFacts:
    """The work as done and the lines as agreed; without a price list none is compared."""

    worked_on: date
    minutes: int
    lines: tuple[Line, ...]
    requested_by: Payer = Payer.RESIDENT
    price_list: tuple[PriceListEntry, ...] | None = None

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """Facts from their JSON object.

        Raises facts.MalformedFacts, naming the path of the fault or of a missing needed fact.
        """
        return cls(**READER.read(obj))

    def to_json(self) -> dict[str, Any]:
        """The JSON object that `from_json` reads back to equal facts."""
        written = READER.write(self)
        written["lines"] = [LINE_READER.write(line) for line in self.lines]
        if self.price_list is not None:
            written["price_list"] = [ENTRY_READER.write(entry) for entry in self.price_list]
        return written


@dataclass(frozen=True, slots=True)
class ChargedLine:
    """A line and what of it is charged: all, or nothing for the stated reason."""

    line: Line
    amount: int
    refused: Refusal | None = None

    def to_json(self) -> dict[str, Any]:
        """The line as given, with its amount."""
        given = LINE_READER.write(self.line)
        every = {fact.path: given.get(fact.path) for fact in LINE_READER.facts}
        return {**every, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class ChargeAnswer:
    """The bill in whole yen."""

    base: int
    lines: tuple[ChargedLine, ...]
    subtotal: int
    tax_rate: Decimal
    tax: int
    total: int
    payer: Payer
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer as the decision interface prints it; the rate is a number such as 0.1."""
        return {
            "base": self.base,
            "lines": [line.to_json() for line in self.lines],
            "subtotal": self.subtotal,
            "tax_rate": float(self.tax_rate),
            "tax": self.tax,
            "total": self.total,
            "payer": str(self.payer),
            "findings": [finding.to_json() for finding in self.findings],
        }


class Refusal(Word):
    """Why a line is not chargeable."""

    NOT_PAST_FREE_MINUTES = "not_past_free_minutes"
    MORE_THAN_PAST_FREE_MINUTES = "more_than_past_free_minutes"
    NOT_APPROVED = "not_approved"
    NOT_BEGUN = "not_begun"
    APPROVED_TOO_LATE = "approved_too_late"
    NOT_ON_PRICE_LIST = "not_on_price_list"
    ABOVE_PRICE_LIST = "above_price_list"


SAY: Final = "この項目の料金はいただきません。"
REASONS: Final[dict[Refusal, str]] = {
    Refusal.NOT_PAST_FREE_MINUTES: "作業は無料の時間内でした",
    Refusal.MORE_THAN_PAST_FREE_MINUTES: "超過した分数より多く計上されています",
    Refusal.NOT_APPROVED: "見積りの承認がありません",
    Refusal.NOT_BEGUN: "この作業は始められていません",
    Refusal.APPROVED_TOO_LATE: "承認より先に始められました",
    Refusal.NOT_ON_PRICE_LIST: "料金表にない項目です",
    Refusal.ABOVE_PRICE_LIST: "料金表の上限を超えています",
}


def _read_minutes(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise facts.MalformedFacts(path, "must be a number of minutes")
    minutes = Decimal(value)
    if not minutes.is_finite() or minutes < 0 or minutes > _LONGEST_MINUTES:
        raise facts.MalformedFacts(path, f"must be between 0 and {_LONGEST_MINUTES}")
    return int(minutes) + (minutes != int(minutes))


def _read_line(value: object, path: str) -> Line:
    return Line(**LINE_READER.read(value, at=path))


def _read_entry(value: object, path: str) -> PriceListEntry:
    return PriceListEntry(**ENTRY_READER.read(value, at=path))


_LONGEST_MINUTES: Final = 1_000_000
_YEN: Final = facts.whole(at_least=0)
_MINUTES: Final = facts.Kind(
    _read_minutes, {"type": "number", "minimum": 0, "maximum": _LONGEST_MINUTES}
)

LINE_READER: Final = facts.Reader(
    (
        facts.Fact("kind", facts.choice(LineKind), needed=True),
        facts.Fact("description", facts.TEXT),
        facts.Fact("quantity", facts.whole(at_least=1), needed=True),
        facts.Fact("unit_price", _YEN, needed=True),
        facts.Fact("approved_at", facts.MOMENT),
        facts.Fact("begun_at", facts.MOMENT),
        facts.Fact("item", facts.TEXT),
    )
)
ENTRY_READER: Final = facts.Reader(
    (
        facts.Fact("item", facts.TEXT, needed=True),
        facts.Fact("kind", facts.choice(LineKind), needed=True),
        facts.Fact("unit", facts.TEXT),
        facts.Fact("max_unit_price", _YEN, needed=True),
    )
)
READER: Final = facts.Reader(
    (
        facts.Fact("worked_on", facts.DAY, needed=True),
        facts.Fact("minutes", _MINUTES, needed=True),
        facts.Fact("requested_by", facts.choice(Payer), default=Payer.RESIDENT),
        facts.Fact(
            "lines",
            facts.listing(facts.Kind(_read_line, LINE_READER.schema())),
            needed=True,
        ),
        facts.Fact(
            "price_list",
            facts.listing(facts.Kind(_read_entry, ENTRY_READER.schema())),
        ),
    )
)


def billable_minutes(seconds: int) -> int:
    """Whole minutes of net work; a begun minute counts: 3600 s are 60, 3601 s are 61 (A1.3)."""
    return -(-seconds // 60)


def decide(facts: ChargeFacts) -> ChargeAnswer:
    """The bill: nothing for call-out and work, and only lines agreed before they were begun (A1.3).

    Lines of overtime together never exceed the minutes past the free ones.

    Raises figures.FigureUnknown before the consumption tax began.
    """
    past_free = max(0, facts.minutes - figures.free_minutes(facts.worked_on))
    charged: list[ChargedLine] = []
    found: list[Finding] = []
    left = past_free
    for number, line in enumerate(facts.lines, start=1):
        reasons = _reasons(line, past_free=past_free, left=left, price_list=facts.price_list)
        if reasons:
            charged.append(ChargedLine(line, 0, reasons[0]))
            found.append(_finding(number, reasons))
            continue
        if line.kind is LineKind.OVERTIME:
            left -= line.quantity
        charged.append(ChargedLine(line, line.quantity * line.unit_price))
    subtotal = BASE_YEN + sum(line.amount for line in charged)
    tax = figures.tax_yen(subtotal, on=facts.worked_on)
    return ChargeAnswer(
        base=BASE_YEN,
        lines=tuple(charged),
        subtotal=subtotal,
        tax_rate=figures.tax_rate(facts.worked_on),
        tax=tax,
        total=subtotal + tax,
        payer=facts.requested_by,
        findings=tuple(found),
    )


def _reasons(
    line: Line, *, past_free: int, left: int, price_list: tuple[PriceListEntry, ...] | None
) -> list[Refusal]:
    """Everything that speaks against charging the line, in the order of the clause."""
    reasons: list[Refusal] = []
    if line.kind is LineKind.OVERTIME:
        if past_free == 0:
            reasons.append(Refusal.NOT_PAST_FREE_MINUTES)
        elif line.quantity > left:
            reasons.append(Refusal.MORE_THAN_PAST_FREE_MINUTES)
    reasons += _against_agreement(line)
    if price_list is not None:
        reasons += _against_price_list(line, price_list)
    return reasons


def _against_agreement(line: Line) -> list[Refusal]:
    """Approval at the very moment of beginning still counts as before."""
    reasons = []
    if line.approved_at is None:
        reasons.append(Refusal.NOT_APPROVED)
    if line.begun_at is None:
        reasons.append(Refusal.NOT_BEGUN)
    elif line.approved_at is not None and line.approved_at > line.begun_at:
        reasons.append(Refusal.APPROVED_TOO_LATE)
    return reasons


def _against_price_list(line: Line, price_list: tuple[PriceListEntry, ...]) -> list[Refusal]:
    listed = [entry for entry in price_list if (entry.item, entry.kind) == (line.item, line.kind)]
    if not listed:
        return [Refusal.NOT_ON_PRICE_LIST]
    # Listed twice, the lower price binds: nobody pays more for a list that contradicts itself.
    if any(line.unit_price > entry.max_unit_price for entry in listed):
        return [Refusal.ABOVE_PRICE_LIST]
    return []


def _finding(number: int, reasons: list[Refusal]) -> Finding:
    because = "。".join(REASONS[reason] for reason in reasons)
    return Finding(
        clause="A1.3",
        effect=Effect.DECLINES,
        because=f"明細 {number}：{because}。",
        say=SAY,
        rule=f"charge_{reasons[0]}",
    )
