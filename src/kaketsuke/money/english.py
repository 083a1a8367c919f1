"""The page behind a Japanese paper for somebody who reads English: the same facts and rights.

The law wants the paper itself in Japanese; what it says must reach the payer all the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from kaketsuke.money import cooling_off, tax_numbers
from kaketsuke.money.parties import Place, Trader
from kaketsuke.money.queries import EstimateCard, ReceiptCard

LEAD: Final = (
    "This page tells in English what the Japanese paper says. "
    "Where the two differ, the Japanese paper counts."
)
COLUMNS: Final = ("What", "Quantity", "Each (without tax)", "Amount (without tax)")
VISIT: Final = ("Call-out, and work up to 60 minutes", "1", "0 yen", "0 yen")
COOLING: Final = (
    "For 8 days, counting the day on which you received this paper, you may cancel the agreement "
    "without giving a reason: with the button on the page of your receipt, by e-mail or by letter. "
    "It takes effect when you send it.",
    "Cancelling costs nothing: no damages, no penalty, also where the work is finished. What you "
    "paid is given back in full and at once; the firm bears the cost of taking parts back and of "
    "restoring what was there.",
    "If false statements or pressure kept you from cancelling, you may cancel until 8 days after "
    "you receive a new paper that says that you may.",
)
HELP: Final = (
    "Advice: consumer hotline 188 (no area code). If you do not agree with something, tell our "
    "desk: a supervisor looks at it again."
)
PAID: Final = {
    "none": "There is nothing to pay.",
    "cash": "Received in cash.",
    "card": "Received by card.",
    "code": "Received by code payment.",
}
UNITS: Final = {"分": "min", "個": "pc.", "本": "pc.", "回": "each", "式": "set", "台": "unit"}


def of_estimate(card: EstimateCard, trader: Trader, place: Place) -> dict[str, Any]:
    """Return the English page of an estimate."""
    lines = (
        {
            "description": line.description,
            "name_en": line.name_en,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_yen": line.unit_yen,
            "amount_yen": line.amount_yen,
        }
        for line in card.lines
    )
    return {
        **_page("Estimate (and contract)", "Total including tax", card),
        "lines": [*_lines(lines), VISIT],
        "facts": [
            ["Number", f"K-{place.case_number}, version {card.version}"],
            ["When", "After you approve, on the same day."],
            ["Payment", "After the work, on the spot: cash, card or code payment."],
            ["Saying no", "You may decline until you approve. Declining costs nothing."],
            *_trader(trader),
        ],
        "cooling_heading": "Cooling-off: you may cancel within 8 days",
        "cooling": COOLING,
    }


def of_receipt(card: ReceiptCard, trader: Trader, place: Place) -> dict[str, Any]:
    """Return the English page of a receipt."""
    last_day = cooling_off.last_day(timezone.localdate(card.issued_at))
    owed = card.total_yen > 0
    return {
        **_page("Receipt", "Received, including tax", card),
        "lines": [*_lines(card.lines), VISIT],
        "facts": [
            ["Receipt", f"No. {card.number}, {_day(card.issued_at)}"],
            ["Day of the work", _written(card.worked_on)],
            ["Case", f"K-{place.case_number}"],
            ["Payment", PAID[card.method]],
            *_trader(trader),
        ],
        "cooling_heading": f"You may cancel until {_written(last_day)}",
        "cooling": COOLING if owed else (),
    }


def of_return(number: int, on: date, sold: ReceiptCard, *, trader: Trader) -> dict[str, Any]:
    """Return the English page of a return invoice."""
    return {
        **_page("Return invoice", "Given back, including tax", sold),
        "lines": _lines(sold.lines),
        "facts": [
            ["Number", f"R-{number}"],
            ["Given back on", _written(on)],
            ["Day of the work", _written(sold.worked_on)],
            ["Receipt", f"No. {sold.number}, {_day(sold.issued_at)}"],
            ["Why", "The agreement was cancelled (cooling-off); all of it is given back."],
            *_trader(trader),
        ],
        "cooling_heading": "",
        "cooling": (),
    }


def _page(title: str, total_name: str, card: EstimateCard | ReceiptCard) -> dict[str, Any]:
    return {
        "title": f"{title}: in English",
        "lead": LEAD,
        "total_name": total_name,
        "total": _yen(card.total_yen),
        "columns": COLUMNS,
        "sums": [
            [f"Subject to {card.tax_percent}% (without tax)", _yen(card.subtotal_yen)],
            [f"Consumption tax ({card.tax_percent}%)", _yen(card.tax_yen)],
            ["Total including tax", _yen(card.total_yen)],
        ],
        "help": HELP,
    }


def _lines(lines: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [
            str(line.get("name_en") or line["description"]),
            f"{line['quantity']} {UNITS.get(str(line['unit']), line['unit'])}",
            _yen(line["unit_yen"]),
            _yen(line["amount_yen"]),
        ]
        for line in lines
    ]


def _trader(trader: Trader) -> list[list[str]]:
    number = trader.tax_number
    return [
        ["Firm", trader.name],
        ["Address", trader.address],
        ["Telephone", trader.phone],
        [
            "Registration No.",
            number
            if tax_numbers.is_valid(number)
            else "None: this is not a qualified invoice in the sense of the consumption tax.",
        ],
    ]


def _yen(amount: Any) -> str:
    return f"{amount:,} yen"


def _day(moment: datetime) -> str:
    return _written(timezone.localdate(moment))


def _written(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"
